"""Two sets of results side by side: the difference of each model, category and action, with a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from ..statistics.answers import Interval, Refusal
from ..statistics.comparison import (
    Difference,
    difference,
    population_difference,
    run_paired_difference,
)
from ..statistics.ranking import benjamini_hochberg, holm_levels
from ..statistics.samples import Totals, clean
from ..statistics.verdict import Verdict, judged, verdict
from .dataset import HIGHEST, Dataset, Ints
from .spending import spending

LEVEL = 0.95
MARGIN = 0.05
"""The margin of equivalence, as a share of the highest score or total."""
SAME = "the same replies"

Part = Literal["total", "category", "action"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of a comparison, NEW minus BASE.

    *part* and *name* say what of the model: its total (name ""), or a category or an action, whose
    mean scores are meant. *base* and *new* are template-equal means, None without a complete chain.
    *runs* counts the chains of either side, *same* those of them whose replies are the same on both
    (*all_same*: every one, so nothing was measured anew).
    *level* is that of the interval: 1 - alpha after protection for many comparisons. *dollars* is the
    price of the runs that are still needed, None where nothing is or the price is unknown.
    """

    model: str
    part: Part
    name: str
    base: float | None
    new: float | None
    runs: tuple[int, int]
    same: int
    all_same: bool
    verdict: Verdict
    level: float
    population: Interval | None
    dollars: float | None

    @property
    def found(self) -> Difference | None:
        """The difference with its interval; None where it is refused."""
        return self.verdict.difference


@dataclass(frozen=True)
class Sides:
    """Two datasets of the same start, and what both have of models, templates and actions."""

    base: Dataset
    new: Dataset

    @cached_property
    def models(self) -> list[str]:
        """Models that both have."""
        return [name for name in self.new.models if name in self.base.models]

    @cached_property
    def templates(self) -> list[str]:
        """Templates that both have."""
        return [name for name in self.new.templates if name in self.base.templates]

    @cached_property
    def actions(self) -> Mapping[str, tuple[str, ...]]:
        """Template → the actions that count on both sides."""
        return {
            name: tuple(a for a in _wanted(self.new, name) if a in set(_wanted(self.base, name)))
            for name in self.templates
        }

    @property
    def every_action(self) -> list[str]:
        """Actions that count on both sides, in their order."""
        return [a for a in self.new.actions if any(a in names for names in self.actions.values())]

    @property
    def categories(self) -> dict[str, list[str]]:
        """Category → its actions that count on both sides."""
        found: dict[str, list[str]] = {}
        for action in self.every_action:
            column = self.new.actions.index(action)
            found.setdefault(self.new.categories[self.new.category_of[column]], []).append(action)
        return found

    @property
    def partial(self) -> bool:
        """Whether a side has actions that the other lacks."""
        return any(
            len(self.actions[name])
            < max(len(_wanted(side, name)) for side in (self.base, self.new))
            for name in self.templates
        )

    @property
    def maximum(self) -> float:
        """Mean over templates of the highest total that the common actions allow."""
        counts = [len(names) for names in self.actions.values() if names]
        return HIGHEST * sum(counts) / len(counts) if counts else 0.0


def _wanted(data: Dataset, template: str) -> list[str]:
    chains = np.flatnonzero(data.chain_template == data.templates.index(template))
    return [data.actions[column] for column in np.flatnonzero(data.wanted[chains].any(axis=0))]


@dataclass(frozen=True, slots=True)
class Values:
    """One number a chain, of both sides, in the order of the runs of either; None where missing.

    *same* counts the chains whose replies are the same on both sides.
    """

    base: dict[str, list[float | None]]
    new: dict[str, list[float | None]]
    same: int

    @property
    def runs(self) -> tuple[int, int]:
        """The complete chains of either side."""
        base, new = (sum(clean(r).size for r in side.values()) for side in (self.base, self.new))
        return base, new

    @property
    def all_same(self) -> bool:
        """Whether every chain has the same replies on both sides: then nothing was measured anew."""
        return self.same > 0 and self.runs == (self.same, self.same)


def values_of(sides: Sides, model: str, only: Sequence[str] | None = None) -> Values:
    """A model's sums over the common actions of each chain, or means over those of *only*."""
    base: dict[str, list[float | None]] = {}
    new: dict[str, list[float | None]] = {}
    same = 0
    for template in sides.templates:
        names = [a for a in sides.actions[template] if only is None or a in only]
        if not names:
            continue
        old = _chains(sides.base, model, template, names, mean=only is not None)
        now = _chains(sides.new, model, template, names, mean=only is not None)
        runs = sorted({*old, *now})
        base[template] = [old[run][0] if run in old else None for run in runs]
        new[template] = [now[run][0] if run in now else None for run in runs]
        same += sum(bool(old[run][1]) and old[run] == now.get(run) for run in runs if run in old)
    return Values(base, new, same)


def _chains(
    data: Dataset, model: str, template: str, actions: Sequence[str], *, mean: bool
) -> dict[int, tuple[float | None, tuple[int, ...]]]:
    """Run → the chain's value and its replies (empty where one is missing)."""
    columns = [data.actions.index(action) for action in actions]
    here = data.chain_template == data.templates.index(template)
    chains: Ints = np.flatnonzero(here & (data.chain_model == data.models.index(model)))
    scores = data.scores[chains][:, columns]
    sums = scores.sum(axis=1) / (len(columns) if mean else 1)
    found: dict[int, tuple[float | None, tuple[int, ...]]] = {}
    for chain, value in zip(chains, sums.tolist(), strict=True):
        replies = tuple(data.replies[chain, columns].tolist())
        whole = value == value  # not NaN
        kept = replies if whole and all(replies) else ()
        found[int(data.chain_run[chain])] = (value if whole else None, kept)
    return found


def compare(
    sides: Sides, *, pair_runs: bool = False, most_advised: int = 1_000_000
) -> list[Compared]:
    """Return the comparison of every common model: totals, then categories, then actions.

    Totals and categories are judged with Holm's protection over all models and, for categories, all
    categories; actions at the level of Benjamini and Yekutieli (2005): with r of m differences found by
    Benjamini and Hochberg's method, all intervals have the level 1 - alpha r / m (r at least 1), which
    excludes 0 exactly where a difference is found. *pair_runs*: run r of both sides belong together. What it would
    still take to tell is said of up to *most_advised* lines of a part.
    """
    judge = _Judge(sides, pair_runs, most_advised)
    lines = [
        *judge.judged("total", [(model, "") for model in sides.models], None, _holm),
        *judge.judged(
            "category",
            [(model, name) for model in sides.models for name in sides.categories],
            sides.categories,
            _holm,
        ),
        *judge.judged(
            "action",
            [(model, name) for model in sides.models for name in sides.every_action],
            {name: [name] for name in sides.every_action},
            _false_coverage,
        ),
    ]
    order = {model: number for number, model in enumerate(sides.models)}
    return sorted(lines, key=lambda line: order[line.model])


Levels = Callable[[Mapping[tuple[str, str], float]], Mapping[tuple[str, str], float]]


def _holm(p_values: Mapping[tuple[str, str], float]) -> Mapping[tuple[str, str], float]:
    return holm_levels(p_values, LEVEL)


def _false_coverage(p_values: Mapping[tuple[str, str], float]) -> Mapping[tuple[str, str], float]:
    adjusted = benjamini_hochberg(list(p_values.values()))
    found = sum(p is not None and p < 1 - LEVEL for p in adjusted)
    level = 1 - (1 - LEVEL) * max(1, found) / max(1, len(p_values))
    return dict.fromkeys(p_values, level)


@dataclass(frozen=True)
class _Judge:
    sides: Sides
    pair_runs: bool
    most_advised: int

    def judged(
        self,
        part: Part,
        keys: Sequence[tuple[str, str]],
        actions: Mapping[str, Sequence[str]] | None,
        levels_of: Levels,
    ) -> Iterator[Compared]:
        values = {
            key: values_of(self.sides, key[0], None if actions is None else actions[key[1]])
            for key in keys
        }
        found = {key: self._difference(value, LEVEL) for key, value in values.items()}
        levels = levels_of({k: d.p_value for k, d in found.items() if isinstance(d, Difference)})
        margin = MARGIN * (self.sides.maximum if actions is None else HIGHEST)
        advise = len(values) <= self.most_advised or part == "total"
        for (model, name), value in values.items():
            level = levels.get((model, name), LEVEL)
            result = self._verdict(value, margin, level, advise)
            yield self._line(model, part, name, value, result, level)

    def _difference(self, values: Values, level: float) -> Difference | Refusal:
        if self.pair_runs:
            return run_paired_difference(values.new, values.base, level)
        return difference(values.new, values.base, "suite", level)

    def _verdict(self, values: Values, margin: float, level: float, advise: bool) -> Verdict:
        if self.pair_runs:
            return judged(run_paired_difference(values.new, values.base, level), margin, level)
        return verdict(values.new, values.base, margin=margin, level=level, advise=advise)

    def _line(
        self, model: str, part: Part, name: str, values: Values, result: Verdict, level: float
    ) -> Compared:
        wide = population_difference(values.new, values.base, level)
        return Compared(
            model=model,
            part=part,
            name=name,
            base=_mean(values.base),
            new=_mean(values.new),
            runs=values.runs,
            same=values.same,
            all_same=values.all_same,
            verdict=result,
            level=level,
            population=None if isinstance(wide, Refusal) or not wide.error else wide.interval,
            dollars=price(self.sides, model, result),
        )


def price(sides: Sides, model: str, result: Verdict) -> float | None:
    """Dollars of the runs that a verdict still needs, at what chains cost so far."""
    if result.need is None:
        return None
    chains = [spending(side, side.models.index(model)).chain for side in (sides.new, sides.base)]
    if chains[0] is None or chains[1] is None:
        return None
    return result.need.cost(chains[0], chains[1]) or None


def _mean(values: Totals) -> float | None:
    means = [float(found.mean()) for row in values.values() if (found := clean(row)).size]
    return float(np.mean(means)) if means else None
