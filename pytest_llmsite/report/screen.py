"""What the report is drawn on: a width, colours or none, and the palette."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Span:
    """Printable text and its paint: "", a name of the palette, or "heat:<share of the maximum>".

    The last *keep* characters are never cut off.
    """

    text: str
    paint: str = ""
    keep: int = 0


@dataclass(frozen=True, slots=True)
class Screen:
    """Where lines go. Every text enters through `span`, which makes it printable."""

    width: int
    colour: bool
    ascii: bool = False

    def span(self, text: str, paint: str = "") -> Span:
        """Return *text*, made printable on this screen, with its paint."""
        return Span(printable(text, ascii_only=self.ascii), paint)

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

    def title(self, name: str, about: str = "") -> Iterator[str]:
        """Yield a table's heading: an empty line and a rule with the name and what it shows."""
        rule = "-" if self.ascii else "─"
        head = self.span(f"{rule * 2} {name} ", "bold")
        room = self.width - width(head.text)
        note = self.clipped(
            self.span(f"{rule} {about} " if about else "", "dim"), room, middle=False, items=True
        )
        line = Span(rule * max(0, room - width(note.text)), "dim")
        yield ""
        yield self.draw((head, note, line))

    def prose(self, text: str, *, paint: str = "dim", hang: int = 2) -> Iterator[str]:
        """Yield *text* broken at spaces to the width, later lines indented by *hang*."""
        indent = line = ""
        for word in printable(text, ascii_only=self.ascii).split(" "):
            word = clip(word, max(4, self.width - hang), mark=self.ellipsis)
            longer = f"{line} {word}" if line else word
            if line and width(indent + longer) > self.width:
                yield self.draw((Span(indent), Span(line, paint)))
                indent, line = " " * hang, word
            else:
                line = longer
        yield self.draw((Span(indent), Span(line, paint)))


def heat_mark(share: float) -> str:
    """Return the mark that stands for a shade where there is no colour."""
    return next(mark for end, _, _, mark in _HEAT if share < end or end > 9)


def heat_legend(screen: Screen) -> Iterator[str]:
    """Yield what explains the shades or the marks (in tenths of the maximum)."""
    if not screen.colour:
        text = "█ 9 to 10  ▓ 7 to 9  ▒ 4 to 7  ░ 0 to 4  ! below 0: worse than doing nothing"
        yield from screen.prose(text, paint="")
        return
    swatches = [("<0", -0.3), ("0-4", 0.3), ("4-7", 0.6), ("7-9", 0.85), ("9-10", 0.99)]
    spans = [screen.heat(f" {name}", share) for name, share in swatches]
    text = "  of 10; below 0 is worse than doing nothing"
    room = screen.width - sum(width(span.text) for span in spans)
    yield screen.draw([*spans, screen.clipped(screen.span(text, "dim"), room, middle=False)])


def _painted(span: Span) -> str:
    if not span.paint or not span.text:
        return span.text
    if span.paint.startswith("heat:"):
        share = float(span.paint[5:])
        back, fore = next((b, f) for end, b, f, _ in _HEAT if share < end or end > 9)
        return f"\x1b[48;5;{back};38;5;{fore}m{span.text}\x1b[0m"
    return f"\x1b[{_SGR[span.paint]}m{span.text}\x1b[0m"


def padded(span: Span, columns: int, align: str = "<") -> Span:
    """Return the span filled to *columns*."""
    return Span(pad(span.text, columns, align), span.paint, span.keep)
