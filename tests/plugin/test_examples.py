"""The examples do what their texts say; each is copied, so that nothing is left in the folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sessions import records, scores

from pytest_llmsite.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
Example = Callable[..., pytest.RunResult]


@pytest.fixture
def example(plainly: Example, pytester: pytest.Pytester) -> Example:
    def run(name: str, *arguments: str) -> pytest.RunResult:
        ignored = shutil.ignore_patterns(".*", "__pycache__")
        shutil.copytree(EXAMPLES / name, pytester.path, dirs_exist_ok=True, ignore=ignored)
        return plainly(*arguments)

    return run


def test_own_tests(example: Example) -> None:
    result = example("own_tests", "--llm-models=haiku", "--llm-simulate", "-k", "saas and favicon")
    result.assert_outcomes(passed=3, deselected=93)


def test_own_action(example: Example, pytester: pytest.Pytester) -> None:
    models = "--llm-models=reference,noop"
    result = example("own_action", models, "-m", "legal", "--strict-markers", "-n", "2")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*of 10 points (1 action)*", "add-cookie-banner *10.0*0.0*"])
    assert {step[1]: score for step, score in scores(pytester.path).items()} == {
        "reference": 10.0, "noop": 0.0,
    }  # fmt: skip
    found = records(pytester.path)
    assert {r["additions"] for r in found} == {
        "add-cookie-banner 1, add-seo-meta/description-length 1"
    }
    assert [r["position"] for r in found if r["selected"]] == [17, 17]
    _check_commands(pytester)


def _check_commands(pytester: pytest.Pytester) -> None:
    """What runs outside of pytest knows the action from the file that it is given, or says so."""
    file = next((pytester.path / ".llmsite/results").glob("*.jsonl"))
    rescore = ["rescore", str(file), f"--dir={pytester.path}/.llmsite", "--output=new.jsonl"]
    conftest = f"--conftest={pytester.path}/conftest.py"
    assert main(rescore) == 4
    assert main([*rescore, conftest]) == 0
    assert main(["report", "new.jsonl"]) == 0


def test_own_actions_and_the_plan(example: Example) -> None:
    result = example("own_action", "--llm-models=reference", "--collect-only", "-q")
    result.stdout.fnmatch_lines(
        ["*test_step?saas-product-reference-run1-add-cookie-banner?", "*17 actions*"]
    )
    markers = example("own_action", "--llm-models=reference", "--markers")
    markers.stdout.fnmatch_lines(["*legal: llmsite actions: what the law asks for"])


def test_a_template_without_the_table_is_a_usage_error(example: Example) -> None:
    result = example("own_action", "--llm-models=reference", "--llm-templates=safari-lodge")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: safari-lodge/brief.toml: ?add-cookie-banner?: expected the table of this action "
            "(id, label, text, accept, decline, edge), or in *safari-lodge.toml, found nothing"
        ]
    )


def test_a_check_that_fails_is_an_error_of_its_item(
    example: Example, pytester: pytest.Pytester
) -> None:
    pytester.makeconftest(
        """
        from pytest_llmsite.extending import OwnCheck
        def pytest_llmsite_checks():
            return OwnCheck("replace-favicon", "broken", lambda context: context.nothing)
        """
    )
    options = ("--llm-models=noop", "--llm-templates=saas-product", "-k", "favicon or colours")
    result = example("quickstart", *options)
    result.assert_outcomes(passed=1, errors=1, deselected=14)
    result.stdout.fnmatch_lines(
        ["*own check of replace-favicon/broken, template 'saas-product': *"]
    )
    assert "Traceback" not in result.stdout.str()
