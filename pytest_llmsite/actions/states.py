"""Selectors without what only happens while somebody uses the page: `:hover`, `::placeholder`, `.is-open`.

A rule for a state applies to no element of a page at rest. Without the state, its selector says which
elements it is for; the states say when. A class that no element has is a state that a script sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ..page import Element, Page
from ..page.tokens import Token, Tokens, is_literal, significant, split, text, tokenise
from .caching import per_page

_STATES = frozenset(
    "hover focus focus-visible focus-within active visited link target user-invalid user-valid "
    "popover-open fullscreen playing paused autofill -webkit-autofill placeholder-shown open "
    "modal checked invalid valid".split()
)
_OLD_PSEUDO_ELEMENTS = frozenset(("before", "after", "first-letter", "first-line"))
_COMBINATORS = frozenset(">+~")


@dataclass(frozen=True, slots=True)
class Target:
    """What a selector is for: *elements* of the page, in these *states*.

    *shape* is the selector with its classes unnamed, for one that is for no element at all.
    """

    elements: frozenset[Element]
    states: frozenset[str]
    shape: str


@per_page
def target(page: Page, selector: str) -> Target:
    """Return what a selector list is for on a page; no element for a selector that is invalid."""
    plain, states = _bare_list(selector, _classes(page))
    try:
        elements = page.select(plain)
    except ValueError:
        elements = []
    return Target(frozenset(elements), states, _shape(selector))


def bare_selection(page: Page, selector: str) -> list[Element]:
    """Return the elements that a selector is for, whatever their state, in document order."""
    try:
        return page.select(_bare_list(selector, _classes(page))[0])
    except ValueError:
        return []


@per_page
def _classes(page: Page) -> frozenset[str]:
    """Return the classes that elements of a page have."""
    return frozenset(name for node in page.document.nodes for name in node.classes)


@lru_cache(maxsize=4096)
def _bare_list(selector: str, classes: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Return a selector list without states and pseudo-elements, and the names of those."""
    names: set[str] = set()
    parts = [_bare(part, names, classes) for part in split(tokenise(selector))]
    return ", ".join(part for part in parts if part), frozenset(names)


@lru_cache(maxsize=4096)
def _shape(selector: str) -> str:
    tokens = tokenise(selector)
    kept = [
        token
        for index, token in enumerate(tokens)
        if not (token.type == "ident" and index and is_literal(tokens[index - 1], "."))
    ]
    return " ".join(text([token]) for token in kept if token.type != "whitespace")


def _bare(tokens: Tokens, names: set[str], classes: frozenset[str]) -> str:
    kept: list[Token] = []
    position = 0
    while position < len(tokens):
        skipped = _state_at(tokens, position, names, classes)
        if skipped and _starts_compound(kept) and _ends_compound(tokens, position + skipped):
            kept += tokenise("*")
        if not skipped:
            kept.append(tokens[position])
        position += skipped or 1
    return text(kept)


def _state_at(tokens: Tokens, position: int, names: set[str], classes: frozenset[str]) -> int:
    """Return how many tokens a state or pseudo-element at *position* takes up, 0 for none."""
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if is_literal(tokens[position], "."):
        if following is None or following.type != "ident" or following.value in classes:
            return 0
        names.add(f".{following.value}")
        return 2
    if not is_literal(tokens[position], ":"):
        return 0
    double = following is not None and is_literal(following, ":")
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
        for first, second in pairwise(words)
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
