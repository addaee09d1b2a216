"""What went wrong most: the rules that cost the most points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..blocks import Block, Column, Heading, Paragraph, Span, Table
from ..collector import Example
from ..context import Context
from ..dataset import Findings, Ints
from ..numbers import NOTHING, plural, points

_SHOWN = {-1: 5, 0: 10, 1: 25}
_ROOM_FOR_EXAMPLES = 140


@dataclass(frozen=True, slots=True)
class Cost:
    """What the findings of one rule and kind took off; *here* are their places in all findings."""

    rule: str
    kind: str
    points: float
    here: Ints
    example: Example


def findings(context: Context) -> Iterator[Block]:
    """Yield the dearest rules; with -v more of them, and an example of each."""
    screen = context.screen
    yield Heading("Findings", "the rules that took off most points")
    costs = _costs(context.data.findings)
    if not costs:
        yield Paragraph("no findings")
        return
    most = _SHOWN[min(1, max(-1, context.verbosity))]
    columns = _columns(len(context.data.models) > 1)
    rows = [_row(context, cost) for cost in costs[:most]]
    if context.verbosity > 0 and screen.width < _ROOM_FOR_EXAMPLES:
        below = [screen.span(f"    {row[-1].text}", "dim") for row in rows]
        yield Table(columns[:-1], [row[:-1] for row in rows], below)
    else:
        yield Table(columns, rows)
    if len(costs) > most:
        rest = points(sum(cost.points for cost in costs[most:]))
        yield Paragraph(f"{plural(len(costs) - most, 'more rule')} took off {rest} points")


def _columns(several_models: bool) -> list[Column]:
    who = [Column("mostly by", shrink=2, drop=1), Column("chain", ">", drop=3)]
    return [
        Column("rule", shrink=1),
        Column("kind"),
        Column("times", ">"),
        Column("points", ">"),
        Column("per chain", ">"),
        Column("share", ">", drop=2),
        *(who if several_models else []),
        Column("for example", shrink=2, tail=True, drop=4),
    ]


def _costs(found: Findings) -> list[Cost]:
    """The rules by kind, dearest first."""
    kinds = max(1, len(found.kinds))
    numbers, inverse = np.unique(found.rule * kinds + found.kind, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    groups = np.split(order, np.searchsorted(inverse[order], np.arange(1, len(numbers))))
    costs = []
    for number, here in zip(numbers, groups, strict=False):  # no number: one empty group
        rule, kind = divmod(int(number), kinds)
        lost, example = float(found.points[here].sum()), found.examples[rule, kind]
        costs.append(Cost(found.rules[rule], found.kinds[kind], lost, here, example))
    return sorted(costs, key=lambda cost: (-cost.points, cost.rule, cost.kind))


def _row(context: Context, cost: Cost) -> list[Span]:
    screen, data = context.screen, context.data
    chains = max(1, int((data.outcome >= 0).any(axis=1).sum()))
    every = float(data.findings.points.sum())
    texts = [
        f"{cost.here.size:,}",
        points(cost.points),
        f"{cost.points / chains:.2f}",
        f"{100 * cost.points / every:.0f} %" if every else NOTHING,
    ]
    return [
        screen.span(cost.rule),
        screen.span(cost.kind, "dim"),
        *(screen.span(text) for text in texts),
        *(_mostly(context, cost.here) if len(data.models) > 1 else ()),
        screen.span(f"{cost.example.message} ({cost.example.where})", "dim"),
    ]


def _mostly(context: Context, here: Ints) -> tuple[Span, Span]:
    """The model that loses most by a rule, and its points a chain."""
    data = context.data
    model_of: Ints = data.chain_model[data.findings.chain[here]]
    lost = np.bincount(model_of, data.findings.points[here], len(data.models))
    ran = (data.outcome >= 0).any(axis=1)
    chains = np.bincount(data.chain_model[ran], minlength=len(data.models))
    rates = lost / np.maximum(1, chains)
    model = int(rates.argmax())
    return context.name(model), context.screen.span(f"{rates[model]:.2f}")
