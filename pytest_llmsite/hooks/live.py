"""Progress and waits on the terminal, in the process that has one."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator

import pytest

from ..engine.progress import Progress
from ..session.benchmark import Benchmark
from ..session.progress import LiveLine


class LiveHooks:
    """Registered in process and on xdist's controller, not in its workers."""

    def __init__(
        self, config: pytest.Config, benchmark: Benchmark, source: Callable[[], Progress]
    ) -> None:
        self.config = config
        self.benchmark = benchmark
        self.line = LiveLine(config, source)
        self._source = source
        self._waits: list[str] = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(
        self, session: pytest.Session
    ) -> Generator[None, object | None, object | None]:
        """Show progress while tests run."""
        if session.config.option.collectonly:
            return (yield)
        self.line.start()
        try:
            return (yield)
        finally:
            self.line.stop()
            self.benchmark.read_back = self._source().recorded
            self._tell_waits()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take over the waits that a worker told."""
        told = getattr(report, "llmsite_waits", None)
        if told:
            self._waits += json.loads(told)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self) -> None:
        """Tell what was waited for, below the step's line."""
        self._tell_waits()

    def _tell_waits(self) -> None:
        """With `-v`, print the waits since the last time."""
        terminal = self.config.pluginmanager.getplugin("terminalreporter")
        if terminal is None or self.config.option.verbose < 1:
            return
        waits = [*self._waits, *self.benchmark.waits()]
        self._waits = []
        if waits:
            terminal.ensure_newline()
        for line in waits:
            terminal.write_line(f"  waits: {line}", purple=True)

    def pytest_enter_pdb(self) -> None:
        """Leave the terminal to the debugger."""
        self.line.pause(True)

    def pytest_leave_pdb(self) -> None:
        """Go on."""
        self.line.pause(False)
