"""Draw the bitmap images of the bundled template `saas-product`.

Run it from the root of the repository: `python tools/make_saas_assets.py`. The drawings are
deterministic for one version of Pillow and numpy. Logos and SVG favicons are written by hand and are
not touched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from drawing import BUNDLED, ROOT, Rgb
from PIL import Image, ImageDraw, ImageFilter, ImageFont

TEMPLATE = BUNDLED / "saas-product"
START = TEMPLATE / "site" / "assets"
SUPPLIED = TEMPLATE / "supplied"

Point = tuple[float, float]
Blob = tuple[float, float, float, Rgb, float]

INK: Rgb = (27, 19, 64)
VIOLET: Rgb = (91, 61, 245)
CORAL: Rgb = (255, 107, 74)
NAVY: Rgb = (13, 34, 48)
TEAL: Rgb = (10, 100, 112)
AMBER: Rgb = (255, 176, 32)
TAGS: tuple[Rgb, ...] = (
    (74, 128, 235),
    (58, 178, 140),
    (244, 158, 66),
    (226, 94, 134),
    (120, 136, 160),
)


def font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The typeface that Pillow carries, so that no system font changes the result."""
    return ImageFont.load_default(size)


def mesh(width: int, height: int, base: Rgb, blobs: Sequence[Blob]) -> Image.Image:
    """A soft gradient mesh: Gaussian blobs (x, y, radius as fractions, colour, strength) over a base."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    ratio = width / height
    canvas = np.empty((height, width, 3), dtype=np.float32)
    canvas[:] = base
    for x, y, radius, colour, strength in blobs:
        distance = ((xs / width - x) * ratio) ** 2 + (ys / height - y) ** 2
        weight = (strength * np.exp(-distance / (2 * radius * radius)))[..., None]
        canvas = canvas * (1 - weight) + np.asarray(colour, dtype=np.float32) * weight
    noise = np.random.default_rng(7).normal(0, 1.1, (height, width, 1))  # hides banding
    return Image.fromarray(np.clip(canvas + noise, 0, 255).astype(np.uint8), "RGB")


def mix(a: Rgb, b: Rgb, share: float) -> Rgb:
    """`a` with `share` (0..1) of `b`."""
    return tuple(round(p + (q - p) * share) for p, q in zip(a, b, strict=True))  # type: ignore[return-value]


def shadowed(
    canvas: Image.Image, layer: Image.Image, at: tuple[int, int], blur: int, dark: int
) -> None:
    """Paste `layer` with a soft shadow below it."""
    alpha = layer.getchannel("A")
    pad = blur * 3
    shade = Image.new("L", (layer.width + 2 * pad, layer.height + 2 * pad), 0)
    shade.paste(alpha.point(lambda value: value * dark // 255), (pad, pad))
    shade = shade.filter(ImageFilter.GaussianBlur(blur))
    canvas.paste((6, 8, 24), (at[0] - pad, at[1] - pad + blur), shade)
    canvas.paste(layer, at, layer)


def homography(source: Sequence[Point], target: Sequence[Point]) -> list[float]:
    """The eight coefficients that map four source points onto four target points."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solution = np.linalg.solve(
        np.array(rows, dtype=float), np.array(target, dtype=float).reshape(8)
    )
    return [float(value) for value in solution]


def frame(width: int, height: int) -> list[Point]:
    """The corners of a rectangle, clockwise from the top left."""
    return [(0, 0), (width, 0), (width, height), (0, height)]


def perspective(layer: Image.Image, corners: Sequence[Point], size: tuple[int, int]) -> Image.Image:
    """Map the layer's rectangle to four corners (top left, clockwise) of a canvas of `size`."""
    mapping = homography(corners, frame(*layer.size))
    return layer.transform(size, Image.Transform.PERSPECTIVE, mapping, Image.Resampling.BICUBIC)


def project(point: Point, coefficients: Sequence[float]) -> Point:
    """Where a point lands under a homography."""
    (x, y), (a, b, c, d, e, f, g, h) = point, coefficients
    scale = g * x + h * y + 1
    return (a * x + b * y + c) / scale, (d * x + e * y + f) / scale


def curve(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    path: list[Point] = []
    for i in range(len(padded) - 3):
        p0, p1, p2, p3 = (np.array(padded[i + k], dtype=float) for k in range(4))
        for t in np.linspace(0, 1, steps, endpoint=False):
            q = (
                2 * p1
                + (p2 - p0) * t
                + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t
                + (3 * p1 - p0 - 3 * p2 + p3) * t**3
            )
            path.append((float(q[0] / 2), float(q[1] / 2)))
    path.append((float(points[-1][0]), float(points[-1][1])))
    return path


def save(image: Image.Image, path: Path, quality: int = 80) -> None:
    """Write WebP or PNG after the name, and say how large it became."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".png":
        image.save(path, optimize=True)
    else:
        image.save(path, quality=quality, method=6)
    print(
        f"{path.relative_to(ROOT)}  {image.width}x{image.height}  {path.stat().st_size / 1024:.0f} KB"
    )


# --- The starting site: a planning board ---------------------------------------------------------


def planner(width: int, height: int, seed: int, accent: Rgb = (74, 128, 235)) -> Image.Image:
    """A window with a week's planning board: side bar, tool bar, people's rows, coloured jobs."""
    rng = np.random.default_rng(seed)
    window = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(window)
    unit = width / 120
    draw.rounded_rectangle((0, 0, width - 1, height - 1), unit * 1.6, fill=(255, 255, 255, 255))
    side = unit * 20
    draw.rounded_rectangle((0, 0, side + unit * 2, height - 1), unit * 1.6, fill=(37, 42, 58, 255))
    draw.rectangle(
        (side, unit * 1.6, side + unit * 2, height - unit * 1.6), fill=(255, 255, 255, 255)
    )
    draw.rectangle((side, 0, side + unit * 2, unit * 2), fill=(255, 255, 255, 255))
    draw.rectangle(
        (side, height - unit * 2, side + unit * 2, height - 1), fill=(255, 255, 255, 255)
    )
    _side_bar(draw, unit, side, accent)
    _tool_bar(draw, unit, side, width, accent)
    _board(draw, rng, (side + unit * 3, unit * 15, width - unit * 3, height - unit * 3), unit)
    return window


def _side_bar(draw: ImageDraw.ImageDraw, unit: float, side: float, accent: Rgb) -> None:
    draw.ellipse((unit * 2.5, unit * 2.6, unit * 5.7, unit * 5.8), fill=accent)
    draw.rounded_rectangle((unit * 7, unit * 3.4, unit * 15, unit * 5), unit, fill=(226, 230, 240))
    for i, name in enumerate(("Today", "Week", "People", "Jobs", "Hours", "Reports")):
        y = unit * (10 + i * 5.2)
        if i == 1:
            draw.rounded_rectangle(
                (unit * 1.4, y - unit * 1.1, side - unit * 1.4, y + unit * 3),
                unit * 0.8,
                fill=(58, 65, 88),
            )
        shade = (255, 255, 255) if i == 1 else (158, 166, 188)
        draw.rounded_rectangle(
            (unit * 2.6, y, unit * 4.6, y + unit * 2),
            unit * 0.5,
            outline=shade,
            width=max(1, round(unit * 0.3)),
        )
        draw.text((unit * 6.4, y + unit), name, font=font(unit * 1.9), fill=shade, anchor="lm")


def _tool_bar(draw: ImageDraw.ImageDraw, unit: float, side: float, width: int, accent: Rgb) -> None:
    left = side + unit * 3
    draw.text((left, unit * 4.4), "Week 24", font=font(unit * 3), fill=(30, 34, 48), anchor="lm")
    draw.text(
        (left + unit * 14, unit * 4.6),
        "9 to 13 June",
        font=font(unit * 2),
        fill=(118, 124, 142),
        anchor="lm",
    )
    right = width - unit * 3
    draw.rounded_rectangle((right - unit * 13, unit * 2.2, right, unit * 6.6), unit, fill=accent)
    draw.text(
        (right - unit * 6.5, unit * 4.4),
        "Add a job",
        font=font(unit * 1.9),
        fill=(255, 255, 255),
        anchor="mm",
    )
    draw.rounded_rectangle(
        (right - unit * 33, unit * 2.2, right - unit * 15, unit * 6.6), unit, fill=(241, 243, 247)
    )
    draw.rounded_rectangle(
        (right - unit * 24, unit * 2.6, right - unit * 15.4, unit * 6.2),
        unit * 0.8,
        fill=(255, 255, 255),
    )
    draw.text(
        (right - unit * 28.6, unit * 4.4),
        "Day",
        font=font(unit * 1.8),
        fill=(118, 124, 142),
        anchor="mm",
    )
    draw.text(
        (right - unit * 19.7, unit * 4.4),
        "Week",
        font=font(unit * 1.8),
        fill=(30, 34, 48),
        anchor="mm",
    )
    draw.line(
        (side, unit * 9, width, unit * 9), fill=(232, 235, 241), width=max(1, round(unit * 0.15))
    )


def _board(
    draw: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    box: tuple[float, float, float, float],
    unit: float,
) -> None:
    left, top, right, bottom = box
    names = unit * 15
    column = (right - left - names) / 5
    thin = max(1, round(unit * 0.12))
    for i, day in enumerate(("Mon 9", "Tue 10", "Wed 11", "Thu 12", "Fri 13")):
        x = left + names + column * i
        draw.text(
            (x + column / 2, top - unit * 2.4),
            day,
            font=font(unit * 1.8),
            fill=(96, 102, 120),
            anchor="mm",
        )
        draw.line((x, top, x, bottom), fill=(236, 238, 243), width=thin)
    draw.rectangle(
        (left + names + column * 2, top, left + names + column * 3, bottom), fill=(246, 248, 252)
    )
    row = unit * 7.4
    for r in range(math.floor((bottom - top) / row)):
        y = top + r * row
        draw.line((left, y, right, y), fill=(236, 238, 243), width=thin)
        draw.ellipse(
            (left, y + row * 0.22, left + row * 0.56, y + row * 0.78),
            fill=mix(TAGS[r % 5], (255, 255, 255), 0.45),
        )
        draw.rounded_rectangle(
            (
                left + row * 0.8,
                y + row * 0.33,
                left + names * (0.7 + 0.2 * rng.random()),
                y + row * 0.47,
            ),
            unit * 0.4,
            fill=(88, 94, 114),
        )
        draw.rounded_rectangle(
            (
                left + row * 0.8,
                y + row * 0.57,
                left + names * (0.55 + 0.15 * rng.random()),
                y + row * 0.68,
            ),
            unit * 0.3,
            fill=(200, 205, 216),
        )
        _jobs(draw, rng, left + names, y, column, row, unit, r)


def _jobs(
    draw: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    left: float,
    y: float,
    column: float,
    row: float,
    unit: float,
    r: int,
) -> None:
    at = float(rng.choice([0.0, 0.0, 0.25, 0.5]))
    while at < 4.3:
        length = min(float(rng.choice([0.5, 0.75, 1.0, 1.5, 2.0])), 5 - at)
        tag = TAGS[int(rng.integers(0, 4))]
        x0, x1 = left + column * at + unit * 0.4, left + column * (at + length) - unit * 0.4
        draw.rounded_rectangle(
            (x0, y + row * 0.14, x1, y + row * 0.86),
            unit * 0.8,
            fill=mix(tag, (255, 255, 255), 0.78),
        )
        draw.rounded_rectangle(
            (x0, y + row * 0.14, x0 + unit * 0.7, y + row * 0.86), unit * 0.35, fill=tag
        )
        if x1 - x0 > unit * 9:
            label = f"Job {1040 + r * 7 + int(at * 4)}"
            draw.text(
                (x0 + unit * 1.8, y + row * 0.5),
                label,
                font=font(unit * 1.7),
                fill=mix(tag, (20, 24, 40), 0.55),
                anchor="lm",
            )
        at += length + float(rng.choice([0.0, 0.0, 0.25, 0.5]))


def start_hero() -> None:
    """Violet mesh with the board rising from the lower edge in perspective."""
    size = (1920, 1160)
    canvas = mesh(
        *size,
        INK,
        (
            (0.1, 0.05, 0.35, VIOLET, 0.75),
            (0.92, 0.2, 0.3, (150, 70, 220), 0.7),
            (0.75, 0.95, 0.3, CORAL, 0.6),
            (0.25, 0.9, 0.35, (60, 40, 190), 0.8),
        ),
    )
    board = planner(1800, 1150, 11, (124, 92, 250))
    corners = [(330, 640), (1590, 640), (1780, 1400), (140, 1400)]
    layer = perspective(board, corners, (1920, 1420)).crop((0, 0, *size))
    shadowed(canvas, layer, (0, 0), 40, 150)
    for x, y, w, tag in ((90, 760, 300, TAGS[1]), (1530, 860, 320, TAGS[2])):
        shadowed(canvas, _chip(w, tag), (x, y), 24, 130)
    save(canvas, START / "hero.webp", 78)


def _chip(width: int, tag: Rgb) -> Image.Image:
    """A floating notice with a coloured tick."""
    height = width * 3 // 10
    chip = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(chip)
    draw.rounded_rectangle((0, 0, width - 1, height - 1), height * 0.24, fill=(255, 255, 255, 255))
    draw.ellipse((height * 0.22, height * 0.22, height * 0.78, height * 0.78), fill=tag)
    tick = [
        (height * 0.37, height * 0.52),
        (height * 0.47, height * 0.62),
        (height * 0.64, height * 0.4),
    ]
    draw.line(tick, fill=(255, 255, 255), width=max(2, height // 16), joint="curve")
    draw.rounded_rectangle(
        (height, height * 0.3, width * 0.88, height * 0.44), height * 0.07, fill=(52, 58, 76)
    )
    draw.rounded_rectangle(
        (height, height * 0.58, width * 0.7, height * 0.68), height * 0.05, fill=(190, 196, 208)
    )
    return chip


def start_screens() -> None:
    """The screenshot and the telephone of the about section."""
    scale = 2
    board = planner(1200 * scale, 780 * scale, 5).resize((1200, 780), Image.Resampling.LANCZOS)
    plain = Image.new("RGB", board.size, (255, 255, 255))
    plain.paste(board, (0, 0), board)
    save(plain, START / "about-screen.webp", 84)
    save(
        _telephone(400 * scale, 800 * scale).resize((400, 800), Image.Resampling.LANCZOS),
        START / "about-phone.webp",
        84,
    )


def _telephone(width: int, height: int) -> Image.Image:
    phone = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(phone)
    unit = width / 40
    draw.rounded_rectangle((0, 0, width - 1, height - 1), unit * 5, fill=(30, 34, 48))
    draw.rounded_rectangle(
        (unit, unit, width - unit, height - unit), unit * 4.2, fill=(247, 248, 251)
    )
    draw.rounded_rectangle(
        (width / 2 - unit * 5, unit * 2, width / 2 + unit * 5, unit * 4), unit, fill=(30, 34, 48)
    )
    draw.text((unit * 4, unit * 9), "Today", font=font(unit * 3.4), fill=(30, 34, 48), anchor="lm")
    draw.text(
        (unit * 4, unit * 13),
        "Wednesday 11 June",
        font=font(unit * 1.9),
        fill=(110, 116, 134),
        anchor="lm",
    )
    hours = ("07:30", "09:15", "11:40", "14:05")
    for i, hour in enumerate(hours):
        top = unit * (17 + i * 12.4)
        tag = TAGS[i]
        draw.rounded_rectangle(
            (unit * 3.4, top, width - unit * 3.4, top + unit * 11),
            unit * 2,
            fill=(255, 255, 255),
            outline=(228, 231, 238),
            width=max(1, round(unit * 0.2)),
        )
        draw.rounded_rectangle(
            (unit * 5, top + unit * 2, unit * 5.9, top + unit * 9), unit * 0.45, fill=tag
        )
        draw.text(
            (unit * 8, top + unit * 3.2),
            hour,
            font=font(unit * 2.3),
            fill=(30, 34, 48),
            anchor="lm",
        )
        draw.text(
            (unit * 8, top + unit * 7.4),
            f"Job {1052 + 9 * i}",
            font=font(unit * 1.9),
            fill=(96, 102, 120),
            anchor="lm",
        )
        state = ("done", "done", "on time", "planned")[i]
        draw.rounded_rectangle(
            (width - unit * 14, top + unit * 3.6, width - unit * 5, top + unit * 7.4),
            unit * 1.9,
            fill=mix(tag, (255, 255, 255), 0.8),
        )
        draw.text(
            (width - unit * 9.5, top + unit * 5.5),
            state,
            font=font(unit * 1.7),
            fill=mix(tag, (20, 24, 40), 0.5),
            anchor="mm",
        )
    draw.rounded_rectangle(
        (width / 2 - unit * 5, height - unit * 3, width / 2 + unit * 5, height - unit * 2.4),
        unit * 0.3,
        fill=(150, 156, 172),
    )
    return phone


def cube(
    draw: ImageDraw.ImageDraw,
    x: float,
    y: float,
    edge: float,
    height: float,
    colour: Rgb,
    light: Rgb,
    dark: Rgb,
) -> None:
    """An isometric block standing on (x, y), the middle of its base."""
    dx, dy = edge * math.cos(math.pi / 6), edge * math.sin(math.pi / 6)
    top = y - height
    draw.polygon(
        [(x - dx, y), (x, y + dy), (x, top + dy), (x - dx, top)], fill=mix(colour, dark, 0.35)
    )
    draw.polygon(
        [(x + dx, y), (x, y + dy), (x, top + dy), (x + dx, top)], fill=mix(colour, dark, 0.62)
    )
    draw.polygon(
        [(x - dx, top), (x, top + dy), (x + dx, top), (x, top - dy)], fill=mix(colour, light, 0.3)
    )


def blocks(
    canvas: Image.Image,
    seed: int,
    colours: Sequence[Rgb],
    light: Rgb,
    dark: Rgb,
    edge: float,
    share: float,
) -> Image.Image:
    """Scatter isometric blocks over the canvas, drawn from back to front."""
    rng = np.random.default_rng(seed)
    big = canvas.resize((canvas.width * 2, canvas.height * 2), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(big)
    step = edge * 2
    dx, dy = step * math.cos(math.pi / 6) * 1.16, step * 0.5 * 1.16
    for row in range(math.ceil(big.height / dy) + 8):
        for col in range(-1, math.ceil(big.width / dx / 2) + 1):
            x, y = (col * 2 + row % 2) * dx, row * dy
            field = math.sin(x / big.width * 5.2 + seed) * math.cos(y / big.height * 4.1 - seed)
            if rng.random() < share * (0.5 + field):
                height = edge * (0.25 + 2.1 * rng.random() ** 2)
                cube(
                    draw,
                    x,
                    y,
                    edge,
                    height,
                    colours[int(rng.integers(0, len(colours)))],
                    light,
                    dark,
                )
    return big.resize(canvas.size, Image.Resampling.LANCZOS)


def start_sections() -> None:
    """Pale mesh behind the about section, violet blocks behind the contact section."""
    pale = mesh(
        1600,
        1000,
        (243, 240, 255),
        (
            (0.08, 0.1, 0.3, (214, 203, 255), 0.9),
            (0.9, 0.25, 0.28, (255, 214, 200), 0.9),
            (0.55, 0.95, 0.35, (200, 190, 252), 0.8),
        ),
    )
    arcs = Image.new("RGBA", (3200, 2000), (0, 0, 0, 0))
    draw = ImageDraw.Draw(arcs)
    for i in range(9):
        radius = 300 + i * 150
        draw.ellipse(
            (2700 - radius, 300 - radius, 2700 + radius, 300 + radius),
            outline=(91, 61, 245, 70),
            width=5,
        )
    arcs = arcs.resize((1600, 1000), Image.Resampling.LANCZOS)
    pale.paste(arcs, (0, 0), arcs)
    save(pale, START / "about-bg.webp", 76)
    dark = mesh(
        1600,
        1000,
        INK,
        ((0.15, 0.2, 0.35, (72, 48, 200), 0.8), (0.9, 0.85, 0.3, (190, 70, 120), 0.6)),
    )
    dark = blocks(
        dark,
        3,
        [(72, 50, 190), (58, 34, 184), (98, 70, 230), (206, 88, 96)],
        (190, 176, 255),
        INK,
        92,
        0.42,
    )
    save(dark, START / "contact-bg.webp", 74)


# --- Supplied: maps, routes and lorries ----------------------------------------------------------


def lorry(
    draw: ImageDraw.ImageDraw, x: float, y: float, size: float, body: Rgb, cab: Rgb, wheel: Rgb
) -> None:
    """An articulated lorry from the side, `size` px long, its wheels standing on y."""
    u = size / 40
    draw.rounded_rectangle((x, y - u * 17, x + u * 26, y - u * 4), u, fill=body)
    draw.polygon(
        [
            (x + u * 28, y - u * 4),
            (x + u * 28, y - u * 15),
            (x + u * 34, y - u * 15),
            (x + u * 39, y - u * 9),
            (x + u * 39, y - u * 4),
        ],
        fill=cab,
    )
    draw.polygon(
        [
            (x + u * 32, y - u * 13.4),
            (x + u * 33.6, y - u * 13.4),
            (x + u * 36.6, y - u * 9.4),
            (x + u * 32, y - u * 9.4),
        ],
        fill=wheel,
    )
    draw.rectangle((x + u * 3, y - u * 4, x + u * 36, y - u * 3), fill=wheel)
    for wx in (6, 11.5, 31.5):
        draw.ellipse((x + u * (wx - 2.6), y - u * 5.2, x + u * (wx + 2.6), y), fill=wheel)
        draw.ellipse((x + u * (wx - 1), y - u * 3.6, x + u * (wx + 1), y - u * 1.6), fill=body)


def street_map(
    width: int, height: int, seed: int, land: Rgb, road: Rgb, water: Rgb, park: Rgb
) -> Image.Image:
    """A town map from above: parks, a river, a jittered mesh of streets and three trunk roads."""
    rng = np.random.default_rng(seed)
    canvas = Image.new("RGB", (width, height), land)
    draw = ImageDraw.Draw(canvas)
    cell = width / 26
    cols, rows = 30, math.ceil(height / cell) + 4
    nodes = np.array(
        [[((c - 2) * cell, (r - 2) * cell) for c in range(cols)] for r in range(rows)], dtype=float
    )
    nodes += rng.normal(0, cell * 0.2, nodes.shape)
    for r in range(rows - 1):
        for c in range(cols - 1):
            quad = [
                tuple(nodes[r, c]),
                tuple(nodes[r, c + 1]),
                tuple(nodes[r + 1, c + 1]),
                tuple(nodes[r + 1, c]),
            ]
            pick = rng.random()
            draw.polygon(
                quad, fill=park if pick < 0.12 else mix(land, road, 0.12 * float(rng.random()))
            )
    for r in range(rows):
        for c in range(cols):
            for dr, dc in ((0, 1), (1, 0)):
                if r + dr < rows and c + dc < cols and rng.random() < 0.82:
                    draw.line(
                        [tuple(nodes[r, c]), tuple(nodes[r + dr, c + dc])],
                        fill=mix(land, road, 0.55),
                        width=max(2, round(cell * 0.05)),
                    )
    river = curve(
        [
            (-60, height * 0.8),
            (width * 0.2, height * 0.66),
            (width * 0.42, height * 0.82),
            (width * 0.66, height * 0.58),
            (width * 0.83, height * 0.3),
            (width * 1.05, height * 0.24),
        ]
    )
    draw.line(river, fill=water, width=round(cell * 0.9), joint="curve")
    for trunk in (
        [
            (-40, height * 0.3),
            (width * 0.3, height * 0.36),
            (width * 0.6, height * 0.24),
            (width * 1.04, height * 0.5),
        ],
        [
            (width * 0.2, -40),
            (width * 0.27, height * 0.4),
            (width * 0.4, height * 0.7),
            (width * 0.36, height * 1.05),
        ],
        [
            (width * 0.8, -40),
            (width * 0.72, height * 0.4),
            (width * 0.86, height * 0.74),
            (width * 0.8, height * 1.05),
        ],
    ):
        path = curve(trunk)
        draw.line(path, fill=mix(land, road, 0.3), width=round(cell * 0.3), joint="curve")
        draw.line(path, fill=road, width=round(cell * 0.2), joint="curve")
    return canvas


def route(
    canvas: Image.Image, points: Sequence[Point], colour: Rgb, width: int, glow: int
) -> Image.Image:
    """Draw a glowing route with a ring at its start and its end."""
    path = curve(points)
    light = Image.new("L", canvas.size, 0)
    ImageDraw.Draw(light).line(path, fill=glow, width=width * 3, joint="curve")
    light = light.filter(ImageFilter.GaussianBlur(width * 1.6))
    canvas.paste(colour, (0, 0), light)
    draw = ImageDraw.Draw(canvas)
    draw.line(path, fill=colour, width=width, joint="curve")
    for x, y in (points[0], points[-1]):
        r = width * 1.5
        draw.ellipse(
            (x - r, y - r, x + r, y + r),
            fill=(255, 255, 255),
            outline=colour,
            width=max(2, width // 2),
        )
    return canvas


def marker(width: int, plate: str, due: str, tag: Rgb) -> Image.Image:
    """A card with a lorry, its number and when it arrives, with a pin below."""
    height = width * 34 // 100
    card = Image.new("RGBA", (width, height + width // 10), (0, 0, 0, 0))
    draw = ImageDraw.Draw(card)
    draw.polygon(
        [
            (width * 0.44, height - 2),
            (width * 0.56, height - 2),
            (width * 0.5, height + width * 0.08),
        ],
        fill=(255, 255, 255, 255),
    )
    draw.rounded_rectangle((0, 0, width - 1, height - 1), height * 0.22, fill=(255, 255, 255, 255))
    draw.rounded_rectangle(
        (height * 0.14, height * 0.14, height * 0.98, height * 0.86), height * 0.16, fill=tag
    )
    lorry(draw, height * 0.24, height * 0.66, height * 0.64, (255, 255, 255), (255, 255, 255), NAVY)
    draw.text(
        (height * 1.14, height * 0.34),
        plate,
        font=font(height * 0.26),
        fill=(20, 40, 52),
        anchor="lm",
    )
    draw.text(
        (height * 1.14, height * 0.66),
        due,
        font=font(height * 0.21),
        fill=(88, 106, 116),
        anchor="lm",
    )
    return card


def pin(width: int, tag: Rgb) -> Image.Image:
    """A round pin with a lorry; its point is the middle of the lower edge."""
    big = width * 4
    drawing = Image.new("RGBA", (big, big * 6 // 5), (0, 0, 0, 0))
    draw = ImageDraw.Draw(drawing)
    draw.polygon(
        [(big * 0.28, big * 0.8), (big * 0.72, big * 0.8), (big * 0.5, big * 1.19)],
        fill=(255, 255, 255, 255),
    )
    draw.ellipse((big * 0.04, 0, big * 0.96, big * 0.92), fill=(255, 255, 255, 255))
    draw.ellipse((big * 0.11, big * 0.07, big * 0.89, big * 0.85), fill=tag)
    lorry(draw, big * 0.22, big * 0.57, big * 0.55, (255, 255, 255), (255, 255, 255), NAVY)
    return drawing.resize((width, width * 6 // 5), Image.Resampling.LANCZOS)


def supplied_hero() -> None:
    """Night map in perspective with four lorries, kept clear of where the text stands."""
    ground = street_map(3000, 2000, 21, (20, 52, 68), (66, 116, 132), (16, 84, 112), (24, 74, 74))
    ways = (
        (
            [(420, 1500), (800, 1180), (1250, 1240), (1700, 860), (2150, 900), (2560, 520)],
            AMBER,
            22,
            200,
        ),
        (
            [(1180, 380), (1420, 660), (1700, 860), (1900, 1260), (2440, 1500)],
            (64, 214, 208),
            20,
            180,
        ),
        (
            [(300, 1930), (900, 1690), (1500, 1740), (2100, 1620), (2900, 1700)],
            (240, 246, 248),
            16,
            120,
        ),
    )
    for points, colour, width, glow in ways:
        ground = route(ground, points, colour, width, glow)
    size = (1920, 1160)
    corners = [(20, -300), (2120, -120), (2330, 1500), (-560, 1280)]
    tilted = perspective(ground.convert("RGBA"), corners, size)
    canvas = Image.new("RGB", size, NAVY)
    canvas.paste(tilted, (0, 0), tilted)
    haze = mesh(*size, (0, 0, 0), ((0.78, 0.3, 0.45, (70, 120, 130), 0.6),))
    canvas = Image.fromarray(
        np.clip(
            np.asarray(canvas, dtype=np.int16) + np.asarray(haze, dtype=np.int16) // 3, 0, 255
        ).astype(np.uint8)
    )
    mapping = homography(frame(*ground.size), corners)
    for way, step, width, tag in (
        (2, 70, 128, (24, 128, 96)),
        (2, 46, 124, TEAL),
        (1, 86, 140, (196, 84, 40)),
        (0, 104, 112, TEAL),
    ):
        spot = project(curve(ways[way][0])[step], mapping)
        x, y = round(spot[0]), round(spot[1])
        shadowed(canvas, pin(width, tag), (x - width // 2, y - width * 6 // 5), 16, 150)
    save(canvas, SUPPLIED / "hero.webp", 72)


def supplied_sections() -> None:
    """Pale map for the about section; lorries on night roads for the contact section."""
    pale = street_map(
        1600, 1000, 4, (240, 245, 245), (196, 214, 218), (206, 228, 236), (222, 236, 226)
    )
    pale = route(
        pale, [(60, 860), (420, 640), (760, 700), (1120, 380), (1560, 180)], (120, 186, 192), 9, 120
    )
    save(pale, SUPPLIED / "about-bg.webp", 70)
    night = mesh(
        1600,
        1000,
        (12, 30, 42),
        ((0.2, 0.15, 0.4, (18, 96, 108), 0.7), (0.85, 0.8, 0.35, (150, 96, 30), 0.55)),
    )
    night = blocks(
        night,
        8,
        [(22, 84, 98), (16, 66, 80), (40, 112, 122), (60, 84, 96)],
        (190, 226, 226),
        (8, 22, 32),
        76,
        0.4,
    )
    big = night.resize((3200, 2000), Image.Resampling.BICUBIC)
    for y, colour, stops in (
        (640, AMBER, ((30, (255, 255, 255)), (54, (220, 240, 240)))),
        (1180, (64, 214, 208), ((43, (255, 214, 140)),)),
        (1720, (240, 246, 248), ((26, (220, 240, 240)),)),
    ):
        way = [(-40.0, y - 330.0), (900.0, y + 40.0), (1900.0, y + 210.0), (3240.0, y - 120.0)]
        big = route(big, way, colour, 10, 150)
        for index, body in stops:
            x, ground = curve(way)[index]
            lorry(
                ImageDraw.Draw(big),
                x - 110,
                ground - 3,
                220,
                body,
                mix(body, AMBER, 0.5),
                (14, 28, 38),
            )
    save(big.resize((1600, 1000), Image.Resampling.LANCZOS), SUPPLIED / "contact-bg.webp", 72)


def supplied_share() -> None:
    """The picture for shared links: map on the right, name and promise on the left."""
    ground = street_map(2400, 1260, 9, (20, 52, 68), (66, 116, 132), (16, 84, 112), (24, 74, 74))
    ground = route(ground, [(900, 1120), (1300, 800), (1700, 880), (2200, 260)], AMBER, 18, 200)
    canvas = ground.resize((1200, 630), Image.Resampling.LANCZOS)
    shade = np.linspace(1.0, 0.15, 1200)[None, :, None] ** 0.8
    pixels = (
        np.asarray(canvas, dtype=np.float32) * (1 - shade)
        + np.asarray(NAVY, dtype=np.float32) * shade
    )
    canvas = Image.fromarray(pixels.astype(np.uint8), "RGB")
    shadowed(canvas, marker(300, "Lorry 18", "arrives 14:05", TEAL), (800, 210), 18, 150)
    draw = ImageDraw.Draw(canvas)
    draw.rounded_rectangle((80, 96, 176, 192), 24, fill=AMBER)
    _axle(draw, 80, 96, 96, NAVY)
    draw.text((80, 270), "Axleline", font=font(92), fill=(255, 255, 255), anchor="lm")
    draw.text(
        (80, 372), "Every lorry on one live map.", font=font(40), fill=(255, 255, 255), anchor="lm"
    )
    draw.text(
        (80, 430),
        "Fleet tracking for haulage firms",
        font=font(34),
        fill=(169, 195, 204),
        anchor="lm",
    )
    save(canvas, SUPPLIED / "og.webp", 84)


def _axle(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, colour: Rgb) -> None:
    """The emblem: two wheels on one axle, the right one raised as on a road that climbs."""
    u = size / 32
    draw.line([(x + u * 9, y + u * 22), (x + u * 23, y + u * 10)], fill=colour, width=round(u * 3))
    for cx, cy in ((9, 22), (23, 10)):
        draw.ellipse(
            (x + u * (cx - 5), y + u * (cy - 5), x + u * (cx + 5), y + u * (cy + 5)), fill=colour
        )
        draw.ellipse(
            (x + u * (cx - 2), y + u * (cy - 2), x + u * (cx + 2), y + u * (cy + 2)), fill=AMBER
        )


def icons() -> None:
    """Favicons as bitmaps, the same drawings as the SVG ones."""
    big = 720
    start = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    draw = ImageDraw.Draw(start)
    u = big / 32
    draw.rounded_rectangle((0, 0, big - 1, big - 1), u * 8, fill=VIOLET)
    for x, y, w, colour in (
        (7, 7, 12, (255, 255, 255)),
        (12, 14, 13, CORAL),
        (7, 21, 9, (255, 255, 255)),
    ):
        draw.rounded_rectangle((u * x, u * y, u * (x + w), u * (y + 4)), u * 2, fill=colour)
    supplied = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    draw = ImageDraw.Draw(supplied)
    draw.rounded_rectangle((0, 0, big - 1, big - 1), u * 8, fill=AMBER)
    _axle(draw, 0, 0, big, NAVY)
    for folder, drawing in ((START, start), (SUPPLIED, supplied)):
        for name, size in (("favicon-32.png", 32), ("apple-touch-icon.png", 180)):
            save(drawing.resize((size, size), Image.Resampling.LANCZOS), folder / name)


def main() -> None:
    """Draw everything."""
    start_hero()
    start_screens()
    start_sections()
    supplied_hero()
    supplied_sections()
    supplied_share()
    icons()


if __name__ == "__main__":
    main()
