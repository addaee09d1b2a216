"""Contrast of text against what lies behind it (WCAG 2.2, 1.4.3 Contrast (Minimum))."""

from __future__ import annotations

from dataclasses import dataclass

from .backdrop import Backdrop, Sample
from .background import Background
from .colour import BLACK, Colour, ratio
from .computed import Style

NORMAL, LARGE = 4.5, 3.0
_LARGE_PX, _LARGE_BOLD_PX = 24.0, 14 * 96 / 72  # 18 pt, and 14 pt in bold
_EVEN = 1.02  # ratio up to which two colours behind count as one


@dataclass(frozen=True, slots=True)
class Contrast:
    """How well a text stands out.

    lowest, highest: the ratios that are possible, 1 to 21; equal where everything is known.
    large: whether the text counts as large (24 px, or 18.66 px in bold).
    decided: "pass", "fail" or "unknown", at the threshold that applies.
    """

    lowest: float
    highest: float
    large: bool
    decided: str
    threshold: float
    colour: Colour
    backdrop: Backdrop

    @property
    def told(self) -> str:
        """The ratio in words, "3.53:1", or its range where what lies behind is not even."""
        if self.highest < self.threshold:
            return f"{self.highest:.2f}:1"
        return f"{self.lowest:.2f} to {self.highest:.2f}:1"


def is_large(style: Style) -> bool:
    """Whether text counts as large in WCAG's sense."""
    size, weight = style.font_size, float(style["font-weight"])
    return size >= _LARGE_PX or (size >= _LARGE_BOLD_PX - 0.01 and weight >= 700)


def contrast(
    style: Style, background: Background, backdrop: Backdrop, normal: float, large: float
) -> Contrast:
    """Compare a style's text colour with what lies behind; thresholds are ratios."""
    big = is_large(style)
    threshold = large if big else normal
    texts = _text_colours(style, background)
    samples = backdrop.samples or tuple(Sample(colour) for colour in backdrop.colours)
    ratios: list[float] = []
    for text in texts:
        found = [_pair(text, sample) for sample in samples]
        ratios += [ratio(front, back) for front, back in found]
        if _between(found):
            ratios.append(1.0)  # somewhere a gradient or image has the text's own tone
    lowest, highest = min(ratios), max(ratios)
    if style["mix-blend-mode"] != "normal":
        return Contrast(lowest, highest, big, "unknown", threshold, texts[0], backdrop)
    decided = "unknown"
    if lowest >= threshold - 1e-6:
        decided = "pass"
    elif highest < threshold - 1e-6:
        decided = "fail"
    return Contrast(lowest, highest, big, decided, threshold, texts[0], backdrop)


def _text_colours(style: Style, background: Background) -> tuple[Colour, ...]:
    """Return the colour of the glyphs: several when a gradient is clipped to them."""
    colour = style.colour("-webkit-text-fill-color") or style.current
    if "text" in style["background-clip"].split(", ") and colour.alpha < 0.05:
        stops = tuple(stop for layer in background.layers for stop in layer.stops)
        if stops:
            return stops
        if background.colour.alpha > 0:
            return (background.colour,)
    return (colour or BLACK,)


def _pair(text: Colour, sample: Sample) -> tuple[Colour, Colour]:
    """Return text and backdrop as they are seen on one sample."""
    return sample.seen(text.over(sample.colour)), sample.seen(sample.colour)


def _between(found: list[tuple[Colour, Colour]]) -> bool:
    """Whether the text's luminance lies within the range of a backdrop that is not even."""
    tones = [back.luminance for _, back in found]
    if (max(tones) + 0.05) / (min(tones) + 0.05) < _EVEN:
        return False
    return any(min(tones) <= front.luminance <= max(tones) for front, _ in found)
