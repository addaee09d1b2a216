"""Markup: what was swallowed, doubled, badly nested or left out, and the document's metadata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..actions.elements import attribute, closest, elements, raw_text, within
from ..actions.seo import robots_blocking
from ..actions.wording import plural
from ..findings import Defect, Evidence
from ..page.dom import Element, ParseError
from ..page.page import Page
from . import unclosed
from .case import Case, Section, defect
from .tags import tag_mistakes
from .unclosed import Unclosed

_INTERACTIVE = frozenset({"a", "button", "input", "select", "textarea", "label", "summary"})
_LIST_CONTENT = frozenset({"li", "script", "template"})
_ENTITIES = frozenset({"expected-named-entity", "missing-semicolon-after-character-reference"})


def swallowed(case: Case) -> Iterator[Defect]:
    """Find sections that lie in another one, or outside of main, since markup was left open or closed
    too early."""
    if case.blank:
        return
    roots = {
        section: now
        for section in case.sections
        if not case.is_gone(section.element) and (now := case.root_now(section)) is not None
    }
    inside: dict[str, list[tuple[Section, Element]]] = {}
    for section, now in roots.items():
        for other, holder in roots.items():
            nested = now is not holder and within(now, holder)
            if nested and other is not section and not within(section.element, other.element):
                inside.setdefault(other.name, []).append((section, now))
                break
    for name, swallowed_ones in inside.items():
        yield _swallowed(case, swallowed_ones, f"inside of {name}")
    mains = case.before.select("main"), case.after.select("main")
    if len(mains[0]) != 1 or not mains[1] or inside:
        return
    outside = [
        (section, now)
        for section, now in roots.items()
        if within(section.element, mains[0][0]) and not any(within(now, main) for main in mains[1])
    ]
    if outside:
        yield _swallowed(case, outside, "outside of <main>")


def _swallowed(case: Case, sections: list[tuple[Section, Element]], where: str) -> Defect:
    case.misnested = True
    names = ", ".join(section.name for section, _ in sections)
    touched = {e for section, _ in sections for e in elements(section.element)}
    case.restyled |= touched  # what they look like inside of another part is known
    return defect(
        "damage/swallowed-content",
        f"{names} lies {where}" if len(sections) == 1 else f"{names} lie {where}",
        "close each element where its content ends",
        [case.now(now) for _, now in sections],
        case.subjects(touched),
    )


def markup(case: Case) -> Iterator[Defect]:
    """Find a lost doctype, doubled ids, bad nesting, and markup that the parser had to mend."""
    if case.blank:
        return
    littered = case.after.path in case.littered
    quirks = case.after.document.quirks and not case.before.document.quirks
    if quirks and not littered:
        yield defect(
            "damage/lost-doctype",
            "the doctype is gone, or something stands before it",
            "start the file with <!DOCTYPE html>",
            [Evidence(case.after.path, 1)],
            {"doctype"},
        )
    errors = [] if littered else _new_mistakes(case, quirks)
    opened = {error: found for error in errors if (found := unclosed.find(case, error))}
    case.unclosed.extend(opened.values())
    yield from _ids(case)
    yield from _nesting(case)
    for error in errors:
        yield _error(case, error, opened.get(error))


def _ids(case: Case) -> Iterator[Defect]:
    for name, nodes in case.after.ids.items():
        if len(nodes) < 2 or len(case.before.ids.get(name, ())) >= len(nodes):
            continue
        yield defect(
            "damage/duplicate-id",
            f"{plural(len(nodes), 'element')} have the id {name!r}",
            "use each id once",
            [case.now(node.element) for node in nodes[1:]],
            {f"id:{name}"},
        )


def _nesting(case: Case) -> Iterator[Defect]:
    before = Counter(what for _, what in _misplaced(case.before))
    for element, what in _misplaced(case.after):
        if before[what] > 0:
            before[what] -= 1
            continue
        yield defect(
            "damage/invalid-nesting",
            f"{what}",
            "use elements that may stand there",
            [case.now(element)],
            {unclosed.cause(case, element) or f"nesting:{case.after.describe(element)}"},
        )


def _misplaced(page: Page) -> Iterator[tuple[Element, str]]:
    for node in page.document.nodes:
        element, parent = node.element, node.element.getparent()
        if parent is None or not node.html:
            continue
        if parent.tag in ("ul", "ol") and element.tag not in _LIST_CONTENT:
            yield element, f"a {element.tag} in a {parent.tag}"
        elif element.tag == "li" and parent.tag not in ("ul", "ol", "menu"):
            yield element, f"a li in a {parent.tag}"
        elif element.tag in _INTERACTIVE:
            outer = next(
                (
                    closest(parent, tag)
                    for tag in ("a", "button")
                    if closest(parent, tag) is not None
                ),
                None,
            )
            if outer is not None:
                yield element, f"a {element.tag} in a {outer.tag}"


def _new_mistakes(case: Case, quirks: bool) -> list[ParseError]:
    before = Counter(error.code for error in _mistakes(case.before))
    found = []
    for error in _mistakes(case.after):
        if before[error.code] > 0:
            before[error.code] -= 1
            continue
        if case.misnested and error.code.startswith(("unclosed-", "stray-")):
            continue  # what it led to is reported
        if quirks and "doctype" in error.code:
            continue
        found.append(error)
    return found


def _error(case: Case, error: ParseError, opened: Unclosed | None) -> Defect:
    """Return a parse error; that of an element left open speaks for all that follows from it."""
    taken = f" and takes in {plural(opened.taken, 'element')}" if opened and opened.taken else ""
    return defect(
        "damage/parse-error",
        f"{error.message}{taken}",
        f"close <{opened.tag}> where its content ends" if opened else "write well-formed markup",
        [Evidence(case.after.path, error.line)],
        opened.subjects if opened else {f"markup:{error.code}:{error.line}"},
    )


def _mistakes(page: Page) -> Iterator[ParseError]:
    for error in page.document.errors:
        if error.code not in _ENTITIES:
            yield error
    yield from tag_mistakes(page.source)


def metadata(case: Case) -> Iterator[Defect]:
    """Find what the head lost: viewport, title, description, encoding, structured data; and noindex."""
    if case.blank:
        return
    before, after = _viewport(case.before), _viewport(case.after)
    if "device-width" in before and "device-width" not in after:
        yield defect(
            "damage/lost-viewport",
            "the viewport meta element is gone or fixed",
            'write <meta name="viewport" content="width=device-width, initial-scale=1">',
            [case.head()],
            {"meta:viewport"},
        )
    now = _metadata(case.after)
    for name, words in _metadata(case.before).items():
        if not now.get(name):
            yield defect(
                "damage/lost-metadata",
                f"{words} is gone",
                f"bring {words} back",
                [case.head()],
                {name},
            )
    if list(robots_blocking(case.after)) and not list(robots_blocking(case.before)):
        yield defect(
            "damage/blocked-robots",
            "search engines are told not to index the page",
            "remove noindex",
            [case.now(e) for e in robots_blocking(case.after)],
            {"meta:robots"},
        )


def _viewport(page: Page) -> str:
    found = [e for e in page.select("meta[name]") if attribute(e, "name").lower() == "viewport"]
    return attribute(found[-1], "content").lower().replace(" ", "") if found else ""


def _metadata(page: Page) -> dict[str, str]:
    """Return which pieces of metadata a page has: how findings name each, and how messages do."""
    found: dict[str, str] = {}
    for node in page.document.nodes:
        element = node.element
        if element.tag == "title" and node.html and raw_text(element).strip():
            found["meta:title"] = "the title"
        elif element.tag == "link" and "canonical" in attribute(element, "rel").lower().split():
            found["meta:canonical"] = "the canonical link"
        elif (
            element.tag == "script" and attribute(element, "type").lower() == "application/ld+json"
        ):
            found["json-ld"] = "the structured data"
        elif element.tag == "meta":
            found.update(_meta(element))
    return found


def _meta(element: Element) -> dict[str, str]:
    if element.get("charset") is not None or "charset" in attribute(element, "content").lower():
        return {"meta:charset": "the encoding"}
    name = attribute(element, "name") or attribute(element, "property")
    if not name or not attribute(element, "content"):
        return {}
    if name.lower() in ("viewport", "robots", "googlebot", "bingbot"):
        return {}
    return {f"meta:{name.lower()}": f"the {name} metadata"}
