"""Takes records in as they come and keeps what the tables need: some 100 bytes a step."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..results.records import Record, from_json

Key = TypeVar("Key", bound=Hashable)

# A requirement that holds less by no more than this is rounding.
_NOTABLE = 0.001

USAGE = ("input", "output", "cached_input", "cache_write", "reasoning", "estimated")
_WHOLE = ("chain", "action", "outcome", "selected", "attempts", "reply")


class Names(Generic[Key]):
    """Numbers for names, in the order of first appearance."""

    def __init__(self) -> None:
        self.index: dict[Key, int] = {}

    def __call__(self, name: Key) -> int:
        return self.index.setdefault(name, len(self.index))

    def __len__(self) -> int:
        return len(self.index)


@dataclass(frozen=True, slots=True)
class Example:
    """One finding of a rule: what was said, and where."""

    points: float
    message: str
    where: str


class Collector:
    """Columns of steps and findings, filled one record at a time.

    A step that is recorded twice counts once: the first record with a score, else the first. What the
    steps started from is part of a chain's identity: a collector takes the records of one start, and
    keeps those of another apart, in `others`.
    """

    def __init__(self) -> None:
        self.start: str | None = None
        self.others: dict[str, Collector] = {}
        self.models: Names[str] = Names()
        self.templates: Names[str] = Names()
        self.actions: Names[str] = Names()
        self.outcomes: Names[str] = Names()
        self.rules: Names[str] = Names()
        self.kinds: Names[str] = Names()
        self.chains: Names[tuple[int, int, int]] = Names()
        self.categories: dict[int, str] = {}
        self.positions: dict[int, int] = {}
        self.simulated: set[str] = set()
        self.scorers: set[str] = set()
        self.briefs: dict[str, set[str]] = {}
        self.inspectors: set[str] = set()
        self.duplicates = 0
        self.expected: set[tuple[int, int]] = set()  # template and action
        self._step_of: dict[tuple[int, int], int] = {}
        self.whole = {name: array("q") for name in _WHOLE}
        self.usage = {name: array("d") for name in USAGE}
        self.real = {name: array("d") for name in ("score", "cost", "latency", "waited", "held")}
        self.found = {name: array("q") for name in ("step", "rule", "kind", "owner")}
        self.points = array("d")
        self.broken: dict[tuple[int, int], list[float]] = {}
        self.last: dict[int, tuple[int, dict[int, float]]] = {}
        self.examples: dict[tuple[int, int], Example] = {}

    def by_start(self) -> dict[str, Collector]:
        """The collectors of all starts; chained first, where there are chained records."""
        found = {self.start or "chained": self, **self.others}
        return dict(sorted(found.items(), key=lambda item: item[0] != "chained"))

    def expect(self, template: str, action: str, category: str, position: int) -> None:
        """Count an action as selected on a template, also where no step of it was performed."""
        number = self.actions(action)
        self.categories.setdefault(number, category)
        self.positions[number] = min(position, self.positions.get(number, position))
        self.expected.add((self.templates(template), number))

    def add_line(self, line: str) -> None:
        """Take one record in, as its line of JSON. Raises LlmsiteError for what is none."""
        self.add(from_json(line))

    def add(self, record: Record) -> None:
        """Take one record in."""
        if self.start is None:
            self.start = record.start
        if record.start != self.start:
            self.others.setdefault(record.start, Collector()).add(record)
            return
        chain = self.chains(
            (self.templates(record.template), self.models(record.model), record.run)
        )
        action = self.actions(record.action)
        self.categories.setdefault(action, record.category)
        self.positions[action] = min(record.position, self.positions.get(action, record.position))
        if record.simulated:
            self.simulated.add(record.model)
        self.scorers.add(record.scorer)
        self.briefs.setdefault(record.template, set()).add(record.brief)
        self.inspectors.add(record.inspector)

        earlier = self._step_of.get((chain, action))
        if earlier is not None:
            self.duplicates += 1
            if record.score is None or self.real["score"][earlier] == self.real["score"][earlier]:
                return
        self._step_of[chain, action] = len(self.real["score"])
        self._append(record, chain, action)

    def _append(self, record: Record, chain: int, action: int) -> None:
        step = len(self.real["score"])
        self.whole["chain"].append(chain)
        self.whole["action"].append(action)
        self.whole["outcome"].append(self.outcomes(record.outcome))
        self.whole["selected"].append(record.selected)
        self.whole["attempts"].append(record.attempts)
        # Tells equal replies within this process; 0 where there is none.
        self.whole["reply"].append(hash(record.reply) if record.reply else 0)
        self.real["score"].append(_number(record.score))
        self.real["cost"].append(_number(record.cost_usd))
        self.real["latency"].append(_number(record.latency_s))
        self.real["waited"].append(record.waited_s)
        for name, column in self.usage.items():
            column.append(record.usage.get(name, 0))
        own = record.requirements.get(record.action)
        self.real["held"].append(_number(own[1] if own else None))
        self._add_retention(record, chain, action)
        for finding in record.findings:
            self._add_finding(step, finding, record)

    def _add_retention(self, record: Record, chain: int, action: int) -> None:
        """Note what this step took from earlier actions, and what holds after it."""
        holds: dict[int, float] = {}
        for name, (before, after) in record.requirements.items():
            owner = self.actions(name)
            holds[owner] = after
            if owner == action:
                continue
            entry = self.broken.get((owner, action))
            if entry is None:
                entry = self.broken[owner, action] = [0, 0, 0.0]
            entry[0] += 1
            if before - after > _NOTABLE:
                entry[1] += 1
                entry[2] += before - after
        if holds and record.position >= self.last.get(chain, (0, holds))[0]:
            self.last[chain] = record.position, holds

    def _add_finding(self, step: int, finding: Mapping[str, Any], record: Record) -> None:
        rule, kind = self.rules(str(finding["rule"])), self.kinds(str(finding["kind"]))
        points = float(finding["deduction"])
        owner = finding.get("owner") or ""
        self.found["step"].append(step)
        self.found["rule"].append(rule)
        self.found["kind"].append(kind)
        self.found["owner"].append(self.actions(owner) if owner else -1)
        self.points.append(points)
        best = self.examples.get((rule, kind))
        if best is None or points >= best.points:
            example = _example(finding, record)
            if best is None or (-points, example.where) < (-best.points, best.where):
                self.examples[rule, kind] = example


def collect(records: Iterable[Record]) -> Collector:
    """Return a collector that has taken all *records* in."""
    collector = Collector()
    for record in records:
        collector.add(record)
    return collector


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _example(finding: Mapping[str, Any], record: Record) -> Example:
    file, line = finding.get("file") or "", finding.get("line") or 0
    place = f" {file}:{line}" if file and line else f" {file}" if file else ""
    where = f"{record.template} {record.model} run{record.run} {record.action}{place}"
    return Example(float(finding["deduction"]), str(finding.get("message") or ""), where)
