"""What each action costs by itself, and what is added by building on one's own earlier steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...statistics.answers import Interval, Refusal
from ...statistics.cells import cell_interval
from ...statistics.comparison import Difference, suite_difference
from ...statistics.intervals import suite_interval
from ...statistics.ranking import benjamini_hochberg
from ...statistics.samples import clean
from ..blocks import Block, Column, Heading, Label, Paragraph, Span, Table
from ..cells import Deductions
from ..context import LEVEL, Context, Notes
from ..dataset import HIGHEST, Dataset
from ..numbers import NOTHING, bracket, points

REFERENCE = "reference"
_FEW_MODELS = 3
_SHOWN = "*"
_ALL = "all models"

# Strata of equal weight, each a template of a model; the scores of its runs.
_Scores = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    apart: _Scores
    chained: _Scores
    bounds: tuple[Interval | Refusal, Interval | Refusal]
    most: float


def starts(context: Context) -> Iterator[Block]:
    """Yield, of results with both starts, each action's own difficulty and its compounding."""
    chained, apart = context.data, context.data.beside.get(REFERENCE)
    if apart is None or chained.start != "chained":
        yield from context.nothing(
            "starts",
            "Starts",
            "it takes results of both --llm-start=chained and --llm-start=reference",
        )
        return
    common = [s.name for s in context.standings if s.name in apart.models]
    yield Heading(
        "Starts", "mean scores from the reference state and from own steps, 95 % this suite"
    )
    if not common:
        yield Paragraph("no model has results of both starts")
        return
    notes = Notes(context.screen)
    groups = [(_ALL, common)] if len(common) > 1 else []
    if len(common) <= _FEW_MODELS or context.verbosity > 0:
        groups += [(name, [name]) for name in common]
    for number, (title, models) in enumerate(groups):
        if len(groups) > 1:
            if number:
                yield Label()
            yield Label(title)
        yield from _block(context, _lines(chained, apart, models), notes)
    yield from notes.blocks()
    yield Paragraph(
        "own: each step started from the reference state, so that nothing earlier is in its way; "
        "compound: chained minus that, what the model's own earlier steps cost or gain; "
        f"{_SHOWN} shown, at most 5 % of the marked are false (Benjamini-Hochberg)"
    )
    if len(groups) == 1 and len(common) > 1:
        yield Paragraph(f"{len(common)} models together; each by itself with -v")


_COLUMNS = (
    Column("action", shrink=1),
    Column("own", ">"),
    Column("95 %", ">"),
    Column("chained", ">"),
    Column("95 % ", ">", drop=2),
    Column("compound", ">"),
    Column(" 95 %", ">"),
)


def _block(context: Context, lines: Sequence[_Line], notes: Notes) -> Iterator[Block]:
    found = [suite_difference(line.chained, line.apart, LEVEL) for line in lines]
    p_values = [d.p_value if isinstance(d, Difference) else None for d in found]
    adjusted = [*benjamini_hochberg(p_values[:-1]), p_values[-1]]
    rows = []
    for line, gap, p in zip(lines, found, adjusted, strict=True):
        low = isinstance(gap, Difference) and gap.error > 0
        rows.append(
            [
                context.screen.span(line.name, "" if line is not lines[-1] else "bold"),
                *_mean(context, line, line.apart, line.bounds[0], notes),
                *_mean(context, line, line.chained, line.bounds[1], notes),
                context.screen.span(
                    points(_gap(line), sign=True) + (_SHOWN if p is not None and p < 0.05 else " ")
                ),
                context.screen.span(_bounds(gap, line, notes) if low or not gap else NOTHING),
            ]
        )
    yield Table(_COLUMNS, rows)


def _gap(line: _Line) -> float | None:
    chained, apart = _template_equal(line.chained), _template_equal(line.apart)
    return None if chained is None or apart is None else chained - apart


def _mean(
    context: Context, line: _Line, scores: _Scores, interval: Interval | Refusal, notes: Notes
) -> Iterator[Span]:
    yield context.screen.span(points(_template_equal(scores)))
    if isinstance(interval, Refusal):
        yield context.screen.span(NOTHING + notes.mark(f"no interval: {interval.reason}"))
        return
    text = bracket(max(-line.most, interval.low), min(line.most, interval.high))
    yield context.screen.span(text + notes.mark(interval.caution))


def _bounds(gap: Difference | Refusal, line: _Line, notes: Notes) -> str:
    if isinstance(gap, Refusal):
        return NOTHING + notes.mark(f"no interval: {gap.reason}")
    most = 2 * line.most
    text = bracket(max(-most, gap.interval.low), min(most, gap.interval.high))
    return text + notes.mark(gap.interval.caution)


def _lines(chained: Dataset, apart: Dataset, models: Sequence[str]) -> list[_Line]:
    """One line an action that both starts have, and one for their sum in each run."""
    actions = [
        name
        for name in chained.actions
        if name in apart.actions
        and all(side.wanted[:, side.actions.index(name)].any() for side in (chained, apart))
    ]
    deductions = Deductions(apart), Deductions(chained)
    lines = []
    for name in actions:
        own, after = (_scores(side, models, [name]) for side in (apart, chained))
        bounds = (
            _cell(apart, deductions[0], models, name),
            _cell(chained, deductions[1], models, name),
        )
        lines.append(_Line(name, own, after, bounds, HIGHEST))
    own, after = (_scores(side, models, actions) for side in (apart, chained))
    intervals = suite_interval(own, LEVEL), suite_interval(after, LEVEL)
    return [*lines, _Line("total", own, after, intervals, HIGHEST * len(actions))]


def _cell(
    data: Dataset, deductions: Deductions, models: Sequence[str], action: str
) -> Interval | Refusal:
    """The interval of an action's mean score, from its findings."""
    found: dict[str, list[Sequence[float]]] = {}
    for model in models:
        of = deductions.of(data.models.index(model), data.actions.index(action))
        found |= {f"{model} on {template}": runs for template, runs in of.items()}
    return cell_interval(found, LEVEL)


def _scores(data: Dataset, models: Sequence[str], actions: Sequence[str]) -> _Scores:
    """The sum of the actions in each run, by model and template; runs that lack one are left out."""
    columns = [data.actions.index(name) for name in actions]
    sums = data.scores[:, columns].sum(axis=1)
    found: _Scores = {}
    for model in models:
        for template, values in data.by_template(data.models.index(model), sums).items():
            found[f"{model} on {template}"] = values
    return found


def _template_equal(scores: _Scores) -> float | None:
    means = [float(kept.mean()) for values in scores.values() if (kept := clean(values)).size]
    return float(np.mean(means)) if means else None
