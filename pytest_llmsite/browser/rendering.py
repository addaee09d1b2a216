"""A page as Chromium laid it out and painted it, as values that outlive the browser."""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from ..page.boxes.rect import Rect, union
from .pictures import Encoding
from .serving import Refused

VIEWPORTS = (1280, 768, 375)
PICTURED = (1280, 375)


@dataclass(frozen=True, slots=True)
class Picture:
    """An `<img>` as it was decoded: natural size in pixels (0 when it could not be), and its address."""

    decoded: bool
    width: int
    height: int
    url: str


@dataclass(frozen=True, slots=True)
class Look:
    """Computed values of an element."""

    display: str
    visibility: str
    colour: str
    background: str
    font_family: str
    font_size: str


@dataclass(frozen=True, slots=True)
class Font:
    """One face of `document.fonts`; *status* is unloaded (nothing uses it), loading, loaded or error."""

    family: str
    weight: str
    style: str
    status: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """One page at one viewport. Elements are named by their place in document order.

    Rectangles are in CSS pixels from the page's corner, at no scroll. *texts* holds the rectangles of
    the lines of an element's own text; *clipped* the share of a text that is cut off for good; *covered*
    what is painted over a text. *encoding* gives the picture, where one was taken.
    """

    viewport: int
    tags: Sequence[str]
    rects: Sequence[Rect]
    texts: Mapping[int, tuple[Rect, ...]]
    looks: Sequence[Look]
    images: Mapping[int, Picture]
    clipped: Mapping[int, float]
    covered: Mapping[int, int]
    width: float
    height: float
    encoding: Encoding | None = field(default=None, compare=False)
    # the rectangle around the lines of a text
    lines: Mapping[int, Rect] = field(default_factory=dict, compare=False)
    layout: bytes = field(default=b"", compare=False)  # a hash of all rectangles in the body

    @property
    def body(self) -> int:
        """The place of the body, 0 when there is none."""
        return _body(self.tags)

    @property
    def picture(self) -> bytes:
        """The full page as WebP, cropped to the window's width; b"" where none was taken."""
        return b"" if self.encoding is None else self.encoding.result()


@dataclass(frozen=True, slots=True)
class Violation:
    """One element that one rule of axe-core objects to."""

    rule: str
    impact: str  # minor, moderate, serious, critical
    element: int  # place in document order, -1 for the page as a whole
    help: str


@dataclass(frozen=True, slots=True)
class Control:
    """What happened when a control was operated: by click, by keyboard, and how many texts it showed."""

    element: int
    clicked: bool
    keyed: bool | None  # None: not tried
    shown: int = 0
    closed: bool = True  # whether a second click took away again what the first had shown


@dataclass(frozen=True, slots=True)
class Live:
    """A page with its scripts running, at one viewport.

    *hidden*: texts that no scrolling makes visible; *focus*: whether each focusable element takes the
    focus and shows it; *hover*: whether it answers to the pointer.
    """

    viewport: int
    hidden: frozenset[int]
    controls: Mapping[int, Control]
    focus: Mapping[int, tuple[bool, bool]]
    hover: Mapping[int, bool]
    skip: tuple[int, bool, bool] | None = None  # link, seen when focused, its target is reached


@dataclass(frozen=True, slots=True)
class Rendered:
    """All that is known of one site's page. *failure* says why it could not be rendered ("": it was)."""

    views: Mapping[int, Rendering]
    live: Mapping[int, Live] = field(default_factory=dict)
    fonts: tuple[Font, ...] = ()
    refused: frozenset[Refused] = frozenset()
    errors: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    failure: str = ""
    live_failure: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)
    shown: str = ""  # a hash of the document as far as it is painted
    asked: Mapping[str, bytes | None] = field(
        default_factory=dict
    )  # the files that it is made with


def _body(tags: Sequence[str]) -> int:
    return tags.index("body") if "body" in tags else 0


def rendering_of(
    viewport: int, rows: Mapping[str, Any], encoding: Encoding | None = None
) -> Rendering:
    """Read what `scripts/still.js` returned."""
    numbers, tags = rows["rects"], rows["tags"]
    body = _body(tags)
    layout = [numbers[4 * body :], [(index - body, lines) for index, lines in rows["texts"]]]
    known = [Look(*value.split("\n")) for value in rows["known"]]
    texts = {
        index: tuple(Rect(a, b, c - a, d - b) for a, b, c, d in lines)
        for index, lines in rows["texts"]
    }
    return Rendering(
        viewport=viewport,
        tags=tags,
        rects=[Rect(*numbers[i : i + 4]) for i in range(0, len(numbers), 4)],
        texts=texts,
        looks=[known[number] for number in rows["looks"]],
        images={index: Picture(*values) for index, *values in rows["images"]},
        clipped=dict(map(tuple, rows["clipped"])),
        covered=dict(map(tuple, rows["covered"])),
        width=rows["page"][0],
        height=rows["page"][1],
        encoding=encoding,
        layout=blake2b(marshal.dumps(layout, 2), digest_size=16).digest(),
        lines={i: around for i, rects in texts.items() if (around := union(rects)) is not None},
    )
