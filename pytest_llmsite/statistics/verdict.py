"""The verdict on two models, in one of four words, and what it would still take to tell.

"better" or "worse" when the difference is shown to be one, else "equivalent" when it is shown to be
within the margin, else "cannot tell", which is not the same as equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from .answers import Refusal
from .comparison import MARGIN, Difference, Equivalence, difference, equivalence
from .permutation import common_runs
from .power import Scope, t_power, tie_power
from .samples import Totals, within_squares

Kind = Literal["better", "worse", "equivalent", "cannot tell"]
Purpose = Literal["separate", "tie", "estimate"]

POWER = 0.8
_UNDECIDED = "the interval holds 0, and more than the margin"
MOST = 2_000  # runs or templates; beyond this "more runs" is no advice


@dataclass(frozen=True, slots=True)
class Need:
    """What would tell, with a chance of .8 if the truth is what was observed.

    Attributes:
        purpose: "separate" the models, show a "tie", or "estimate" a spread not known yet.
        templates: more templates that are needed (each with as many runs as now), else 0.
        runs: more runs that are needed on each template, else 0.
        chains_a, chains_b: more chains of either model that makes.
    """

    purpose: Purpose
    templates: int
    runs: int
    chains_a: int
    chains_b: int

    def cost(self, chain_price_a: float, chain_price_b: float) -> float:
        """Dollars, from the price of one chain of either model."""
        return self.chains_a * chain_price_a + self.chains_b * chain_price_b


@dataclass(frozen=True, slots=True)
class Verdict:
    """A against B.

    Attributes:
        kind: what is shown of A.
        difference: A minus B; None where it is refused.
        equivalence: the test of a tie; None where it is refused.
        margin: the margin of a tie, in points.
        reason: why one cannot tell, or "".
        need: what it would take; None where no amount within reason would do.
    """

    kind: Kind
    difference: Difference | None
    equivalence: Equivalence | None
    margin: float
    reason: str = ""
    need: Need | None = None


def verdict(
    a: Totals,
    b: Totals,
    *,
    scope: Scope = "suite",
    margin: float = MARGIN,
    level: float = 0.95,
    advise: bool = True,
) -> Verdict:
    """The verdict on A against B on this suite, or on new templates.

    Many verdicts at once need a higher `level` each; `ranking.pairwise` sees to that. `advise` asks
    for the `need` too, which takes longer than the verdict.
    """
    found = difference(a, b, scope, level)
    result = judged(found, margin, level)
    if isinstance(found, Refusal):
        return replace(result, need=_first_need(a, b, scope))
    if result.kind != "cannot tell" or not advise:
        return result
    return replace(result, need=need_of(a, b, found, scope=scope, margin=margin, level=level))


def judged(found: Difference | Refusal, margin: float = MARGIN, level: float = 0.95) -> Verdict:
    """The verdict on a difference that was computed elsewhere, at its `level`; without a `need`."""
    if isinstance(found, Refusal):
        return Verdict("cannot tell", None, None, margin, found.reason)
    tie = equivalence(found, margin, level)
    shown = None if isinstance(tie, Refusal) else tie
    if found.p_value < 1 - level and found.estimate:
        kind: Kind = "better" if found.estimate > 0 else "worse"
        return Verdict(kind, found, shown, margin)
    if isinstance(tie, Equivalence) and tie.equivalent:
        return Verdict("equivalent", found, shown, margin)
    reason = (
        tie.reason
        if isinstance(tie, Refusal)
        else "the interval holds both 0 and more than the margin"
    )
    return Verdict("cannot tell", found, shown, margin, reason)


def words(result: Verdict, dollars: float | None = None) -> str:
    """The verdict as a phrase: "better by 12 [4, 20]", "equivalent within ±8", "cannot tell: ..."."""
    if result.kind == "equivalent":
        return f"equivalent within ±{result.margin:g}"
    if result.kind != "cannot tell" and result.difference is not None:
        interval = result.difference.interval
        low, high = sorted((abs(interval.low), abs(interval.high)))
        if result.difference.error == 0:
            return f"{result.kind} by {abs(interval.estimate):.0f} (nothing varied)"
        return f"{result.kind} by {abs(interval.estimate):.0f} [{low:.0f}, {high:.0f}]"
    need = result.need
    if need is None:
        return f"cannot tell: {result.reason or 'no number of runs within reason would do'}"
    count, noun = (need.templates, "template") if need.templates else (need.runs, "run")
    plural = "" if count == 1 else "s"
    per = "" if need.templates else " per template"
    money = "" if dollars is None else f", ${dollars:,.2f}"
    return f"cannot tell: about {count} more {noun}{plural}{per}{money}"


def need_of(
    a: Totals,
    b: Totals,
    found: Difference,
    *,
    scope: Scope = "suite",
    margin: float = MARGIN,
    level: float = 0.95,
    null: float = 0.0,
) -> Need | None:
    """The fewest more runs (on new templates: templates) that would separate A and B or show a tie.

    To separate is to show that the difference is not `null`.

    Either with a power of .8 if the difference and the spreads are those observed: the smallest
    count whose t test, or pair of one-sided t tests, has that power.
    """
    if not found.error:
        return None if scope == "population" else _more_runs(a, b, 1, "estimate")
    d = found.estimate
    error_at, now = _future(a, b, found, scope)
    tests: list[tuple[Purpose, Callable[[int], bool]]] = [
        ("separate", lambda k: t_power(d - null, *error_at(k), level) >= POWER),
        ("tie", lambda k: tie_power(margin, *error_at(k), d, level) >= POWER),
    ]
    counts = [(_smallest(test, now + 1), purpose) for purpose, test in tests]
    reachable = [(count, purpose) for count, purpose in counts if count is not None]
    if not reachable:
        return None
    count, purpose = min(reachable)
    more = count - now
    return (
        _more_runs(a, b, more, purpose)
        if scope == "suite"
        else _more_templates(a, b, more, purpose)
    )


def _future(
    a: Totals, b: Totals, found: Difference, scope: Scope
) -> tuple[Callable[[int], tuple[float, float]], int]:
    """Error and df of the difference at a count of runs or templates, and the count now."""
    pairs = common_runs(a, b)
    assert not isinstance(pairs, Refusal)  # there is a difference, so there are pairs
    templates = len(pairs)
    if scope == "population":
        sd = found.error * math.sqrt(templates)
        return (lambda k: (sd / math.sqrt(k), k - 1)), templates
    squares_a, df_a = within_squares(x for x, _ in pairs)
    squares_b, df_b = within_squares(y for _, y in pairs)
    pooled = (squares_a + squares_b) / (df_a + df_b)
    variance = (squares_a / df_a if df_a else pooled) + (squares_b / df_b if df_b else pooled)
    now = min(min(x.size, y.size) for x, y in pairs)
    return (lambda k: (math.sqrt(variance / (k * templates)), 2 * templates * max(k - 1, 0.5))), now


def _smallest(test: Callable[[int], bool], start: int) -> int | None:
    """The smallest count from `start` that passes a test which stays passed; None beyond MOST."""
    if not test(MOST):
        return None
    low, high = start, MOST
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if test(middle) else (middle + 1, high)
    return low


def _first_need(a: Totals, b: Totals, scope: Scope) -> Need | None:
    """What a first estimate of the spread would take."""
    pairs = common_runs(a, b)
    if isinstance(pairs, Refusal):
        return None
    if scope == "suite":
        return _more_runs(a, b, 1, "estimate")
    return _more_templates(a, b, 1, "estimate")


def _more_runs(a: Totals, b: Totals, more: int, purpose: Purpose) -> Need | None:
    pairs = common_runs(a, b)
    if isinstance(pairs, Refusal):
        return None
    goal = min(min(x.size, y.size) for x, y in pairs) + more
    chains_a = sum(max(0, goal - x.size) for x, _ in pairs)
    chains_b = sum(max(0, goal - y.size) for _, y in pairs)
    return Need(purpose, 0, more, chains_a, chains_b)


def _more_templates(a: Totals, b: Totals, more: int, purpose: Purpose) -> Need | None:
    pairs = common_runs(a, b)
    if isinstance(pairs, Refusal):
        return None
    each_a = math.ceil(sum(x.size for x, _ in pairs) / len(pairs))
    each_b = math.ceil(sum(y.size for _, y in pairs) / len(pairs))
    return Need(purpose, more, 0, more * each_a, more * each_b)
