"""The boxes that Chromium laid out, for the judges that otherwise read estimated ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..page.boxes import Boxes, Rect

if TYPE_CHECKING:
    from ..page.dom import Element
    from ..page.page import Page
    from .rendering import Rendering


def boxes_of(page: Page, rendering: Rendering, places: Mapping[int, int]) -> Boxes:
    """Return a rendering's boxes for a page's elements; *places* maps theirs to the rendering's."""
    rects: dict[Element, Rect] = {}
    texts: dict[Element, list[Rect]] = {}
    for node in page.document.nodes:
        place = places.get(node.order)
        if place is None:
            continue
        rect = rendering.rects[place]
        # Without a box of its own, an element's is that of what is in it.
        if (rect.width or rect.height) and rendering.looks[place].display != "contents":
            rects[node.element] = rect
        if place in rendering.texts:
            texts[node.element] = list(rendering.texts[place])
    return Boxes.measured(page, rendering.viewport, rects, texts)
