"""Planning: the reference points, and what a plan promises against simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from pytest_llmsite.statistics import distributions, power
from pytest_llmsite.statistics.answers import Refusal
from pytest_llmsite.statistics.power import Design

# Templates, runs, detectable difference on new templates and on this suite (run SD 15, interaction 6).
DETECTABLE = [
    (5, 2, 29.0, 20.9),
    (5, 3, 25.1, 16.1),
    (5, 5, 21.4, 12.2),
    (5, 15, 17.0, 6.9),
    (10, 2, 17.2, 14.0),
    (10, 3, 14.8, 11.1),
    (10, 5, 12.7, 8.5),
]


@pytest.mark.parametrize("templates, runs, new, suite", DETECTABLE)
def test_detectable_difference(templates: int, runs: int, new: float, suite: float) -> None:
    design = Design(templates, runs)
    assert power.detectable_difference(design, "population") == pytest.approx(new, abs=0.051)
    assert power.detectable_difference(design, "suite") == pytest.approx(suite, abs=0.051)


def test_ten_by_two_equals_five_by_fifteen_at_a_quarter_of_the_cost() -> None:
    wide, deep = Design(10, 2), Design(5, 15)
    found = [power.detectable_difference(d, "population") for d in (wide, deep)]
    assert found[0] == pytest.approx(found[1], abs=0.3)
    assert wide.chains / deep.chains < 0.27


def test_tie_of_equal_models() -> None:
    assert power.tie_runs_needed(8, 15) == 61
    at_61 = power.tie_power(8, 15 * math.sqrt(2 / 61), 120)
    at_60 = power.tie_power(8, 15 * math.sqrt(2 / 60), 118)
    assert at_60 < 0.8 <= at_61


def test_t_power_is_that_of_the_noncentral_t() -> None:
    for ratio, df in ((0.5, 3), (2.0, 8), (3.0, 28), (4.0, 120)):
        critical = stats.t.ppf(0.975, df)
        exact = stats.nct.sf(critical, df, ratio) + stats.nct.cdf(-critical, df, ratio)
        assert power.t_power(ratio, 1.0, df) == pytest.approx(exact, abs=1e-9)
    assert power.t_power(0, 1.0, 5) == pytest.approx(0.05)
    assert power.t_power(1e6, 1.0, 5) == 1


def test_power_without_error() -> None:
    assert power.t_power(1.0, 0.0, 5) == 1
    assert power.tie_power(8, 0.0, 5) == 1
    assert power.tie_power(8, 0.0, 5, difference=9) == 0


def test_tie_power_against_simulation() -> None:
    rng = np.random.default_rng(7)
    df, error, margin = 16, 3.0, 8.0
    d = rng.normal(1.0, error, 200_000)
    s = error * np.sqrt(rng.chisquare(df, 200_000) / df)
    simulated = np.mean(np.abs(d) + stats.t.ppf(0.95, df) * s < margin)
    assert power.tie_power(margin, error, df, 1.0) == pytest.approx(simulated, abs=0.004)


def test_detectable_difference_against_simulation() -> None:
    """A difference of just that size is found 4 times in 5 by the test that will be used."""
    from pytest_llmsite.statistics.comparison import Difference, suite_difference

    design = Design(5, 3)
    size = power.detectable_difference(design, "suite")
    assert isinstance(size, float)
    rng, found = np.random.default_rng(2), 0
    for _ in range(1500):
        a = {f"t{t}": rng.normal(size, 15, 3).tolist() for t in range(5)}
        b = {f"t{t}": rng.normal(0, 15, 3).tolist() for t in range(5)}
        difference = suite_difference(a, b)
        assert isinstance(difference, Difference)
        found += difference.p_value < 0.05
    assert found / 1500 == pytest.approx(0.8, abs=0.03)


def test_single_runs_and_single_templates_are_refused() -> None:
    assert isinstance(power.detectable_difference(Design(5, 1), "suite"), Refusal)
    assert isinstance(power.detectable_difference(Design(5, 1), "population"), float)
    assert isinstance(power.detectable_difference(Design(1, 5), "population"), Refusal)
    assert isinstance(power.total_halfwidth(Design(0, 3), "suite"), Refusal)
    assert power.exchange(Design(5, 1), "suite").now is None


def test_total_halfwidth() -> None:
    suite = power.total_halfwidth(Design(5, 3), "suite")
    assert suite == pytest.approx(stats.t.ppf(0.975, 10) * 15 / math.sqrt(15))
    new = power.total_halfwidth(Design(5, 3, template_sd=12, interaction_sd=0), "population")
    expected = stats.t.ppf(0.975, 4) * math.sqrt((144 + 75) / 5)
    assert new == pytest.approx(expected)


def test_one_more_template_beats_more_runs_on_new_templates() -> None:
    found = power.exchange(Design(5, 3), "population")
    assert found.now is not None
    assert found.one_more_template is not None
    assert found.more_runs is not None
    assert found.one_more_template < found.more_runs < found.now
    assert found.extra_chains == 3


def test_proposals_suffice_and_come_cheapest_first() -> None:
    found = power.proposals(20, Design(5, 3), chain_price=0.4, templates=range(2, 16))
    assert found
    costs = [p.cost for p in found if p.cost is not None]
    assert costs == sorted(costs)
    for plan in found:
        reached = power.detectable_difference(Design(plan.templates, plan.runs), "population")
        assert reached == plan.detectable <= 20
        assert plan.chains == 2 * plan.templates * plan.runs
        assert plan.cost == pytest.approx(0.4 * plan.templates * plan.runs)
        if plan.runs > 1:
            fewer = power.detectable_difference(Design(plan.templates, plan.runs - 1), "population")
            assert isinstance(fewer, float)
            assert fewer > 20


def test_proposals_without_price_or_without_hope() -> None:
    assert all(p.cost is None for p in power.proposals(20, Design(5, 3), templates=[10]))
    assert power.proposals(1, Design(5, 3), templates=[5], most_runs=5) == ()
    assert isinstance(power.runs_needed(0, 15), Refusal)
    assert isinstance(power.runs_needed(0.001, 15), Refusal)


@pytest.mark.parametrize("groups, df", [(3, 1), (2, 4), (5, 16), (30, 116)])
def test_studentized_range(groups: int, df: int) -> None:
    for q in (0.5, 3.5, 7.0, 60.0):
        found = distributions.studentized_range_upper(q, groups, df)
        assert found == pytest.approx(stats.studentized_range.sf(q, groups, df), abs=1e-6)


def test_quantiles_are_scipys() -> None:
    assert distributions.t_critical(0.95, 7) == pytest.approx(stats.t.ppf(0.975, 7))
    assert distributions.chi2_quantile(0.1, 2.5) == pytest.approx(stats.chi2.ppf(0.1, 2.5))
    assert distributions.chi2_upper(3.0, 4) == pytest.approx(stats.chi2.sf(3.0, 4))
    assert distributions.f_quantile(0.975, 3, 7.5) == pytest.approx(stats.f.ppf(0.975, 3, 7.5))
    assert distributions.f_upper(2.5, 3, 7) == pytest.approx(stats.f.sf(2.5, 3, 7))
    mass = distributions.normal_mass(np.array([-1.0]), np.array([2.0]))
    assert mass == pytest.approx(stats.norm.cdf(2.0) - stats.norm.cdf(-1.0))
