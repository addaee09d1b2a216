"""Building requirements: satisfactions kept in range, words only where something is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from ..findings import QUOTE_LIMIT, Evidence, Requirement
from .rules import Rule
from .wording import shortened

MET = 1.0 - 1e-9
MOST_EVIDENCE = 12


def requirement(
    key: str,
    rule: Rule,
    satisfaction: float,
    message: str,
    mend: str,
    evidence: Iterable[Evidence] = (),
    subjects: Iterable[str] = (),
    weight: float | None = None,
) -> Requirement:
    """Return a requirement; one that is met carries neither words nor evidence nor subjects."""
    satisfaction = min(1.0, max(0.0, satisfaction))
    weight = rule.weight if weight is None else weight
    if satisfaction >= MET:
        return Requirement(key, rule.id, 1.0, weight)
    return Requirement(
        key=key,
        rule=rule.id,
        satisfaction=satisfaction,
        weight=weight,
        message=message,
        mend=mend,
        evidence=tuple(evidence)[:MOST_EVIDENCE],
        subjects=frozenset(subjects),
    )


def quote(text: str) -> str:
    """Return *text* as evidence quotes it: white space collapsed, at most 160 characters."""
    return shortened(text, QUOTE_LIMIT)
