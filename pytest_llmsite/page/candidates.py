"""Which rules may match an element: rules by what their subject must have, the browser's own among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import chain
from typing import TypeAlias

from .dom import Document, Node
from .reader import parse_sheet
from .rules import Rule, Sheet
from .selectors import Selector
from .stylesheets import SheetUse

Key: TypeAlias = tuple[tuple[int, ...], tuple[int, int, int], int]


@dataclass(slots=True, eq=False)
class Match:
    """A rule that matches an element, with its place in the cascade."""

    key: Key
    use: SheetUse | None
    rule: Rule


def node_keys(node: Node) -> list[tuple[str, str]]:
    """Return what a node has of that which selectors demand of their subject (`Selector.keys`)."""
    found = [("tag", node.tag if node.namespace == "html" else node.tag.lower())]
    if node.id is not None:
        found.append(("id", node.id))
    found += [("class", name) for name in node.classes]
    found += [("attribute", name.lower()) for name in node.attrs]
    return found


def together(lists: Sequence[Iterable[Node]]) -> Iterable[Node]:
    """Return the nodes of all *lists*, each once, in document order as each list is."""
    return lists[0] if len(lists) == 1 else sorted({*chain(*lists)}, key=_order)


def _order(node: Node) -> int:
    return node.order


def nodes_by_key(document: Document) -> dict[tuple[str, str], list[Node]]:
    """Return nodes by what a selector may demand of its subject, as an index has rules."""
    found = document.by_key
    if found is None:
        found = document.by_key = {("", ""): list(document.nodes)}
        for node in document.nodes:
            for key in node_keys(node):
                found.setdefault(key, []).append(node)
    return found


def subjects(document: Document, selector: Selector) -> tuple[Node, ...]:
    """Return the nodes that a selector matches, in document order; its pseudo-element is left aside.

    Rules that an edit of a style sheet leaves alone keep their selectors, and these what they match.
    """
    found = document.subjects.get(selector)
    if found is None:
        nodes, matches = nodes_by_key(document), selector.matches
        lists = [filter(matches, nodes.get(key, ())) for key in selector.keys]
        found = document.subjects[selector] = tuple(together(lists))
    return found


def tests(document: Document, selector: Selector) -> int:
    """Return on how many nodes `subjects` has to try a selector, were none known."""
    nodes = nodes_by_key(document)
    return sum(len(nodes.get(key, ())) for key in selector.keys)


Entry: TypeAlias = tuple[Selector, Match, int]


class Index:
    """Rules by what their subject must have, so that each element meets few candidates.

    An entry is a selector, what is told when it matches, and a number for its rule in its sheet.
    """

    def __init__(self, first: int = 0) -> None:
        self.entries: list[Entry] = []
        self.buckets: dict[tuple[str, str], list[Entry]] = {}
        self.count = first

    def add(
        self, sheet: Sheet, use: SheetUse | None, rank: dict[tuple[str, ...], tuple[int, ...]]
    ) -> None:
        prefix = use.layer if use is not None else ()
        for rule in sheet.rules:
            place = rank.get(prefix + (rule.layer or ()), (0,))
            group = self.count + 1
            for selector in rule.selectors:
                self.count += 1
                match = Match((place, selector.specificity, self.count), use, rule)
                entry = (selector, match, group)
                self.entries.append(entry)
                for key in selector.keys:
                    self.buckets.setdefault(key, []).append(entry)

    def candidates(self, node: Node) -> list[list[Entry]]:
        buckets = self.buckets
        found = [bucket for key in node_keys(node) if (bucket := buckets.get(key))]
        if bucket := buckets.get(("", "")):
            found.append(bucket)
        return found

    def by_tag_alone(self, node: Node) -> bool:
        """Whether all selectors that may match a node ask for nothing but its tag."""
        asked = self._more_than_tags
        return ("", "") not in asked and asked.isdisjoint(node_keys(node))

    @cached_property
    def _more_than_tags(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            key
            for key, bucket in self.buckets.items()
            for selector, match, _ in bucket
            if selector.specificity != (0, 0, 1) or ":where(" in match.rule.selector
        )


_FOREIGN = 1_000_000


@cache
def defaults(quirks: bool, html: bool) -> Index:
    """Return the browser's default sheet for HTML, or for SVG and MathML, as an index."""
    # keys tell rules apart wherever cascades are shared, so the two sheets count from different numbers
    index = Index() if html else Index(first=_FOREIGN)
    folder = resources.files(__package__)
    names = ("useragent.css", "quirks.css") if quirks else ("useragent.css",)
    for name in names if html else ("foreign.css",):
        index.add(parse_sheet(folder.joinpath(name).read_text("utf-8")), None, {})
    return index
