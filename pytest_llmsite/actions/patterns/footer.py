"""The layouts of a footer, judged at one viewport from the boxes of its blocks."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from ...page.boxes import Rect
from ...page.boxes.rect import union
from ..wording import plural
from .aspects import Aspect, Verdict, judge, yes
from .blocks import Row
from .blocks import rows as rows_of
from .scene import MEDIUM, NARROW, WIDE, Scene

if TYPE_CHECKING:
    from ...page.dom import Element

_EVERYTHING = 0.9  # share of the footer's texts that counts as all of them
_MOST = 0.6
_SPREAD = 72.0  # px: how far middles of texts in one row may differ
_LEAST_LINKS = 2


def four_column(scene: Scene) -> Verdict:
    """Four columns; two or fewer on a tablet, one on a telephone."""
    return judge(_counted(scene, 4))


def three_column_centered(scene: Scene) -> Verdict:
    """Three columns with centred text; one on a telephone."""
    return judge(_centred(scene))


def _counted(scene: Scene, wanted: int) -> Iterator[Aspect]:
    yield yes(bool(scene.texts), "the footer has no text", core=True)
    rows = rows_of(scene)
    if scene.viewport == WIDE:
        right = [row for row in rows if len(row.blocks) == wanted and row.share >= _MOST]
        most = max((len(row.blocks) for row in rows if row.share >= _MOST), default=1)
        yield yes(bool(right), f"{plural(most, 'column')}, not {wanted}", core=True)
    else:
        limit = 2 if scene.viewport == MEDIUM and wanted == 4 else 3
        yield _at_most(scene, rows, 1 if scene.viewport == NARROW else limit)


def _at_most(scene: Scene, rows: list[Row], limit: int) -> Aspect:
    most = max((len(row.blocks) for row in rows if row.whole >= _MOST), default=1)
    return yes(most <= limit, f"{most} columns at {scene.viewport} px", core=True)


def _centred(scene: Scene) -> Iterator[Aspect]:
    yield from _counted(scene, 3)
    if not scene.texts:
        return
    centred = sum(scene.style(e, "text-align") in ("center", "-webkit-center") for e in scene.texts)
    share = centred / len(scene.texts)
    yield Aspect(1.0 if share >= 0.8 else 0.0, "the texts are not centred", core=True)


def minimal_single_row(scene: Scene) -> Verdict:
    """Everything in one row; wrapping on a telephone."""
    return judge(_single(scene))


def _single(scene: Scene) -> Iterator[Aspect]:
    yield yes(bool(scene.texts), "the footer has no text", core=True)
    rects = [r for r in (scene.text_rect(e) for e in scene.texts) if r.area]
    if not rects:
        return
    middles = [rect.top + rect.height / 2 for rect in rects]
    centre = median(middles)
    level = sum(abs(middle - centre) <= _SPREAD / 2 for middle in middles) / len(middles)
    if scene.viewport == NARROW:
        yield yes(not scene.overflowing(), "the row does not wrap on a telephone", core=True)
        yield yes(level < _EVERYTHING or len(rects) <= 3, "the row does not wrap", core=True)
        return
    if scene.viewport == MEDIUM:
        yield yes(not scene.overflowing(), "the row sticks out of the window", core=True)
        return
    row = max((row.share for row in rows_of(scene)), default=0.0)
    yield yes(row >= _EVERYTHING, "not everything stands in one row", core=True)
    yield yes(level >= _EVERYTHING, "the footer has several lines", core=True)


def mega_footer(scene: Scene) -> Verdict:
    """Four or more columns of links, and a row below them over the full width."""
    return judge(_mega(scene))


def _mega(scene: Scene) -> Iterator[Aspect]:
    yield yes(bool(scene.texts), "the footer has no text", core=True)
    rows = rows_of(scene)
    lists = [[b for b in row.blocks if _links(scene, b) >= _LEAST_LINKS] for row in rows]
    if scene.viewport == NARROW:
        most = max((len(found) for found in lists), default=0)
        yield yes(most <= 2, f"{most} columns of links on a telephone", core=True)
        return
    if scene.viewport == MEDIUM:
        most = max((len(found) for found in lists), default=0)
        yield yes(most <= 4, f"{most} columns of links on a tablet", core=True)
        return
    best = max(lists, key=len, default=[])
    yield yes(len(best) >= 4, f"{len(best)} columns of links, not four or more", core=True)
    columns = union(scene.rect(b) for b in best)
    below = columns is not None and _row_below(scene, columns, best)
    yield yes(below, "no row below the columns spans the full width", core=True)


def _links(scene: Scene, block: Element) -> int:
    return sum(scene.shown(e) for e in block.iter("a") if e.get("href") is not None)


def _row_below(scene: Scene, columns: Rect, blocks: list[Element]) -> bool:
    inside = {e for block in blocks for e in block.iter()}
    for element in scene.root.iter():
        if not isinstance(element.tag, str) or element in inside or not scene.shown(element):
            continue
        rect = scene.rect(element)
        texts = [e for e in scene.texts if element in (e, *e.iterancestors())]
        if texts and rect.top >= columns.bottom - 4 and rect.width >= 0.9 * columns.width:
            return True
    return False
