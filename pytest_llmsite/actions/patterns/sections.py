"""The layouts of features, testimonials and pricing, judged at one viewport from the items' boxes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...page.boxes import Rect
from ...page.boxes.rect import union
from ..wording import plural
from .aspects import Aspect, Verdict, judge, yes
from .scene import (
    MEDIUM,
    NARROW,
    PICTURE_TAGS,
    Item,
    Scene,
    chain,
    common_ancestor,
    has_pseudo,
    share_of,
)

if TYPE_CHECKING:
    from ...page.dom import Element

_EQUAL = 1.25  # most that equal columns may differ
_ICON = 96.0  # px: what is narrower is an icon and may stay beside its text on a telephone
_SPANNING = 1.4
_FILLED = 0.7


def card_grid_3col(scene: Scene) -> Verdict:
    """Three equal columns; two or one on a tablet, one on a telephone."""
    return judge(_grid(scene, 3))


def grid_2col(scene: Scene) -> Verdict:
    """Two equal columns; one on a telephone."""
    return judge(_grid(scene, 2))


def _grid(scene: Scene, wanted: int) -> Iterator[Aspect]:
    rects = scene.item_rects()
    yield yes(len(rects) >= 2, "the items cannot be found", core=True)
    if len(rects) < 2:
        return
    found = scene.columns(rects)
    if scene.viewport == NARROW:
        yield yes(found == 1, f"{found} items side by side on a telephone", core=True)
        return
    if scene.viewport == MEDIUM:
        yield yes(1 <= found <= 2, f"{found} items side by side on a tablet", core=True)
        return
    count = min(wanted, len(rects))
    yield yes(found == count, f"{plural(found, 'column')}, not {wanted}", core=True)
    widths = [rect.width for rect in rects]
    equal = max(widths) <= _EQUAL * max(1.0, min(widths))
    yield yes(equal, "the columns are not equally wide", core=True)


def alternating_rows(scene: Scene) -> Verdict:
    """Each item a row of picture and text, the sides alternating; stacked on telephones."""
    return judge(_alternating(scene))


def _alternating(scene: Scene) -> Iterator[Aspect]:
    rects = scene.item_rects()
    yield yes(len(rects) >= 2, "the items cannot be found", core=True)
    if len(rects) < 2:
        return
    pairs = [_pair(scene, item) for item in scene.items if scene.shown(item.element)]
    known = [pair for pair in pairs if pair is not None]
    yield yes(len(known) >= 2, "the items have no picture beside their text", core=True)
    if len(known) < 2:
        return
    if scene.viewport == NARROW:
        stacked = sum(_above(text, media) or media.width <= _ICON for text, media in known)
        yield Aspect(stacked / len(pairs), "items are not stacked on a telephone", core=True)
        yield yes(scene.columns(rects) == 1, "items stand side by side on a telephone", core=True)
        return
    yield yes(scene.columns(rects) == 1, "items stand side by side, not in rows", core=True)
    if scene.viewport == MEDIUM:
        return
    sides = [_side(text, media) for text, media in known]
    placed = sum(side != 0 for side in sides) / len(pairs)
    yield Aspect(placed, "picture and text do not stand side by side in every row", core=True)
    turns = sum(a * b < 0 for a, b in itertools.pairwise(sides)) / (len(pairs) - 1)
    yield Aspect(turns if turns >= 0.5 else 0.0, "the sides do not alternate", core=True)


def _pair(scene: Scene, item: Item) -> tuple[Rect, Rect] | None:
    """Return the rectangles of an item's text and of its largest picture."""
    text = union(scene.text_rect(e) for e in item.texts if scene.shown(e))
    media = [scene.rect(e) for e in _pictures(scene, item)]
    if text is None or not any(rect.area for rect in media):
        return None
    return text, max(media, key=lambda rect: rect.area)


def _pictures(scene: Scene, item: Item) -> list[Element]:
    """Return an item's pictures: those known from before, else any in it, else what shows an image."""
    known = [e for e in item.pictures if scene.shown(e)]
    if known:
        return known
    found = [e for e in item.element.iter() if e.tag in PICTURE_TAGS and scene.shown(e)]
    if found:
        return found
    inside = (e for e in item.element.iter() if isinstance(e.tag, str) and scene.shown(e))
    return [e for e in inside if e is not item.element and scene.shows_image(e)]


def _side(text: Rect, media: Rect) -> int:
    """Return −1 when the picture stands to the left of the text, 1 to the right, 0 when neither."""
    level = min(text.bottom, media.bottom) - max(text.top, media.top)
    if level < 0.4 * min(text.height, media.height):
        return 0
    slack = 0.05 * media.width
    if media.right <= text.left + slack:
        return -1
    return 1 if media.left >= text.right - slack else 0


def _above(text: Rect, media: Rect) -> bool:
    slack = 0.15 * min(text.height, media.height)
    return media.bottom <= text.top + slack or text.bottom <= media.top + slack


def icon_list(scene: Scene) -> Verdict:
    """One or two columns of rows with an icon to the left of the text."""
    return judge(_icons(scene))


def _icons(scene: Scene) -> Iterator[Aspect]:
    rects = scene.item_rects()
    yield yes(len(rects) >= 2, "the items cannot be found", core=True)
    if len(rects) < 2:
        return
    found = scene.columns(rects)
    most = 1 if scene.viewport == NARROW else 2
    yield yes(found <= most, f"{found} items side by side", core=True)
    shown = [item for item in scene.items if scene.shown(item.element)]
    left = sum(_icon_left(scene, item) for item in shown) / len(shown)
    yield Aspect(left, "not every row has its icon to the left of the text", core=True)


def _icon_left(scene: Scene, item: Item) -> bool:
    texts = [e for e in item.texts if scene.shown(e) and len(_word(e)) > 3]
    text = union(scene.text_rect(e) for e in texts or item.texts)
    if text is None:
        return False
    width = max(scene.rect(item.element).width, 1.0)
    for icon in _icon_elements(scene, item):
        rect = scene.rect(icon)
        small = 0 < rect.width <= max(0.35 * width, _ICON)
        level = min(text.bottom, rect.bottom) - max(text.top, rect.top)
        if small and rect.right <= text.left + 4 and level > 0.25 * min(text.height, rect.height):
            return True
    return _marker_left(scene, item, text)


def _word(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _icon_elements(scene: Scene, item: Item) -> list[Element]:
    pictures = _pictures(scene, item)
    if pictures:
        return pictures
    marks = (e for e in item.element.iter("i", "span", "div") if scene.shown(e))
    return [e for e in marks if len(_word(e)) <= 3 or e.get("aria-hidden") == "true"]


def _marker_left(scene: Scene, item: Item, text: Rect) -> bool:
    """Whether a list marker or pseudo-element stands in a gutter to the left of the text."""
    frame = scene.rect(item.element)
    style = scene.page.style(item.element, scene.viewport, "::before")
    if has_pseudo(style):
        width = share_of(str(style["width"]), frame.width, style.px("width")) or 0.0
        return text.left - frame.left >= max(12.0, 0.8 * width)
    own = scene.page.style(item.element, scene.viewport)
    marker = own["display"] == "list-item" and own["list-style-image"] != "none"
    return bool(marker)


def bento_grid(scene: Scene) -> Verdict:
    """A grid with items of different numbers of cells; one column on a telephone."""
    return judge(_bento(scene))


def _bento(scene: Scene) -> Iterator[Aspect]:
    rects = scene.item_rects()
    yield yes(len(rects) >= 2, "the items cannot be found", core=True)
    if len(rects) < 2:
        return
    found = scene.columns(rects)
    if scene.viewport == NARROW:
        yield yes(found == 1, f"{found} items side by side on a telephone", core=True)
        return
    if scene.viewport == MEDIUM:
        yield yes(found <= 3, f"{found} items side by side on a tablet", core=True)
        return
    yield yes(found >= 2, "the items do not form columns", core=True)
    yield yes(_spans(scene, rects), "all items take the same number of cells", core=True)
    areas = [rect.area for rect in rects if rect.area]
    ratio = max(areas) / max(1.0, min(areas)) if areas else 0.0
    yield yes(ratio >= 1.5, f"the items are nearly equal in size (1 : {ratio:.2f})")
    whole = union(rects)
    filled = sum(areas) / whole.area if whole is not None else 0.0
    yield yes(filled >= _FILLED, f"only {filled:.0%} of the grid is filled")


def _spans(scene: Scene, rects: Sequence[Rect]) -> bool:
    """Whether some item is as wide as several, or stands beside several that are stacked."""
    widths = [rect.width for rect in rects]
    if max(widths) >= _SPANNING * max(1.0, min(widths)):
        return True
    for rect in rects:
        level = [r for r in rects if r is not rect and r.beside(rect)]
        for i, first in enumerate(level):
            for second in level[i + 1 :]:
                stacked = abs(first.left - second.left) < 2 and not first.beside(second)
                if stacked and rect.height >= _SPANNING * max(first.height, second.height):
                    return True
    return False


def masonry(scene: Scene) -> Verdict:
    """Columns of items of different heights without a common row; one column on a telephone."""
    return judge(_masonry(scene))


def _masonry(scene: Scene) -> Iterator[Aspect]:
    rects = scene.item_rects()
    yield yes(len(rects) >= 2, "the items cannot be found", core=True)
    if len(rects) < 2:
        return
    found = len(_lefts(rects))
    if scene.viewport == NARROW:
        yield yes(found == 1, f"{found} columns on a telephone", core=True)
        return
    if scene.viewport == MEDIUM:
        yield yes(found <= 3, f"{found} columns on a tablet", core=True)
        return
    yield yes(found >= 2, "the items do not form columns", core=True)
    yield yes(_packed(scene, rects), "the items stand in rows, not packed in columns", core=True)


def _lefts(rects: Sequence[Rect]) -> list[float]:
    """Return the distinct left edges of columns."""
    lefts: list[float] = []
    for rect in sorted(rects, key=lambda rect: rect.left):
        if not lefts or rect.left - lefts[-1] > 0.3 * rect.width:
            lefts.append(rect.left)
    return lefts


def _packed(scene: Scene, rects: Sequence[Rect]) -> bool:
    """Whether the technique packs columns: CSS columns, masonry, spans of small rows, own columns."""
    track = common_ancestor(item.element for item in scene.items)
    for element in chain(scene, track)[:4]:
        style = scene.page.style(element, scene.viewport)
        if style["column-count"] not in ("auto", "1") or style["column-width"] != "auto":
            return True
        rows = str(style["grid-template-rows"]) + str(style["display"])
        if "masonry" in rows or "grid-lanes" in rows:
            return True
        if _small_rows(scene, element):
            return True
    return _own_columns(scene, track)


def _small_rows(scene: Scene, element: Element) -> bool:
    """Whether items span different numbers of rows of a grid."""
    spans = set()
    for item in scene.items:
        values = [scene.style(item.element, f"grid-row-{end}") for end in ("start", "end")]
        found = re.search(r"span (\d+)", " ".join(values))
        spans.add(int(found[1]) if found else 1)
    grid = scene.style(element, "display") in ("grid", "inline-grid")
    return grid and len(spans) > 1


def _own_columns(scene: Scene, track: Element | None) -> bool:
    """Whether the items are dealt out to columns of their own that stand side by side."""
    if track is None:
        return False
    holders = [child for child in track if isinstance(child.tag, str)]
    loads = [sum(item.element in set(h.iter()) for item in scene.items) for h in holders]
    full = [h for h, load in zip(holders, loads, strict=True) if load]
    beside = scene.columns([scene.rect(h) for h in full]) == len(full) >= 2
    return beside and max(loads) >= 2
