"""What a pattern asks for at one viewport: aspects that hold or not, and how they make one number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing a pattern asks for.

    *share* is how far it holds (0 to 1); None is unknown and never counts against a page. Without its
    *core* aspects a pattern isn't there at all, whatever else holds.
    """

    share: float | None
    message: str
    core: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a pattern holds, and what is wrong."""

    share: float
    messages: tuple[str, ...] = ()


def judge(aspects: Iterable[Aspect]) -> Verdict:
    """Return the weighted mean of the aspects, times the least of the core ones."""
    total = held = 0.0
    gate = 1.0
    messages = []
    count = 0
    for aspect in aspects:
        count += 1
        share = 1.0 if aspect.share is None else min(1.0, max(0.0, aspect.share))
        if share < 1:
            messages.append(aspect.message)
        if aspect.core:
            gate = min(gate, share)
        total += aspect.weight
        held += aspect.weight * share
    if not count:  # nothing to check is not a pass
        return Verdict(0.0, ("nothing of the pattern was found",))
    return Verdict(gate * held / total, tuple(messages))


def yes(condition: bool | None, message: str, core: bool = False, weight: float = 1.0) -> Aspect:
    """Return an aspect that holds, doesn't, or is unknown."""
    return Aspect(None if condition is None else float(condition), message, core, weight)
