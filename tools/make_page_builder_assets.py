"""Paint the pictures of the bundled template `ai-page-builder`.

`python tools/make_page_builder_assets.py [NAME ...]` makes them again, from fixed seeds; only numpy and
Pillow are needed. Brushes and trees are shared with the Safari Lodge's pictures, perspective with the
SaaS product's. The logos, the pattern and the SVG favicons are written by hand and not made here.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from drawing import BUNDLED, paint_all
from make_saas_assets import mesh, perspective, shadowed
from make_safari_assets import (
    Canvas,
    Point,
    acacia,
    brush,
    candle,
    clouds,
    disc,
    grasses,
    grove,
    land,
    lantern,
    milky_way,
    mist,
    noise,
    paint,
    polygon,
    rgb,
    ridge,
    shape,
    shine,
    stars,
    tent,
    vertical,
)
from PIL import Image, ImageDraw, ImageFilter

TEMPLATE = BUNDLED / "ai-page-builder"
SITE = TEMPLATE / "site" / "assets"
SUPPLIED = TEMPLATE / "supplied"

INK, BRAND, DEEP, SPARK = (17, 21, 28), (36, 71, 240), (20, 42, 156), (200, 245, 66)


# ---------------------------------------------------------------- the page builder


def sheet(width: int, height: int, kind: int) -> Image.Image:
    """Return a drawn web page: bars for words, blocks for pictures, in one of four layouts."""
    layer = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    u = width / 60

    def bar(x: float, y: float, w: float, h: float, fill: tuple[int, ...], r: float = 0.6) -> None:
        box = (x * u, y * u, (x + w) * u, (y + h) * u)
        pen.rounded_rectangle(box, r * u, fill=fill)

    grey, pale = (206, 213, 226, 255), (236, 240, 247, 255)
    bar(0, 0, 60, height / u - 0.1, (250, 251, 253, 255), 2)
    bar(4, 3, 9, 2, (*INK, 255))
    for x in (34, 41, 48):
        bar(x, 3.4, 5, 1.2, grey)
    if kind == 0:
        bar(4, 9, 52, 24, (*BRAND, 255), 1.5)
        pen.polygon([(4 * u, 33 * u), (20 * u, 18 * u), (30 * u, 26 * u), (42 * u, 14 * u), (56 * u, 28 * u), (56 * u, 33 * u)], fill=(*DEEP, 255))  # fmt: skip
        pen.ellipse((44 * u, 12 * u, 51 * u, 19 * u), fill=(*SPARK, 255))
        bar(4, 37, 34, 3, (*INK, 255))
        for row in range(4):
            bar(4, 43 + row * 3, 50 - 7 * (row == 3) - row, 1.3, grey)
        bar(4, 57, 14, 4, (*SPARK, 255), 2)
    elif kind == 1:
        for row in range(3):
            y = 9 + row * 18
            bar(4 if row % 2 == 0 else 32, y, 24, 14, (*(BRAND, SPARK, DEEP)[row], 255), 1.5)
            x = 32 if row % 2 == 0 else 4
            bar(x, y + 2, 18, 2, (*INK, 255))
            for line in range(3):
                bar(x, y + 6 + line * 2.6, 22 - line * 3, 1.2, grey)
    elif kind == 2:
        bar(12, 9, 36, 3.4, (*INK, 255))
        bar(18, 14.5, 24, 1.3, grey)
        for cell in range(6):
            x, y = 4 + cell % 3 * 18, 20 + cell // 3 * 20
            bar(x, y, 16, 17, pale, 1.2)
            fill = (*(BRAND, SPARK, DEEP, DEEP, BRAND, SPARK)[cell], 255)
            bar(x + 1.5, y + 1.5, 13, 8, fill, 1)
            bar(x + 1.5, y + 11.5, 10, 1.2, grey)
            bar(x + 1.5, y + 13.8, 7, 1.2, grey)
    else:
        bar(4, 9, 24, 34, (*DEEP, 255), 1.5)
        pen.ellipse((9 * u, 15 * u, 23 * u, 29 * u), fill=(*SPARK, 255))
        bar(32, 11, 24, 3, (*INK, 255))
        bar(32, 15.5, 16, 3, (*INK, 255))
        for row in range(6):
            bar(32, 22 + row * 3, 24 - (row % 3) * 2, 1.3, grey)
        for x in (4, 22, 40):
            bar(x, 47, 16, 12, pale, 1.2)
    return layer


def strands(
    canvas: Image.Image, count: int, seed: int, colours: Sequence[tuple[int, int, int]], glow: int
) -> Image.Image:
    """Draw threads that run across the picture and gather to the right, as on a loom."""
    rng = np.random.default_rng(seed)
    width, height = canvas.size
    layer = Image.new("RGB", canvas.size, (0, 0, 0))
    pen = ImageDraw.Draw(layer)
    x = np.linspace(-20, width + 20, 120)
    for number in range(count):
        start = height * (0.04 + 0.92 * number / count)
        end = height * (0.5 + 0.34 * (number / count - 0.5))
        ease = 1 / (1 + np.exp(-(x / width - 0.52) * 9))
        wave = np.sin(x / width * math.tau * 0.8 + number * 0.13 + rng.normal(0, 0.1))
        y = start + (end - start) * ease + wave * height * 0.035 * (1 - 0.4 * ease)
        tone = np.array(colours[int(rng.integers(len(colours)))]) * rng.uniform(0.25, 0.85)
        points = [(float(a), float(b)) for a, b in zip(x, y, strict=True)]
        pen.line(points, fill=tuple(int(v) for v in tone), width=int(rng.choice([1, 2, 2, 3])))
    halo = np.asarray(layer.filter(ImageFilter.GaussianBlur(glow)), dtype=float) * 1.5
    light = np.clip(np.asarray(layer, dtype=float) + halo, 0, 255)
    base = np.asarray(canvas, dtype=float)
    return Image.fromarray((255 - (255 - base) * (255 - light) / 255).astype(np.uint8))


def loom() -> Image.Image:
    """The builder's hero: pages of four kinds that rise out of a mesh of cobalt light."""
    size = (1920, 1160)
    picture = mesh(*size, INK, (
        (0.85, 0.15, 0.34, BRAND, 0.85), (0.5, 0.9, 0.34, DEEP, 0.9), (0.98, 0.85, 0.2, SPARK, 0.45),
        (0.12, 0.1, 0.28, (28, 40, 92), 0.8),
    ))  # fmt: skip
    picture = strands(picture, 60, 4, (BRAND, (110, 140, 255), SPARK), 7)
    places = (
        (1, [(1120, 60), (1420, 20), (1500, 440), (1190, 500)]),
        (3, [(1520, 130), (1850, 190), (1800, 640), (1480, 560)]),
        (2, [(760, 560), (1080, 500), (1150, 960), (810, 1040)]),
        (0, [(1170, 520), (1620, 600), (1590, 1180), (1120, 1080)]),
    )
    for kind, corners in places:
        page = perspective(sheet(900, 1020, kind), corners, size)
        shadowed(picture, page, (0, 0), 26, 190)
    return picture


def guides() -> Image.Image:
    """Pale layout guides and lines of set type, for behind dark text."""
    width, height = 1600, 1000
    canvas = mesh(width, height, (226, 232, 244), (
        (0.15, 0.2, 0.3, (250, 251, 255), 0.9), (0.9, 0.8, 0.35, (196, 208, 240), 0.9),
        (0.7, 0.1, 0.2, (228, 246, 190), 0.8),
    ))  # fmt: skip
    pen = ImageDraw.Draw(canvas, "RGBA")
    for column in range(12):
        x = 60 + column * 126
        pen.rectangle((x, 0, x + 92, height), fill=(*BRAND, 13))
    for row in range(0, height, 40):
        pen.line((0, row, width, row), fill=(*DEEP, 18), width=1)
    rng = np.random.default_rng(8)
    for _ in range(13):
        x, y = int(60 + 126 * rng.integers(0, 11)), int(40 * rng.integers(1, 23))
        wide, tall = 92 + 126 * int(rng.integers(0, 3)), 40 * int(rng.integers(2, 6))
        pen.rounded_rectangle((x, y, x + wide, y + tall), 12, outline=(*BRAND, 90), width=2)
        for line in range(int(rng.integers(1, 4))):
            if 26 * line + 20 < tall:
                end = x + 18 + (wide - 36) * rng.uniform(0.5, 1)
                box = (x + 18, y + 16 + 24 * line, end, y + 24 + 24 * line)
                pen.rounded_rectangle(box, 4, fill=(*DEEP, 46))
    return canvas


def threads() -> Image.Image:
    """Threads of light in the dark, for behind light text."""
    picture = mesh(1920, 1080, INK, (
        (0.8, 0.5, 0.3, DEEP, 0.95), (0.98, 0.4, 0.2, BRAND, 0.8), (0.2, 0.9, 0.3, (24, 30, 60), 0.9),
    ))  # fmt: skip
    picture = strands(picture, 84, 12, (BRAND, (90, 120, 255), (150, 172, 255), SPARK), 9)
    return strands(picture, 18, 13, (SPARK, (255, 255, 255)), 12)


def proofs() -> Image.Image:
    """A wall of page proofs in the dark, for behind light text."""
    size = (1600, 1000)
    picture = mesh(*size, INK, ((0.2, 0.2, 0.4, (34, 46, 84), 0.9), (0.9, 0.9, 0.3, DEEP, 0.8)))
    wall = Image.new("RGBA", (1500, 1100), (0, 0, 0, 0))
    for number in range(15):
        page = sheet(260, 300, (number * 3 + number // 5) % 4)
        wall.paste(page, (number % 5 * 296, number // 5 * 340), page)
    corners = [(-60, -120), (1720, -30), (1600, 1160), (80, 1010)]
    shadowed(picture, perspective(wall, corners, size), (0, 0), 20, 200)
    return Image.blend(picture, Image.new("RGB", size, INK), 0.34)


# ---------------------------------------------------------------- the desk, and the five pictures


def desk(height: int, width: int, left: float) -> Image.Image:
    """A desk before a window at dusk; `left` is where the window begins, in pixels."""
    canvas = vertical(height, width, [(0, "#27304a"), (0.7, "#3a3f52"), (1, "#3d3a44")])
    canvas *= (0.94 + 0.12 * noise(height, width, 160, 5))[..., None]
    sill, top = height * 0.68, height * 0.08
    right = left + width * 0.52
    frame = [(left - 16, top - 16), (right + 16, top - 16)]
    frame += [(right + 16, sill + 10), (left - 16, sill + 10)]
    paint(canvas, polygon(height, width, frame), "#1a2033")
    view = vertical(height, width, [(0, "#5f7fb8"), (0.3, "#9fb6d6"), (0.5, "#f3cfa6"), (0.62, "#ffe5bd"), (1, "#ffe5bd")])  # fmt: skip
    shine(view, left + width * 0.36, height * 0.5, width * 0.3, "#ffd9a0", 0.8)
    clouds(view, height * 0.24, height * 0.1, "#ffe9d2", 0.6, 3)
    for number, tone in enumerate(("#93a3c0", "#6a7ba3", "#465682")):
        line = ridge(width, height * (0.56 + 0.05 * number), height * 0.09, 260, 60 + number)
        land(view, line, tone, "#c9bfc0", height * 0.2)
    glass = [(left, top), (right, top), (right, sill), (left, sill)]
    paint(canvas, polygon(height, width, glass), view)
    for share in (1 / 3, 2 / 3):
        x = left + (right - left) * share
        paint(
            canvas,
            polygon(height, width, [(x - 5, top), (x + 5, top), (x + 5, sill), (x - 5, sill)]),
            "#1a2033",
        )
    y = top + (sill - top) * 0.4
    paint(
        canvas,
        polygon(height, width, [(left, y - 4), (right, y - 4), (right, y + 4), (left, y + 4)]),
        "#1a2033",
    )
    table = height * 0.76
    top_edge = [(0, table), (width, table), (width, height), (0, height)]
    paint(canvas, polygon(height, width, top_edge), "#6b4a35")
    grain = noise(height, max(8, width // 9), 40, 9, 4)
    wide = np.asarray(Image.fromarray(grain.astype(np.float32)).resize((width, height)))
    paint(canvas, polygon(height, width, top_edge) * wide, "#3f2a20", 0.6)
    edge = [(0, table), (width, table), (width, table + 7), (0, table + 7)]
    paint(canvas, polygon(height, width, edge), "#94694a")
    _books(canvas, left - width * 0.06, table)
    _notebook(canvas, left + width * 0.3, height * 0.88, width * 0.15)
    _lamp(canvas, right - width * 0.02, table + height * 0.05, height * 0.46)
    return brush(canvas, 31, wander=1.2)


def _books(canvas: Canvas, x: float, table: float) -> None:
    height, width = canvas.shape[:2]
    tones = ("#c9d3e8", "#2447f0", "#e8e2d4", "#8c2f39", "#c8b560", "#304a6a")
    for number, tone in enumerate(tones):
        wide, tall = 22 + number * 7 % 18, 150 + number * 47 % 70
        box = [(x, table - tall), (x + wide, table - tall), (x + wide, table + 2), (x, table + 2)]
        paint(canvas, polygon(height, width, box), tone, 0.92)
        band = [(x, table - tall + 24), (x + wide, table - tall + 24)]
        band += [(x + wide, table - tall + 30), (x, table - tall + 30)]
        paint(canvas, polygon(height, width, band), "#1a2033", 0.5)
        x += wide + 2


def _notebook(canvas: Canvas, x: float, y: float, size: float) -> None:
    height, width = canvas.shape[:2]
    slope = size * 0.34
    shadow = [(x - size * 1.1, y + 12), (x + size * 1.1, y + 12), (x + size * 0.9, y - slope + 8), (x - size * 0.9, y - slope + 8)]  # fmt: skip
    paint(canvas, polygon(height, width, shadow, 9), "#20130d", 0.6)
    for side in (-1, 1):
        page = [(x, y), (x + side * size, y + 4), (x + side * size * 0.84, y - slope)]
        page += [(x, y - slope - 4)]
        paint(canvas, polygon(height, width, page), "#fbf4e4" if side < 0 else "#efe5d0")
        for line in range(1, 6):
            share = line / 6
            row = y - slope * share
            far = x + side * size * (0.9 - 0.14 * share) * (0.95 if line % 3 else 0.6)
            stroke = [(x + side * 10, row - 1.2), (far, row - 1.2), (far, row + 1), (x + side * 10, row + 1)]  # fmt: skip
            paint(canvas, polygon(height, width, stroke), "#5a6480", 0.6)
    pencil = [(x + size * 0.5, y + 26), (x + size * 1.25, y - 8), (x + size * 1.25, y - 1), (x + size * 0.5, y + 33)]  # fmt: skip
    paint(canvas, polygon(height, width, pencil), "#e0a83a")


def _lamp(canvas: Canvas, x: float, y: float, size: float) -> None:
    height, width = canvas.shape[:2]
    tip = (x - size * 0.42, y - size * 0.86)

    def arm(pen: ImageDraw.ImageDraw, k: float) -> None:
        joint = (x + size * 0.1, y - size * 0.5)
        path = [(x, y), joint, (tip[0] + size * 0.1, tip[1] - size * 0.02)]
        pen.line([(a * k, b * k) for a, b in path], fill=255, width=round(8 * k), joint="curve")
        pen.ellipse([(x - size * 0.17) * k, (y - 12) * k, (x + size * 0.17) * k, (y + 14) * k], fill=255)  # fmt: skip

    cone = [(tip[0] - size * 0.05, tip[1]), (tip[0] + size * 0.05, tip[1])]
    cone += [(tip[0] + size * 0.5, y + size * 0.1), (tip[0] - size * 0.75, y + size * 0.1)]
    paint(canvas, polygon(height, width, cone, 34), "#ffdf9a", 0.3)
    paint(canvas, shape(height, width, arm), "#141a2a")
    shade = [(tip[0] - size * 0.2, tip[1] + size * 0.12), (tip[0] + size * 0.17, tip[1] + size * 0.15)]  # fmt: skip
    shade += [(tip[0] + size * 0.12, tip[1] - size * 0.08), (tip[0] + size * 0.02, tip[1] - size * 0.12)]  # fmt: skip
    paint(canvas, polygon(height, width, shade), "#2447f0")
    bulb = tip[1] + size * 0.14
    paint(
        canvas, disc(height, width, tip[0] - size * 0.01, bulb, size * 0.1, size * 0.03), "#fff6d6"
    )
    shine(canvas, tip[0], bulb, size * 0.62, "#ffce7a", 0.6)


def early_hills() -> Image.Image:
    """Low hills one behind the other in early light."""
    height, width = 600, 800
    canvas = vertical(height, width, [(0, "#7e9cc9"), (0.3, "#c9cfe0"), (0.5, "#ffdcb0"), (1, "#fff0cf")])  # fmt: skip
    shine(canvas, 560, 270, 380, "#fff1c9", 0.9)
    paint(canvas, disc(height, width, 560, 250, 36, 36, 1), "#fffbe8")
    tones = ("#b3b9cf", "#8e9fbd", "#6a84a0", "#4a6a80", "#2f4d5d")
    for number, tone in enumerate(tones):
        line = ridge(width, 320 + 52 * number, 90, 330, 40 + number)
        land(canvas, line, tone, "#e4dccb", 150)
        mist(canvas, 362 + 52 * number, 26, "#fff0d6", 0.75 - 0.1 * number, 50 + number)
    low = ridge(width, 578, 24, 300, 48)
    land(canvas, low, "#1c3440", "#142832", 50)
    paint(canvas, shape(height, width, lambda p, k: grasses(p, k, low, 34, 700, 6)), "#1c3440")
    return brush(canvas, 41, wander=1.4)


def lantern_table() -> Image.Image:
    """A long table laid under lanterns between trees."""
    height, width = 600, 800
    canvas = vertical(height, width, [(0, "#16263f"), (0.5, "#2f5266"), (0.68, "#7c8f80"), (1, "#7c8f80")])  # fmt: skip
    stars(canvas, 130, 240, 12)
    for number, tone in enumerate(("#2c4c58", "#1d3640", "#13262e")):
        line = ridge(width, 330 + 34 * number, 130 - 30 * number, 90, 70 + number)
        land(canvas, line, tone, tone, 90)
    land(canvas, ridge(width, 430, 8, 400, 77), "#243a2c", "#0e1a14", 170)
    for x in (92, 706):
        trunk = [(x - 15, 600), (x + 19, 600), (x + 9, 120), (x - 7, 120)]
        paint(canvas, polygon(height, width, trunk), "#0d161a")
        for number in range(9):
            turn = number * 0.9
            cx, cy = x + 74 * math.cos(turn), 96 + 52 * math.sin(turn * 1.7)
            paint(canvas, disc(height, width, cx, cy, 78, 44, 5), "#0f1d20", 0.96)
    swing = np.linspace(0, 1, 30)
    for sag, begin in ((60, 150), (88, 176)):
        cord = [(92 + 614 * t, begin + sag * 4 * t * (1 - t)) for t in swing]
        paint(canvas, shape(height, width, lambda p, k, c=cord: p.line([(a * k, b * k) for a, b in c], fill=255, width=round(2 * k))), "#0d161a")  # type: ignore[misc]  # fmt: skip
        for t in (0.17, 0.33, 0.5, 0.67, 0.83):
            lantern(canvas, 92 + 614 * t, begin + sag * 4 * t * (1 - t) + 16, 12, 5)
    cloth = [(270, 432), (530, 432), (700, 560), (100, 560)]
    paint(canvas, polygon(height, width, cloth), "#efe0c2")
    fall = [(100, 560), (700, 560), (700, 600), (100, 600)]
    paint(canvas, polygon(height, width, fall), "#c4ae8e")
    for row in range(5):
        y, half = 446 + row * 25, 118 + row * 36
        for side in (-1, 1):
            paint(canvas, disc(height, width, 400 + side * half * 0.8, y, 15 + row * 4, 5 + row * 1.4), "#fffaf0")  # fmt: skip
        candle(canvas, 400 + (row % 2 * 2 - 1) * 18, y + 4, 20 + row * 5)
    return brush(canvas, 42, wander=1.2)


def water(canvas: Canvas, top: float, tone: str, glint: str, seed: int) -> None:
    """Lay a sheet of water from the row `top` down: the sky mirrored, with ripples."""
    height, width = canvas.shape[:2]
    row = int(top)
    rows = height - row
    mirrored = canvas[max(0, row - rows) : row][::-1]
    if len(mirrored) < rows:
        mirrored = np.concatenate([mirrored, np.repeat(mirrored[-1:], rows - len(mirrored), 0)])
    wave = noise(rows, width, 40, seed, 3)
    shift = ((wave - 0.5) * np.linspace(4, 40, rows)[:, None]).astype(int)
    columns = np.clip(np.arange(width)[None, :] + shift, 0, width - 1)
    canvas[row:] = mirrored[np.arange(rows)[:, None], columns]
    full = np.zeros((height, width))
    full[row:] = 1
    paint(canvas, full, tone, 0.28)
    streak = noise(rows, max(8, width // 14), 14, seed + 1, 3)
    lines = np.asarray(Image.fromarray(streak.astype(np.float32)).resize((width, rows)))
    full[row:] = np.clip((lines - 0.62) * 4, 0, 1)
    paint(canvas, full, glint, 0.5)


def slow_river() -> Image.Image:
    """A slow river between reeds under a wide sky."""
    height, width = 600, 800
    canvas = vertical(height, width, [(0, "#4d86c2"), (0.3, "#9cc3de"), (0.52, "#f6e7c8"), (1, "#f6e7c8")])  # fmt: skip
    clouds(canvas, 120, 80, "#ffffff", 0.85, 5)
    clouds(canvas, 230, 50, "#fff4e0", 0.7, 6)
    land(canvas, ridge(width, 312, 50, 260, 8), "#8fa79a", "#c5c9a8", 60)
    land(canvas, ridge(width, 336, 24, 180, 9), "#58805f", "#6d8f62", 40)
    water(canvas, 345, "#5f8fae", "#ffffff", 15)
    for side, seed in ((0, 21), (1, 22)):
        bank = 470 + 130 * np.abs(np.linspace(0, 1, width) - side) ** 0.8 * 2.2
        land(canvas, bank, "#3f6546", "#24442f", 120)
        paint(canvas, shape(height, width, lambda p, k, b=bank, s=seed: grasses(p, k, b, 110, 620, s)), "#345a3c")  # type: ignore[misc]  # fmt: skip
    return brush(canvas, 43, wander=1.4)


def rain() -> Image.Image:
    """Rain that crosses open land, with light behind it."""
    height, width = 600, 800
    canvas = vertical(height, width, [(0, "#39465c"), (0.4, "#68788e"), (0.6, "#d9d2bd"), (1, "#d9d2bd")])  # fmt: skip
    shine(canvas, 640, 330, 420, "#fff0c0", 0.8)
    clouds(canvas, 90, 120, "#232d40", 0.9, 31)
    clouds(canvas, 170, 90, "#8e9bad", 0.7, 32)
    veil = noise(height, width, 260, 33, 3)
    rows, columns = np.mgrid[0:height, 0:width]
    fall = np.exp(-(((columns - 250 + rows * 0.32) / 190) ** 2)) * (rows > 120)
    paint(canvas, np.clip(fall * (0.5 + veil), 0, 1), "#56657c", 0.85)
    for number, tone in enumerate(("#7d8a84", "#56705f", "#36543f")):
        line = ridge(width, 380 + 55 * number, 60, 320, 34 + number)
        land(canvas, line, tone, "#9aa286", 130)
    rng = np.random.default_rng(35)

    def drops(pen: ImageDraw.ImageDraw, k: float) -> None:
        for _ in range(420):
            x, y, long = rng.uniform(0, 560), rng.uniform(150, 600), rng.uniform(12, 34)
            pen.line([x * k, y * k, (x - long * 0.32) * k, (y + long) * k], fill=110, width=1)

    paint(canvas, shape(height, width, drops), "#dfe6ee", 0.8)
    low = ridge(width, 560, 30, 320, 39)
    land(canvas, low, "#22392a", "#172a1e", 60)
    paint(canvas, shape(height, width, lambda p, k: grasses(p, k, low, 40, 800, 40)), "#22392a")
    return brush(canvas, 44, wander=1.4)


def night_window() -> Image.Image:
    """A lit window below a sky full of stars."""
    height, width = 600, 800
    canvas = vertical(height, width, [(0, "#070d22"), (0.6, "#16294f"), (0.85, "#3d5478"), (1, "#3d5478")])  # fmt: skip
    milky_way(canvas, 61)
    stars(canvas, 900, 430, 62)
    land(canvas, ridge(width, 470, 80, 300, 63), "#142342", "#0f1a33", 70)
    near = ridge(width, 520, 24, 420, 64)
    land(canvas, near, "#0a1224", "#060b18", 80)
    shine(canvas, 520, 500, 260, "#ffb65c", 0.5)
    wall = [(440, 535), (610, 535), (610, 455), (440, 455)]
    roof = [(420, 458), (525, 398), (630, 458)]
    paint(canvas, polygon(height, width, wall), "#0b1322")
    paint(canvas, polygon(height, width, roof), "#070d1a")
    for x in (470, 548):
        pane = [(x, 474), (x + 34, 474), (x + 34, 512), (x, 512)]
        paint(canvas, polygon(height, width, pane), "#ffd488")
        bar = [(x + 15, 474), (x + 19, 474), (x + 19, 512), (x + 15, 512)]
        paint(canvas, polygon(height, width, bar), "#7a4d1c")
    paint(canvas, polygon(height, width, [(470, 535), (582, 535), (660, 600), (400, 600)], 14), "#ffb65c", 0.2)  # fmt: skip
    paint(
        canvas, shape(height, width, lambda p, k: grasses(p, k, near + 6, 26, 700, 65)), "#060b18"
    )
    return brush(canvas, 45, wander=1.0)


# ---------------------------------------------------------------- the lodge


def herd(canvas: Canvas, places: Sequence[tuple[float, float, float]], tone: str) -> None:
    """Walk elephants, as (x, foot, size), seen from the side."""
    height, width = canvas.shape[:2]
    back = [(-0.95, -0.5), (-0.86, -0.95), (-0.5, -1.12), (0.05, -1.08), (0.42, -1.16)]
    back += [(0.78, -1.1), (0.96, -0.82), (1.02, -0.4), (1.0, 0.0), (1.1, 0.02)]
    back += [(1.08, 0.1), (0.93, 0.1), (0.86, -0.36), (0.72, -0.55), (0.5, -0.5)]
    back += [(0.48, 0), (0.24, 0), (0.2, -0.42), (-0.34, -0.42), (-0.38, 0), (-0.62, 0)]
    back += [(-0.68, -0.4), (-0.88, -0.3)]
    for x, foot, size in places:
        body = [(x + px * size, foot + py * size) for px, py in back]
        paint(canvas, polygon(height, width, body), tone)
        tusk = [(x + 0.9 * size, foot - 0.5 * size), (x + 1.16 * size, foot - 0.38 * size)]
        tusk += [(x + 0.92 * size, foot - 0.43 * size)]
        paint(canvas, polygon(height, width, tusk), "#f4e4c0", 0.9)
        ear = disc(height, width, x + 0.46 * size, foot - 0.84 * size, 0.19 * size, 0.25 * size, 1)
        paint(canvas, ear, "#1a1208", 0.35)


def river_morning(width: int = 1920, height: int = 1080) -> Image.Image:
    """The lodge's hero: elephants at a river in gold morning light."""
    canvas = vertical(height, width, [
        (0, "#5d7f8e"), (0.22, "#a8b59a"), (0.4, "#f0d08a"), (0.52, "#ffe7b0"), (1, "#ffe7b0"),
    ])  # fmt: skip
    shine(canvas, width * 0.7, height * 0.46, 900, "#ffd27a", 0.75, 0.7)
    clouds(canvas, height * 0.16, 110, "#fff0cc", 0.6, 81)
    clouds(canvas, height * 0.3, 70, "#ffe3a6", 0.6, 82)
    paint(canvas, disc(height, width, width * 0.7, height * 0.43, 74, 74, 2), "#fff6d4")
    layers = [("#c9b77f", "#f4dda0"), ("#a3985f", "#dcc583"), ("#776f42", "#b8a263")]
    for number, (tone, foot) in enumerate(layers):
        base = height * (0.5 + 0.045 * number)
        line = ridge(width, base, 120 - 30 * number, 420 - 60 * number, 83 + number)
        land(canvas, line, tone, foot, 110)
        places = [(int(width * s), 40 + 34 * number) for s in (0.06, 0.21, 0.37, 0.55, 0.81, 0.93)]
        grove(canvas, line, [((x + 190 * number) % width, s) for x, s in places], tone)
        mist(canvas, base + 62, 34, "#ffedc0", 0.75, 90 + number)
    shore = ridge(width, height * 0.672, 14, 500, 95)
    land(canvas, shore, "#5f5530", "#4b4226", 60)
    herd(canvas, [(1130, height * 0.69, 60), (1270, height * 0.692, 46), (1010, height * 0.69, 52), (1370, height * 0.69, 30)], "#3a3020")  # fmt: skip
    water(canvas, height * 0.695, "#b79a52", "#fff3c8", 96)
    near = height * 0.9 + 90 * np.linspace(0, 1, width) ** 1.5
    land(canvas, near, "#2b2413", "#171208", 120)

    def front(pen: ImageDraw.ImageDraw, k: float) -> None:
        acacia(pen, k, 250, near[250] + 12, 560, 4)
        acacia(pen, k, 1760, near[1760] + 16, 330, 9)
        grasses(pen, k, near, 96, 1900, 97)

    paint(canvas, shape(height, width, front), "#241d0f")
    return brush(canvas, 98)


def pale_grass() -> Image.Image:
    """Grass and far trees in pale haze, for behind dark text."""
    height, width = 1000, 1600
    canvas = vertical(height, width, [(0, "#e6e2c6"), (0.4, "#f6edd2"), (1, "#efe0b8")])
    shine(canvas, 350, 260, 800, "#fffbe8", 0.8)
    for number, tone in enumerate(("#d3c79b", "#bcae7e", "#a29362")):
        line = ridge(width, 430 + 105 * number, 90, 420, 101 + number)
        land(canvas, line, tone, "#f0e2b8", 240)
        places = [(x + 260 * number) % (width - 60) + 30 for x in (180, 760, 1330)]
        grove(canvas, line, [(x, 90 + 60 * number) for x in places], tone)
        mist(canvas, 520 + 105 * number, 60, "#fff6dc", 0.8, 104 + number)
    low = ridge(width, 840, 60, 420, 107)
    land(canvas, low, "#8a7b48", "#6d6038", 160)
    paint(canvas, shape(height, width, lambda p, k: grasses(p, k, low, 130, 2200, 108)), "#8a7b48")
    return brush(canvas, 109)


def camp_night() -> Image.Image:
    """Lit tents by the water under the stars, for behind light text."""
    height, width = 1080, 1920
    canvas = vertical(height, width, [(0, "#0b1016"), (0.4, "#1c2a2c"), (0.62, "#4d4a30"), (0.7, "#8a6a30"), (1, "#8a6a30")])  # fmt: skip
    milky_way(canvas, 111)
    stars(canvas, 1200, height * 0.6, 112)
    for number, tone in enumerate(("#3b3a28", "#282819", "#191a10")):
        land(canvas, ridge(width, 690 + 34 * number, 70, 420, 113 + number), tone, tone, 80)
    near = ridge(width, 790, 20, 600, 117)
    land(canvas, near, "#12120b", "#0c0c07", 90)
    for x, size in ((1020, 62), (1260, 78), (1530, 66)):
        tent(canvas, x, near[x] - size * 0.1, size)

    def front(pen: ImageDraw.ImageDraw, k: float) -> None:
        acacia(pen, k, 300, near[300] + 14, 430, 8)
        acacia(pen, k, 1790, near[1790] + 14, 300, 13)

    paint(canvas, shape(height, width, front), "#0b0b06")
    water(canvas, 838, "#0c1214", "#ffcf80", 118)
    return brush(canvas, 119)


def dusk_delta() -> Image.Image:
    """Channels between islands at dusk, for behind light text."""
    height, width = 1000, 1600
    canvas = vertical(height, width, [(0, "#2a3136"), (0.3, "#6b5a3c"), (0.46, "#e09a3e"), (0.54, "#ffd07a"), (1, "#ffd07a")])  # fmt: skip
    shine(canvas, 430, 500, 700, "#ff9d3a", 0.7, 0.6)
    clouds(canvas, 230, 110, "#c98545", 0.7, 121)
    clouds(canvas, 380, 60, "#ffd28a", 0.6, 122)
    for number, tone in enumerate(("#8a5f2c", "#5d431f", "#382a14")):
        line = ridge(width, 520 + 26 * number, 50, 360, 123 + number)
        land(canvas, line, tone, tone, 60)
        grove(canvas, line, [((150 + 470 * number + x) % width, 60 + 30 * number) for x in (0, 520, 1010)], tone)  # fmt: skip
    water(canvas, 590, "#6b4a22", "#ffdf9a", 127)
    for base, seed in ((730, 128), (900, 129)):
        line = base + 46 * (noise(2, width, 300, seed, 3)[0] - 0.5) * 2
        hide = np.zeros((height, width))
        rows = np.arange(height)[:, None]
        hide[:] = np.clip(rows - line[None, :], 0, 1) * np.clip(line[None, :] + 34 - rows, 0, 1)
        gate = np.clip((noise(2, width, 380, seed + 5, 2)[0] - 0.45) * 9, 0, 1)
        paint(canvas, hide * gate[None, :], "#1f170a")
        reeds = shape(height, width, lambda p, k, b=line, s=seed: grasses(p, k, b + 8, 90, 1500, s))  # type: ignore[misc]  # fmt: skip
        paint(canvas, reeds * gate[None, :], "#1f170a")
    return brush(canvas, 130)


def share_card() -> Image.Image:
    """The picture for social networks, 1200 x 630."""
    picture = river_morning(1920, 1080).resize((1600, 900), Image.Resampling.LANCZOS)
    picture = picture.crop((330, 170, 1530, 800))
    canvas = np.asarray(picture, dtype=float).copy()
    field = np.zeros((630, 1200))
    field[:] = np.linspace(1, 0, 1200)[None, :] ** 0.7
    paint(canvas, field, "#1f1a12", 0.9)
    _mark(canvas, 210, 315, 130, "#f3b63f", "#f4eee1")
    return Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))


# ---------------------------------------------------------------- marks


def _mark(canvas: Canvas, x: float, y: float, radius: float, sun: str, line: str) -> None:
    """The lodge's mark: a sun above three lines of water."""
    height, width = canvas.shape[:2]
    dome = disc(height, width, x, y, radius * 0.62, radius * 0.62)
    rows = np.arange(height)[:, None]
    paint(canvas, dome * np.clip(y + radius * 0.1 - rows, 0, 1), sun)
    for number in range(3):
        level = y + radius * (0.3 + 0.26 * number)
        reach = radius * (0.95 - 0.2 * number)
        along = np.linspace(-1, 1, 60)
        wave = [(x + reach * t, level + radius * 0.06 * math.sin(t * math.tau)) for t in along]
        thick = radius * 0.1
        band: list[Point] = [(px, py - thick / 2) for px, py in wave]
        band += [(px, py + thick / 2) for px, py in wave[::-1]]
        paint(canvas, polygon(height, width, band), line)


def lodge_icon(size: int) -> Callable[[], Image.Image]:
    """Return the painter of the lodge's square icon."""

    def draw() -> Image.Image:
        canvas = np.ones((512, 512, 3)) * np.array(rgb("#1f1a12"))
        _mark(canvas, 256, 250, 200, "#f3b63f", "#f4eee1")
        picture = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
        return picture.resize((size, size), Image.Resampling.LANCZOS)

    return draw


def loom_icon(size: int) -> Callable[[], Image.Image]:
    """Return the painter of the builder's square icon: threads that cross, one of them bright."""

    def draw() -> Image.Image:
        picture = Image.new("RGB", (512, 512), BRAND)
        pen = ImageDraw.Draw(picture)
        for x in (120, 256, 392):
            pen.rounded_rectangle((x - 26, 76, x + 26, 436), 26, fill=(255, 255, 255))
        pen.rounded_rectangle((64, 176, 448, 232), 28, fill=SPARK)
        pen.rounded_rectangle((230, 150, 282, 260), 4, fill=(255, 255, 255))
        pen.rounded_rectangle((64, 296, 448, 352), 28, fill=SPARK)
        for x in (120, 392):
            pen.rounded_rectangle((x - 26, 270, x + 26, 380), 4, fill=(255, 255, 255))
        return picture.resize((size, size), Image.Resampling.LANCZOS)

    return draw


def desk_at(width: int) -> Callable[[], Image.Image]:
    """Return the painter of the desk in landscape, `width` pixels wide."""

    def draw() -> Image.Image:
        return desk(960, 1440, 400).resize((width, width * 2 // 3), Image.Resampling.LANCZOS)

    return draw


def desk_portrait() -> Image.Image:
    """The desk cut for narrow windows."""
    return (
        desk(960, 1440, 400).crop((470, 0, 1293, 960)).resize((720, 840), Image.Resampling.LANCZOS)
    )


PICTURES: dict[Path, Callable[[], Image.Image]] = {
    SITE / "hero.webp": loom,
    SITE / "about-bg.webp": guides,
    SITE / "launch-bg.webp": threads,
    SITE / "contact-bg.webp": proofs,
    SITE / "desk-1440.webp": desk_at(1440),
    SITE / "desk-720.webp": desk_at(720),
    SITE / "desk-portrait.webp": desk_portrait,
    SITE / "gallery/first-light.webp": early_hills,
    SITE / "gallery/lantern-table.webp": lantern_table,
    SITE / "gallery/slow-river.webp": slow_river,
    SITE / "gallery/rain.webp": rain,
    SITE / "gallery/night.webp": night_window,
    SITE / "favicon-32.png": loom_icon(32),
    SITE / "favicon-180.png": loom_icon(180),
    SUPPLIED / "hero.webp": river_morning,
    SUPPLIED / "about-bg.webp": pale_grass,
    SUPPLIED / "launch-bg.webp": camp_night,
    SUPPLIED / "contact-bg.webp": dusk_delta,
    SUPPLIED / "og.webp": share_card,
    SUPPLIED / "favicon-32.png": lodge_icon(32),
    SUPPLIED / "favicon-180.png": lodge_icon(180),
}


if __name__ == "__main__":
    paint_all(TEMPLATE, PICTURES, sys.argv[1:], quality=74)
