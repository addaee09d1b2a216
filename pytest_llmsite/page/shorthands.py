"""Shorthand properties: splitting a value into longhands.

An expander takes the significant tokens of a value and returns every longhand that the shorthand sets, or
None when the value is invalid and a browser would drop the declaration.
"""

from __future__ import annotations

from functools import cache, partial

from .properties import ALIASES, LOGICAL, PROPERTIES, initial_tokens
from .shorthand_grids import grid, grid_lines, grid_template
from .shorthand_layers import TRANSITION, animation, background, background_position, layered, mask
from .shorthand_parts import (
    SIDES,
    Expander,
    Longhands,
    any_order,
    ends_of,
    initials,
    sides,
    valid,
    word_of,
)
from .tokens import Token, Tokens, ident, is_literal, keyword, split

_CORNERS = ("top-left", "top-right", "bottom-right", "bottom-left")


def _border(tokens: Tokens) -> Longhands | None:
    one = any_order(("border-top-width", "border-top-style", "border-top-color"), tokens)
    if one is None:
        return None
    result = {name.replace("top", side): value for side in SIDES for name, value in one.items()}
    return result | initials(name for name in PROPERTIES if name.startswith("border-image-"))


def _border_sides(sides: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    one = any_order(("border-top-width", "border-top-style", "border-top-color"), tokens)
    if one is None:
        return None
    return {name.replace("top", side): value for side in sides for name, value in one.items()}


def _radius(tokens: Tokens) -> Longhands | None:
    parts = split(tokens, "/")
    if len(parts) > 2 or not all(1 <= len(part) <= 4 for part in parts):
        return None
    names = tuple(f"border-{corner}-radius" for corner in _CORNERS)
    rounds = [sides(names, part) for part in parts]
    if any(part is None for part in rounds):
        return None
    return {name: tuple(part[name][0] for part in rounds if part is not None) for name in names}


def _border_image(tokens: Tokens) -> Longhands | None:
    names = tuple(
        f"border-image-{part}" for part in ("source", "slice", "width", "outset", "repeat")
    )
    parts = split(tokens, "/")
    result = any_order((names[0], names[1], names[4]), parts[0]) if parts[0] else None
    if result is None or len(parts) > 3:
        return None
    result |= initials(names[2:4])
    last = parts[-1]
    if len(parts) > 1 and last and ident(last[-1]) in ("stretch", "repeat", "round", "space"):
        result[names[4]] = (last.pop(),)
    for name, part in zip(names[2:4], parts[1:], strict=False):
        if part:
            if not valid(name, part):
                return None
            result[name] = tuple(part)
    return result


_FONT_RESETS = (
    "font-style", "font-variant-caps", "font-weight", "font-stretch", "font-size", "line-height",
    "font-family", "font-variant-ligatures", "font-variant-numeric", "font-variant-east-asian",
    "font-variant-alternates", "font-feature-settings", "font-variation-settings", "font-kerning",
    "font-optical-sizing", "font-size-adjust",
)  # fmt: skip
_SYSTEM_FONTS = frozenset(
    "caption icon menu message-box small-caption status-bar -webkit-mini-control "
    "-webkit-small-control -webkit-control".split()
)


def _font(tokens: Tokens) -> Longhands | None:
    result = initials(_FONT_RESETS)
    if keyword(tokens) in _SYSTEM_FONTS:
        return result | {"font-size": word_of("16px"), "font-family": word_of("Arial")}
    at = 0
    free = ["font-style", "font-variant-caps", "font-weight", "font-stretch"]
    while at < len(tokens):
        if ident(tokens[at]) == "normal":
            at += 1
            continue
        if valid("font-size", (tokens[at],)) and tokens[at].type != "number":
            break
        name = next((name for name in free if _font_prefix(name, tokens, at)), None)
        if name is None:
            return None
        end = max(ends_of(name, tokens, at))
        result[name] = tuple(tokens[at:end])
        free.remove(name)
        at = end
    if at >= len(tokens) or not valid("font-size", (tokens[at],)):
        return None
    result["font-size"] = (tokens[at],)
    at += 1
    if at + 1 < len(tokens) and is_literal(tokens[at], "/"):
        if not valid("line-height", (tokens[at + 1],)):
            return None
        result["line-height"] = (tokens[at + 1],)
        at += 2
    result["font-family"] = tuple(tokens[at:])
    return result if valid("font-family", tokens[at:]) else None


def _font_prefix(name: str, tokens: Tokens, at: int) -> bool:
    if name == "font-variant-caps" and ident(tokens[at]) != "small-caps":
        return False
    if name == "font-stretch" and tokens[at].type != "ident":
        return False
    return bool(ends_of(name, tokens, at))


def _flex(tokens: Tokens) -> Longhands | None:
    names = ("flex-grow", "flex-shrink", "flex-basis")
    named = {"none": ("0", "0", "auto"), "auto": ("1", "1", "auto"), "initial": ("0", "1", "auto")}
    word = keyword(tokens)
    if word in named:
        return dict(zip(names, map(word_of, named[word]), strict=True))
    factors: list[Token] = []
    basis: tuple[Token, ...] = ()
    for index, token in enumerate(tokens):
        number = token.type == "number" or (
            token.type == "function" and valid("flex-grow", (token,))
        )
        if number and len(factors) < 2 and not (basis and index == 2 and len(factors) == 1):
            factors.append(token)
        elif not basis and valid("flex-basis", (token,)):
            basis = (token,)
        else:
            return None
    if not tokens or not all(valid("flex-grow", (factor,)) for factor in factors):
        return None
    return {
        "flex-grow": (factors[0],) if factors else word_of("1"),
        "flex-shrink": (factors[1],) if len(factors) > 1 else word_of("1"),
        "flex-basis": basis or word_of("0%"),
    }


def _doubled(names: tuple[str, str], tokens: Tokens) -> Longhands | None:
    """Expand one value for both, or one for each (`gap`, `overflow`)."""
    if not 1 <= len(tokens) <= 2:
        return None
    result = {names[0]: (tokens[0],), names[1]: (tokens[-1],)}
    return result if all(valid(name, value) for name, value in result.items()) else None


def _place(names: tuple[str, str], tokens: Tokens) -> Longhands | None:
    """Expand `place-*`, whose two values can be of two words each."""
    for at in range(1, len(tokens) + 1):
        first, second = tuple(tokens[:at]), tuple(tokens[at:] or tokens[:at])
        if valid(names[0], first) and valid(names[1], second):
            return {names[0]: first, names[1]: second}
    return None


def _list_style(tokens: Tokens) -> Longhands | None:
    names = ("list-style-position", "list-style-image", "list-style-type")
    rest = [token for token in tokens if ident(token) != "none"]
    nones = len(tokens) - len(rest)
    result = any_order(names, rest) if rest else initials(names)
    if result is None or not tokens or nones > 2:
        return None
    if nones:
        free = [name for name in names[1:] if result[name] == initial_tokens(name)]
        if nones > len(free):
            return None
        if "list-style-type" in free:
            result["list-style-type"] = word_of("none")
    return result


def _columns(tokens: Tokens) -> Longhands | None:
    names = ("column-width", "column-count")
    rest = [token for token in tokens if ident(token) != "auto"]
    return any_order(names, rest) if rest else initials(names) if tokens else None


_WHITE_SPACE = {
    "normal": ("collapse", "wrap"), "nowrap": ("collapse", "nowrap"), "pre": ("preserve", "nowrap"),
    "pre-wrap": ("preserve", "wrap"), "pre-line": ("preserve-breaks", "wrap"),
    "break-spaces": ("break-spaces", "wrap"),
}  # fmt: skip


def _white_space(tokens: Tokens) -> Longhands | None:
    names = ("white-space-collapse", "text-wrap-mode")
    word = keyword(tokens)
    if word in _WHITE_SPACE:
        return dict(zip(names, map(word_of, _WHITE_SPACE[word]), strict=True))
    return any_order(names, tokens)


_VARIANTS = (
    "font-variant-caps", "font-variant-ligatures", "font-variant-numeric",
    "font-variant-east-asian", "font-variant-alternates",
)  # fmt: skip


def _font_variant(tokens: Tokens) -> Longhands | None:
    result = initials(_VARIANTS)
    if keyword(tokens) in ("normal", "none"):
        return result
    caps = [token for token in tokens if valid(_VARIANTS[0], (token,))]
    rest = [token for token in tokens if not valid(_VARIANTS[0], (token,))]
    if len(caps) > 1 or any(token.type not in ("ident", "function") for token in rest):
        return None
    if caps:
        result[_VARIANTS[0]] = tuple(caps)
    if rest:
        result[_VARIANTS[2]] = tuple(rest)
    return result if tokens else None


def _container(tokens: Tokens) -> Longhands | None:
    parts = split(tokens, "/")
    result = initials(("container-type",)) | {"container-name": tuple(parts[0])}
    if len(parts) == 2:
        result["container-type"] = tuple(parts[1])
    return result if len(parts) <= 2 and all(valid(*item) for item in result.items()) else None


def _four(pattern: str) -> Expander:
    return partial(sides, tuple(pattern.format(side) for side in SIDES))


def _flow(pattern: str, axis: str) -> Expander:
    names = (pattern.format(f"{axis}-start"), pattern.format(f"{axis}-end"))
    return partial(sides, tuple(LOGICAL[name] for name in names))


def _table() -> dict[str, Expander]:
    table: dict[str, Expander] = {
        "border": _border, "border-radius": _radius, "border-image": _border_image,
        "background": background, "background-position": background_position, "mask": mask,
        "font": _font, "flex": _flex, "grid": grid, "grid-template": grid_template,
        "animation": animation, "transition": partial(layered, TRANSITION),
        "list-style": _list_style, "columns": _columns, "white-space": _white_space,
        "font-variant": _font_variant, "container": _container, "inset": _four("{}"),
        "border-width": _four("border-{}-width"), "border-style": _four("border-{}-style"),
        "border-color": _four("border-{}-color"),
        "grid-row": partial(grid_lines, ("grid-row-start", "grid-row-end")),
        "grid-column": partial(grid_lines, ("grid-column-start", "grid-column-end")),
        "grid-area": partial(grid_lines, (
            "grid-row-start", "grid-column-start", "grid-row-end", "grid-column-end")),
    }  # fmt: skip
    for name, parts in _ANY_ORDER.items():
        table[name] = partial(any_order, parts)
    for name, pair in _DOUBLED.items():
        table[name] = partial(_doubled, pair)
    for name in ("content", "items", "self"):
        table[f"place-{name}"] = partial(_place, (f"align-{name}", f"justify-{name}"))
    for side in SIDES:
        table[f"border-{side}"] = partial(_border_sides, (side,))
    for box in ("margin", "padding", "scroll-margin", "scroll-padding"):
        table[box] = _four(box + "-{}")
        for axis in ("block", "inline"):
            table[f"{box}-{axis}"] = _flow(box + "-{}", axis)
    for axis, edges in (("block", ("top", "bottom")), ("inline", ("left", "right"))):
        table[f"inset-{axis}"] = _flow("inset-{}", axis)
        table[f"border-{axis}"] = partial(_border_sides, edges)
        for edge, side in zip(("start", "end"), edges, strict=True):
            table[f"border-{axis}-{edge}"] = partial(_border_sides, (side,))
        for part in ("color", "style", "width"):
            table[f"border-{axis}-{part}"] = _flow("border-{}-" + part, axis)
    return table


_ANY_ORDER: dict[str, tuple[str, ...]] = {
    "outline": ("outline-color", "outline-style", "outline-width"),
    "column-rule": ("column-rule-width", "column-rule-style", "column-rule-color"),
    "text-decoration": (
        "text-decoration-line", "text-decoration-style", "text-decoration-color",
        "text-decoration-thickness",
    ),
    "flex-flow": ("flex-direction", "flex-wrap"),
    "text-wrap": ("text-wrap-mode", "text-wrap-style"),
    "font-synthesis": ("font-synthesis-weight", "font-synthesis-style"),
    "animation-range": ("animation-range-start",),
    "-webkit-text-stroke": ("-webkit-text-stroke-width", "-webkit-text-stroke-color"),
}  # fmt: skip
_DOUBLED: dict[str, tuple[str, str]] = {
    "gap": ("row-gap", "column-gap"),
    "grid-gap": ("row-gap", "column-gap"),
    "overflow": ("overflow-x", "overflow-y"),
    "overscroll-behavior": ("overscroll-behavior-x", "overscroll-behavior-y"),
}
SHORTHANDS = _table()
WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
_NOT_IN_ALL = frozenset(("direction", "unicode-bidi"))


@cache
def longhands_of(name: str) -> tuple[str, ...]:
    """Return the longhands that a shorthand sets."""
    if name == "all":
        return tuple(name for name in PROPERTIES if name not in _NOT_IN_ALL)
    samples = {
        "grid": "none", "grid-template": "none", "font": "1px a", "flex": "1", "container": "a",
        "background-position": "0 0", "grid-area": "auto", "mask": "none", "transition": "1s",
        "animation": "1s", "columns": "auto", "text-decoration": "none", "flex-flow": "row",
        "text-wrap": "wrap", "font-synthesis": "none", "-webkit-text-stroke": "1px",
        "animation-range": "normal", "border-image": "none", "list-style": "none",
        "white-space": "normal", "font-variant": "normal", "background": "none",
    }  # fmt: skip
    for sample in (samples.get(name, "0"), "none", "normal", "auto", "red", "visible"):
        expanded = SHORTHANDS[name](word_of(sample))
        if expanded is not None:
            return tuple(expanded)
    raise AssertionError(f"no sample value for {name}")


def canonical(name: str) -> str:
    """Return the name that a property, alias or flow-relative property is kept under."""
    name = ALIASES.get(name, name)
    return LOGICAL.get(name, name)


def expand(name: str, tokens: Tokens) -> Longhands | None:
    """Return the longhands that a declaration sets, or None when a browser would drop it.

    *name* is canonical and *tokens* are significant and free of var().
    """
    word = keyword(tokens)
    if word in WIDE:
        wide = word_of(word)  # in lower case, whatever was written
        if name in PROPERTIES:
            return {name: wide}
        if name in SHORTHANDS or name == "all":
            return dict.fromkeys(longhands_of(name), wide)
        return None
    if name in PROPERTIES:
        return {name: tuple(tokens)} if valid(name, tokens) else None
    if name in SHORTHANDS:
        return SHORTHANDS[name](tokens)
    return None
