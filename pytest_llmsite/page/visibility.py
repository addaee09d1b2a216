"""Whether an element can be seen, as far as declarations tell: True, False, or None for unknown."""

from __future__ import annotations

from collections.abc import Callable

from . import calc
from .computed import Style
from .dom import Node
from .tokens import Token, is_literal, significant, split

StyleOf = Callable[[Node], Style]

_AWAY = -900.0  # a negative offset, in px, that no layout uses to show something


def visible(
    node: Node, style_of: StyleOf, scripted: bool, known: dict[Node, bool | None]
) -> bool | None:
    """Return whether *node* can be seen.

    *scripted* says whether the page runs scripts: what is faded out and animates, or is faded out on a
    scripted page, may be faded in later, so that the answer is unknown. *known* keeps what was found for
    each box with all that is around it.
    """
    if _in_closed_list(node) or style_of(node)["visibility"] != "visible":
        return False
    pending = [node]
    while pending[-1].parent is not None and pending[-1].parent not in known:
        pending.append(pending[-1].parent)
    for each in reversed(pending):
        if each not in known:
            around = True if each.parent is None else known[each.parent]
            own = False if _in_closed_details(each) else _shown(style_of(each), scripted)
            known[each] = False if around is False or own is False else own and around
    return known[node]


def _in_closed_list(node: Node) -> bool:
    """Whether this is an entry of a drop-down list, which opens only when asked to."""
    if node.tag not in ("option", "optgroup"):
        return False
    select = next((item for item in node.ancestors() if item.tag == "select"), None)
    if select is None:
        return node.parent is not None and node.parent.tag == "datalist"
    return "multiple" not in select.attrs and select.attrs.get("size", "1") in ("", "0", "1")


def _in_closed_details(node: Node) -> bool:
    parent = node.parent
    if parent is None or parent.tag != "details" or "open" in parent.attrs:
        return False
    summaries = [child for child in parent.children if child.tag == "summary"]
    return not (summaries and summaries[0] is node)


def _shown(style: Style, scripted: bool) -> bool | None:
    """Answer for one element alone, once for all that share its computed values."""
    if style.font_size == 0:
        return _box(style, scripted)  # depends on whether there are elements in it
    notes, key = style.store.notes, (_box, scripted)
    if key not in notes:
        notes[key] = _box(style, scripted)
    found: bool | None = notes[key]
    return found


def _box(style: Style, scripted: bool) -> bool | None:
    """Say whether an element shows itself and what is in it, as far as its own style tells."""
    if style["display"] == "none" or style["content-visibility"] == "hidden":
        return False
    if _clipped(style) or _offscreen(style):
        return False
    changes = style["animation-name"] != "none" or scripted
    if float(style["opacity"]) < 0.02 or _squeezed(style):
        return None if changes else False
    return True


def _clipped(style: Style) -> bool:
    if style["position"] in ("absolute", "fixed") and style["clip"] != "auto":
        tokens = style.tokens("clip")
        numbers = [calc.px(token) for token in _arguments(tokens)]
        known = [number for number in numbers if number is not None]
        if len(known) == 4 and (known[1] - known[3] < 2 or known[2] - known[0] < 2):
            return True
    value = style["clip-path"]
    if not value.startswith(("inset(", "circle(", "polygon(")):
        return False
    arguments = _arguments(style.tokens("clip-path"))
    if value.startswith("circle("):
        return bool(arguments) and calc.px(arguments[0], None, 100.0) == 0
    if value.startswith("inset("):
        shares = [token.value for token in arguments if token.type == "percentage"]
        return bool(shares) and len(shares) == len(arguments) and min(shares) >= 50
    return False


def _arguments(tokens: list[Token]) -> list[Token]:
    if not tokens or tokens[0].type != "function":
        return []
    return [token for token in significant(tokens[0].arguments) if not is_literal(token, ",")]


def _offscreen(style: Style) -> bool:
    """Whether offsets, margins, indents or transforms move the box off the page for certain."""
    indent = style.px("text-indent")
    if indent is not None and indent < _AWAY:
        return True
    x, y = _translation(style)
    position = style["position"]
    if position in ("absolute", "fixed", "relative"):
        for side in ("left", "top"):
            offset = style.px(side, percent_of=float(style.width))
            if offset is not None and offset < _AWAY:
                return True
    if position not in ("absolute", "fixed"):
        return False
    width = float(style.width)
    left, right = style.px("left", width), style.px("right", width)
    own = style.px("width", width) or style.px("max-width", width)
    if left is not None and (left + (own or 0.0) <= 0 and own is not None) and left < 0:
        return True
    if right is not None and own is not None and right < 0 and right + own <= 0:
        return True
    if (right is not None and right <= 0 and x == "100%") or (
        left is not None and left <= 0 and x == "-100%"
    ):
        return True
    top = style.px("top", 1.0)
    return bool(top is not None and top <= 0 and y == "-100%" and style["bottom"] == "auto")


def _translation(style: Style) -> tuple[str, str]:
    """Return how far translate(), translateX() and translateY() move the box, when in per cent."""
    x = y = ""
    for token in style.tokens("transform"):
        if token.type != "function":
            continue
        parts = split(significant(token.arguments))
        values = [
            f"{part[0].value:g}%" if part and part[0].type == "percentage" else "" for part in parts
        ]
        name = token.lower_name
        if name in ("translatex", "translate", "translate3d"):
            x = values[0]
        if name == "translatey":
            y = values[0]
        elif name in ("translate", "translate3d") and len(values) > 1:
            y = values[1]
    return x, y


def _squeezed(style: Style) -> bool:
    """Whether the box has no size and hides what overflows, or its text has no size."""
    if style.font_size == 0 and not style.node.children:  # children may set a size of their own
        return True
    for side, axis in (("width", "x"), ("height", "y")):
        if style[f"overflow-{axis}"] in ("visible",) or style["display"] == "inline":
            continue
        for name in (side, f"max-{side}"):
            if (
                style.px(name) in (0.0, 1.0)
                and style.px(f"padding-{'left' if axis == 'x' else 'top'}") == 0
            ):
                return True
    scale = style["transform"]
    return scale in ("scale(0)", "scaleX(0)", "scaleY(0)", "scale(0, 0)", "scalex(0)", "scaley(0)")
