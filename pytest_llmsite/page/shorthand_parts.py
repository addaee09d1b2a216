"""What expanders of shorthands have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeAlias

from .grammar import compiled, fits
from .properties import PROPERTIES, initial_tokens
from .tokens import Token, Tokens, significant, tokenise

Longhands: TypeAlias = dict[str, tuple[Token, ...]]
Expander: TypeAlias = Callable[[Tokens], Longhands | None]

SIDES = ("top", "right", "bottom", "left")


def valid(name: str, tokens: Tokens) -> bool:
    """Whether *tokens* are a value of the longhand *name*."""
    return bool(tokens) and fits(PROPERTIES[name].syntax, tokens)


@cache
def word_of(value: str) -> tuple[Token, ...]:
    return tuple(significant(tokenise(value)))


def initials(names: Iterable[str]) -> Longhands:
    return {name: initial_tokens(name) for name in names}


def sides(names: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    """Expand one to four values clockwise from the top, or one to two from the start."""
    if not 1 <= len(tokens) <= len(names):
        return None
    picks = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: (0, 1, 2, 3)}[len(tokens)]
    result = {name: (tokens[pick],) for name, pick in zip(names, picks, strict=False)}
    return result if all(valid(name, value) for name, value in result.items()) else None


def any_order(names: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    """Expand parts that may stand in any order; those left out become initial."""
    result = initials(names)
    free = list(names)
    at = 0
    while at < len(tokens):
        found = [(max(ends), name) for name in free if (ends := ends_of(name, tokens, at))]
        if not found:
            return None
        end, name = max(found, key=lambda item: (item[0], -free.index(item[1])))
        result[name] = tuple(tokens[at:end])
        free.remove(name)
        at = end
    return result if tokens else None


def ends_of(name: str, tokens: Tokens, at: int) -> frozenset[int]:
    return compiled(PROPERTIES[name].syntax)(tokens, at) - {at}
