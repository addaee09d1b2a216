"""Shared by all tests: numerical packages are imported once, before any in-process pytest run."""

from __future__ import annotations

import signal
from collections.abc import Iterator

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


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C works, here and in what a test starts, also where this run itself must not hear of it.

    A shell has what it runs in the background ignore SIGINT, and who is started inherits that.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
