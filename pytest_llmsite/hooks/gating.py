"""Gates and baseline in a pytest session: the comparison, a line a gate, and the exit status."""

from __future__ import annotations

from functools import cached_property

import pytest

from ..report.compare import compare_lines
from ..report.comparing import Sides
from ..report.dataset import Dataset
from ..report.gates import Gate, exit_status, floor_gates, gate_lines, regression_gates
from ..report.session import needs_ascii
from ..session.baseline import Baseline, read_baseline
from ..session.benchmark import Benchmark


class GateHooks:
    """Judges the session's results when all of them are there, in the process that writes them."""

    def __init__(
        self, config: pytest.Config, benchmark: Benchmark, baseline: Baseline | None
    ) -> None:
        self.config = config
        self.benchmark = benchmark
        self.settings = benchmark.plan.settings
        self.baseline = baseline
        self.gates: list[Gate] = []

    @cached_property
    def data(self) -> Dataset:
        """The session's results."""
        return self.benchmark.dataset()

    @cached_property
    def sides(self) -> Sides | None:
        """Baseline and session, of the session's start."""
        if self.baseline is None or not self.data.models:
            return None
        data = self.baseline.data
        return Sides({data.start: data, **data.beside}[self.settings.start], self.data)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Judge, and turn a status of 0 into the gates'. Any other status of pytest goes first."""
        if self.config.option.collectonly or self.settings.plan is not None:
            return
        self.gates = floor_gates(self.data, self.settings.fail_under)
        tolerated = self.settings.fail_on_regression
        if tolerated is not None and self.sides is not None and self.baseline is not None:
            models = list(self.data.models)
            self.gates += regression_gates(self.sides, models, tolerated, self.baseline.name)
        status = exit_status(self.gates, self.settings.cannot_tell)
        if status and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = status

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the comparison with the baseline, then the gates."""
        if self.baseline is not None and self.sides is not None:
            writer = terminalreporter._tw
            for line in compare_lines(
                self.baseline.data,
                self.data,
                (self.baseline.name, "this run"),
                width=writer.fullwidth,
                colour=writer.hasmarkup,
                ascii=needs_ascii(terminalreporter),
                verbosity=self.config.option.verbose,
            ):
                terminalreporter.line(line)
        colours = {"good": "green", "warn": "yellow", "bad": "red"}
        for text, paint in gate_lines(self.gates, self.settings.cannot_tell):
            terminalreporter.line(f"llmsite: {text}", **{colours[paint]: True})


def gate_hooks(config: pytest.Config, benchmark: Benchmark) -> GateHooks:
    """Return the hooks for the gates and the baseline that are asked for.

    Raises LlmsiteError for a baseline that cannot be compared with.
    """
    settings = benchmark.plan.settings
    baseline = (
        None if settings.baseline is None else read_baseline(benchmark.plan, settings.baseline)
    )
    return GateHooks(config, benchmark, baseline)
