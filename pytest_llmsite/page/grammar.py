"""Whether a value fits a property: matching component values against value definitions.

Syntax as in CSS Values and Units 4, section 2: juxtaposition, `&&`, `||`, `|`, `[ ]`, `? * + #`,
`{a,b}` and `name( … )`. A matcher maps a start position to the set of positions where a match can end,
so that no input makes it backtrack exponentially.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from . import calc, colour_syntax
from .tokens import Token, Tokens, significant

Ends: TypeAlias = frozenset[int]
Matcher: TypeAlias = Callable[[Tokens, int], Ends]

_NONE: Ends = frozenset()
_WORDS: dict[Matcher, str] = {}
_LEXER = re.compile(
    r"\s*(?:(?P<type><[a-z0-9-]+>)|(?P<function>[a-z0-9-]+\()|(?P<word>[a-zA-Z0-9_-]+)"
    r"|(?P<repeat>\{\d+(?:,\d*)?\}|[*+?#])|(?P<operator>\|\||&&|[|\[\])/,]))"
)
_MATHS = calc.FUNCTIONS
_IMAGES = frozenset(
    "linear-gradient radial-gradient conic-gradient repeating-linear-gradient "
    "repeating-radial-gradient repeating-conic-gradient -webkit-linear-gradient "
    "-webkit-radial-gradient -webkit-gradient -webkit-repeating-linear-gradient "
    "-webkit-repeating-radial-gradient image-set -webkit-image-set cross-fade "
    "-webkit-cross-fade url src paint".split()
)
_WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer", "default"))


@lru_cache(maxsize=1024)
def compiled(syntax: str) -> Matcher:
    """Return the matcher of a value definition."""
    return _Definition(syntax).parse()


def fits(syntax: str, tokens: Tokens) -> bool:
    """Whether all of *tokens* (significant ones only) match the definition *syntax*."""
    return len(tokens) in compiled(syntax)(tokens, 0)


class _Definition:
    """A recursive-descent reader of value definitions; they are ours, so errors are bugs."""

    def __init__(self, syntax: str) -> None:
        self.parts: list[tuple[str, str]] = []
        position = 0
        while position < len(syntax.rstrip()):
            match = _LEXER.match(syntax, position)
            if match is None or match.lastgroup is None:
                raise AssertionError(f"cannot read the value definition {syntax!r} at {position}")
            self.parts.append((match.lastgroup, match.group(match.lastgroup)))
            position = match.end()
        self.at = 0

    def parse(self) -> Matcher:
        matcher = self._alternatives()
        if self.at != len(self.parts):
            raise AssertionError(f"unexpected {self.parts[self.at]} in a value definition")
        return matcher

    def _peek(self) -> tuple[str, str]:
        return self.parts[self.at] if self.at < len(self.parts) else ("end", "")

    def _separated(self, operator: str, deeper: Callable[[], Matcher]) -> list[Matcher]:
        items = [deeper()]
        while self._peek() == ("operator", operator):
            self.at += 1
            items.append(deeper())
        return items

    def _alternatives(self) -> Matcher:
        items = self._separated("|", self._any_order)
        return items[0] if len(items) == 1 else _one_of(items)

    def _any_order(self) -> Matcher:
        items = self._separated("||", self._all_order)
        return items[0] if len(items) == 1 else _unordered(items, needed=1)

    def _all_order(self) -> Matcher:
        items = self._separated("&&", self._sequence)
        return items[0] if len(items) == 1 else _unordered(items, needed=len(items))

    def _sequence(self) -> Matcher:
        items = [self._repeated()]
        while self._peek()[0] in ("type", "function", "word") or self._peek()[1] in ("[", "/", ","):
            items.append(self._repeated())
        return items[0] if len(items) == 1 else _in_order(items)

    def _repeated(self) -> Matcher:
        matcher = self._term()
        while self._peek()[0] == "repeat":
            sign = self._peek()[1]
            self.at += 1
            if sign == "#":
                matcher = _repeat(matcher, 1, 256, comma=True)
            else:
                matcher = _repeat(matcher, *_bounds(sign), comma=False)
        return matcher

    def _term(self) -> Matcher:
        kind, value = self._peek()
        self.at += 1
        if kind == "type":
            return TYPES[value[1:-1]]
        if kind == "word":
            return _word(value)
        if kind == "function":
            inner = self._alternatives()
            self.at += 1
            return _call(value[:-1], inner)
        if value == "[":
            inner = self._alternatives()
            self.at += 1
            return inner
        return _delimiter(value)


def _bounds(sign: str) -> tuple[int, int]:
    if sign in "*+?":
        return {"*": (0, 256), "+": (1, 256), "?": (0, 1)}[sign]
    low, comma, high = sign[1:-1].partition(",")
    return int(low), int(high or 256) if comma else int(low)


def _one_of(items: list[Matcher]) -> Matcher:
    words = frozenset(_WORDS[item] for item in items if item in _WORDS)
    if len(words) > 1:  # by far the commonest kind of definition
        rest = [item for item in items if item not in _WORDS]
        either = _token(lambda token: token.type == "ident" and token.lower_value in words)
        if not rest:
            return either
        items = [either, *rest]

    def match(tokens: Tokens, at: int) -> Ends:
        return _NONE.union(*(item(tokens, at) for item in items))

    return match


def _in_order(items: list[Matcher]) -> Matcher:
    def match(tokens: Tokens, at: int) -> Ends:
        ends: Ends = frozenset((at,))
        for item in items:
            ends = _NONE.union(*(item(tokens, end) for end in ends))
            if not ends:
                break
        return ends

    return match


def _unordered(items: list[Matcher], needed: int) -> Matcher:
    """Match at least *needed* of *items*, each at most once, in any order."""

    def match(tokens: Tokens, at: int) -> Ends:
        ends: set[int] = set()
        seen = {(at, 0)}
        stack = [(at, 0)]
        while stack:
            position, used = stack.pop()
            if used.bit_count() >= needed:
                ends.add(position)
            for index, item in enumerate(items):
                if used >> index & 1:
                    continue
                for end in item(tokens, position):
                    state = (end, used | 1 << index)
                    if state not in seen:
                        seen.add(state)
                        stack.append(state)
        return frozenset(ends)

    return match


def _repeat(item: Matcher, low: int, high: int, comma: bool) -> Matcher:
    def match(tokens: Tokens, at: int) -> Ends:
        ends: set[int] = {at} if low == 0 else set()
        current: Ends = frozenset((at,))
        for count in range(1, high + 1):
            starts = current
            if comma and count > 1:
                starts = _NONE.union(*(_COMMA(tokens, start) for start in current))
            following = _NONE.union(*(item(tokens, start) for start in starts))
            if not following or (following <= ends and count > low):
                break
            if count >= low:
                ends |= following
            current = following
        return frozenset(ends)

    return match


def _token(test: Callable[[Token], bool]) -> Matcher:
    """Match one token."""

    def match(tokens: Tokens, at: int) -> Ends:
        return frozenset((at + 1,)) if at < len(tokens) and test(tokens[at]) else _NONE

    return match


def _word(word: str) -> Matcher:
    lower = word.lower()
    matcher = _token(lambda token: token.type == "ident" and token.lower_value == lower)
    _WORDS[matcher] = lower
    return matcher


def _delimiter(value: str) -> Matcher:
    return _token(lambda token: token.type == "literal" and token.value == value)


_COMMA = _delimiter(",")


def _call(name: str, inner: Matcher) -> Matcher:
    def test(token: Token) -> bool:
        if token.type != "function" or token.lower_name != name:
            return False
        arguments = significant(token.arguments)
        return len(arguments) in inner(arguments, 0)

    return _token(test)


def _maths(token: Token) -> bool:
    if token.type != "function":
        return False
    return token.lower_name == "env" or (token.lower_name in _MATHS and calc.plausible(token))


def _number(token: Token) -> bool:
    return bool(token.type == "number") or _maths(token)


def _length(token: Token) -> bool:
    if token.type == "dimension":
        return token.lower_unit in calc.LENGTH_UNITS
    return bool(token.type == "number" and token.value == 0) or _maths(token)


def _length_percentage(token: Token) -> bool:
    return bool(token.type == "percentage") or _length(token)


def _positive(test: Callable[[Token], bool]) -> Callable[[Token], bool]:
    return lambda token: test(token) and (token.type == "function" or token.value >= 0)


def _dimension(units: frozenset[str]) -> Callable[[Token], bool]:
    def test(token: Token) -> bool:
        return bool(token.type == "dimension" and token.lower_unit in units) or _maths(token)

    return test


def _custom_ident(token: Token) -> bool:
    return bool(token.type == "ident") and token.lower_value not in _WIDE


def is_image(token: Token) -> bool:
    """Whether *token* is a url, a gradient or another image function."""
    if token.type == "function":
        return token.lower_name in _IMAGES and bool(significant(token.arguments))
    return bool(token.type == "url")


def _is_url(token: Token) -> bool:
    return bool(token.type == "url") or bool(
        token.type == "function" and token.lower_name in ("url", "src")
    )


def _function(token: Token) -> bool:
    return bool(token.type == "function")


TYPES: dict[str, Matcher] = {
    "number": _token(_number),
    "number0": _token(_positive(_number)),
    "integer": _token(
        lambda token: _maths(token) or bool(token.type == "number" and token.is_integer)
    ),
    "integer1": _token(
        lambda token: (
            _maths(token) or bool(token.type == "number" and token.is_integer and token.value >= 1)
        )
    ),
    "percentage": _token(lambda token: token.type == "percentage" or _maths(token)),
    "percentage0": _token(
        _positive(lambda token: bool(token.type == "percentage") or _maths(token))
    ),
    "length": _token(_length),
    "length0": _token(_positive(_length)),
    "lp": _token(_length_percentage),
    "lp0": _token(_positive(_length_percentage)),
    "angle": _token(
        lambda token: (
            _dimension(calc.ANGLE_UNITS)(token) or bool(token.type == "number" and token.value == 0)
        )
    ),
    "time": _token(_dimension(calc.TIME_UNITS)),
    "resolution": _token(_dimension(calc.RESOLUTION_UNITS)),
    "flex": _token(
        lambda token: bool(
            token.type == "dimension" and token.lower_unit == "fr" and token.value >= 0
        )
    ),
    "color": _token(lambda token: colour_syntax.parse(token) is not None),
    "image": _token(is_image),
    "url": _token(_is_url),
    "string": _token(lambda token: token.type == "string"),
    "ident": _token(_custom_ident),
    "dashed": _token(lambda token: token.type == "ident" and token.value.startswith("--")),
    "names": _token(lambda token: token.type == "[] block"),
    "function": _token(_function),
    "any": lambda tokens, at: frozenset(range(at + 1, len(tokens) + 1)),
}


def define(name: str, syntax: str) -> None:
    """Add a named type that later definitions may use."""
    TYPES[name] = compiled(syntax)


define("ratio", "<number0> [ / <number0> ]?")
define(
    "position",
    "[ left | center | right | <lp> ] [ top | center | bottom | <lp> ]? "
    "| [ top | bottom ] [ left | center | right | <lp> ]? "
    "| [ [ left | right ] <lp>? | center ] && [ [ top | bottom ] <lp>? | center ]",
)
define(
    "line-style",
    "none | hidden | dotted | dashed | solid | double | groove | ridge | inset | outset",
)
define("line-width", "thin | medium | thick | <length0>")
define(
    "size",
    "auto | <lp0> | min-content | max-content | fit-content | fit-content( <lp0> ) | "
    "-webkit-fill-available | stretch | -webkit-fit-content | -webkit-max-content | "
    "-webkit-min-content | intrinsic | min-intrinsic | anchor-size( <any> )",
)
define("max-size", "none | <size>")
define("shadow", "inset? && <length>{2,4} && <color>?")
define("overflow", "visible | hidden | clip | scroll | auto | overlay")
define(
    "self-position",
    "center | start | end | self-start | self-end | flex-start | flex-end | left | right",
)
define("baseline", "[ first | last ]? && baseline")
define("content-distribution", "space-between | space-around | space-evenly | stretch")
define("track-breadth", "<lp0> | <flex> | min-content | max-content | auto")
define(
    "track-size",
    "<track-breadth> | minmax( [ <lp0> | min-content | max-content | auto ] , <track-breadth> ) "
    "| fit-content( <lp0> )",
)
define(
    "repeat",
    "repeat( [ <integer1> | auto-fill | auto-fit ] , [ <names>? <track-size> ]+ <names>? )",
)
define(
    "track-list",
    "none | [ <names>? [ <track-size> | <repeat> ] ]+ <names>? | subgrid [ <names> | <function> ]* "
    "| masonry",
)
define("grid-line", "auto | span && [ <integer1> || <ident> ] | <integer> && <ident>? | <ident>")
define(
    "timing",
    "linear | ease | ease-in | ease-out | ease-in-out | step-start | step-end | <function>",
)
