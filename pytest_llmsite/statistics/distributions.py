"""Quantiles and tails of the distributions used here; the only module that imports scipy.

`scipy.special` loads in a fraction of the time of `scipy.stats`; only the studentized range needs
the latter, which is imported when first asked for. All functions take and return plain floats.
"""

from __future__ import annotations

from scipy import special


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


def normal_cdf(z: float) -> float:
    """Distribution function of the standard normal distribution."""
    return float(special.ndtr(z))


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
