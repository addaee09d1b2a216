"""Reports as documents: a web page, Markdown or text, of one set of results or of two compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from ..errors import LlmsiteError
from ..files import write_atomically
from ..options import REPORT_KINDS
from ..results.records import Record
from .blocks import Block
from .compare import compare_blocks
from .dataset import Dataset
from .layout import lines
from .markdown import markdown
from .numbers import listed
from .screen import Screen
from .summary import summary_blocks

if TYPE_CHECKING:
    from .html.steps import Pictures

Kind = Literal["html", "markdown", "text"]
_ENDLESS = 10_000
_PAGES: dict[Kind, Screen] = {
    "html": Screen(_ENDLESS, colour=True),
    "markdown": Screen(_ENDLESS, colour=False),
    "text": Screen(160, colour=False),
}
"""What the tables are made for: as wide as they like, where something else wraps them."""


def kind_of(path: Path) -> Kind:
    """Return what a report's file name asks for. Raises LlmsiteError for another ending."""
    kind = REPORT_KINDS.get(path.suffix.lower())
    if kind is None:
        raise LlmsiteError(f"{path}: expected a name that ends in {', '.join(REPORT_KINDS)}")
    return cast(Kind, kind)


def summary_document(
    kind: Kind,
    data: Dataset,
    records: Iterable[Record],
    *,
    pictures: Pictures | None = None,
    baseline_model: str | None = None,
) -> Iterator[str]:
    """Yield the report of one set of results in pieces.

    *records* are those of *data*; a web page tells of their steps, with the *pictures* that a browser
    took. Raises LlmsiteError for an unknown baseline model.
    """
    blocks = summary_blocks(data, _PAGES[kind], verbosity=1, baseline_model=baseline_model)
    title = "No step was performed"
    if data.models:
        title = f"{listed(list(data.models))} on {listed(list(data.templates))}"
    if kind == "html":
        from .html.document import report_page

        yield from report_page(title, blocks, data, records, pictures)
    else:
        yield from _written(kind, title, blocks)


def comparison_document(
    kind: Kind,
    base: Dataset,
    new: Dataset,
    names: tuple[str, str],
    *,
    verbosity: int = 0,
    pair_runs: bool = False,
) -> Iterator[str]:
    """Yield the report of how NEW differs from BASE in pieces; *names* says what they are called."""
    blocks = compare_blocks(_PAGES[kind], base, new, names, verbosity, pair_runs)
    title = f"{names[1]} against {names[0]}"
    if kind == "html":
        from .html.document import blocks_page

        yield from blocks_page(title, blocks)
    else:
        yield from _written(kind, title, blocks)


def _written(kind: Kind, title: str, blocks: Iterable[Block]) -> Iterator[str]:
    written = markdown(title, blocks) if kind == "markdown" else lines(_PAGES[kind], blocks)
    yield from (f"{line}\n" for line in written)


def write_document(path: Path, pieces: Iterable[str]) -> None:
    """Write a report, whole or not at all. Raises LlmsiteError where that is not possible."""
    content = "".join(pieces).encode("utf-8", "replace")
    try:
        write_atomically(path, content, durable=False)
    except OSError as error:
        raise LlmsiteError(f"{path}: the report cannot be written: {error.strerror}") from error
