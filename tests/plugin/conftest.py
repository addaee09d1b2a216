"""Running the plugin as users do, on one template."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

TEMPLATE = "saas-product"


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
def llmsite(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Run pytest in a process of its own, with one template and without random order."""

    def run(*arguments: str, template: str = TEMPLATE) -> pytest.RunResult:
        return pytester.runpytest_subprocess(
            f"--llm-templates={template}", "-p", "no:randomly", *arguments, timeout=300
        )

    return run
