"""Bad input: one clear message, exit status 4, no traceback."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_llmsite.templates.loader import BUNDLED

Run = Callable[..., pytest.RunResult]


def message(result: pytest.RunResult) -> str:
    """Return the one error line; anything like a traceback fails."""
    text = "\n".join([*result.outlines, *result.errlines])
    assert "Traceback" not in text
    assert "INTERNALERROR" not in text
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = [line for line in result.errlines if line.startswith("ERROR:")]
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--llm-models=sonet",), "did you mean 'sonnet'"),
        (("--llm-models=noop", "--llm-templates=safari"), "did you mean 'safari-lodge'"),
        (
            ("--llm-models=noop", "--llm-runs=many"),
            "--llm-runs: expected a whole number, found 'many'",
        ),
        (("--llm-models=noop", "--llm-runs=0"), "--llm-runs: expected at least 1"),
        (("--llm-models=noop", "--llm-tables=heat"), "did you mean 'heatmap'"),
        (("--llm-models=,",), "expected at least one alias"),
        (("--llm-models=sonnet",), "OPENROUTER_API_KEY"),
        (("--llm-models=noop", "--llm-results=/proc/none/results.jsonl"), "cannot be written"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_options(arguments: tuple[str, ...], expected: str, plainly: Run) -> None:
    assert expected in message(plainly(*arguments))


def test_a_missing_key_names_the_keyless_way(pytester: pytest.Pytester) -> None:
    assert "--llm-simulate" in message(pytester.runpytest_subprocess("--llm-models=haiku"))


@pytest.fixture
def template(pytester: pytest.Pytester) -> Path:
    """A user's own copy of a template."""
    return Path(shutil.copytree(BUNDLED / "saas-product", pytester.path / "mine"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[business]", "[business", "mine/brief.toml: not valid TOML"),
        ('[add-seo-meta]\nlang = "', '[add-seo-meta]\nlangue = "', "[add-seo-meta] langue: unknown key (did you mean 'lang'?)"),
        ("minimum = 4.5", 'minimum = "high"', "[verify-contrast] minimum: expected a number, found 'high'"),
        ("[apply-hero-layout]\npattern = ", '[apply-hero-layout]\npattern = "grid" #', "[apply-hero-layout] pattern: expected one of"),
        ("assets/supplied/hero.webp", "assets/supplied/nowhere.webp", "does not exist; put the file at mine/supplied/nowhere.webp"),
    ],
)  # fmt: skip
def test_a_broken_brief(old: str, new: str, expected: str, template: Path, plainly: Run) -> None:
    brief = template / "brief.toml"
    text = brief.read_text(encoding="utf-8")
    assert old in text
    brief.write_text(text.replace(old, new), encoding="utf-8")
    assert expected in message(plainly("--llm-models=noop", "--llm-templates=mine"))


def test_ini_twins_and_tool_table(pytester: pytest.Pytester, template: Path) -> None:
    pytester.makepyprojecttoml(
        """
        [tool.pytest.ini_options]
        llm_models = "noop"
        llm_runs = "2"
        [tool.llmsite]
        templates = ["mine"]
        """
    )
    result = pytester.runpytest_subprocess("-k", "favicon", "-v", "-p", "no:randomly")
    result.assert_outcomes(passed=2, deselected=30)
    result.stdout.fnmatch_lines(["*mine-noop-run2-replace-favicon*"])


def test_an_unknown_key_of_the_tool_table_is_named(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml("[tool.llmsite]\ntemplate = []\n")
    assert "did you mean 'templates'" in message(pytester.runpytest_subprocess("--llm-models=noop"))
