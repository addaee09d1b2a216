"""How steps ended, and what incomplete chains leave open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...engine.steps import Outcome
from ..blocks import Block, Label, Matrix, Paragraph, Row, Span
from ..context import Context, Standing
from ..numbers import plural, points

NOT_RUN = "not run"
_ORDER = [outcome.value for outcome in Outcome]
_FAILED = {outcome.value for outcome in Outcome if outcome.model_failure}
_FINE = {"ok", "unchanged", "partial"}


@dataclass(frozen=True, slots=True)
class Endings:
    """The outcomes that occurred, and for each model of the ranking how often."""

    names: list[str]
    counts: Sequence[Row]

    def blocks(self, context: Context) -> Iterator[Block]:
        """Yield the counts as a table of their own; one sentence when all ended well."""
        if self.names == ["ok"]:
            yield Paragraph("all steps ended ok")
            return
        rows = [context.name(standing.model) for standing in context.standings]
        yield Label()
        yield Matrix("how steps ended", rows, self.names, self.counts)


def endings(context: Context) -> Endings:
    """Count the outcomes of the steps that were wanted."""
    data = context.data
    numbers = np.where(data.selected, data.outcome, -1)
    present: dict[str, list[int]] = {}
    for number, name in [*enumerate(data.outcomes), (-1, NOT_RUN)]:
        hits = (numbers == number) & data.wanted
        if hits.any():
            each = hits.sum(axis=1)
            present[name] = [int(each[data.of_model(m)].sum()) for m in context.order]
    names = sorted(present, key=lambda name: (_place(name), name))
    counts = [
        [_count(context, name, present[name][place]) for name in names]
        for place in range(len(context.order))
    ]
    return Endings(names, counts)


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _count(context: Context, name: str, number: int) -> Span:
    paint = "" if name in _FINE else "bad" if name in _FAILED else "warn"
    return context.screen.span(f"{number:,}", paint if number else "dim")


def incomplete(context: Context) -> Iterator[Block]:
    """Yield a line for each model with incomplete chains: how many, and what they could change."""
    for standing in context.standings:
        if standing.complete < standing.chains:
            yield Paragraph(_incomplete(context, standing), paint="warn")


def _incomplete(context: Context, standing: Standing) -> str:
    data = context.data
    steps = int(data.missing[data.of_model(standing.model)].sum())
    low, high = data.bounds_of(standing.model)
    incomplete = standing.chains - standing.complete
    return (
        f"{context.name(standing.model).text}: {incomplete} of "
        f"{plural(standing.chains, 'chain')} incomplete ({plural(steps, 'step')} without a score); "
        f"with them the total would lie between {points(low)} and {points(high)}"
    )
