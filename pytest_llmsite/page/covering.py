"""Which boxes lie behind an element although they are no ancestors of it.

Heroes are commonly built from an absolutely positioned image and overlay beside the text. A box counts when
its declarations say that it fills its containing block (or shares a grid cell with the text) and that
it is painted before the text (CSS 2.2, appendix E).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .computed import Style
from .dom import Node
from .engine import StyleEngine
from .handlers import CONTAINERS

REPLACED = frozenset(("img", "video", "picture", "canvas", "iframe", "object", "embed", "svg"))
_OUT_OF_FLOW = frozenset(("absolute", "fixed"))
MAX_CHILDREN = 200  # of one ancestor that are looked at
MAX_BOXES = 40  # behind one text; more are decoration, or an attack


@dataclass(frozen=True, slots=True)
class Box:
    """Something that fills the place where a text stands; *picture*: it is an image or video."""

    node: Node
    style: Style
    picture: bool
    certain: bool = True  # whether it is certain to lie there


def behind(
    engine: StyleEngine, node: Node, following: Node | None, stop: int | None, width: int
) -> Iterator[Box]:
    """Yield the boxes that *node* contributes behind a text in it, bottom first.

    *following* is its child on the way to the text, None for a text of its own; *stop* is the level at
    which that child, or the first thing in it on the way, is painted as if positioned; None if none is.
    """
    found: list[tuple[int, int, Box]] = []
    for order, candidate in enumerate(_candidates(engine, node, following, width)):
        level = _level(candidate.style)
        if _below(level, candidate, following, stop):
            found.append((level, order, candidate))
    found.sort(key=lambda item: item[:2])
    for _, _, box in found[-MAX_BOXES:]:
        yield box
        if box.style.pseudo is None:
            yield from _inside(engine, box.node, width)
    if following is not None:
        yield from _overlapped(engine, node, following, width)


def _candidates(
    engine: StyleEngine, node: Node, following: Node | None, width: int
) -> Iterator[Box]:
    generated = engine.cascade.generated(node)
    for name in ("before", "after"):
        if name == "after":
            yield from _children(engine, node, following, width)
        if name in generated:
            style = engine.style(node, width, name)
            shown = style["content"] not in ("none", "normal") and style["display"] != "none"
            if shown and fills(style):
                yield Box(node, style, picture=False)


def _children(engine: StyleEngine, node: Node, following: Node | None, width: int) -> Iterator[Box]:
    key = (node, width)
    if key not in engine.covering:
        engine.covering[key] = list(_own_covering(engine, node, width))
    grid = following is not None and engine.style(node, width)["display"].endswith("grid")
    shared = engine.style(following, width) if following is not None and grid else None
    for child, always in engine.covering[key]:
        style = engine.style(child, width)
        if child is not following and (always or (shared and _same_cell(style, shared))):
            yield Box(child, style, picture=child.tag in REPLACED)


def _own_covering(engine: StyleEngine, node: Node, width: int) -> Iterator[tuple[Node, bool]]:
    """Yield children that may lie behind their siblings; True: they fill all of the box."""
    grid = engine.style(node, width)["display"].endswith("grid")
    for child in node.children[:MAX_CHILDREN]:
        style = engine.style(child, width)
        if style["display"] == "none" or style["visibility"] != "visible":
            continue
        if fills(style):
            yield child, True
        elif grid and style["grid-row-start"] != "auto":
            yield child, False


def fills(style: Style) -> bool:
    """Whether a box is out of flow and fills its containing block."""
    if style["position"] not in _OUT_OF_FLOW:
        return False
    return _spans(style, "left", "right", "width") and _spans(style, "top", "bottom", "height")


def _spans(style: Style, start: str, end: str, size: str) -> bool:
    first, second = style.px(start, 100.0), style.px(end, 100.0)
    if first is not None and second is not None and style[size] == "auto":
        return first <= 0 and second <= 0
    extent = style[size]
    full = extent.endswith("%") and float(extent[:-1]) >= 100
    full = full or extent in ("100vw", "100vh", f"{style.width}px")
    return full and (first is None or first <= 0 or first == 50)


def _same_cell(style: Style, other: Style) -> bool:
    names = ("grid-row-start", "grid-column-start")
    return all(style[name] != "auto" and style[name] == other[name] for name in names)


def _level(style: Style) -> int:
    value = style["z-index"]
    return int(value) if value not in ("auto", "") and value.lstrip("-").isdigit() else 0


def painted_level(engine: StyleEngine, node: Node, width: int) -> int | None:
    """Return the level at which a node is painted as if positioned, None for what is in the flow."""
    style = engine.style(node, width)
    notes = style.store.notes
    if painted_level not in notes:
        notes[painted_level] = _own_level(style)
    level: int | None = notes[painted_level]
    if level is None and style["z-index"] != "auto" and node.parent is not None:
        contained = engine.style(node.parent, width)["display"] in CONTAINERS
        return _level(style) if contained else None
    return level


def _own_level(style: Style) -> int | None:
    """Return the level at which a box is painted as its own style says."""
    if style["position"] != "static":
        return _level(style)
    if float(style["opacity"]) < 1 or style["transform"] != "none" or style["filter"] != "none":
        return 0
    return None


def _below(level: int, box: Box, following: Node | None, stop: int | None) -> bool:
    """Whether a box is painted before the text."""
    if stop is None:
        # plain text: only what has a negative level, or stands earlier in the flow, lies below
        return level < 0 or box.style["position"] == "static"
    if level != stop:
        return level < stop
    if box.style.pseudo is not None:
        return box.style.pseudo == "before"
    return following is None or box.node.index < following.index


def _inside(engine: StyleEngine, node: Node, width: int) -> Iterator[Box]:
    """Yield what fills a covering box: pictures and overlays in it."""
    stack = list(reversed(node.children[:MAX_CHILDREN]))
    for _ in range(MAX_CHILDREN):
        if not stack:
            return
        child = stack.pop()
        style = engine.style(child, width)
        if style["display"] == "none":
            continue
        if child.tag in REPLACED:
            yield Box(child, style, picture=True)
        elif fills(style) or style["height"] == "100%":
            yield Box(child, style, picture=False)
            stack.extend(reversed(child.children))
        elif child.tag in ("picture", "figure", "div", "source"):
            stack.extend(reversed(child.children))


def _overlapped(engine: StyleEngine, node: Node, following: Node, width: int) -> Iterator[Box]:
    """Yield what an absolutely positioned child is laid upon: pictures in the flow beside it."""
    style = engine.style(following, width)
    if style["position"] not in _OUT_OF_FLOW:
        return
    if style["position"] == "fixed" or node.tag == "body":
        yield from _under_header(engine, node, following, width)
        return
    for child in node.children[:MAX_CHILDREN]:
        if child is following or engine.style(child, width)["position"] in _OUT_OF_FLOW:
            continue
        picture = child.tag in REPLACED or (
            child.tag in ("a", "picture", "figure", "div")
            and any(inner.tag in REPLACED for inner in child.children[:4])
        )
        if picture and engine.style(child, width)["display"] != "none":
            yield Box(child, engine.style(child, width), picture=True, certain=False)


def _under_header(engine: StyleEngine, node: Node, following: Node, width: int) -> Iterator[Box]:
    """Yield the block that a header out of flow is laid upon: the next one in the flow."""
    for sibling in node.children[following.index + 1 :][:MAX_CHILDREN]:
        style = engine.style(sibling, width)
        if style["display"] == "none" or style["position"] in _OUT_OF_FLOW:
            continue
        block = sibling
        for _ in range(3):  # <main> and the like: the first section in it is what shows
            yield Box(block, engine.style(block, width), picture=False)
            yield from _filling(engine, block, width)
            inner = [
                child for child in block.children[:MAX_CHILDREN]
                if engine.style(child, width)["display"] != "none"
                and engine.style(child, width)["position"] not in _OUT_OF_FLOW
            ]  # fmt: skip
            if not inner or block.tag not in ("main", "div"):
                return
            block = inner[0]
        return


def _filling(engine: StyleEngine, node: Node, width: int) -> Iterator[Box]:
    for box in _candidates(engine, node, None, width):
        yield box
        if box.style.pseudo is None:
            yield from _inside(engine, box.node, width)
