"""An HTML document as a browser builds it: a WHATWG parse, copied into an lxml tree.

lxml serves XPath and callers; matching selectors walks the light `Node`s beside it, which is several
times faster than asking lxml for an attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from weakref import WeakValueDictionary

import turbohtml
import webencodings  # type: ignore[import-untyped]
from lxml import etree

Element: TypeAlias = Any  # lxml.etree._Element; lxml ships no types

MAX_HTML_BYTES = 4 * 1024 * 1024
MAX_NODES = 30_000
MAX_ERRORS = 1_000

_NAME = re.compile(
    r"[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u0400-\u1fff]"
    r"[\w.\u00b7-]*\Z"
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_META_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w:-]+)""", re.IGNORECASE)
_PREFIXES = {
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


@dataclass(frozen=True, slots=True)
class ParseError:
    """One thing wrong with a document or style sheet: a code, a 1-based line (0: whole file), words."""

    code: str
    line: int
    message: str


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """One element with what selector matching needs at hand."""

    element: Element
    tag: str
    namespace: str
    attrs: dict[str, str]
    parent: Node | None
    index: int
    line: int
    order: int
    id: str | None = None
    classes: frozenset[str] = frozenset()
    children: list[Node] = field(default_factory=list)
    type_counts: list[tuple[int, int]] | None = None  # kept by :nth-of-type and its relatives
    pieces: tuple[str, ...] | None = None  # kept by `texts`

    def __repr__(self) -> str:
        return f"<Node {self.tag} in line {self.line}>"

    @property
    def html(self) -> bool:
        """Whether this is an HTML element, not SVG or MathML."""
        return self.namespace == "html"

    def ancestors(self) -> Iterator[Node]:
        """Yield parent, grandparent … up to and including the root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that stand directly in the element: before, between and after its children."""
        found = self.pieces
        if found is None:
            tails = [child.element.tail or "" for child in self.children]
            found = self.pieces = (self.element.text or "", *tails)
        return found

    def empty(self) -> bool:
        """Whether there is neither a child element nor any text, white space included."""
        return not self.children and not self.element.text


@dataclass(slots=True, eq=False, repr=False, weakref_slot=True)
class Document:
    """A parsed document: nodes in tree order (the root first), and what the parser had to mend.

    Pages with the same content share one (see `parsed_once`), so that what follows from the document alone is
    kept with it.
    """

    root: Node
    nodes: list[Node]
    by_element: dict[Element, Node]
    quirks: bool
    errors: list[ParseError]
    source: str
    templates: list[tuple[Node, Element]]
    hashes: Any = None  # kept by `align`
    facts: Any = None  # kept by `likeness`
    blocks: Any = None  # kept by `contents`
    # kept by `candidates` and the cascade: nodes by key, by selector, and what the browser's own rules say
    by_key: dict[tuple[str, str], list[Node]] | None = None
    subjects: dict[object, tuple[Node, ...]] = field(default_factory=dict)
    defaults: dict[Node, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Document of {len(self.nodes)} elements>"

    def __del__(self) -> None:
        # Nodes that refer to one another are left to the garbage collector, which takes longer to find them
        # than they took to make.
        for node in self.nodes:
            node.parent = None


def decode(content: bytes) -> str:
    """Return the text of an HTML file: by byte-order mark, declared charset, else UTF-8.

    A charset that is declared in `<meta>` wins even when it is wrong, as it does in a browser.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8", "replace")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    declared = _META_CHARSET.search(content[:1024])
    encoding = webencodings.lookup(declared.group(1).decode("ascii")) if declared else None
    # a document that could be read this far is no UTF-16, whatever it says
    if encoding is None or encoding.name.startswith(("utf-16", "utf-8", "replacement")):
        return content.decode("utf-8", "replace")
    return str(webencodings.decode(content, encoding)[0])


_parsed: WeakValueDictionary[bytes, Document] = WeakValueDictionary()


def parsed_once(content: bytes) -> Document:
    """Parse a document, or return what a page with the same content has: most edits of style leave it alone."""
    found = _parsed.get(content)
    if found is None:
        found = _parsed[content] = parse(content)
    return found


def parse(content: bytes | str) -> Document:
    """Parse a document; whatever the input, the result has a root `<html>`.

    Beyond 4 MiB or 30,000 elements the rest is left out and an error says so.
    """
    errors: list[ParseError] = []
    source = content if isinstance(content, str) else decode(content[:MAX_HTML_BYTES])
    if len(content) > MAX_HTML_BYTES:
        source = source[:MAX_HTML_BYTES]
        errors.append(
            ParseError("too-large", 0, f"only the first {MAX_HTML_BYTES} bytes were read")
        )
    parsed = turbohtml.parse(source, allow_declarative_shadow_roots=False)
    for error in parsed.errors[:MAX_ERRORS]:
        errors.append(ParseError(error.code, error.line, error.code.replace("-", " ")))
    document = _Copier().copy(parsed.root)
    document.errors = errors + document.errors
    document.source = source
    document.quirks = _quirks(parsed)
    if document.quirks:  # ids and classes ignore case
        for node in document.nodes:
            node.id = node.id.lower() if node.id is not None else None
            node.classes = frozenset(name.lower() for name in node.classes)
    return document


class _Copier:
    """Copies a parsed tree into lxml, names made legal for XML, template contents kept apart."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.by_element: dict[Element, Node] = {}
        self.templates: list[tuple[Node, Element]] = []
        self.errors: list[ParseError] = []
        self.full = False

    def copy(self, root: Any) -> Document:
        top = self._node(root, None)
        stack: list[tuple[Any, Node]] = [(root, top)]
        while stack:
            source, node = stack.pop()
            stack.extend(reversed(self._children(source, node)))
        if self.full:
            message = f"only {MAX_NODES} elements were read"
            self.errors.append(ParseError("too-many-elements", 0, message))
        self._number(top)
        return Document(top, self.nodes, self.by_element, False, self.errors, "", self.templates)

    def _children(self, source: Any, node: Node) -> list[tuple[Any, Node]]:
        """Copy the children of one element; return those elements whose turn comes later."""
        pending: list[tuple[Any, Node]] = []
        texts: list[str] = []
        for child in source.children:
            if isinstance(child, turbohtml.Element):
                if len(self.nodes) >= MAX_NODES:
                    self.full = True
                    continue
                _put_text(node, texts)
                copied = self._node(child, node)
                pending.append((child, copied))
            elif isinstance(child, (turbohtml.Text, turbohtml.CData)):
                texts.append(child.data)
            elif isinstance(child, turbohtml.DocumentFragment):
                self.templates.append((node, _fragment(child)))
        _put_text(node, texts)
        return pending

    def _node(self, source: Any, parent: Node | None) -> Node:
        tag = source.tag
        attrs = {
            name: value if isinstance(value, str) else " ".join(value or ())
            for name, value in source.attrs.items()
        }
        element = _element(tag, attrs, None if parent is None else parent.element)
        node = Node(
            element=element,
            tag=tag,
            namespace=source.namespace.value,
            attrs=attrs,
            parent=parent,
            index=0 if parent is None else len(parent.children),
            line=source.source_line or 0,
            order=0,
        )
        if "id" in attrs:
            node.id = attrs["id"]
        if "class" in attrs:
            node.classes = frozenset(attrs["class"].split())
        if parent is not None:
            parent.children.append(node)
        self.nodes.append(node)
        self.by_element[element] = node
        return node

    def _number(self, top: Node) -> None:
        """Put the nodes into tree order and number them."""
        self.nodes.clear()
        stack = [top]
        while stack:
            node = stack.pop()
            node.order = len(self.nodes)
            self.nodes.append(node)
            stack.extend(reversed(node.children))


def _put_text(node: Node, texts: list[str]) -> None:
    if not texts:
        return
    text = _FORBIDDEN.sub("", "".join(texts))
    texts.clear()
    if node.children:
        last = node.children[-1].element
        last.tail = (last.tail or "") + text
    else:
        node.element.text = (node.element.text or "") + text


def _element(tag: str, attrs: dict[str, str], parent: Element | None) -> Element:
    name = tag if _NAME.match(tag) else _sanitised(tag)
    element = etree.Element(name) if parent is None else etree.SubElement(parent, name)
    for key, value in attrs.items():
        if _FORBIDDEN.search(value):
            value = _FORBIDDEN.sub("", value)
        element.set(key if _NAME.match(key) else _attribute_name(key), value)
    return element


def _attribute_name(name: str) -> str:
    prefix, _, local = name.partition(":")
    if prefix in _PREFIXES and _NAME.match(local):
        return f"{{{_PREFIXES[prefix]}}}{local}"
    return _sanitised(name)


def _sanitised(name: str) -> str:
    """Return an XML name that resembles *name*, as html5lib's infoset filter does."""
    cleaned = re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)
    return cleaned if cleaned and (cleaned[0].isalpha() or cleaned[0] == "_") else f"_{cleaned}"


def _fragment(source: Any) -> Element:
    """Copy the content of a `<template>` into a tree of its own, which no selector reaches."""
    holder = etree.Element("template-content")
    stack: list[tuple[Any, Element]] = [(source, holder)]
    while stack:
        origin, target = stack.pop()
        for child in origin.children:
            if isinstance(child, turbohtml.Element):
                attrs = {key: str(value or "") for key, value in child.attrs.items()}
                stack.append((child, _element(child.tag, attrs, target)))
            elif isinstance(child, turbohtml.Text):
                text = _FORBIDDEN.sub("", child.data)
                if len(target):
                    target[-1].tail = (target[-1].tail or "") + text
                else:
                    target.text = (target.text or "") + text
            elif isinstance(child, turbohtml.DocumentFragment):
                stack.append((child, etree.SubElement(target, "template-content")))
    return holder


# Public identifiers that put a browser into quirks mode (HTML Standard, 13.2.6.4.1), by prefix.
_QUIRKY = (
    "+//silmaril//", "-//advasoft ltd//", "-//as//dtd html 3.0", "-//ietf//dtd html",
    "-//metrius//", "-//microsoft//dtd internet explorer", "-//netscape comm. corp.//",
    "-//o'reilly and associates//", "-//softquad", "-//spyglass//", "-//sq//", "-//sun microsystems",
    "-//w3c//dtd html 3", "-//w3c//dtd html 4.0 frameset//", "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental", "-//w3c//dtd w3 html 3.0//", "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//", "-/w3c/dtd html 4.0 transitional/en", "-//w3o//dtd w3 html strict 3.0//en//",
)  # fmt: skip
_QUIRKY_WITHOUT_SYSTEM = (
    "-//w3c//dtd html 4.01 frameset//",
    "-//w3c//dtd html 4.01 transitional//",
)


def _quirks(parsed: Any) -> bool:
    doctype = next(
        (child for child in parsed.children if isinstance(child, turbohtml.Doctype)), None
    )
    if doctype is None or (doctype.name or "").lower() != "html":
        return True
    public = (doctype.public_id or "").lower()
    system = (doctype.system_id or "").lower()
    if public == "html" or public.startswith(_QUIRKY):
        return True
    return not system and public.startswith(_QUIRKY_WITHOUT_SYSTEM)
