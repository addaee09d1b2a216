"""What pytest keeps of each step on xdist's controller, made light.

pytest keeps three reports a test to the end; as xdist unpacks them, each has its own copy of every
name in it. In a hundred thousand steps that is most of a gigabyte.
"""

from __future__ import annotations

from sys import intern
from typing import Any

import pytest

from ..session.benchmark import Benchmark

SENT = ("llmsite_records", "llmsite_progress", "llmsite_parcel", "llmsite_waits")
"""What reports carry to the controller, which has taken it over by now."""


class LightHooks:
    """Registered on the controller, so that it runs after all that read reports as they come."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        self.config = config
        self.benchmark = benchmark
        self._keywords: dict[tuple[str, ...], dict[str, Any]] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Let go of what nobody reads again: of steps that passed, their setup and teardown."""
        if not report.passed or not self.benchmark.plan.chain_of(report.nodeid):
            return
        if report.when == "call":
            self._share(report)
        elif not self.config.option.durations:
            self._drop(report)

    def _share(self, report: pytest.TestReport) -> None:
        """Let equal parts of reports be the same objects."""
        values = {intern(name): value for name, value in vars(report).items() if name not in SENT}
        for name, value in values.items():
            if type(value) is str and len(value) < 40:
                values[name] = intern(value)
        name = report.nodeid.rpartition("::")[2]
        marks = tuple(sorted(key for key in report.keywords if key != name))
        if marks not in self._keywords:
            self._keywords[marks] = dict.fromkeys(map(intern, marks), 1)
        values["keywords"] = self._keywords[marks]
        file, line, place = report.location
        values["location"] = (intern(file), line, place)
        values["user_properties"] = [(intern(key), value) for key, value in report.user_properties]
        report.__dict__ = values

    def _drop(self, report: pytest.TestReport) -> None:
        """Take a report out of those that the terminal keeps without ever showing them."""
        terminal = self.config.pluginmanager.getplugin("terminalreporter")
        unnamed = getattr(terminal, "stats", {}).get("", [])
        if unnamed and unnamed[-1] is report:
            unnamed.pop()
