"""Scripts and style sheets as a page names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .dom import Element, Node, ParseError
from .reader import parse_sheet
from .resources import Resource

if TYPE_CHECKING:
    from .page import Page


@dataclass(frozen=True, slots=True)
class Linked:
    """A script or style sheet of a page.

    url is "" and resource None for one that stands in the page itself. text is its content, "" when it
    cannot be had. errors have lines of *file*; of scripts there are none.
    """

    element: Element
    url: str
    resource: Resource | None
    text: str
    file: str
    line: int
    errors: tuple[ParseError, ...] = ()


def scripts(page: Page) -> Iterator[Linked]:
    """Yield every `<script>`, data blocks such as JSON-LD included."""
    for node in page.document.nodes:
        if node.tag == "script":
            yield _linked(page, node, node.attrs.get("src", node.attrs.get("href")))


def sheets(page: Page) -> Iterator[Linked]:
    """Yield every `<style>` and linked style sheet, then what local ones import."""
    seen = set()
    for node in page.document.nodes:
        if node.tag == "style":
            found = _linked(page, node, None)
            line = max(0, node.line - 1)
        elif node.tag == "link" and _names_sheet(node):
            found = _linked(page, node, node.attrs.get("href", ""))
            line = 0
        else:
            continue
        seen.add(found.file)
        yield _with_errors(page, found, line)
    for use in page.sheets:
        if use.file not in seen and use.owner is not None:
            seen.add(use.file)
            content = page.site.text(use.file) if use.file in page.site.files else ""
            resource = page.resource(f"/{use.file}")
            yield Linked(
                use.owner.element, use.file, resource, content, use.file, 1, tuple(use.sheet.errors)
            )


def _names_sheet(node: Node) -> bool:
    return node.namespace == "html" and "stylesheet" in node.attrs.get("rel", "").lower().split()


def _linked(page: Page, node: Node, url: str | None) -> Linked:
    if url is None:
        return Linked(node.element, "", None, node.element.text or "", page.path, node.line)
    resource = page.resource(url)
    content = page.site.text(resource.path) if resource.kind == "local" and resource.path else ""
    return Linked(node.element, url, resource, content, resource.path or page.path, node.line)


def _with_errors(page: Page, found: Linked, line: int) -> Linked:
    if not found.text:
        return found
    sheet = parse_sheet(found.text, page.document.quirks)
    errors = tuple(
        ParseError(error.code, error.line + line if error.line else 0, error.message)
        for error in sheet.errors
    )
    return Linked(
        found.element, found.url, found.resource, found.text, found.file, found.line, errors
    )
