"""Small helpers over tinycss2's component values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import tinycss2

Token: TypeAlias = Any  # a tinycss2 component value; tinycss2 ships no types
Tokens: TypeAlias = Sequence[Token]

MAX_DEPTH = 32


def tokenise(css: str) -> list[Token]:
    """Return the component values of *css*, whatever is nested deeper than 32 levels left out."""
    tokens: list[Token] = tinycss2.parse_component_value_list(css)
    prune(tokens)
    return tokens


def prune(tokens: list[Token]) -> int:
    """Empty every block nested deeper than 32 levels, in place; return how many were emptied."""
    emptied = 0
    level: list[list[Token]] = [tokens]
    for depth in range(MAX_DEPTH + 1):
        contents = [inner for tokens in level for token in tokens if (inner := content(token))]
        if depth == MAX_DEPTH:
            for inner in contents:
                inner.clear()
                emptied += 1
        level = contents
        if not level:
            break
    return emptied


def content(token: Token) -> list[Token] | None:
    """Return what a block or function holds (a live list), or None for any other token."""
    kind = token.type
    if kind == "function":
        inner: list[Token] = token.arguments
        return inner
    if kind in ("() block", "[] block", "{} block"):
        inner = token.content
        return inner
    return None


@lru_cache(maxsize=8192)
def read(css: str) -> tuple[Token, ...]:
    """Return the significant component values of a short text; kept, so not to be changed."""
    return tuple(significant(tokenise(css)))


def significant(tokens: Iterable[Token]) -> list[Token]:
    """Return *tokens* without white space and comments."""
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def is_literal(token: Token, value: str) -> bool:
    """Whether *token* is the delimiter *value*, such as a comma."""
    return bool(token.type == "literal" and token.value == value)


def split(tokens: Iterable[Token], separator: str = ",") -> list[list[Token]]:
    """Split *tokens* at a delimiter; always at least one, perhaps empty, part."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == separator:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def ident(token: Token) -> str | None:
    """Return the lower-case value of an identifier, or None for any other token."""
    return str(token.lower_value) if token.type == "ident" else None


def keyword(tokens: Tokens) -> str | None:
    """Return the one identifier that *tokens* consist of, or None."""
    return ident(tokens[0]) if len(tokens) == 1 else None


def text(tokens: Iterable[Token]) -> str:
    """Return the source text of *tokens*, comments and outer white space dropped."""
    kept = [token for token in tokens if token.type != "comment"]
    try:
        return str(tinycss2.serialize(kept)).strip()
    except (TypeError, RecursionError):  # what is no CSS has no serialisation
        return ""


def spaced(tokens: Iterable[Token]) -> str:
    """Return the text of significant tokens with a blank between them."""
    return " ".join(text([token]) for token in tokens)


def well_formed(tokens: Iterable[Token]) -> bool:
    """Whether *tokens* hold no bad string, bad url or unmatched closing bracket at any depth."""
    stack = list(tokens)
    while stack:
        token = stack.pop()
        if token.type == "error" and token.kind not in ("eof-in-string", "eof-in-url"):
            return False
        stack.extend(content(token) or ())
    return True
