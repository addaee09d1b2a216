"""`--llm-target-halfwidth`: which rounds are run. A round is one more run of every chain of a model.

What is decided about a round depends on the scores of the rounds before it and on nothing else: not on
timing, not on the order of items, not on how many processes share the work.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..engine.steps import ChainKey
from ..gates import LEAST_ROUNDS
from .collection import Plan, id_part

if TYPE_CHECKING:
    from ..statistics.stopping import WidthDecision


@dataclass(frozen=True, slots=True)
class Stopped:
    """A model whose interval is narrow enough after the round *run*: no later one is run."""

    run: int
    rounds: int
    decision: WidthDecision

    @property
    def reason(self) -> str:
        """Why later rounds are skipped."""
        return f"{self.decision.reason} after {self.rounds} rounds"


class Rounds:
    """The rounds of a session: the first three are open, a later one when those before it are done."""

    def __init__(self, target: float, steps: Iterable[tuple[ChainKey, str]]) -> None:
        self.target = target
        self.stopped: dict[str, Stopped] = {}
        self._wanted: dict[ChainKey, set[str]] = {}
        self._scores: dict[ChainKey, dict[str, float]] = {}
        for chain, action in steps:
            self._wanted.setdefault(chain, set()).add(action)
        self.runs = sorted({chain.run for chain in self._wanted})
        self._open = set(self.runs[:LEAST_ROUNDS])

    @property
    def models(self) -> list[str]:
        """The models that have any chain, in the order of their first one."""
        return list(dict.fromkeys(chain.model for chain in self._wanted))

    @property
    def steps(self) -> list[tuple[ChainKey, str]]:
        """All steps that may be run."""
        return [(chain, action) for chain, wanted in self._wanted.items() for action in wanted]

    def note(self, line: str) -> None:
        """Take in the record of a step, as its line of JSON."""
        record = json.loads(line)
        if record["selected"] and record["score"] is not None:
            chain = ChainKey(record["template"], record["model"], record["run"])
            self._scores.setdefault(chain, {})[record["action"]] = record["score"]

    def is_open(self, run: int) -> bool:
        """Whether a round was begun."""
        return run in self._open

    def open_next(self) -> int | None:
        """Decide for each model whether it goes on, and open the next round; None after the last."""
        run = next((run for run in self.runs if run not in self._open), None)
        if run is None:
            return None
        for model in self.models:
            if model not in self.stopped:
                self._decide(model, run)
        self._open.add(run)
        return run

    def _decide(self, model: str, run: int) -> None:
        found = self.decision(model, before=run)
        if found.stop:
            done = [r for r in self._runs_of(model) if r < run]
            self.stopped[model] = Stopped(done[-1], len(done), found)

    def decision(self, model: str, before: int | None = None) -> WidthDecision:
        """What a model's rounds so far, or those before one, say of the width of its interval."""
        from ..statistics.stopping import width_decision

        totals: dict[str, list[float | None]] = {}
        for chain in sorted(self._wanted):
            if chain.model == model and (before is None or chain.run < before):
                totals.setdefault(chain.template, []).append(self._total(chain))
        return width_decision(totals, self.target, at_least=LEAST_ROUNDS)

    def _runs_of(self, model: str) -> list[int]:
        return sorted({chain.run for chain in self._wanted if chain.model == model})

    def _total(self, chain: ChainKey) -> float | None:
        scores = self._scores.get(chain, {})
        wanted = sorted(self._wanted[chain])  # sums are the same whatever order scores came in
        if any(action not in scores for action in wanted):
            return None
        return sum(scores[action] for action in wanted)

    def skip_reason(self, chain: ChainKey) -> str | None:
        """Why a chain is not run; None for one that is, or may be."""
        stopped = self.stopped.get(chain.model)
        return stopped.reason if stopped is not None and chain.run > stopped.run else None

    def is_due(self, chain: ChainKey) -> bool:
        """Whether a chain is to be run: its round is open, and its model goes on."""
        return chain.run in self._open and self.skip_reason(chain) is None

    def lines(self) -> Iterator[tuple[str, bool]]:
        """Yield a line a model: where it stopped and how wide its interval is; true if narrow enough."""
        for model in self.models:
            stopped = self.stopped.get(model)
            if stopped is not None:
                yield f"{model}: {stopped.reason}", True
                continue
            found = self.decision(model)
            rounds = sum(run in self._open for run in self._runs_of(model))
            ended = "stopped by width" if found.stop else "not stopped by width"
            text = found.reason.removeprefix("stopped by width: ")
            yield f"{model}: {ended}: {text} after all {rounds} rounds", found.stop


def steps_in(plan: Plan, nodeids: Iterable[str]) -> Iterator[tuple[ChainKey, str]]:
    """Yield the steps that node ids name."""
    chains = {id_part(str(chain)): chain for chain in plan.chains}
    actions = sorted(plan.by_name, key=len, reverse=True)
    for nodeid in nodeids:
        name = plan.chain_of(nodeid)
        if name:
            rest = nodeid[nodeid.index(name, nodeid.find("[")) + len(name) + 1 :]
            action = next(action for action in actions if rest.startswith(id_part(action)))
            yield chains[name], action
