"""Writing values as getComputedStyle writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import calc, colour_syntax
from .colour import BLACK, Colour
from .grammar import is_image
from .tokens import Token, Tokens, content, significant

_IDENT = re.compile(r"-?[A-Za-z_\u0080-\U0010ffff][\w\u0080-\U0010ffff-]*\Z|--[\w-]*\Z")


GENERIC = frozenset(
    "serif sans-serif monospace cursive fantasy system-ui ui-serif ui-sans-serif ui-monospace "
    "ui-rounded math emoji fangsong".split()
)


def number_text(value: float) -> str:
    """Return a number without needless digits, six significant ones at most."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.6g}"
    return f"{value:.6f}".rstrip("0").rstrip(".") if "e" in text else text


def string_text(value: str) -> str:
    """Return a CSS string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
    return f'"{escaped}"'


def _black() -> Colour:
    return BLACK


@dataclass(slots=True)
class Writer:
    """Serialises tokens with lengths and colours made absolute.

    `constant` turns false as soon as a value depends on the element or viewport.
    """

    scale: calc.Units
    current: Callable[[], Colour] = _black
    colours: bool = False
    cased: bool = False
    lengths: bool = False  # a plain zero is a length
    constant: bool = True

    def write(self, tokens: Tokens) -> str:
        """Return the text of *tokens*."""
        parts: list[str] = []
        for token in tokens:
            if token.type in ("whitespace", "comment"):
                continue
            if token.type == "literal" and token.value == ",":
                if parts:
                    parts[-1] += ","
                continue
            parts.append(self.token(token))
        return " ".join(parts)

    def token(self, token: Token) -> str:
        kind = token.type
        if kind == "ident":
            return self._ident(token)
        if kind == "dimension":
            return self._dimension(token)
        if kind == "number":
            return "0px" if self.lengths and token.value == 0 else number_text(token.value)
        if kind == "percentage":
            return f"{number_text(token.value)}%"
        if kind == "string":
            return string_text(token.value)
        if kind == "url":
            return f"url({string_text(token.value)})"
        if kind == "hash":
            colour = colour_syntax.parse_hex(token.value) if self.colours else None
            return colour.css if colour is not None else f"#{token.value}"
        if kind == "function":
            return self._function(token)
        if kind.endswith("block"):
            return f"{kind[0]}{self.write(token.content)}{kind[1]}"
        return str(getattr(token, "value", ""))

    def _ident(self, token: Token) -> str:
        if self.colours:
            if token.lower_value == "currentcolor":
                self.constant = False
                return self.current().css
            colour = colour_syntax.named(token.lower_value)
            if colour is not None:
                return colour.css
        return str(token.value if self.cased else token.lower_value)

    def _dimension(self, token: Token) -> str:
        unit = token.lower_unit
        if unit not in calc.LENGTH_UNITS:
            found = calc.quantity(token, calc.Terms())
            if found and set(found) <= {"s", "deg"}:
                name, value = next(iter(found.items()))
                return f"{number_text(value)}{name}"
            return f"{number_text(token.value)}{unit}"
        length = calc.px(token, self.scale)
        if unit not in ("px", "pt", "in", "cm", "mm", "pc", "q"):
            self.constant = False
        return f"{number_text(length or 0.0)}px"

    def _function(self, token: Token) -> str:
        name = token.lower_name
        if name in calc.FUNCTIONS:
            return self._maths(token)
        if self.colours and name in colour_syntax.FUNCTIONS:
            relative = mentions_current(token)
            self.constant = self.constant and not relative
            colour = colour_syntax.parse(token, self.current() if relative else BLACK)
            if colour is not None:
                return colour.css
        if name == "url":
            arguments = significant(token.arguments)
            if arguments and arguments[0].type == "string":
                return f"url({string_text(arguments[0].value)})"
        if is_image(token):
            inner = Writer(self.scale, self.current, colours=True, cased=self.cased)
            inner.lengths = "gradient" in name
            text = inner.write(token.arguments)
            self.constant = self.constant and inner.constant
            return f"{name}({text})"
        return f"{token.name}({self.write(token.arguments)})"

    def _maths(self, token: Token) -> str:
        self.constant = False
        found = calc.quantity(token, calc.Terms(self.scale))
        if found is None:
            return f"{token.lower_name}({_sum_text(self, token.arguments)})"
        return quantity_text(found)


def _sum_text(writer: Writer, tokens: Tokens) -> str:
    return writer.write(tokens)


def mentions_current(token: Token) -> bool:
    """Whether a colour depends on `currentcolor`, or on system colours that may."""
    stack = [token]
    while stack:
        each = stack.pop()
        if each.type == "ident" and each.lower_value == "currentcolor":
            return True
        stack.extend(content(each) or ())
    return False


def quantity_text(found: calc.Quantity) -> str:
    """Return a quantity: one number with its unit, or calc() over several."""
    parts = {unit: value for unit, value in found.items() if value or len(found) == 1}
    if not parts:
        return "0px"
    if len(parts) == 1:
        unit, value = next(iter(parts.items()))
        return f"{number_text(value)}{unit}"
    items = sorted(parts.items(), key=lambda item: item[0] != "%")
    text = f"{number_text(items[0][1])}{items[0][0]}"
    for unit, value in items[1:]:
        text += f" {'-' if value < 0 else '+'} {number_text(abs(value))}{unit}"
    return f"calc({text})"


def family_text(tokens: Tokens) -> str:
    """Return a font-family list: names that need it are quoted, idents joined."""
    families: list[str] = []
    words: list[str] = []

    def finish() -> None:
        if words:
            name = " ".join(words)
            generic = name.lower() if name.lower() in GENERIC else name
            families.append(generic if len(words) == 1 else string_text(name))
            words.clear()

    for token in significant(tokens):
        if token.type == "ident":
            words.append(token.value)
        elif token.type == "string":
            name = token.value
            plain = _IDENT.match(name) and name.lower() not in GENERIC
            families.append(name if plain else string_text(name))
        else:
            finish()
    finish()
    return ", ".join(families)
