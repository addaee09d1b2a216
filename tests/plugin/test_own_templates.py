"""A template of one's own, by option and by file, and what it cannot do without references."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sessions import records, scores

from pytest_llmsite.cli import main

ONE_PAGE = Path(__file__).parents[2] / "examples" / "one_page"
Run = Callable[..., pytest.RunResult]


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A project with the example's template in it."""
    shutil.copytree(ONE_PAGE / "potters-yard", pytester.path / "mine/potters-yard")
    return pytester.path


def test_a_template_by_its_folder(project: Path, plainly: Run) -> None:
    option = "--llm-templates=mine/potters-yard"
    result = plainly("--llm-models=noop", option, "-m", "images", "-n", "2")
    result.assert_outcomes(passed=2)
    assert set(scores(project).values()) == {0.0}
    assert {r["template"] for r in records(project)} == {"potters-yard"}


def test_results_of_it_are_scored_anew(
    project: Path, plainly: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    plainly("--llm-models=noop", "--llm-templates=mine/potters-yard", "-k", "favicon")
    file = next((project / ".llmsite/results").glob("*.jsonl"))
    arguments = ["rescore", str(file), "--output=new.jsonl"]
    assert main(arguments) == 4
    assert "unknown template 'potters-yard'" in capsys.readouterr().err
    assert main([*arguments, "--template=mine/potters-yard"]) == 0


@pytest.mark.parametrize("file", ["pyproject.toml", "pytest.ini"])
def test_a_template_by_a_file_of_the_project(file: str, project: Path, plainly: Run) -> None:
    """The folder lies beside the file, wherever in the project pytest is run."""
    text = '[tool.pytest.ini_options]\n[tool.llmsite]\ntemplates = ["mine/potters-yard"]\n'
    if file == "pytest.ini":
        text = "[pytest]\nllm_templates = mine/potters-yard\n"
    (project / file).write_text(text, encoding="utf-8")
    (project / "below").mkdir()
    os.chdir(project / "below")  # pytester goes back at the end
    result = plainly("--llm-models=noop", "--collect-only", "-q", "-k", "favicon")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*potters-yard-noop-run1-replace-favicon*"])


@pytest.mark.parametrize(
    "arguments, needs",
    [
        (("--llm-models=reference",), "--llm-models=reference"),
        (("--llm-models=haiku", "--llm-simulate"), "the simulated haiku"),
        (("--llm-models=noop", "--llm-start=reference"), "--llm-start=reference"),
    ],
)
def test_what_needs_references_says_so(
    arguments: tuple[str, ...], needs: str, project: Path, plainly: Run
) -> None:
    result = plainly(*arguments, "--llm-templates=saas-product,mine/potters-yard")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    errors = [line for line in result.errlines if line.strip()]
    assert errors == [
        f"ERROR: template 'potters-yard' ({project}/mine/potters-yard) has no references, which "
        f"{needs} needs: run it chained with real models, or write its reference/*.md"
    ]


def test_two_templates_of_one_name(project: Path, plainly: Run) -> None:
    shutil.copytree(project / "mine", project / "yours")
    option = "--llm-templates=mine/potters-yard,yours/potters-yard"
    result = plainly("--llm-models=noop", option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: two templates are called 'potters-yard': *"])
