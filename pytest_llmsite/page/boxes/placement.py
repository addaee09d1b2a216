"""Where the items of a grid go: by line, name or area, else automatically (CSS Grid 2, 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .measure import Style
from .rect import Box

Element = Any

MAX_TRACKS = 200


@dataclass(slots=True)
class Item:
    """One grid item and where it lies: 0-based start and number of tracks on both axes."""

    element: Element
    style: Style
    column: int | None = None
    columns: int = 1
    row: int | None = None
    rows: int = 1
    box: Box | None = None
    margins: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def areas_of(value: str) -> dict[str, tuple[int, int, int, int]]:
    """Return each named area as (first row, first column, last row + 1, last column + 1)."""
    areas: dict[str, tuple[int, int, int, int]] = {}
    for y, line in enumerate(re.findall(r"\"([^\"]*)\"|'([^']*)'", value)):
        for x, name in enumerate((line[0] or line[1]).split()):
            if set(name) == {"."}:
                continue
            top, left, bottom, right = areas.get(name, (y, x, y + 1, x + 1))
            areas[name] = (min(top, y), min(left, x), max(bottom, y + 1), max(right, x + 1))
    return areas


def place_explicitly(
    item: Item, areas: dict[str, tuple[int, int, int, int]], names: dict[str, int],
    row_names: dict[str, int], columns: int, rows: int,
) -> None:  # fmt: skip
    """Give an item the place that lines, names or an area say."""
    style = item.style
    area = areas.get(style["grid-row-start"]) or areas.get(style["grid-column-start"])
    if area is not None:
        item.row, item.column = area[0], area[1]
        item.rows, item.columns = area[2] - area[0], area[3] - area[1]
        return
    item.column, item.columns = _span(
        style["grid-column-start"], style["grid-column-end"], names, columns
    )
    item.row, item.rows = _span(style["grid-row-start"], style["grid-row-end"], row_names, rows)


def _span(start: str, end: str, names: dict[str, int], count: int) -> tuple[int | None, int]:
    first, last = _line(start, names, count), _line(end, names, count)
    span = _span_of(start) or _span_of(end) or 1
    if first is not None and last is not None:
        if last < first:
            first, last = last, first
        return max(0, first), max(1, last - first)
    if first is not None:
        return max(0, first), span
    if last is not None:
        return max(0, last - span), span
    return None, min(span, MAX_TRACKS)


def _span_of(value: str) -> int | None:
    found = re.fullmatch(r"span\s+(\d+)|(\d+)\s+span", value.strip())
    return max(1, int(found[1] or found[2])) if found else None


def _line(value: str, names: dict[str, int], count: int) -> int | None:
    value = value.strip()
    if re.fullmatch(r"-?\d+", value):
        line = int(value)
        return min(line - 1, MAX_TRACKS) if line > 0 else max(0, count + 1 + line)
    for name in (value, f"{value}-start", f"{value}-end"):
        if name in names:
            return names[name]
    return None


def place_automatically(items: list[Item], columns: int, flow_word: str, rows: int) -> None:
    """Give a place to each item that has none yet, in the order and direction of `grid-auto-flow`."""
    taken: set[tuple[int, int]] = set()

    def fits(row: int, column: int, item: Item) -> bool:
        return not any(
            (row + y, column + x) in taken for y in range(item.rows) for x in range(item.columns)
        )

    def take(item: Item) -> None:
        for y in range(item.rows):
            for x in range(item.columns):
                taken.add(((item.row or 0) + y, (item.column or 0) + x))

    for item in items:
        if item.row is not None and item.column is not None:
            take(item)
    by_column = flow_word.startswith("column")
    dense = "dense" in flow_word
    cursor = (0, 0)
    for item in items:
        if item.row is not None and item.column is not None:
            continue
        across = rows if by_column else columns
        start = (0, 0) if dense else cursor
        for major in range(start[0], start[0] + 4 * len(items) + 8):
            placed = False
            size = item.rows if by_column else item.columns
            for minor in range(start[1] if major == start[0] else 0, max(1, across - size + 1)):
                row, column = (minor, major) if by_column else (major, minor)
                if item.row is not None and item.row != row:
                    continue
                if item.column is not None and item.column != column:
                    continue
                if fits(row, column, item):
                    item.row, item.column, placed = row, column, True
                    cursor = (major, minor)
                    break
            if placed:
                break
        item.row, item.column = item.row or 0, item.column or 0
        take(item)
