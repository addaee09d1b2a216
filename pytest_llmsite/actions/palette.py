"""The colours in a value, and the brief's palette to compare them with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from ..page import Colour
from ..page.colour_syntax import FUNCTIONS, parse, parse_hex
from ..page.rules import url_of
from ..page.tokens import Token, Tokens, content, significant, split, tokenise

_ALPHA_TOLERANCE = 0.02
_HEX_IN_SVG = re.compile(r"#([0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
_NO_COLOUR = frozenset(("transparent", "currentcolor"))


@dataclass(frozen=True, slots=True)
class Role:
    """One role of the palette."""

    name: str
    old: Colour
    new: Colour

    def concerns(self, colour: Colour) -> bool:
        """Whether a colour is this role's old or new one, at any alpha."""
        return colour.same_rgb(self.old) or colour.same_rgb(self.new)

    def wanted(self, colour: Colour) -> Colour:
        """Return the new colour with the alpha of *colour*."""
        return Colour(self.new.r, self.new.g, self.new.b, colour.alpha)


def roles(brief: Mapping[str, Any]) -> tuple[Role, ...]:
    """Return the roles of `[apply-colours]`."""
    return tuple(
        Role(name, colour(role["old"]), colour(role["new"]))
        for name, role in brief["roles"].items()
    )


@lru_cache(maxsize=256)
def colour(text: str) -> Colour:
    """Return a colour as the brief writes it. Raises ValueError for what is none."""
    found = colours_in(significant(tokenise(text)))
    if len(found) != 1:
        raise ValueError(f"{text!r} is not a colour")
    return found[0]


def equal(first: Colour, second: Colour) -> bool:
    """Whether two colours are the same, alpha within 0.02."""
    return first.same_rgb(second) and abs(first.alpha - second.alpha) <= _ALPHA_TOLERANCE


def colours_in(tokens: Tokens) -> list[Colour]:
    """Return the colours of a value in order: of gradients, shadows, and SVG in data addresses too."""
    found: list[Colour] = []
    for token in tokens:
        address = url_of(token) if token.type in ("url", "function") else None
        if address is not None:
            found += _in_address(address)
        elif token.type in ("hash", "ident") or _is_colour(token):
            parsed = None if _blank(token) else parse(token)
            if parsed is not None:
                found.append(parsed)
        else:
            inner = content(token)
            if inner:
                found += colours_in(inner)
    return found


def _is_colour(token: Token) -> bool:
    return token.type == "function" and token.lower_name in FUNCTIONS


def _blank(token: Token) -> bool:
    return token.type == "ident" and token.lower_value in _NO_COLOUR


def _in_address(address: str) -> Iterator[Colour]:
    """Yield the hex colours of an SVG that is written into the style sheet."""
    if address[:18].lower() != "data:image/svg+xml":
        return
    for match in _HEX_IN_SVG.finditer(unquote(address)):
        found = parse_hex(match[1])
        if found is not None:
            yield found


@lru_cache(maxsize=4096)
def colours_of(value: str) -> tuple[Colour, ...]:
    """Return the colours of a value that is given as text."""
    return tuple(colours_in(significant(tokenise(value))))


@lru_cache(maxsize=4096)
def triple_of(value: str) -> Colour | None:
    """Return the colour of a bare "r, g, b" or "r g b" (with an alpha or not), or None."""
    tokens = significant(tokenise(value))
    parts: Sequence[Token] = [part[0] for part in split(tokens) if len(part) == 1]
    if len(parts) == 1 or len(parts) * 2 - 1 != len(tokens):
        parts = tokens
    if len(parts) != 3 or any(part.type != "number" for part in parts):
        return None
    r, g, b = (part.value for part in parts)
    return Colour(r / 255, g / 255, b / 255) if all(0 <= v <= 255 for v in (r, g, b)) else None
