"""What visitors see of style faults: unreadable or tiny text, collapsed rows, bare or recoloured parts."""

from __future__ import annotations

from collections.abc import Iterator

from ..actions.caching import per_page
from ..actions.elements import closest, within
from ..actions.patterns.scene import boxes_of
from ..actions.wording import plural, quoted
from ..findings import Defect
from ..page.boxes import Boxes, Rect
from ..page.colour import Colour
from ..page.contents import words
from ..page.dom import Element
from ..page.page import Page
from .case import VIEWPORTS, Case, Section, defect
from .changes import COLOURING

_TINY = 9.0  # px
_INHERITED = frozenset({"color", "font-family", "font-size", "text-align", "font-weight"})
_WATCHED = ("color", "background-color", "font-family", "font-size", "text-align")
_FRAME = (
    "display",
    "flex-direction",
    "flex-wrap",
    "grid-template-columns",
    "grid-template-areas",
    "column-count",
    "column-width",
    "float",
    "position",
)
_PART = (
    "width",
    "flex-basis",
    "flex-grow",
    "float",
    "display",
    "grid-column-start",
    "grid-column-end",
    "min-width",
    "max-width",
)
_PAINTING = ("color", "background-color", "background-image", "opacity", *sorted(COLOURING))
_SIZE = frozenset({"font-size"})
_CAUSES = {name: frozenset({name}) for name in _WATCHED}
_LEAST = 40.0  # px: what is smaller is no column


def _kept(case: Case) -> Iterator[tuple[Element, Element]]:
    """Yield the texts that are on both pages."""
    yield from case.found.same.items()
    for element, block in case.found.changed.items():
        yield element, block.element


def unreadable(case: Case) -> Iterator[Defect]:
    """Texts whose contrast was high enough and is too low: one finding a section and pair of colours."""
    groups: dict[tuple[Section | None, str], list[tuple[Element, Element, str]]] = {}
    seen_at: dict[Element, int] = {}
    for element, now in _kept(case):
        if case.is_gone(element) or element in case.restyled:
            continue
        if not case.changes.touches(element, COLOURING):
            continue
        for viewport in _widths(case, now):
            found = _turned_unreadable(case, element, now, viewport)
            if found is not None:
                key = (case.section(element), found[1])
                groups.setdefault(key, []).append((element, now, found[0]))
                seen_at[now] = viewport
                break
    for (section, colours), texts in groups.items():
        element, now, ratio = texts[0]
        headline = any(closest(e, "h1") is not None for e, _, _ in texts)
        more = f" and {plural(len(texts) - 1, 'more text')}" if len(texts) > 1 else ""
        where = f" of {section.name}" if section is not None else ""
        case.restyled.update(e for e, _, _ in texts)
        yield defect(
            "damage/lost-headline" if headline else "damage/unreadable-text",
            f"{quoted(words(now))}{more}{where} cannot be read: {ratio} ({colours})",
            "choose colours with a contrast of 4.5:1",
            [case.cause(now, _PAINTING, seen_at[now]), *(case.now(n) for _, n, _ in texts)],
            case.subjects(e for e, _, _ in texts),
        )


def _widths(case: Case, element: Element) -> tuple[int, ...]:
    """Return at which widths a text's contrast has to be looked at."""
    if colours_depend_on_width(case.after) or colours_depend_on_width(case.before):
        return (1280, 375)
    return (1280,) if case.after.visible(element) is True else (375,)


@per_page
def colours_depend_on_width(page: Page) -> bool:
    """Whether any media query sets a colour, a background or an opacity."""
    words = ("color", "background", "opacity", "filter", "position", "--")
    return any(d.media and any(word in d.property for word in words) for d in page.declarations())


def _turned_unreadable(
    case: Case, element: Element, now: Element, viewport: int
) -> tuple[str, str] | None:
    found = case.after.contrast(now, viewport)
    if found.decided != "fail" or case.after.visible(now, viewport) is not True:
        return None
    if case.before.visible(element, viewport) is False:
        return None
    if case.before.contrast(element, viewport).decided != "pass":
        return None
    behind = found.backdrop.colours[0].hex if found.backdrop.colours else "?"
    return found.told, f"{found.colour.hex} on {behind}"


# --- parts that lost their style ------------------------------------------------------------------


def unstyled(case: Case) -> Iterator[Defect]:
    """Elements that rules with classes or ids applied to, and that none applies to any more."""
    from .styles import applied

    groups: dict[Section | None, list[tuple[Element, Element]]] = {}
    for element, now in case.pairs:
        if not case.changes.own(element) or case.is_gone(element):
            continue
        if case.in_landmarks(element, case.allowed.landmarks):
            continue
        bare = applied(case.before, element) and not applied(case.after, now)
        if bare and not _looks_alike(case, element, now):
            groups.setdefault(case.section(element), []).append((element, now))
    for section, pairs in groups.items():
        where = f" of {section.name}" if section is not None else ""
        for element, _ in pairs:
            case.restyled.update(e for e in element.iter() if isinstance(e.tag, str))
        yield defect(
            "damage/unstyled-element",
            f"{plural(len(pairs), 'element')}{where} lost their rules, such as "
            f"{case.after.describe(pairs[0][1])}",
            "keep class names in page and style sheet together",
            [case.now(n) for _, n in pairs],
            case.subjects(e for e, _ in pairs),
        )


def _looks_alike(case: Case, element: Element, now: Element) -> bool:
    before, after = case.before.style(element), case.after.style(now)
    names = (
        *_WATCHED,
        *_FRAME,
        "padding-left",
        "padding-top",
        "margin-top",
        "border-top-width",
        "border-top-left-radius",
        "width",
        "list-style-type",
        "text-decoration-line",
    )
    return all(before[name] == after[name] for name in names)


# --- rows and grids -------------------------------------------------------------------------------


def collapsed(case: Case) -> Iterator[Defect]:
    """Rows whose parts no longer stand side by side, or now do where they were stacked."""
    reported: set[Section | None] = set()
    for viewport in (1280,) if case.narrow else VIEWPORTS:
        for element, now, then, found in _changed_rows(case, viewport):
            section = case.section(element)
            if section in reported or element in case.restyled:
                continue
            reported.add(section)
            where = f" of {section.name}" if section is not None else ""
            yield defect(
                "damage/lost-layout",
                f"{case.after.describe(now)}{where} has {plural(found, 'column')} at {viewport} px, "
                f"not {then}",
                "leave the layout of this part as it was",
                [case.cause(now, _FRAME, viewport), case.now(now)],
                case.subjects([element]),
            )


def _changed_rows(case: Case, viewport: int) -> Iterator[tuple[Element, Element, int, int]]:
    boxes: tuple[Boxes, Boxes] | None = None
    concerned = case.changes.laid_out
    for element, now in case.pairs:
        if element not in concerned:
            continue
        if case.is_gone(element) or case.in_landmarks(element, case.allowed.landmarks):
            continue
        parts = [
            (c, m) for c in element if isinstance(c.tag, str) and (m := case.match(c)) is not None
        ]
        parts = [(c, m) for c, m in parts if within(m, now)]
        if len(parts) < 2 or not _rearranged(case, element, now, parts, viewport):
            continue
        if boxes is None:
            boxes = boxes_of(case.before, viewport), boxes_of(case.after, viewport)
        then = _columns(boxes[0], [c for c, _ in parts])
        found = _columns(boxes[1], [m for _, m in parts])
        if then != found and 1 in (then, found) and max(then, found) >= 2:
            yield element, now, then, found


def _rearranged(
    case: Case, element: Element, now: Element, parts: list[tuple[Element, Element]], viewport: int
) -> bool:
    """Whether any declaration that decides about columns has another value."""
    if _differ(case, element, now, viewport, _FRAME):
        return True
    return any(_differ(case, c, m, viewport, _PART) for c, m in parts[:12])


def _differ(
    case: Case, element: Element, now: Element, viewport: int, names: tuple[str, ...]
) -> bool:
    before, after = case.before.style(element, viewport), case.after.style(now, viewport)
    return before.store is not after.store and any(before[name] != after[name] for name in names)


def _columns(boxes: Boxes, items: list[Element]) -> int:
    rects = [rect for item in items if (rect := boxes.rect(item)) is not None and _is_part(rect)]
    best = 1 if rects else 0
    for first in rects:
        row = [first]
        for other in rects:
            if other is not first and all(other.beside(member) for member in row):
                row.append(other)
        best = max(best, len(row))
    return best


def _is_part(rect: Rect) -> bool:
    return rect.width >= _LEAST and rect.height >= 8


# --- small or different text ----------------------------------------------------------------------


def tiny(case: Case) -> Iterator[Defect]:
    """Texts that were large enough and are smaller than 9 px: one finding a section."""
    reported: set[Section | None] = set()
    for element, now in _kept(case):
        if not case.changes.touches(element, _SIZE):
            continue
        section = case.section(element)
        if section in reported or case.is_gone(element):
            continue
        for viewport in (1280, 375):
            then = case.before.style(element, viewport).font_size
            size = case.after.style(now, viewport).font_size
            if 0 < size < _TINY <= then and case.after.visible(now, viewport) is True:
                reported.add(section)
                case.restyled.add(element)
                yield defect(
                    "damage/tiny-text",
                    f"{quoted(words(now))} is {size:g} px at {viewport} px",
                    "at least 14 px for text that is read",
                    [case.cause(now, _SIZE, viewport), case.now(now)],
                    case.subjects([element]),
                )
                break


def restyled(case: Case) -> Iterator[Defect]:
    """Colours, fonts, sizes and alignments that changed where the action has no business to."""
    groups: dict[Section | None, list[tuple[Element, Element, str]]] = {}
    concerned = case.allowed.landmarks | case.allowed.decorated
    for element, now in case.pairs:
        if not case.changes.own(element) or case.is_gone(element) or element in case.restyled:
            continue
        if case.in_landmarks(element, concerned) or case.before.visible(element) is False:
            continue
        name = _first_change(case, element, now)
        if name is not None:
            groups.setdefault(case.section(element), []).append((element, now, name))
    for section, changes in groups.items():
        element, now, name = changes[0]
        where = f" of {section.name}" if section is not None else ""
        before, after = case.before.style(element)[name], case.after.style(now)[name]
        yield defect(
            "damage/unasked-restyle",
            f"{name} of {case.after.describe(now)}{where} became {after}, from {before}"
            + (f" ({plural(len(changes), 'place')})" if len(changes) > 1 else ""),
            "leave styles that the action is not about as they were",
            [case.cause(now, _CAUSES[name]), *(case.now(n) for _, n, _ in changes)],
            case.subjects(e for e, _, _ in changes),
        )


def _first_change(case: Case, element: Element, now: Element) -> str | None:
    """Return the first watched property that changed here, not just in what it is inherited from."""
    for name in _WATCHED:
        if name in case.allowed.restyled or not case.changes.own_touches(element, _CAUSES[name]):
            continue
        if not _differs(case, element, now, name):
            continue
        if name == "font-size" and case.allowed.accessibility and element.tag != now.tag:
            continue
        parent = element.getparent()
        match = case.match(parent) if parent is not None else None
        passed_on = name in _INHERITED and match is not None and now.getparent() is match
        if passed_on and _differs(case, parent, match, name):
            continue
        if name in ("color", "font-family", "font-size", "text-align") and not _speaks(element):
            continue
        return name
    return None


def _speaks(element: Element) -> bool:
    return bool(words(element))


def _differs(case: Case, element: Element, now: Element, name: str) -> bool:
    before, after = case.before.style(element), case.after.style(now)
    if name in ("color", "background-color"):
        return not _same_colour(before.colour(name), after.colour(name))
    if name == "font-size":
        return abs(before.font_size - after.font_size) > 0.5
    if name == "font-family":
        return _family(before[name]) != _family(after[name])
    if name == "text-align":
        return _side(before[name]) != _side(after[name])
    return before[name] != after[name]


def _same_colour(first: Colour | None, second: Colour | None) -> bool:
    if first is None or second is None:
        return first is second
    if first.alpha < 0.01 and second.alpha < 0.01:
        return True
    return first.same_rgb(second) and abs(first.alpha - second.alpha) < 0.02


def _family(value: str) -> str:
    return value.split(",")[0].strip().strip("\"'").lower()


def _side(value: str) -> str:
    return {"start": "left", "-webkit-auto": "left", "-webkit-center": "center"}.get(value, value)
