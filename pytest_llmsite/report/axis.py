"""Bars as text: where estimates and their intervals lie, on one scale with round ends."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from .blocks import Bar, Bars, Span
from .numbers import points
from .printable import width
from .screen import Screen, padded

_STEPS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_BETWEEN_TICKS = 9


@dataclass(frozen=True, slots=True)
class Scale:
    """Points from *low* to *high*, with a tick every *step*."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Where on the scale a value lies, 0 to 1; what is beyond an end lies on it."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    @property
    def ticks(self) -> list[float]:
        """The marked values: both ends, and every step between."""
        inner = range(math.ceil(self.low / self.step), math.floor(self.high / self.step) + 1)
        return sorted({self.low, self.high, *(tick * self.step for tick in inner)})


def round_scale(block: Bars, most_ticks: int) -> Scale:
    """A scale that holds all estimates and inner intervals, with round ends, inside what is possible."""
    values = [value for bar in block.bars for value in (bar.value, *(bar.inner or ()))]
    most = block.most
    low, high = max(min(values), -most), min(max(values), most)
    room = max((high - low) * 0.05, most * 0.02)
    low, high = max(low - room, -most), min(high + room, most)
    step = next((s for s in _STEPS if (high - low) / s <= max(2, most_ticks)), _STEPS[-1])
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return Scale(max(low, -most), min(high, most), step)


def bar_lines(screen: Screen, block: Bars) -> Iterator[str]:
    """Yield one line a bar and the scale below."""
    first = min(max(width(bar.name.text) for bar in block.bars), max(8, screen.width // 3))
    number = max(len(points(bar.value)) for bar in block.bars)
    columns = screen.width - first - number - 4
    scale = round_scale(block, columns // _BETWEEN_TICKS)
    for bar in block.bars:
        label = padded(screen.clipped(bar.name, first), first)
        value = padded(screen.span(points(bar.value), "bold"), number, ">")
        drawn = _bar(screen, bar, scale, columns)
        yield screen.draw((label, Span("  "), *drawn, Span("  "), value))
    for line in _axis(scale, columns):
        yield screen.draw((Span(" " * (first + 2)), screen.span(line, "dim")))


def _at(scale: Scale, columns: int, value: float) -> int:
    return round(scale.share(value) * (columns - 1))


def _bar(screen: Screen, bar: Bar, scale: Scale, columns: int) -> Iterator[Span]:
    cells, paints = [" "] * columns, [""] * columns
    for interval, mark, paint in ((bar.outer, "─", "dim"), (bar.inner, "━", "name")):
        if interval is None:
            continue
        low, high = interval
        for column in range(_at(scale, columns, low), _at(scale, columns, high) + 1):
            cells[column], paints[column] = mark, paint
        if low < scale.low:
            cells[0] = "◂"
        if high > scale.high:
            cells[-1] = "▸"
    cells[_at(scale, columns, bar.value)] = "●"
    paints[_at(scale, columns, bar.value)] = "bold"
    start = 0
    for column in range(1, columns + 1):
        if column == columns or paints[column] != paints[start]:
            yield screen.span("".join(cells[start:column]), paints[start])
            start = column


def _axis(scale: Scale, columns: int) -> tuple[str, str]:
    """The line with ticks, and their numbers where there is room."""
    marks, numbers = ["─"] * columns, [" "] * columns
    for value in scale.ticks:
        text, at = f"{value:g}", _at(scale, columns, value)
        start = min(max(0, at - len(text) // 2), columns - len(text))
        if all(c == " " for c in numbers[max(0, start - 2) : start + len(text) + 2]):
            numbers[start : start + len(text)] = text
            marks[at] = "┴"
    return "".join(marks), "".join(numbers)
