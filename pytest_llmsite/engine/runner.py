"""What runs on the engine's loop: chains are started, performed within the limits, and ended."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import LlmsiteError
from ..models.debugging import Dump
from ..models.protocol import Model, Provider
from ..models.registry import provider_for
from .accounts import Accounts
from .asking import Step, StepFailedError
from .budget import Budget
from .chains import Board, Chain
from .limits import Account
from .performing import Performer, make_request, reference_state
from .progress import Progress
from .responses import ResponseStore
from .room import Room
from .settings import EngineSettings
from .shared import SharedLedger
from .steps import ChainKey, Outcome, StepResult

if TYPE_CHECKING:
    from ..actions.catalogue import Action
    from ..site import Site
    from ..templates.loader import Template

LEAST_WINDOW = 16
"""How many chains of an account are under way at least; otherwise twice as many as calls at once."""
WRITERS = 4
LOG_LINES = 2_000
TELL_SECONDS = 1.0
STOPPED = "the run was stopped"


class Runner:
    """Performs chains on one event loop. Every method runs on that loop."""

    def __init__(
        self,
        settings: EngineSettings,
        models: Mapping[str, Model],
        templates: Mapping[str, Template],
        actions: Sequence[Action],
        board: Board,
    ) -> None:
        self.settings = settings
        self.models = models
        self.templates = templates
        self.actions = {action.position: action for action in actions}
        self.board = board
        self.notices: list[str] = []
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self.room = Room(board, settings.ahead_mib << 20)
        self.store = ResponseStore(settings.folder / "responses", settings.session)
        self.store.saved = deque() if settings.send else None
        self._telling: asyncio.Task[None] | None = None
        self._writer = ThreadPoolExecutor(WRITERS, thread_name_prefix="llmsite-writer")
        self._ledger: SharedLedger | None = None
        if settings.processes is not None:
            self._ledger = SharedLedger(settings.folder / "ledger", settings.session)
        self.accounts = Accounts(
            models, settings, self._ledger, self._feed, self.notices.append, self.log.append
        )
        budget = Budget(_part(settings.max_cost, settings.share), self._ledger)
        self._dump = Dump(settings.debug) if settings.debug else None
        self._performer = Performer(settings, self.store, budget, self._writer, self._dump)
        self._providers: dict[str, Provider] = {}
        self._dead: dict[str, str] = {}
        self._pending: defaultdict[str, deque[Chain]] = defaultdict(deque)
        self._active: Counter[str] = Counter()
        self._orders = 0
        self._closing = False

    def progress(self) -> Progress:
        """Return how far the engine is."""
        accounts = self.accounts.all()
        return replace(
            self.board.progress(),
            in_flight=sum(account.in_flight for account in accounts),
            waiting=sum(account.waiting + account.backing_off for account in accounts),
        )

    async def _tell_others(self, ledger: SharedLedger) -> None:
        """Keep the ledger's account of how far this process is."""
        told = None
        while True:
            progress = self.progress()
            if progress != told:
                told = progress
                ledger.tell(progress)
            await asyncio.sleep(TELL_SECONDS)

    # Starting chains

    def announce(self, chains: Sequence[tuple[ChainKey, Sequence[int]]]) -> None:
        """Perform these chains, in this order, as far as the positions given."""
        if self._ledger is not None and self._telling is None:
            self._telling = asyncio.get_running_loop().create_task(self._tell_others(self._ledger))
        for key, positions in chains:
            chain = self.board.chains.get(key)
            if chain is None:
                chain = self._new(key, positions)
                self._pending[self._account(chain).name].append(chain)
            else:
                self._need(chain, positions)
                self._start_if_needed(chain)
        self._feed()

    def want(self, key: ChainKey, position: int) -> None:
        """An item waits for a step: its chain is started whatever the limits on chains are."""
        chain = self.board.chains.get(key) or self._new(key, ())
        chain.asked = max(chain.asked, position)
        if position not in chain.needed:
            self._need(chain, [position] if self._apart else range(1, position + 1))
        self._start_if_needed(chain)
        self.room.let(chain)
        if position in chain.light and chain.restoring is None:
            chain.restoring = asyncio.get_running_loop().create_task(self._restore(chain))

    @property
    def _apart(self) -> bool:
        return self.settings.start == "reference"

    def _new(self, key: ChainKey, positions: Sequence[int]) -> Chain:
        self._orders += 1
        chain = Chain(key, self._orders, [])
        self._need(chain, positions)
        with self.board.changed:
            self.board.chains[key] = chain
        return chain

    def _need(self, chain: Chain, positions: Sequence[int]) -> None:
        before = len(chain.needed)
        chain.needed = sorted({*chain.needed, *positions})
        self.board.planned += len(chain.needed) - before

    def _start_if_needed(self, chain: Chain) -> None:
        over = chain.ended is not None or chain.crash is not None
        if chain.task is not None or over or not chain.missing:
            return
        dead = self._dead.get(chain.key.model)
        if self._closing or dead is not None:
            outcome = Outcome.PROVIDER_ERROR if dead else Outcome.INTERRUPTED
            self.board.end(chain, outcome, dead or STOPPED)
            return
        self._active[self._account(chain).name] += 1
        chain.task = asyncio.get_running_loop().create_task(self._run(chain))

    def _feed(self) -> None:
        """Start chains that were announced, as many as keep their account busy."""
        for name, waiting in self._pending.items():
            account = self.accounts.named(name)
            limit = account.greatest if account.fixed else account.limit
            while waiting and self._active[name] < max(LEAST_WINDOW, 2 * limit):
                self._start_if_needed(waiting.popleft())

    def _account(self, chain: Chain) -> Account:
        return self.accounts.of(self.models[chain.key.model])

    # Performing chains

    async def _run(self, chain: Chain) -> None:
        try:
            if self._apart:
                await asyncio.gather(*(self._step(chain, at) for at in chain.missing))
            else:
                while chain.next <= chain.last and await self._step(chain, chain.next):
                    chain.next += 1
        except asyncio.CancelledError:
            dead = self._dead.get(chain.key.model)
            outcome = Outcome.PROVIDER_ERROR if dead else Outcome.INTERRUPTED
            self.board.end(chain, outcome, dead or STOPPED)
        except Exception as error:
            self.board.crash(chain, error)
        finally:
            self._performer.budget.release(chain.key)
            self._active[self._account(chain).name] -= 1
            chain.task = None
            self._start_if_needed(chain)
            self._feed()

    async def _step(self, chain: Chain, position: int) -> bool:
        """Perform one step; say whether the chain goes on."""
        result = await self._performed(chain, position)
        # A call's result is on disk: where there is no room it need not stay in memory as well.
        again = bool(result.response_key) and not result.outcome.infrastructure
        light = again and self.room.crowded and position > chain.asked
        chain.site = result.after
        self.board.publish(chain, position, result, light=light)
        await asyncio.sleep(0)
        return not result.outcome.infrastructure

    async def _restore(self, chain: Chain) -> None:
        """Read back what was let go of a chain and is asked for now, and all before it."""
        try:
            while wanted := [at for at in chain.light if at <= chain.asked]:
                position = min(wanted)
                earlier = chain.results.get(position - 1)
                before = earlier.after if earlier is not None else None
                result = await self._performed(chain, position, before)
                self.board.publish(chain, position, result, light=False)
        except asyncio.CancelledError:
            self.board.end(chain, Outcome.INTERRUPTED, STOPPED)
        except Exception as error:
            self.board.crash(chain, error)
        finally:
            chain.restoring = None

    async def _performed(
        self, chain: Chain, position: int, before: Site | None = None
    ) -> StepResult:
        """Return what comes of a step, performed or failed."""
        action, start = self.actions[position], self.templates[chain.key.template].start
        if before is None:
            before = start if position == 1 or chain.site is None else chain.site
        try:
            if self._apart:
                before = self._reference_before(chain.key.template, position)
            return await self._perform(chain, action, before)
        except StepFailedError as failure:
            self._note_failure(chain, action.name, failure)
            return _missing(chain.key, action.name, before, failure)

    def _reference_before(self, template: str, position: int) -> Site:
        earlier = tuple(self.actions[at].name for at in sorted(self.actions) if at < position)
        return reference_state(self.templates[template], earlier)

    async def _perform(self, chain: Chain, action: Action, before: Site) -> StepResult:
        step = self._make_step(chain, action, before)
        if self.room.crowded and self._performer.needs_no_call(step):
            del step  # its prompt is large, and many may wait
            await self._wait_for_room(chain, action.position)
            step = self._make_step(chain, action, before)
        return await self._performer.perform(step)

    def _make_step(self, chain: Chain, action: Action, before: Site) -> Step:
        model = self.models[chain.key.model]
        if model.alias in self._dead:
            raise StepFailedError(Outcome.PROVIDER_ERROR, self._dead[model.alias])
        if self._closing:
            raise StepFailedError(Outcome.INTERRUPTED, STOPPED)
        missing = len(chain.missing)
        return Step(
            state=chain,
            request=make_request(
                model, self.templates[chain.key.template], chain.key.run, action, before
            ),
            provider=self._provider(model),
            account=self._account(chain),
            priority=(-missing, chain.order),
            remaining=1 if self._apart else missing,
            tell=lambda line: self.log.append(f"{chain.key}-{action.name}: {line}"),
        )

    async def _wait_for_room(self, chain: Chain, position: int) -> None:
        """Wait for room; meanwhile other chains may be started."""
        name = self._account(chain).name
        self._active[name] -= 1
        self._feed()
        try:
            await self.room.wait(chain, position)
        finally:
            self._active[name] += 1

    def _provider(self, model: Model) -> Provider:
        if model.provider not in self._providers:
            try:
                self._providers[model.provider] = provider_for(model)
            except LlmsiteError as error:
                raise StepFailedError(Outcome.PROVIDER_ERROR, str(error), fatal=True) from None
        return self._providers[model.provider]

    # Ending

    def _note_failure(self, chain: Chain, action: str, failure: StepFailedError) -> None:
        if failure.fatal:
            self._give_up(chain.key.model, failure.message)
        if not self._apart:
            self.board.end(
                chain,
                failure.outcome,
                f"not run: step {action} of this chain ended it ({failure.message})",
            )

    def _give_up(self, model: str, message: str) -> None:
        """End all that is left of a model that cannot answer."""
        if model in self._dead:
            return
        self._dead[model] = message
        left = [c for c in self.board.chains.values() if c.key.model == model and c.missing]
        self.notices.append(f"model {model}: {message}; chains ended with it: {len(left)}")
        for chain in left:
            if chain.task is None:
                self.board.end(chain, Outcome.PROVIDER_ERROR, message)
            elif not chain.calls and chain.task is not asyncio.current_task():
                chain.task.cancel()

    async def close(self, grace_s: float) -> None:
        """Stop: what waits at once, calls under way when they are done or the grace is over."""
        self._closing = True
        chains = [chain for chain in self.board.chains.values() if chain.task is not None]
        for chain in chains:
            if not chain.calls and chain.task is not None:
                chain.task.cancel()
            if chain.restoring is not None:
                chain.restoring.cancel()
        tasks = [chain.task for chain in chains if chain.task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_s * 0.6)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=grace_s * 0.4)
        for provider in self._providers.values():
            await provider.close()
        self.accounts.close()
        if self._telling is not None:
            self._telling.cancel()
        if self._ledger is not None:
            self._ledger.tell(self.progress())
            self._ledger.close()
        if self._dump is not None:
            self._dump.close()
        self._writer.shutdown(wait=False)
        self.board.close()


def _part(most: float | None, share: float) -> float | None:
    return None if most is None else most * share


def _missing(key: ChainKey, action: str, before: Site, failure: StepFailedError) -> StepResult:
    return StepResult(
        key,
        action,
        failure.outcome,
        before,
        None,
        failure.message,
        attempts=failure.attempts,
        waited_s=failure.waited_s,
    )
