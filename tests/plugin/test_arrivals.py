"""Items run as their steps arrive: a chain that waits holds up no other, and order within one stays."""

from __future__ import annotations

import re

import pytest
from sessions import scores

SLOW_FIRST = """
import pathlib, time

def wait(file):
    until = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < until, f"no {file.name}: no other chain went ahead"
        time.sleep(0.02)

def answer(request):
    here = pathlib.Path(__file__)
    here.with_name(f"{request.run}-{request.action.name}").touch()
    if request.run == 1 and request.action.name == "replace-hero-bg":
        wait(here.with_name("3-replace-section-bgs"))  # so that the third chain has come as far
    if request.run == 2:
        wait(here.with_name("gone_on"))  # so that an item of the third chain has been reported
    return request.template.references[request.action.name]
"""
WATCHING = """
import pathlib

def pytest_runtest_logreport(report):
    if report.when == "call" and "run3" in report.nodeid:
        pathlib.Path(__file__).with_name("gone_on").touch()
"""
OWN = """
def test_step(llm_step):
    assert llm_step.score == 10
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\npythonpath = ["."]\n'
        '[tool.llmsite.models.m]\nprovider = "python"\ncallable = "slow_first:answer"\n'
        "price = { input = 0, output = 0 }\n"
    )
    pytester.makepyfile(slow_first=SLOW_FIRST, watching=WATCHING)
    return pytester


def run(pytester: pytest.Pytester, *arguments: str) -> list[tuple[str, str]]:
    """Return run and action of each item in the order in which they ended."""
    result = pytester.runpytest_subprocess(
        "-p", "no:randomly", "--llm-templates=saas-product", "-m", "images", "-v", *arguments,
        timeout=200,
    )  # fmt: skip
    assert result.ret == 0, result.stdout.str()
    found = [
        re.search(r"-(run\d)-([a-z-]+)\]", line) for line in result.outlines if "PASSED" in line
    ]
    return [(match[1], match[2]) for match in found if match]


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["in process", "in a worker"])
def test_a_chain_that_waits_holds_up_no_other(project: pytest.Pytester, workers: list[str]) -> None:
    ran = run(project, "-p", "watching", "--llm-models=m", "--llm-runs=3", *workers)
    actions = ["replace-hero-bg", "replace-section-bgs"]
    for name in ("run1", "run2", "run3"):
        assert [action for chain, action in ran if chain == name] == actions
    assert ran.index(("run3", actions[0])) < ran.index(("run2", actions[0]))


def test_attempts_again_change_no_order(project: pytest.Pytester) -> None:
    pytest.importorskip("pytest_rerunfailures")
    project.makepyfile(slow_first="def answer(request): return '### NO CHANGES'")
    result = project.runpytest_subprocess(
        "-p", "no:randomly", "--llm-templates=saas-product", "-m", "images", "--llm-models=m",
        "--llm-runs=4", "--llm-min-score=5", "--reruns=1", "-n", "1", timeout=200,
    )  # fmt: skip
    assert {"failed": 8, "rerun": 8}.items() <= result.parseoutcomes().items()
    # A step that ran before an earlier one of its chain would have left that one without a score.
    assert all(score is not None for score in scores(project.path).values())
    assert len(scores(project.path)) == 8


def test_own_tests_keep_their_order(project: pytest.Pytester) -> None:
    project.makepyfile(test_own=OWN, slow_first=SLOW_FIRST.replace("wait(here", "print(here"))
    ran = run(project, "--llm-models=m", "--llm-runs=3")
    assert [chain for chain, _ in ran] == ["run1", "run1", "run2", "run2", "run3", "run3"]
