"""What lies behind a text: backgrounds composited from the canvas up to the element."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from . import covering
from .background import Background, Layer
from .colour import BLACK, WHITE, Colour
from .computed import Style
from .dom import Node
from .engine import StyleEngine

MAX_SAMPLES = 24

BackgroundOf = Callable[[Style], Background]


@dataclass(frozen=True, slots=True)
class Sample:
    """One colour that may lie behind; *groups* are what translucent ancestors are laid upon."""

    colour: Colour
    groups: tuple[tuple[Colour, float], ...] = ()

    def seen(self, colour: Colour) -> Colour:
        """Return how an opaque *colour* on this sample looks through the ancestors' opacity."""
        for behind, opacity in reversed(self.groups):
            colour = Colour(colour.r, colour.g, colour.b, opacity).over(behind)
        return colour


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What lies behind an element's text.

    colours: every colour met, opaque: one for a plain background, several for gradients; behind images
    black and white stand for whatever they show.
    unknown: whether an image plays a part; certain: whether the layering is sure.
    """

    colours: tuple[Colour, ...]
    unknown: bool = False
    certain: bool = True
    samples: tuple[Sample, ...] = ()

    @property
    def plain(self) -> Colour | None:
        """The colour, when there is but one."""
        return self.colours[0] if len(self.colours) == 1 and not self.unknown else None


class Canvas:
    """Paints layer upon layer over a handful of samples."""

    __slots__ = ("certain", "pending", "samples", "unknown")

    def __init__(self, other: Canvas | None = None) -> None:
        self.samples: list[Sample] = [Sample(WHITE)] if other is None else other.samples
        self.unknown: bool = other is not None and other.unknown
        self.certain: bool = other is None or other.certain
        self.pending = 1.0  # opacity of the box that is being painted

    def colour(self, colour: Colour) -> None:
        if colour.alpha <= 0:
            return
        colour = colour.faded(self.pending)
        self._set(Sample(colour.over(s.colour), s.groups) for s in self.samples)
        if colour.opaque:
            self.unknown = False
            self.certain = True

    def layer(self, layer: Layer) -> None:
        if not layer.painted or not layer.covers:
            return
        if layer.kind != "gradient":
            self.picture()
            return
        self._set(
            Sample(stop.faded(self.pending).over(sample.colour), sample.groups)
            for sample in self.samples
            for stop in layer.stops
        )
        if all(stop.opaque for stop in layer.stops) and self.pending >= 1:
            self.unknown = False

    def picture(self, certain: bool = True) -> None:
        """Paint an image: black, white, or (it may be transparent) nothing."""
        self.unknown = True
        self.certain = self.certain and certain
        before = list(self.samples)
        extremes = [
            Sample(tone.faded(self.pending).over(sample.colour), sample.groups)
            for sample in before
            for tone in (BLACK, WHITE)
        ]
        self._set(extremes if certain else [*before, *extremes])

    def background(self, found: Background) -> None:
        self.colour(found.colour)
        for layer in reversed(found.layers):
            self.layer(layer)

    def group(self, opacity: float) -> None:
        self._set(
            Sample(sample.colour, (*sample.groups, (sample.colour, opacity)))
            for sample in self.samples
        )

    def _set(self, samples: Iterable[Sample]) -> None:
        unique = list(dict.fromkeys(samples))
        if len(unique) > MAX_SAMPLES:
            unique.sort(key=lambda sample: sample.colour.luminance)
            half = MAX_SAMPLES // 2
            unique = unique[:half] + unique[-half:]
        self.samples = unique


def backdrop(engine: StyleEngine, node: Node, width: int, background_of: BackgroundOf) -> Backdrop:
    """Return what lies behind the text of *node* at a viewport of *width* px."""
    canvas = _painted(engine, node, width, background_of)
    samples = canvas.samples  # one list for all texts on the same ground
    key = (id(samples), canvas.unknown, canvas.certain)
    if key not in engine.backdrops:
        colours = tuple(dict.fromkeys(sample.seen(sample.colour) for sample in samples))
        found = Backdrop(colours, canvas.unknown, canvas.certain, tuple(samples))
        engine.backdrops[key] = (samples, found)
    return engine.backdrops[key][1]


def _painted(engine: StyleEngine, node: Node, width: int, background_of: BackgroundOf) -> Canvas:
    """Paint from the root down to *node*, starting from what a neighbour's text has in common with it."""
    pending: list[tuple[Node, Node | None, int | None]] = []
    each: Node | None = node
    following: Node | None = None
    stop: int | None = None
    canvas: Canvas | None = None
    while each is not None:
        known = engine.canvases.get((following, stop, width)) if following is not None else None
        if known is not None:
            canvas = Canvas(known)
            break
        pending.append((each, following, stop))
        level = covering.painted_level(engine, each, width)
        stop = stop if level is None else level
        each, following = each.parent, each
    canvas = canvas or Canvas()
    for each, following, stop in reversed(pending):
        _paint(canvas, engine, each, following, stop, width, background_of)
        if following is not None:
            engine.canvases[following, stop, width] = Canvas(canvas)
    return canvas


def _paint(
    canvas: Canvas, engine: StyleEngine, node: Node, following: Node | None, stop: int | None,
    width: int, background_of: BackgroundOf,
) -> None:  # fmt: skip
    """Paint one element, and what it contributes behind a text in its child *following*."""
    style = engine.style(node, width)
    opacity = float(style["opacity"])
    if opacity < 1:
        canvas.group(opacity)
    if style["display"] != "contents":
        canvas.background(background_of(style))
    for box in covering.behind(engine, node, following, stop, width):
        canvas.pending = float(box.style["opacity"])
        canvas.background(background_of(box.style))
        if box.picture:
            canvas.picture(box.certain)
        canvas.pending = 1.0
