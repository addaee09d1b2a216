"""How often does each interval hold the truth? Prints measured coverage beside the stated value.

Every row draws data whose truth is known, calls the functions of `pytest_llmsite.statistics` on them
and counts. Run it as `python benchmarks/coverage.py [--sims 20000] [--seed 1]`. Rows with a stated
value should agree with it within .01; rows of a nominal level only are approximations, printed to
show how good they are.
"""

from __future__ import annotations

import argparse
import itertools
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pytest_llmsite.statistics import (
    agreement,
    cells,
    coefficients,
    comparison,
    gate,
    intervals,
    permutation,
    ranking,
    routing,
    stopping,
)
from pytest_llmsite.statistics.answers import Interval, Refusal
from pytest_llmsite.statistics.distributions import t_critical

Array = npt.NDArray[np.float64]
Rng = np.random.Generator

MEAN, TEMPLATES, BETWEEN, RUN = 100.0, 5, 12.0, 15.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `stated` is a value or a range, `exact` whether it must be met."""

    name: str
    stated: tuple[float, float]
    measured: float
    exact: bool = True

    @property
    def difference(self) -> float:
        """Distance from the stated value, or from the nearer end of the stated range."""
        low, high = self.stated
        return min(self.measured - low, 0.0) + max(self.measured - high, 0.0)


def chains(
    rng: Rng, runs: list[int], between: float = BETWEEN, run: float = RUN
) -> tuple[dict[str, list[float]], float]:
    """Totals of one model by template, and the mean of the templates' true values."""
    effects = MEAN + rng.normal(0, between, len(runs)) if between else np.full(len(runs), MEAN)
    totals = {
        f"t{t}": (effect + rng.normal(0, run, n)).tolist()
        for t, (effect, n) in enumerate(zip(effects, runs, strict=True))
    }
    return totals, float(effects.mean())


def holds(interval: object, truth: float) -> bool:
    """Whether an interval was given and holds the truth."""
    return isinstance(interval, Interval) and interval.low <= truth <= interval.high


def naive(totals: dict[str, list[float]]) -> Interval | Refusal:
    """The published method: all runs as if they were independent."""
    return intervals.naive_interval([v for runs in totals.values() for v in runs])


def cluster_robust(totals: dict[str, list[float]], critical: float) -> Interval:
    """Mean over runs with the CR1 error clustered by template."""
    every = np.concatenate([np.array(runs) for runs in totals.values()])
    sums = np.array([np.sum(np.array(runs) - every.mean()) for runs in totals.values()])
    g, n = len(totals), every.size
    error = math.sqrt(g / (g - 1) * float(np.square(sums).sum())) / n
    return _around(float(every.mean()), critical * error, n)


def mixed_model(totals: dict[str, list[float]]) -> Interval:
    """Random-intercept model by REML with z; closed form for equal runs."""
    table = np.array(list(totals.values()))
    t, r = table.shape
    within = float(np.square(table - table.mean(axis=1, keepdims=True)).sum())
    between = r * float(np.square(table.mean(axis=1) - table.mean()).sum())
    square = between / (t - 1)
    if square < within / (t * (r - 1)):
        square = (between + within) / (t * r - 1)
    return _around(float(table.mean()), 1.959964 * math.sqrt(square / (t * r)), t * r)


def two_level_bootstrap(totals: dict[str, list[float]], rng: Rng, draws: int = 1000) -> Interval:
    """Percentile interval, drawing templates and then runs within them."""
    table = np.array(list(totals.values()))
    t, r = table.shape
    which = rng.integers(0, t, (draws, t, 1))
    means = table[which, rng.integers(0, r, (draws, t, r))].mean(axis=(1, 2))
    low, high = np.quantile(means, [0.025, 0.975])
    mean = float(table.mean())
    return Interval(mean, float(low), float(high), 0.95, "bootstrap", t * r)


def _around(mean: float, half: float, n: int) -> Interval:
    return Interval(mean, mean - half, mean + half, 0.95, "reference method", n)


RUNS = (2, 3, 5, 15)
STATED = {
    "naive t over all runs": ((0.906, 0.856, 0.771, 0.542), (0.979, 0.979, 0.979, 0.980)),
    "cluster-robust CR1, z": ((0.882, 0.882, 0.876, 0.878), (0.958, 0.972, 0.982, 0.997)),
    "two-level bootstrap": ((0.903, 0.915, 0.903, 0.868), (0.971, 0.989, 0.998, 0.998)),
    "mixed model REML, z": ((0.904, 0.898, 0.886, 0.879), (0.975, 0.984, 0.990, 0.998)),
    "template means, t(T - 1)": ((0.950, 0.951, 0.950, 0.951), (0.987, 0.992, 0.995, 0.999)),
    "within-template pooled t": ((0.857, 0.779, 0.681, 0.458), (0.951, 0.950, 0.951, 0.952)),
}


def totals_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """Both questions for every method, at 2, 3, 5 and 15 runs per template."""
    methods: dict[str, Callable[[dict[str, list[float]]], Interval | Refusal]] = {
        "naive t over all runs": naive,
        "cluster-robust CR1, z": lambda totals: cluster_robust(totals, 1.959964),
        "two-level bootstrap": lambda totals: two_level_bootstrap(totals, rng),
        "mixed model REML, z": mixed_model,
        "template means, t(T - 1)": intervals.population_interval,
        "within-template pooled t": intervals.suite_interval,
    }
    hits = {(name, runs): np.zeros(3) for name in methods for runs in RUNS}
    for runs in RUNS:
        for draw in range(sims):
            totals, truth = chains(rng, [runs] * TEMPLATES)
            for name, method in methods.items():
                if draw % 4 == 0 or "bootstrap" not in name:
                    found = method(totals)
                    hits[name, runs] += holds(found, MEAN), holds(found, truth), 1
    for name in methods:
        for (label, stated), runs in itertools.product(zip("PF", STATED[name], strict=True), RUNS):
            hit, value = hits[name, runs], stated[RUNS.index(runs)]
            share = float(hit["PF".index(label)] / hit[2])
            yield Row(f"{name}, {label}, R = {runs}", (value, value), share)


def unbalanced_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """Runs per template 1, 2, 1, 1, 10."""
    runs, hits = [1, 2, 1, 1, 10], np.zeros(4)
    critical = t_critical(0.95, TEMPLATES - 1)
    for _ in range(sims):
        totals, truth = chains(rng, runs)
        hits += (
            holds(naive(totals), MEAN),
            holds(cluster_robust(totals, critical), MEAN),
            holds(intervals.population_interval(totals), MEAN),
            holds(intervals.suite_interval(totals), truth),
        )
    names = ("naive t, P", "run-weighted CR1 with t, P", "template means, P", "pooled t, F")
    for name, stated, hit in zip(names, (0.695, 0.805, 0.952, 0.95), hits, strict=True):
        yield Row(f"unbalanced 1, 2, 1, 1, 10: {name}", (stated, stated), float(hit) / sims)


def template_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """One template of the suite, with the spread pooled."""
    for runs in ([2] * 5, [2, 3, 5, 2, 9]):
        hit = 0
        for _ in range(sims):
            totals, _ = chains(rng, runs, between=0)
            hit += holds(intervals.template_interval(totals, "t0"), MEAN)
        yield Row(f"one template, runs {runs}", (0.95, 0.95), hit / sims)


def difference_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """Model differences: this suite, new templates, paired runs; true difference 0."""
    cases = {
        "stratified t, R = 3": ([3] * 5, [3] * 5, 15.0),
        "stratified t, R = 3, SD 15 and 29": ([3] * 5, [3] * 5, 29.0),
        "stratified t, runs 3 and 2, 6, ..., SD 15 and 29": ([3] * 5, [2, 6, 4, 3, 6], 29.0),
    }
    for name, (runs_a, runs_b, sd_b) in cases.items():
        hit = 0
        for _ in range(sims):
            a, _ = chains(rng, runs_a, between=0)
            b, _ = chains(rng, runs_b, between=0, run=sd_b)
            found = comparison.suite_difference(a, b)
            hit += isinstance(found, comparison.Difference) and holds(found.interval, 0)
        yield Row(name, (0.95, 0.95), hit / sims)
    yield from _paired_rows(rng, sims)


def _paired_rows(rng: Rng, sims: int) -> Iterator[Row]:
    hits = np.zeros(2)
    for _ in range(sims):
        a, _ = chains(rng, [3] * 5, between=6 * math.sqrt(2))
        b, _ = chains(rng, [3] * 5, between=0)
        by_template = comparison.population_difference(a, b)
        shared, _ = chains(rng, [3] * 5, between=0)
        noisy = {t: [x + e for x, e in zip(shared[t], rng.normal(0, 4, 3), strict=True)] for t in a}
        by_run = comparison.run_paired_difference(noisy, shared)
        hits += [
            isinstance(found, comparison.Difference) and holds(found.interval, 0)
            for found in (by_template, by_run)
        ]
    yield Row("paired t over templates, interaction SD 6", (0.95, 0.95), float(hits[0]) / sims)
    yield Row("paired runs, stratified", (0.95, 0.95), float(hits[1]) / sims)


# Mean number of findings a run of each weight, near the ceiling: mean score 9.04.
WEIGHTS, RATES = (0.25, 1.0, 2.5, 5.0), (0.15, 0.05, 0.15, 0.1)


def findings_of(
    rng: Rng, runs: int, spread: float, rates: tuple[float, ...] = RATES
) -> list[list[float]]:
    """Findings of each run; `spread` is the variance of the runs' common rate factor."""
    factor = rng.gamma(1 / spread, spread, runs) if spread else np.ones(runs)
    counts = rng.poisson(np.outer(factor, rates))
    return [[w for w, k in zip(WEIGHTS, row, strict=True) for _ in range(k)] for row in counts]


def cell_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """One action's cell: bare scores with t, findings with Fay-Feuer."""
    for runs, stated in ((5, 0.72), (10, 0.83), (15, 0.88)):
        for spread in (0.0, 1.0):
            truth = 10 - sum(w * r for w, r in zip(WEIGHTS, RATES, strict=True))
            hits = np.zeros(2)
            for _ in range(sims):
                findings = findings_of(rng, runs, spread)
                scores = {"t": [10 - sum(run) for run in findings]}
                hits += (
                    holds(cells.score_interval(scores), truth),
                    holds(cells.cell_interval({"t": findings}), truth),
                )
            words = ", overdispersed" if spread else ""
            if not spread:
                yield Row(f"bare scores, t, n = {runs}", (stated, stated), float(hits[0]) / sims)
            yield Row(f"Fay-Feuer, n = {runs}{words}", (0.92, 0.99), float(hits[1]) / sims)


def error_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """Chance of a false finding where there is nothing to find; stated: .05, or at most that."""
    hits = np.zeros(4)
    for _ in range(sims):
        same = [chains(rng, [3] * 5, between=0)[0] for _ in range(4)]
        hits += _false_tukey(rng), _false_rank(same), _false_permutation(rng), _false_tie(same)
    low, high = (0.05, 0.05), (0.0, 0.05)
    yield Row("false finding among 4 models, Tukey", low, float(hits[0]) / sims)
    yield Row("false finding among 4 models, Holm", high, float(hits[1]) / sims)
    yield Row("false finding, permutation within templates", high, float(hits[2]) / sims)
    yield Row("false tie at the margin", high, float(hits[3]) / sims)


def _false_tukey(rng: Rng) -> bool:
    means = {f"m{i}": rng.normal(0, 1, TEMPLATES).tolist() for i in range(4)}
    pairs = ranking.tukey(means)
    return isinstance(pairs, tuple) and any(pair.significant for pair in pairs)


def _false_rank(models: list[dict[str, list[float]]]) -> bool:
    ranked = ranking.rank(dict(zip("abcd", models, strict=True)), scope="suite")
    return isinstance(ranked, ranking.Ranking) and any(pair.significant for pair in ranked.pairs)


def _false_permutation(rng: Rng) -> bool:
    a, b = (chains(rng, [2] * 4, between=0)[0] for _ in range(2))
    test = permutation.within_templates(a, b)
    return isinstance(test, permutation.PermutationTest) and test.p_value <= 0.05


def _false_tie(models: list[dict[str, list[float]]]) -> bool:
    """Equal models, one shifted by just the margin; enough runs for a tie to be possible."""
    first, second, third, fourth = models
    many = {t: first[t] + second[t] for t in first}
    shifted = {t: [v + 20.0 for v in third[t] + fourth[t]] for t in first}
    found = comparison.suite_difference(shifted, many)
    assert isinstance(found, comparison.Difference)
    tie = comparison.equivalence(found, 20.0)
    return isinstance(tie, comparison.Equivalence) and tie.equivalent


def gate_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """False alarms of the regression gate; stated: half of .05, as only losses fire."""
    fired = 0
    for _ in range(sims):
        base = {m: chains(rng, [3] * 5, between=0)[0] for m in "abc"}
        new = {m: chains(rng, [3] * 5, between=0)[0] for m in "abc"}
        fired += any(gate.fires(v) for v in gate.regressions(base, new, advise=False).values())
    yield Row("false alarm of the gate, 3 models", (0.0, 0.025), fired / sims)


def stopping_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """Stopping by width, and three ways of looking early at a difference, over 15 rounds."""
    for target in (6.0, 8.0, 10.0):
        hit = 0
        for _ in range(sims):
            totals, truth = chains(rng, [15] * TEMPLATES)
            rounds = next(
                (
                    r
                    for r in range(3, 15)
                    if stopping.width_decision(_first(totals, r), target).stop
                ),
                15,
            )
            hit += holds(intervals.suite_interval(_first(totals, rounds)), truth)
        yield Row(f"stopped by width, ±{target:g}", (0.935, 0.951), hit / sims)
    yield from _looking_rows(rng, sims)


def _looking_rows(rng: Rng, sims: int) -> Iterator[Row]:
    hits = np.zeros(3)
    planned = stopping.look_level(0.95, 5)
    for _ in range(sims):
        x = rng.normal(0, 1, 15)
        seen = {n: x[:n].tolist() for n in range(2, 16)}
        hits += (
            any(_excludes(intervals.naive_interval(v)) for v in seen.values()),
            any(_excludes(intervals.naive_interval(seen[n], planned)) for n in (3, 6, 9, 12, 15)),
            any(_excludes(stopping.anytime_interval(v)) for v in seen.values()),
        )
    names = ("p < .05 after every round", "five planned looks", "anytime-valid t")
    for name, stated, hit in zip(names, (0.23, 0.037, 0.015), hits, strict=True):
        yield Row(f"type I error, {name}", (stated, stated), float(hit) / sims)


def _first(totals: dict[str, list[float]], rounds: int) -> dict[str, list[float]]:
    return {name: runs[:rounds] for name, runs in totals.items()}


def _excludes(interval: Interval | Refusal) -> bool:
    return isinstance(interval, Interval) and interval.excludes(0)


def agreement_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """Intervals of agreement; nominal levels of approximations."""
    hits = np.zeros(5)
    truth = 4.0 / (4.0 + 1.0 + 2.0)
    for _ in range(sims):
        judges, items = rng.normal(0, 1, 4), rng.normal(7, 2, 30)
        scores = items[:, None] + judges + rng.normal(0, math.sqrt(2), (30, 4))
        single = agreement.icc(scores.tolist(), "2,1")
        panel = agreement.icc(scores.tolist(), "2,k")
        limits = agreement.bland_altman(
            (items + rng.normal(1, 1, 30)).tolist(), (items + rng.normal(0, 1, 30)).tolist()
        )
        assert isinstance(limits, agreement.BlandAltman)
        hits += (
            holds(single, truth),
            holds(panel, 4.0 / (4.0 + (1.0 + 2.0) / 4)),
            holds(limits.bias, 1.0),
            holds(limits.lower, 1.0 - 1.959964 * math.sqrt(2)),
            holds(intervals.proportion_interval(int(rng.binomial(30, 0.3)), 30), 0.3),
        )
    names = (
        "ICC(2,1), 30 items, 4 judges",
        "ICC(2,k)",
        "Bland-Altman bias",
        "Bland-Altman limit",
        "Wilson, n = 30, p = .3",
    )
    for name, hit in zip(names, hits, strict=True):
        yield Row(name, (0.95, 0.95), float(hit) / sims, exact=name == "Bland-Altman bias")
    yield from _category_rows(rng, sims)


def _category_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """Two judges who see the truth 8 times in 10 and guess otherwise: kappa .64, AC1 the same."""
    hits = np.zeros(2)
    for _ in range(sims):
        truth = rng.integers(0, 3, 60)
        judged = [np.where(rng.random(60) < 0.8, truth, rng.integers(0, 3, 60)) for _ in range(2)]
        table = np.zeros((3, 3))
        np.add.at(table, (judged[0], judged[1]), 1)
        kappa = coefficients.cohen_kappa(table.tolist())
        ac1 = coefficients.gwet([j.tolist() for j in judged])
        hits += [
            isinstance(c, coefficients.Coefficient) and holds(c.interval, 0.64)
            for c in (kappa, ac1)
        ]
    hit = sum(_bootstrap_holds(rng, seed) for seed in range(max(1, sims // 10)))
    share = hit / max(1, sims // 10)
    yield Row("concordance, bootstrap over 30 chains", (0.95, 0.95), share, exact=False)
    yield Row("Cohen's kappa, 60 units", (0.95, 0.95), float(hits[0]) / sims, exact=False)
    yield Row("Gwet's AC1, 60 units", (0.95, 0.95), float(hits[1]) / sims, exact=False)


def _bootstrap_holds(rng: Rng, seed: int) -> bool:
    """30 chains of 4 items; the concordance of the two judges is 4 / 5.5."""
    items = rng.normal(7, 1, 30)[:, None] + rng.normal(0, math.sqrt(3), (30, 4))
    judged = items[..., None] + rng.normal(0, math.sqrt(1.5), (30, 4, 2))
    chains_of = {f"c{c}": [tuple(pair) for pair in judged[c].tolist()] for c in range(30)}
    interval = agreement.chain_bootstrap(
        chains_of,
        lambda pairs: agreement.concordance([x for x, _ in pairs], [y for _, y in pairs]),
        draws=200,
        seed=seed,
    )
    return holds(interval, 4 / 5.5)


def routing_rows(rng: Rng, sims: int) -> Iterator[Row]:
    """Gain of a mix of 4 models on 5 templates: the corrected interval and the plain one."""
    shape, free = (4, TEMPLATES, 16), np.zeros((4, 16)).tolist()
    for runs in (1, 3, 15):
        hits = np.zeros(2)
        for _ in range(sims):
            truth = rng.normal(7, 0.8, (4, 16))
            noise = math.sqrt(1.49**2 + 2.76**2 / runs)
            found = routing.routing_gain(
                (truth[:, None] + rng.normal(0, noise, shape)).tolist(), free
            )
            assert isinstance(found, routing.RoutingGain)
            gain = float(
                np.mean([routing.gain_of(fold, truth, np.zeros((4, 16))) for fold in found.folds])
            )
            plain = found.gain.halfwidth * math.sqrt((1 / 5) / (1 / 5 + 1 / 4))
            hits += holds(found.gain, gain), abs(found.gain.estimate - gain) <= plain
        yield Row(f"routing gain, Nadeau-Bengio, R = {runs}", (0.94, 0.96), float(hits[0]) / sims)
        yield Row(f"routing gain, plain fold t, R = {runs}", (0.84, 0.88), float(hits[1]) / sims)


# Each part with the share of the simulations that it gets: some cost more per draw.
PARTS: dict[str, tuple[Callable[[Rng, int], Iterator[Row]], float]] = {
    "totals": (totals_rows, 1.0),
    "unbalanced": (unbalanced_rows, 1.0),
    "template": (template_rows, 1.0),
    "difference": (difference_rows, 1.0),
    "cell": (cell_rows, 1.0),
    "error": (error_rows, 0.1),
    "gate": (gate_rows, 0.25),
    "stopping": (stopping_rows, 0.5),
    "agreement": (agreement_rows, 0.5),
    "routing": (routing_rows, 0.25),
}


def table(sims: int, seed: int, parts: list[str] | None = None) -> Iterator[Row]:
    """All rows of the parts asked for (default: all), each part with its own stream of numbers."""
    for index, (name, (rows, share)) in enumerate(PARTS.items()):
        if parts is None or name in parts:
            yield from rows(np.random.default_rng([seed, index]), max(1, round(sims * share)))


def line(row: Row) -> str:
    """One line of the printed table."""
    low, high = row.stated
    stated = f"{low:.3f}" if low == high else f"{low:.3f}-{high:.3f}"
    mark = "" if abs(row.difference) <= 0.01 else "  off" if row.exact else "  approximate"
    return f"{row.name:<56}{stated:>13}{row.measured:>10.3f}{row.difference:>+9.3f}{mark}"


def main() -> None:
    """Print the table, and how many rows lie within .01 of what is stated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sims", type=int, default=10_000, help="draws per row (default 10000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", action="append", choices=list(PARTS), help="only this part")
    options = parser.parse_args()
    print(f"{'interval or test':<56}{'stated':>13}{'measured':>10}{'diff':>9}")
    started, rows = time.perf_counter(), []
    for row in table(options.sims, options.seed, options.part):
        print(line(row), flush=True)
        rows.append(row)
    exact = [row for row in rows if row.exact]
    close = sum(abs(row.difference) <= 0.01 for row in exact)
    took = time.perf_counter() - started
    print(f"{close} of {len(exact)} rows with a stated value within .01; {took:.0f} s")


if __name__ == "__main__":
    main()
