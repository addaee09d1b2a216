"""Differences, permutation tests, ties, verdicts and gates."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from pytest_llmsite.statistics import comparison, gate, permutation, verdict
from pytest_llmsite.statistics.answers import Refusal
from pytest_llmsite.statistics.comparison import Difference, Equivalence
from pytest_llmsite.statistics.permutation import PermutationTest

A = {"x": [100.0, 120.0, 110.0], "y": [90.0, 96.0, 84.0]}
B = {"x": [95.0, 105.0, 100.0], "y": [70.0, 80.0, 90.0]}


def difference(found: Difference | Refusal) -> Difference:
    assert isinstance(found, Difference)
    return found


def drawn(
    mean: float, seed: int, templates: int = 5, runs: int = 3, sd: float = 15.0
) -> dict[str, list[float]]:
    rng = np.random.default_rng(seed)
    return {f"t{t}": (mean + rng.normal(0, sd, runs)).tolist() for t in range(templates)}


def test_suite_difference_by_hand() -> None:
    found = difference(comparison.suite_difference(A, B))
    s2 = (200 + 72 + 50 + 200) / 8
    error = math.sqrt(s2 * 4 / 3) / 2
    assert found.estimate == 10
    assert found.error == pytest.approx(error)
    assert found.interval.df == 8
    assert found.interval.halfwidth == pytest.approx(stats.t.ppf(0.975, 8) * error)
    assert found.p_value == pytest.approx(2 * stats.t.sf(10 / error, 8))


def test_one_template_of_equal_runs_is_students_test() -> None:
    found = difference(comparison.suite_difference({"x": A["x"]}, {"x": B["x"]}))
    assert found.p_value == pytest.approx(stats.ttest_ind(A["x"], B["x"]).pvalue)


def test_one_template_of_unequal_runs_is_welchs_test() -> None:
    a, b = [100.0, 120.0, 110.0, 104.0], [95.0, 99.0]
    found = difference(comparison.suite_difference({"x": a}, {"x": b}))
    assert found.p_value == pytest.approx(stats.ttest_ind(a, b, equal_var=False).pvalue)
    printed = comparison.welch(
        float(np.mean(a)),
        float(np.std(a, ddof=1)),
        4,
        float(np.mean(b)),
        float(np.std(b, ddof=1)),
        2,
    )
    assert difference(printed).p_value == pytest.approx(found.p_value)


def test_population_difference_is_the_paired_test() -> None:
    a, b = drawn(100, 1), drawn(95, 2)
    found = difference(comparison.population_difference(a, b))
    means = [[float(np.mean(runs)) for runs in totals.values()] for totals in (a, b)]
    assert found.p_value == pytest.approx(stats.ttest_rel(*means).pvalue)
    assert found.interval.n == 5


def test_paired_runs() -> None:
    a, base = drawn(0, 1, sd=1), drawn(100, 2)
    shifted = {t: [x + y for x, y in zip(a[t], base[t], strict=True)] for t in a}
    paired = difference(comparison.run_paired_difference(shifted, base))
    unpaired = difference(comparison.suite_difference(shifted, base))
    assert paired.estimate == pytest.approx(unpaired.estimate)
    assert paired.error < unpaired.error / 5


def test_a_template_of_one_model_is_left_out() -> None:
    found = difference(comparison.suite_difference({**A, "z": [5.0, 6.0]}, B))
    assert found.estimate == 10
    assert found.interval.caution == "1 of 3 templates left out, which one of them lacks"


@pytest.mark.parametrize(
    "a, b",
    [({}, A), (A, {}), ({"z": [1.0, 2.0]}, A), ({"x": [1.0]}, {"x": [2.0]}), ({"x": [None]}, A)],
)
def test_suite_difference_refuses(a: Any, b: Any) -> None:
    assert isinstance(comparison.suite_difference(a, b), Refusal)


def test_a_model_with_single_runs_borrows_the_others_spread() -> None:
    found = difference(comparison.suite_difference(A, {"x": [100.0], "y": [80.0]}))
    assert found.interval.df == 4
    assert found.error == pytest.approx(math.sqrt((272 / 4) * (2 / 3 + 2)) / 2)


def test_nothing_varied() -> None:
    """A difference without spread is judged by relabelling runs, never by a width of zero."""
    low, high = {f"t{t}": [0.0] * 2 for t in range(5)}, {f"t{t}": [160.0] * 2 for t in range(5)}
    found = difference(comparison.suite_difference(high, low))
    assert found.p_value == pytest.approx(2 / 6**5)
    assert "nothing varied" in found.interval.caution
    single = {"t": [100.0, 100.0]}
    lucky = difference(comparison.suite_difference(single, {"t": [90.0, 90.0]}))
    assert lucky.p_value == pytest.approx(1 / 3)
    assert verdict.verdict(single, {"t": [90.0, 90.0]}).kind == "cannot tell"
    assert isinstance(comparison.equivalence(found), Refusal)


def test_equivalence() -> None:
    found = difference(comparison.welch(100, 10, 40, 101, 10, 40))
    tie = comparison.equivalence(found, 8.0)
    assert isinstance(tie, Equivalence)
    assert tie.equivalent
    assert tie.p_value == pytest.approx(stats.t.sf((8 - 1) / found.error, 78))
    exact = comparison.equivalence(found, tie.smallest_margin)
    assert isinstance(exact, Equivalence)
    assert exact.p_value == pytest.approx(0.05)


def enumerated(pairs: list[tuple[list[float], list[float]]]) -> float:
    """The permutation p by brute force."""
    observed = abs(sum(float(np.mean(x) - np.mean(y)) for x, y in pairs))
    choices = []
    for x, y in pairs:
        pool = [*x, *y]
        options = []
        for chosen in itertools.combinations(range(len(pool)), len(x)):
            first = [pool[i] for i in chosen]
            second = [pool[i] for i in range(len(pool)) if i not in chosen]
            options.append(float(np.mean(first) - np.mean(second)))
        choices.append(options)
    sums = [abs(sum(option)) for option in itertools.product(*choices)]
    return float(np.mean([s >= observed - 1e-9 for s in sums]))


def test_permutation_is_exact() -> None:
    rng = np.random.default_rng(4)
    for sizes in ([(2, 2), (3, 3)], [(1, 3), (2, 2), (2, 1)]):
        pairs = [(rng.normal(5, 3, m).tolist(), rng.normal(0, 3, n).tolist()) for m, n in sizes]
        a = {f"t{i}": x for i, (x, _) in enumerate(pairs)}
        b = {f"t{i}": y for i, (_, y) in enumerate(pairs)}
        found = permutation.within_templates(a, b)
        assert isinstance(found, PermutationTest)
        assert found.exact
        assert found.p_value == pytest.approx(enumerated(pairs))
        assert found.p_value >= found.smallest


def test_sampled_permutation_is_near_the_t_test_and_repeatable() -> None:
    a, b = drawn(100, 1, runs=6), drawn(108, 2, runs=6)
    found = permutation.within_templates(a, b)
    assert isinstance(found, PermutationTest)
    assert not found.exact
    assert found == permutation.within_templates(a, b)
    by_t = difference(comparison.suite_difference(a, b)).p_value
    assert found.p_value == pytest.approx(by_t, abs=0.02)


def test_sign_flip_cannot_reach_05_with_five_templates() -> None:
    found = permutation.sign_flip([10, 11, 12, 13, 14])
    assert found == PermutationTest(0.0625, 0.0625, True)
    many = permutation.sign_flip(list(range(1, 26)))
    assert isinstance(many, PermutationTest)
    assert not many.exact
    assert many.p_value < 0.001
    assert isinstance(permutation.sign_flip([]), Refusal)


def test_verdicts() -> None:
    base = drawn(100, 3)
    better = verdict.verdict({t: [v + 40 for v in runs] for t, runs in drawn(100, 4).items()}, base)
    assert better.kind == "better"
    assert verdict.words(better).startswith("better by 4")
    assert verdict.verdict(base, drawn(150, 4)).kind == "worse"
    steady = verdict.verdict(drawn(100, 5, sd=2), drawn(100, 6, sd=2))
    assert steady.kind == "equivalent"
    assert verdict.words(steady) == "equivalent within ±8"


def test_cannot_tell_says_what_it_would_take() -> None:
    a, b = drawn(100, 1), drawn(106, 8)
    result = verdict.verdict(a, b)
    assert result.kind == "cannot tell"
    need = result.need
    assert need is not None
    assert need.chains_a == need.chains_b == 5 * need.runs
    assert need.cost(0.5, 0.25) == pytest.approx(0.75 * 5 * need.runs)
    text = verdict.words(result, need.cost(0.5, 0.25))
    assert text.startswith(f"cannot tell: about {need.runs} more runs per template, $")


@pytest.mark.parametrize("gap", [6.0, 10.0])
def test_the_runs_needed_are_enough(gap: float) -> None:
    """With the runs advised, and the truth as observed, about 4 of 5 comparisons tell."""
    rng = np.random.default_rng(11)
    residual = np.array([-15.0, 0.0, 15.0])
    a = {f"t{t}": (100 + gap + residual).tolist() for t in range(5)}
    b = {f"t{t}": (100 + residual).tolist() for t in range(5)}
    need = verdict.verdict(a, b).need
    assert need is not None
    assert need.purpose == "separate"
    runs, told = 3 + need.runs, 0
    for _ in range(400):
        new_a = {f"t{t}": rng.normal(100 + gap, 15, runs).tolist() for t in range(5)}
        new_b = {f"t{t}": rng.normal(100, 15, runs).tolist() for t in range(5)}
        told += difference(comparison.suite_difference(new_a, new_b)).p_value < 0.05
    assert told / 400 == pytest.approx(0.8, abs=0.06)


def test_equal_models_need_a_tie_not_a_difference() -> None:
    a = {f"t{t}": [85.0, 100.0, 115.0] for t in range(5)}
    need = verdict.verdict(a, a).need
    assert need is not None
    assert need.purpose == "tie"
    assert 3 + need.runs == 13  # 61 to 65 runs in all for SD 15 and a margin of 8


def test_new_templates_are_advised_for_new_templates() -> None:
    result = verdict.verdict(drawn(100, 1), drawn(106, 2), scope="population")
    assert result.kind == "cannot tell"
    assert result.need is not None
    assert result.need.runs == 0
    assert result.need.chains_a == 3 * result.need.templates
    assert "more template" in verdict.words(result)


def test_single_runs_need_a_second() -> None:
    result = verdict.verdict({"x": [100.0], "y": [90.0]}, {"x": [90.0], "y": [95.0]})
    assert result.need == verdict.Need("estimate", 0, 1, 2, 2)
    assert verdict.words(result) == "cannot tell: about 1 more run per template"
    nothing = verdict.verdict({}, {})
    assert verdict.words(nothing) == "cannot tell: there is no complete chain"


def test_gate_tolerates_points() -> None:
    base, new = drawn(100, 1, sd=4), drawn(90, 2, sd=4)
    assert gate.fires(gate.regression(base, new))
    assert not gate.fires(gate.regression(base, new, points=15))
    assert gate.regression(base, new, points=15).kind == "equivalent"
    assert gate.regression(base, new, points=10).kind == "cannot tell"
    assert gate.regression(new, base, points=5).kind == "better"
    assert gate.regression(base, drawn(60, 2, sd=4), points=10).kind == "worse"
    with pytest.raises(ValueError, match="negative"):
        gate.regression(base, new, points=-1)


def test_gate_needs_a_shown_loss() -> None:
    """A point estimate of -20 on two noisy runs is no alarm."""
    result = gate.regression({"x": [100.0, 130.0]}, {"x": [80.0, 110.0]}, points=5)
    assert result.kind == "cannot tell"
    assert result.need is not None
    assert gate.regression({"x": [100.0]}, {"x": [20.0]}, points=5).kind == "cannot tell"


def test_more_models_do_not_make_more_alarms() -> None:
    """A loss at p = .03 fires alone, but not as one of eight."""
    base = {"x": [100.0, 110.0, 105.0, 95.0]}
    new = next(
        {"x": [v - shift for v in base["x"]]}
        for shift in np.arange(1, 40, 0.25)
        if difference(
            comparison.suite_difference({"x": [v - shift for v in base["x"]]}, base)
        ).p_value
        < 0.03
    )
    assert gate.fires(gate.regressions({"m": base}, {"m": new})["m"])
    crowd_base = {"m": base, **{f"o{i}": base for i in range(7)}}
    crowd_new = {"m": new, **{f"o{i}": base for i in range(7)}, "unknown": base}
    results = gate.regressions(crowd_base, crowd_new)
    assert list(results) == list(crowd_base)
    assert not any(gate.fires(result) for result in results.values())


def test_false_alarms_are_rare_and_repeatable() -> None:
    models = {"a": drawn(100, 1), "b": drawn(80, 2)}
    found = gate.false_alarms(models, rounds=300)
    assert isinstance(found, gate.FalseAlarms)
    assert found == gate.false_alarms(models, rounds=300)
    assert found.rate.estimate < 0.06
    assert sum(found.verdicts.values()) == 600
    assert isinstance(gate.false_alarms({"a": {"x": [1.0]}}), Refusal)
