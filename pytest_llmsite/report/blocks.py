"""What a report consists of, whatever it is shown on: headings, tables, matrices, bars, paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Printable text and its paint: "", a name of the palette, or "heat:<share of the maximum>".

    "graph" paints nothing: the text is a drawing, in which spaces have a meaning. The last *keep*
    characters are never cut off.
    """

    text: str
    paint: str = ""
    keep: int = 0


Row = Sequence[Span]


@dataclass(frozen=True, slots=True)
class Heading:
    """What begins a table: its *name* and what it shows."""

    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands over a part of a table; empty, it only sets the part off."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, not yet made printable."""

    text: str
    paint: str = "dim"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    *shrink*: its texts may be shortened when the table is too wide, the highest number first (*tail*
    cuts their end instead of their middle, *items* at a comma). *drop*: it is left out when the table
    is too wide, the highest number first; 0 keeps it.
    """

    title: str
    align: str = "<"
    shrink: int = 0
    drop: int = 0
    tail: bool = False
    items: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and one line a row; *below* each may stand one more line."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    below: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows × columns of cells. *corner* heads the row names; *extras* are further columns.

    An extra column is a heading and one cell a row; extras stand right of all others. *tags* stand
    below the columns' headings.
    """

    corner: str
    rows: Sequence[Span]
    columns: Sequence[str]
    cells: Sequence[Row]
    extras: Sequence[tuple[str, Row]] = ()
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class HeatLegend:
    """What explains the shades of cells."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An estimate and two intervals around it, *inner* and *outer* (None: there is none)."""

    name: Span
    value: float
    inner: tuple[float, float] | None
    outer: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars on one scale, on which nothing lies beyond ±*most*."""

    bars: Sequence[Bar]
    most: float


Block = Heading | Label | Paragraph | Table | Matrix | HeatLegend | Bars
