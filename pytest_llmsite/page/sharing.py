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
_roots: dict[object, Store] = {}  # of root elements; all others are below them
_made = 0  # stores since the roots were last forgotten
_numbers = iter(range(1, 1 << 62))


class Store:
    """Computed values by property, colours and custom properties, for all styles with the same key."""

    __slots__ = ("below", "colours", "custom", "font", "measured", "notes", "values")

    def __init__(self) -> None:
        self.below: dict[object, Store] = {}  # of children, by what their declarations say
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


def store_for(above: Store | None, said: object) -> Store:
    """Return the store of all styles whose declarations say the same, below a parent of the store *above*."""
    global _made
    level = _roots if above is None else above.below
    found = level.get(said)
    if found is None:
        _made += 1
        if _made >= MAX_STORES:
            _made = 0
            _roots.clear()
        found = level[said] = Store()
    return found
