"""Blocks as Markdown, as code hosts show it: in the summary of a CI job, in a comment, in a README."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .axis import bar_lines
from .blocks import Bars, Block, Heading, HeatLegend, Label, Matrix, Paragraph, Span, Table
from .printable import printable, spaced
from .screen import HEAT_MARKS, Screen

_BARS = Screen(width=78, colour=False)
# All that begins something in Markdown or HTML, or makes a link of plain text.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&@$]|(?<=:)//|(?<=www)\.", re.IGNORECASE)
# Mentions, numbers of issues and addresses of mail are looked for once references are read: what
# follows the sign is set off by a space without width.
_CALLING = re.compile(r"&#64;(?=\w)|&#35;(?=\d+\b)")


def markdown(title: str, blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of a document. Every text in it is plain text, whatever it contains."""
    yield f"# {_plain(title)}"
    for block in blocks:
        match block:
            case Heading():
                yield from ("", f"## {_plain(block.name)}", "")
                if block.about:
                    yield from (f"*{_plain(block.about)}*", "")
            case Label():
                yield from ("", f"**{_plain(block.name)}**", "") if block.name else ("",)
            case Paragraph():
                yield from ("", _plain(block.text))
            case Table():
                titles = [column.title for column in block.columns]
                yield from _table(titles, [c.align for c in block.columns], block.rows)
            case Matrix():
                yield from _matrix(block)
            case HeatLegend():
                yield from ("", _plain(HEAT_MARKS))
            case Bars():
                yield from _fenced(list(bar_lines(_BARS, block)))


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    """Lines as they are, in a fence that none of them can end."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}text", *lines, fence)


def _matrix(grid: Matrix) -> Iterator[str]:
    tags = grid.tags or [""] * len(grid.columns)
    names = [f"{name} {tag}" for name, tag in zip(grid.columns, tags, strict=True)]
    titles = [grid.corner, *names, *(title for title, _ in grid.extras)]
    rows = [
        [name, *cells, *(extra[number] for _, extra in grid.extras)]
        for number, (name, cells) in enumerate(zip(grid.rows, grid.cells, strict=True))
    ]
    aligned = ["<", *(">" for _ in grid.columns), *("<" for _ in grid.extras)]
    yield from _table(titles, aligned, rows)


def _table(
    titles: Sequence[str], aligned: Sequence[str], rows: Iterable[Sequence[Span]]
) -> Iterator[str]:
    yield f"| {' | '.join(map(_plain, titles))} |"
    yield "|" + "|".join("---:" if align == ">" else "---" for align in aligned) + "|"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(span: Span) -> str:
    if span.paint == "graph":
        return _escaped(span.text).replace(" ", "&nbsp;")
    return _escaped(spaced(span.text))


def _plain(text: str) -> str:
    """One line of plain text; what would begin a list, a rule or a heading does not."""
    line = _escaped(spaced(printable(text)))
    return re.sub(r"^([-+=]|\d+(?=[.)]))", lambda m: f"&#8203;{m[0]}", line)


def _escaped(text: str) -> str:
    return _CALLING.sub(r"\g<0>&#8203;", _SPECIAL.sub(_reference, text))


def _reference(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in found[0])
