"""One model at one action: what the statistics of a cell are given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .dataset import HIGHEST, LOWEST, Dataset

_ROUNDING = 0.02


class Deductions:
    """The deductions behind every score, by chain and action.

    Where the findings of a step do not add up to what its score lost (a reply that failed as a whole,
    a sum beyond the lowest score), the loss counts as one deduction.
    """

    def __init__(self, data: Dataset) -> None:
        self._data = data
        found = data.findings
        place = found.chain * len(data.actions) + found.action
        order = np.argsort(place, kind="stable")
        self._points = found.points[order]
        places = np.arange(data.scores.size + 1)
        self._starts = np.searchsorted(place[order], places)

    def of(self, model: int, action: int) -> dict[str, list[Sequence[float]]]:
        """Template → the deductions of each run that has a score, as `cell_interval` takes them."""
        data = self._data
        grouped: dict[str, list[Sequence[float]]] = {name: [] for name in data.templates}
        chains = data.of_model(model)
        for chain in chains[~np.isnan(data.scores[chains, action])]:
            lost = HIGHEST - float(data.scores[chain, action])
            place = chain * len(data.actions) + action
            points = self._points[self._starts[place] : self._starts[place + 1]].tolist()
            difference = sum(points) - lost
            bottom = lost >= HIGHEST - LOWEST and difference > 0
            if abs(difference) > _ROUNDING and not bottom:
                points = [lost] if lost > 0 else []
            grouped[data.templates[data.chain_template[chain]]].append(points)
        return grouped
