"""Running the plugin as users do, on one template."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable

import pytest

import pytest_llmsite

TEMPLATE = "saas-product"
Run = Callable[..., pytest.RunResult]


def load_everything() -> None:
    """Import what a run inside this process imports: pytester forgets what came during the run."""
    for found in pkgutil.walk_packages(pytest_llmsite.__path__, "pytest_llmsite."):
        if not found.name.startswith(("pytest_llmsite.browser", "pytest_llmsite.suite")):
            importlib.import_module(found.name)


load_everything()


@pytest.fixture(autouse=True)
def shared_scores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let runs know the scores that other tests' runs found, unless a module sets SCORES_APART.

    Most tests are about everything around a score; equal steps need not be inspected again for them.
    """
    if "pytester" not in request.fixturenames or getattr(request.module, "SCORES_APART", False):
        return
    base = tmp_path_factory.getbasetemp()
    common = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "scores"
    common.mkdir(exist_ok=True)
    folder = request.getfixturevalue("pytester").path / ".llmsite"
    folder.mkdir()
    (folder / "scores").symlink_to(common, target_is_directory=True)


@pytest.fixture
def llmsite(request: pytest.FixtureRequest, pytester: pytest.Pytester) -> Run:
    """Run pytest with one template and without random order.

    Without workers it runs inside this process, which has everything loaded; in one of its own where
    a module sets PROCESS_APART.
    """
    apart = getattr(request.module, "PROCESS_APART", False)

    def run(*arguments: str, template: str = TEMPLATE) -> pytest.RunResult:
        command = (f"--llm-templates={template}", "-p", "no:randomly", *arguments)
        if apart or "-n" in arguments:
            return pytester.runpytest_subprocess(*command, timeout=300)
        return pytester.runpytest_inprocess(*command)

    return run
