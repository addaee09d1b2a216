"""What a check says: requirements met or not, defects, and the findings that cost points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

QUOTE_LIMIT = 160


class Kind(StrEnum):
    """Why a finding costs points."""

    REQUIREMENT = "requirement"
    DAMAGE = "damage"
    REGRESSION = "regression"


class Severity(StrEnum):
    """How bad a defect is; `scoring.SEVERITY_POINTS` holds the points."""

    CRITICAL = "critical"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something was seen: file and 1-based line in the site, selector, and a short quote."""

    file: str = ""
    line: int = 0
    selector: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one requirement of an action says of one page.

    *key* is stable for one action of one template ("role/primary"), so that the same requirement can
    be compared before and after; *rule* is the documented rule ("colours/role"). *satisfaction* lies
    in [0, 1]; *weight* is relative to the action's other requirements. *subjects* identify what it is
    about (elements of the page before as `Page.identity` names them, "file:…", "text:…"), so that one
    defect seen by several checks is billed once.
    """

    key: str
    rule: str
    satisfaction: float
    weight: float
    message: str = ""
    mend: str = ""
    evidence: tuple[Evidence, ...] = ()
    subjects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect that is in the site after a step and was not in it before."""

    rule: str
    message: str
    mend: str
    evidence: tuple[Evidence, ...] = ()
    subjects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation and the points it takes off (positive). *owner* is the action that had earned it."""

    rule: str
    kind: Kind
    severity: str
    deduction: float
    message: str
    file: str = ""
    line: int = 0
    selector: str = ""
    quote: str = ""
    mend: str = ""
    owner: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return its fields by name, as records hold them."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        place = f"{self.file}:{self.line} " if self.file and self.line else f"{self.file} ".lstrip()
        mend = f" · {self.mend}" if self.mend else ""
        lost = f", which {self.owner} had earned" if self.kind is Kind.REGRESSION else ""
        return f"{place}{self.rule}: {self.message}{lost} · −{taken_off(self.deduction)}{mend}"


def taken_off(points: float) -> str:
    """Return points with up to two decimals, so that findings are seen to add up; two digits of less."""
    if 0 < points < 0.1:
        return f"{points:.2g}"
    return f"{points:.2f}".rstrip("0").rstrip(".")


def evidence_lines(evidence: Mapping[str, Any]) -> list[str]:
    """Return what a step's evidence tells beside its findings: changes nobody asked for, and none where
    one was."""
    lines = []
    unasked = evidence.get("unasked", {})
    for width in sorted(unasked, key=lambda w: (len(w), w), reverse=True):
        parts = unasked[width]
        words = ", ".join(f"{name} ({share:.0%} of it)" for name, share in parts.items())
        lines.append(f"  at {width} px changed without being asked to: {words}")
    if evidence.get("unchanged"):
        lines.append(
            f"  looks as before, though asked to change: {', '.join(evidence['unchanged'])}"
        )
    return lines
