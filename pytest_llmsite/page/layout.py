"""How many children of a container stand side by side, judged from declarations."""

from __future__ import annotations

from . import tracks, widths
from .dom import Element, Node
from .engine import StyleEngine
from .page import Page

_INLINE_BLOCKS = frozenset(("inline-block", "inline-flex", "inline-grid", "inline-table"))


def track_count(page: Page, container: Element, viewport: int = 1280) -> int | None:
    """Return how many columns a grid has at a viewport; None for what is no grid."""
    node = page.node(container)
    if not page.engine.style(node, viewport)["display"].endswith("grid"):
        return None
    return tracks.count(page.engine, node, viewport)


def columns(page: Page, container: Element, viewport: int = 1280) -> int | None:
    """Return the largest number of children that stand side by side in a container.

    0 for a container without children in the flow; None when only the size of their content decides.
    """
    engine, node = page.engine, page.node(container)
    style = engine.style(node, viewport)
    items = widths.in_flow(engine, node, viewport)
    display = style["display"]
    if display == "none" or not items:
        return 0
    if display.endswith("grid"):
        return _in_grid(engine, node, items, viewport)
    if display.endswith("flex"):
        return _in_flex(engine, node, items, viewport)
    multiple = _multicol(engine, node, viewport)
    if multiple > 1:
        return min(multiple, max(1, len(items)))
    return _in_flow(engine, node, items, viewport)


def _in_grid(engine: StyleEngine, node: Node, items: list[Node], width: int) -> int:
    """Fill rows with the items' spans and return how many share the fullest row."""
    count = tracks.count(engine, node, width)
    areas = tracks.named_areas(engine.style(node, width))
    if any(engine.style(item, width)["grid-column-start"] in areas for item in items):
        return _in_areas(engine, node, items, width)
    best = row = used = 0
    for item in items:
        span = min(count, tracks.span_of(engine.style(item, width), count))
        if used + span > count:
            row = used = 0
        row += 1
        used += span
        best = max(best, row)
    return best


def _in_areas(engine: StyleEngine, node: Node, items: list[Node], width: int) -> int:
    present = {engine.style(item, width)["grid-column-start"] for item in items}
    strings = [
        token.value.split()
        for token in engine.style(node, width).tokens("grid-template-areas")
        if token.type == "string"
    ]
    return max((len({word for word in row if word in present}) for row in strings), default=1) or 1


def _in_flex(engine: StyleEngine, node: Node, items: list[Node], width: int) -> int | None:
    style = engine.style(node, width)
    if style["flex-direction"].startswith("column"):
        return 1
    if style["flex-wrap"] == "nowrap" or len(items) == 1:
        return len(items)
    room = widths.content_width(engine, node, width)
    gap = style.px("column-gap", room) or 0.0
    sizes = [widths.basis(engine.style(item, width), room) for item in items]
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes):
        return None
    return _fullest(known, room, gap)


def _fullest(sizes: list[float], room: float, gap: float) -> int:
    """Break boxes into lines and return how many stand in the fullest."""
    best = line = 0
    used = 0.0
    for size in sizes:
        needed = size + (gap if line else 0.0)
        if line and used + needed > room + 0.5:
            line, used, needed = 0, 0.0, size
        line += 1
        used += needed
        best = max(best, line)
    return best


def _multicol(engine: StyleEngine, node: Node, width: int) -> int:
    style = engine.style(node, width)
    count = style["column-count"]
    least = style.px("column-width")
    if count == "auto" and least is None:
        return 1
    room = widths.content_width(engine, node, width)
    gap = style.px("column-gap", room)
    gap = style.font_size if gap is None else gap
    fitting = max(1, int((room + gap) // (max(1.0, least) + gap))) if least is not None else None
    if count == "auto":
        return fitting or 1
    return min(int(count), fitting) if fitting is not None else int(count)


def _in_flow(engine: StyleEngine, node: Node, items: list[Node], width: int) -> int | None:
    """Count floats, inline blocks and table cells that share a line."""
    room = widths.content_width(engine, node, width)
    displays = [engine.style(item, width)["display"] for item in items]
    cells = displays.count("table-cell")
    if cells:
        return cells
    best = 1
    for kind in ("float", "inline"):
        sizes: list[float] = []
        for item, display in zip(items, displays, strict=True):
            style = engine.style(item, width)
            floats = style["float"] != "none"
            if floats if kind == "float" else (display in _INLINE_BLOCKS and not floats):
                size = style.px("width", room)
                if size is None and len(items) > 1:
                    return None
                size = 0.0 if size is None else size
                around = 0.0 if style["box-sizing"] == "border-box" else widths.edges(style, room)
                sizes.append(size + around + widths.margins(style, room))
        if sizes:
            best = max(best, _fullest(sizes, room, 0.0))
    return best
