"""From the caller's mapping of scores to clean arrays: what is missing is left out, never guessed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from .answers import Refusal
from .distributions import Array as Array

# template -> one number a run. A chain that is not complete is None or NaN, or just not there.
Totals = Mapping[str, Sequence[float | None]]

# Spread below this share of the values' size is rounding of equal numbers, not spread.
_ROUNDING = 1e-9

# Beyond this no number is a score, and its square would leave the range of floating point.
_LARGEST = 1e100


def clean(values: Iterable[float | None]) -> Array:
    """The values that are there, as an array; None and NaN are missing and left out."""
    present = [float(v) for v in values if v is not None]
    return np.array([v for v in present if not math.isnan(v)], dtype=np.float64)


def by_template(totals: Totals) -> dict[str, Array] | Refusal:
    """Arrays of each template that has at least one value, in the order of the mapping.

    Refused when nothing is left, or when a value is infinite or beyond any score.
    """
    arrays = {name: clean(values) for name, values in totals.items()}
    arrays = {name: values for name, values in arrays.items() if values.size}
    if not arrays:
        return Refusal("there is no complete chain")
    if not all(is_usable(values) for values in arrays.values()):
        return Refusal("a score is infinite")
    return arrays


def is_usable(values: Array) -> bool:
    """Whether all values are finite and of a size that can be squared."""
    return bool((np.abs(values) < _LARGEST).all())


def checked_level(level: float) -> float:
    """`level` itself; ValueError unless it lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies strictly between 0 and 1, not {level!r}")
    return level


def is_constant(values: Array) -> bool:
    """Whether all values are equal, up to the rounding of floating-point sums."""
    if values.size == 0:
        return True
    return bool(np.ptp(values) <= _ROUNDING * max(1.0, float(np.abs(values).max())))


def within_squares(arrays: Iterable[Array]) -> tuple[float, int]:
    """Sum of squares within the groups, and its degrees of freedom, the sum of (R - 1)."""
    squares, df = 0.0, 0
    for values in arrays:
        df += values.size - 1
        if not is_constant(values):
            squares += float(np.square(values - values.mean()).sum())
    return squares, df


def sample_sd(values: Array) -> float:
    """Standard deviation with divisor n - 1; exactly 0 for equal values. Needs two values."""
    return 0.0 if is_constant(values) else float(np.std(values, ddof=1))


def template_means(arrays: Mapping[str, Array]) -> Array:
    """The mean of each template, in the mapping's order."""
    return np.array([float(values.mean()) for values in arrays.values()], dtype=np.float64)
