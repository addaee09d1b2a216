"""Lengths, edges, text widths and natural sizes: what layout measures before it places anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..calc import Scale, px, viewport_height
from ..properties import PROPERTIES
from ..shorthand_parts import SIDES
from ..tokens import significant, tokenise

if TYPE_CHECKING:
    from ..cascade import Cascaded
    from ..computed import Style as ComputedStyle
    from ..page import Page

Element = Any

REPLACED = frozenset({"img", "video", "canvas", "iframe", "object", "embed", "svg"})
CONTROLS = frozenset({"input", "select", "textarea", "button", "progress", "meter"})
SKIPPED = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "meta", "link", "datalist", "option",
     "optgroup", "source", "track", "param", "area", "map", "col", "colgroup", "wbr"}
)  # fmt: skip

_CHARACTER = 0.5  # mean width of a character of a text face, in em
_CAPITAL = 0.64
_BOLD = 1.06
_SPACE = 0.27


@lru_cache(maxsize=8192)
def _against(
    value: str, em: float, width: float, height: float, percent: float | None
) -> float | None:
    tokens = significant(tokenise(value))
    if len(tokens) != 1:
        return None
    return px(tokens[0], Scale(em=em, rem=16.0, width=width, height=height), percent)


_PLAIN = re.compile(r"(-?\d+(?:\.\d+)?)px\Z")


# What layout may ask of a style: inherited; without a certain declaration always the same; and all else, which
# has its initial value unless a rule sets it. `display` and `overflow-x` are apart.
_INHERITED = (
    "font-size", "font-weight", "letter-spacing", "line-height", "text-align", "text-transform",
    "text-wrap-mode",
)  # fmt: skip
_WITHOUT = (
    *((f"border-{side}-width", f"border-{side}-style", "0px") for side in SIDES),
    ("float", "float", "none"),
)
_OTHERS = (
    "align-content", "align-items", "align-self", "aspect-ratio", "border-bottom-style",
    "border-left-style", "border-right-style", "border-top-style", "bottom", "box-sizing", "clear",
    "column-count", "column-gap", "column-span", "column-width", "flex-basis", "flex-direction",
    "flex-grow", "flex-shrink", "flex-wrap", "grid-auto-columns", "grid-auto-flow", "grid-auto-rows",
    "grid-column-end", "grid-column-start", "grid-row-end", "grid-row-start", "grid-template-areas",
    "grid-template-columns", "grid-template-rows", "height", "justify-content", "justify-items",
    "justify-self", "left", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height",
    "max-width", "min-height", "min-width", "order", "padding-bottom", "padding-left", "padding-right",
    "padding-top", "position", "right", "row-gap", "top", "transform", "width",
)  # fmt: skip
_SETTABLE = frozenset(_OTHERS)
MAX_STYLES = 6_000

_styles: dict[tuple[object, ...], Style] = {}
_numbers = iter(range(1, 1 << 62))


def measured(computed: ComputedStyle, viewport: int) -> Style:
    """Return what moves a box of a computed style: one object for all that agree in it."""
    found: Style | None = computed.store.measured
    if found is None:
        values = _values(computed)
        key = (viewport, *values.items())
        found = _styles.get(key)
        if found is None:
            if len(_styles) >= MAX_STYLES:
                _styles.clear()
            found = _styles[key] = Style(values, viewport)
        computed.store.measured = found
    return found


def _values(computed: ComputedStyle) -> dict[str, str]:
    """Return what layout may ask of a style: computed where it does not follow from what is not declared."""
    declared = computed.cascaded
    values = {"display": computed["display"]}
    above: Style | None = computed.parent.store.measured if computed.parent is not None else None
    for name in _INHERITED:
        inherits = above is not None and name not in declared and _as_above(name, declared, above)
        values[name] = above[name] if inherits and above is not None else computed[name]
    for name, cause, otherwise in _WITHOUT:
        values[name] = computed[name] if cause in declared else otherwise
    overflows = "overflow-x" in declared or "overflow-y" in declared
    values["overflow-x"] = computed["overflow-x"] if overflows else "visible"
    for name in sorted(_SETTABLE.intersection(declared)):
        constant = declared[name].value.constant
        values[name] = constant if constant is not None else computed[name]
    return values


def _as_above(name: str, declared: Cascaded, above: Style) -> bool:
    """Whether an inherited value is the parent's to the letter."""
    if name == "font-size":
        # only another family makes letters of one width smaller
        return "font-family" not in declared
    if name == "line-height":
        return "font-size" not in declared and "font-family" not in declared
    return name != "text-align" or not above[name].startswith("-webkit-")  # which stops at tables


class Style:
    """What decides an element's box at a viewport, with lengths as numbers; answers are kept.

    Styles with the same *number* say the same.
    """

    __slots__ = (
        "_edges", "_lengths", "_values", "em", "height", "number", "shifted", "viewport",
    )  # fmt: skip

    def __init__(self, values: dict[str, str], viewport: int) -> None:
        self.number = next(_numbers)
        self.viewport = viewport
        self.height = viewport_height(viewport)
        self._values = values
        self._lengths: dict[str, float | None] = {}
        self._edges: tuple[float, Edges] | None = None
        self.em = float(values["font-size"].removesuffix("px"))
        # whether its place may differ from where the layout puts it
        self.shifted = values.get("position") == "relative" or "transform" in values

    def __getitem__(self, name: str) -> str:
        value = self._values.get(name)
        if value is None:
            if name not in _SETTABLE:
                raise KeyError(name)  # it would have to count in `measured`
            value = self._values[name] = PROPERTIES[name].initial
        return value

    @property
    def nowrap(self) -> bool:
        """Whether text is kept on one line."""
        return self["text-wrap-mode"] == "nowrap"

    def length(self, name: str, percent_of: float | None) -> float | None:
        """Return a length in px; None for keywords, and for percentages of nothing known."""
        if name in self._lengths:
            return self._lengths[name]
        value = self[name]
        if "%" in value:
            return _against(value, self.em, float(self.viewport), float(self.height), percent_of)
        found = None
        if value not in ("auto", "none", "normal"):
            plain = _PLAIN.match(value)
            found = (
                float(plain[1])
                if plain
                else _against(value, self.em, float(self.viewport), float(self.height), None)
            )
        self._lengths[name] = found
        return found

    def size(self, name: str, percent_of: float | None) -> float:
        """Return a length in px, 0 for what is none."""
        return self.length(name, percent_of) or 0.0

    def edges(self, available: float) -> Edges:
        """Return padding plus border in a container *available* px wide."""
        if self._edges is None or self._edges[0] != available:
            self._edges = (available, _edges(self, available))
        return self._edges[1]


@dataclass(frozen=True, slots=True)
class Edges:
    """Padding and border of a box, and whether widths include them."""

    left: float
    right: float
    top: float
    bottom: float
    border_box: bool

    @property
    def across(self) -> float:
        """What both sides take of the width."""
        return self.left + self.right

    @property
    def along(self) -> float:
        """What top and bottom take of the height."""
        return self.top + self.bottom


def _edges(style: Style, available: float) -> Edges:
    def side(name: str) -> float:
        width = 0.0
        if style[f"border-{name}-style"] not in ("none", "hidden"):
            width = style.size(f"border-{name}-width", None)
        return style.size(f"padding-{name}", available) + width

    return Edges(
        side("left"), side("right"), side("top"), side("bottom"),
        style["box-sizing"] == "border-box",
    )  # fmt: skip


def text_width(text: str, style: Style) -> float:
    """Return the estimated width of a text on one line, in px."""
    letters = len(text)
    if not letters:
        return 0.0
    spaces = text.count(" ")
    unit = _CHARACTER
    if style["text-transform"] == "uppercase" or text.isupper():
        unit = _CAPITAL
    if weight(style) >= 600:
        unit *= _BOLD
    spacing = style.length("letter-spacing", None) or 0.0
    return style.em * (unit * (letters - spaces) + _SPACE * spaces) + spacing * letters


def weight(style: Style) -> float:
    """Return the font weight as a number."""
    value = style["font-weight"]
    if value.replace(".", "").isdigit():
        return float(value)
    return 700.0 if value in ("bold", "bolder") else 400.0


def line_height(style: Style) -> float:
    """Return the height of one line of text, in px."""
    value = style["line-height"]
    if re.fullmatch(r"\d*\.?\d+", value):
        return float(value) * style.em
    return style.length("line-height", style.em) or 1.2 * style.em


def collapsed(text: str | None) -> str:
    """Return text with its white space collapsed to single blanks; blanks at the ends stay one."""
    return re.sub(r"[ \t\n\r\f]+", " ", text or "")


def children(element: Element) -> Iterator[Element]:
    """Yield the child elements that can have boxes."""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            yield child


_DEFAULTS = {
    "video": (300.0, 150.0), "canvas": (300.0, 150.0), "iframe": (300.0, 150.0),
    "object": (300.0, 150.0), "embed": (300.0, 150.0), "svg": (300.0, 150.0),
    "textarea": (180.0, 40.0), "select": (90.0, 22.0), "progress": (160.0, 16.0),
    "meter": (80.0, 16.0),
}  # fmt: skip
_TICKS = frozenset({"checkbox", "radio"})


def natural_size(page: Page, element: Element) -> tuple[float, float]:
    """Return an element's natural width and height in px: image, frame, control (0, 0 when unknown)."""
    tag = element.tag
    if tag == "input":
        kind = (element.get("type") or "text").lower()
        if kind == "hidden":
            return 0.0, 0.0
        return (13.0, 13.0) if kind in _TICKS else (170.0, 21.0)
    width, height = _attribute(element, "width"), _attribute(element, "height")
    if tag == "img":
        return _image_size(page, element, width, height)
    if tag == "svg" and element.get("viewBox"):
        numbers = re.findall(r"-?\d+(?:\.\d+)?", element.get("viewBox"))
        if len(numbers) == 4 and float(numbers[2]) > 0 and float(numbers[3]) > 0:
            ratio = float(numbers[3]) / float(numbers[2])
            if width or height:
                return width or height / ratio, height or width * ratio
            return 300.0, 300.0 * ratio
    default = _DEFAULTS.get(tag, (0.0, 0.0))
    return width or default[0], height or default[1]


def _image_size(page: Page, element: Element, width: float, height: float) -> tuple[float, float]:
    if width and height:
        return width, height
    resource = page.resource(element.get("src") or "") if element.get("src") else None
    size = resource.size if resource is not None else None
    if not size or not size[0] or not size[1]:
        return width or 0.0, height or 0.0
    if width or height:
        return width or height * size[0] / size[1], height or width * size[1] / size[0]
    return float(size[0]), float(size[1])


def _attribute(element: Element, name: str) -> float:
    found = re.match(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*$", element.get(name) or "")
    return float(found[1]) if found else 0.0
