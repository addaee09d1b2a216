"""What the report is drawn on: a width, colours or none, and the palette."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .blocks import Span
from .printable import clip, pad, printable, width

_SGR = {
    "bold": "1",
    "dim": "2",
    "good": "32",
    "warn": "33",
    "bad": "31",
    "name": "36",
    "best": "1;32",
}

# Upper end of the range, background, foreground (of the 256 colours), mark without colour.
# Backgrounds and foregrounds are set together, so that a light and a dark terminal show the same.
_HEAT: tuple[tuple[float, int, int, str], ...] = (
    (-0.5, 88, 231, "!"),
    (-0.0, 160, 231, "!"),
    (0.2, 208, 16, "░"),
    (0.4, 215, 16, "░"),
    (0.55, 222, 16, "▒"),
    (0.7, 229, 16, "▒"),
    (0.8, 151, 16, "▓"),
    (0.9, 114, 16, "▓"),
    (0.97, 71, 16, "█"),
    (9.9, 28, 231, "█"),
)

HEAT_MARKS = "█ 9 to 10  ▓ 7 to 9  ▒ 4 to 7  ░ 0 to 4  ! below 0: worse than doing nothing"
HEAT_SWATCHES = (("<0", -0.3), ("0-4", 0.3), ("4-7", 0.6), ("7-9", 0.85), ("9-10", 0.99))
HEAT_ABOUT = "of 10; below 0 is worse than doing nothing"


@dataclass(frozen=True, slots=True)
class Screen:
    """Where lines go. Every text enters through `span`, which makes it printable."""

    width: int
    colour: bool
    ascii: bool = False

    def span(self, text: str, paint: str = "") -> Span:
        """Return *text*, made printable on this screen, with its paint."""
        return Span(printable(text, ascii_only=self.ascii), paint)

    def name(self, text: str, tag: str = "") -> Span:
        """Return a model's name with a *tag*, which is never cut off."""
        tag = f" {tag}" if tag else ""
        return Span(self.span(text).text + tag, "name", len(tag))

    @property
    def ellipsis(self) -> str:
        """What stands where something was left out."""
        return "~" if self.ascii else "…"

    def clipped(
        self, span: Span, columns: int, *, middle: bool = True, items: bool = False
    ) -> Span:
        """Return the span in at most *columns*: without its middle, its end, or its last *items*."""
        mark = self.ellipsis
        if span.keep and span.keep < columns:
            head, tail = span.text[: -span.keep], span.text[-span.keep :]
            text = clip(head, columns - span.keep, middle=middle, mark=mark) + tail
        else:
            text = clip(span.text, columns, middle=middle, mark=mark)
            if items and text != span.text and ", " in text:
                text = f"{text.rpartition(', ')[0]}, {mark}"
        return Span(text, span.paint, span.keep)

    def heat(self, text: str, share: float) -> Span:
        """Return *text* shaded by a score's *share* of its maximum (below 0: worse than nothing).

        It gets one more character: without colour the mark of its range, else a space.
        """
        if self.colour:
            return self.span(text + " ", f"heat:{share:.4f}")
        return self.span(text + heat_mark(share))

    def draw(self, spans: Iterable[Span]) -> str:
        """Return one line, with escape sequences where colours are wanted, cut to the width."""
        kept, room = [], self.width
        for span in spans:
            text = span.text if width(span.text) <= room else clip(span.text, room, mark="")
            kept.append(Span(text, span.paint))
            room -= width(text)
        if not self.colour:
            return "".join(span.text for span in kept).rstrip()
        return "".join(map(_painted, kept))


def heat_step(share: float) -> int:
    """Return the number of the shade that a share of the maximum gets, 0 for the worst, to 9."""
    return next(number for number, (end, *_) in enumerate(_HEAT) if share < end or end > 9)


def heat_mark(share: float) -> str:
    """Return the mark that stands for a shade where there is no colour."""
    return _HEAT[heat_step(share)][3]


def _painted(span: Span) -> str:
    if span.paint in ("", "graph") or not span.text:
        return span.text
    if span.paint.startswith("heat:"):
        _, back, fore, _ = _HEAT[heat_step(float(span.paint[5:]))]
        return f"\x1b[48;5;{back};38;5;{fore}m{span.text}\x1b[0m"
    return f"\x1b[{_SGR[span.paint]}m{span.text}\x1b[0m"


def padded(span: Span, columns: int, align: str = "<") -> Span:
    """Return the span filled to *columns*."""
    return Span(pad(span.text, columns, align), span.paint, span.keep)


def draws(encoding: str | None) -> bool:
    """Whether a stream of this encoding shows the characters that tables are drawn with."""
    return (encoding or "utf-8").lower().replace("-", "").startswith("utf")
