"""Running the plugin as users do, on one template."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sessions import share

import pytest_llmsite

TEMPLATE = "saas-product"
Run = Callable[..., pytest.RunResult]


def load_everything() -> None:
    """Import what a run inside this process imports: pytester forgets what came during the run."""
    for found in pkgutil.walk_packages(pytest_llmsite.__path__, "pytest_llmsite."):
        if not found.name.startswith(("pytest_llmsite.browser", "pytest_llmsite.suite")):
            importlib.import_module(found.name)


load_everything()


@pytest.fixture(scope="session")
def common_scores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scores that all runs of this session know."""
    base = tmp_path_factory.getbasetemp()
    common = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "scores"
    common.mkdir(exist_ok=True)
    return common


@pytest.fixture(autouse=True)
def shared_scores(request: pytest.FixtureRequest, common_scores: Path) -> None:
    """Let runs know the scores that other tests' runs found, unless a module sets SCORES_APART.

    Most tests are about everything around a score; equal steps need not be inspected again for them.
    """
    if "pytester" not in request.fixturenames or getattr(request.module, "SCORES_APART", False):
        return
    share(request.getfixturevalue("pytester").path, common_scores)


@pytest.fixture
def plainly(pytester: pytest.Pytester) -> Run:
    """Run pytest without random order: inside this process, which has everything loaded, or with -n."""

    def run(*arguments: str) -> pytest.RunResult:
        command = ("-p", "no:randomly", *arguments)
        if "-n" in arguments:
            return pytester.runpytest_subprocess(*command, timeout=300)
        return pytester.runpytest_inprocess(*command)

    return run


@pytest.fixture
def llmsite(plainly: Run) -> Run:
    """Run pytest with one template, as `plainly` does."""
    return lambda *arguments, template=TEMPLATE: plainly(f"--llm-templates={template}", *arguments)
