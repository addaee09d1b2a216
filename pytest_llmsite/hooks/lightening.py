"""What pytest keeps of each step on xdist's controller, made light.

pytest keeps three reports a test to the end; as xdist unpacks them, each has its own copy of every
name in it. In a hundred thousand steps that is most of a gigabyte.
"""

from __future__ import annotations

from collections.abc import Generator
from sys import intern
from typing import Any

import pytest

from ..session.benchmark import Benchmark

DROPPED = frozenset({"start", "stop", "worker_id", "testrun_uid", "node", "item_index"})
"""What the summary of pytest does not read, besides what this package's own reports carry."""
AT_ONCE = 256
"""Items whose reports are still coming, at most: a few for each worker."""
SHARED_PAIRS = 4_096


class LightHooks:
    """Registered on the controller. Reports themselves stay as they are for whoever else keeps them:
    the terminal's lists are given light copies of them, and one node id is used by all of an item's.
    """

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        self.config = config
        self.benchmark = benchmark
        self._ids: dict[str, object] = {}
        self._keywords: dict[tuple[str, ...], dict[str, Any]] = {}
        self._pairs: dict[tuple[str, object], tuple[str, object]] = {}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(
        self, report: pytest.TestReport
    ) -> Generator[None, object, object]:
        """Have the terminal keep, of steps that passed, what it shows or counts and no more."""
        nodeid = report.nodeid
        if not report.passed or not self.benchmark.plan.chain_of(nodeid):
            return (yield)
        if hasattr(report, "_id"):
            report._id = self._ids.setdefault(nodeid, report._id)  # type: ignore[assignment]
        if report.when == "teardown":
            self._ids.pop(nodeid, None)
        elif len(self._ids) > AT_ONCE:
            self._ids.clear()
        result = yield
        self._lighten(report)
        return result

    def _lighten(self, report: pytest.TestReport) -> None:
        terminal = self.config.pluginmanager.getplugin("terminalreporter")
        stats: dict[str, list[object]] = getattr(terminal, "stats", {})
        for kept in (stats.get("passed", []), stats.get("", [])):
            if kept and kept[-1] is report:
                if report.when == "call" or self.config.option.durations is not None:
                    kept[-1] = self._light(report)
                else:
                    kept.pop()  # neither counted nor shown

    def _light(self, report: pytest.TestReport) -> pytest.TestReport:
        """Return a copy with the same nodeid, outcome, duration, sections, properties and marks."""
        values = {
            name: intern(value) if type(value) is str and len(value) < 40 else value
            for name, value in vars(report).items()
            if name not in DROPPED and not name.startswith(("llmsite_", "$"))
        }
        own = report.nodeid.rpartition("::")[2]
        names = {own, own.partition("[")[2].removesuffix("]")}
        marks = tuple(sorted(key for key in report.keywords if key not in names))
        values["keywords"] = self._keywords.setdefault(marks, dict.fromkeys(marks, 1))
        file, line, place = report.location
        values["location"] = (intern(file), line, place)
        values["user_properties"] = [self._shared(pair) for pair in report.user_properties]
        light = type(report).__new__(type(report))
        light.__dict__ = {intern(name): value for name, value in values.items()}
        return light

    def _shared(self, pair: tuple[str, object]) -> tuple[str, object]:
        name, value = pair
        pair = (intern(name), value)
        try:
            if len(self._pairs) < SHARED_PAIRS or pair in self._pairs:
                return self._pairs.setdefault(pair, pair)
        except TypeError:  # a property that cannot be hashed
            pass
        return pair
