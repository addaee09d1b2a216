"""Scripts of `benchmarks` and `tools` as modules, to test what they find."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]


def load(path: str) -> ModuleType:
    """Import a script by its path from the root; its folder need not be on the path of imports."""
    file = ROOT / path
    name = f"script_{file.stem}"  # some are called as packages are
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
