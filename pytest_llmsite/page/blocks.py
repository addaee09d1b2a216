"""What stands in a block of CSS: declarations and nested rules (CSS Syntax 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .properties import OTHER, PROPERTIES
from .rules import Setting, Value
from .shorthands import SHORTHANDS, canonical, expand, longhands_of
from .tokens import (
    Token,
    Tokens,
    content,
    ident,
    is_literal,
    significant,
    text,
    tokenise,
    well_formed,
)

Report = Callable[[str, int, str], None]  # code, line, message


def trimmed(tokens: Tokens) -> list[Token]:
    """Drop white space and comments at both ends."""
    kept = list(tokens)
    while kept and kept[-1].type in ("whitespace", "comment"):
        kept.pop()
    start = 0
    while start < len(kept) and kept[start].type in ("whitespace", "comment"):
        start += 1
    return kept[start:]


def extent(tokens: Tokens, at: int) -> tuple[int, list[Token] | None]:
    """Return where the rule that starts at *at* ends, and its block if it has one."""
    keyword = tokens[at].type == "at-keyword"
    for index in range(at, len(tokens)):
        token = tokens[index]
        if token.type == "{} block":
            return index + 1, token.content
        if keyword and is_literal(token, ";"):
            return index + 1, None
    return len(tokens), None


def ends_rule(tokens: Tokens, end: int) -> bool:
    return end > 0 and is_literal(tokens[end - 1], ";")


@dataclass(frozen=True, slots=True)
class Nested:
    """A rule inside of a block: its prelude (or at-keyword and prelude), and its block."""

    tokens: list[Token]
    block: list[Token] | None


@dataclass(frozen=True, slots=True)
class Broken:
    line: int
    message: str


def items(tokens: Tokens) -> Iterator[Setting | Nested | Broken]:
    """Yield the declarations and rules of a block (CSS Syntax 3, "consume a block's contents")."""
    at = 0
    count = len(tokens)
    while at < count:
        token = tokens[at]
        if token.type in ("whitespace", "comment") or is_literal(token, ";"):
            at += 1
            continue
        if token.type == "at-keyword":
            end, block = extent(tokens, at)
            last = end - 1 if block is not None or ends_rule(tokens, end) else end
            yield Nested(list(tokens[at:last]), block)
            at = end
            continue
        end = at
        while end < count and not is_literal(tokens[end], ";"):
            end += 1
        setting = _declaration(tokens[at:end])
        if setting is not None:
            yield setting
            at = end
            continue
        for index in range(at, end):
            if tokens[index].type == "{} block":
                yield Nested(trimmed(tokens[at:index]) or [tokens[index]], tokens[index].content)
                at = index + 1
                break
        else:
            words = text(tokens[at:end])[:80]
            yield Broken(token.source_line, f"neither a declaration nor a rule: {words}")
            at = end


def _declaration(tokens: Tokens) -> Setting | None:
    """Read `name: value`, or None when it is none (it may be a nested rule)."""
    name = tokens[0]
    if name.type != "ident":
        return None
    at = 1
    while at < len(tokens) and tokens[at].type in ("whitespace", "comment"):
        at += 1
    if at >= len(tokens) or not is_literal(tokens[at], ":"):
        return None
    value = trimmed(tokens[at + 1 :])
    important = False
    if value and ident(value[-1]) == "important":
        rest = trimmed(value[:-1])
        if rest and is_literal(rest[-1], "!"):
            important, value = True, trimmed(rest[:-1])
    custom = name.value.startswith("--")
    if not custom and any(token.type == "{} block" for token in value):
        return None
    return Setting(
        name.value if custom else name.lower_value, tuple(value), important, name.source_line
    )


def has_substitution(tokens: Tokens) -> bool:
    """Whether a value holds var() or env(), which are replaced before the value is read."""
    for token in tokens:
        if token.type == "function" and token.lower_name in ("var", "env"):
            return True
        inner = content(token)
        if inner and has_substitution(inner):
            return True
    return False


def resolved(setting: Setting, quirks: bool, report: Report | None = None) -> Setting:
    """Fill in what a declaration sets; nothing when a browser would drop it."""
    name = setting.name
    if name.startswith("--"):
        if name != "--" and well_formed(setting.tokens):
            setting.values = ((name, Value(setting.tokens, setting)),)
        return setting
    name = canonical(name)
    if has_substitution(setting.tokens):
        if name in PROPERTIES:
            setting.values = ((name, Value(setting.tokens, setting, pending=True)),)
        elif name in SHORTHANDS or name == "all":
            value = Value(setting.tokens, setting, pending=True)
            setting.values = tuple((longhand, value) for longhand in longhands_of(name))
        return setting
    tokens = significant(setting.tokens)
    longhands = expand(name, _quirky(name, tokens) if quirks else tokens) if tokens else None
    if longhands is not None:
        setting.values = tuple(
            (longhand, Value(value, setting)) for longhand, value in longhands.items()
        )
    elif report is not None and name not in OTHER:
        known = name in PROPERTIES or name in SHORTHANDS
        code = "invalid-value" if known else "unknown-property"
        report(code, setting.line, f"{setting.name}: {setting.text[:80]}")
    return setting


_QUIRKY_LENGTHS = frozenset(
    "border-spacing bottom font-size height left letter-spacing margin margin-bottom margin-left "
    "margin-right margin-top max-height max-width min-height min-width padding padding-bottom "
    "padding-left padding-right padding-top right text-indent top vertical-align width word-spacing "
    "border-bottom-width border-left-width border-right-width border-top-width border-width".split()
)


_QUIRKY_COLOURS = frozenset(
    "background-color border-color border-bottom-color border-left-color border-right-color "
    "border-top-color color".split()
)


def _hashed(token: Token) -> Token:
    digits = text([token]) if token.type in ("number", "dimension", "ident") else ""
    if token.type == "number":
        digits = digits.rjust(6, "0")
    if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        return token
    return tokenise(f"#{digits}")[0]


def _quirky(name: str, tokens: list[Token]) -> list[Token]:
    """Add the unit or the hash that quirks mode forgives (Quirks Mode Standard, 3.1 and 3.2)."""
    if name in _QUIRKY_COLOURS:
        return [_hashed(token) for token in tokens]
    if name not in _QUIRKY_LENGTHS:
        return tokens
    return [
        tokenise(f"{token.representation}px")[0] if token.type == "number" else token
        for token in tokens
    ]
