"""Parts of the page that look different though the action asked nothing of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..findings import Defect
from .compared import STYLE_RULES, Comparison
from .regions import Region, regions

if TYPE_CHECKING:
    from ..damage.case import Section

LIMIT = 0.05  # of a part's elements: see benchmarks/visual_change.py
_KINDS = (("lost", "lost"), ("rearranged", "rearranged"), ("far", "moved"), ("unasked", "restyled"))


def visual_change(compared: Comparison) -> Iterator[Defect]:
    """One finding a part; none where another finding is about the part, or its texts were exchanged."""
    if compared.reported(STYLE_RULES) or compared.case.blank:
        return
    worst: dict[Section, Region] = {}
    for region in regions(compared.case):
        known = worst.get(region.section)
        share = region.share(region.disturbed)
        if share >= LIMIT and (known is None or share > known.share(known.disturbed)):
            worst[region.section] = region
    for section, region in worst.items():
        rows = [
            (element, now, "")
            for element in region.elements
            if element in region.disturbed and (now := compared.case.match(element)) is not None
        ]
        if not rows or _known(compared, region):
            continue
        kinds = ", ".join(
            words for name, words in _KINDS if getattr(region, name) & region.disturbed
        )
        yield compared.defect(
            "damage/visual-change",
            f"{section.name} looks different at {region.viewport} px, where nothing was asked for: "
            f"{len(rows)} of {len(region.elements)} elements {kinds}, such as "
            f"{compared.after.describe(rows[0][1])}",
            "change only what the task names",
            rows,
        )


def _known(compared: Comparison, region: Region) -> bool:
    """Whether any finding is about an element of the part, or about what it lies in."""
    return any(compared.concerned(element) for element in region.elements)


DETECTORS = (visual_change,)
