"""How wide an element is by itself: its min-content and max-content widths (CSS Sizing 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import engine, flow
from .grid import tracks
from .measure import CONTROLS, REPLACED, SKIPPED, Style, collapsed, natural_size, text_width

if TYPE_CHECKING:
    from .engine import Boxes

Element = Any


def intrinsic_width(boxes: Boxes, element: Element, available: float, minimum: bool) -> float:
    """Return an element's min-content or max-content border-box width (CSS Sizing 3)."""
    style = boxes.style(element)
    sides = style.edges(available)
    fixed = style.length("width", None)
    if minimum and element.tag in REPLACED and style["max-width"].endswith("%"):
        width = 0.0  # such an image gives way however wide it is by itself (CSS Sizing 3, 5.2.2)
    elif fixed is not None:
        width = fixed if sides.border_box else fixed + sides.across
    elif element.tag in REPLACED or (element.tag in CONTROLS and element.tag != "button"):
        shrinkable = minimum and (style["max-width"].endswith("%") or style["width"].endswith("%"))
        natural = natural_size(boxes.page, element)[0]
        height, ratio = style.length("height", None), natural_size(boxes.page, element)
        if height is not None and ratio[1] and element.tag not in CONTROLS:
            natural = height * ratio[0] / ratio[1]
        width = 0.0 if shrinkable else natural + sides.across
    else:
        width = _content_width(boxes, element, style, available, minimum) + sides.across
    high, low = style.length("max-width", None), style.length("min-width", None)
    extra = 0.0 if sides.border_box else sides.across
    if high is not None:
        width = min(width, high + extra)
    if low is not None:
        width = max(width, low + extra)
    return width


def _content_width(
    boxes: Boxes, element: Element, style: Style, available: float, minimum: bool
) -> float:
    display = style["display"]
    if minimum and style["overflow-x"] in ("hidden", "auto", "scroll", "clip"):
        return 0.0
    parts: list[float] = []
    line = 0.0
    widest = _run_width(element.text, style, minimum)
    line += widest
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            for part, part_style in flow.parts_of(boxes, child):
                if boxes.is_positioned(part_style):
                    continue
                margins = boxes.margins(part_style, available)
                size = (
                    boxes.minimum_width(part) if minimum else boxes.natural_width(part, available)
                )
                size += margins[0] + margins[1]
                flows = engine.is_inline(part_style) or engine.is_atomic(part, part_style)
                if flows and not minimum and part.tag != "br":
                    line += size
                    continue
                widest, line = max(widest, line), 0.0
                parts.append(size)
        run = _run_width(child.tail, style, minimum)
        if minimum:
            widest = max(widest, run)
        else:
            line += run
    widest = max(widest, line)
    if not parts:
        return widest
    row = display in engine._FLEX and not style["flex-direction"].startswith("column")
    if row and not (minimum and style["flex-wrap"] != "nowrap"):
        gap = style.length("column-gap", 0.0) or 0.0
        return sum(parts) + gap * (len(parts) - 1) + widest
    if display in engine._GRID and not minimum:
        return max(widest, _grid_width(style, parts))
    if display == "table-row":
        return sum(parts)
    return max(widest, *parts)


def _grid_width(style: Style, parts: list[float]) -> float:
    columns = tracks(style["grid-template-columns"], style, 0.0, 0.0)[0]
    number = max(1, len(columns))
    gap = style.length("column-gap", 0.0) or 0.0
    return max(parts) * min(number, len(parts)) + gap * (min(number, len(parts)) - 1)


def _run_width(text: str | None, style: Style, minimum: bool) -> float:
    value = collapsed(text)
    if not value.strip():
        return 0.0
    if minimum and not style.nowrap:
        return max(text_width(word, style) for word in value.split())
    return text_width(value.strip(), style)
