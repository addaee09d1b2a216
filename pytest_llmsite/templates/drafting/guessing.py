"""Which part of a page is which: header, hero, about, features … by tag, id, class, words and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...actions.elements import attribute
from ...actions.wording import shortened
from ...page import Element, Page

_WORDS = {
    "about": "about story us who-we-are history company mission",
    "features": "features services service offer offers products menu what-we-do work solutions benefits",
    "testimonials": "testimonials testimonial reviews review quotes voices customers clients said",
    "pricing": "pricing prices plans plan tariffs",
    "gallery": "gallery pictures photos portfolio",
    "contact": "contact contacts visit find-us location directions reservations touch",
}
_HERO = re.compile(r"hero|banner|intro|masthead|jumbotron|splash|cover")
_PARTS = "section, article, aside, div"


@dataclass(frozen=True, slots=True)
class Guess:
    """A landmark: its selector, what it was known by, and the beginning of its text."""

    name: str
    selector: str
    reason: str
    text: str
    element: Element


def guess_landmarks(page: Page) -> list[Guess]:
    """Return the landmarks that can be told, in the order of the page; at most one of each name."""
    found: dict[str, tuple[Element, str]] = {}
    for name in ("header", "footer"):
        element = _edge(page, name)
        if element is not None:
            found[name] = element, f"<{element.tag}>"
    hero = _hero(page, [element for element, _ in found.values()])
    if hero is None and "header" in found and page.select("h1", found["header"][0]):
        hero = found.pop("header")[0], "the header holds the h1"
        for navigation in page.select("body nav")[:1]:
            found["header"] = navigation, "<nav>, since the header is the hero"
    if hero is not None:
        found["hero"] = hero
    taken = [element for element, _ in found.values()]
    for part in _parts(page, taken):
        name, reason = _named(page, part)
        if name and name not in found and not _overlaps(part, taken):
            found[name] = part, reason
            taken.append(part)
    guesses = [
        Guess(name, _selector(page, e), reason, shortened(page.text(e), 40), e)
        for name, (e, reason) in found.items()
    ]
    return sorted(guesses, key=lambda guess: page.node(guess.element).order)


def _edge(page: Page, name: str) -> Element | None:
    for selector in (f"body > {name}", f"[role={_ROLES[name]}]", name, f"#{name}", f".{name}"):
        found = page.select(selector)
        if found:
            return found[0] if name == "header" else found[-1]
    navigation = page.select("body nav") if name == "header" else []
    return navigation[0] if navigation else None


_ROLES = {"header": "banner", "footer": "contentinfo"}


def _hero(page: Page, taken: Sequence[Element]) -> tuple[Element, str] | None:
    """The part that is called so, or the largest part with the h1 and no other heading above h3."""
    for element in page.select(_PARTS):
        if _HERO.search(_called(element)) and not _overlaps(element, taken):
            return element, f"{_name(element)}"
    for heading in page.select("h1"):
        best = None
        for node in heading.iterancestors():
            if node.tag in ("body", "main") or len(page.select("h1, h2", node)) > 1:
                break
            best = node
        if best is not None and not _overlaps(best, taken):
            return best, "it holds the h1"
    return None


def _parts(page: Page, taken: Sequence[Element]) -> list[Element]:
    """Parts of the page that may be landmarks: what has a heading of its own, outermost first."""
    return [
        element
        for element in page.select(_PARTS)
        if page.text(element) and (page.select("h2, h3", element) or attribute(element, "id"))
    ]


def _named(page: Page, element: Element) -> tuple[str, str]:
    headings = page.select("h2, h3", element)
    heading = page.text(headings[0]) if headings else ""
    several = len(page.select("h2", element)) > 1
    told = [(_called(element), _name(element))]
    if headings and not several:
        told.append((heading.lower(), f"its heading “{shortened(heading, 30)}”"))
    for text, reason in told:
        words = set(re.findall(r"[a-z]+", text)) | set(re.findall(r"[a-z]+(?:-[a-z]+)+", text))
        for name, known in _WORDS.items():
            if words & set(known.split()):
                return name, reason
    return "", ""


def _called(element: Element) -> str:
    return f"{attribute(element, 'id')} {attribute(element, 'class')}".lower()


def _name(element: Element) -> str:
    if attribute(element, "id"):
        return f"id “{attribute(element, 'id')}”"
    return f"class “{attribute(element, 'class')}”"


def _overlaps(element: Element, others: Sequence[Element]) -> bool:
    around = set(element.iterancestors())
    return any(
        other is element or other in around or element in set(other.iterancestors())
        for other in others
    )


def _selector(page: Page, element: Element) -> str:
    plain = f"body > {element.tag}"
    if element.tag in ("header", "footer") and page.select(plain) == [element]:
        return plain
    return page.describe(element)
