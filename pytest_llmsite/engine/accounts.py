"""The accounts of a session's models, with the limits that their entries and the settings name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from ..models.protocol import Model
from ..models.registry import account, is_loopback
from .limits import GREATEST_LIMIT, Account, OwnRates, Rates
from .settings import EngineSettings
from .shared import SharedLedger, SharedRates, keep_share

LOCAL_GREATEST = 8
"""Servers, agents and functions on this machine never say that they are overloaded."""


class Accounts:
    """The accounts by name, made when first needed; over all processes if there is a *ledger*."""

    def __init__(
        self,
        models: Mapping[str, Model],
        settings: EngineSettings,
        ledger: SharedLedger | None,
        on_change: Callable[[], None],
        notice: Callable[[str], None],
        log: Callable[[str], None],
    ) -> None:
        self._models = models
        self._settings = settings
        self._ledger = ledger
        self._on_change = on_change
        self._notice = notice
        self._log = log
        self._made: dict[str, Account] = {}
        self._sharing: list[asyncio.Task[None]] = []

    def of(self, model: Model) -> Account:
        """Return a model's account."""
        name = account(model)
        if name not in self._made:
            self._made[name] = self._new(name)
        return self._made[name]

    def named(self, name: str) -> Account:
        """Return an account that exists."""
        return self._made[name]

    def all(self) -> list[Account]:
        """Return the accounts that exist."""
        return list(self._made.values())

    def close(self) -> None:
        """End what runs in the background."""
        for task in self._sharing:
            task.cancel()

    def _new(self, name: str) -> Account:
        sharing = [model for model in self._models.values() if account(model) == name]

        def least(key: str, general: int | None) -> int | None:
            given = [model.options.get(key) for model in sharing]
            # "openrouter.ai OPENROUTER_API_KEY" is also meant by "openrouter.ai".
            given += [self._settings.limits.get(it, {}).get(key) for it in {name, name.split()[0]}]
            least = min([value for value in [*given, general] if value is not None], default=None)
            return None if least is None else max(1, int(least * self._settings.share + 1e-9))

        concurrency = least("concurrency", self._settings.concurrency)
        rpm, tpm = least("rpm", self._settings.rpm), least("tpm", self._settings.tpm)
        rates: Rates = OwnRates(rpm, tpm)
        if self._ledger is not None and (rpm or tpm):
            rates = SharedRates(self._ledger, name, rpm, tpm)
        greatest = LOCAL_GREATEST if any(map(_is_local, sharing)) else GREATEST_LIMIT
        made = Account(name, concurrency, rates=rates, greatest=greatest)
        made.on_change = self._on_change
        made.tell = self._log
        if self._ledger is not None and concurrency is not None:
            made.limit = 0.0
            self._share(made, self._ledger, concurrency)
        return made

    def _share(self, made: Account, ledger: SharedLedger, concurrency: int) -> None:
        def ended(task: asyncio.Task[None]) -> None:
            error = None if task.cancelled() else task.exception()
            if error is not None:
                self._notice(f"{made.name}: calls at once are shared out evenly ({error})")
                made.set_limit(max(1, concurrency // (self._settings.processes or 1)))

        task = asyncio.get_running_loop().create_task(keep_share(made, ledger, concurrency))
        task.add_done_callback(ended)
        self._sharing.append(task)


def _is_local(model: Model) -> bool:
    own = model.provider in ("command", "python")
    return own or is_loopback(str(model.options.get("base_url", "")))
