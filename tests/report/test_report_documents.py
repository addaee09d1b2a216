"""Reports as a web page and as Markdown: the same numbers, and every text in them only text."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import benchmark, finding, record

from pytest_llmsite.cli import main
from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.report.blocks import Bar, Bars, Column, Heading, Paragraph, Span, Table
from pytest_llmsite.report.dataset import Dataset
from pytest_llmsite.report.documents import comparison_document, kind_of, summary_document
from pytest_llmsite.report.html import steps
from pytest_llmsite.report.html.document import blocks_page
from pytest_llmsite.report.html.steps import Pictures, told_of
from pytest_llmsite.report.markdown import markdown
from pytest_llmsite.report.printable import printable, spaced
from pytest_llmsite.results.records import Record
from pytest_llmsite.results.store import SiteStore

TWO = list(benchmark(["sonnet", "haiku"], runs=3))
HOSTILE = (
    "<img src=x onerror=alert(1)>\"'&`|*_[a](javascript:b)\x1b[31m\u202e@me https://evil.example"
)
# What a page of the report is made of, and nothing else.
ELEMENTS = set(
    "html head meta title style body header main h1 h2 h3 nav a p section div table thead tbody tr th td "
    "small span b details summary code figure figcaption img".split()
)
ATTRIBUTES = set(
    "lang charset name content http-equiv class id href src alt loading style title scope tabindex "
    "aria-hidden".split()
)


def page(records: list[Record], **options: Any) -> str:
    return "".join(summary_document("html", Dataset.from_records(records), records, **options))


def parsed(text: str) -> Any:
    return lxml.html.document_fromstring(text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def cells(document: Any, section: str) -> dict[str, list[str]]:
    """The rows of a section's first table, by their first cell."""
    rows = document.xpath(f"//section[@id={section!r}]//table[1]/tbody/tr")
    return {words(row[0]): [words(cell) for cell in row[1:]] for row in rows}


def check_page(text: str) -> Any:
    """What no text of a record may bring about."""
    document = parsed(text)
    for element in document.iter():
        assert element.tag in ELEMENTS, element.tag
        assert set(element.attrib) <= ATTRIBUTES, element.attrib
        address = element.get("href") or element.get("src") or ""
        assert re.fullmatch(r"#[\w-]+|[\w./%-]*", address), address
        style = element.get("style", "")
        assert re.fullmatch(r"(left:[\d.]+%(;width:[\d.]+%)?)?", style), style
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for link in document.xpath("//a[starts-with(@href, '#')]"):
        assert link.get("href")[1:] in ids, link.get("href")
    return document


def test_the_page_has_the_numbers_of_the_data() -> None:
    data = Dataset.from_records(TWO)
    document = check_page(page(TWO))
    ranking = document.xpath("//section[@id='ranking']//tbody/tr")
    totals = {words(row[1]): float(words(row[2])) for row in ranking}
    for number, name in enumerate(data.models):
        by_template = data.totals_of(number).values()
        mean = sum(sum(runs) / len(runs) for runs in by_template) / len(data.templates)
        assert totals[name] == round(mean, 1)
    heat = cells(document, "heatmap")
    assert list(heat) == list(data.actions)
    order = [words(head) for head in document.xpath("//section[@id='heatmap']//thead//th")][1:-1]
    for action, row in heat.items():
        for model, cell in zip(order, row, strict=False):
            mean = data.cell_means[data.models.index(model), data.actions.index(action)]
            assert float(cell.split("[")[0]) == round(float(mean), 1)
    titles = [words(head) for head in document.xpath("//h2")]
    assert titles[:3] == ["Ranking", "Intervals", "Heatmap"]
    assert titles[-1] == "Steps"
    assert [words(link) for link in document.xpath("//nav/a")] == titles


def test_every_step_is_told_of_with_its_findings() -> None:
    document = parsed(page(TWO))
    bodies = document.xpath("//details[@class='step']/div")
    assert len(bodies) == len(TWO) == 2 * 2 * 3 * 16
    by_place = {body.get("id"): body for body in bodies}
    for row in document.xpath("//table[@class='steps']/tbody/tr"):
        for link in row.xpath(".//a"):
            summary = by_place[link.get("href")[1:]].getparent()[0]
            assert words(summary).startswith(words(link))
    shown = document.xpath("//table[@class='finding']/tbody/tr")
    assert len(shown) == sum(len(one.findings) for one in TWO)
    lost = sum(float(words(row[0]).replace("−", "")) for row in shown)
    assert lost == pytest.approx(
        sum(f["deduction"] for one in TWO for f in one.findings), abs=0.01 * len(shown)
    )


def test_of_many_steps_the_worst_are_told_of_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps, "MOST_STEPS", 10)
    lost = [replace(one, score=None, raw=None, outcome="timeout", run=9) for one in TWO[:16]]
    (told,) = told_of([Dataset.from_records([*lost, *TWO])], iter([*lost, *TWO]))
    assert len(told.records) == 10
    scores = sorted(one.score for one in TWO if one.score is not None)
    assert sorted(one.score or 0.0 for one in told.records.values()) == scores[:10]
    document = check_page(page(TWO))
    assert "the 10 steps of 192 that lost most are told of in full" in words(document)
    assert len(document.xpath("//table[@class='steps']//a")) == 10
    assert len(document.xpath("//table[@class='steps']/tbody/tr")) == 12  # scores of all chains


def test_steps_that_were_not_selected_are_not_told_of() -> None:
    records = list(benchmark(["sonnet"], runs=1, selected=["swap-fonts"]))
    assert sum(not one.selected for one in records) > 0
    document = check_page(page(records))
    assert "are told of in full" not in words(document)
    assert len(document.xpath("//details[@class='step']")) == sum(one.selected for one in records)


def test_steps_of_both_starts_are_told_of() -> None:
    both = TWO + [replace(one, start="reference") for one in TWO]
    document = check_page(page(both))
    assert len(document.xpath("//details[@class='step']")) == len(both)
    told = [words(p) for p in document.xpath("//main/p[@class='about']")]
    assert told == ["chained steps", "reference steps"]


def test_a_step_that_was_not_asked_has_no_tokens_and_no_price() -> None:
    lost = {"score": None, "raw": None, "cost_usd": None, "latency_s": None}
    document = check_page(page([record(outcome="budget", attempts=0, **lost)]))
    assert words(document.xpath("//details[@class='step']/div/p")[-1]) == (
        "safari-lodge-sonnet-run1-apply-colours not asked"
    )


def test_nothing_performed_is_a_page_that_says_so() -> None:
    document = check_page(page([]))
    assert "no step was performed" in words(document)
    marked = "".join(summary_document("markdown", Dataset.from_records([]), []))
    assert marked.startswith("# No step was performed\n")


def test_bars_lie_where_the_axis_says() -> None:
    bars = [
        Bar(Span("one"), 100.0, (90.0, 110.0), (40.0, 150.0)),
        Bar(Span("two"), 120.0, (115.0, 125.0), None),
    ]
    document = parsed("".join(blocks_page("x", [Heading("Bars"), Bars(bars, 160.0)])))
    axis = {
        float(tick.text): float(tick.get("style")[5:-1])
        for tick in document.xpath("//div[@class='axis']/span")
    }
    low, high = min(axis), max(axis)
    assert (axis[low], axis[high]) == (0.0, 100.0)

    def at(value: float) -> float:
        return 100 * (value - low) / (high - low)

    one, two = document.xpath("//div[@class='track']")
    assert one.get("title") == "this suite [90.0, 110.0]; new templates [40.0, 150.0]"
    inner = one.xpath("span[@class='inner']")[0].get("style")
    left, width = (float(part) for part in re.findall(r"[\d.]+", inner))
    assert (left, left + width) == (
        pytest.approx(at(90), abs=0.02),
        pytest.approx(at(110), abs=0.02),
    )
    outer = one.xpath("span[@class='outer']")[0].get("style")
    assert outer == "left:0.00%;width:100.00%"  # beyond both ends
    value = float(two.xpath("span[@class='value']")[0].get("style")[5:-1])
    assert value == pytest.approx(at(120), abs=0.01)
    assert not two.xpath("span[@class='outer']")


def test_pictures_are_named_where_they_are_and_nowhere_else(tmp_path: Path) -> None:
    stores = [SiteStore(tmp_path / "one"), SiteStore(tmp_path / "of it")]
    first, second = (store.put_file(store.folder.name.encode()) for store in stores)
    (tmp_path / "secret").write_bytes(b"x")
    taken = {
        "before": {"1280": second, "375": "../../secret", "\0": second, "\ud800": second},
        "after": {
            "1280": "javascript:alert(1)",
            "375": 64 * "d",
            "x": first,
            "9" * 5000: 4000 * "a",
        },
    }
    records = [record(rendering={"pictures": taken}, score=5.0)]
    document = check_page(page(records, pictures=Pictures(stores, tmp_path / "page")))
    found = sorted(image.get("src") for image in document.xpath("//img"))
    here = f"../of%20it/objects/{second[:2]}/{second[2:]}"
    assert found == [*[here] * 3, f"../one/objects/{first[:2]}/{first[2:]}"]
    assert not parsed(page(records)).xpath("//img")


def hostile_records(text: str) -> list[Record]:
    found = finding(
        text, 2.0, text, "regression", owner=text, file=text, selector=text, quote=text, mend=text
    )
    rendering = {"unasked": {"375": {text: 0.5}}, "unchanged": [text]}
    return [
        record(
            template=text, model=model, run=run, action=action, position=position, category=text,
            findings=(found | {"severity": text},), score=8.0 if run == 1 else None,
            outcome="ok" if run == 1 else "timeout", message=text, rendering=rendering,
            before=text, after=text, usage={"input": 3, "output": 1},
        )
        for model in (text, f"{text}2")
        for run in (1, 2)
        for position, action in enumerate((text, f"other {text}"), 1)
    ]  # fmt: skip


def test_every_text_is_only_text() -> None:
    document = check_page(page(hostile_records(HOSTILE)))
    told = words(document)
    assert "<img src=x onerror=alert(1)>" in told
    assert "\x1b" not in told
    assert "\\u202e" in told
    policy = document.xpath("//meta[@http-equiv]/@content")[0]
    assert policy.startswith("default-src 'none';")


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=60))
def test_no_text_breaks_out_of_a_page_or_of_markdown(text: str) -> None:
    records = hostile_records(text)
    check_page(page(records))
    data = Dataset.from_records(records)
    check_markdown("".join(summary_document("markdown", data, records)))


_OURS = re.compile(r"&(#\d+|nbsp);")
# What GitHub looks for once character references are read.
_CALLS = re.compile(r"@\w|#\d+\b")


def check_markdown(text: str) -> None:
    """Beside headings, tables and fences there is only plain text."""
    fenced, columns = "", 0
    for line in text.splitlines():
        if fenced:
            fenced = "" if line == fenced else fenced
            continue
        if line.startswith("```"):
            fenced = line.removesuffix("text")
            continue
        plain = _OURS.sub("x", line)
        if line.startswith("|"):
            columns = columns or plain.count("|")
            assert plain.count("|") == columns, line
            plain = plain.replace("|", "")
        else:
            columns = 0
            plain = re.sub(r"^#{1,2} ", "", plain)
            for mark in ("**", "*"):
                if plain.startswith(mark) and plain.endswith(mark):
                    plain = plain.removeprefix(mark).removesuffix(mark)
                    break
        assert not re.search(r"[\\`*_<>\[\]#|~&@]|://|www\.", plain), line
        assert not re.match(r" {4}|\t|[-+=] |\d+[.)]", plain), line
        assert not _CALLS.search(html.unescape(line)), line
    assert not fenced


def test_markdown_says_what_was_put_in() -> None:
    rows = [[Span("a | b"), Span("<b>&amp;", "bad")], [Span("▂ ▃", "graph"), Span("[ 1.0,  2.0]")]]
    blocks = [
        Heading("H"),
        Table([Column("one"), Column("two", ">")], rows),
        Paragraph("1. no list"),
    ]
    lines = list(markdown("*", blocks))
    assert lines[0] == "# &#42;"
    table = [line for line in lines if line.startswith("|")]
    assert table[:2] == ["| one | two |", "|---|---:|"]
    read = [
        [html.unescape(cell.strip()) for cell in line.strip("|").split("|")] for line in table[2:]
    ]
    assert read == [["a | b", "<b>&amp;"], ["▂\xa0▃", "[1.0, 2.0]"]]
    assert html.unescape(lines[-1]) == "\u200b1. no list"
    said = list(
        markdown("x", [Paragraph("@media (x) of #12 and #12ab34 by me@example.com, $1 to $2")])
    )
    assert html.unescape(said[-1]) == (
        "@\u200bmedia (x) of #\u200b12 and #12ab34 by me@\u200bexample.com, $1 to $2"
    )
    assert not re.search(r"[@#$]", said[-1].replace("&#", ""))
    check_markdown("\n".join(lines))


def test_a_fence_outlasts_what_is_in_it() -> None:
    bars = Bars([Bar(Span("```` x"), 1.0, None, None)], 10.0)
    lines = list(markdown("x", [Heading("H"), bars]))
    assert "`````text" in lines
    assert lines[-1] == "`````"


def test_both_say_what_the_terminal_says_of_a_comparison() -> None:
    base = Dataset.from_records(TWO)
    new = Dataset.from_records(benchmark(["sonnet", "haiku"], runs=3, seed=9))
    document = check_page("".join(comparison_document("html", base, new, ("old", "new"))))
    text = "".join(comparison_document("text", base, new, ("old", "new")))
    marked = "".join(comparison_document("markdown", base, new, ("old", "new")))
    check_markdown(marked)
    assert words(document.xpath("//h1")[0]) == "new against old"
    rows = document.xpath("//section[@id='difference']//tbody/tr")
    assert len(rows) == 2
    for row in rows:
        said = [words(cell) for cell in row]
        line = next(line for line in text.splitlines() if line.startswith(said[0]))
        assert all(part in spaced(line) for part in said)
        assert all(f"| {html.escape(said[n])} |" in marked for n in (0, 1, 2))


def test_a_comparison_of_both_starts_has_two_of_each_section() -> None:
    both = TWO + [replace(one, start="reference") for one in TWO]
    data = Dataset.from_records(both)
    document = check_page("".join(comparison_document("html", data, data, ("old", "new"))))
    anchors = [section.get("id") for section in document.xpath("//section")]
    assert anchors[0] == "difference"
    assert "difference-2" in anchors
    assert [link.get("href") for link in document.xpath("//nav/a")] == [f"#{a}" for a in anchors]


def test_a_name_says_the_kind() -> None:
    assert [kind_of(Path(name)) for name in ("a.html", "b.MD", "c.txt")] == [
        "html",
        "markdown",
        "text",
    ]
    for name in ("a.pdf", "html", "a.html.gz"):
        with pytest.raises(LlmsiteError, match=r"expected a name that ends in \.html, \.md, \.txt"):
            kind_of(Path(name))


@pytest.fixture
def results(tmp_path: Path) -> Path:
    file = tmp_path / ".llmsite" / "results" / "one.jsonl"
    file.parent.mkdir(parents=True)
    file.write_text("".join(f"{one.to_json()}\n" for one in TWO), encoding="ascii")
    return file


def test_the_command_writes_documents(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = results.parent.parent.parent / "out"
    for name in ("a.html", "a.md", "a.txt"):
        assert main(["report", str(results), "--output", str(out / name)]) == 0
    check_page((out / "a.html").read_text(encoding="utf-8"))
    capsys.readouterr()
    assert main(["report", str(results), "--markdown"]) == 0
    assert capsys.readouterr().out == (out / "a.md").read_text(encoding="utf-8")
    assert (out / "a.txt").read_text(encoding="utf-8").startswith("\n── Ranking")
    assert main(["compare", str(results), str(results), "--output", str(out / "c.html")]) == 0
    compared = check_page((out / "c.html").read_text(encoding="utf-8"))
    assert {row[2] for row in cells(compared, "difference").values()} == {"+0.0"}
    assert main(["compare", str(results), str(results), "--markdown"]) == 0
    assert "+0.0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--output", "a.pdf"), "a.pdf: expected a name that ends in"),
        (("--output", "/dev/null/a.html"), "/dev/null/a.html: the report cannot be written"),
        (("--output", "a.md", "--baseline-model", "sonet"), "did you mean 'sonnet'"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(
    results: Path,
    arguments: tuple[str, ...],
    expected: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(results.parent)
    before = sorted(results.parent.iterdir())
    assert main(["report", str(results), *arguments]) == 4
    said = capsys.readouterr().err
    assert expected in said
    assert said.count("\n") == 1
    assert sorted(results.parent.iterdir()) == before


def test_neither_side_of_a_comparison_is_overwritten(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, new = results.with_suffix(".txt"), results.with_suffix(".md")
    for side in (base, new):
        side.write_bytes(results.read_bytes())
    for side in (base, new):
        assert main(["compare", str(base), str(new), "--output", str(side)]) == 4
        assert "would be overwritten" in capsys.readouterr().err
        assert side.read_bytes() == results.read_bytes()


def test_one_thing_is_asked_for(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["report", str(results), "--markdown", "--output", "x.html"])
    assert "not allowed with" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_any_output_shows_what_it_can(results: Path, encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}

    def printed(*arguments: str) -> bytes:
        command = [sys.executable, "-m", "pytest_llmsite.cli", "report", str(results), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    plain = printed()
    assert plain.isascii()
    assert b"-- Ranking -" in plain
    assert "·" in printed("--markdown").decode("utf-8")


def test_a_name_in_results_does_not_command_the_terminal(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = replace(TWO[0], action="apply-colours\x1b]0;x\x07")
    results.write_text(f"{named.to_json()}\n", encoding="ascii")
    wanted = f"{named.name[:-4]}"
    assert main(["site", str(results), wanted, "--output", "x"]) == 4
    said = capsys.readouterr().err
    assert "did you mean" in said
    assert "\x1b" not in said


def test_results_are_not_overwritten(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = results.rename(results.with_suffix(".txt"))
    assert main(["report", str(own), "--output", str(own)]) == 4
    assert "would be overwritten" in capsys.readouterr().err
    assert json.loads(own.read_text(encoding="ascii").splitlines()[0])["schema"] == 1


def test_spaces_that_align_are_no_part_of_a_text() -> None:
    assert spaced(printable("a  b [  c")) == "a b [c"
