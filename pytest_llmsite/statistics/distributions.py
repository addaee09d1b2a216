"""Quantiles and tails of the distributions used here; the only module that imports scipy.

`scipy.special` loads in a fraction of the time of `scipy.stats`, which is never imported. Functions
take and return plain floats unless they say otherwise.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

Array = npt.NDArray[np.float64]


def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t with `df` degrees of freedom."""
    return float(special.stdtrit(df, p))


def t_critical(level: float, df: float) -> float:
    """The t beyond which `1 - level` lies in both tails together."""
    return t_quantile((1 + level) / 2, df)


def t_two_sided(t: float, df: float) -> float:
    """Probability of a Student's t at least as far from 0 as `t`."""
    return float(2 * special.stdtr(df, -abs(t)))


def t_upper(t: float, df: float) -> float:
    """Probability of a Student's t of at least `t`."""
    return float(special.stdtr(df, -t))


def normal_quantile(p: float) -> float:
    """Quantile of the standard normal distribution."""
    return float(special.ndtri(p))


def normal_mass(low: Array, high: Array) -> Array:
    """Probability of the standard normal distribution between `low` and `high`, elementwise."""
    return np.asarray(special.ndtr(high) - special.ndtr(low), dtype=np.float64)


def chi2_quantile(p: float, df: float) -> float:
    """Quantile of chi-squared; `df` need not be whole."""
    return float(2 * special.gammaincinv(df / 2, p))


def f_quantile(p: float, df1: float, df2: float) -> float:
    """Quantile of Fisher's F; degrees of freedom need not be whole."""
    x = float(special.betaincinv(df1 / 2, df2 / 2, p))
    return df2 * x / (df1 * (1 - x)) if x < 1 else float("inf")


def f_upper(f: float, df1: float, df2: float) -> float:
    """Probability of a Fisher's F of at least `f`."""
    return float(special.fdtrc(df1, df2, max(f, 0.0)))


def noncentral_f_upper(f: float, df1: float, df2: float, noncentrality: float) -> float:
    """Probability of a noncentral F of at least `f`, kept inside [0, 1]."""
    return min(1.0, max(0.0, 1 - float(special.ncfdtr(df1, df2, noncentrality, f))))


def studentized_range_upper(q: float, groups: int, df: float) -> float:
    """Probability of a studentized range of at least `q` over `groups` means.

    By quadrature of the range's distribution over that of the SD (Copenhaver & Holland 1988), to
    about 1e-7; `scipy.stats` has it too, but takes a second to import.
    """
    s, weight = _sd_nodes(df)
    z, step = (9.0 * part for part in _legendre(112))
    inner = special.ndtr(z) - special.ndtr(z - q * s[:, None])
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    below = groups * (density * inner ** (groups - 1)) @ step
    return min(1.0, max(0.0, 1 - float(weight @ below)))


def sd_ratios(df: float, count: int = 500) -> Array:
    """`count` equally likely values of s / sigma for a sample SD with `df` degrees of freedom."""
    middles = (np.arange(count) + 0.5) / count
    return np.asarray(np.sqrt(2 * special.gammaincinv(df / 2, middles) / df), dtype=np.float64)


@lru_cache
def _legendre(count: int) -> tuple[Array, Array]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return np.asarray(nodes, dtype=np.float64), np.asarray(weights, dtype=np.float64)


@lru_cache
def _sd_nodes(df: float) -> tuple[Array, Array]:
    """Nodes of s / sigma, closer together near 0, and their probabilities (they sum to 1)."""
    low, high = (math.sqrt(2 * special.gammaincinv(df / 2, p) / df) for p in (1e-13, 1 - 1e-13))
    node, weight = _legendre(64)
    v = (node + 1) / 2
    s = low + v**3 * (high - low)
    log_density = (df - 1) * np.log(s) - df * s * s / 2
    mass = weight * v * v * np.exp(log_density - log_density.max())
    return s, mass / mass.sum()


def chi2_upper(x: float, df: float) -> float:
    """Probability of a chi-squared of at least `x`."""
    return float(special.gammaincc(df / 2, max(x, 0.0) / 2))
