"""Where the links and forms of a page lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .dom import Element, Node
from .resources import Resource

if TYPE_CHECKING:
    from .page import Page

_SCHEMES = {"tel": "tel", "mailto": "mailto", "javascript": "javascript"}


@dataclass(frozen=True, slots=True)
class LinkUse:
    """One link: a, area, form or svg a.

    kind: internal-anchor, internal-page, external, tel, mailto, javascript, empty, missing or invalid.
    exists: whether the target is there; None for what is not in the site.
    """

    element: Element
    href: str
    kind: str
    exists: bool | None
    line: int
    resource: Resource | None = None


def links(page: Page) -> Iterator[LinkUse]:
    """Yield every link of a page in document order."""
    for node in page.document.nodes:
        href = _href(node)
        if href is not None:
            yield _link(page, node, href)


def _href(node: Node) -> str | None:
    if node.tag in ("a", "area"):
        return node.attrs.get("href", node.attrs.get("xlink:href"))
    if node.tag == "form":
        return node.attrs.get("action")
    return None


def _link(page: Page, node: Node, href: str) -> LinkUse:
    address = href.strip()
    scheme = address.partition(":")[0].lower()
    if scheme in _SCHEMES and ":" in address:
        kind = _SCHEMES[scheme]
        filled = bool(address.partition(":")[2].strip("/ "))
        return LinkUse(node.element, href, kind, None if filled else False, node.line)
    if address in ("", "#"):
        return LinkUse(node.element, href, "empty", None, node.line)
    if address.startswith("#"):
        exists = has_target(page, address[1:])
        return LinkUse(node.element, href, "internal-anchor", exists, node.line)
    resource = page.resource(address)
    if resource.kind == "local":
        exists = True
        if resource.path == page.path and resource.fragment:
            exists = has_target(page, resource.fragment)
        return LinkUse(node.element, href, "internal-page", exists, node.line, resource)
    if resource.kind == "missing":
        return LinkUse(node.element, href, "internal-page", False, node.line, resource)
    kind = "external" if resource.kind in ("external", "data") else "invalid"
    return LinkUse(
        node.element, href, kind, None if kind == "external" else False, node.line, resource
    )


def has_target(page: Page, fragment: str) -> bool:
    """Whether a fragment names an element (or the top of the page)."""
    names = {fragment, unquote(fragment)}
    if "top" in {name.lower() for name in names} or any(name.startswith(":~:") for name in names):
        return True
    return any(name in page.ids or name in page.anchor_names for name in names)
