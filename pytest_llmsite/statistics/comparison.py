"""Is one model better than another, equivalent, or can one not tell?

Differences are A minus B, template by template, templates weighing equally: sum_t (mean of A on t -
mean of B on t) / T over the templates that both have. A template that only one of them has says
nothing about their difference and is left out, with a caution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .answers import Interval, Refusal
from .distributions import t_critical, t_quantile, t_two_sided, t_upper
from .permutation import PermutationTest, common_runs, sign_flip, within_templates
from .power import Scope
from .samples import (
    Array,
    Totals,
    by_template,
    checked_level,
    clean,
    is_constant,
    is_usable,
    sample_sd,
    within_squares,
)

MARGIN = 8.0  # points: 5 % of the 160 that a chain can reach


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two models with its interval and its test against 0.

    Attributes:
        interval: A minus B in points; `n` counts chains of both models on this suite, templates on
            new templates.
        error: standard error in points; 0 when nothing varied.
        p_value: two-sided. Where nothing varied it comes from a permutation test, as `interval`
            then has no width and `caution` says so.
    """

    interval: Interval
    error: float
    p_value: float

    @property
    def estimate(self) -> float:
        """A minus B, in points."""
        return self.interval.estimate


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Result of two one-sided tests.

    Attributes:
        margin: in points.
        p_value: the larger of the two one-sided p.
        equivalent: whether the difference is shown to lie within the margin.
        smallest_margin: the smallest margin at which it would be.
    """

    margin: float
    p_value: float
    equivalent: bool
    smallest_margin: float


def suite_difference(a: Totals, b: Totals, level: float = 0.95) -> Difference | Refusal:
    """Difference on exactly these templates: stratified t.

    SE^2 = sum_t (s2_A / R_At + s2_B / R_Bt) / T^2 with each model's variance pooled within
    templates. With equal runs the t has the pooled df, 2 T (R - 1); with unequal ones
    Satterthwaite's, because then a model with few and variable runs would be taken for precise
    (Cochran 1977, ch. 5; Satterthwaite 1946). Refused when no template is common, or when no
    template has two runs of either model.
    """
    checked_level(level)
    pairs = common_runs(a, b)
    if isinstance(pairs, Refusal):
        return pairs
    parts = _variance_parts(pairs)
    if isinstance(parts, Refusal):
        return parts
    (var_a, df_a), (var_b, df_b) = parts
    error = math.sqrt(var_a + var_b)
    df = float(df_a + df_b)
    if error and any(x.size != y.size for x, y in pairs):
        df = satterthwaite(parts)
    estimate = float(np.mean([x.mean() - y.mean() for x, y in pairs]))
    n = sum(x.size + y.size for x, y in pairs)
    found = _difference(
        estimate, error, df, level, "this suite: stratified t", n, _left_out(a, b, len(pairs))
    )
    return found if error else _without_spread(found, within_templates(a, b))


def population_difference(a: Totals, b: Totals, level: float = 0.95) -> Difference | Refusal:
    """Difference on new templates like these: paired t over the T differences of template means.

    mean(d) +- t(T - 1) sd(d) / sqrt(T). Refused with fewer than two common templates.
    """
    checked_level(level)
    pairs = common_runs(a, b)
    if isinstance(pairs, Refusal):
        return pairs
    differences = np.array([float(x.mean() - y.mean()) for x, y in pairs])
    found = _one_sample(differences, level, "new templates: paired t over templates")
    if isinstance(found, Refusal):
        return Refusal("one template is common to both: how templates differ needs two")
    found = replace(found, interval=replace(found.interval, caution=_left_out(a, b, len(pairs))))
    return found if found.error else _without_spread(found, sign_flip(list(differences)))


def difference(
    a: Totals, b: Totals, scope: Scope = "suite", level: float = 0.95
) -> Difference | Refusal:
    """`suite_difference` or `population_difference`."""
    return (suite_difference if scope == "suite" else population_difference)(a, b, level)


def run_paired_difference(a: Totals, b: Totals, level: float = 0.95) -> Difference | Refusal:
    """Difference on this suite where run r of A and run r of B belong together.

    For the same replies scored twice, or runs that share their randomness: position r of a template
    in `a` pairs with position r in `b`, incomplete pairs are left out, and the differences d_tr get
    the stratified t of one sample: mean of template means +- t(sum(R_t - 1)) s_d sqrt(sum 1/R_t) / T.
    """
    checked_level(level)
    paired = {
        name: [
            None if x is None or y is None else x - y
            for x, y in zip(a[name], b[name], strict=False)
        ]
        for name in a
        if name in b
    }
    arrays = by_template(paired)
    if isinstance(arrays, Refusal):
        return Refusal("no run is complete in both") if paired else arrays
    squares, df = within_squares(arrays.values())
    if df == 0:
        return Refusal("every template has a single pair of runs: the spread needs two")
    inverse = sum(1 / d.size for d in arrays.values())
    error = math.sqrt(squares / df * inverse) / len(arrays)
    estimate = float(np.mean([d.mean() for d in arrays.values()]))
    every = np.concatenate(list(arrays.values()))
    found = _difference(
        estimate, error, float(df), level, "this suite: paired runs", int(every.size), ""
    )
    return found if error else _without_spread(found, sign_flip(list(every)))


def welch(
    mean_a: float, sd_a: float, n_a: int, mean_b: float, sd_b: float, n_b: int, level: float = 0.95
) -> Difference | Refusal:
    """Welch's t from printed means, SDs (divisor n - 1) and n (Welch 1947).

    For published tables, whose runs are not known; it ignores templates. Refused with n < 2.
    """
    if min(n_a, n_b) < 2:
        return Refusal("a comparison needs two values of each")
    parts = ((sd_a**2 / n_a, n_a - 1), (sd_b**2 / n_b, n_b - 1))
    error = math.sqrt(parts[0][0] + parts[1][0])
    if not (error > 0 and math.isfinite(error)):
        return Refusal("nothing varied, so the difference has no error to be judged by")
    df = satterthwaite(parts)
    return _difference(mean_a - mean_b, error, df, level, "Welch's t", n_a + n_b, "")


def equivalence(
    found: Difference, margin: float = MARGIN, level: float = 0.95
) -> Equivalence | Refusal:
    """Two one-sided t tests that the difference lies within +-`margin` (Schuirmann 1987).

    p = max(P(t >= (margin + d) / SE), P(t >= (margin - d) / SE)); the smallest margin that could be
    shown is |d| + t(level) SE. Refused where nothing varied, for want of an error.
    """
    checked_level(level)
    df = found.interval.df
    if not found.error or df is None:
        return Refusal("nothing varied, so equivalence cannot be shown")
    d = found.estimate
    p = max(t_upper((margin + d) / found.error, df), t_upper((margin - d) / found.error, df))
    smallest = abs(d) + t_quantile(level, df) * found.error
    return Equivalence(margin, p, p < 1 - level, smallest)


def satterthwaite(parts: Sequence[tuple[float, float]]) -> float:
    """Degrees of freedom of a sum of variances v_i with df_i: (sum v)^2 / sum(v_i^2 / df_i)."""
    total = sum(v for v, _ in parts)
    return 1 / sum((v / total) ** 2 / df for v, df in parts if v)


def _variance_parts(
    pairs: Sequence[tuple[Array, Array]],
) -> tuple[tuple[float, int], tuple[float, int]] | Refusal:
    """For A and for B: the variance of the mean of template means, and its df.

    A model without a template of two runs borrows the other's spread, as nothing else is known.
    """
    firsts, seconds = [x for x, _ in pairs], [y for _, y in pairs]
    (squares_a, df_a), (squares_b, df_b) = within_squares(firsts), within_squares(seconds)
    if df_a + df_b == 0:
        return Refusal("every template has a single run: the spread between runs needs two")
    equal = all(x.size == y.size for x, y in pairs)
    pooled = (squares_a + squares_b) / (df_a + df_b)
    s2_a = squares_a / df_a if df_a and not equal else pooled
    s2_b = squares_b / df_b if df_b and not equal else pooled
    share_a = sum(1 / x.size for x in firsts) / len(pairs) ** 2
    share_b = sum(1 / y.size for y in seconds) / len(pairs) ** 2
    if not (df_a and df_b):
        return ((s2_a * (share_a + share_b), df_a + df_b), (0.0, 0))
    return ((s2_a * share_a, df_a), (s2_b * share_b, df_b))


def _one_sample(differences: Array, level: float, method: str) -> Difference | Refusal:
    values = clean(differences.tolist())
    if values.size < 2 or not is_usable(values):
        return Refusal("an interval needs two differences")
    error = 0.0 if is_constant(values) else sample_sd(values) / math.sqrt(values.size)
    n = int(values.size)
    return _difference(float(values.mean()), error, float(n - 1), level, method, n, "")


def _difference(
    estimate: float, error: float, df: float, level: float, method: str, n: int, caution: str
) -> Difference:
    half = t_critical(level, df) * error
    interval = Interval(estimate, estimate - half, estimate + half, level, method, n, df, caution)
    p = t_two_sided(estimate / error, df) if error else 1.0
    return Difference(interval, error, p)


def _without_spread(found: Difference, test: PermutationTest | Refusal) -> Difference:
    """The same difference with a permutation test's p, and a caution that nothing varied."""
    p = 1.0 if isinstance(test, Refusal) else test.p_value
    caution = "nothing varied between runs; judged by a permutation test"
    joined = "; ".join(c for c in (found.interval.caution, caution) if c)
    return Difference(replace(found.interval, caution=joined), 0.0, p)


def _left_out(a: Totals, b: Totals, common: int) -> str:
    templates = {name for totals in (a, b) for name in totals if clean(totals[name]).size}
    missing = len(templates) - common
    return (
        f"{missing} of {len(templates)} templates left out, which one of them lacks"
        if missing
        else ""
    )
