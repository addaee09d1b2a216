"""Draw the bitmap images of the bundled template `association-corporate`.

Run it from the root of the repository: `python tools/make_association_assets.py`. The drawings are
deterministic for one version of Pillow and numpy. Logos, the pattern and the SVG favicons are written
by hand and are not touched.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from drawing import BUNDLED, Array, Rgb, blend, grained, mesh, noise, ramp, save_webp
from PIL import Image, ImageDraw, ImageFilter

TEMPLATE = BUNDLED / "association-corporate"

Draw = ImageDraw.ImageDraw

INK: Rgb = (18, 48, 74)
DEEP: Rgb = (11, 31, 51)
BLUE: Rgb = (28, 93, 132)
BRASS: Rgb = (217, 164, 65)
PINE: Rgb = (20, 53, 43)
LEDGER: Rgb = (27, 107, 75)
COPPER: Rgb = (232, 165, 122)


# --- helpers --------------------------------------------------------------------------------------


def glow(xs: Array, ys: Array, x: float, y: float, radius: float, ratio: float) -> Array:
    """A Gaussian spot of light around (x, y); `ratio` is width by height of the canvas."""
    distance = ((xs - x) * ratio) ** 2 + (ys - y) ** 2
    return np.asarray(np.exp(-distance / (2 * radius * radius)))


def mask(width: int, height: int, draw: Callable[[Draw, int], None], blur: float = 0) -> Array:
    """The coverage (0..1) of what `draw` paints, three times supersampled; it is given the scale."""
    scale = 3
    layer = Image.new("L", (width * scale, height * scale), 0)
    draw(ImageDraw.Draw(layer), scale)
    layer = layer.resize((width, height), Image.Resampling.LANCZOS)
    if blur:
        layer = layer.filter(ImageFilter.GaussianBlur(blur))
    return np.asarray(layer, dtype=float) / 255


def polygon(points: Sequence[tuple[float, float]]) -> Callable[[Draw, int], None]:
    """A painter of one polygon."""
    return lambda pen, scale: pen.polygon([(x * scale, y * scale) for x, y in points], fill=255)


def rectangles(boxes: Sequence[tuple[float, float, float, float]]) -> Callable[[Draw, int], None]:
    """A painter of rectangles (left, top, right, bottom)."""

    def paint(pen: Draw, scale: int) -> None:
        for x1, y1, x2, y2 in boxes:
            pen.rectangle([x1 * scale, y1 * scale, x2 * scale, y2 * scale], fill=255)

    return paint


def ellipse(
    x: float, y: float, rx: float, ry: float, outline: bool = False
) -> Callable[[Draw, int], None]:
    """A painter of one ellipse, filled or as a thin line."""

    def paint(pen: Draw, scale: int) -> None:
        box = [(x - rx) * scale, (y - ry) * scale, (x + rx) * scale, (y + ry) * scale]
        if outline:
            pen.ellipse(box, outline=255, width=scale)
        else:
            pen.ellipse(box, fill=255)

    return paint


def save(canvas: Array, path: Path, quality: int = 80, grain: float = 2.0) -> None:
    """Write a canvas as WebP, with a little grain."""
    save_webp(grained(canvas, grain), path, quality)


def halve(source: Path, target: Path) -> None:
    """Write a copy of an image at half its size."""
    with Image.open(source) as image:
        small = image.convert("RGB").resize(
            (image.width // 2, image.height // 2), Image.Resampling.LANCZOS
        )
    small.save(target, "WEBP", quality=80, method=6)


# --- the pilots' harbour --------------------------------------------------------------------------


def harbour(width: int = 1920, height: int = 1080) -> Array:
    """A harbour mouth at dawn: headlands, a lighthouse, a freighter and the pilot boat."""
    xs, ys = mesh(width, height)
    ratio, horizon = width / height, 0.56
    sky = [
        (0.0, (24, 52, 84)),
        (0.3, (70, 112, 146)),
        (0.48, (206, 170, 140)),
        (0.56, (250, 208, 150)),
    ]
    canvas = ramp(ys, sky)
    clouds = noise(width, height * 3, 620, 5)[::3][:height]
    band = np.clip((clouds - 0.52) * 3.2, 0, 1) * np.clip(1.2 - np.abs(ys - 0.3) * 3, 0, 1)
    canvas = blend(canvas, (238, 190, 160), band * 0.55 * np.clip(ys * 2.2, 0, 1))
    canvas = blend(canvas, (255, 232, 186), glow(xs, ys, 0.72, horizon, 0.17, ratio) * 0.85)
    canvas = _headlands(canvas, width, height, horizon)
    canvas = _sea(canvas, xs, ys, horizon)
    canvas = _ships(canvas, width, height)
    return canvas


def _headlands(canvas: Array, width: int, height: int, horizon: float) -> Array:
    layers = [(0.075, 0.0, 1.0, (128, 136, 150), 31), (0.12, 0.0, 0.45, (74, 92, 112), 32)]
    columns = np.linspace(0, 1, width)
    ys = np.linspace(0, 1, height)[:, None]
    for rise, left, right, colour, seed in layers:
        profile = noise(width, 4, 300, seed)[1] * rise
        fade = np.clip((right - columns) * 4, 0, 1) * np.clip((columns - left + 0.3) * 4, 0, 1)
        top = horizon - profile * fade
        canvas = blend(canvas, colour, np.clip((ys - top) * height, 0, 1) * (fade > 0) * 0.92)
    base = horizon * height
    rock = [(1480, base), (1540, base - 26), (1600, base - 44), (1680, base - 40), (1760, base - 70),
            (1840, base - 64), (1920, base - 96), (1920, base + 2)]  # fmt: skip
    tower = [(1634, base - 40), (1641, base - 172), (1663, base - 172), (1670, base - 40)]
    lamp = [
        (1639, base - 172),
        (1639, base - 192),
        (1652, base - 206),
        (1665, base - 192),
        (1665, base - 172),
    ]
    for shape, colour in ((rock, (40, 56, 74)), (tower, (52, 68, 86)), (lamp, (44, 58, 76))):
        canvas = blend(canvas, colour, mask(width, height, polygon(shape)))
    beam = [(1652, base - 184), (1200, base - 282), (1200, base - 214)]
    canvas = blend(canvas, (255, 236, 190), mask(width, height, polygon(beam), 14) * 0.2)
    spot = mask(
        width,
        height,
        lambda p, s: p.ellipse([1645 * s, (base - 191) * s, 1659 * s, (base - 177) * s], fill=255),
        3,
    )
    return blend(canvas, (255, 240, 200), spot)


def _sea(canvas: Array, xs: Array, ys: Array, horizon: float) -> Array:
    height, width = xs.shape
    depth = np.clip((ys - horizon) / (1 - horizon), 0, 1)
    water = ramp(
        depth,
        [(0, (196, 172, 150)), (0.12, (112, 138, 156)), (0.5, (44, 84, 112)), (1, (18, 48, 74))],
    )
    waves = noise(width, height, 36, 8, 3)
    stretched = np.asarray(
        Image.fromarray(waves.astype(np.float32)[:, : width // 9], "F").resize(
            (width, height), Image.Resampling.BICUBIC
        )
    )
    light = np.exp(-(((xs - 0.72) / (0.035 + 0.16 * depth)) ** 2))
    glitter = np.clip((stretched - 0.5) * 5, 0, 1) * light
    water = blend(water, (255, 226, 176), glitter * 0.9)
    water = blend(water, (8, 28, 48), np.clip((0.45 - stretched) * 3, 0, 1) * 0.5 * depth)
    return np.where((ys > horizon)[..., None], water, canvas)


def _ships(canvas: Array, width: int, height: int) -> Array:
    freighter = [
        [(1012, 618), (1030, 652), (1392, 652), (1420, 596), (1396, 602), (1080, 614)],
        [(1030, 614), (1030, 548), (1050, 548), (1050, 530), (1086, 530), (1086, 614)],
        [(1058, 530), (1058, 510), (1074, 510), (1074, 530)],
    ]
    for x in range(1100, 1390, 44):
        tall = 34 + (x * 7 % 3) * 14
        freighter.append([(x, 612), (x, 612 - tall), (x + 41, 612 - tall), (x + 41, 610)])
    for number, shape in enumerate(freighter):
        tone = (
            (30, 44, 62) if number < 3 else ((48, 62, 80), (58, 56, 66), (38, 56, 76))[number % 3]
        )
        canvas = blend(canvas, tone, mask(width, height, polygon(shape)))
    panes = [(x, 556, x + 6, 562) for x in range(1036, 1080, 11)]
    windows = mask(width, height, rectangles(panes))
    canvas = blend(canvas, (255, 220, 150), windows)
    shade = [(1030, 653), (1392, 653), (1360, 720), (1060, 720)]
    canvas = blend(canvas, (16, 38, 60), mask(width, height, polygon(shade), 9) * 0.65)
    boat = [
        [(1460, 812), (1478, 846), (1612, 846), (1652, 802), (1600, 814)],
        [(1500, 812), (1508, 780), (1568, 780), (1586, 812)],
        [(1532, 780), (1535, 738), (1539, 738), (1541, 780)],
    ]
    for shape in boat:
        canvas = blend(canvas, (16, 32, 50), mask(width, height, polygon(shape)))
    cabin = [(1514, 787), (1512, 801), (1572, 801), (1566, 787)]
    canvas = blend(canvas, (255, 214, 140), mask(width, height, polygon(cabin)) * 0.9)
    wake = [(1475, 848), (1630, 846), (1500, 864), (1180, 905), (1170, 893)]
    return blend(canvas, (226, 226, 220), mask(width, height, polygon(wake), 7) * 0.5)


def chart(width: int = 1600, height: int = 1000) -> Array:
    """A sea chart in faint blue: depth contours, rhumb lines and a compass rose."""
    field = noise(width, height, 520, 12, 4)
    canvas = np.full((height, width, 3), (226, 238, 245), dtype=float)
    canvas = blend(canvas, (196, 218, 232), np.clip((field - 0.5) * 1.5, 0, 1))
    canvas = blend(canvas, (238, 226, 196), np.clip((0.3 - field) * 9, 0, 1) * 0.9)
    slope = np.hypot(*np.gradient(field * 16))
    lines = np.abs(field * 16 - np.round(field * 16)) / np.maximum(slope, 1e-4)
    canvas = blend(canvas, (84, 136, 168), np.clip(1.3 - lines, 0, 1) * 0.75)

    def rose(pen: Draw, scale: int) -> None:
        x, y = 1270 * scale, 420 * scale
        for radius in (96, 150, 156, 204):
            r = radius * scale
            pen.ellipse([x - r, y - r, x + r, y + r], outline=255, width=scale)
        for step in range(32):
            angle, reach = step * math.pi / 16, 2400 * scale
            pen.line(
                [x, y, x + reach * math.cos(angle), y + reach * math.sin(angle)],
                fill=110,
                width=scale,
            )
        for step in range(8):
            angle, r = step * math.pi / 4, (190 if step % 2 == 0 else 120) * scale
            for side in (-0.28, 0.28):
                inner = (
                    x + 40 * scale * math.cos(angle + side),
                    y + 40 * scale * math.sin(angle + side),
                )
                tip = (x + r * math.cos(angle), y + r * math.sin(angle))
                pen.polygon([(x, y), inner, tip], outline=255, fill=190 if side > 0 else None)

    return blend(canvas, (70, 120, 156), mask(width, height, rose) * 0.55)


def night_harbour(width: int = 1600, height: int = 1000) -> Array:
    """Quays at night: a row of lights and their long reflections."""
    xs, ys = mesh(width, height)
    horizon = 0.46
    canvas = ramp(
        ys,
        [
            (0, (8, 22, 40)),
            (0.4, (24, 58, 86)),
            (horizon, (70, 100, 122)),
            (0.5, (18, 46, 70)),
            (1, (6, 18, 32)),
        ],
    )
    rng = np.random.default_rng(21)
    skyline = mask(width, height, lambda pen, s: _sheds(pen, s, height * horizon))
    canvas = blend(canvas, (12, 28, 46), skyline)
    ripple = noise(width, height, 60, 22, 4)
    for _ in range(58):
        x, lift = rng.random(), 0.006 + 0.055 * rng.random()
        warm: Rgb = ((255, 206, 130), (255, 232, 190), (160, 210, 240), (240, 120, 90))[
            rng.integers(4)
        ]
        strength = 0.35 + 0.65 * rng.random()
        canvas = blend(
            canvas, warm, glow(xs, ys, x, horizon - lift, 0.0038, width / height) * 1.3 * strength
        )
        canvas = blend(
            canvas, warm, glow(xs, ys, x, horizon - lift, 0.022, width / height) * 0.35 * strength
        )
        trail = np.exp(-((np.abs(xs - x + (ripple - 0.5) * 0.022) / (0.002 + 0.006 * ys)) ** 1.4))
        fade = np.clip((ys - horizon) * 40, 0, 1) * np.exp(-np.maximum(ys - horizon, 0) * 5.5)
        broken = np.clip((ripple - 0.32) * 3, 0, 1)
        canvas = blend(canvas, warm, trail * fade * broken * 0.75 * strength)
    return canvas


def _sheds(pen: Draw, scale: int, base: float) -> None:
    rng = np.random.default_rng(9)
    x = 0.0
    while x < 1600:
        wide, tall = 50 + 110 * rng.random(), 14 + 50 * rng.random()
        pen.rectangle(
            [x * scale, (base - tall) * scale, (x + wide) * scale, base * scale], fill=255
        )
        x += wide * (0.8 + 0.5 * rng.random())
    for x in (210, 520, 980, 1330):
        top = base - 128
        for x1, y1, x2, y2 in (
            (0, base, 0, top),
            (44, base, 44, top),
            (-70, top + 12, 96, top + 4),
            (22, top, 22, top - 26),
            (22, top - 26, -70, top + 12),
        ):
            pen.line(
                [(x + x1) * scale, y1 * scale, (x + x2) * scale, y2 * scale],
                fill=255,
                width=5 * scale,
            )


# --- the house and the events ---------------------------------------------------------------------


def house(width: int = 960, height: int = 720) -> Array:
    """A classical house with a portico at dusk, its windows lit."""
    xs, ys = mesh(width, height)
    canvas = ramp(ys, [(0, (52, 84, 122)), (0.45, (146, 158, 172)), (0.72, (236, 204, 170))])
    canvas = blend(
        canvas, (214, 206, 204), np.clip((noise(width, height, 260, 41) - 0.5) * 2.4, 0, 1) * 0.5
    )
    stone = ramp(xs, [(0, (182, 172, 156)), (0.6, (216, 203, 180)), (1, (190, 176, 154))])
    stone = stone * (0.9 + 0.16 * noise(width, height, 26, 42)[..., None])
    walls = mask(width, height, polygon([(60, 250), (900, 250), (900, 600), (60, 600)]))
    canvas = canvas * (1 - walls[..., None]) + stone * walls[..., None]
    canvas = _windows(canvas, width, height)
    canvas = _portico(canvas, stone, width, height)
    canvas = _street(canvas, width, height)
    return canvas


def _windows(canvas: Array, width: int, height: int) -> Array:
    boxes = [
        (x, y, x + 40, y + tall)
        for x in (96, 164, 232, 688, 756, 824)
        for y, tall in ((300, 76), (430, 112))
    ]
    frames = [(x1 - 7, y1 - 7, x2 + 7, y2 + 7) for x1, y1, x2, y2 in boxes]
    sills = [(x1 - 12, y2 + 7, x2 + 12, y2 + 14) for x1, y1, x2, y2 in boxes]
    canvas = blend(canvas, (236, 226, 206), mask(width, height, rectangles([*frames, *sills])))
    lit = ramp(
        np.mgrid[0:height, 0:width][0] / height, [(0.4, (255, 226, 160)), (0.76, (240, 170, 92))]
    )
    dark = [boxes[i] for i in (2, 7, 9)]
    canvas = blend(canvas, lit, mask(width, height, rectangles(boxes)))
    canvas = blend(canvas, (66, 84, 104), mask(width, height, rectangles(dark)) * 0.92)
    bars: list[tuple[float, float, float, float]]
    bars = [(x1 + 18.5, y1, x1 + 21.5, y2) for x1, y1, x2, y2 in boxes]
    bars += [
        (x1, y, x2, y + 2.5)
        for x1, y1, x2, y2 in boxes
        for y in (y1 + (y2 - y1) / 3, y1 + (y2 - y1) * 2 / 3)
    ]
    canvas = blend(canvas, (240, 232, 216), mask(width, height, rectangles(bars)))
    edges = [(50, 244, 910, 258), (60, 400, 900, 407), (54, 588, 906, 602)]
    canvas = blend(canvas, (228, 216, 192), mask(width, height, rectangles(edges)))
    return blend(
        canvas, (120, 108, 96), mask(width, height, rectangles([(50, 258, 910, 263)]), 2) * 0.8
    )


def _portico(canvas: Array, stone: Array, width: int, height: int) -> Array:
    hall = mask(width, height, rectangles([(306, 268, 654, 580)]))
    inside = ramp(
        np.mgrid[0:height, 0:width][0] / height, [(0.36, (92, 70, 56)), (0.8, (214, 150, 88))]
    )
    canvas = blend(canvas, inside, hall)
    door = mask(width, height, rectangles([(440, 400, 520, 580)]))
    canvas = blend(canvas, (255, 224, 160), door)
    canvas = blend(
        canvas,
        (104, 62, 40),
        mask(width, height, rectangles([(478, 400, 482, 580), (440, 446, 520, 449)])),
    )
    for x in np.linspace(322, 638, 6):
        across = np.clip((np.arange(width) - (x - 17)) / 34, 0, 1)
        light = 0.58 + 0.5 * np.sin(across * math.pi) - 0.26 * across + 0.05 * np.sin(across * 40)
        shaft = mask(
            width, height, polygon([(x - 17, 566), (x - 14, 286), (x + 14, 286), (x + 17, 566)])
        )
        column = np.clip(stone * 1.12 * light[None, :, None], 0, 255)
        canvas = canvas * (1 - shaft[..., None]) + column * shaft[..., None]
        blocks = rectangles([(x - 22, 274, x + 22, 288), (x - 22, 564, x + 22, 580)])
        canvas = blend(canvas, (232, 220, 196), mask(width, height, blocks))
    beam = rectangles([(292, 236, 668, 276)])
    canvas = blend(canvas, (222, 209, 184), mask(width, height, beam))
    canvas = blend(
        canvas,
        (150, 136, 118),
        mask(width, height, rectangles([(292, 272, 668, 277), (286, 232, 674, 237)])),
    )
    canvas = blend(
        canvas, (236, 224, 200), mask(width, height, polygon([(274, 236), (480, 138), (686, 236)]))
    )
    canvas = blend(
        canvas, (178, 164, 142), mask(width, height, polygon([(322, 226), (480, 152), (638, 226)]))
    )
    round_window = mask(
        width, height, lambda p, s: p.ellipse([462 * s, 182 * s, 498 * s, 218 * s], fill=255)
    )
    return blend(canvas, (255, 222, 158), round_window)


def _street(canvas: Array, width: int, height: int) -> Array:
    steps = [(292 - 14 * i, 580 + 9 * i, 668 + 14 * i, 589 + 9 * i) for i in range(4)]
    for number, step in enumerate(steps):
        tone = 206 - 16 * number
        canvas = blend(
            canvas, (tone, tone - 12, tone - 32), mask(width, height, rectangles([step]))
        )
    ground = slice(616, height)
    mirror = canvas[616 - (height - 616) * 2 : 616][::-2][: height - 616]
    smear = Image.fromarray(np.clip(mirror, 0, 255).astype(np.uint8), "RGB").filter(
        ImageFilter.BoxBlur(7)
    )
    wet = np.asarray(smear, dtype=float) * 0.5 + np.array([26, 34, 46])
    wet += (noise(width, height - 616, 30, 44)[..., None] - 0.5) * 26
    canvas = canvas.copy()
    canvas[ground] = wet
    lamps = [(196, 470), (764, 470)]
    xs, ys = mesh(width, height)
    for x, y in lamps:
        post = rectangles(
            [(x - 2.5, y, x + 2.5, 622), (x - 7, 612, x + 7, 624), (x - 9, y - 4, x + 9, y + 1)]
        )
        canvas = blend(canvas, (38, 42, 50), mask(width, height, post))
        canvas = blend(
            canvas,
            (255, 232, 180),
            glow(xs, ys, x / width, (y - 14) / height, 0.016, width / height),
        )
        canvas = blend(
            canvas,
            (255, 214, 150),
            glow(xs, ys, x / width, (y - 14) / height, 0.07, width / height) * 0.4,
        )
    return canvas


def conference(width: int = 960, height: int = 640) -> Array:
    """A hall seen from the back: rows of heads, a stage, a speaker before a bright screen."""
    xs, ys = mesh(width, height)
    canvas = ramp(ys, [(0, (30, 36, 50)), (0.5, (62, 66, 80)), (1, (24, 26, 34))])
    canvas = blend(canvas, (206, 214, 222), glow(xs, ys, 0.5, 0.34, 0.28, 1.5) * 0.55)
    screen = mask(width, height, rectangles([(290, 90, 670, 300)]))
    canvas = blend(canvas, ramp(ys, [(0.14, (246, 248, 250)), (0.47, (206, 220, 230))]), screen)
    bars = [
        (330 + 52 * i, 250 - tall, 364 + 52 * i, 262)
        for i, tall in enumerate((34, 58, 48, 84, 96, 120))
    ]
    canvas = blend(canvas, (88, 118, 140), mask(width, height, rectangles(bars)))
    canvas = blend(
        canvas,
        (120, 140, 156),
        mask(width, height, rectangles([(330, 112, 520, 122), (330, 132, 460, 139)])),
    )
    canvas = blend(canvas, (122, 88, 62), mask(width, height, rectangles([(150, 352, 810, 386)])))
    canvas = blend(canvas, (70, 50, 38), mask(width, height, rectangles([(150, 380, 810, 392)])))

    def speaker(pen: Draw, s: int) -> None:
        pen.ellipse([222 * s, 226 * s, 250 * s, 258 * s], fill=255)
        pen.polygon(
            [
                (212 * s, 352 * s),
                (216 * s, 276 * s),
                (228 * s, 262 * s),
                (246 * s, 262 * s),
                (258 * s, 276 * s),
                (262 * s, 352 * s),
            ],
            fill=255,
        )

    canvas = blend(canvas, (34, 38, 50), mask(width, height, speaker))
    canvas = blend(
        canvas,
        (148, 104, 70),
        mask(width, height, polygon([(206, 300), (268, 300), (262, 354), (212, 354)])),
    )
    rng = np.random.default_rng(51)
    for row in range(5):
        base, size, step = 408 + row * 52, 15 + row * 5.5, 52 + row * 17
        shift = (row % 2) * step / 2 - 20
        tone = 58 - row * 9

        def heads(
            pen: Draw,
            s: int,
            base: float = base,
            size: float = size,
            step: float = step,
            shift: float = shift,
        ) -> None:
            for i in range(int(width / step) + 2):
                x = shift + i * step + rng.normal(0, 3)
                y = base + rng.normal(0, 2)
                pen.ellipse(
                    [(x - size * 0.78) * s, (y - size) * s, (x + size * 0.78) * s, (y + size) * s],
                    fill=255,
                )
                pen.rounded_rectangle(
                    [
                        (x - size * 1.7) * s,
                        (y + size * 1.15) * s,
                        (x + size * 1.7) * s,
                        (y + size * 5) * s,
                    ],
                    size * s,
                    fill=255,
                )

        canvas = blend(canvas, (tone, tone + 4, tone + 14), mask(width, height, heads))
    return canvas


def lecture(width: int = 480, height: int = 320) -> Array:
    """Shelves of books behind a lectern with a lamp."""
    xs, ys = mesh(width, height)
    canvas = np.full((height, width, 3), (58, 38, 28), dtype=float)
    rng = np.random.default_rng(61)
    covers: Sequence[Rgb] = (
        (112, 44, 40),
        (44, 66, 92),
        (52, 78, 62),
        (150, 112, 66),
        (84, 62, 52),
        (178, 160, 128),
        (72, 50, 74),
    )
    for shelf in range(5):
        floor, x = 66 + shelf * 64, 4.0
        while x < width:
            wide, tall = 7 + 9 * rng.random(), 40 + 14 * rng.random()
            book = covers[int(rng.integers(len(covers)))]
            body = mask(width, height, rectangles([(x, floor - tall, x + wide - 1, floor)]))
            canvas = blend(canvas, book, body)
            band = [
                (x + 1, floor - tall + 8, x + wide - 2, floor - tall + 10),
                (x + 1, floor - 10, x + wide - 2, floor - 8.5),
            ]
            canvas = blend(canvas, (214, 184, 120), mask(width, height, rectangles(band)) * 0.7)
            x += wide + (26 * rng.random() if rng.random() < 0.06 else 0)
        canvas = blend(
            canvas, (96, 64, 44), mask(width, height, rectangles([(0, floor, width, floor + 6)]))
        )
    canvas = blend(canvas, (16, 12, 12), 0.28 + 0.5 * np.clip(np.abs(xs - 0.55) * 1.3, 0, 1))
    canvas = blend(canvas, (255, 214, 140), glow(xs, ys, 0.55, 0.44, 0.2, 1.5) * 0.42)
    desk = [(196, 200), (340, 184), (352, 206), (204, 222)]
    foot = [(224, 218), (328, 206), (320, 330), (234, 330)]
    canvas = blend(canvas, (74, 44, 28), mask(width, height, polygon(foot)))
    canvas = blend(canvas, (148, 96, 58), mask(width, height, polygon(desk)))
    paper = [(222, 200), (276, 194), (282, 208), (228, 214)]
    canvas = blend(canvas, (250, 242, 220), mask(width, height, polygon(paper)))
    stem = mask(
        width,
        height,
        lambda p, s: p.line(
            [(308 * s, 196 * s), (304 * s, 150 * s), (276 * s, 134 * s)], fill=255, width=4 * s
        ),
    )
    canvas = blend(canvas, (196, 158, 84), stem)
    hood = mask(width, height, polygon([(246, 150), (258, 128), (286, 128), (296, 146)]))
    canvas = blend(canvas, (40, 88, 70), hood)
    return blend(
        canvas,
        (255, 238, 190),
        mask(width, height, polygon([(248, 151), (296, 147), (294, 152), (250, 156)]), 1),
    )


def dinner(width: int = 480, height: int = 320) -> Array:
    """A long laid table in perspective below three hanging lamps."""
    xs, ys = mesh(width, height)
    canvas = ramp(
        ys, [(0, (36, 26, 30)), (0.4, (84, 58, 50)), (0.55, (60, 40, 38)), (1, (26, 18, 20))]
    )
    panels = [(20 + i * 58, 20, 62 + i * 58, 122) for i in range(8)]
    canvas = blend(canvas, (112, 78, 62), mask(width, height, rectangles(panels)) * 0.5)
    table = [(206, 134), (274, 134), (452, 330), (28, 330)]
    cloth = ramp(ys, [(0.4, (236, 214, 180)), (1, (200, 176, 148))])
    canvas = blend(canvas, cloth, mask(width, height, polygon(table)))
    runner = [(234, 134), (246, 134), (266, 330), (214, 330)]
    canvas = blend(canvas, (150, 44, 46), mask(width, height, polygon(runner)) * 0.85)
    for step in range(7):
        depth = (step / 6) ** 1.6
        y, half, size = 146 + depth * 150, 26 + depth * 128, 6 + depth * 22
        for side in (-1, 1):
            x = 240 + side * half
            plate = mask(width, height, ellipse(x, y, size, size * 0.42))
            canvas = blend(canvas, (252, 248, 240), plate)
            rim = size * 0.62
            inner = mask(width, height, ellipse(x, y, rim, rim * 0.42, outline=True))
            canvas = blend(canvas, (196, 168, 110), inner)
            glass = polygon(
                [
                    (x - side * size * 1.25 - size * 0.2, y - size * 0.9),
                    (x - side * size * 1.25 + size * 0.2, y - size * 0.9),
                    (x - side * size * 1.25 + size * 0.08, y),
                    (x - side * size * 1.25 - size * 0.08, y),
                ]
            )
            canvas = blend(canvas, (255, 250, 232), mask(width, height, glass) * 0.75)
            chair = polygon(
                [
                    (x + side * size * 1.5, y - size * 1.1),
                    (x + side * size * 2.7, y - size * 1.2),
                    (x + side * size * 2.9, y + size * 1.2),
                    (x + side * size * 1.7, y + size * 1.1),
                ]
            )
            canvas = blend(canvas, (40, 26, 24), mask(width, height, chair))
    for x, y, radius in ((240, 104, 9), (240, 76, 14), (240, 34, 22)):
        cord = mask(width, height, rectangles([(x - 0.8, 0, x + 0.8, y)]))
        canvas = blend(canvas, (24, 18, 20), cord)
        canvas = blend(
            canvas,
            (255, 206, 126),
            glow(xs, ys, x / width, (y + 6) / height, radius / 90, 1.5) * 0.5,
        )
        shade = polygon(
            [
                (x - radius, y + radius * 0.7),
                (x - radius * 0.45, y),
                (x + radius * 0.45, y),
                (x + radius, y + radius * 0.7),
            ]
        )
        canvas = blend(canvas, (40, 30, 30), mask(width, height, shade))
        bulb = rectangles(
            [(x - radius * 0.8, y + radius * 0.7, x + radius * 0.8, y + radius * 0.92)]
        )
        canvas = blend(canvas, (255, 244, 206), mask(width, height, bulb, 1))
    return canvas


# --- the institute --------------------------------------------------------------------------------


def colonnade(width: int = 1920, height: int = 1080) -> Array:
    """A vaulted hall between two rows of columns, seen along its axis; light falls in from the left."""
    ys, xs = np.mgrid[0:height, 0:width].astype(float)
    dx = (xs - width / 2) / height * 1.5
    dy = (height * 0.6 - ys) / height * 1.5
    far = 46.0
    canvas = np.zeros((height, width, 3))
    depth = np.full((height, width), far)
    canvas[:] = ramp(
        np.clip(np.hypot(dx, dy - 0.05) * 5, 0, 1),
        [(0, (255, 246, 224)), (0.5, (238, 214, 172)), (1, (176, 150, 116))],
    )
    canvas, depth = _planes(canvas, depth, dx, dy)
    canvas, depth = _columns(canvas, depth, dx, dy)
    haze = 1 - np.exp(-(depth**1.25) / 62)
    canvas = blend(canvas, (240, 216, 176), haze * 0.75)
    axis = np.exp(-((dx / 0.5) ** 2 + ((dy - 0.02) / 0.36) ** 2))
    canvas = blend(canvas, (255, 240, 208), axis * 0.42)
    return np.asarray(canvas * (0.94 + 0.1 * noise(width, height, 40, 71)[..., None]))


def _planes(canvas: Array, depth: Array, dx: Array, dy: Array) -> tuple[Array, Array]:
    """Floor with light bands, side walls with tall windows, and a barrel vault with ribs."""
    low, wall, spring = -1.7, 4.2, 3.4
    safe = np.where(np.abs(dx) < 1e-6, 1e-6, dx)
    z_wall = wall / np.abs(safe)
    y_wall = dy * z_wall
    z_floor = np.where(dy < -1e-4, low / np.minimum(dy, -1e-4), np.inf)
    a, b = dx**2 + dy**2, -2 * dy * spring
    root = np.sqrt(np.maximum(b * b - 4 * a * (spring**2 - wall**2), 0))
    z_vault = (-b + root) / (2 * np.maximum(a, 1e-9))
    floor = (z_floor < z_wall) & (dy < 0)
    vault = ~floor & (y_wall > spring)
    sides = ~floor & ~vault
    z = np.where(floor, z_floor, np.where(vault, z_vault, z_wall))
    x_hit = dx * z
    tile = (np.floor(x_hit / 1.05) + np.floor(z / 1.05)) % 2
    stripe = np.clip(np.cos((z - x_hit * 0.55) * 2 * math.pi / 4) * 2.2, 0, 1) * np.clip(
        1 - (x_hit + 3) / 7, 0, 1
    )
    ground = blend(
        np.where(tile[..., None] > 0, (122.0, 98.0, 76.0), (92.0, 72.0, 58.0)),
        (255, 226, 170),
        stripe * 0.55,
    )
    rib = np.clip(np.cos(z * 2 * math.pi / 4) * 5 - 3.4, 0, 1)
    coffer = np.clip(np.cos(np.arctan2(x_hit, dy * z - spring) * 14) * 4 - 2.8, 0, 1)
    ceiling = blend(
        np.full((*z.shape, 3), (138.0, 112.0, 86.0)), (206, 178, 138), np.maximum(rib, coffer) * 0.7
    )
    opening = (np.abs((z + 2) % 4 - 2) < 1.05) & (y_wall > -0.6) & (y_wall < 3.0)
    glass = np.where(dx < 0, 1.0, 0.42)
    masonry = (
        np.full((*z.shape, 3), (128.0, 102.0, 80.0)) * (0.92 + 0.08 * np.cos(y_wall * 9))[..., None]
    )
    side = blend(masonry, (255, 238, 200), opening * glass)
    for area, paint in ((floor, ground), (vault, ceiling), (sides, side)):
        near = area & (z < depth)
        canvas = np.where(near[..., None], paint, canvas)
        depth = np.where(near, z, depth)
    return canvas, depth


def _columns(canvas: Array, depth: Array, dx: Array, dy: Array) -> tuple[Array, Array]:
    """Round columns with bases and capitals in two rows, by intersecting rays with cylinders."""
    for number in range(10, 0, -1):
        for side in (-1, 1):
            for radius, low, high in (
                (0.42, -1.7, 3.1),
                (0.58, -1.7, -1.35),
                (0.6, 2.75, 3.1),
                (0.72, 3.1, 3.42),
            ):
                cx, cz = side * 2.9, number * 4.0 + 0.4
                a = dx * dx + 1
                b = -2 * (dx * cx + cz)
                inside = b * b - 4 * a * (cx * cx + cz * cz - radius * radius)
                z = (-b - np.sqrt(np.maximum(inside, 0))) / (2 * a)
                y = dy * z
                hit = (inside > 0) & (y > low) & (y < high) & (z < depth) & (z > 0.5)
                normal = (dx * z - cx) / radius
                light = (
                    0.42 + 0.62 * np.clip(-normal * 0.8 + 0.25, 0, 1) + 0.12 * np.clip(normal, 0, 1)
                )
                flute = 1 + 0.045 * np.cos(np.arcsin(np.clip(normal, -1, 1)) * 22) * (radius < 0.5)
                stone = np.stack(
                    [226 * light * flute, 200 * light * flute, 164 * light * flute], axis=-1
                )
                canvas = np.where(hit[..., None], np.clip(stone, 0, 255), canvas)
                depth = np.where(hit, z, depth)
    return canvas, depth


def guilloche(width: int = 1600, height: int = 1000) -> Array:
    """The engraved rosettes and waves of an old share certificate, faint on ledger paper."""
    canvas = np.full((height, width, 3), (246, 244, 234), dtype=float)

    def rosette(
        x: float, y: float, size: float, lobes: int, turns: int
    ) -> Callable[[Draw, int], None]:
        def paint(pen: Draw, s: int) -> None:
            for turn in range(turns):
                path = []
                for t in np.linspace(0, 2 * math.pi, 900):
                    wave = 0.72 + 0.26 * math.cos(lobes * t + turn * 2 * math.pi / turns)
                    wave *= 1 + 0.08 * math.cos(lobes * 3 * t)
                    path.append(
                        ((x + size * wave * math.cos(t)) * s, (y + size * wave * math.sin(t)) * s)
                    )
                pen.line(path, fill=255, width=s)

        return paint

    def waves(pen: Draw, s: int) -> None:
        for band in (70, 930):
            for line in range(9):
                points = []
                for x in range(0, width + 8, 8):
                    swing = (
                        38 * math.sin(x / 74 + line * math.pi / 4.5) * math.cos(x / 310 + line / 9)
                    )
                    points.append((x * s, (band + swing) * s))
                pen.line(points, fill=255, width=s)

    for paint, colour, share in (
        (rosette(1290, 470, 300, 12, 9), LEDGER, 0.62),
        (rosette(1290, 470, 165, 8, 7), COPPER, 0.9),
        (rosette(250, 640, 215, 10, 8), LEDGER, 0.45),
        (rosette(250, 640, 110, 6, 6), COPPER, 0.8),
        (waves, LEDGER, 0.5),
    ):
        canvas = blend(canvas, colour, mask(width, height, paint) * share)
    return canvas


def offices(width: int = 1600, height: int = 1000) -> Array:
    """A street of offices in the evening: façades in two rows, some of the windows lit."""
    xs, ys = mesh(width, height)
    canvas = ramp(ys, [(0, (22, 46, 48)), (0.5, (96, 110, 100)), (0.75, (222, 176, 130))])
    rng = np.random.default_rng(81)
    for row, tone in ((0, (58, 84, 78)), (1, (26, 52, 46)), (2, (12, 32, 27))):
        x = -30.0
        while x < width:
            wide, top = 110 + 130 * rng.random(), 210 + row * 150 + 200 * rng.random()
            canvas = blend(
                canvas, tone, mask(width, height, rectangles([(x, top, x + wide, height)]))
            )
            cell = 22 + row * 6
            lit: list[tuple[float, float, float, float]] = []
            dim: list[tuple[float, float, float, float]] = []
            for wx in np.arange(x + 14, x + wide - cell, cell * 1.25):
                for wy in np.arange(top + 20, height, cell * 1.6):
                    box = (wx, wy, wx + cell * 0.62, wy + cell * 0.95)
                    (lit if rng.random() < 0.3 else dim).append(box)
            canvas = blend(
                canvas, (255, 208, 142), mask(width, height, rectangles(lit)) * (0.5 + 0.2 * row)
            )
            canvas = blend(canvas, (120, 146, 136), mask(width, height, rectangles(dim)) * 0.16)
            x += wide + 6 + 30 * rng.random()
    return blend(canvas, (246, 186, 130), glow(xs, ys, 0.3, 0.72, 0.3, 1.6) * 0.3)


# --- icons and the picture for shared links -------------------------------------------------------


def lighthouse(pen: Draw, s: float) -> None:
    """The pilots' mark on a square of 32 units."""
    pen.polygon(
        [(12.5 * s, 26 * s), (14 * s, 12 * s), (18 * s, 12 * s), (19.5 * s, 26 * s)],
        fill=(255, 255, 255),
    )
    pen.polygon(
        [(13.25 * s, 19 * s), (13.6 * s, 16 * s), (18.4 * s, 16 * s), (18.75 * s, 19 * s)],
        fill=BLUE,
    )
    pen.rectangle([14 * s, 7.5 * s, 18 * s, 11 * s], fill=BRASS)
    pen.polygon([(13 * s, 7.5 * s), (16 * s, 4.5 * s), (19 * s, 7.5 * s)], fill=(255, 255, 255))
    pen.polygon([(20 * s, 9.5 * s), (28 * s, 6 * s), (28 * s, 12.5 * s)], fill=BRASS)
    pen.polygon([(12 * s, 9.5 * s), (4 * s, 6 * s), (4 * s, 12.5 * s)], fill=BRASS)


def balance(pen: Draw, s: float) -> None:
    """The institute's mark on a square of 32 units: an A whose crossbar is a pair of scales."""
    width = round(2.6 * s)
    pen.line(
        [(8 * s, 26 * s), (16 * s, 6 * s), (24 * s, 26 * s)],
        fill=(255, 255, 255),
        width=width,
        joint="curve",
    )
    pen.line([(5 * s, 17 * s), (27 * s, 17 * s)], fill=COPPER, width=round(2 * s))
    for x in (5, 27):
        pen.chord([(x - 3.5) * s, 15 * s, (x + 3.5) * s, 23 * s], 0, 180, fill=COPPER)


def icons(folder: Path, ground: Rgb, paint: Callable[[Draw, float], None]) -> None:
    """Write the PNG icons, 32 and 180 pixels, of a mark."""
    for size in (32, 180):
        side = size * 8
        image = Image.new("RGB", (side, side), ground)
        paint(ImageDraw.Draw(image), side / 32)
        small = image.resize((size, size), Image.Resampling.LANCZOS)
        small.save(folder / f"favicon-{size}.png", optimize=True)


def shared_link(width: int = 1200, height: int = 630) -> Array:
    """The hall under the institute's green, and the mark in its middle."""
    hall = Image.fromarray(np.clip(colonnade(1200, 675), 0, 255).astype(np.uint8), "RGB")
    canvas = np.asarray(hall.crop((0, 22, width, 22 + height)), dtype=float)
    canvas = blend(canvas, PINE, np.full((height, width), 0.72))
    mark = Image.new("RGB", (1280, 1280), (0, 0, 0))
    balance(ImageDraw.Draw(mark), 40)
    small = mark.resize((430, 430), Image.Resampling.LANCZOS)
    alpha = np.asarray(small.convert("L"), dtype=float) / 255
    top, left = (height - 430) // 2 - 20, (width - 430) // 2
    patch = canvas[top : top + 430, left : left + 430]
    canvas = canvas.copy()
    canvas[top : top + 430, left : left + 430] = blend(
        patch, np.asarray(small, dtype=float), np.clip(alpha * 2.2, 0, 1)
    )
    frame = mask(
        width,
        height,
        lambda p, s: p.rectangle(
            [34 * s, 34 * s, (width - 35) * s, (height - 35) * s], outline=255, width=2 * s
        ),
    )
    return blend(canvas, COPPER, frame * 0.9)


def main(template: Path) -> None:
    """Draw everything into a template's folders."""
    start, supplied = template / "site" / "assets", template / "supplied"
    save(harbour(), start / "hero.webp", 78)
    save(chart(), start / "about-bg.webp", 62, 0.6)
    save(night_harbour(), start / "contact-bg.webp", 76)
    save(house(), start / "house-960.webp")
    halve(start / "house-960.webp", start / "house-480.webp")
    save(conference(), start / "events" / "conference-960.webp", 78)
    halve(start / "events" / "conference-960.webp", start / "events" / "conference.webp")
    save(lecture(), start / "events" / "lecture.webp", 82)
    save(dinner(), start / "events" / "dinner.webp", 82)
    icons(start, INK, lighthouse)
    save(colonnade(), supplied / "hero.webp", 74)
    save(guilloche(), supplied / "about-bg.webp", 50, 0.0)
    save(offices(), supplied / "contact-bg.webp", 74)
    save(shared_link(), supplied / "og.webp", 80)
    icons(supplied, PINE, balance)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATE)
