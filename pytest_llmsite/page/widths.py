"""How wide boxes are, in outline: enough to count the columns that fit.

Widths come from the outside in (CSS 2.2, 10.3): the viewport, then margins, padding, borders, `width`,
`min-width` and `max-width`; grid items get their tracks, flexible items their share. What depends on
the size of content is taken as the room there is.
"""

from __future__ import annotations

from . import tracks
from .computed import Style
from .dom import Node
from .engine import StyleEngine
from .handlers import CONTAINERS

_OUT_OF_FLOW = frozenset(("absolute", "fixed"))


def content_width(engine: StyleEngine, node: Node, width: int) -> float:
    """Return the estimated width of a node's content box in CSS pixels."""
    chain = [node, *node.ancestors()]
    known = engine.widths
    found = float(width)
    for each in reversed(chain):
        key = (each, width)
        if key not in known:
            known[key] = found if each.parent is None else _content(engine, each, width, found)
        found = known[key]
    return found


def edges(style: Style, room: float) -> float:
    """Return horizontal padding and borders together, in px."""
    total = 0.0
    for side in ("left", "right"):
        total += style.px(f"padding-{side}", room) or 0.0
        total += style.px(f"border-{side}-width") or 0.0
    return total


def margins(style: Style, room: float) -> float:
    """Return horizontal margins together, in px; auto counts as none."""
    return sum(style.px(f"margin-{side}", room) or 0.0 for side in ("left", "right"))


def in_flow(engine: StyleEngine, node: Node, width: int) -> list[Node]:
    """Return the children that take part in layout, `display: contents` looked through."""
    found: list[Node] = []
    stack = list(reversed(node.children))
    while stack:
        child = stack.pop()
        style = engine.style(child, width)
        if style["display"] == "contents":
            stack.extend(reversed(child.children))
        elif style["display"] != "none" and style["position"] not in _OUT_OF_FLOW:
            found.append(child)
    return found


def _content(engine: StyleEngine, node: Node, width: int, room: float) -> float:
    """Return a content width inside of *room*, the content width of the parent."""
    style = engine.style(node, width)
    display = style["display"]
    if display in ("contents", "inline", "none"):
        return room
    room = _offered(engine, node, style, width, room)
    around = edges(style, room)
    outer = room - margins(style, room)
    own = _sized(style, "width", room, around)
    result = outer - around if own is None else own
    most = _sized(style, "max-width", room, around)
    if most is not None:
        result = min(result, most)
    least = _sized(style, "min-width", room, around)
    if least is not None:
        result = max(result, least)
    return max(0.0, result)


def _sized(style: Style, name: str, room: float, around: float) -> float | None:
    """Return a specified width as one of the content box."""
    value = style.px(name, room)
    if value is None:
        return None
    return value - around if style["box-sizing"] == "border-box" else value


def _offered(engine: StyleEngine, node: Node, style: Style, width: int, room: float) -> float:
    """Return the room that a box has: its track, its share, or its containing block."""
    if style["position"] in _OUT_OF_FLOW:
        if style["position"] == "fixed":
            room = float(width)
        left, right = style.px("left", room), style.px("right", room)
        return (
            room - (left or 0.0) - (right or 0.0)
            if left is not None and right is not None
            else room
        )
    parent = node.parent
    while parent is not None and engine.style(parent, width)["display"] == "contents":
        parent = parent.parent
    if parent is None or engine.style(parent, width)["display"] not in CONTAINERS:
        return room
    above = engine.style(parent, width)
    if above["display"].endswith("grid"):
        return tracks.track_width(engine, parent, node, width, room)
    if above["flex-direction"].startswith("row"):
        return _share(engine, parent, node, width, room)
    return room


def basis(style: Style, room: float) -> float | None:
    """Return a flexible item's size before it grows or shrinks, margins included; None: its content's."""
    value = style.px("flex-basis", room)
    if value is None and style["flex-basis"] == "auto":
        value = style.px("width", room)
    if value is None:
        return None
    if style["box-sizing"] != "border-box":
        value += edges(style, room)
    least, most = style.px("min-width", room), style.px("max-width", room)
    value = max(value if most is None else min(value, most), least or 0.0)
    return value + margins(style, room)


def _share(engine: StyleEngine, parent: Node, node: Node, width: int, room: float) -> float:
    """Return a flexible item's share of a row, in outline: free room goes by flex-grow."""
    items = in_flow(engine, parent, width)
    styles = [engine.style(item, width) for item in items]
    sizes = [basis(style, room) for style in styles]
    own = engine.style(node, width)
    mine = basis(own, room)
    gap = engine.style(parent, width).px("column-gap", room) or 0.0
    if engine.style(parent, width)["flex-wrap"] != "nowrap":
        return _share_of_line(styles, sizes, own, mine, room, gap)
    grow = sum(float(style["flex-grow"]) for style in styles)
    known = sum(size for size in sizes if size is not None)
    free = room - gap * max(0, len(items) - 1) - known
    if mine is None:
        return max(0.0, free / max(1, sizes.count(None)))
    if free > 0 and grow > 0 and None not in sizes:
        return mine + free * float(own["flex-grow"]) / max(grow, 1.0)
    if free < 0 and None not in sizes:
        weight = sum(
            float(style["flex-shrink"]) * (size or 0.0)
            for style, size in zip(styles, sizes, strict=True)
        )
        return max(0.0, mine + free * float(own["flex-shrink"]) * mine / weight) if weight else mine
    return mine


def _share_of_line(
    styles: list[Style],
    sizes: list[float | None],
    own: Style,
    mine: float | None,
    room: float,
    gap: float,
) -> float:
    if mine is None or mine >= room:
        return room
    if float(own["flex-grow"]) <= 0:
        return mine
    per_line = max(1, int((room + gap) // (mine + gap)))
    return (room - gap * (min(per_line, len(sizes)) - 1)) / min(per_line, len(sizes))
