"""Defects of geometry: covered and cut-off texts, overflow, order, first screen, targets, distortion."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ..actions.patterns.scene import sticking_out
from ..actions.wording import plural, quoted
from ..findings import Defect
from ..page.boxes.rect import Rect
from ..page.calc import viewport_height
from ..page.contents import words
from .compared import STYLE_RULES, Comparison, defect, place_words
from .rendering import Rendering

if TYPE_CHECKING:
    from ..page.dom import Element

CLIPPED = 0.3  # share of a text
TARGET = 24.0  # px, WCAG 2.2, 2.5.8
_STRETCHED = 1.12  # ratio of ratios
_SLACK = 2.0  # px

_Row = tuple["Element", "Element", str]


def unrendered(compared: Comparison) -> Iterator[Defect]:
    """A page that could be rendered and cannot be any more, without its scripts."""
    failure = compared.after.browsed.failure
    blank = compared.case.blank or compared.after.path not in compared.after.site.files
    if failure and not blank and not compared.before.browsed.failure:
        yield defect(
            "damage/unresponsive-page",
            f"the page cannot be rendered: {failure}",
            "find what makes the browser hang",
            (),
            {"page:unresponsive"},
        )


def covered(compared: Comparison) -> Iterator[Defect]:
    """Texts that lie under something."""
    rows: dict[Element, _Row] = {}
    for first, second in compared.views():
        for place, upper in second.covered.items():
            pair = compared.by_place.get(place)
            if pair is None or pair[2] in first.covered or place in second.clipped:
                continue
            if not _seen(compared, pair, second):
                continue
            top = compared.after.elements.get(upper)
            name = compared.after.describe(top) if top is not None else "something"
            rows.setdefault(pair[0], (pair[0], pair[1], f"{name} at {second.viewport} px"))
    for section, group in compared.sections(rows.values()):
        _, now, upper_name = group[0]
        more = f" and {plural(len(group) - 1, 'more text')}" if len(group) > 1 else ""
        yield compared.defect(
            "damage/covered-text",
            f"{quoted(words(now))}{more}{place_words(section)} lies under {upper_name}",
            "give each part a place of its own, or the text the higher z-index",
            group,
        )


def clipped(compared: Comparison) -> Iterator[Defect]:
    """Texts that a box cuts off."""
    rows: dict[Element, _Row] = {}
    for first, second in compared.views():
        for place, share in second.clipped.items():
            pair = compared.by_place.get(place)
            if pair is None or share < CLIPPED or first.clipped.get(pair[2], 0.0) >= CLIPPED / 2:
                continue
            if pair[2] in first.texts and _seen(compared, pair, second):
                share_words = f"{share:.0%} of it at {second.viewport} px"
                rows.setdefault(pair[0], (pair[0], pair[1], share_words))
    for section, group in compared.sections(rows.values()):
        _, now, share_words = group[0]
        more = f" (and {plural(len(group) - 1, 'more text')})" if len(group) > 1 else ""
        yield compared.defect(
            "damage/clipped-text",
            f"{quoted(words(now))}{place_words(section)} is cut off, {share_words}{more}",
            "use min-height instead of height, or let the box grow",
            group,
        )


def _seen(compared: Comparison, pair: tuple[Element, Element, int, int], view: Rendering) -> bool:
    """Whether a text is meant to be seen at a viewport, on both pages, and nothing else is known of it."""
    element, now = pair[0], pair[1]
    case = compared.case
    if case.in_landmarks(element, case.allowed.stepwise) or compared.concerned(element):
        return False
    return (
        compared.after.visible(now, view.viewport) is True
        and compared.before.visible(element, view.viewport) is True
    )


def overflowing(compared: Comparison) -> Iterator[Defect]:
    """A page that scrolls sideways and did not."""
    if compared.reported(STYLE_RULES | {"damage/horizontal-overflow"}):
        return
    for first, second in compared.views():
        if second.width <= second.viewport + _SLACK or first.width > first.viewport + _SLACK:
            continue
        body = compared.after.select("body")
        culprits = sticking_out(compared.after, second.viewport, body[0]) if body else ()
        named = [e for e in culprits if compared.case.inverse(e) is not None][:3]
        origins = [compared.case.inverse(e) for e in named]
        what = compared.after.describe(culprits[0]) if culprits else "the page"
        yield defect(
            "damage/horizontal-overflow",
            f"{what} sticks out: {second.width:g} px wide at {second.viewport} px",
            "use widths that follow the window",
            [compared.case.now(e) for e in culprits[:4]],
            compared.case.subjects(e for e in origins if e is not None)
            or {f"overflow:{second.viewport}"},
        )
        return


def reading_order(compared: Comparison) -> Iterator[Defect]:
    """Neighbouring texts of one column that changed places on the screen only."""
    if compared.reported(STYLE_RULES | {"damage/moved-content", "damage/reordered-sections"}):
        return
    for first, second in compared.views():
        old = set(_inverted(compared, first, 2))
        rows = []
        for one, other in _inverted(compared, second, 3):
            pairs = compared.by_place[one], compared.by_place[other]
            if (pairs[0][2], pairs[1][2]) in old or _crossed(first, pairs[0][2], pairs[1][2]):
                continue
            if _arranged(compared, pairs[0][0], pairs[1][0]):
                continue
            if all(_seen(compared, pair, second) for pair in pairs):
                rows.append((pairs[1][0], pairs[1][1], words(pairs[0][1])))
        for section, group in compared.sections(rows):
            yield compared.defect(
                "damage/reading-order",
                f"{quoted(words(group[0][1]))}{place_words(section)} stands above "
                f"{quoted(group[0][2])} at {second.viewport} px and follows it in the document",
                "move it in the document instead",
                group,
            )
        if rows:
            return


def _arranged(compared: Comparison, one: Element, other: Element) -> bool:
    """Whether two texts stand in different blocks of a part that the step was to arrange anew."""
    case = compared.case
    asked = case.allowed.free or case.in_landmarks(other, case.allowed.landmarks)
    return asked and one.getparent() is not other.getparent()


def _inverted(compared: Comparison, view: Rendering, side: int) -> Iterator[tuple[int, int]]:
    """Yield neighbours in the document of which the later stands above the earlier, in one column."""
    places = sorted(place for place in (row[side] for row in compared.pairs) if place in view.texts)
    for one, other in pairwise(places):
        if _crossed(view, one, other):
            yield one, other


def _crossed(view: Rendering, one: int, other: int) -> bool:
    first, second = view.lines.get(one), view.lines.get(other)
    if first is None or second is None:
        return False
    shared = min(first.right, second.right) - max(first.left, second.left)
    above = second.bottom <= first.top + 1
    return above and shared >= 0.5 * min(first.width, second.width)


def pushed_down(compared: Comparison) -> Iterator[Defect]:
    """The headline and the first call to action, visible without scrolling before and not now."""
    case = compared.case
    if case.allowed.landmarks & {"hero", "header"} or case.allowed.free:
        return
    if compared.reported(STYLE_RULES | {"damage/lost-layout", "damage/lost-headline"}):
        return
    for first, second in compared.views():
        if second.viewport == 768:
            continue
        height = viewport_height(second.viewport)
        for name, element in _first_things(compared):
            now = case.match(element)
            if now is None or case.is_gone(element):
                continue
            then, place = compared.before.place(element), compared.after.place(now)
            if then < 0 or place < 0:
                continue
            was, is_now = first.rects[then], second.rects[place]
            if 0 < was.bottom <= height and is_now.height and is_now.top >= height:
                yield defect(
                    "damage/pushed-down",
                    f"the {name} is no longer on the first screen at {second.viewport} px: it begins "
                    f"at {is_now.top:.0f} px of {height}",
                    "leave what stands before it as high as it was",
                    [case.now(now)],
                    case.subjects([element]),
                )
                return


def _first_things(compared: Comparison) -> Iterator[tuple[str, Element]]:
    page, case = compared.before, compared.case
    for element in page.select("h1")[:1]:
        yield "headline", element
    selector = case.template.landmarks.get("hero")
    for hero in page.select(selector)[:1] if selector else ():
        for element in page.select("a[href], button", hero)[:1]:
            yield "call to action", element


def small_targets(compared: Comparison) -> Iterator[Defect]:
    """Links and buttons that became too small for fingers."""
    first, second = compared.before.view(375), compared.after.view(375)
    if first is None or second is None or compared.reported(STYLE_RULES):
        return
    rows = []
    for element, now, then, place in compared.pairs:
        if now.tag not in ("a", "button", "input", "select", "summary"):
            continue
        was, is_now = first.rects[then], second.rects[place]
        inline = second.looks[place].display == "inline"
        if inline or not is_now.area or compared.concerned(element):
            continue
        if min(was.width, was.height) >= TARGET > min(is_now.width, is_now.height):
            rows.append((element, now, f"{is_now.width:.0f} by {is_now.height:.0f} px"))
    for section, group in compared.sections(rows):
        yield compared.defect(
            "damage/small-target",
            f"{compared.after.describe(group[0][1])}{place_words(section)} is {group[0][2]} at 375 px",
            "at least 24 by 24 px, better 44",
            group,
        )


def distorted(compared: Comparison) -> Iterator[Defect]:
    """Images with another ratio than their pixels."""
    reported: set[Element] = set()
    for first, second in compared.views():
        for place, picture in second.images.items():
            now = compared.after.elements.get(place)
            if now is None or now in reported or not picture.decoded or not picture.height:
                continue
            if not _stretched(picture.width / picture.height, second.rects[place]):
                continue
            if compared.after.style(now, second.viewport)["object-fit"] != "fill":
                continue
            origin = compared.case.inverse(now)
            then = compared.before.place(origin) if origin is not None else -1
            old = first.images.get(then)
            was = old is not None and old.decoded and old.height > 0
            if old is not None and was and _stretched(old.width / old.height, first.rects[then]):
                continue
            reported.add(now)
            box = second.rects[place]
            yield defect(
                "damage/distorted-image",
                f"{compared.after.describe(now)} of {picture.width} by {picture.height} px is shown as "
                f"{box.width:.0f} by {box.height:.0f} at {second.viewport} px",
                "use object-fit: cover, or height: auto",
                [compared.case.now(now)],
                compared.case.subjects([origin])
                if origin is not None
                else {compared.after.identity(now)},
            )


def _stretched(ratio: float, box: Rect) -> bool:
    if box.width < 16 or box.height < 16:
        return False
    found = box.width / box.height
    return max(found, ratio) / min(found, ratio) > _STRETCHED


DETECTORS = (
    unrendered, clipped, covered, overflowing, reading_order, pushed_down, small_targets, distorted,
)  # fmt: skip
