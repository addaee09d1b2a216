"""What a model's steps cost: dollars that are known, and those that are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .dataset import Dataset
from .numbers import money


@dataclass(frozen=True, slots=True)
class Spending:
    """Spend and tokens of one model, unselected steps included.

    *steps* are those that the model was asked for: not those for which the budget did not suffice, or
    that came after a refused key. *dollars* sums what is known; *unpriced* steps got a reply but their
    price is unknown; *failed* steps got none and may have been charged all the same. *chain* is the mean
    of the chains whose every wanted step has a known price, None without one.
    """

    dollars: float
    unpriced: int
    failed: int
    steps: int
    chain: float | None
    tokens: dict[str, float]
    latency: float | None
    slowest: float | None
    waited: float


def spending(data: Dataset, model: int) -> Spending:
    """Return what a model spent."""
    chains = data.of_model(model)
    cost, asked = data.cost[chains], data.attempts[chains] > 0
    known = ~np.isnan(cost)
    failed = asked & data.infrastructure[data.outcome[chains]] & ~known
    unpriced = asked & ~known & ~failed
    latency = data.latency[chains]
    latency = latency[~np.isnan(latency)]
    return Spending(
        dollars=float(cost[known].sum()),
        unpriced=int(unpriced.sum()),
        failed=int(failed.sum()),
        steps=int(asked.sum()),
        chain=_chain_cost(data, model),
        tokens={name: float(values[chains].sum()) for name, values in data.usage.items()},
        latency=float(np.median(latency)) if latency.size else None,
        slowest=float(np.quantile(latency, 0.9)) if latency.size else None,
        waited=float(data.waited[chains].sum()),
    )


def _chain_cost(data: Dataset, model: int) -> float | None:
    """Mean over templates of the mean cost of a complete chain whose every step has a known cost."""
    recorded = data.outcome >= 0
    priced = ~(recorded & np.isnan(data.cost)).any(axis=1) & data.complete
    costs = np.where(priced, np.nansum(data.cost, axis=1), np.nan)
    means = [np.mean(values) for values in data.by_template(model, costs).values() if values]
    return float(np.mean(means)) if means else None


def cost_text(spent: Spending) -> str:
    """Dollars; `≥` where some are unknown, `unknown` where all are."""
    if not spent.unpriced:
        return money(spent.dollars)
    return f"≥{money(spent.dollars)}" if spent.dollars else "unknown"
