"""The summary of one pytest session, written to pytest's terminal."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ..benchmark import Benchmark


def write_summary(
    terminal: pytest.TerminalReporter, config: pytest.Config, benchmark: Benchmark
) -> None:
    """Write the summary of the session's records; nothing where there are none."""
    if benchmark.log is None:
        return
    notices = benchmark.notices()
    if benchmark.log.path.exists():
        from .terminal import summary

        settings = benchmark.plan.settings
        lines = summary(
            benchmark.records(),
            width=terminal._tw.fullwidth,
            colour=terminal._tw.hasmarkup,
            verbosity=config.option.verbose,
            tables=settings.tables,
            baseline_model=settings.baseline_model,
            expected_chains=[(c.template, c.model, c.run) for c in benchmark.expected],
        )
        title = "llmsite (simulated)" if benchmark.simulated else "llmsite"
        terminal.section(title)
        for line in lines:
            terminal.line(line)
        terminal.line(f"records: {_relative(benchmark.log.path, config)}")
    if benchmark.interrupted:
        command = shlex.join(["pytest", *map(str, config.invocation_params.args)])
        terminal.line(
            "llmsite: interrupted; what was answered is kept. To go on, run the same command again:"
        )
        terminal.line(f"  {command}")
    for notice in notices:
        terminal.line(f"llmsite: {notice}", yellow=True)


def _relative(path: object, config: pytest.Config) -> str:
    text = str(path)
    return text.removeprefix(f"{config.invocation_params.dir}/")
