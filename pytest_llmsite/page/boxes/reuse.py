"""Boxes of pages that differ in nothing that moves a box: laid out once.

Most edits change colours, images behind text, attributes or the head; the boxes of the page before and
after them are the same, element by element.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .engine import Boxes
from .measure import CONTROLS, REPLACED, Style, measured, natural_size
from .subtrees import Subtrees

if TYPE_CHECKING:
    from ..dom import Node
    from ..page import Page

KEPT = 6
_Shape = tuple[object, ...]
_kept: OrderedDict[_Shape, Boxes] = OrderedDict()


def boxes_like(page: Page, viewport: int) -> Boxes:
    """Return the boxes of a page, taken from an equally shaped page where there was one."""
    nodes = list(_rendered(page, viewport))
    elements = [node.element for node, _ in nodes]
    parts = [_part(page, node, style) for node, style in nodes]
    shape = (viewport, *parts)
    found = _kept.get(shape)
    if found is None:
        places = {node: place for place, (node, _) in enumerate(nodes)}
        above = [places[node.parent] if node.parent is not None else -1 for node, _ in nodes]
        styles = {node.element: style for node, style in nodes}
        boxes = Boxes(page, viewport, Subtrees(elements, parts, above), styles)
        _kept[shape] = boxes
        boxes.order = elements
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return boxes
    _kept.move_to_end(shape)
    return found if found.page is page else found.carried_to(page, elements)


def _rendered(page: Page, viewport: int) -> Iterator[tuple[Node, Style]]:
    """Yield the elements that may have boxes, in document order, with what decides their boxes."""
    engine = page.engine
    stack = [page.document.root]
    while stack:
        node = stack.pop()
        style = measured(engine.style(node, viewport), viewport)
        yield node, style
        if style["display"] != "none":
            stack.extend(reversed(node.children))


def _part(page: Page, node: Node, style: Style) -> object:
    """Return all that an element itself contributes to the layout, in a form that can be compared."""
    if style["display"] == "none":
        return None
    element, tag = node.element, node.element.tag
    size = natural_size(page, element) if tag in REPLACED or tag in CONTROLS else None
    return tag, style.number, node.texts, size
