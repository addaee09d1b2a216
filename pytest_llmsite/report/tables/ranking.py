"""Models ranked: total, intervals, spread, cost, and how their steps ended."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from ...statistics.answers import Interval, Refusal
from ...statistics.ranking import Ranking, rank
from ..blocks import Block, Column, Heading, Paragraph, Span, Table
from ..context import SIMULATED_MEANS, Context, Notes, Standing
from ..layout import fitting
from ..numbers import NOTHING, bracket, listed, plural, points
from ..spending import cost_text, spending
from .outcomes import Endings, endings, incomplete


def ranking(context: Context) -> Iterator[Block]:
    """Yield the ranking, the outcomes, and what limits them."""
    data = context.data
    yield Heading("Ranking", _about(context))
    ended = endings(context)
    columns = [*_COLUMNS, *(Column(name, ">", drop=5) for name in ended.names)]
    places = _places(context)
    rows, notes = _rows(context, ended, places, with_population=True)
    fits = fitting(context.screen, columns, rows)
    if columns.index(_POPULATION) not in fits:  # no note of what is not shown
        rows, notes = _rows(context, ended, places, with_population=False)
    yield Table(columns, rows)
    yield from notes.blocks()
    if len(fits) < len(columns):
        yield from ended.blocks(context)
    yield from incomplete(context)
    yield from _provenance(context)
    if data.simulated.any():
        yield Paragraph(SIMULATED_MEANS)


_POPULATION = Column("95 % new templates", ">", drop=2)
_COLUMNS = (
    Column("rank", ">"),
    Column("model", shrink=1),
    Column("total", ">"),
    Column("95 % this suite", ">"),
    _POPULATION,
    Column("% max", ">"),
    Column("SD", ">"),
    Column("n", ">"),
    Column("cost", ">"),
)


def _rows(
    context: Context, ended: Endings, places: Mapping[str, str], *, with_population: bool
) -> tuple[list[list[Span]], Notes]:
    notes, rows = Notes(context.screen), []
    for standing, row in zip(context.standings, ended.counts, strict=True):
        place = places.get(standing.name, NOTHING)
        rows.append([*_cells(context, standing, place, notes, with_population), *row])
    return rows, notes


def _about(context: Context) -> str:
    data = context.data
    top = f"of {points(data.maximum).removesuffix('.0')} points"
    part = f" ({plural(len(_selected(context)), 'action')})"
    runs = plural(data.runs, "run")
    return f"{top}{part} · {plural(len(data.templates), 'template')} × {runs}"


def _provenance(context: Context) -> Iterator[Block]:
    """What must be known to read the totals: subsets, starts, scorers."""
    data = context.data
    if not context.full or ((data.outcome >= 0) & ~data.wanted).any():
        names = listed(_selected(context))
        yield Paragraph(f"totals are over the selected actions only: {names}")
    if data.start == "reference":
        yield Paragraph(
            "each step started from the reference: totals do not compare with chained ones"
        )
    for versions, what in (
        (data.scorers, "scorer"),
        (data.inspectors, "inspector"),
    ):
        if len(versions) > 1:
            yield Paragraph(
                f"results of different {what}s do not compare: {listed(sorted(versions))}",
                paint="bad",
            )
    if data.beside:
        others = listed([f"{start}-started" for start in data.beside])
        yield Paragraph(f"{data.start} steps only: {others} ones are in the table of starts")
    if data.duplicates:
        yield Paragraph(f"{plural(data.duplicates, 'step')} recorded more than once, counted once")


def _selected(context: Context) -> list[str]:
    columns = np.flatnonzero(context.data.wanted.any(axis=0))
    return [context.data.actions[column] for column in columns]


def _places(context: Context) -> dict[str, str]:
    """The ranks that the comparisons leave possible, by model."""
    totals = {s.name: context.data.totals_of(s.model) for s in context.ranked}
    found = rank(totals, scope="suite") if totals else Refusal("")
    if not isinstance(found, Ranking):
        return {}
    return {
        model.model: str(model.best_rank)
        if model.best_rank == model.worst_rank
        else f"{model.best_rank}-{model.worst_rank}"
        for model in found.models
    }


def _cells(
    context: Context, standing: Standing, place: str, notes: Notes, with_population: bool
) -> list[Span]:
    screen, about = context.screen, standing.description
    share = standing.total / context.data.maximum if context.data.maximum else math.nan
    number = str(standing.complete)
    if standing.complete < standing.chains:
        number += f"/{standing.chains}"
    return [
        screen.span(place),
        context.name(standing.model, "simulated"),
        screen.span(points(standing.total), "bold"),
        screen.span(_interval(context, standing.suite, standing.name, notes)),
        screen.span(
            _interval(context, standing.population, standing.name, notes) if with_population else ""
        ),
        screen.span(points(100 * share)),
        screen.span(points(about.sd if about else None)),
        screen.span(number, "warn" if standing.complete < standing.chains else ""),
        screen.span(cost_text(spending(context.data, standing.model))),
    ]


def _interval(context: Context, interval: Interval | Refusal, about: str, notes: Notes) -> str:
    """The bounds with the mark of what limits them, or a dash with the mark of the reason."""
    if isinstance(interval, Refusal):
        return NOTHING + notes.mark(f"no interval: {interval.reason}", about)
    low, high = context.possible(interval)
    return bracket(low, high) + notes.mark(interval.caution, about)
