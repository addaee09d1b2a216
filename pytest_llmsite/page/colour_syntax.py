"""Parsing colours: CSS Color 4 and, of level 5, color-mix(), relative colours and light-dark()."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from . import calc
from .colour import BLACK, TRANSPARENT, Colour, alpha_text
from .colour_names import NAMES, SYSTEM
from .colour_spaces import POLAR, RGB_SPACES, XYZ_SPACES, Triple, convert
from .tokens import Token, Tokens, is_literal, significant, split, tokenise

FUNCTIONS = frozenset(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark".split()
)
_HEX = re.compile(r"[0-9a-fA-F]+\Z")
_LEGACY = frozenset(("rgb", "hsl", "hwb"))
# What 100 % of each channel is worth (0: a hue, which takes no percentage) …
_FULL: dict[str, Triple] = {
    "rgb": (255, 255, 255), "hsl": (0, 100, 100), "hwb": (0, 100, 100), "lab": (100, 125, 125),
    "lch": (100, 150, 0), "oklab": (1, 0.4, 0.4), "oklch": (1, 0.4, 0),
}  # fmt: skip
# … and the range that a channel is clipped to when parsed.
_RANGE: dict[str, tuple[float, float]] = {
    "lab": (0, 100), "lch": (0, 100), "oklab": (0, 1), "oklch": (0, 1)
}  # fmt: skip
_NAMES = {
    "rgb": "rgb", "hsl": "hsl", "hwb": "hwb", "lab": "lab", "oklab": "lab", "lch": "lch",
    "oklch": "lch",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Value:
    """Coordinates in a colour space, None being a missing component; "rgb" counts to 255."""

    space: str
    coordinates: tuple[float | None, ...]
    alpha: float | None = 1.0

    def to(self, space: str) -> Triple:
        first, second, third = (part or 0.0 for part in self.coordinates)
        source = self.space
        if source == space:
            return first, second, third
        if source == "rgb":
            source, first, second, third = "srgb", first / 255, second / 255, third / 255
        if space != "rgb":
            return convert(source, space, (first, second, third))
        r, g, b = convert(source, "srgb", (first, second, third))
        return r * 255, g * 255, b * 255


def parse(token: Token, current: Colour = BLACK) -> Colour | None:
    """Return the colour that one component value stands for, or None when it is no colour.

    *current* is what `currentcolor` means there.
    """
    kind = token.type
    if kind == "hash":
        return parse_hex(token.value)
    if kind == "ident":
        name = token.lower_value
        return current if name == "currentcolor" else named(name)
    if kind == "function" and token.lower_name in FUNCTIONS:
        value = _function(token.lower_name, significant(token.arguments), current)
        return _colour(value) if isinstance(value, _Value) else value
    return None


@lru_cache(maxsize=4096)
def parse_text(css: str) -> Colour | None:
    """Return the colour that a text stands for, `currentcolor` being black."""
    tokens = significant(tokenise(css))
    return parse(tokens[0]) if len(tokens) == 1 else None


@lru_cache(maxsize=4096)
def parse_hex(digits: str) -> Colour | None:
    """Return the colour of 3, 4, 6 or 8 hexadecimal digits."""
    if len(digits) not in (3, 4, 6, 8) or not _HEX.match(digits):
        return None
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in range(0, len(digits), 2)]
    return Colour(channels[0], channels[1], channels[2], channels[3] if len(channels) > 3 else 1.0)


@lru_cache(maxsize=512)
def named(name: str) -> Colour | None:
    """Return a named or system colour (the latter as in Chromium's light scheme)."""
    if name == "transparent":
        return TRANSPARENT
    return parse_hex(NAMES.get(name) or SYSTEM.get(name, ""))


def _function(name: str, arguments: Tokens, current: Colour) -> _Value | Colour | None:
    if name == "light-dark":
        colours = [parse(part[0], current) for part in split(arguments) if len(part) == 1]
        return colours[0] if len(colours) == 2 and all(colours) else None
    if name == "color-mix":
        return _mix(arguments, current)
    name = "rgb" if name == "rgba" else "hsl" if name == "hsla" else name
    if arguments and arguments[0].type == "ident" and arguments[0].lower_value == "from":
        return _relative(name, arguments[1:], current)
    if any(is_literal(argument, ",") for argument in arguments):
        return _with_commas(name, arguments)
    return _with_spaces(name, arguments, {})


def _colour(value: _Value) -> Colour:
    r, g, b = (max(0.0, min(1.0, channel)) for channel in value.to("srgb"))
    alpha = 0.0 if value.alpha is None else value.alpha
    css = "" if value.space in _LEGACY else _text(value)
    return Colour(r, g, b, alpha, css)


def _text(value: _Value) -> str:
    """Return a modern colour as getComputedStyle prints it."""
    numbers = ["none" if part is None else f"{part + 0.0:.6g}" for part in value.coordinates]
    alpha = ""
    if value.alpha is None or value.alpha < 1:
        alpha = " / none" if value.alpha is None else f" / {alpha_text(value.alpha)}"
    if value.space in RGB_SPACES or value.space in XYZ_SPACES:
        space = "xyz-d65" if value.space == "xyz" else value.space
        return f"color({space} {' '.join(numbers)}{alpha})"
    return f"{value.space}({' '.join(numbers)}{alpha})"


def _with_commas(name: str, arguments: Tokens) -> _Value | None:
    """Parse the old syntax of rgb() and hsl()."""
    parts = split(arguments)
    if name not in ("rgb", "hsl") or len(parts) not in (3, 4):
        return None
    if any(len(part) != 1 or part[0].type == "ident" for part in parts):
        return None
    kinds = [part[0].type for part in parts[:3] if part[0].type != "function"]
    if name == "rgb" and len(set(kinds)) > 1:
        return None
    if name == "hsl" and any(part[0].type == "number" for part in parts[1:3]):
        return None
    alpha = parts[3][0] if len(parts) == 4 else None
    return _channels(name, [part[0] for part in parts[:3]], alpha, {})


def _with_spaces(name: str, arguments: Tokens, names: dict[str, float]) -> _Value | None:
    """Parse `a b c [/ alpha]`, for color() after the name of a space."""
    space = name
    if name == "color":
        space = arguments[0].lower_value if arguments and arguments[0].type == "ident" else ""
        arguments = arguments[1:]
        if space not in RGB_SPACES and space not in XYZ_SPACES:
            return None
    parts = split(arguments, "/")
    if len(parts[0]) != 3 or len(parts) > 2 or (len(parts) == 2 and len(parts[1]) != 1):
        return None
    return _channels(space, parts[0], parts[1][0] if len(parts) == 2 else None, names)


def _channels(
    space: str, tokens: Tokens, alpha: Token | None, names: dict[str, float]
) -> _Value | None:
    full = _FULL.get(space, (1.0, 1.0, 1.0))
    hue = POLAR.get(space, -1)
    try:
        parts = [
            _channel(token, names, full[index], index == hue) for index, token in enumerate(tokens)
        ]
        opacity = 1.0 if alpha is None else _channel(alpha, names, 1.0, False)
    except ValueError:
        return None
    if parts[0] is not None and space in _RANGE:
        low, high = _RANGE[space]
        parts[0] = max(low, min(high, parts[0]))
    if parts[1] is not None and space in ("hsl", "hwb", "lch", "oklch"):
        parts[1] = max(0.0, parts[1])
    if space == "rgb" and not names:
        parts = [None if part is None else max(0.0, min(255.0, part)) for part in parts]
    if opacity is not None:
        opacity = max(0.0, min(1.0, opacity))
    return _Value(space, tuple(parts), opacity)


def _channel(token: Token, names: dict[str, float], full: float, hue: bool) -> float | None:
    """Return one channel, None for `none`; raises ValueError for what is no channel."""
    if token.type == "ident" and token.lower_value == "none":
        return None
    found = calc.quantity(token, calc.Terms(None, None if hue else {"": full}, names))
    if found is None or len(found) != 1:
        raise ValueError("no single number")
    unit, value = next(iter(found.items()))
    if unit != "" and not (hue and unit == "deg"):
        raise ValueError("a unit that no channel has")
    if math.isnan(value):
        return 0.0
    value = max(-1e9, min(1e9, value))
    return value % 360 if hue else value


def _origin(token: Token, current: Colour) -> _Value | None:
    """Return the value of a colour that another is made from, in the space it was written in."""
    if token.type == "function" and token.lower_name in FUNCTIONS:
        value = _function(token.lower_name, significant(token.arguments), current)
    else:
        value = parse(token, current)
    if isinstance(value, Colour):
        return _Value("srgb", (value.r, value.g, value.b), value.alpha)
    return value


def _relative(name: str, arguments: Tokens, current: Colour) -> _Value | None:
    """Parse what follows `from` in a relative colour (CSS Color 5, 4)."""
    origin = _origin(arguments[0], current) if arguments else None
    if origin is None:
        return None
    space = name
    letters = _NAMES.get(name, "rgb")
    if name == "color":
        space = arguments[1].lower_value if arguments[1:] and arguments[1].type == "ident" else ""
        if space not in RGB_SPACES and space not in XYZ_SPACES:
            return None
        letters = "xyz" if space in XYZ_SPACES else "rgb"
    names = dict(zip(letters, origin.to(space), strict=True))
    names["alpha"] = 0.0 if origin.alpha is None else origin.alpha
    rest = list(arguments[1:])
    if not any(is_literal(token, "/") for token in rest):
        # the origin's alpha is kept when none is given
        value = _with_spaces(name, rest, names)
        value = None if value is None else replace(value, alpha=origin.alpha)
    else:
        value = _with_spaces(name, rest, names)
    if value is not None and value.space in _LEGACY:
        return _Value("srgb", value.to("srgb"), value.alpha)
    return value


def _mix(arguments: Tokens, current: Colour) -> _Value | None:
    """Parse color-mix(in <space> [<hue> hue]?, <colour> <share>?, <colour> <share>?)."""
    parts = split(arguments)
    space, arc = "oklab", "shorter"
    if parts[0] and parts[0][0].type == "ident" and parts[0][0].lower_value == "in":
        words = [token.lower_value for token in parts[0][1:] if token.type == "ident"]
        if len(words) != len(parts[0]) - 1 or not words or len(words) not in (1, 3):
            return None
        space, arc = words[0], words[1] if len(words) == 3 else "shorter"
        parts = parts[1:]
    if len(parts) != 2 or not (space in POLAR or space in RGB_SPACES | XYZ_SPACES | _RECTANGULAR):
        return None
    first, second = (_mixed_part(part, current) for part in parts)
    if first is None or second is None:
        return None
    shares = _shares(first[1], second[1])
    if shares is None:
        return None
    return _interpolated(first[0], second[0], shares, space, arc)


_RECTANGULAR = frozenset(("lab", "oklab"))


def _mixed_part(tokens: Tokens, current: Colour) -> tuple[_Value, float | None] | None:
    """Return a colour and its share in percent, in either order."""
    share: float | None = None
    colours = []
    for token in tokens:
        if token.type == "percentage" or (
            token.type == "function" and token.lower_name in calc.FUNCTIONS
        ):
            found = calc.quantity(token, calc.Terms())
            if found is None or set(found) != {"%"} or share is not None:
                return None
            share = found["%"]
            if not 0 <= share <= 100:
                return None
        else:
            colours.append(token)
    value = _origin(colours[0], current) if len(colours) == 1 else None
    return None if value is None else (value, share)


def _shares(first: float | None, second: float | None) -> tuple[float, float, float] | None:
    """Return both shares (adding up to 1) and the factor for alpha (CSS Color 5, 3.1)."""
    if first is None:
        first = 50.0 if second is None else 100 - second
    if second is None:
        second = 100 - first
    total = first + second
    if total <= 0:
        return None
    return first / total, second / total, min(1.0, total / 100)


def _interpolated(
    first: _Value, second: _Value, shares: tuple[float, float, float], space: str, arc: str
) -> _Value:
    left, right = list(first.to(space)), list(second.to(space))
    alphas = (
        1.0 if first.alpha is None else first.alpha,
        1.0 if second.alpha is None else second.alpha,
    )
    p, q, factor = shares
    alpha = alphas[0] * p + alphas[1] * q
    hue = POLAR.get(space, -1)
    mixed: list[float] = []
    for index in range(3):
        if index == hue:
            mixed.append(_hue(left, right, hue, q, arc, space))
        elif alpha == 0:
            mixed.append(0.0)
        else:
            total = left[index] * alphas[0] * p + right[index] * alphas[1] * q
            mixed.append(total / alpha)
    value = _Value(space, tuple(mixed), alpha * factor)
    if space in ("hsl", "hwb"):
        return _Value("srgb", value.to("srgb"), value.alpha)
    return value


def _hue(
    left: list[float], right: list[float], at: int, share: float, arc: str, space: str
) -> float:
    start, end = left[at], right[at]
    if _grey(left, space):  # a grey has no hue of its own
        start = end
    elif _grey(right, space):
        end = start
    delta = (end - start) % 360
    backwards = {"shorter": delta > 180, "longer": 0 < delta < 180, "decreasing": delta > 0}
    if backwards.get(arc, False):
        delta -= 360
    return (start + delta * share) % 360


def _grey(value: list[float], space: str) -> bool:
    if space == "hwb":
        return value[1] + value[2] >= 99.999
    return abs(value[1]) < {"oklch": 4e-6, "lch": 0.0015}.get(space, 0.001)
