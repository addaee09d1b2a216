"""What a page holds for its visitors, and where the same is on another version of the page.

Content is looked at in blocks, whatever the markup around them: a text block is the outermost element
that has text of its own, with all the text in it. Two versions are matched block by block: by the
alignment of their elements, then by equal words, then as parts of split or merged blocks.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from .align import Alignment, normalise_text
from .dom import Element

if TYPE_CHECKING:
    from .page import Page

_SILENT = frozenset(
    {"script", "style", "template", "noscript", "title", "desc", "metadata", "datalist", "head"}
)
_LIKE = 0.5  # least similarity of a text that was rewritten, not replaced
MAX_COMPARED = 4_000  # characters of two texts that are compared for likeness


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One text block: its element and its words, normalised."""

    element: Element
    text: str


def words(element: Element) -> str:
    """Return all text in an element, shown or not, normalised; scripts, styles and templates apart."""
    parts: list[str] = []
    _gather(element, parts)
    return normalise_text("".join(parts))


def _gather(root: Element, parts: list[str]) -> None:
    stack: list[tuple[Element, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        if leaving:
            parts.append(" " if element.tag not in _PHRASING else "")
            parts.append((element.tail or "") if element is not root else "")
            continue
        stack.append((element, True))
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            continue
        parts.append(" " if element.tag not in _PHRASING else "")
        parts.append(element.text or "")
        stack.extend((child, False) for child in reversed(element))


_PHRASING = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "kbd", "mark", "q",
     "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "ins", "del",
     "label"}
)  # fmt: skip
_ATOMS = frozenset(
    {"br", "img", "svg", "picture", "source", "input", "button", "select", "textarea"}
)


def _own_text(element: Element) -> bool:
    if element.text and element.text.strip():
        return True
    return any(child.tail and child.tail.strip() for child in element)


def _is_line(element: Element) -> bool:
    """Whether an element is part of a line of text, with all that is in it."""
    return all(
        node.tag in _PHRASING or node.tag in _SILENT or node.tag in _ATOMS
        for node in element.iter()
        if isinstance(node.tag, str)
    )


def text_blocks(root: Element) -> Iterator[Block]:
    """Yield the text blocks in an element, in document order.

    Where text stands beside parts that are no text (a list in a list item, stray words between
    sections), it is a block of its own, with the parts of its lines.
    """
    stack = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            continue
        if not _own_text(element):
            stack.extend(reversed(element))
            continue
        parts = [child for child in element if isinstance(child.tag, str) and not _is_line(child)]
        text = _line_text(element, parts) if parts else words(element)
        if text:
            yield Block(element, text)
        stack.extend(reversed(parts))


def _line_text(element: Element, parts: list[Element]) -> str:
    pieces = [element.text or ""]
    for child in element:
        pieces.append(" " if child in parts else words(child) if isinstance(child.tag, str) else "")
        pieces.append(child.tail or "")
    return normalise_text(" ".join(pieces))


def blocks_of(page: Page) -> tuple[Block, ...]:
    """Return the text blocks of a page's body; kept with the document."""
    document = page.document
    if document.blocks is None:
        bodies = page.select("body")
        document.blocks = tuple(text_blocks(bodies[0])) if bodies else ()
    found: tuple[Block, ...] = document.blocks
    return found


@dataclass(slots=True, eq=False)
class Found:
    """Where the text blocks of one page are on another.

    *same* maps a block's element to the element that says the same; *changed* maps it to the element
    in its place that says something else; *lost* are the others. *added* are the other page's blocks
    that nothing accounts for.
    """

    same: dict[Element, Element] = field(default_factory=dict)
    changed: dict[Element, Block] = field(default_factory=dict)
    lost: list[Block] = field(default_factory=list)
    added: list[Block] = field(default_factory=list)


@lru_cache(maxsize=4)
def find_again(before: Page, after: Page, alignment: Alignment) -> Found:
    """Match the text blocks of two versions of a page."""
    if before.document is after.document:
        return Found({block.element: block.element for block in blocks_of(before)})
    return _Matcher(blocks_of(before), blocks_of(after), alignment).run()


class _Matcher:
    def __init__(
        self, before: tuple[Block, ...], after: tuple[Block, ...], alignment: Alignment
    ) -> None:
        self.before = before
        self.after = {block.element: block for block in after}
        self.alignment = alignment
        self.found = Found()
        self.unused = dict(self.after)

    def run(self) -> Found:
        rest = [block for block in self.before if not self._aligned(block)]
        rest = self._equal(rest)
        rest = self._parts(rest)
        for block in rest:
            other = self._rewritten(block)
            if other is not None:
                self.found.changed[block.element] = other
                self.unused.pop(other.element, None)
            else:
                self.found.lost.append(block)
        self.found.added = list(self.unused.values())
        return self.found

    def _aligned(self, block: Block) -> bool:
        """Take the aligned element when it says the same, whatever elements its words are in now."""
        element = self.alignment.match(block.element)
        if element is None:
            return False
        other = self.unused.get(element)
        if other is not None:
            if other.text == block.text:
                self._take(block, element)
                return True
            return False
        if words(element) != block.text:
            return False
        inside = [e for e in element.iter() if e in self.unused]
        if not inside:
            return False
        for part in inside:
            self.unused.pop(part)
        self.found.same[block.element] = element
        return True

    def _take(self, block: Block, element: Element) -> None:
        self.found.same[block.element] = element
        self.unused.pop(element, None)

    def _equal(self, blocks: list[Block]) -> list[Block]:
        """Take any unused block with equal words, in document order."""
        by_text: dict[str, list[Element]] = {}
        for other in self.unused.values():
            by_text.setdefault(other.text, []).append(other.element)
        rest = []
        for block in blocks:
            candidates = by_text.get(block.text)
            if candidates:
                self._take(block, candidates.pop(0))
            else:
                rest.append(block)
        return rest

    def _parts(self, blocks: list[Block]) -> list[Block]:
        """Find words that stand in a larger block now, or are spread over several."""
        if not blocks or not self.unused:
            return blocks
        others = list(self.unused.values())
        starts, text = [], " "
        for other in others:
            starts.append(len(text))
            text += other.text + " "
        rest, taken = [], Counter[str]()
        for block in blocks:
            at = -1
            for _ in range(taken[block.text] + 1):
                at = text.find(f" {block.text} ", at + 1)
                if at < 0:
                    break
            if at < 0:
                rest.append(block)
                continue
            taken[block.text] += 1
            first = max(i for i, start in enumerate(starts) if start <= at + 1)
            self.found.same[block.element] = others[first].element
            end = at + 1 + len(block.text)
            for start, other in zip(starts, others, strict=True):
                if start < end and start + len(other.text) > at + 1:
                    self.unused.pop(other.element, None)
        return rest

    def _rewritten(self, block: Block) -> Block | None:
        element = self.alignment.match(block.element)
        if element is not None:
            if element in self.unused:
                kept: Block = self.unused[element]
                return kept
            text = words(element)
            if text and element not in self.after and any(e in self.unused for e in element.iter()):
                return Block(element, text)
        return self._alike(block)

    def _alike(self, block: Block) -> Block | None:
        """Return the unused block that is most like a text that cannot be found again."""
        best, best_score = None, _LIKE
        mine = set(block.text.lower().split())
        for other in self.unused.values():
            theirs = set(other.text.lower().split())
            if len(mine & theirs) < 0.4 * min(len(mine), len(theirs)):
                continue
            score = difflib.SequenceMatcher(
                None, block.text[:MAX_COMPARED], other.text[:MAX_COMPARED], autojunk=False
            ).ratio()
            if score > best_score:
                best, best_score = other, score
        return best
