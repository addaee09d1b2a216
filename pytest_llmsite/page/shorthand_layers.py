"""Shorthands with comma-separated layers: backgrounds, masks, animations and transitions."""

from __future__ import annotations

from .grammar import compiled, fits
from .properties import initial_tokens
from .shorthand_parts import Longhands, any_order, ends_of, initials, valid, word_of
from .tokens import Token, Tokens, ident, is_literal, split

_BACKGROUND = (
    "background-image", "background-position-x", "background-position-y", "background-size",
    "background-repeat", "background-attachment", "background-origin", "background-clip",
)  # fmt: skip
_BOXES = ("border-box", "padding-box", "content-box", "text", "border-area")


def background(tokens: Tokens) -> Longhands | None:
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
    return {name: joined(values) for name, values in lists.items()} | {"background-color": colour}


def _background_layer(layer: Tokens, last: bool) -> Longhands | None:
    result = initials(_BACKGROUND)
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
        if name not in seen and (ends := ends_of(name, layer, at)):
            return max(ends), {name: tuple(layer[at : max(ends)])}
    if last and "background-color" not in seen and valid("background-color", (layer[at],)):
        return at + 1, {"background-color": (layer[at],)}
    ends = compiled("<position>")(layer, at)
    if not ends or "background-position-x" in seen:
        return None
    end = max(ends)
    values = _position(layer[at:end])
    if end < len(layer) and is_literal(layer[end], "/"):
        sizes = ends_of("background-size", layer, end + 1)
        if not sizes:
            return None
        values["background-size"] = tuple(layer[end + 1 : max(sizes)])
        end = max(sizes)
    return end, values


def joined(values: list[list[Token]]) -> tuple[Token, ...]:
    comma = word_of(",")[0]
    joined: list[Token] = []
    for value in values:
        if joined:
            joined.append(comma)
        joined.extend(value)
    return tuple(joined)


def _position(tokens: Tokens) -> Longhands:
    """Split one valid <position> into its horizontal and vertical part."""
    centre = word_of("center")
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


def background_position(tokens: Tokens) -> Longhands | None:
    layers = split(tokens)
    if not all(layer and fits("<position>", layer) for layer in layers):
        return None
    pairs = [_position(layer) for layer in layers]
    return {name: joined([list(pair[name]) for pair in pairs]) for name in pairs[0]}


_MASK = (
    "mask-image", "mask-position", "mask-size", "mask-repeat", "mask-origin", "mask-clip",
    "mask-composite", "mask-mode",
)  # fmt: skip


def mask(tokens: Tokens) -> Longhands | None:
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
    return {name: joined(values) for name, values in lists.items()}


def layered(names: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    """Expand `animation` and `transition`: comma-separated groups of parts in any order."""
    lists: dict[str, list[list[Token]]] = {name: [] for name in names}
    for layer in split(tokens):
        parsed = any_order(names, layer)
        if parsed is None:
            return None
        for name, value in parsed.items():
            lists[name].append(list(value))
    return {name: joined(values) for name, values in lists.items()}


# The order decides who gets an ambiguous part: the first time is the duration, a name comes last.
_ANIMATION = (
    "animation-duration", "animation-timing-function", "animation-delay",
    "animation-iteration-count", "animation-direction", "animation-fill-mode",
    "animation-play-state", "animation-name",
)  # fmt: skip
TRANSITION = (
    "transition-duration", "transition-timing-function", "transition-delay",
    "transition-behavior", "transition-property",
)  # fmt: skip


def animation(tokens: Tokens) -> Longhands | None:
    result = layered(_ANIMATION, tokens)
    return None if result is None else result | initials(("animation-timeline",))
