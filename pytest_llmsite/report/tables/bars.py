"""Interval bars: where each total lies, on one scale."""

from __future__ import annotations

from collections.abc import Iterator

from ...statistics.answers import Interval, Refusal
from ..blocks import Bar, Bars, Block, Heading, Paragraph
from ..context import Context


def bars(context: Context) -> Iterator[Block]:
    """Yield one bar a model."""
    yield Heading("Intervals", "95 %: ━ this suite, ─ new templates, ● total")
    if not context.ranked:
        yield Paragraph("no model has a complete chain")
        return

    def ends(interval: Interval | Refusal) -> tuple[float, float] | None:
        return context.possible(interval) if isinstance(interval, Interval) else None

    found = [
        Bar(context.name(s.model), s.total, ends(s.suite), ends(s.population))
        for s in context.ranked
    ]
    yield Bars(found, context.data.maximum)
