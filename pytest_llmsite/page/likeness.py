"""In which respects two versions of a page are the same, so that what follows from these is known.

A fingerprint covers everything that a *facet* of a page can depend on: all its files but the document, and of
the document the tree, and of its attributes and texts those that matter:

- "colours": computed colours and fonts, and where there is any text;
- "dress": all computed styles and images as well, whatever the words;
- "body": everything that is rendered.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from ..site import content_hash

if TYPE_CHECKING:
    from .dom import Node
    from .page import Page

FACETS = ("colours", "dress", "body")
# attributes whose value is words or an address, and those that only say how large something is
_WORDS = frozenset(("alt", "aria-label", "content", "datetime", "href", "target", "title"))
_SIZES = frozenset(("height", "loading", "sizes", "src", "srcset", "width"))
_ICONS = frozenset(("icon", "apple-touch-icon", "canonical", "alternate", "manifest", "author"))
_NAMED = re.compile(r"\[\s*([\w-]+)")


def fingerprint(page: Page, facet: str) -> bytes:
    """Return a hash that is equal for pages that are the same in one of the FACETS."""
    found = page.fingerprints.get(facet)
    if found is None:
        facts = [page.document.quirks, list(_files(page)), list(_nodes(page, facet))]
        # version 2 writes equal values alike, whether or not they are the same objects
        found = blake2b(marshal.dumps(facts, 2), digest_size=16).digest()
        page.fingerprints[facet] = found
    return found


def _files(page: Page) -> Iterator[tuple[str, str]]:
    for path, content in page.site.files.items():
        if path != page.path:
            yield path, content_hash(content)


def _nodes(page: Page, facet: str) -> Iterator[tuple[object, ...]]:
    idle = _idle(page, facet)
    depths: dict[Node, int] = {}
    for node in page.document.nodes:
        parent = node.parent
        depth = depths[node] = 0 if parent is None else depths[parent] + 1
        if parent is not None and parent.tag == "head":
            yield from _in_head(node)
            continue
        attrs = node.attrs
        if not idle.isdisjoint(attrs):
            attrs = {name: "" if name in idle else value for name, value in attrs.items()}
        text = None if node.tag == "head" else _text(node, facet)
        yield depth, node.namespace, node.tag, sorted(attrs.items()), text


def _in_head(node: Node) -> Iterator[tuple[object, ...]]:
    """Yield what a child of the head does to how the body looks."""
    attrs = node.attrs
    if node.tag == "meta" and attrs.get("name", "").lower() in (
        "theme-color",
        "viewport",
        "color-scheme",
    ):
        yield "meta", sorted(attrs.items())
    elif node.tag == "link" and _ICONS.isdisjoint(attrs.get("rel", "").lower().split()):
        yield "link", sorted(attrs.items())
    elif node.tag == "script" and "json" not in attrs.get("type", ""):
        yield "script", sorted(attrs.items()), node.element.text
    elif node.tag not in ("meta", "link", "script", "title"):
        yield node.tag, sorted(attrs.items()), node.element.text


def _idle(page: Page, facet: str) -> frozenset[str]:
    """Return the attributes whose value nothing on the page depends on."""
    if facet == "body":
        return frozenset()
    words, used = _WORDS | _SIZES if facet == "colours" else _WORDS, set[str]()
    for sheet in page.stylesheets():
        named = _attributes(sheet.text)
        if named is None:
            return frozenset()
        used |= named
    return words - used


@lru_cache(maxsize=64)
def _attributes(css: str) -> frozenset[str] | None:
    """Return the attributes that a style sheet's selectors may ask for; None: it may print any."""
    if "attr(" in css:
        return None
    return frozenset(name.lower() for name in _NAMED.findall(css))


def _text(node: Node, facet: str) -> object:
    element = node.element
    first = element.text or ""
    texts = [first, *[child.element.tail or "" for child in node.children]]
    if facet == "body" or node.tag in ("style", "script"):
        return texts
    return bool(first), any(text and not text.isspace() for text in texts)
