"""The state of chains while they are performed, and what of it may be forgotten."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from dataclasses import dataclass, field, replace

from ..site import Site
from .progress import Progress
from .steps import ChainKey, Outcome, StepResult

FIXED_BYTES = 2_000
"""What a result takes besides texts."""
FRESH_KEPT = 4_096


@dataclass(slots=True)
class Chain:
    """One chain: what is needed of it, and how far it has come.

    *needed*: positions to be performed, ascending. *results*: by position. *asked*: the highest
    position that an item waits for or has taken. *light*: positions whose sites and reply were let
    go, and are read back when asked for. *ended*: why nothing more will come. *calls* counts the calls
    under way or being written, during which the task is not cancelled without need.
    """

    key: ChainKey
    order: int
    needed: list[int]
    results: dict[int, StepResult] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    light: set[int] = field(default_factory=set)
    taken: int = 0
    site: Site | None = None
    next: int = 1
    asked: int = 0
    ended: tuple[Outcome, str] | None = None
    crash: BaseException | None = None
    task: asyncio.Task[None] | None = None
    restoring: asyncio.Task[None] | None = None
    calls: int = 0
    bytes_held: int = 0
    bytes_untaken: int = 0

    @property
    def last(self) -> int:
        """The last position needed."""
        return self.needed[-1] if self.needed else 0

    @property
    def missing(self) -> list[int]:
        """The positions still to be performed."""
        return [position for position in self.needed if position not in self.results]


class Board:
    """All chains and their results, where the loop puts and items take. Thread-safe.

    *changed* is notified at each result. What nobody has asked for yet is bounded by whoever performs
    (`bytes_untaken`); what was handed out is kept while there is room, and forgotten oldest first.
    """

    def __init__(self, most_kept_bytes: int) -> None:
        self.changed = threading.Condition()
        self.chains: dict[ChainKey, Chain] = {}
        self.bytes_untaken = 0
        self.closed = False
        self.planned = 0
        self.fresh: deque[tuple[ChainKey, int]] = deque(maxlen=FRESH_KEPT)
        self._counts: Counter[str] = Counter()
        self._cost_usd = 0.0
        self._most_kept = most_kept_bytes
        self._kept = 0
        self._used_up: deque[ChainKey] = deque()

    def publish(self, chain: Chain, position: int, result: StepResult, *, light: bool) -> None:
        """Add a result; *light*, without what can be read back from the recorded response."""
        with self.changed:
            if position not in chain.results:
                self._count(result)
            if light:
                chain.light.add(position)
                result = replace(result, before=None, after=None, reply="", refused=())
            else:
                chain.light.discard(position)
                self.fresh.append((chain.key, position))
            growth = _size(result) - chain.sizes.get(position, 0)
            chain.results[position] = result
            chain.sizes[position] = chain.sizes.get(position, 0) + growth
            chain.bytes_held += growth
            self._kept += growth
            if position > chain.taken:
                chain.bytes_untaken += growth
                self.bytes_untaken += growth
            self.changed.notify_all()

    def _count(self, result: StepResult) -> None:
        self._counts["done"] += 1
        self._counts["recorded"] += result.recorded
        self._counts["failed"] += result.outcome.infrastructure
        if not result.recorded:
            self._counts["input_tokens"] += result.usage.input
            self._counts["output_tokens"] += result.usage.output
            self._cost_usd += result.cost_usd or 0.0
            unknown = result.cost_usd is None and not result.outcome.infrastructure
            self._counts["uncosted"] += unknown

    def progress(self) -> Progress:
        """Return what was done so far."""
        with self.changed:
            return Progress(planned=self.planned, cost_usd=self._cost_usd, **self._counts)

    def end(self, chain: Chain, outcome: Outcome, message: str) -> None:
        """Say that nothing more will come of a chain."""
        with self.changed:
            if chain.ended is None:
                chain.ended = (outcome, message)
            self.changed.notify_all()

    def crash(self, chain: Chain, error: BaseException) -> None:
        """Say that performing a chain failed in a way that should not be."""
        with self.changed:
            chain.crash = error
            self.changed.notify_all()

    def close(self) -> None:
        """Say that nothing more will come of anything."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def take(self, key: ChainKey, position: int, action: str) -> StepResult | None:
        """Return a step's result, or how its chain ended, or None while it is not there.

        Call it holding `changed`. Raises what performing the chain raised, if it did.
        """
        chain = self.chains.get(key)
        if chain is not None:
            if position in chain.results and position not in chain.light:
                self._note_taken(chain, position)
                return chain.results[position]
            if chain.crash is not None:
                raise chain.crash
            if chain.ended is not None and position not in chain.light:
                return StepResult(key, action, chain.ended[0], None, None, chain.ended[1])
        if self.closed:
            return StepResult(key, action, Outcome.INTERRUPTED, None, None, "the run was stopped")
        return None

    def is_there(self, key: ChainKey, position: int) -> bool:
        """Whether `take` would not return None. Call it holding `changed`."""
        chain = self.chains.get(key)
        if self.closed or chain is None:
            return self.closed
        if position in chain.light:
            return chain.crash is not None
        return position in chain.results or chain.crash is not None or chain.ended is not None

    def _note_taken(self, chain: Chain, position: int) -> None:
        if position <= chain.taken:
            return
        chain.taken = position
        left = sum(size for at, size in chain.sizes.items() if at > position)
        self.bytes_untaken += left - chain.bytes_untaken
        chain.bytes_untaken = left
        if position >= chain.last:
            self._used_up.append(chain.key)
        self._forget()

    def _forget(self) -> None:
        while self._kept > self._most_kept and len(self._used_up) > 1:
            key = self._used_up.popleft()
            chain = self.chains.get(key)
            if chain is None or chain.task is not None or chain.taken < chain.last:
                continue  # it was asked for more; it is noted again when that is taken
            self._kept -= chain.bytes_held
            if chain.ended is None:
                del self.chains[key]
            else:
                chain.results.clear()
                chain.sizes.clear()
                chain.light.clear()
                chain.bytes_held = 0

    def performed(self, key: ChainKey) -> list[StepResult]:
        """Return the results of a chain so far, in order."""
        with self.changed:
            chain = self.chains.get(key)
            return [chain.results[at] for at in sorted(chain.results)] if chain else []


def _size(result: StepResult) -> int:
    """Return the memory of a result, less what its site shares with the one before."""
    size = FIXED_BYTES + len(result.reply)
    if result.before is not None and result.after is not None:
        before = result.before.files
        size += sum(
            len(content)
            for path, content in result.after.files.items()
            if before.get(path) is not content
        )
    return size
