"""Which element of one version of a page is which of another.

Evidence from strong to weak, after GumTree (Falleri et al., 2014): equal ids; texts, addresses and names
that occur once in each version; containers by what they hold; siblings by their order. Renamed classes,
re-indentation, wrappers put around or taken away and blocks moved elsewhere are survived, because no
step relies on classes alone or on depth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from difflib import SequenceMatcher
from typing import TypeAlias

from .dom import Document, Element, Node
from .page import Page
from .texts import normalise_text

MAX_SEQUENCE = 400  # siblings that are aligned by longest common subsequence; more by order alone
_NAMED = (
    "src",
    "href",
    "action",
    "name",
    "for",
    "property",
    "content",
    "data-src",
    "poster",
    "srcset",
)
_LEAVES = frozenset(("html", "head", "body"))
_Key: TypeAlias = Hashable
_Sign: TypeAlias = Callable[[Node], Hashable]

__all__ = ["Alignment", "align", "normalise_text"]


class Alignment:
    """A one-to-one relation between the elements of two pages."""

    def __init__(self, before: Document, after: Document) -> None:
        self._before = before
        self._after = after
        self._forward: dict[Node, Node] = {}
        self._backward: dict[Node, Node] = {}

    def match(self, element: Element) -> Element | None:
        """Return the element of the later page that *element* of the earlier one became."""
        node = self._before.by_element.get(element)
        found = self._forward.get(node) if node is not None else None
        return found.element if found is not None else None

    def inverse(self, element: Element) -> Element | None:
        """Return the element of the earlier page that *element* of the later one was."""
        node = self._after.by_element.get(element)
        found = self._backward.get(node) if node is not None else None
        return found.element if found is not None else None

    def __len__(self) -> int:
        return len(self._forward)

    def pair(self, before: Node, after: Node) -> bool:
        """Relate two nodes unless one of them is taken; return whether they are now related."""
        if before in self._forward or after in self._backward:
            return self._forward.get(before) is after
        self._forward[before] = after
        self._backward[after] = before
        return True

    def partner(self, before: Node) -> Node | None:
        return self._forward.get(before)

    def origin(self, after: Node) -> Node | None:
        return self._backward.get(after)


def align(before: Page, after: Page) -> Alignment:
    """Relate the elements of two versions of a page."""
    if before is after:
        same = Alignment(before.document, after.document)
        for node in before.document.nodes:
            same.pair(node, node)
        return same
    return _Aligner(before.document, after.document).run()


class _Aligner:
    def __init__(self, before: Document, after: Document) -> None:
        self.before = before
        self.after = after
        self.result = Alignment(before, after)
        self.texts: dict[Node, int] = {}
        for document in (before, after):
            self._hash_texts(document)

    def run(self) -> Alignment:
        self.result.pair(self.before.root, self.after.root)
        for tag in ("head", "body"):
            self._pair_only(tag)
        self._by_key(_identity)
        self._by_key(self._whole)
        self._by_key(_named)
        self._by_key(self._own_text)
        self._containers()
        self._siblings()
        self._containers()
        self._siblings()
        return self.result

    def _pair_only(self, tag: str) -> None:
        ours = [child for child in self.before.root.children if child.tag == tag]
        theirs = [child for child in self.after.root.children if child.tag == tag]
        if len(ours) == len(theirs) == 1:
            self.result.pair(ours[0], theirs[0])

    def _hash_texts(self, document: Document) -> None:
        """Keep a hash of each element's words; children come before parents."""
        for node in reversed(document.nodes):
            parts: list[object] = [(node.element.text or "").split()]
            for child in node.children:
                parts += [self.texts[child], (child.element.tail or "").split()]
            flat: list[object] = []
            for part in parts:
                flat += part if isinstance(part, list) else [part]
            # an element around nothing but one other has that one's words
            self.texts[node] = (
                flat[0] if len(flat) == 1 and isinstance(flat[0], int) else hash(tuple(flat))
            )

    def _by_key(self, key: _Sign) -> None:
        """Pair nodes whose key is not None and occurs once on each side."""
        ours, theirs = (self._once(document, key) for document in (self.before, self.after))
        for value, node in ours.items():
            other = theirs.get(value)
            if node is not None and other is not None:
                self.result.pair(node, other)

    def _once(self, document: Document, key: _Sign) -> dict[Hashable, Node | None]:
        found: dict[Hashable, Node | None] = {}
        for node in document.nodes:
            value = key(node)
            if value is not None:
                found[value] = None if value in found else node
        return found

    def _whole(self, node: Node) -> _Key:
        """Tag, words and addresses: an unchanged block, wherever it stands now."""
        if not _has_text(node):
            return None
        return node.tag, self.texts[node], node.attrs.get("href"), node.attrs.get("src")

    def _own_text(self, node: Node) -> _Key:
        """Words alone, for a heading that became another kind of element."""
        text = " ".join((node.element.text or "").split())
        return (text, len(node.children)) if len(text) > 3 else None

    def _containers(self) -> None:
        """Pair what holds mostly the same elements, innermost first (GumTree's bottom-up phase)."""
        weights = [_weights(document) for document in (self.before, self.after)]
        holders: dict[Node, Counter[Node]] = {}
        for node in reversed(self.before.nodes):
            votes: Counter[Node] = Counter()
            for child in node.children:
                votes.update(holders.pop(child, ()))
                partner = self.result.partner(child)
                if partner is not None:
                    votes.update(_above(partner))
            if self.result.partner(node) is None and votes:
                best = self._best_holder(node, votes, weights)
                if best is not None:
                    self.result.pair(node, best)
            # only what may still be somebody's container travels upwards
            holders[node] = Counter(dict(votes.most_common(64)))

    def _best_holder(
        self, node: Node, votes: Counter[Node], weights: list[dict[Node, int]]
    ) -> Node | None:
        """Return the free node whose content overlaps most with that of *node* (Dice's coefficient)."""
        best: tuple[float, int, Node] | None = None
        for candidate, shared in votes.items():
            if self.result.origin(candidate) is not None or candidate.tag in _LEAVES:
                continue
            same = candidate.tag == node.tag
            if not same and (node.tag in _LEAVES or not _alike(node.tag, candidate.tag)):
                continue
            dice = 2 * shared / max(1, weights[0][node] + weights[1][candidate])
            dice += 0.15 if same else 0.0
            dice += 0.1 if node.classes and node.classes == candidate.classes else 0.0
            if dice >= 0.45 and (best is None or (dice, -candidate.order) > best[:2]):
                best = (dice, -candidate.order, candidate)
        return None if best is None else best[2]

    def _siblings(self) -> None:
        """Pair, from the top down, children that are still free, by signature and order."""
        for node in self.before.nodes:
            partner = self.result.partner(node)
            if partner is None:
                continue
            ours = self._free(node, self.result.partner)
            theirs = self._free(partner, self.result.origin)
            for sign in (self._exactly, self._roughly, lambda item: item.tag):
                if not ours or not theirs:
                    break
                self._in_order(ours, theirs, sign)
                ours = [child for child in ours if self.result.partner(child) is None]
                theirs = [child for child in theirs if self.result.origin(child) is None]

    def _free(self, node: Node, taken: Callable[[Node], Node | None]) -> list[Node]:
        """Return the unpaired children; when all of one is new, what it wraps counts as well."""
        found: list[Node] = []
        for child in node.children:
            if taken(child) is None:
                found.append(child)
                found += [inner for inner in child.children if taken(inner) is None]
        return found

    def _exactly(self, node: Node) -> _Key:
        return node.tag, node.classes, self.texts[node], node.attrs.get("src")

    def _roughly(self, node: Node) -> _Key:
        return node.tag, node.classes, _shape(node)

    def _in_order(self, ours: list[Node], theirs: list[Node], sign: _Sign) -> None:
        left, right = [sign(node) for node in ours], [sign(node) for node in theirs]
        if max(len(left), len(right)) > MAX_SEQUENCE:
            self._queued(ours, theirs, left, right)
            return
        for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
            for offset in range(block.size):
                self.result.pair(ours[block.a + offset], theirs[block.b + offset])

    def _queued(
        self, ours: list[Node], theirs: list[Node], left: list[_Key], right: list[_Key]
    ) -> None:
        """Pair equal signatures first come, first served."""
        waiting: dict[_Key, list[Node]] = defaultdict(list)
        for node, value in zip(reversed(theirs), reversed(right), strict=True):
            waiting[value].append(node)
        for node, value in zip(ours, left, strict=True):
            if waiting[value]:
                self.result.pair(node, waiting[value].pop())


def _identity(node: Node) -> _Key:
    return node.attrs.get("id") or None


def _named(node: Node) -> _Key:
    """Tag and the attributes that say which one this is."""
    values = tuple(node.attrs.get(name) for name in _NAMED)
    return (node.tag, *values) if any(values) else None


def _has_text(node: Node) -> bool:
    return bool((node.element.text or "").strip()) or any(
        _has_words(child) for child in node.children
    )


def _has_words(node: Node) -> bool:
    """Whether there is any text at or directly after *node*."""
    if (node.element.tail or "").strip():
        return True
    stack: Iterable[Node] = [node]
    for _ in range(3):  # deep enough: wrappers of wrappers are paired by what they hold
        level = list(stack)
        if any((item.element.text or "").strip() for item in level):
            return True
        stack = [child for item in level for child in item.children]
    return False


def _shape(node: Node) -> tuple[str, ...]:
    return tuple(child.tag for child in node.children[:16])


def _above(node: Node) -> Iterable[Node]:
    """Return the ancestors that may be what holds *node*."""
    found: list[Node] = []
    for ancestor in node.ancestors():
        if len(found) == 12:
            break
        found.append(ancestor)
    return found


def _weights(document: Document) -> dict[Node, int]:
    """Return the number of elements below each node."""
    weights: dict[Node, int] = {}
    for node in reversed(document.nodes):
        weights[node] = sum(weights[child] + 1 for child in node.children)
    return weights


_GROUPS = (
    frozenset(("div", "section", "article", "aside", "main", "header", "footer", "figure", "nav", "li", "ul", "ol")),
    frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "strong", "em", "b", "i")),
    frozenset(("a", "button", "span")),
    frozenset(("img", "picture", "svg", "video", "figure")),
)  # fmt: skip


def _alike(first: str, second: str) -> bool:
    """Whether one kind of element is commonly rewritten as the other."""
    return any(first in group and second in group for group in _GROUPS)
