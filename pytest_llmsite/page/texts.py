"""Text as it is rendered, and text made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from .dom import Node

_SPACE = re.compile(r"[ \t\n\r\f]+")
_ANY_SPACE = re.compile(r"\s+")
_INLINE = frozenset(
    ("inline", "inline-block", "inline-flex", "inline-grid", "inline-table", "contents", "ruby",
     "ruby-text", "math", "-webkit-inline-box")
)  # fmt: skip
MAX_KEPT = 2_000_000  # characters
_LONG = 2_000  # characters of a text that is not worth keeping
_NO_TEXT = frozenset(("svg:title", "svg:desc", "svg:metadata", "svg:style", "svg:script"))
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_EQUIVALENT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043", "-"),
        "\u2026": "...",
    }
)


@lru_cache(maxsize=8192)
def normalise_text(text: str) -> str:
    """Return *text* with everything made equal that a typist may set either way.

    White space (no-break and thin spaces too) becomes one blank, quotes straight, dashes a hyphen
    (two or three hyphens count as a dash, blanks around a spaced dash stay), an ellipsis three full
    stops; soft hyphens and zero-width characters go; composed and decomposed letters become equal.
    """
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE).translate(_EQUIVALENT)
    text = re.sub(r"(?<!-)-{2,3}(?!-)", "-", text)
    return _ANY_SPACE.sub(" ", text).strip()


def collapse(text: str) -> str:
    """Return *text* with white space collapsed as CSS does; no-break spaces stay."""
    return (_known if len(text) < _LONG else _collapsed)(text)


def _collapsed(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ")


_known = lru_cache(maxsize=8192)(_collapsed)


def content(node: Node) -> str:
    """Return all text below a node, rendered or not, collapsed."""
    return collapse("".join(node.element.itertext()))


def rendered(node: Node, display: Callable[[Node], str], shown: Callable[[Node], bool]) -> str:
    """Return the text that is rendered below a node, blocks parted by a blank.

    *display* gives the computed display, *shown* whether the node's own text is visible.
    """
    parts: list[str] = []
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        kind = display(item)
        if kind == "none":
            continue
        if item.namespace != "html":
            if f"{item.namespace}:{item.tag}" in _NO_TEXT:
                continue
        elif item.tag == "br":
            parts.append(" ")
            continue
        visible = shown(item)
        pending: list[Node | str] = [item.element.text or ""] if visible else []
        for child in item.children:
            pending.append(child)
            if visible and child.element.tail:
                pending.append(child.element.tail)
        if kind not in _INLINE and item is not node:
            pending = [" ", *pending, " "]
        stack.extend(reversed(pending))
    return collapse("".join(parts))


def rendered_all(
    nodes: list[Node], display: Callable[[Node], str], shown: Callable[[Node], bool]
) -> dict[Node, str]:
    """Return what `rendered` says of each of a document's *nodes*, in their order, before collapsing.

    Empty when there is too much text in too deep a tree to keep it for every element.
    """
    found: dict[Node, str] = {}
    gone: set[Node] = set()
    total = 0
    for node in reversed(nodes):
        kind = display(node)
        if kind == "none" or (
            node.namespace != "html" and f"{node.namespace}:{node.tag}" in _NO_TEXT
        ):
            found[node] = ""
            gone.add(node)
            continue
        if node.tag == "br" and node.namespace == "html":
            found[node] = " "
            continue
        visible = shown(node)
        parts = [node.element.text or ""] if visible else []
        for child in node.children:
            if child not in gone:
                inline = child.tag == "br" or display(child) in _INLINE
                parts.append(found[child] if inline else f" {found[child]} ")
            if visible and child.element.tail:
                parts.append(child.element.tail)
        text = found[node] = "".join(parts)
        total += len(text)
        if total > MAX_KEPT:
            return {}
    return found


def own(node: Node) -> str:
    """Return the text that stands directly in a node, collapsed."""
    return collapse(" ".join(node.texts))
