"""Every use of an image on a page, in markup and in style sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from .computed import Style
from .dom import Element, Node
from .resources import Resource, srcset
from .rules import url_of
from .tokens import Tokens, content

if TYPE_CHECKING:
    from .page import Page

PROPERTIES = (
    "background-image", "list-style-image", "content", "mask-image", "border-image-source", "cursor",
)  # fmt: skip
_ICONS = frozenset(("icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"))
_Addresses: TypeAlias = "list[tuple[str, list[str]]]"


@dataclass(frozen=True, slots=True)
class ImageUse:
    """One use of an image.

    kind: "img", "srcset", "source", "svg", "poster", "icon", "input", "object", "og" or the CSS
    property that names it; pseudo: "before" or "after" when it is one of the element's.
    """

    element: Element
    url: str
    resource: Resource
    kind: str
    file: str
    line: int
    pseudo: str | None = None


def images(page: Page, viewport: int) -> Iterator[ImageUse]:
    """Yield the images of a page in document order; those of CSS where they are in effect."""
    style = page.engine.style
    for node in page.document.nodes:
        if node.attrs:
            for kind, url in _in_markup(node):
                yield ImageUse(node.element, url, page.resource(url), kind, page.path, node.line)
        if node.tag in ("head", "meta", "link", "title", "script", "style"):
            continue
        for pseudo in (None, *page.pseudos(node)):
            if addresses := _addresses(styled := style(node, viewport, pseudo)):
                yield from _in_style(page, node, styled, pseudo, addresses)


def _in_markup(node: Node) -> Iterator[tuple[str, str]]:
    attrs, tag = node.attrs, node.tag
    if node.namespace == "svg":
        href = attrs.get("href", attrs.get("xlink:href", ""))
        foreign = tag == "use" and not href.startswith("#")
        if href and (foreign or tag in ("image", "feImage")):
            yield "svg", href
        return
    if tag == "img" and "src" in attrs:
        yield "img", attrs["src"]
    if tag in ("img", "source") and "srcset" in attrs:
        for url in srcset(attrs["srcset"]):
            yield "srcset" if tag == "img" else "source", url
    if tag == "video" and attrs.get("poster"):
        yield "poster", attrs["poster"]
    if tag == "link" and attrs.get("href") and _ICONS & set(attrs.get("rel", "").lower().split()):
        yield "icon", attrs["href"]
    if tag == "input" and attrs.get("type", "").lower() == "image" and "src" in attrs:
        yield "input", attrs["src"]
    if tag == "object" and attrs.get("type", "").lower().startswith("image/") and "data" in attrs:
        yield "object", attrs["data"]


def _addresses(style: Style) -> _Addresses:
    """Return the addresses of images in a style, by property."""
    found: _Addresses | None = style.store.notes.get(PROPERTIES)
    if found is None:
        # none of these inherit but list-style-image, which counts once
        found = style.store.notes[PROPERTIES] = [
            (name, urls)
            for name in PROPERTIES
            if name in style.cascaded and (urls := urls_in(style.tokens(name)))
        ]
    return found


def _in_style(
    page: Page, node: Node, style: Style, pseudo: str | None, addresses: _Addresses
) -> Iterator[ImageUse]:
    for name, urls in addresses:
        source = style.source(name)
        file = source.file if source is not None else page.path
        line = source.line if source is not None else node.line
        for url in urls:
            resource = page.resource(url, file)
            yield ImageUse(node.element, url, resource, name, file, line, pseudo)


def urls_in(tokens: Tokens) -> list[str]:
    """Return the addresses of all url() at any depth, such as in image-set(), fragments left out."""
    found = []
    stack = list(reversed(tokens))
    while stack:
        token = stack.pop()
        url = url_of(token) if token.type in ("url", "function") else None
        if url is not None:
            if url and not url.startswith("#"):
                found.append(url)
        elif token.type == "function" and token.lower_name.endswith("image-set"):
            found += [part.value for part in token.arguments if part.type == "string"]
            stack.extend(reversed([part for part in token.arguments if part.type != "string"]))
        else:
            stack.extend(reversed(content(token) or ()))
    return found
