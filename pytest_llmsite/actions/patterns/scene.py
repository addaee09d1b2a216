"""What a pattern is judged by: where a section's texts, pictures and items lie at one viewport."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ...page.boxes import Boxes, Rect
from ...page.boxes.rect import union
from ..caching import per_page

if TYPE_CHECKING:
    from ...page.colour import Colour
    from ...page.dom import Element
    from ...page.page import Page

WIDE, MEDIUM, NARROW = 1280, 768, 375
VIEWPORTS = (WIDE, MEDIUM, NARROW)
PSEUDO = ("::before", "::after")
PICTURE_TAGS = frozenset({"img", "video", "picture", "svg", "canvas", "iframe", "object"})

_MEDIA_SHARE = 0.03  # of the viewport's area: less is an icon
_SPARE = 2.0  # px that something may stick out


@dataclass(frozen=True, slots=True)
class Media:
    """A picture: an element, or a background of one (*pseudo* names its pseudo-element)."""

    element: Element
    rect: Rect
    background: bool = False
    pseudo: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One of a section's repeated parts: its box, its elements that say something, its pictures."""

    element: Element
    texts: tuple[Element, ...]
    pictures: tuple[Element, ...] = ()


class Scene:
    """A section at one viewport: boxes of what is in it."""

    def __init__(
        self,
        page: Page,
        viewport: int,
        root: Element,
        texts: Sequence[Element],
        items: Sequence[Item] = (),
        without: Iterable[Element] = (),
    ) -> None:
        self.page = page
        self.viewport = viewport
        self.root = root
        self.items = items
        self.without = frozenset(without)  # pictures that are to be thought away
        self.boxes = boxes_of(page, viewport)
        self.texts = [e for e in texts if self.shown(e)]

    def shown(self, element: Element) -> bool:
        """Whether an element can be seen at this viewport (unknown counts as seen)."""
        return element not in self.without and (
            self.page.visible(element, self.viewport) is not False
        )

    def rect(self, element: Element) -> Rect:
        """Return an element's box (empty where it has none)."""
        return self.boxes.rect(element) or Rect(0, 0, 0, 0)

    def style(self, element: Element, name: str) -> str:
        """Return a computed value of an element."""
        return str(self.page.style(element, self.viewport)[name])

    @cached_property
    def frame(self) -> Rect:
        """The section's own box."""
        return self.rect(self.root)

    @cached_property
    def speaking(self) -> frozenset[Element]:
        """The section's texts, and all that is around any of them."""
        return frozenset(each for e in self.texts for each in (e, *e.iterancestors()))

    @cached_property
    def text(self) -> Rect | None:
        """The rectangle around the section's texts."""
        return union(self.text_rect(e) for e in self.texts)

    def text_rect(self, element: Element) -> Rect:
        """Return the rectangle around an element's text."""
        return self.boxes.text(element) or Rect(0, 0, 0, 0)

    @cached_property
    def media(self) -> list[Media]:
        """The section's pictures that are no icons, largest first."""
        least = _MEDIA_SHARE * self.viewport * self.boxes.height
        found = [m for m in self._media(self.root) if m.rect.area >= least]
        return sorted(found, key=lambda media: -media.rect.area)

    def _media(self, root: Element) -> Iterator[Media]:
        for element in root.iter():
            if not isinstance(element.tag, str) or not self.shown(element):
                continue
            if element.tag in PICTURE_TAGS:
                yield Media(element, self.rect(element))
            if self.shows_image(element):
                yield Media(element, self.rect(element), background=True)
            for name in self.page.pseudos(self.page.node(element)):
                pseudo = f"::{name}"
                if self.shows_image(element, pseudo):
                    yield Media(element, self.pseudo_rect(element, pseudo), True, pseudo)

    def shows_image(self, element: Element, pseudo: str | None = None) -> bool:
        """Whether an element, or its pseudo-element, has a background image (a file, no gradient)."""
        style = self.page.style(element, self.viewport, pseudo)
        if pseudo is not None and not has_pseudo(style):
            return False
        return any(word in style["background-image"] for word in ("url(", "image-set("))

    def pseudo_rect(self, element: Element, pseudo: str) -> Rect:
        """Return the estimated box of a pseudo-element that is positioned in, or fills, its element."""
        style = self.page.style(element, self.viewport, pseudo)
        frame = self.rect(element)
        if style["position"] in ("absolute", "fixed"):
            frame = self.rect(self._container(element))
        left, right = style.px("left"), style.px("right")
        top, bottom = style.px("top"), style.px("bottom")
        width = share_of(str(style["width"]), frame.width, style.px("width"))
        height = share_of(str(style["height"]), frame.height, style.px("height"))
        if width is None:
            inset = left is not None and right is not None
            width = frame.width - (left or 0) - (right or 0) if inset else None
        if height is None:
            inset = top is not None and bottom is not None
            height = frame.height - (top or 0) - (bottom or 0) if inset else None
        if width is None:
            width = frame.width if style["display"] == "block" else 0.0
        if height is None:
            height = 0.0
        x = frame.left + left if left is not None else frame.left
        if left is None and right is not None:
            x = frame.right - right - width
        y = frame.top + top if top is not None else frame.top
        if top is None and bottom is not None:
            y = frame.bottom - bottom - height
        return Rect(x, y, max(0.0, width), max(0.0, height))

    def _container(self, element: Element) -> Element:
        node: Element | None = element
        while node is not None:
            if self.style(node, "position") != "static" or self.style(node, "transform") != "none":
                return node
            node = node.getparent()
        return self.page.root

    def rows(self, rects: Sequence[Rect]) -> list[list[int]]:
        """Group rectangles that stand side by side into rows; return their indices, top to bottom."""
        rows: list[list[int]] = []
        for index in sorted(range(len(rects)), key=lambda i: (rects[i].top, rects[i].left)):
            for row in rows:
                if all(rects[index].beside(rects[other]) for other in row):
                    row.append(index)
                    break
            else:
                rows.append([index])
        return rows

    def columns(self, rects: Sequence[Rect]) -> int:
        """Return the largest number of rectangles that stand side by side."""
        return max((len(row) for row in self.rows(rects)), default=0)

    def item_rects(self) -> list[Rect]:
        """Return the boxes of the items that can be seen."""
        return [self.rect(item.element) for item in self.items if self.shown(item.element)]

    def overflowing(self) -> list[Element]:
        """Return the outermost elements in the section that stick out of the window sideways.

        Widths that come from estimated text get a margin of a tenth of the window.
        """
        found: list[Element] = []
        stack = [self.root] if self.boxes.right - self.viewport > _SPARE else []
        while stack:
            element = stack.pop()
            rect = self.boxes.rect(element)
            if rect is not None and self._sticks_out(element, rect):
                found.append(element)
            elif self.style(element, "overflow-x") == "visible":
                stack.extend(child for child in element if isinstance(child.tag, str))
        return found

    def _sticks_out(self, element: Element, rect: Rect) -> bool:
        excess = rect.right - self.viewport
        if rect.width <= 0 or excess <= _SPARE or rect.left >= self.viewport:
            return False
        if self.boxes.exact:
            return self.shown(element)
        style = self.page.style(element, self.viewport)
        declared = any(style.px(name) for name in ("width", "min-width", "flex-basis"))
        if not declared and element.tag not in PICTURE_TAGS and excess <= 0.1 * self.viewport:
            return False
        return self.shown(element)


@per_page
def sticking_out(page: Page, viewport: int, root: Element) -> tuple[Element, ...]:
    """Return what of a part of a page sticks out of the window sideways, outermost first."""
    return tuple(Scene(page, viewport, root, ()).overflowing())


def has_pseudo(style: object) -> bool:
    """Whether a pseudo-element is generated at all."""
    content = str(style["content"])  # type: ignore[index]
    return content not in ("none", "normal", "") and str(style["display"]) != "none"  # type: ignore[index]


def share_of(value: str, whole: float, length: float | None) -> float | None:
    """Return a length that may be a percentage of *whole*."""
    if length is not None:
        return length
    if value.endswith("%"):
        try:
            return float(value[:-1]) * whole / 100
        except ValueError:
            return None
    return None


@lru_cache(maxsize=6)
def boxes_of(page: Page, viewport: int) -> Boxes:
    """Return the boxes of a page at a viewport, computed once for the pages last looked at."""
    return page.boxes(viewport)


def common_ancestor(elements: Iterable[Element]) -> Element | None:
    """Return the nearest element that holds all of *elements*, or None for none."""
    paths = []
    for element in elements:
        path = [element, *element.iterancestors()]
        paths.append(path[::-1])
    if not paths:
        return None
    common = None
    for level in zip(*paths, strict=False):
        if any(node is not level[0] for node in level):
            break
        common = level[0]
    return common


def branch(ancestor: Element, element: Element) -> Element:
    """Return the child of *ancestor* that holds *element* (*ancestor* itself when it is that)."""
    node = element
    while node is not ancestor and node.getparent() is not None:
        parent = node.getparent()
        if parent is ancestor:
            return node
        node = parent
    return ancestor


def paints_above(scene: Scene, upper: Element, lower: Element) -> bool:
    """Whether *upper* is painted over *lower* where they overlap (CSS 2.2, appendix E, simplified)."""
    common = common_ancestor([upper, lower])
    if common is None or common is upper:
        return False
    if common is lower:
        # a child is painted over its ancestor's background, unless it is put behind it
        return _level(scene, upper, common)[0] >= 0 or _isolates(scene, common)
    return _level(scene, upper, common) > _level(scene, lower, common)


def _level(scene: Scene, element: Element, ancestor: Element) -> tuple[float, int]:
    """Return the stacking level of *element* below *ancestor*, and its place in the document."""
    chain = []
    node = element
    while node is not None and node is not ancestor:
        chain.append(node)
        node = node.getparent()
    order = list(ancestor.iter()).index(element)
    for node in reversed(chain):
        level = _own_level(scene, node)
        if level is not None:
            return level, order
    return 0.0, order


def _own_level(scene: Scene, element: Element) -> float | None:
    style = scene.page.style(element, scene.viewport)
    parent = element.getparent()
    z = str(style["z-index"])
    positioned = style["position"] != "static"
    item = parent is not None and scene.style(parent, "display") in (
        "flex",
        "grid",
        "inline-flex",
        "inline-grid",
    )
    if (positioned or item) and z.lstrip("-").isdigit():
        value = float(z)
        return value if value else 0.5
    if positioned or style["transform"] != "none" or style["opacity"] not in ("1", "1.0"):
        return 0.5
    return None


def _isolates(scene: Scene, element: Element) -> bool:
    """Whether an element keeps negative levels inside: it forms a stacking context."""
    style = scene.page.style(element, scene.viewport)
    if str(style["isolation"]) == "isolate" or style["transform"] != "none":
        return True
    if style["opacity"] not in ("1", "1.0"):
        return True
    return style["position"] in ("fixed", "sticky") or (
        style["position"] != "static" and str(style["z-index"]).lstrip("-").isdigit()
    )


def visible_colour(colour: Colour | None) -> bool:
    """Whether a colour can be seen at all."""
    return colour is not None and colour.alpha > 0.05


def chain(scene: Scene, element: Element | None) -> list[Element]:
    """Return an element and what it is in, up to the section; nothing for None."""
    found: list[Element] = []
    while element is not None:
        found.append(element)
        element = None if element is scene.root else element.getparent()
    return found
