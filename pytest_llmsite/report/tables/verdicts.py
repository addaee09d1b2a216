"""Pairs of models in words: better, equivalent, or what it would still take to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from ...statistics.comparison import Difference, difference
from ...statistics.power import Scope
from ...statistics.ranking import holm_levels
from ...statistics.samples import Totals
from ...statistics.verdict import Verdict, verdict, words
from ..blocks import Block, Column, Heading, Paragraph, Span, Table
from ..context import LEVEL, Context
from ..numbers import plural
from ..spending import spending

# The margin within which models count as equivalent: 8 of 160 points.
MARGIN = 0.05
_FEW_MODELS = 5
_WIDE = 130
_SCOPES: Mapping[Scope, str] = {"suite": "this suite", "population": "new templates"}


def verdicts(context: Context) -> Iterator[Block]:
    """Yield a verdict a pair: all pairs of a few models or with -v, else those that matter most."""
    screen, ranked = context.screen, context.ranked
    if len(ranked) < 2:
        yield from context.nothing(
            "verdicts", "Verdicts", "it takes two models with complete chains"
        )
        return
    margin = MARGIN * context.data.maximum
    yield Heading("Verdicts", f"95 % over all pairs (Holm), equivalent within ±{margin:g}")
    totals = {s.name: context.data.totals_of(s.model) for s in ranked}
    pairs = _pairs(context, list(totals))
    scopes: list[Scope] = ["suite", "population"] if screen.width >= _WIDE else ["suite"]
    columns = [
        Column("model", shrink=2),
        Column("against", shrink=2),
        *(Column(f"on {_SCOPES[scope]}", tail=True) for scope in scopes),
    ]
    found = [_judged(totals, pairs, scope, margin) for scope in scopes]
    rows = []
    for a, b in pairs:
        cells = [_cell(context, judged[a, b], a, b) for judged in found]
        rows.append([_label(context, a), _label(context, b), *cells])
    yield Table(columns, rows)
    left = len(ranked) * (len(ranked) - 1) // 2 - len(pairs)
    if left:
        yield Paragraph(f"{plural(left, 'more pair')} with -v")


def _label(context: Context, name: str) -> Span:
    return context.name(context.data.models.index(name))


def _pairs(context: Context, names: list[str]) -> list[tuple[str, str]]:
    """All pairs; of many models those with the best or the baseline, and neighbours in the ranking."""
    every = list(combinations(names, 2))
    if len(names) <= _FEW_MODELS or context.verbosity > 0:
        return every
    hub = context.baseline if context.baseline in names else names[0]
    close = set(pairwise(names))
    return [pair for pair in every if hub in pair or pair in close]


def _judged(
    totals: Mapping[str, Totals], pairs: list[tuple[str, str]], scope: Scope, margin: float
) -> dict[tuple[str, str], Verdict]:
    """Verdicts at the levels at which Holm's method tests them among all pairs."""
    p_values = {}
    for a, b in combinations(totals, 2):
        found = difference(totals[a], totals[b], scope, LEVEL)
        if isinstance(found, Difference):
            p_values[a, b] = found.p_value
    levels = holm_levels(p_values, LEVEL)
    return {
        (a, b): verdict(
            totals[a], totals[b], scope=scope, margin=margin, level=levels.get((a, b), LEVEL)
        )
        for a, b in pairs
    }


def _cell(context: Context, judged: Verdict, a: str, b: str) -> Span:
    text = words(judged, _dollars(context, judged, a, b))
    paint = {"better": "good", "worse": "bad", "equivalent": "name"}.get(judged.kind, "")
    return context.screen.span(text, paint)


def _dollars(context: Context, judged: Verdict, a: str, b: str) -> float | None:
    """The price of what is still needed; None where it is unknown or nothing is charged."""
    if judged.need is None:
        return None
    prices = [spending(context.data, context.data.models.index(name)).chain for name in (a, b)]
    if prices[0] is None or prices[1] is None:
        return None
    return judged.need.cost(prices[0], prices[1]) or None
