"""What went wrong most: the rules that cost the most points."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..context import Context
from ..dataset import Bools, Findings, Ints
from ..layout import Column, table
from ..numbers import plural, points
from ..screen import Span

_COLUMNS = (
    Column("rule", shrink=1),
    Column("kind"),
    Column("times", ">"),
    Column("points", ">"),
    Column("per chain", ">"),
    Column("share", ">", drop=2),
    Column("mostly", shrink=2, drop=1),
    Column("there", ">", drop=3),
    Column("for example", shrink=2, tail=True, drop=4),
)
_SHOWN = {-1: 5, 0: 10, 1: 25}


def findings(context: Context) -> Iterator[str]:
    """Yield the dearest rules; with -v more of them, and an example of each."""
    data, screen = context.data, context.screen
    found = data.findings
    yield from screen.title("Findings", "the rules that took off most points")
    if not found.points.size:
        yield from screen.prose("no findings")
        return
    keys = found.rule * max(1, len(found.kinds)) + found.kind
    numbers, inverse = np.unique(keys, return_inverse=True)
    lost = np.bincount(inverse, found.points)
    names = [_rule_and_kind(found, int(number)) for number in numbers]
    order = sorted(range(len(numbers)), key=lambda i: (-lost[i], names[i]))
    most = _SHOWN[min(1, max(-1, context.verbosity))]
    chains = max(1, int((data.outcome >= 0).any(axis=1).sum()))
    rows = []
    for i in order[:most]:
        here = inverse == i
        texts = [
            f"{int(here.sum()):,}",
            points(float(lost[i])),
            f"{lost[i] / chains:.2f}",
            f"{100 * lost[i] / max(1e-9, found.points.sum()):.0f} %",
        ]
        rule, kind = names[i]
        example = found.examples[int(numbers[i]) // max(1, len(found.kinds))]
        rows.append(
            [
                screen.span(rule),
                screen.span(kind, "dim"),
                *(screen.span(text) for text in texts),
                *_mostly(context, here),
                screen.span(f"{example.message} ({example.where})", "dim"),
            ]
        )
    if context.verbosity > 0 and screen.width < 140:
        yield from _with_examples(context, rows)
    else:
        yield from table(screen, _COLUMNS, rows)
    if len(order) > most:
        rest = float(sum(lost[i] for i in order[most:]))
        yield from screen.prose(
            f"{plural(len(order) - most, 'more rule')} took off {points(rest)} points"
        )


def _rule_and_kind(found: Findings, key: int) -> tuple[str, str]:
    rule, kind = divmod(key, max(1, len(found.kinds)))
    return found.rules[rule], found.kinds[kind]


def _mostly(context: Context, here: Bools) -> tuple[Span, Span]:
    """The model that loses most by a rule, and its points a chain, when there are several."""
    data = context.data
    if len(data.models) < 2:
        return Span(""), Span("")
    model_of: Ints = data.chain_model[data.findings.chain[here]]
    lost = np.bincount(model_of, data.findings.points[here], len(data.models))
    ran = (data.outcome >= 0).any(axis=1)
    chains = np.bincount(data.chain_model[ran], minlength=len(data.models))
    rates = lost / np.maximum(1, chains)
    model = int(rates.argmax())
    return context.name(model), context.screen.span(f"{rates[model]:.2f}")


def _with_examples(context: Context, rows: list[list[Span]]) -> Iterator[str]:
    lines = list(table(context.screen, _COLUMNS[:-1], [row[:-1] for row in rows]))
    yield lines[0]
    for line, row in zip(lines[1:], rows, strict=True):
        yield line
        yield context.screen.draw(
            [
                context.screen.clipped(
                    Span(f"    {row[-1].text}", "dim"), context.screen.width, middle=False
                )
            ]
        )
