"""What is recorded of a step beside its score: pictures, and how much of each part looks different."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .page import BrowserPage
from .rendering import PICTURED, Rendering

if TYPE_CHECKING:
    from ..damage.case import Case

_MOVED = 2.0  # px relative to the part of the page that holds the element


def evidence(case: Case, keep: Callable[[bytes], str]) -> Mapping[str, Any]:
    """Return names of pictures (WebP, by page and width) and changes by width and part of the page.

    Evidence only: no threshold on how much looks different tells damage from an edit that was asked for.
    """
    before, after = case.before, case.after
    assert isinstance(before, BrowserPage)
    assert isinstance(after, BrowserPage)
    found: dict[str, Any] = {"pictures": {}, "changed": {}}
    for name, page in (("before", before), ("after", after)):
        found["pictures"][name] = {
            str(width): keep(view.picture)
            for width in PICTURED
            if (view := page.view(width)) is not None and view.picture
        }
    if before.site != after.site:
        for viewport in (1280, 768, 375):
            first, second = before.view(viewport), after.view(viewport)
            if first is not None and second is not None:
                found["changed"][str(viewport)] = _changed(case, first, second)
    return found


def _changed(case: Case, first: Rendering, second: Rendering) -> dict[str, Any]:
    """Return the page's height before and after, and per part the share of elements that changed.

    "moved": another place in the part, or another size; "restyled": another colour, background or font.
    """
    before, after = case.before, case.after
    assert isinstance(before, BrowserPage)
    assert isinstance(after, BrowserPage)
    parts: dict[str, list[tuple[bool, bool]]] = {}
    corners: dict[str, tuple[float, float]] = {}
    for section in case.sections:
        now = case.root_now(section)
        if now is None:
            parts[section.name] = []
            continue
        then, place = before.place(section.element), after.place(now)
        if then >= 0 and place >= 0:
            corners[section.name] = (first.rects[then].top, second.rects[place].top)
    for element, now in case.pairs:
        part = case.section(element)
        then, place = before.place(element), after.place(now)
        if part is None or part.name not in corners or then < 0 or place < 0:
            continue
        old, new = first.rects[then], second.rects[place]
        if not old.area and not new.area:
            continue
        top = corners[part.name]
        shifts = (
            old.left - new.left, (old.top - top[0]) - (new.top - top[1]),
            old.width - new.width, old.height - new.height,
        )  # fmt: skip
        moved = any(abs(shift) > _MOVED for shift in shifts)
        parts.setdefault(part.name, []).append((moved, first.looks[then] != second.looks[place]))
    return {
        "height": [first.height, second.height],
        "parts": {
            name: {
                "moved": round(sum(m for m, _ in rows) / len(rows), 3) if rows else None,
                "restyled": round(sum(r for _, r in rows) / len(rows), 3) if rows else None,
            }
            for name, rows in parts.items()
        },
    }
