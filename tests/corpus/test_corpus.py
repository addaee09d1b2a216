"""Every labelled site is judged as an expert labelled it; precision and recall are held."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
import scripts
from labelled import Judged, Labelled, cases

from pytest_llmsite.damage.rendered import RENDERED
from pytest_llmsite.rulebook import every_rule

CASES = list(cases())


precision = scripts.load("benchmarks/precision.py")


@cache
def judged(case: Labelled) -> Judged:
    return case.judged()


@pytest.fixture(scope="module")
def everything() -> Iterator[list[Judged]]:
    yield [judged(case) for case in CASES]
    judged.cache_clear()


def test_the_corpus_is_large_and_labels_are_unique() -> None:
    assert len(CASES) >= 400
    assert len({case.name for case in CASES}) == len(CASES)
    assert sum(not case.expected for case in CASES) >= 150
    assert sum(case.layout for case in CASES) >= 100


def test_every_rule_has_failures() -> None:
    expected = {rule for case in CASES for rule in case.expected}
    assert {rule.id for rule in every_rule()} - expected == set(RENDERED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_site_is_judged_as_labelled(case: Labelled) -> None:
    one = judged(case)
    assert one.missed == set(), one.found
    assert one.false == set(), one.found
    if not case.expected:
        assert one.score == 10.0


def test_precision_and_recall_are_held(everything: list[Judged]) -> None:
    levels = precision.Levels()
    for one in everything:
        levels.add(one)
    assert levels.precision() >= precision.OVERALL
    assert levels.recall() >= precision.OVERALL
    for rule in levels.rules():
        assert levels.precision(rule) >= precision.EACH, rule
        assert levels.recall(rule) >= precision.EACH, rule
    assert levels.perfect == levels.alternatives


def test_broken_layouts_are_found_without_a_false_alarm(everything: list[Judged]) -> None:
    layouts = [one for one in everything if one.case.layout]
    broken = [one for one in layouts if one.case.expected]
    assert len(broken) >= 69
    assert sum(not one.missed for one in broken) / len(broken) > 63 / 69
    assert not any(one.found for one in layouts if not one.case.expected)
