"""Font sizes, weights and line heights as browsers compute them (CSS Fonts 4, CSS Inline 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import calc, serial
from .tokens import Token, Tokens, keyword

if TYPE_CHECKING:
    from .computed import Style

_FONT_SIZES = {
    "xx-small": (9, 9), "x-small": (10, 9), "small": (13, 10), "medium": (16, 13),
    "large": (18, 16), "x-large": (24, 20), "xx-large": (32, 26), "xxx-large": (48, 39),
}  # fmt: skip


def _monospace(style: Style | None) -> bool:
    return style is not None and style.computed("font-family") == "monospace"


@dataclass(frozen=True, slots=True)
class FontSize:
    """A font size before plain monospace shrinks it: browsers do that to sizes that go back to a
    keyword (or to nothing), not to those set in absolute units.
    """

    px: float = 16.0
    keyword: str | None = "medium"
    absolute: bool = False

    def used(self, monospace: bool) -> float:
        if not monospace or self.absolute:
            return self.px
        return float(_FONT_SIZES[self.keyword][1]) if self.keyword else self.px * 13 / 16


def font_size(style: Style, tokens: Tokens) -> str:
    parent = style.parent.font if style.parent is not None else FontSize()
    word = keyword(tokens)
    if word in _FONT_SIZES:
        style.font = FontSize(float(_FONT_SIZES[word][0]), word)
    elif word in ("larger", "smaller"):
        factor = 1.2 if word == "larger" else 1 / 1.2
        style.font = FontSize(parent.px * factor, None, parent.absolute)
    elif word == "math":
        style.font = parent
    else:
        style.font = _measured(style, tokens[0], parent)
    return _size_text(style)


def _measured(style: Style, token: Token, parent: FontSize) -> FontSize:
    """Return a size given as a length or percentage; em and % are those of the parent."""
    relative = token.type == "percentage" or (
        token.type == "dimension" and token.lower_unit == "em"
    )
    base = parent.px
    if not relative and style.parent is not None:
        base = style.parent.font_size
    size = calc.px(token, replace(_parent_scale(style), em=base), percent_of=base)
    if size is None:
        return parent
    return FontSize(max(0.0, size), None, parent.absolute if relative else True)


def _size_text(style: Style) -> str:
    return f"{serial.number_text(style.font.used(_monospace(style)))}px"


def inherited_font_size(style: Style, value: str) -> str:
    assert style.parent is not None
    style.font = style.parent.font
    # only another family can be of one width, which makes letters smaller
    return _size_text(style) if "font-family" in style.cascaded else value


def _parent_scale(style: Style) -> calc.Scale:
    """Return the scale for font-size itself: em is the parent's."""
    if style.parent is not None:
        scale = style.parent.scale
        root = style.engine.root(style.width)
        if style is not root:
            return scale
    height = float(calc.viewport_height(style.width))
    return calc.Scale(width=float(style.width), height=height)


def font_weight(style: Style, tokens: Tokens) -> str:
    word = keyword(tokens)
    if word in ("normal", "bold"):
        return "400" if word == "normal" else "700"
    if word in ("bolder", "lighter"):
        parent = float(style.parent.computed("font-weight")) if style.parent is not None else 400.0
        return _relative_weight(parent, word)
    value = calc.number(tokens[0])
    return serial.number_text(max(1.0, min(1000.0, value if value is not None else 400.0)))


def _relative_weight(parent: float, word: str) -> str:
    """Return bolder or lighter than *parent* (CSS Fonts 4, 2.2.1)."""
    if word == "bolder":
        return "400" if parent < 350 else "700" if parent < 550 else "900" if parent < 900 else (
            serial.number_text(parent)
        )  # fmt: skip
    return serial.number_text(parent) if parent < 100 else (
        "100" if parent < 550 else "400" if parent < 750 else "700"
    )  # fmt: skip


def line_height(style: Style, tokens: Tokens) -> str:
    token = tokens[0]
    if token.type == "ident":
        return "normal"
    size = style.font_size
    if token.type == "number":
        return serial.number_text(token.value)
    found = calc.quantity(token, calc.Terms(style.scale, {"px": size}))
    if found is None:
        return "normal"
    if set(found) == {""}:
        return serial.number_text(found[""])
    return f"{serial.number_text(found.get('px', 0.0))}px"


def resolved_line_height(style: Style, value: str) -> str:
    if value == "normal" or value.endswith("px"):
        return value
    return f"{serial.number_text(float(value) * style.font_size)}px"
