"""The engine as items see it: chains are performed in a background thread, items wait for their step."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from ..errors import LlmsiteError, unknown_name
from ..models.protocol import Model
from .chains import Board
from .progress import Progress
from .runner import Runner
from .settings import EngineSettings
from .steps import ChainKey, StepResult
from .threads import DaemonThreads

if TYPE_CHECKING:
    from ..actions.catalogue import Action
    from ..templates.loader import Template

GRACE_SECONDS = 1.5
WAKE_SECONDS = 0.5
"""How often a waiting item looks up, so that Ctrl-C is noticed also where waiting cannot be broken."""


class Engine:
    """Performs chains. Thread and loop start with the first chain."""

    def __init__(
        self,
        settings: EngineSettings,
        models: Mapping[str, Model],
        templates: Mapping[str, Template],
        actions: Sequence[Action],
    ) -> None:
        """Raise LlmsiteError for a model without a price, unless *settings* allow it."""
        settings.check_models(models.values())
        if not settings.session:
            settings = replace(settings, session=uuid4().hex)
        self.settings = settings
        self._positions = {action.name: action.position for action in actions}
        self._board = Board(settings.ahead_mib << 20)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._runner: Runner | None = None
        self._failure: Exception | None = None
        self._grace_s: float | None = None
        self._make_runner: Callable[[], Runner] = lambda: Runner(
            settings, models, templates, actions, self._board
        )

    def start(
        self,
        chains: Sequence[tuple[ChainKey, int]],
        only: Mapping[ChainKey, Sequence[str]] | None = None,
    ) -> None:
        """Begin to perform chains, in this order, each up to its last needed position.

        *only* names the actions asked for; it matters with start="reference" alone, where no step
        needs an earlier one.
        """
        apart = self.settings.start == "reference"
        announced = []
        for key, last in chains:
            positions = [at for at in self._positions.values() if at <= last]
            if apart and only is not None and key in only:
                positions = [self._position(action) for action in only[key]]
            announced.append((key, sorted(positions)))
        self._call(lambda runner: runner.announce(announced))

    def step(
        self,
        chain: ChainKey,
        action: str,
        meanwhile: Callable[[StepResult], None] | None = None,
    ) -> StepResult:
        """Return a step's result, waiting for it; starts its chain if need be.

        *meanwhile* is called, in this thread and while the step is waited for, with results of other
        steps as they arrive (each once): what has to be done with them need not wait for their turn.
        Raises LlmsiteError for an unknown action.
        """
        position, board = self._position(action), self._board
        wanted = False
        while True:
            other: StepResult | None = None
            with board.changed:
                result = board.take(chain, position, action)
                if result is not None:
                    break
                if wanted and meanwhile is not None:
                    other = self._next_fresh()
                if wanted and other is None:
                    self._check_alive()
                    board.changed.wait(WAKE_SECONDS)
                    continue
            if not wanted:
                self._call(lambda runner: runner.want(chain, position))
                wanted = True
            elif other is not None and meanwhile is not None:
                meanwhile(other)
        if self._runner is not None and self._runner.room.wanted:
            self._tell(lambda runner: runner.room.look())
        return result

    def first_of(self, steps: Sequence[tuple[ChainKey, str]], *, wait: bool = True) -> int | None:
        """Return which of these steps is there, the foremost of several; None if none is.

        *wait*: until one is there. Whoever waits needs the first; the others may be on their way.
        """
        places = [(chain, self._position(action)) for chain, action in steps]
        board, wanted = self._board, False
        while True:
            with board.changed:
                for number, (chain, position) in enumerate(places):
                    if board.is_there(chain, position):
                        return number
                if not wait:
                    return None
                if wanted:
                    self._check_alive()
                    board.changed.wait(WAKE_SECONDS)
                    continue
            self._call(lambda runner: runner.want(*places[0]))
            wanted = True

    def arrived(self, wait_s: float) -> StepResult | None:
        """Return a result that arrived and nobody has asked for yet (each once), or None after a while.

        For a thread that prepares them, instead of `step`'s *meanwhile*.
        """
        with self._board.changed:
            found = self._next_fresh()
            if found is None and not self._board.closed:
                self._board.changed.wait(wait_s)
                found = self._next_fresh()
            return found

    @property
    def closed(self) -> bool:
        """Whether nothing more will come."""
        return self._board.closed

    def _next_fresh(self) -> StepResult | None:
        fresh = self._board.fresh
        while fresh:
            key, position = fresh.popleft()
            chain = self._board.chains.get(key)
            if chain is None or position <= chain.taken or position in chain.light:
                continue
            if position in chain.results:
                return chain.results[position]
        return None

    def finished(self, chain: ChainKey) -> list[StepResult]:
        """Return what was performed of a chain so far, in order, whether asked for or not."""
        return self._board.performed(chain)

    def stored(self, result: StepResult) -> str | None:
        """Return a result's kept response as one line of text, for another process to `adopt`."""
        if not result.response_key or self._runner is None:
            return None
        return self._runner.store.text(result.response_key)

    def unsent(self) -> list[str]:
        """Return the responses kept since the last call, each as one line (with `settings.send`)."""
        saved = self._runner.store.saved if self._runner is not None else None
        if saved is None or self._runner is None:
            return []
        lines = (self._runner.store.text(saved.popleft()) for _ in range(len(saved)))
        return [line for line in lines if line is not None]

    def notices(self) -> list[str]:
        """Return lines that a user must see: models given up, responses set aside."""
        if self._runner is None:
            return []
        return [*self._runner.notices, *self._runner.store.set_aside]

    def waits(self) -> list[str]:
        """Return lines about waits and retries since the last call (for verbose output)."""
        if self._runner is None:
            return []
        log = self._runner.log
        return [log.popleft() for _ in range(len(log))]

    def progress(self) -> Progress:
        """Return how far the engine is."""
        if self._runner is None:
            return Progress()
        return self._runner.progress()

    def stop(self, grace_s: float = GRACE_SECONDS) -> None:
        """Begin to close: items get no more, calls under way may arrive within *grace_s* seconds."""
        loop, thread, runner = self._loop, self._thread, self._runner
        self._board.close()
        if self._grace_s is not None or loop is None or thread is None or runner is None:
            return
        self._grace_s = grace_s
        if thread.is_alive() and not loop.is_closed():
            loop.call_soon_threadsafe(self._stop, loop, runner, grace_s)

    def close(self, grace_s: float = GRACE_SECONDS) -> None:
        """Stop within about *grace_s* seconds, keeping what has arrived. May be called again."""
        self.stop(grace_s)
        if self._thread is not None and self._grace_s is not None:
            self._thread.join(self._grace_s + 0.4)

    def _stop(self, loop: asyncio.AbstractEventLoop, runner: Runner, grace_s: float) -> None:
        task = loop.create_task(runner.close(grace_s))
        task.add_done_callback(lambda _: loop.stop())

    # Thread and loop

    def _position(self, action: str) -> int:
        if action not in self._positions:
            raise unknown_name("action", action, self._positions)
        return self._positions[action]

    def _call(self, job: Callable[[Runner], None]) -> None:
        """Run *job* on the loop, starting that if need be; after `close` nothing happens."""
        if self._board.closed:
            return
        if self._thread is None:
            self._loop = asyncio.new_event_loop()
            self._loop.set_default_executor(DaemonThreads())
            self._thread = threading.Thread(
                target=self._run_loop, args=(self._loop,), name="llmsite-engine", daemon=True
            )
            started = threading.Event()
            self._loop.call_soon(self._set_up, started)
            self._thread.start()
            started.wait()
        if self._failure is not None:
            raise LlmsiteError(
                f"{self.settings.folder}: the engine cannot start ({self._failure}); "
                "is the folder writable?"
            ) from self._failure
        self._tell(job)

    def _set_up(self, started: threading.Event) -> None:
        try:
            self._runner = self._make_runner()
        except Exception as error:
            self._failure = error
        finally:
            started.set()

    def _tell(self, job: Callable[[Runner], None]) -> None:
        if self._loop is None or self._runner is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(job, self._runner)

    def _run_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            loop.close()
            self._board.close()

    def _check_alive(self) -> None:
        if self._thread is not None and not self._thread.is_alive():
            self._board.closed = True
