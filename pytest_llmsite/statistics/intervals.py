"""How good is the model? Intervals for this suite, for new templates, and for one template.

Two questions need two intervals, and both are printed. "This suite": how good on exactly these
templates; only the runs vary. "New templates": how good on templates like these; the templates
vary too. See Miller (2024), "Adding error bars to evals", arXiv 2411.00640, for the distinction.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from .answers import Description, Interval, Refusal
from .cells import cell_interval
from .distributions import normal_quantile, t_critical
from .samples import (
    Totals,
    by_template,
    checked_level,
    clean,
    is_usable,
    sample_sd,
    template_means,
    within_squares,
)

__all__ = [
    "cell_interval",
    "describe",
    "naive_interval",
    "population_interval",
    "proportion_interval",
    "suite_interval",
    "summary_interval",
    "template_interval",
    "template_intervals",
]

NO_SPREAD = "the runs of a template were all equal, so the spread between runs is unknown"


def describe(totals: Totals) -> Description | Refusal:
    """Mean, spread and extremes of one model's chain totals, in points.

    The mean is the mean of template means; SDs have divisor n - 1. Refused when there is no total.
    """
    arrays = by_template(totals)
    if isinstance(arrays, Refusal):
        return arrays
    every = np.sort(np.concatenate(list(arrays.values())))
    squares, df = within_squares(arrays.values())
    tenth = math.ceil(every.size / 10)
    return Description(
        mean=float(template_means(arrays).mean()),
        sd=sample_sd(every) if every.size > 1 else None,
        run_sd=math.sqrt(squares / df) if df else None,
        n=int(every.size),
        templates=len(arrays),
        best=float(every[-1]),
        worst=float(every[0]),
        worst_decile=float(every[:tenth].mean()) if every.size >= 10 else None,
    )


def suite_interval(totals: Totals, level: float = 0.95) -> Interval | Refusal:
    """Interval of the model's mean on exactly these templates.

    With T templates of R_t runs and s2 the variance within templates, pooled over templates:
    mean of template means +- t(sum(R_t - 1)) * sqrt(s2 * sum(1 / R_t)) / T
    (stratified sampling with equal stratum weights: Cochran, Sampling Techniques, 1977, ch. 5).
    A template with one run counts in the mean and lends its 1/R_t to the error.

    Refused when no template has two runs. `n` is the number of chains.
    """
    checked_level(level)
    arrays = by_template(totals)
    if isinstance(arrays, Refusal):
        return arrays
    squares, df = within_squares(arrays.values())
    if df == 0:
        return Refusal("every template has a single run: the spread between runs needs two")
    inverse = sum(1 / values.size for values in arrays.values())
    return _around(
        float(template_means(arrays).mean()),
        math.sqrt(squares / df * inverse) / len(arrays),
        level,
        "this suite: pooled t within templates",
        n=sum(values.size for values in arrays.values()),
        df=df,
        caution="" if squares else NO_SPREAD,
    )


def population_interval(totals: Totals, level: float = 0.95) -> Interval | Refusal:
    """Interval of the model's mean on new templates like these.

    Mean of template means +- t(T - 1) * sd(template means) / sqrt(T): the template is the cluster
    and the cluster means are the sample (Cameron, Gelbach & Miller 2008 on few clusters; Bowyer et
    al. 2025 on small samples). It keeps its level for any number of runs per template, equal or not.

    Refused with fewer than two templates. `n` is the number of templates.
    """
    checked_level(level)
    arrays = by_template(totals)
    if isinstance(arrays, Refusal):
        return arrays
    means = template_means(arrays)
    if means.size < 2:
        return Refusal("there is one template: how templates differ needs two")
    sd = sample_sd(means)
    return _around(
        float(means.mean()),
        sd / math.sqrt(means.size),
        level,
        "new templates: t over template means",
        n=int(means.size),
        df=means.size - 1,
        caution="" if sd else "the template means are all equal, so their spread is unknown",
    )


def template_interval(totals: Totals, template: str, level: float = 0.95) -> Interval | Refusal:
    """Interval of the model's mean on one template of the suite.

    Mean of the template's R runs +- t(sum(R_t - 1)) * s_within / sqrt(R), with the variance within
    templates pooled over all templates of `totals`, which buys degrees of freedom that R runs alone
    do not have. Refused when the template has fewer than two runs. `n` is R.
    """
    checked_level(level)
    arrays = by_template(totals)
    if isinstance(arrays, Refusal):
        return arrays
    if template not in arrays:
        return Refusal(f"{template} has no complete chain")
    runs = arrays[template]
    if runs.size < 2:
        return Refusal(f"{template} has a single run: an interval needs two")
    squares, df = within_squares(arrays.values())
    return _around(
        float(runs.mean()),
        math.sqrt(squares / df / runs.size),
        level,
        "one template: t with the spread pooled over templates",
        n=int(runs.size),
        df=df,
        caution="" if squares else NO_SPREAD,
    )


def template_intervals(totals: Totals, level: float = 0.95) -> dict[str, Interval | Refusal]:
    """`template_interval` of every template of `totals`, in its order."""
    return {name: template_interval(totals, name, level) for name in totals}


def naive_interval(values: Iterable[float | None], level: float = 0.95) -> Interval | Refusal:
    """Student's interval over independent values: mean +- t(n - 1) * s / sqrt(n).

    Right for a plain sample; wrong for chains of several templates, whose runs are not independent
    (coverage falls to .54 at 15 runs on 5 templates). It is here to show that, and for bare scores
    of one template. Refused with fewer than two values.
    """
    checked_level(level)
    sample = clean(values)
    if sample.size < 2:
        return Refusal("an interval needs two values")
    if not is_usable(sample):
        return Refusal("a score is infinite")
    return summary_interval(float(sample.mean()), sample_sd(sample), int(sample.size), level)


def summary_interval(mean: float, sd: float, n: int, level: float = 0.95) -> Interval | Refusal:
    """`naive_interval` from a printed mean, SD (divisor n - 1) and n."""
    checked_level(level)
    if n < 2:
        return Refusal("an interval needs two values")
    if not (math.isfinite(mean) and math.isfinite(sd) and sd >= 0):
        return Refusal("the mean or the SD is not a number")
    caution = "" if sd else "the values were all equal, so their spread is unknown"
    method = "t over independent values"
    return _around(mean, sd / math.sqrt(n), level, method, n=n, df=n - 1, caution=caution)


def proportion_interval(successes: int, n: int, level: float = 0.95) -> Interval | Refusal:
    """Wilson's interval of a proportion (Wilson 1927); never of zero width.

    (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n). Refused when n is 0.
    """
    checked_level(level)
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}")
    if n == 0:
        return Refusal("there is nothing to count")
    p, z2 = successes / n, normal_quantile((1 + level) / 2) ** 2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low, high = min(p, max(0.0, centre - half)), max(p, min(1.0, centre + half))
    return Interval(p, low, high, level, "Wilson's interval of a proportion", n)


def _around(
    estimate: float,
    error: float,
    level: float,
    method: str,
    *,
    n: int,
    df: int,
    caution: str,
) -> Interval:
    half = t_critical(level, df) * error
    return Interval(
        estimate, estimate - half, estimate + half, level, method, n, float(df), caution
    )
