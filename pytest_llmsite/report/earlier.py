"""What earlier results tell a plan: how long replies are, how long calls take, how much runs vary."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..statistics.variance import Components, components
from .dataset import Dataset
from .spending import spending


@dataclass(frozen=True, slots=True)
class Measured:
    """Means of one model's calls: *output_per_call* tokens and *seconds*; None where unknown."""

    output_per_call: float | None
    seconds: float | None


def measured(data: Dataset, model: str) -> Measured:
    """Return what earlier results say of a model's calls; nothing for one that they do not have.

    A simulated model's calls say nothing of the model that it stands for.
    """
    if model not in data.models:
        return Measured(None, None)
    number = data.models.index(model)
    if data.simulated[number]:
        return Measured(None, None)
    spent = spending(data, number)
    answered = spent.steps - spent.failed
    tokens = spent.tokens["output"]
    return Measured(tokens / answered if answered and tokens else None, spent.latency)


def spreads(data: Dataset) -> tuple[float, float] | None:
    """Return the run SD and the model × template SD of earlier results, or None where they cannot tell.

    With a single model there is no interaction to be seen; the spread of its templates, which holds
    it, stands in its place.
    """
    totals = {name: data.totals_of(number) for number, name in enumerate(data.models)}
    found = components(totals)
    if not isinstance(found, Components) or not found.run > 0:
        return None  # runs that never differ say nothing of how models do
    between = found.template if found.interaction is None else found.interaction
    return math.sqrt(found.run), math.sqrt(between)
