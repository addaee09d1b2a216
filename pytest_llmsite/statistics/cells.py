"""How good is the model at one action or category?

Scores of one action pile up at 10, so Student's t covers far less than it says near the ceiling.
What is added up to a score are findings, each a count with a weight (its deduction); a weighted sum
of counts has a better interval, that of Fay and Feuer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from .answers import Interval, Refusal
from .distributions import chi2_quantile, t_critical
from .samples import Totals, by_template, checked_level, sample_sd, template_means

FULL = 10.0
FLOOR = -10.0
# The deduction of a critical finding: the heaviest that a run without findings could have had.
HEAVIEST = 5.0

# template -> for each run, the deductions of its findings (an empty list: a run without findings;
# None: a run that is missing).
CellFindings = Mapping[str, Sequence[Sequence[float] | None]]


def cell_interval(
    findings: CellFindings, level: float = 0.95, heaviest: float = HEAVIEST
) -> Interval | Refusal:
    """Fay-Feuer gamma interval of the mean score of one action, from its findings.

    Findings of weight w_k occur N_k times in n runs: y = sum(w_k N_k) / n is the mean deduction,
    phi = max(1, s2_run / (sum(w_k^2 N_k) / n)) its overdispersion, v = phi sum(w_k^2 N_k) / n^2 its
    variance and w* = phi max(w_k) / n the weight of one more finding. Then
    lower = v / (2y) * chi2(alpha/2; 2 y^2 / v), 0 when y = 0, and
    upper = (v + w*^2) / (2 (y + w*)) * chi2(1 - alpha/2; 2 (y + w*)^2 / (v + w*^2));
    the score's interval is 10 minus that (Fay & Feuer 1997, Statistics in Medicine 16:791-801).
    Templates weigh equally: with T templates of R_t runs the weight of a finding is w / (T R_t).

    The interval never has zero width: a model without a finding may still have one. `heaviest` is
    the weight that a finding not seen yet could have. Deductions beyond 20 in one run are scaled
    to 20, as its score cannot fall below -10. Refused with fewer than two runs, or when a deduction
    is negative or not a number. `n` is the number of runs.
    """
    checked_level(level)
    runs = _runs(findings)
    if isinstance(runs, Refusal):
        return runs
    n = sum(len(template) for template in runs)
    if n < 2:
        return Refusal("there is a single run: how runs differ needs two")
    share = [1 / (len(runs) * len(template)) for template in runs]
    y = sum(c * sum(map(sum, template)) for c, template in zip(share, runs, strict=True))
    squares = sum(
        c * c * sum(w * w for run in template for w in run)
        for c, template in zip(share, runs, strict=True)
    )
    top = max(heaviest, max((w for template in runs for run in template for w in run), default=0.0))
    deductions = np.array([sum(run) for template in runs for run in template], dtype=np.float64)
    spread = sample_sd(deductions) ** 2 * sum(
        c * c * len(template) for c, template in zip(share, runs, strict=True)
    )
    phi = max(1.0, spread / squares) if squares else 1.0
    low, high = gamma_bounds(y, phi * squares, phi * top * max(share), level)
    return Interval(
        FULL - y,
        max(FLOOR, FULL - high),
        FULL - low,
        level,
        "Fay-Feuer gamma on deductions",
        n,
        None,
        "" if n >= 10 else "fewer than ten runs",
    )


def gamma_bounds(y: float, variance: float, step: float, level: float) -> tuple[float, float]:
    """Bounds of a weighted sum of Poisson counts `y` of estimated `variance` (Fay & Feuer 1997).

    `step` is the weight of one more count. The lower bound is 0 when nothing was counted.
    """
    tail = (1 - level) / 2
    low = 0.0
    if y > 0 and variance > 0:
        low = variance / (2 * y) * chi2_quantile(tail, 2 * y * y / variance)
    more, wider = y + step, variance + step * step
    high = wider / (2 * more) * chi2_quantile(1 - tail, 2 * more * more / wider)
    return low, high


def score_interval(scores: Totals, level: float = 0.95) -> Interval | Refusal:
    """Interval of one action's mean score where its findings are not known, only bare scores.

    The template-equal mean +- t(n - 1) s / sqrt(n_e), with 1 / n_e = sum(1 / R_t) / T^2, cut to
    [-10, 10]. It carries a caution when all scores are equal or there are fewer than ten: near the
    ceiling it covers .72 / .83 / .88 at 5 / 10 / 15 runs. Refused with fewer than two scores.
    """
    checked_level(level)
    arrays = by_template(scores)
    if isinstance(arrays, Refusal):
        return arrays
    every = np.concatenate(list(arrays.values()))
    if every.size < 2:
        return Refusal("there is a single run: how runs differ needs two")
    sd = sample_sd(every)
    mean = float(template_means(arrays).mean())
    inverse = sum(1 / values.size for values in arrays.values()) / len(arrays) ** 2
    half = t_critical(level, every.size - 1) * sd * math.sqrt(inverse)
    caution = (
        "all scores are equal" if sd == 0 else "fewer than ten runs" if every.size < 10 else ""
    )
    low, high = max(min(FLOOR, mean), mean - half), min(max(FULL, mean), mean + half)
    n, df = int(every.size), float(every.size - 1)
    return Interval(mean, low, high, level, "t over bare scores", n, df, caution)


def category_totals(
    chains: Mapping[str, Sequence[Mapping[str, float | None]]], actions: Sequence[str]
) -> dict[str, list[float]]:
    """Mean score of a category's `actions` inside each chain, ready for the intervals of totals.

    `chains` maps a template to its runs, a run maps an action to its score. A chain that lacks one
    of the actions is left out, as an incomplete chain is of the total.
    """
    totals: dict[str, list[float]] = {}
    for template, runs in chains.items():
        kept: list[float] = []
        for run in runs:
            scores = [run.get(action) for action in actions]
            present = [s for s in scores if s is not None and not math.isnan(s)]
            if actions and len(present) == len(actions):
                kept.append(sum(present) / len(present))
        totals[template] = kept
    return totals


def _runs(findings: CellFindings) -> list[list[list[float]]] | Refusal:
    """Deductions by template and run, without what is missing."""
    cleaned: list[list[list[float]]] = []
    for runs in findings.values():
        kept = [[float(w) for w in run] for run in runs if run is not None]
        if any(not math.isfinite(w) or w < 0 for run in kept for w in run):
            return Refusal("a deduction is negative or not a number")
        if kept:
            cleaned.append([_capped(run) for run in kept])
    return cleaned or Refusal("there is no complete chain")


def _capped(run: list[float]) -> list[float]:
    total, most = sum(run), FULL - FLOOR
    return run if total <= most else [w * most / total for w in run]
