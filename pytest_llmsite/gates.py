"""Gates of CI as data: what is asked for, and the exit statuses. Nothing heavy is imported here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from .errors import LlmsiteError, unknown_name

Bound = Literal["lower", "point"]

BELOW_FLOOR = 10
"""Exit status when a total is below what `--llm-fail-under` asks for."""
REGRESSED = 11
"""Exit status when `--llm-fail-on-regression` fires."""
BOTH = 12
"""Exit status when both kinds of gate fail."""
LEAST_ROUNDS = 3
"""Rounds before a width is believed, with `--llm-target-halfwidth`."""

_EXPECTED = (
    "--llm-fail-under: expected MODEL:TOTAL:lower (fails unless the lower bound of the 95 % interval "
    "on this suite reaches TOTAL) or MODEL:TOTAL:point (the estimate alone)"
)


@dataclass(frozen=True, slots=True)
class Floor:
    """A total, in points, that a model's lower bound or point estimate has to reach."""

    model: str
    total: float
    bound: Bound

    def __str__(self) -> str:
        return f"{self.model}:{self.total:g}:{self.bound}"


def parse_floor(text: str) -> Floor:
    """Read `MODEL:TOTAL:lower` or `MODEL:TOTAL:point`. Raises LlmsiteError.

    A model's name may hold colons; which of the two is meant is never guessed.
    """
    model, _, rest = text.strip().rpartition(":")
    name, _, total = model.rpartition(":")
    if not _is_number(total):
        raise LlmsiteError(f"{_EXPECTED}, found {text.strip()!r}")
    if rest not in ("lower", "point"):
        raise unknown_name("bound in --llm-fail-under", rest, ("lower", "point"))
    if not name:
        raise LlmsiteError(f"{_EXPECTED}, found {text.strip()!r}")
    return Floor(name, float(total), "lower" if rest == "lower" else "point")


def parse_floors(values: list[str] | str) -> tuple[Floor, ...]:
    """Read what the command line gives (a list) or an ini file (lines or a comma-separated line)."""
    texts = [values] if isinstance(values, str) else values
    parts = [part for text in texts for part in text.replace("\n", ",").split(",")]
    return tuple(dict.fromkeys(parse_floor(part) for part in parts if part.strip()))


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
