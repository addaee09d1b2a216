"""Which element of a page says what: texts looked up inside a landmark, or outside of it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from ..page.align import normalise_text
from ..page.dom import Element
from ..page.page import Page
from .caching import per_page

_WIDTHS = (1280, 375)


@per_page
def _spelled(page: Page) -> dict[Element, str]:
    """Return the normalised rendered text of every element that has any, in document order."""
    texts = {}
    for body in page.select("body"):
        for element in body.iter():
            if isinstance(element.tag, str) and (text := said_by(page, element)):
                texts[element] = text
    return texts


@per_page
def _speakers(page: Page) -> dict[str, list[Element]]:
    speakers = defaultdict(list)
    for element, text in _spelled(page).items():
        speakers[text].append(element)
    return dict(speakers)


def said_by(page: Page, element: Element) -> str:
    """Return an element's rendered text, normalised."""
    return normalise_text(page.text(element))


def shows(page: Page, element: Element) -> bool:
    """Whether an element can be seen on a wide or on a narrow screen (unknown counts as seen)."""
    return any(page.visible(element, width) is not False for width in _WIDTHS)


class Saying:
    """What the elements of one page say, with one landmark in view (None: it cannot be found)."""

    def __init__(self, page: Page, scope: Element | None) -> None:
        self.page = page
        self.scope = scope

    @cached_property
    def _within(self) -> frozenset[Element]:
        return frozenset() if self.scope is None else frozenset(self.scope.iter())

    @cached_property
    def inside(self) -> list[tuple[Element, str]]:
        """The landmark's elements with their texts, in document order."""
        return [(e, text) for e, text in _spelled(self.page).items() if e in self._within]

    @cached_property
    def _ranks(self) -> dict[Element, int]:
        return {element: rank for rank, element in enumerate(_spelled(self.page))}

    def rank(self, element: Element) -> int:
        """Return an element's place in document order among those that say something."""
        return self._ranks.get(element, -1)

    def saying(self, text: str, *, inside: bool = True) -> list[Element]:
        """Return the innermost visible elements that say exactly *text*, in the landmark or outside."""
        found = [
            element
            for element in _speakers(self.page).get(text, ())
            if (element in self._within) is inside and shows(self.page, element)
        ]
        parents = {parent for element in found for parent in element.iterancestors()}
        return [element for element in found if element not in parents]

    def hidden(self, text: str) -> Element | None:
        """Return the innermost element of the landmark that holds *text* without showing it, or None."""
        return self._held.get(text)

    @cached_property
    def _held(self) -> dict[str, Element]:
        """The landmark's texts, shown or not, each with the last element that holds just that."""
        return {
            normalise_text("".join(element.itertext())): element
            for element in (() if self.scope is None else self.scope.iter())
            if isinstance(element.tag, str)
        }


def anchor_of(element: Element) -> Element | None:
    """Return the link that an element is, stands in or holds, or None."""
    around = element
    while around is not None:
        if around.tag in ("a", "area") and around.get("href") is not None:
            return around
        around = around.getparent()
    return next((e for e in element.iter("a") if e.get("href") is not None), None)
