"""How single properties are computed: those that need more than lengths and colours made absolute.

COMPUTED turns specified into computed values, INHERITING adapts what is inherited, RESOLVED turns computed
values into what getComputedStyle prints.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from . import calc, colour_syntax, font_sizes, serial
from .colour import BLACK
from .properties import PROPERTIES
from .tokens import Token, Tokens, keyword, split

if TYPE_CHECKING:
    from .computed import Style

Handler: TypeAlias = "Callable[[Style, Tokens], str]"
Adaptation: TypeAlias = "Callable[[Style, str], str]"

# Properties whose computed value looks at the parent's even when the element sets its own.
FROM_PARENT = frozenset(
    ("color", "font-size", "font-weight", "display", "text-align", "font-family")
)
CASED = frozenset(
    "animation-name grid-template-columns grid-template-rows grid-template-areas grid-row-start "
    "grid-row-end grid-column-start grid-column-end container-name transition-property content "
    "background-image border-image-source mask-image list-style-image list-style-type "
    "counter-reset counter-increment counter-set will-change quotes cursor clip-path filter fill "
    "stroke animation-timeline".split()
)


@cache
def takes_lengths(name: str) -> bool:
    """Whether a plain zero is a length for this property, not a number."""
    syntax = PROPERTIES[name].syntax
    if name in ("background-image", "flex-basis") or "<number" in syntax or "<integer" in syntax:
        return name == "flex-basis"
    kinds = ("<length", "<lp", "<size>", "<max-size>", "<shadow>", "<position>", "<track-")
    return any(kind in syntax for kind in kinds)


def _own_length(style: Style, token: Token) -> float | None:
    return calc.px(token, style.scale)


def _colour(style: Style, tokens: Tokens) -> str:
    """Compute `color` itself, where currentcolor is the parent's."""
    current = style.parent.current if style.parent is not None else BLACK
    found = colour_syntax.parse(tokens[0], current)
    return found.css if found is not None else BLACK.css


def _inherited_colour(style: Style, value: str) -> str:
    """In quirks mode a table takes its colour from body."""
    if style.node.tag == "table" and style.engine.document.quirks and style.pseudo is None:
        for ancestor in style.node.ancestors():
            if ancestor.tag == "body":
                return style.engine.style(ancestor, style.width).computed("color")
    return value


_BLOCKIFIED = {
    "inline": "block", "inline-block": "block", "inline-flex": "flex", "inline-grid": "grid",
    "inline-table": "table", "-webkit-inline-box": "-webkit-box", "table-row": "block",
    "table-cell": "block", "table-row-group": "block", "table-header-group": "block",
    "table-footer-group": "block", "table-column": "block", "table-column-group": "block",
    "table-caption": "block", "ruby": "block ruby", "ruby-text": "block", "math": "block math",
}  # fmt: skip
_DISPLAYS = {
    "flow": "block", "block flow": "block", "inline flow": "inline", "flow-root": "flow-root",
    "block flow-root": "flow-root", "inline flow-root": "inline-block", "block flex": "flex",
    "inline flex": "inline-flex", "block grid": "grid", "inline grid": "inline-grid",
    "block table": "table", "inline table": "inline-table", "block ruby": "block ruby",
    "inline ruby": "ruby", "inline math": "math", "-webkit-flex": "flex",
    "-webkit-inline-flex": "inline-flex", "block list-item": "list-item",
    "flow list-item": "list-item", "list-item flow": "list-item", "list-item block": "list-item",
}  # fmt: skip
CONTAINERS = frozenset(("flex", "inline-flex", "grid", "inline-grid"))


def _display(style: Style, tokens: Tokens) -> str:
    words = [str(token.lower_value) for token in tokens]
    if len(words) == 2 and words[0] not in ("block", "inline"):
        words.reverse()
    value = _DISPLAYS.get(" ".join(words), " ".join(words))
    if value == "-webkit-box" and style.computed("-webkit-line-clamp") != "none":
        value = "flow-root" if style.computed("-webkit-box-orient") == "vertical" else value
    if value in ("none", "contents"):
        return "block" if value == "contents" and style.parent is None else value
    if style.parent is None or style.computed("position") in ("absolute", "fixed"):
        return _BLOCKIFIED.get(value, value)
    if style.computed("float") != "none":
        return _BLOCKIFIED.get(value, value)
    box = style.parent
    while box.computed("display") == "contents" and box.parent is not None:
        box = box.parent
    if box.computed("display") in CONTAINERS or box.computed("display") in (
        "-webkit-box", "-webkit-inline-box"
    ):  # fmt: skip
        return _BLOCKIFIED.get(value, value)
    return value


def _float(style: Style, tokens: Tokens) -> str:
    if style.computed("position") in ("absolute", "fixed"):
        return "none"
    value = str(tokens[0].lower_value)
    if value.startswith("inline-"):
        ltr = style.computed("direction") == "ltr"
        return "left" if (value == "inline-start") == ltr else "right"
    return value


def _text_align(style: Style, tokens: Tokens) -> str:
    value = str(tokens[0].lower_value)
    parent = style.parent.computed("text-align") if style.parent is not None else "start"
    if value == "-webkit-match-parent":
        direction = style.parent.computed("direction") if style.parent is not None else "ltr"
        if parent in ("start", "end"):
            return "left" if (parent == "start") == (direction == "ltr") else "right"
        return parent
    if value == "-internal-center":
        return "center" if parent == "start" else parent
    return _table_align(style, value)


def _table_align(style: Style, value: str) -> str:
    """The alignment of `<center>` and `align=` moves a table but does not reach into it."""
    legacy = value in ("-webkit-center", "-webkit-left", "-webkit-right")
    return "start" if legacy and style.computed("display") in ("table", "inline-table") else value


def _overflow(style: Style, tokens: Tokens, other: str) -> str:
    value = str(tokens[0].lower_value)
    value = "auto" if value == "overlay" else value
    facing = style.cascaded.get(other)
    opposite = "visible"
    if facing is not None:
        found = style.specified(other, facing)
        opposite = keyword(found) or "visible" if found else "visible"
    if opposite not in ("visible", "clip"):
        return {"visible": "auto", "clip": "hidden"}.get(value, value)
    return value


def _line_width(style: Style, tokens: Tokens) -> str:
    word = keyword(tokens)
    widths = {"thin": 1.0, "medium": 3.0, "thick": 5.0}
    value = widths[word] if word in widths else _own_length(style, tokens[0]) or 0.0
    if 0 < value < 1:
        value = 1.0
    return f"{serial.number_text(float(int(max(0.0, value))))}px"


def _without_line(style: Style, value: str, line: str) -> str:
    return "0px" if style.computed(line) in ("none", "hidden") else value


def _opacity(style: Style, tokens: Tokens) -> str:
    value = calc.number(tokens[0], percent_of=1.0)
    return serial.number_text(max(0.0, min(1.0, 1.0 if value is None else value)))


def _vertical(name: str) -> Handler:
    def compute(style: Style, tokens: Tokens) -> str:
        return _overflow(style, tokens, name)

    return compute


def _kept_current(style: Style, tokens: Tokens) -> str:
    """Keep currentcolor where it is inherited as such: each element has its own."""
    if keyword(tokens) == "currentcolor":
        return "currentcolor"
    found = colour_syntax.parse(tokens[0], style.current)
    return found.css if found is not None else "currentcolor"


def _resolved_current(style: Style, value: str) -> str:
    return style.current.css if value == "currentcolor" else value


_GLYPHS = ("-webkit-text-fill-color", "-webkit-text-stroke-color")


def _letter_spacing(style: Style, tokens: Tokens) -> str:
    value = _own_length(style, tokens[0]) if tokens[0].type != "ident" else None
    return f"{serial.number_text(value)}px" if value else "normal"


def _shadow(style: Style, tokens: Tokens, lengths: int) -> str:
    """Write shadows as browsers do: colour, lengths (missing ones zero), inset."""
    if keyword(tokens) == "none":
        return "none"
    shadows = []
    for part in split(tokens):
        colour = style.current
        sizes: list[str] = []
        inset = ""
        for token in part:
            if token.type == "ident" and token.lower_value == "inset":
                inset = " inset"
            elif (found := colour_syntax.parse(token, style.current)) is not None:
                colour = found
            else:
                sizes.append(f"{serial.number_text(_own_length(style, token) or 0.0)}px")
        sizes += ["0px"] * (lengths - len(sizes))
        shadows.append(f"{colour.css} {' '.join(sizes)}{inset}")
    return ", ".join(shadows)


_EDGES = {"left": "0%", "top": "0%", "center": "50%", "right": "100%", "bottom": "100%",
          "x-start": "0%", "y-start": "0%", "x-end": "100%", "y-end": "100%"}  # fmt: skip


def _place(style: Style, tokens: Tokens) -> str:
    """Write a background position with edges as percentages."""
    return ", ".join(_place_one(style, part) for part in split(tokens))


def _place_one(style: Style, tokens: list[Token]) -> str:
    word = keyword(tokens[:1])
    if word is None:
        return style.written("background-position-x", tokens)
    if len(tokens) == 1:
        return _EDGES.get(word, word)
    offset = calc.quantity(tokens[1], calc.Terms(style.scale)) or {}
    if word in ("left", "top"):
        return serial.quantity_text(offset)
    far = {unit: -value for unit, value in offset.items()}
    far["%"] = far.get("%", 0.0) + 100.0
    return serial.quantity_text(far)


_STRETCH = {
    "ultra-condensed": "50%", "extra-condensed": "62.5%", "condensed": "75%",
    "semi-condensed": "87.5%", "normal": "100%", "semi-expanded": "112.5%", "expanded": "125%",
    "extra-expanded": "150%", "ultra-expanded": "200%",
}  # fmt: skip


def _stretch(style: Style, tokens: Tokens) -> str:
    word = keyword(tokens)
    return _STRETCH[word] if word in _STRETCH else style.written("font-stretch", tokens)


COMPUTED: dict[str, Handler] = {
    "letter-spacing": _letter_spacing,
    "box-shadow": lambda style, tokens: _shadow(style, tokens, 4),
    "text-shadow": lambda style, tokens: _shadow(style, tokens, 3),
    "background-position-x": _place,
    "background-position-y": _place,
    "font-stretch": _stretch,
    **dict.fromkeys(_GLYPHS, _kept_current),
    "color": _colour,
    "font-size": font_sizes.font_size,
    "font-weight": font_sizes.font_weight,
    "font-family": lambda style, tokens: serial.family_text(tokens),
    "line-height": font_sizes.line_height,
    "display": _display,
    "float": _float,
    "text-align": _text_align,
    "opacity": _opacity,
    "overflow-x": _vertical("overflow-y"),
    "overflow-y": _vertical("overflow-x"),
    "outline-width": _line_width,
    "column-rule-width": _line_width,
    **{f"border-{side}-width": _line_width for side in ("top", "right", "bottom", "left")},
}
INHERITING: dict[str, Adaptation] = {
    "font-size": font_sizes.inherited_font_size,
    "text-align": _table_align,
    "color": _inherited_colour,
}


def _needs_line(line: str) -> Adaptation:
    return lambda style, value: _without_line(style, value, line)


RESOLVED: dict[str, Adaptation] = {
    "line-height": font_sizes.resolved_line_height,
    **dict.fromkeys(_GLYPHS, _resolved_current),
    **{
        f"border-{side}-width": _needs_line(f"border-{side}-style")
        for side in ("top", "right", "bottom", "left")
    },
}
