"""Which rules match which elements, weakest first (CSS Cascading and Inheritance 5, section 6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from .candidates import Entry, Index, Key, Match, defaults, subjects, tests
from .dom import Document, Node

MAX_TESTS = 3_000_000  # selectors tried on elements of one page; a real page needs some 10,000

Matched: TypeAlias = dict[str | None, list[Match]]  # by pseudo-element, None for the element itself


class Matches:
    """What the author's and the browser's own rules match in a document.

    Each list of matches is one object wherever it occurs, so that its id() can stand for it.
    """

    def __init__(self, document: Document, index: Index) -> None:
        self.document = document
        self.index = index
        self.exhausted = False  # there were too many selectors for so many elements
        self._tests = 0
        self._author: dict[Node, Matched] = {}
        self._default = document.defaults
        self._default_of_tag: dict[tuple[str, str], Matched] = {}
        self._lists: dict[tuple[int, ...], list[Match]] = {}
        self.none = self.one([])

    def adopt(self, other: Matches, twins: Iterable[tuple[Node, Node]]) -> None:
        """Take over what *other* found out with the same index.

        *twins* are nodes of the other document that the same rules match as a node of this one, and that.
        """
        self._lists, self.none = other._lists, other.none
        for old, new in twins:
            if old in other._author:
                self._author[new] = other._author[old]
            if old is not new and old in other._default:
                self._default[new] = other._default[old]

    def one(self, matches: list[Match]) -> list[Match]:
        """Return the list that stands for all with the same matches."""
        return self._lists.setdefault(tuple(map(id, matches)), matches)

    def author(self, node: Node) -> Matched:
        """Return the author rules that match, weakest first, by pseudo-element; any viewport.

        One object for elements that the same rules match.
        """
        found = self._author.get(node)
        if found is None:
            if not self._author:  # nothing was adopted
                self._match_all()
                return self._author[node]
            cost = sum(map(len, self.index.candidates(node)))
            found = self._match(self.index, node) if self._affordable(cost) else {}
            self._author[node] = found
        return found

    def _affordable(self, cost: int) -> bool:
        """Count selectors that are to be tried; whether there may be so many."""
        self._tests += cost
        self.exhausted = self.exhausted or self._tests > MAX_TESTS
        return not self.exhausted

    def _match_all(self) -> None:
        """Match the author rules with the whole document: rule by rule, of which most are known."""
        matching: dict[Node, list[Entry]] = {node: [] for node in self.document.nodes}
        for entry in self.index.entries:
            if not self._affordable(tests(self.document, entry[0])):
                break
            for node in subjects(self.document, entry[0]):
                matching[node].append(entry)
        arranged: dict[tuple[int, ...], Matched] = {}
        for node, entries in matching.items():
            key = tuple(map(id, entries))
            found = arranged.get(key)
            if found is None:
                found = arranged[key] = self._arranged(entries)
            self._author[node] = found

    def _arranged(self, entries: Iterable[Entry]) -> Matched:
        """Return what matches by pseudo-element, weakest first.

        A rule's selectors are told apart by specificity; the strongest that matches counts.
        """
        found: dict[str | None, dict[int, Match]] = {}
        for selector, match, group in entries:
            rules = found.setdefault(selector.pseudo, {})
            known = rules.get(group)
            if known is None or known.key < match.key:
                rules[group] = match
        return {
            pseudo: self.one(sorted(rules.values(), key=_key)) for pseudo, rules in found.items()
        }

    def default(self, node: Node) -> Matched:
        """Return the browser's own rules that match, weakest first, by pseudo-element."""
        found = self._default.get(node)
        if found is None:
            index = defaults(self.document.quirks, node.namespace == "html")
            tag = (node.namespace, node.tag)
            if not index.by_tag_alone(node):
                found = self._match(index, node)
            elif (found := self._default_of_tag.get(tag)) is None:
                found = self._default_of_tag[tag] = self._match(index, node)
            self._default[node] = found
        return found

    def _match(self, index: Index, node: Node) -> Matched:
        """Match rules with one element."""
        buckets = index.candidates(node)
        return self._arranged(
            entry for bucket in buckets for entry in bucket if entry[0].matches(node)
        )


def _key(match: Match) -> Key:
    return match.key
