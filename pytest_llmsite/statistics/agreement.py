"""How far do judges agree on scores? Intraclass correlation, Bland-Altman, and a chain bootstrap.

Scores are a table of items x judges. Report agreement pooled and within action (`centred`): most of
the variance lies between easy and hard actions, and agreeing about that is cheap. The chain is the
independent unit here too, so intervals come from a bootstrap over chains (`chain_bootstrap`); gate on
the lower bound. Coefficients for categories are in `coefficients`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from .answers import Interval, Refusal
from .distributions import f_quantile, normal_quantile, t_critical
from .samples import Array, checked_level, clean, is_constant, is_usable, sample_sd

Table = Sequence[Sequence[float | None]]
Form = Literal["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]
Item = TypeVar("Item")

STABLE_CHAINS = 20


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Two-way analysis of variance of n targets x k judges (Shrout & Fleiss 1979, table 2).

    Attributes:
        between: BMS, targets; judges: JMS; error: EMS, residual; within: WMS, within targets.
        n, k: targets with a score of every judge, and judges.
        dropped: targets left out because a score is missing.
    """

    between: float
    judges: float
    error: float
    within: float
    n: int
    k: int
    dropped: int


@dataclass(frozen=True, slots=True)
class BlandAltman:
    """Bias of one judge against another and limits of agreement, in points.

    Attributes:
        bias: mean of first - second, with its t interval.
        sd: standard deviation of the differences.
        lower, upper: limits within which 95 of 100 differences fall, bias +- 1.96 sd, each with its
            interval.
    """

    bias: Interval
    sd: float
    lower: Interval
    upper: Interval


def mean_squares(scores: Table) -> MeanSquares | Refusal:
    """Mean squares of targets x judges; targets with a missing score are left out.

    Refused with fewer than two complete targets or two judges, or with rows of unequal length.
    """
    widths = {len(row) for row in scores}
    if len(widths) != 1:
        return Refusal(
            "judges differ in number from item to item" if widths else "there is no item"
        )
    rows = [row for row in map(clean, scores) if row.size in widths]
    if len(rows) < 2 or widths.pop() < 2:
        return Refusal("agreement needs two items that at least two judges have all scored")
    table = np.array(rows)
    if not is_usable(table):
        return Refusal("a score is infinite")
    n, k = table.shape
    grand, by_row, by_column = table.mean(), table.mean(axis=1), table.mean(axis=0)
    residual = table - by_row[:, None] - by_column + grand
    tiny = 1e-18 * max(1.0, float(np.abs(table).max())) ** 2
    squares = (
        k * np.square(by_row - grand).sum() / (n - 1),
        n * np.square(by_column - grand).sum() / (k - 1),
        np.square(residual).sum() / ((n - 1) * (k - 1)),
        np.square(table - by_row[:, None]).sum() / (n * (k - 1)),
    )
    between, judges, error, within = (0.0 if s <= tiny else float(s) for s in squares)
    return MeanSquares(between, judges, error, within, n, k, len(scores) - n)


def icc(scores: Table, form: Form = "2,1", level: float = 0.95) -> Interval | Refusal:
    """Intraclass correlation with its F interval (Shrout & Fleiss 1979; McGraw & Wong 1996).

    "2,1", absolute agreement of single judges who stand for others like them:
    (BMS - EMS) / (BMS + (k - 1) EMS + k (JMS - EMS) / n); "2,k" of the mean of k judges:
    (BMS - EMS) / (BMS + (JMS - EMS) / n). "1,." is one-way (other judges for each item), "3,."
    consistency of just these judges. Bounds below -1 are given as -1. `n` is the number of items.

    Refused as `mean_squares` is, and when no score differs.
    """
    checked_level(level)
    squares = mean_squares(scores)
    if isinstance(squares, Refusal):
        return squares
    single = _single(squares, form, level)
    if single is None:
        return Refusal("the scores do not differ, so agreement beyond chance is undefined")
    estimate, low, high = (_stepped_up(r, squares.k) if form.endswith("k") else r for r in single)
    low = max(-1.0, min(low, estimate))
    caution = f"{squares.dropped} incomplete left out" if squares.dropped else ""
    return Interval(
        max(-1.0, estimate),
        low,
        max(min(1.0, high), estimate, low),
        level,
        f"ICC({form}), F interval",
        squares.n,
        None,
        caution,
    )


def bland_altman(
    first: Sequence[float | None], second: Sequence[float | None], level: float = 0.95
) -> BlandAltman | Refusal:
    """Bias and limits of agreement of two judges on the same items (Bland & Altman 1986).

    With d = first - second: bias +- t(n - 1) s / sqrt(n); limits bias +- z s, z = 1.96, each with
    error s sqrt(1 / n + z^2 / (2 (n - 1))) (Bland & Altman 1999). Pairs with a missing score are left
    out. Refused with fewer than two pairs.
    """
    checked_level(level)
    pairs = zip(first, second, strict=True)
    d = clean([None if x is None or y is None else x - y for x, y in pairs])
    if d.size < 2 or not is_usable(d):
        return Refusal("limits of agreement need two items that both have scored")
    n, mean, sd = int(d.size), float(d.mean()), sample_sd(d)
    t, z = t_critical(level, n - 1), normal_quantile(0.975)
    caution = "" if sd else "all differences are equal"

    def around(centre: float, error: float, method: str) -> Interval:
        half = t * error
        return Interval(centre, centre - half, centre + half, level, method, n, n - 1.0, caution)

    of_limit = sd * math.sqrt(1 / n + z * z / (2 * (n - 1)))
    return BlandAltman(
        around(mean, sd / math.sqrt(n), "Bland-Altman bias"),
        sd,
        around(mean - z * sd, of_limit, "Bland-Altman lower limit"),
        around(mean + z * sd, of_limit, "Bland-Altman upper limit"),
    )


def centred(scores: Table, actions: Sequence[Hashable]) -> list[list[float | None]]:
    """Scores less the mean of their action over all judges: agreement within action.

    `actions` names each row's action. Missing scores stay missing.
    """
    pools: dict[Hashable, list[float]] = {}
    for row, action in zip(scores, actions, strict=True):
        pools.setdefault(action, []).extend(clean(row).tolist())
    means = {action: sum(pool) / len(pool) for action, pool in pools.items() if pool}
    return [
        [None if s is None or math.isnan(s) else s - means[action] for s in row]
        for row, action in zip(scores, actions, strict=True)
    ]


def chain_bootstrap(
    chains: Mapping[str, Sequence[Item]],
    statistic: Callable[[list[Item]], float | Refusal],
    *,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> Interval | Refusal:
    """Percentile interval of any agreement statistic, drawing whole chains (Efron & Tibshirani 1993).

    `chains` maps a chain to its items (rows of scores); `statistic` gets the items of the chains
    drawn. Draws for which it refuses are left out. Under 20 chains the interval carries the caution
    "unstable". Refused with fewer than two chains, when the statistic refuses the data themselves, or
    more than half of the draws.
    """
    checked_level(level)
    groups = [list(items) for items in chains.values() if len(items)]
    if len(groups) < 2:
        return Refusal("a bootstrap over chains needs two chains")
    estimate = statistic([item for group in groups for item in group])
    if isinstance(estimate, Refusal):
        return estimate
    rng = np.random.default_rng(seed)
    found: list[float] = []
    for _ in range(draws):
        drawn = rng.integers(0, len(groups), len(groups))
        value = statistic([item for index in drawn for item in groups[index]])
        if not isinstance(value, Refusal):
            found.append(value)
    if 2 * len(found) < draws or not found:
        return Refusal("most resamples have too little variety for the statistic")
    low, high = np.quantile(np.array(found), [(1 - level) / 2, (1 + level) / 2])
    caution = "" if len(groups) >= STABLE_CHAINS else f"unstable: {len(groups)} chains"
    return Interval(
        estimate,
        min(float(low), estimate),
        max(float(high), estimate),
        level,
        "percentile bootstrap over chains",
        len(groups),
        None,
        caution,
    )


def _single(squares: MeanSquares, form: Form, level: float) -> tuple[float, float, float] | None:
    """Estimate and bounds for a single judge; None when the denominator vanishes."""
    if form[0] == "2":
        return _absolute(squares, level)
    n, k = squares.n, squares.k
    noise, df = (
        (squares.within, n * (k - 1)) if form[0] == "1" else (squares.error, (n - 1) * (k - 1))
    )
    if noise == 0:
        return (1.0, 1.0, 1.0) if squares.between else None
    ratio, tail = squares.between / noise, (1 + level) / 2
    f_low, f_high = ratio / f_quantile(tail, n - 1, df), ratio * f_quantile(tail, df, n - 1)
    estimate, low, high = ((f - 1) / (f + k - 1) for f in (ratio, f_low, f_high))
    return estimate, low, high


def _absolute(squares: MeanSquares, level: float) -> tuple[float, float, float] | None:
    """ICC(2,1) with the interval of Shrout & Fleiss, df by Satterthwaite's approximation."""
    n, k = squares.n, squares.k
    b, j, e = squares.between, squares.judges, squares.error
    whole = b + (k - 1) * e + k * (j - e) / n
    if whole <= 0:
        return None
    r = (b - e) / whole
    if e == 0:
        df = float(k - 1)
    else:
        part = n * (1 + (k - 1) * r) - k * r
        top = (k - 1) * (n - 1) * (k * r * j / e + part) ** 2
        df = top / ((n - 1) * (k * r * j / e) ** 2 + part**2)
    tail = (1 + level) / 2
    if df <= 0 or not math.isfinite(df):
        return r, -1.0, 1.0
    below, above = f_quantile(tail, n - 1, df), f_quantile(tail, df, n - 1)
    rest = k * j + (k * n - k - n) * e
    low = n * (b - below * e) / (below * rest + n * b) if below * rest + n * b else r
    high = n * (above * b - e) / (rest + n * above * b) if rest + n * above * b else r
    return r, low, high


def _stepped_up(r: float, k: int) -> float:
    """Spearman-Brown: the reliability of the mean of k judges; -1 where it falls below."""
    below = 1 + (k - 1) * r
    return max(-1.0, k * r / below) if below > 0 else -1.0


def concordance(first: Sequence[float | None], second: Sequence[float | None]) -> float | Refusal:
    """Quadratic weighted kappa of two judges without binning: Lin's concordance (1989).

    2 s_xy / (s_x^2 + s_y^2 + (mean_x - mean_y)^2) with 1/n moments, which equals quadratic weighted
    kappa on any equally spaced categories (Krippendorff 1970). Pairs with a missing score are left
    out. Refused without a pair, and when no score differs.
    """
    pairs = [
        (float(x), float(y))
        for x, y in zip(first, second, strict=True)
        if not (x is None or y is None or math.isnan(x) or math.isnan(y))
    ]
    if not pairs:
        return Refusal("no item was scored by both")
    x, y = np.array(pairs).T
    both: Array = np.concatenate([x, y])
    if not is_usable(both):
        return Refusal("a score is infinite")
    if is_constant(both):
        return Refusal("the scores do not differ, so agreement beyond chance is undefined")
    shared = float(((x - x.mean()) * (y - y.mean())).mean())
    spread = float(x.var() + y.var() + (x.mean() - y.mean()) ** 2)
    return 2 * shared / spread
