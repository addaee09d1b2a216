"""Layouts of parts of a page, kept for other pages (and other passes) with the same part.

How a part is laid out follows from its elements, their computed styles and texts, and from the room that
it is given. An edit of one card leaves all others as they were.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from .rect import Box, Rect

LEAST, MOST = 6, 250  # elements of a part that is worth keeping
DEEPEST = 60  # beyond it the limit of nesting might decide
KEPT = 3_000

_Room = tuple[float, float | None, float | None]  # available width, forced width and height
_Key = tuple[int, _Room]


class _Part(NamedTuple):
    """A box and what is in it, its element as a place in the part's document order (-1: none)."""

    place: int
    width: float
    height: float
    children: tuple[tuple[float, float, _Part], ...]
    texts: tuple[Rect, ...]


_known: OrderedDict[_Key, _Part] = OrderedDict()
_widths: OrderedDict[tuple[int, bool, float], float] = OrderedDict()


class Subtrees:
    """The parts of one page at one viewport, by what decides their layout."""

    def __init__(
        self, elements: Sequence[Any], facts: Sequence[Hashable], parents: Sequence[int]
    ) -> None:
        """*facts* say of each element what it contributes; *parents* are indexes, -1 for the root."""
        self.elements = elements
        self.places = {element: place for place, element in enumerate(elements)}
        self.sizes = [1] * len(elements)
        self.keys: list[int] = [0] * len(elements)
        inner: list[list[int]] = [[] for _ in elements]
        depths = [0] * len(elements)
        for place, parent in enumerate(parents):
            depths[place] = depths[parent] + 1 if parent >= 0 else 0
        for place in reversed(range(len(elements))):
            self.keys[place] = hash((facts[place], tuple(reversed(inner[place]))))
            parent = parents[place]
            if parent >= 0:
                self.sizes[parent] += self.sizes[place]
                inner[parent].append(self.keys[place])
        self.usable = max(depths, default=0) <= DEEPEST

    def find(self, element: Any, room: _Room) -> Box | None:
        """Return a part's box as it was laid out before in the same room, or None."""
        place = self._place(element)
        if place is None:
            return None
        key = (self.keys[place], room)
        part = _known.get(key)
        if part is None:
            return None
        _known.move_to_end(key)
        return self._thawed(part, place)

    def keep(self, element: Any, room: _Room, box: Box) -> None:
        """Keep a part's box, unless something in it is still to be placed."""
        place = self._place(element)
        if place is None:
            return
        part = self._frozen(box, place, place + self.sizes[place])
        if part is not None:
            _known[self.keys[place], room] = part
            if len(_known) > KEPT:
                _known.popitem(last=False)

    def width(self, element: Any, minimum: bool, available: float) -> float | None:
        """Return an intrinsic width that was measured before."""
        place = self._place(element)
        return None if place is None else _widths.get((self.keys[place], minimum, available))

    def keep_width(self, element: Any, minimum: bool, available: float, width: float) -> None:
        """Keep an intrinsic width."""
        place = self._place(element)
        if place is not None:
            _widths[self.keys[place], minimum, available] = width
            if len(_widths) > KEPT:
                _widths.popitem(last=False)

    def _place(self, element: Any) -> int | None:
        place = self.places.get(element) if self.usable else None
        return place if place is not None and LEAST <= self.sizes[place] <= MOST else None

    def _frozen(self, box: Box, first: int, end: int) -> _Part | None:
        if box.pending:
            return None
        place = -1
        if box.element is not None:
            found = self.places.get(box.element, -1)
            if not first <= found < end:
                return None
            place = found - first
        children = []
        for left, top, child in box.children:
            part = self._frozen(child, first, end)
            if part is None:
                return None
            children.append((left, top, part))
        return _Part(place, box.width, box.height, tuple(children), tuple(box.texts))

    def _thawed(self, part: _Part, first: int) -> Box:
        element = self.elements[first + part.place] if part.place >= 0 else None
        children = [(left, top, self._thawed(child, first)) for left, top, child in part.children]
        return Box(element, part.width, part.height, children, list(part.texts))
