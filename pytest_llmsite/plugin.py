"""Entry point: declares options and, only when models are named, registers everything else.

Imports nothing heavy: this module is loaded by every pytest run of the environment.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

import pytest

from . import hookspecs, options


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the `--llm-…` options and their ini twins."""
    options.add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the hooks that extend the benchmark."""
    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the benchmark's hooks and fixtures when this run names models.

    Last, so that its ordering of items wraps every other plugin's.
    """
    if options.is_active(config):
        _leave_asserts_alone(config)
        from .hooks import activation

        activation.activate(config)


def _leave_asserts_alone(config: pytest.Config) -> None:
    """Import the plugin's own modules as any others: they have no asserts for pytest to explain.

    Rewriting them triples the time of a first import; and in Python 3.11 two threads that parse at once
    (the engine's and pytest's) may fail with "AST constructor recursion depth mismatch".
    """
    hook = getattr(config.pluginmanager, "rewrite_hook", None)
    marked = getattr(hook, "_must_rewrite", None)
    if isinstance(marked, set):
        marked.discard(__package__)
        getattr(hook, "_marked_for_rewrite_cache", {}).clear()


@pytest.fixture
def llm_step() -> None:
    """One benchmark step: template × model × run × action. Skips where no models are named."""
    pytest.skip("no models: pass --llm-models=NAMES (with --llm-simulate no key is needed)")
