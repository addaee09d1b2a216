"""Flexible boxes (CSS Flexbox 1, 9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import flow
from .measure import Edges, Style
from .rect import Box

if TYPE_CHECKING:
    from .engine import Boxes

Element = Any


@dataclass(slots=True)
class _Item:
    """One flex item: base size and limits along the main axis (margins apart)."""

    element: Element
    style: Style
    base: float
    low: float
    high: float
    grow: float
    shrink: float
    margins: tuple[float, float, float, float]
    order: int
    size: float = 0.0
    box: Box | None = None

    def across(self) -> float:
        return self.margins[0] + self.margins[1]

    def along(self) -> float:
        return self.margins[2] + self.margins[3]


def layout(
    boxes: Boxes, box: Box, element: Element, style: Style, inner: float, sides: Edges,
    height: float | None,
) -> float:  # fmt: skip
    """Lay out a flex container; return the height of its content."""
    children = [
        (child, child_style)
        for child, child_style in flow.rendered(boxes, element)
        if not boxes.is_positioned(child_style)
    ]
    for child, child_style in flow.rendered(boxes, element):
        if boxes.is_positioned(child_style):
            boxes.postpone(box, child, sides.left, sides.top)
    own_text = (element.text or "").strip() or any((c.tail or "").strip() for c in element)
    if own_text and not children:
        return _text_only(boxes, box, element, style, inner, sides, height)
    if style["flex-direction"].startswith("column"):
        return _column(boxes, box, style, children, inner, sides, height)
    items = [_item(boxes, child, child_style, inner) for child, child_style in children]
    items.sort(key=lambda item: item.order)
    return _rows(boxes, box, style, items, inner, sides, height)


def _text_only(
    boxes: Boxes, box: Box, element: Element, style: Style, inner: float, sides: Edges,
    height: float | None,
) -> float:  # fmt: skip
    """A flex container with nothing but text: the text is an anonymous item."""
    used = flow.layout(boxes, box, element, style, inner, sides)
    width = max((text.right for text in box.texts), default=0.0) - sides.left
    dx = _start(style["justify-content"], inner - width)[0] if width < inner else 0.0
    dy = (height - used) / 2 if height and style["align-items"] == "center" else 0.0
    box.texts = [type(t)(t.left + dx, t.top + max(0.0, dy), t.width, t.height) for t in box.texts]
    return used


def _item(boxes: Boxes, child: Element, style: Style, inner: float) -> _Item:
    sides = style.edges(inner)
    extra = 0.0 if sides.border_box else sides.across
    basis = style.length("flex-basis", inner)
    if basis is None and style["flex-basis"] in ("auto", ""):
        basis = style.length("width", inner)
    content = basis is None
    base = boxes.natural_width(child, inner) if basis is None else basis + extra
    low = style.length("min-width", inner)
    if low is not None:
        low += extra
    elif style["overflow-x"] in ("visible", "clip"):
        low = boxes.minimum_width(child)
        given = style.length("width", inner)
        if given is not None:
            low = min(low, given + extra)
    else:
        low = 0.0
    high = style.length("max-width", inner)
    high = float("inf") if high is None else high + extra
    margins = boxes.margins(style, inner)
    base = max(base, sides.across)
    item = _Item(
        child, style, base, min(low, high), high, number(style["flex-grow"], 0.0),
        number(style["flex-shrink"], 1.0), margins, int(number(style["order"], 0.0)),
    )  # fmt: skip
    if content and style["aspect-ratio"] not in ("auto", ""):
        ratio, tall = flow.aspect_ratio(style), style.length("height", None)
        if ratio and tall:
            item.base = tall * ratio
    return item


def number(value: str, default: float) -> float:
    """Return a CSS number, or *default*."""
    return float(value) if re.fullmatch(r"-?\d*\.?\d+(e-?\d+)?", value) else default


def _rows(
    boxes: Boxes, box: Box, style: Style, items: list[_Item], inner: float, sides: Edges,
    height: float | None,
) -> float:  # fmt: skip
    gap = style.length("column-gap", inner) or 0.0
    row_gap = style.length("row-gap", inner) or 0.0
    lines = _break(items, inner, gap, style["flex-wrap"] != "nowrap")
    if style["flex-wrap"] == "wrap-reverse":
        lines.reverse()
    heights = []
    for line in lines:
        _flex(line, inner - gap * (len(line) - 1))
        for item in line:
            item.box = boxes.layout(item.element, inner, item.size, None)
        tallest = max((i.box.height + i.along() for i in line if i.box is not None), default=0.0)
        heights.append(tallest)
    if len(lines) == 1 and height is not None:
        heights = [height]
    y = 0.0
    reverse = style["flex-direction"] == "row-reverse"
    for line, tall in zip(lines, heights, strict=True):
        _place_row(boxes, box, style, line, inner, gap, tall, sides.left, sides.top + y, reverse)
        y += tall + row_gap
    return y - row_gap if lines else 0.0


def _break(items: list[_Item], inner: float, gap: float, wraps: bool) -> list[list[_Item]]:
    lines: list[list[_Item]] = []
    used = 0.0
    for item in items:
        size = min(max(item.base, item.low), item.high) + item.across()
        if lines and (not wraps or used + gap + size <= inner + 0.5):
            lines[-1].append(item)
            used += gap + size
        else:
            lines.append([item])
            used = size
    return lines


def _flex(line: list[_Item], room: float) -> None:
    """Resolve the flexible lengths of one line (9.7), freezing what hits a limit."""
    room -= sum(item.across() for item in line)
    for item in line:
        item.size = item.base
    hypothetical = sum(min(max(item.base, item.low), item.high) for item in line)
    growing = hypothetical < room
    active = [item for item in line if (item.grow if growing else item.shrink * item.base) > 0]
    for item in line:
        if item not in active:
            item.size = min(max(item.base, item.low), item.high)
    for _ in range(len(line) + 1):
        if not active:
            break
        free = room - sum(i.size if i not in active else i.base for i in line)
        total = sum(i.grow if growing else i.shrink * i.base for i in active)
        if growing:
            free *= min(1.0, total)
        frozen = []
        for item in active:
            part = (item.grow if growing else item.shrink * item.base) / total
            size = item.base + free * part
            item.size = min(max(size, item.low), item.high)
            if item.size != size:
                frozen.append((item, item.size - size))
        violation = sum(amount for _, amount in frozen)
        gone = [i for i, amount in frozen if violation == 0 or amount * violation > 0]
        if not gone:
            break
        active = [item for item in active if item not in gone]


# where a reversed row starts: at the far end
_REVERSED = {"normal": "flex-end", "flex-start": "flex-end", "flex-end": "flex-start"}


def _start(justify: str, free: float, number_of_items: int = 1) -> tuple[float, float]:
    """Return where the first item starts, and what comes between two."""
    word = justify.split()[-1] if justify else "normal"
    if free <= 0:
        return (free / 2, 0.0) if word == "center" else (0.0, 0.0)
    if word == "center":
        return free / 2, 0.0
    if word in ("flex-end", "end", "right"):
        return free, 0.0
    if word == "space-between" and number_of_items > 1:
        return 0.0, free / (number_of_items - 1)
    if word == "space-around":
        return free / number_of_items / 2, free / number_of_items
    if word == "space-evenly":
        return free / (number_of_items + 1), free / (number_of_items + 1)
    return 0.0, 0.0


def _place_row(
    boxes: Boxes, box: Box, style: Style, line: list[_Item], inner: float, gap: float, tall: float,
    left: float, top: float, reverse: bool,
) -> None:  # fmt: skip
    used = sum(item.size + item.across() for item in line) + gap * (len(line) - 1)
    free = inner - used
    autos = [
        (item.style["margin-left"] == "auto") + (item.style["margin-right"] == "auto")
        for item in line
    ]
    share = free / sum(autos) if sum(autos) and free > 0 else 0.0
    word = style["justify-content"]
    if reverse:
        word = _REVERSED.get(word, word)
    x, between = (0.0, 0.0) if share else _start(word, free, len(line))
    order = list(zip(line, autos, strict=True))
    for item, auto in reversed(order) if reverse else order:
        laid = item.box
        if laid is None:
            continue
        if share and item.style["margin-left"] == "auto":
            x += share
        _stretch(boxes, item, laid, style, tall, inner)
        laid = item.box or laid
        dy = _cross(item, style, laid.height + item.along(), tall)
        box.children.append((left + x + item.margins[0], top + dy + item.margins[2], laid))
        x += item.size + item.across() + gap + between
        if share and item.style["margin-right"] == "auto" and auto:
            x += share


def _alignment(item: _Item, style: Style) -> str:
    own = item.style["align-self"]
    word = own if own not in ("auto", "") else style["align-items"]
    return "stretch" if word in ("normal", "") else word.split()[-1]


def _stretch(boxes: Boxes, item: _Item, laid: Box, style: Style, tall: float, inner: float) -> None:
    room = tall - item.along()
    if _alignment(item, style) != "stretch" or item.style["height"] != "auto":
        return
    if room > laid.height + 0.5:
        if laid.children and _fills(boxes, laid):
            item.box = boxes.layout(item.element, inner, item.size, room)
        else:
            laid.height = room


def _fills(boxes: Boxes, laid: Box) -> bool:
    """Whether a taller box moves what is in it: a positioned or percentage-high child."""
    return any(
        child.element is not None
        and (boxes.is_positioned(s := boxes.style(child.element)) or s["height"].endswith("%"))
        for _, _, child in laid.children
    )


def _cross(item: _Item, style: Style, used: float, tall: float) -> float:
    word = _alignment(item, style)
    if word == "center":
        return (tall - used) / 2
    if word in ("flex-end", "end"):
        return tall - used
    return 0.0


def _column(
    boxes: Boxes, box: Box, style: Style, children: list[tuple[Element, Style]], inner: float,
    sides: Edges, height: float | None,
) -> float:  # fmt: skip
    gap = style.length("row-gap", inner) or 0.0
    ordered = sorted(children, key=lambda entry: number(entry[1]["order"], 0.0))
    laid: list[tuple[Box, float, tuple[float, float, float, float], float]] = []
    for child, child_style in ordered:
        margins = boxes.margins(child_style, inner)
        item = _Item(child, child_style, 0, 0, 0, 0, 0, margins, 0)
        word = _alignment(item, style)
        room = inner - margins[0] - margins[1]
        auto = child_style.length("width", inner) is None
        centred = "auto" in (child_style["margin-left"], child_style["margin-right"])
        width = None
        child_sides = child_style.edges(inner)
        if auto and (word != "stretch" or centred):
            width = min(boxes.natural_width(child, inner), max(room, 0.0))
            width = boxes.clamp_width(child_style, width, inner, child_sides)
        elif auto and boxes.shrinks(child, child_style):
            width = boxes.clamp_width(child_style, room, inner, child_sides)
        part = boxes.layout(child, inner, width, None)
        spare = inner - part.width - margins[0] - margins[1]
        if centred and child_style["margin-left"] == "auto":
            x = spare / 2 if child_style["margin-right"] == "auto" else spare
        else:
            x = {"center": spare / 2, "flex-end": spare, "end": spare}.get(word, 0.0)
        laid.append((part, x + margins[0], margins, number(child_style["flex-grow"], 0.0)))
    used = sum(p.height + m[2] + m[3] for p, _, m, _ in laid) + gap * max(0, len(laid) - 1)
    free = (height or 0.0) - used
    growth = sum(grow for *_, grow in laid)
    y, between = 0.0, 0.0
    if free > 0 and not growth:
        y, between = _start(style["justify-content"], free, max(1, len(laid)))
    if style["flex-direction"] == "column-reverse":
        laid.reverse()
    for part, x, margins, grow in laid:
        if free > 0 and growth:
            part.height += free * grow / max(growth, 1.0)
        box.children.append((sides.left + x, sides.top + y + margins[2], part))
        y += part.height + margins[2] + margins[3] + gap + between
    return max(used, y - gap - between if laid else 0.0)
