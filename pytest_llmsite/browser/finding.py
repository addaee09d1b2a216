"""Where a Chromium is: the one that is named, Playwright's own, or the system's."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from ..errors import LlmsiteError

# Lean builds first: they start and paint in about half the time.
NAMES = (
    "chromium-headless-shell", "headless_shell", "chrome-headless-shell", "chromium",
    "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge",
)  # fmt: skip
_USUAL = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "/snap/bin/chromium",
)
_OWN = (
    "chromium_headless_shell-*/*/headless_shell*",
    "chromium_headless_shell-*/*/chrome-headless-shell*",
    "chromium-*/*/chrome",
    "chromium-*/*/chrome.exe",
    "chromium-*/*/Chromium.app/Contents/MacOS/Chromium",
)
_EXTRA = "pip install 'pytest-llmsite[browser]'"


def find(path: str | None = None) -> Path:
    """Return a Chromium's executable: *path* if given, Playwright's own, or one in the usual places.

    Raises LlmsiteError, in one message, when the Python packages or the browser are missing.
    """
    for package in ("playwright", "axe_playwright_python"):
        if importlib.util.find_spec(package) is None:
            raise LlmsiteError(f"--llm-browser needs the package {package}: {_EXTRA}")
    if path:
        return _named(path)
    for found in (*_own(), *_system()):
        return found
    raise LlmsiteError(
        "--llm-browser found no Chromium: neither Playwright's own (playwright install "
        f"--only-shell chromium), nor {', '.join(NAMES[:1] + NAMES[3:6])} on PATH; install one of them, "
        "or name it with --llm-browser-path=FILE"
    )


def _named(path: str) -> Path:
    found = shutil.which(path) or path
    if not Path(found).is_file() or not os.access(found, os.X_OK):
        raise LlmsiteError(
            f"--llm-browser-path: {path!r} is no executable file; expected that of a Chromium, like "
            "/usr/bin/chromium"
        )
    return Path(found).absolute()


def _own() -> Iterator[Path]:
    """Yield the browsers that Playwright installed, newest first."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named and named != "0":
        folder = Path(named)
    elif sys.platform == "darwin":
        folder = Path.home() / "Library/Caches/ms-playwright"
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", "")) / "ms-playwright"
    else:
        cache = os.environ.get("XDG_CACHE_HOME")
        folder = (Path(cache) if cache else Path.home() / ".cache") / "ms-playwright"
    for pattern in _OWN:
        yield from (p for p in sorted(folder.glob(pattern), reverse=True) if os.access(p, os.X_OK))


def _system() -> Iterator[Path]:
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield from (Path(p) for p in _USUAL if os.access(p, os.X_OK))


@lru_cache(maxsize=4)
def told_version(path: Path) -> str:
    """Return the version that an executable names, without a window; "unknown" when it names none."""
    with suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(
            [str(path), "--version"], capture_output=True, text=True, timeout=20, check=False
        ).stdout
        if (found := re.search(r"\d+(?:\.\d+){1,3}", told)) is not None:
            return found[0]
    return "unknown"


def kind(path: Path) -> str:
    """Return the name of a build, as results name it: lean builds paint in another way."""
    name = path.resolve().name.lower()
    return "chromium-headless-shell" if "headless" in name else "chromium"
