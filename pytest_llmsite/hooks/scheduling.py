"""pytest-xdist's controller: chains to workers, records back.

The steps of a chain stay on one worker and in order. A worker is given all of its chains at once, so
that its engine can run them together; when a worker dies, what it had left goes to the others or to
its replacement, and recorded responses make sure that nothing answered is asked again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from ..session.benchmark import Benchmark
from ..session.collection import id_part
from .queueing import REORDERS

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

MAX_CRASHES = 2


class SchedulingHooks:
    """Hooks that only matter with xdist: on the controller, and inside a worker."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        self.config = config
        self.benchmark = benchmark
        self._crashes: Counter[str] = Counter()
        self._scheduler: ChainScheduling | None = None

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Return the scheduler that keeps chains together; `--dist=each` stays what it is."""
        if config.getvalue("dist") == "each":
            return None
        target = self.benchmark.plan.settings.target_halfwidth
        if target is not None:
            from .rounds import RoundScheduling

            return RoundScheduling(config, self.benchmark, target)
        self._scheduler = ChainScheduling(config, self.benchmark)
        return self._scheduler

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker what it cannot know of the command line."""
        given = self.config.args_source is pytest.Config.ArgsSource.ARGS
        node.workerinput["llmsite_paths_given"] = given
        adaptive = self.benchmark.plan.settings.target_halfwidth is not None
        node.workerinput[REORDERS] = not adaptive and self.config.getvalue("dist") != "each"

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: Sequence[str]) -> None:
        """Learn which steps the items are: the controller itself collects nothing."""
        if not self.benchmark.expected:
            plan = self.benchmark.plan
            chains = {id_part(str(chain)): chain for chain in plan.chains}
            actions = {id_part(action.name): action for action in plan.actions}
            found = dict.fromkeys(map(plan.place_of, ids))
            self.benchmark.expect(
                [(chains[c], actions[a]) for c, a in found if c in chains and a in actions]
            )

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over the records of steps that a worker performed but no item asked for."""
        lines = getattr(node, "workeroutput", {}).get("llmsite_records")
        if lines:
            self.benchmark.write(json.loads(lines))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note what a worker is at, in case that it dies under it."""
        if self._scheduler is not None:
            self._scheduler.note_start(nodeid)

    @pytest.hookimpl(optionalhook=True, trylast=True)
    def pytest_handlecrashitem(self, crashitem: str, report: Any, sched: Any) -> None:
        """Run a step again whose worker died under it, at most twice."""
        self._crashes[crashitem] += 1
        if isinstance(sched, ChainScheduling) and self._crashes[crashitem] <= MAX_CRASHES:
            sched.mark_test_pending(crashitem)
            report.outcome = "rerun"
            report.llmsite_crashed = True
            _forgive(self.config, crashitem)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """Show a step that is run again after a crash."""
        if getattr(report, "llmsite_crashed", False):
            return "run again after a worker crashed", "R", "WORKER CRASHED, AGAIN"
        return None


class ChainScheduling:
    """xdist's `Scheduling` protocol with the chain as the unit; linear in the number of items."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        from xdist.workermanage import parse_tx_spec_config

        self.config = config
        self.plan = benchmark.plan
        self.numnodes = len(parse_tx_spec_config(config))
        self.collection: list[str] | None = None
        self._index: dict[str, int] = {}
        self._collections: dict[WorkerController, list[str]] = {}
        self._given: dict[WorkerController, dict[int, None]] = {}
        self._waiting: list[list[int]] = []
        self._started: set[int] = set()

    @property
    def nodes(self) -> list[WorkerController]:
        """The workers that can be given items."""
        return list(self._given)

    @property
    def collection_is_completed(self) -> bool:
        """Whether the initial workers have all collected."""
        return len(self._collections) >= self.numnodes

    @property
    def tests_finished(self) -> bool:
        """Whether all is done, but for a last item that each worker may hold."""
        if not self.collection_is_completed or self._waiting:
            return False
        return all(len(given) < 2 for given in self._given.values())

    @property
    def has_pending(self) -> bool:
        """Whether anything is still to be done."""
        return bool(self._waiting) or any(self._given.values())

    def add_node(self, node: WorkerController) -> None:
        """Take in a worker, at the start or in place of one that died."""
        self._given[node] = {}

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        """Take in what a worker collected; a replacement must have collected the same."""
        if self.collection is not None and list(collection) != self.collection:
            self._report_difference(node)
            return
        known = next(iter(self._collections.values()), None)
        same = known is not None and known == collection
        self._collections[node] = known if known is not None and same else list(collection)

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        """Note that a worker has done an item."""
        self._given[node].pop(item_index, None)
        self._started.discard(item_index)

    def note_start(self, nodeid: str) -> None:
        """Note that a worker has begun an item: it may take them in another order than given."""
        self._started.add(self._index[nodeid])

    def mark_test_pending(self, item: str) -> None:
        """Put an item back at the head of its chain, to be run again (once, whoever else asks)."""
        index = self._index[item]
        if any(index in unit for unit in [*self._waiting, *self._given.values()]):
            return
        chain = self.plan.chain_of(item)
        for unit in self._waiting:
            if chain and self.collection and self.plan.chain_of(self.collection[unit[0]]) == chain:
                unit.insert(0, index)
                break
        else:
            self._waiting.insert(0, [index])
        self._hand_out()

    def remove_pending_tests_from_node(
        self, node: WorkerController, indices: Sequence[int]
    ) -> None:
        """Not used: nothing is stolen from a worker."""
        raise NotImplementedError

    def remove_node(self, node: WorkerController) -> str | None:
        """Forget a worker; return the item it died under, if any, and keep the rest for others."""
        left = list(self._given.pop(node))  # its collection stays: it counts as having collected
        if not left or self.collection is None:
            return None
        died = next((index for index in left if index in self._started), left[0])
        self._started.discard(died)
        # The item it died under may come back through mark_test_pending, which is called next: what
        # is left of its chain must not be given to anyone before that.
        self._waiting = self._units([index for index in left if index != died]) + self._waiting
        return self.collection[died]

    def schedule(self) -> None:
        """Hand out everything that waits."""
        if self.collection is None:
            if not self._same_collections():
                return
            self.collection = next(iter(self._collections.values()))
            self._index = {nodeid: index for index, nodeid in enumerate(self.collection)}
            self._waiting = self._units(range(len(self.collection)))
        self._hand_out()

    def _units(self, indices: Sequence[int]) -> list[list[int]]:
        assert self.collection is not None
        units: dict[str, list[int]] = {}
        for index in indices:
            nodeid = self.collection[index]
            units.setdefault(self.plan.chain_of(nodeid) or nodeid, []).append(index)
        return list(units.values())

    def _hand_out(self) -> None:
        """Give waiting chains to the workers with least to do, and let them end after it."""
        ready = self._ready()
        if not ready:
            return
        shares = self._shares(ready, self._waiting)
        self._waiting = []
        for node, share in shares.items():
            if share:
                self._send(node, share)
            node.shutdown()

    def _ready(self) -> list[WorkerController]:
        return [n for n in self._given if n in self._collections and not n.shutting_down]

    def _shares(
        self, ready: list[WorkerController], units: list[list[int]]
    ) -> dict[WorkerController, list[int]]:
        shares: dict[WorkerController, list[int]] = {node: [] for node in ready}
        load = {node: len(self._given[node]) for node in ready}
        for unit in units:
            node = min(ready, key=load.__getitem__)
            shares[node].extend(unit)
            load[node] += len(unit)
        return shares

    def _send(self, node: WorkerController, share: list[int]) -> None:
        self._given[node].update(dict.fromkeys(share))
        node.send_runtest_some(share)

    def _same_collections(self) -> bool:
        first, *others = self._collections.items()
        same = True
        for node, collection in others:
            if collection != first[1]:
                self._report_difference(node)
                same = False
        return same

    def _report_difference(self, node: WorkerController) -> None:
        message = f"worker {node.gateway.id} collected other tests than the first worker"
        report = pytest.CollectReport(
            nodeid=node.gateway.id, outcome="failed", longrepr=message, result=[]
        )
        self.config.hook.pytest_collectreport(report=report)


def _forgive(config: pytest.Config, nodeid: str) -> None:
    """Have pytest-rerunfailures not count a crash: it leaves out silently what has no attempt left."""
    counts = getattr(config, "failures_db", None)
    if counts is not None:
        with suppress(AttributeError, KeyError, TypeError):
            counts._set(counts._hash(nodeid), "f", counts.get_test_failures(nodeid) - 1)
