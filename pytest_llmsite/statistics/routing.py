"""Which model for each action, under a budget? And is the mix worth more than the best single one?

Choosing the best of several noisy means for each action claims a gain even between identical models,
so the gain is measured on templates that the choice has not seen. Because steps are chained, a mix is
a prediction until the mixed chain itself has been run.

Scores are arrays of models x templates x actions (means over runs), costs of models x actions in
dollars a step.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .answers import Interval, Refusal
from .distributions import t_critical
from .samples import Array, checked_level, is_usable, sample_sd

Cube = Sequence[Sequence[Sequence[float]]]
Matrix = Sequence[Sequence[float]]

GRID = 10_000


@dataclass(frozen=True, slots=True)
class Fold:
    """What was chosen without one template: a model for each action, and the best single model."""

    route: tuple[int, ...]
    single: int


@dataclass(frozen=True, slots=True)
class RoutingGain:
    """What a mix gains over the best single model, in points a chain.

    Attributes:
        route: the choice from all templates, a model's index for each action.
        single: the best single model's index.
        claimed: the gain on the data that chose; mostly noise with few runs.
        gain: the gain on templates not seen, with its interval.
        folds: the choice without each template.
    """

    route: tuple[int, ...]
    single: int
    claimed: float
    gain: Interval
    folds: tuple[Fold, ...]


def route(scores: Matrix, costs: Matrix, dollar: float = 0.0) -> tuple[int, ...] | Refusal:
    """For each action the model with the largest score - dollar * cost.

    `scores` and `costs` are models x actions; `dollar` is what a dollar is worth in points. Ties go to
    the first model. Refused for empty, unequal or infinite tables.
    """
    tables = _checked(scores, costs)
    if isinstance(tables, Refusal):
        return tables
    values, prices = tables
    return tuple(int(m) for m in np.argmax(values - dollar * prices, axis=0))


def route_within(scores: Matrix, costs: Matrix, budget: float) -> tuple[int, ...] | Refusal:
    """The best sum of scores whose costs do not exceed `budget` dollars a chain.

    Dynamic programming over actions (the multiple-choice knapsack: Kellerer, Pferschy & Pisinger 2004,
    ch. 11). Costs are rounded up to a ten-thousandth of the budget, so that it is never exceeded.
    Refused when not even the cheapest models fit.
    """
    tables = _checked(scores, costs)
    if isinstance(tables, Refusal):
        return tables
    values, prices = tables
    if prices.min() < 0 or not math.isfinite(budget):
        return Refusal("a cost is negative or the budget is not a number")
    if budget <= 0 and prices.min(axis=0).max() > 0:
        return Refusal("the budget does not pay for the cheapest models")
    unit = budget / GRID if budget > 0 else 1.0
    units = np.ceil(np.minimum(prices / unit, GRID + 1.0) - 1e-9).astype(np.int64)
    best, chosen = np.zeros(GRID + 1), []
    for action in range(values.shape[1]):
        options = np.full((values.shape[0], GRID + 1), -np.inf)
        for model in range(values.shape[0]):
            price = int(units[model, action])
            if price <= GRID:
                options[model, price:] = best[: GRID + 1 - price] + values[model, action]
        chosen.append(np.argmax(options, axis=0))
        best = options.max(axis=0)
    if not math.isfinite(best[GRID]):
        return Refusal("the budget does not pay for the cheapest models")
    left, picked = GRID, []
    for action in reversed(range(values.shape[1])):
        model = int(chosen[action][left])
        picked.append(model)
        left -= int(units[model, action])
    return tuple(reversed(picked))


def routing_gain(
    scores: Cube,
    costs: Matrix,
    *,
    dollar: float = 0.0,
    budget: float | None = None,
    level: float = 0.95,
) -> RoutingGain | Refusal:
    """Gain of the mix over the best single model, leaving one template out at a time.

    In each fold mix and single model are chosen by the same objective on the other T - 1 templates
    and compared on the one left out. Interval: mean +- t(T - 1) s sqrt(1 / T + 1 / (T - 1)), as the
    folds share their training data (Nadeau & Bengio 2003); plain 1 / T would cover .84 to .88.

    With `budget` the gain is in score under a hard limit, else in score - dollar * cost. Refused with
    fewer than three templates, for unequal or infinite tables, or a budget that pays for no model.
    """
    checked_level(level)
    cube = _cube(scores)
    if isinstance(cube, Refusal):
        return cube
    if cube.shape[1] < 3:
        return Refusal("leaving one template out needs three")
    tables = _checked(cube.mean(axis=1).tolist(), costs)
    if isinstance(tables, Refusal):
        return tables
    values, prices = tables
    whole = _choose(values, prices, dollar, budget)
    if isinstance(whole, Refusal):
        return whole
    folds = [
        _choose(np.delete(cube, left_out, axis=1).mean(axis=1), prices, dollar, budget)
        for left_out in range(cube.shape[1])
    ]
    chosen = [fold for fold in folds if isinstance(fold, Fold)]
    if len(chosen) < len(folds):
        return Refusal("without one of the templates the budget pays for no model")
    worth = 0.0 if budget is not None else dollar
    gains = [gain_of(fold, cube[:, t], prices, worth) for t, fold in enumerate(chosen)]
    claimed = gain_of(whole, values, prices, worth)
    gain = _fold_interval(np.array(gains), level)
    return RoutingGain(whole.route, whole.single, claimed, gain, tuple(chosen))


def gain_of(fold: Fold, scores: Array, costs: Array, dollar: float = 0.0) -> float:
    """Sum over actions of (score - dollar * cost), mix less single model."""
    worth = scores - dollar * costs
    return float(
        worth[list(fold.route), np.arange(worth.shape[1])].sum() - worth[fold.single].sum()
    )


def _fold_interval(gains: Array, level: float) -> Interval:
    """Interval of the mean of folds that share their training data."""
    t, mean = gains.size, float(gains.mean())
    half = t_critical(level, t - 1) * sample_sd(gains) * math.sqrt(1 / t + 1 / (t - 1))
    caution = "" if half else "the gain is the same on every template"
    method = "leave one template out, Nadeau-Bengio t"
    return Interval(mean, mean - half, mean + half, level, method, t, float(t - 1), caution)


def _choose(values: Array, prices: Array, dollar: float, budget: float | None) -> Fold | Refusal:
    """Mix and single model by the same objective."""
    single = values.sum(axis=1) - (dollar * prices.sum(axis=1) if budget is None else 0.0)
    if budget is None:
        mix = route(values.tolist(), prices.tolist(), dollar)
    else:
        mix = route_within(values.tolist(), prices.tolist(), budget)
        single = np.where(prices.sum(axis=1) <= budget, single, -np.inf)
    if isinstance(mix, Refusal):
        return mix
    if not np.isfinite(single).any():
        return Refusal("the budget pays for no single model")
    return Fold(mix, int(np.argmax(single)))


def _cube(scores: Cube) -> Array | Refusal:
    shapes = {(len(model), len(row)) for model in scores for row in model}
    if len(shapes) != 1 or any(0 in shape for shape in shapes):
        return Refusal("the models do not share the same templates and actions")
    if len({len(model) for model in scores}) != 1:
        return Refusal("the models do not share the same templates and actions")
    cube = np.array([[list(row) for row in model] for model in scores], dtype=np.float64)
    return cube if is_usable(cube) else Refusal("a score is missing or infinite")


def _checked(scores: Matrix, costs: Matrix) -> tuple[Array, Array] | Refusal:
    widths = {len(row) for table in (scores, costs) for row in table}
    if len(widths) != 1 or 0 in widths or len(scores) != len(costs):
        return Refusal("scores and costs do not have the same models and actions")
    values = np.array([list(row) for row in scores], dtype=np.float64)
    prices = np.array([list(row) for row in costs], dtype=np.float64)
    if not (is_usable(values) and is_usable(prices)):
        return Refusal("a score or a cost is missing or infinite")
    return values, prices
