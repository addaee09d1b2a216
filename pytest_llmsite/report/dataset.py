"""The arrays behind the tables: chains × actions, spend and findings."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ..actions.catalogue import Action
from ..engine.steps import Outcome
from ..results.records import Record
from .collector import USAGE, Collector, Example, collect

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

HIGHEST, LOWEST = 10.0, -10.0
_INFRASTRUCTURE = frozenset(outcome.value for outcome in Outcome if outcome.infrastructure)


@dataclass(frozen=True)
class Findings:
    """One entry a finding: its chain, action (column of the dataset), rule, kind, owner, points."""

    chain: Ints
    action: Ints
    rule: Ints
    kind: Ints
    owner: Ints
    points: Floats
    rules: tuple[str, ...]
    kinds: tuple[str, ...]
    examples: Mapping[tuple[int, int], Example]


@dataclass(frozen=True)
class Retention:
    """What was earned and kept.

    *held* (C, A): share of the action's requirements that held after its own step; *end* (C, A): after
    the last step that looked. *steps*, *broken* and *drop* (A owners, A breakers): steps that could
    break the owner's requirements, those that did, and the sum of the shares lost.
    """

    held: Floats
    end: Floats
    steps: Floats
    broken: Floats
    drop: Floats


@dataclass(frozen=True)
class Dataset:
    """What the tables need of a session's records.

    Shapes: C chains, A actions, M models, T templates. *scores* (C, A) is NaN where there is no
    score. *outcome* (C, A) numbers `outcomes`, -1 without a record. *wanted* (C, A) tells the steps
    that count in the chain's total: the actions selected in any chain of its template. A chain is
    complete when all of these have a score. *attempts* (C, A) are calls made, 0 where nothing was asked.
    *replies* (C, A) tells equal replies, 0 without one. All chains have the same *start*; those of the
    same records with another one are in *beside*, by start.
    *briefs* tells by template what was asked for, as the records' hashes.
    """

    models: tuple[str, ...]
    templates: tuple[str, ...]
    actions: tuple[str, ...]
    categories: tuple[str, ...]
    category_of: Ints
    simulated: Bools
    chain_template: Ints
    chain_model: Ints
    chain_run: Ints
    scores: Floats
    outcome: Ints
    outcomes: tuple[str, ...]
    selected: Bools
    attempts: Ints
    replies: Ints
    wanted: Bools
    cost: Floats
    latency: Floats
    waited: Floats
    usage: Mapping[str, Floats]
    findings: Findings
    retention: Retention
    scorers: frozenset[str] = frozenset()
    briefs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    inspectors: frozenset[str] = frozenset()
    start: str = "chained"
    duplicates: int = 0
    beside: Mapping[str, Dataset] = field(default_factory=dict)

    @classmethod
    def from_records(
        cls,
        records: Iterable[Record],
        expected_chains: Iterable[tuple[str, str, int]] | None = None,
    ) -> Dataset:
        """Return the arrays of *records*.

        *expected_chains* are (template, model, run) that were planned: those without any record
        count as incomplete.
        """
        return cls.from_collector(collect(records), expected_chains)

    @classmethod
    def from_collector(
        cls,
        collector: Collector,
        expected_chains: Iterable[tuple[str, str, int]] | None = None,
        expected_actions: Iterable[tuple[str, Action]] = (),
    ) -> Dataset:
        """Return the arrays of what a collector has taken in.

        *expected_chains* as for `from_records`; *expected_actions* are those that were selected, by
        template: a chain is complete with all of them, however far any came.

        Of records with several starts the chained ones are meant; the others are in `beside`.
        """
        main, *others = collector.by_start().items()
        for template, model, run in expected_chains or ():
            main[1].chains((main[1].templates(template), main[1].models(model), run))
        for template, action in expected_actions:
            main[1].expect(template, action.name, action.category, action.position)
        beside = {start: _assembled(other, start) for start, other in others}
        return replace(_assembled(main[1], main[0]), beside=beside)

    @cached_property
    def complete(self) -> Bools:
        """(C,) whether every wanted step of the chain has a score."""
        missing = self.wanted & np.isnan(self.scores)
        return np.asarray(self.wanted.any(axis=1) & ~missing.any(axis=1))

    @cached_property
    def totals(self) -> Floats:
        """(C,) sum of the wanted scores; NaN for an incomplete chain."""
        sums = np.where(self.wanted, self.scores, 0.0).sum(axis=1)
        return np.where(self.complete, sums, np.nan)

    @cached_property
    def missing(self) -> Ints:
        """(C,) number of wanted steps without a score."""
        return np.asarray((self.wanted & np.isnan(self.scores)).sum(axis=1))

    @cached_property
    def maxima(self) -> Floats:
        """(T,) highest possible total of each template."""
        highest = np.zeros(len(self.templates))
        np.maximum.at(highest, self.chain_template, HIGHEST * self.wanted.sum(axis=1))
        return highest

    @property
    def maximum(self) -> float:
        """Mean over templates of the highest possible total."""
        there = self.maxima[self.maxima > 0]
        return float(there.mean()) if there.size else 0.0

    @property
    def runs(self) -> int:
        """The most runs that a model has on a template."""
        pairs = self.chain_template * max(1, len(self.models)) + self.chain_model
        return int(np.bincount(pairs).max()) if pairs.size else 0

    def of_model(self, model: int) -> Ints:
        """Indexes of the chains of a model."""
        return np.flatnonzero(self.chain_model == model)

    def totals_of(self, model: int) -> dict[str, list[float]]:
        """Totals of a model's complete chains by template, as the statistics take them."""
        return self.by_template(model, self.totals)

    def by_template(self, model: int, values: Floats) -> dict[str, list[float]]:
        """One value a chain, of a model's chains, by template; NaN is left out."""
        grouped: dict[str, list[float]] = {name: [] for name in self.templates}
        chains = self.of_model(model)
        for chain in chains[~np.isnan(values[chains])]:
            grouped[self.templates[self.chain_template[chain]]].append(float(values[chain]))
        return grouped

    def bounds_of(self, model: int) -> tuple[float, float]:
        """Lowest and highest total that the model's missing steps could make of it.

        Every chain counts, a missing step as -10 and as 10; templates weigh equally.
        """
        chains = self.of_model(model)
        known = np.where(self.wanted, np.nan_to_num(self.scores), 0.0).sum(axis=1)[chains]
        missing = self.missing[chains]
        low = self._template_equal(chains, known + LOWEST * missing)
        return low, self._template_equal(chains, known + HIGHEST * missing)

    def _template_equal(self, chains: Ints, values: Floats) -> float:
        templates = self.chain_template[chains]
        counts = np.bincount(templates, minlength=len(self.templates))
        sums = np.bincount(templates, values, minlength=len(self.templates))
        return float((sums[counts > 0] / counts[counts > 0]).mean())

    @cached_property
    def cell_means(self) -> Floats:
        """(M, A) template-equal mean score of each model's action; NaN without a score."""
        shape = (len(self.models), len(self.templates), len(self.actions))
        sums, counts = np.zeros(shape), np.zeros(shape)
        place = (self.chain_model, self.chain_template)
        there = ~np.isnan(self.scores)
        np.add.at(sums, place, np.where(there, self.scores, 0.0))
        np.add.at(counts, place, there.astype(np.float64))
        means = np.divide(sums, counts, out=np.full(shape, np.nan), where=counts > 0)
        return nanmean(means, axis=1)

    @cached_property
    def cell_counts(self) -> Ints:
        """(M, A) number of scores behind each cell."""
        counts = np.zeros((len(self.models), len(self.actions)), dtype=np.int64)
        np.add.at(counts, self.chain_model, (~np.isnan(self.scores)).astype(np.int64))
        return counts

    @cached_property
    def category_means(self) -> Floats:
        """(C, categories) mean score of the category's wanted actions in each chain; NaN where one
        of them is missing."""
        means = np.full((len(self.scores), len(self.categories)), np.nan)
        for category in range(len(self.categories)):
            columns = self.category_of == category
            wanted, scores = self.wanted[:, columns], self.scores[:, columns]
            number = wanted.sum(axis=1)
            whole = (number > 0) & ~(wanted & np.isnan(scores)).any(axis=1)
            sums = np.where(wanted, scores, 0.0)[whole].sum(axis=1)
            means[whole, category] = sums / number[whole]
        return means

    @cached_property
    def infrastructure(self) -> Bools:
        """Which of `outcomes` are failures of the infrastructure; one more, for no record (-1)."""
        return np.array([*(name in _INFRASTRUCTURE for name in self.outcomes), False], dtype=bool)


def nanmean(values: Floats, axis: int) -> Floats:
    """Mean over an axis without NaN; NaN (and no warning) where nothing is left."""
    there = ~np.isnan(values)
    count = there.sum(axis=axis)
    total = np.where(there, values, 0.0).sum(axis=axis)
    mean: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


def _assembled(collector: Collector, start: str) -> Dataset:
    template_at, templates = _sorted(collector.templates.index)
    model_at, models = _sorted(collector.models.index)
    keys = np.array(list(collector.chains.index), dtype=np.int64).reshape(-1, 3)
    keys = np.column_stack([template_at[keys[:, 0]], model_at[keys[:, 1]], keys[:, 2]])
    order = np.lexsort((keys[:, 2], keys[:, 1], keys[:, 0]))
    chain_at = np.empty(len(keys), dtype=np.int64)
    chain_at[order] = np.arange(len(keys))
    keys = keys[order]
    column_of, actions = _action_columns(collector)
    steps = {name: np.array(column, dtype=np.int64) for name, column in collector.whole.items()}
    cube = _Cube(chain_at[steps["chain"]], column_of[steps["action"]], (len(keys), len(actions)))
    selected = cube.whole(steps["selected"], 0) > 0
    categories = [collector.categories[number] for number in actions]
    category_names = tuple(dict.fromkeys(categories))
    action_names = list(collector.actions.index)
    return Dataset(
        models=models,
        templates=templates,
        actions=tuple(action_names[number] for number in actions),
        categories=category_names,
        category_of=np.array([category_names.index(c) for c in categories], dtype=np.int64),
        simulated=np.array([name in collector.simulated for name in models], dtype=bool),
        chain_template=keys[:, 0],
        chain_model=keys[:, 1],
        chain_run=keys[:, 2],
        scores=cube.real(collector.real["score"]),
        outcome=cube.whole(steps["outcome"], -1),
        outcomes=tuple(collector.outcomes.index),
        selected=selected,
        attempts=cube.whole(steps["attempts"], 0),
        replies=cube.whole(steps["reply"], 0),
        wanted=_wanted(
            selected,
            keys[:, 0],
            len(templates),
            [(int(template_at[t]), int(column_of[a])) for t, a in collector.expected],
        ),
        cost=cube.real(collector.real["cost"]),
        latency=cube.real(collector.real["latency"]),
        waited=np.nan_to_num(cube.real(collector.real["waited"])),
        usage={name: np.nan_to_num(cube.real(collector.usage[name])) for name in USAGE},
        findings=_findings(collector, cube, column_of),
        retention=_retention(collector, cube, column_of, chain_at),
        scorers=frozenset(collector.scorers),
        briefs={name: frozenset(briefs) for name, briefs in collector.briefs.items()},
        inspectors=frozenset(collector.inspectors),
        start=start,
        duplicates=collector.duplicates,
    )


def _sorted(index: Mapping[str, int]) -> tuple[Ints, tuple[str, ...]]:
    """New numbers of the names in alphabetical order, whatever order they came in, and the names."""
    names = sorted(index)
    new = np.empty(len(names), dtype=np.int64)
    new[[index[name] for name in names]] = np.arange(len(names))
    return new, tuple(names)


def _action_columns(collector: Collector) -> tuple[Ints, list[int]]:
    """The column of each action, and the actions by position.

    An owner that no record names as its action has no column (-1).
    """
    names = list(collector.actions.index)
    actions = sorted(collector.positions, key=lambda a: (collector.positions[a], names[a]))
    columns = np.full(len(names) + 1, -1, dtype=np.int64)
    columns[actions] = np.arange(len(actions))
    return columns, actions


def _wanted(
    selected: Bools, chain_template: Ints, templates: int, expected: Iterable[tuple[int, int]]
) -> Bools:
    by_template = np.zeros((templates, selected.shape[1]), dtype=bool)
    np.logical_or.at(by_template, chain_template, selected)
    for template, action in expected:
        by_template[template, action] = True
    # Nothing is known of a template that was planned and never begun: take what the others do.
    by_template[~by_template.any(axis=1)] = by_template.any(axis=0)
    return np.asarray(by_template[chain_template])


def _findings(collector: Collector, cube: _Cube, columns: Ints) -> Findings:
    found = {name: np.array(column, dtype=np.int64) for name, column in collector.found.items()}
    points = np.array(collector.points, dtype=np.float64)
    chain, action = cube.chain[found["step"]], cube.action[found["step"]]
    # In an order of its own, so that sums are the same to the last digit however records came.
    order = np.lexsort((points, action, chain))
    return Findings(
        chain=chain[order],
        action=action[order],
        rule=found["rule"][order],
        kind=found["kind"][order],
        owner=columns[found["owner"]][order],
        points=points[order],
        rules=tuple(collector.rules.index),
        kinds=tuple(collector.kinds.index),
        examples=collector.examples,
    )


def _retention(collector: Collector, cube: _Cube, columns: Ints, chain_at: Ints) -> Retention:
    chains, actions = cube.shape
    end = np.full((chains, actions + 1), np.nan)  # the last column takes owners without a step
    for chain, (_, holds) in collector.last.items():
        end[chain_at[chain], columns[list(holds)]] = list(holds.values())
    sums = np.zeros((3, actions + 1, actions + 1))
    for (owner, breaker), entry in collector.broken.items():
        sums[:, columns[owner], columns[breaker]] = entry
    return Retention(cube.real(collector.real["held"]), end[:, :-1], *sums[:, :-1, :-1])


@dataclass(frozen=True)
class _Cube:
    """Spreads columns of steps over chains × actions; a later step of the same place wins."""

    chain: Ints
    action: Ints
    shape: tuple[int, int]

    def real(self, values: array[float]) -> Floats:
        full = np.full(self.shape, np.nan)
        full[self.chain, self.action] = np.array(values, dtype=np.float64)
        return full

    def whole(self, values: Ints, empty: int) -> Ints:
        full = np.full(self.shape, empty, dtype=np.int64)
        full[self.chain, self.action] = values
        return full
