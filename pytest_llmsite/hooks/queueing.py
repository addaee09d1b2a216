"""Inside a worker of pytest-xdist: its chains run at once, its items as their steps arrive."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest

from ..engine.steps import ChainKey
from ..session.benchmark import Benchmark
from .arrivals import is_suite_step, key_of, take_next
from .items import step_key, steps_of

REORDERS = "llmsite_reorders"
"""The worker's input that allows another order of items than the one they were given in."""


class QueueHooks:
    """Registered in workers only."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        self.benchmark = benchmark
        self.plugins = config.pluginmanager
        workerinput: dict[str, Any] = getattr(config, "workerinput", {})
        self.reorders = bool(workerinput.get(REORDERS))
        self._held: dict[ChainKey, deque[int]] = {}
        self._chosen = -1
        self._session: pytest.Session | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> bool | None:
        """Begin all chains that wait in this worker's queue."""
        interactor = self._interactor()
        if interactor is not None and interactor.item_index < 0:
            # Not an item but the end of a share: what only the item before it needed ends here.
            item.session._setupstate.teardown_exact(nextitem)
            return True
        key = step_key(item)
        if key is not None and not self.benchmark.has_started(key[0]):
            queued = self._queued(item.session, interactor) if interactor is not None else []
            self.benchmark.start(steps_of([item, *queued]))
        self._session = item.session
        return None

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self) -> None:
        """Choose what runs after the next item, which xdist has taken from the queue already.

        Called once an attempt: pytest-rerunfailures may make several of one item.
        """
        interactor = self._interactor() if self.reorders else None
        if interactor is not None and self._session is not None:
            self._choose(self._session, interactor.torun)

    def _interactor(self) -> Any:
        """The plugin of xdist that holds this worker's queue."""
        for plugin in self.plugins.get_plugins():
            queue = getattr(plugin, "torun", None)
            if queue is not None and hasattr(queue, "lock"):
                return plugin
        return None

    def _queued(self, session: pytest.Session, interactor: Any) -> list[pytest.Item]:
        with interactor.torun.lock() as waiting:
            indices = [interactor.nextitem_index, *waiting]
        return [session.items[i] for i in indices if isinstance(i, int) and i >= 0]

    def _choose(self, session: pytest.Session, queue: Any) -> None:
        """Take over the suite's steps that wait, and let xdist see the one that comes next."""
        with queue.lock() as waiting:
            given = [i for i in waiting if isinstance(i, int)]
            if not all(is_suite_step(session.items[i]) for i in given):
                return
            marks = [mark for mark in waiting if not isinstance(mark, int)]
            waiting.clear()
            items = [session.items[i] for i in given]
            for index, item in zip(given, items, strict=True):
                held = self._held.setdefault(key_of(item)[0], deque())
                # What was chosen already, and not taken yet, goes back to where it came from.
                held.appendleft(index) if index == self._chosen else held.append(index)
            if self._held:
                self._chosen = take_next(
                    self._held,
                    lambda index: key_of(session.items[index]),
                    self.benchmark.engine,
                    wait=False,
                )
                waiting.append(self._chosen)
            waiting.extend(marks)
        if items:
            self.benchmark.start(steps_of(items))
