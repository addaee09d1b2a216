"""What the scripts that draw the bundled templates' pictures share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "pytest_llmsite" / "templates" / "bundled"

Array = NDArray[np.float64]
Rgb = tuple[int, int, int]


def noise(width: int, height: int, cell: float, seed: int, octaves: int = 5) -> Array:
    """Fractal value noise in 0..1; `cell` is the size of the largest features in pixels."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width))
    weight = 1.0
    for _ in range(octaves):
        size = (max(2, round(width / cell) + 2), max(2, round(height / cell) + 2))
        grid = Image.fromarray(rng.random((size[1], size[0])).astype(np.float32))
        total += weight * np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC))
        cell, weight = max(2.0, cell / 2), weight / 2
    low, high = total.min(), total.max()
    return np.asarray((total - low) / (high - low))


def mesh(width: int, height: int) -> tuple[Array, Array]:
    """Coordinates of the pixels: x and y from 0 to 1."""
    ys, xs = np.mgrid[0:height, 0:width].astype(float)
    return xs / (width - 1), ys / (height - 1)


def ramp(at: Array, stops: Sequence[tuple[float, Rgb]]) -> Array:
    """Colours of a gradient with stops (position, colour) at the positions `at`."""
    places = [place for place, _ in stops]
    channels = [np.interp(at, places, [colour[c] for _, colour in stops]) for c in range(3)]
    return np.stack(channels, axis=-1)


def blend(canvas: Array, colour: Rgb | Array, share: NDArray[Any] | float) -> Array:
    """`canvas` with `share` (0..1, by pixel) of a colour."""
    weight = np.clip(np.asarray(share, dtype=float), 0, 1)[..., None]
    return np.asarray(canvas * (1 - weight) + np.asarray(colour, dtype=float) * weight)


def grained(canvas: Array, grain: float) -> Image.Image:
    """A canvas as an image, with a little grain that hides banding."""
    speckle = np.random.default_rng(3).normal(0, grain, canvas.shape[:2])[..., None]
    return Image.fromarray(np.clip(canvas + speckle, 0, 255).astype(np.uint8), "RGB")


def save_webp(image: Image.Image, path: Path, quality: int) -> None:
    """Write an image as WebP, in a folder that is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, "WEBP", quality=quality, method=6)


def paint_all(
    template: Path,
    pictures: Mapping[Path, Callable[[], Image.Image]],
    names: Sequence[str],
    quality: int,
) -> None:
    """Paint all of a template's pictures, or those whose path contains one of the names."""
    for path, make in pictures.items():
        label = path.relative_to(template).as_posix()
        if names and not any(name in label for name in names):
            continue
        picture = make()
        if path.suffix == ".webp":
            save_webp(picture, path, quality)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            picture.save(path, "PNG", optimize=True)
        print(f"{label}: {picture.width} x {picture.height}, {path.stat().st_size} bytes")
