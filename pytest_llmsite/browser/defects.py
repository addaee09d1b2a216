"""Defects that only a rendering shows, each once: what a step introduced, by comparing both pages.

What the catalogue's own detectors reported is known here and not said again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..findings import Defect
from . import accessible, behaviour, geometry, loading, visual
from .compared import Comparison
from .page import BrowserPage

if TYPE_CHECKING:
    from ..damage.case import Case

Detector = Callable[[Comparison], Iterator[Defect]]

# In the order of their hierarchy: what comes later leaves out what follows from what came before.
DETECTORS: tuple[Detector, ...] = (
    *geometry.DETECTORS,
    *loading.DETECTORS,
    *behaviour.DETECTORS,
    *loading.LATE,
    *accessible.DETECTORS,
    *visual.DETECTORS,
)


def defects(case: Case, found: Sequence[Defect]) -> list[Defect]:
    """Return the defects of a case beyond those *found* by the catalogue's detectors."""
    before, after = case.before, case.after
    assert isinstance(before, BrowserPage)
    assert isinstance(after, BrowserPage)
    compared = Comparison(case, before, after, list(found))
    more: list[Defect] = []
    for detector in DETECTORS:
        new = list(detector(compared))
        compared.found += new
        more += new
    return more
