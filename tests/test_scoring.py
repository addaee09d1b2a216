"""What a score rests on: pages that are dropped and made anew give the same score."""

from __future__ import annotations

import gc

import bakery
from bundled_sites import CSS, append

from pytest_llmsite import scoring
from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.page.dom import Node
from pytest_llmsite.scoring import Score, page_of, score_step
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


def test_dropped_pages_leave_no_garbage() -> None:
    """Their many objects refer to one another, and nobody looks for garbage among them any more."""
    done = bakery.after(ACTION.name)
    sites = [append(CSS, f"\n.cards {{ display: block; gap: {n}px }}\n")(done) for n in range(24)]
    for site in sites[:10]:
        score(site)  # so that as many pages are kept as ever will be
    gc.collect()
    gc.disable()
    try:
        before = nodes_alive()
        for site in sites[10:]:
            score(site)
        documents = (nodes_alive() - before) / len(page_of(sites[-1]).document.nodes)
        assert documents < 4
    finally:
        gc.enable()


def nodes_alive() -> int:
    return sum(type(one) is Node for one in gc.get_objects())


def test_what_a_step_leaves_is_not_looked_through_at_once() -> None:
    generations = []

    def note(phase: str, info: dict[str, int]) -> None:
        generations.append(info["generation"])

    site = append(CSS, "\n.cards { gap: 77px }\n")(bakery.after(ACTION.name))
    gc.unfreeze()  # a session that ended in this process left its objects frozen
    gc.collect()
    gc.callbacks.append(note)
    try:
        score(site)
        young = len(gc.get_objects(0)) + len(gc.get_objects(1))
    finally:
        gc.callbacks.remove(note)
    assert 2 not in generations  # what is made before a step and after it may be looked through
    assert young < 2_000


def test_objects_that_somebody_froze_stay_frozen() -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        score(append(CSS, "\n.cards { gap: 78px }\n")(bakery.after(ACTION.name)))
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen / 2
    finally:
        gc.unfreeze()


def test_a_look_at_the_page_before_is_taken_from_a_page_alike() -> None:
    """The page before is another in its words, and the same in its colours; then colours change."""
    colours = next(action for action in ACTIONS if action.name == "apply-colours")
    template, done = bakery.template(), bakery.after(ACTION.name)
    text = bakery.edited(done, "index.html", ("</h1>", " indeed</h1>"))
    spoiled = append(CSS, "\nbody, h1, h2, p, a { color: #123456 }\n")(text)

    def steps() -> list[Score]:
        pairs = [(done, text), (text, spoiled)]
        return [score_step(template, ACTION, (colours, ACTION), *pair) for pair in pairs]

    scoring._starts.clear()
    both = steps()
    scoring._starts.clear()
    scoring._requirements.cache_clear()
    alone = score_step(template, ACTION, (colours, ACTION), text, spoiled)
    assert both[1] == alone
    held = alone.retention["apply-colours"]
    assert held[0] > held[1]
