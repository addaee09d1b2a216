"""`[tool.llmsite.limits]` and `prices`, and `--llm-shard`: small values with rules of their own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..engine.steps import ChainKey
from ..errors import LlmsiteError, unknown_name
from ..models.registry import known_accounts, known_aliases

LIMITS = ("concurrency", "rpm", "tpm")
GENERAL = (*LIMITS, "timeout", "retries")


def with_prices(where: str, models: Mapping[str, Any], prices: Any) -> dict[str, Any]:
    """Return the table of models with the prices of `[tool.llmsite.prices]` in it.

    Raises LlmsiteError for a price of an unknown alias.
    """
    merged = dict(models)
    if not isinstance(prices, Mapping):
        raise LlmsiteError(f"{where}: expected a table of aliases")
    for alias, price in prices.items():
        known = known_aliases(models)
        if alias not in known:
            raise LlmsiteError(f"{where}: {unknown_name('model', alias, known)}")
        merged[alias] = {**merged.get(alias, {}), "price": price}
    return merged


def read_limits(
    where: str, table: Any, models: Mapping[str, Any]
) -> tuple[dict[str, float], dict[str, dict[str, int]]]:
    """Return the general limits, and those of single accounts by name or host.

    Raises LlmsiteError naming the key and what is expected.
    """
    if not isinstance(table, Mapping):
        raise LlmsiteError(f"{where}: expected a table")
    general: dict[str, float] = {}
    accounts: dict[str, dict[str, int]] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            known = known_accounts(models)
            if key not in known:
                raise LlmsiteError(f"{where}: {unknown_name('account', key, known)}")
            accounts[key] = {
                name: int(_limit(f'{where[:-1]}."{key}"]', name, one, LIMITS))
                for name, one in value.items()
            }
        else:
            general[key] = _limit(where, key, value, GENERAL)
    return general, accounts


def _limit(where: str, key: str, value: Any, known: tuple[str, ...]) -> float:
    if key not in known:
        raise LlmsiteError(f"{where}: {unknown_name('key', key, known)}")
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    whole = key == "timeout" or isinstance(value, int)
    if not number or not whole or not value >= (0 if key == "retries" else 0.001):
        kind = "seconds above 0" if key == "timeout" else "a whole number of at least "
        least = "" if key == "timeout" else "0" if key == "retries" else "1"
        raise LlmsiteError(f"{where} {key}: expected {kind}{least}, found {value!r}")
    return value  # type: ignore[no-any-return]


def read_shard(text: str) -> tuple[int, int]:
    """Return (part, parts) of "2/5". Raises LlmsiteError."""
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise LlmsiteError(
            f"--llm-shard: expected which part of how many, like 2/5 (1/5 to 5/5), found {text!r}"
        )
    return int(match[1]), int(match[2])


def shard_of(chains: Iterable[ChainKey], shard: tuple[int, int]) -> frozenset[ChainKey]:
    """Return the chains of one shard.

    Their names' hashes decide the order in which they are dealt out, so that models and templates
    are mixed, shards differ by one chain at most, and what is selected has no influence.
    """
    part, parts = shard
    mixed = sorted(chains, key=lambda chain: hashlib.sha256(str(chain).encode()).digest())
    return frozenset(mixed[part - 1 :: parts])
