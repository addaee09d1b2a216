"""The limits of one provider account: calls at once, requests and tokens per minute.

Without a fixed number the calls at once adapt: doubled per round until the first refusal for load,
then one more per round (additive increase) and fewer in proportion to the share of refused calls
(multiplicative decrease; the rule of DCTCP, RFC 8257, section 3.3, which halves when all are refused
and does not collapse when a few are).
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Protocol

FIRST_LIMIT = 8
GREATEST_LIMIT = 256
WINDOW_SECONDS = 60.0
MUCH_REFUSED = 0.5
"""From this share of refusals on, the whole account waits as long as the server asks …"""
TELLING_CALLS = 8
"""… if the round has had so many calls, or is over: a share of fewer tells little."""

LEAST_TOLD_SECONDS = 1.0
"""A wait is told of when it ends so much later than the one told of before."""

Priority = tuple[Any, ...]


class Account:
    """What the models of one account share. Used on one event loop."""

    def __init__(
        self,
        name: str,
        concurrency: int | None = None,
        *,
        rates: Rates | None = None,
        greatest: int = GREATEST_LIMIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.fixed = concurrency is not None
        self.limit = float(concurrency or min(FIRST_LIMIT, greatest))
        self.greatest = concurrency or greatest
        self.on_change: Callable[[], None] | None = None
        self.tell: Callable[[str], None] | None = None
        self.in_flight = 0
        self.backing_off = 0
        self._rates = rates or OwnRates(None, None)
        self._clock = clock
        self._waiting: list[tuple[Priority, int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._paused_until = 0.0
        self._told_until = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self._doubling = True
        self._round_calls = self._round_refused = 0

    @property
    def wanted(self) -> int:
        """How many calls would be made at once if all could."""
        return self.in_flight + self.waiting

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return sum(not entry[3].done() for entry in self._waiting)

    async def acquire(self, priority: Priority, tokens: int) -> float:
        """Wait for a place, the smallest *priority* first; return the seconds waited."""
        started = self._clock()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._numbers), tokens, turn))
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()
            raise
        return self._clock() - started

    def release(self) -> None:
        """Give a place back."""
        self.in_flight -= 1
        self._admit()

    def set_limit(self, calls: int) -> None:
        """Change the calls at once of an account whose number is fixed."""
        self.limit = float(calls)
        self._changed()

    def _admit(self) -> None:
        while self._waiting and self.in_flight < int(self.limit):
            _, _, tokens, turn = self._waiting[0]
            if turn.done():
                heapq.heappop(self._waiting)
                continue
            wait = self._paused_until - self._clock()
            why = "the server asks for it"
            if wait <= 0:
                wait, why = self._rates.take(tokens), "requests or tokens per minute"
            if wait > 0:
                self._tell_wait(wait, why)
                self._wake_in(wait)
                return
            heapq.heappop(self._waiting)
            self.in_flight += 1
            turn.set_result(None)

    def _tell_wait(self, seconds: float, why: str) -> None:
        until = self._clock() + seconds
        if self.tell is not None and until > self._told_until + LEAST_TOLD_SECONDS:
            self._told_until = until
            calls = "1 call waits" if self.waiting == 1 else f"{self.waiting} calls wait"
            self.tell(f"{self.name}: {calls} {seconds:.1f} s ({why})")

    def _wake_in(self, seconds: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = asyncio.get_running_loop().call_later(seconds, self._admit)

    def answered(self, *, refused_for_load: bool, retry_after: float | None = None) -> None:
        """Learn from one call's end."""
        self._round_calls += 1
        self._round_refused += refused_for_load
        share = self._round_refused / self._round_calls
        over = self._round_calls >= int(self.limit)
        telling = over or self._round_calls >= TELLING_CALLS
        if refused_for_load and retry_after and telling and share > MUCH_REFUSED:
            self._paused_until = max(self._paused_until, self._clock() + retry_after)
        if over:
            self._end_round(share)

    def _end_round(self, share: float) -> None:
        self._round_calls = self._round_refused = 0
        if self.fixed:
            return
        if share > 0:
            self._doubling = False
            self.limit *= 1 - share / 2
            if self.tell is not None:
                self.tell(
                    f"{self.name}: at most {max(1, int(self.limit))} calls at once after refusals"
                )
        self.limit = self.limit * 2 if self._doubling else self.limit + 1
        self.limit = min(max(self.limit, 1.0), float(self.greatest))
        self._changed()

    def _changed(self) -> None:
        self._admit()
        if self.on_change is not None:
            self.on_change()


class Rates(Protocol):
    """Requests and tokens per minute."""

    def take(self, tokens: int) -> float:
        """Count a call of so many tokens that starts now, or return the seconds it has to wait."""
        ...


class OwnRates:
    """The rates of a single process, exact in any window of a minute."""

    def __init__(
        self, rpm: int | None, tpm: int | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rpm = rpm
        self.tpm = tpm
        self._clock = clock
        self._starts: deque[tuple[float, int]] = deque()

    def take(self, tokens: int) -> float:
        """Count a call of so many tokens that starts now, or return the seconds it has to wait."""
        if self.rpm is None and self.tpm is None:
            return 0.0
        now = self._clock()
        while self._starts and self._starts[0][0] <= now - WINDOW_SECONDS:
            self._starts.popleft()
        wait = needed_wait(self._starts, now, tokens, self.rpm, self.tpm)
        if wait <= 0:
            self._starts.append((now, tokens))
        return wait


def needed_wait(
    starts: Sequence[tuple[float, int]], now: float, tokens: int, rpm: int | None, tpm: int | None
) -> float:
    """Return how long a call has to wait, given the calls of the last minute (time, tokens); 0: not.

    A call larger than the tokens per minute waits until it is alone.
    """
    wait = 0.0
    if rpm is not None and len(starts) >= rpm:
        wait = starts[-rpm][0] + WINDOW_SECONDS - now
    left = sum(used for _, used in starts)
    if tpm is None or not starts or left + tokens <= tpm:
        return wait
    free_from = starts[-1][0]
    for start, used in starts:
        left -= used
        if left + tokens <= tpm:
            free_from = start
            break
    return max(wait, free_from + WINDOW_SECONDS - now)
