"""A/A: how often the regression gate would have fired if nothing had changed, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..statistics.answers import Refusal
from ..statistics.gate import FalseAlarms, false_alarms, split_alarms
from ..statistics.samples import Totals
from .blocks import Block, Column, Heading, Paragraph, Span, Table
from .comparing import MARGIN
from .dataset import Dataset
from .layout import lines
from .numbers import NOTHING, plural
from .screen import Screen

_ALL = "all together"
_COLUMNS = (
    Column("model", shrink=1),
    Column("halves of its runs", ">"),
    Column("95 %", ">"),
    Column("as many runs, redrawn", ">"),
    Column("95 % ", ">"),
)


def aa_lines(
    data: Dataset,
    *,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002
    points: float = 0.0,
    rounds: int = 1000,
    seed: int = 0,
) -> Iterator[str]:
    """Yield how often the gate fires on two identical versions of each model, and of all together."""
    screen = Screen(max(40, width), colour, ascii)
    yield from lines(screen, _blocks(screen, data, points, rounds, seed))


def _blocks(
    screen: Screen, data: Dataset, points: float, rounds: int, seed: int
) -> Iterator[Block]:
    models: dict[str, Totals] = {n: data.totals_of(i) for i, n in enumerate(data.models)}
    asked = {name: {name: totals} for name, totals in models.items()}
    if len(models) > 1:
        asked[_ALL] = models
    about = f"the regression gate on two identical versions, {plural(rounds, 'round')}"
    yield Heading("A/A", about)
    margin = MARGIN * data.maximum
    rows: list[list[Span]] = []
    reasons: dict[str, None] = {}
    verdicts: dict[str, Mapping[str, int]] = {}
    for name, some in asked.items():
        found = [
            method(some, points=points, margin=margin, rounds=rounds, seed=seed)
            for method in (split_alarms, false_alarms)
        ]
        for which, answer in zip(("halves", "redrawn"), found, strict=True):
            if isinstance(answer, Refusal):
                reasons[answer.reason] = None
            elif name == _ALL or len(models) == 1:
                verdicts[which] = {str(k): n for k, n in answer.verdicts.items()}
        cells = [cell for answer in found for cell in _cells(answer)]
        rows.append([screen.span(name, "name"), *(screen.span(text) for text in cells)])
    yield Table(_COLUMNS, rows)
    for reason in reasons:
        yield Paragraph(f"{NOTHING} {reason}")
    for which, counted in verdicts.items():
        yield Paragraph(f"verdicts on {which}: {_shares(counted)}")
    yield Paragraph(
        f"a round fires when a model is shown to be worse by more than {points:g} points; a sound gate "
        "does so in at most 2.5 % of rounds (it is two-sided at 5 %), over all models together too. "
        "The interval (Wilson) is that of the number of rounds: the runs at hand are the only ones "
        "that it knows."
    )


def _cells(answer: FalseAlarms | Refusal) -> tuple[str, str]:
    if isinstance(answer, Refusal):
        return NOTHING, NOTHING
    rate = answer.rate
    return f"{100 * rate.estimate:.1f} %", f"[{100 * rate.low:.1f}, {100 * rate.high:.1f}]"


def _shares(counted: Mapping[str, int]) -> str:
    whole = sum(counted.values())
    return ", ".join(f"{kind} {100 * n / whole:.1f} %" for kind, n in sorted(counted.items()))
