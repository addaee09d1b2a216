"""Layouts that put one item before the others: the single highlight, and the carousel."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from ...page.boxes.rect import union
from .aspects import Aspect, Verdict, judge, yes
from .scene import MEDIUM, NARROW, Scene, chain, common_ancestor

if TYPE_CHECKING:
    from ...page.dom import Element

_LARGER = 1.4  # times as wide as the widest of the others


def single_highlight(scene: Scene) -> Verdict:
    """One item large, the others smaller below or beside it, or one shown at a time."""
    return judge(_highlight(scene))


def _highlight(scene: Scene) -> Iterator[Aspect]:
    shown = [item for item in scene.items if scene.shown(item.element)]
    rects = [scene.rect(item.element) for item in shown]
    yield yes(bool(rects), "the items cannot be found", core=True)
    if not rects:
        return
    if len(rects) == 1 and len(scene.items) > 1:
        yield yes(_controls(scene) >= 1, "the other items cannot be reached", core=True)
        return
    if scene.viewport == NARROW:
        found = scene.columns(rects)
        yield yes(found == 1, f"{found} items side by side on a telephone", core=True)
        return
    if scene.viewport == MEDIUM:
        yield yes(scene.columns(rects) <= 3, "too many items side by side on a tablet", core=True)
        return
    ranked = sorted(rects, key=lambda rect: -rect.width)
    others = median(rect.width for rect in ranked[1:]) if len(ranked) > 1 else 0.0
    wide = ranked[0].width >= _LARGER * max(1.0, ranked[1].width if len(ranked) > 1 else 1.0)
    yield yes(wide, "no item is larger than the others", core=True)
    whole = union(rects)
    share = ranked[0].width / whole.width if whole is not None else 0.0
    yield yes(share >= 0.55, "the highlighted item takes only a part of the width", core=True)
    yield yes(others > 0 or len(ranked) == 1, "the other items cannot be seen")


def _controls(scene: Scene) -> int:
    """Return the number of things to press in a section: buttons, dots, radio buttons, arrows."""
    found = 0
    for element in scene.root.iter():
        if element.tag == "button" or element.get("role") in ("button", "tab"):
            found += 1
        elif element.tag == "input":
            found += element.get("type") in ("radio", "button")
        elif element.tag == "a" and (element.get("href") or "").startswith("#"):
            inside = {item.element.get("id") for item in scene.items} - {None}
            found += (element.get("href") or "")[1:] in inside
    return found


def carousel(scene: Scene) -> Verdict:
    """One row that scrolls sideways and snaps, or slides with controls; every item kept."""
    return judge(_carousel(scene))


def _carousel(scene: Scene) -> Iterator[Aspect]:
    items = [item.element for item in scene.items]
    yield yes(len(items) >= 2, "the items cannot be found", core=True)
    if len(items) < 2:
        return
    track = common_ancestor(items)
    rects = [scene.rect(e) for e in items]
    scroller = _scroller(scene, track)
    controls = _controls(scene)
    one_shown = sum(scene.shown(e) for e in items) == 1 and controls >= 2
    row = scene.columns(rects) == len(rects)
    yield yes(row or one_shown, "the items do not stand in one row", core=True)
    if scroller is None:
        hidden = any(
            scene.style(e, "overflow-x") in ("hidden", "clip") for e in chain(scene, track)
        )
        slides = (hidden and controls >= 2) or one_shown
        yield yes(slides, "the row neither scrolls nor slides with controls", core=True)
        return
    whole = union(rects)
    room = scene.rect(scroller).width
    wide = whole is not None and whole.width > 1.02 * room
    yield yes(wide, "all items fit: nothing is left to scroll to", core=True)
    snaps = any(str(scene.style(e, "scroll-snap-type")).startswith(("x", "both", "inline"))
                for e in (scroller, track) if e is not None)  # fmt: skip
    yield yes(snaps or controls >= 2, "the row does not snap to its items", weight=0.5)
    if scene.viewport == NARROW:
        fits = max(rect.width for rect in rects) <= scene.viewport + 2
        yield yes(fits, "an item is wider than a telephone's window", core=True)


def _scroller(scene: Scene, track: Element | None) -> Element | None:
    """Return the element that scrolls the row sideways, if any."""
    for element in chain(scene, track):
        if scene.style(element, "overflow-x") in ("auto", "scroll"):
            return element
    return None
