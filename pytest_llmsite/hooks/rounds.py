"""Adaptive rounds with pytest-xdist: a round is handed out when all that came before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..engine.steps import ChainKey
from ..session.adaptive import Rounds, steps_in
from ..session.benchmark import Benchmark
from ..session.collection import id_part
from .scheduling import ChainScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController


class RoundScheduling(ChainScheduling):
    """Keeps later rounds back and decides on them here, where all records arrive.

    A worker holds the last item that it was given until it knows what comes next. So that a round can
    be finished without that, its share is followed by a negative index: no item to run, but something
    that comes next (`SchedulingHooks` passes over it). What is not needed any more reaches no worker:
    it is reported as skipped from here.
    """

    def __init__(self, config: pytest.Config, benchmark: Benchmark, target: float) -> None:
        super().__init__(config, benchmark)
        self.benchmark = benchmark
        self.target = target
        self._chains = {id_part(str(chain)): chain for chain in self.plan.chains}

    def schedule(self) -> None:
        """Hand out what is due; a replacement for a worker may be all that a round waited for."""
        super().schedule()
        self._go_on()

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        """Note that a worker has done an item, and go on after the last of a round."""
        super().mark_test_complete(node, item_index, duration)
        self._go_on()

    def _go_on(self) -> None:
        rounds = self.benchmark.rounds
        while rounds is not None and self._waiting and not any(self._given.values()):
            if not self._ready() or (self._has_due(rounds) is False and rounds.open_next() is None):
                return
            self._skip_what_is_not_needed(rounds)
            self._hand_out()

    def _has_due(self, rounds: Rounds) -> bool:
        return any(self._is_due(unit, rounds) for unit in self._waiting)

    def _hand_out(self) -> None:
        ready = self._ready()
        if not ready or self.collection is None:
            return
        rounds = self.benchmark.rounds
        if rounds is None:
            rounds = Rounds(self.target, steps_in(self.plan, self.collection))
            self.benchmark.rounds = rounds
        due = [unit for unit in self._waiting if self._is_due(unit, rounds)]
        self._waiting = [unit for unit in self._waiting if not self._is_due(unit, rounds)]
        for node, share in self._shares(ready, due).items():
            if share:
                self._send(node, share)
                if self._waiting:
                    node.send_runtest_some([self._barrier(share[-1])])
            if not self._waiting:
                node.shutdown()

    def _is_due(self, unit: list[int], rounds: Rounds) -> bool:
        chain = self._chain(unit)
        return chain is None or rounds.is_open(chain.run)

    def _chain(self, unit: list[int]) -> ChainKey | None:
        assert self.collection is not None
        return self._chains.get(self.plan.chain_of(self.collection[unit[0]]))

    def _barrier(self, last: int) -> int:
        """An index that stands for no item, of another item than the last of a share."""
        assert self.collection is not None
        return -1 if last != len(self.collection) - 1 else -2

    def _skip_what_is_not_needed(self, rounds: Rounds) -> None:
        assert self.collection is not None
        kept = []
        for unit in self._waiting:
            chain = self._chain(unit)
            reason = rounds.skip_reason(chain) if chain is not None else None
            if reason is None:
                kept.append(unit)
                continue
            for index in unit:
                self._report_skipped(self.collection[index], reason)
        self._waiting = kept
        if not kept:
            for node in self._ready():
                node.shutdown()

    def _report_skipped(self, nodeid: str, reason: str) -> None:
        path, _, name = nodeid.partition("::")
        location, hook = (path, None, name.replace("::", ".")), self.config.hook
        hook.pytest_runtest_logstart(nodeid=nodeid, location=location)
        skipped = pytest.TestReport(
            nodeid, location, {}, "skipped", (path, 0, f"Skipped: {reason}"), "setup"
        )
        hook.pytest_runtest_logreport(report=skipped)
        ended = pytest.TestReport(nodeid, location, {}, "passed", None, "teardown")
        hook.pytest_runtest_logreport(report=ended)
        hook.pytest_runtest_logfinish(nodeid=nodeid, location=location)
