"""In which respects two versions of a page are the same, so that what follows from these is known.

A fingerprint covers everything that a *facet* of a page can depend on: all its files but the document, and of
the document the tree, and of its attributes and texts those that matter:

- "colours": computed colours and fonts, and where there is any text;
- "dress": all computed styles and images as well, whatever the words;
- "words": everything that is rendered, the language only where a style sheet asks for it;
- "body": the body as it is.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from ..site import content_hash

if TYPE_CHECKING:
    from .dom import Document, Node
    from .page import Page

FACETS = ("colours", "dress", "words", "body")
_SPEAKING = ("words", "body")
# attributes whose value is words or an address, and those that only say how large something is
_WORDS = frozenset(("alt", "aria-label", "content", "datetime", "href", "target", "title"))
_SIZES = frozenset(("height", "loading", "sizes", "src", "srcset", "width"))
_ICONS = frozenset(("icon", "apple-touch-icon", "canonical", "alternate", "manifest", "author"))
_NAMED = re.compile(r"\[\s*([\w-]+)")
# a value shown by attr(), a sheet within the sheet, a letter of a name written as an escape
_ANY = re.compile(
    r"attr\(|data:text/css|\\(?:0{0,4}[4-7][0-9a-f](?![0-9a-f])|[g-z])", re.IGNORECASE
)
_LANGUAGE = frozenset(("lang", "xml:lang"))
_Part = tuple[object, ...]


def fingerprint(page: Page, facet: str) -> bytes:
    """Return a hash that is equal for pages that are the same in one of the FACETS."""
    known = page.fingerprints
    if not known:
        files = [(p, content_hash(c)) for p, c in page.site.files.items() if p != page.path]
        for name, facts in _document_facts(page).items():
            known[name] = blake2b(
                _written([page.document.quirks, files, facts]), digest_size=16
            ).digest()
    return known[facet]


def _written(facts: Any) -> bytes:
    # version 2 writes equal values alike, whether or not they are the same objects
    return marshal.dumps(facts, 2)


def _document_facts(page: Page) -> Mapping[str, bytes]:
    """Return by facet what it covers of the document; kept with it, since several pages may have it."""
    idle = _idle(page)
    kept: tuple[Mapping[str, frozenset[str]], Mapping[str, bytes]] | None = page.document.facts
    if kept is None or kept[0] != idle:
        common, more = _parts(page.document, idle)
        shared = _written(common)
        facts = {facet: shared + _written(parts) for facet, parts in more.items()}
        kept = page.document.facts = (idle, facts)
    return kept[1]


def _parts(
    document: Document, idle: Mapping[str, frozenset[str]]
) -> tuple[list[_Part], dict[str, list[_Part]]]:
    """Return what all facets cover of a document, and by facet what it covers besides: in one walk."""
    common: list[_Part] = []
    more: dict[str, list[_Part]] = {facet: [] for facet in FACETS}
    ever = frozenset[str]().union(*idle.values())
    depths: dict[Node, int] = {}
    for node in document.nodes:
        parent = node.parent
        depth = depths[node] = 0 if parent is None else depths[parent] + 1
        if parent is not None and parent.tag == "head":
            common += _in_head(node)
            continue
        texts = () if node.tag == "head" else node.texts
        where: object = bool("".join(texts).strip()), bool(texts and texts[0])
        if node.tag in ("style", "script"):
            where = texts
        attrs = node.attrs
        common.append(
            (depth, node.namespace, node.tag, where, _attributes(attrs, ever) if attrs else [])
        )
        if attrs and not ever.isdisjoint(attrs):
            for facet in FACETS:
                unlike = ever - idle[facet]
                if not unlike.isdisjoint(attrs):
                    valued = [(name, attrs[name]) for name in sorted(unlike.intersection(attrs))]
                    more[facet].append((len(common), valued))
        if texts and where is not texts:
            for facet in _SPEAKING:
                more[facet].append((len(common), texts))
    return common, more


def _in_head(node: Node) -> Iterator[_Part]:
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


def _attributes(attrs: Mapping[str, str], idle: frozenset[str]) -> list[tuple[str, str]]:
    """Return names and values; no values of those that are *idle*."""
    if len(attrs) == 1:
        return [(name, "" if name in idle else value) for name, value in attrs.items()]
    return sorted((name, "" if name in idle else value) for name, value in attrs.items())


def _idle(page: Page) -> dict[str, frozenset[str]]:
    """Return by facet the attributes whose value nothing in it depends on."""
    asked = [_asked(sheet.text or sheet.url) for sheet in page.stylesheets()]
    named = None if None in asked else frozenset[str]().union(*filter(None, asked))
    if named is None:
        return dict.fromkeys(FACETS, frozenset())
    language = frozenset[str]() if ":lang" in named else _LANGUAGE - named
    words, sizes = _WORDS - named | language, _SIZES - named
    return {"colours": words | sizes, "dress": words, "words": language, "body": frozenset()}


@lru_cache(maxsize=16)
def _asked(sheet: str) -> frozenset[str] | None:
    """Return the attributes that a style sheet's selectors name, and ":lang"; None when it may use any."""
    if _ANY.search(sheet):
        return None
    found = {name.lower() for name in _NAMED.findall(sheet)}
    return frozenset(found | {":lang"} if ":lang(" in sheet.lower() else found)
