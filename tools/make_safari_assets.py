"""Paint the pictures of the bundled template `safari-lodge`.

Every picture is made of gradients, value noise and hand-placed shapes, from fixed seeds, so that
the files can be made again: `python tools/make_safari_assets.py [NAME ...]`. Only numpy and Pillow
are needed. The logos, the pattern and the SVG favicons are written by hand and not made here.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from drawing import BUNDLED, Rgb, paint_all
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Canvas = NDArray[np.float64]  # height x width x 3, values 0..255
Mask = NDArray[np.float64]  # height x width, values 0..1
Point = tuple[float, float]

TEMPLATE = BUNDLED / "safari-lodge"
SITE = TEMPLATE / "site" / "assets"
SUPPLIED = TEMPLATE / "supplied"
OVERSAMPLING = 2


# ---------------------------------------------------------------- ground: noise, light, masks


def rgb(code: str) -> Rgb:
    """Return the three channels of `#rrggbb`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def noise(height: int, width: int, cell: float, seed: int, octaves: int = 4) -> Mask:
    """Return fractal value noise in 0..1; `cell` is the size of the largest blobs in pixels."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width))
    weight = 1.0
    for _ in range(octaves):
        rows, columns = max(2, round(height / cell) + 1), max(2, round(width / cell) + 1)
        small = Image.fromarray(rng.random((rows, columns)).astype(np.float32))
        total += weight * np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))
        weight, cell = weight / 2, max(cell / 2, 1.0)
    total -= total.min()
    total /= max(float(total.max()), 1e-9)
    return total


def vertical(height: int, width: int, stops: Sequence[tuple[float, str]]) -> Canvas:
    """Return a vertical gradient through `(position 0..1, #rrggbb)` stops."""
    y = np.linspace(0, 1, height)
    places = [place for place, _ in stops]
    channels = [np.interp(y, places, [rgb(code)[i] for _, code in stops]) for i in range(3)]
    return np.repeat(np.stack(channels, axis=-1)[:, None, :], width, axis=1)


def paint(canvas: Canvas, mask: Mask, colour: str | Canvas, opacity: float = 1.0) -> None:
    """Lay a colour, or another canvas, over the canvas where the mask says."""
    source = np.array(rgb(colour), dtype=float) if isinstance(colour, str) else colour
    alpha = (mask * opacity)[..., None]
    canvas *= 1 - alpha
    canvas += alpha * source


def shine(
    canvas: Canvas, x: float, y: float, radius: float, colour: str, strength: float, flat: float = 1
) -> None:
    """Add a soft light by screening; `flat` < 1 squeezes it vertically."""
    height, width = canvas.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    distance = np.hypot(columns - x, (rows - y) / flat) / radius
    light = np.exp(-2.4 * distance)[..., None] * strength * np.array(rgb(colour)) / 255
    canvas[:] = 255 - (255 - canvas) * (1 - np.clip(light, 0, 1))


def shape(
    height: int, width: int, draw: Callable[[ImageDraw.ImageDraw, float], None], blur: float = 0
) -> Mask:
    """Return the mask of what `draw(pen, scale)` draws in white, smoothed by oversampling."""
    scale = OVERSAMPLING
    picture = Image.new("L", (width * scale, height * scale), 0)
    draw(ImageDraw.Draw(picture), scale)
    picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    if blur:
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
    return np.asarray(picture, dtype=float) / 255


def disc(
    height: int, width: int, x: float, y: float, rx: float, ry: float, blur: float = 0
) -> Mask:
    """Return the mask of an ellipse."""

    def draw(pen: ImageDraw.ImageDraw, k: float) -> None:
        pen.ellipse([(x - rx) * k, (y - ry) * k, (x + rx) * k, (y + ry) * k], fill=255)

    return shape(height, width, draw, blur)


def polygon(height: int, width: int, points: Sequence[Point], blur: float = 0) -> Mask:
    """Return the mask of a polygon."""
    return shape(
        height,
        width,
        lambda pen, k: pen.polygon([(x * k, y * k) for x, y in points], fill=255),
        blur,
    )


def brush(canvas: Canvas, seed: int, wander: float = 2.0, grain: float = 3.0) -> Image.Image:
    """Return the picture with edges that wander like a brush and a trace of canvas grain."""
    height, width = canvas.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    dx = (noise(height, width, 26, seed, 2) - 0.5) * 2 * wander
    dy = (noise(height, width, 26, seed + 1, 2) - 0.5) * 2 * wander
    rows = np.clip(np.rint(rows + dy), 0, height - 1).astype(int)
    columns = np.clip(np.rint(columns + dx), 0, width - 1).astype(int)
    painted = canvas[rows, columns]
    painted += ((noise(height, width, 5, seed + 2, 2) - 0.5) * 2 * grain)[..., None]
    return Image.fromarray(np.clip(painted, 0, 255).astype(np.uint8))


# ---------------------------------------------------------------- savannah


def ridge(width: int, base: float, height: float, cell: float, seed: int) -> NDArray[np.float64]:
    """Return the height of a skyline at each column."""
    rise: NDArray[np.float64] = (noise(2, width, cell, seed, 5)[0] - 0.35) * height
    return base - rise


def land(canvas: Canvas, line: NDArray[np.float64], top: str, bottom: str, depth: float) -> None:
    """Fill everything below a skyline, from one colour at the line to another at `depth` below."""
    rows = np.arange(canvas.shape[0])[:, None]
    below = np.clip(rows - line[None, :] + 0.5, 0, 1)
    share = np.clip((rows - line[None, :]) / depth, 0, 1)[..., None]
    paint(canvas, below, np.array(rgb(top)) * (1 - share) + np.array(rgb(bottom)) * share)


def mist(canvas: Canvas, y: float, spread: float, colour: str, opacity: float, seed: int) -> None:
    """Lay a band of haze."""
    height, width = canvas.shape[:2]
    rows = np.arange(height)[:, None]
    band = np.exp(-(((rows - y) / spread) ** 2)) * (0.45 + 0.55 * noise(height, width, 320, seed))
    paint(canvas, band, colour, opacity)


def stars(canvas: Canvas, count: int, low: float, seed: int) -> None:
    """Scatter stars above the row `low`, fewer and fainter towards it."""
    rng = np.random.default_rng(seed)
    width = canvas.shape[1]
    for _ in range(count):
        x, y = int(rng.integers(2, width - 2)), int(low * rng.random() ** 1.4)
        light = (0.25 + 0.75 * rng.random() ** 3) * (1 - 0.7 * y / low)
        tint = np.array([255, 244, 226]) if rng.random() < 0.7 else np.array([214, 224, 255])
        canvas[y, x] += (tint - canvas[y, x]) * light
        if light > 0.55:
            for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
                canvas[y + dy, x + dx] += (tint - canvas[y + dy, x + dx]) * light * 0.4


def clouds(canvas: Canvas, y: float, spread: float, colour: str, opacity: float, seed: int) -> None:
    """Streak thin evening clouds across the sky."""
    height, width = canvas.shape[:2]
    field = noise(height, max(8, width // 7), 60, seed, 5)
    streaks = np.asarray(
        Image.fromarray(field.astype(np.float32)).resize((width, height), Image.Resampling.BICUBIC)
    )
    rows = np.arange(height)[:, None]
    veil = np.clip((streaks - 0.5) * 3.2, 0, 1) * np.exp(-(((rows - y) / spread) ** 2))
    paint(canvas, veil, colour, opacity)


def acacia(pen: ImageDraw.ImageDraw, k: float, x: float, y: float, size: float, seed: int) -> None:
    """Draw an umbrella acacia that stands at (x, y) and is `size` high."""
    rng = np.random.default_rng(seed)
    lean = rng.uniform(-0.06, 0.06) * size
    fork = (x + lean, y - size * 0.42)
    stem = [(x - size * 0.035, y), (x + size * 0.035, y)]
    stem += [(fork[0] + size * 0.018, fork[1]), (fork[0] - size * 0.018, fork[1])]
    pen.polygon([(px * k, py * k) for px, py in stem], fill=255)
    spread = size * rng.uniform(0.72, 0.86)
    tips = np.linspace(-spread, spread, 9)
    for tip in tips:
        top = y - size * (0.93 - 0.13 * (tip / spread) ** 2)
        bend = (fork[0] + tip * 0.34, fork[1] - size * 0.19)
        line = [(fork[0], fork[1]), bend, (x + lean + tip * 0.86, top)]
        thickness = max(1, round(size * 0.014 * k))
        pen.line([(px * k, py * k) for px, py in line], fill=255, width=thickness, joint="curve")
    for _ in range(170):
        place = rng.normal(0, 0.46)
        if abs(place) > 1:
            continue
        cx = x + lean + place * spread
        cy = y - size * (0.93 - 0.13 * place**2) + rng.normal(0, size * 0.022)
        rx, ry = size * rng.uniform(0.05, 0.13), size * rng.uniform(0.014, 0.036)
        pen.ellipse([(cx - rx) * k, (cy - ry) * k, (cx + rx) * k, (cy + ry) * k], fill=255)


def grove(
    canvas: Canvas, line: NDArray[np.float64], trees: Sequence[tuple[int, float]], tone: str
) -> None:
    """Plant acacias, as `(x, size)`, on a skyline."""

    def draw(pen: ImageDraw.ImageDraw, k: float) -> None:
        for x, size in trees:
            acacia(pen, k, x, line[x] + 5, size, x)

    paint(canvas, shape(canvas.shape[0], canvas.shape[1], draw), tone)


def grasses(
    pen: ImageDraw.ImageDraw, k: float, line: NDArray[np.float64], tall: float, n: int, seed: int
) -> None:
    """Draw blades of grass along a skyline."""
    rng = np.random.default_rng(seed)
    for _ in range(n):
        x = rng.uniform(0, len(line) - 1)
        y = line[int(x)] + rng.uniform(0, tall * 0.6)
        length, bend = tall * rng.uniform(0.4, 1.0), rng.normal(0.12, 0.22)
        middle = (x + bend * length * 0.4, y - length * 0.6)
        tip = (x + bend * length * 1.2, y - length)
        points = [(x * k, y * k), (middle[0] * k, middle[1] * k), (tip[0] * k, tip[1] * k)]
        pen.line(points, fill=255, width=max(1, round(k * rng.uniform(0.8, 1.8))))


def tent(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Pitch a lit safari tent on its deck; (x, y) is the middle of the ground line."""
    height, width = canvas.shape[:2]
    shine(canvas, x, y - size * 0.3, size * 1.7, "#ffb65c", 0.55)
    roof = [(-0.95, -0.42), (-0.12, -0.98), (0.12, -0.98), (0.95, -0.42), (0.8, -0.4), (-0.8, -0.4)]
    wall = [(-0.66, -0.43), (0.66, -0.43), (0.7, 0), (-0.7, 0)]
    flap = [(-0.1, -0.43), (0.1, -0.43), (0.34, 0), (-0.34, 0)]
    deck = [(-1.05, 0), (1.05, 0), (1.05, 0.07), (-1.05, 0.07)]

    def at(points: Sequence[Point]) -> list[Point]:
        return [(x + px * size, y + py * size) for px, py in points]

    paint(canvas, polygon(height, width, at(wall)), "#c98a4b")
    paint(canvas, polygon(height, width, at(flap)), "#ffd98a")
    paint(canvas, disc(height, width, x, y - size * 0.12, size * 0.1, size * 0.12), "#fff1c4")
    paint(canvas, polygon(height, width, at(roof)), "#2b1d2b")
    paint(canvas, polygon(height, width, at(deck)), "#23161f")
    for post in (-0.98, -0.5, 0.5, 0.98):
        stake = [(post, 0.05), (post + 0.04, 0.05), (post + 0.04, 0.3), (post, 0.3)]
        paint(canvas, polygon(height, width, at(stake)), "#1f141d")


def lantern(canvas: Canvas, x: float, y: float, size: float, reach: float = 5.0) -> None:
    """Hang or stand a lantern; (x, y) is its middle."""
    height, width = canvas.shape[:2]
    shine(canvas, x, y, size * reach, "#ff9d3c", 0.75)
    body = [(-0.42, -0.6), (0.42, -0.6), (0.5, 0.62), (-0.5, 0.62)]
    cap = [(-0.55, -0.58), (-0.2, -0.95), (0.2, -0.95), (0.55, -0.58)]
    foot = [(-0.56, 0.6), (0.56, 0.6), (0.56, 0.76), (-0.56, 0.76)]
    for points, colour in ((body, "#ffcf7a"), (cap, "#20141c"), (foot, "#20141c")):
        placed = [(x + px * size, y + py * size) for px, py in points]
        paint(canvas, polygon(height, width, placed), colour)
    paint(canvas, disc(height, width, x, y + size * 0.1, size * 0.2, size * 0.36, 1), "#fff6d8")
    bar = [(x - size * 0.04, y - size * 0.6), (x + size * 0.04, y - size * 0.6)]
    bar += [(x + size * 0.04, y + size * 0.6), (x - size * 0.04, y + size * 0.6)]
    paint(canvas, polygon(height, width, bar), "#5a3317", 0.5)


def savannah_hero() -> Image.Image:
    """Dusk over the plain: sun, five ridges, acacias and three lit tents."""
    height, width = 1080, 1920
    sky = [(0, "#1e1b45"), (0.2, "#45306f"), (0.38, "#9a4a7c"), (0.52, "#ec7b53")]
    canvas = vertical(height, width, [*sky, (0.63, "#ffc063"), (0.72, "#ffe3a0"), (1, "#ffe3a0")])
    stars(canvas, 520, height * 0.4, 3)
    shine(canvas, 1310, 655, 900, "#ff8a3d", 0.7, 0.62)
    clouds(canvas, 330, 150, "#f59a77", 0.6, 11)
    clouds(canvas, 520, 90, "#ffdf9e", 0.55, 12)
    shine(canvas, 1310, 640, 380, "#ffd27a", 0.9)
    paint(canvas, disc(height, width, 1310, 628, 104, 104, 1.2), "#ffc24f")
    layers = [(690, 90, 420, "#c9705f", "#e59a6a"), (735, 80, 380, "#97496a", "#c4705f")]
    layers += [(790, 70, 330, "#6a3360", "#91485f"), (850, 60, 300, "#472650", "#66334f")]
    for number, (base, rise, cell, top, bottom) in enumerate(layers):
        line = ridge(width, base, rise, cell, 21 + number)
        land(canvas, line, top, bottom, 130)
        mist(canvas, base + 55, 42, "#ffb877", 0.5 - 0.08 * number, 40 + number)
        if number in (1, 2):
            grow = 1 + 0.7 * (number - 1)
            places = [(180, 52), (420, 40), (980, 46), (1560, 58), (1820, 44)]
            trees = [(round(x * (1 + 0.13 * number)) % width, size * grow) for x, size in places]
            grove(canvas, line, trees, top)
    near = ridge(width, 925, 70, 620, 31)
    land(canvas, near, "#2c1a38", "#150d1f", 150)
    for x, size in ((1120, 46), (1490, 62), (1690, 50)):
        tent(canvas, x, near[x] - size * 0.22, size)

    def front(pen: ImageDraw.ImageDraw, k: float) -> None:
        acacia(pen, k, 1010, near[1010] + 16, 265, 5)
        acacia(pen, k, 1800, near[1800] + 20, 390, 8)
        acacia(pen, k, 330, near[330] + 14, 190, 13)
        grasses(pen, k, near + 2, 26, 900, 6)

    paint(canvas, shape(height, width, front), "#1d1228")
    low = ridge(width, 1045, 50, 500, 37)
    land(canvas, low, "#140c1c", "#0d0814", 80)
    paint(canvas, shape(height, width, lambda p, k: grasses(p, k, low + 4, 60, 1300, 9)), "#140c1c")
    return brush(canvas, 71)


def savannah_morning() -> Image.Image:
    """Pale gold grass in haze, for behind dark text."""
    height, width = 900, 1600
    stops = [(0, "#f0c98f"), (0.3, "#f7dfae"), (0.5, "#fcedc8"), (1, "#fbe3b0")]
    canvas = vertical(height, width, stops)
    shine(canvas, 1180, 330, 700, "#fff7da", 0.8)
    tones = [(430, "#dcb583"), (500, "#c89a68"), (590, "#ad7a4d"), (690, "#8f5d3a")]
    for number, (base, tone) in enumerate(tones):
        line = ridge(width, base, 80, 360, 60 + number)
        land(canvas, line, tone, "#f0cf96", 200)
        places = [(x + 310 * number) % (width - 40) + 20 for x in (150, 610, 1370)]
        grove(canvas, line, [(x, 60 + 62 * number) for x in places], tone)
        mist(canvas, base + 90, 60, "#fff0cd", 0.75, 80 + number)
    low = ridge(width, 800, 60, 420, 66)
    land(canvas, low, "#7b4c2c", "#5c3822", 150)
    paint(canvas, shape(height, width, lambda p, k: grasses(p, k, low, 110, 1800, 4)), "#7b4c2c")
    return brush(canvas, 72)


def savannah_night() -> Image.Image:
    """A fire under the stars, for behind light text."""
    height, width = 900, 1600
    stops = [(0, "#0e1030"), (0.4, "#27235a"), (0.68, "#66416f"), (0.8, "#c0705f"), (1, "#c0705f")]
    canvas = vertical(height, width, stops)
    milky_way(canvas, 17)
    stars(canvas, 900, height * 0.7, 15)
    for number, (base, tone) in enumerate([(650, "#553a68"), (700, "#362650"), (755, "#201736")]):
        land(canvas, ridge(width, base, 90, 420, 90 + number), tone, tone, 60)
    near = ridge(width, 800, 40, 500, 97)
    land(canvas, near, "#150e22", "#0c0814", 90)
    fire(canvas, 760, near[760] + 26, 74)

    def front(pen: ImageDraw.ImageDraw, k: float) -> None:
        acacia(pen, k, 300, near[300] + 12, 400, 4)
        acacia(pen, k, 1480, near[1480] + 12, 230, 9)
        grasses(pen, k, near, 22, 700, 14)

    paint(canvas, shape(height, width, front), "#110b1c")
    return brush(canvas, 73)


def milky_way(canvas: Canvas, seed: int) -> None:
    """Draw a pale river of light slanting across the sky."""
    height, width = canvas.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    across = (columns * 0.55 - rows * 1.0 - width * 0.18) / height
    band = np.exp(-((across * 3.4) ** 2)) * noise(height, width, 210, seed, 6) ** 1.6
    paint(canvas, np.clip(band, 0, 1), "#b9a7e0", 0.75)
    dust = np.exp(-((across * 9) ** 2)) * noise(height, width, 120, seed + 1, 5) ** 2
    paint(canvas, np.clip(dust, 0, 1), "#33284f", 0.7)


def fire(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Light a fire in a bowl whose rim is at (x, y)."""
    height, width = canvas.shape[:2]
    shine(canvas, x, y - size * 0.4, size * 8, "#ff7a2a", 0.8)
    shine(canvas, x, y - size * 0.4, size * 2.6, "#ffc46b", 0.8)
    tongues = [(-0.55, 0.75, 0.3), (-0.22, 1.25, 0.34), (0.12, 1.65, 0.38), (0.5, 0.95, 0.3)]
    for colour, share in (("#f2711f", 1.0), ("#ffab3d", 0.72), ("#fff0b0", 0.42)):
        for shift, tall, wide in tongues:
            left, right = (shift - wide * share), (shift + wide * share)
            points = [(left, 0), (left - 0.04, -tall * share * 0.4), (shift, -tall * share)]
            points += [(right + 0.05, -tall * share * 0.35), (right, 0)]
            placed = [(x + px * size, y + py * size) for px, py in points]
            paint(canvas, polygon(height, width, placed, size * 0.045), colour)
    bowl = [(-1.05, -0.02), (1.05, -0.02), (0.7, 0.42), (0.3, 0.55), (-0.3, 0.55), (-0.7, 0.42)]
    placed = [(x + px * size, y + py * size) for px, py in bowl]
    paint(canvas, polygon(height, width, placed, 0.8), "#1a0f16")
    rng = np.random.default_rng(int(size))
    for _ in range(46):
        px, py = x + rng.normal(0, size * 0.6), y - size * (1 + 3.2 * rng.random())
        radius = rng.uniform(0.8, 2.2)
        paint(canvas, disc(height, width, px, py, radius, radius), "#ffc46b", 0.9)


# ---------------------------------------------------------------- gallery


def gallery_lanterns() -> Image.Image:
    """Lanterns along a path at dusk."""
    height, width = 720, 960
    stops = [(0, "#2a2558"), (0.32, "#6d3f7c"), (0.5, "#d9746a"), (0.58, "#ffc27c"), (1, "#ffc27c")]
    canvas = vertical(height, width, stops)
    clouds(canvas, 210, 80, "#f3a08a", 0.5, 22)
    stars(canvas, 120, 240, 23)
    land(canvas, ridge(width, 415, 60, 300, 24), "#6e3a66", "#8c4a62", 90)
    mist(canvas, 455, 26, "#ffbf86", 0.6, 25)
    near = ridge(width, 480, 26, 400, 26)
    land(canvas, near, "#3a2244", "#1b1124", 250)
    trees = ((150, 250, 3), (830, 190, 12))

    def copse(pen: ImageDraw.ImageDraw, k: float) -> None:
        for x, size, seed in trees:
            acacia(pen, k, x, near[x] + 8, size, seed)
        grasses(pen, k, near, 20, 400, 27)

    paint(canvas, shape(height, width, copse), "#27172f")
    path = [(470, 488), (500, 488), (600, 560), (690, 720), (250, 720), (400, 560)]
    paint(canvas, polygon(height, width, path, 9), "#a8643f", 0.55)
    for x, y, size in ((455, 492, 7), (520, 493, 7), (415, 525, 12), (565, 527, 12)):
        lantern(canvas, x, y, size, 7)
    for x, y, size in ((352, 578, 20), (640, 582, 20), (225, 655, 34), (775, 662, 34)):
        lantern(canvas, x, y, size, 5)
    return brush(canvas, 101)


def gallery_table() -> Image.Image:
    """A long table laid under a tree."""
    height, width = 720, 960
    stops = [(0, "#3b2a63"), (0.35, "#a2527a"), (0.58, "#f59a62"), (0.7, "#ffd68c"), (1, "#ffd68c")]
    canvas = vertical(height, width, stops)
    shine(canvas, 250, 440, 420, "#ffb25e", 0.6)
    land(canvas, ridge(width, 470, 50, 320, 33), "#a75668", "#cf7a62", 90)
    mist(canvas, 510, 30, "#ffcb8f", 0.7, 34)
    near = ridge(width, 545, 20, 500, 35)
    land(canvas, near, "#4b2947", "#22142b", 190)
    paint(
        canvas, shape(height, width, lambda p, k: acacia(p, k, 610, 572, 505, 21)), "#2b1833", 1.0
    )
    cloth = [(215, 560), (790, 560), (850, 596), (150, 596)]
    fall = [(150, 596), (850, 596), (842, 668), (158, 668)]
    paint(canvas, polygon(height, width, fall), "#c9a184")
    paint(canvas, polygon(height, width, cloth), "#f4dcb8")
    for fold in range(175, 850, 45):
        crease = [(fold, 597), (fold + 7, 597), (fold + 14, 667), (fold + 4, 667)]
        paint(canvas, polygon(height, width, crease, 2), "#a97f6b", 0.5)
    for x in range(250, 790, 76):
        paint(canvas, disc(height, width, x, 584, 24, 6), "#fff6e6")
        paint(canvas, disc(height, width, x, 584, 15, 3.6), "#e8c9a0")
    for x in (285, 440, 600, 735):
        candle(canvas, x, 570, 26)
    for x, y in ((430, 250), (520, 300), (640, 268), (760, 312)):
        cord = [(x - 0.8, 130), (x + 0.8, 130), (x + 0.8, y - 15), (x - 0.8, y - 15)]
        paint(canvas, polygon(height, width, cord), "#2b1833")
        lantern(canvas, x, y, 19, 5)
    for x in (205, 335, 470, 605, 740, 815):
        chair(canvas, x, 690, 92)
    return brush(canvas, 102, wander=1.4)


def candle(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Stand a lit candle whose foot is at (x, y)."""
    height, width = canvas.shape[:2]
    shine(canvas, x, y - size * 1.3, size * 3, "#ffb04f", 0.7)
    body = [(x - size * 0.12, y - size), (x + size * 0.12, y - size)]
    body += [(x + size * 0.12, y), (x - size * 0.12, y)]
    paint(canvas, polygon(height, width, body), "#fff3dc")
    flame = [(x, y - size * 1.6), (x + size * 0.12, y - size * 1.2), (x, y - size * 1.02)]
    flame += [(x - size * 0.12, y - size * 1.2)]
    paint(canvas, polygon(height, width, flame, 0.8), "#fff3b8")


def chair(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Set a chair seen from behind; (x, y) is the middle of its feet."""
    height, width = canvas.shape[:2]

    def draw(pen: ImageDraw.ImageDraw, k: float) -> None:
        half, bar = size * 0.24, max(2, round(size * 0.05 * k))
        left, right, top, seat = x - half, x + half, y - size, y - size * 0.45
        for post in (left, right):
            pen.line([(post * k, top * k), (post * k, y * k)], fill=255, width=bar)
        for level in (top + 3, top + size * 0.2, top + size * 0.38, seat):
            pen.line([(left * k, level * k), (right * k, level * k)], fill=255, width=bar)

    paint(canvas, shape(height, width, draw), "#1d1024")


def gallery_coals() -> Image.Image:
    """A bowl of fire before dinner, close."""
    height, width = 720, 960
    stops = [(0, "#141233"), (0.45, "#3a2650"), (0.7, "#5a3048"), (1, "#241425")]
    canvas = vertical(height, width, stops)
    stars(canvas, 160, 330, 41)
    land(canvas, ridge(width, 430, 70, 360, 42), "#2b1c3f", "#1d1229", 80)
    land(canvas, ridge(width, 505, 16, 500, 43), "#3b2032", "#150c17", 220)
    shine(canvas, 480, 560, 620, "#e2571c", 0.5, 0.5)
    fire(canvas, 480, 540, 125)
    for x, flip in ((165, 1), (795, -1)):
        seat = [(-70, 0), (62, 8), (70, 44), (-64, 40)]
        back = [(-70, 2), (-54, 2), (-96, -105), (-116, -100)]
        legs = [(-52, 38), (-40, 38), (-64, 112), (-78, 112)]
        fore = [(50, 40), (62, 40), (74, 112), (60, 112)]
        for points, tone in ((back, "#6d3524"), (seat, "#8f4a2b"), (legs, "#1c0f16")):
            placed = [(x + flip * px, 560 + py) for px, py in points]
            paint(canvas, polygon(height, width, placed, 0.7), tone)
        placed = [(x + flip * px, 560 + py) for px, py in fore]
        paint(canvas, polygon(height, width, placed, 0.7), "#1c0f16")
    return brush(canvas, 103)


def gallery_stars() -> Image.Image:
    """The night sky above the terrace."""
    height, width = 720, 960
    stops = [(0, "#0b0f2e"), (0.5, "#231f56"), (0.8, "#5c3c74"), (1, "#b0637a")]
    canvas = vertical(height, width, stops)
    milky_way(canvas, 51)
    stars(canvas, 1100, 600, 52)
    land(canvas, ridge(width, 610, 60, 320, 53), "#31244f", "#241a3c", 60)
    near = ridge(width, 655, 20, 500, 54)
    land(canvas, near, "#150f26", "#0c0817", 60)
    tent(canvas, 690, near[690] - 8, 62)

    def copse(pen: ImageDraw.ImageDraw, k: float) -> None:
        acacia(pen, k, 210, near[210] + 8, 300, 55)
        acacia(pen, k, 860, near[860] + 8, 150, 56)

    paint(canvas, shape(height, width, copse), "#100a1d")
    return brush(canvas, 104, wander=1.0)


def gallery_garden() -> Image.Image:
    """Herbs from the garden, from above, on a wooden table."""
    height, width = 720, 960
    canvas = boards(height, width, ["#8a5a3a", "#7d4f33", "#94633f", "#815238"], 120, 61)
    plate(canvas, 500, 372, 232, "#f3e4cc", "#e4cfb0")
    rng = np.random.default_rng(62)
    for _ in range(30):
        angle, reach = rng.uniform(0, math.tau), 118 * rng.random() ** 0.6
        x, y = 500 + reach * math.cos(angle), 372 + reach * math.sin(angle)
        tone = ["#4f6b35", "#668444", "#3f5a30", "#7f9a55"][int(rng.integers(4))]
        leaf(canvas, x, y, rng.uniform(38, 62), rng.uniform(0, math.tau), tone)
    for x, y, radius in ((455, 340, 34), (545, 420, 30), (520, 322, 24), (430, 432, 26)):
        tomato(canvas, x, y, radius)
    sprig(canvas, (60, 690), (300, 520), 34, "#56723c")
    sprig(canvas, (900, 40), (760, 250), 36, "#4a6636")
    sprig(canvas, (40, 60), (190, 230), 30, "#6b8748")
    for x, y, radius in ((820, 560, 44), (880, 636, 32), (112, 400, 30)):
        tomato(canvas, x, y, radius)
    shine(canvas, 220, 40, 900, "#ffdf9e", 0.28)
    return brush(canvas, 105, wander=1.4)


def gallery_first_light() -> Image.Image:
    """Sunrise through mist."""
    height, width = 720, 960
    stops = [(0, "#8fa6c4"), (0.3, "#d7b7b4"), (0.5, "#ffd6a1"), (0.62, "#fff0c9"), (1, "#fff0c9")]
    canvas = vertical(height, width, stops)
    shine(canvas, 610, 385, 460, "#fff3cf", 0.9)
    paint(canvas, disc(height, width, 610, 372, 44, 44, 1), "#fffbe6")
    tones = [(420, "#d3a79a"), (470, "#b28286"), (530, "#865f70"), (600, "#583f57")]
    for number, (base, tone) in enumerate(tones):
        line = ridge(width, base, 60, 300, 66 + number)
        land(canvas, line, tone, "#f2c9a0", 120)
        places = [(x + 170 * number) % (width - 60) + 30 for x in (90, 380, 770)]
        grove(canvas, line, [(x, 42 + 34 * number) for x in places], tone)
        mist(canvas, base + 52, 30, "#ffe6bf", 0.85, 90 + number)
    low = ridge(width, 665, 30, 400, 75)
    land(canvas, low, "#34243a", "#241829", 60)
    paint(canvas, shape(height, width, lambda p, k: grasses(p, k, low, 46, 900, 76)), "#34243a")
    return brush(canvas, 106)


# ---------------------------------------------------------------- kitchen and dining room


def boards(height: int, width: int, tones: Sequence[str], wide: int, seed: int) -> Canvas:
    """Return a table of wooden boards seen from above."""
    canvas = np.zeros((height, width, 3))
    grain = noise(height, width, 200, seed, 6)
    streaks = np.repeat(noise(height, 3, 6, seed + 1, 3)[:, :1], width, axis=1)
    for number, top in enumerate(range(0, height, wide)):
        canvas[top : top + wide] = rgb(tones[number % len(tones)])
        canvas[top : top + 3] *= 0.62
    canvas *= (0.86 + 0.16 * streaks + 0.12 * (grain - 0.5))[..., None]
    return canvas


def plate(canvas: Canvas, x: float, y: float, radius: float, rim: str, well: str) -> None:
    """Set a plate seen from above, with its shadow."""
    height, width = canvas.shape[:2]
    shadow = disc(height, width, x + radius * 0.06, y + radius * 0.1, radius, radius, radius * 0.06)
    paint(canvas, shadow, "#1a0f0c", 0.45)
    paint(canvas, disc(height, width, x, y, radius, radius), rim)
    paint(canvas, disc(height, width, x, y, radius * 0.97, radius * 0.97), "#ffffff", 0.25)
    paint(canvas, disc(height, width, x, y, radius * 0.94, radius * 0.94), rim)
    paint(canvas, disc(height, width, x, y + radius * 0.01, radius * 0.7, radius * 0.7, 2), well)


def leaf(canvas: Canvas, x: float, y: float, size: float, angle: float, tone: str) -> None:
    """Lay a leaf with a pale rib."""
    height, width = canvas.shape[:2]
    along = np.linspace(0, 1, 13)
    half = np.sin(along * math.pi) ** 0.8 * size * 0.24
    cos, sin = math.cos(angle), math.sin(angle)

    def at(u: float, v: float) -> Point:
        return x + (u - 0.5) * size * cos - v * sin, y + (u - 0.5) * size * sin + v * cos

    edge = [at(u, v) for u, v in zip(along, half, strict=True)]
    edge += [at(u, -v) for u, v in zip(along[::-1], half[::-1], strict=True)]
    shadow = [(px + 3, py + 4) for px, py in edge]
    paint(canvas, polygon(height, width, shadow, 2), "#140d08", 0.35)
    paint(canvas, polygon(height, width, edge), tone)
    upper = [at(u, v) for u, v in zip(along, half, strict=True)] + [at(1, 0), at(0, 0)]
    paint(canvas, polygon(height, width, upper), "#ffffff", 0.12)
    rib = [at(0.04, 0.7), at(0.94, 0.4), at(0.94, -0.4), at(0.04, -0.7)]
    paint(canvas, polygon(height, width, rib), "#e6edc8", 0.55)


def sprig(canvas: Canvas, start: Point, end: Point, size: float, tone: str) -> None:
    """Lay a stem with pairs of leaves from `start` to `end`."""
    height, width = canvas.shape[:2]
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    normal = (-math.sin(angle), math.cos(angle))
    stem = [(start[0] + normal[0] * 2.4, start[1] + normal[1] * 2.4), end]
    stem += [(start[0] - normal[0] * 2.4, start[1] - normal[1] * 2.4)]
    paint(canvas, polygon(height, width, stem), tone)
    steps = max(3, round(math.dist(start, end) / (size * 0.62)))
    for number in range(steps):
        share = (number + 0.6) / steps
        x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
        length = size * (1.15 - 0.5 * share)
        for side in (-1, 1):
            turn = angle + side * 0.85
            cx, cy = x + math.cos(turn) * length * 0.5, y + math.sin(turn) * length * 0.5
            leaf(canvas, cx, cy, length, turn, tone)
    leaf(canvas, end[0], end[1], size * 0.7, angle, tone)


def tomato(canvas: Canvas, x: float, y: float, radius: float, tone: str = "#c2402b") -> None:
    """Place a small tomato, or another round thing, with a highlight."""
    height, width = canvas.shape[:2]
    paint(canvas, disc(height, width, x + 4, y + 6, radius, radius, 4), "#140d08", 0.4)
    paint(canvas, disc(height, width, x, y, radius, radius), tone)
    bright = disc(height, width, x - radius * 0.25, y - radius * 0.3, radius * 0.6, radius * 0.6)
    paint(canvas, bright, "#ffffff", 0.1)
    spark = disc(height, width, x - radius * 0.32, y - radius * 0.4, radius * 0.2, radius * 0.14, 1)
    paint(canvas, spark, "#fff4e0", 0.75)


def lamp(canvas: Canvas, x: float, y: float, size: float, tone: str) -> None:
    """Hang a pendant lamp whose shade ends at the row `y`."""
    height, width = canvas.shape[:2]
    shine(canvas, x, y + size * 0.1, size * 4.6, "#ffb765", 0.7)
    cone = [(x - size * 0.5, y), (x + size * 0.5, y), (x + size * 2.3, y + size * 5)]
    cone += [(x - size * 2.3, y + size * 5)]
    fade = np.clip(1 - (np.arange(height)[:, None] - y) / (size * 5), 0, 1)
    paint(canvas, polygon(height, width, cone, size * 0.25) * fade, "#ffd596", 0.26)
    cord = [(x - 1.4, 0), (x + 1.4, 0), (x + 1.4, y - size * 0.6), (x - 1.4, y - size * 0.6)]
    paint(canvas, polygon(height, width, cord), "#1c1513")
    paint(canvas, disc(height, width, x, y, size * 0.34, size * 0.26, 2), "#fff3cf")
    turn = np.linspace(math.pi, math.tau, 24)
    dome = [(x + size * 0.78 * math.cos(a), y + size * 0.72 * math.sin(a)) for a in turn]
    paint(canvas, polygon(height, width, dome), tone)
    lit = [(x + size * 0.78 * math.cos(a), y + size * 0.72 * math.sin(a)) for a in turn[3:11]]
    paint(canvas, polygon(height, width, [*lit, (x - size * 0.2, y)], 5), "#ffffff", 0.14)
    lip = [(x - size * 0.78, y - 2), (x + size * 0.78, y - 2), (x + size * 0.74, y + size * 0.07)]
    paint(canvas, polygon(height, width, [*lip, (x - size * 0.74, y + size * 0.07)]), "#ffe0a3")


def glass(canvas: Canvas, x: float, y: float, size: float, wine: str) -> None:
    """Stand a wine glass whose foot is at (x, y)."""
    height, width = canvas.shape[:2]
    paint(canvas, disc(height, width, x, y, size * 0.24, size * 0.06), "#f7ead8", 0.55)
    stem = [(x - size * 0.02, y - size * 0.5), (x + size * 0.02, y - size * 0.5)]
    paint(
        canvas,
        polygon(height, width, [*stem, (x + size * 0.02, y), (x - size * 0.02, y)]),
        "#f7ead8",
        0.6,
    )
    turn = np.linspace(0, math.pi, 20)
    bowl = [
        (x + size * 0.25 * math.cos(a), y - size * 0.75 + size * 0.3 * math.sin(a)) for a in turn
    ]
    rim = [(x - size * 0.2, y - size * 1.05), (x + size * 0.2, y - size * 1.05)]
    paint(canvas, polygon(height, width, [*bowl, *rim]), "#fff6e8", 0.28)
    paint(canvas, polygon(height, width, bowl), wine, 0.9)
    spark = disc(height, width, x - size * 0.12, y - size * 0.85, size * 0.03, size * 0.14, 0.6)
    paint(canvas, spark, "#ffffff", 0.7)


def pot(canvas: Canvas, x: float, y: float, size: float, tone: str, seed: int) -> None:
    """Stand a pot of herbs whose foot is at (x, y)."""
    height, width = canvas.shape[:2]
    rng = np.random.default_rng(seed)
    for _ in range(26):
        angle = -math.pi / 2 + rng.normal(0, 0.75)
        reach = size * rng.uniform(0.45, 1.15)
        cx, cy = x + math.cos(angle) * reach * 0.8, y - size * 0.75 + math.sin(angle) * reach
        green = ["#4d6a3f", "#5f7f4a", "#3c5737", "#7a955c"][int(rng.integers(4))]
        leaf(canvas, cx, cy, size * rng.uniform(0.3, 0.5), angle, green)
    body = [(-0.42, -0.8), (0.42, -0.8), (0.32, 0), (-0.32, 0)]
    rim = [(-0.48, -0.86), (0.48, -0.86), (0.48, -0.68), (-0.48, -0.68)]
    for points, shade in ((body, 1.0), (rim, 1.0)):
        placed = [(x + px * size, y + py * size) for px, py in points]
        paint(canvas, polygon(height, width, placed), tone, shade)
    side = [(x + size * 0.1, y - size * 0.86), (x + size * 0.48, y - size * 0.86)]
    side += [(x + size * 0.33, y), (x + size * 0.12, y)]
    paint(canvas, polygon(height, width, side, 3), "#2a120c", 0.28)


def window(canvas: Canvas, x: float, y: float, half: float, tall: float) -> None:
    """Open an arched window on a blue evening; (x, y) is the middle of its sill."""
    height, width = canvas.shape[:2]
    turn = np.linspace(math.pi, math.tau, 30)

    def arch(grow: float) -> list[Point]:
        top = y - tall
        points = [
            (x + (half + grow) * math.cos(a), top + (half + grow) * math.sin(a)) for a in turn
        ]
        return [*points, (x + half + grow, y + grow), (x - half - grow, y + grow)]

    paint(canvas, polygon(height, width, arch(13)), "#0f211d")
    evening = [
        (0, "#27406a"),
        (0.3, "#4b5f8e"),
        (0.48, "#c98a8c"),
        (0.62, "#f6bd86"),
        (1, "#f6bd86"),
    ]
    paint(canvas, polygon(height, width, arch(0)), vertical(height, width, evening))
    rng = np.random.default_rng(int(x))
    left = x - half
    inside = polygon(height, width, arch(0))
    while left < x + half:
        wide, rise = rng.uniform(0.22, 0.5) * half, rng.uniform(0.14, 0.42) * tall
        house = [(left, y - rise), (left + wide / 2, y - rise - 16), (left + wide, y - rise)]
        house += [(left + wide, y), (left, y)]
        paint(canvas, polygon(height, width, house) * inside, "#2c3550")
        start, end = left + wide * 0.3, left + wide * 0.52
        for top in (y - rise + 12, y - rise + 36):
            box = [(start, top), (end, top), (end, top + 11), (start, top + 11)]
            paint(canvas, polygon(height, width, box) * inside, "#ffcf85", 0.85)
        left += wide + 3
    for bar in (-0.33, 0.33):
        mullion: list[Point] = [(x + half * bar - 3, 0), (x + half * bar + 3, 0)]
        mullion += [(x + half * bar + 3, y), (x + half * bar - 3, y)]
        paint(canvas, polygon(height, width, mullion) * inside, "#0f211d")
    for row in (y - tall, y - tall * 0.5):
        paint(canvas, polygon(height, width, bar_at(x, row - 3, half, 6)), "#0f211d")
    paint(canvas, polygon(height, width, bar_at(x, y, half + 22, 16)), "#31564b")


def bar_at(x: float, y: float, half: float, thick: float) -> list[Point]:
    """Return a horizontal bar below the row `y`, `half` to either side of `x`."""
    return [(x - half, y), (x + half, y), (x + half, y + thick), (x - half, y + thick)]


def dining_room() -> Image.Image:
    """A bottle-green dining room at lamp-lighting: the restaurant's hero."""
    height, width = 1080, 1920
    canvas = vertical(
        height, width, [(0, "#16322b"), (0.5, "#25493f"), (0.7, "#1c3a32"), (1, "#142a25")]
    )
    canvas *= (0.94 + 0.12 * noise(height, width, 300, 5))[..., None]
    for x, half in ((330, 150), (960, 190), (1590, 150)):
        window(canvas, x, 590, half, 250)
    panel = [(0, 690), (width, 690), (width, 705), (0, 705)]
    paint(canvas, polygon(height, width, panel), "#376055")
    for left in range(20, width, 190):
        box = [(left, 730), (left + 160, 730), (left + 160, 900), (left, 900)]
        paint(canvas, polygon(height, width, box), "#0f241f", 0.4)
        inner = [(left + 5, 735), (left + 157, 735), (left + 157, 897), (left + 5, 897)]
        paint(canvas, polygon(height, width, inner), "#23473d")
    for x, size, seed in ((250, 62, 1), (405, 50, 2), (905, 60, 3), (1030, 70, 4), (1660, 62, 5)):
        pot(canvas, x, 592, size, "#b9623f", seed)
    bench = [(0, 800), (width, 800), (width, 960), (0, 960)]
    paint(canvas, polygon(height, width, bench), "#7c2338")
    for left in range(0, width, 128):
        seam = [(left, 800), (left + 4, 800), (left + 4, 960), (left, 960)]
        paint(canvas, polygon(height, width, seam, 3), "#4f1222", 0.8)
        top = [(left + 10, 800), (left + 120, 800), (left + 112, 826), (left + 18, 826)]
        paint(canvas, polygon(height, width, top, 8), "#b34a5f", 0.55)
    table_top(canvas)
    hung = ((200, 330, 82, "#8f2740"), (580, 260, 92, "#c8803f"), (960, 350, 104, "#8f2740"))
    for x, y, size, tone in (*hung, (1340, 260, 92, "#c8803f"), (1720, 330, 82, "#8f2740")):
        lamp(canvas, x, y, size, tone)
    for x in (385, 960, 1535):
        shine(canvas, x, 930, 420, "#ffb765", 0.34, 0.4)
    return brush(canvas, 201, wander=1.5)


def table_top(canvas: Canvas) -> None:
    """Lay the long table at the front of the dining room."""
    height, width = canvas.shape[:2]
    paint(
        canvas,
        polygon(height, width, [(0, 925), (width, 925), (width, 1080), (0, 1080)]),
        "#efe0c6",
    )
    paint(
        canvas, polygon(height, width, [(0, 925), (width, 925), (width, 934), (0, 934)]), "#fff3dc"
    )
    paint(
        canvas,
        polygon(height, width, [(0, 1052), (width, 1052), (width, 1080), (0, 1080)], 8),
        "#b99c7c",
        0.7,
    )
    runner = polygon(height, width, [(0, 968), (width, 968), (width, 1004), (0, 1004)])
    paint(canvas, runner, "#8fa383", 0.55)
    for number, x in enumerate((150, 490, 830, 1170, 1510, 1850)):
        paint(canvas, disc(height, width, x + 5, 1014, 112, 31, 6), "#6d4c38", 0.5)
        paint(canvas, disc(height, width, x, 1006, 112, 30), "#fffaf0")
        paint(canvas, disc(height, width, x, 1005, 78, 19), "#ead9bd")
        for turn in range(7):
            cx, cy = x - 42 + turn * 14, 1002 + 5 * math.sin(turn * 2.1 + number)
            leaf(canvas, cx, cy, 30, turn * 1.1 + number, ("#5f7f4a", "#4d6a3f")[turn % 2])
        for shift in (-26, 6, 34):
            tomato(canvas, x + shift, 998 + (shift % 5), 10, ("#b8323c", "#e08b3a")[number % 2])
    for number, x in enumerate((320, 660, 1000, 1340, 1680)):
        glass(canvas, x - 52, 992, 128, "#7c1f33")
        glass(canvas, x + 48, 1000, 128, ("#e9c46f", "#7c1f33")[number % 2])
        candle(canvas, x, 984, 62)


def herbs_on_linen() -> Image.Image:
    """Plates and herbs from above on pale linen: behind dark text."""
    height, width = 900, 1600
    canvas = np.ones((height, width, 3)) * np.array(rgb("#e9e2cf"))
    weave = np.sin(np.arange(width) * 1.7)[None, :] + np.sin(np.arange(height) * 1.7)[:, None]
    canvas += (weave * 2.0 + (noise(height, width, 240, 7) - 0.5) * 22)[..., None]
    for left in (0, 1):
        stripe = [(70 + left * 26, 0), (82 + left * 26, 0), (82 + left * 26, height)]
        paint(canvas, polygon(height, width, [*stripe, (70 + left * 26, height)]), "#a04257", 0.7)
    plate(canvas, 1260, 330, 300, "#f7f1e3", "#e6dcc6")
    rng = np.random.default_rng(9)
    for _ in range(46):
        angle, reach = rng.uniform(0, math.tau), 165 * rng.random() ** 0.6
        tone = ["#5b7a45", "#789a5a", "#48673a", "#94af70"][int(rng.integers(4))]
        x, y = 1260 + reach * math.cos(angle), 330 + reach * math.sin(angle)
        leaf(canvas, x, y, rng.uniform(44, 74), rng.uniform(0, math.tau), tone)
    round_things = [
        (1205, 285, 42, "#a8324a"),
        (1320, 380, 38, "#a8324a"),
        (1300, 262, 28, "#e6a04c"),
    ]
    round_things += [(1185, 398, 30, "#e6a04c"), (1262, 335, 24, "#7c1f33")]
    for x, y, radius, tone in round_things:
        tomato(canvas, x, y, radius, tone)
    plate(canvas, 330, 760, 210, "#335b50", "#2a4d44")
    for number in range(9):
        turn = number / 9 * math.tau
        x, y = 330 + 92 * math.cos(turn), 760 + 92 * math.sin(turn)
        leaf(canvas, x, y, 76, turn, ("#8fae6c", "#a7c284")[number % 2])
    tomato(canvas, 330, 760, 40, "#e6a04c")
    for start, end, size in (
        ((640, 60), (860, 210), 46),
        ((560, 860), (800, 700), 50),
        ((1000, 860), (1180, 720), 44),
        ((190, 250), (420, 330), 48),
        ((1580, 860), (1440, 690), 48),
    ):
        sprig(canvas, start, end, size, "#5f8049")
    for x, y in ((520, 200), (930, 560), (640, 480), (1050, 90)):
        tomato(canvas, x, y, 15, "#a8324a")
    cutlery(canvas, 905, 330)
    return brush(canvas, 202, wander=1.2)


def cutlery(canvas: Canvas, x: float, y: float) -> None:
    """Lay a knife beside a plate; (x, y) is its middle."""
    height, width = canvas.shape[:2]
    blade = [(x - 9, y - 190), (x + 5, y - 170), (x + 11, y - 20), (x - 9, y - 20)]
    handle = [(x - 8, y - 20), (x + 9, y - 20), (x + 11, y + 170), (x - 10, y + 170)]
    for points, tone in ((blade, "#c9c9c2"), (handle, "#8a5a3a")):
        shadow = [(px + 5, py + 6) for px, py in points]
        paint(canvas, polygon(height, width, shadow, 4), "#4a3b2a", 0.4)
        paint(canvas, polygon(height, width, points, 0.6), tone)


def lit_front() -> Image.Image:
    """The restaurant's lit windows on an evening street: behind light text."""
    height, width = 900, 1600
    canvas = vertical(
        height, width, [(0, "#1b2b45"), (0.4, "#30405f"), (0.7, "#3a3f55"), (1, "#161d22")]
    )
    stars(canvas, 160, 300, 19)
    blocks = [(0, 260, 200), (250, 330, 260), (500, 240, 250), (1330, 250, 300)]
    for left, wide, top in blocks:
        box = [(left, top), (left + wide, top), (left + wide, 740), (left, 740)]
        paint(canvas, polygon(height, width, box), "#202c3f")
        gable = [(left - 10, top), (left + wide / 2, top - 70), (left + wide + 10, top)]
        paint(canvas, polygon(height, width, gable), "#18222f")
        for column in range(3):
            for row in range(3):
                x, y = left + 40 + column * wide * 0.28, top + 40 + row * 120
                pane = [(x, y), (x + 34, y), (x + 34, y + 56), (x, y + 56)]
                lit = (column * 3 + row + left) % 4 == 0
                paint(canvas, polygon(height, width, pane), "#ffc777" if lit else "#141c29", 0.8)
    front = [(640, 200), (1360, 200), (1360, 745), (640, 745)]
    paint(canvas, polygon(height, width, front), "#1c3f36")
    paint(
        canvas,
        polygon(height, width, [(620, 182), (1380, 182), (1380, 214), (620, 214)]),
        "#28584b",
    )
    board = [(680, 322), (1320, 322), (1320, 382), (680, 382)]
    paint(canvas, polygon(height, width, board), "#122b25")
    wordmark(canvas, "NINEFOLD", 1000, 352, 26, "#f0b98d", 7)
    shine(canvas, 1000, 560, 620, "#ffae57", 0.5, 0.7)
    for left in (690, 1130):
        pane = [(left, 420), (left + 180, 420), (left + 180, 690), (left, 690)]
        paint(
            canvas,
            polygon(height, width, pane),
            vertical(
                height, width, [(0, "#ffdf9d"), (0.45, "#ffdf9d"), (0.8, "#e9943f"), (1, "#e9943f")]
            ),
        )
        for x in (left + 55, left + 125):
            cord = [(x - 1, 420), (x + 1, 420), (x + 1, 462), (x - 1, 462)]
            paint(canvas, polygon(height, width, cord), "#5c2a1c")
            paint(canvas, disc(height, width, x, 474, 24, 13), "#8f2740")
            diner(canvas, x, 690, 96)
        for bar in (left, left + 87, left + 174):
            post = [(bar, 420), (bar + 6, 420), (bar + 6, 690), (bar, 690)]
            paint(canvas, polygon(height, width, post), "#122b25")
    door = [(930, 420), (1070, 420), (1070, 745), (930, 745)]
    paint(canvas, polygon(height, width, door), "#7c2338")
    light = [(950, 440), (1050, 440), (1050, 600), (950, 600)]
    paint(canvas, polygon(height, width, light), "#ffd48a")
    paint(canvas, disc(height, width, 1053, 650, 6, 6), "#f0b98d")
    for number in range(9):
        stripe = [(670 + number * 74, 384), (670 + (number + 1) * 74, 384)]
        stripe += [(664 + (number + 1) * 76, 428), (660 + number * 76, 428)]
        paint(canvas, polygon(height, width, stripe), ("#8f2740", "#f3e6d2")[number % 2])
    street = polygon(height, width, [(0, 742), (width, 742), (width, 900), (0, 900)])
    paint(
        canvas, street, vertical(height, width, [(0, "#2b2f36"), (0.82, "#2b2f36"), (1, "#11161a")])
    )
    for x in (780, 1000, 1220):
        shine(canvas, x, 770, 300, "#ffb35c", 0.5, 0.22)
    for x, size, seed in ((655, 66, 1), (905, 58, 2), (1095, 58, 3), (1345, 66, 4)):
        pot(canvas, x, 752, size, "#b9623f", seed)
    return brush(canvas, 203, wander=1.2)


def diner(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Seat a guest, seen as a shadow behind the glass."""
    height, width = canvas.shape[:2]
    turn = np.linspace(math.pi, math.tau, 20)
    body = [
        (x + size * 0.32 * math.cos(a), y - size * 0.2 + size * 0.4 * math.sin(a)) for a in turn
    ]
    body += [(x + size * 0.32, y), (x - size * 0.32, y)]
    paint(canvas, polygon(height, width, body, 1), "#6e2f22", 0.85)
    head = disc(height, width, x, y - size * 0.76, size * 0.15, size * 0.18, 1)
    paint(canvas, head, "#6e2f22", 0.85)


STROKES: dict[str, list[list[Point]]] = {
    "D": [[(0, 0), (0, 1), (0.3, 1), (0.55, 0.85), (0.65, 0.5), (0.55, 0.15), (0.3, 0), (0, 0)]],
    "E": [[(0.55, 0), (0, 0), (0, 1), (0.55, 1)], [(0, 0.5), (0.45, 0.5)]],
    "F": [[(0.55, 0), (0, 0), (0, 1)], [(0, 0.5), (0.45, 0.5)]],
    "I": [[(0, 0), (0, 1)]],
    "L": [[(0, 0), (0, 1), (0.5, 1)]],
    "N": [[(0, 1), (0, 0), (0.65, 1), (0.65, 0)]],
    "O": [
        [(0.4 + 0.4 * math.cos(a), 0.5 + 0.5 * math.sin(a)) for a in np.linspace(0, math.tau, 33)]
    ],
}


def wordmark(
    canvas: Canvas, word: str, x: float, y: float, size: float, tone: str, gap: float
) -> None:
    """Letter a word in single strokes, centred on (x, y); `size` is the height of a capital."""
    widths = [max(px for line in STROKES[letter] for px, _ in line) * size for letter in word]
    left = x - (sum(widths) + gap * (len(word) - 1)) / 2

    def draw(pen: ImageDraw.ImageDraw, k: float) -> None:
        start = left
        for letter, wide in zip(word, widths, strict=True):
            for line in STROKES[letter]:
                points = [((start + px * size) * k, (y + (py - 0.5) * size) * k) for px, py in line]
                pen.line(points, fill=255, width=max(2, round(size * 0.115 * k)), joint="curve")
            start += wide + gap

    paint(canvas, shape(canvas.shape[0], canvas.shape[1], draw), tone)


def petals(canvas: Canvas, x: float, y: float, radius: float, tone: str, heart: str) -> None:
    """Draw the mark: nine petals around a small disc."""
    height, width = canvas.shape[:2]
    for number in range(9):
        turn = number / 9 * math.tau - math.pi / 2
        along = np.linspace(0, 1, 25)
        reach = radius * (0.34 + 0.66 * along)
        half = radius * 0.205 * np.sin(along**1.25 * math.pi) ** 0.8
        edge = [(r, v) for r, v in zip(reach, half, strict=True)]
        edge += [(r, -v) for r, v in zip(reach[::-1], half[::-1], strict=True)]
        cos, sin = math.cos(turn), math.sin(turn)
        placed = [(x + r * cos - v * sin, y + r * sin + v * cos) for r, v in edge]
        paint(canvas, polygon(height, width, placed), tone)
    paint(canvas, disc(height, width, x, y, radius * 0.2, radius * 0.2), heart)


def share_card() -> Image.Image:
    """The picture for social networks, 1200 x 630."""
    height, width = 630, 1200
    canvas = vertical(height, width, [(0, "#1c3d35"), (1, "#12271f")])
    canvas *= (0.95 + 0.1 * noise(height, width, 260, 77))[..., None]
    paint(
        canvas, polygon(height, width, [(0, 520), (width, 520), (width, 630), (0, 630)]), "#efe0c6"
    )
    paint(
        canvas, polygon(height, width, [(0, 520), (width, 520), (width, 527), (0, 527)]), "#fff3dc"
    )
    for number, x in enumerate((120, 440, 760, 1080)):
        paint(canvas, disc(height, width, x + 4, 588, 92, 24, 5), "#6d4c38", 0.5)
        paint(canvas, disc(height, width, x, 582, 92, 23), "#fffaf0")
        for turn in range(7):
            leaf(canvas, x - 36 + turn * 12, 578 + turn % 3, 28, turn * 1.2 + number, "#5f7f4a")
        tomato(canvas, x - 10, 574, 10, "#b8323c")
        tomato(canvas, x + 24, 577, 9, "#e08b3a")
    for x in (280, 600, 920):
        glass(canvas, x - 44, 574, 104, "#7c1f33")
        glass(canvas, x + 44, 578, 104, "#e9c46f")
        candle(canvas, x, 566, 50)
    for x, y, size, tone in ((190, 150, 66, "#8f2740"), (1010, 150, 66, "#8f2740")):
        lamp(canvas, x, y, size, tone)
    petals(canvas, 600, 178, 92, "#f0b98d", "#f0b98d")
    wordmark(canvas, "NINEFOLD", 600, 352, 74, "#fafaf4", 24)
    return brush(canvas, 204, wander=0.4, grain=2)


def icon(size: int, field: str, tone: str) -> Callable[[], Image.Image]:
    """Return the painter of a square icon with the mark on a rounded field."""

    def draw() -> Image.Image:
        large = 512
        canvas = np.ones((large, large, 3)) * np.array(rgb(field))
        petals(canvas, large / 2, large / 2 + 4, large * 0.42, tone, tone)
        picture = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
        return picture.resize((size, size), Image.Resampling.LANCZOS)

    return draw


def lodge_icon(size: int) -> Callable[[], Image.Image]:
    """Return the painter of the lodge's icon: an acacia before the sun."""

    def draw() -> Image.Image:
        large = 512
        canvas = np.ones((large, large, 3)) * np.array(rgb("#221a2e"))
        paint(canvas, disc(large, large, 256, 250, 138, 138), "#e6ab4a")
        trunk = [(240, 416), (272, 416), (266, 306), (344, 236), (324, 226), (262, 276)]
        trunk += [(250, 276), (188, 226), (168, 236), (246, 306)]
        turn = np.linspace(math.pi, math.tau, 40)
        canopy = [(256 + 184 * math.cos(a), 244 + 84 * math.sin(a)) for a in turn]
        for points in (trunk, canopy):
            edge = [(px + (px - 256) * 0.05, py + (py - 250) * 0.05) for px, py in points]
            paint(canvas, polygon(large, large, edge), "#fcf7ee")
        for points in (trunk, canopy):
            paint(canvas, polygon(large, large, points), "#221a2e")
        ground = [(104, 412), (408, 412), (408, 430), (104, 430)]
        paint(canvas, polygon(large, large, ground), "#fcf7ee")
        picture = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
        return picture.resize((size, size), Image.Resampling.LANCZOS)

    return draw


PICTURES: dict[Path, Callable[[], Image.Image]] = {
    SITE / "hero.webp": savannah_hero,
    SITE / "about-bg.webp": savannah_morning,
    SITE / "contact-bg.webp": savannah_night,
    SITE / "gallery-1.webp": gallery_lanterns,
    SITE / "gallery-2.webp": gallery_table,
    SITE / "gallery-3.webp": gallery_coals,
    SITE / "gallery-4.webp": gallery_stars,
    SITE / "gallery-5.webp": gallery_garden,
    SITE / "gallery-6.webp": gallery_first_light,
    SITE / "favicon-32.png": lodge_icon(32),
    SITE / "favicon-180.png": lodge_icon(180),
    SUPPLIED / "hero.webp": dining_room,
    SUPPLIED / "about-bg.webp": herbs_on_linen,
    SUPPLIED / "contact-bg.webp": lit_front,
    SUPPLIED / "og.webp": share_card,
    SUPPLIED / "favicon-32.png": icon(32, "#16302a", "#f0b98d"),
    SUPPLIED / "favicon-180.png": icon(180, "#16302a", "#f0b98d"),
}


if __name__ == "__main__":
    paint_all(TEMPLATE, PICTURES, sys.argv[1:], quality=78)
