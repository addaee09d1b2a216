"""Lines: text and inline boxes, broken where the container ends (CSS 2.2, 9.4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import engine
from .measure import SKIPPED, Style, collapsed, line_height, text_width
from .rect import Box, Rect

if TYPE_CHECKING:
    from .engine import Boxes

Element = Any


@dataclass(slots=True)
class Piece:
    """A part of a line: a run of text, one unbreakable box, or a forced break.

    *owners* are the inline elements around it, outermost first; their boxes are the union of their
    pieces.
    """

    width: float
    height: float
    element: Element
    box: Box | None = None
    breakable: bool = False
    forced: bool = False
    space: bool = False  # white space only
    owners: tuple[Element, ...] = ()
    margins: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def add_text(
    run: list[Piece], element: Element, text: str | None, style: Style,
    owners: tuple[Element, ...] = (),
) -> None:  # fmt: skip
    """Add an element's own text to a run of pieces."""
    value = collapsed(text)
    if not value or (value == " " and (not run or run[-1].space)):
        return
    breakable = not style.nowrap
    run.append(
        Piece(
            text_width(value, style), line_height(style), element, breakable=breakable,
            space=value == " ", owners=owners,
        )
    )  # fmt: skip


def add_element(
    boxes: Boxes, box: Box, run: list[Piece], element: Element, style: Style, inner: float,
    owners: tuple[Element, ...] = (),
) -> None:  # fmt: skip
    """Add an inline or inline-block element to a run of pieces."""
    if element.tag == "br":
        run.append(Piece(0.0, line_height(style), element, forced=True, owners=owners))
        return
    margins = boxes.margins(style, inner)
    if engine.is_atomic(element, style):
        laid = boxes.layout(element, inner, None, None)
        width = laid.width + margins[0] + margins[1]
        height = laid.height + margins[2] + margins[3]
        run.append(Piece(width, height, element, laid, owners=owners, margins=margins))
        return
    inside = (*owners, element)
    lead = margins[0] + style.size("padding-left", inner)
    trail = margins[1] + style.size("padding-right", inner)
    if lead:
        run.append(Piece(lead, 0.0, element, owners=inside))
    add_text(run, element, element.text, style, inside)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            child_style = boxes.style(child)
            display = child_style["display"]
            if display == "none":
                pass
            elif boxes.is_positioned(child_style):
                boxes.postpone(box, child, 0.0, 0.0)
            elif engine.is_inline(child_style) or display == "contents":
                add_element(boxes, box, run, child, child_style, inner, inside)
            else:
                _add_block(boxes, run, child, child_style, inner, inside)
        add_text(run, element, child.tail, style, inside)
    if trail:
        run.append(Piece(trail, 0.0, element, owners=inside))


def _add_block(
    boxes: Boxes, run: list[Piece], element: Element, style: Style, inner: float,
    owners: tuple[Element, ...],
) -> None:  # fmt: skip
    """Add a box in an inline element: an inline-block flows, a block takes lines of its own."""
    margins = boxes.margins(style, inner)
    laid = boxes.layout(element, inner, None, None)
    piece = Piece(
        laid.width + margins[0] + margins[1], laid.height + margins[2] + margins[3], element, laid,
        owners=owners, margins=margins,
    )  # fmt: skip
    if engine.is_atomic(element, style):
        run.append(piece)
    else:
        broken = Piece(0.0, 0.0, element, forced=True)
        run.extend((broken, piece, broken))


@dataclass(slots=True)
class _Line:
    """The line that is being filled."""

    width: float
    used: float = 0.0
    height: float = 0.0


def lay_lines(
    boxes: Boxes, box: Box, run: list[Piece], style: Style, room: float, left: float, top: float
) -> float:
    """Place a run of pieces as lines, adding boxes and text rectangles to *box*; return their height."""
    while run and run[-1].space:
        run.pop()
    if not run:
        return 0.0
    nowrap = style.nowrap
    lines: list[tuple[float, list[tuple[Piece, float, float]]]] = []
    current: list[tuple[Piece, float, float]] = []
    used = height = 0.0

    def close() -> None:
        nonlocal used, height, current
        lines.append((height or 0.0, current))
        current, used, height = [], 0.0, 0.0

    for piece in run:
        if piece.forced:
            height = max(height, piece.height)
            close()
            continue
        rest = piece.width
        if piece.breakable and not nowrap:
            while used + rest > room + 0.5:
                part = room - used
                if part > 0.08 * room or not current:
                    current.append((piece, used, max(part, 0.0)))
                    rest -= max(part, 0.0)
                    height = max(height, piece.height)
                close()
                if part <= 0 and not current and room <= 0:
                    break
        elif used + rest > room + 0.5 and current and not nowrap and not piece.space:
            close()
        if rest > 0 and not (piece.space and not current):
            current.append((piece, used, rest))
            used += rest
            height = max(height, piece.height)
    if current:
        close()
    return _emit(boxes, box, lines, style, room, left, top)


def _emit(
    boxes: Boxes, box: Box, lines: list[tuple[float, list[tuple[Piece, float, float]]]],
    style: Style, room: float, left: float, top: float,
) -> float:  # fmt: skip
    y = top
    pieces: dict[Element, list[Rect]] = {}
    texts: dict[Element, list[Rect]] = {}
    for height, parts in lines:
        used = max((x + width for _, x, width in parts), default=0.0)
        shift = {"center": 0.5, "-webkit-center": 0.5, "right": 1.0, "end": 1.0}.get(
            style["text-align"], 0.0
        ) * max(0.0, room - used)
        for piece, x, width in parts:
            place = left + shift + x
            drop = max(0.0, height - piece.height) * (0.5 if piece.box is None else 1.0)
            rect = Rect(place, y + drop, width, piece.height)
            if piece.box is not None:
                box.children.append(
                    (place + piece.margins[0], y + drop + piece.margins[2], piece.box)
                )
            elif piece.height and not piece.space:
                texts.setdefault(piece.element, []).append(rect)
            for owner in piece.owners:
                pieces.setdefault(owner, []).append(rect)
        y += height
    _own(box, pieces, texts)
    return y - top


def _own(box: Box, pieces: dict[Element, list[Rect]], texts: dict[Element, list[Rect]]) -> None:
    """Give each inline element a box around its pieces, and each element its text's rectangles."""
    box.texts.extend(texts.pop(box.element, ()))
    for owner, rects in pieces.items():
        left = min(rect.left for rect in rects)
        top = min(rect.top for rect in rects)
        width = max(rect.right for rect in rects) - left
        height = max(rect.bottom for rect in rects) - top
        own = Box(owner, width, height)
        own.texts = [
            Rect(t.left - left, t.top - top, t.width, t.height) for t in texts.pop(owner, ())
        ]
        box.children.append((left, top, own))
