"""Blocks as HTML elements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..axis import Scale, round_scale
from ..blocks import (
    Bar,
    Bars,
    Block,
    Column,
    Heading,
    HeatLegend,
    Label,
    Matrix,
    Paragraph,
    Row,
    Span,
    Table,
)
from ..numbers import bracket, points
from ..screen import HEAT_ABOUT, HEAT_SWATCHES, heat_step
from .elements import E, painted, shown

_MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; *anchor* is what links lead to."""

    anchor: str
    heading: Heading
    blocks: Sequence[Block]

    def element(self) -> Any:
        """Return it as HTML."""
        made = E.section({"id": self.anchor}, E.h2(shown(self.heading.name)))
        if self.heading.about:
            made.append(E.p(shown(self.heading.about), {"class": "about"}))
        for block in self.blocks:
            made.extend(_elements(block))
        return made


def sections(blocks: Iterable[Block]) -> list[Section]:
    """Return the blocks by the heading that they stand under; what has none gets one."""
    grouped: list[tuple[Heading, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Heading):
            grouped.append((block, []))
        elif grouped:
            grouped[-1][1].append(block)
        else:
            grouped.append((Heading("Summary"), [block]))
    found, taken = [], Counter[str]()
    for heading, parts in grouped:
        name = "".join(c if c.isalnum() else "-" for c in heading.name.lower())
        taken[name] += 1
        anchor = name if taken[name] == 1 else f"{name}-{taken[name]}"
        found.append(Section(anchor, heading, parts))
    return found


def _elements(block: Block) -> list[Any]:
    match block:
        case Heading():
            raise AssertionError("a heading begins a section of its own")
        case Label():
            return [E.h3(shown(block.name))] if block.name else []
        case Paragraph():
            return [painted("p", Span(block.text, block.paint))]
        case Table():
            return [_table(block)]
        case Matrix():
            return [_matrix(block)]
        case HeatLegend():
            return [_legend()]
        case Bars():
            return [_bars(block)]


def _table(block: Table) -> Any:
    ends = [_class(column) for column in block.columns]
    titles = [
        painted("th" if column.title else "td", Span(column.title), end)
        for column, end in zip(block.columns, ends, strict=True)
    ]
    rows = [
        E.tr(*(painted("td", cell, end) for cell, end in zip(row, ends, strict=True)))
        for row in block.rows
    ]
    return scrolling(titles, rows)


def _class(column: Column) -> str:
    if column.align == ">":
        return "right"
    return "long" if column.tail or column.items else ""


def scrolling(titles: Sequence[Any], rows: Sequence[Any], name: str = "") -> Any:
    """Return a table that scrolls sideways by itself where the window is narrow."""
    table = E.table(E.thead(E.tr(*titles)), E.tbody(*rows), {"class": name} if name else {})
    return E.div({"class": "scroll", "tabindex": "0"}, table)


def _matrix(grid: Matrix) -> Any:
    tags = grid.tags or [""] * len(grid.columns)
    titles = [E.th(shown(grid.corner))]
    for name, tag in zip(grid.columns, tags, strict=True):
        title = painted("th", Span(name, "name"), "right")
        if tag:
            title.append(E.small(f" {shown(tag)}"))
        titles.append(title)
    titles += [E.th(shown(title)) for title, _ in grid.extras]
    rows = [
        _matrix_row(name, cells, [extra[number] for _, extra in grid.extras])
        for number, (name, cells) in enumerate(zip(grid.rows, grid.cells, strict=True))
    ]
    return scrolling(titles, rows, "matrix")


def _matrix_row(name: Span, cells: Row, extras: Row) -> Any:
    head = painted("th", name)
    head.set("scope", "row")
    return E.tr(
        head,
        *(painted("td", cell, "right") for cell in cells),
        *(painted("td", cell) for cell in extras),
    )


def _legend() -> Any:
    swatches = [
        E.span(shown(name), {"class": f"swatch heat heat-{heat_step(share)}"})
        for name, share in HEAT_SWATCHES
    ]
    return E.p({"class": "legend"}, *swatches, E.span(f" {HEAT_ABOUT}", {"class": "dim"}))


def _bars(block: Bars) -> Any:
    scale = round_scale(block, _MOST_TICKS)
    rows = [_bar(bar, scale) for bar in block.bars]
    ticks = [
        E.span(f"{value:g}", {"style": f"left:{_percent(scale, value)}"}) for value in scale.ticks
    ]
    axis = E.div(
        {"class": "bar", "aria-hidden": "true"}, E.span(), E.div({"class": "axis"}, *ticks)
    )
    return E.div({"class": "bars"}, *rows, axis)


def _bar(bar: Bar, scale: Scale) -> Any:
    track, told = E.div({"class": "track"}), []
    for interval, name, what in (
        (bar.outer, "outer", "new templates"),
        (bar.inner, "inner", "this suite"),
    ):
        if interval is None:
            continue
        low, high = interval
        left, right = (scale.share(value) for value in (low, high))
        if low < scale.low:
            track.append(E.span("◂", {"class": "more", "style": "left:0.00%"}))
        if high > scale.high:
            track.append(E.span("▸", {"class": "more", "style": "left:100.00%"}))
        style = f"left:{100 * left:.2f}%;width:{100 * (right - left):.2f}%"
        track.append(E.span({"class": name, "style": style}))
        told.append(f"{what} {bracket(low, high)}")
    track.append(E.span({"class": "value", "style": f"left:{_percent(scale, bar.value)}"}))
    track.set("title", "; ".join(reversed(told)) or "no interval")
    return E.div({"class": "bar"}, painted("span", bar.name), track, E.b(points(bar.value)))


def _percent(scale: Scale, value: float) -> str:
    return f"{100 * scale.share(value):.2f}%"
