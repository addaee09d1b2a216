"""Chance-corrected agreement: Krippendorff's alpha, Cohen's kappa, Gwet's AC and their kin.

Ratings are a table of raters x units with None for what is missing. For rare yes/no findings kappa
collapses (118/5/2/0: kappa -.02 where both agree on 94 %); use Gwet's AC1 with positive agreement,
precision and recall there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .answers import Interval, Refusal
from .distributions import normal_quantile, t_critical
from .intervals import proportion_interval
from .samples import Array, clean, is_usable

Ratings = Sequence[Sequence[float | None]]
Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Weights = Literal["unweighted", "linear", "quadratic", "ordinal"]

_SAME = Refusal("all ratings are the same, so agreement beyond chance is undefined")


@dataclass(frozen=True, slots=True)
class Coefficient:
    """An agreement coefficient.

    Attributes:
        value: 1 is perfect agreement, 0 what chance gives.
        observed, chance: (weighted) agreement observed, and expected by chance.
        error: standard error; None where none is defined.
        interval: confidence interval, cut to [-1, 1]; None where there is no error.
        n: units it rests on.
    """

    value: float
    observed: float
    chance: float
    error: float | None
    interval: Interval | None
    n: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Agreement on rare findings, from the counts of a 2 x 2 table; None where nothing counts.

    Attributes:
        ac1: Gwet's AC1; kappa: Cohen's, for comparison.
        positive_agreement: 2 both / (2 both + first only + second only).
        precision: share of the first judge's findings that the second has too, Wilson's interval.
        recall: share of the second judge's findings that the first has too.
    """

    ac1: float | None
    kappa: float | None
    positive_agreement: float | None
    precision: Interval | None
    recall: Interval | None


def krippendorff_alpha(ratings: Ratings, metric: Metric = "interval") -> float | Refusal:
    """Krippendorff's alpha, any number of raters, missing ratings allowed (Krippendorff 2011).

    alpha = 1 - D_o / D_e with the coincidences o_ck = sum over units of (pairs of c and k in the
    unit) / (m_u - 1), n_c = sum_k o_ck and n = sum n_c:
    alpha = 1 - (n - 1) sum o_ck d2_ck / sum n_c n_k d2_ck, where d2 is 1 for different values
    (nominal), (sum_{g=c..k} n_g - (n_c + n_k) / 2)^2 (ordinal), (c - k)^2 (interval) or
    ((c - k) / (c + k))^2 (ratio). Units with a single rating say nothing and are left out.

    Refused when no unit has two ratings, when all ratings are the same, or for the ratio metric with
    negative ratings, which it is not defined for.
    """
    units = [clean(unit) for unit in _columns(ratings)]
    units = [unit for unit in units if unit.size > 1]
    if not units:
        return Refusal("no unit has two ratings")
    every = np.concatenate(units)
    if not is_usable(every):
        return Refusal("a score is infinite")
    if metric == "ratio" and every.min() < 0:
        return Refusal("the ratio metric is not defined for negative scores")
    values = np.unique(every)
    if values.size == 1:
        return _SAME
    coincidences = np.zeros((values.size, values.size))
    for unit in units:
        at = np.searchsorted(values, unit)
        share = 1 / (unit.size - 1)
        np.add.at(coincidences, (at[:, None], at[None, :]), share)
        np.add.at(coincidences, (at, at), -share)
    counts = coincidences.sum(axis=1)
    distance = _squared_distance(values, counts, metric)
    expected = float(counts @ distance @ counts)
    if expected <= 0:
        return _SAME
    return 1 - (float(counts.sum()) - 1) * float((coincidences * distance).sum()) / expected


def weights_matrix(categories: Sequence[float], kind: Weights) -> Array:
    """Agreement weights between categories, 1 on the diagonal and 0 for the farthest.

    Linear 1 - |c - k| / range; quadratic 1 - (c - k)^2 / range^2; ordinal 1 - C(m, 2) / C(q, 2) with
    m = the number of categories from c to k (Gwet 2014, ch. 3).
    """
    values = np.array(categories, dtype=np.float64)
    q = values.size
    if kind == "unweighted" or q < 2:
        return np.eye(q)
    if kind == "ordinal":
        span = np.abs(np.subtract.outer(np.arange(q), np.arange(q))) + 1.0
        distance = span * (span - 1) / 2
    else:
        distance = np.abs(np.subtract.outer(values, values))
        distance = distance**2 if kind == "quadratic" else distance
    return np.asarray(1 - distance / distance.max(), dtype=np.float64)


def cohen_kappa(
    table: Sequence[Sequence[float]],
    weights: Sequence[Sequence[float]] | Weights = "unweighted",
    *,
    n: int | None = None,
    level: float = 0.95,
) -> Coefficient | Refusal:
    """Cohen's (weighted) kappa from a square table of counts or proportions.

    With agreement weights w: p_o = sum w_ij p_ij, p_e = sum w_ij p_i. p_.j, kappa = (p_o - p_e) /
    (1 - p_e) (Cohen 1960, 1968). Asymptotic error of Fleiss, Cohen & Everitt (1969):
    n (1 - p_e)^4 var = sum p_ij (w_ij (1 - p_e) - (w_i. + w_.j)(1 - p_o))^2
    - (p_o p_e - 2 p_e + p_o)^2, with w_i. = sum_j p_.j w_ij and w_.j = sum_i p_i. w_ij.

    `weights` are agreement weights (1 for full agreement) or a kind. `n` is the number of units when
    `table` holds proportions. Refused for an empty table or when chance alone agrees fully.
    """
    counts = np.array(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.shape[0] < 2:
        return Refusal("the table is not square with two categories or more")
    if not is_usable(counts) or counts.min() < 0 or counts.sum() <= 0:
        return Refusal("the table holds no counts")
    w = _as_weights(weights, counts.shape[0])
    units = n if n is not None else round(float(counts.sum()))
    p, rows, columns = counts / counts.sum(), *_margins(counts / counts.sum())
    observed, chance = float((w * p).sum()), float(rows @ w @ columns)
    if 1 - chance < 1e-12:
        return _SAME
    value = (observed - chance) / (1 - chance)
    spread = w * (1 - chance) - np.add.outer(w @ columns, rows @ w) * (1 - observed)
    centre = observed * chance - 2 * chance + observed
    variance = (float((p * spread**2).sum()) - centre**2) / (units * (1 - chance) ** 4)
    error = math.sqrt(max(0.0, variance))
    half = normal_quantile((1 + level) / 2) * error
    return _coefficient(value, observed, chance, error, half, units, level, "Cohen's kappa")


def kappa_null_error(
    table: Sequence[Sequence[float]], weights: Sequence[Sequence[float]] | Weights = "unweighted"
) -> float | Refusal:
    """Standard error of kappa if there is no agreement beyond chance, for the test against 0.

    n (1 - p_e)^2 var_0 = sum p_i. p_.j (w_ij - (w_i. + w_.j))^2 - p_e^2 (Fleiss et al. 1969).
    """
    found = cohen_kappa(table, weights)
    if isinstance(found, Refusal):
        return found
    counts = np.array(table, dtype=np.float64)
    w, (rows, columns) = _as_weights(weights, counts.shape[0]), _margins(counts / counts.sum())
    spread = w - np.add.outer(w @ columns, rows @ w)
    inside = float((np.outer(rows, columns) * spread**2).sum()) - found.chance**2
    return math.sqrt(max(0.0, inside) / found.n) / (1 - found.chance)


def gwet(
    ratings: Ratings,
    weights: Weights = "unweighted",
    *,
    categories: Sequence[float] | None = None,
    level: float = 0.95,
) -> Coefficient | Refusal:
    """Gwet's AC1 (unweighted) or AC2 (weighted), missing ratings allowed (Gwet 2008, 2014).

    p_a = mean over units with two ratings of sum_k r_ik (r*_ik - 1) / (r_i (r_i - 1)), with
    r*_ik = sum_l w_kl r_il; p_e = sum(w) / (q (q - 1)) sum_k pi_k (1 - pi_k), with pi_k the mean share
    of category k; AC = (p_a - p_e) / (1 - p_e). Error over units, t(n - 1) interval.

    `categories` are all that were possible; without them, those that occur. Refused when no unit has
    two ratings, or with a single category.
    """
    parts = _agreement_parts(ratings, weights, categories)
    if isinstance(parts, Refusal):
        return parts
    counts, w, observed_by_unit, paired = parts
    n, q = counts.shape
    share = counts / counts.sum(axis=1, keepdims=True)
    pi = share.mean(axis=0)
    factor = float(w.sum()) / (q * (q - 1))
    observed = float(observed_by_unit[paired].mean())
    chance = factor * float((pi * (1 - pi)).sum())
    value = (observed - chance) / (1 - chance)
    if n < 2:
        return Coefficient(value, observed, chance, None, None, n)
    unit = np.where(paired, observed_by_unit - chance, 0.0) * n / paired.sum() / (1 - chance)
    chance_by_unit = factor * (share @ (1 - pi))
    unit = unit - 2 * (1 - value) * (chance_by_unit - chance) / (1 - chance)
    error = math.sqrt(float(np.square(unit - value).sum()) / (n * (n - 1)))
    half = t_critical(level, n - 1) * error
    return _coefficient(value, observed, chance, error, half, n, level, "Gwet's AC")


def fleiss_kappa(ratings: Ratings, weights: Weights = "unweighted") -> Coefficient | Refusal:
    """Fleiss' kappa generalised to missing ratings: p_e = sum w_kl pi_k pi_l (Gwet 2014, ch. 3)."""
    parts = _agreement_parts(ratings, weights, None)
    if isinstance(parts, Refusal):
        return parts
    counts, w, by_unit, paired = parts
    pi = (counts / counts.sum(axis=1, keepdims=True)).mean(axis=0)
    return _corrected(float(by_unit[paired].mean()), float(pi @ w @ pi), counts.shape[0])


def conger_kappa(ratings: Ratings, weights: Weights = "unweighted") -> Coefficient | Refusal:
    """Conger's kappa (1980), Cohen's for several raters, each with its own distribution.

    p_e = sum w_kl (p_k p_l - s2_kl / R), with p_k the mean over R raters of their shares and s2_kl
    the covariance of these. Raters without a rating are left out.
    """
    parts = _agreement_parts(ratings, weights, None)
    if isinstance(parts, Refusal):
        return parts
    counts, w, by_unit, paired = parts
    raters = [row for row in map(clean, ratings) if row.size]
    if len(raters) < 2:
        return Refusal("agreement needs two raters")
    values = np.unique(np.concatenate(raters))
    shares = np.array([[(row == v).mean() for v in values] for row in raters])
    mean = shares.mean(axis=0)
    covariance = (shares.T @ shares - len(raters) * np.outer(mean, mean)) / (len(raters) - 1)
    chance = float((w * (np.outer(mean, mean) - covariance / len(raters))).sum())
    return _corrected(float(by_unit[paired].mean()), chance, counts.shape[0])


def brennan_prediger(ratings: Ratings, weights: Weights = "unweighted") -> Coefficient | Refusal:
    """Brennan & Prediger's coefficient (1981): p_e = sum(w) / q^2, chance as evenly spread."""
    parts = _agreement_parts(ratings, weights, None)
    if isinstance(parts, Refusal):
        return parts
    counts, w, by_unit, paired = parts
    return _corrected(float(by_unit[paired].mean()), float(w.mean()), counts.shape[0])


def finding_agreement(neither: int, first_only: int, second_only: int, both: int) -> Findings:
    """Agreement of two judges on whether a finding is there, from the four counts.

    AC1 = (p_o - p_e) / (1 - p_e) with p_e = 2 pi (1 - pi) and pi the mean share of findings.
    """
    if min(neither, first_only, second_only, both) < 0:
        raise ValueError("counts are not negative")
    total = neither + first_only + second_only + both
    found = 2 * both + first_only + second_only
    kappa = cohen_kappa([[neither, first_only], [second_only, both]])
    pi = found / (2 * total) if total else 0.0
    chance = 2 * pi * (1 - pi)
    precision = proportion_interval(both, both + first_only)
    recall = proportion_interval(both, both + second_only)
    return Findings(
        ac1=((neither + both) / total - chance) / (1 - chance) if total else None,
        kappa=None if isinstance(kappa, Refusal) else kappa.value,
        positive_agreement=2 * both / found if found else None,
        precision=None if isinstance(precision, Refusal) else precision,
        recall=None if isinstance(recall, Refusal) else recall,
    )


def _columns(ratings: Ratings) -> list[list[float | None]]:
    """Ratings by unit; raters may have rows of unequal length."""
    width = max((len(row) for row in ratings), default=0)
    return [[row[u] for row in ratings if u < len(row)] for u in range(width)]


def _squared_distance(values: Array, counts: Array, metric: Metric) -> Array:
    """Squared distances of values under Krippendorff's metrics."""
    apart = np.subtract.outer(values, values)
    if metric == "nominal":
        return np.asarray(apart != 0, dtype=np.float64)
    if metric == "interval":
        return np.asarray(apart**2, dtype=np.float64)
    if metric == "ratio":
        together = np.add.outer(values, values)
        return np.square(np.divide(apart, together, out=np.zeros_like(apart), where=together != 0))
    middle = np.cumsum(counts) - counts / 2
    return np.square(np.subtract.outer(middle, middle))


def _as_weights(weights: Sequence[Sequence[float]] | Weights, size: int) -> Array:
    if isinstance(weights, str):
        return weights_matrix(range(size), weights)
    matrix = np.array(weights, dtype=np.float64)
    if matrix.shape != (size, size):
        raise ValueError(f"weights of shape {matrix.shape} for {size} categories")
    return matrix


def _margins(p: Array) -> tuple[Array, Array]:
    return p.sum(axis=1), p.sum(axis=0)


def _agreement_parts(
    ratings: Ratings, weights: Weights, categories: Sequence[float] | None
) -> tuple[Array, Array, Array, Array] | Refusal:
    """Counts (units x categories), weights, agreement by unit, and which units have two ratings."""
    units = [unit for unit in map(clean, _columns(ratings)) if unit.size]
    if not any(unit.size > 1 for unit in units):
        return Refusal("no unit has two ratings")
    every = np.concatenate(units)
    if not is_usable(every):
        return Refusal("a score is infinite")
    values = np.unique(every if categories is None else np.concatenate([every, categories]))
    if values.size < 2:
        return _SAME
    counts = np.array([[(unit == v).sum() for v in values] for unit in units], dtype=np.float64)
    w = weights_matrix(values.tolist(), weights)
    size = counts.sum(axis=1)
    pairs = np.where(size > 1, size * (size - 1), 1.0)
    agreement = (counts * (counts @ w.T - 1)).sum(axis=1) / pairs
    return counts, w, agreement, size > 1


def _corrected(observed: float, chance: float, n: int) -> Coefficient | Refusal:
    if 1 - chance < 1e-12:
        return _SAME
    return Coefficient((observed - chance) / (1 - chance), observed, chance, None, None, n)


def _coefficient(
    value: float,
    observed: float,
    chance: float,
    error: float,
    half: float,
    n: int,
    level: float,
    method: str,
) -> Coefficient:
    low, high = max(min(-1.0, value), value - half), min(max(1.0, value), value + half)
    interval = Interval(value, low, high, level, method, n)
    return Coefficient(value, observed, chance, error, interval, n)
