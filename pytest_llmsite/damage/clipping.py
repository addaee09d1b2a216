"""Texts that a box of a fixed height now cuts off: still in the page, below what is shown of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..actions.patterns.scene import boxes_of
from ..page.computed import Style
from ..page.dom import Element
from ..page.page import Page
from .case import Case

_CLIPPING = frozenset({"height", "max-height", "overflow-x", "overflow-y", "display", "position"})
_WIDTHS = (1280, 375)
_SURELY = (
    1.35  # heights are estimates: what begins this many times below the edge is cut off for sure
)
_LINE = 16.0  # px


def cut_off(
    case: Case, texts: Iterable[tuple[Element, Element]]
) -> Iterator[tuple[Element, Element, Element]]:
    """Yield texts of the page before, what they became, and the box that has come to cut them off."""
    known = list(texts)
    seen: set[Element] = set()
    for viewport in _WIDTHS:
        clippers = dict(_new_clippers(case, viewport))
        for element, now in known if clippers else ():
            holder = next((node for node in now.iterancestors() if node in clippers), None)
            if holder is None or element in seen or case.is_gone(element):
                continue
            if _below(case.after, now, holder, clippers[holder], viewport) and (
                case.before.visible(element, viewport) is True
            ):
                seen.add(element)
                yield element, now, holder


def _new_clippers(case: Case, viewport: int) -> Iterator[tuple[Element, float]]:
    """Yield boxes that show less of what is in them than before, with the height that they show."""
    for element, now in case.pairs:
        if not case.changes.own_touches(element, _CLIPPING):
            continue
        limit = _limit(case.after.style(now, viewport))
        if limit is None or case.after.visible(now, viewport) is not True:
            continue
        before = _limit(case.before.style(element, viewport))
        if before is None or before > limit:
            yield now, limit


def _limit(style: Style) -> float | None:
    """Return the height in px beyond which a box hides what is in it, or None when there is none."""
    if style["overflow-y"] not in ("hidden", "clip") or style["display"] in ("inline", "contents"):
        return None
    known = [px for name in ("height", "max-height") if (px := style.px(name)) is not None]
    return max(min(known), style.px("min-height") or 0.0) if known else None


def _below(page: Page, element: Element, holder: Element, limit: float, viewport: int) -> bool:
    for node in (element, *element.iterancestors()):
        if node is holder:
            break
        if page.style(node, viewport)["position"] in ("absolute", "fixed"):
            return False
    boxes = boxes_of(page, viewport)
    rect, around = boxes.rect(element), boxes.rect(holder)
    if rect is None or around is None:
        return False
    return rect.top - around.top >= _SURELY * limit + _LINE
