"""What visitors could see and use on the page before, and cannot any more.

Losses are collected part by part: when what a part lost weighs as much as the part itself, that is one
finding, the lost section. So taking away more never costs less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..actions.elements import attribute, closest, within
from ..actions.populations import drawing
from ..actions.wording import plural, quoted
from ..findings import Defect, Evidence, Severity
from ..page.contents import Block, blocks_of, words
from ..page.dom import Element
from ..page.images import ImageUse
from .case import Case, Section, defect, images_of, outermost
from .catalogue import RULES
from .changes import HIDING
from .clipping import cut_off
from .content import lost_section, shown

POINTS = {Severity.CRITICAL: 5.0, Severity.MAJOR: 2.5, Severity.MODERATE: 1.0, Severity.MINOR: 0.25}
_WAYS = ("display", "visibility", "opacity", "overflow-y", *sorted(HIDING))
_HEX = re.compile(r"(%23|#)[0-9a-fA-F]{3,8}\b")
_SECTION = POINTS[Severity.CRITICAL]
_NEARLY_ALL = 0.8
_CONTROLS = frozenset({"button", "input", "select", "textarea", "form"})
_OUTSIDE = frozenset({"icon", "og", "cursor"})
_IN_MARKUP = frozenset({"img", "svg", "poster", "input", "object"})


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that was lost: the defect it is by itself, what it is called, and what it takes along."""

    found: Defect
    word: str
    elements: tuple[Element, ...]

    @property
    def points(self) -> float:
        return POINTS[RULES[self.found.rule].severity]


def everything(case: Case) -> Iterator[Defect]:
    """Find lost sections; and what is lost from sections that are still there."""
    # Of another page what else is lost is told as well: taking away more never costs less.
    if (case.blank and not case.replaced) or case.allowed.free:
        return
    by_section: dict[Section | None, list[Loss]] = {}
    for loss in _losses(case):
        section = case.section(loss.elements[0])
        by_section.setdefault(section, []).append(loss)
    for section, found in by_section.items():
        if (
            section is not None
            and not case.is_gone(section.element)
            and _as_good_as_gone(case, section, found)
        ):
            case.lose(section.element)
            yield lost_section(case, section, _summary(found))
            continue
        for loss in found:
            if not all(case.is_gone(element) for element in loss.elements):
                yield loss.found
    for found in by_section.values():
        for loss in found:
            for element in loss.elements:
                case.lose(element)


def _as_good_as_gone(case: Case, section: Section, found: list[Loss]) -> bool:
    if sum(loss.points for loss in found) >= _SECTION:
        return True
    texts = [b for b in blocks_of(case.before) if within(b.element, section.element)]
    gone = {e for loss in found if loss.word == "text" for e in loss.elements}
    lost = sum(b.element in gone for b in texts)
    return len(texts) >= 2 and lost >= _NEARLY_ALL * len(texts)


def _summary(found: Iterable[Loss]) -> str:
    numbers = Counter(loss.word for loss in found)
    return ", ".join(plural(number, word) for word, number in numbers.items())


def _losses(case: Case) -> Iterator[Loss]:
    controls = list(_controls(case))
    yield from controls
    within_controls = {e for loss in controls for e in _words_of(loss.elements[0])}
    texts = [*_texts(case, within_controls), *_hidden(case)]
    yield from texts
    taken = {e for loss in texts for e in loss.elements}
    yield from _images(case)
    yield from _drawings(case)
    yield from _links(case, taken)


def _words_of(control: Element) -> Iterator[Element]:
    """Yield what a lost control's words stand in: a button lost is not also its caption lost."""
    if control.tag != "form":
        yield from control.iter()


def _headline(case: Case, element: Element) -> bool:
    return closest(element, "h1") is not None


def _texts(case: Case, reported: set[Element]) -> Iterator[Loss]:
    for block in case.found.lost:
        if block.element in reported or _excused(case, block):
            continue
        if not shown(case.before, block.element):
            continue
        rule = "damage/lost-headline" if _headline(case, block.element) else "damage/lost-text"
        found = defect(
            rule,
            f"{quoted(block.text)} is gone",
            "bring the text back",
            [case.was(block.element, block.text)],
            case.subjects([block.element]),
        )
        yield Loss(found, "text", (block.element,))
    for block in blocks_of(case.before):
        other = case.found.changed.get(block.element)
        if other is None or _excused(case, block) or not shown(case.before, block.element):
            continue
        if other.text in case.allowed.new_texts:
            continue  # a later step's text, put in early
        found = defect(
            "damage/changed-text",
            f"{quoted(block.text)} became {quoted(other.text)}, which nobody asked for",
            "keep the text word for word",
            [case.now(other.element, other.text)],
            case.subjects([block.element]),
        )
        yield Loss(found, "changed text", (block.element,))


def _excused(case: Case, block: Block) -> bool:
    return block.text in case.allowed.old_texts or case.is_gone(block.element)


def _hidden(case: Case) -> Iterator[Loss]:
    """Texts that could be seen at a width and cannot any more, by what hides them."""
    if case.unstyled:
        return
    hidden: dict[Element, Element] = {}
    for element, now in _still_there(case):
        if not case.changes.touches(element, HIDING):
            continue
        for viewport in (1280, 375):
            if case.before.visible(element, viewport) is True and (
                case.after.visible(now, viewport) is False
            ):
                hidden[element] = now
                break
    holders: dict[Element, list[Element]] = {}
    for element, now in hidden.items():
        if not case.in_landmarks(element, case.allowed.stepwise):
            holders.setdefault(_hider(case, now), []).append(element)
    clippers = set()
    for element, _, holder in cut_off(case, _still_there(case)):
        if element not in hidden and not case.in_landmarks(element, case.allowed.stepwise):
            holders.setdefault(holder, []).append(element)
            clippers.add(holder)
    for holder in outermost(holders):
        inside = [e for h, items in holders.items() if within(h, holder) for e in items]
        mend = "let {} grow with its content" if holder in clippers else "show {} again"
        headline = any(_headline(case, e) for e in inside)
        more = f" and {plural(len(inside) - 1, 'more text')}" if len(inside) > 1 else ""
        found = defect(
            "damage/lost-headline" if headline else "damage/hidden-content",
            f"{quoted(words(inside[0]))}{more} cannot be seen any more",
            mend.format(case.after.describe(holder)),
            [_hiding(case, holder), case.now(holder)],
            case.subjects(inside),
        )
        yield Loss(found, "text", tuple(inside))


def _hiding(case: Case, holder: Element) -> Evidence:
    found = (case.cause(holder, _WAYS, width) for width in (1280, 375))
    return next((e for e in found if e.file != case.after.path), case.now(holder))


def _still_there(case: Case) -> Iterator[tuple[Element, Element]]:
    yield from case.found.same.items()
    for element, block in case.found.changed.items():
        yield element, block.element


def _hider(case: Case, element: Element) -> Element:
    """Return the outermost element around a hidden one that cannot be seen either."""
    holder = element
    for node in element.iterancestors():
        if node.tag in ("body", "html") or any(
            case.after.visible(node, width) is not False for width in (1280, 375)
        ):
            break
        holder = node
    return holder


# --- pictures -------------------------------------------------------------------------------------


def _images(case: Case) -> Iterator[Loss]:
    """Image files that a section showed and shows no more; the file may appear in another way."""
    now = Counter(_address(use) for use in _uses(case, after=True))
    before = Counter(_address(use) for use in _uses(case, after=False))
    # a file that is missing, broken or somebody else's is a finding of its own
    broken = {_address(u) for u in images_of(case.after) if u.resource.usable is not True}
    reported: Counter[str] = Counter()
    for use in _uses(case, after=False):
        address = _address(use)
        missing = before[address] - now[address] - reported[address]
        if missing <= 0 or address in case.allowed.images or use.resource.usable is False:
            continue
        if case.is_gone(use.element) or _replaced(case, use, broken):
            continue
        if case.unstyled and use.kind not in _IN_MARKUP:
            continue
        match = case.match(use.element)
        if match is not None and address in {_address(u) for u in _at(case, match)}:
            continue
        reported[address] += 1
        found = defect(
            "damage/lost-image",
            f"the image {use.url} is used no more",
            "show the image again",
            [case.was(use.element)],
            case.subjects([use.element]),
        )
        yield Loss(found, "image", (use.element,))


def _uses(case: Case, after: bool) -> list[ImageUse]:
    page = case.after if after else case.before
    seen: set[tuple[Element, str, str | None]] = set()
    found = []
    for use in images_of(page):
        key = (use.element, _address(use), use.pseudo)
        if use.kind not in _OUTSIDE and use.kind not in ("srcset", "source") and key not in seen:
            seen.add(key)
            found.append(use)
    return found


def _at(case: Case, element: Element) -> list[ImageUse]:
    return [use for use in images_of(case.after) if use.element is element]


def _address(use: ImageUse) -> str:
    if use.url[:18].lower() == "data:image/svg+xml":
        return _HEX.sub(r"\1", use.url)  # recoloured, it is the same drawing
    return use.resource.path or use.url


def _replaced(case: Case, use: ImageUse, broken: set[str]) -> bool:
    """Whether another image took this one's place where the action may do that, or a broken one did
    (which is a finding of its own)."""
    match = case.match(use.element)
    if match is None:
        return False
    there = {_address(u) for u in _at(case, match)}
    if there & broken:
        return True
    asked = case.in_landmarks(use.element, case.allowed.decorated)
    moved = case.in_landmarks(use.element, case.allowed.landmarks)
    return bool(there) and asked and not moved


def _drawings(case: Case) -> Iterator[Loss]:
    """Inline drawings, told apart by their shapes; those that were matched are there anyway."""
    now = Counter(drawing(e) for e in case.after.root.iter("svg"))
    for element in case.before.root.iter("svg"):
        shape = drawing(element)
        if now[shape] > 0:
            now[shape] -= 1
            continue
        match = case.match(element)
        if (match is not None and match.tag == "svg") or case.is_gone(element):
            continue
        if not shown(case.before, element):
            continue
        found = defect(
            "damage/lost-graphic",
            "a drawing is gone",
            "bring the drawing back",
            [case.was(element)],
            case.subjects([element]),
        )
        yield Loss(found, "drawing", (element,))


# --- links and controls ---------------------------------------------------------------------------


def _links(case: Case, taken: set[Element]) -> Iterator[Loss]:
    for element in case.before.root.iter("a"):
        if element.get("href") is None or case.is_gone(element) or not shown(case.before, element):
            continue
        if any(e in taken for e in element.iter()) or any(e in taken for e in _outer(element)):
            continue  # its text is lost: that says it
        now = _link_now(case, element)
        if now is not None:
            continue
        text = words(element) or attribute(element, "href")
        if text in case.allowed.old_texts:
            continue
        found = defect(
            "damage/lost-link",
            f"{quoted(text)} is no link any more",
            f"link it to {attribute(element, 'href')!r} again",
            [case.was(element)],
            case.subjects([element]),
        )
        yield Loss(found, "link", (element,))


def _outer(element: Element) -> list[Element]:
    return [node for node in element.iterancestors() if node.tag not in ("body", "html")]


def _link_now(case: Case, element: Element) -> Element | None:
    """Return the link that a link became: by alignment, by its text, or by text and address."""
    match = case.match(element)
    if match is not None:
        for node in (match, *match.iter("a"), *match.iterancestors("a")):
            if node.tag == "a" and node.get("href") is not None:
                return node
    for inner in element.iter():
        found = case.found.same.get(inner)
        holder = closest(found, "a") if found is not None else None
        if holder is not None and holder.get("href") is not None:
            return holder
    text, href = words(element), element.get("href")
    for node in case.after.root.iter("a"):
        if node.get("href") == href and words(node) == text:
            return node
    return None


def _controls(case: Case) -> Iterator[Loss]:
    now = Counter(_control(e) for e in case.after.root.iter(*_CONTROLS))
    for element in case.before.root.iter(*_CONTROLS):
        key = _control(element)
        if now[key] > 0:
            now[key] -= 1
            continue
        match = case.match(element)
        same = match is not None and (
            match.tag == element.tag or match.tag in ("button", "summary")
        )
        hidden = attribute(element, "type").lower() == "hidden"
        if same or hidden or case.is_gone(element) or not shown(case.before, element):
            continue
        found = defect(
            "damage/lost-control",
            f"the {key} is gone",
            "bring the control back",
            [case.was(element)],
            case.subjects(_words_of(element)) or case.subjects([element]),
        )
        yield Loss(found, "control", (element,))


def _control(element: Element) -> str:
    """Return what a control is called in messages and told apart by: tag, type and name."""
    parts = (element.tag, attribute(element, "type"), attribute(element, "name"))
    return " ".join(part for part in parts if part)
