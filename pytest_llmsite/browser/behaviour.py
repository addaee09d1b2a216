"""Defects of behaviour: controls, focus and pointer answered before the step and don't after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..actions.wording import plural
from ..findings import Defect
from .compared import SCRIPT_RULES, STYLE_RULES, Comparison, defect, place_words
from .rendering import Control, Live

if TYPE_CHECKING:
    from ..page.dom import Element

_Row = tuple["Element", "Element", str]
_STATE_RULES = frozenset(
    "damage/lost-state-style damage/lost-focus-ring damage/unstyled-element".split()
)


def _lives(compared: Comparison) -> Iterator[tuple[Live, Live]]:
    for viewport in (375, 1280):
        first, second = compared.before.live(viewport), compared.after.live(viewport)
        if first is not None and second is not None:
            yield first, second


def hidden(compared: Comparison) -> Iterator[Defect]:
    """Texts that could be seen, at once or by scrolling, and cannot by any scrolling now."""
    if compared.reported(SCRIPT_RULES | STYLE_RULES | {"damage/unresponsive-page"}):
        return
    case = compared.case
    for first, second in _lives(compared):
        rows = []
        for element, now, then, place in compared.pairs:
            view = compared.after.view(second.viewport)
            if (
                view is None
                or place not in view.texts
                or case.in_landmarks(element, case.allowed.stepwise)
            ):
                continue
            if then in first.hidden or place not in second.hidden or compared.concerned(element):
                continue
            rows.append((element, now, ""))
        for section, group in compared.sections(rows):
            yield compared.defect(
                "damage/hidden-content",
                f"{plural(len(group), 'text')}{place_words(section)} cannot be seen at "
                f"{second.viewport} px any more, such as {compared.after.describe(group[0][1])}",
                "let it be seen without a script, or see that the script reveals it",
                group,
            )
        if rows:
            return


def controls(compared: Comparison) -> Iterator[Defect]:
    """What answered when pressed and doesn't: menus, tabs, accordions, sliders."""
    if compared.reported(SCRIPT_RULES | {"damage/unresponsive-page"}):
        return
    dead: dict[Element, _Row] = {}
    keys: dict[Element, _Row] = {}
    for first, second in _lives(compared):
        for place, control in second.controls.items():
            pair = compared.by_place.get(place)
            old = first.controls.get(pair[2]) if pair is not None else None
            if pair is None or old is None or compared.concerned(pair[0]):
                continue
            trouble = _trouble(old, control)
            if trouble:
                words = f"{trouble} at {second.viewport} px"
                dead.setdefault(pair[0], (pair[0], pair[1], words))
            elif old.keyed and control.keyed is False:
                keys.setdefault(pair[0], (pair[0], pair[1], f"at {second.viewport} px"))
    for row in dead.values():
        yield compared.defect(
            "damage/dead-control",
            f"{compared.after.describe(row[1])} {row[2]}",
            "see that the script finds the element and what it opens can be shown",
            [row],
        )
    for row in keys.values():
        yield compared.defect(
            "damage/keyboard-shut-out",
            f"{compared.after.describe(row[1])} does not answer to the Enter key {row[2]}",
            "use a <button>",
            [row],
        )


def _trouble(old: Control, now: Control) -> str:
    if old.clicked and not now.clicked:
        return "does not answer to a click"
    if old.shown > 1 and now.shown <= 0:
        return "shows nothing when pressed"
    if old.shown > 1 and old.closed and not now.closed:
        return "does not close what it opened"
    return ""


def focus(compared: Comparison) -> Iterator[Defect]:
    """What took the focus, or showed it, and doesn't."""
    first, second = compared.before.live(), compared.after.live()
    if first is None or second is None or compared.reported(STYLE_RULES):
        return
    shut, unseen = [], []
    for place, (taken, seen) in second.focus.items():
        pair = compared.by_place.get(place)
        old = first.focus.get(pair[2]) if pair is not None else None
        if pair is None or old is None or compared.concerned(pair[0]):
            continue
        if old[0] and not taken:
            shut.append((pair[0], pair[1], ""))
        elif old[1] and taken and not seen:
            unseen.append((pair[0], pair[1], ""))
    for row in shut:
        yield compared.defect(
            "damage/unfocusable-field",
            f"{compared.after.describe(row[1])} no longer takes the focus",
            "leave it enabled and in the order of the page",
            [row],
        )
    if unseen and not compared.reported(_STATE_RULES):
        yield compared.defect(
            "damage/lost-focus-ring",
            f"{plural(len(unseen), 'element')} no longer show the focus, such as "
            f"{compared.after.describe(unseen[0][1])}",
            "use :focus-visible { outline: … }",
            unseen,
        )


def hover(compared: Comparison) -> Iterator[Defect]:
    """Links and buttons that answered to the pointer and don't."""
    first, second = compared.before.live(), compared.after.live()
    if first is None or second is None or compared.reported(STYLE_RULES | _STATE_RULES):
        return
    rows = []
    for place, answers in second.hover.items():
        pair = compared.by_place.get(place)
        if pair is None or answers or not first.hover.get(pair[2]) or compared.concerned(pair[0]):
            continue
        rows.append((pair[0], pair[1], ""))
    if rows:
        yield compared.defect(
            "damage/lost-state-style",
            f"{plural(len(rows), 'kind')} of links or buttons no longer answer to the pointer, such as "
            f"{compared.after.describe(rows[0][1])}",
            "keep the :hover styles",
            rows,
        )


def skip_link(compared: Comparison) -> Iterator[Defect]:
    """A skip link that works for nobody, where there was none or one that worked."""
    first, second = compared.before.live(), compared.after.live()
    if second is None or second.skip is None or (first and first.skip and not all(first.skip[1:])):
        return
    place, seen, reached = second.skip
    now = compared.after.elements.get(place)
    if now is None or (seen and reached):
        return
    yield defect(
        "damage/broken-skip-link",
        "the skip link "
        + ("leads nowhere" if seen else "stays out of sight when it has the focus"),
        "show it with :focus, and name an id of the page",
        [compared.case.now(now)],
        {"skip-link"},
    )


DETECTORS = (hidden, controls, focus, hover, skip_link)
