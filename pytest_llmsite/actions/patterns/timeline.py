"""The timeline: items in order along one vertical line, by whatever technique the line is drawn."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...page.boxes import Rect
from ...page.boxes.rect import union
from .aspects import Aspect, Verdict, judge, yes
from .scene import PSEUDO, Item, Scene, chain, common_ancestor, has_pseudo, visible_colour

if TYPE_CHECKING:
    from ...page.dom import Element

Style = Any

_LINE = 12.0  # px: what is thicker is no line


def timeline(scene: Scene) -> Verdict:
    """The items in order along one vertical line."""
    return judge(_timeline(scene))


def _timeline(scene: Scene) -> Iterator[Aspect]:
    rects = scene.item_rects()
    yield yes(len(rects) >= 2, "the items cannot be found", core=True)
    if len(rects) < 2:
        return
    tops = [_item_top(scene, item) for item in scene.items if scene.shown(item.element)]
    in_order = sum(b > a for a, b in itertools.pairwise(tops)) / (len(tops) - 1)
    yield Aspect(in_order if in_order >= 0.99 else 0.0, "the items are not in one order", core=True)
    one_column = scene.columns(rects) == 1
    yield yes(one_column, "the items stand side by side, not one after another", core=True)
    lines = list(_vertical_lines(scene, rects))
    yield yes(bool(lines), "there is no vertical line along the items", core=True)


def _item_top(scene: Scene, item: Item) -> float:
    text = union(scene.text_rect(e) for e in item.texts)
    return text.top if text is not None else scene.rect(item.element).top


def _vertical_lines(scene: Scene, rects: Sequence[Rect]) -> Iterator[Element]:
    """Yield what draws a line along most of the items: borders, pseudo-elements, thin elements."""
    span = union(rects)
    container = common_ancestor(item.element for item in scene.items)
    if span is None or container is None:
        return
    holders = chain(scene, container)
    for holder in holders:
        if _draws_line(scene, holder, span.height * 0.6):
            yield holder
    marked = [i for i in scene.items if _item_draws_line(scene, i)]
    if len(marked) >= max(2, len(scene.items) - 1):
        yield marked[0].element
    for element in container.iter():
        if isinstance(element.tag, str) and scene.shown(element):
            rect = scene.rect(element)
            thin = 0 < rect.width <= _LINE and rect.height >= 0.6 * span.height
            if thin and _painted(scene.page.style(element, scene.viewport)):
                yield element


def _draws_line(scene: Scene, element: Element, least: float) -> bool:
    style = scene.page.style(element, scene.viewport)
    if scene.rect(element).height >= least and _side_border(style):
        return True
    return any(_pseudo_line(scene, element, pseudo, least) for pseudo in PSEUDO)


def _item_draws_line(scene: Scene, item: Item) -> bool:
    """Whether an item has its own stretch of the line, itself or in a part of it as high as it."""
    height = scene.rect(item.element).height
    for element in item.element.iter():
        if not isinstance(element.tag, str) or not scene.shown(element):
            continue
        if scene.rect(element).height >= 0.6 * height and _draws_line(scene, element, 0.5 * height):
            return True
    return False


def _side_border(style: Style) -> bool:
    """Whether just one side of an element has a border: a box's frame is no line."""
    drawn = [side for side in ("left", "right", "top", "bottom") if _border(style, side)]
    return drawn in (["left"], ["right"])


def _border(style: Style, side: str) -> bool:
    if style[f"border-{side}-style"] in ("none", "hidden"):
        return False
    width = style.px(f"border-{side}-width") or 0.0
    return width > 0 and visible_colour(style.colour(f"border-{side}-color"))


def _pseudo_line(scene: Scene, element: Element, pseudo: str, least: float) -> bool:
    style = scene.page.style(element, scene.viewport, pseudo)
    if not has_pseudo(style):
        return False
    width = style.px("width")
    if _side_border(style) and (width is None or width <= _LINE):
        drawn = True
    else:
        drawn = width is not None and 0 < width <= _LINE and _painted(style)
    return drawn and scene.pseudo_rect(element, pseudo).height >= min(least, 60.0)


def _painted(style: Style) -> bool:
    return visible_colour(style.colour("background-color")) or "gradient(" in str(
        style["background-image"]
    )
