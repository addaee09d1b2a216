"""The summary: tables in a fixed order, as blocks that a terminal, a web page or Markdown can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..errors import unknown_name
from .blocks import Block, Paragraph
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

MakesTable = Callable[[Context], Iterator[Block]]

TABLES: Mapping[str, MakesTable] = {
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


def summary_blocks(
    data: Dataset,
    screen: Screen,
    *,
    verbosity: int = 0,
    tables: Sequence[str] | None = None,
    baseline_model: str | None = None,
    plan: PlannedRun | None = None,
    full: bool = True,
) -> Iterator[Block]:
    """Yield what the summary shows of *data*, made for *screen*.

    *tables* names the tables to show (default all; below verbosity 0 the first two); `-heatmap` leaves
    one out. *baseline_model* is what gaps are measured against instead of the best. *full* is false
    when only some of the actions were selected. Raises LlmsiteError for an unknown table or baseline
    model.
    """
    chosen = chosen_tables(tables, verbosity)
    if baseline_model is not None and baseline_model not in data.models:
        raise unknown_name("baseline model", baseline_model, data.models)
    if not data.models:
        yield Paragraph("no step was performed, so there is nothing to summarise")
        return
    context = Context(data, screen, verbosity, baseline_model, plan, full, frozenset(tables or ()))
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
