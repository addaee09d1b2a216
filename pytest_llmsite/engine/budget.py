"""The budget: no chain is started that could not be paid to its end.

Before its first paid call a chain reserves the worst case of all its remaining calls; each answer
turns a part of that into what it did cost; the end of the chain gives the rest back.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from .steps import ChainKey

RETRY_SECONDS = 0.5


class Ledger(Protocol):
    """Reservations and spend, summed over all processes of a session."""

    def reserve(self, holder: str, usd: float, most: float) -> bool:
        """Set what *holder* has reserved, if all reservations and spend stay within *most*."""
        ...

    def spend(self, holder: str, usd: float, reserved: float) -> None:
        """Book a cost, and set what the holder still has reserved."""
        ...

    def could_free(self, holder: str) -> bool:
        """Whether others hold reservations that they may give back."""
        ...

    def spent(self) -> float:
        """Return what was spent."""
        ...


class MemoryLedger:
    """The ledger of a single process."""

    def __init__(self) -> None:
        self._reserved: dict[str, float] = {}
        self._spent = 0.0

    def reserve(self, holder: str, usd: float, most: float) -> bool:
        others = sum(amount for name, amount in self._reserved.items() if name != holder)
        if self._spent + others + usd > most:
            return False
        self._reserved[holder] = usd
        return True

    def spend(self, holder: str, usd: float, reserved: float) -> None:
        self._spent += usd
        if reserved > 0:
            self._reserved[holder] = reserved
        else:
            self._reserved.pop(holder, None)

    def could_free(self, holder: str) -> bool:
        return any(name != holder for name in self._reserved)

    def spent(self) -> float:
        return self._spent


class Budget:
    """US dollars that may be spent; None for any amount."""

    def __init__(self, most: float | None, ledger: Ledger | None = None) -> None:
        self.most = most
        self.waiting = 0
        self._ledger = ledger or MemoryLedger()
        self._held: dict[str, float] = {}
        self._freed = asyncio.Event()

    async def reserve(self, chain: ChainKey, chain_usd: float, step_usd: float) -> bool:
        """Reserve the worst case of a chain's remaining calls; say if its next one may be made.

        A chain that holds nothing yet waits while others may give something back. One that does, and
        needs more than it thought, does not (two such would wait for each other): it goes on while
        what it holds covers its next call.
        """
        holder = str(chain)
        if self.most is None or self._held.get(holder, -1.0) >= chain_usd:
            return True
        while not self._ledger.reserve(holder, chain_usd, self.most):
            if holder in self._held:
                return self._held[holder] >= step_usd
            hopeless = chain_usd + self._ledger.spent() > self.most
            if hopeless or not self._ledger.could_free(holder):
                return False
            await self._wait()
        self._held[holder] = chain_usd
        return True

    async def _wait(self) -> None:
        self._freed.clear()
        self.waiting += 1
        try:
            async with asyncio.timeout(RETRY_SECONDS):
                await self._freed.wait()
        except TimeoutError:
            pass  # Another process may have given something back.
        finally:
            self.waiting -= 1

    def spend(self, chain: ChainKey, cost_usd: float, step_worst_usd: float) -> None:
        """Book a call: what it cost takes the place of what was reserved for it."""
        if self.most is None:
            return
        holder = str(chain)
        left = max(0.0, self._held.get(holder, 0.0) - step_worst_usd)
        self._held[holder] = left
        self._ledger.spend(holder, cost_usd, left)
        self._freed.set()

    def release(self, chain: ChainKey) -> None:
        """Give back what a chain has reserved and will not use."""
        if self._held.pop(str(chain), 0.0):
            self._ledger.spend(str(chain), 0.0, 0.0)
            self._freed.set()
