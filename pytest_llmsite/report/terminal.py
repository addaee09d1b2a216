"""The terminal summary: tables in a fixed order, as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..errors import unknown_name
from ..results.records import Record
from .collector import Collector
from .context import Context
from .dataset import Dataset
from .plan import PlannedRun
from .screen import Screen
from .tables.bars import bars
from .tables.categories import categories
from .tables.findings import findings
from .tables.frontier import frontier
from .tables.gap import gap
from .tables.heatmap import heatmap
from .tables.ranking import ranking
from .tables.retention import retention
from .tables.spend import spend
from .tables.spread import spread
from .tables.starts import starts
from .tables.templates import templates
from .tables.verdicts import verdicts

Table = Callable[[Context], Iterator[str]]

TABLES: Mapping[str, Table] = {
    "ranking": ranking,
    "bars": bars,
    "heatmap": heatmap,
    "categories": categories,
    "templates": templates,
    "gap": gap,
    "spread": spread,
    "verdicts": verdicts,
    "findings": findings,
    "retention": retention,
    "spend": spend,
    "frontier": frontier,
    "starts": starts,
}
_QUIET = ("ranking", "bars")
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
    chosen = chosen_tables(tables, verbosity)
    data = _dataset(records, expected_chains)
    if baseline_model is not None and baseline_model not in data.models:
        raise unknown_name("baseline model", baseline_model, data.models)
    screen = Screen(max(_NARROWEST, width), colour, ascii)
    if not data.models:
        yield from screen.prose("no step was performed, so there is nothing to summarise")
        return
    asked = frozenset(tables or ())
    context = Context(data, screen, verbosity, baseline_model, plan, full, asked)
    for name in chosen:
        yield from TABLES[name](context)


def chosen_tables(tables: Sequence[str] | None, verbosity: int) -> list[str]:
    """Return the tables to show, in the summary's order."""
    for name in tables or ():
        if name.removeprefix("-") not in TABLES:
            raise unknown_name("table", name.removeprefix("-"), TABLES)
    wanted = [name for name in tables or () if not name.startswith("-")]
    if not wanted:
        wanted = list(_QUIET if verbosity < 0 else TABLES)
    return [name for name in TABLES if name in wanted and f"-{name}" not in (tables or ())]


def _dataset(
    records: Iterable[Record] | Collector | Dataset,
    expected: Iterable[tuple[str, str, int]] | None,
) -> Dataset:
    if isinstance(records, Dataset):
        return records
    if isinstance(records, Collector):
        return Dataset.from_collector(records, expected)
    return Dataset.from_records(records, expected)
