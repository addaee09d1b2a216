"""What a score rests on: pages that are dropped and made anew give the same score."""

from __future__ import annotations

import bakery
from bundled_sites import CSS, append

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.scoring import Score, score_step
from pytest_llmsite.site import Site

ACTION = next(action for action in ACTIONS if action.name == "update-contact")


def score(after: Site) -> Score:
    return score_step(bakery.template(), ACTION, (ACTION,), bakery.before(ACTION.name), after)


def test_a_site_that_is_scored_again_after_others_gets_the_same_score() -> None:
    """Pages are kept for a while only; what was found out about a page goes with it."""
    done = bakery.after(ACTION.name)
    sites = [append(CSS, f"\n.cards {{ display: block; gap: {n}px }}\n")(done) for n in range(8)]
    first = [score(site) for site in sites]
    assert [score(site) for site in sites] == first
    assert [score(site) for site in reversed(sites)] == first[::-1]
    assert all(one.findings for one in first)
