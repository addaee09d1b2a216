"""Elements that were left open, and what came to lie inside of them: one defect, not one for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..actions.elements import elements, within
from ..page.dom import Element, ParseError
from .case import Case

PREFIX = "unclosed-"


@dataclass(frozen=True, slots=True, eq=False)
class Unclosed:
    """One element that a step left open.

    *inside* holds what lies in it on the page after; *subject* names the element; *subjects* name what
    it took in, and what it stands in, whose layout may suffer.
    """

    tag: str
    line: int
    inside: frozenset[Element]
    subject: str
    subjects: frozenset[str]

    @property
    def taken(self) -> int:
        """Return how many elements it took in."""
        return len(self.subjects) - 2


def find(case: Case, error: ParseError) -> Unclosed | None:
    """Return the element that a parse error speaks of, when it was left open and can be found."""
    if not error.code.startswith(PREFIX):
        return None
    tag = error.code.removeprefix(PREFIX)
    page = case.after
    element = next((e for e in page.root.iter(tag) if page.line(e) == error.line), None)
    was = case.inverse(element) if element is not None else None
    if element is None or was is None:
        return None
    inside = frozenset(elements(element))
    taken = [e for e in _were(case, inside) if e is not was and not within(e, was)]
    parent = was.getparent()
    around = [was, parent] if parent is not None else [was]
    return Unclosed(tag, error.line, inside, case.identity(was), case.subjects([*taken, *around]))


def _were(case: Case, inside: frozenset[Element]) -> Iterator[Element]:
    for element in inside:
        was = case.inverse(element)
        if was is not None:
            yield was


def cause(case: Case, element: Element) -> str | None:
    """Return what names the open element that an element of the page after lies in, or is a copy of.

    Parsers open a link that was left open again in each block that follows.
    """
    for opened in case.unclosed:
        if element in opened.inside or (
            element.tag == opened.tag and case.inverse(element) is None
        ):
            return opened.subject
    return None
