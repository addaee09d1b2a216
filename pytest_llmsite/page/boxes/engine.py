"""Lays out a page: sizes from the outside in, heights from the inside out, then positions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..calc import viewport_height
from . import flex, flow, grid, intrinsic
from .measure import CONTROLS, REPLACED, Edges, Style, children, measured, natural_size
from .rect import Box, Rect, union
from .subtrees import Subtrees

if TYPE_CHECKING:
    from ..page import Page

Element = Any

MAX_DEPTH = 90  # of nested boxes; deeper content counts as empty
_INLINE = frozenset({"inline", "ruby", "inline-flow"})
_ATOMIC = frozenset({"inline-block", "inline-flex", "inline-grid", "inline-table"})
_FLEX = frozenset({"flex", "inline-flex", "-webkit-flex", "-webkit-box", "-webkit-inline-box"})
_GRID = frozenset({"grid", "inline-grid", "grid-lanes", "masonry"})


class Boxes:
    """The boxes of a page at one viewport width."""

    def __init__(
        self,
        page: Page,
        viewport: int = 1280,
        subtrees: Subtrees | None = None,
        styles: dict[Element, Style] | None = None,
    ) -> None:
        self.page = page
        self._subtrees = subtrees
        self.viewport = viewport
        self.height = viewport_height(viewport)
        self._styles: dict[Element, Style] = styles or {}
        self._widths: dict[tuple[Element, bool, float], float] = {}
        self._rects: dict[Element, Rect] = {}
        self._texts: dict[Element, list[Rect]] = {}
        self._depth = 0
        self.order: list[Element] = []  # the elements that may have boxes, in document order
        self.exact = False
        self._run()

    @classmethod
    def measured(
        cls, page: Page, viewport: int, rects: dict[Element, Rect], texts: dict[Element, list[Rect]]
    ) -> Boxes:
        """Return boxes that were laid out elsewhere, by a browser: nothing of them is an estimate."""
        found = object.__new__(cls)
        found.page, found.viewport, found.height = page, viewport, viewport_height(viewport)
        found.order, found._styles, found._widths, found._depth = [], {}, {}, 0
        found._subtrees = None
        found._rects, found._texts, found.exact = rects, texts, True
        return found

    def carried_to(self, page: Page, order: list[Element]) -> Boxes:
        """Return these boxes for the elements of a page of the same shape, given in the same order."""
        carried = object.__new__(Boxes)
        carried.page, carried.viewport, carried.height = page, self.viewport, self.height
        carried.order = order
        carried.exact = self.exact
        carried._styles, carried._widths, carried._depth = {}, {}, 0
        carried._subtrees = None
        twins = dict(zip(self.order, order, strict=True))
        carried._rects = {twins[element]: rect for element, rect in self._rects.items()}
        carried._texts = {twins[element]: rects for element, rects in self._texts.items()}
        return carried

    @cached_property
    def right(self) -> float:
        """How far to the right anything reaches."""
        texts = (rect for rects in self._texts.values() for rect in rects)
        return max((rect.right for rect in chain(self._rects.values(), texts)), default=0.0)

    def rect(self, element: Element) -> Rect | None:
        """Return an element's border box, or None when it has none.

        For `display: contents` and for inline elements it is the union of what is in them.
        """
        found = self._rects.get(element)
        if found is not None:
            return found
        return union(self._below(element))

    def text(self, element: Element) -> Rect | None:
        """Return the rectangle around all text in an element, or None when it has none."""
        return union(rect for node in element.iter() for rect in self._texts.get(node, ()))

    def style(self, element: Element) -> Style:
        """Return an element's computed style with lengths as numbers."""
        style = self._styles.get(element)
        if style is None:
            style = measured(self.page.style(element, self.viewport), self.viewport)
            self._styles[element] = style
        return style

    def _below(self, element: Element) -> Iterable[Rect]:
        for child in children(element):
            rect = self.rect(child)
            if rect is not None:
                yield rect
        yield from self._texts.get(element, ())

    def _run(self) -> None:
        root = self.page.root
        box = self.layout(root, float(self.viewport), float(self.viewport), None)
        box.height = max(box.height, float(self.height))
        self._place_pending(box, root, fixed=True)
        self._collect(box, 0.0, 0.0)

    def _collect(self, box: Box, x: float, y: float) -> None:
        stack = [(box, x, y)]
        while stack:
            box, x, y = stack.pop()
            if box.element is not None:
                style = self.style(box.element)
                if style.shifted:
                    dx, dy = self._shift(box, style)
                    x, y = x + dx, y + dy
                self._rects[box.element] = Rect(x, y, box.width, box.height)
                texts = self._texts.setdefault(box.element, [])
                for text in box.texts:
                    texts.append(Rect(x + text.left, y + text.top, text.width, text.height))
            for left, top, child in box.children:
                stack.append((child, x + left, y + top))

    def _shift(self, box: Box, style: Style) -> tuple[float, float]:
        """Return how far relative positioning and a translation move a box."""
        dx = dy = 0.0
        if style["position"] == "relative":
            left, right = style.length("left", box.width), style.length("right", box.width)
            top, bottom = style.length("top", None), style.length("bottom", None)
            dx = left if left is not None else -(right or 0.0)
            dy = top if top is not None else -(bottom or 0.0)
        x, y = flow.translation(style, box)
        return dx + x, dy + y

    # --- layout of one element -------------------------------------------------------------------

    def layout(
        self, element: Element, available: float, width: float | None, height: float | None
    ) -> Box:
        """Lay out an element whose container is *available* px wide.

        *width* and *height* force its border box (stretched items); None leaves them to its style.
        """
        room = (available, width, height)
        known = self._subtrees.find(element, room) if self._subtrees is not None else None
        if known is not None:
            return known
        box = Box(element)
        self._depth += 1
        try:
            if self._depth <= MAX_DEPTH:
                self._layout(box, available, width, height)
        finally:
            self._depth -= 1
        if self._subtrees is not None:
            self._subtrees.keep(element, room, box)
        return box

    def _layout(
        self, box: Box, available: float, width: float | None, height: float | None
    ) -> None:
        element, style = box.element, self.style(box.element)
        sides = style.edges(available)
        if width is None:
            width = self.width_of(element, available, sides)
        box.width = width
        replaced = element.tag in REPLACED or (element.tag in CONTROLS and element.tag != "button")
        inner = max(0.0, width - sides.across)
        given = height if height is not None else self.height_of(element, style, width, sides)
        if replaced:
            box.height = (
                given if given is not None else self._replaced_height(element, style, width)
            )
        else:
            content = self._content(box, element, style, inner, sides, given)
            natural = content + sides.along
            box.height = natural if given is None else given
            box.height = max(box.height, self._limit(style, "min-height", sides) or 0.0)
            limit = self._limit(style, "max-height", sides)
            if limit is not None and height is None:
                box.height = min(box.height, limit)
        if self.contains_positioned(style):
            self._place_pending(box, element)

    def _content(
        self, box: Box, element: Element, style: Style, inner: float, sides: Edges,
        height: float | None,
    ) -> float:  # fmt: skip
        """Lay out what is in a box; return the height of its content."""
        display = style["display"]
        definite = None if height is None else max(0.0, height - sides.along)
        if display in _FLEX:
            return flex.layout(self, box, element, style, inner, sides, definite)
        if display in _GRID:
            return grid.layout(self, box, element, style, inner, sides)
        if style["column-count"] != "auto" or style["column-width"] != "auto":
            return flow.columns(self, box, element, style, inner, sides)
        if display in ("table", "inline-table"):
            return flow.table(self, box, element, inner, sides)
        if display == "table-row":
            return flow.row(self, box, element, inner, sides)
        return flow.layout(self, box, element, style, inner, sides)

    # --- sizes -----------------------------------------------------------------------------------

    def width_of(self, element: Element, available: float, sides: Edges) -> float:
        """Return an element's border-box width in a container of *available* px."""
        style = self.style(element)
        margins = self.margins(style, available)
        width = self._specified(style, "width", available, sides)
        if width is None:
            room = max(0.0, available - margins[0] - margins[1])
            if self.shrinks(element, style):
                natural = self.natural_width(element, available)
                width = min(natural, max(room, self.minimum_width(element)))
            else:
                width = room
        return self.clamp_width(style, width, available, sides)

    def clamp_width(self, style: Style, width: float, available: float, sides: Edges) -> float:
        """Apply min-width and max-width to a border-box width."""
        high = self._specified(style, "max-width", available, sides)
        low = self._specified(style, "min-width", available, sides)
        if high is not None:
            width = min(width, high)
        if low is not None:
            width = max(width, low)
        return max(width, sides.across)

    def _specified(self, style: Style, name: str, available: float, sides: Edges) -> float | None:
        value = style.length(name, available)
        if value is None:
            return None
        return value if sides.border_box else value + sides.across

    def _limit(self, style: Style, name: str, sides: Edges) -> float | None:
        value = style.length(name, None)
        if value is None:
            return None
        return value if sides.border_box else value + sides.along

    def height_of(self, element: Element, style: Style, width: float, sides: Edges) -> float | None:
        """Return a border-box height that the style fixes, or None."""
        value = self._limit(style, "height", sides)
        if value is None:
            ratio = flow.aspect_ratio(style)
            value = width / ratio if ratio and element.tag != "img" else None
        return value

    def _replaced_height(self, element: Element, style: Style, width: float) -> float:
        natural_width, natural_height = natural_size(self.page, element)
        ratio = flow.aspect_ratio(style)
        if ratio:
            return width / ratio
        if natural_width and natural_height and element.tag not in CONTROLS:
            return width * natural_height / natural_width
        return natural_height

    def shrinks(self, element: Element, style: Style) -> bool:
        """Whether an auto width means "as wide as the content"."""
        if element.tag in REPLACED or element.tag in CONTROLS:
            return True
        if style["float"] != "none" or style["position"] in ("absolute", "fixed"):
            return True
        return style["display"] in _ATOMIC or style["display"] == "table"

    def margins(self, style: Style, available: float) -> tuple[float, float, float, float]:
        """Return left, right, top and bottom margin in px; auto counts as 0."""
        left, right, top, bottom = (
            style.size(f"margin-{side}", available) for side in ("left", "right", "top", "bottom")
        )
        return left, right, top, bottom

    def natural_width(self, element: Element, available: float) -> float:
        """Return the border-box width that an element takes when nothing limits it (max-content)."""
        return self._intrinsic(element, available, minimum=False)

    def minimum_width(self, element: Element) -> float:
        """Return the border-box width below which an element's content sticks out (min-content)."""
        return self._intrinsic(element, 0.0, minimum=True)

    def _intrinsic(self, element: Element, available: float, minimum: bool) -> float:
        key = (element, minimum, available)
        if key not in self._widths:
            parts = self._subtrees
            known = parts.width(element, minimum, available) if parts is not None else None
            if known is None:
                known = self._measured(element, available, minimum)
                if parts is not None:
                    parts.keep_width(element, minimum, available, known)
            self._widths[key] = known
        return self._widths[key]

    def _measured(self, element: Element, available: float, minimum: bool) -> float:
        self._depth += 1
        try:
            if self._depth > MAX_DEPTH:
                return 0.0
            return intrinsic.intrinsic_width(self, element, available, minimum)
        finally:
            self._depth -= 1

    # --- what is out of the flow -----------------------------------------------------------------

    def contains_positioned(self, style: Style) -> bool:
        """Whether absolutely positioned descendants are placed against this element."""
        return style["position"] != "static" or style["transform"] != "none"

    def is_positioned(self, style: Style) -> bool:
        """Whether an element is taken out of the flow and placed by its insets."""
        return style["position"] in ("absolute", "fixed")

    def postpone(self, box: Box, element: Element, x: float, y: float) -> None:
        """Remember an absolutely positioned child and where it would stand in the flow."""
        box.pending.append((element, box, x, y))

    def _place_pending(self, box: Box, element: Element, fixed: bool = False) -> None:
        for item in _take_pending(box, self, fixed):
            flow.place(self, box, *item)


def _take_pending(box: Box, boxes: Boxes, fixed: bool) -> list[tuple[Element, float, float]]:
    """Collect the positioned elements in a box that no nearer container has taken, with the static
    position of each relative to the box."""
    found: list[tuple[Element, float, float]] = []
    stack = [(box, 0.0, 0.0)]
    while stack:
        current, x, y = stack.pop()
        kept = []
        for element, owner, left, top in current.pending:
            if not fixed and boxes.style(element)["position"] == "fixed":
                kept.append((element, owner, left, top))
            else:
                found.append((element, x + left, y + top))
        current.pending = kept
        stack.extend((child, x + left, y + top) for left, top, child in current.children)
    return found


def is_inline(style: Style) -> bool:
    """Whether an element's content flows in its parent's lines."""
    return style["display"] in _INLINE


def is_atomic(element: Element, style: Style) -> bool:
    """Whether an element is one unit in its parent's lines."""
    if style["display"] in _ATOMIC:
        return True
    return is_inline(style) and (element.tag in REPLACED or element.tag in CONTROLS)
