"""What holds for all defects: a difference, never absolute; taking away more never costs less."""

from __future__ import annotations

from random import Random

import pytest
from bundled_sites import CSS, append, found, page, rules, template
from damage_corpus import DEFECTS

from pytest_llmsite.damage.catalogue import RULES
from pytest_llmsite.damage.losses import POINTS
from pytest_llmsite.findings import Defect
from pytest_llmsite.page.contents import blocks_of
from pytest_llmsite.site import Site

# one example of each rule, as it is in the starting site; what leaves no style sheet to add to is out
EXAMPLES = [
    (rule, next(iter(changes)))
    for rule, changes in DEFECTS.items()
    if rule not in ("css-cut-off", "emptied-file", "unlinked-stylesheet")
]


def points(defects: list[Defect]) -> float:
    """Add up what defects cost, with the cap of each rule."""
    spent: dict[str, float] = {}
    for defect in defects:
        rule = RULES[defect.rule]
        spent[rule.id] = min(rule.cap, spent.get(rule.id, 0.0) + POINTS[rule.severity])
    return sum(spent.values())


@pytest.mark.parametrize(("rule", "name"), EXAMPLES, ids=[f"{r}: {n}" for r, n in EXAMPLES])
def test_what_was_there_before_is_inherited(rule: str, name: str) -> None:
    before = DEFECTS[rule][name](template().start)
    after = append(CSS, "\n/* a note */\n")(before)
    assert rules(found(before, after)) == []


def test_an_emptied_page_is_worse_than_anything() -> None:
    start = template().start
    for name in DEFECTS["page-emptied"]:
        defects = found(start, DEFECTS["page-emptied"][name](start))
        assert sum(RULES[d.rule].severity == "critical" for d in defects) >= 4
        assert points(defects) >= 20
    blank = start.replace({"index.html": b"<!DOCTYPE html><title>x</title>"})
    assert points(found(start, blank)) >= 20


@pytest.mark.parametrize("seed", range(4))
def test_taking_away_more_never_costs_less(seed: int) -> None:
    """Texts are deleted one after another, in random order, until nothing is left."""
    start, last = template().start, 0.0
    for share in (0.04, 0.1, 0.2, 0.4, 0.7, 1.0):
        # 20 points take a step from the best score to the worst: beyond that there is no difference
        cost = min(20.0, points(found(start, _without(start, share, seed))))
        assert cost >= last
        last = cost
    assert last == 20


def _without(site: Site, share: float, seed: int) -> Site:
    """Return a site without the first texts of a fixed random order."""
    blocks = list(blocks_of(page(site)))
    Random(seed).shuffle(blocks)
    text = site.text("index.html")
    for block in blocks[: round(share * len(blocks))]:
        own = (block.element.text or "").strip()
        if own:
            text = text.replace(f">{own}<", "><", 1)
    if share == 1.0:
        text = "<!DOCTYPE html><html><body></body></html>"
    return site.replace({"index.html": text.encode()})
