"""How far a run is: a live line on a terminal, a line a minute elsewhere, nothing with `-q`.

On a terminal the text stands below the line that pytest is writing, and is gone before pytest writes
on: whatever pytest writes passes a gate that erases it first. It is drawn through a descriptor of its
own, so that capturing during a test neither hides nor keeps it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from ..engine.progress import Progress

SHOWN_AFTER_SECONDS = 0.7
REDRAWN_EVERY_SECONDS = 0.5
LINE_EVERY_SECONDS = 60.0
# A line below the cursor is made sure of (index, up), written to, and the cursor put back.
_DRAW = "\x1bD\x1b[A\x1b7\x1bD\r\x1b[2K{}\x1b8"
_ERASE = "\x1b7\x1bD\r\x1b[2K\x1b8"


def describe(progress: Progress, elapsed_s: float) -> str:
    """Return a run's state in words: steps, time left, dollars so far and expected, calls, tokens.

    What matters most comes first: a narrow terminal cuts the end off.
    """
    parts = [f"{progress.done}/{progress.planned} steps"]
    called, left = progress.done - progress.recorded, progress.planned - progress.done
    if called > 0 and left > 0 and elapsed_s > 0:
        parts.append(f"~{_duration(elapsed_s * left / called)} left")
    if progress.cost_usd and called > 0:
        expected = progress.cost_usd * (1 + max(0, left) / called)
        parts.append(f"${progress.cost_usd:.2f} of ~${expected:.2f}")
    if progress.uncosted:
        parts.append(f"{progress.uncosted} of unknown cost")
    parts.append(f"{progress.in_flight} in flight")
    if progress.waiting:
        parts.append(f"{progress.waiting} waiting on limits")
    tokens = progress.input_tokens + progress.output_tokens
    if tokens:
        parts.append(f"{tokens / 1000:.0f}k tokens")
    return ", ".join(parts)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class LiveLine:
    """Shows what `source()` tells, from `start` to `stop`; silent in quiet runs."""

    def __init__(self, config: pytest.Config, source: Callable[[], Progress]) -> None:
        self._terminal: pytest.TerminalReporter | None = config.pluginmanager.getplugin(
            "terminalreporter"
        )
        self._quiet = self._terminal is None or config.option.verbose < 0
        # What a test prints past pytest would run into a line that is redrawn.
        self._uncaptured = config.option.capture == "no"
        self._source = source
        self._lock = threading.RLock()
        self._done = threading.Event()
        self._drawer: threading.Thread | None = None
        self._descriptor: int | None = None
        self._file: Any = None
        self._shown = False
        self._paused = False

    def start(self) -> None:
        """Begin to show."""
        if self._quiet or self._terminal is None:
            return
        writer = self._terminal._tw
        self._file = writer._file
        try:
            self._descriptor = os.dup(self._file.fileno())
        except (AttributeError, OSError, ValueError):
            return
        writer._file = _Gate(self._file, self)
        self._drawer = threading.Thread(target=self._draw, name="llmsite-progress", daemon=True)
        self._drawer.start()

    def stop(self) -> None:
        """Take the line away for good."""
        self._done.set()
        if self._drawer is None or self._terminal is None or self._descriptor is None:
            return
        self._drawer.join(2.0)
        with self._lock:
            self.erase()
            self._terminal._tw._file = self._file
            os.close(self._descriptor)
            self._descriptor = None

    def pause(self, paused: bool) -> None:
        """Hold back while a debugger has the terminal."""
        with self._lock:
            self.erase()
            self._paused = paused

    def passing(self, write: Callable[..., Any], *arguments: Any) -> Any:
        """Let pytest write: without the line, and not while it is drawn."""
        with self._lock:
            self.erase()
            return write(*arguments)

    def erase(self) -> None:
        """Take the line away; the lock is held."""
        if self._shown:
            self._shown = False
            self._put(_ERASE)

    def _draw(self) -> None:
        assert self._terminal is not None
        started = time.monotonic()
        live = self._is_terminal() and not self._uncaptured
        pause = SHOWN_AFTER_SECONDS if live else LINE_EVERY_SECONDS
        while not self._done.wait(pause):
            progress = self._source()
            if not progress.planned:
                continue
            text = describe(progress, time.monotonic() - started)
            with self._lock:
                if self._done.is_set() or self._paused:
                    continue
                if live:
                    pause = REDRAWN_EVERY_SECONDS
                    self._shown = True
                    width = self._width()
                    dim = ("\x1b[2m", "\x1b[0m") if self._terminal._tw.hasmarkup else ("", "")
                    self._put(_DRAW.format(f"llmsite: {text}"[:width].join(dim)))
                else:
                    self._write_line(f"llmsite: {text}")

    def _width(self) -> int:
        """Return the columns that the line may fill; a terminal may have become narrower."""
        assert self._terminal is not None
        widths = [self._terminal._tw.fullwidth]
        if self._descriptor is not None:
            with suppress(OSError):
                widths.append(os.get_terminal_size(self._descriptor).columns)
        return max(10, min(width for width in widths if width) - 1)

    def _is_terminal(self) -> bool:
        assert self._terminal is not None
        plain = os.environ.get("TERM") == "dumb" or sys.platform == "win32"
        return bool(self._file.isatty()) and not plain

    def _write_line(self, text: str) -> None:
        assert self._terminal is not None
        writer = self._terminal._tw
        begun = "\n" if writer.width_of_current_line else ""
        self._file.flush()
        self._put(f"{begun}{text}\n")
        writer._current_line = ""

    def _put(self, text: str) -> None:
        if self._descriptor is not None:
            try:
                os.write(self._descriptor, text.encode("ascii", "replace"))
            except OSError:
                self._done.set()


class _Gate:
    """The terminal's file, passed by everything that pytest writes."""

    def __init__(self, file: Any, line: LiveLine) -> None:
        self._gated = file
        self._line = line

    def write(self, text: str) -> Any:
        return self._line.passing(self._gated.write, text)

    def flush(self) -> None:
        self._line.passing(self._gated.flush)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gated, name)
