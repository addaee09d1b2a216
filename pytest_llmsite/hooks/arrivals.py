"""The order in which the built-in suite's items run in one process: as their steps arrive.

All chains are performed at once, so that the items of the first would leave all others to the end: no
progress would be seen, and the work of all these items would begin when the last answer is there.
Tests of a user's own keep their order, since fixtures of theirs may belong to a chain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from typing import TYPE_CHECKING, TypeVar

import pytest

from ..actions.catalogue import Action
from ..engine.steps import ChainKey
from ..session.benchmark import Benchmark
from .items import is_suite, step_key

if TYPE_CHECKING:
    from ..engine.engine import Engine

LOOKED_AT = 128
"""Chains of which one may go ahead of another; the engine seldom performs more at once."""
T = TypeVar("T")


class ArrivalHooks:
    """Registered in process; idle where pytest-xdist hands the items out."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        self.config = config
        self.benchmark = benchmark

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run the items as pytest's own loop does, but for their order."""
        distributed = self.config.pluginmanager.hasplugin("dsession")
        errors = session.testsfailed and not session.config.option.continue_on_collection_errors
        if distributed or errors or session.config.option.collectonly:
            return None
        for item, nextitem in self._as_they_arrive(session.items):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
        return True

    def _as_they_arrive(
        self, items: list[pytest.Item]
    ) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
        """Yield each item and one that is still to come, None after the last."""
        stretches = [(suite, list(stretch)) for suite, stretch in groupby(items, is_suite_step)]
        for number, (suite, stretch) in enumerate(stretches, 1):
            later = stretches[number][1][0] if number < len(stretches) else None
            if suite:
                yield from self._of_suite(stretch, later)
            else:
                yield from zip(stretch, [*stretch[1:], later], strict=True)

    def _of_suite(
        self, items: list[pytest.Item], later: pytest.Item | None
    ) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
        waiting: dict[ChainKey, deque[pytest.Item]] = {}
        for item in items:
            waiting.setdefault(key_of(item)[0], deque()).append(item)
        while waiting:
            item = take_next(waiting, key_of, self.benchmark.engine)
            # pytest asks only which collectors the next item is of, and all of these are of one.
            yield item, next((queue[0] for queue in waiting.values()), later)


def take_next(
    waiting: dict[ChainKey, deque[T]],
    key: Callable[[T], tuple[ChainKey, Action]],
    engine: Engine,
    *,
    wait: bool = True,
) -> T:
    """Take the foremost whose step is there. Where none is: *wait* for one, or take the first of all."""
    heads = [queue[0] for queue in islice(waiting.values(), LOOKED_AT)]
    steps = [(chain, action.name) for chain, action in map(key, heads)]
    chain, _ = steps[engine.first_of(steps, wait=wait) or 0]
    taken = waiting[chain].popleft()
    if not waiting[chain]:
        del waiting[chain]
    return taken


def is_suite_step(item: pytest.Item) -> bool:
    """Whether an item is a step of the built-in suite."""
    return is_suite(item) and step_key(item) is not None


def key_of(item: pytest.Item) -> tuple[ChainKey, Action]:
    """Return the chain and the action of a step's item."""
    key = step_key(item)
    assert key is not None
    return key
