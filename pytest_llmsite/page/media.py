"""Media queries (level 5) and @supports conditions, evaluated for a viewport.

What is assumed of the device: a screen with a mouse, light scheme, no preference for less motion, one
device pixel a CSS pixel; 1 em in a query is 16 px. Anything that cannot be read is false, as "unknown"
counts as not matching.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TypeAlias

from . import calc
from .properties import ALIASES, LOGICAL, OTHER, PROPERTIES
from .shorthands import SHORTHANDS, expand
from .tokens import Token, Tokens, ident, is_literal, significant, split, well_formed

Truth: TypeAlias = bool | None  # None: unknown (CSS Media Queries 5, 3.1)

_DISCRETE = {
    "orientation": "",  # from the viewport
    "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference",
    "prefers-reduced-transparency": "no-preference",
    "prefers-reduced-data": "no-preference",
    "prefers-contrast": "no-preference",
    "forced-colors": "none",
    "inverted-colors": "none",
    "hover": "hover",
    "any-hover": "hover",
    "pointer": "fine",
    "any-pointer": "fine",
    "scripting": "none",
    "update": "fast",
    "overflow-block": "scroll",
    "overflow-inline": "scroll",
    "display-mode": "browser",
    "scan": "progressive",
    "dynamic-range": "standard",
    "video-dynamic-range": "standard",
    "color-gamut": "srgb",
    "environment-blending": "opaque",
    "nav-controls": "back",
}
_FALSE_ALONE = frozenset(("none", "no-preference", "standard"))
_NUMBERS = {
    "color": 8.0, "color-index": 0.0, "monochrome": 0.0, "grid": 0.0, "horizontal-viewport-segments": 1.0,
    "vertical-viewport-segments": 1.0,
}  # fmt: skip
_RATIOS = frozenset(("aspect-ratio", "device-aspect-ratio"))
_LENGTHS = frozenset(
    ("width", "height", "device-width", "device-height", "inline-size", "block-size")
)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge
}  # fmt: skip
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


def matches(tokens: Tokens, width: int) -> bool:
    """Whether a media query list applies to a screen of *width* CSS pixels; an empty one does."""
    if not significant(tokens):
        return True
    return any(_query(significant(part), float(width)) for part in split(tokens))


def _query(tokens: list[Token], width: float) -> bool:
    """Evaluate `[not | only]? type [and condition]?` or a condition."""
    if not tokens or not well_formed(tokens):
        return False
    first = ident(tokens[0])
    size = _Size(width, float(calc.viewport_height(int(width))))
    if first is None or (first == "not" and len(tokens) > 1 and tokens[1].type != "ident"):
        return condition(tokens, size.feature) is True
    negated = first == "not"
    rest = tokens[1:] if first in ("not", "only") else tokens
    kind = ident(rest[0]) if rest else None
    if kind is None or kind in ("and", "or", "not", "only", "layer"):
        return False
    result: Truth = kind in ("all", "screen")
    if len(rest) > 1:
        if ident(rest[1]) != "and" or any(ident(token) == "or" for token in rest[2:]):
            return False
        inner = condition(rest[2:], size.feature)
        if inner is None:
            return False
        result = result and inner
    return not result if negated else bool(result)


def condition(tokens: Tokens, test: Callable[[Token], Truth]) -> Truth:
    """Evaluate `not`, `and`, `or` and brackets over leaves, in three-valued logic."""
    tokens = significant(tokens)
    if not tokens:
        return None
    if ident(tokens[0]) == "not":
        if len(tokens) != 2:
            return None
        inner = _in_brackets(tokens[1], test)
        return None if inner is None else not inner
    joint = {ident(token) for token in tokens[1::2]}
    if len(tokens) % 2 == 0 or len(joint) > 1 or not joint <= {"and", "or"}:
        return None
    values = [_in_brackets(token, test) for token in tokens[::2]]
    if joint == {"or"}:
        return True if True in values else None if None in values else False
    return False if False in values else None if None in values else True


def _in_brackets(token: Token, test: Callable[[Token], Truth]) -> Truth:
    if token.type == "() block":
        inner = significant(token.content)
        if inner and (inner[0].type in ("() block", "function") or ident(inner[0]) == "not"):
            return condition(inner, test)
    return test(token)


class _Size:
    """Leaves of a media or size query, for one width and height."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.scale = calc.Scale(width=width, height=height)

    def feature(self, token: Token) -> Truth:
        if token.type != "() block":
            return None
        tokens = _joined_operators(significant(token.content))
        comparisons = [index for index, part in enumerate(tokens) if isinstance(part, str)]
        if comparisons:
            return self._range(tokens, comparisons)
        name = ident(tokens[0]) if tokens else None
        if name is None:
            return None
        if len(tokens) == 1:
            return self._alone(name)
        if len(tokens) < 3 or not is_literal(tokens[1], ":"):
            return None
        return self._compared(name, tokens[2:])

    def _alone(self, name: str) -> Truth:
        if name in _DISCRETE:
            return _DISCRETE[name] not in _FALSE_ALONE
        value = self._actual(name)
        return None if value is None else value != 0

    def _compared(self, name: str, value: list[Token]) -> Truth:
        if name in _DISCRETE:
            wanted = ident(value[0]) if len(value) == 1 else None
            if name == "orientation":
                return wanted == ("portrait" if self.height >= self.width else "landscape")
            return wanted == _DISCRETE[name]
        compare: Callable[[float, float], bool] = operator.eq
        if name.startswith("-webkit-"):
            name = name.removeprefix("-webkit-").replace("device-pixel-ratio", "resolution-number")
        for prefix, limit in (("min-", operator.ge), ("max-", operator.le)):
            if name.startswith(prefix):
                name, compare = name.removeprefix(prefix), limit
        actual, wanted_number = self._actual(name), self._value(name, value)
        if actual is None or wanted_number is None:
            return None
        return bool(compare(actual, wanted_number))

    def _range(self, tokens: list[Token | str], at: list[int]) -> Truth:
        """Evaluate `width >= 600px`, `400px < width` or `400px <= width < 800px`."""
        parts = [tokens[: at[0]]]
        for start, end in zip(at, [*at[1:], len(tokens)], strict=True):
            parts.append(tokens[start + 1 : end])
        signs = [str(tokens[index]) for index in at]
        middle = len(parts) == 3
        if len(parts) > 3 or not all(parts):
            return None
        if middle and (signs[0][0] != signs[1][0] or signs[0] == "="):
            return None
        place = (
            1 if middle or ident(parts[0][0]) not in (_LENGTHS | _RATIOS | {"resolution"}) else 0
        )
        name = ident(parts[place][0])
        actual = self._actual(name) if name and len(parts[place]) == 1 else None
        if name is None or actual is None:
            return None
        for index, sign in enumerate(signs):
            other, facing = (
                (parts[index], _MIRROR[sign]) if index < place else (parts[index + 1], sign)
            )
            wanted = self._value(name, other)
            if wanted is None:
                return None
            if not _COMPARE[facing](actual, wanted):
                return False
        return True

    def _actual(self, name: str) -> float | None:
        if name in ("width", "device-width", "inline-size"):
            return self.width
        if name in ("height", "device-height", "block-size"):
            return self.height
        if name in _RATIOS:
            return self.width / self.height
        if name in ("resolution", "resolution-number"):
            return 1.0
        return _NUMBERS.get(name)

    def _value(self, name: str, tokens: list[Token]) -> float | None:
        if name in _RATIOS:
            numbers = [calc.number(token) for token in tokens[::2]]
            if len(tokens) == 1 and numbers[0] is not None:
                return numbers[0]
            if len(tokens) == 3 and is_literal(tokens[1], "/") and None not in numbers:
                return (numbers[0] or 0.0) / numbers[1] if numbers[1] else None
            return None
        if len(tokens) != 1:
            return None
        if name in _LENGTHS:
            return calc.px(tokens[0], self.scale)
        if name == "resolution":
            found = calc.quantity(tokens[0], calc.Terms())
            return found.get("dppx") if found else None
        return calc.number(tokens[0])


def size_feature(token: Token, width: float, height: float) -> Truth:
    """Evaluate one feature of a container query against a container's size."""
    return _Size(width, height).feature(token)


def _joined_operators(tokens: list[Token]) -> list[Token | str]:
    """Replace comparison delimiters (`<`, `=`: two tokens) by strings."""
    result: list[Token | str] = []
    for token in tokens:
        sign = token.value if token.type == "literal" else ""
        if sign in ("<=", ">="):
            result.append(sign)
        elif sign == "=" and result and result[-1] in ("<", ">"):
            result[-1] = f"{result[-1]}="
        elif sign in ("<", ">", "="):
            result.append(sign)
        else:
            result.append(token)
    return result


def supports(tokens: Tokens, selector: Callable[[Tokens], bool]) -> bool:
    """Evaluate an @supports condition; *selector* says whether a selector can be read."""

    def leaf(token: Token) -> Truth:
        if token.type == "function":
            if token.lower_name == "selector":
                return selector(token.arguments)
            return token.lower_name in ("font-tech", "font-format")
        return _supports_declaration(token) if token.type == "() block" else False

    return condition(tokens, leaf) is True


def _supports_declaration(token: Token) -> Truth:
    tokens = significant(token.content)
    if len(tokens) < 3 or tokens[0].type != "ident" or not is_literal(tokens[1], ":"):
        return False
    name, value = tokens[0].lower_value, tokens[2:]
    if name.startswith("--"):
        return True
    if len(value) > 2 and is_literal(value[-2], "!") and ident(value[-1]) == "important":
        value = value[:-2]
    name = ALIASES.get(name, name)
    name = LOGICAL.get(name, name)
    if name in PROPERTIES or name in SHORTHANDS:
        return expand(name, value) is not None
    return name in OTHER
