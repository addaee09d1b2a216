"""Custom properties: replacing var() and env() (CSS Variables 1, Environment Variables 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from tinycss2 import ast

from .tokens import Token, Tokens, content, is_literal, significant

Lookup: TypeAlias = Callable[[str], tuple[Token, ...] | None]

MAX_TOKENS = 16_384  # about 64 KB of text; doubling bombs stop here
_ENVIRONMENT = "safe-area-inset-"


class UnresolvedError(Exception):
    """A value that is invalid at computed-value time."""


def substitute(tokens: Tokens, lookup: Lookup) -> list[Token]:
    """Return *tokens* with every var() replaced; raises UnresolvedError when one has no value."""
    result: list[Token] = []
    _substitute(tokens, lookup, result, [0])
    return result


def _substitute(tokens: Tokens, lookup: Lookup, result: list[Token], size: list[int]) -> None:
    for token in tokens:
        size[0] += 1
        if size[0] > MAX_TOKENS:
            raise UnresolvedError("too large")
        inner = content(token)
        if inner is None:
            result.append(token)
        elif token.type == "function" and token.lower_name in ("var", "env"):
            _replace(token, lookup, result, size)
        elif any(True for _ in references(inner)):
            replaced: list[Token] = []
            _substitute(inner, lookup, replaced, size)
            result.append(_copy(token, replaced))
        else:
            size[0] += len(inner)
            result.append(token)


def _replace(token: Token, lookup: Lookup, result: list[Token], size: list[int]) -> None:
    arguments = token.arguments
    terms = significant(arguments)
    named = bool(terms) and terms[0].type == "ident"
    indexed = token.lower_name == "env"  # env() may have numbers after its name
    if not named or (len(terms) > 1 and not indexed and not is_literal(terms[1], ",")):
        raise UnresolvedError("malformed var()")
    name = terms[0].value
    if token.lower_name == "env":
        if name.startswith(_ENVIRONMENT):
            result.append(ast.DimensionToken(0, 0, 0, 0, "0", "px"))
            return
        value = None
    else:
        value = lookup(name)
    if value is not None:
        size[0] += _weight(value)
        if size[0] > MAX_TOKENS:
            raise UnresolvedError("too large")
        result.extend(value)
        return
    comma = next((at for at, part in enumerate(arguments) if is_literal(part, ",")), None)
    if comma is None:
        raise UnresolvedError(f"{name} has no value")
    _substitute(arguments[comma + 1 :], lookup, result, size)


def _weight(tokens: Tokens) -> int:
    """Count tokens at all depths, as far as it matters."""
    count = 0
    stack = [tokens]
    while stack and count <= MAX_TOKENS:
        level = stack.pop()
        count += len(level)
        stack.extend(inner for token in level if (inner := content(token)))
    return count


def _copy(token: Token, inner: list[Token]) -> Token:
    line, column = token.source_line, token.source_column
    if token.type == "function":
        return ast.FunctionBlock(line, column, token.name, inner)
    if token.type == "() block":
        return ast.ParenthesesBlock(line, column, inner)
    if token.type == "[] block":
        return ast.SquareBracketsBlock(line, column, inner)
    return ast.CurlyBracketsBlock(line, column, inner)


def references(tokens: Tokens) -> Iterator[str]:
    """Yield the name of every var() at any depth, fallbacks included, and "" for every env()."""
    stack = [tokens]
    while stack:
        for token in stack.pop():
            inner = content(token)
            if inner is None:
                continue
            if token.type == "function" and token.lower_name in ("var", "env"):
                terms = significant(inner)
                named = bool(terms) and terms[0].type == "ident" and token.lower_name == "var"
                yield terms[0].value if named else ""
            stack.append(inner)
