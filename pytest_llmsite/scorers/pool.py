"""Scoring processes and what they have to do: the steps that will be asked for first come first."""

from __future__ import annotations

import json
import pickle
import signal
import sys
import threading
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import execnet

from ..results.scores import score_from_dict
from ..scoring import Score
from ..templates.loader import Template
from .process import BOOT, Job


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Start processes to which Ctrl-C does nothing from their first moment on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(frozen=True, slots=True)
class Task:
    """A step to be scored: *rank* says when it will be asked for, *chain* whose step it is."""

    key: str
    rank: tuple[int, int]
    chain: Hashable
    template: Template
    job: Job


@dataclass(slots=True)
class _Scorer:
    """One process. *chain* is the chain that it scored last: its page is still at hand there."""

    gateway: Any
    channel: Any
    known: set[str] = field(default_factory=set)
    task: Task | None = None
    chain: Hashable = None
    alive: bool = True


class ScorerPool:
    """Scores tasks in *count* processes. What cannot be scored there, the caller is to score itself.

    Thread-safe. A process that dies takes nothing with it but its task, which then has no score.
    """

    def __init__(self, count: int) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[str, Task] = {}
        self._done: dict[str, Score | None] = {}
        self.notices: list[str] = []
        self._group = execnet.Group()
        with _deaf_children():
            self._scorers = [self._start(number) for number in range(count)]

    def _start(self, number: int) -> _Scorer:
        gateway = self._group.makegateway(f"popen//id=llmsite-scorer{number}")
        channel = gateway.remote_exec(BOOT)
        channel.send([path or str(Path.cwd()) for path in sys.path])
        scorer = _Scorer(gateway, channel)
        channel.setcallback(lambda message: self._received(scorer, message), endmarker=None)
        return scorer

    def submit(self, task: Task) -> None:
        """Have a step scored, unless it is known or waiting already."""
        with self._changed:
            running = {scorer.task.key for scorer in self._scorers if scorer.task}
            if task.key in self._waiting or task.key in self._done or task.key in running:
                return
            self._waiting[task.key] = task
        self._dispatch()

    def result(self, key: str) -> Score | None:
        """Wait for a submitted task's score and forget it; None where it has to be scored elsewhere."""
        with self._changed:
            while key not in self._done:
                if not self._is_coming(key):
                    self._waiting.pop(key, None)
                    return None
                self._changed.wait(0.5)
            return self._done.pop(key)

    def _is_coming(self, key: str) -> bool:
        alive = [scorer for scorer in self._scorers if scorer.alive]
        running = any(scorer.task and scorer.task.key == key for scorer in alive)
        return running or (bool(alive) and key in self._waiting)

    def _dispatch(self) -> None:
        """Give each idle process the task that is wanted first, of its own chain if there is one."""
        while True:
            with self._changed:
                found = self._next()
                if found is None:
                    return
                scorer, task = found
                del self._waiting[task.key]
                scorer.task, scorer.chain = task, task.chain
            try:
                if task.template.name not in scorer.known:
                    scorer.known.add(task.template.name)
                    scorer.channel.send(pickle.dumps(task.template))
                scorer.channel.send(pickle.dumps(task.job))
            except OSError:
                self._lost(scorer)

    def _next(self) -> tuple[_Scorer, Task] | None:
        idle = [scorer for scorer in self._scorers if scorer.alive and scorer.task is None]
        if not idle or not self._waiting:
            return None
        taken = {scorer.chain: scorer for scorer in self._scorers if scorer.alive}
        for scorer in idle:
            waiting = self._waiting.values()
            free = [task for task in waiting if taken.get(task.chain, scorer) is scorer]
            if free:
                return scorer, min(free, key=lambda task: task.rank)
        # Only steps of a chain that another process is at: two at once cost a parse, waiting more.
        return idle[0], max(self._waiting.values(), key=lambda task: task.rank)

    def _received(self, scorer: _Scorer, message: Any) -> None:
        if message is None:
            self._lost(scorer)
            return
        with self._changed:
            task, scorer.task = scorer.task, None
            if task is not None:
                answer = json.loads(message)
                known = isinstance(answer, Mapping)
                self._done[task.key] = score_from_dict(answer) if known else None
            self._changed.notify_all()
        self._dispatch()

    def _lost(self, scorer: _Scorer) -> None:
        with self._changed:
            if scorer.alive:
                self.notices.append("a scoring process ended early; its work is done elsewhere")
            scorer.alive = False
            if scorer.task is not None:
                self._done[scorer.task.key] = None
                scorer.task = None
            self._changed.notify_all()

    def close(self, *, interrupted: bool = False) -> None:
        """End the processes at once: nobody waits for what they score."""
        with self._changed:
            for scorer in self._scorers:
                scorer.alive = False
            self._changed.notify_all()
        if interrupted:
            self.notices.clear()  # Ctrl-C may have ended one: that is nothing to tell of
        for scorer in self._scorers:
            scorer.gateway._io.kill()
        self._group.terminate(timeout=0.5)
