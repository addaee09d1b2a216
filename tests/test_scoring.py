"""What a score rests on: pages that are dropped and made anew give the same score."""

from __future__ import annotations

import ast
import gc
import re
from pathlib import Path

import bakery
import pytest
from bundled_sites import CSS, append

from pytest_llmsite import scoring
from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.billing import Bill, bill_once
from pytest_llmsite.findings import Finding, Kind
from pytest_llmsite.page.dom import Node
from pytest_llmsite.results.scores import SCORING_CODE
from pytest_llmsite.scoring import Score, page_of, score_step
from pytest_llmsite.site import Site
from pytest_llmsite.templates import loader

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


def test_what_scoring_is_made_of_decides_which_scores_are_kept() -> None:
    tree = ast.parse(Path(scoring.__file__).read_text(encoding="utf-8"))
    used = {node.module.split(".")[0] for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.level and node.module}  # fmt: skip
    known = {name.removesuffix(".py") for name in SCORING_CODE}
    assert "billing" in used
    assert used - known == {
        "engine",
        "templates",
    }  # outcomes; what is asked is in the key by itself


def test_a_finding_says_what_it_holds_of_others_where_that_made_it_dearer() -> None:
    template = loader.load(loader.BUNDLED / "safari-lodge")
    css = template.start.files["css/styles.css"] + b"\nbody { color: #ddd; background: #eee }\n"
    site = template.start.replace({"css/styles.css": css})
    step = score_step(template, ACTIONS[0], ACTIONS, template.start, site)
    assert step.score < 0
    (dear,) = [f for f in step.findings if "; of it " in f.message]
    assert re.search(
        r"; of it \d[\d.]* for damage/unreadable-text: .* \(css/styles\.css:\d+\)", dear.message
    )
    assert dear.deduction > 3
    assert "; " in dear.mend
    assert sum(f.deduction for f in step.findings) == pytest.approx(10 - step.raw)


def test_what_is_absorbed_without_a_further_cost_is_not_told() -> None:
    def bill(rule: str, points: float, subjects: str, harm: float = 0.0) -> Bill:
        kind = Kind.REQUIREMENT if rule.startswith("r") else Kind.DAMAGE
        finding = Finding(
            rule, kind, "minor", points, f"{rule} fails", "a.css", 3, mend=f"mend {rule}"
        )
        return Bill(finding, frozenset(subjects), harm)

    (same,) = bill_once([bill("r/one", 4.0, "ab", 4.0)], [bill("d/two", 2.5, "a")])
    assert (same.deduction, same.message, same.mend) == (4.0, "r/one fails", "mend r/one")
    (more,) = bill_once(
        [bill("r/one", 4.0, "ab")], [bill("d/two", 2.5, "a"), bill("d/three", 1.0, "b")]
    )
    assert more.deduction == 7.5
    assert more.message == "r/one fails; of it 3.5 for d/two: d/two fails (a.css:3), and 1 more"
    assert more.mend == "mend r/one; mend d/two"
