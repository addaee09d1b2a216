"""Blocks and lines, floats, columns, tables, and what is positioned absolutely (CSS 2.2, 9 and 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import engine, inline
from .measure import (
    REPLACED,
    SKIPPED,
    Edges,
    Style,
    children,
)
from .rect import Box

if TYPE_CHECKING:
    from .engine import Boxes

Element = Any


def rendered(boxes: Boxes, element: Element) -> Iterator[tuple[Element, Style]]:
    """Yield the children that have boxes, those of `display: contents` children in their place."""
    for child in children(element):
        style = boxes.style(child)
        display = style["display"]
        if display == "contents":
            yield from rendered(boxes, child)
        elif display != "none":
            yield child, style


@dataclass(slots=True)
class _Floats:
    """The floats at a container's edges: (bottom, width) on either side."""

    left: list[tuple[float, float]] = field(default_factory=list)
    right: list[tuple[float, float]] = field(default_factory=list)

    def taken(self, y: float) -> tuple[float, float]:
        return (
            sum(width for bottom, width in self.left if bottom > y),
            sum(width for bottom, width in self.right if bottom > y),
        )

    def below(self, y: float) -> float:
        """The next level at which a float ends."""
        ends = [bottom for bottom, _ in [*self.left, *self.right] if bottom > y]
        return min(ends, default=y)

    def clear(self, y: float, which: str) -> float:
        sides = {"left": self.left, "right": self.right}.get(which, [*self.left, *self.right])
        return max([y, *(bottom for bottom, _ in sides)])


def layout(
    boxes: Boxes, box: Box, element: Element, style: Style, inner: float, sides: Edges
) -> float:
    """Lay out a block container; return the height of its content."""
    floats = _Floats()
    y, last_margin = 0.0, 0.0
    run: list[inline.Piece] = []

    def flush() -> None:
        nonlocal y, last_margin
        if run:
            taken = floats.taken(y)
            room = max(1.0, inner - sum(taken))
            height = inline.lay_lines(
                boxes, box, run, style, room, sides.left + taken[0], sides.top + y
            )
            if height:
                y, last_margin = y + height, 0.0
            run.clear()

    inline.add_text(run, element, element.text, style)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            for part, part_style in parts_of(boxes, child):
                if boxes.is_positioned(part_style):
                    boxes.postpone(box, part, sides.left, sides.top + y)
                elif part_style["float"] != "none":
                    flush()
                    _float(boxes, box, part, part_style, inner, sides, floats, y)
                elif engine.is_atomic(part, part_style) or engine.is_inline(part_style):
                    inline.add_element(boxes, box, run, part, part_style, inner)
                else:
                    flush()
                    y, last_margin = _block(
                        boxes, box, part, part_style, inner, sides, floats, y, last_margin
                    )
        inline.add_text(run, element, child.tail, style)
    flush()
    y += last_margin if sides.bottom else 0.0
    # A float sticks out of a plain block, but nearly every container that floats is cleared.
    return max([y, *(bottom for bottom, _ in [*floats.left, *floats.right])])


def parts_of(boxes: Boxes, child: Element) -> Iterator[tuple[Element, Style]]:
    """Yield what has a box of an element: itself, or for `display: contents` what is in it."""
    style = boxes.style(child)
    if style["display"] == "contents":
        yield from rendered(boxes, child)
    elif style["display"] != "none":
        yield child, style


def _block(
    boxes: Boxes, box: Box, child: Element, style: Style, inner: float, sides: Edges,
    floats: _Floats, y: float, last_margin: float,
) -> tuple[float, float]:  # fmt: skip
    """Place one block below what is there; return the new bottom and the margin below it."""
    left, right, top, bottom = boxes.margins(style, inner)
    if style["clear"] != "none":
        y = floats.clear(y, style["clear"])
    y += max(top, last_margin) if top >= 0 else last_margin + top
    taken = floats.taken(y)
    new_context = style["overflow-x"] != "visible" or style["display"] not in ("block", "list-item")
    room = inner - sum(taken) if new_context and any(taken) else inner
    laid = boxes.layout(child, room, None, None)
    spare = room - laid.width - left - right
    offset = (taken[0] if new_context else 0.0) + left
    autos = style["margin-left"] == "auto", style["margin-right"] == "auto"
    if autos[0] and spare > 0:
        offset += spare / 2 if autos[1] else spare
    elif spare > 0 and style["justify-self"] == "center" and not all(autos):
        offset += 0.0
    box.children.append((sides.left + offset, sides.top + y, laid))
    return y + laid.height, bottom


def _float(
    boxes: Boxes, box: Box, child: Element, style: Style, inner: float, sides: Edges,
    floats: _Floats, y: float,
) -> None:  # fmt: skip
    left, right, top, bottom = boxes.margins(style, inner)
    if style["clear"] != "none":
        y = floats.clear(y, style["clear"])
    laid = boxes.layout(child, inner, None, None)
    width = laid.width + left + right
    for _ in range(64):
        taken = floats.taken(y)
        if width <= inner - sum(taken) + 0.5 or not any(taken):
            break
        y = floats.below(y)
    if style["float"] in ("left", "inline-start"):
        x = taken[0] + left
        floats.left.append((y + top + laid.height + bottom, width))
    else:
        x = inner - taken[1] - right - laid.width
        floats.right.append((y + top + laid.height + bottom, width))
    box.children.append((sides.left + x, sides.top + y + top, laid))


def columns(
    boxes: Boxes, box: Box, element: Element, style: Style, inner: float, sides: Edges
) -> float:
    """Lay out a multi-column container (CSS Multi-column 1, 3.4), its children balanced by height."""
    gap = style.length("column-gap", inner)
    gap = style.em if gap is None else gap
    count, width = column_count(style, inner, gap)
    items = list(rendered(boxes, element))
    laid = []
    for child, child_style in items:
        if boxes.is_positioned(child_style):
            boxes.postpone(box, child, sides.left, sides.top)
            continue
        left, _, top, bottom = boxes.margins(child_style, width)
        room = inner if child_style["column-span"] == "all" else width
        part = boxes.layout(child, room, None, None)
        laid.append((part, left, top, part.height + top + bottom, child_style))
    target = _balanced([h for _, _, _, h, s in laid if s["column-span"] != "all"], count)
    x, y, base, bottom = 0, 0.0, 0.0, 0.0
    for part, left, top, height, child_style in laid:
        if child_style["column-span"] == "all":
            base, x, y = bottom, 0, 0.0
            box.children.append((sides.left + left, sides.top + base + top, part))
            base += height
            bottom = max(bottom, base)
            continue
        if y > 0 and y + height > target + 0.5 and x + 1 < count:
            x, y = x + 1, 0.0
        box.children.append(
            (sides.left + x * (width + gap) + left, sides.top + base + y + top, part)
        )
        y += height
        bottom = max(bottom, base + y)
    return bottom


def _balanced(heights: list[float], count: int) -> float:
    """Return the least height at which all fit into *count* columns one after another."""

    def needed(limit: float) -> int:
        used, y = 1, 0.0
        for height in heights:
            if y > 0 and y + height > limit + 0.5:
                used, y = used + 1, 0.0
            y += height
        return used

    sums = {sum(heights[i:j]) for i in range(len(heights)) for j in range(i + 1, len(heights) + 1)}
    candidates = sorted(sums) if len(heights) <= 40 else [sum(heights) / count * 1.05]
    least = max([*heights, sum(heights) / count], default=0.0)
    return next((c for c in candidates if c >= least - 0.5 and needed(c) <= count), least)


def column_count(style: Style, inner: float, gap: float) -> tuple[int, float]:
    """Return number and width of the columns of a multi-column container."""
    wanted = style["column-count"]
    number = int(wanted) if wanted.isdigit() else None
    least = style.length("column-width", inner)
    if least is not None and least > 0:
        fits = max(1, int((inner + gap) // (least + gap)))
        number = fits if number is None else min(number, fits)
    number = max(1, number or 1)
    return number, max(0.0, (inner - gap * (number - 1)) / number)


def table(boxes: Boxes, box: Box, element: Element, inner: float, sides: Edges) -> float:
    """Lay out a table as rows below one another."""
    y = 0.0
    for child, style in rendered(boxes, element):
        if boxes.is_positioned(style):
            boxes.postpone(box, child, sides.left, sides.top)
            continue
        laid = boxes.layout(child, inner, inner, None)
        box.children.append((sides.left, sides.top + y, laid))
        y += laid.height
    return y


def row(boxes: Boxes, box: Box, element: Element, inner: float, sides: Edges) -> float:
    """Lay out a table row: cells side by side, those without a width in equal parts."""
    cells = [(c, s) for c, s in rendered(boxes, element) if not boxes.is_positioned(s)]
    given = [s.length("width", inner) for _, s in cells]
    free = max(0.0, inner - sum(width or 0.0 for width in given))
    unset = sum(width is None for width in given)
    x = height = 0.0
    for (cell, _), width in zip(cells, given, strict=True):
        actual = free / unset if width is None else width
        laid = boxes.layout(cell, actual, actual, None)
        box.children.append((sides.left + x, sides.top, laid))
        x, height = x + actual, max(height, laid.height)
    for _, _, laid in box.children[len(box.children) - len(cells) :]:
        laid.height = height
    return height


# --- out of the flow -----------------------------------------------------------------------------


def place(boxes: Boxes, box: Box, element: Element, x: float, y: float) -> None:
    """Place an absolutely positioned element against its containing box (CSS 2.2, 10.3.7, 10.6.4)."""
    style = boxes.style(element)
    border = _borders(boxes, box)
    across = max(0.0, box.width - border[0] - border[1])
    along = max(0.0, box.height - border[2] - border[3])
    left, right = style.length("left", across), style.length("right", across)
    top, bottom = style.length("top", along), style.length("bottom", along)
    margins = boxes.margins(style, across)
    sides = style.edges(across)
    width = height = None
    replaced = element.tag in REPLACED
    stretched = left is not None and right is not None and style.length("width", across) is None
    if stretched and not replaced:
        width = max(0.0, across - (left or 0.0) - (right or 0.0) - margins[0] - margins[1])
        width = boxes.clamp_width(style, width, across, sides)
    given = style.length("height", along)
    if given is not None:
        height = given if sides.border_box else given + sides.along
    elif top is not None and bottom is not None and not replaced:
        height = max(0.0, along - top - bottom - margins[2] - margins[3])
    laid = boxes.layout(element, across, width, height)
    spare = across - laid.width - (left or 0.0) - (right or 0.0)
    if left is not None:
        x = border[0] + left + margins[0]
        if right is not None and style["margin-left"] == "auto" and spare > 0:
            x += spare / 2 if style["margin-right"] == "auto" else spare
    elif right is not None:
        x = border[0] + across - right - margins[1] - laid.width
    if top is not None:
        y = border[2] + top + margins[2]
    elif bottom is not None:
        y = border[2] + along - bottom - margins[3] - laid.height
    box.children.append((x, y, laid))


def _borders(boxes: Boxes, box: Box) -> tuple[float, float, float, float]:
    if box.element is None:
        return 0.0, 0.0, 0.0, 0.0
    style = boxes.style(box.element)
    left, right, top, bottom = (
        0.0
        if style[f"border-{side}-style"] in ("none", "hidden")
        else style.size(f"border-{side}-width", None)
        for side in ("left", "right", "top", "bottom")
    )
    return left, right, top, bottom


_TRANSLATE = re.compile(r"translate(?P<axis>X|Y|3d)?\(\s*(?P<values>[^()]*)\)", re.IGNORECASE)


def translation(style: Style, box: Box) -> tuple[float, float]:
    """Return how far a box is moved by `transform: translate…()` and `translate`."""
    dx = dy = 0.0
    for found in _TRANSLATE.finditer(style["transform"]):
        values = [value.strip() for value in found["values"].split(",")]
        if (found["axis"] or "").upper() == "Y":
            values = ["0px", *values[:1]]
        dx += _move(values[0], box.width)
        if len(values) > 1 and (found["axis"] or "").upper() != "X":
            dy += _move(values[1], box.height)
    matrix = re.fullmatch(r"matrix\(([^()]*)\)", style["transform"])
    if matrix:
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", matrix[1])]
        if len(numbers) == 6:
            dx, dy = numbers[4], numbers[5]
    return dx, dy


def _move(value: str, size: float) -> float:
    found = re.fullmatch(r"(-?\d*\.?\d+)(px|%)?", value)
    if not found:
        return 0.0
    return float(found[1]) * size / 100 if found[2] == "%" else float(found[1])


def aspect_ratio(style: Style) -> float | None:
    """Return the width that `aspect-ratio` gives a height of 1, or None for auto."""
    numbers = re.findall(r"\d*\.?\d+", style["aspect-ratio"])
    if "auto" in style["aspect-ratio"] or not numbers:
        return None
    ratio = (
        float(numbers[0]) / (float(numbers[1]) if len(numbers) > 1 else 1.0)
        if all(float(n) > 0 for n in numbers)
        else 0.0
    )
    return ratio or None
