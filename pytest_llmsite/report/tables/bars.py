"""Interval bars: where each total lies, on one scale."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ...statistics.answers import Interval
from ..context import Context, Standing
from ..numbers import points
from ..printable import width
from ..screen import Span, padded

_STEPS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_BETWEEN_TICKS = 9


@dataclass(frozen=True, slots=True)
class Scale:
    """Points from *low* to *high* over *columns* characters, with a tick every *step*."""

    low: float
    high: float
    columns: int
    step: float

    def at(self, value: float) -> int:
        """The column of a value, clipped to the scale."""
        place = (value - self.low) / (self.high - self.low) * (self.columns - 1)
        return min(self.columns - 1, max(0, round(place)))


def bars(context: Context) -> Iterator[str]:
    """Yield one bar a model and the scale below."""
    screen, ranked = context.screen, context.ranked
    yield from screen.title("Intervals", "95 %: ━ this suite, ─ new templates, ● total")
    if not ranked:
        yield from screen.prose("no model has a complete chain")
        return
    names = [context.name(standing.model) for standing in ranked]
    first = min(max(width(name.text) for name in names), max(8, screen.width // 3))
    number = max(len(points(standing.total)) for standing in ranked)
    scale = _scale(ranked, context.data.maximum, screen.width - first - number - 4)
    for standing, name in zip(ranked, names, strict=True):
        label = padded(screen.clipped(name, first), first)
        total = padded(screen.span(points(standing.total), "bold"), number, ">")
        yield screen.draw((label, Span("  "), *_bar(context, standing, scale), Span("  "), total))
    for line in _axis(scale):
        yield screen.draw((Span(" " * (first + 2)), screen.span(line, "dim")))


def _scale(ranked: list[Standing], maximum: float, columns: int) -> Scale:
    """A scale that holds all totals and suite intervals, with round ends, inside what is possible."""
    values = [standing.total for standing in ranked]
    for standing in ranked:
        if isinstance(standing.suite, Interval):
            values += [standing.suite.low, standing.suite.high]
    low, high = max(min(values), -maximum), min(max(values), maximum)
    room = max((high - low) * 0.05, maximum * 0.02)
    low, high = max(low - room, -maximum), min(high + room, maximum)
    most = max(2, columns // _BETWEEN_TICKS)
    step = next((s for s in _STEPS if (high - low) / s <= most), _STEPS[-1])
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return Scale(max(low, -maximum), min(high, maximum), columns, step)


def _bar(context: Context, standing: Standing, scale: Scale) -> Iterator[Span]:
    cells = [" "] * scale.columns
    paints = [""] * scale.columns
    for interval, mark, paint in (
        (standing.population, "─", "dim"),
        (standing.suite, "━", "name"),
    ):
        if not isinstance(interval, Interval):
            continue
        low, high = context.possible(interval)
        for column in range(scale.at(low), scale.at(high) + 1):
            cells[column], paints[column] = mark, paint
        if low < scale.low:
            cells[0] = "◂"
        if high > scale.high:
            cells[-1] = "▸"
    cells[scale.at(standing.total)] = "●"
    paints[scale.at(standing.total)] = "bold"
    start = 0
    for column in range(1, scale.columns + 1):
        if column == scale.columns or paints[column] != paints[start]:
            yield context.screen.span("".join(cells[start:column]), paints[start])
            start = column


def _axis(scale: Scale) -> tuple[str, str]:
    """The line with ticks, and their numbers where there is room."""
    marks, numbers = ["─"] * scale.columns, [" "] * scale.columns
    ticks = range(math.ceil(scale.low / scale.step), math.floor(scale.high / scale.step) + 1)
    for value in sorted({scale.low, scale.high, *(tick * scale.step for tick in ticks)}):
        text, at = f"{value:g}", scale.at(value)
        start = min(max(0, at - len(text) // 2), scale.columns - len(text))
        if all(c == " " for c in numbers[max(0, start - 2) : start + len(text) + 2]):
            numbers[start : start + len(text)] = text
            marks[at] = "┴"
    return "".join(marks), "".join(numbers)
