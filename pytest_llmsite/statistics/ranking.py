"""Which models are apart? Corrections for many comparisons, tiers, and sets of possible ranks."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np

from .answers import Refusal
from .comparison import MARGIN, difference, suite_difference
from .distributions import chi2_upper, studentized_range_upper
from .power import Scope
from .samples import (
    Array,
    Totals,
    by_template,
    checked_level,
    is_constant,
    template_means,
    within_squares,
)
from .verdict import Verdict, verdict

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models compared among many.

    Attributes:
        a, b: the models.
        estimate: A minus B in points; None where the comparison is refused.
        p_value: adjusted for the number of pairs; None where the comparison is refused.
        significant: whether they are shown to differ.
    """

    a: str
    b: str
    estimate: float | None
    p_value: float | None
    significant: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """A model's place.

    Attributes:
        mean: mean of template means, in points.
        tier: 1 for the best tier; a tier ends before the first model shown to be worse than its best.
        best_rank, worst_rank: best and worst rank that the comparisons leave possible.
    """

    model: str
    mean: float
    tier: int
    best_rank: int
    worst_rank: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Models from best to worst, the method behind the tiers, and all pairs.

    `caution` says what limits the tiers, or "".
    """

    models: tuple[Ranked, ...]
    method: str
    pairs: tuple[Pair, ...]
    caution: str = ""


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Adjusted p of Holm's step-down method, which bounds the chance of any false finding.

    Sorted p_(i) becomes max_{j <= i} min(1, (m - j + 1) p_(j)) (Holm 1979). None stays None and does
    not count in m.
    """
    order, m = _ascending(p_values)
    adjusted: list[float | None] = [None] * len(p_values)
    running = 0.0
    for place, (p, index) in enumerate(order):
        running = max(running, min(1.0, (m - place) * p))
        adjusted[index] = running
    return adjusted


def holm_levels(p_values: Mapping[Key, float], level: float = 0.95) -> dict[Key, float]:
    """The level at which Holm's method tests each hypothesis, for intervals that agree with it.

    With m hypotheses the i-th smallest p is tested at 1 - alpha / (m - i + 1); those behind the first
    that fails get that one's level, at which they fail too.
    """
    levels: dict[Key, float] = {}
    step, stopped = 1 - level, False
    for place, key in enumerate(sorted(p_values, key=lambda k: p_values[k])):
        if not stopped:
            step = (1 - level) / (len(p_values) - place)
            stopped = p_values[key] >= step
        levels[key] = 1 - step
    return levels


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Adjusted p that bound the expected share of false findings among the findings.

    Sorted p_(i) becomes min_{j >= i} min(1, m p_(j) / j) (Benjamini & Hochberg 1995). None stays
    None and does not count in m.
    """
    order, m = _ascending(p_values)
    adjusted: list[float | None] = [None] * len(p_values)
    running = 1.0
    for place, (p, index) in reversed(list(enumerate(order))):
        running = min(running, m / (place + 1) * p)
        adjusted[index] = running
    return adjusted


def tukey(means: Mapping[str, Sequence[float]], level: float = 0.95) -> tuple[Pair, ...] | Refusal:
    """Tukey's test of all pairs on the model x template mean square.

    `means` holds each model's mean on the same T templates. With
    MS = sum_mt (y_mt - y_m - y_t + y)^2 / ((M - 1)(T - 1)), the pair's p is that of a studentized
    range of |y_a - y_b| / sqrt(MS / T) over M means with (M - 1)(T - 1) df (Tukey 1953; Scheffé 1959).

    Refused with fewer than two models or templates, unequal numbers of templates, or MS = 0.
    """
    checked_level(level)
    names = list(means)
    if len(names) < 2 or len({len(row) for row in means.values()}) != 1:
        return Refusal("the models do not share the same templates")
    table = np.array([list(row) for row in means.values()], dtype=np.float64)
    if table.shape[1] < 2:
        return Refusal("there is one template: how templates differ needs two")
    square, df = interaction_square(table)
    if square == 0:
        return Refusal("the models differ by the same amount on every template")
    error = math.sqrt(square / table.shape[1])
    overall = table.mean(axis=1)
    pairs = []
    for i, j in combinations(range(len(names)), 2):
        gap = float(overall[i] - overall[j])
        p = studentized_range_upper(abs(gap) / error, len(names), df)
        pairs.append(Pair(names[i], names[j], gap, p, p < 1 - level))
    return tuple(pairs)


def interaction_square(table: Array) -> tuple[float, int]:
    """Model x template mean square of a table of means (M x T), and its df; 0 when only rounding."""
    residual = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    if np.abs(residual).max() <= 1e-9 * max(1.0, float(np.abs(table).max())):
        return 0.0, df
    return float(np.square(residual).sum()) / df, df


def run_sds_alike(models: Sequence[Mapping[str, Array]], level: float = 0.95) -> bool:
    """Whether the models' run SDs may be taken as one: Bartlett's test (1937) does not object.

    With s2_i on df_i and s2 pooled on N = sum(df_i):
    (N ln s2 - sum df_i ln s2_i) / (1 + (sum 1/df_i - 1/N) / (3 (k - 1))) ~ chi2(k - 1).
    False when a model has no two runs of a template, or no spread where others have some.
    """
    spreads = [within_squares(arrays.values()) for arrays in models]
    if any(df == 0 for _, df in spreads):
        return False
    if any(squares == 0 for squares, _ in spreads) or len(spreads) < 2:
        return all(squares == 0 for squares, _ in spreads) or len(spreads) < 2
    total_df = sum(df for _, df in spreads)
    pooled = sum(squares for squares, _ in spreads) / total_df
    statistic = total_df * math.log(pooled) - sum(df * math.log(sq / df) for sq, df in spreads)
    k = len(spreads)
    correction = 1 + (sum(1 / df for _, df in spreads) - 1 / total_df) / (3 * (k - 1))
    return chi2_upper(statistic / correction, k - 1) >= 1 - level


def rank(
    models: Mapping[str, Totals], *, scope: Scope = "population", level: float = 0.95
) -> Ranking | Refusal:
    """Tiers and rank sets of models by their mean of template means.

    On new templates: Tukey where all models share at least two templates and their run SDs are
    alike, else paired t for each pair with Holm. On this suite: stratified t for each pair with Holm.
    Where a pair did not vary at all, runs relabelled within templates decide.

    Rank set of a model: [1 + number significantly better, M - number significantly worse]
    (Mogstad, Romano, Shaikh & Wilhelm 2024). Models without a complete chain are left out; refused
    when none is left.
    """
    cleaned = {name: by_template(totals) for name, totals in models.items()}
    arrays = {name: found for name, found in cleaned.items() if not isinstance(found, Refusal)}
    if not arrays:
        return Refusal("no model has a complete chain")
    pairs, method = _all_pairs({name: models[name] for name in arrays}, arrays, scope, level)
    means = {name: float(template_means(found).mean()) for name, found in arrays.items()}
    order = sorted(means, key=lambda name: (-means[name], name))
    worse_than = _significant(pairs)
    ranked, tier, leader = [], 0, ""
    for name in order:
        if not leader or (leader, name) in worse_than:
            tier, leader = tier + 1, name
        above = sum((other, name) in worse_than for other in order)
        below = sum((name, other) in worse_than for other in order)
        ranked.append(Ranked(name, means[name], tier, 1 + above, len(order) - below))
    return Ranking(tuple(ranked), method, pairs, _ranking_caution(pairs, arrays))


def pairwise(
    models: Mapping[str, Totals],
    *,
    scope: Scope = "suite",
    margin: float = MARGIN,
    level: float = 0.95,
) -> dict[tuple[str, str], Verdict]:
    """A verdict on every pair, in the models' order, with Holm's protection over all pairs.

    Each pair is judged, and its interval drawn, at the level at which Holm's method tests it
    (`holm_levels`), so that the words and the interval agree.
    """
    names = list(models)
    tested = {
        (a, b): difference(models[a], models[b], scope, level) for a, b in combinations(names, 2)
    }
    found = {key: d.p_value for key, d in tested.items() if not isinstance(d, Refusal)}
    levels = holm_levels(found, level)
    return {
        (a, b): verdict(
            models[a], models[b], scope=scope, margin=margin, level=levels.get((a, b), level)
        )
        for a, b in tested
    }


def _all_pairs(
    models: Mapping[str, Totals],
    arrays: Mapping[str, Mapping[str, Array]],
    scope: Scope,
    level: float,
) -> tuple[tuple[Pair, ...], str]:
    first = next(iter(arrays.values()))
    common = [name for name in first if all(name in found for found in arrays.values())]
    if scope == "population" and len(common) >= 2 and run_sds_alike(list(arrays.values()), level):
        table = {m: [float(found[t].mean()) for t in common] for m, found in arrays.items()}
        pairs = tukey(table, level)
        if not isinstance(pairs, Refusal):
            return pairs, "new templates: Tukey on the model x template mean square"
    tested = {(a, b): _pair(models[a], models[b], scope, level) for a, b in combinations(models, 2)}
    adjusted = holm([None if found is None else found[1] for found in tested.values()])
    method = "paired t" if scope == "population" else "stratified t"
    scope_words = "new templates" if scope == "population" else "this suite"
    pairs = tuple(
        Pair(a, b, found[0] if found else None, p, p is not None and p < 1 - level)
        for ((a, b), found), p in zip(tested.items(), adjusted, strict=True)
    )
    return pairs, f"{scope_words}: {method} with Holm"


def _pair(a: Totals, b: Totals, scope: Scope, level: float) -> tuple[float, float] | None:
    """Estimate and p of one pair; None where refused."""
    found = difference(a, b, scope, level)
    if isinstance(found, Refusal):
        return None
    if not found.error and scope == "population":
        # Equal differences on all templates: a sign flip of few templates cannot tell, runs can.
        by_runs = suite_difference(a, b, level)
        if not isinstance(by_runs, Refusal):
            found = by_runs
    return found.estimate, found.p_value


def _significant(pairs: Sequence[Pair]) -> set[tuple[str, str]]:
    """(better, worse) of every pair that is apart."""
    apart = set()
    for pair in pairs:
        if pair.significant and pair.estimate:
            apart.add((pair.a, pair.b) if pair.estimate > 0 else (pair.b, pair.a))
    return apart


def _ranking_caution(pairs: Sequence[Pair], arrays: Mapping[str, Mapping[str, Array]]) -> str:
    refused = sum(pair.p_value is None for pair in pairs)
    if refused:
        return f"{refused} of {len(pairs)} pairs cannot be compared"
    if len({frozenset(found) for found in arrays.values()}) > 1:
        return "the models did not run on the same templates"
    if pairs and all(is_constant(runs) for found in arrays.values() for runs in found.values()):
        return "no runs of a template differ"
    return ""


def _ascending(p_values: Sequence[float | None]) -> tuple[list[tuple[float, int]], int]:
    present = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    return present, len(present)
