"""What a section holds, on the base and on the page judged: texts, pictures, links, controls, items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..page.contents import Block, blocks_of, find_again
from ..page.dom import Element
from .elements import attribute, closest, within
from .patterns.scene import VIEWPORTS, Item, common_ancestor
from .pictures import pictures

if TYPE_CHECKING:
    from ..page.page import Page
    from .context import Context

_CONTROLS = frozenset({"button", "input", "select", "textarea", "form", "details"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a section's content: on the base, and where it is now (None: lost)."""

    kind: str  # "text", "picture", "drawing", "link", "control"
    base: Element
    words: str
    element: Element | None
    shown_nowhere_before: bool = False


@dataclass(frozen=True, slots=True)
class Population:
    """A section's content: *texts* and *items* on the page; *base_* those of the base that were found
    again, *all_* all of the base."""

    parts: list[Part]
    texts: list[Element]
    items: list[Item]
    base_texts: list[Element]
    base_items: list[Item]
    all_texts: list[Element]
    all_items: list[Item]

    @property
    def complete(self) -> bool:
        """Whether all content was found again."""
        return all(part.element is not None for part in self.parts)


def find(context: Context, base_root: Element, root: Element | None) -> Population:
    """Return what *base_root* holds, and where it is in *root* on the page judged."""
    base, page = context.base, context.page
    blocks = [block for block in blocks_of(base) if within(block.element, base_root)]
    where = _where(context, blocks, root)
    parts = [*_texts(base, blocks, where)]
    if root is not None:
        parts += [*_pictures(base, base_root, page, root), *_drawings(base_root, root)]
        parts += [*_links(base_root, where, context, root), *_controls(context, base_root, root)]
    else:
        parts += [*_pictures(base, base_root, base, None), *_links(base_root, where, context, None)]
    groups = repeated(base, base_root)
    all_items = [Item(e, _texts_in(e, blocks), _graphics(e)) for e in groups]
    found = _items(context, all_items, where, root)
    texts = [element for element in where.values() if element is not None]
    return Population(
        parts=parts,
        texts=texts,
        items=[item for item in found if item is not None],
        base_texts=[b.element for b in blocks if where[b.element] is not None],
        base_items=[a for a, b in zip(all_items, found, strict=True) if b is not None],
        all_texts=[block.element for block in blocks],
        all_items=all_items,
    )


def _where(
    context: Context, blocks: Sequence[Block], root: Element | None
) -> dict[Element, Element | None]:
    """Map each text of the base's section to the element in the page's section that says it now.

    When a later action is judged, a text in the same place with other words counts as found too.
    """
    if context.base is context.page:
        return {block.element: block.element for block in blocks}
    found = find_again(context.base, context.page, context.alignment)
    result: dict[Element, Element | None] = {}
    for block in blocks:
        element = found.same.get(block.element)
        if element is None and not context.own and block.element in found.changed:
            element = found.changed[block.element].element
        if element is not None and (root is None or not within(element, root)):
            element = None
        result[block.element] = element
    return result


def _texts(
    base: Page, blocks: Sequence[Block], where: dict[Element, Element | None]
) -> Iterator[Part]:
    for block in blocks:
        shown = any(base.visible(block.element, viewport) is not False for viewport in VIEWPORTS)
        yield Part("text", block.element, block.text, where[block.element], not shown)


def _pictures(base: Page, base_root: Element, page: Page, root: Element | None) -> Iterator[Part]:
    """Pictures are the same when they show the same file, as an element or as a background."""
    now: dict[str, Element] = {}
    if root is not None:
        now = {p.path: p.element for p in pictures(page, root) if p.path}
    counted: set[str] = set()
    for picture in pictures(base, base_root):
        if picture.path and picture.path not in counted:
            counted.add(picture.path)
            yield Part("picture", picture.element, picture.path, now.get(picture.path), True)


def _drawings(base_root: Element, root: Element) -> Iterator[Part]:
    """Inline SVGs are told apart by their shapes."""
    now: dict[tuple[str, ...], list[Element]] = {}
    for element in root.iter("svg"):
        now.setdefault(drawing(element), []).append(element)
    for element in base_root.iter("svg"):
        candidates = now.get(drawing(element))
        found = candidates.pop(0) if candidates else None
        yield Part("drawing", element, "svg", found, True)


def drawing(svg: Element) -> tuple[str, ...]:
    names = ("d", "cx", "cy", "r", "x", "y", "width", "height", "points", "href")
    return tuple(
        f"{e.tag}:" + ",".join(e.get(name, "") for name in names)
        for e in svg.iter()
        if isinstance(e.tag, str) and e is not svg
    )


def _links(
    base_root: Element,
    where: dict[Element, Element | None],
    context: Context,
    root: Element | None,
) -> Iterator[Part]:
    """A link is kept when its text, or else the element itself, is still in a link to anywhere."""
    texts: dict[Element, Element] = {}
    for element in where:
        anchor = closest(element, "a")
        if anchor is not None:
            texts.setdefault(anchor, element)
    for anchor in base_root.iter("a"):
        if anchor.get("href") is None:
            continue
        found = where.get(texts[anchor]) if anchor in texts else None
        if found is None:
            match = anchor if context.base is context.page else context.alignment.match(anchor)
            found = match if match is not None and match.tag == "a" else None
        now = closest(found, "a") if found is not None else None
        if now is not None and (now.get("href") is None or root is None or not within(now, root)):
            now = None
        yield Part("link", anchor, attribute(anchor, "href"), now, True)


def _controls(context: Context, base_root: Element, root: Element) -> Iterator[Part]:
    named = Counter[str]()
    now: dict[str, list[Element]] = {}
    for element in root.iter():
        if element.tag in _CONTROLS:
            now.setdefault(_control(element), []).append(element)
    for element in base_root.iter():
        if element.tag not in _CONTROLS or attribute(element, "type").lower() == "hidden":
            continue
        key = _control(element)
        named[key] += 1
        candidates = now.get(key, [])
        found = candidates[named[key] - 1] if named[key] <= len(candidates) else None
        if found is None and context.base is not context.page:
            match = context.alignment.match(element)
            found = match if match is not None and match.tag == element.tag else None
        yield Part("control", element, _control(element), found, True)


def _control(element: Element) -> str:
    return " ".join(
        filter(None, (element.tag, attribute(element, "type"), attribute(element, "name")))
    )


def _texts_in(element: Element, blocks: Sequence[Block]) -> tuple[Element, ...]:
    return tuple(block.element for block in blocks if within(block.element, element))


def _graphics(element: Element) -> tuple[Element, ...]:
    return tuple(e for e in element.iter("img", "svg", "picture", "video"))


def _items(
    context: Context,
    items: Sequence[Item],
    where: dict[Element, Element | None],
    root: Element | None,
) -> list[Item | None]:
    """Find each item again: the largest part of the section that holds its texts and no others."""
    if context.base is context.page:
        return list(items)
    owner: dict[Element, set[int]] = {}
    for element in where.values():
        number = -1
        for index, item in enumerate(items):
            if any(where[text] is element for text in item.texts):
                number = index
        if element is not None:
            for node in (element, *element.iterancestors()):
                owner.setdefault(node, set()).add(number)
    found: list[Item | None] = []
    for index, item in enumerate(items):
        texts = [e for e in (where[text] for text in item.texts) if e is not None]
        holder = common_ancestor(texts)
        if holder is None or root is None:
            found.append(None)
            continue
        parent = holder.getparent()
        while parent is not None and parent is not root and owner.get(parent) == {index}:
            holder, parent = parent, parent.getparent()
        graphics = (context.alignment.match(picture) for picture in item.pictures)
        inside = tuple(g for g in graphics if g is not None and within(g, holder))
        found.append(Item(holder, tuple(texts), inside))
    return found


# --- repeated parts -------------------------------------------------------------------------------


def repeated(page: Page, root: Element) -> list[Element]:
    """Return a section's items: the group of like elements that holds most of its words.

    Elements are alike that have the same tag, first class, depth, and both or neither a heading. Of
    groups with equally many words the one with more members wins, then the outermost.
    """
    blocks = [block for block in blocks_of(page) if within(block.element, root)]
    weights: Counter[Element] = Counter()
    heads: set[Element] = set()
    for block in blocks:
        for node in (block.element, *block.element.iterancestors()):
            weights[node] += len(block.text.split())
            if block.element.tag in _HEADINGS:
                heads.add(node)
            if node is root:
                break
    groups: dict[tuple[str, str, int, bool], list[Element]] = {}
    for element, depth in _with_depth(root):
        if weights[element] and element is not root:
            first = (attribute(element, "class").split() or [""])[0]
            key = (element.tag, first, depth, element in heads)
            groups.setdefault(key, []).append(element)
    ranked = [
        (sum(weights[e] for e in members), len(members), -key[2], members)
        for key, members in groups.items()
        if len(members) >= 2
    ]
    return max(ranked, key=lambda entry: entry[:3])[3] if ranked else []


def _with_depth(root: Element) -> Iterator[tuple[Element, int]]:
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        if isinstance(element.tag, str):
            yield element, depth
            stack.extend((child, depth + 1) for child in reversed(element))
