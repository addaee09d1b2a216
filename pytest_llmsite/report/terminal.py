"""The summary as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..results.records import Record
from .collector import Collector
from .dataset import Dataset
from .layout import lines
from .plan import PlannedRun
from .screen import Screen
from .summary import summary_blocks

_NARROWEST = 40


def summary(
    records: Iterable[Record] | Collector | Dataset,
    *,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002
    verbosity: int = 0,
    tables: Sequence[str] | None = None,
    baseline_model: str | None = None,
    plan: PlannedRun | None = None,
    expected_chains: Iterable[tuple[str, str, int]] | None = None,
    full: bool = True,
) -> Iterator[str]:
    """Yield the summary's lines, none longer than *width* (at least 40).

    *records* may come in any order, as records or already collected. *tables* names those to show
    (default all; below verbosity 0 the first two); `-heatmap` leaves one out. *baseline_model* is
    what gaps are measured against instead of the best. *expected_chains* are the planned (template,
    model, run): those without a record count as incomplete. *full* is false when only some of the
    actions were selected. Raises LlmsiteError for an unknown table or baseline model.
    """
    screen = Screen(max(_NARROWEST, width), colour, ascii)
    blocks = summary_blocks(
        _dataset(records, expected_chains),
        screen,
        verbosity=verbosity,
        tables=tables,
        baseline_model=baseline_model,
        plan=plan,
        full=full,
    )
    yield from lines(screen, blocks)


def _dataset(
    records: Iterable[Record] | Collector | Dataset,
    expected: Iterable[tuple[str, str, int]] | None,
) -> Dataset:
    if isinstance(records, Dataset):
        return records
    if isinstance(records, Collector):
        return Dataset.from_collector(records, expected)
    return Dataset.from_records(records, expected)
