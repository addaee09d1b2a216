"""Building requirements: satisfactions kept in range, words only where something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..findings import QUOTE_LIMIT, Evidence, Requirement
from .rules import Rule
from .wording import shortened

if TYPE_CHECKING:
    from ..page.dom import Element
    from ..page.page import Page
    from .context import Context

MET = 1.0 - 1e-9
MOST_EVIDENCE = 12


def requirement(
    key: str,
    rule: Rule,
    satisfaction: float,
    message: str,
    mend: str,
    evidence: Iterable[Evidence] = (),
    subjects: Iterable[str] = (),
    weight: float | None = None,
) -> Requirement:
    """Return a requirement; one that is met carries neither words nor evidence nor subjects."""
    satisfaction = min(1.0, max(0.0, satisfaction))
    weight = rule.weight if weight is None else weight
    if satisfaction >= MET:
        return Requirement(key, rule.id, 1.0, weight)
    return Requirement(
        key=key,
        rule=rule.id,
        satisfaction=satisfaction,
        weight=weight,
        message=message,
        mend=mend,
        evidence=tuple(evidence)[:MOST_EVIDENCE],
        subjects=frozenset(subjects),
    )


def quote(text: str) -> str:
    """Return *text* as evidence quotes it: white space collapsed, at most 160 characters."""
    return shortened(text, QUOTE_LIMIT)


def place(page: Page, element: Element, text: str = "") -> Evidence:
    """Return the evidence of an element in the page's own file, with *text* as its quote."""
    return Evidence(page.path, page.line(element), page.describe(element), quote(text))


def identity(page: Page, element: Element) -> str:
    """Return how findings name an element of the page before, so that one defect is billed once."""
    return f"el:{page.describe(element)}"


def matched(context: Context, element: Element | None) -> Element | None:
    """Return what an element of the base became on the judged page, or None."""
    if element is None or context.page is context.base:
        return element
    return context.alignment.match(element)
