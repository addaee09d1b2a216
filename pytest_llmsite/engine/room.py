"""Room for results that no item has asked for yet: who may go on, and who waits.

Calls are never held back: their results are kept light when there is no room (the response is on
disk). What needs no call, a recorded or computed step, waits, since it can be had again at any time.
"""

from __future__ import annotations

import asyncio

from .chains import Board, Chain

AT_ONCE = 64
"""How many are let go on when there is room again."""
ROOMY = 0.75


class Room:
    """The chains that wait for room. Used on the engine's loop, but for *wanted*."""

    def __init__(self, board: Board, most_bytes: int) -> None:
        self._board = board
        self._most = most_bytes
        self._waiting: dict[int, tuple[Chain, asyncio.Future[None]]] = {}

    @property
    def crowded(self) -> bool:
        """Whether more lies there than should."""
        return self._board.bytes_untaken > self._most

    @property
    def wanted(self) -> bool:
        """Whether somebody waits and there is room again."""
        return bool(self._waiting) and self._board.bytes_untaken <= self._most * ROOMY

    async def wait(self, chain: Chain, position: int) -> None:
        """Wait until there is room, or until an item waits for this very step."""
        while self.crowded and position > chain.asked:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting[chain.order] = chain, turn
            try:
                await turn
            finally:
                self._waiting.pop(chain.order, None)

    def look(self) -> None:
        """Let the first of those that wait go on, if there is room."""
        if self.wanted:
            for order in sorted(self._waiting)[:AT_ONCE]:
                self._let_go(order)

    def let(self, chain: Chain) -> None:
        """Let a chain go on, since an item waits for it."""
        if chain.order in self._waiting:
            self._let_go(chain.order)

    def _let_go(self, order: int) -> None:
        turn = self._waiting[order][1]
        if not turn.done():
            turn.set_result(None)
