"""What people with a keyboard or screen reader lose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..actions.caching import per_page
from ..actions.elements import attribute, elements
from ..actions.keyboard import reachable
from ..actions.outline import gaps, level_of
from ..actions.wording import plural, quoted
from ..findings import Defect, Evidence
from ..page.computed import Style
from ..page.contents import words
from ..page.dom import Element
from ..page.names import FIELDS, accessible_name, focusable
from ..page.page import Page
from ..page.variants import focused
from . import unclosed
from .case import Case, defect

_REFERENCES = (
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-activedescendant",
)
_REFERRING = frozenset((*_REFERENCES, "for"))
_ATTRIBUTES = frozenset(
    "activedescendant atomic autocomplete braillelabel brailleroledescription busy checked colcount "
    "colindex colindextext colspan controls current describedby description details disabled dropeffect "
    "errormessage expanded flowto grabbed haspopup hidden invalid keyshortcuts label labelledby level "
    "live modal multiline multiselectable orientation owns placeholder posinset pressed readonly relevant "
    "required roledescription rowcount rowindex rowindextext rowspan selected setsize sort valuemax "
    "valuemin valuenow valuetext".split()
)
_ROLES = frozenset(
    "alert alertdialog application article banner blockquote button caption cell checkbox code "
    "columnheader combobox complementary contentinfo definition deletion dialog directory document "
    "emphasis feed figure form generic grid gridcell group heading img image insertion link list listbox "
    "listitem log main mark marquee math menu menubar menuitem menuitemcheckbox menuitemradio meter "
    "navigation none note option paragraph presentation progressbar radio radiogroup region row rowgroup "
    "rowheader scrollbar search searchbox separator slider spinbutton status strong subscript suggestion "
    "superscript switch tab table tablist tabpanel term textbox time timer toolbar tooltip tree treegrid "
    "treeitem".split()
)
_LANDMARKS = {"header": "banner", "nav": "navigation", "main": "main", "footer": "contentinfo"}
_CALLED = {
    "a": "link",
    "nav": "navigation",
    "input": "field",
    "textarea": "field",
    "select": "list",
}
_NAMED = frozenset({"a", "button", "nav", *FIELDS})


def everything(case: Case) -> Iterator[Defect]:
    """Find what became harder to reach, name or understand."""
    if case.blank:
        return
    yield from _language(case)
    yield from _landmarks(case)
    yield from _headings(case)
    yield from _alternatives(case)
    yield from _names(case)
    yield from _references(case)
    yield from _invalid(case)
    yield from _hidden(case)
    yield from _focus(case)
    yield from _zoom(case)


def _language(case: Case) -> Iterator[Defect]:
    before, after = (attribute(page.root, "lang") for page in (case.before, case.after))
    if before and not after.replace("-", "").isalnum():
        yield defect(
            "damage/lost-language",
            "the page no longer says its language",
            f'write <html lang="{before}">',
            [case.now(case.after.root)],
            {"meta:lang"},
        )


def _landmarks(case: Case) -> Iterator[Defect]:
    before, after = _landmark_counts(case.before), _landmark_counts(case.after)
    gone = Counter(_landmark(e) for e in case.gone if _landmark(e))
    for tag, number in before.items():
        lost = number - after[tag] - gone[tag]
        if lost > 0:
            missed = [e for e in elements(case.before.root) if _no_landmark_now(case, e, tag)]
            places = [
                case.was(e) if (now := case.match(e)) is None else case.now(now) for e in missed
            ]
            yield defect(
                "damage/lost-landmark",
                f"{plural(lost, f'{tag} landmark')} less on the page",
                f"keep the {tag} element",
                places or [Evidence(case.after.path)],
                case.subjects(missed) or {f"landmark:{tag}"},
            )


def _no_landmark_now(case: Case, element: Element, tag: str) -> bool:
    if _landmark(element) != tag or case.is_gone(element):
        return False
    now = case.match(element)
    return now is None or _landmark(now) != tag


@per_page
def _landmark_counts(page: Page) -> Counter[str]:
    return Counter(filter(None, (_landmark(e) for e in elements(page.root))))


def _landmark(element: Element) -> str:
    """Return the landmark that an element is: a header or footer counts outside of sections only."""
    if element.tag not in _LANDMARKS and element.get("role") is None:
        return ""
    for tag, role in _LANDMARKS.items():
        if element.get("role") == role:
            return tag
        if element.tag == tag and element.get("role") is None:
            inner = any(
                node.tag in ("article", "section", "aside", "main", "nav")
                for node in element.iterancestors()
            )
            return "" if inner and tag in ("header", "footer") else tag
    return ""


def _headings(case: Case) -> Iterator[Defect]:
    lost = 0
    for element, now in case.found.same.items():
        before = _heading(element)
        if before is None or case.is_gone(element) or case.allowed.free:
            continue
        after = _heading(now)
        if after == before or (after is not None and case.allowed.accessibility):
            continue
        lost += 1
        what = "is no heading any more" if after is None else f"became h{after}, from h{before}"
        yield defect(
            "damage/lost-heading",
            f"{quoted(words(now))} {what}",
            f"keep it an h{before}",
            [case.now(now)],
            case.subjects([element]),
        )
    new = gaps(case.after)
    if len(new) > len(gaps(case.before)) and not lost and not _headings_gone(case):
        yield defect(
            "damage/heading-gap",
            f"{quoted(words(new[-1]))} ({new[-1].tag}) is out of order",
            "use the next level, and one h1",
            [case.now(new[-1])],
            case.subjects(_headlines(case)) or {"headings"},
        )


def _headlines(case: Case) -> list[Element]:
    """Return the h1 of the page before, when it was doubled or is none any more."""
    before, after = (list(page.root.iter("h1")) for page in (case.before, case.after))
    said = {words(element) for element in after}
    return before if len(after) != len(before) and len(said) <= len(before) else []


def _heading(element: Element) -> int | None:
    """Return the level of the heading that an element is or stands in."""
    for node in (element, *element.iterancestors()):
        level = level_of(node)
        if level is not None:
            return level
    return None


def _headings_gone(case: Case) -> bool:
    return any(level_of(element) is not None for element in case.gone)


def _alternatives(case: Case) -> Iterator[Defect]:
    for element in case.before.root.iter("img"):
        text = attribute(element, "alt")
        match = case.match(element)
        if not text or match is None or match.tag != "img" or case.is_gone(element):
            continue
        if attribute(match, "alt") or accessible_name(case.after, match):
            continue
        yield defect(
            "damage/lost-alt",
            f"the image {attribute(match, 'src')} lost its alternative text",
            f"write alt={text!r}",
            [case.now(match)],
            case.subjects([element]),
        )


def _names(case: Case) -> Iterator[Defect]:
    known: set[Element] = set()
    for element, match in case.pairs:
        if element.tag not in _NAMED or case.is_gone(element):
            continue
        known.add(match)
        if match.tag not in _NAMED and not attribute(match, "role"):
            continue
        name = accessible_name(case.before, element)
        if name and not accessible_name(case.after, match) and _used(match):
            yield defect(
                "damage/lost-name",
                f"the {_CALLED.get(match.tag, match.tag)} {quoted(name)} has no name any more",
                "bring its label back",
                [case.now(match)],
                case.subjects([element]),
            )
    for element in elements(case.after.root):
        if element in known or case.inverse(element) is not None or not focusable(element):
            continue
        if element.tag in _NAMED and not accessible_name(case.after, element) and _used(element):
            yield defect(
                "damage/unnamed-control",
                f"the new {_CALLED.get(element.tag, element.tag)} has no name",
                "give it a text, a label or aria-label",
                [case.now(element)],
                {unclosed.cause(case, element) or f"name:{case.after.describe(element)}"},
            )


def _used(element: Element) -> bool:
    return element.get("aria-hidden") != "true" and attribute(element, "type") != "hidden"


def _references(case: Case) -> Iterator[Defect]:
    known = {(name, target) for _, name, target in _broken_references(case.before)}
    for element, name, target in _broken_references(case.after):
        if (name, target) in known:
            continue
        known.add((name, target))
        if any(case.is_gone(node.element) for node in case.before.ids.get(target, ())):
            continue
        yield defect(
            "damage/broken-reference",
            f"the attribute {name} names the id {target!r}, which does not exist",
            "name an id of the page",
            [case.now(element)],
            {f"reference:{name}:{target}"},
        )


@per_page
def _broken_references(page: Page) -> list[tuple[Element, str, str]]:
    found = []
    for node in page.document.nodes:
        if _REFERRING.isdisjoint(node.attrs):
            continue
        names = (*_REFERENCES, "for") if node.tag in ("label", "output") else _REFERENCES
        for name in names:
            for target in node.attrs.get(name, "").split():
                if target not in page.ids:
                    found.append((node.element, name, target))
    return found


def _invalid(case: Case) -> Iterator[Defect]:
    known = Counter(what for _, what in _invalid_aria(case.before))
    for element, what in _invalid_aria(case.after):
        if known[what] > 0:
            known[what] -= 1
            continue
        yield defect(
            "damage/invalid-aria",
            f"{what} does not exist",
            "use roles and attributes of WAI-ARIA",
            [case.now(element)],
            {f"aria:{what}"},
        )


@per_page
def _invalid_aria(page: Page) -> list[tuple[Element, str]]:
    return list(_find_invalid_aria(page))


def _find_invalid_aria(page: Page) -> Iterator[tuple[Element, str]]:
    for node in page.document.nodes:
        if not node.attrs:
            continue
        element = node.element
        for name in element.attrib:
            if name.startswith("aria-") and name[5:] not in _ATTRIBUTES:
                yield element, name
        roles = attribute(element, "role").lower().split()
        if roles and not any(r in _ROLES or r.startswith(("doc-", "graphics-")) for r in roles):
            yield element, f'role="{roles[0]}"'


def _hidden(case: Case) -> Iterator[Defect]:
    for element in elements(case.after.root):
        if element.get("aria-hidden") != "true" and element.get("inert") is None:
            continue
        origin = case.inverse(element)
        if origin is not None and (
            origin.get("aria-hidden") == "true" or origin.get("inert") is not None
        ):
            continue
        inside = [then for then, now in case.found.same.items() if _in(now, element)]
        spoken = [e for e in inside if len(words(e)) > 2 and not _silent_before(e)]
        if not spoken or case.in_landmarks(spoken[0], case.allowed.stepwise):
            continue
        yield defect(
            "damage/hidden-from-assistive",
            f"{quoted(words(spoken[0]))} is hidden from screen readers",
            "take the attribute away",
            [case.now(element)],
            case.subjects(spoken),
        )


def _in(element: Element, holder: Element) -> bool:
    return element is holder or holder in element.iterancestors()


def _silent_before(element: Element) -> bool:
    return any(
        node.get("aria-hidden") == "true" or node.get("inert") is not None
        for node in (element, *element.iterancestors())
    )


def _focus(case: Case) -> Iterator[Defect]:
    """Whatever showed the focus, by the browser's ring or a style of its own, and shows it no more."""
    if case.unstyled or _focus_rules(case.before) == _focus_rules(case.after):
        return
    lost = []
    before, after = focused(case.before), focused(case.after)
    for element in reachable(case.before):
        now = case.match(element)
        if now is None or case.is_gone(element) or not focusable(now):
            continue
        rest = case.before.style(element)
        if not _marked(rest, before.page.style(before.element(element))):
            continue
        if not _marked(case.after.style(now), after.page.style(after.element(now))):
            lost.append((element, now))
    if lost:
        yield defect(
            "damage/lost-focus-ring",
            f"{plural(len(lost), 'element')} no longer show the focus, such as "
            f"{case.after.describe(lost[0][1])}",
            "use :focus-visible { outline: … }",
            [case.now(n) for _, n in lost],
            case.subjects(e for e, _ in lost),
        )


@per_page
def _focus_rules(page: Page) -> tuple[object, ...]:
    """Return every declaration that decides about outlines or about what has the focus."""
    return tuple(
        (d.selector, d.media, d.property, d.value, d.important)
        for d in page.declarations()
        if ":focus" in d.selector or "outline" in d.property or d.property == "all"
    )


def _marked(rest: Style, now: Style) -> bool:
    """Whether the focus shows; where no rule speaks of the outline, the browser's own ring does."""
    source = now.source("outline-style")
    if source is None or (now["outline-style"] != "none" and now.px("outline-width") != 0):
        return True
    marks = (
        "box-shadow",
        "border-top-color",
        "border-bottom-color",
        "background-color",
        "color",
        "text-decoration-line",
        "transform",
        "border-bottom-width",
    )
    return any(now[name] != rest[name] for name in marks)


def _zoom(case: Case) -> Iterator[Defect]:
    if _zoomable(case.before) and not _zoomable(case.after):
        yield defect(
            "damage/blocked-zoom",
            "the page cannot be zoomed any more",
            "leave user-scalable and maximum-scale out",
            [case.now(e) for e in case.after.select('meta[name="viewport"]')] or [case.head()],
            {"meta:viewport"},
        )


def _zoomable(page: Page) -> bool:
    for element in page.select("meta[name]"):
        if attribute(element, "name").lower() != "viewport":
            continue
        for part in attribute(element, "content").lower().replace(";", ",").split(","):
            name, _, value = part.replace(" ", "").partition("=")
            if name == "user-scalable" and value in ("no", "0"):
                return False
            if name == "maximum-scale" and value.replace(".", "").isdigit() and float(value) < 2:
                return False
    return True
