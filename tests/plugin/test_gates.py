"""Gates, baseline and plan as users run them: lines, exit statuses, usage errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Run = Callable[..., pytest.RunResult]
LOGOS = ("-k", "logo", "--llm-models=reference,noop")


def altered(path: Path, target: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Write the records of *path* anew, each of them changed."""
    with target.open("w", encoding="ascii") as file:
        for line in path.read_text(encoding="ascii").splitlines():
            record = json.loads(line)
            change(record)
            file.write(json.dumps(record) + "\n")


def swapped(record: dict[str, object]) -> None:
    """The two models change their names, so that each is compared with the other."""
    other: Mapping[object, str] = {"reference": "noop", "noop": "reference"}
    record["model"] = other[record["model"]]


@pytest.fixture
def base(llmsite: Run, pytester: pytest.Pytester) -> Path:
    """Five runs of the reference and of doing nothing, with their names changed."""
    path = pytester.path / "base.jsonl"
    assert llmsite(*LOGOS, "--llm-runs=5", f"--llm-results={path}").ret == 0
    altered(path, pytester.path / "swapped.jsonl", swapped)
    return path


def test_each_gate_has_its_line_and_its_exit_status(
    llmsite: Run, base: Path, pytester: pytest.Pytester
) -> None:
    reached = llmsite(*LOGOS, "--llm-runs=2", "--llm-fail-under=reference:20:lower")
    assert reached.ret == 0
    reached.stdout.fnmatch_lines(["llmsite: gate fail-under reference:20:lower: passes: 20.0 of*"])

    floors = ("--llm-fail-under=reference:20:point", "--llm-fail-under=noop:1:point")
    below = llmsite(*LOGOS, *floors, "-q")
    assert below.ret == 10
    below.stdout.fnmatch_lines(
        [
            "llmsite: gate fail-under reference:20:point: passes: *",
            "llmsite: gate fail-under noop:1:point: FAILS (exit status 10): the estimate 0.0 of 20*",
        ]
    )

    swapped = ("--llm-baseline=swapped.jsonl", "--llm-runs=5")
    only_compared = llmsite(*LOGOS, *swapped)
    assert only_compared.ret == 0
    only_compared.stdout.fnmatch_lines(
        ["*Difference*this run minus swapped.jsonl*", "noop*-20.0*worse by 20.0 (nothing varied)*"]
    )
    for workers in ((), ("-n", "2")):
        worse = llmsite(*LOGOS, *swapped, "--llm-fail-on-regression", *workers)
        assert worse.ret == 11
        worse.stdout.fnmatch_lines(
            [
                "llmsite: gate fail-on-regression noop: FAILS (exit status 11): worse by 20*"
                "than swapped.jsonl",
                "llmsite: gate fail-on-regression reference: passes: better by 20*",
            ]
        )
    both = llmsite(*LOGOS, *swapped, *floors, "--llm-fail-on-regression=3")
    assert both.ret == 12


def test_what_cannot_be_told_passes_or_fails_as_chosen(
    llmsite: Run, base: Path, pytester: pytest.Pytester
) -> None:
    gates = ("--llm-baseline=swapped.jsonl", "--llm-fail-on-regression")
    unsure = llmsite(*LOGOS, "--llm-runs=1", *gates)
    assert unsure.ret == 0
    unsure.stdout.fnmatch_lines(
        ["llmsite: gate fail-on-regression noop: cannot tell, which passes: *more run*"]
    )
    strict = llmsite(*LOGOS, "--llm-runs=1", *gates, "--llm-cannot-tell=fail")
    assert strict.ret == 11
    same = llmsite(*LOGOS, "--llm-runs=5", "--llm-baseline=base.jsonl", *gates[1:])
    assert same.ret == 0
    same.stdout.fnmatch_lines(["*fail-on-regression noop: passes: the same replies as in*"])


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_failed_tests_go_first(
    workers: tuple[str, ...], llmsite: Run, pytester: pytest.Pytester
) -> None:
    result = llmsite(*LOGOS, "--llm-min-score=1", "--llm-fail-under=noop:1:point", *workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["llmsite: gate fail-under noop:1:point: FAILS*"])


def test_nothing_selected_stays_nothing_selected(llmsite: Run) -> None:
    result = llmsite("--llm-models=noop", "-k", "absent", "--llm-fail-under=noop:1:point")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(["*fail-under noop:1:point: cannot tell, which passes: *"])


def test_gates_come_from_the_ini_too(llmsite: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini(
        "[pytest]\nllm_fail_under =\n    noop:1:point\n    reference:1:point\nllm_models = noop,reference"
    )
    result = llmsite("-k", "footer-logo")
    assert result.ret == 10
    assert result.stdout.str().count("llmsite: gate ") == 2


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--llm-fail-under=noop:140",), "expected MODEL:TOTAL:lower"),
        (("--llm-fail-under=nop:140:lower",), "did you mean 'noop'"),
        (("--llm-fail-on-regression",), "needs --llm-baseline=RESULTS"),
        (
            ("--llm-fail-on-regression", "tests", "--llm-baseline=x"),
            "expected a number, found 'tests'; before other arguments write "
            "--llm-fail-on-regression=0",
        ),
        (("--llm-fail-on-regression=-1", "--llm-baseline=x"), "0 or more points, found -1"),
        (("--llm-cannot-tell=maybe",), "--llm-cannot-tell"),
        (("--llm-baseline=absent.jsonl",), "absent.jsonl: cannot be read"),
        (("--llm-baseline=broken.jsonl",), "broken.jsonl:1: not JSON"),
        (("--llm-baseline=old.jsonl",), "versions of the scorer"),
        (("--llm-baseline=brief.jsonl",), "different briefs of template 'saas-product'"),
        (("--llm-baseline=others.jsonl",), "has none of the models of this run (noop)"),
        (("--llm-baseline=base.jsonl", "--llm-start=reference"), "chained steps and this run"),
        (("--llm-plan=0",), "expected more than 0 points"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_a_usage_error_before_anything_runs(
    arguments: tuple[str, ...], expected: str, pytester: pytest.Pytester
) -> None:
    from pytest_llmsite.scoring import INSPECTOR, SCORER
    from pytest_llmsite.templates import loader

    brief = loader.load(loader.find("saas-product")).brief_hash
    record = {
        "session": "s", "template": "saas-product", "brief": brief, "model": "noop",
        "model_id": "noop", "provider": "noop", "run": 1, "position": 1, "action": "apply-colours",
        "category": "brand", "start": "chained", "outcome": "unchanged", "score": 0.0, "raw": 0.0,
        "findings": [], "repaired": 0, "usage": {}, "cost_usd": 0.0, "latency_s": 0.0,
        "waited_s": 0.0, "finish_reason": "", "request_id": "", "attempts": 1, "message": "",
        "before": "", "after": "", "reply": "", "simulated": False, "selected": True,
        "requirements": {}, "scorer": SCORER, "inspector": INSPECTOR, "schema": 1,
    }  # fmt: skip
    changes = {
        "base": {},
        "old": {"scorer": "0"},
        "brief": {"brief": "0"},
        "others": {"model": "x"},
    }
    for name, change in changes.items():
        (pytester.path / f"{name}.jsonl").write_text(json.dumps(record | change) + "\n")
    (pytester.path / "broken.jsonl").write_text("nonsense\n")
    result = pytester.runpytest_inprocess(
        "--llm-models=noop", "--llm-templates=saas-product", "-p", "no:randomly", *arguments
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert expected in " ".join((result.stderr.str() + result.stdout.str()).split())
    assert not (pytester.path / ".llmsite/results").exists()


# Plan


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_the_plan_is_printed_and_nothing_runs(
    workers: tuple[str, ...], llmsite: Run, pytester: pytest.Pytester
) -> None:
    result = llmsite("--llm-models=sonnet,haiku", "--llm-plan=20", *workers)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        ["*plans for a difference of 20 points*", "*new templates 4 times in 5*", "*assumed*"]
    )
    assert "passed" not in result.stdout.str()
    assert not (pytester.path / ".llmsite/results").exists()


def test_the_plan_uses_the_spread_of_earlier_results(
    llmsite: Run, pytester: pytest.Pytester
) -> None:
    models = ("--llm-models=haiku,kimi", "--llm-simulate", "--llm-min-score=-10")
    some = ("-k", "favicon or seo", "--llm-start=reference")
    both = "saas-product,safari-lodge"
    assert llmsite(*models, *some, "--llm-runs=2", template=both).ret == 0
    result = llmsite(*models, *some, "--llm-plan=5", template=both)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["in points of 20; run SD*measured in earlier*"])
    plan = llmsite(*models, *some, "--collect-only", "-q", template=both)
    plan.stdout.fnmatch_lines(["*measured in earlier*"])
