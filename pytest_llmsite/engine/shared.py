"""What the processes of one session on one host share: money, places, and rates.

.llmsite/ledger/<session>-<host>.sqlite3: small transactions, no process waits for another for longer than one.
What a killed process had reserved or held is given back by whoever looks next; what it spent stays.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple
from pathlib import Path

from .limits import WINDOW_SECONDS, Account, needed_wait
from .progress import Progress

LOCK_SECONDS = 10.0
KEPT_SECONDS = 24 * 3600.0
HUNGRY_SECONDS = 0.05
CALM_SECONDS = 0.25

_TABLES = """
CREATE TABLE IF NOT EXISTS reserved (holder TEXT PRIMARY KEY, pid INTEGER, usd REAL);
CREATE TABLE IF NOT EXISTS spent (pid INTEGER PRIMARY KEY, usd REAL);
CREATE TABLE IF NOT EXISTS places (
    account TEXT, pid INTEGER, granted INTEGER, wanted INTEGER, PRIMARY KEY (account, pid));
CREATE TABLE IF NOT EXISTS progress (pid INTEGER PRIMARY KEY, numbers TEXT);
CREATE TABLE IF NOT EXISTS starts (account TEXT, at REAL, tokens INTEGER);
CREATE INDEX IF NOT EXISTS starts_by_time ON starts (account, at);
"""


class SharedLedger:
    """One process' view; used in the thread that made it. *pid* tells the processes apart."""

    def __init__(self, folder: Path, session: str, pid: int | None = None) -> None:
        self._pid = os.getpid() if pid is None else pid
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="ascii")
        _remove_old(folder)
        self._db = sqlite3.connect(
            folder / f"{session}-{_host()}.sqlite3", timeout=LOCK_SECONDS, isolation_level=None
        )
        self._db.execute("PRAGMA journal_mode = MEMORY")
        self._db.execute("PRAGMA synchronous = OFF")  # a session does not outlive the machine
        with self._transaction():
            for statement in _TABLES.strip().split(";\n"):
                self._db.execute(statement)

    def close(self) -> None:
        """Give back what this process holds."""
        with self._transaction():
            self._forget([self._pid])
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _number(self, query: str, *values: object) -> float:
        row = self._db.execute(query, values).fetchone()
        return float(row[0] or 0.0)

    def _forget(self, pids: Sequence[int]) -> None:
        for pid in pids:
            self._db.execute("DELETE FROM reserved WHERE pid = ?", (pid,))
            self._db.execute("DELETE FROM places WHERE pid = ?", (pid,))

    def _forget_dead(self) -> None:
        rows = self._db.execute("SELECT pid FROM reserved UNION SELECT pid FROM places")
        self._forget([pid for (pid,) in rows.fetchall() if not _alive(pid)])

    # How far this process is

    def tell(self, progress: Progress) -> None:
        """Let others know how far this process is."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO progress VALUES (?, ?)",
                (self._pid, json.dumps(astuple(progress))),
            )

    # Money

    def reserve(self, holder: str, usd: float, most: float) -> bool:
        """Set what *holder* has reserved, if all reservations and spend stay within *most*."""
        with self._transaction():
            self._forget_dead()
            others = self._number("SELECT SUM(usd) FROM reserved WHERE holder != ?", holder)
            if self._number("SELECT SUM(usd) FROM spent") + others + usd > most:
                return False
            self._db.execute(
                "INSERT OR REPLACE INTO reserved VALUES (?, ?, ?)", (holder, self._pid, usd)
            )
            return True

    def spend(self, holder: str, usd: float, reserved: float) -> None:
        """Book a cost, and set what the holder still has reserved."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO spent VALUES (?, ?) ON CONFLICT (pid) DO UPDATE SET usd = usd + ?",
                (self._pid, usd, usd),
            )
            self._db.execute("DELETE FROM reserved WHERE holder = ?", (holder,))
            if reserved > 0:
                self._db.execute(
                    "INSERT INTO reserved VALUES (?, ?, ?)", (holder, self._pid, reserved)
                )

    def could_free(self, holder: str) -> bool:
        """Whether others hold reservations that they may give back."""
        return bool(self._number("SELECT COUNT(*) FROM reserved WHERE holder != ?", holder))

    def spent(self) -> float:
        """Return what all processes have spent."""
        return self._number("SELECT SUM(usd) FROM spent")

    # Places

    def places(self, account: str, total: int, in_flight: int, wanted: int) -> int:
        """Say how many calls this process wants to make at once; return how many it may.

        The places go to the processes that want them, evenly (max-min fair); what a process has
        under way is not taken from it. The sum over the processes never exceeds *total*, as long as
        each keeps to what it was last granted.
        """
        with self._transaction():
            self._forget_dead()
            rows = self._db.execute(
                "SELECT pid, granted, wanted FROM places WHERE account = ? AND pid != ?",
                (account, self._pid),
            ).fetchall()
            fair = fair_share(wanted, [int(other) for _, _, other in rows], total)
            free = total - sum(int(granted) for _, granted, _ in rows)
            granted = max(in_flight, min(fair, free), 0)
            self._db.execute(
                "INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?)",
                (account, self._pid, granted, wanted),
            )
            return min(granted, max(fair, 0))

    # Rates

    def take(self, account: str, rpm: int | None, tpm: int | None, tokens: int) -> float:
        """Count a call that starts now, or return the seconds that it has to wait."""
        now = time.time()
        with self._transaction():
            self._db.execute("DELETE FROM starts WHERE at <= ?", (now - WINDOW_SECONDS,))
            starts = self._db.execute(
                "SELECT at, tokens FROM starts WHERE account = ? ORDER BY at", (account,)
            ).fetchall()
            wait = needed_wait(starts, now, tokens, rpm, tpm)
            if wait <= 0:
                self._db.execute("INSERT INTO starts VALUES (?, ?, ?)", (account, now, tokens))
            return wait


def told_progress(folder: Path, session: str) -> dict[int, tuple[list[float], bool]]:
    """Return what each process has told, and whether it lives; nothing where there is no ledger."""
    path = folder / f"{session}-{_host()}.sqlite3"
    if not session or not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.2)) as db:
            rows = db.execute("SELECT pid, numbers FROM progress").fetchall()
    except sqlite3.Error:
        return {}
    return {pid: (json.loads(numbers), _alive(pid)) for pid, numbers in rows}


class SharedRates:
    """The rates of an account over all processes."""

    def __init__(
        self, ledger: SharedLedger, account: str, rpm: int | None, tpm: int | None
    ) -> None:
        self._ledger = ledger
        self._account = account
        self._rpm = rpm
        self._tpm = tpm

    def take(self, tokens: int) -> float:
        """Count a call of so many tokens that starts now, or return the seconds it has to wait."""
        return self._ledger.take(self._account, self._rpm, self._tpm, tokens)


async def keep_share(account: Account, ledger: SharedLedger, total: int) -> None:
    """Keep an account's calls at once to this process' share of *total*, as what it wants changes."""
    while True:
        limit = ledger.places(account.name, total, account.in_flight, account.wanted)
        if limit != account.limit:
            account.set_limit(limit)
        hungry = account.waiting and limit < total
        await asyncio.sleep(HUNGRY_SECONDS if hungry else CALM_SECONDS)


def fair_share(own: int, others: Sequence[int], total: int) -> int:
    """Return what is due to one of several claims on *total* places (max-min fairness)."""
    left, claims = total, sorted([own, *others])
    for at, claim in enumerate(claims):
        even = left // (len(claims) - at)
        if claim > even:
            # All larger claims get the same; what does not divide goes to whoever asks first.
            rest = 1 if left % (len(claims) - at) else 0
            return min(own, even + rest)
        left -= claim
    return own


def _host() -> str:
    """Name this host in a file's name: processes are told apart by number, which other hosts reuse."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _alive(pid: int) -> bool:
    if sys.platform == "win32":
        return True  # its reservations last as long as the session
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove_old(folder: Path) -> None:
    for path in [*folder.glob("*.sqlite3*"), *folder.glob("*.shared")]:
        try:
            if path.stat().st_mtime < time.time() - KEPT_SECONDS:
                path.unlink()
        except OSError:
            continue
