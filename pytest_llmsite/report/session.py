"""The summary of one pytest session, written to pytest's terminal."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..errors import LlmsiteError
from ..results.store import SiteStore, read_records
from .dataset import Dataset
from .numbers import plural
from .plan import PlannedRun, plan_lines, proposal_lines
from .screen import draws
from .terminal import summary

if TYPE_CHECKING:
    from ..session.benchmark import Benchmark


def write_summary(
    terminal: pytest.TerminalReporter, config: pytest.Config, benchmark: Benchmark
) -> None:
    """Write the summary of the session's records; nothing where there are none."""
    if benchmark.log is None:
        return
    settings, log = benchmark.plan.settings, benchmark.log.path
    data = benchmark.dataset()
    if log.exists():
        lines = summary(
            data,
            width=terminal._tw.fullwidth,
            colour=terminal._tw.hasmarkup,
            ascii=needs_ascii(terminal),
            verbosity=config.option.verbose,
            tables=settings.tables,
            baseline_model=settings.baseline_model,
        )
        terminal.section("llmsite (simulated)" if benchmark.simulated else "llmsite")
        for line in lines:
            terminal.line(line)
        if benchmark.read_back:
            responses = _relative(settings.folder / "responses", config)
            terminal.line(
                f"recorded answers: {plural(benchmark.read_back, 'step')} read back from {responses}, "
                "not asked now (--llm-record=all asks anew)"
            )
        terminal.line(f"records: {_relative(log, config)}")
    for path in settings.report:
        # Of a file that cannot be written, the others and what follows are there all the same.
        try:
            _write_report(path, data, benchmark)
        except LlmsiteError as error:
            terminal.line(f"llmsite: {error}", red=True)
        else:
            terminal.line(f"report: {_relative(path, config)}")
    if benchmark.interrupted:
        command = shlex.join(["pytest", *map(str, config.invocation_params.args)])
        terminal.line(
            "llmsite: interrupted; what was answered is kept. To go on, run the same command again:"
        )
        terminal.line(f"  {command}")
    for notice in benchmark.notices():
        terminal.line(f"llmsite: {notice}", yellow=True)


def _write_report(path: Path, data: Dataset, benchmark: Benchmark) -> None:
    """Write the summary to a file. Raises LlmsiteError where that is not possible."""
    from .documents import kind_of, summary_document, write_document
    from .html.steps import Pictures

    assert benchmark.log is not None
    settings, log = benchmark.plan.settings, benchmark.log.path
    pieces = summary_document(
        kind_of(path),
        data,
        read_records(log, benchmark.begins_at) if log.exists() else (),
        pictures=Pictures([SiteStore(settings.folder)], path.parent),
        baseline_model=settings.baseline_model if data.models else None,
    )
    write_document(path, pieces)


def write_plan(terminal: pytest.TerminalReporter, plan: PlannedRun) -> None:
    """Write what the collected steps will take."""
    width, colour = terminal._tw.fullwidth, terminal._tw.hasmarkup
    terminal.section("llmsite: the plan")
    for line in plan_lines(plan, width=width, colour=colour, ascii=needs_ascii(terminal)):
        terminal.line(line)


def write_proposals(terminal: pytest.TerminalReporter, plan: PlannedRun, difference: float) -> None:
    """Write the plans that find a *difference*, on new templates and on the suite's own."""
    terminal.section(f"llmsite: plans for a difference of {difference:g} points")
    for line in proposal_lines(
        plan,
        difference,
        width=terminal._tw.fullwidth,
        colour=terminal._tw.hasmarkup,
        ascii=needs_ascii(terminal),
    ):
        terminal.line(line)


def needs_ascii(terminal: pytest.TerminalReporter) -> bool:
    """Whether the terminal cannot show the characters that the tables are drawn with."""
    return not draws(getattr(terminal._tw._file, "encoding", None))


def _relative(path: object, config: pytest.Config) -> str:
    text = str(path)
    return text.removeprefix(f"{config.invocation_params.dir}/")
