"""Who looks at pages: the static inspector, or another that answers the same questions and more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from .page.page import Page

if TYPE_CHECKING:
    from .damage.case import Case
    from .findings import Defect
    from .site import Site

STATIC_NAME = "static/1"


class Inspector(Protocol):
    """Answers what a page looks like. *name* goes into each record: scores of two are never mixed."""

    def __hash__(self) -> int: ...

    @property
    def name(self) -> str:
        """What records call it, with versions."""

    def page(self, site: Site) -> Page:
        """Return a site's page. Raises InspectorLostError."""

    def defects(self, case: Case, found: Sequence[Defect]) -> list[Defect]:
        """Return defects beyond those that were *found* by asking pages. Raises InspectorLostError."""

    def evidence(self, case: Case) -> Mapping[str, Any]:
        """Return what is recorded of a step beside its score, as plain values."""

    def notices(self) -> list[str]:
        """Return what a user should know of it."""

    def close(self) -> None:
        """Let go of what it holds."""


class StaticInspector:
    """Works out pages in pure Python; everything there is to know is in the pages."""

    name = STATIC_NAME

    def __init__(self) -> None:
        self.page = lru_cache(maxsize=6)(_static_page)

    def defects(self, case: Case, found: Sequence[Defect]) -> list[Defect]:
        """Return nothing: the catalogue's detectors saw all that can be seen."""
        return []

    def evidence(self, case: Case) -> Mapping[str, Any]:
        """Return nothing: there are no pictures."""
        return {}

    def notices(self) -> list[str]:
        """Return nothing."""
        return []

    def close(self) -> None:
        """Nothing is held."""


class _PassingPage(Page):
    """A page of which nothing is used once nobody has the page itself any more."""

    def __del__(self) -> None:
        self.dissolve()


def _static_page(site: Site) -> Page:
    return _PassingPage(site, "index.html")


STATIC = StaticInspector()
