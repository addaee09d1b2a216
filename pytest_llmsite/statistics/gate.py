"""Is a new version worse than its baseline? What a gate in CI decides, and how often it errs.

A gate fires only on a loss that is shown, never on a point estimate; where the runs cannot show it
either way it says "cannot tell", and what it would take. Several models are gated together with
Holm's protection, so that more models do not make more false alarms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .answers import Interval, Refusal
from .comparison import MARGIN, Difference, Equivalence, difference, equivalence
from .distributions import t_two_sided
from .intervals import proportion_interval
from .power import Scope
from .ranking import holm_levels
from .samples import Array, Totals, by_template, within_squares
from .verdict import Kind, Verdict, need_of, verdict


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How often the gate would have spoken if nothing had changed.

    Attributes:
        rounds: imaginary comparisons of every model with itself.
        fired: rounds in which the gate fired for at least one model.
        rate: share of rounds that fired, with Wilson's interval.
        verdicts: how often each verdict was given, over rounds and models.
    """

    rounds: int
    fired: int
    rate: Interval
    verdicts: Mapping[Kind, int]


def regression(
    base: Totals,
    new: Totals,
    *,
    points: float = 0.0,
    scope: Scope = "suite",
    margin: float = MARGIN,
    level: float = 0.95,
    advise: bool = True,
) -> Verdict:
    """The verdict on NEW against BASE, tolerating a loss of `points`.

    `advise` asks for the runs still needed, where one cannot tell.

    "worse": the whole interval of new - base lies below -points; only this fires the gate.
    "better": the difference is shown to be above 0. "equivalent": shown to lie within +-points, or
    within +-margin where no points are tolerated. Else "cannot tell", with the runs still needed.
    """
    if points < 0:
        raise ValueError(f"tolerated points are not negative, {points!r} is")
    if not points:
        return verdict(new, base, scope=scope, margin=margin, level=level, advise=advise)
    found = difference(new, base, scope, level)
    if isinstance(found, Refusal):
        return verdict(new, base, scope=scope, margin=points, level=level)
    tie = equivalence(found, points, level)
    shown = None if isinstance(tie, Refusal) else tie
    alpha = 1 - level
    kind: Kind | None = None
    if found.estimate < -points and loss_p(found, points) < alpha:
        kind = "worse"
    elif found.estimate > 0 and found.p_value < alpha:
        kind = "better"
    elif isinstance(tie, Equivalence) and tie.equivalent:
        kind = "equivalent"
    if kind is not None:
        return Verdict(kind, found, shown, points)
    reason = tie.reason if isinstance(tie, Refusal) else _UNDECIDED
    if not advise:
        return Verdict("cannot tell", found, shown, points, reason)
    need = need_of(new, base, found, scope=scope, margin=points, level=level, null=-points)
    return Verdict("cannot tell", found, shown, points, reason, need)


_UNDECIDED = "the interval reaches to either side of the loss that is tolerated"


def regressions(
    base: Mapping[str, Totals],
    new: Mapping[str, Totals],
    *,
    points: float = 0.0,
    scope: Scope = "suite",
    margin: float = MARGIN,
    level: float = 0.95,
    advise: bool = True,
) -> dict[str, Verdict]:
    """`regression` of every model that both have, at the levels of Holm's method over models."""
    shared = [name for name in base if name in new]
    losses = {}
    for name in shared:
        found = difference(new[name], base[name], scope, level)
        if not isinstance(found, Refusal):
            losses[name] = loss_p(found, points)
    levels = holm_levels(losses, level)
    return {
        name: regression(
            base[name],
            new[name],
            points=points,
            scope=scope,
            margin=margin,
            level=levels.get(name, level),
            advise=advise,
        )
        for name in shared
    }


def fires(result: Verdict) -> bool:
    """Whether a verdict of this module fires the gate."""
    return result.kind == "worse"


def loss_p(found: Difference, points: float) -> float:
    """Two-sided p that the difference is -points; the permutation test's where nothing varied."""
    df = found.interval.df
    if not found.error or df is None:
        return found.p_value
    return t_two_sided((found.estimate + points) / found.error, df)


def false_alarms(
    models: Mapping[str, Totals],
    *,
    points: float = 0.0,
    scope: Scope = "suite",
    margin: float = MARGIN,
    level: float = 0.95,
    rounds: int = 400,
    seed: int = 0,
) -> FalseAlarms | Refusal:
    """How often the gate fires on identical models: an A/A comparison of the results at hand.

    Each round draws two imaginary versions of every model with the runs per template it has: the
    template's mean plus deviations drawn from all its runs' deviations, which are scaled by
    sqrt(sum R / sum (R - 1)) to undo the shrinking of residuals (Davison & Hinkley 1997, ch. 2).
    Refused where no model has two runs of a template.
    """
    prepared = {name: _residuals(totals) for name, totals in models.items()}
    usable = {name: found for name, found in prepared.items() if found is not None}
    if not usable or rounds < 1:
        return Refusal("no model has two runs of a template, so nothing shows how runs differ")
    rng = np.random.default_rng(seed)

    def pair() -> tuple[dict[str, Totals], dict[str, Totals]]:
        base: dict[str, Totals] = {name: _imagined(*found, rng) for name, found in usable.items()}
        new: dict[str, Totals] = {name: _imagined(*found, rng) for name, found in usable.items()}
        return base, new

    return _alarms(pair, rounds, points, scope, margin, level)


def split_alarms(
    models: Mapping[str, Totals],
    *,
    points: float = 0.0,
    scope: Scope = "suite",
    margin: float = MARGIN,
    level: float = 0.95,
    rounds: int = 400,
    seed: int = 0,
) -> FalseAlarms | Refusal:
    """How often the gate fires between two random halves of each model's own runs.

    Each round shuffles a model's runs of every template and deals them into two halves (of an odd
    number one run is left out), which are compared as two versions. Assumes nothing of how runs are
    distributed, but a half has half the runs. Refused where no model has four runs of a template.
    """
    halved = {
        name: {t: runs for t, runs in arrays.items() if runs.size >= 4}
        for name, totals in models.items()
        if not isinstance(arrays := by_template(totals), Refusal)
    }
    usable = {name: arrays for name, arrays in halved.items() if arrays}
    if not usable or rounds < 1:
        return Refusal("no model has four runs of a template, so its runs cannot be halved")
    rng = np.random.default_rng(seed)

    def pair() -> tuple[dict[str, Totals], dict[str, Totals]]:
        base: dict[str, Totals] = {}
        new: dict[str, Totals] = {}
        for name, arrays in usable.items():
            shuffled = {t: rng.permutation(runs).tolist() for t, runs in arrays.items()}
            base[name] = {t: runs[: len(runs) // 2] for t, runs in shuffled.items()}
            new[name] = {
                t: runs[len(runs) // 2 :][: len(runs) // 2] for t, runs in shuffled.items()
            }
        return base, new

    return _alarms(pair, rounds, points, scope, margin, level)


def _alarms(
    pair: Callable[[], tuple[Mapping[str, Totals], Mapping[str, Totals]]],
    rounds: int,
    points: float,
    scope: Scope,
    margin: float,
    level: float,
) -> FalseAlarms:
    """Judge `rounds` pairs of identical versions."""
    verdicts: Counter[Kind] = Counter()
    fired = 0
    for _ in range(rounds):
        base, new = pair()
        results = regressions(
            base, new, points=points, scope=scope, margin=margin, level=level, advise=False
        )
        verdicts.update(result.kind for result in results.values())
        fired += any(fires(result) for result in results.values())
    rate = proportion_interval(fired, rounds)
    assert isinstance(rate, Interval)
    return FalseAlarms(rounds, fired, rate, dict(verdicts))


def _residuals(totals: Totals) -> tuple[dict[str, Array], Array] | None:
    """A model's runs by template and its scaled deviations; None where it has none."""
    arrays = by_template(totals)
    if isinstance(arrays, Refusal):
        return None
    _, df = within_squares(arrays.values())
    if not df:
        return None
    deviations = np.concatenate([runs - runs.mean() for runs in arrays.values() if runs.size > 1])
    return arrays, deviations * np.sqrt(deviations.size / df)


def _imagined(
    arrays: Mapping[str, Array], deviations: Array, rng: np.random.Generator
) -> dict[str, list[float]]:
    return {
        name: (runs.mean() + rng.choice(deviations, size=runs.size)).tolist()
        for name, runs in arrays.items()
    }
