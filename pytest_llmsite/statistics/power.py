"""What can a plan detect, and which plan is cheapest?

Two models are compared on the same T templates with R runs each. A run varies by `run_sd`, a
model's advantage varies from template to template by `interaction_sd`:
SE of the difference = sqrt(2 interaction^2 / T + 2 run^2 / (T R)) on new templates, without the
first term on this suite (Miller 2024, arXiv 2411.00640, section 5). Power is that of the two-sided
t test, through the noncentral F distribution.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from .answers import Refusal
from .distributions import (
    noncentral_f_upper,
    normal_mass,
    normal_quantile,
    sd_ratios,
    t_critical,
    t_quantile,
)

Scope = Literal["suite", "population"]

RUN_SD = 15.0
INTERACTION_SD = 6.0
TEMPLATE_SD = 12.0
MOST_RUNS = 10_000


@dataclass(frozen=True, slots=True)
class Design:
    """How much is run, and how much it is expected to vary.

    `runs` may be fractional above 1, which serves comparisons at equal cost. SDs are in points of the total.
    """

    templates: int
    runs: float
    run_sd: float = RUN_SD
    interaction_sd: float = INTERACTION_SD
    template_sd: float = TEMPLATE_SD
    level: float = 0.95

    @property
    def chains(self) -> float:
        """Chains of one model."""
        return self.templates * self.runs


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that detects what was asked for.

    Attributes:
        templates, runs: the plan.
        chains: chains of all models together.
        cost: dollars, None where the price is unknown.
        detectable: smallest difference that the plan detects with the power asked for, in points.
        halfwidth: half-width of the interval of a difference, in points.
        tie: chance to establish a tie if two models are equal.
    """

    templates: int
    runs: int
    chains: int
    cost: float | None
    detectable: float
    halfwidth: float
    tie: float


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the same additional chains buy as one more template, or as more runs (None: undefined)."""

    extra_chains: float
    now: float | None
    one_more_template: float | None
    more_runs: float | None


def t_power(effect: float, error: float, df: float, level: float = 0.95) -> float:
    """Power of the two-sided t test: P(F(1, df, (effect / error)^2) >= t_crit^2).

    `effect` and `error` share a unit. The noncentral F is used because implementations of the
    noncentral t fail in the far tails.
    """
    if error <= 0 or abs(effect) > 1000 * error:
        return 1.0 if effect else 1 - level
    return noncentral_f_upper(t_critical(level, df) ** 2, 1, df, (effect / error) ** 2)


def tie_power(
    margin: float, error: float, df: float, difference: float = 0.0, level: float = 0.95
) -> float:
    """Chance that two one-sided t tests establish a tie within `margin` points.

    P(|d| + t(level, df) s <= margin) with d ~ N(difference, error^2) and s independent, averaged
    over the distribution of s (Schuirmann 1987; Owen 1965 for the integral).
    """
    if error <= 0:
        return 1.0 if abs(difference) < margin else 0.0
    room = margin - t_quantile(level, df) * error * sd_ratios(df)
    half = room[room > 0]
    mass = normal_mass((-half - difference) / error, (half - difference) / error)
    return float(mass.sum()) / room.size


def difference_error(design: Design, scope: Scope) -> float:
    """Standard error of the difference of two models, in points (formula above)."""
    between = design.interaction_sd**2 if scope == "population" else 0.0
    return math.sqrt(2 * (between + design.run_sd**2 / design.runs) / design.templates)


def difference_df(design: Design, scope: Scope) -> float:
    """Degrees of freedom: 2 T (R - 1) on this suite, T - 1 on new templates."""
    if scope == "population":
        return design.templates - 1
    return 2 * design.templates * (design.runs - 1)


def detectable_difference(design: Design, scope: Scope, power: float = 0.8) -> float | Refusal:
    """Smallest true difference, in points, that is found with probability `power`.

    Refused where there are no degrees of freedom: one run per template on this suite, one template
    on new templates.
    """
    df = _df(design, scope)
    if isinstance(df, Refusal):
        return df
    return difference_error(design, scope) * _ratio_for(power, df, design.level)


def difference_halfwidth(design: Design, scope: Scope) -> float | Refusal:
    """Expected half-width of the interval of a difference: t_crit times its error, in points."""
    df = _df(design, scope)
    if isinstance(df, Refusal):
        return df
    return t_critical(design.level, df) * difference_error(design, scope)


def total_halfwidth(design: Design, scope: Scope) -> float | Refusal:
    """Expected half-width of the interval of one model's total, in points.

    t(T (R - 1)) run / sqrt(T R) on this suite, t(T - 1) sqrt((template^2 + interaction^2 + run^2 / R)
    / T) on new templates.
    """
    df = _df(design, scope)
    if isinstance(df, Refusal):
        return df
    between = design.template_sd**2 + design.interaction_sd**2 if scope == "population" else 0.0
    error = math.sqrt((between + design.run_sd**2 / design.runs) / design.templates)
    own = df if scope == "population" else df / 2
    return t_critical(design.level, own) * error


def tie_chance(design: Design, scope: Scope, margin: float = 8.0) -> float | Refusal:
    """Chance to establish a tie within `margin` points if the models are equal."""
    df = _df(design, scope)
    if isinstance(df, Refusal):
        return df
    return tie_power(margin, difference_error(design, scope), df, level=design.level)


def runs_needed(
    difference: float,
    sd: float,
    other_sd: float | None = None,
    *,
    power: float = 0.8,
    level: float = 0.95,
    exact: bool = True,
) -> int | Refusal:
    """Runs per model of an unpaired comparison that detects `difference` points.

    Normal formula: n = (sd^2 + other^2) (z(1 - alpha/2) + z(power))^2 / difference^2, rounded up.
    `exact` uses the noncentral t with 2 n - 2 degrees of freedom, which asks for about one more.
    """
    if not difference or not math.isfinite(difference):
        return Refusal("no number of runs detects a difference of zero")
    variance = sd**2 + (sd if other_sd is None else other_sd) ** 2
    z = normal_quantile((1 + level) / 2) + normal_quantile(power)
    ratio = math.sqrt(variance) * z / abs(difference)
    if not ratio <= math.sqrt(MOST_RUNS):
        return Refusal(f"it would take more than {MOST_RUNS} runs")
    n = max(1, math.ceil(ratio**2 - 1e-9))
    if not exact:
        return n
    n = max(2, n)
    while t_power(difference, math.sqrt(variance / n), 2 * n - 2, level) < power:
        n += 1
    return n


def tie_runs_needed(
    margin: float, sd: float, *, power: float = 0.8, level: float = 0.95
) -> int | Refusal:
    """Runs per model of an unpaired comparison that establish a tie of equal models."""
    z = normal_quantile(level) + normal_quantile((1 + power) / 2)
    if margin <= 0 or not sd * z / margin <= math.sqrt(MOST_RUNS / 2):
        return Refusal(f"it would take more than {MOST_RUNS} runs")
    n = max(2, math.floor(2 * (sd * z / margin) ** 2))
    while tie_power(margin, sd * math.sqrt(2 / n), 2 * n - 2, level=level) < power:
        n += 1
    return n


def exchange(design: Design, scope: Scope, power: float = 0.8) -> Exchange:
    """Detectable difference now, with one more template, and with the same chains as more runs."""
    now = detectable_difference(design, scope, power)
    if design.templates < 1:
        return Exchange(0.0, None, None, None)
    wider = replace(design, templates=design.templates + 1)
    deeper = replace(design, runs=design.runs * (design.templates + 1) / design.templates)
    more, runs = (detectable_difference(d, scope, power) for d in (wider, deeper))
    return Exchange(design.runs, _number(now), _number(more), _number(runs))


def proposals(
    difference: float,
    design: Design,
    *,
    scope: Scope = "population",
    power: float = 0.8,
    models: int = 2,
    chain_price: float | None = None,
    templates: Iterable[int] = range(2, 31),
    most_runs: int = 30,
    margin: float = 8.0,
) -> tuple[Proposal, ...]:
    """Plans that detect `difference` points with `power`, cheapest first.

    For each number of templates the fewest runs that suffice; numbers of templates that never
    suffice within `most_runs` are left out. `chain_price` is the price of one chain of every model
    together, in dollars; `design` gives the SDs and the level. Ties in cost go to more templates.
    """
    found = []
    for count in sorted(set(templates)):
        plan = _fewest_runs(replace(design, templates=count), difference, scope, power, most_runs)
        if plan is None:
            continue
        detectable, half = (
            detectable_difference(plan, scope, power),
            difference_halfwidth(plan, scope),
        )
        tie = tie_chance(plan, scope, margin)
        if isinstance(detectable, Refusal) or isinstance(half, Refusal) or isinstance(tie, Refusal):
            continue
        runs = int(plan.runs)
        cost = None if chain_price is None else chain_price * count * runs
        found.append(Proposal(count, runs, count * runs * models, cost, detectable, half, tie))
    return tuple(sorted(found, key=lambda p: (p.chains, -p.templates)))


def _fewest_runs(
    design: Design, difference: float, scope: Scope, power: float, most: int
) -> Design | None:
    for runs in range(1, most + 1):
        plan = replace(design, runs=runs)
        reached = detectable_difference(plan, scope, power)
        if not isinstance(reached, Refusal) and reached <= difference:
            return plan
    return None


def _df(design: Design, scope: Scope) -> float | Refusal:
    if design.templates < 1 or design.runs < 1:
        return Refusal("the plan has no chain")
    df = difference_df(design, scope)
    if df > 0:
        return df
    if scope == "population":
        return Refusal("there is one template: how templates differ needs two")
    return Refusal("every template has a single run: the spread between runs needs two")


@lru_cache(maxsize=4096)
def _ratio_for(power: float, df: float, level: float) -> float:
    """The effect in standard errors at which the t test has `power`, by bisection."""
    low, high = 0.0, 2.0
    while high < 1000 and t_power(high, 1.0, df, level) < power:
        low, high = high, 2 * high
    for _ in range(40):
        middle = (low + high) / 2
        if t_power(middle, 1.0, df, level) < power:
            low = middle
        else:
            high = middle
    return high


def _number(value: float | Refusal) -> float | None:
    return None if isinstance(value, Refusal) else value
