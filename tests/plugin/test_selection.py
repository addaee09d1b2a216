"""Selecting, ordering and spreading items never changes a score, nor performs a step twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sessions import Scores, records, scores

Run = Callable[..., pytest.RunResult]
SIMULATED = ("--llm-models=haiku", "--llm-simulate", "--llm-min-score=-10")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Scores:
    """The scores of a full run, to compare with."""
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("whole")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:randomly",
        "--llm-templates=saas-product",
    ]
    run = subprocess.run(
        [*command, *SIMULATED], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    found = scores(folder)
    assert len(found) == 16
    return found


@pytest.mark.parametrize(
    "arguments",
    [
        ("-m", "layout"),
        ("-k", "saas and colours"),
        ("-m", "layout", "-n", "2"),
        ("-n", "2"),
        ("-n", "3", "--dist", "worksteal"),
        ("-n", "2", "--dist", "loadgroup"),
        ("-n", "2", "--dist", "loadscope"),
        ("-p", "randomly", "-p", "no:cacheprovider"),
    ],
    ids=" ".join,
)
def test_same_scores(
    arguments: tuple[str, ...], llmsite: Run, pytester: pytest.Pytester, whole: Scores
) -> None:
    command = [a for a in arguments if a not in ("-p", "randomly", "no:cacheprovider")]
    if "randomly" in arguments:
        result = pytester.runpytest_subprocess(
            "--llm-templates=saas-product", "-p", "randomly", *SIMULATED, timeout=300
        )
    else:
        result = llmsite(*SIMULATED, *command)
    assert result.ret == 0
    found = scores(pytester.path)
    assert found
    assert found == {step: whole[step] for step in found}
    layout = {step for step in whole if step[3].endswith("-layout")}
    if "-m" in arguments:
        assert set(found) == layout
    elif "-k" in arguments:
        assert {step[3] for step in found} == {"apply-colours"}
    else:
        assert len(found) == 16


def test_deselected_earlier_steps_are_performed_once_and_not_reported(
    llmsite: Run, pytester: pytest.Pytester
) -> None:
    result = llmsite(*SIMULATED, "-m", "layout")
    result.assert_outcomes(passed=2, deselected=14)
    found = records(pytester.path)
    assert [(r["position"], r["selected"]) for r in found] == [
        *((position, False) for position in range(1, 11)), (11, True), (12, True),
    ]  # fmt: skip
    assert all(r["score"] is None for r in found if not r["selected"])


def test_last_failed_runs_only_those(llmsite: Run, pytester: pytest.Pytester) -> None:
    models = ("--llm-models=noop", "--llm-min-score=1")
    first = llmsite(*models, "-k", "favicon or logo")
    first.assert_outcomes(failed=3, deselected=13)
    again = llmsite("--llm-models=noop", "--llm-min-score=0", "--lf")
    again.assert_outcomes(passed=3)


def test_x_stops_at_the_first_failure(llmsite: Run) -> None:
    llmsite("--llm-models=noop", "--llm-min-score=1", "-x").assert_outcomes(failed=1)


def test_steps_of_a_chain_stay_on_one_worker_in_order(
    llmsite: Run, pytester: pytest.Pytester
) -> None:
    result = llmsite("--llm-models=noop", "--llm-runs=3", "-n", "2", "-v")
    result.assert_outcomes(passed=48)
    seen: dict[str, list[tuple[str, str]]] = {}
    for line in result.outlines:
        if "PASSED" in line and "[gw" in line:
            worker = line.split("]")[0].split("[")[1]
            step = line.split("test_step[")[1].split("]")[0]
            run = step.split("-run")[1].split("-")[0]
            seen.setdefault(run, []).append((worker, step.split(f"-run{run}-")[1]))
    assert len(seen) == 3
    order = [action for _, action in next(iter(seen.values()))]
    for steps in seen.values():
        assert len({worker for worker, _ in steps}) == 1
        assert [action for _, action in steps] == order
    assert order[0] == "apply-colours"
    assert order[-1] == "verify-contrast"


def test_users_own_tests_replace_the_suite(llmsite: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_mine(llm_step):
            assert llm_step.model == "reference"
            assert llm_step.score == 10.0
            assert llm_step.before != llm_step.after
        def test_again(llm_step):
            assert llm_step.outcome == "ok"
        def test_other():
            pass
        """
    )
    result = llmsite("--llm-models=reference", "-k", "favicon or test_other")
    result.assert_outcomes(passed=3, deselected=30)
    assert len(scores(pytester.path)) == 1


def test_own_parametrization_mixes_with_steps(llmsite: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.parametrize("limit", [-1, 0])
        def test_mine(limit, llm_step):
            assert llm_step.score > limit - 1
        """
    )
    result = llmsite("--llm-models=noop", "-n", "2", "-m", "brand")
    result.assert_outcomes(passed=10)
    assert len(scores(pytester.path)) == 5
