"""What every table is given: the data, the screen, the models in order, and how much is wanted."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..statistics.answers import Description, Interval, Refusal
from ..statistics.intervals import describe, population_interval, suite_interval
from .blocks import Block, Heading, Paragraph, Span
from .dataset import Dataset
from .plan import PlannedRun
from .screen import Screen

LEVEL = 0.95
SIMULATED = "(sim)"
SIMULATION = "reference edits with seeded faults, no model was asked"
SIMULATED_MEANS = f"simulated, {SIMULATED}: {SIMULATION}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A model's total: *model* is its number in the dataset; None or a refusal without a chain."""

    model: int
    name: str
    simulated: bool
    description: Description | None
    suite: Interval | Refusal
    population: Interval | Refusal
    chains: int
    complete: int

    @property
    def total(self) -> float:
        """The estimate; NaN without a complete chain."""
        return self.description.mean if self.description else math.nan


@dataclass(frozen=True)
class Context:
    """One summary.

    *full* is false when only some of the actions were selected. *asked* are the tables that were
    asked for by name: they say why when they have nothing to show.
    """

    data: Dataset
    screen: Screen
    verbosity: int = 0
    baseline: str | None = None
    plan: PlannedRun | None = None
    full: bool = True
    asked: frozenset[str] = frozenset()

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """The models, best total first; those without a complete chain last."""
        return standings_of(self.data)

    @cached_property
    def order(self) -> list[int]:
        """The models' numbers in the order of the ranking."""
        return [standing.model for standing in self.standings]

    @property
    def ranked(self) -> list[Standing]:
        """The models with a total."""
        return [standing for standing in self.standings if standing.description]

    def name(self, model: int, tag: str = SIMULATED) -> Span:
        """A model's name, with the *tag* of a simulated one, which is never cut off."""
        return self.screen.name(self.data.models[model], tag if self.data.simulated[model] else "")

    def possible(self, interval: Interval, highest: float | None = None) -> tuple[float, float]:
        """The bounds of an interval of totals, cut to the totals that are possible."""
        most = self.data.maximum if highest is None else highest
        return max(-most, interval.low), min(most, interval.high)

    def nothing(self, table: str, title: str, reason: str) -> Iterator[Block]:
        """Yield why a table has nothing to show, if it was asked for by name."""
        if table in self.asked:
            yield Heading(title)
            yield Paragraph(reason)

    def named(self, models: list[int]) -> str:
        """Names in running text."""
        return ", ".join(self.name(model).text for model in models)


@dataclass
class Notes:
    """Footnotes of one table: equal reasons share a mark."""

    screen: Screen
    reasons: dict[str, list[str]] = field(default_factory=dict)

    def mark(self, reason: str, about: str = "") -> str:
        """Return the mark of a reason, for what it is *about*; no reason has no mark."""
        if not reason:
            return ""
        names = self.reasons.setdefault(reason, [])
        if about and about not in names:
            names.append(about)
        return self._mark(list(self.reasons).index(reason))

    def _mark(self, number: int) -> str:
        return f"[{number + 1}]" if self.screen.ascii else _superscript(number + 1)

    def blocks(self) -> Iterator[Block]:
        """Yield one paragraph a reason."""
        for number, (reason, names) in enumerate(self.reasons.items()):
            about = f"{', '.join(names)}: " if 0 < len(names) <= 4 else ""
            yield Paragraph(f"{self._mark(number)} {about}{reason}")


def _superscript(number: int) -> str:
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(number))


def standings_of(data: Dataset) -> tuple[Standing, ...]:
    """Return the models, best total first; those without a complete chain last."""
    found = [_standing(data, model) for model in range(len(data.models))]
    return tuple(sorted(found, key=lambda s: (math.isnan(s.total), -s.total, s.name)))


def _standing(data: Dataset, model: int) -> Standing:
    totals = data.totals_of(model)
    description = describe(totals)
    chains = data.of_model(model)
    return Standing(
        model=model,
        name=data.models[model],
        simulated=bool(data.simulated[model]),
        description=description if isinstance(description, Description) else None,
        suite=suite_interval(totals, LEVEL),
        population=population_interval(totals, LEVEL),
        chains=int(chains.size),
        complete=int(np.count_nonzero(data.complete[chains])),
    )
