"""Values that the statistics return: an interval, a description, or a refusal with its reason.

No function of this package returns NaN or an infinity where a number is meant to be printed: it
returns a `Refusal` whose reason can be shown to the user in its place.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer can be given, and `reason` says why (a clause, without a full stop).

    >>> bool(Refusal("no complete chain"))
    False
    """

    reason: str

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Interval:
    """A point estimate with a two-sided confidence interval.

    Attributes:
        estimate: the point estimate, in the unit of the input (points).
        low, high: the bounds; `low <= estimate <= high`.
        level: the nominal coverage, between 0 and 1.
        method: what was computed, in words that can be printed.
        n: the number of independent observations behind it (chains unless the method says else).
        df: degrees of freedom of the reference distribution; None where there are none.
        caution: why the interval rests on too little, or "" when nothing speaks against it.
    """

    estimate: float
    low: float
    high: float
    level: float
    method: str
    n: int
    df: float | None = None
    caution: str = ""

    @property
    def halfwidth(self) -> float:
        """Half of the interval's width."""
        return (self.high - self.low) / 2

    def excludes(self, value: float) -> bool:
        """Whether `value` lies outside the interval."""
        return value < self.low or value > self.high


@dataclass(frozen=True, slots=True)
class Description:
    """What was observed, without inference.

    Attributes:
        mean: mean of the template means (templates weigh equally).
        sd: standard deviation of all chain totals, divisor n - 1; None with fewer than two chains.
        run_sd: standard deviation between runs of one template, pooled; None when no template has
            two runs.
        n: the number of chains; `templates`: the number of templates with at least one.
        best, worst: the highest and the lowest chain total that was observed.
        worst_decile: mean of the lowest tenth of the chains (rounded up to whole chains); None
            with fewer than ten chains, where it would only repeat the worst.
    """

    mean: float
    sd: float | None
    run_sd: float | None
    n: int
    templates: int
    best: float
    worst: float
    worst_decile: float | None
