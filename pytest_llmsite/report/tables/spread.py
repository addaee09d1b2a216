"""How far runs of the same model differ: best, worst, worst tenth, and their distribution."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..context import Context, Notes, Standing
from ..dataset import Floats
from ..layout import Column, table
from ..numbers import NOTHING, points
from ..screen import Span

_COLUMNS = (
    Column("model", shrink=1),
    Column("best", ">"),
    Column("worst", ">"),
    Column("range", ">", drop=3),
    Column("worst tenth", ">"),
    Column("run SD", ">"),
    Column("distribution", drop=1),
    Column("worst chain", shrink=1, drop=2),
)
_BINS = 16


def spread(context: Context) -> Iterator[str]:
    """Yield best, worst and spread of each model's complete chains."""
    yield from context.screen.title(
        "Spread", "complete chains; run SD: between runs of one template"
    )
    if not context.ranked:
        yield from context.screen.prose("no model has a complete chain")
        return
    notes = Notes(context.screen)
    totals = context.data.totals
    ends = float(np.nanmin(totals)), float(np.nanmax(totals))
    rows = [_row(context, standing, notes, ends) for standing in context.ranked]
    yield from table(context.screen, _COLUMNS, rows)
    yield from notes.lines()


def _row(
    context: Context, standing: Standing, notes: Notes, ends: tuple[float, float]
) -> list[Span]:
    screen, about = context.screen, standing.description
    assert about is not None  # only ranked models have a row
    tenth, run_sd = points(about.worst_decile), points(about.run_sd)
    if about.worst_decile is None:
        tenth += notes.mark("the worst tenth needs ten complete chains")
    if about.run_sd is None:
        run_sd += notes.mark("every template has a single run: the spread between runs needs two")
    chains = context.data.of_model(standing.model)
    totals = context.data.totals[chains]
    worst = chains[int(np.nanargmin(totals))]
    where = f"{context.data.templates[context.data.chain_template[worst]]} run{context.data.chain_run[worst]}"
    texts = [
        points(about.best),
        points(about.worst),
        points(about.best - about.worst),
        tenth,
        run_sd,
        _distribution(totals[~np.isnan(totals)], ends, ascii_only=screen.ascii),
        where,
    ]
    return [context.name(standing.model), *(screen.span(text) for text in texts)]


def _distribution(totals: Floats, ends: tuple[float, float], *, ascii_only: bool) -> str:
    """How many chains lie where between the lowest and the highest total of all models."""
    if ends[0] == ends[1]:
        return NOTHING
    counts, _ = np.histogram(totals, bins=_BINS, range=ends)
    levels = ".:-=+*#@" if ascii_only else "▁▂▃▄▅▆▇█"
    heights = np.ceil(counts / counts.max() * len(levels)).astype(int)
    return "".join(levels[h - 1] if h else " " for h in heights)
