"""Elements as evidence: where one stands, what it looks like, how findings identify it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..findings import Evidence
from .building import quote

if TYPE_CHECKING:
    from ..page.page import Page

Element = Any


def raw_text(element: Element) -> str:
    """Return the text in an element whether or not it is rendered (title, script, option)."""
    return "".join(element.itertext())


def start_tag(element: Element) -> str:
    """Return an element's start tag, for quoting."""
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return f"<{element.tag}{attributes}>"


def seen(page: Page, element: Element, words: str = "") -> Evidence:
    """Return the evidence for one element; *words* are quoted instead of its start tag."""
    return Evidence(
        file=page.path,
        line=page.line(element),
        selector=page.describe(element),
        quote=quote(words or start_tag(element)),
    )


def closest(element: Element | None, tag: str) -> Element | None:
    """Return the element itself or its nearest ancestor of the tag *tag*, or None."""
    while element is not None and element.tag != tag:
        element = element.getparent()
    return element


def within(element: Element, ancestor: Element) -> bool:
    """Whether *element* is *ancestor* or lies in it."""
    node = element
    while node is not None and node is not ancestor:
        node = node.getparent()
    return node is not None


def elements(root: Element) -> Iterator[Element]:
    """Yield an element and all elements in it, in document order."""
    return (node for node in root.iter() if isinstance(node.tag, str))


def attribute(element: Element, name: str) -> str:
    """Return an attribute's value without outer white space, "" when it is missing."""
    return str(element.get(name) or "").strip()
