"""Text as a terminal may be given it: no control characters, and of known width."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Other, separators that break lines, and unassigned: all can move the cursor, hide or reorder text.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LONGEST = 4000

_ASCII = {
    "–": "-",
    "—": "-",
    "−": "-",
    "─": "-",
    "━": "=",
    "│": "|",
    "├": "|",
    "┤": "|",
    "╌": "-",
    "●": "o",
    "○": "o",
    "·": "|",
    "…": "~",
    "×": "x",
    "±": "+-",
    "≥": ">=",
    "≤": "<=",
    "≈": "~",
    "→": "->",
    "◂": "<",
    "▸": ">",
    "█": "#",
    "▓": "=",
    "▒": "-",
    "░": ".",
    "▏": "|",
    "’": "'",
    "“": '"',
    "”": '"',
    "‘": "'",
    "┴": "+",
}


@lru_cache(maxsize=8192)
def _character(character: str, ascii_only: bool) -> str:
    code = ord(character)
    if 32 <= code < 127:
        return character
    kind = unicodedata.category(character)
    if kind in _UNSAFE or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return _escaped(code)
    if kind == "Zs":
        return " "
    if ascii_only and code > 126:
        return _ASCII.get(character) or _escaped(code)
    return character


def _escaped(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable(text: str, *, ascii_only: bool = False) -> str:
    """Return *text* with everything escaped that is not plainly visible (ESC becomes `\\x1b`).

    Newlines and tabs are escaped too: the result is one line. With *ascii_only* the drawing
    characters of the report get their ASCII stand-ins and all other characters are escaped.
    """
    text = text[:_LONGEST]
    if text.isascii() and text.isprintable():
        return text
    return "".join([_character(character, ascii_only) for character in text])


@lru_cache(maxsize=8192)
def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width(text: str) -> int:
    """Number of terminal columns that printable *text* takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def clip(text: str, columns: int, *, middle: bool = False, mark: str = "…") -> str:
    """Return *text* in at most *columns*, with *mark* where something was left out.

    *middle* keeps both ends, which is where names differ.
    """
    if width(text) <= columns:
        return text
    room = columns - width(mark)
    if room <= 0:
        return mark[: max(0, columns)]
    tail = room * 2 // 5 if middle else 0
    return _head(text, room - tail) + mark + (_head(text[::-1], tail)[::-1] if tail else "")


def _head(text: str, columns: int) -> str:
    taken, used = [], 0
    for character in text:
        used += _cells(character)
        if used > columns:
            break
        taken.append(character)
    return "".join(taken)


def spaced(text: str) -> str:
    """Return *text* without the spaces that align it in lines of fixed width."""
    return " ".join(text.split()).replace("[ ", "[")


def pad(text: str, columns: int, align: str = "<") -> str:
    """Return *text* filled with spaces to *columns*; *align* is `<`, `>` or `^`."""
    space = max(0, columns - width(text))
    left = {"<": 0, ">": space}.get(align, space // 2)
    return " " * left + text + " " * (space - left)
