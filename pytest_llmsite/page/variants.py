"""A page in another state: with the keyboard's focus on everything, or with reduced motion asked for.

A variant is the same document with its style sheets rewritten, so that the cascade decides as it
always does: `:focus` and `:focus-visible` become a class of equal specificity that always matches, and
`(prefers-reduced-motion: reduce)` a condition that holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .dom import Element
from .page import Page

_FOCUS = re.compile(r":focus(?:-visible|-within)?(?![\w-])")
_ALWAYS = ":not([data-never-set])"  # specificity of one attribute, like a pseudo-class
_REDUCE = re.compile(r"\(\s*prefers-reduced-motion\s*(?::\s*reduce\s*)?\)", re.IGNORECASE)
_ANY_MOTION = re.compile(r"\(\s*prefers-reduced-motion\s*:\s*no-preference\s*\)", re.IGNORECASE)
_HOLDS, _FAILS = "(min-width: 0px)", "(max-width: 0px)"
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style)", re.IGNORECASE | re.DOTALL)


class Variant:
    """A page's elements as they are in another state."""

    def __init__(self, page: Page, rewrite: Callable[[str], str]) -> None:
        self._page = self.page = page
        changes: dict[str, bytes] = {}
        for path in {use.file for use in page.sheets if use.file != page.path}:
            css = page.site.text(path)
            new = rewrite(css)
            if new != css:
                changes[path] = new.encode()
        source = page.source
        html = _STYLE.sub(lambda m: m[1] + rewrite(m[2]) + m[3], source)
        if html != source:
            changes[page.path] = html.encode()
        self.changed = bool(changes)
        if changes:
            self.page = Page(page.site.replace(changes), page.path)

    def __del__(self) -> None:
        if self.page is not self._page:
            self.page.dissolve()

    def element(self, element: Element) -> Element:
        """Return the variant's element for one of the page's."""
        if self.page is self._page:
            return element
        return self.page.document.nodes[self._page.node(element).order].element


@lru_cache(maxsize=3)
def focused(page: Page) -> Variant:
    """Return the page with everything focused by the keyboard at once."""
    return Variant(page, lambda css: _FOCUS.sub(_ALWAYS, css))


@lru_cache(maxsize=3)
def calm(page: Page) -> Variant:
    """Return the page for somebody who asked for reduced motion."""
    return Variant(page, lambda css: _ANY_MOTION.sub(_FAILS, _REDUCE.sub(_HOLDS, css)))
