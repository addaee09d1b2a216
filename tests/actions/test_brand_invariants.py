"""What holds for every check of the brand, image and content actions, whatever a model did."""

from __future__ import annotations

from random import Random

import pytest
from bakery import HTML, MINE, after, before, chain, check, points, template
from hypothesis import given
from hypothesis import strategies as st
from rewriting import HARMLESS, as_literals, without_element

from pytest_llmsite.actions.catalogue import Action
from pytest_llmsite.reply import Reply, apply_reply, parse_reply
from pytest_llmsite.site import Site

actions = st.sampled_from(MINE)
each_action = pytest.mark.parametrize("action", MINE, ids=lambda action: action.name)


def partly(action: Action, seed: int) -> Site:
    """A site with a random part of the reference's edits."""
    random = Random(seed)
    edits = parse_reply(template().references[action.name]).edits
    chosen = tuple(edit for edit in edits if random.random() < 0.6)
    return apply_reply(before(action.name), Reply(chosen)).site


def shares(action: Action, new: Site, *, own: bool = True) -> dict[str, float]:
    found = check(action.name, before(action.name), new, own=own)
    return {key: round(one.satisfaction, 9) for key, one in found.items()}


@given(actions, st.integers(0, 10_000))
def test_part_of_the_work_earns_part_of_the_points(action: Action, seed: int) -> None:
    site = partly(action, seed)
    assert -1e-9 <= points(action.name, before(action.name), site) <= 10
    if site == after(action.name):
        assert points(action.name, before(action.name), site) == 10


@given(actions, st.integers(0, 10_000), st.sampled_from((*HARMLESS, as_literals)))
def test_formatting_changes_nothing(action: Action, seed: int, rewrite: object) -> None:
    site = partly(action, seed)
    assert shares(action, rewrite(site, Random(seed))) == shares(action, site)  # type: ignore[operator]


@given(actions, st.integers(0, 10_000))
def test_deletion_never_satisfies(action: Action, seed: int) -> None:
    site = partly(action, seed)
    plain, less = shares(action, site), shares(action, without_element(site, Random(seed)))
    for key, share in less.items():
        assert share <= plain[key], key


@given(actions, st.integers(0, 10_000))
def test_a_deletion_by_a_later_action_is_left_to_the_damage_checks(
    action: Action, seed: int
) -> None:
    """Fonts, icons and the like are not content: only what stands in the body is deleted here."""
    last = chain()["update-contact"]
    less = without_element(last, Random(seed))
    found = check(action.name, last, less, own=False)
    for key, one in found.items():
        assert one.satisfaction == 1, key


def mangled(site: Site, random: Random) -> Site:
    """A site whose page or style sheet was cut, repeated or garbled somewhere."""
    path = random.choice([HTML, "css/styles.css"])
    text = site.text(path)
    a, b = sorted(random.randrange(len(text)) for _ in range(2))
    middle = random.choice(["", text[a:b] * 2, text[a:b][::-1], "}{<>&;\"'", "\0\ud7ff</section>"])
    return site.replace({path: (text[:a] + middle + text[b:]).encode("utf-8", "replace")})


@given(actions, st.integers(0, 100_000), st.booleans())
def test_whatever_a_model_made_of_it_gets_a_satisfaction(
    action: Action, seed: int, own: bool
) -> None:
    for share in shares(action, mangled(after(action.name), Random(seed)), own=own).values():
        assert 0 <= share <= 1


@each_action
def test_nothing_left_earns_nothing(action: Action) -> None:
    base = before(action.name)
    for page in (b"", b"<!DOCTYPE html><html><head><title>x</title></head><body></body></html>"):
        empty = base.replace({HTML: page, "css/styles.css": b""})
        assert points(action.name, base, empty) <= 0
        blank = after(action.name).replace({HTML: page})
        assert points(action.name, base, blank) < 1


@each_action
def test_keys_rules_and_words(action: Action) -> None:
    """Keys stay the same, and whatever is unmet says what, where and how to mend it."""
    base = before(action.name)
    start, end = check(action.name, base, base), check(action.name, base, after(action.name))
    assert start.keys() == end.keys()
    assert {key: one.weight for key, one in start.items()} == {
        key: one.weight for key, one in end.items()
    }
    for one in start.values():
        assert one.weight > 0
        if one.satisfaction < 1:
            assert one.message
            assert one.mend
            assert one.evidence
            assert all(seen.file in base and len(seen.quote) <= 160 for seen in one.evidence)
            assert one.rule.count("/") == 1
        else:
            assert not one.message


@each_action
def test_later_references_keep_what_was_earned(action: Action) -> None:
    for later in MINE[action.position :]:
        found = check(action.name, before(later.name), after(later.name), own=False)
        assert {key for key, one in found.items() if one.satisfaction < 1} == set(), later.name


@each_action
def test_instructions_hold_every_value_of_the_brief(action: Action) -> None:
    text = action.instruction(template())

    def values(value: object) -> list[str]:
        if isinstance(value, dict):
            return [leaf for each in value.values() for leaf in values(each)]
        if isinstance(value, list):
            return [leaf for each in value for leaf in values(each)]
        return [str(value)]

    for value in values(dict(template().brief[action.name])):
        assert value in text, value
