"""Whatever goes in, a defined answer or a refusal comes out: no NaN, no infinity, no warning."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_llmsite.statistics import (
    agreement,
    cells,
    coefficients,
    comparison,
    gate,
    intervals,
    permutation,
    power,
    ranking,
    routing,
    stopping,
    variance,
    verdict,
)
from pytest_llmsite.statistics.answers import Interval, Refusal

SCORE = st.one_of(
    st.floats(-10, 160, allow_nan=False),
    st.integers(-640, 640).map(lambda quarters: quarters / 4),
    st.sampled_from([0.0, 10.0, 160.0]),
)
WILD = st.one_of(SCORE, st.none(), st.floats(allow_nan=True, allow_infinity=True))
NAMES = st.sampled_from(["safari", "corporate", "saas", "gala", "bakery"])


def totals(score: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, list[Any]]]:
    runs = st.one_of(
        st.lists(score, max_size=5),
        st.tuples(score, st.integers(1, 5)).map(lambda pair: [pair[0]] * pair[1]),
    )
    return st.dictionaries(NAMES, runs, max_size=5)


ANY = st.one_of(totals(SCORE), totals(WILD))
TABLE = st.integers(0, 4).flatmap(
    lambda k: st.lists(st.lists(WILD, min_size=k, max_size=k), max_size=6)
)
DEDUCTIONS = st.one_of(
    st.lists(st.floats(0, 20), max_size=6),
    st.lists(WILD.filter(lambda v: v is not None), max_size=6),
)
SCOPES: tuple[power.Scope, ...] = ("suite", "population")
FORMS: tuple[agreement.Form, ...] = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
METRICS: tuple[coefficients.Metric, ...] = ("nominal", "ordinal", "interval", "ratio")
KINDS: tuple[coefficients.Weights, ...] = ("unweighted", "linear", "quadratic", "ordinal")
FAST = settings(max_examples=60, deadline=None)


def check(answer: Any) -> None:
    """Every number inside an answer is finite, every interval in order, every p a probability."""
    if isinstance(answer, Refusal):
        assert answer.reason
        assert not answer
        return
    if isinstance(answer, Interval):
        assert answer.low <= answer.estimate <= answer.high
    if isinstance(answer, bool | str | int | type(None)):
        return
    if isinstance(answer, float):
        assert math.isfinite(answer)
        return
    if dataclasses.is_dataclass(answer):
        for field in dataclasses.fields(answer):
            value = getattr(answer, field.name)
            check(value)
            if "p_value" in field.name and value is not None:
                assert 0 <= value <= 1
        return
    for value in answer.values() if isinstance(answer, Mapping) else answer:
        check(value)


@FAST
@given(ANY)
def test_one_model(scores: dict[str, list[float | None]]) -> None:
    check(intervals.describe(scores))
    check(intervals.suite_interval(scores))
    check(intervals.population_interval(scores))
    check(intervals.template_intervals(scores))
    check(intervals.template_interval(scores, "absent"))
    check(cells.score_interval(scores))
    check(stopping.width_decision(scores, 8.0))
    check(stopping.rounds_for_width(scores, 8.0))
    for runs in scores.values():
        check(intervals.naive_interval(runs))
        check(stopping.anytime_interval(runs))
        check(permutation.sign_flip(runs))


@FAST
@given(ANY, ANY)
def test_two_models(a: dict[str, list[float | None]], b: dict[str, list[float | None]]) -> None:
    for scope in SCOPES:
        found = comparison.difference(a, b, scope)
        check(found)
        if isinstance(found, comparison.Difference):
            check(comparison.equivalence(found))
        result = verdict.verdict(a, b, scope=scope)
        check(result)
        assert verdict.words(result, 3.1)
        check(gate.regression(a, b, points=5.0, scope=scope))
    check(comparison.run_paired_difference(a, b))
    check(stopping.round_differences(a, b))


@FAST
@given(ANY, ANY)
def test_swapping_models_swaps_the_verdict(
    a: dict[str, list[float | None]], b: dict[str, list[float | None]]
) -> None:
    swapped = {"better": "worse", "worse": "better"}
    forward, back = verdict.verdict(a, b, advise=False), verdict.verdict(b, a, advise=False)
    assert back.kind == swapped.get(forward.kind, forward.kind)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), ANY, max_size=4))
def test_many_models(models: dict[str, dict[str, list[float | None]]]) -> None:
    for scope in SCOPES:
        check(ranking.rank(models, scope=scope))
    for result in ranking.pairwise(models).values():
        check(result)
    found = variance.components(models)
    check(found)
    if isinstance(found, variance.Components) and found.shares:
        assert sum(found.shares.values()) == pytest.approx(1)
    check(gate.false_alarms(models, rounds=3))


@FAST
@given(ANY)
def test_a_model_is_never_apart_from_itself(scores: dict[str, list[float | None]]) -> None:
    for scope in SCOPES:
        result = verdict.verdict(scores, scores, scope=scope)
        assert result.kind in ("equivalent", "cannot tell")
        assert not gate.fires(gate.regression(scores, scores, scope=scope))


@FAST
@given(st.dictionaries(NAMES, st.lists(st.one_of(st.none(), DEDUCTIONS), max_size=4), max_size=4))
def test_cells(findings: dict[str, list[list[float] | None]]) -> None:
    found = cells.cell_interval(findings)
    check(found)
    if isinstance(found, Interval):
        assert -10 <= found.low <= found.high <= 10
        assert found.low < found.high


@FAST
@given(TABLE)
def test_agreement(table: list[list[float | None]]) -> None:
    check(agreement.mean_squares(table))
    for form in FORMS:
        found = agreement.icc(table, form)
        check(found)
        if isinstance(found, Interval):
            assert -1 <= found.low <= found.high <= 1
    for metric in METRICS:
        check(coefficients.krippendorff_alpha(table, metric))
    for kind in KINDS:
        check(coefficients.gwet(table, kind))
        check(coefficients.fleiss_kappa(table, kind))
        check(coefficients.conger_kappa(table, kind))
    if table and len(table[0]) > 1:
        first, second = [row[0] for row in table], [row[1] for row in table]
        check(agreement.concordance(first, second))
        check(agreement.bland_altman(first, second))


@FAST
@given(st.dictionaries(NAMES, TABLE, max_size=4))
def test_design_effect(chains: dict[str, list[list[float | None]]]) -> None:
    found = variance.design_effect(chains)
    check(found)
    if isinstance(found, float):
        assert found >= 0
    for rows in chains.values():
        check(variance.judge_variance(rows))


@FAST
@given(st.integers(0, 3), st.integers(0, 5), st.integers(0, 4), st.data())
def test_routing(models: int, templates: int, actions: int, data: st.DataObject) -> None:
    number = st.one_of(SCORE, st.floats(allow_nan=True, allow_infinity=True))

    def matrix(height: int, of: st.SearchStrategy[float]) -> list[list[float]]:
        return [[data.draw(of) for _ in range(actions)] for _ in range(height)]

    of = data.draw(st.sampled_from([SCORE, number]))
    scores = [matrix(templates, of) for _ in range(models)]
    costs = matrix(models, st.floats(0, 2))
    check(routing.routing_gain(scores, costs))
    check(routing.routing_gain(scores, costs, budget=data.draw(st.floats(-1, 5))))


@FAST
@given(
    st.integers(0, 40),
    st.floats(0, 40),
    st.floats(0, 200),
    st.floats(0, 100),
    st.floats(0, 200),
)
def test_plans(
    templates: int, runs: float, run_sd: float, interaction: float, effect: float
) -> None:
    design = power.Design(templates, runs, run_sd, interaction)
    for scope in SCOPES:
        check(power.detectable_difference(design, scope))
        check(power.difference_halfwidth(design, scope))
        check(power.total_halfwidth(design, scope))
        check(power.tie_chance(design, scope))
        check(power.exchange(design, scope))
    check(power.runs_needed(effect, run_sd))
    check(power.tie_runs_needed(effect, run_sd))


@FAST
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=12))
def test_corrections(p_values: list[float | None]) -> None:
    for correct in (ranking.holm, ranking.benjamini_hochberg):
        adjusted = correct(p_values)
        assert [a is None for a in adjusted] == [p is None for p in p_values]
        assert all(
            a is None or p is None or p <= a <= 1 for a, p in zip(adjusted, p_values, strict=True)
        )
    present = {i: p for i, p in enumerate(p_values) if p is not None}
    by_level = {i for i, level in ranking.holm_levels(present).items() if present[i] < 1 - level}
    by_p = {i for i, a in enumerate(ranking.holm(p_values)) if a is not None and a < 0.05}
    assert len(by_level ^ by_p) == 0 or any(
        abs(a - 0.05) < 1e-9 for a in ranking.holm(p_values) if a is not None
    )
