"""Numbers as the report writes them."""

from __future__ import annotations

import math

NOTHING = "–"


def points(value: float | None, *, sign: bool = False) -> str:
    """A score or total with one decimal; `–` where there is none."""
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{value:+.1f}" if sign else f"{value:.1f}"
    return text.replace("-0.0", "0.0") if text in ("-0.0", "+-0.0") else text


def bracket(low: float, high: float) -> str:
    """The bounds of an interval."""
    return f"[{points(low)}, {points(high)}]"


def money(dollars: float | None) -> str:
    """Dollars, with two significant digits below a cent; `?` where unknown."""
    if dollars is None or not math.isfinite(dollars):
        return "?"
    if dollars == 0:
        return "$0"
    if dollars < 0.0995:
        digits = 1 - math.floor(math.log10(dollars))
        return f"${dollars:.{min(8, digits)}f}"
    return f"${dollars:,.2f}" if dollars < 1000 else f"${dollars:,.0f}"


def count(number: float) -> str:
    """A whole number; from 10,000 on in thousands or millions."""
    for unit, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= unit * (10 if name == "k" else 1):
            return (
                f"{number / unit:.1f}{name}"
                if number < unit * 100
                else f"{number / unit:.0f}{name}"
            )
    return f"{number:.0f}"


def duration(seconds: float | None) -> str:
    """Seconds, minutes or hours; `–` where unknown."""
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 100:
        return f"{seconds:.1f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def plural(number: int, one: str, many: str = "") -> str:
    """`1 run`, `2 runs`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: list[str], most: int = 4) -> str:
    """Names joined by commas; from *most* on the rest is counted."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
