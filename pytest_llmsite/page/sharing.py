"""Computed values shared by all elements, of all pages, that must have the same.

An element's computed values follow from what its winning declarations say and from its parent's computed
values. Cards of a grid, and the unchanged parts of a page before and after an edit, have both in common:
they share one store, so that a value is computed once for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .rules import Value

MAX_STORES = 3_000
MAX_SAYINGS = 200_000

_sayings: dict[tuple[str, str], int] = {}
_together: dict[frozenset[int], int] = {}
_stores: dict[tuple[object, ...], Store] = {}
_numbers = iter(range(1, 1 << 62))


class Store:
    """Computed values by property, colours and custom properties, for all styles with the same key."""

    __slots__ = ("colours", "custom", "font", "measured", "notes", "number", "values")

    def __init__(self) -> None:
        self.number = next(_numbers)
        self.values: dict[str, str] = {}
        self.colours: dict[str, Any] = {}
        self.custom: dict[str, Any] = {}
        self.font: Any = None
        self.notes: dict[Any, Any] = {}  # what follows from these values alone, kept by who asked
        self.measured: Any = None  # what moves a box, kept by `boxes`


def share(name: str, value: Value) -> int:
    """Return a number that is equal for declarations of one property that say the same.

    0 for `revert`, whose meaning depends on which other rules there are.
    """
    if value.share is not None:
        return value.share
    said = value.content
    if "revert" in said:
        value.share = 0
        return 0
    key = (name, said)
    found = _sayings.get(key)
    if found is None:
        if len(_sayings) >= MAX_SAYINGS:
            _sayings.clear()
        found = _sayings[key] = next(_numbers)
    value.share = found
    return found


def share_all(shares: list[int]) -> int:
    """Return a number that is equal for declarations that together say the same; 0 when any may not."""
    if 0 in shares:
        return 0
    key = frozenset(shares)
    found = _together.get(key)
    if found is None:
        if len(_together) >= MAX_STORES:
            _together.clear()
        found = _together[key] = next(_numbers)
    return found


def store_for(key: tuple[object, ...]) -> Store:
    """Return the store of all styles with this key."""
    found = _stores.get(key)
    if found is None:
        if len(_stores) >= MAX_STORES:
            _stores.clear()
        found = _stores[key] = Store()
    return found
