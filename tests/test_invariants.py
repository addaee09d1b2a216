"""What a score promises, over every template and every step."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from random import Random

import pytest
from rewriting import HARMLESS, without_element

from pytest_llmsite.actions.catalogue import ACTIONS, Action
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.models import faults
from pytest_llmsite.models.protocol import Model, Prompt, Request, Response
from pytest_llmsite.models.simulated import proneness_table, simulate
from pytest_llmsite.reply import Reply, apply_reply
from pytest_llmsite.scoring import Score, score_step
from pytest_llmsite.site import Site
from pytest_llmsite.templates import loader
from pytest_llmsite.templates.loader import Template
from pytest_llmsite.templates.validation import problems

TEMPLATES = ("safari-lodge", "saas-product")  # the costly properties are held on these
each_template = pytest.mark.parametrize("name", TEMPLATES)
every_template = pytest.mark.parametrize("name", loader.bundled_names())
each_action = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)


def template_of(name: str) -> Template:
    return loader.load(loader.BUNDLED / name)


@lru_cache(maxsize=32)
def reference_chain(name: str) -> tuple[Site, ...]:
    """The starting site and the reference state after each action."""
    template = template_of(name)
    states = [template.start]
    for action in ACTIONS:
        end = conclude(states[-1], Response(template.references[action.name]))
        assert end.refused == ()
        states.append(end.after)
    return tuple(states)


@lru_cache(maxsize=8)
def faulty_chain(name: str) -> tuple[Site, ...]:
    """A simulated model's chain, with its faults."""
    template = template_of(name)
    states = [template.start]
    model = Model("deepseek-v3", "simulated", "simulated", simulated=True)
    for action in ACTIONS:
        request = Request(model, template, 1, action, states[-1], Prompt("", "", ""))
        reference = template.references[action.name]
        response = simulate(request, reference, proneness_table()["deepseek-v3"])
        states.append(conclude(states[-1], response).after)
    return tuple(states)


def scored(name: str, action: Action, before: Site, after: Site) -> Score:
    return score_step(template_of(name), action, ACTIONS, before, after)


def score(name: str, action: Action, before: Site, after: Site) -> float:
    return scored(name, action, before, after).score


@lru_cache(maxsize=4 * len(ACTIONS))
def own_score(chain: Callable[[str], tuple[Site, ...]], name: str, position: int) -> float:
    """The score of a chain's own step, which that of many changed ones is held against."""
    before, after = chain(name)[position - 1 : position + 1]
    return score(name, ACTIONS[position - 1], before, after)


def explained(found: Score) -> str:
    return "\n".join(str(finding) for finding in found.findings)


@every_template
def test_bundled_templates_are_sound(name: str) -> None:
    assert list(problems(template_of(name))) == []


@each_action
@each_template
def test_the_reference_is_exactly_ten_and_nothing_is_exactly_zero(
    name: str, action: Action
) -> None:
    states = reference_chain(name)
    before, after = states[action.position - 1], states[action.position]
    found = scored(name, action, before, after)
    assert explained(found) == ""
    assert found.score == 10.0
    assert score(name, action, before, before) == 0.0
    assert score(name, action, states[0], states[0]) == 0.0


@pytest.mark.parametrize("rewrite", HARMLESS, ids=lambda rewrite: rewrite.__name__)
@each_action
@each_template
def test_formatting_does_not_matter_on_a_perfect_page(
    name: str, action: Action, rewrite: Callable[[Site, Random], Site]
) -> None:
    states = reference_chain(name)
    before, after = states[action.position - 1], states[action.position]
    rewritten = rewrite(after, Random(action.name))
    assert rewritten != after
    found = scored(name, action, before, rewritten)
    assert explained(found) == ""
    assert found.score == 10.0


@pytest.mark.parametrize("number", range(len(HARMLESS)), ids=lambda n: HARMLESS[n].__name__)
@each_template
def test_formatting_does_not_matter_on_a_faulty_page(name: str, number: int) -> None:
    states = faulty_chain(name)
    for action in ACTIONS[number :: len(HARMLESS)]:
        before, after = states[action.position - 1], states[action.position]
        plain = own_score(faulty_chain, name, action.position)
        rewritten = HARMLESS[number](after, Random(action.name))
        found = scored(name, action, before, rewritten)
        assert found.score == pytest.approx(plain, abs=1e-6), explained(found)


@pytest.mark.parametrize("number", range(len(faults.HARMS)), ids=lambda n: faults.HARMS[n].name)
@each_template
def test_harm_never_raises_a_score_and_costs_on_a_perfect_page(name: str, number: int) -> None:
    harm, done = faults.HARMS[number], 0
    for chain in (reference_chain, faulty_chain):
        for action in ACTIONS[number % 4 :: 4]:
            before, after = chain(name)[action.position - 1 : action.position + 1]
            edit = harm.break_page(after, Random(f"{action.name}{harm.name}"))
            if edit is None:
                continue
            broken = apply_reply(after, Reply((edit,))).site
            assert broken != after
            done += 1
            harmed = score(name, action, before, broken)
            assert harmed <= own_score(chain, name, action.position)
            if chain is reference_chain:
                assert harmed < 10.0
    assert done


@each_action
@each_template
def test_deletion_never_raises_a_score(name: str, action: Action) -> None:
    for chain, seeds in ((reference_chain, 2), (faulty_chain, 1)):
        before, after = chain(name)[action.position - 1 : action.position + 1]
        plain = own_score(chain, name, action.position)
        for seed in range(seeds):
            less = without_element(after, Random(f"{action.name}{seed}"))
            assert score(name, action, before, less) <= plain + 1e-6


@each_action
@each_template
def test_an_emptied_or_blank_page_is_negative(name: str, action: Action) -> None:
    states = reference_chain(name)
    before, after = states[action.position - 1], states[action.position]
    blank = b"<!doctype html><html lang=en><head><title>x</title></head><body></body></html>"
    for page in (b"", blank):
        assert score(name, action, before, after.replace({"index.html": page})) < 0
    assert score(name, action, before, Site({})) < 0


@each_template
def test_a_defect_is_billed_in_the_step_that_introduced_it_and_never_again(name: str) -> None:
    states = reference_chain(name)
    action = ACTIONS[4]
    after = states[action.position]
    edit = next(h for h in faults.HARMS if h.name == "lost-child").break_page(after, Random(3))
    assert edit is not None
    broken = apply_reply(after, Reply((edit,))).site
    assert score(name, action, states[action.position - 1], broken) < 10.0
    following = ACTIONS[5]
    end = conclude(broken, Response(template_of(name).references[following.name]))
    assert score(name, following, broken, end.after) == 10.0


@each_template
@pytest.mark.parametrize("reached", [4, 9, 15])
def test_what_a_step_left_alone_is_not_billed_to_it(name: str, reached: int) -> None:
    """Neither flaws of earlier steps nor how they are looked at make a later step's regressions."""
    before = faulty_chain(name)[reached]
    after = before.replace({"notes.txt": b"nothing to do with the page\n"})
    step = score_step(template_of(name), ACTIONS[reached], ACTIONS, before, after)
    regressions = [str(finding) for finding in step.findings if finding.kind == "regression"]
    assert regressions == []


@each_template
def test_what_a_later_step_makes_good_is_counted_and_costs_nothing(name: str) -> None:
    template = template_of(name)
    colours = conclude(template.start, Response(template.references["apply-colours"])).after
    fonts = conclude(colours, Response(template.references["swap-fonts"])).after
    step = score_step(template, ACTIONS[1], ACTIONS, template.start, fonts)
    assert step.repaired > 5
    assert [f for f in step.findings if f.kind != "damage"] == []
