"""CSS numbers: units and mathematical functions (CSS Values and Units 4).

A quantity is a linear sum over canonical units, {"px": 12.0} or {"%": 100.0, "px": -20.0}; a plain
number is {"": 2.0}. Lengths in font-relative or viewport units need a `Scale`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from .tokens import Token, Tokens, significant, split

Quantity: TypeAlias = dict[str, float]

FUNCTIONS = frozenset(
    "calc min max clamp round mod rem sin cos tan asin acos atan atan2 pow sqrt hypot log exp abs "
    "sign -webkit-calc".split()
)
_ABSOLUTE = {
    "px": ("px", 1.0), "in": ("px", 96.0), "cm": ("px", 96 / 2.54), "mm": ("px", 96 / 25.4),
    "q": ("px", 96 / 101.6), "pt": ("px", 96 / 72), "pc": ("px", 16.0),
    "deg": ("deg", 1.0), "grad": ("deg", 0.9), "rad": ("deg", 180 / math.pi), "turn": ("deg", 360.0),
    "s": ("s", 1.0), "ms": ("s", 0.001),
    "dppx": ("dppx", 1.0), "x": ("dppx", 1.0), "dpi": ("dppx", 1 / 96), "dpcm": ("dppx", 2.54 / 96),
    "hz": ("hz", 1.0), "khz": ("hz", 1000.0), "fr": ("fr", 1.0),
}  # fmt: skip
LENGTH_UNITS = frozenset(
    "px in cm mm q pt pc em rem ex rex ch rch cap rcap ic ric lh rlh vw vh vmin vmax vi vb "
    "svw svh svmin svmax svi svb lvw lvh lvmin lvmax lvi lvb dvw dvh dvmin dvmax dvi dvb "
    "cqw cqh cqi cqb cqmin cqmax".split()
)
ANGLE_UNITS = frozenset(("deg", "grad", "rad", "turn"))
TIME_UNITS = frozenset(("s", "ms"))
RESOLUTION_UNITS = frozenset(("dppx", "x", "dpi", "dpcm"))
# Fonts are not opened: widths of "0" and heights of "x" are the usual fallbacks of CSS Values 4.
_EX = 0.5

VIEWPORT_HEIGHTS = {1280: 800, 768: 1024, 375: 667}


def viewport_height(width: int) -> int:
    """Return the height assumed for a viewport of *width* CSS pixels."""
    return VIEWPORT_HEIGHTS.get(width, 800 if width >= 1024 else 1024 if width >= 600 else 667)


class Units(Protocol):
    """Anything that knows the size of relative units."""

    def unit(self, name: str) -> float | None:
        """Return one *name* (lower case) in CSS pixels, or None for an unknown unit."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What relative lengths are relative to, all in CSS pixels."""

    em: float = 16.0
    rem: float = 16.0
    line: float = 19.2
    root_line: float = 19.2
    width: float = 1280.0
    height: float = 800.0

    def unit(self, name: str) -> float | None:
        """Return one *name* (lower case) in CSS pixels, or None for an unknown unit."""
        if name == "em":
            return self.em
        if name == "rem":
            return self.rem
        if name in ("ex", "ch"):
            return self.em * _EX
        if name in ("rex", "rch"):
            return self.rem * _EX
        if name in ("cap", "rcap"):
            return 0.7 * (self.em if name == "cap" else self.rem)
        if name in ("ic", "ric"):
            return self.em if name == "ic" else self.rem
        if name in ("lh", "rlh"):
            return self.line if name == "lh" else self.root_line
        return self._viewport(name)

    def _viewport(self, name: str) -> float | None:
        axis = name[1:] if name[:1] in ("s", "l", "d") and name[1:2] == "v" else name
        if axis in ("vw", "vi", "cqw", "cqi"):
            return self.width / 100
        if axis in ("vh", "vb", "cqh", "cqb"):
            return self.height / 100
        if axis in ("vmin", "cqmin"):
            return min(self.width, self.height) / 100
        if axis in ("vmax", "cqmax"):
            return max(self.width, self.height) / 100
        return None


@dataclass(frozen=True, slots=True)
class Terms:
    """How to read leaf terms: relative lengths, percentages, and names such as channel keywords."""

    scale: Units | None = None
    percent: Quantity | None = None  # what 100 % is, or None to keep percentages
    names: Mapping[str, float] = field(default_factory=dict)


_CONSTANTS = {
    "e": math.e, "pi": math.pi, "infinity": math.inf, "-infinity": -math.inf, "nan": math.nan
}  # fmt: skip
_LIMIT = 3.4e38


def quantity(token: Token, terms: Terms) -> Quantity | None:
    """Return the value of a numeric token or mathematical function, or None when it has none."""
    kind = token.type
    if kind == "number":
        return {"": float(token.value)}
    if kind == "percentage":
        if terms.percent is None:
            return {"%": float(token.value)}
        return _scaled(terms.percent, token.value / 100)
    if kind == "dimension":
        return _dimension(float(token.value), token.lower_unit, terms.scale)
    if kind == "() block":
        return _sum(significant(token.content), terms)
    if kind == "function" and token.lower_name in FUNCTIONS:
        return _function(token.lower_name, token.arguments, terms)
    if kind == "ident":
        name = token.lower_value
        value = terms.names.get(name, _CONSTANTS.get(name))
        return None if value is None else {"": value}
    return None


def px(token: Token, scale: Units | None = None, percent_of: float | None = None) -> float | None:
    """Return a length in CSS pixels (a unitless zero counts), or None."""
    percent = None if percent_of is None else {"px": percent_of}
    found = quantity(token, Terms(scale, percent))
    if found is None:
        return None
    if set(found) <= {"px"}:
        return _finite(found.get("px", 0.0))
    if found == {"": 0.0}:
        return 0.0
    return None


def number(token: Token, percent_of: float | None = None) -> float | None:
    """Return a number; percentages count as parts of *percent_of* when given."""
    percent = None if percent_of is None else {"": percent_of}
    found = quantity(token, Terms(None, percent))
    return _finite(found[""]) if found is not None and set(found) == {""} else None


def degrees(token: Token) -> float | None:
    """Return an angle in degrees; a plain number counts as degrees (as in hsl())."""
    found = quantity(token, Terms())
    if found is None or len(found) != 1:
        return None
    unit, value = next(iter(found.items()))
    return _finite(value) if unit in ("", "deg") else None


def _finite(value: float) -> float:
    if math.isnan(value):
        return 0.0
    return max(-_LIMIT, min(_LIMIT, value))


def _dimension(value: float, unit: str, scale: Units | None) -> Quantity | None:
    if unit in _ABSOLUTE:
        canonical, factor = _ABSOLUTE[unit]
        return {canonical: value * factor}
    if unit not in LENGTH_UNITS:
        return None
    size = scale.unit(unit) if scale is not None else None
    return {unit: value} if size is None else {"px": value * size}


def _scaled(value: Quantity, factor: float) -> Quantity:
    return {unit: part * factor for unit, part in value.items()}


def _sum(tokens: Tokens, terms: Terms) -> Quantity | None:
    """Evaluate a sum of products; + and - are tokens of their own between white space."""
    total: Quantity = {}
    sign = 1.0
    product: list[Token] = []
    for token in [*tokens, None]:
        operator = token.value if token is not None and token.type == "literal" else ""
        if token is not None and operator not in ("+", "-"):
            product.append(token)
            continue
        value = _product(product, terms)
        if value is None:
            return None
        total = _added(total, _scaled(value, sign))
        sign = -1.0 if operator == "-" else 1.0
        product = []
    return total


def _added(left: Quantity, right: Quantity) -> Quantity:
    return {unit: left.get(unit, 0.0) + right.get(unit, 0.0) for unit in left.keys() | right.keys()}


def _product(tokens: Tokens, terms: Terms) -> Quantity | None:
    if len(tokens) % 2 == 0:
        return None
    result = quantity(tokens[0], terms)
    for operator, token in zip(tokens[1::2], tokens[2::2], strict=True):
        factor = quantity(token, terms)
        if result is None or factor is None or operator.type != "literal":
            return None
        if operator.value == "*" and set(factor) == {""}:
            result = _scaled(result, factor[""])
        elif operator.value == "*" and set(result) == {""}:
            result = _scaled(factor, result[""])
        elif operator.value == "/" and set(factor) == {""}:
            result = _scaled(result, 1 / factor[""] if factor[""] else math.inf)
        elif operator.value == "/" and len(factor) == 1 and set(factor) == set(result):
            unit = next(iter(factor))  # CSS Values 4: equal units cancel out
            result = {"": result[unit] / factor[unit] if factor[unit] else math.inf}
        else:
            return None
    return result


def _function(name: str, arguments: Tokens, terms: Terms) -> Quantity | None:
    parts = split(significant(arguments))
    if name == "clamp":
        return _clamp(parts, terms)
    if name == "round":
        return _round(parts, terms)
    values = [_sum(part, terms) for part in parts]
    if any(value is None for value in values):
        return None
    known = [value for value in values if value is not None]
    if name in ("calc", "-webkit-calc"):
        return known[0] if len(known) == 1 else None
    units = {unit for value in known for unit in value}
    if len(units) != 1:
        return None  # such as min(50%, 20px): only layout can tell
    unit = units.pop()
    numbers = [value[unit] for value in known]
    result = _evaluate(name, numbers, unit)
    return result


def _clamp(parts: list[list[Token]], terms: Terms) -> Quantity | None:
    if len(parts) != 3:
        return None
    low, middle, high = (
        None if len(part) == 1 and part[0].type == "ident" and part[0].lower_value == "none"
        else _sum(part, terms)
        for part in parts
    )  # fmt: skip
    if middle is None or len(middle) != 1:
        return None
    unit, value = next(iter(middle.items()))
    for part, bound, choose in ((parts[2], high, min), (parts[0], low, max)):
        if bound is not None:
            if set(bound) != {unit}:
                return None
            value = choose(bound[unit], value)
        elif part[0].type != "ident":
            return None
    return {unit: value}


def _round(parts: list[list[Token]], terms: Terms) -> Quantity | None:
    strategy = "nearest"
    if parts[0] and len(parts[0]) == 1 and parts[0][0].type == "ident":
        strategy = parts[0][0].lower_value
        parts = parts[1:]
    values = [_sum(part, terms) for part in parts]
    if len(values) == 1 and values[0] is not None and set(values[0]) == {""}:
        values.append({"": 1.0})
    if len(values) != 2 or values[0] is None or values[1] is None:
        return None
    if len(values[0]) != 1 or set(values[0]) != set(values[1]):
        return None
    unit = next(iter(values[0]))
    value, step = values[0][unit], values[1][unit]
    if not step or not math.isfinite(value / step):
        return {unit: math.nan}
    rounding: dict[str, Callable[[float], float]] = {
        "nearest": lambda x: math.floor(x + 0.5),
        "up": math.ceil,
        "down": math.floor,
        "to-zero": math.trunc,
    }
    if strategy not in rounding:
        return None
    return {unit: rounding[strategy](value / step) * step}


_PLAIN: dict[str, Callable[..., float]] = {
    "asin": lambda x: math.degrees(math.asin(x)), "acos": lambda x: math.degrees(math.acos(x)),
    "atan": lambda x: math.degrees(math.atan(x)), "pow": math.pow, "sqrt": math.sqrt,
    "exp": math.exp, "log": math.log,
}  # fmt: skip
_TURNS: dict[str, Callable[[float], float]] = {"sin": math.sin, "cos": math.cos, "tan": math.tan}


def _evaluate(name: str, numbers: list[float], unit: str) -> Quantity | None:
    """Apply one function to numbers that all have the same unit."""
    try:
        if name in ("min", "max"):
            return {unit: min(numbers) if name == "min" else max(numbers)}
        if name == "abs" and len(numbers) == 1:
            return {unit: abs(numbers[0])}
        if name == "sign" and len(numbers) == 1:
            return {"": math.copysign(1.0, numbers[0]) if numbers[0] else 0.0}
        if name in ("mod", "rem") and len(numbers) == 2:
            left, right = numbers
            return {unit: left % right if name == "mod" else math.fmod(left, right)}
        if name == "hypot":
            return {unit: math.hypot(*numbers)}
        if name == "atan2" and len(numbers) == 2:
            return {"deg": math.degrees(math.atan2(*numbers))}
        if name in _TURNS and len(numbers) == 1 and unit in ("", "deg"):
            angle = math.radians(numbers[0]) if unit == "deg" else numbers[0]
            return {"": _TURNS[name](angle)}
        if name in _PLAIN and unit == "":
            return {"deg" if name in ("asin", "acos", "atan") else "": _PLAIN[name](*numbers)}
    except (ValueError, OverflowError, ZeroDivisionError):
        return {unit: math.nan}
    except TypeError:  # wrong number of arguments
        return None
    return None


def plausible(token: Token) -> bool:
    """Whether a mathematical function has the form of one: operands with operators between."""
    parts = [token.content] if token.type == "() block" else split(token.arguments)
    named = token.type == "function" and token.lower_name in ("clamp", "round")
    for part in parts:
        terms = significant(part)
        if named and len(terms) == 1 and terms[0].type == "ident":
            continue
        if len(terms) % 2 == 0 or not all(_is_operand(term) for term in terms[::2]):
            return False
        if not all(term.type == "literal" and term.value in "+-*/" for term in terms[1::2]):
            return False
    return True


def _is_operand(token: Token) -> bool:
    if token.type in ("number", "percentage"):
        return True
    if token.type == "dimension":
        return token.lower_unit in LENGTH_UNITS or token.lower_unit in _ABSOLUTE
    if token.type == "ident":
        return token.lower_value in _CONSTANTS
    if token.type == "() block":
        return plausible(token)
    if token.type != "function":
        return False
    if token.lower_name in (
        "env",
        "attr",
        "anchor",
        "anchor-size",
        "sibling-index",
        "sibling-count",
    ):
        return True
    return token.lower_name in FUNCTIONS and plausible(token)
