"""Finding a landmark again: by its selector, by the element it was before, or by its words.

A model may rename or drop the id that a template's selector relies on. That is damage of its own;
the other checks look at the right part of the page all the same.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from ..page.align import Alignment, align, normalise_text
from ..page.dom import Element
from ..page.page import Page
from .caching import per_page

if TYPE_CHECKING:
    from ..templates.loader import Template
    from .context import Context

_LEAST_OVERLAP = 0.5
_CANDIDATES = "section, header, footer, main, article, aside, nav, div"


def landmark(context: Context, name: str) -> Element | None:
    """Return the judged page's element for a landmark, or None when it cannot be found again.

    The template's selector counts when it matches exactly one element; else the element that the
    base's landmark is aligned with; else the one whose words overlap most with the base's.
    """
    found = _selected(context.page, context.template.landmarks[name])
    if found is not None:
        return found
    before = base_landmark(context, name)
    if before is None or context.base is context.page:
        return before
    aligned = context.alignment.match(before)
    return aligned if aligned is not None else _by_words(context.page, context.base.text(before))


def base_landmark(context: Context, name: str) -> Element | None:
    """Return the base page's element for a landmark, or None.

    Where an earlier step broke the selector, the starting site says which element it was.
    """
    selector = context.template.landmarks[name]
    found = _selected(context.base, selector)
    if found is not None:
        return found
    start = start_page(context.template)
    first = _selected(start, selector)
    return None if first is None else _since_start(context.base, context.template).match(first)


@lru_cache(maxsize=8)
def start_page(template: Template) -> Page:
    """Return the page of a template's starting site."""
    return Page(template.start, "index.html")


@per_page
def _since_start(page: Page, template: Template) -> Alignment:
    return align(start_page(template), page)


def _selected(page: Page, selector: str) -> Element | None:
    found = page.select(selector)
    return found[0] if len(found) == 1 else None


def _by_words(page: Page, text: str) -> Element | None:
    """Return the smallest element that shares most words with *text*, at least half of them."""
    wanted = Counter(normalise_text(text).lower().split())
    if not wanted:
        return None
    best, best_score = None, _LEAST_OVERLAP
    for element in page.select(_CANDIDATES):
        words = Counter(normalise_text(page.text(element)).lower().split())
        shared = (wanted & words).total()
        score = 2 * shared / (wanted.total() + words.total())
        if score > best_score:
            best, best_score = element, score
    return best
