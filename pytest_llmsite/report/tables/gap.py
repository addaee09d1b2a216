"""How far each model is from the best, or from the baseline, and where it loses that."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...statistics.answers import Refusal
from ...statistics.comparison import Difference, suite_difference
from ...statistics.ranking import benjamini_hochberg
from ..blocks import Block, Column, Heading, Label, Paragraph, Span, Table
from ..context import LEVEL, Context, Notes, Standing
from ..dataset import Floats
from ..numbers import NOTHING, bracket, points
from .heatmap import model_matrix

_COLUMNS = (
    Column("model", shrink=1),
    Column("gap", ">"),
    Column("95 % this suite", ">"),
    Column("mostly at", shrink=2, items=True),
)
_LISTED = 6
_SHOWN = "*"
_NOTABLE = 0.05


def gap(context: Context) -> Iterator[Block]:
    """Yield each model's gap and the actions at which it is widest; all actions with -v."""
    reference = _reference(context)
    if reference is None or len(context.data.models) < 2:
        reason = "a gap needs two models, and a complete chain of the one it is measured from"
        yield from context.nothing("gap", "Gap", reason)
        return
    kind = "baseline" if context.baseline else "best"
    yield Heading("Gap", f"to the {kind}, {reference.name}, in points")
    others = [s.model for s in context.standings if s.model != reference.model]
    gaps = {model: _action_gaps(context, model, reference.model) for model in others}
    shown = _shown(context, gaps, reference.model)
    notes = Notes(context.screen)
    rows = [
        _row(context, standing, reference, gaps[standing.model], shown, notes)
        for standing in context.standings
        if standing.model in gaps
    ]
    yield Table(_COLUMNS, rows)
    yield from notes.blocks()
    if shown:
        yield Paragraph(
            f"{_SHOWN} shown at that action: at most 5 % of the gaps marked so are false (Benjamini-Hochberg)"
        )
    if context.verbosity > 0:
        yield from _every_action(context, gaps, shown)


def _reference(context: Context) -> Standing | None:
    if context.baseline is not None:
        return next((s for s in context.ranked if s.name == context.baseline), None)
    return context.ranked[0] if context.ranked else None


def _action_gaps(context: Context, model: int, reference: int) -> Floats:
    means = context.data.cell_means
    gaps: Floats = means[model] - means[reference]
    return gaps


def _shown(context: Context, gaps: dict[int, Floats], reference: int) -> set[tuple[int, int]]:
    """(model, action) whose gap is shown, over all cells together."""
    data = context.data
    bases = [data.by_template(reference, data.scores[:, a]) for a in range(len(data.actions))]
    cells, p_values = [], []
    for model, row in gaps.items():
        for action, value in enumerate(row):
            if math.isnan(value) or not value:
                continue
            own = data.by_template(model, data.scores[:, action])
            found = suite_difference(own, bases[action], LEVEL)
            cells.append((model, action))
            p_values.append(None if isinstance(found, Refusal) else found.p_value)
    adjusted = benjamini_hochberg(p_values)
    return {c for c, p in zip(cells, adjusted, strict=True) if p is not None and p < 1 - LEVEL}


def _row(
    context: Context,
    standing: Standing,
    reference: Standing,
    gaps: Floats,
    shown: set[tuple[int, int]],
    notes: Notes,
) -> list[Span]:
    screen = context.screen
    found = suite_difference(
        context.data.totals_of(standing.model), context.data.totals_of(reference.model), LEVEL
    )
    bounds = NOTHING
    if isinstance(found, Difference):
        interval = found.interval
        bounds = bracket(interval.low, interval.high) + notes.mark(interval.caution, standing.name)
    else:
        bounds += notes.mark(f"no interval: {found.reason}", standing.name)
    total = standing.total - reference.total
    sign = -1 if math.isnan(total) or total <= 0 else 1
    actions = sorted(
        (a for a in range(len(gaps)) if sign * gaps[a] >= _NOTABLE), key=lambda a: -sign * gaps[a]
    )
    widest = ", ".join(
        f"{context.data.actions[a]} {points(float(gaps[a]), sign=True)}"
        + (_SHOWN if (standing.model, a) in shown else "")
        for a in actions[:_LISTED]
    )
    return [
        context.name(standing.model),
        screen.span(points(total, sign=True), "bold"),
        screen.span(bounds),
        screen.span(widest or NOTHING),
    ]


def _every_action(
    context: Context, gaps: dict[int, Floats], shown: set[tuple[int, int]]
) -> Iterator[Block]:
    screen, data = context.screen, context.data

    def cell(model: int, action: int) -> Span:
        if model not in gaps:
            return screen.span("ref", "dim")
        value = float(gaps[model][action])
        paint = "bad" if value <= -_NOTABLE else "good" if value >= _NOTABLE else "dim"
        mark = _SHOWN if (model, action) in shown else " "
        return screen.span(points(value, sign=True) + mark, paint)

    present = [a for a in range(len(data.actions)) if data.cell_counts[:, a].any()]
    rows = [screen.span(data.actions[action]) for action in present]
    cells = [[cell(model, action) for model in context.order] for action in present]
    yield Label()
    yield model_matrix(context, "gap at each action", rows, cells)
