"""Which blocks of a section stand side by side, nested ones taken apart too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .scene import PICTURE_TAGS, Scene

if TYPE_CHECKING:
    from ...page.dom import Element


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks that stand side by side, left to right.

    share: that of the section's texts in them; whole: that in them and in the rows above and below.
    """

    blocks: tuple[Element, ...]
    share: float
    whole: float


def rows(scene: Scene) -> list[Row]:
    """Return every set of blocks in the section that stand side by side, two or more in each."""
    found: list[Row] = []
    for element in scene.root.iter():
        if isinstance(element.tag, str) and element.tag not in PICTURE_TAGS:
            whole = _share(scene, [element])
            for blocks in _side_by_side(scene, element):
                found.append(Row(tuple(blocks), _share(scene, blocks), whole))
                apart = [part for block in blocks for part in _taken_apart(scene, block)]
                if len(apart) > len(blocks):
                    found.append(Row(tuple(apart), _share(scene, apart), whole))
    return found


def _side_by_side(scene: Scene, element: Element) -> list[list[Element]]:
    children = [child for child in _children(scene, element) if holds_something(scene, child)]
    if len(children) < 2:
        return []
    rects = [scene.rect(child) for child in children]
    groups = [sorted(row, key=lambda i: rects[i].left) for row in scene.rows(rects)]
    return [[children[i] for i in row] for row in groups if len(row) >= 2]


def _children(scene: Scene, element: Element) -> Iterator[Element]:
    for child in element:
        if not isinstance(child.tag, str) or not scene.shown(child):
            continue
        if scene.style(child, "display") == "contents":
            yield from _children(scene, child)
        else:
            yield child


def _taken_apart(scene: Scene, block: Element) -> list[Element]:
    """Return the columns in a block: its own children's where they stand side by side, else itself.

    A row of words within a line of text or of small links is no column.
    """
    node = block
    for _ in range(4):
        groups = _side_by_side(scene, node)
        wide = [row for row in groups if all(_is_column(scene, child) for child in row)]
        if wide and len(groups) == 1:
            return wide[0]
        children = [c for c in _children(scene, node) if holds_something(scene, c)]
        if len(children) != 1:
            break
        node = children[0]
    return [block]


def _is_column(scene: Scene, element: Element) -> bool:
    texts = [e for e in scene.texts if element in (e, *e.iterancestors())]
    return len(texts) >= 2 or any(e.tag in PICTURE_TAGS for e in element.iter())


def holds_something(scene: Scene, element: Element) -> bool:
    """Whether there is a text of the section or a picture in a block."""
    if element in scene.speaking:
        return True
    inside = (e for e in element.iter() if isinstance(e.tag, str))
    return any(
        (e.tag in PICTURE_TAGS or scene.shows_image(e))
        and scene.rect(e).area > 0
        and scene.shown(e)
        for e in inside
    )


def _share(scene: Scene, blocks: list[Element]) -> float:
    inside = {e for block in blocks for e in block.iter()}
    return sum(e in inside for e in scene.texts) / max(1, len(scene.texts))
