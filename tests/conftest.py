"""Shared by all tests: numerical packages are imported once, before any in-process pytest run."""

from __future__ import annotations

import numpy  # noqa: F401  (a second import inside an in-process pytest run fails)
import pytest
import scipy.stats  # noqa: F401
from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite",
    deadline=None,  # a slow machine is not a failure
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may find a key in the environment of whoever runs it."""
    for name in ("OPENROUTER_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
