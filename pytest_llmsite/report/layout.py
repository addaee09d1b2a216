"""Blocks as lines of text: tables whose columns fit a width, matrices in parts, words broken at spaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .axis import bar_lines
from .blocks import (
    Bars,
    Block,
    Column,
    Heading,
    HeatLegend,
    Label,
    Matrix,
    Paragraph,
    Row,
    Span,
    Table,
)
from .printable import clip, printable, width
from .screen import HEAT_ABOUT, HEAT_MARKS, HEAT_SWATCHES, Screen, padded

GAP = 2
_HANG = "  "
_NARROWEST = 8
# What a column that shrinks first (2) or last (1) should keep while others can be left out.
_READABLE = {0: 0, 1: 22, 2: 14}


def lines(screen: Screen, blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of *blocks*, none longer than the screen is wide."""
    for block in blocks:
        match block:
            case Heading():
                yield from _heading(screen, block)
            case Label():
                yield screen.draw([screen.span(block.name, "name")])
            case Paragraph():
                yield from _paragraph(screen, block)
            case Table():
                yield from _table(screen, block)
            case Matrix():
                yield from _matrix(screen, block)
            case HeatLegend():
                yield from _heat_legend(screen)
            case Bars():
                yield from bar_lines(screen, block)


def _heading(screen: Screen, heading: Heading) -> Iterator[str]:
    """An empty line and a rule with the name and what it shows."""
    rule = "-" if screen.ascii else "─"
    head = screen.span(f"{rule * 2} {heading.name} ", "bold")
    room = screen.width - width(head.text)
    about = screen.span(f"{rule} {heading.about} " if heading.about else "", "dim")
    note = screen.clipped(about, room, middle=False, items=True)
    line = Span(rule * max(0, room - width(note.text)), "dim")
    yield ""
    yield screen.draw((head, note, line))


def _paragraph(screen: Screen, paragraph: Paragraph) -> Iterator[str]:
    """The text broken at spaces, later lines indented."""
    indent = line = ""
    for word in printable(paragraph.text, ascii_only=screen.ascii).split(" "):
        word = clip(word, max(4, screen.width - len(_HANG)), mark=screen.ellipsis)
        longer = f"{line} {word}" if line else word
        if line and width(indent + longer) > screen.width:
            yield screen.draw((Span(indent), Span(line, paragraph.paint)))
            indent, line = _HANG, word
        else:
            line = longer
    yield screen.draw((Span(indent), Span(line, paragraph.paint)))


def _heat_legend(screen: Screen) -> Iterator[str]:
    """What explains the shades or the marks (in tenths of the maximum)."""
    if not screen.colour:
        yield from _paragraph(screen, Paragraph(HEAT_MARKS, ""))
        return
    spans = [screen.heat(f" {name}", share) for name, share in HEAT_SWATCHES]
    room = screen.width - sum(width(span.text) for span in spans)
    yield screen.draw(
        [*spans, screen.clipped(screen.span(f"  {HEAT_ABOUT}", "dim"), room, middle=False)]
    )


def fitting(screen: Screen, columns: Sequence[Column], rows: Sequence[Row]) -> list[int]:
    """Return the indexes of the columns that fit the screen, once shrinkable ones are shortened."""
    wide = natural_widths(screen, columns, rows)
    least = [_least(column, w) for column, w in zip(columns, wide, strict=True)]
    kept = list(range(len(columns)))
    while kept and sum(least[i] + GAP for i in kept) - GAP > screen.width:
        goes = max(kept, key=lambda i: columns[i].drop)
        if not columns[goes].drop:
            break
        kept = [i for i in kept if columns[i].drop != columns[goes].drop]
    return kept


def _least(column: Column, wide: int) -> int:
    return min(wide, _READABLE[column.shrink]) if column.shrink else wide


def natural_widths(screen: Screen, columns: Sequence[Column], rows: Sequence[Row]) -> list[int]:
    """Return the width that each column would like to have."""
    wide = [width(screen.span(column.title).text) for column in columns]
    for row in rows:
        wide = [max(w, width(cell.text)) for w, cell in zip(wide, row, strict=True)]
    return wide


def _table(screen: Screen, table: Table) -> Iterator[str]:
    kept = fitting(screen, table.columns, table.rows)
    columns = [table.columns[i] for i in kept]
    rows = [[row[i] for i in kept] for row in table.rows]
    wide = _shrunk(screen, columns, natural_widths(screen, columns, rows))
    yield screen.draw(
        _joined(screen, columns, wide, [screen.span(c.title, "dim") for c in columns])
    )
    for number, cells in enumerate(rows):
        yield screen.draw(_joined(screen, columns, wide, cells))
        if table.below:
            yield screen.draw([screen.clipped(table.below[number], screen.width, middle=False)])


def _shrunk(screen: Screen, columns: Sequence[Column], wide: list[int]) -> list[int]:
    """Widths that fit, if shortening can do it: first to what is readable, then further."""
    wide = list(wide)
    excess = sum(wide) + GAP * (len(wide) - 1) - screen.width
    stages = [(2, _READABLE[2]), (1, _READABLE[1]), (2, _NARROWEST), (1, _NARROWEST)]
    for shrink, least in stages:
        able = [i for i, c in enumerate(columns) if c.shrink == shrink]
        while excess > 0 and any(wide[i] > least for i in able):
            wide[max(able, key=lambda i: wide[i])] -= 1
            excess -= 1
    return wide


def _cut(screen: Screen, column: Column, cell: Span, room: int) -> Span:
    middle = not (column.tail or column.items)
    return screen.clipped(cell, room, middle=middle, items=column.items)


def _joined(
    screen: Screen, columns: Sequence[Column], wide: Sequence[int], cells: Row
) -> Iterator[Span]:
    used = 0
    for column, columns_wide, cell in zip(columns, wide, cells, strict=True):
        room = min(columns_wide, screen.width - used)
        if room <= 0:
            return
        yield padded(_cut(screen, column, cell, room), room, column.align)
        gap = min(GAP, screen.width - used - room)
        yield Span(" " * gap)
        used += room + gap


def _matrix(screen: Screen, grid: Matrix, *, least: int = 6, most: int = 12) -> Iterator[str]:
    """The matrix in as many blocks side by side, one below another, as the width needs.

    A column is as wide as its cells and between *least* and *most*; longer headings take several
    lines.
    """
    extra_widths = _extra_widths(grid)
    extra_room = sum(extra_widths)
    cell_width = max([least, *(width(c.text) for row in grid.cells for c in row)])
    needed = len(grid.columns) * (cell_width + 1) + extra_room
    first = max([width(grid.corner), *(width(row.text) for row in grid.rows)])
    first = min(first, max(_NARROWEST, screen.width // 3, screen.width - needed))
    room = screen.width - first
    cell_width = _cell_width(grid, room, cell_width, most)
    a_block = max(1, room // (cell_width + 1))
    starts = list(range(0, len(grid.columns), a_block))
    for start in starts:
        stop = min(len(grid.columns), start + a_block)
        fits = extra_room <= room - (stop - start) * (cell_width + 1)
        extras = (
            list(zip(extra_widths, grid.extras, strict=True)) if stop == len(grid.columns) else []
        )
        if start:
            yield ""
        yield from _block(
            screen, grid, range(start, stop), first, cell_width, extras if fits else []
        )
        if extras and not fits:
            yield ""
            yield from _block(screen, grid, range(0), first, cell_width, extras)


def _cell_width(grid: Matrix, room: int, least: int, most: int) -> int:
    """The widest cell that its heading has use for and that costs no further block."""
    number = max(1, len(grid.columns))
    whole = max(least, min(2 * most, max(map(width, grid.columns), default=0)))
    if number * (whole + 1) + sum(_extra_widths(grid)) <= room:
        return whole
    wanted = max(least, min(most, max(map(_heading_width, grid.columns), default=0)))
    blocks = -(-number // max(1, room // (least + 1)))
    return max(least, min(wanted, room // -(-number // blocks) - 1))


def _extra_widths(grid: Matrix) -> list[int]:
    """What the extra columns take, with their gaps."""
    return [
        max([width(title), *(width(cell.text) for cell in cells)]) + GAP
        for title, cells in grid.extras
    ]


def _heading_width(name: str) -> int:
    return max((width(part) for part in _parts(name)), default=0)


def _parts(name: str) -> list[str]:
    """Pieces that a long heading may be broken into, after separators."""
    parts, part = [], ""
    for character in name:
        part += character
        if character in "-/_:. ":
            parts.append(part)
            part = ""
    return [*parts, part] if part else parts


def wrapped_heading(screen: Screen, name: str, columns: int, lines: int = 3) -> list[str]:
    """Return a heading in at most *lines* lines of at most *columns*."""
    text = screen.span(name).text
    if width(text) <= columns:
        return [text]
    out = [""]
    for part in _parts(text):
        if out[-1] and width(out[-1] + part.rstrip()) > columns:
            out.append("")
        out[-1] += part
    out = [line.rstrip() for line in out]
    if len(out) <= lines and all(width(line) <= columns for line in out):
        return out
    short = screen.clipped(Span(text), columns * lines, middle=True).text
    return [short[i : i + columns] for i in range(0, len(short), columns)][:lines]


def _block(
    screen: Screen,
    grid: Matrix,
    span: range,
    first: int,
    cell_width: int,
    extras: Sequence[tuple[int, tuple[str, Row]]],
) -> Iterator[str]:
    heads = [wrapped_heading(screen, grid.columns[i], cell_width) for i in span]
    if grid.tags:
        heads = [
            [*head, grid.tags[i]] if grid.tags[i] else head
            for i, head in zip(span, heads, strict=True)
        ]
    tall = max((len(head) for head in heads), default=1)
    for line in range(tall):
        last = line == tall - 1
        corner = screen.span(grid.corner if last else "", "dim")
        spans = [padded(screen.clipped(corner, first), first)]
        for head in heads:
            text = ["", *([""] * (tall - len(head))), *head][line + 1]
            spans += [Span(" "), padded(screen.span(text, "name"), cell_width, ">")]
        for wide, (title, _) in extras:
            spans.append(padded(screen.span(" " * GAP + title if last else "", "dim"), wide))
        yield screen.draw(spans)
    for number, row in enumerate(grid.rows):
        spans = [padded(screen.clipped(row, first), first)]
        for i in span:
            spans += [Span(" "), padded(grid.cells[number][i], cell_width, ">")]
        for wide, (_, cells) in extras:
            spans += [Span(" " * GAP), padded(cells[number], wide - GAP)]
        yield screen.draw(spans)
