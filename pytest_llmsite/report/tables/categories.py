"""The mean score of each model in each category of actions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...statistics.answers import Interval, Refusal
from ...statistics.intervals import describe, suite_interval
from ..blocks import Block, Heading, Paragraph, Span
from ..context import LEVEL, Context
from ..numbers import plural, points
from ..printable import width
from .heatmap import NO_SPREAD, fits_side_by_side, model_matrix, score_cell, transposed

_INTERVAL_CELL = 18


def categories(context: Context) -> Iterator[Block]:
    """Yield categories × models; with intervals on this suite where they fit."""
    data, screen = context.data, context.screen
    shown = [c for c in range(len(data.categories)) if _actions(context, c)]
    rows = [
        screen.span(f"{data.categories[c]} ({plural(_actions(context, c), 'action')})")
        for c in shown
    ]
    first = max((width(row.text) for row in rows), default=0)
    fits = first + len(data.models) * (_INTERVAL_CELL + 1) <= screen.width
    wide = fits and any(isinstance(s.suite, Interval) for s in context.standings)
    about = "mean score of a category's actions, 10 at best"
    yield Heading("Categories", about + (", 95 % this suite" if wide else ""))
    if not shown:
        yield Paragraph("no step has a score")
        return
    cells = [[_cell(context, model, c, wide) for model in context.order] for c in shown]
    if fits_side_by_side(context, rows, cells):
        yield model_matrix(context, "category", rows, cells)
    else:
        yield transposed(context, [data.categories[c] for c in shown], cells)


def _actions(context: Context, category: int) -> int:
    columns = context.data.category_of == category
    return int(context.data.wanted[:, columns].any(axis=0).sum())


def _cell(context: Context, model: int, category: int, wide: bool) -> Span:
    data = context.data
    scores = data.by_template(model, data.category_means[:, category])
    about = describe(scores)
    if isinstance(about, Refusal):
        return score_cell(context, np.nan)
    interval = suite_interval(scores, LEVEL) if wide else None
    if not isinstance(interval, Interval):
        return score_cell(context, about.mean)
    low, high = max(-10.0, interval.low), min(10.0, interval.high)
    bounds = NO_SPREAD if interval.caution else f"[{points(low):>5}, {points(high):>4}]"
    text = f"{points(about.mean)} {bounds:>13}"
    return context.screen.heat(text, round(about.mean, 1) / 10)
