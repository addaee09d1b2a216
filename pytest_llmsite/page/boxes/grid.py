"""Grids (CSS Grid 2): tracks, their sizes, and what lies in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..calc import Scale, px
from ..tokens import Token, significant, split, tokenise
from . import flow
from .flex import _start, number
from .measure import Edges, Style
from .placement import MAX_TRACKS, Item, areas_of, place_automatically, place_explicitly
from .rect import Box

if TYPE_CHECKING:
    from .engine import Boxes

Element = Any


@dataclass(slots=True)
class Track:
    """One track: a fixed size, a share of what is left (fr), or as wide as its content (auto)."""

    fixed: float | None = None
    least: float | None = None
    most: float | None = None
    fraction: float = 0.0
    size: float = 0.0

    @property
    def automatic(self) -> bool:
        """Whether the content decides."""
        return self.fixed is None and not self.fraction


def tracks(value: str, style: Style, room: float, gap: float) -> tuple[list[Track], dict[str, int]]:
    """Return the tracks of a track list in *room* px, and the names of its lines (0-based)."""
    found: list[Track] = []
    names: dict[str, int] = {}
    if value in ("none", "", "subgrid", "masonry"):
        return found, names
    _read(significant(tokenise(value)), style, room, gap, found, names)
    return found[:MAX_TRACKS], names


def _read(
    tokens: list[Token], style: Style, room: float, gap: float, found: list[Track],
    names: dict[str, int],
) -> None:  # fmt: skip
    for token in tokens:
        if len(found) > MAX_TRACKS:
            return
        if token.type == "[] block":
            for name in significant(token.content):
                if name.type == "ident":
                    names.setdefault(name.value, len(found))
        elif token.type == "function" and token.lower_name == "repeat":
            _repeat(token, style, room, gap, found, names)
        else:
            track = _track(token, style, room)
            if track is not None:
                found.append(track)


def _repeat(
    token: Token, style: Style, room: float, gap: float, found: list[Track], names: dict[str, int]
) -> None:
    head, *rest = split(significant(token.arguments))
    tail = [part for section in rest for part in section]
    if not head or not tail:
        return
    if head[0].type == "number":
        times = min(int(head[0].value), MAX_TRACKS)
    else:
        once: list[Track] = []
        _read(tail, style, room, gap, once, {})
        each = sum(track.fixed or track.least or 0.0 for track in once) + gap * len(once)
        times = max(1, int((room + gap + 0.01) // each)) if each > 0 else 1
    for _ in range(min(times, MAX_TRACKS)):
        _read(tail, style, room, gap, found, names)


def _track(token: Token, style: Style, room: float) -> Track | None:
    if token.type == "dimension" and token.lower_unit == "fr":
        return Track(fraction=float(token.value))
    scale = Scale(em=style.em, rem=16.0, width=float(style.viewport), height=float(style.height))
    fixed = px(token, scale, room)
    if fixed is not None:
        return Track(fixed=fixed)
    if token.type == "ident":
        return Track()
    if token.type == "function" and token.lower_name == "minmax":
        low, _, high = token.arguments, None, None
        low, high = ([significant(part) for part in split(token.arguments)] + [[], []])[:2]
        least = px(low[0], scale, room) if low else None
        most = _track(high[0], style, room) if high else None
        if most is None or most.automatic:
            return Track(least=least)
        if most.fraction:
            # minmax(auto, 1fr) is 1fr; a given least replaces the automatic one
            return Track(fraction=most.fraction, least=least)
        return Track(least=least, most=most.fixed)
    if token.type == "function" and token.lower_name == "fit-content":
        arguments = significant(token.arguments)
        return Track(most=px(arguments[0], scale, room) if arguments else None)
    return None


def layout(
    boxes: Boxes, box: Box, element: Element, style: Style, inner: float, sides: Edges
) -> float:
    """Lay out a grid container; return the height of its content."""
    gap = style.length("column-gap", inner) or 0.0
    row_gap = style.length("row-gap", inner) or 0.0
    columns, names = tracks(style["grid-template-columns"], style, inner, gap)
    rows, row_names = tracks(style["grid-template-rows"], style, 0.0, row_gap)
    areas = areas_of(style["grid-template-areas"])
    while areas and len(columns) < max(area[3] for area in areas.values()):
        columns.append(Track())
    explicit = len(columns)
    items = []
    for child, child_style in flow.rendered(boxes, element):
        if boxes.is_positioned(child_style):
            boxes.postpone(box, child, sides.left, sides.top)
            continue
        item = Item(child, child_style, margins=boxes.margins(child_style, inner))
        place_explicitly(item, areas, names, row_names, max(1, explicit), len(rows))
        items.append(item)
    items.sort(key=lambda item: number(item.style["order"], 0.0))
    flow_word = style["grid-auto-flow"]
    place_automatically(items, max(1, explicit), flow_word, max(1, len(rows)))
    wide = max([explicit, *((i.column or 0) + i.columns for i in items)], default=1)
    implicit = tracks(style["grid-auto-columns"], style, inner, gap)[0] or [Track()]
    while len(columns) < min(max(1, wide), MAX_TRACKS):
        columns.append(_copy(implicit[(len(columns) - explicit) % len(implicit)]))
    _collapse(columns, items, style)
    _size_columns(boxes, columns, items, style, inner, gap)
    return _place(boxes, box, style, items, columns, rows, inner, gap, row_gap, sides)


def _copy(track: Track) -> Track:
    return Track(track.fixed, track.least, track.most, track.fraction)


def _collapse(columns: list[Track], items: list[Item], style: Style) -> None:
    """Drop the empty tracks of `auto-fit`."""
    if "auto-fit" not in style["grid-template-columns"]:
        return
    used = max(((i.column or 0) + i.columns for i in items), default=0)
    del columns[max(1, used) :]


def _size_columns(
    boxes: Boxes, columns: list[Track], items: list[Item], style: Style, inner: float, gap: float
) -> None:
    room = inner - gap * (len(columns) - 1)
    for index, track in enumerate(columns):
        if track.fixed is not None:
            track.size = track.fixed
            continue
        own = [i for i in items if i.column == index and i.columns == 1]
        if track.automatic:
            widest = max(
                (boxes.natural_width(i.element, inner) + i.margins[0] + i.margins[1] for i in own),
                default=0.0,
            )
            track.size = max(track.least or 0.0, min(widest, track.most or widest))
        elif track.least is None:
            track.size = max((_floor(boxes, i) for i in own), default=0.0)
        else:
            track.size = track.least
    _share_automatic(boxes, columns, items, style, room)
    _share_fractions(columns, room)


def _floor(boxes: Boxes, item: Item) -> float:
    """The least width of a fraction track for an item: its min-content, unless it may overflow."""
    if item.style["overflow-x"] not in ("visible", "clip") or item.style["min-width"] != "auto":
        return 0.0
    return boxes.minimum_width(item.element) + item.margins[0] + item.margins[1]


def _share_automatic(
    boxes: Boxes, columns: list[Track], items: list[Item], style: Style, room: float
) -> None:
    """Shrink automatic tracks that are too wide, or stretch them where no fraction takes the rest."""
    automatic = [(i, t) for i, t in enumerate(columns) if t.automatic]
    if not automatic:
        return
    others = sum(t.size if t.fixed is not None else t.least or 0.0 for t in columns
                 if not t.automatic)  # fmt: skip
    free = room - others - sum(t.size for _, t in automatic)
    if free < 0:
        total = sum(t.size for _, t in automatic)
        for index, track in automatic:
            own = [i for i in items if i.column == index and i.columns == 1]
            least = max((_floor(boxes, i) for i in own), default=0.0)
            wanted = track.size + free * (track.size / total if total else 0.0)
            track.size = max(wanted, min(least, track.size), track.least or 0.0)
    elif not any(t.fraction for t in columns) and _stretches(style["justify-content"]):
        for _, track in automatic:
            if track.most is None:
                track.size += free / len(automatic)


def _stretches(word: str) -> bool:
    return word in ("normal", "stretch", "")


def _share_fractions(columns: list[Track], room: float) -> None:
    flexible = [track for track in columns if track.fraction]
    rest = room - sum(track.size for track in columns if not track.fraction)
    for _ in range(len(columns)):
        total = sum(track.fraction for track in flexible)
        if not flexible or rest <= 0:
            return
        unit = rest / max(1.0, total)
        tight = [track for track in flexible if track.size > unit * track.fraction + 0.01]
        if not tight:
            for track in flexible:
                track.size = unit * track.fraction
            return
        rest -= sum(track.size for track in tight)
        flexible = [track for track in flexible if track not in tight]


def _place(
    boxes: Boxes, box: Box, style: Style, items: list[Item], columns: list[Track],
    rows: list[Track], inner: float, gap: float, row_gap: float, sides: Edges,
) -> float:  # fmt: skip
    used = sum(track.size for track in columns) + gap * (len(columns) - 1)
    start, between = _start(style["justify-content"], inner - used, len(columns))
    lefts, x = [], start
    for track in columns:
        lefts.append(x)
        x += track.size + gap + between
    for item in items:
        first = min(item.column or 0, len(columns) - 1)
        last = min(first + item.columns, len(columns)) - 1
        width = lefts[last] + columns[last].size - lefts[first]
        item.box = _lay(boxes, item, style, width)
    heights = _row_heights(style, items, rows, row_gap)
    tops, y = [], 0.0
    for height in heights:
        tops.append(y)
        y += height + row_gap
    for item in items:
        laid = item.box
        if laid is None:
            continue
        first = min(item.column or 0, len(columns) - 1)
        last = min(first + item.columns, len(columns)) - 1
        width = lefts[last] + columns[last].size - lefts[first]
        top, end = item.row or 0, min((item.row or 0) + item.rows, len(heights)) - 1
        height = tops[end] + heights[end] - tops[top]
        laid = _fill(boxes, item, laid, style, width, height)
        dx = _offset(item, style, "justify", width - laid.width - item.margins[0] - item.margins[1])
        dy = _offset(item, style, "align", height - laid.height - item.margins[2] - item.margins[3])
        box.children.append(
            (
                sides.left + lefts[first] + item.margins[0] + dx,
                sides.top + tops[top] + item.margins[2] + dy,
                laid,
            )
        )
    return max(0.0, y - row_gap)


def _lay(boxes: Boxes, item: Item, style: Style, width: float) -> Box:
    sides = item.style.edges(width)
    room = width - item.margins[0] - item.margins[1]
    auto = item.style.length("width", width) is None
    centred = "auto" in (item.style["margin-left"], item.style["margin-right"])
    if auto and (centred or _word(item, style, "justify") != "stretch"):
        size = boxes.clamp_width(
            item.style, min(boxes.natural_width(item.element, width), room), width, sides
        )
        return boxes.layout(item.element, width, size, None)
    if auto and item.element.tag not in ("img", "svg", "video", "canvas"):
        size = boxes.clamp_width(item.style, room, width, sides)
        return boxes.layout(item.element, width, size, None)
    return boxes.layout(item.element, width, None, None)


def _fill(boxes: Boxes, item: Item, laid: Box, style: Style, width: float, height: float) -> Box:
    room = height - item.margins[2] - item.margins[3]
    if (
        _word(item, style, "align") == "stretch"
        and item.style["height"] in ("auto", "100%")
        and item.style["aspect-ratio"] in ("auto", "")
        and room > laid.height + 0.5
    ):
        limit = item.style.length("max-height", None)
        room = room if limit is None else min(room, limit)
        if laid.children:
            return boxes.layout(item.element, width, laid.width, room)
        laid.height = max(laid.height, room)
    return laid


def _word(item: Item, style: Style, axis: str) -> str:
    own = item.style[f"{axis}-self"]
    word = own if own not in ("auto", "") else style[f"{axis}-items"]
    word = word.split()[-1] if word else "normal"
    return "stretch" if word in ("normal", "legacy", "") else word


def _offset(item: Item, style: Style, axis: str, spare: float) -> float:
    if spare <= 0:
        return 0.0
    if axis == "justify":
        autos = item.style["margin-left"] == "auto", item.style["margin-right"] == "auto"
        if any(autos):
            return spare / 2 if all(autos) else spare if autos[0] else 0.0
    word = _word(item, style, axis)
    return {"center": spare / 2, "end": spare, "flex-end": spare}.get(word, 0.0)


def _row_heights(style: Style, items: list[Item], rows: list[Track], row_gap: float) -> list[float]:
    count = max([len(rows), *((i.row or 0) + i.rows for i in items)], default=0)
    count = min(count, 10 * MAX_TRACKS)
    implicit = tracks(style["grid-auto-rows"], style, 0.0, row_gap)[0] or [Track()]
    heights = []
    for index in range(count):
        track = rows[index] if index < len(rows) else implicit[(index - len(rows)) % len(implicit)]
        tallest = max(
            (_outer(i) for i in items if (i.row or 0) == index and i.rows == 1), default=0.0
        )
        if track.fixed is not None:
            heights.append(track.fixed)
        else:
            heights.append(max(tallest, track.least or 0.0))
    for item in items:
        if item.rows > 1 and count:
            first = min(item.row or 0, count - 1)
            last = min(first + item.rows, count)
            missing = _outer(item) - sum(heights[first:last]) - row_gap * (last - first - 1)
            loose = [
                i for i in range(first, last)
                if (rows[i] if i < len(rows) else implicit[(i - len(rows)) % len(implicit)]).fixed
                is None
            ]  # fmt: skip
            for index in loose if missing > 0 else ():
                heights[index] += missing / len(loose)
    return heights


def _outer(item: Item) -> float:
    return (item.box.height if item.box is not None else 0.0) + item.margins[2] + item.margins[3]
