"""Totals by template, with each template's winner and its margin."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ...statistics.answers import Interval, Refusal
from ...statistics.comparison import suite_difference
from ...statistics.intervals import template_intervals
from ...templates import loader
from ..blocks import Block, Column, Heading, Label, Paragraph, Row, Span, Table
from ..context import LEVEL, Context
from ..numbers import NOTHING, points
from ..printable import width
from .heatmap import NO_SPREAD, fits_side_by_side, model_matrix, transposed

_OPEN = "~"
_INTERVAL_CELL = 23
_EXTRA = 32


def templates(context: Context) -> Iterator[Block]:
    """Yield templates × models; with intervals where they fit."""
    data, screen = context.data, context.screen
    rows = [screen.span(name) for name in data.templates]
    first = max((width(row.text) for row in rows), default=0)
    extra = _EXTRA if len(data.models) > 1 else 0
    fits = first + len(data.models) * (_INTERVAL_CELL + 1) + extra <= screen.width
    wide = fits and any(isinstance(s.suite, Interval) for s in context.standings)
    about = "mean total of the complete chains on each"
    yield Heading("Templates", about + (", 95 %" if wide else ""))
    means = [[_mean(context, m, name) for m in context.order] for name in data.templates]
    bounds = {
        m: template_intervals(data.totals_of(m), LEVEL) if wide else {} for m in context.order
    }
    cells = [
        [
            _cell(context, mean, t, bounds[m].get(name))
            for m, mean in zip(context.order, row, strict=True)
        ]
        for t, (name, row) in enumerate(zip(data.templates, means, strict=True))
    ]
    winners = [_winner(context, t, row) for t, row in enumerate(means)]
    yield from _drawn(context, rows, cells, winners)
    if any(is_open for _, _, is_open in winners):
        yield Paragraph(f"{_OPEN} not shown to be better than the second there (95 %)")
    yield from _complexity(context)


def _complexity(context: Context) -> Iterator[Block]:
    """Yield how large the starting pages are, of those bundled templates that were used as they are."""
    known = []
    for name, briefs in sorted(context.data.briefs.items()):
        if name not in loader.bundled_names():
            continue
        template = loader.load(loader.BUNDLED / name)
        if template.complexity is not None and briefs == {template.brief_hash}:
            known.append(f"{name} {template.complexity}")
    if known:
        yield Paragraph(f"Starting pages: {'; '.join(known)}")


def _drawn(
    context: Context, rows: Row, cells: Sequence[Row], winners: Sequence[tuple[Span, Span, bool]]
) -> Iterator[Block]:
    best = [name for name, _, _ in winners]
    margins = [margin for _, margin, _ in winners]
    if len(context.data.models) < 2:
        yield model_matrix(context, "template", rows, cells)
    elif fits_side_by_side(context, rows, cells):
        extras: list[tuple[str, Row]] = [("winner", best), ("margin", margins)]
        yield model_matrix(context, "template", rows, cells, extras)
    else:
        yield transposed(context, context.data.templates, cells)
        yield Label()
        columns = (Column("template", shrink=1), Column("winner", shrink=2), Column("margin", ">"))
        yield Table(columns, list(zip(rows, best, margins, strict=True)))


def _mean(context: Context, model: int, template: str) -> float:
    totals = context.data.totals_of(model)[template]
    return float(np.mean(totals)) if totals else math.nan


def _cell(
    context: Context, mean: float, template: int, interval: Interval | Refusal | None
) -> Span:
    screen = context.screen
    if math.isnan(mean):
        return screen.span(NOTHING + " ")
    text = points(mean)
    if interval is not None:
        bounds = " " * 14
        if isinstance(interval, Interval):
            low, high = context.possible(interval, float(context.data.maxima[template]))
            bounds = f"[{points(low):>5}, {points(high):>5}]"
            bounds = NO_SPREAD if interval.caution else bounds
        text = f"{text} {bounds:>14}"
    return screen.heat(text, mean / context.data.maxima[template])


def _winner(context: Context, template: int, means: list[float]) -> tuple[Span, Span, bool]:
    """The best model of a template, its margin over the second, and whether that is open."""
    screen, name = context.screen, context.data.templates[template]
    places = sorted(
        (p for p, mean in enumerate(means) if not math.isnan(mean)), key=lambda p: -means[p]
    )
    if len(places) < 2:
        return screen.span(NOTHING), screen.span(NOTHING), False
    first, second = (context.order[place] for place in places[:2])
    totals = [{name: context.data.totals_of(model)[name]} for model in (first, second)]
    found = suite_difference(totals[0], totals[1], LEVEL)
    is_open = isinstance(found, Refusal) or found.p_value >= 1 - LEVEL
    margin = points(means[places[0]] - means[places[1]], sign=True) + (_OPEN if is_open else "")
    return screen.clipped(context.name(first), 24), screen.span(margin), is_open
