"""Colours: a value in sRGB with alpha, compositing, and contrast after WCAG 2.2."""

from __future__ import annotations

from dataclasses import dataclass, field

from .colour_spaces import linear


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour: red, green, blue and alpha in 0..1, in sRGB; other spaces are clipped to it."""

    r: float
    g: float
    b: float
    alpha: float = 1.0
    written: str = field(default="", compare=False, repr=False)  # for spaces other than sRGB

    @property
    def css(self) -> str:
        """The colour as a browser prints it."""
        return self.written or _legacy(self)

    def __str__(self) -> str:
        return self.css

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Channels in 0..255."""
        return _byte(self.r), _byte(self.g), _byte(self.b)

    @property
    def hex(self) -> str:
        """`#rrggbb`, or `#rrggbbaa` when not opaque."""
        digits = "".join(f"{channel:02x}" for channel in self.rgb)
        return f"#{digits}" if self.alpha >= 1 else f"#{digits}{_byte(self.alpha):02x}"

    @property
    def opaque(self) -> bool:
        """Whether nothing behind this colour shows."""
        return self.alpha >= 0.999

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 for black to 1 for white (WCAG 2.2); alpha plays no part."""
        return 0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)

    def same_rgb(self, other: Colour) -> bool:
        """Whether red, green and blue agree within 1/255; alpha plays no part."""
        tolerance = 1.001 / 255
        return (
            abs(self.r - other.r) <= tolerance
            and abs(self.g - other.g) <= tolerance
            and abs(self.b - other.b) <= tolerance
        )

    def over(self, other: Colour) -> Colour:
        """Return this colour painted over *other* (source-over, not premultiplied)."""
        if self.alpha >= 1:
            return self
        alpha = self.alpha + other.alpha * (1 - self.alpha)
        if alpha <= 0:
            return TRANSPARENT
        share = self.alpha / alpha
        return Colour(
            self.r * share + other.r * (1 - share),
            self.g * share + other.g * (1 - share),
            self.b * share + other.b * (1 - share),
            alpha,
        )

    def faded(self, opacity: float) -> Colour:
        """Return this colour with its alpha multiplied by *opacity* (0..1)."""
        return Colour(self.r, self.g, self.b, self.alpha * max(0.0, min(1.0, opacity)))

    def mixed(self, other: Colour, share: float) -> Colour:
        """Return the colour *share* (0..1) of the way to *other*, premultiplied as gradients are."""
        alpha = self.alpha + (other.alpha - self.alpha) * share
        if alpha <= 0:
            return Colour(other.r, other.g, other.b, 0.0)

        def channel(mine: float, theirs: float) -> float:
            return (mine * self.alpha * (1 - share) + theirs * other.alpha * share) / alpha

        r, g, b = channel(self.r, other.r), channel(self.g, other.g), channel(self.b, other.b)
        return Colour(r, g, b, alpha)


def ratio(first: Colour, second: Colour) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((first.luminance, second.luminance), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _byte(value: float) -> int:
    return int(max(0.0, min(1.0, value)) * 255 + 0.5)


def _legacy(colour: Colour) -> str:
    r, g, b = colour.rgb
    if colour.alpha >= 1:
        return f"rgb({r}, {g}, {b})"
    return f"rgba({r}, {g}, {b}, {alpha_text(colour.alpha)})"


def alpha_text(alpha: float) -> str:
    """Return alpha as CSSOM prints it: two digits when they name the same byte, else three."""
    if alpha <= 0:
        return "0"
    byte = _byte(alpha)
    rounded = round(byte / 255, 2)
    if _byte(rounded) != byte:
        rounded = round(byte / 255, 3)
    return f"{rounded:g}"


TRANSPARENT = Colour(0.0, 0.0, 0.0, 0.0)
BLACK = Colour(0.0, 0.0, 0.0)
WHITE = Colour(1.0, 1.0, 1.0)
