"""Contrast from pixels: what is painted behind a text where an image or a gradient lies there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..page.boxes.rect import Rect
from ..page.colour import Colour, ratio
from ..page.contrast import Contrast

# Shares of a text's pixels below the threshold: up to the first it can be read, from the second on not.
READABLE, UNREADABLE = 0.05, 0.5
_SAMPLES = (40, 8)  # per line of text, across and down
BAND_GAP = 160.0
MOST_HEIGHT = 1400.0


@dataclass(frozen=True, slots=True)
class Band:
    """A strip of the page that was photographed without its text, over the window's full width."""

    top: float
    bottom: float


def bands(rects: Iterable[Rect]) -> list[Band]:
    """Return the strips that hold all rectangles, near ones together."""
    found: list[Band] = []
    for rect in sorted(rects, key=lambda r: r.top):
        last = found[-1] if found else None
        near = last is not None and rect.top - last.bottom < BAND_GAP
        if last is not None and near and max(rect.bottom, last.bottom) - last.top < MOST_HEIGHT:
            found[-1] = Band(last.top, max(last.bottom, rect.bottom))
        else:
            found.append(Band(max(0.0, rect.top), max(rect.bottom, rect.top + 1)))
    return found


class Painting:
    """Strips of a page at one viewport, as pixels."""

    def __init__(self, strips: Sequence[tuple[Band, bytes]]) -> None:
        from PIL import Image

        self._strips: list[tuple[Band, Any]] = [
            (band, Image.open(io.BytesIO(content)).convert("RGB")) for band, content in strips
        ]

    def behind(self, lines: Iterable[Rect]) -> list[Colour]:
        """Return samples of the colours behind lines of text."""
        found: list[Colour] = []
        for line in lines:
            for band, picture in self._strips:
                if band.top <= line.top and line.bottom <= band.bottom + 1:
                    found += _sampled(picture, line, band)
                    break
        return found


def _sampled(picture: Any, line: Rect, band: Band) -> list[Colour]:
    left, right = max(0, int(line.left)), min(picture.width, int(line.right) + 1)
    top = max(0, int(line.top - band.top))
    bottom = min(picture.height, int(line.bottom - band.top) + 1)
    if right - left < 2 or bottom - top < 2:
        return []
    across, down = _SAMPLES
    cut = picture.crop((left, top, right, bottom))
    # Averages of small patches: what is behind a letter, not the noise of single pixels.
    small = cut.resize((min(across, right - left), min(down, bottom - top)), 4)
    return [
        Colour(r / 255, g / 255, b / 255, 1.0)
        for count, (r, g, b) in small.getcolors(across * down) or ()
        for _ in range(count)
    ]


def decided(found: Contrast, behind: Sequence[Colour], opacity: float) -> Contrast:
    """Return a contrast that was unknown as its pixels decide it; too mixed ones stay unknown."""
    if not behind:
        return found
    text = Colour(found.colour.r, found.colour.g, found.colour.b, found.colour.alpha * opacity)
    ratios = sorted(ratio(text.over(colour), colour) for colour in behind)
    low = sum(value < found.threshold - 1e-6 for value in ratios) / len(ratios)
    verdict = "pass" if low <= READABLE else "fail" if low >= UNREADABLE else "unknown"
    edge = int(len(ratios) * READABLE)
    return replace(found, lowest=ratios[edge], highest=ratios[-1 - edge], decided=verdict)
