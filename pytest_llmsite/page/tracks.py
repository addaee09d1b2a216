"""Columns of a grid: how many there are, and how wide each is, in outline (CSS Grid 2, 7 and 12)."""

from __future__ import annotations

from dataclasses import dataclass

from . import calc, widths
from .computed import Style
from .dom import Node
from .engine import StyleEngine
from .tokens import Token, ident, significant, split

MAX_TRACKS = 1_000


@dataclass(frozen=True, slots=True)
class Track:
    """One column: a fixed or smallest width in px, and its share of what is left."""

    least: float = 0.0
    fraction: float = 0.0
    automatic: bool = False


def columns(engine: StyleEngine, node: Node, width: int) -> list[Track]:
    """Return the explicit columns of a grid container, collapsed `auto-fit` ones left out."""
    style = engine.style(node, width)
    tokens = style.tokens("grid-template-columns")
    word = ident(tokens[0]) if tokens else "none"
    areas = _area_columns(style)
    if word in ("none", "subgrid", "masonry"):
        found: list[Track] = []
        if word == "subgrid" and node.parent is not None:
            found = columns(engine, node.parent, width)[: span_of(style, 1)]
    else:
        room = widths.content_width(engine, node, width)
        gap = style.px("column-gap", room) or 0.0
        items = len(widths.in_flow(engine, node, width))
        found = _read(tokens, style, room, gap, items)
    while len(found) < areas:
        found.append(Track(automatic=True))
    return found


def count(engine: StyleEngine, node: Node, width: int) -> int:
    """Return how many columns a grid has, implicit ones included."""
    explicit = len(columns(engine, node, width))
    style = engine.style(node, width)
    items = [engine.style(item, width) for item in widths.in_flow(engine, node, width)]
    needed = max((_reach(item, explicit) for item in items), default=0)
    found = max(explicit, needed, 1)
    if style["grid-auto-flow"].startswith("column"):
        rows = max(1, len([token for token in style.tokens("grid-template-rows") if _sizes(token)]))
        if ident(style.tokens("grid-template-rows")[0]) == "none":
            rows = 1
        found = max(found, -(-len(items) // rows))
    return found


def _sizes(token: Token) -> bool:
    return bool(token.type != "[] block")


def _reach(style: Style, explicit: int) -> int:
    """Return the last column that an item needs."""
    start, end = style["grid-column-start"], style["grid-column-end"]
    lines = [int(value) for value in (start, end) if value.lstrip("-").isdigit()]
    positive = [line for line in lines if line > 0]
    span = span_of(style, explicit)
    if len(positive) == 2:
        return min(MAX_TRACKS, max(positive) - 1)
    if start.isdigit():
        return min(MAX_TRACKS, int(start) - 1 + (span if not lines[1:] else 1))
    return min(MAX_TRACKS, span)


def span_of(style: Style, explicit: int) -> int:
    """Return how many columns an item takes up."""
    start, end = style["grid-column-start"], style["grid-column-end"]
    for value in (start, end):
        parts = value.split()
        if parts and parts[0] == "span":
            numbers = [int(part) for part in parts[1:] if part.isdigit()]
            return min(MAX_TRACKS, numbers[0] if numbers else 1)
    if start.lstrip("-").isdigit() and end.lstrip("-").isdigit():
        first, last = (_line(int(value), explicit) for value in (start, end))
        return min(MAX_TRACKS, max(1, abs(last - first)))
    return 1


def _line(number: int, explicit: int) -> int:
    return number if number > 0 else explicit + 2 + number


def _area_columns(style: Style) -> int:
    strings = [
        token.value for token in style.tokens("grid-template-areas") if token.type == "string"
    ]
    return min(MAX_TRACKS, max((len(string.split()) for string in strings), default=0))


def _read(tokens: list[Token], style: Style, room: float, gap: float, items: int) -> list[Track]:
    found: list[Track] = []
    for token in tokens:
        if token.type == "[] block" or len(found) > MAX_TRACKS:
            continue
        if token.type == "function" and token.lower_name == "repeat":
            fixed = sum(1 for other in tokens if _sizes(other)) - 1
            taken = sum(
                _track(other, style, room).least + gap for other in tokens if _single(other)
            )
            found += _repeated(token, style, room - (taken if fixed else 0.0), gap, items)
        else:
            found.append(_track(token, style, room))
    return found[:MAX_TRACKS]


def _single(token: Token) -> bool:
    return _sizes(token) and not (token.type == "function" and token.lower_name == "repeat")


def _repeated(token: Token, style: Style, room: float, gap: float, items: int) -> list[Track]:
    parts = split(significant(token.arguments))
    body = [part for part in parts[1] if _sizes(part)] if len(parts) > 1 else []
    pattern = [_track(part, style, room) for part in body]
    if not pattern or not parts[0]:
        return []
    word = ident(parts[0][0])
    if word is None:
        number = calc.number(parts[0][0])
        return (pattern * min(MAX_TRACKS, max(1, int(number or 1))))[:MAX_TRACKS]
    definite = sum(_definite(part, style, room) for part in body)
    times = int((room + gap + 1e-6) // max(1.0, definite + gap * len(pattern)))
    times = max(1, min(MAX_TRACKS, times))
    found = pattern * times
    # auto-fit collapses what stays empty; items that are placed by hand are rare enough
    return found[: max(1, items)] if word == "auto-fit" else found


def _definite(token: Token, style: Style, room: float) -> float:
    """Return the width that decides how often a pattern fits: the largest that is definite."""
    if token.type == "function" and token.lower_name == "minmax":
        least, most = (part[0] for part in split(significant(token.arguments)))
        upper = calc.px(most, style.scale, room)
        lower = calc.px(least, style.scale, room)
        return max(upper, lower or 0.0) if upper is not None else lower or 0.0
    return calc.px(token, style.scale, room) or 0.0


def _track(token: Token, style: Style, room: float) -> Track:
    if token.type == "dimension" and token.lower_unit == "fr":
        return Track(fraction=float(token.value))
    if token.type == "function" and token.lower_name == "minmax":
        least, most = (part[0] for part in split(significant(token.arguments)))
        lower = calc.px(least, style.scale, room) or 0.0
        if most.type == "dimension" and most.lower_unit == "fr":
            return Track(lower, float(most.value))
        upper = calc.px(most, style.scale, room)
        return Track(lower if upper is None else max(upper, lower), automatic=upper is None)
    size = calc.px(token, style.scale, room)
    return Track(automatic=True) if size is None else Track(size)


def track_width(engine: StyleEngine, grid: Node, item: Node, width: int, room: float) -> float:
    """Return the width of the area that a grid item is placed in."""
    found = columns(engine, grid, width)
    style = engine.style(grid, width)
    gap = style.px("column-gap", room) or 0.0
    if not found:
        return room
    fixed = sum(track.least for track in found if not track.fraction)
    shares = sum(track.fraction or float(track.automatic) for track in found)
    free = max(0.0, room - fixed - gap * (len(found) - 1))
    sizes = [
        max(track.least, free * (track.fraction or float(track.automatic)) / shares)
        if shares and (track.fraction or track.automatic)
        else track.least
        for track in found
    ]
    start, span = _place(engine, grid, item, width, len(found))
    chosen = sizes[start : start + span] or sizes[:1]
    return sum(chosen) + gap * (len(chosen) - 1)


def _place(engine: StyleEngine, grid: Node, item: Node, width: int, count: int) -> tuple[int, int]:
    """Return the column (from 0) and span of an item, placing those before it row by row."""
    cursor = 0
    areas = named_areas(engine.style(grid, width))
    for other in widths.in_flow(engine, grid, width):
        style = engine.style(other, width)
        start = style["grid-column-start"]
        span = min(count, span_of(style, count))
        if start in areas:
            place, span = areas[start]
        elif start.lstrip("-").isdigit():
            place = max(0, _line(int(start), count) - 1)
            cursor = place + span
        else:
            if cursor % count + span > count:
                cursor += count - cursor % count
            place = cursor % count
            cursor += span
        if other is item:
            return min(place, count - 1), span
    return 0, 1


def named_areas(style: Style) -> dict[str, tuple[int, int]]:
    """Return first column and span of every named area."""
    found: dict[str, tuple[int, int]] = {}
    for token in style.tokens("grid-template-areas"):
        if token.type == "string":
            words = token.value.split()
            for index, word in enumerate(words):
                found.setdefault(word, (index, words.count(word)))
    return found
