"""One direction of imports: a module imports only from rooms at or before its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pytest_llmsite

PACKAGE = Path(pytest_llmsite.__file__).parent
# Longest match counts. Each line may import from itself and from the lines above it.
ROOMS = [
    ["errors", "options", "files", "gates", "__init__"],
    ["site", "findings", "billing"],
    ["reply"],
    ["page"],
    ["templates", "templates.schema", "templates.loader"],
    ["actions", "damage"],
    ["inspection"],
    ["browser"],
    ["extending"],
    ["models"],
    ["prompt"],
    ["engine"],
    ["scoring", "rulebook"],
    ["templates.validation", "templates.contradictions", "templates.drafting"],
    ["results"],
    ["scorers"],
    ["statistics"],
    ["report"],
    ["session"],
    ["hooks", "suite"],
    ["hookspecs", "conftests"],
    ["commands"],
    ["plugin", "cli"],
]
# The report's one link to pytest's session, and the plugin's guarded import of what it activates.
EXCEPTIONS = {("report.session", "session.benchmark")}


def room(module: str) -> int:
    parts = module.split(".")
    for size in range(len(parts), 0, -1):
        prefix = ".".join(parts[:size])
        for number, names in enumerate(ROOMS):
            if prefix in names:
                return number
    raise AssertionError(f"{module} belongs to no room: add it to ROOMS")


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "bundled" not in path.parts)


def name_of(path: Path) -> str:
    parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts)


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    folder = list(path.relative_to(PACKAGE).parts[:-1])
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = folder[: len(folder) - node.level + 1]
            stem = [*base, *(node.module or "").split(".")] if node.module else base
            for alias in node.names:
                inner = PACKAGE.joinpath(*stem, alias.name)
                is_module = inner.with_suffix(".py").exists() or inner.is_dir()
                found.add(".".join([*stem, alias.name] if is_module else stem) or "__init__")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pytest_llmsite."):
            found.add((node.module or "").removeprefix("pytest_llmsite."))
    return found


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_imports_leftwards(path: Path) -> None:
    module = name_of(path).removesuffix(".__init__")
    here = room(module)
    for other in sorted(imports(path)):
        if (module, other) not in EXCEPTIONS:
            assert room(other) <= here, f"{module} imports {other}"


def test_no_file_is_too_long_to_read() -> None:
    long = {name_of(p): n for p in modules() if (n := len(p.read_text().splitlines())) > 510}
    assert long == {}
