"""Rectangles in CSS pixels, and boxes positioned relative to one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Rect(NamedTuple):  # there are thousands, and frozen dataclasses take thrice the time to make
    """A rectangle on the page, in CSS pixels from its top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge."""
        return self.top + self.height

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height

    @property
    def centre(self) -> float:
        """The horizontal middle."""
        return self.left + self.width / 2

    def overlap(self, other: Rect) -> float:
        """Return the area that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    def beside(self, other: Rect) -> bool:
        """Whether the two stand side by side: at least half of the lower one's height at the same
        level, and hardly any horizontal overlap."""
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        width = min(self.right, other.right) - max(self.left, other.left)
        least = min(self.height, other.height)
        return height > 0.5 * least and width <= 0.05 * min(self.width, other.width)


def union(rects: Iterable[Rect]) -> Rect | None:
    """Return the smallest rectangle around all that have an area, or None for none."""
    found = [rect for rect in rects if rect.width > 0 and rect.height > 0]
    if not found:
        return None
    left = min(rect.left for rect in found)
    top = min(rect.top for rect in found)
    right = max(rect.right for rect in found)
    bottom = max(rect.bottom for rect in found)
    return Rect(left, top, right - left, bottom - top)


@dataclass(slots=True, eq=False)
class Box:
    """One element's border box: size, and its children's boxes with their offsets from its corner.

    *texts* are the rectangles of the element's own text, relative to the same corner.
    """

    element: Any
    width: float = 0.0
    height: float = 0.0
    children: list[tuple[float, float, Box]] = field(default_factory=list)
    texts: list[Rect] = field(default_factory=list)
    pending: list[Any] = field(default_factory=list)  # absolutely positioned descendants
