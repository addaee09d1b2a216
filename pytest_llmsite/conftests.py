"""What a `conftest.py` adds, for the `llmsite` command, which runs outside of pytest."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from .errors import LlmsiteError
from .extending import NOTHING, Additions


def additions_in(file: Path | None) -> Additions:
    """Return what a file's `pytest_llmsite_…` functions add; nothing for no file.

    The file is executed, as pytest would: it is the user's own. Raises LlmsiteError where it is
    missing, fails, or adds nothing.
    """
    if file is None:
        return NOTHING
    import pytest

    from . import hookspecs
    from .hooks.activation import additions_of

    plugins = pytest.PytestPluginManager()
    plugins.add_hookspecs(hookspecs)
    plugins.register(_module(file))
    additions = additions_of(plugins, None)
    if not additions.label:
        raise LlmsiteError(
            f"{file}: it adds nothing; expected pytest_llmsite_actions or pytest_llmsite_checks"
        )
    return additions


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("conftest", file)
    if not file.is_file() or spec is None or spec.loader is None:
        raise LlmsiteError(f"--conftest: {file}: expected a Python file with the hooks")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(file.parent.resolve()))
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise LlmsiteError(f"{file}: {type(error).__name__}: {error}") from error
    return module
