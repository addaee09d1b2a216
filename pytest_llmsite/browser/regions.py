"""What became of each part of the page, element by element, and whether the action asked for it.

A place is measured from the corner of the part that holds the element, so that a part which only slid down
the page has not changed. What an action asks for follows from its allowance: the parts that it arranges
anew, those whose texts or pictures it exchanges, and the properties that it changes anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..page.boxes.rect import Rect
from ..page.contents import blocks_of
from .page import BrowserPage
from .rendering import Look, Rendering

if TYPE_CHECKING:
    from ..damage.case import Case, Section
    from ..page.dom import Element

MOVED, FAR = 2.0, 48.0  # px
WIDTHS = (1280, 768, 375)
_COLOURS = frozenset({"colour", "background"})
_FONTS = frozenset({"font_family"})
# What can be seen by itself: other kinds of boxes show in where boxes are.
_SEEN = frozenset({"visibility", "colour", "background", "font_family", "font_size"})
_NAMES: Mapping[str, frozenset[str]] = {
    "color": frozenset({"colour"}),
    "background-color": frozenset({"background"}),
    "font-family": frozenset({"font_family"}),
    "font-size": frozenset({"font_size"}),
}
_PICTURES = "img, svg, picture, video"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an action may change in one part: the arrangement, what flows in it, and properties.

    *named*: whether it is to change something in this very part that boxes and looks can show.
    """

    arrangement: bool = False
    flow: bool = False
    looks: frozenset[str] = frozenset()
    named: bool = False

    def __str__(self) -> str:
        words = ["arrangement"] * self.arrangement + ["flow"] * self.flow + sorted(self.looks)
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Region:
    """One part of the page at one width. Elements are those of the page before that are on both pages.

    *moved*: the box, or the lines of its text, have another place in the part or another size, *far*: by two
    lines of text and more; *restyled*: other looks; *unasked*: restyled in
    what the action does not change; *rearranged*: no longer beside, or below, the sibling before it;
    *lost*: has no box any more.
    """

    section: Section
    viewport: int
    asked: Asked
    elements: tuple[Element, ...]
    moved: frozenset[Element]
    far: frozenset[Element]
    restyled: frozenset[Element]
    unasked: frozenset[Element]
    rearranged: frozenset[Element]
    lost: frozenset[Element]

    @property
    def untouched(self) -> bool:
        """Whether nothing in it changed."""
        return not (self.moved or self.restyled or self.rearranged or self.lost)

    @property
    def unexpected(self) -> frozenset[Element]:
        """The elements whose change the action did not ask for."""
        return frozenset() if self.asked.arrangement else self._beside(self.moved)

    @property
    def disturbed(self) -> frozenset[Element]:
        """Those of them whose change is one to be seen: not moved by a little only."""
        return frozenset() if self.asked.arrangement else self._beside(self.far)

    def _beside(self, moved: frozenset[Element]) -> frozenset[Element]:
        found = self.unasked | self.lost
        # Other fonts are wider, and what is wider may go to the next line.
        if not self.asked.looks & _FONTS:
            found |= self.rearranged
        return found if self.asked.flow else found | moved

    def share(self, found: frozenset[Element]) -> float:
        """Return the share of the part's elements that *found* holds."""
        return len(found) / len(self.elements) if self.elements else 0.0


@lru_cache(maxsize=1)
def regions(case: Case) -> tuple[Region, ...]:
    """Return each part that is on both pages at each width at which both could be rendered."""
    return tuple(_regions(case))


def _regions(case: Case) -> Iterator[Region]:
    before, after = case.before, case.after
    assert isinstance(before, BrowserPage)
    assert isinstance(after, BrowserPage)
    members = _members(case)
    wanted = {section: asked(case, section) for section in members}
    for viewport in WIDTHS:
        first, second = before.view(viewport), after.view(viewport)
        if first is None or second is None:
            continue
        for section, pairs in members.items():
            root = case.root_now(section)
            corners = before.place(section.element), after.place(root) if root is not None else -1
            if min(corners) >= 0:
                yield _region(section, wanted[section], first, second, pairs, corners)


def _members(case: Case) -> dict[Section, list[tuple[Element, Element, int, int]]]:
    """Return the elements of each part, before and after, with their places in renderings."""
    before, after = case.before, case.after
    assert isinstance(before, BrowserPage)
    assert isinstance(after, BrowserPage)
    found: dict[Section, list[tuple[Element, Element, int, int]]] = {}
    for element, now in case.pairs:
        section = case.section(element)
        places = before.place(element), after.place(now)
        if section is not None and min(places) >= 0:
            found.setdefault(section, []).append((element, now, *places))
    return found


def _region(
    section: Section,
    wanted: Asked,
    first: Rendering,
    second: Rendering,
    pairs: list[tuple[Element, Element, int, int]],
    corners: tuple[int, int],
) -> Region:
    old_corner, new_corner = first.rects[corners[0]], second.rects[corners[1]]
    shown, moved, far, restyled, unasked, lost = [], set(), set(), set(), set(), set()
    for element, _, then, place in pairs:
        old, new = first.rects[then], second.rects[place]
        if not old.area and not new.area:
            continue
        shown.append(element)
        if old.area and not new.area:
            lost.add(element)
            continue
        shift = _shift(old, old_corner, new, new_corner)
        lines = first.lines.get(then), second.lines.get(place)
        if lines[0] is not None and lines[1] is not None:
            shift = max(shift, _shift(lines[0], old_corner, lines[1], new_corner))
        if shift > MOVED:
            moved.add(element)
        if shift >= FAR:
            far.add(element)
        names = _other(first.looks[then], second.looks[place])
        if names:
            restyled.add(element)
        if names - wanted.looks:
            unasked.add(element)
    return Region(
        section, first.viewport, wanted, tuple(shown), frozenset(moved), frozenset(far), frozenset(restyled),
        frozenset(unasked), _rearranged(first, second, pairs), frozenset(lost),
    )  # fmt: skip


def _shift(old: Rect, old_corner: Rect, new: Rect, new_corner: Rect) -> float:
    """Return the largest difference of place in the part, or of size, in px."""
    if old == new and old_corner.top == new_corner.top:
        return 0.0
    return max(
        abs(old.left - new.left),
        abs((old.top - old_corner.top) - (new.top - new_corner.top)),
        abs(old.width - new.width),
        abs(old.height - new.height),
    )


def _other(old: Look, new: Look) -> frozenset[str]:
    """Return the names of what looks different."""
    if old == new:
        return frozenset()
    return frozenset(name for name in _SEEN if getattr(old, name) != getattr(new, name))


def _rearranged(
    first: Rendering, second: Rendering, pairs: list[tuple[Element, Element, int, int]]
) -> frozenset[Element]:
    """Return the elements that stood beside the sibling before them, or below it, and don't now."""
    known = {element: (now, then, place) for element, now, then, place in pairs}
    found = set()
    for element, (now, then, place) in known.items():
        sibling = element.getprevious()
        row = known.get(sibling) if sibling is not None else None
        if row is None or now.getprevious() is not row[0]:
            continue
        boxes = first.rects[row[1]], first.rects[then], second.rects[row[2]], second.rects[place]
        inline = {first.looks[then].display, second.looks[place].display} & {"inline", "contents"}
        if inline or not all(box.area for box in boxes):
            continue
        if boxes[0].beside(boxes[1]) != boxes[2].beside(boxes[3]):
            found.add(element)
    return frozenset(found)


def asked(case: Case, section: Section) -> Asked:
    """Return what the action may change in a part of the page."""
    allowed = case.allowed
    if allowed.free:
        return Asked(arrangement=True, flow=True, looks=_SEEN)
    if section.name in allowed.landmarks:
        return Asked(arrangement=True, flow=True, looks=_SEEN, named=True)
    looks: frozenset[str] = frozenset()
    for name in allowed.restyled:
        looks |= _NAMES.get(name, frozenset())
    if section.name in allowed.decorated:
        looks |= _COLOURS
    if allowed.accessibility:  # headings get another level
        looks |= {"font_size"}
    texts = _exchanges_texts(case, section)
    flow = allowed.fonts or allowed.accessibility or texts or _exchanges_pictures(case, section)
    return Asked(flow=flow, looks=looks, named=texts)


def _exchanges_texts(case: Case, section: Section) -> bool:
    """Whether the action puts other texts into a part of the page."""
    old = case.allowed.old_texts
    return bool(old) and any(
        block.text in old and case.section(block.element) is section
        for block in blocks_of(case.before)
    )


def _exchanges_pictures(case: Case, section: Section) -> bool:
    """Whether the action exchanges pictures in a part of the page."""
    allowed = case.allowed
    wanted = bool(allowed.images) and section.name in allowed.decorated
    return wanted and bool(case.before.select(_PICTURES, section.element))
