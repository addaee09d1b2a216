"""Which element of one version of a page is which of another.

Evidence from strong to weak, after GumTree (Falleri et al., 2014): equal ids; texts, addresses and names
that occur once in each version; containers by what they hold; siblings by their order. Renamed classes,
re-indentation, wrappers put around or taken away and blocks moved elsewhere are survived, because no
step relies on classes alone or on depth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from difflib import SequenceMatcher
from functools import partial
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
_Kind: TypeAlias = Callable[[Node, Mapping[Node, int]], Hashable]

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
    if before.document is after.document:
        same = Alignment(before.document, after.document)
        for node in before.document.nodes:
            same.pair(node, node)
        return same
    return _Aligner(before.document, after.document).run()


class _Hashes:
    """What can be told of one document's elements without another: made once for each document."""

    def __init__(self, document: Document) -> None:
        self.nodes = document.nodes
        self.texts: dict[Node, int] = {}  # of an element's words
        self.trees: dict[Node, int] = {}  # of all that is in an element
        self._once: dict[object, dict[Hashable, Node | None]] = {}
        for node in reversed(self.nodes):  # children come before parents
            self._add(node)

    def _add(self, node: Node) -> None:
        text = node.element.text
        words: list[object] = list((text or "").split())
        whole: list[object] = [node.tag, node.namespace, text, *node.attrs.items()]
        for child in node.children:
            tail = child.element.tail
            words.append(self.texts[child])
            if tail:
                words += tail.split()
            whole += (self.trees[child], tail)
        # an element around nothing but one other has that one's words
        alone = len(words) == 1 and isinstance(words[0], int)
        self.texts[node] = words[0] if alone else hash(tuple(words))  # type: ignore[assignment]
        self.trees[node] = hash(tuple(whole))

    def once(self, key: _Kind) -> dict[Hashable, Node | None]:
        """Return nodes by their key; None for a key that occurs more than once."""
        found = self._once.get(key)
        if found is None:
            found = self._once[key] = {}
            for node in self.nodes:
                value = key(node, self.texts)
                if value is not None:
                    found[value] = None if value in found else node
        return found


def _hashes(document: Document) -> _Hashes:
    if document.hashes is None:
        document.hashes = _Hashes(document)
    found: _Hashes = document.hashes
    return found


class _Aligner:
    def __init__(self, before: Document, after: Document) -> None:
        self.before = before
        self.after = after
        self.result = Alignment(before, after)
        self.hashes = (_hashes(before), _hashes(after))
        self.texts = {**self.hashes[0].texts, **self.hashes[1].texts}

    def run(self) -> Alignment:
        self.result.pair(self.before.root, self.after.root)
        for tag in ("head", "body"):
            self._pair_only(tag)
        self._unchanged()
        for phase in (
            partial(self._by_key, _identity),
            partial(self._by_key, _whole),
            partial(self._by_key, _named),
            partial(self._by_key, _own_text),
            self._containers,
            self._siblings,
            self._containers,
            self._siblings,
        ):
            if len(self.result) == min(len(self.before.nodes), len(self.after.nodes)):
                break
            phase()
        return self.result

    def _unchanged(self) -> None:
        """Pair what is the same in the same place, from the top down: most of a page, after an edit."""
        ours, theirs = self.hashes[0].trees, self.hashes[1].trees
        stack = [(self.before.root, self.after.root)]
        while stack:
            node, other = stack.pop()
            left, right = node.children, other.children
            if ours[node] == theirs[other]:
                same = list(zip(left, right, strict=True))
            else:
                start = 0
                while (
                    start < min(len(left), len(right)) and ours[left[start]] == theirs[right[start]]
                ):
                    start += 1
                end = 0
                while (
                    end < min(len(left), len(right)) - start
                    and ours[left[-1 - end]] == theirs[right[-1 - end]]
                ):
                    end += 1
                same = list(zip(left[:start], right[:start], strict=True))
                if end:
                    same += zip(left[-end:], right[-end:], strict=True)
                rest = left[start : len(left) - end], right[start : len(right) - end]
                if len(rest[0]) == len(rest[1]) == 1 and _built_alike(rest[0][0], rest[1][0]):
                    same.append((rest[0][0], rest[1][0]))
            for pair in same:
                if self.result.pair(*pair):
                    stack.append(pair)

    def _pair_only(self, tag: str) -> None:
        ours = [child for child in self.before.root.children if child.tag == tag]
        theirs = [child for child in self.after.root.children if child.tag == tag]
        if len(ours) == len(theirs) == 1:
            self.result.pair(ours[0], theirs[0])

    def _by_key(self, key: _Kind) -> None:
        """Pair nodes whose key is not None and occurs once on each side."""
        wanted = {key(node, self.texts) for node in self._unpaired()} - {None}
        left = (node for node in self.after.nodes if self.result.origin(node) is None)
        if not wanted or not any(key(node, self.texts) in wanted for node in left):
            return
        ours, theirs = (hashes.once(key) for hashes in self.hashes)
        for value, node in ours.items():
            other = theirs.get(value)
            if node is not None and other is not None:
                self.result.pair(node, other)

    def _unpaired(self) -> list[Node]:
        partner = self.result.partner
        return [node for node in self.before.nodes if partner(node) is None]

    def _containers(self) -> None:
        """Pair what holds mostly the same elements, innermost first (GumTree's bottom-up phase)."""
        tops = {node for node in self._unpaired() if node.children}
        if not tops:
            return
        weights = [_weights(document) for document in (self.before, self.after)]
        holders: dict[Node, Counter[Node]] = {}
        within: set[Node | None] = set()  # what is in such a node has a vote
        for node in self.before.nodes:
            if node in tops or node.parent in within:
                within.add(node)
        for node in reversed(self.before.nodes):
            if node not in within:
                continue
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
        holding = {node.parent for node in self._unpaired()}
        for node in self.before.nodes:
            partner = self.result.partner(node) if node in holding else None
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


def _identity(node: Node, texts: Mapping[Node, int]) -> _Key:
    return node.attrs.get("id") or None


def _whole(node: Node, texts: Mapping[Node, int]) -> _Key:
    """Tag, words and addresses: an unchanged block, wherever it stands now."""
    if not _has_text(node):
        return None
    return node.tag, texts[node], node.attrs.get("href"), node.attrs.get("src")


def _own_text(node: Node, texts: Mapping[Node, int]) -> _Key:
    """Words alone, for a heading that became another kind of element."""
    text = " ".join((node.element.text or "").split())
    return (text, len(node.children)) if len(text) > 3 else None


def _named(node: Node, texts: Mapping[Node, int]) -> _Key:
    """Tag and the attributes that say which one this is."""
    if not node.attrs:
        return None
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


def _built_alike(node: Node, other: Node) -> bool:
    """Whether two nodes are of one kind and hold the same kinds: neither is a wrapper of the other."""
    return (node.tag, node.id, node.classes, [child.tag for child in node.children]) == (
        other.tag, other.id, other.classes, [child.tag for child in other.children],
    )  # fmt: skip


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
