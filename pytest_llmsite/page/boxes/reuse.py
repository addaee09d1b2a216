"""Boxes of pages that differ in nothing that moves a box: laid out once.

Most edits change colours, images behind text, attributes or the head; the boxes of the page before and
after them are the same, element by element.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .engine import Boxes
from .measure import REPLACED, natural_size
from .subtrees import Subtrees

if TYPE_CHECKING:
    from ..computed import Style
    from ..page import Page

KEPT = 6
# What is painted into a box without moving it.
_PAINT = re.compile(
    r"(?:color|background-.+|border-.+-color|border-image-.+|border-.+-radius|box-shadow|text-shadow|"
    r"outline-.+|fill.*|stroke.*|opacity|cursor|transition-.+|animation-.+|text-decoration-.+|filter|"
    r"caret-color|accent-color|mask-.+|object-position|pointer-events|backdrop-filter|"
    r"scroll-behavior|user-select|will-change)\Z"
)
_PAINT_VALUE = re.compile(
    r"\s*(?:#[0-9a-f]{3,8}|rgba?\(.*\)|hsla?\(.*\)|\d+\s*,\s*\d+\s*,\s*\d+)\s*\Z", re.I
)

_Shape = tuple[object, ...]
_kept: OrderedDict[_Shape, Boxes] = OrderedDict()
_paints: dict[str, bool] = {}


def boxes_like(page: Page, viewport: int) -> Boxes:
    """Return the boxes of a page, taken from an equally shaped page where there was one."""
    elements = list(_rendered(page, viewport))
    parts = [_part(page, viewport, element) for element in elements]
    shape = (viewport, *parts)
    found = _kept.get(shape)
    if found is None:
        boxes = Boxes(page, viewport, _subtrees(page, viewport, elements, parts))
        _kept[shape] = boxes
        boxes.order = elements
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return boxes
    _kept.move_to_end(shape)
    return found if found.page is page else found.carried_to(page, elements)


def _subtrees(page: Page, viewport: int, elements: list[Any], parts: list[object]) -> Subtrees:
    """Return the page's parts, told apart by all computed styles: what is inherited counts as well."""
    styles = page.engine.styles(viewport)
    nodes = page.document.by_element
    places = {element: place for place, element in enumerate(elements)}
    facts = [
        (styles[nodes[element]].store.number, part)
        for element, part in zip(elements, parts, strict=True)
    ]
    return Subtrees(elements, facts, [places.get(e.getparent(), -1) for e in elements])


def _rendered(page: Page, viewport: int) -> Iterator[Any]:
    """Yield the elements that may have boxes, in document order."""
    stack = [page.root]
    while stack:
        element = stack.pop()
        yield element
        if page.style(element, viewport)["display"] != "none":
            stack.extend(child for child in reversed(element) if isinstance(child.tag, str))


def _part(page: Page, viewport: int, element: Any) -> object:
    style = page.style(element, viewport)
    if style["display"] == "none":
        return None
    size = (
        natural_size(page, element) if element.tag in REPLACED or element.tag == "input" else None
    )
    texts = (element.text, *(child.tail for child in element))
    spans = tuple(element.get(name) for name in ("colspan", "rowspan", "open"))
    return element.tag, geometry(style), texts, size, spans


def geometry(style: Style) -> object:
    """Return what an element's winning declarations say of its box, in a form that can be compared."""
    store = style.store
    if store.geometry is None:
        store.geometry = frozenset(
            winner.share or store.number
            for name, winner in style.cascaded.items()
            if not _paints_only(name, winner.value)
        )
    return store.geometry


def _paints_only(name: str, value: Any) -> bool:
    if name.startswith("--"):
        return _PAINT_VALUE.match(value.content) is not None
    if name == "font-family":  # widths of texts are estimated whatever the face
        return "monospace" not in value.content
    known = _paints.get(name)
    if known is None:
        known = _paints[name] = _PAINT.match(name) is not None
    return known
