"""Selectors without what only happens while somebody uses the page: `:hover`, `::placeholder` …

A rule for a state applies to no element of a page at rest. Without the state, its selector says which
elements it is for; the states say when.
"""

from __future__ import annotations

from functools import lru_cache

from ..page import Element, Page
from ..page.tokens import Token, Tokens, is_literal, significant, split, text, tokenise

_STATES = frozenset(
    "hover focus focus-visible focus-within active visited link target user-invalid user-valid "
    "popover-open fullscreen playing paused autofill -webkit-autofill placeholder-shown open "
    "modal checked invalid valid".split()
)
_OLD_PSEUDO_ELEMENTS = frozenset(("before", "after", "first-letter", "first-line"))
_COMBINATORS = frozenset(">+~")


@lru_cache(maxsize=2048)
def bare(selector: str) -> tuple[str, frozenset[str]]:
    """Return a selector list without states and pseudo-elements, and the names of those."""
    names: set[str] = set()
    parts = [_bare(part, names) for part in split(tokenise(selector))]
    return ", ".join(part for part in parts if part), frozenset(names)


def bare_selection(page: Page, selector: str) -> list[Element]:
    """Return the elements that a selector is for, whatever their state; [] for one that is invalid."""
    try:
        return page.select(bare(selector)[0])
    except ValueError:
        return []


def _bare(tokens: Tokens, names: set[str]) -> str:
    kept: list[Token] = []
    position = 0
    while position < len(tokens):
        skipped = _state_at(tokens, position, names)
        if skipped and _starts_compound(kept) and _ends_compound(tokens, position + skipped):
            kept += tokenise("*")
        if not skipped:
            kept.append(tokens[position])
        position += skipped or 1
    return text(kept)


def _state_at(tokens: Tokens, position: int, names: set[str]) -> int:
    """Return how many tokens a state or pseudo-element at *position* takes up, 0 for none."""
    if not is_literal(tokens[position], ":"):
        return 0
    double = position + 1 < len(tokens) and is_literal(tokens[position + 1], ":")
    at = position + 1 + double
    if at >= len(tokens) or tokens[at].type not in ("ident", "function"):
        return 0
    token = tokens[at]
    name = token.lower_value if token.type == "ident" else token.lower_name
    stateful = name in _STATES or double or name in _OLD_PSEUDO_ELEMENTS
    if token.type == "function" and not double:
        stateful = _mentions_state(token.arguments)
        name = text([token])
    if not stateful:
        return 0
    names.add(name)
    return at + 1 - position


def _mentions_state(tokens: Tokens) -> bool:
    words = significant(tokens)
    return any(
        is_literal(first, ":") and second.type == "ident" and second.lower_value in _STATES
        for first, second in zip(words, words[1:], strict=False)
    )


def _starts_compound(kept: list[Token]) -> bool:
    return not kept or kept[-1].type == "whitespace" or _is_combinator(kept[-1])


def _ends_compound(tokens: Tokens, position: int) -> bool:
    """Whether nothing, a blank or a combinator follows (another state is looked at in its turn)."""
    if position >= len(tokens):
        return True
    return tokens[position].type == "whitespace" or _is_combinator(tokens[position])


def _is_combinator(token: Token) -> bool:
    return bool(token.type == "literal" and token.value in _COMBINATORS)
