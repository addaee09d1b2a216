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
from collections.abc import Callable
from typing import Any

FIRST_LIMIT = 8
GREATEST_LIMIT = 256
WINDOW_SECONDS = 60.0
MUCH_REFUSED = 0.5
"""From this share of refusals on, the whole account waits as long as the server asks …"""
TELLING_CALLS = 8
"""… if the round has had so many calls, or is over: a share of fewer tells little."""

Priority = tuple[Any, ...]


class Account:
    """What the models of one account share. Used on one event loop."""

    def __init__(
        self,
        name: str,
        concurrency: int | None = None,
        *,
        rpm: int | None = None,
        tpm: int | None = None,
        greatest: int = GREATEST_LIMIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.fixed = concurrency is not None
        self.limit = float(concurrency or min(FIRST_LIMIT, greatest))
        self.greatest = concurrency or greatest
        self.in_flight = 0
        self.backing_off = 0
        self._rates = _Rates(rpm, tpm)
        self._clock = clock
        self._waiting: list[tuple[Priority, int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._paused_until = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self._doubling = True
        self._round_calls = self._round_refused = 0

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

    def _admit(self) -> None:
        while self._waiting and self.in_flight < int(self.limit):
            _, _, tokens, turn = self._waiting[0]
            if turn.done():
                heapq.heappop(self._waiting)
                continue
            now = self._clock()
            wait = max(self._paused_until - now, self._rates.wait(now, tokens))
            if wait > 0:
                self._wake_in(wait)
                return
            heapq.heappop(self._waiting)
            self._rates.count(now, tokens)
            self.in_flight += 1
            turn.set_result(None)

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
        self.limit = self.limit * 2 if self._doubling else self.limit + 1
        self.limit = min(max(self.limit, 1.0), float(self.greatest))
        self._admit()


class _Rates:
    """Requests and tokens in any window of a minute, exactly."""

    def __init__(self, rpm: int | None, tpm: int | None) -> None:
        self.rpm = rpm
        self.tpm = tpm
        self._starts: deque[tuple[float, int]] = deque()
        self._tokens = 0

    def wait(self, now: float, tokens: int) -> float:
        """Return how long a call of so many tokens has to wait; 0 for not at all."""
        if self.rpm is None and self.tpm is None:
            return 0.0
        while self._starts and self._starts[0][0] <= now - WINDOW_SECONDS:
            self._tokens -= self._starts.popleft()[1]
        wait = 0.0
        if self.rpm is not None and len(self._starts) >= self.rpm:
            wait = self._starts[-self.rpm][0] + WINDOW_SECONDS - now
        if self.tpm is not None and self._starts and self._tokens + tokens > self.tpm:
            wait = max(wait, self._until_free(tokens) - now)
        return wait

    def _until_free(self, tokens: int) -> float:
        """Return when enough tokens have left the window (a call larger than the limit: when all have)."""
        assert self.tpm is not None
        left = self._tokens
        for start, used in self._starts:
            left -= used
            if left + tokens <= self.tpm:
                return start + WINDOW_SECONDS
        return self._starts[-1][0] + WINDOW_SECONDS

    def count(self, now: float, tokens: int) -> None:
        if self.rpm is not None or self.tpm is not None:
            self._starts.append((now, tokens))
            self._tokens += tokens
