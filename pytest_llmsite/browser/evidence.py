"""What is recorded of a step beside its score: pictures, and what became of each part of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .page import BrowserPage
from .regions import WIDTHS, Region, regions
from .rendering import PICTURED

if TYPE_CHECKING:
    from ..damage.case import Case

_KINDS = ("moved", "restyled", "rearranged", "lost")


def evidence(case: Case, keep: Callable[[bytes], str] | None) -> Mapping[str, Any]:
    """Return names of pictures (WebP, by page and width) and changes by width and part of the page.

    Without *keep* there are no pictures.

    Evidence only; what of it is damage is a finding. "unasked" maps widths and parts to the share of elements
    that changed though the action did not ask for it; "unchanged" names parts in which it asked for something
    and nothing changed.
    """
    before, after = case.before, case.after
    assert isinstance(before, BrowserPage)
    assert isinstance(after, BrowserPage)
    found: dict[str, Any] = {"changed": {}}
    if keep is not None:
        found["pictures"] = {"before": _pictures(before, keep), "after": _pictures(after, keep)}
    if before.site != after.site:
        rows = regions(case)
        for width in WIDTHS:
            first, second = before.view(width), after.view(width)
            if first is not None and second is not None:
                found["changed"][str(width)] = {
                    "height": [first.height, second.height],
                    "parts": _parts(case, [row for row in rows if row.viewport == width]),
                }
        found["unasked"] = _unasked(rows)
        found["unchanged"] = _unchanged(rows)
    return found


def _pictures(page: BrowserPage, keep: Callable[[bytes], str]) -> dict[str, str]:
    views = {width: page.view(width) for width in PICTURED}
    return {str(w): keep(view.picture) for w, view in views.items() if view and view.picture}


def _parts(case: Case, rows: Iterable[Region]) -> dict[str, dict[str, Any]]:
    """Return by part the share of elements that changed, and what was asked of it; a lost part has none."""
    parts: dict[str, dict[str, Any]] = {
        section.name: dict.fromkeys(_KINDS)
        for section in case.sections
        if case.root_now(section) is None
    }
    for row in rows:
        shares = {kind: round(row.share(getattr(row, kind)), 3) for kind in _KINDS}
        parts[row.section.name] = {**shares, "asked": str(row.asked)}
    return parts


def _unasked(rows: Iterable[Region]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.unexpected:
            share = round(row.share(row.unexpected), 3)
            found.setdefault(str(row.viewport), {})[row.section.name] = share
    return found


def _unchanged(rows: Iterable[Region]) -> list[str]:
    """Return the parts that the action names, and in which nothing changed at any width."""
    named = [row for row in rows if row.asked.named]
    changed = {row.section.name for row in named if not row.untouched}
    return sorted({row.section.name for row in named} - changed)
