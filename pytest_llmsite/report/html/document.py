"""The page as a whole: what it is about, the summary's tables, the steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files

from ...results.records import Record
from ..blocks import Block
from ..context import Context
from ..dataset import Dataset
from ..numbers import plural
from ..screen import Screen
from ..summary import summary_blocks
from .elements import E, html, shown
from .parts import Section, sections
from .steps import Pictures, chains, told_of

PAGE = Screen(width=10_000, colour=True)
"""What the tables are made for: as wide as they like, in colours."""
# Without scripts, and with nothing from elsewhere; pictures lie beside the page.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:"
_STEPS = ("steps", "Steps")
_END = "</main></body></html>\n"


def report_page(
    data: Dataset,
    records: Iterable[Record],
    *,
    title: str,
    pictures: Pictures | None = None,
    baseline_model: str | None = None,
) -> Iterator[str]:
    """Yield the page of a benchmark in pieces.

    *records* are those of *data*, for the steps; *pictures* says where a browser's are. Raises
    LlmsiteError for an unknown baseline model.
    """
    found = sections(summary_blocks(data, PAGE, verbosity=1, baseline_model=baseline_model))
    told = told_of(data, records)
    yield from _opening(title, [*_links(found), *([_STEPS] if told else [])])
    if data.simulated.all() and data.models:
        notice = "Simulated: reference edits with seeded faults, no model was asked."
        yield html(E.p(notice, {"class": "notice"}))
    for one in found:
        yield html(one.element())
    if told:
        yield from _steps(data, told, pictures)
    yield _END


def blocks_page(title: str, blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the page of other blocks (a comparison) in pieces."""
    found = sections(blocks)
    yield from _opening(title, _links(found))
    for one in found:
        yield html(one.element())
    yield _END


def _links(found: Iterable[Section]) -> list[tuple[str, str]]:
    return [(one.anchor, one.heading.name) for one in found]


def _opening(title: str, links: Iterable[tuple[str, str]]) -> Iterator[str]:
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    head = E.head(
        E.meta({"charset": "utf-8"}),
        E.meta({"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        E.meta({"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        E.title(shown(title)),
        E.style(style),
    )
    nav = E.nav(*(E.a(shown(name), {"href": f"#{anchor}"}) for anchor, name in links))
    yield f'<!doctype html>\n<html lang="en">{html(head)}<body>'
    yield f"{html(E.header(E.h1(shown(title)), nav))}<main>"


def _steps(
    data: Dataset, told: dict[tuple[int, int], Record], pictures: Pictures | None
) -> Iterator[str]:
    yield html(E.h2("Steps", {"id": _STEPS[0]}))
    selected = int((data.selected & (data.outcome >= 0)).sum())
    if len(told) < selected:
        text = f"the {plural(len(told), 'step')} of {selected:,} that lost most are told of in full"
        yield html(E.p(text, {"class": "about"}))
    for element in chains(data, Context(data, PAGE).order, told, pictures):
        yield html(element)
