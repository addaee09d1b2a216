"""What several commands share: their arguments, the inspector, saying something."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..inspection import Inspector

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def say(line: str = "") -> None:
    """Print one line."""
    print(line)  # noqa: T201


def add_conftest(parser: argparse.ArgumentParser) -> None:
    """Let a command take --conftest."""
    parser.add_argument(
        "--conftest",
        type=Path,
        metavar="FILE",
        help="conftest.py with actions and checks of your own (outside of pytest no other is known)",
    )


def add_browser(parser: argparse.ArgumentParser) -> None:
    """Let a command take --browser."""
    parser.add_argument(
        "--browser",
        nargs="?",
        const="",
        metavar="FILE",
        help="look at what a Chromium renders: Playwright's own, the system's, or FILE",
    )


@contextmanager
def an_inspector(
    options: argparse.Namespace, keep: Callable[[bytes], str] | None = None
) -> Iterator[Inspector]:
    """Yield the inspector that was asked for; a browser ends with the command."""
    from ..session.inspecting import inspector_of

    found = inspector_of(options.browser, keep)
    try:
        yield found
    finally:
        found.close()
