"""One test, parametrized over every template × model × run × action."""

from __future__ import annotations

import pytest

from pytest_llmsite.hooks.fixtures import Step


def test_step(llm_step: Step, llm_min_score: float) -> None:
    """The step did not make the website worse (or reached `--llm-min-score`)."""
    if llm_step.score < llm_min_score:
        pytest.fail(f"below {llm_min_score:g}: {llm_step!r}", pytrace=False)
