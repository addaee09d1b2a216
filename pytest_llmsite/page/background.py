"""An element's background: its colour, and its layers of images and gradients, topmost first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import colour_syntax
from .colour import TRANSPARENT, Colour
from .computed import Style
from .resources import Resource
from .rules import url_of
from .tokens import Token, keyword, significant, spaced, split, text

_SMALL = 64.0  # px: an image no larger is an icon, nothing that lies behind a text
_THIN = 24.0  # px: a sized gradient no thicker is a line


@dataclass(frozen=True, slots=True)
class Layer:
    """One background image.

    kind: "image" (`resource` says whether it is there), "gradient" (`stops` are its colours) or "other".
    covers: whether it fills the box, or at least the part that text stands on.
    """

    kind: str
    css: str
    resource: Resource | None = None
    stops: tuple[Colour, ...] = ()
    size: str = "auto"
    position: str = "0% 0%"
    repeat: str = "repeat"
    attachment: str = "scroll"
    clip: str = "border-box"
    covers: bool = True

    @property
    def painted(self) -> bool:
        """Whether the layer shows anything: a missing or broken image does not."""
        if self.resource is not None:
            return self.resource.usable is not False
        return self.kind != "gradient" or any(stop.alpha > 0 for stop in self.stops)


@dataclass(frozen=True, slots=True)
class Background:
    """Background colour and image layers, topmost first."""

    colour: Colour
    layers: tuple[Layer, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is painted at all."""
        return self.colour.alpha == 0 and not any(layer.painted for layer in self.layers)

    @property
    def images(self) -> tuple[Resource, ...]:
        """The images among the layers."""
        return tuple(layer.resource for layer in self.layers if layer.resource is not None)


NOTHING = Background(TRANSPARENT)
_PAINTED = frozenset(("background-color", "background-image"))  # neither is inherited


def background(style: Style, resource: Callable[[str], Resource]) -> Background:
    """Return the background that a style describes; *resource* looks up an address."""
    if _PAINTED.isdisjoint(style.cascaded):
        return NOTHING
    colour = style.colour("background-color") or TRANSPARENT
    if style.computed("background-image") == "none":
        return Background(colour)
    parts = split(style.tokens("background-image"))
    lists = {name: split(style.tokens(f"background-{name}")) for name in _PER_LAYER}
    layers = []
    for index, part in enumerate(parts):
        if not part or keyword(part) == "none":
            continue
        values = {name: spaced(found[index % len(found)]) for name, found in lists.items()}
        layers.append(_layer(part[0], values, resource))
    return Background(colour, tuple(layers))


_PER_LAYER = ("size", "position-x", "position-y", "repeat", "attachment", "clip")


def _layer(token: Token, values: dict[str, str], resource: Callable[[str], Resource]) -> Layer:
    token = _chosen(token)
    found: Resource | None = None
    stops: tuple[Colour, ...] = ()
    kind = "other"
    url = url_of(token)
    if url is not None:
        kind, found = "image", resource(url)
    elif token.type == "function" and "gradient" in token.lower_name:
        kind, stops = "gradient", gradient_stops(token)
    return Layer(
        kind,
        text([token]),
        found,
        stops,
        values["size"],
        f"{values['position-x']} {values['position-y']}",
        values["repeat"],
        values["attachment"],
        values["clip"],
        _covers(values, kind, found),
    )


def _chosen(token: Token) -> Token:
    """Return what image-set() or cross-fade() shows first: the image of its first candidate."""
    if token.type != "function" or not token.lower_name.endswith(("image-set", "cross-fade")):
        return token
    inner = significant(token.arguments)
    return next((part for part in inner if part.type in ("url", "string", "function")), token)


def gradient_stops(token: Token) -> tuple[Colour, ...]:
    """Return the colours of a gradient function, in order."""
    stops = []
    for part in split(significant(token.arguments)):
        for each in part:
            colour = colour_syntax.parse(each)
            if colour is not None:
                stops.append(colour)
                break
            if each.type == "function" and each.lower_name in ("from", "to", "color-stop"):
                stops += _old_stop(each)
    return tuple(stops)


def _old_stop(token: Token) -> list[Colour]:
    """Read from(), to() and color-stop() of the first gradients that browsers had."""
    found = [colour_syntax.parse(part) for part in significant(token.arguments)]
    return [colour for colour in found if colour is not None]


def _covers(values: dict[str, str], kind: str, resource: Resource | None) -> bool:
    if values["clip"] == "text":
        return False
    size = values["size"]
    repeats = values["repeat"].split()
    if size in ("cover", "contain"):
        return True
    lengths = [_length(part) for part in size.split()]
    if kind == "gradient":
        return not any(length is not None and length <= _THIN for length in lengths) or (
            "no-repeat" not in repeats and "repeat-x" not in repeats and "repeat-y" not in repeats
        )
    if repeats == ["repeat"]:
        return True
    natural = resource.size if resource is not None else None
    if size == "auto" and natural is not None:
        return max(natural) > _SMALL
    return not any(length is not None and length <= _SMALL for length in lengths)


def _length(value: str) -> float | None:
    """Return a size in px; a small percentage counts as small."""
    try:
        if value.endswith("px"):
            return float(value[:-2])
        if value.endswith("%"):
            return 0.0 if float(value[:-1]) < 10 else None
    except ValueError:
        return None
    return None
