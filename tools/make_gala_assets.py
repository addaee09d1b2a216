"""Draw the bitmap images and the video of the bundled template `gala-event`.

Run it from the root of the repository: `python tools/make_gala_assets.py [FOLDER OF THE TEMPLATE]`.
The drawings are deterministic for one version of Pillow and numpy; the video needs ffmpeg (on the path,
or the package imageio-ffmpeg) and is deterministic for one version of libvpx. Logos, the pattern and the
SVG favicons are written by hand and are not touched.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from drawing import BUNDLED, Array, Rgb, blend, grained, mesh, noise, ramp, save_webp
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

TEMPLATE = BUNDLED / "gala-event"

Point = tuple[float, float]
Draw = ImageDraw.ImageDraw

NIGHT: Rgb = (11, 16, 38)
GOLD: Rgb = (230, 196, 124)
SOOT: Rgb = (23, 13, 16)
BRASS: Rgb = (227, 155, 75)


# --- helpers --------------------------------------------------------------------------------------


def lit(canvas: Array, amount: Array) -> Array:
    """`canvas` in coloured light, screened so that it never burns out."""
    return np.asarray(255 - (255 - np.clip(canvas, 0, 255)) * (255 - np.clip(amount, 0, 255)) / 255)


def light(canvas: Array, colour: Rgb, amount: Array) -> Array:
    """`canvas` with light of one colour on it, by pixel."""
    return lit(canvas, amount[..., None] * np.asarray(colour, dtype=float))


Part = tuple[slice, slice]


def spot(width: int, height: int, x: float, y: float, radius: float) -> tuple[Part, Array]:
    """A Gaussian spot of light at a pixel, and the part of the canvas in which it lies."""
    reach = 4.2 * radius
    left, right = max(0, math.floor(x - reach)), min(width, math.ceil(x + reach) + 1)
    top, bottom = max(0, math.floor(y - reach)), min(height, math.ceil(y + reach) + 1)
    across = np.exp(-((np.arange(left, max(left, right)) - x) ** 2) / (2 * radius * radius))
    down = np.exp(-((np.arange(top, max(top, bottom)) - y) ** 2) / (2 * radius * radius))
    part = (slice(top, max(top, bottom)), slice(left, max(left, right)))
    return part, down[:, None] * across[None, :]


def glow(canvas: Array, colour: Rgb, x: float, y: float, radius: float, share: float = 1.0) -> None:
    """Add a Gaussian spot of light; `radius` is its standard deviation in pixels."""
    part, value = spot(canvas.shape[1], canvas.shape[0], x, y, radius)
    canvas[part] = light(canvas[part], colour, value * share)


class Pen:
    """Draws with coordinates in pixels on a layer that is larger by `scale`; without one it measures."""

    def __init__(self, layer: Image.Image | None, scale: int, left: int, top: int) -> None:
        self.draw = ImageDraw.Draw(layer) if layer is not None else None
        self.scale, self.left, self.top = scale, left, top
        self.points: list[Point] = []

    def polygon(self, points: Sequence[Point]) -> None:
        if self._shown(points):
            self.draw.polygon(self._scaled(points), fill=255)  # type: ignore[union-attr]

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: int = 255) -> None:
        box = [(x - rx, y - ry), (x + rx, y + ry)]
        if self._shown(box):
            self.draw.ellipse(self._scaled(box), fill=fill)  # type: ignore[union-attr]

    def line(self, points: Sequence[Point], width: float) -> None:
        if self._shown([(x + d, y + d) for x, y in points for d in (-width, width)]):
            pixels = max(1, round(width * self.scale))
            self.draw.line(self._scaled(points), fill=255, width=pixels, joint="curve")  # type: ignore[union-attr]

    def rectangle(
        self, left: float, top: float, right: float, bottom: float, fill: int = 255
    ) -> None:
        box = [(left, top), (right, bottom)]
        if self._shown(box):
            self.draw.rectangle(self._scaled(box), fill=fill)  # type: ignore[union-attr]

    def _shown(self, points: Sequence[Point]) -> bool:
        self.points += points
        return self.draw is not None

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [((x - self.left) * self.scale, (y - self.top) * self.scale) for x, y in points]


Painter = Callable[[Pen], None]


def cover(width: int, height: int, draw: Painter, blur: float = 0) -> tuple[Part, Array]:
    """The coverage (0..1) of what `draw` paints, supersampled, and the part of the canvas it lies in."""
    measure = Pen(None, 1, 0, 0)
    draw(measure)
    xs, ys = zip(*measure.points, strict=True)
    margin, scale = 2 + math.ceil(3 * blur), 3
    left, top = max(0, math.floor(min(xs)) - margin), max(0, math.floor(min(ys)) - margin)
    right = min(width, math.ceil(max(xs)) + margin)
    bottom = min(height, math.ceil(max(ys)) + margin)
    if right <= left or bottom <= top:
        return (slice(0, 0), slice(0, 0)), np.zeros((0, 0))
    layer = Image.new("L", ((right - left) * scale, (bottom - top) * scale), 0)
    draw(Pen(layer, scale, left, top))
    layer = layer.resize((right - left, bottom - top), Image.Resampling.BOX)
    if blur:
        layer = layer.filter(ImageFilter.GaussianBlur(blur))
    return (slice(top, bottom), slice(left, right)), np.asarray(layer, dtype=float) / 255


def mask(width: int, height: int, draw: Painter, blur: float = 0) -> Array:
    """The coverage of what `draw` paints, for all of a canvas."""
    coverage = np.zeros((height, width))
    part, value = cover(width, height, draw, blur)
    coverage[part] = value
    return coverage


def paint(
    canvas: Array, colour: Rgb | Array, draw: Painter, share: float = 1.0, blur: float = 0
) -> None:
    """Paint what `draw` draws in a colour (or in the colours of another canvas)."""
    part, value = cover(canvas.shape[1], canvas.shape[0], draw, blur)
    source = colour[part] if isinstance(colour, np.ndarray) else colour
    canvas[part] = blend(canvas[part], source, value * share)


def shine(canvas: Array, colour: Rgb, draw: Painter, share: float = 1.0, blur: float = 0) -> None:
    """Let what `draw` draws shine in a colour."""
    part, value = cover(canvas.shape[1], canvas.shape[0], draw, blur)
    canvas[part] = light(canvas[part], colour, value * share)


def polygons(*shapes: Sequence[Point]) -> Painter:
    """A painter of polygons."""

    def paint(pen: Pen) -> None:
        for shape in shapes:
            pen.polygon(shape)

    return paint


def ellipses(*boxes: tuple[float, float, float, float]) -> Painter:
    """A painter of ellipses given by centre and radii."""

    def paint(pen: Pen) -> None:
        for box in boxes:
            pen.ellipse(*box)

    return paint


def lines(width: float, *paths: Sequence[Point]) -> Painter:
    """A painter of polylines."""

    def paint(pen: Pen) -> None:
        for path in paths:
            pen.line(path, width)

    return paint


def picture(canvas: Array, grain: float = 1.6) -> Image.Image:
    """A canvas as an image, with a little grain."""
    return grained(canvas, grain)


def save(image: Image.Image, path: Path, quality: int = 78) -> None:
    """Write an image as WebP."""
    save_webp(image, path, quality)


# --- the observatory ------------------------------------------------------------------------------


def night_sky(width: int, height: int, seed: int, horizon: float, warm: Rgb) -> Array:
    """A clear winter sky: gradient, Milky Way and stars."""
    xs, ys = mesh(width, height)
    stops = [(0.0, (7, 10, 28)), (0.45, (18, 27, 70)), (0.75, (52, 60, 122)), (1.0, warm)]
    canvas = ramp(np.clip(ys / horizon, 0, 1), stops)
    ratio = width / height
    along = (xs - 0.62) * ratio * 0.62 + (ys - 0.30) * 0.78
    across = (xs - 0.62) * ratio * 0.78 - (ys - 0.30) * 0.62
    cloud = noise(width, height, 420, seed, 6)
    dust = noise(width, height, 260, seed + 1, 6)
    band = np.exp(-(((across + (cloud - 0.5) * 0.22) / 0.17) ** 2)) * np.exp(-((along / 1.1) ** 2))
    lane = np.exp(-(((across - 0.02 + (dust - 0.5) * 0.34) / 0.045) ** 2))
    haze = band * (0.35 + 0.9 * cloud) * (1 - 0.72 * lane * dust)
    haze *= np.clip(1.15 - ys / horizon, 0, 1)
    canvas = light(canvas, (150, 158, 214), haze * 0.62)
    canvas = light(canvas, (232, 196, 190), band**3 * cloud**2 * (1 - lane) * 0.5)
    return _stars(canvas, seed, horizon, band)


def _stars(canvas: Array, seed: int, horizon: float, band: Array) -> Array:
    height, width = canvas.shape[:2]
    horizon = min(1.0, horizon)
    rng = np.random.default_rng(seed + 9)
    layer = np.zeros((height, width))
    for _ in range(width * height // 620):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, int(height * horizon)))
        if rng.random() < 0.45 + 0.55 * band[y, x]:
            layer[y, x] = max(
                layer[y, x], rng.random() ** 5 * (1 - 0.7 * (y / height / horizon) ** 3)
            )
    fine = Image.fromarray((np.clip(layer, 0, 1) * 255).astype(np.uint8))
    soft = np.asarray(fine.filter(ImageFilter.GaussianBlur(0.75)), dtype=float) / 255
    canvas = light(canvas, (238, 240, 255), np.clip(soft * 3.6, 0, 1))
    for _ in range(26):
        x, y = rng.random() * width, rng.random() * height * horizon * 0.8
        size = 0.9 + rng.random() * 1.3
        glow(canvas, (226, 232, 255), x, y, size, 0.95)
        glow(canvas, (150, 170, 250), x, y, size * 6, 0.16)
    return canvas


def ridge(
    canvas: Array, seed: int, base: float, rise: float, cell: float, colour: Rgb, snow: float = 0.0
) -> Array:
    """A mountain ridge whose mean height is `base` (0 top, 1 bottom), with snow on its upper slopes."""
    height, width = canvas.shape[:2]
    profile = noise(width, 4, cell, seed, 7)[1]
    top = (base - (profile - 0.35) * rise)[None, :] * height
    ys = np.arange(height, dtype=float)[:, None]
    below = np.clip(ys - top, 0, 1)
    relief = noise(width, height, cell / 4, seed + 3, 7)
    depth = (ys - top) / (height * max(rise, 0.02))
    slope = np.clip(0.5 + (relief - np.roll(relief, round(cell / 60), axis=1)) * 7, 0, 1)
    tint = np.asarray(colour, dtype=float) * (0.86 + 0.22 * slope)[..., None]
    if snow:
        cover = (
            np.clip((0.62 - depth + (relief - 0.5) * 1.5) * 4, 0, 1) * (0.25 + 0.75 * slope) * snow
        )
        tint = blend(tint, (150, 166, 214), cover)
    return blend(canvas, tint, below)


def pines(width: int, height: int, seed: int, spots: Sequence[tuple[float, float, float]]) -> Array:
    """The coverage of pine trees at (x, foot, height) in pixels."""
    rng = np.random.default_rng(seed)
    shapes: list[list[Point]] = []
    for x, foot, tall in spots:
        half = tall * 0.19
        left: list[Point] = [(x, foot - tall)]
        right: list[Point] = []
        tiers = 7
        for tier in range(1, tiers + 1):
            y = foot - tall * (1 - tier / tiers * 0.93)
            reach = half * tier / tiers * (0.85 + 0.3 * rng.random())
            left += [(x - reach, y), (x - reach * 0.55, y - tall * 0.035)]
            right += [(x + reach, y), (x + reach * 0.55, y - tall * 0.035)]
        shapes.append([*left, (x - half * 0.1, foot), (x + half * 0.1, foot), *reversed(right)])
    return mask(width, height, polygons(*shapes))


def observatory(width: int = 1920, height: int = 1080) -> Array:
    """The ball's hero: a lit observatory on a snowy hill under the Milky Way."""
    canvas = night_sky(width, height, 21, 0.8, (150, 116, 156))
    canvas = ridge(canvas, 41, 0.70, 0.20, 700, (44, 52, 104), 0.85)
    canvas = ridge(canvas, 47, 0.80, 0.14, 480, (26, 33, 74), 0.5)
    canvas = _hill(canvas)
    canvas = _dome(canvas, width * 0.765, height * 0.735, height * 0.148)
    return _path(canvas)


def _hill(canvas: Array) -> Array:
    height, width = canvas.shape[:2]
    xs, ys = mesh(width, height)
    swell = (
        0.93
        - 0.115 * np.exp(-(((xs - 0.69) / 0.26) ** 4))
        - 0.05 * np.exp(-(((xs - 0.2) / 0.2) ** 2))
    )
    swell += (noise(width, 4, 300, 61)[1] - 0.5)[None, :] * 0.016
    below = np.clip((ys - swell) * height, 0, 1)
    depth = np.clip((ys - swell) / 0.26, 0, 1)
    snow = ramp(depth, [(0.0, (120, 132, 186)), (0.25, (72, 82, 138)), (1.0, (20, 26, 60))])
    snow *= (0.86 + 0.28 * noise(width, height, 120, 63, 5))[..., None]
    canvas = blend(canvas, snow, below)
    rng = np.random.default_rng(8)
    spots = [
        (rng.uniform(0, 0.5) * width, rng.uniform(0.9, 0.965) * height, rng.uniform(60, 150))
        for _ in range(34)
    ]
    spots += [
        (rng.uniform(0.9, 1.0) * width, rng.uniform(0.87, 0.95) * height, rng.uniform(90, 190))
        for _ in range(9)
    ]
    spots += [
        (rng.uniform(0.44, 0.505) * width, rng.uniform(0.84, 0.87) * height, rng.uniform(60, 120))
        for _ in range(7)
    ]
    trees = pines(width, height, 5, sorted(spots, key=lambda s: s[1]))
    return blend(canvas, (12, 17, 42), trees * 0.96)


def _dome(canvas: Array, x: float, y: float, radius: float) -> Array:
    """The building: round tower with its dome open, and the hall beside it."""
    height, width = canvas.shape[:2]
    xs, _ = mesh(width, height)
    glow(canvas, (255, 190, 110), x, y + radius * 0.5, radius * 1.5, 0.3)
    hall_left, hall_top, hall_foot = x - radius * 3.0, y + radius * 0.22, y + radius * 0.98
    hall = [(hall_left, hall_foot), (hall_left, hall_top), (x, hall_top), (x, hall_foot)]
    roof = [
        (hall_left - 12, hall_top),
        (hall_left + 30, hall_top - radius * 0.36),
        (x, hall_top - radius * 0.36),
        (x, hall_top),
    ]
    paint(canvas, (33, 36, 68), polygons(hall))
    paint(canvas, (92, 104, 154), polygons(roof))
    windows = []
    step = radius * 0.42
    for number in range(6):
        left = hall_left + radius * 0.18 + number * step
        windows.append((left, hall_top + radius * 0.2, radius * 0.2, radius * 0.46))
    canvas = _windows(canvas, windows)
    tower = [
        (x - radius * 0.96, hall_foot + 8),
        (x - radius * 0.96, y),
        (x + radius * 0.96, y),
        (x + radius * 0.96, hall_foot + 8),
    ]
    shade = np.clip((xs * width - (x - radius)) / (2 * radius), 0, 1)
    paint(
        canvas,
        ramp(shade, [(0.0, (72, 70, 104)), (0.4, (50, 52, 88)), (1.0, (20, 24, 52))]),
        polygons(tower),
    )
    arc = [
        (x + radius * math.cos(a), y - radius * math.sin(a)) for a in np.linspace(0, math.pi, 90)
    ]
    dome = ramp(
        shade,
        [
            (0.0, (150, 158, 200)),
            (0.32, (196, 202, 228)),
            (0.7, (96, 104, 150)),
            (1.0, (44, 50, 92)),
        ],
    )
    paint(canvas, dome, polygons(arc))
    canvas = _seams(canvas, x, y, radius)
    paint(
        canvas,
        (214, 184, 122),
        polygons(
            [
                (x - radius * 1.04, y + 9),
                (x - radius * 1.04, y - 5),
                (x + radius * 1.04, y - 5),
                (x + radius * 1.04, y + 9),
            ]
        ),
    )
    small = [
        (x - radius * 0.62, y + radius * 0.34, radius * 0.2, radius * 0.34),
        (x + radius * 0.34, y + radius * 0.34, radius * 0.2, radius * 0.34),
    ]
    canvas = _windows(canvas, small)
    door = (x - radius * 0.14, y + radius * 0.42, radius * 0.28, radius * 0.6)
    return _windows(canvas, [door])


def _seams(canvas: Array, x: float, y: float, radius: float) -> Array:
    """The ribs of the dome and its open slit with the telescope in it."""
    height, width = canvas.shape[:2]
    paths = []
    for share in (-0.86, -0.6, -0.28, 0.62, 0.88):
        paths.append(
            [
                (x + radius * share * math.cos(t), y - radius * math.sin(t))
                for t in np.linspace(0, math.pi / 2, 30)
            ]
        )
    paint(canvas, (70, 78, 124), lines(1.6, *paths), 0.7)
    left = [
        (x + radius * 0.10 * math.cos(t), y - radius * math.sin(t))
        for t in np.linspace(0, math.pi / 2, 30)
    ]
    right = [
        (x + radius * 0.46 * math.cos(t), y - radius * math.sin(t))
        for t in np.linspace(math.pi / 2, 0, 30)
    ]
    slit = left + right
    opening = mask(width, height, polygons(slit))
    canvas = blend(canvas, (58, 34, 30), opening)
    canvas = light(canvas, (255, 186, 96), opening * 0.75)
    tube = [
        (x + radius * 0.17, y - radius * 0.12),
        (x + radius * 0.13, y - radius * 0.74),
        (x + radius * 0.25, y - radius * 0.75),
        (x + radius * 0.29, y - radius * 0.12),
    ]
    return blend(canvas, (44, 34, 46), mask(width, height, polygons(tube)) * opening)


def _windows(canvas: Array, boxes: Sequence[tuple[float, float, float, float]]) -> Array:
    """Round-headed windows with warm light, given by left, top, width and height."""
    height, width = canvas.shape[:2]
    shapes = []
    for left, top, wide, tall in boxes:
        arc = [
            (left + wide / 2 - wide / 2 * math.cos(a), top + wide / 2 - wide / 2 * math.sin(a))
            for a in np.linspace(0, math.pi, 16)
        ]
        shapes.append([(left, top + tall), *arc, (left + wide, top + tall)])
    panes = mask(width, height, polygons(*shapes))
    shine(canvas, (255, 176, 84), polygons(*shapes), 0.55, blur=16)
    canvas = blend(canvas, (255, 206, 124), panes)
    bars = []
    for left, top, wide, tall in boxes:
        bars += [
            [(left + wide / 2, top), (left + wide / 2, top + tall)],
            [(left, top + tall * 0.52), (left + wide, top + tall * 0.52)],
        ]
    return blend(canvas, (96, 60, 40), mask(width, height, lines(1.6, *bars)) * panes)


def _path(canvas: Array) -> Array:
    """Lanterns along the way up to the door."""
    height, width = canvas.shape[:2]
    for number, t in enumerate(np.linspace(0, 1, 15)):
        size = 1.0 - 0.8 * t
        x = width * (0.50 + 0.265 * t + 0.045 * math.sin(t * 5.4)) + (
            60 * size if number % 2 else -60 * size
        )
        y = height * (1.0 - 0.105 * t)
        glow(canvas, (255, 172, 80), x, y + 6 * size, 34 * size, 0.42)
        glow(canvas, (255, 224, 160), x, y, 4.6 * size + 0.8)
    return canvas


def star_chart(width: int = 1600, height: int = 1000) -> Array:
    """The background of the about section: an old star chart."""
    canvas = night_sky(width, height, 77, 1.3, (60, 64, 120)) * 0.8
    x, y = width * 0.74, height * 0.46
    rings: list[list[Point]] = []
    for radius in (120, 240, 360, 372, 520, 680):
        rings.append(
            [
                (x + radius * math.cos(a), y + radius * math.sin(a))
                for a in np.linspace(0, 2 * math.pi, 200)
            ]
        )
    spokes = [
        [
            (x + 120 * math.cos(a), y + 120 * math.sin(a)),
            (x + 900 * math.cos(a), y + 900 * math.sin(a)),
        ]
        for a in np.arange(12) * math.pi / 6
    ]
    ticks = [
        [
            (x + 360 * math.cos(a), y + 360 * math.sin(a)),
            (x + 372 * math.cos(a), y + 372 * math.sin(a)),
        ]
        for a in np.arange(120) * math.pi / 60
    ]
    shine(canvas, GOLD, lines(1.3, *rings, *spokes), 0.42)
    shine(canvas, GOLD, lines(1.0, *ticks), 0.6)
    rng = np.random.default_rng(12)
    paths: list[list[Point]] = []
    dots: list[tuple[float, float, float, float]] = []
    for _ in range(9):
        cx, cy = rng.uniform(0.05, 0.95) * width, rng.uniform(0.08, 0.92) * height
        turn = rng.uniform(0, 6)
        path: list[Point] = []
        for _ in range(int(rng.integers(4, 7))):
            path.append((cx, cy))
            turn += rng.uniform(-1.1, 1.1)
            cx, cy = cx + 90 * math.cos(turn), cy + 90 * math.sin(turn)
        paths.append(path)
        dots += [(px, py, r, r) for px, py in path for r in (rng.uniform(2.4, 5.0),)]
    shine(canvas, (214, 222, 255), lines(1.2, *paths), 0.5)
    shine(canvas, (246, 240, 220), ellipses(*dots), 0.95)
    return canvas


def aurora(width: int = 1600, height: int = 1000) -> Array:
    """The background of the contact section: northern lights over snowy ridges."""
    canvas = night_sky(width, height, 131, 0.9, (40, 70, 110))
    _, ys = mesh(width, height)
    for at, seed, colour in (
        (0.36, 3, (84, 214, 170)),
        (0.5, 4, (96, 150, 230)),
        (0.28, 6, (150, 110, 220)),
    ):
        curve = at + (noise(width, 4, 620, seed, 3)[1] - 0.5)[None, :] * 0.34
        rays = 0.45 + 0.55 * noise(width, 4, 60, seed + 20, 4)[1][None, :]
        below = np.clip((curve - ys) / 0.30, 0, 1)
        edge = np.clip((curve + 0.025 - ys) / 0.03, 0, 1)
        canvas = light(canvas, colour, edge * (1 - below) ** 2.2 * rays * 0.72)
    canvas = ridge(canvas, 141, 0.74, 0.22, 620, (34, 44, 92), 0.9)
    canvas = ridge(canvas, 149, 0.86, 0.15, 420, (20, 27, 62), 0.6)
    rng = np.random.default_rng(15)
    spots = [
        (rng.random() * width, rng.uniform(0.95, 1.03) * height, rng.uniform(70, 190))
        for _ in range(70)
    ]
    return blend(canvas, (9, 13, 34), pines(width, height, 6, sorted(spots, key=lambda s: s[1])))


# --- the evening (both businesses) ----------------------------------------------------------------


def bokeh(
    canvas: Array,
    seed: int,
    count: int,
    box: tuple[float, float, float, float],
    sizes: tuple[float, float],
) -> Array:
    """Out-of-focus lights inside a box of fractions (left, top, right, bottom)."""
    height, width = canvas.shape[:2]
    rng = np.random.default_rng(seed)
    tones: tuple[Rgb, ...] = ((255, 190, 104), (255, 214, 150), (240, 150, 84), (255, 232, 196))
    for number in range(count):
        x, y = rng.uniform(box[0], box[2]) * width, rng.uniform(box[1], box[3]) * height
        radius = rng.uniform(*sizes)
        disc = mask(width, height, ellipses((x, y, radius, radius)), 1.6)
        rim = disc - mask(width, height, ellipses((x, y, radius - 3, radius - 3)), 1.6)
        strength = rng.uniform(0.14, 0.46)
        canvas = light(
            canvas, tones[number % 4], disc * strength + np.clip(rim, 0, 1) * strength * 0.6
        )
    return canvas


def long_table(width: int = 1200, height: int = 800) -> Array:
    """A long table laid for dinner, by candlelight."""
    _, ys = mesh(width, height)
    canvas = ramp(
        ys, [(0.0, (24, 16, 20)), (0.4, (58, 34, 30)), (0.52, (40, 24, 24)), (1.0, (18, 12, 16))]
    )
    glow(canvas, (255, 160, 84), width * 0.5, height * 0.36, 250, 0.34)
    canvas = bokeh(canvas, 4, 46, (0.0, 0.02, 1.0, 0.36), (9, 30))
    vx, vy = width * 0.62, height * 0.31

    def at(x: float, z: float, up: float = 0.0) -> Point:
        """The pixel of a point on the table: x across (-1..1), z away (1 near), `up` above it."""
        return vx + (x - 0.52) * 500 / z, vy + (430 - up) / z

    cloth = [at(-1, 0.45), at(-1, 7), at(1, 7), at(1, 0.45)]
    table = mask(width, height, polygons(cloth))
    distance = np.clip((ys * height - vy) / 430, 0.05, 1.6)
    linen = ramp(
        distance,
        [
            (0.0, (150, 100, 70)),
            (0.35, (206, 160, 122)),
            (0.8, (196, 156, 132)),
            (1.5, (120, 90, 84)),
        ],
    )
    canvas = blend(canvas, linen, table)
    edge = [[at(-1, z) for z in (0.45, 7.0)], [at(1, z) for z in (0.45, 7.0)]]
    paint(canvas, (92, 62, 54), lines(3, *edge), 0.8, blur=0.6)
    for number, row in enumerate(np.geomspace(6.2, 0.82, 12)):
        canvas = _setting(canvas, at, float(row), candle=number % 2 == 0)
    return np.asarray(canvas)


def _setting(canvas: Array, at: Callable[..., Point], z: float, candle: bool) -> Array:
    """Plates on both sides, glasses, greenery and a candle at one distance."""
    leaves = []
    rng = np.random.default_rng(round(z * 100))
    for _ in range(16):
        x, y = at(
            float(rng.uniform(-0.22, 0.22)),
            z * float(rng.uniform(0.93, 1.07)),
            float(rng.uniform(0, 22)),
        )
        leaves.append((x, y, 15 / z * float(rng.uniform(0.6, 1.2)), 5 / z))
    paint(canvas, (44, 52, 36), ellipses(*leaves), 0.85)
    for side in (-0.66, 0.66):
        x, y = at(side, z)
        paint(canvas, (60, 38, 34), ellipses((x, y + 7 / z, 92 / z, 25 / z)), 0.55, blur=4 / z)
        for radius, tone in (
            (88, (238, 222, 200)),
            (78, (206, 178, 150)),
            (74, (246, 234, 216)),
            (50, (226, 204, 178)),
        ):
            paint(canvas, tone, ellipses((x, y, radius / z, radius * 0.27 / z)))
        fold = [at(side - 0.06, z, 4), at(side + 0.06, z, 4), at(side, z, 42)]
        paint(canvas, (164, 92, 66), polygons(fold))
        canvas = _glass(canvas, *at(side * 0.62, z), 1 / z)
    if not candle:
        return canvas
    x, _ = at(0.0, z)
    body = [at(-0.024, z), at(-0.024, z, 104), at(0.024, z, 104), at(0.024, z)]
    paint(canvas, (250, 226, 182), polygons(body))
    flame = (x, at(0.0, z, 122)[1])
    glow(canvas, (255, 158, 70), *flame, 84 / z, 0.4)
    glow(canvas, (255, 190, 110), *flame, 24 / z, 0.85)
    paint(canvas, (255, 244, 214), ellipses((*flame, 5.5 / z, 15 / z)), blur=0.8)
    return canvas


def _glass(canvas: Array, x: float, y: float, size: float) -> Array:
    """A wine glass whose foot stands at (x, y)."""
    foot = (x, y, 22 * size, 6 * size)
    stem = [[(x, y), (x, y - 56 * size)]]
    bowl = [
        (x - 25 * size, y - 128 * size),
        (x - 27 * size, y - 92 * size),
        (x - 14 * size, y - 62 * size),
        (x, y - 54 * size),
        (x + 14 * size, y - 62 * size),
        (x + 27 * size, y - 92 * size),
        (x + 25 * size, y - 128 * size),
    ]
    wine = [
        (x - 27 * size, y - 94 * size),
        (x - 14 * size, y - 62 * size),
        (x, y - 54 * size),
        (x + 14 * size, y - 62 * size),
        (x + 27 * size, y - 94 * size),
    ]
    shine(canvas, (255, 214, 160), ellipses(foot), 0.35)
    shine(canvas, (255, 226, 184), lines(3.0 * size, *stem), 0.6)
    shine(canvas, (255, 222, 180), polygons(bowl), 0.2)
    paint(canvas, (96, 20, 32), polygons(wine), 0.85)
    gleam = [[(x - 20 * size, y - 122 * size), (x - 21 * size, y - 84 * size)]]
    shine(canvas, (255, 240, 214), lines(3.4 * size, *gleam), 0.75, blur=0.6)
    return canvas


def coupes(width: int = 800, height: int = 1000) -> Array:
    """A tower of sparkling wine before a room full of lights."""
    _, ys = mesh(width, height)
    canvas = ramp(
        ys, [(0.0, (26, 16, 22)), (0.45, (70, 40, 34)), (0.8, (44, 26, 28)), (1.0, (20, 13, 17))]
    )
    glow(canvas, (255, 150, 76), width * 0.55, height * 0.42, 240, 0.4)
    canvas = bokeh(canvas, 9, 44, (0.0, 0.0, 1.0, 0.72), (14, 52))
    counter = np.clip((ys - 0.845) * height, 0, 1)
    canvas = blend(canvas, ramp(ys, [(0.845, (104, 68, 50)), (1.0, (30, 18, 20))]), counter)
    rows = ((4, 858.0), (3, 690.0), (2, 522.0), (1, 354.0))
    for count, foot in rows:
        for number in range(count):
            canvas = _coupe(canvas, width / 2 + (number - (count - 1) / 2) * 172, foot)
    rng = np.random.default_rng(2)
    for _ in range(60):
        x, y = width / 2 + rng.normal(0, 130), rng.uniform(60, 560)
        glow(canvas, (255, 232, 180), x, y, rng.uniform(0.8, 2.2), rng.uniform(0.3, 0.9))
    return canvas


def _coupe(canvas: Array, x: float, foot: float) -> Array:
    height, width = canvas.shape[:2]
    rim, bowl, half = foot - 168, foot - 104, 80.0
    side = [
        (x + half * math.cos(a), rim + (bowl - rim) * math.sin(a))
        for a in np.linspace(0, math.pi, 40)
    ]
    wine = [(px, py) for px, py in side if py > rim + 14]
    shine(canvas, (255, 220, 170), ellipses((x, foot - 3, 46, 8)), 0.4)
    shine(canvas, (255, 226, 180), lines(6, [(x, foot - 3), (x, bowl)]), 0.55)
    paint(canvas, (214, 150, 70), polygons(wine), 0.78)
    shine(canvas, (255, 206, 120), ellipses((x - 18, bowl - 26, 34, 16)), 0.6, blur=9)
    shine(canvas, (255, 236, 200), polygons(side), 0.14)
    shine(canvas, (255, 238, 196), ellipses((x, rim + 16, half - 5, 9)), 0.5)
    ring = mask(width, height, ellipses((x, rim, half, 11))) - mask(
        width, height, ellipses((x, rim, half - 3, 8.6))
    )
    canvas = light(canvas, (255, 242, 214), np.clip(ring, 0, 1) * 0.9)
    outline = mask(width, height, lines(2.2, side))
    canvas = light(canvas, (255, 236, 204), outline * 0.6)
    gleam = [(x - half * 0.72, rim + 14), (x - half * 0.62, rim + 36), (x - half * 0.42, rim + 52)]
    shine(canvas, (255, 250, 236), lines(5, gleam), 0.8, blur=1.4)
    return canvas


# --- the train hall -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class View:
    """Where the eye stands in the hall: vanishing point as fractions, and the focal length."""

    x: float = 0.5
    y: float = 0.62
    focus: float = 0.92


SPRING, RADIUS, FLOOR, FAR, BAY = 0.62, 1.9, -0.62, 13.0, 1.0
LAMPS = [(x, z) for z in np.arange(1.35, 11.0, 1.0) for x in (-0.86, 0.86)]


def hall(width: int, height: int, view: View) -> Array:
    """The vaulted train hall in one-point perspective, without the light of its lamps."""
    xs, ys = mesh(width, height)
    scale = height * view.focus
    u = (xs - view.x) * width / scale
    v = (view.y - ys) * height / scale
    near = 1e-6
    wall = RADIUS / np.maximum(np.abs(u), near)
    floor = np.where(v < 0, FLOOR / np.minimum(v, -near), np.inf)
    square = u * u + v * v
    root = np.maximum((v * SPRING) ** 2 - square * (SPRING**2 - RADIUS**2), 0)
    vault = (v * SPRING + np.sqrt(root)) / np.maximum(square, near)
    on_wall = v * wall < SPRING
    z = np.minimum(np.minimum(np.where(on_wall, wall, vault), floor), FAR)
    is_end = z >= FAR
    is_floor = (floor <= z) & ~is_end
    is_wall = on_wall & ~is_floor & ~is_end
    x, y = u * z, v * z
    canvas = _roof(x, y, z)
    canvas = np.where(is_wall[..., None], _arcade(y, z), canvas)
    canvas = np.where(is_floor[..., None], _floor(x, z), canvas)
    canvas = np.where(is_end[..., None], _gable(x, y), canvas)
    haze = 1 - np.exp(-np.maximum(z - 1.0, 0) / 9.0)
    canvas = blend(canvas, (196, 120, 78), haze * 0.62 * ~is_end)
    return canvas


def _roof(x: Array, y: Array, z: Array) -> Array:
    """Glass between iron ribs and purlins; timber where the vault comes down to the walls."""
    angle = np.arctan2(y - SPRING, x)
    share = angle / math.pi
    sky = ramp(
        np.abs(share - 0.5) * 2,
        [(0.0, (62, 74, 112)), (0.45, (84, 72, 100)), (0.7, (150, 96, 84)), (1.0, (120, 66, 52))],
    )
    timber = np.asarray((58, 32, 28), dtype=float) * (0.8 + 0.2 * np.sin(share * 260))[..., None]
    glazed = (share > 0.2) & (share < 0.8)
    canvas = np.where(glazed[..., None], sky, timber)
    bars = _bars(share * 42, 0.10) | _bars(z * 4, 0.07)
    canvas = blend(canvas, (40, 28, 34), (bars & glazed) * 0.75)
    canvas = blend(canvas, (34, 22, 26), _bars(share * 7 + 0.5, 0.045) * 0.95)
    ribs = _bars(z / BAY, 0.11)
    canvas = blend(canvas, (46, 28, 28), ribs * 1.0)
    edge = _bars(z / BAY + 0.055, 0.02)
    return blend(canvas, (232, 160, 92), edge * 0.75)


def _bars(at: Array, width: float) -> NDArray[np.bool_]:
    """Where a coordinate is within half a width of a whole number."""
    return np.asarray(np.abs(at - np.round(at)) < width / 2)


def _arcade(y: Array, z: Array) -> Array:
    """Brick piers with lit round arches between them, and a cornice on top."""
    course = np.round((y - FLOOR) * 26)
    brick = 0.86 + 0.14 * np.sin(course * 12.9898 + np.floor(z * 9 + (course % 2) * 0.5) * 78.233)
    canvas = np.asarray((110, 54, 40), dtype=float) * brick[..., None]
    joints = _bars((y - FLOOR) * 26 + 0.5, 0.16) | _bars(z * 9 + (course % 2) * 0.5, 0.08)
    canvas = blend(canvas, (74, 38, 32), joints * 0.7)
    across = (z / BAY + 0.5) % 1.0 - 0.5
    across = np.where(np.abs(across) <= 0.5, (z / BAY) % 1.0 - 0.5, across)
    head, half = 0.18, 0.3
    inside = (np.abs(across) < half) & (y < head)
    inside |= (across**2 + (np.maximum(y - head, 0) * 1.0) ** 2 < half**2) & (y >= head)
    window = ramp(
        np.clip((y - FLOOR) / 1.2, 0, 1),
        [(0.0, (255, 206, 132)), (0.5, (240, 160, 84)), (1.0, (150, 78, 50))],
    )
    ring = (
        (across**2 + np.maximum(y - head, 0) ** 2 < (half + 0.06) ** 2)
        & (y >= head - 0.02)
        & ~inside
    )
    canvas = blend(canvas, (160, 92, 62), ring * 0.9)
    canvas = np.where(inside[..., None], window, canvas)
    mullion = inside & (_bars(across * 5, 0.12) | _bars((y - FLOOR) * 5, 0.1))
    canvas = blend(canvas, (84, 44, 34), mullion * 0.85)
    cornice = (y > SPRING - 0.1) & (y < SPRING + 0.02)
    return blend(canvas, (70, 40, 34), cornice * 1.0)


def _floor(x: Array, z: Array) -> Array:
    """Polished stone with brass rails let into it, and the light of the arches and the gable on it."""
    tiles = (np.floor(x * 3.2) + np.floor(z * 3.2)) % 2
    canvas = ramp(np.clip(tiles, 0, 1), [(0.0, (52, 30, 30)), (1.0, (74, 44, 40))])
    gleam = np.exp(-((x / 0.55) ** 2)) * np.clip(1 - np.abs(z - 7) / 7, 0, 1)
    canvas = light(canvas, (255, 186, 116), gleam * 0.5)
    sides = np.clip((np.abs(x) - 1.0) / 0.9, 0, 1) * (
        0.5 + 0.5 * np.cos((z / BAY - 0.5) * 2 * math.pi)
    )
    canvas = light(canvas, (255, 164, 84), sides * 0.42)
    rails = _bars((np.abs(x) - 0.3) / 4, 0.008)
    return blend(canvas, (222, 164, 92), rails * 0.8)


def _gable(x: Array, y: Array) -> Array:
    """The end of the hall: a fan of glass in the last light, with the clock in the middle."""
    distance = np.sqrt(x * x + (y - SPRING) ** 2)
    angle = np.arctan2(y - SPRING, x)
    canvas = ramp(
        np.clip((y - FLOOR) / 3.1, 0, 1),
        [
            (0.0, (255, 214, 150)),
            (0.3, (255, 190, 122)),
            (0.6, (214, 132, 104)),
            (1.0, (112, 84, 120)),
        ],
    )
    spokes = _bars(angle / math.pi * 12, 0.09) & (y > SPRING)
    rings = _bars(distance / 0.62, 0.07) & (y > SPRING)
    posts = _bars(x / 0.38, 0.09) & (y <= SPRING)
    canvas = blend(canvas, (70, 40, 38), (spokes | rings | posts) * 0.9)
    canvas = blend(
        canvas,
        (70, 40, 38),
        ((np.abs(y - SPRING) < 0.06) | ((distance > RADIUS * 0.96) & (y > SPRING))) * 0.95,
    )
    dial = np.sqrt(x * x + (y - SPRING - 0.52) ** 2)
    canvas = blend(canvas, (60, 34, 32), (dial < 0.50) * 1.0)
    canvas = blend(canvas, (255, 240, 206), (dial < 0.42) * 1.0)
    hands = ((np.abs(x) < 0.028) & (y > SPRING + 0.52) & (dial < 0.36)) | (
        (np.abs(y - SPRING - 0.52) < 0.028) & (x < 0) & (dial < 0.27)
    )
    return blend(canvas, (50, 28, 28), hands * 1.0)


def project(
    width: int, height: int, view: View, x: float, y: float, z: float
) -> tuple[float, float, float]:
    """The pixel of a point in the hall, and the size of one unit there."""
    unit = height * view.focus / z
    return view.x * width + x * unit, view.y * height - y * unit, unit


def furnish(canvas: Array, view: View) -> Array:
    """Round tables on the floor, with cloths and candles, and the lamps on their chains."""
    height, width = canvas.shape[:2]
    for z in np.arange(9.5, 1.9, -0.72):
        for side in (-1.16, 1.16):
            x, y, unit = project(width, height, view, side, FLOOR + 0.2, float(z))
            drop = unit * 0.2
            cloth = [
                (x - unit * 0.22, y),
                (x - unit * 0.25, y + drop),
                (x + unit * 0.25, y + drop),
                (x + unit * 0.22, y),
            ]
            shade = math.exp(-z / 9)
            tone = tuple(
                round(a * shade + b * (1 - shade))
                for a, b in zip((150, 112, 98), (196, 130, 90), strict=True)
            )
            paint(
                canvas, (26, 16, 18), ellipses((x, y + drop, unit * 0.3, unit * 0.06)), 0.7, blur=3
            )
            paint(canvas, (tone[0], tone[1], tone[2]), polygons(cloth))
            paint(canvas, (232, 204, 176), ellipses((x, y, unit * 0.22, unit * 0.05)))
            glow(canvas, (255, 206, 128), x, y - unit * 0.07, max(1.2, unit * 0.02))
            glow(canvas, (255, 160, 80), x, y - unit * 0.05, unit * 0.12, 0.5)
    chains = []
    for x, z in LAMPS:
        left, lamp, unit = project(width, height, view, x, 0.72, float(z))
        _, top, _ = project(width, height, view, x, SPRING + math.sqrt(RADIUS**2 - x * x), float(z))
        chains.append([(left, top), (left, lamp - unit * 0.07)])
    paint(canvas, (30, 18, 20), lines(1.6, *chains), 0.8)
    return canvas


def lamplight(width: int, height: int, view: View, strength: Callable[[int], float]) -> Array:
    """The light of the hanging lamps, each at its own strength (about 1)."""
    amount = np.zeros((height, width, 3))
    for number, (x, z) in enumerate(LAMPS):
        left, top, unit = project(width, height, view, x, 0.68, float(z))
        power = strength(number)
        faint = power * math.exp(-z / 14)
        for radius, share, colour in (
            (unit * 0.34, 0.36 * faint, (255, 146, 66)),
            (unit * 0.08, 0.62 * faint, (255, 172, 84)),
            (max(1.3, unit * 0.024), power, (255, 228, 176)),
        ):
            part, value = spot(width, height, left, top, radius)
            amount[part] += (value * share)[..., None] * np.asarray(colour, dtype=float)
    return amount


def dark_hall(width: int, height: int, view: View) -> Array:
    """The furnished hall, twice supersampled, a little darker towards its edges."""
    big = hall(width * 2, height * 2, view)
    image = Image.fromarray(np.clip(big, 0, 255).astype(np.uint8), "RGB")
    small = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS), dtype=float)
    small = furnish(small, view)
    xs, ys = mesh(width, height)
    edge = np.clip(((xs - view.x) / 0.62) ** 2 + ((ys - view.y) / 0.8) ** 2, 0, 1)
    return blend(small * 0.82, SOOT, edge * 0.55)


# --- the video ------------------------------------------------------------------------------------

FRAMES, RATE = 120, 20
HERO_VIEW = View(0.5, 0.60, 0.95)


def flicker(number: int, phase: float) -> float:
    """The strength of a lamp at a phase (0..1) of the loop; it comes back to where it started."""
    turn = 2 * math.pi * phase
    first, second = 1 + number % 2, 2 + number % 3
    return (
        1
        + 0.09 * math.sin(first * turn + number * 1.7)
        + 0.05 * math.sin(second * turn + number * 2.9)
    )


def motes(width: int, height: int, phase: float) -> Array:
    """Dust in the light: specks that rise slowly and are back where they were at the loop's end."""
    rng = np.random.default_rng(77)
    layer = np.zeros((height, width))
    for _ in range(70):
        x, y, depth = rng.random(), rng.random(), rng.random()
        sway, start = rng.uniform(0.004, 0.014), rng.random()
        rise = (y - phase * (1 if depth < 0.7 else 2) * 0.5) % 1.0
        left = (x + sway * math.sin(2 * math.pi * (phase + start))) * width
        fade = math.sin(math.pi * ((y * 2 - phase * (1 if depth < 0.7 else 2)) % 1.0))
        radius = (0.7 + 1.5 * depth) * height / 540
        part, value = spot(width, height, left, rise * height, radius)
        layer[part] += value * fade * (0.2 + 0.35 * depth)
    return layer


def frame(base: Array, phase: float) -> Array:
    """One frame of the hall at a phase (0..1) of the loop."""
    height, width = base.shape[:2]
    amount = lamplight(width, height, HERO_VIEW, lambda number: flicker(number, phase))
    return light(lit(base, amount), (255, 214, 160), np.clip(motes(width, height, phase), 0, 1))


def ffmpeg() -> str:
    """The path of ffmpeg."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-not-found]

    return str(get_ffmpeg_exe())


def video(path: Path, width: int = 960, height: int = 540) -> None:
    """Write the loop as WebM (VP9), without sound."""
    base = dark_hall(width, height, HERO_VIEW)
    command = [
        ffmpeg(), "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-s", f"{width}x{height}", "-r", str(RATE), "-i", "-", "-an", "-c:v", "libvpx-vp9",
        "-pix_fmt", "yuv420p", "-b:v", "0", "-crf", "36", "-g", str(FRAMES), "-row-mt", "0",
        "-threads", "1", "-deadline", "good", "-cpu-used", "1", "-fflags", "+bitexact",
        "-flags:v", "+bitexact", str(path),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for number in range(FRAMES):
            pixels = np.clip(frame(base, number / FRAMES), 0, 255).astype(np.uint8)
            process.stdin.write(pixels.tobytes())
        process.stdin.close()
    if process.returncode:
        raise SystemExit(f"ffmpeg ended with {process.returncode}")


# --- further images of the gala -------------------------------------------------------------------


def roof(width: int = 1600, height: int = 1000) -> Array:
    """The background of the about section: up into the roof."""
    view = View(0.5, 1.02, 0.62)
    base = dark_hall(width, height, view)
    return lit(base, lamplight(width, height, view, lambda number: 0.9))


def viaduct(width: int = 1600, height: int = 1000) -> Array:
    """The background of the contact section: an evening train on the viaduct."""
    _, ys = mesh(width, height)
    canvas = ramp(
        ys,
        [
            (0.0, (40, 26, 48)),
            (0.28, (104, 52, 66)),
            (0.5, (206, 110, 82)),
            (0.62, (246, 178, 112)),
            (1.0, (120, 70, 66)),
        ],
    )
    glow(canvas, (255, 214, 150), width * 0.3, height * 0.6, 190, 0.7)
    clouds = noise(width, height * 3, 560, 5)[::3][:height]
    canvas = blend(
        canvas,
        (86, 44, 62),
        np.clip((clouds - 0.55) * 3.4, 0, 1) * np.clip(1 - ys / 0.55, 0, 1) * 0.7,
    )
    canvas = ridge(canvas, 11, 0.66, 0.12, 640, (122, 66, 68))
    canvas = ridge(canvas, 17, 0.74, 0.10, 480, (84, 44, 54))
    return _bridge(canvas)


def _bridge(canvas: Array) -> Array:
    """The viaduct's arches, its mirror image in the river, and the train on it."""
    height, width = canvas.shape[:2]
    deck, foot, span = height * 0.545, height * 0.87, 178.0

    def stone(pen: Pen) -> None:
        pen.rectangle(0, deck, width, foot)
        for number in range(-1, round(width / span) + 1):
            left, top = number * span + 40, deck + 34
            pen.ellipse(left + span / 2, top + span / 2, span / 2 - 14, span / 2, fill=0)
            pen.rectangle(left + 14, top + span / 2, left + span - 14, foot + 4, fill=0)

    paint(canvas, (44, 24, 32), stone)
    cap = mask(
        width,
        height,
        polygons([(0, deck - 10), (width, deck - 10), (width, deck + 6), (0, deck + 6)]),
    )
    canvas = blend(canvas, (62, 34, 40), cap)
    shore = round(foot)
    mirror = canvas[max(0, 2 * shore - height) : shore][::-1]
    depth = np.linspace(0, 1, height - shore)
    wave = (noise(width, height - shore, 90, 23, 4) - 0.5) * 26 * depth[:, None]
    columns = np.clip(np.arange(width)[None, :] + wave, 0, width - 1).astype(int)
    rows = np.arange(height - shore)[:, None]
    canvas[shore:] = mirror[: height - shore][rows, columns] * (0.72 - 0.3 * depth)[:, None, None]
    return _train(canvas, deck - 10)


def _train(canvas: Array, rail: float) -> Array:
    cars = []
    panes = []
    wheels = []
    for number in range(4):
        left = 270.0 + number * 170
        cars.append(
            [
                (left, rail - 6),
                (left, rail - 50),
                (left + 8, rail - 57),
                (left + 152, rail - 57),
                (left + 160, rail - 50),
                (left + 160, rail - 6),
            ]
        )
        panes += [
            [
                (left + 14 + p * 23, rail - 42),
                (left + 14 + p * 23, rail - 25),
                (left + 28 + p * 23, rail - 25),
                (left + 28 + p * 23, rail - 42),
            ]
            for p in range(6)
        ]
        wheels += [(left + w, rail - 5, 7, 7) for w in (22, 44, 116, 138)]
    left = 270.0 + 4 * 170
    tender = [(left, rail - 6), (left, rail - 46), (left + 92, rail - 46), (left + 92, rail - 6)]
    cab = [
        (left + 100, rail - 6),
        (left + 100, rail - 70),
        (left + 96, rail - 75),
        (left + 162, rail - 75),
        (left + 158, rail - 6),
    ]
    boiler = [
        (left + 150, rail - 12),
        (left + 150, rail - 58),
        (left + 300, rail - 58),
        (left + 312, rail - 48),
        (left + 312, rail - 22),
        (left + 300, rail - 12),
    ]
    stack = [
        (left + 270, rail - 56),
        (left + 266, rail - 84),
        (left + 294, rail - 84),
        (left + 290, rail - 56),
    ]
    dome = (left + 220, rail - 60, 15, 13)
    wheels += (
        [(left + w, rail - 9, 9, 9) for w in (20, 70)]
        + [(left + w, rail - 16, 17, 17) for w in (120, 162, 204)]
        + [(left + w, rail - 8, 8, 8) for w in (254, 282)]
    )
    canvas = _steam(canvas, left + 280, rail - 92)
    dark: Rgb = (26, 15, 22)
    paint(canvas, dark, polygons(*cars, tender, cab, boiler, stack))
    paint(canvas, dark, ellipses(*wheels, dome))
    shine(canvas, (255, 180, 90), polygons(*panes), 0.6, blur=7)
    paint(canvas, (255, 214, 138), polygons(*panes))
    glow(canvas, (255, 214, 140), left + 318, rail - 40, 26, 0.8)
    glow(canvas, (255, 240, 206), left + 316, rail - 40, 5)
    return canvas


def _steam(canvas: Array, x: float, y: float) -> Array:
    height, width = canvas.shape[:2]
    rng = np.random.default_rng(31)
    plume = np.zeros((height, width))
    for number in range(90):
        t = number / 90
        left = x - 620 * t**0.9 + rng.normal(0, 18 * t + 2)
        top = y - 120 * t**0.6 + rng.normal(0, 26 * t + 2)
        part, value = spot(width, height, left, top, 9 + 58 * t)
        plume[part] += value * (0.34 * (1 - t) + 0.05)
    texture = 0.55 + 0.75 * noise(width, height, 130, 33, 5)
    return blend(canvas, (226, 176, 156), np.clip(plume * texture, 0, 0.86))


def card(poster: Image.Image, width: int = 1200, height: int = 630) -> Image.Image:
    """The image for shared links: the hall in a frame of brass."""
    image = poster.resize(
        (width, round(width * poster.height / poster.width)), Image.Resampling.LANCZOS
    )
    top = (image.height - height) // 2
    image = image.crop((0, top, width, top + height))
    pen = ImageDraw.Draw(image)
    pen.rectangle([26, 26, width - 27, height - 27], outline=BRASS, width=3)
    pen.rectangle([36, 36, width - 37, height - 37], outline=BRASS, width=1)
    return image


# --- icons ----------------------------------------------------------------------------------------


def owl_icon(size: int) -> Image.Image:
    """The ball's icon: a crescent moon and a star on night blue."""
    big = 720
    image = Image.new("RGB", (big, big), NIGHT)
    pen = ImageDraw.Draw(image)
    pen.ellipse([120, 120, 600, 600], fill=GOLD)
    pen.ellipse([250, 70, 690, 510], fill=NIGHT)
    _star(pen, 470, 300, 120, GOLD)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _star(pen: Draw, x: float, y: float, radius: float, colour: Rgb) -> None:
    points = []
    for number in range(8):
        reach = radius if number % 2 == 0 else radius * 0.3
        angle = number * math.pi / 4
        points.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    pen.polygon(points, fill=colour)


def arch_icon(size: int) -> Image.Image:
    """The gala's icon: the hall's arch with its fan of glass, brass on oxblood."""
    unit = 24  # pixels for one unit of the SVG icon
    image = Image.new("RGB", (32 * unit, 32 * unit), (107, 34, 54))
    pen = ImageDraw.Draw(image)

    def stroke(points: Sequence[Point], width: float) -> None:
        scaled = [(x * unit, y * unit) for x, y in points]
        pen.line(scaled, fill=BRASS, width=round(width * unit), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            half = width * unit / 2
            pen.ellipse([x - half, y - half, x + half, y + half], fill=BRASS)

    turns = np.linspace(0, math.pi, 60)
    arch = [(16 - 10 * math.cos(a), 16 - 10 * math.sin(a)) for a in turns]
    stroke([(6, 26), *arch, (26, 26)], 2.4)
    for end in ((16, 7), (9.5, 9.5), (22.5, 9.5)):
        stroke([(16, 16), end], 1.6)
    stroke([(7, 19), (25, 19)], 1.6)
    pen.ellipse([12.8 * unit, 13.8 * unit, 19.2 * unit, 20.2 * unit], fill=BRASS)
    return image.resize((size, size), Image.Resampling.LANCZOS)


# --- all ------------------------------------------------------------------------------------------


def main() -> None:
    """Write every bitmap image and the video of the template."""
    template = Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATE
    start, supplied = template / "site" / "assets", template / "supplied"
    save(picture(observatory()), start / "hero.webp")
    save(picture(star_chart()), start / "about-bg.webp", 70)
    save(picture(aurora()), start / "contact-bg.webp", 70)
    save(picture(long_table()), start / "evening-table.webp")
    save(picture(coupes()), start / "evening-toast.webp")
    for size, name in ((32, "favicon-32.png"), (180, "favicon-180.png")):
        owl_icon(size).save(start / name, optimize=True)
        arch_icon(size).save(supplied / name, optimize=True)
    poster = picture(frame(dark_hall(1600, 900, HERO_VIEW), 0.0), 0.8)
    save(poster, supplied / "hero-poster.webp")
    save(card(poster), supplied / "og.webp")
    save(picture(roof()), supplied / "about-bg.webp", 70)
    save(picture(viaduct()), supplied / "contact-bg.webp", 70)
    video(supplied / "hero.webm")


if __name__ == "__main__":
    main()
