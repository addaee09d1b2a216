"""A style sheet cut into its top-level rules, so that those an edit leaves alone are read once."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARKS = re.compile(
    r"""/\*.*?\*/                                   # a comment
      | "(?:[^"\\\n\r\f]|\\.)*" | '(?:[^'\\\n\r\f]|\\.)*'
      | \\.
      | url\(\s*(?:[^"'()\\\s][^"'()\\]*)?\)        # an address without quotes
      | url\(\s*[^"'\s]                             # one that is not so simple
      | [][(){};]
      | /\* | ["'\\] | <!-- | --> | \x00            # what is not so simple: half a string or comment
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_OPEN = {"(": ")", "[": "]", "{": "}"}
_UNCLEAR = frozenset({"/*", '"', "'", "\\", "<!--", "-->", "\x00"})
_NOT_SIMPLE = re.compile(r"@import|@layer\s*\{|@charset|@namespace|[\r\f]", re.IGNORECASE)
_START = re.compile(r"(?:\s+|/\*.*?\*/)*", re.DOTALL)


def pieces(css: str) -> list[str] | None:
    """Return texts that make up *css*, each one top-level rule with what stands before it.

    None where this simple way to find the rules' ends might differ from a tokeniser's: unbalanced
    brackets, unclosed strings, `@import`. Lines are told apart by \\n alone.
    """
    if _NOT_SIMPLE.search(css):
        return None
    ends = _ends(css)
    if ends is None:
        return None
    starts = [0, *ends[:-1]] if ends else []
    return [css[start:end] for start, end in zip(starts, ends, strict=True)]


def _ends(css: str) -> list[int] | None:
    ends: list[int] = []
    closing: list[str] = []
    start = 0
    for mark in _MARKS.finditer(css):
        found = mark.group()
        if found in _OPEN:
            if found == "{" and closing and closing[-1] != "}":
                return None
            closing.append(_OPEN[found])
        elif found in ")]}":
            if not closing or closing.pop() != found:
                return None
            if found == "}" and not closing:
                ends.append(mark.end())
                start = mark.end()
        elif found == ";":
            if not closing and _is_at_rule(css, start):
                ends.append(mark.end())
                start = mark.end()
        elif found in _UNCLEAR or (found[:1] in "uU" and found[-1] != ")"):
            return None
    if closing:
        return None
    if _START.fullmatch(css, start) is None:
        return None  # a rule without a block
    return [*ends, len(css)] if start < len(css) else ends


def _is_at_rule(css: str, start: int) -> bool:
    found = _START.match(css, start)
    return found is not None and css.startswith("@", found.end())


def lines_before(texts: list[str]) -> Iterator[int]:
    """Yield for each piece how many lines come before it."""
    line = 0
    for text in texts:
        yield line
        line += text.count("\n")
