"""Running the plugin as users do, on one template."""

from __future__ import annotations

from collections.abc import Callable

import pytest

TEMPLATE = "saas-product"


@pytest.fixture
def llmsite(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Run pytest in a process of its own, with one template and without random order."""

    def run(*arguments: str, template: str = TEMPLATE) -> pytest.RunResult:
        return pytester.runpytest_subprocess(
            f"--llm-templates={template}", "-p", "no:randomly", *arguments, timeout=300
        )

    return run
