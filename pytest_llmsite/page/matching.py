"""How compound selectors combine, and attribute selectors: functions over nodes.

A match never backtracks more than the four verdicts allow: each ancestor or sibling is visited a bounded
number of times, whatever the selector.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .dom import Node
from .tokens import Tokens, is_literal

Test: TypeAlias = Callable[[Node], bool]

# Verdicts: a match; no match here; none at any sibling further left; none at any ancestor further up.
MATCH, _HERE, _SIBLINGS, _ANCESTORS = 0, 1, 2, 3
_Verdict: TypeAlias = Callable[[Node], int]


class SelectorError(ValueError):
    """A selector that no browser would accept."""


def simple(test: Test) -> _Verdict:
    return lambda node: MATCH if test(node) else _HERE


def _descendant(test: Test, left: _Verdict) -> _Verdict:
    def verdict(node: Node) -> int:
        if not test(node):
            return _HERE
        ancestor = node.parent
        while ancestor is not None:
            found = left(ancestor)
            if found in (MATCH, _ANCESTORS):
                return found
            ancestor = ancestor.parent
        return _ANCESTORS

    return verdict


def _child(test: Test, left: _Verdict) -> _Verdict:
    def verdict(node: Node) -> int:
        if not test(node):
            return _HERE
        if node.parent is None:
            return _ANCESTORS
        found = left(node.parent)
        return found if found in (MATCH, _ANCESTORS) else _HERE

    return verdict


def _adjacent(test: Test, left: _Verdict) -> _Verdict:
    def verdict(node: Node) -> int:
        if not test(node):
            return _HERE
        if node.parent is None or node.index == 0:
            return _SIBLINGS
        return left(node.parent.children[node.index - 1])

    return verdict


def _sibling(test: Test, left: _Verdict) -> _Verdict:
    def verdict(node: Node) -> int:
        if not test(node):
            return _HERE
        if node.parent is None:
            return _SIBLINGS
        siblings = node.parent.children
        for index in range(node.index - 1, -1, -1):
            found = left(siblings[index])
            if found != _HERE:
                return found
        return _SIBLINGS

    return verdict


COMBINATORS: dict[str, Callable[[Test, _Verdict], _Verdict]] = {
    " ": _descendant,
    ">": _child,
    "+": _adjacent,
    "~": _sibling,
}


# HTML attributes whose values ignore case in selectors (HTML Standard, 4.16.2).
_CASELESS = frozenset(
    "accept accept-charset align alink axis bgcolor charset checked clear codetype color compact "
    "declare defer dir direction disabled enctype face frame hreflang http-equiv lang language link "
    "media method multiple nohref noresize noshade nowrap readonly rel rev rules scope scrolling "
    "selected shape target text type valign valuetype vlink".split()
)


def attribute(tokens: Tokens) -> tuple[str, Test]:
    """Compile the inside of `[name]`, `[name=value]`, `[name^=value i]` …"""
    while tokens and (is_literal(tokens[0], "*") or is_literal(tokens[0], "|")):
        tokens = tokens[1:]  # any namespace, or none
    if not tokens or tokens[0].type != "ident":
        raise SelectorError("expected an attribute name")
    name, lower = tokens[0].value, tokens[0].lower_value
    rest = tokens[1:]
    if not rest:
        return lower, lambda node: (lower if node.namespace == "html" else name) in node.attrs
    if (
        len(rest) not in (2, 3)
        or rest[0].type != "literal"
        or rest[1].type not in ("ident", "string")
    ):
        raise SelectorError("expected an operator and a value in an attribute selector")
    flag = rest[2].lower_value if len(rest) == 3 and rest[2].type == "ident" else ""
    if len(rest) == 3 and flag not in ("i", "s"):
        raise SelectorError("expected i or s at the end of an attribute selector")
    compare = _OPERATORS.get(rest[0].value)
    if compare is None:
        raise SelectorError(f"unknown attribute operator {rest[0].value}")
    return lower, _compared(name, lower, str(rest[1].value), compare, flag)


def _compared(
    name: str, lower: str, value: str, compare: Callable[[str, str], bool], flag: str
) -> Test:
    folded = value.lower()
    caseless = flag == "i" or (flag != "s" and lower in _CASELESS)

    def test(node: Node) -> bool:
        html = node.namespace == "html"
        actual = node.attrs.get(lower if html else name)
        if actual is None:
            return False
        if caseless and (html or flag == "i"):
            return compare(actual.lower(), folded)
        return compare(actual, value)

    return test


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda actual, value: actual == value,
    "~=": lambda actual, value: bool(value) and value in actual.split(),
    "|=": lambda actual, value: actual == value or actual.startswith(value + "-"),
    "^=": lambda actual, value: bool(value) and actual.startswith(value),
    "$=": lambda actual, value: bool(value) and actual.endswith(value),
    "*=": lambda actual, value: bool(value) and value in actual,
}
