"""Which fonts a page brings along or asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from .dom import Element
from .resources import Resource
from .rules import AtRule, url_of
from .serial import family_text
from .stylesheets import SheetUse
from .tokens import Tokens, content, significant, text

if TYPE_CHECKING:
    from .page import Page

_NAMED_WEIGHTS = {
    "thin": 100, "extralight": 200, "light": 300, "l": 300, "regular": 400, "normal": 400, "r": 400,
    "n": 400, "medium": 500, "semibold": 600, "bold": 700, "b": 700, "extrabold": 800, "black": 900,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FontFace:
    """One `@font-face`; weights is its lowest and highest (equal unless the font is variable)."""

    family: str
    weights: tuple[int, int]
    style: str
    display: str
    sources: tuple[Resource, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class FontFamily:
    """One family that an external style sheet is asked for.

    weights: the single weights; ranges: those of variable fonts; none of both means 400.
    """

    name: str
    weights: tuple[int, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    italic: bool = False

    def has(self, weight: int) -> bool:
        """Whether the request covers *weight*."""
        if not self.weights and not self.ranges:
            return weight == 400
        return weight in self.weights or any(low <= weight <= high for low, high in self.ranges)


@dataclass(frozen=True, slots=True)
class FontRequest:
    """One external font style sheet: a link or an @import."""

    url: str
    families: tuple[FontFamily, ...]
    display: str
    file: str
    line: int
    element: Element | None = None


def font_faces(page: Page) -> Iterator[FontFace]:
    """Yield the `@font-face` rules of all local style sheets."""
    for use in page.sheets:
        for rule in use.sheet.at_rules:
            if rule.name == "font-face":
                yield _face(page, use, rule)


def _face(page: Page, use: SheetUse, rule: AtRule) -> FontFace:
    values = {setting.name: setting for setting in rule.settings}

    def word(name: str, default: str) -> str:
        return text(values[name].tokens).lower() if name in values else default

    family = family_text(values["font-family"].tokens).strip('"') if "font-family" in values else ""
    sources = tuple(
        page.resource(url, use.file) for url in _urls(values["src"].tokens)
    ) if "src" in values else ()  # fmt: skip
    return FontFace(
        family,
        _weights(word("font-weight", "400")),
        word("font-style", "normal"),
        word("font-display", "auto"),
        sources,
        use.file,
        rule.line + use.line,
    )


def _urls(tokens: Tokens) -> list[str]:
    found = []
    for token in significant(tokens):
        url = url_of(token) if token.type != "string" else None
        if url is not None:
            found.append(url)
        else:
            found += _urls(content(token) or ())
    return found


def _weights(value: str) -> tuple[int, int]:
    words = value.replace("normal", "400").replace("bold", "700").split()
    numbers = [int(float(word)) for word in words if re.fullmatch(r"\d+(\.\d+)?", word)]
    return (numbers[0], numbers[-1]) if numbers else (400, 400)


def font_requests(page: Page) -> Iterator[FontRequest]:
    """Yield external style sheets whose address names font families, in document order.

    A link counts whatever its media: the usual way to load fonts late switches `media="print"` by script.
    """
    for node in page.document.nodes:
        if node.tag != "link" or not node.attrs.get("href"):
            continue
        words = node.attrs.get("rel", "").lower().split()
        late = "preload" in words and node.attrs.get("as", "").lower() == "style"
        if "stylesheet" in words or (late and "onload" in node.attrs):
            request = read_request(node.attrs["href"], page.path, node.line, node.element)
            if request is not None:
                yield request
    for use in page.sheets:
        for rule in use.sheet.imports:
            request = read_request(rule.url, use.file, rule.line + use.line)
            if request is not None:
                yield request


def read_request(
    url: str, file: str = "", line: int = 0, element: Element | None = None
) -> FontRequest | None:
    """Read the address of a font style sheet: the `css2` API (`family=Name:wght@400;700`) or the older
    one (`family=A:400,700|B`), whoever serves it. None when it names no family.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if not parts.netloc:
        return None
    pairs = parse_qsl(parts.query.replace(";", "%3B"), keep_blank_values=True)
    families: list[FontFamily] = []
    display = ""
    for name, value in pairs:
        if name in ("family", "f[]", "family[]"):
            families += [_family(item) for item in value.split("|") if item.strip()]
        elif name == "display":
            display = value.lower()
    if not families:
        return None
    return FontRequest(url, tuple(families), display, file, line, element)


def _family(value: str) -> FontFamily:
    name, _, rest = value.partition(":")
    name = name.replace("+", " ").strip()
    if "@" not in rest:
        return _older(name, rest)
    axes, _, tuples = rest.partition("@")
    names = [axis.strip() for axis in axes.split(",")]
    weights: list[int] = []
    ranges: list[tuple[int, int]] = []
    italic = False
    for each in tuples.split(";"):
        values = dict(zip(names, (part.strip() for part in each.split(",")), strict=False))
        italic = italic or values.get("ital") == "1"
        low, dots, high = values.get("wght", "400").partition("..")
        if dots and low.isdigit() and high.isdigit():
            ranges.append((int(low), int(high)))
        elif low.isdigit():
            weights.append(int(low))
    return FontFamily(name, tuple(dict.fromkeys(weights)), tuple(dict.fromkeys(ranges)), italic)


def _older(name: str, rest: str) -> FontFamily:
    weights: list[int] = []
    italic = False
    for variant in rest.split(":")[0].split(",") if rest else []:
        match = re.fullmatch(r"(\d*)\s*([a-z]*)", variant.strip().lower())
        if match is None:
            continue
        digits, word = match.groups()
        slanted = "i" if word in ("i", "italic", "bi", "bolditalic") else ""
        italic = italic or bool(slanted)
        named = word.removesuffix("italic") or ("b" if word == "bi" else "regular")
        weights.append(int(digits) if digits else _NAMED_WEIGHTS.get(named, 400))
    return FontFamily(name, tuple(dict.fromkeys(weights)), (), italic)
