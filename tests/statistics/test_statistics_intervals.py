"""Intervals, descriptions and cells against numbers worked out by hand or by scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pytest_llmsite.statistics import cells, intervals
from pytest_llmsite.statistics.answers import Description, Interval, Refusal

BALANCED = {"a": [100.0, 120.0, 110.0], "b": [90.0, 96.0, 84.0]}
UNBALANCED: dict[str, list[float | None]] = {"a": [100, 120, 110], "b": [90, 95], "c": [130, None]}


def given_interval(found: Interval | Refusal) -> Interval:
    assert isinstance(found, Interval)
    return found


def test_describe() -> None:
    found = intervals.describe(UNBALANCED)
    assert isinstance(found, Description)
    values = [100, 120, 110, 90, 95, 130]
    assert found.mean == pytest.approx((110 + 92.5 + 130) / 3)
    assert found.sd == pytest.approx(np.std(values, ddof=1))
    assert found.run_sd == pytest.approx(math.sqrt((200 + 12.5) / 3))
    assert (found.n, found.templates, found.best, found.worst) == (6, 3, 130, 90)
    assert found.worst_decile is None


def test_worst_decile_is_the_mean_of_the_lowest_tenth() -> None:
    found = intervals.describe({"a": list(range(25))})
    assert isinstance(found, Description)
    assert found.worst_decile == 1.0  # the three lowest of 25


def test_describe_one_chain() -> None:
    found = intervals.describe({"a": [12.0], "b": []})
    assert isinstance(found, Description)
    assert (found.mean, found.sd, found.run_sd, found.n, found.templates) == (12, None, None, 1, 1)


def test_suite_interval_balanced() -> None:
    found = given_interval(intervals.suite_interval(BALANCED))
    s2 = (200 + 72) / 4
    assert found.estimate == 100
    assert found.halfwidth == pytest.approx(stats.t.ppf(0.975, 4) * math.sqrt(s2 * (2 / 3)) / 2)
    assert (found.n, found.df, found.caution) == (6, 4, "")


def test_suite_interval_unbalanced() -> None:
    found = given_interval(intervals.suite_interval(UNBALANCED, level=0.9))
    s2 = (200 + 12.5) / 3
    half = stats.t.ppf(0.95, 3) * math.sqrt(s2 * (1 / 3 + 1 / 2 + 1)) / 3
    assert found.halfwidth == pytest.approx(half)
    assert found.level == 0.9


def test_population_interval() -> None:
    found = given_interval(intervals.population_interval(UNBALANCED))
    expected = stats.t.interval(0.95, 2, loc=332.5 / 3, scale=stats.sem([110, 92.5, 130]))
    assert (found.low, found.high) == pytest.approx(expected)
    assert found.n == 3


def test_template_interval() -> None:
    found = given_interval(intervals.template_interval(UNBALANCED, "b"))
    half = stats.t.ppf(0.975, 3) * math.sqrt((212.5 / 3) / 2)
    assert found.halfwidth == pytest.approx(half)
    every = intervals.template_intervals(UNBALANCED)
    assert every["b"] == found
    assert every["c"] == Refusal("c has a single run: an interval needs two")


def test_naive_interval_is_students() -> None:
    values = [3.0, 5.0, 9.0, 4.0]
    found = given_interval(intervals.naive_interval([*values, None]))
    assert (found.low, found.high) == pytest.approx(
        stats.t.interval(0.95, 3, loc=5.25, scale=stats.sem(values))
    )


@pytest.mark.parametrize("successes, n", [(0, 10), (3, 10), (10, 10), (1, 1)])
def test_proportion_interval_is_wilsons(successes: int, n: int) -> None:
    found = given_interval(intervals.proportion_interval(successes, n))
    expected = stats.binomtest(successes, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(
    "totals, reason",
    [
        ({}, "no complete chain"),
        ({"a": []}, "no complete chain"),
        ({"a": [None, math.nan]}, "no complete chain"),
        ({"a": [1.0], "b": [2.0]}, "single run"),
        ({"a": [1.0, math.inf]}, "infinite"),
    ],
)
def test_suite_interval_refuses(totals: dict[str, list[float | None]], reason: str) -> None:
    found = intervals.suite_interval(totals)
    assert isinstance(found, Refusal)
    assert reason in found.reason


def test_population_interval_refuses_one_template() -> None:
    found = intervals.population_interval({"a": [1.0, 2.0], "b": []})
    assert found == Refusal("there is one template: how templates differ needs two")


def test_equal_runs_are_flagged() -> None:
    found = given_interval(intervals.suite_interval({"a": [160.0] * 3, "b": [160.0] * 3}))
    assert (found.low, found.high) == (160, 160)
    assert found.caution
    assert given_interval(intervals.population_interval({"a": [5.0], "b": [5.0]})).caution


def test_equal_sums_that_differ_by_rounding_count_as_equal() -> None:
    runs = [0.1 + 0.2, 0.3, 0.3]
    assert given_interval(intervals.suite_interval({"a": runs})).caution


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, math.nan])
def test_level_lies_between_0_and_1(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        intervals.suite_interval(BALANCED, level)


SCORES = st.lists(st.integers(-40, 640).map(lambda v: v / 4), min_size=2, max_size=5)


@given(st.dictionaries(st.sampled_from("abcde"), SCORES, min_size=2), st.floats(-50, 50))
def test_intervals_move_with_the_scores(totals: dict[str, list[float]], shift: float) -> None:
    moved = {name: [v + shift for v in runs] for name, runs in totals.items()}
    for function in (intervals.suite_interval, intervals.population_interval):
        before, after = given_interval(function(totals)), given_interval(function(moved))
        assert after.low == pytest.approx(before.low + shift, abs=1e-6)
        assert after.high == pytest.approx(before.high + shift, abs=1e-6)


@given(st.dictionaries(st.sampled_from("abcde"), SCORES, min_size=2))
def test_order_of_runs_and_templates_does_not_matter(totals: dict[str, list[float]]) -> None:
    turned = {name: list(reversed(totals[name])) for name in reversed(totals)}
    for function in (intervals.suite_interval, intervals.population_interval):
        before, after = given_interval(function(totals)), given_interval(function(turned))
        assert (after.low, after.high) == pytest.approx((before.low, before.high), abs=1e-6)


def test_cell_interval_by_hand() -> None:
    """Two findings of 1 and one of 5 in four runs."""
    found = given_interval(cells.cell_interval({"t": [[1.0], [], [1.0, 5.0], []]}))
    n, y, square = 4, 7 / 4, 27.0
    s2 = float(np.var([1, 0, 6, 0], ddof=1))
    phi = max(1.0, s2 / (square / n))
    v, step = phi * square / n**2, phi * 5 / n
    low = v / (2 * y) * stats.chi2.ppf(0.025, 2 * y**2 / v)
    top, wide = y + step, v + step**2
    high = wide / (2 * top) * stats.chi2.ppf(0.975, 2 * top**2 / wide)
    assert found.estimate == 10 - y
    assert found.low == pytest.approx(10 - high)
    assert found.high == pytest.approx(10 - low)
    assert found.caution == "fewer than ten runs"


def test_gamma_bounds_of_a_plain_count_are_exact_poisson() -> None:
    """With one weight Fay-Feuer is Garwood's interval of a Poisson mean."""
    low, high = cells.gamma_bounds(7.0, 7.0, 1.0, 0.95)
    assert low == pytest.approx(stats.chi2.ppf(0.025, 14) / 2)
    assert high == pytest.approx(stats.chi2.ppf(0.975, 16) / 2)


def test_cell_without_findings_still_has_width() -> None:
    found = given_interval(cells.cell_interval({"t": [[] for _ in range(10)]}))
    assert (found.estimate, found.high, found.caution) == (10, 10, "")
    assert found.low == pytest.approx(10 - 0.5 * stats.chi2.ppf(0.975, 2) / 2)


def test_cell_weighs_templates_equally() -> None:
    found = given_interval(cells.cell_interval({"a": [[4.0]], "b": [[], [], []]}))
    assert found.estimate == 8


def test_cell_deductions_stop_at_the_floor() -> None:
    found = given_interval(cells.cell_interval({"a": [[15.0, 15.0], [5.0]]}))
    assert found.estimate == pytest.approx((-10 + 5) / 2)
    assert found.low == -10


@pytest.mark.parametrize(
    "findings", [{}, {"a": [None]}, {"a": [[1.0]]}, {"a": [[-1.0], []]}, {"a": [[math.nan], []]}]
)
def test_cell_interval_refuses(findings: dict[str, list[list[float] | None]]) -> None:
    assert isinstance(cells.cell_interval(findings), Refusal)


def test_score_interval_is_flagged_near_the_ceiling() -> None:
    equal = given_interval(cells.score_interval({"a": [10.0] * 12}))
    assert equal.caution == "all scores are equal"
    few = given_interval(cells.score_interval({"a": [10.0, 9.0, 10.0]}))
    assert few.caution == "fewer than ten runs"
    assert few.high == 10
    assert isinstance(cells.score_interval({"a": [3.0]}), Refusal)


def test_category_totals_leave_out_incomplete_chains() -> None:
    runs: list[dict[str, float | None]] = [{"x": 10.0, "y": 6.0}, {"x": 10, "y": None}, {"x": 1}]
    chains = {"a": runs, "b": []}
    assert cells.category_totals(chains, ["x", "y"]) == {"a": [8.0], "b": []}
    assert cells.category_totals(chains, []) == {"a": [], "b": []}
