"""The mean score of each model at each action, shaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...statistics.answers import Interval
from ...statistics.cells import cell_interval
from ..blocks import Block, Heading, HeatLegend, Matrix, Paragraph, Row, Span
from ..cells import Deductions
from ..context import LEVEL, SIMULATED, Context
from ..dataset import nanmean
from ..numbers import NOTHING, plural, points
from ..printable import width

ENOUGH = 10
FEW = "~"
# In the place of an interval that would have no width, as no runs differ.
NO_SPREAD = "(no spread)"
_INTERVAL_CELL = 18
_EXTRA = 8


def heatmap(context: Context) -> Iterator[Block]:
    """Yield actions × models, with intervals where they fit."""
    data, screen = context.data, context.screen
    shown = [a for a in range(len(data.actions)) if data.cell_counts[:, a].any()]
    rows = [screen.span(data.actions[action]) for action in shown]
    wide = _room_for_intervals(context, rows)
    about = "mean score of each action, 10 at best"
    yield Heading("Heatmap", about + (", 95 % this suite" if wide else ""))
    if not shown:
        yield Paragraph("no step has a score")
        return
    deductions = Deductions(data) if wide else None
    cells = [[_cell(context, m, a, deductions) for m in context.order] for a in shown]
    yield model_matrix(context, "action", rows, cells, _means(context, shown))
    yield HeatLegend()
    yield from _cautions(context, shown)


def model_matrix(
    context: Context,
    corner: str,
    rows: Row,
    cells: Sequence[Row],
    extras: Sequence[tuple[str, Row]] = (),
) -> Matrix:
    """A matrix with the models as columns, in the ranking's order, simulated ones labelled."""
    data = context.data
    names = [data.models[model] for model in context.order]
    tags = [SIMULATED if data.simulated[model] else "" for model in context.order]
    return Matrix(corner, rows, names, cells, extras, tags)


def transposed(context: Context, names: Sequence[str], cells: Sequence[Row]) -> Matrix:
    """The same cells with the models as rows, for more models than fit side by side."""
    models = [context.name(model) for model in context.order]
    return Matrix("model", models, names, [list(column) for column in zip(*cells, strict=True)])


def fits_side_by_side(context: Context, rows: Row, cells: Sequence[Row]) -> bool:
    """Whether a matrix with the models as columns fits the width in one block."""
    first = max((width(row.text) for row in rows), default=0)
    widest = max((width(cell.text) for row in cells for cell in row), default=0)
    return first + len(context.order) * (max(6, widest) + 1) <= context.screen.width


def score_cell(context: Context, score: float, note: str = "") -> Span:
    """A shaded score; an unshaded dash where there is none."""
    if np.isnan(score):
        return context.screen.span(NOTHING + " ")
    return context.screen.heat(points(score) + note, round(score, 1) / 10)


def _room_for_intervals(context: Context, rows: Row) -> bool:
    """Whether cells with intervals fit the width, and there are any intervals to show."""
    first = max((width(row.text) for row in rows), default=0)
    models = len(context.data.models)
    extra = _EXTRA if models > 1 else 0
    fits = first + models * (_INTERVAL_CELL + 1) + extra <= context.screen.width
    return fits and int(context.data.cell_counts.max(initial=0)) > 1


def _cell(context: Context, model: int, action: int, deductions: Deductions | None) -> Span:
    data = context.data
    score = float(data.cell_means[model, action])
    note = FEW if _is_thin(context, model, action) else ""
    if deductions is None:
        return score_cell(context, score, note)
    interval = cell_interval(deductions.of(model, action), LEVEL)
    bounds = " " * 13
    if isinstance(interval, Interval):
        bounds = f"[{points(interval.low):>5}, {points(interval.high):>4}]"
    if np.isnan(score):
        return score_cell(context, score)
    return context.screen.heat(f"{points(score)}{note} {bounds}", round(score, 1) / 10)


def _is_thin(context: Context, model: int, action: int) -> bool:
    """Whether this cell rests on few runs while others do not."""
    counts = context.data.cell_counts
    return bool(counts[model, action] < ENOUGH <= counts.max())


def _means(context: Context, shown: list[int]) -> list[tuple[str, Row]]:
    if len(context.data.models) < 2:
        return []
    means = nanmean(context.data.cell_means[:, shown], axis=0)
    return [("mean", [context.screen.span(f"{points(mean):>5}") for mean in means])]


def _cautions(context: Context, shown: list[int]) -> Iterator[Block]:
    counts = context.data.cell_counts[:, shown]
    most, least = int(counts.max()), int(counts[counts > 0].min())
    if most < ENOUGH:
        runs = plural(most, "run") if least == most else f"{least} to {plural(most, 'run')}"
        text = f"every cell rests on {runs} only, fewer than {ENOUGH}: a hint, not a measurement"
        yield Paragraph(text)
    elif least < ENOUGH:
        yield Paragraph(f"{FEW} rests on fewer than {ENOUGH} runs")
