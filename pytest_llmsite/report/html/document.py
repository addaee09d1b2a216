"""The page as a whole: what it is about, the summary's tables, the steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files

from ...results.records import Record
from ..blocks import Block
from ..context import SIMULATION
from ..dataset import Dataset
from ..numbers import plural
from .elements import E, html, shown
from .parts import Section, sections
from .steps import Pictures, Told, chains, told_of

# Without scripts, and with nothing from elsewhere; pictures lie beside the page.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:"
_STEPS = ("steps", "Steps")
_END = "</main></body></html>\n"


def report_page(
    title: str,
    blocks: Iterable[Block],
    data: Dataset,
    records: Iterable[Record],
    pictures: Pictures | None = None,
) -> Iterator[str]:
    """Yield the page of a benchmark in pieces: the summary's *blocks*, and its steps.

    *records* are those of *data*; *pictures* says where a browser's are.
    """
    found = sections(blocks)
    told = [one for one in told_of([data, *data.beside.values()], records) if one.records]
    yield from _opening(title, [*_links(found), *([_STEPS] if told else [])])
    if data.models and data.simulated.all():
        yield html(E.p(f"Simulated: {SIMULATION}.", {"class": "notice"}))
    for one in found:
        yield html(one.element())
    if told:
        yield html(E.h2("Steps", {"id": _STEPS[0]}))
    for part in told:
        yield from _steps(part, pictures, named=len(told) > 1)
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


def _steps(told: Told, pictures: Pictures | None, *, named: bool) -> Iterator[str]:
    data = told.data
    text = f"{data.start} steps; " if named else ""
    selected = int((data.selected & (data.outcome >= 0)).sum())
    if len(told.records) < selected:
        text += f"the {plural(len(told.records), 'step')} of {selected:,} that lost most are told of in full"
    if text:
        yield html(E.p(text.removesuffix("; "), {"class": "about"}))
    for element in chains(told, pictures):
        yield html(element)
