"""What a requirement's rule is, for its page in the documentation and for its weight."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of requirement of an action.

    *weight* is relative to the action's other rules (where a check scales it, *reason* says how);
    *what* defines it, *reason* says why it counts so much, *bad* and *good* show it, *source* names a
    standard where there is one.
    """

    id: str
    weight: float
    what: str
    reason: str
    bad: str
    good: str
    source: str = ""
