"""Corrections, tiers, rank sets, variance components, stopping and routing."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from pytest_llmsite.statistics import ranking, routing, stopping, variance
from pytest_llmsite.statistics.answers import Interval, Refusal
from pytest_llmsite.statistics.ranking import Ranking
from pytest_llmsite.statistics.routing import RoutingGain

EFFECTS = np.random.default_rng(0).normal(0, 12, 6)


def model(mean: float, seed: int, runs: int = 4, sd: float = 15.0) -> dict[str, list[float]]:
    rng = np.random.default_rng(seed)
    return {
        f"t{t}": (mean + effect + rng.normal(0, sd, runs)).tolist()
        for t, effect in enumerate(EFFECTS)
    }


def ranked(found: Ranking | Refusal) -> Ranking:
    assert isinstance(found, Ranking)
    return found


def test_holm_by_hand() -> None:
    assert ranking.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert ranking.holm([0.04, None, 0.03]) == [pytest.approx(0.06), None, pytest.approx(0.06)]
    assert ranking.holm([]) == []


def test_benjamini_hochberg_is_scipys() -> None:
    p = [0.01, 0.04, 0.03, 0.005, 0.8, 0.2]
    assert ranking.benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))
    assert ranking.benjamini_hochberg([None, 0.5]) == [None, 0.5]


def test_holm_levels_agree_with_holm() -> None:
    p = {"a": 0.001, "b": 0.02, "c": 0.04, "d": 0.026}
    levels = ranking.holm_levels(p)
    assert levels["a"] == pytest.approx(1 - 0.05 / 4)
    assert levels["b"] == levels["d"] == levels["c"] == pytest.approx(1 - 0.05 / 3)


def test_tukey_against_scipy_on_one_way_data() -> None:
    """With the same error and df, p is that of the studentized range."""
    rng = np.random.default_rng(1)
    table = {
        name: rng.normal(mean, 3, 6).tolist() for name, mean in zip("abc", (0, 2, 7), strict=True)
    }
    pairs = ranking.tukey(table)
    assert not isinstance(pairs, Refusal)
    y = np.array(list(table.values()))
    residual = y - y.mean(1, keepdims=True) - y.mean(0) + y.mean()
    error = math.sqrt((residual**2).sum() / 10 / 6)
    for pair, (i, j) in zip(pairs, itertools.combinations(range(3), 2), strict=True):
        gap = y[i].mean() - y[j].mean()
        expected = stats.studentized_range.sf(abs(gap) / error, 3, 10)
        assert pair.p_value == pytest.approx(expected, abs=1e-7)
    assert isinstance(ranking.tukey({"a": [1.0], "b": [2.0]}), Refusal)
    assert isinstance(ranking.tukey({"a": [1.0, 2.0], "b": [2.0]}), Refusal)
    assert isinstance(ranking.tukey({"a": [1.0, 2.0], "b": [3.0, 4.0]}), Refusal)


def test_rank_uses_tukey_where_spreads_are_alike() -> None:
    models = {"best": model(120, 1), "same": model(119, 4), "worst": model(40, 5)}
    found = ranked(ranking.rank(models))
    assert found.method == "new templates: Tukey on the model x template mean square"
    assert [(m.model, m.tier) for m in found.models][2] == ("worst", 2)
    assert [(m.best_rank, m.worst_rank) for m in found.models] == [(1, 2), (1, 2), (3, 3)]


def test_rank_falls_back_to_paired_tests() -> None:
    models = {"steady": model(120, 1, sd=1), "wild": model(40, 2, sd=30)}
    found = ranked(ranking.rank(models))
    assert found.method == "new templates: paired t with Holm"
    assert [m.tier for m in found.models] == [1, 2]
    missing = {"a": model(120, 1), "b": {"other": [1.0, 2.0]}}
    apart = ranked(ranking.rank(missing))
    assert apart.caution == "1 of 1 pairs cannot be compared"
    assert {m.tier for m in apart.models} == {1}


def test_rank_on_this_suite_is_finer() -> None:
    models = {"a": model(100, 4, runs=8), "b": model(88, 5, runs=8)}
    suite, new = ranked(ranking.rank(models, scope="suite")), ranked(ranking.rank(models))
    assert suite.pairs[0].p_value is not None
    assert new.pairs[0].p_value is not None
    assert suite.pairs[0].p_value < new.pairs[0].p_value


def test_rank_of_models_that_never_vary() -> None:
    constant = {
        name: {f"t{t}": [total] * 2 for t in range(5)}
        for name, total in (("noop", 0.0), ("reference", 160.0))
    }
    found = ranked(ranking.rank(constant))
    assert [(m.model, m.tier) for m in found.models] == [("reference", 1), ("noop", 2)]
    assert found.caution == "no runs of a template differ"


def test_rank_of_one_and_of_none() -> None:
    alone = ranked(ranking.rank({"a": model(100, 1), "b": {}}))
    assert [(m.model, m.best_rank, m.worst_rank) for m in alone.models] == [("a", 1, 1)]
    assert isinstance(ranking.rank({}), Refusal)


def test_rank_sets_hold_the_truth() -> None:
    """True ranks lie in the sets; thirty models, as a big table has them."""
    rng = np.random.default_rng(9)
    truth = {f"m{i}": 140 - 5 * i for i in range(10)}
    models = {name: model(mean, int(rng.integers(1_000_000))) for name, mean in truth.items()}
    found = ranked(ranking.rank(models))
    place = {name: i + 1 for i, name in enumerate(truth)}
    assert all(m.best_rank <= place[m.model] <= m.worst_rank for m in found.models)


def test_run_sds_alike_is_bartletts_test() -> None:
    rng = np.random.default_rng(2)
    samples = [rng.normal(0, sd, 12) for sd in (1, 2, 3)]
    p = float(stats.bartlett(*samples).pvalue)
    assert ranking.run_sds_alike([{"t": s} for s in samples], level=1 - p - 1e-6) is False
    assert ranking.run_sds_alike([{"t": s} for s in samples], level=1 - p + 1e-6) is True


def test_pairwise_protects_all_pairs() -> None:
    models = {
        name: model(mean, i) for i, (name, mean) in enumerate((("a", 120), ("b", 80), ("c", 78)))
    }
    found = ranking.pairwise(models)
    assert list(found) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found["a", "b"].kind == "better"
    assert found["b", "c"].kind == "cannot tell"
    for result in found.values():
        assert result.difference is not None
        told = result.kind in ("better", "worse")
        assert result.difference.interval.excludes(0) == told
        assert result.difference.interval.level > 0.95 or result is found["b", "c"]


def test_components_recover_what_was_put_in() -> None:
    rng = np.random.default_rng(6)
    template = rng.normal(0, 12, 200)
    models = {}
    for m in range(6):
        own = template + rng.normal(0, 6, 200)
        models[f"m{m}"] = {f"t{t}": (own[t] + rng.normal(0, 15, 3)).tolist() for t in range(200)}
    found = variance.components(models)
    assert isinstance(found, variance.Components)
    assert math.sqrt(found.template) == pytest.approx(12, rel=0.12)
    assert found.interaction is not None
    assert math.sqrt(found.interaction) == pytest.approx(6, rel=0.2)
    assert math.sqrt(found.run) == pytest.approx(15, rel=0.03)
    assert list(found.shares) == ["template", "model x template", "run"]


def test_components_with_judges_and_with_one_model() -> None:
    found = variance.components({"m": model(100, 1, runs=30)}, judge_variance=50.0, judges=2)
    assert isinstance(found, variance.Components)
    assert found.interaction is None
    assert found.judge == 25
    assert found.run == pytest.approx(225 - 25, rel=0.3)
    assert variance.judge_variance([[5.0, 7.0], [3.0, 3.0, None], [None]]) == pytest.approx(1.0)
    assert isinstance(variance.judge_variance([[5.0], [None]]), Refusal)


def test_components_refuse() -> None:
    assert isinstance(variance.components({}), Refusal)
    assert isinstance(variance.components({"m": {"a": [1.0, 2.0]}}), Refusal)
    assert isinstance(variance.components({"m": {"a": [1.0], "b": [2.0]}}), Refusal)
    constant = variance.components({"m": {"a": [1.0, 1.0], "b": [1.0, 1.0]}})
    assert isinstance(constant, variance.Components)
    assert constant.shares == {}


def test_design_effect() -> None:
    rng = np.random.default_rng(3)
    shared = rng.normal(0, 1, (400, 1))
    independent = rng.normal(0, 1, (400, 16)).tolist()
    travelling = (shared + rng.normal(0, 1, (400, 16))).tolist()
    assert variance.design_effect({"t": independent}) == pytest.approx(1, abs=0.25)
    assert variance.design_effect({"t": travelling}) == pytest.approx((16 * 16 + 16) / 32, rel=0.15)
    assert isinstance(variance.design_effect({}), Refusal)
    assert isinstance(variance.design_effect({"t": [[1.0, 2.0], [1.0, None]]}), Refusal)
    assert isinstance(variance.design_effect({"t": [[1.0, 2.0], [1.0, 2.0]]}), Refusal)


def test_variance_ratio() -> None:
    p = variance.variance_ratio(2.0, 10, 1.0, 12)
    assert p == pytest.approx(2 * stats.f.sf(4, 9, 11))
    assert isinstance(variance.variance_ratio(1.0, 1, 1.0, 5), Refusal)


def test_width_decision() -> None:
    narrow = {f"t{t}": [100.0, 101.0, 102.0] for t in range(5)}
    assert stopping.width_decision(narrow, 8).stop
    assert not stopping.width_decision(narrow, 0.1).stop
    early = stopping.width_decision({t: runs[:2] for t, runs in narrow.items()}, 8)
    assert (early.stop, early.reason) == (False, "2 of at least 3 rounds")
    flat = stopping.width_decision({"t": [5.0] * 4}, 8)
    assert (flat.stop, flat.reason) == (False, "no runs differ, so the width is not known")
    assert not stopping.width_decision({}, 8).stop
    lacking = stopping.width_decision({**narrow, "late": []}, 8)
    assert lacking.rounds == 0


def test_rounds_for_width() -> None:
    totals = {f"t{t}": [85.0, 100.0, 115.0] for t in range(5)}
    rounds = stopping.rounds_for_width(totals, 5.0)
    assert isinstance(rounds, int)

    def half(r: int) -> float:
        return float(stats.t.ppf(0.975, 5 * (r - 1)) * 15 / math.sqrt(5 * r))

    assert half(rounds) <= 5.0 < half(rounds - 1)
    assert isinstance(stopping.rounds_for_width(totals, 0.0001), Refusal)


def test_anytime_halfwidth() -> None:
    n, sd = 12, 2.0
    nu, a = n - 1, 1 / (1 + n)
    c = (math.sqrt(1 + n) / 0.05) ** (2 / n)
    expected = sd / math.sqrt(n) * math.sqrt(nu * (c - 1) / (1 - c * a))
    assert stopping.anytime_halfwidth(n, sd) == pytest.approx(expected)
    assert stopping.anytime_halfwidth(2, sd) is None
    assert expected > stats.t.ppf(0.975, nu) * sd / math.sqrt(n)


def test_anytime_interval() -> None:
    values = [5.0, 6.0, 4.0, 5.5, 6.5, 5.2, 4.8, 5.1]
    found = stopping.anytime_interval([*values, None])
    assert isinstance(found, Interval)
    assert found.excludes(0)
    assert isinstance(stopping.anytime_interval([1.0, 2.0]), Refusal)
    assert isinstance(stopping.anytime_interval([1.0] * 9), Refusal)
    assert stopping.look_level(0.95, 5) == pytest.approx(0.99)


def test_round_differences_leave_out_incomplete_rounds() -> None:
    gap: list[float | None] = [10.0, None, 30.0]
    a: dict[str, list[float | None]] = {"x": [10.0, 20.0, 30.0], "y": gap, "only": [1.0]}
    b = {"x": [1.0, 2.0, 3.0], "y": [3.0, 2.0, 5.0]}
    assert stopping.round_differences(a, b) == [8.0, 26.0]
    assert stopping.round_differences({}, b) == []


SCORES = [[9.0, 5.0, 7.0], [8.0, 9.0, 7.0]]
COSTS = [[0.1, 0.1, 0.1], [0.5, 0.5, 0.5]]


def test_route() -> None:
    assert routing.route(SCORES, COSTS) == (0, 1, 0)
    assert routing.route(SCORES, COSTS, dollar=20) == (0, 0, 0)
    assert isinstance(routing.route([], []), Refusal)


def test_route_within_is_optimal() -> None:
    rng = np.random.default_rng(8)
    for _ in range(20):
        scores, costs = rng.normal(6, 2, (3, 5)), rng.uniform(0.01, 1, (3, 5))
        budget = float(rng.uniform(0.5, 3))
        options = [
            (sum(scores[m, a] for a, m in enumerate(mix)), mix)
            for mix in itertools.product(range(3), repeat=5)
            if sum(costs[m, a] for a, m in enumerate(mix)) <= budget * (1 - 5e-4)
        ]
        found = routing.route_within(scores.tolist(), costs.tolist(), budget)
        if not options:
            continue
        assert not isinstance(found, Refusal)
        assert sum(costs[m, a] for a, m in enumerate(found)) <= budget + 1e-9
        assert sum(scores[m, a] for a, m in enumerate(found)) >= max(options)[0] - 1e-9
    assert isinstance(routing.route_within(SCORES, COSTS, 0.05), Refusal)
    assert routing.route_within(SCORES, [[0.0] * 3] * 2, 0.0) == (0, 1, 0)


def test_gain_between_identical_models_is_noise() -> None:
    rng = np.random.default_rng(10)
    claimed, unseen, covered = [], [], 0
    for _ in range(60):
        cube = 7 + rng.normal(0, math.sqrt(1.49**2 + 2.76**2), (4, 5, 16))
        found = routing.routing_gain(cube.tolist(), [[0.0] * 16] * 4)
        assert isinstance(found, RoutingGain)
        claimed.append(found.claimed)
        unseen.append(found.gain.estimate)
        covered += not found.gain.excludes(0)
    assert np.mean(claimed) == pytest.approx(17.4, abs=1.0)
    assert np.mean(unseen) == pytest.approx(0, abs=3)
    assert covered >= 50


def test_gain_of_models_that_really_differ() -> None:
    rng = np.random.default_rng(12)
    truth = np.array([[9.0] * 8 + [3.0] * 8, [3.0] * 8 + [9.0] * 8])
    cube = truth[:, None] + rng.normal(0, 1, (2, 6, 16))
    free = np.zeros((2, 16)).tolist()
    found = routing.routing_gain(cube.tolist(), free)
    assert isinstance(found, RoutingGain)
    assert found.route == (0,) * 8 + (1,) * 8
    assert found.gain.low > 40
    limited = routing.routing_gain(cube.tolist(), np.full((2, 16), 0.1).tolist(), budget=1.6)
    assert isinstance(limited, RoutingGain)
    assert isinstance(routing.routing_gain(cube.tolist(), free, budget=-1.0), RoutingGain | Refusal)
    assert isinstance(routing.routing_gain(cube[:, :2].tolist(), free), Refusal)
