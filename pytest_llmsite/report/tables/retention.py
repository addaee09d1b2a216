"""What was earned and then broken again, and by which action."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...findings import Kind
from ..blocks import Block, Column, Heading, Label, Matrix, Paragraph, Span, Table
from ..context import Context
from ..dataset import Floats, nanmean
from ..numbers import NOTHING, plural, points

_COLUMNS = (
    Column("earned by", shrink=1),
    Column("held", ">"),
    Column("end", ">"),
    Column("broken", ">"),
    Column("points", ">"),
    Column("mostly by", shrink=2, items=True),
)
_NAMED = 3


def retention(context: Context) -> Iterator[Block]:
    """Yield the actions whose results were broken later; all pairs with -v."""
    data = context.data
    points_lost, times = _regressions(context)
    broken = np.maximum(data.retention.broken, times)
    suffered = [a for a in range(len(data.actions)) if broken[a].any() or points_lost[a].any()]
    if not suffered:
        reason = "no later action broke what an earlier one had earned"
        yield from context.nothing("retention", "Retention", reason)
        return
    yield Heading("Retention", "what later actions broke of what earlier ones had earned")
    suffered.sort(key=lambda a: (-points_lost[a].sum(), -broken[a].sum(), a))
    rows = [_row(context, a, broken[a], points_lost[a]) for a in suffered]
    yield Table(_COLUMNS, rows)
    kept = int(data.wanted.any(axis=0).sum()) - len(suffered)
    rest = f"; of {plural(kept, 'more action')} nothing was broken" if kept > 0 else ""
    yield Paragraph(
        f"held, end: share of its requirements after its own step and after the last{rest}"
    )
    if context.verbosity > 0:
        yield from _every_pair(context, suffered, broken)


def _regressions(context: Context) -> tuple[Floats, Floats]:
    """Points taken off, and steps at which they were, by (owner, breaking action)."""
    found, number = context.data.findings, len(context.data.actions)
    lost, times = np.zeros((number, number)), np.zeros((number, number))
    kinds = [kind == Kind.REGRESSION for kind in found.kinds]
    here = np.array([*kinds, False])[found.kind] & (found.owner >= 0)
    np.add.at(lost, (found.owner[here], found.action[here]), found.points[here])
    steps = np.column_stack([found.owner[here], found.action[here], found.chain[here]])
    once = np.unique(steps, axis=0)
    np.add.at(times, (once[:, 0], once[:, 1]), 1.0)
    return lost, times


def _row(context: Context, owner: int, broken: Floats, lost: Floats) -> list[Span]:
    data, screen = context.data, context.screen
    held = nanmean(data.retention.held[:, owner], axis=0)
    end = nanmean(data.retention.end[:, owner], axis=0)
    chains = int((data.outcome[:, owner] >= 0).sum())
    order = sorted(np.flatnonzero((broken > 0) | (lost > 0)), key=lambda a: (-lost[a], -broken[a]))
    names = [f"{data.actions[a]} {broken[a]:.0f}×" for a in order[:_NAMED]]
    more = f" and {len(order) - _NAMED} more" if len(order) > _NAMED else ""
    texts = [
        _percent(float(held)),
        _percent(float(end)),
        f"{broken.sum():.0f}× in {chains}",
        points(float(lost.sum())),
        ", ".join(names) + more,
    ]
    return [screen.span(data.actions[owner]), *(screen.span(text) for text in texts)]


def _percent(share: float) -> str:
    return NOTHING if np.isnan(share) else f"{100 * share:.0f} %"


def _every_pair(context: Context, owners: list[int], broken: Floats) -> Iterator[Block]:
    data, screen = context.data, context.screen
    breakers = np.flatnonzero(broken.any(axis=0))
    cells = [
        [
            screen.span(f"{broken[o, b]:.0f}", "warn") if broken[o, b] else screen.span("·", "dim")
            for b in breakers
        ]
        for o in owners
    ]
    rows = [screen.span(data.actions[owner]) for owner in owners]
    yield Label()
    yield Matrix("times broken by", rows, [data.actions[b] for b in breakers], cells)
