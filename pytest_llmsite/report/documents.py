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
from .markdown import PAGE as MARKDOWN_PAGE
from .markdown import markdown
from .numbers import listed
from .screen import Screen
from .summary import summary_blocks

if TYPE_CHECKING:
    from .html.steps import Pictures

Kind = Literal["html", "markdown", "text"]
_TEXT_PAGE = Screen(width=120, colour=False)


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
    title = f"{listed(list(data.models))} on {listed(list(data.templates))}"
    if kind == "html":
        from .html.document import report_page

        yield from report_page(
            data, records, title=title, pictures=pictures, baseline_model=baseline_model
        )
        return
    screen = MARKDOWN_PAGE if kind == "markdown" else _TEXT_PAGE
    blocks = summary_blocks(data, screen, baseline_model=baseline_model)
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
    title = f"{names[1]} against {names[0]}"
    if kind == "html":
        from .html.document import PAGE, blocks_page

        blocks = compare_blocks(PAGE, base, new, names, verbosity, pair_runs)
        yield from blocks_page(title, blocks)
        return
    screen = MARKDOWN_PAGE if kind == "markdown" else _TEXT_PAGE
    yield from _written(kind, title, compare_blocks(screen, base, new, names, verbosity, pair_runs))


def _written(kind: Kind, title: str, blocks: Iterable[Block]) -> Iterator[str]:
    written = markdown(title, blocks) if kind == "markdown" else lines(_TEXT_PAGE, blocks)
    yield from (f"{line}\n" for line in written)


def write_document(path: Path, pieces: Iterable[str]) -> None:
    """Write a report, whole or not at all. Raises LlmsiteError where that is not possible."""
    content = "".join(pieces).encode("utf-8", "replace")
    try:
        write_atomically(path, content, durable=False)
    except OSError as error:
        raise LlmsiteError(f"{path}: the report cannot be written: {error.strerror}") from error
