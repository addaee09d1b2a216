"""What a page looks like, as its brief wants to know it: palette, fonts, logos, icons, backgrounds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...actions.palette import colours_in
from ...actions.wording import called, listed
from ...page import Element, Page
from ...page.colour import Colour
from ...page.colour_syntax import parse_text
from ...page.images import ImageUse
from ...page.tokens import significant, tokenise
from .guessing import Guess

MOST_ROLES = 6
LEAST_USES = 2
_EDGES = ("top", "right", "bottom", "left")
_HEADINGS = ("h1", "h2", "h3")
_TRIPLE = re.compile(r"(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour of the palette: a name, `#rrggbb`, and in words where it is used, most often first."""

    name: str
    hex: str
    use: str


def palette(page: Page, landmarks: Sequence[Guess]) -> list[Swatch]:
    """Return the colours used most, black and white apart; named by custom properties or by use."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    written = _written(page)
    for found, kind, element in _painted(page):
        plain = Colour(found.r, found.g, found.b).hex
        if found.alpha > 0 and plain in written and plain not in ("#000000", "#ffffff"):
            where = _within(element, landmarks)
            uses[plain][f"{kind} in the {where}" if where else kind] += 1
    names = _custom_properties(page)
    ranked = sorted(uses, key=lambda each: (-uses[each].total(), each))
    swatches: list[Swatch] = []
    for number, each in enumerate(ranked[:MOST_ROLES], 1):
        if uses[each].total() < LEAST_USES and number > 1:
            break
        places = [place for place, _ in uses[each].most_common(4)]
        name = names.get(each, f"colour-{number}")
        swatches.append(Swatch(name, each, listed(places)))
    return swatches


def _painted(page: Page) -> Iterator[tuple[Colour, str, Element]]:
    for element in page.texts():
        found = parse_text(page.style(element)["color"])
        if found is not None:
            heading = element.tag in ("h1", "h2", "h3", "h4")
            link = element.tag in ("a", "button")
            yield found, "headings" if heading else "links and buttons" if link else "text", element
    for body in page.select("body"):
        for element in body.iter():
            if not isinstance(element.tag, str) or page.node(element).namespace == "svg":
                continue
            style = page.style(element)
            found = parse_text(style["background-color"])
            if found is not None and found.alpha > 0:
                yield found, "background", element
            for layer in page.background(element).layers:
                for stop in layer.stops if layer.kind == "gradient" else ():
                    yield stop, "gradient", element
            for edge in _EDGES:
                found = parse_text(style[f"border-{edge}-color"])
                if found is not None and not style[f"border-{edge}-width"].startswith("0"):
                    yield found, "borders", element
                    break


def _within(element: Element, landmarks: Sequence[Guess]) -> str:
    around = {element, *element.iterancestors()}
    return next((called(guess.name) for guess in landmarks if guess.element in around), "")


def _written(page: Page) -> set[str]:
    """Return the colours that the site itself names; browsers paint buttons and links by themselves."""
    written = set()
    for declaration in page.declarations():
        for found in colours_in(significant(tokenise(declaration.value))):
            written.add(Colour(found.r, found.g, found.b).hex)
        if match := _TRIPLE.fullmatch(declaration.value.strip()):
            red, green, blue = (int(part) / 255 for part in match.groups())
            written.add(Colour(red, green, blue).hex)
    return written


def _custom_properties(page: Page) -> dict[str, str]:
    names: dict[str, str] = {}
    for declaration in page.declarations():
        if declaration.property.startswith("--"):
            found = parse_text(declaration.value.strip())
            if found is not None:
                name = re.sub(r"[^\w-]", "-", declaration.property[2:])
                names.setdefault(Colour(found.r, found.g, found.b).hex, name)
    return names


@dataclass(frozen=True, slots=True)
class Font:
    """A family in effect: its name, its stack's generic family ("" for none) and its weights."""

    family: str
    generic: str
    weights: tuple[int, ...]


def fonts(page: Page) -> dict[str, Font | None]:
    """Return the fonts of headings and of running text, the one with most texts each."""
    found: dict[str, Counter[str]] = {"heading": Counter(), "body": Counter()}
    weights: dict[str, set[int]] = {"heading": set(), "body": set()}
    for element in page.texts():
        style = page.style(element)
        kind = "heading" if element.tag in _HEADINGS else "body"
        found[kind][style["font-family"]] += 1
        if style["font-weight"].isdigit():
            weights[kind].add(int(style["font-weight"]))
    result: dict[str, Font | None] = {}
    for kind, stacks in found.items():
        families = [part.strip().strip("\"'") for part in max(stacks, key=stacks.__getitem__).split(",")] if stacks else []  # fmt: skip
        generic = families[-1] if families and families[-1] in _GENERIC else ""
        result[kind] = (
            Font(families[0], generic, tuple(sorted(weights[kind]))) if families else None
        )
    return result


_GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "system-ui"})


def logo(page: Page, part: Element | None) -> tuple[str, int | None]:
    """Return the file of a part's first image and the height it is given ("" where there is none)."""
    if part is None:
        return "", None
    for element in part.iter("img"):
        resource = page.resource(element.get("src") or "")
        if (resource.path or "") in page.site:
            height = element.get("height") or ""
            return resource.path or "", int(height) if height.isdigit() else None
    return "", None


def icons(page: Page) -> list[ImageUse]:
    """Return the icons that the page links and the site has."""
    return [u for u in page.images() if u.kind == "icon" and (u.resource.path or "") in page.site]


def background_image(page: Page, part: Element) -> str:
    """Return the file of the first background image in a part, or an image that fills it, or ""."""
    inside = set(part.iter())
    for use in page.images():
        if (
            use.element in inside
            and use.kind == "background-image"
            and (use.resource.path or "") in page.site
        ):
            return use.resource.path or ""
    return ""


def breakpoints(page: Page) -> list[int]:
    """Return the widths in pixels that media queries of the style sheets name, widest first."""
    found = {
        round(float(number) * (16 if unit == "em" else 1))
        for declaration in page.declarations()
        for number, unit in re.findall(
            r"(?:width\s*[:<>=]+\s*)(\d+(?:\.\d+)?)(px|em)", declaration.media
        )
    }
    return sorted(found, reverse=True)
