"""Tests that assume nothing but exchangeability: relabelling runs, and flipping signs.

Under the hypothesis that two models are the same, any run of a template could have been the other
model's (Fisher 1935; Pitman 1937). They need no variance, so they answer even where runs are equal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .answers import Refusal
from .samples import Array, Totals, by_template, clean, is_usable

DRAWS = 19_999
_MOST_SUMS = 2_000_000
_MOST_SUBSETS = 50_000
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """Result of a permutation test.

    Attributes:
        p_value: two-sided, never 0.
        smallest: the smallest p that the design could give; a design whose smallest p exceeds the
            level cannot find anything.
        exact: whether all arrangements were counted, rather than a sample with a fixed seed.
    """

    p_value: float
    smallest: float
    exact: bool


def within_templates(a: Totals, b: Totals, seed: int = 0) -> PermutationTest | Refusal:
    """Two-sided permutation test of equal models, relabelling runs within each template.

    The statistic is sum_t (mean of A on t - mean of B on t); p is the share of arrangements at
    least as far from 0 as the observed. Counted exactly by convolving the templates' distributions
    while that is feasible, else from `DRAWS` random arrangements, as (1 + extreme) / (1 + draws).

    Refused when no template is common to both.
    """
    pairs = common_runs(a, b)
    if isinstance(pairs, Refusal):
        return pairs
    observed = abs(sum(float(x.mean() - y.mean()) for x, y in pairs))
    arrangements = math.prod(math.comb(x.size + y.size, x.size) for x, y in pairs)
    mirrored = all(x.size == y.size for x, y in pairs)
    smallest = min(1.0, (2 if mirrored else 1) / arrangements)
    exact = _exact_share(pairs, observed)
    if exact is not None:
        return PermutationTest(exact, smallest, True)
    share = _sampled_share(pairs, observed, np.random.default_rng(seed))
    return PermutationTest(share, max(smallest, 1 / (DRAWS + 1)), False)


def sign_flip(differences: Sequence[float | None], seed: int = 0) -> PermutationTest | Refusal:
    """Two-sided sign-flip test that differences are symmetric about 0.

    All 2^T sign patterns up to T = 20, else a sample. Five differences cannot give a p below
    2 / 2^5 = .0625. Refused when there is none.
    """
    values = clean(differences)
    if not values.size:
        return Refusal("there is no difference to test")
    if not is_usable(values):
        return Refusal("a difference is infinite")
    observed, scale = abs(float(values.sum())), _scale(values)
    smallest = min(1.0, 2.0 ** (1 - values.size))
    if values.size <= 20:
        sums = np.zeros(1)
        for value in values:
            sums = np.concatenate([sums + value, sums - value])
        share = float(np.mean(np.abs(sums) >= observed - scale))
        return PermutationTest(share, smallest, True)
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(DRAWS, values.size))
    extreme = int((np.abs(signs @ values) >= observed - scale).sum())
    return PermutationTest((1 + extreme) / (1 + DRAWS), max(smallest, 1 / (DRAWS + 1)), False)


def common_runs(a: Totals, b: Totals) -> list[tuple[Array, Array]] | Refusal:
    """Runs of A and of B on each template that both have, in A's order."""
    first, second = by_template(a), by_template(b)
    if isinstance(first, Refusal):
        return first
    if isinstance(second, Refusal):
        return second
    pairs = [(first[name], second[name]) for name in first if name in second]
    return pairs or Refusal("no template has complete chains of both")


def _exact_share(pairs: Sequence[tuple[Array, Array]], observed: float) -> float | None:
    """Share of all arrangements as extreme as `observed`; None where they are too many."""
    sums, counts, scale = np.zeros(1), np.ones(1), 0.0
    for x, y in pairs:
        if math.comb(x.size + y.size, x.size) > _MOST_SUBSETS:
            return None
        values, weights = _template_distribution(x, y)
        scale = max(scale, _scale(np.concatenate([x, y])))
        if values.size * sums.size > _MOST_SUMS:
            return None
        sums, counts = _merged(
            np.add.outer(sums, values).ravel(), np.multiply.outer(counts, weights).ravel(), scale
        )
    extreme = np.abs(sums) >= observed - scale * len(pairs)
    return float(counts[extreme].sum() / counts.sum())


def _template_distribution(x: Array, y: Array) -> tuple[Array, Array]:
    """All differences of means that relabelling one template's runs can give, with their counts."""
    every = np.concatenate([x, y])
    chosen = np.array([every[list(c)].sum() for c in combinations(range(every.size), x.size)])
    differences = chosen / x.size - (every.sum() - chosen) / y.size
    return _merged(differences, np.ones(differences.size), _scale(every))


def _merged(values: Array, counts: Array, scale: float) -> tuple[Array, Array]:
    """Equal sums counted together; equal up to rounding."""
    order = np.argsort(values)
    values, counts = values[order], counts[order]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(values) > scale]))
    return values[starts], np.add.reduceat(counts, starts)


def _sampled_share(
    pairs: Sequence[tuple[Array, Array]], observed: float, rng: np.random.Generator
) -> float:
    totals, scale = np.zeros(DRAWS), 0.0
    for x, y in pairs:
        every = np.concatenate([x, y])
        scale += _scale(every)
        drawn = rng.permuted(np.tile(every, (DRAWS, 1)), axis=1)
        totals += drawn[:, : x.size].mean(axis=1) - drawn[:, x.size :].mean(axis=1)
    return (1 + int((np.abs(totals) >= observed - scale).sum())) / (1 + DRAWS)


def _scale(values: Array) -> float:
    """The distance below which two sums of `values` are the same number."""
    return _TOLERANCE * max(1.0, float(np.abs(values).max()))
