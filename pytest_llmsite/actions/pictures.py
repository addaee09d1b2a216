"""Which images a part of a page uses: `<img>`, `srcset`, SVG, CSS backgrounds, posters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..page import Element, Page
from .caching import per_page
from .saying import said_by


@dataclass(frozen=True, slots=True)
class Picture:
    """One use of an image: *element* shows it, *path* is the site's file (None: another resource).

    *size* is the image's own width and height in pixels; *file* and *line* say where it is named.
    """

    element: Element
    path: str | None
    decodes: bool | None
    size: tuple[int, int] | None
    file: str
    line: int


@per_page
def pictures(page: Page, scope: Element) -> tuple[Picture, ...]:
    """Return the images that elements inside *scope*, itself included, use, in document order."""
    within = set(scope.iter())
    return tuple(
        Picture(
            _shower(use.element),
            use.resource.path,
            use.resource.decodes,
            use.resource.size,
            use.file,
            use.line,
        )
        for use in page.images()
        if use.element in within
    )


def _shower(element: Element) -> Element:
    """Return the `<img>` of a `<picture>` for its `<source>`, else the element itself."""
    parent = element.getparent()
    if element.tag == "source" and parent is not None and parent.tag == "picture":
        return next(iter(parent.iter("img")), element)
    return element


def same_file(page: Page, path: str | None, wanted: str) -> bool:
    """Whether a path is the wanted file, or a file with the same bytes."""
    if path is None:
        return False
    files = page.site.files
    return path == wanted or (path in files and files[path] == files.get(wanted))


def alternative(page: Page, element: Element) -> str:
    """Return the text that stands for an image: `alt`, a label, an SVG's title, or its own text."""
    for name in ("alt", "aria-label"):
        if str(element.get(name) or "").strip():
            return str(element.get(name)).strip()
    titles: Iterable[Element] = (child for child in element if child.tag == "title")
    title = next(iter(titles), None)
    if title is not None:
        return "".join(title.itertext()).strip()
    return said_by(page, element)
