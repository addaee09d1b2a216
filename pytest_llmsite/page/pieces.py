"""A style sheet cut into its top-level rules, so that those an edit leaves alone are read once."""

from __future__ import annotations

import re

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
_NOT_SIMPLE = ("\r", "\f", "@charset", "@namespace")
_UNNAMED = re.compile(r"@layer\s*\{")
_IMPORT = re.compile(r"(?:\s+|/\*.*?\*/)*@import\b[^{}]*;\s*\Z", re.IGNORECASE | re.DOTALL)
_LAYERS = re.compile(r"(?:\s+|/\*.*?\*/)*(?:@layer\b[^{}]*;\s*)?\Z", re.IGNORECASE | re.DOTALL)
MOST = 1_500  # characters of a block that is read as a whole
_BLOCK = re.compile(r"@(?:layer\s+[\w.-]+|media[^{};/\"'\\]+)\s*\{", re.IGNORECASE)
_START = re.compile(r"(?:\s+|/\*.*?\*/)*", re.DOTALL)


def pieces(css: str) -> list[str] | None:
    """Return texts that make up *css*, each one top-level rule with what stands before it.

    None where this simple way to find the rules' ends might differ from a tokeniser's: unbalanced
    brackets, unclosed strings, `@import`. Lines are told apart by \\n alone.
    """
    lowered = css.lower()
    if any(word in lowered for word in _NOT_SIMPLE) or _UNNAMED.search(lowered):
        return None
    ends = _ends(css)
    if ends is None:
        return None
    starts = [0, *ends[:-1]] if ends else []
    found = [css[start:end] for start, end in zip(starts, ends, strict=True)]
    return found if "@import" not in lowered or _imports_first(found) else None


def _imports_first(texts: list[str]) -> bool:
    """Whether each piece with an `@import` stands where it counts, alone, with nothing else before it."""
    late = False
    for text in texts:
        if "@import" in text.lower():
            if late or _IMPORT.match(text) is None:
                return False
        elif _LAYERS.match(text) is None:
            late = True
    return True


MAX_KNOWN = 8_192
MOST_ALIKE = 64  # that begin alike: more take longer to tell apart than to read
_BEGINNING = 24  # characters by which a piece is looked up
_known: dict[str, set[str]] = {}  # pieces by how they begin: an edit leaves most as they were
_known_count = 0


def _ends(css: str) -> list[int] | None:
    """Return where the top-level rules end. What follows the last one is a rule without a block: None."""
    ends: list[int] = []
    start = 0
    while start < len(css):
        end = _known_end(css, start)
        if end is None:
            end = _first_end(css, start)
            if end is None:
                return None
            if end == 0:
                rest = _START.fullmatch(css, start)
                return None if rest is None else [*ends, len(css)]
            _remember(css[start:end])
        ends.append(end)
        start = end
    return ends


def _known_end(css: str, start: int) -> int | None:
    """Return where a rule ends that was met before: where one ends follows from its own text alone."""
    for piece in _known.get(css[start : start + _BEGINNING], ()):
        if css.startswith(piece, start):
            return start + len(piece)
    return None


def _remember(piece: str) -> None:
    global _known_count
    if _known_count >= MAX_KNOWN:
        _known_count = 0
        _known.clear()
    alike = _known.setdefault(piece[:_BEGINNING], set())
    if len(alike) < MOST_ALIKE:
        _known_count += 1
        alike.add(piece)


def _first_end(css: str, start: int) -> int | None:
    """Return where the rule ends that begins at *start*; 0 where none does, None where that is not simple."""
    closing: list[str] = []
    for mark in _MARKS.finditer(css, start):
        found = mark.group()
        if found in _OPEN:
            if found == "{" and closing and closing[-1] != "}":
                return None
            closing.append(_OPEN[found])
        elif found in ")]}":
            if not closing or closing.pop() != found:
                return None
            if found == "}" and not closing:
                return mark.end()
        elif found == ";":
            if not closing and _is_at_rule(css, start):
                return mark.end()
        elif found in _UNCLEAR or (found[:1] in "uU" and found[-1] != ")"):
            return None
    return None if closing else 0


def _is_at_rule(css: str, start: int) -> bool:
    found = _START.match(css, start)
    return found is not None and css.startswith("@", found.end())


def parts(css: str) -> list[tuple[str, int]] | None:
    """Return pieces, each with the number of lines before it; large blocks are cut once more.

    The rules of a block (a layer, a media query) become pieces of their own, each in a block like it.
    """
    texts = pieces(css)
    if texts is None:
        return None
    found: list[tuple[str, int]] = []
    line = 0
    for text in texts:
        found += _rules_in(text, line) if len(text) > MOST else [(text, line)]
        line += text.count("\n")
    return found


def _rules_in(block: str, line: int) -> list[tuple[str, int]]:
    before = _START.match(block)
    at = before.end() if before is not None else 0
    start = _BLOCK.match(block, at)
    if start is None or block[-1] != "}":
        return [(block, line)]
    inner = block[start.end() : -1]
    found = parts(inner)
    if not found or "@import" in inner.lower():
        return [(block, line)]
    # what comes before the rules stands in their first line
    opening = " ".join(start.group().split())
    line += block.count("\n", 0, start.end())
    return [(f"{opening}{text}}}", line + above) for text, above in found]
