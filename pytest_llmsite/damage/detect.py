"""All defects that a step introduced, each once: from what hurts most to what hurts least.

Detectors run in the order of their hierarchy and tell each other through the `Case` what is already
reported: a lost section is not also a lost heading, a lost image and a dead anchor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..findings import Defect
from ..page.align import Alignment
from ..page.page import Page
from . import (
    accessibility,
    content,
    files,
    intrusion,
    leftovers,
    losses,
    resources,
    scripts,
    structure,
    styles,
)
from .case import Case

if TYPE_CHECKING:
    from ..templates.loader import Template

Detector = Callable[[Case], Iterator[Defect]]

DETECTORS: tuple[Detector, ...] = (
    files.lost,
    content.page,
    leftovers.in_files,
    styles.sheets,
    structure.swallowed,
    losses.everything,
    leftovers.in_texts,
    structure.markup,
    structure.metadata,
    intrusion.everything,
    resources.everything,
    scripts.everything,
    styles.appearance,
    accessibility.everything,
    content.additions,
    files.stray,
)


def defects(
    before: Page, after: Page, alignment: Alignment, template: Template, action: str
) -> list[Defect]:
    """Return the defects that are on *after* and were not on *before*.

    What *action*'s brief asks for is no defect. Equal sites have none.
    """
    if before.site == after.site:
        return []
    return defects_of(Case(before, after, alignment, template, action))


def defects_of(case: Case) -> list[Defect]:
    """Return the defects of a case whose sites differ; the case then knows what was reported."""
    return [found for detector in DETECTORS for found in detector(case)]
