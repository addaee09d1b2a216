"""Results on disk: read back whole, also after a writer was killed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.cli import main
from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.results.combine import combined
from pytest_llmsite.results.records import Record, from_json
from pytest_llmsite.results.store import ResultLog, SiteStore, read_records
from pytest_llmsite.site import Site

FINDING = {"rule": "fonts/loaded", "kind": "requirement", "deduction": 0.5, "message": "x"}
RECORD = Record(
    session="s", template="t", brief="b", model="m", model_id="i", provider="p", run=1, position=2,
    action="swap-fonts", category="brand", start="chained", outcome="ok", score=9.5, raw=9.5,
    findings=(FINDING,), repaired=0,
    usage={"input": 3, "output": 4}, cost_usd=0.1, latency_s=1.5, waited_s=0.0, finish_reason="stop",
    request_id="r", attempts=1, message="", before="aa", after="bb", reply="cc", simulated=False,
    selected=True, requirements={"swap-fonts": (0.0, 1.0)}, scorer="1", inspector="static/1",
)  # fmt: skip


@given(st.text(), st.one_of(st.none(), st.floats(-10, 10)))
def test_a_record_survives_json_whatever_text_it_holds(text: str, score: float | None) -> None:
    record = replace(RECORD, message=text, score=score, findings=(FINDING | {"message": text},))
    line = record.to_json()
    assert line.isascii()
    assert "\n" not in line
    read = from_json(line)
    assert read.score == score
    assert read.message == text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    assert from_json(read.to_json()) == read


def test_nan_is_never_written() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        replace(RECORD, score=float("nan")).to_json()


@pytest.mark.parametrize("cut", [1, 40, -2])
def test_a_half_written_line_is_passed_over_and_cut_off(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "r.jsonl"
    line = RECORD.to_json()
    path.write_text(f"{line}\n{line[:cut]}", encoding="ascii")
    assert list(read_records(path)) == [RECORD]
    log = ResultLog(path)
    log.append(replace(RECORD, run=2))
    log.close()
    assert [record.run for record in read_records(path)] == [1, 2]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "not JSON"),
        ("[]", "expected a step record"),
        ('{"schema": 99}', "found schema 99"),
        ('{"schema": 1}', "lacks 'action'"),
    ],
)
def test_what_is_no_record_is_named_with_file_and_line(
    tmp_path: Path, line: str, expected: str
) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(f"{RECORD.to_json()}\n{line}\n{RECORD.to_json()}\n", encoding="utf-8")
    with pytest.raises(LlmsiteError, match=r"r\.jsonl:2: ") as error:
        list(read_records(path))
    assert expected in str(error.value)


def test_a_number_beyond_all_numbers_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    score = json.dumps(RECORD.score)
    path.write_text(RECORD.to_json().replace(f'"score": {score}', '"score": 1e999') + "\n")
    with pytest.raises(LlmsiteError, match="score: expected a number or null, found inf"):
        list(read_records(path))


@pytest.mark.parametrize(
    "manifest",
    ['{"index.html": 5}', "null", "[" * 100_000, '{"index.html": "../../../etc/passwd"}'],
)
def test_a_list_of_files_that_is_none_is_one_message(tmp_path: Path, manifest: str) -> None:
    store = SiteStore(tmp_path)
    name = store.put(Site({"index.html": b"x"}))
    (tmp_path / "sites" / f"{name}.json").write_text(manifest)
    with pytest.raises(LlmsiteError, match="the site cannot be read back: "):
        SiteStore(tmp_path).get(name)
    with pytest.raises(LlmsiteError, match="names no stored file"):
        store.get_file("../" * 20 + "etc/passwd")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("score", "8", "score: expected a number or null, found '8'"),
        ("score", True, "score: expected a number or null, found True"),
        ("run", "1", "run: expected a whole number, found '1'"),
        ("run", None, "run: expected a whole number, found null"),
        ("template", None, "template: expected a text, found null"),
        ("selected", 1, "selected: expected true or false, found 1"),
        ("usage", 3, "usage: expected a table, found 3"),
        ("rendering", [], "rendering: expected a table, found []"),
        ("requirements", {"swap-fonts": 1}, "requirements: expected pairs of numbers, found {'swap-"),
        ("requirements", {"swap-fonts": ["a", "b"]}, "requirements: expected pairs of numbers"),
        ("findings", {"rule": 1}, "findings: expected a list, found {'rule': 1}"),
        ("findings", [5], "findings[1]: expected a table, found 5"),
        ("findings", [FINDING, {}], "findings[2] rule: expected a text, found null"),
        ("findings", [FINDING | {"deduction": "1"}], "findings[1] deduction: expected a number, found"),
        ("findings", [FINDING | {"line": "3"}], "findings[1] line: expected a whole number, found '3'"),
        ("findings", [FINDING | {"quote": 3}], "findings[1] quote: expected a text, found 3"),
        ("findings", [FINDING | {"deduction": 10**400}], "findings[1] deduction: expected a number"),
        ("findings", [FINDING | {"line": 10**30}], "findings[1] line: expected a whole number"),
        ("run", 10**30, "run: expected a whole number, found 10000000"),
        ("run", -1, "run: expected 0 or more, found -1"),
        ("attempts", 10**30, "attempts: expected a whole number"),
        ("attempts", -1, "attempts: expected 0 or more, found -1"),
        ("cost_usd", -0.5, "cost_usd: expected 0 or more, found -0.5"),
        ("requirements", {"swap-fonts": [1, 10**400]}, "requirements: expected pairs of numbers"),
        ("usage", {"input": 10**400}, "usage input: expected a number"),
        ("rendering", {"unasked": {"375": {"hero": 10**400}}}, "rendering unasked: expected tables"),
        ("usage", {"input": "3"}, "usage input: expected a number, found '3'"),
        ("rendering", {"pictures": {"after": "x"}}, "rendering pictures: expected tables of texts"),
        ("rendering", {"pictures": {"after": {"375": 3}}}, "rendering pictures: expected tables of texts"),
        ("rendering", {"unasked": {"375": {"hero": "1"}}}, "rendering unasked: expected tables of numbers"),
        ("rendering", {"unchanged": "hero"}, "rendering unchanged: expected a list of texts"),
        ("outcome", "zzz", "unknown outcome 'zzz'; known: budget, "),
        ("outcome", "partail", "unknown outcome 'partail' (did you mean 'partial'?)"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_file_line_and_field(
    tmp_path: Path, field: str, value: object, expected: str
) -> None:
    path = tmp_path / "r.jsonl"
    wrong = json.dumps({**json.loads(RECORD.to_json()), field: value})
    path.write_text(f"{RECORD.to_json()}\n{wrong}\n", encoding="utf-8")
    with pytest.raises(LlmsiteError) as error:
        list(read_records(path))
    assert str(error.value).startswith(f"{path}:2: {expected}")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_json_has_no_number_for_is_refused(tmp_path: Path, number: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(RECORD.to_json().replace("9.5", number) + "\n", encoding="utf-8")
    with pytest.raises(LlmsiteError, match=rf"r\.jsonl:1: not JSON \({number} is no number\)"):
        list(read_records(path))


def test_json_that_is_too_deep_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("[" * 100_000 + "\n", encoding="utf-8")
    with pytest.raises(LlmsiteError, match=r"r\.jsonl:1: not JSON \("):
        list(read_records(path))


def test_a_file_that_contradicts_itself_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    other = replace(RECORD, score=3.0)
    path.write_text(f"{RECORD.to_json()}\n{other.to_json()}\n", encoding="utf-8")
    with pytest.raises(LlmsiteError) as error:
        combined([path])
    assert str(error.value).startswith(
        f"{path} contradicts itself on t-m-run1-swap-fonts: scores 3 "
    )


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        ({"inspector": "browser/1"}, "inspector browser/1 and static/1"),
        ({"scorer": "2"}, "scorer 2 and 1"),
        ({"reply": "r2"}, "equal scores of different replies"),
    ],
)
def test_what_contradicts_is_told_with_both_files(
    tmp_path: Path, changes: dict[str, str], difference: str
) -> None:
    for name, record in (("a", RECORD), ("b", replace(RECORD, **changes))):
        (tmp_path / f"{name}.jsonl").write_text(f"{record.to_json()}\n", encoding="utf-8")
    with pytest.raises(LlmsiteError) as error:
        combined([tmp_path])
    sides = f"{tmp_path / 'b.jsonl'} and {tmp_path / 'a.jsonl'} contradict each other"
    assert str(error.value).startswith(f"{sides} on t-m-run1-swap-fonts: {difference}; give")


@pytest.mark.parametrize("command", ["report", "export", "merge", "aa", "rescore"])
def test_a_folder_without_results_is_named(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = [f"--output={tmp_path}/out"] if command in ("merge", "rescore") else []
    assert main([command, str(tmp_path), *more]) == 4
    told = f"llmsite: {tmp_path}: expected files called *.jsonl in this folder, found none"
    assert capsys.readouterr().err == f"{told}\n"
    (tmp_path / "results").mkdir()
    assert main([command, str(tmp_path), *more]) == 4
    assert capsys.readouterr().err == f"{told} (did you mean {tmp_path / 'results'}?)\n"


@pytest.mark.parametrize("command", ["export", "rescore"])
def test_results_are_not_overwritten_by_what_is_made_of_them(
    tmp_path: Path,
    command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "r.jsonl"
    path.write_text(f"{RECORD.to_json()}\n", encoding="utf-8")
    assert main([command, "r.jsonl", f"--output={path}"]) == 4
    said = f"llmsite: {path}: would be overwritten; name another --output\n"
    assert capsys.readouterr().err == said
    assert path.read_text(encoding="utf-8") == f"{RECORD.to_json()}\n"


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LlmsiteError, match="cannot be read"):
        list(read_records(tmp_path / "none.jsonl"))


def test_sites_are_stored_once_and_checked_when_read(tmp_path: Path) -> None:
    site = Site({"index.html": b"one", "css/a.css": b"same"})
    other = site.replace({"index.html": b"two"})
    store = SiteStore(tmp_path)
    assert store.put(site) == site.hash
    store.put(other)
    store.put(site)
    assert len([p for p in (tmp_path / "objects").rglob("*") if p.is_file()]) == 3
    assert SiteStore(tmp_path).get(site.hash) == site
    names = json.loads((tmp_path / "sites" / f"{site.hash}.json").read_text())
    name = names["index.html"]
    (tmp_path / "objects" / name[:2] / name[2:]).write_bytes(b"altered")
    with pytest.raises(LlmsiteError, match="recorded content"):
        SiteStore(tmp_path).get(site.hash)
    with pytest.raises(LlmsiteError, match="cannot be read back"):
        SiteStore(tmp_path).get("0" * 64)
