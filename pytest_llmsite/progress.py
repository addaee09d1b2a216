"""How far a run is, shown while pytest itself has nothing to print.

On a terminal a dim text stands behind pytest's own line while a step is waited for, and is gone before
pytest writes on. In a pipe there is a line a minute; with `-q` nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from .engine.progress import Progress

SHOWN_AFTER_SECONDS = 0.7
REDRAWN_EVERY_SECONDS = 0.5
PIPE_EVERY_SECONDS = 60.0
LEAST_WIDTH = 24


def describe(progress: Progress, elapsed_s: float) -> str:
    """Return a run's state in words: steps, calls, tokens, dollars so far and expected, time left."""
    parts = [f"{progress.done}/{progress.planned} steps", f"{progress.in_flight} in flight"]
    if progress.waiting:
        parts.append(f"{progress.waiting} waiting on limits")
    tokens = progress.input_tokens + progress.output_tokens
    if tokens:
        parts.append(f"{tokens / 1000:.0f}k tokens")
    called = progress.done - progress.recorded
    left = progress.planned - progress.done
    if progress.cost_usd and called:
        expected = progress.cost_usd * (1 + left / called)
        parts.append(f"${progress.cost_usd:.2f} of about ${expected:.2f}")
    if called > 0 and left > 0 and elapsed_s > 0:
        parts.append(f"about {_duration(elapsed_s * left / called)} left")
    return ", ".join(parts)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class LiveLine:
    """Shows progress while the test that runs waits for its step; silent in quiet runs."""

    def __init__(self, config: pytest.Config) -> None:
        self._terminal: pytest.TerminalReporter | None = config.pluginmanager.getplugin(
            "terminalreporter"
        )
        self._quiet = self._terminal is None or config.option.verbose < 0
        self._start = time.monotonic()
        self._last_line = self._start
        self._lock = threading.Lock()
        self._shown = 0

    @contextmanager
    def waiting(self, progress: Callable[[], Progress]) -> Iterator[None]:
        """Show what `progress()` returns for as long as the block lasts."""
        if self._quiet:
            yield
            return
        done = threading.Event()
        drawer = threading.Thread(target=self._draw_until, args=(done, progress), daemon=True)
        drawer.start()
        try:
            yield
        finally:
            done.set()
            drawer.join()
            self._erase()

    def _draw_until(self, done: threading.Event, progress: Callable[[], Progress]) -> None:
        pause = SHOWN_AFTER_SECONDS
        while not done.wait(pause):
            pause = REDRAWN_EVERY_SECONDS
            with self._lock:
                if not done.is_set():
                    self._draw(describe(progress(), time.monotonic() - self._start))

    def _draw(self, text: str) -> None:
        assert self._terminal is not None
        writer = self._terminal._tw
        if not writer.hasmarkup:
            now = time.monotonic()
            if now - self._last_line >= PIPE_EVERY_SECONDS:
                self._last_line = now
                self._terminal.ensure_newline()
                self._terminal.write_line(f"llmsite: {text}")
            return
        room = writer.fullwidth - writer.width_of_current_line - 3
        if room < LEAST_WIDTH:
            return
        text = f"  {text}"[:room]
        self._shown = len(text)
        # Behind the cursor, and back: pytest's idea of its column stays true.
        writer._file.write(f"\x1b[K\x1b[2m{text}\x1b[0m\x1b[{len(text)}D")
        writer._file.flush()

    def _erase(self) -> None:
        if self._shown and self._terminal is not None:
            self._terminal._tw._file.write("\x1b[K")
            self._terminal._tw._file.flush()
            self._shown = 0
