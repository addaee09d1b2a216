"""`--llm-target-halfwidth` as users run it: the same rounds with and without workers, none too many."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sessions import records, scores

Run = Callable[..., pytest.RunResult]
ADAPTIVE = ("--llm-runs=7", "--llm-target-halfwidth=9", "--llm-min-score=-10", "-rs")
SOME = ("--llm-models=calm,wild", "-k", "logo or favicon")


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """Two models that sometimes do nothing, and that note every call."""
    (pytester.path / "pyproject.toml").write_text(
        """
[tool.pytest.ini_options]
pythonpath = ["."]
[tool.llmsite.models.calm]
provider = "python"
callable = "own_models:calm"
price = { input = 0, output = 0 }
[tool.llmsite.models.wild]
provider = "python"
callable = "own_models:wild"
price = { input = 0, output = 0 }
""",
        encoding="utf-8",
    )
    (pytester.path / "own_models.py").write_text(
        """
from pathlib import Path

CALLS = Path(__file__).with_name("calls.txt")

def answer(request, idle):
    with CALLS.open("a") as calls:
        calls.write(f"{request.model.alias} {request.run} {request.action.name}\\n")
    return "### NO CHANGES" if idle else request.template.references[request.action.name]

def calm(request):
    return answer(request, request.run == 2 and request.action.name == "replace-favicon")

def wild(request):
    return answer(request, request.run % 2 == 0)
""",
        encoding="utf-8",
    )
    return pytester.path


def calls(folder: Path) -> list[tuple[str, int]]:
    """(model, run) of every call that was made."""
    lines = (folder / "calls.txt").read_text(encoding="utf-8").splitlines()
    return [(line.split()[0], int(line.split()[1])) for line in lines]


def test_the_same_rounds_in_process_and_with_workers(llmsite: Run, project: Path) -> None:
    alone = llmsite(*SOME, *ADAPTIVE)
    found = scores(project)
    # calm's totals are 30, 20, 30: half-width 14.3 after three rounds, and below 9 after four.
    assert {run for _, model, run, _ in found if model == "calm"} == {1, 2, 3, 4}
    assert {run for _, model, run, _ in found if model == "wild"} == set(range(1, 8))
    assert alone.ret == 0
    alone.assert_outcomes(passed=4 * 3 + 7 * 3, skipped=3 * 3, deselected=14 * 13)
    alone.stdout.fnmatch_lines(
        [
            "*llmsite: calm: stopped by width: ±*.* is within ±9 after 4 rounds",
            "*llmsite: wild: not stopped by width: ±*.* is wider than ±9 after all 7 rounds",
            "*SKIPPED [[]9[]]*stopped by width: ±* is within ±9 after 4 rounds*",
        ],
        consecutive=False,
    )
    assert "incomplete" not in alone.stdout.str()
    made = calls(project)
    assert max(run for model, run in made if model == "calm") == 4
    assert len(made) == len(set(zip(made, _actions(project), strict=True)))

    (project / "calls.txt").unlink()
    spread = llmsite(*SOME, *ADAPTIVE, "-n", "2", "--llm-dir=again")
    assert spread.ret == 0
    spread.assert_outcomes(passed=4 * 3 + 7 * 3, skipped=3 * 3)
    newest = next((project / "again/results").glob("*.jsonl"))
    again = {
        (r["template"], r["model"], r["run"], r["action"]): r["score"]
        for r in map(json.loads, newest.read_text(encoding="ascii").splitlines())
        if r["selected"]
    }
    assert again == found
    assert sorted(calls(project)) == sorted(made)


def _actions(folder: Path) -> list[str]:
    lines = (folder / "calls.txt").read_text(encoding="utf-8").splitlines()
    return [line.split()[2] for line in lines]


def test_a_worker_that_dies_between_rounds_changes_nothing(
    llmsite: Run, project: Path, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        test_first="""
        import os
        from pathlib import Path
        import pytest

        @pytest.fixture(scope="module")
        def of_module():
            yield 1

        def test_step(llm_step, of_module):
            dead = Path(__file__).with_name("died")
            if llm_step.run == 3 and llm_step.model == "calm" and not dead.exists():
                dead.touch()
                os._exit(1)
        """,
        test_second="""
        import pytest

        @pytest.fixture(scope="module")
        def of_module():
            yield 2

        def test_again(llm_step, of_module):
            assert of_module == 2

        def test_plain():
            pass
        """,
    )
    result = llmsite("--llm-models=calm", "-k", "favicon or plain", *ADAPTIVE, "-n", "2")
    assert (project / "died").exists()
    assert result.ret == 0, result.stdout.str()
    runs = [r["run"] for r in records(project) if r["selected"]]
    assert sorted(runs) == sorted(set(runs))
    assert "after all 7 rounds" in result.stdout.str() or "stopped by width" in result.stdout.str()
    assert "internal error" not in result.stdout.str().lower()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--llm-target-halfwidth=8",), "expected --llm-runs of at least 3"),
        (("--llm-target-halfwidth=0", "--llm-runs=3"), "expected more than 0 points, found 0"),
        (("--llm-target-halfwidth=x", "--llm-runs=3"), "expected a number, found 'x'"),
        (("--llm-target-halfwidth=8", "--llm-runs=3", "--llm-shard=1/2"), "leave one of the two out"),
        (("--llm-target-halfwidth=8", "--llm-runs=3", "-n2", "--dist=each"), "leave --dist out"),
    ],
)  # fmt: skip
def test_what_cannot_be_adaptive_is_a_usage_error(
    arguments: tuple[str, ...], expected: str, llmsite: Run
) -> None:
    result = llmsite("--llm-models=noop", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert expected in result.stderr.str()
