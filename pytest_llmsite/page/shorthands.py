"""Shorthand properties: splitting a value into longhands.

An expander takes the significant tokens of a value and returns every longhand that the shorthand sets, or
None when the value is invalid and a browser would drop the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TypeAlias

from .grammar import compiled, fits
from .properties import ALIASES, LOGICAL, PROPERTIES, initial_tokens
from .tokens import Token, Tokens, ident, is_literal, keyword, significant, split, tokenise

Longhands: TypeAlias = dict[str, tuple[Token, ...]]
Expander: TypeAlias = Callable[[Tokens], Longhands | None]

SIDES = ("top", "right", "bottom", "left")
_CORNERS = ("top-left", "top-right", "bottom-right", "bottom-left")


def valid(name: str, tokens: Tokens) -> bool:
    """Whether *tokens* are a value of the longhand *name*."""
    return bool(tokens) and fits(PROPERTIES[name].syntax, tokens)


@cache
def _word(value: str) -> tuple[Token, ...]:
    return tuple(significant(tokenise(value)))


def _initials(names: Iterable[str]) -> Longhands:
    return {name: initial_tokens(name) for name in names}


def _sides(names: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    """Expand one to four values clockwise from the top, or one to two from the start."""
    if not 1 <= len(tokens) <= len(names):
        return None
    picks = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: (0, 1, 2, 3)}[len(tokens)]
    result = {name: (tokens[pick],) for name, pick in zip(names, picks, strict=False)}
    return result if all(valid(name, value) for name, value in result.items()) else None


def _any_order(names: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    """Expand parts that may stand in any order; those left out become initial."""
    result = _initials(names)
    free = list(names)
    at = 0
    while at < len(tokens):
        found = [(max(ends), name) for name in free if (ends := _ends(name, tokens, at))]
        if not found:
            return None
        end, name = max(found, key=lambda item: (item[0], -free.index(item[1])))
        result[name] = tuple(tokens[at:end])
        free.remove(name)
        at = end
    return result if tokens else None


def _ends(name: str, tokens: Tokens, at: int) -> frozenset[int]:
    return compiled(PROPERTIES[name].syntax)(tokens, at) - {at}


def _border(tokens: Tokens) -> Longhands | None:
    one = _any_order(("border-top-width", "border-top-style", "border-top-color"), tokens)
    if one is None:
        return None
    result = {name.replace("top", side): value for side in SIDES for name, value in one.items()}
    return result | _initials(name for name in PROPERTIES if name.startswith("border-image-"))


def _border_sides(sides: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    one = _any_order(("border-top-width", "border-top-style", "border-top-color"), tokens)
    if one is None:
        return None
    return {name.replace("top", side): value for side in sides for name, value in one.items()}


def _radius(tokens: Tokens) -> Longhands | None:
    parts = split(tokens, "/")
    if len(parts) > 2 or not all(1 <= len(part) <= 4 for part in parts):
        return None
    names = tuple(f"border-{corner}-radius" for corner in _CORNERS)
    rounds = [_sides(names, part) for part in parts]
    if any(part is None for part in rounds):
        return None
    return {name: tuple(part[name][0] for part in rounds if part is not None) for name in names}


def _border_image(tokens: Tokens) -> Longhands | None:
    names = tuple(
        f"border-image-{part}" for part in ("source", "slice", "width", "outset", "repeat")
    )
    parts = split(tokens, "/")
    result = _any_order((names[0], names[1], names[4]), parts[0]) if parts[0] else None
    if result is None or len(parts) > 3:
        return None
    result |= _initials(names[2:4])
    last = parts[-1]
    if len(parts) > 1 and last and ident(last[-1]) in ("stretch", "repeat", "round", "space"):
        result[names[4]] = (last.pop(),)
    for name, part in zip(names[2:4], parts[1:], strict=False):
        if part:
            if not valid(name, part):
                return None
            result[name] = tuple(part)
    return result


_BACKGROUND = (
    "background-image", "background-position-x", "background-position-y", "background-size",
    "background-repeat", "background-attachment", "background-origin", "background-clip",
)  # fmt: skip
_BOXES = ("border-box", "padding-box", "content-box", "text", "border-area")


def _background(tokens: Tokens) -> Longhands | None:
    """Expand `background`: comma-separated layers, a colour in the last."""
    layers = split(tokens)
    lists: dict[str, list[list[Token]]] = {name: [] for name in _BACKGROUND}
    colour = initial_tokens("background-color")
    for index, layer in enumerate(layers):
        parsed = _background_layer(layer, last=index == len(layers) - 1)
        if parsed is None:
            return None
        colour = parsed.pop("background-color", colour)
        for name, value in parsed.items():
            lists[name].append(list(value))
    return {name: _joined(values) for name, values in lists.items()} | {"background-color": colour}


def _background_layer(layer: Tokens, last: bool) -> Longhands | None:
    result = _initials(_BACKGROUND)
    boxes: list[Token] = []
    seen: set[str] = set()
    at = 0
    while at < len(layer):
        token = layer[at]
        if ident(token) in _BOXES and len(boxes) < 2:
            boxes.append(token)
            at += 1
            continue
        step = _background_part(layer, at, seen, last)
        if step is None:
            return None
        at, values = step
        seen |= values.keys()
        result |= values
    if boxes:
        result["background-origin"] = (boxes[0],)
        result["background-clip"] = (boxes[-1],)
        if ident(boxes[0]) in ("text", "border-area"):
            result["background-origin"] = initial_tokens("background-origin")
    return result if layer else None


def _background_part(
    layer: Tokens, at: int, seen: set[str], last: bool
) -> tuple[int, Longhands] | None:
    """Read one component of a layer at *at*; return where the next begins."""
    for name in ("background-image", "background-repeat", "background-attachment"):
        # one item only: the comma of a list never occurs within a layer
        if name not in seen and (ends := _ends(name, layer, at)):
            return max(ends), {name: tuple(layer[at : max(ends)])}
    if last and "background-color" not in seen and valid("background-color", (layer[at],)):
        return at + 1, {"background-color": (layer[at],)}
    ends = compiled("<position>")(layer, at)
    if not ends or "background-position-x" in seen:
        return None
    end = max(ends)
    values = _position(layer[at:end])
    if end < len(layer) and is_literal(layer[end], "/"):
        sizes = _ends("background-size", layer, end + 1)
        if not sizes:
            return None
        values["background-size"] = tuple(layer[end + 1 : max(sizes)])
        end = max(sizes)
    return end, values


def _joined(values: list[list[Token]]) -> tuple[Token, ...]:
    comma = _word(",")[0]
    joined: list[Token] = []
    for value in values:
        if joined:
            joined.append(comma)
        joined.extend(value)
    return tuple(joined)


def _position(tokens: Tokens) -> Longhands:
    """Split one valid <position> into its horizontal and vertical part."""
    centre = _word("center")
    x: list[Token] = []
    y: list[Token] = []
    target: list[Token] | None = None
    for token in tokens:
        name = ident(token)
        if name in ("left", "right"):
            target = x
        elif name in ("top", "bottom"):
            target = y
        elif name == "center" or target is None or len(tokens) <= 2:
            if len(tokens) == 2 and token is tokens[0] and ident(tokens[1]) in ("left", "right"):
                target = y
            else:
                target = x if not x else y
        target.append(token)
    return {
        "background-position-x": tuple(x) or centre,
        "background-position-y": tuple(y) or centre,
    }


def _background_position(tokens: Tokens) -> Longhands | None:
    layers = split(tokens)
    if not all(layer and fits("<position>", layer) for layer in layers):
        return None
    pairs = [_position(layer) for layer in layers]
    return {name: _joined([list(pair[name]) for pair in pairs]) for name in pairs[0]}


_MASK = (
    "mask-image", "mask-position", "mask-size", "mask-repeat", "mask-origin", "mask-clip",
    "mask-composite", "mask-mode",
)  # fmt: skip


def _mask(tokens: Tokens) -> Longhands | None:
    lists: dict[str, list[list[Token]]] = {name: [] for name in _MASK}
    for layer in split(tokens):
        parsed = _background_layer(
            [token for token in layer if ident(token) not in (
                "add", "subtract", "intersect", "exclude", "alpha", "luminance", "match-source",
                "no-clip", "fill-box", "stroke-box", "view-box")],
            last=False,
        )  # fmt: skip
        if parsed is None:
            return None
        position = [*parsed["background-position-x"], *parsed["background-position-y"]]
        for name in _MASK:
            twin = name.replace("mask", "background")
            value = list(parsed[twin]) if twin in parsed else list(initial_tokens(name))
            lists[name].append(position if name == "mask-position" else value)
    return {name: _joined(values) for name, values in lists.items()}


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
    result = _initials(_FONT_RESETS)
    if keyword(tokens) in _SYSTEM_FONTS:
        return result | {"font-size": _word("16px"), "font-family": _word("Arial")}
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
        end = max(_ends(name, tokens, at))
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
    return bool(_ends(name, tokens, at))


def _flex(tokens: Tokens) -> Longhands | None:
    names = ("flex-grow", "flex-shrink", "flex-basis")
    named = {"none": ("0", "0", "auto"), "auto": ("1", "1", "auto"), "initial": ("0", "1", "auto")}
    word = keyword(tokens)
    if word in named:
        return dict(zip(names, map(_word, named[word]), strict=True))
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
        "flex-grow": (factors[0],) if factors else _word("1"),
        "flex-shrink": (factors[1],) if len(factors) > 1 else _word("1"),
        "flex-basis": basis or _word("0%"),
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


def _grid_lines(names: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    """Expand `grid-row`, `grid-column` and `grid-area`: lines between slashes."""
    parts = split(tokens, "/")
    if not 1 <= len(parts) <= len(names):
        return None
    values = [tuple(part) for part in parts]
    while len(values) < len(names):
        # an omitted line repeats a name given for its opposite, else it is auto
        opposite = values[len(values) - 2 if len(names) == 4 and len(values) >= 2 else 0]
        named = keyword(opposite) is not None and ident(opposite[0]) != "auto"
        values.append(opposite if named else _word("auto"))
    result = dict(zip(names, values, strict=True))
    return result if all(valid(name, value) for name, value in result.items()) else None


_TEMPLATE = ("grid-template-rows", "grid-template-columns", "grid-template-areas")


def _grid_template(tokens: Tokens) -> Longhands | None:
    if keyword(tokens) == "none":
        return _initials(_TEMPLATE)
    parts = split(tokens, "/")
    if len(parts) > 2:
        return None
    columns = tuple(parts[1]) if len(parts) == 2 else _word("none")
    strings = tuple(token for token in parts[0] if token.type == "string")
    if not strings:
        result = {_TEMPLATE[0]: tuple(parts[0]), _TEMPLATE[1]: columns, _TEMPLATE[2]: _word("none")}
        ok = len(parts) == 2 and all(valid(name, value) for name, value in result.items())
        return result if ok else None
    rows: list[Token] = []
    sized = True
    for token in parts[0]:
        if token.type == "string":
            rows.extend(() if sized else _word("auto"))
            sized = False
        else:
            rows.append(token)
            sized = sized or token.type != "[] block"
    rows.extend(() if sized else _word("auto"))
    result = {_TEMPLATE[0]: tuple(rows), _TEMPLATE[1]: columns, _TEMPLATE[2]: strings}
    return result if all(valid(name, value) for name, value in result.items()) else None


def _grid(tokens: Tokens) -> Longhands | None:
    resets = _initials(("grid-auto-flow", "grid-auto-rows", "grid-auto-columns"))
    template = _grid_template(tokens)
    if template is not None:
        return template | resets
    parts = split(tokens, "/")
    if len(parts) != 2:
        return None
    flows = [[ident(token) for token in part] for part in parts]
    along = 0 if "auto-flow" in flows[0] else 1
    if "auto-flow" not in flows[along]:
        return None
    other = 1 - along
    names = (
        ("grid-auto-rows", "grid-template-columns"),
        ("grid-auto-columns", "grid-template-rows"),
    )
    auto, fixed = names[along]
    size = tuple(token for token in parts[along] if ident(token) not in ("auto-flow", "dense"))
    result = _initials(_TEMPLATE) | resets
    result[fixed] = tuple(parts[other])
    result[auto] = size or _word("auto")
    flow = "row" if along == 0 else "column"
    result["grid-auto-flow"] = _word(f"{flow} dense" if "dense" in flows[along] else flow)
    return result if all(valid(name, value) for name, value in result.items()) else None


def _layered(names: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    """Expand `animation` and `transition`: comma-separated groups of parts in any order."""
    lists: dict[str, list[list[Token]]] = {name: [] for name in names}
    for layer in split(tokens):
        parsed = _any_order(names, layer)
        if parsed is None:
            return None
        for name, value in parsed.items():
            lists[name].append(list(value))
    return {name: _joined(values) for name, values in lists.items()}


# The order decides who gets an ambiguous part: the first time is the duration, a name comes last.
_ANIMATION = (
    "animation-duration", "animation-timing-function", "animation-delay",
    "animation-iteration-count", "animation-direction", "animation-fill-mode",
    "animation-play-state", "animation-name",
)  # fmt: skip
_TRANSITION = (
    "transition-duration", "transition-timing-function", "transition-delay",
    "transition-behavior", "transition-property",
)  # fmt: skip


def _animation(tokens: Tokens) -> Longhands | None:
    result = _layered(_ANIMATION, tokens)
    return None if result is None else result | _initials(("animation-timeline",))


def _list_style(tokens: Tokens) -> Longhands | None:
    names = ("list-style-position", "list-style-image", "list-style-type")
    rest = [token for token in tokens if ident(token) != "none"]
    nones = len(tokens) - len(rest)
    result = _any_order(names, rest) if rest else _initials(names)
    if result is None or not tokens or nones > 2:
        return None
    if nones:
        free = [name for name in names[1:] if result[name] == initial_tokens(name)]
        if nones > len(free):
            return None
        if "list-style-type" in free:
            result["list-style-type"] = _word("none")
    return result


def _columns(tokens: Tokens) -> Longhands | None:
    names = ("column-width", "column-count")
    rest = [token for token in tokens if ident(token) != "auto"]
    return _any_order(names, rest) if rest else _initials(names) if tokens else None


_WHITE_SPACE = {
    "normal": ("collapse", "wrap"), "nowrap": ("collapse", "nowrap"), "pre": ("preserve", "nowrap"),
    "pre-wrap": ("preserve", "wrap"), "pre-line": ("preserve-breaks", "wrap"),
    "break-spaces": ("break-spaces", "wrap"),
}  # fmt: skip


def _white_space(tokens: Tokens) -> Longhands | None:
    names = ("white-space-collapse", "text-wrap-mode")
    word = keyword(tokens)
    if word in _WHITE_SPACE:
        return dict(zip(names, map(_word, _WHITE_SPACE[word]), strict=True))
    return _any_order(names, tokens)


_VARIANTS = (
    "font-variant-caps", "font-variant-ligatures", "font-variant-numeric",
    "font-variant-east-asian", "font-variant-alternates",
)  # fmt: skip


def _font_variant(tokens: Tokens) -> Longhands | None:
    result = _initials(_VARIANTS)
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
    result = _initials(("container-type",)) | {"container-name": tuple(parts[0])}
    if len(parts) == 2:
        result["container-type"] = tuple(parts[1])
    return result if len(parts) <= 2 and all(valid(*item) for item in result.items()) else None


def _four(pattern: str) -> Expander:
    return partial(_sides, tuple(pattern.format(side) for side in SIDES))


def _flow(pattern: str, axis: str) -> Expander:
    names = (pattern.format(f"{axis}-start"), pattern.format(f"{axis}-end"))
    return partial(_sides, tuple(LOGICAL[name] for name in names))


def _table() -> dict[str, Expander]:
    table: dict[str, Expander] = {
        "border": _border, "border-radius": _radius, "border-image": _border_image,
        "background": _background, "background-position": _background_position, "mask": _mask,
        "font": _font, "flex": _flex, "grid": _grid, "grid-template": _grid_template,
        "animation": _animation, "transition": partial(_layered, _TRANSITION),
        "list-style": _list_style, "columns": _columns, "white-space": _white_space,
        "font-variant": _font_variant, "container": _container, "inset": _four("{}"),
        "border-width": _four("border-{}-width"), "border-style": _four("border-{}-style"),
        "border-color": _four("border-{}-color"),
        "grid-row": partial(_grid_lines, ("grid-row-start", "grid-row-end")),
        "grid-column": partial(_grid_lines, ("grid-column-start", "grid-column-end")),
        "grid-area": partial(_grid_lines, (
            "grid-row-start", "grid-column-start", "grid-row-end", "grid-column-end")),
    }  # fmt: skip
    for name, parts in _ANY_ORDER.items():
        table[name] = partial(_any_order, parts)
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
    for axis, sides in (("block", ("top", "bottom")), ("inline", ("left", "right"))):
        table[f"inset-{axis}"] = _flow("inset-{}", axis)
        table[f"border-{axis}"] = partial(_border_sides, sides)
        for edge, side in zip(("start", "end"), sides, strict=True):
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
        expanded = SHORTHANDS[name](_word(sample))
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
        if name in PROPERTIES:
            return {name: tuple(tokens)}
        if name in SHORTHANDS or name == "all":
            return dict.fromkeys(longhands_of(name), tuple(tokens))
        return None
    if name in PROPERTIES:
        return {name: tuple(tokens)} if valid(name, tokens) else None
    if name in SHORTHANDS:
        return SHORTHANDS[name](tokens)
    return None
