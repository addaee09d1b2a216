"""How far runs of the same model differ: best, worst, worst tenth, and their distribution."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...statistics.answers import Refusal
from ...statistics.variance import Components, components, design_effect
from ..blocks import Block, Column, Heading, Paragraph, Span, Table
from ..context import Context, Notes, Standing
from ..dataset import Floats
from ..numbers import NOTHING, points

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
_ENOUGH = 20


def spread(context: Context) -> Iterator[Block]:
    """Yield best, worst and spread of each model's complete chains."""
    yield Heading("Spread", "complete chains; run SD: between runs of one template")
    if not context.ranked:
        yield Paragraph("no model has a complete chain")
        return
    notes = Notes(context.screen)
    totals = context.data.totals
    ends = float(np.nanmin(totals)), float(np.nanmax(totals))
    rows = [_row(context, standing, notes, ends) for standing in context.ranked]
    yield Table(_COLUMNS, rows)
    yield from notes.blocks()
    yield from _sources(context)


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
    ]
    graph = _distribution(totals[~np.isnan(totals)], ends, ascii_only=screen.ascii)
    cells = [*(screen.span(text) for text in texts), screen.span(graph, "graph")]
    return [context.name(standing.model), *cells, screen.span(where)]


def _sources(context: Context) -> Iterator[Block]:
    """Where the spread comes from, and what chaining adds to it; with few chains both are noise."""
    if sum(standing.complete for standing in context.ranked) < _ENOUGH:
        return
    found = components({s.name: context.data.totals_of(s.model) for s in context.ranked})
    if isinstance(found, Components) and found.shares:
        shares = ", ".join(
            f"{name.replace(' x ', ' × ')} {100 * share:.0f} %"
            for name, share in found.shares.items()
        )
        yield Paragraph(f"of the variance: {shares}")
    effects = [design_effect(_chains(context, s)) for s in context.ranked]
    known = [effect for effect in effects if not isinstance(effect, Refusal)]
    if known:
        yield Paragraph(
            f"chaining: totals vary {np.median(known):.1f} times as much as independent steps would"
        )


def _chains(context: Context, standing: Standing) -> dict[str, list[list[float]]]:
    """Template → the wanted scores of each complete chain."""
    data = context.data
    grouped: dict[str, list[list[float]]] = {}
    for chain in data.of_model(standing.model):
        if data.complete[chain]:
            name = data.templates[data.chain_template[chain]]
            grouped.setdefault(name, []).append(data.scores[chain, data.wanted[chain]].tolist())
    return grouped


def _distribution(totals: Floats, ends: tuple[float, float], *, ascii_only: bool) -> str:
    """How many chains lie where between the lowest and the highest total of all models."""
    if ends[0] == ends[1]:
        return NOTHING
    counts, _ = np.histogram(totals, bins=_BINS, range=ends)
    levels = ".:-=+*#@" if ascii_only else "▁▂▃▄▅▆▇█"
    heights = np.ceil(counts / counts.max() * len(levels)).astype(int)
    return "".join(levels[h - 1] if h else " " for h in heights)
