"""`--llm-plan`: collects, prints the plans that find a difference, and ends without running anything."""

from __future__ import annotations

import pytest

from ..report.session import write_proposals
from ..session.benchmark import Benchmark
from ..session.planning import planned_run
from .items import steps_of


class PlanHooks:
    """Takes the place of running; the selection says which actions and templates are meant."""

    def __init__(self, benchmark: Benchmark, difference: float) -> None:
        self.benchmark = benchmark
        self.difference = difference
        self.session: pytest.Session | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run nothing."""
        self.session = session
        return True

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the plans, cheapest first."""
        if self.session is None:
            return
        steps = steps_of(self.session.items)
        if not steps:
            plan = self.benchmark.plan
            steps = [(chain, action) for chain in plan.chains for action in plan.actions]
        write_proposals(terminalreporter, planned_run(self.benchmark, steps), self.difference)
