"""Adaptive rounds in a pytest session: opens rounds, skips what is not needed, says where it stopped."""

from __future__ import annotations

import json

import pytest

from ..gates import LEAST_ROUNDS
from ..session.adaptive import Rounds
from ..session.benchmark import Benchmark
from .items import step_key, steps_of


class AdaptiveHooks:
    """Hooks of the process that holds the results; with xdist the scheduler opens the rounds."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark, target: float) -> None:
        self.config = config
        self.benchmark = benchmark
        self.target = target

    def pytest_report_header(self) -> str:
        """Say what ends the run."""
        most = self.benchmark.plan.settings.runs
        return (
            f"llmsite: rounds until ±{self.target:g} points on this suite, at least {LEAST_ROUNDS}, "
            f"at most {most}"
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Open the first rounds, before the benchmark announces what it will perform."""
        if not self.config.pluginmanager.hasplugin("dsession"):
            steps = [(chain, action.name) for chain, action in steps_of(session.items)]
            self.benchmark.rounds = Rounds(self.target, steps)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Open the round of an item when the first of it comes; skip what is not needed any more."""
        key, rounds = step_key(item), self.benchmark.rounds
        if key is None or rounds is None:
            return
        while not rounds.is_open(key[0].run):
            rounds.open_next()
            self.benchmark.start(steps_of(item.session.items))
        reason = rounds.skip_reason(key[0])
        if reason is not None:
            pytest.skip(reason)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Learn scores from the records that come with reports."""
        lines = getattr(report, "llmsite_records", None)
        if lines and self.benchmark.rounds is not None:
            for line in json.loads(lines):
                self.benchmark.rounds.note(line)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Chains that were not needed are not missing."""
        rounds = self.benchmark.rounds
        if rounds is not None:
            due = [chain for chain in self.benchmark.expected if rounds.is_due(chain)]
            self.benchmark.expected = tuple(due)

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where each model stopped."""
        if self.benchmark.rounds is not None:
            for text, narrow in self.benchmark.rounds.lines():
                terminalreporter.line(f"llmsite: {text}", yellow=not narrow)
