"""The bill: what several checks saw of one defect is charged once, at its dearest view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .findings import Finding, taken_off

LEAST_TOLD = 0.05
"""Points from which on a finding says that it holds others, and which."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A finding on its way to the bill: what it is about, and how much of its deduction stands for
    harm (and so covers what others saw of the same harm) rather than for work not done."""

    finding: Finding
    subjects: frozenset[str]
    harm: float


def bill_once(own: list[Bill], others: list[Bill]) -> list[Finding]:
    """Return the findings that are billed: what several saw of one defect costs its dearest view.

    A damage or regression finding whose subjects are all covered by another finding is absorbed by
    the smallest such finding, which then costs at least as much as all that it absorbs together: so
    a further finding never makes the bill smaller. Unmet requirements never absorb one another, and
    absorb harm only as far as they themselves got worse: work not done does not excuse harm.
    """
    bills = [*own, *sorted(others, key=lambda bill: -bill.finding.deduction)]
    order = {id(bill): number for number, bill in enumerate(bills)}
    children: dict[int, list[Bill]] = {}
    roots = list(own)
    for bill in bills[len(own) :]:
        parent = _parent(bill, bills, order) if bill.subjects else None
        if parent is None:
            roots.append(bill)
        else:
            children.setdefault(order[id(parent)], []).append(bill)

    def cost(bill: Bill) -> float:
        below = sum(cost(child) for child in children.get(order[id(bill)], ()))
        return bill.finding.deduction + max(0.0, below - bill.harm)

    def absorbed(bill: Bill) -> Iterator[Finding]:
        for child in children.get(order[id(bill)], ()):
            yield child.finding
            yield from absorbed(child)

    return [_with_absorbed(bill.finding, cost(bill), list(absorbed(bill))) for bill in roots]


def _with_absorbed(finding: Finding, cost: float, absorbed: Sequence[Finding]) -> Finding:
    """Return a finding at its cost; where what it absorbed made that dearer, it says so, and the mend."""
    more = cost - finding.deduction
    if more < LEAST_TOLD:
        return replace(finding, deduction=round(cost, 9))
    worst = max(absorbed, key=lambda other: other.deduction)
    place = f" ({worst.file}:{worst.line})" if worst.file and worst.line else ""
    others = f", and {len(absorbed) - 1} more" if len(absorbed) > 1 else ""
    told = f"of it {taken_off(more)} for {worst.rule}: {worst.message}{place}{others}"
    return replace(
        finding,
        deduction=round(cost, 9),
        message=f"{finding.message}; {told}",
        mend="; ".join(dict.fromkeys(filter(None, (finding.mend, worst.mend)))),
    )


def _parent(bill: Bill, bills: Sequence[Bill], order: Mapping[int, int]) -> Bill | None:
    covering = [
        other
        for other in bills
        if other is not bill
        and bill.subjects <= other.subjects
        and (bill.subjects != other.subjects or order[id(other)] < order[id(bill)])
    ]
    return min(covering, key=lambda other: (len(other.subjects), order[id(other)]), default=None)
