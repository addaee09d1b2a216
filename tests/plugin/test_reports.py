"""`--llm-report`: the session's summary as files, with and without workers, also of a part of a run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from sessions import records

from pytest_llmsite.cli import main
from pytest_llmsite.site import Site
from pytest_llmsite.templates import loader

Run = Callable[..., pytest.RunResult]
ARGUMENTS = ("--llm-models=sonnet,haiku", "--llm-simulate", "--llm-runs=2")


def scores_on(page: Path) -> dict[tuple[str, str, int, str], str]:
    """(model, template, run, action) → the score as the page has it."""
    document = lxml.html.document_fromstring(page.read_text(encoding="utf-8"))
    found = {}
    for table in document.xpath("//table[@class='steps']"):
        model = table.xpath("ancestor::section/h3")[0].text_content().removesuffix(" (simulated)")
        actions = [head.text_content() for head in table.xpath("thead//th")][2:]
        for row in table.xpath("tbody/tr"):
            template, run = row[0].text_content().split(" run ")
            for action, cell in zip(actions, row[2:], strict=True):
                found[model, template, int(run), action] = cell.text_content()
    return found


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["in-process", "xdist"])
def test_every_score_of_the_session_is_on_the_page(
    llmsite: Run, pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    result = llmsite(*ARGUMENTS, "-m", "brand", "--llm-report=out/page.html,notes.md", *workers)
    assert result.ret in (0, 1)  # simulated models may make a page worse
    result.stdout.fnmatch_lines(["records: *", "report: out/page.html", "report: notes.md"])
    expected = {
        (r["model"], r["template"], r["run"], r["action"]): f"{r['score']:.1f}"
        for r in records(pytester.path)
        if r["selected"]
    }
    assert len(expected) == 2 * 2 * 5
    assert scores_on(pytester.path / "out/page.html") == expected
    page = (pytester.path / "out/page.html").read_text(encoding="utf-8")
    assert "Simulated: reference edits with seeded faults" in page
    notes = (pytester.path / "notes.md").read_text(encoding="utf-8")
    assert notes.startswith("# haiku, sonnet on saas-product\n")
    assert "## Heatmap" in notes
    assert "simulated, (sim)" in notes


def test_incomplete_chains_are_said_there_too(llmsite: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        lost="""
        from pytest_llmsite.models.protocol import ProviderError
        def answer(request):
            if request.action.name == "swap-fonts":
                raise ProviderError("no such <b>model</b>")
            return request.template.references[request.action.name]
        """
    )
    pytester.makepyprojecttoml(
        """
        [tool.pytest.ini_options]
        pythonpath = ["."]
        llm_report = "page.html"
        [tool.llmsite.models.lost]
        provider = "python"
        callable = "lost:answer"
        price = { input = 1, output = 1 }
        """
    )
    llmsite("--llm-models=lost", "-m", "brand")
    document = lxml.html.document_fromstring((pytester.path / "page.html").read_text("utf-8"))
    told = document.text_content()
    assert "1 of 1 chain incomplete" in told
    assert "provider-error" in told
    assert "no such <b>model</b>" in told
    assert not document.xpath("//section//b[text()='model']")
    assert scores_on(pytester.path / "page.html")["lost", "saas-product", 1, "swap-fonts"] == "–"


@pytest.mark.parametrize("name", ["page.pdf", "page", "made.html"])
def test_a_name_that_says_no_kind_is_a_usage_error(
    llmsite: Run, pytester: pytest.Pytester, name: str
) -> None:
    pytester.mkdir("made.html")
    result = llmsite(*ARGUMENTS, f"--llm-report={name}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    expected = r"--llm-report: expected files that end in \.html, \.md, \.txt, found .*" + name
    assert re.search(expected, result.stderr.str())
    assert not (pytester.path / ".llmsite" / "results").exists()


def test_a_file_that_cannot_be_written_is_known_before_anything_is_asked(
    llmsite: Run, pytester: pytest.Pytester
) -> None:
    (pytester.path / "file").touch()
    result = llmsite("--llm-models=reference", "-k", "favicon", "--llm-report=file/page.html,x.md")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "file/page.html: cannot be written there (" in result.stderr.str()
    assert not list((pytester.path / ".llmsite/results").glob("*"))


def test_a_file_that_cannot_be_written_after_all_costs_nothing_else(
    llmsite: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeconftest(
        """
        import pathlib
        def pytest_sessionfinish():
            pathlib.Path("made/page.html").mkdir()
        """
    )
    result = llmsite("--llm-models=reference", "-k", "favicon", "--llm-report=made/page.html,x.md")
    result.stdout.fnmatch_lines(
        ["records: *", "*made/page.html: the report cannot be written: *", "report: x.md"]
    )
    assert result.ret == 0
    assert [r["score"] for r in records(pytester.path) if r["selected"]] == [10.0]


def test_results_are_not_a_reports_to_write(llmsite: Run, pytester: pytest.Pytester) -> None:
    result = llmsite(*ARGUMENTS, "--llm-results=all.txt", "--llm-report=page.html,all.txt")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert re.search(r"--llm-report: .*all\.txt holds results; name another", result.stderr.str())


def test_it_is_of_this_session_whatever_else_its_file_holds(
    llmsite: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        mood="""
        import pathlib
        def answer(request):
            if pathlib.Path("bad").exists():
                return "no edit at all"
            return request.template.references[request.action.name]
        """
    )
    pytester.makepyprojecttoml(
        """
        [tool.pytest.ini_options]
        pythonpath = ["."]
        [tool.llmsite.models.mood]
        provider = "python"
        callable = "mood:answer"
        price = { input = 1, output = 1 }
        """
    )
    command = ("--llm-models=mood", "-k", "favicon", "--llm-results=all.jsonl", "--llm-record=all")
    (pytester.path / "bad").touch()
    llmsite(*command)
    (pytester.path / "bad").unlink()
    llmsite(*command, "--llm-report=page.html")
    document = lxml.html.document_fromstring((pytester.path / "page.html").read_text("utf-8"))
    (summary,) = document.xpath("//details[@class='step']/summary")
    assert summary.text_content() == "10.0 replace-favicon"


def test_a_session_without_a_step_leaves_no_old_page(
    llmsite: Run, pytester: pytest.Pytester
) -> None:
    (pytester.path / "page.html").write_text("yesterday's")
    result = llmsite(*ARGUMENTS, "-k", "nothing-of-the-kind", "--llm-report=page.html")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "No step was performed" in (pytester.path / "page.html").read_text("utf-8")


def test_a_plan_writes_none(llmsite: Run, pytester: pytest.Pytester) -> None:
    llmsite(*ARGUMENTS, "--collect-only", "--llm-report=page.html")
    assert not (pytester.path / "page.html").exists()


def test_the_website_of_a_step_can_be_had_as_a_folder(
    llmsite: Run, pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    llmsite("--llm-models=reference,noop", "-k", "colours")
    capsys.readouterr()
    name = "saas-product-reference-run1-apply-colours"
    assert main(["site", ".llmsite/results", name, "--output", "after"]) == 0
    assert re.fullmatch(r"after: \d+ files, ok, score 10\.00\n", capsys.readouterr().out)
    assert main(["site", ".llmsite/results", name, "--output", "before", "--before"]) == 0
    start = loader.load(loader.BUNDLED / "saas-product").start
    after = Site.from_folder(pytester.path / "after")
    assert Site.from_folder(pytester.path / "before") == start
    assert [path for path in after if after.files[path] != start.files.get(path)]
    (record,) = [r for r in records(pytester.path) if r["model"] == "reference"]
    assert after.hash == record["after"]
    results = next((pytester.path / ".llmsite/results").iterdir())
    assert main(["site", str(results), name, "--output", "again", "--dir", ".llmsite"]) == 0
    assert Site.from_folder(pytester.path / "again") == after
    capsys.readouterr()
    for arguments, expected in (
        ((name, "--output", "after"), "after: exists and is not an empty folder; name a new one"),
        (("saas-product-reference-run2-apply-colours", "--output", "x"), f"did you mean {name!r}?"),
        ((name, "--output", "x", "--start", "reference"), "no reference step"),
        ((name, "--output", "x", "--dir", "."), "--dir names the folder where sites are kept"),
    ):
        assert main(["site", ".llmsite/results", *arguments]) == 4
        said = capsys.readouterr().err
        assert expected in said
        assert said.count("\n") == 1
        assert not (pytester.path / "x").exists()
