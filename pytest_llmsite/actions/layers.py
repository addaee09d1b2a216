"""What a part of a page paints behind its content: images, colours, and overlays between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..findings import Evidence
from ..page import Colour, Element, Page, Style
from ..page.background import Layer
from .building import place, quote
from .caching import per_page
from .palette import colours_of
from .pictures import same_file
from .uses import has_own_text

_TOLERANCE = 0.03  # of alpha
_FAINT = 0.5  # the least part of the wanted alpha that another stop may have
_PARTLY = 0.5
_PAINTING = frozenset(("background-image", "background-color", "box-shadow"))
_IN_MARKUP = frozenset(("img", "srcset", "source", "svg", "poster"))


@dataclass(frozen=True, slots=True)
class Coat:
    """One painted thing: a colour, the stops of a gradient, or the image in *path*.

    *depth* counts the layers of its box from the top (the colour comes last). *covers* says whether
    it fills its box; *decodes* is False for a broken image.
    """

    element: Element
    pseudo: str | None
    depth: int
    stops: tuple[Colour, ...] = ()
    path: str | None = None
    covers: bool = True
    decodes: bool | None = None


@per_page
def coats(page: Page, scope: Element, width: int) -> tuple[Coat, ...]:
    """Return what is painted inside *scope*, itself included, in document order."""
    found: list[Coat] = []
    for element in scope.iter():
        if isinstance(element.tag, str):
            for pseudo in (None, *page.pseudos(page.node(element))):
                style = page.style(element, width, pseudo)
                if _paints(style):
                    found += _coats_of(page, element, pseudo, style)
    within = set(scope.iter())
    for use in page.images():
        if use.kind in _IN_MARKUP and use.element in within:
            resource = use.resource
            found.append(Coat(use.element, None, 0, (), resource.path, decodes=resource.decodes))
    return tuple(coat for coat in found if page.visible(coat.element, width) is not False)


def texts_in(page: Page, scope: Element, width: int) -> list[Element]:
    """Return the visible elements inside *scope*, itself included, that hold text directly."""
    return [
        element
        for element in scope.iter()
        if isinstance(element.tag, str)
        and has_own_text(page.node(element))
        and page.visible(element, width) is not False
    ]


def source_of(page: Page, coat: Coat, width: int) -> Evidence:
    """Return where a coat is declared."""
    style = page.style(coat.element, width, coat.pseudo)
    name = "background-image" if style["background-image"] != "none" else "background-color"
    source = style.source(name)
    if source is None or coat.element.tag in ("img", "source", "video"):
        return place(page, coat.element, str(coat.element.get("src") or ""))
    selector = page.describe(coat.element) + (f"::{coat.pseudo}" if coat.pseudo else "")
    return Evidence(source.file, source.line, selector, quote(f"{source.property}: {source.value}"))


def _paints(style: Style) -> bool:
    """Whether a box paints anything behind its content; told once for all with the same values."""
    notes = style.store.notes
    if _paints not in notes:
        notes[_paints] = not _PAINTING.isdisjoint(style.cascaded) and (
            style["background-image"] != "none"
            or "inset" in style["box-shadow"]
            or (colour := style.colour("background-color")) is None
            or colour.alpha > 0
        )
    found: bool = notes[_paints]
    return found


def _coats_of(page: Page, element: Element, pseudo: str | None, style: Style) -> Iterator[Coat]:
    if pseudo is not None and style["content"] in ("none", "normal"):
        return
    background = page.background(element, style.width, pseudo)
    opacity = float(style["opacity"])
    for colour in _inset_shadows(style["box-shadow"]):
        yield Coat(element, pseudo, -1, (colour.faded(opacity),))
    for depth, layer in enumerate(background.layers):
        yield _layer_coat(element, pseudo, depth, layer, opacity)
    if background.colour.alpha > 0:
        colour = background.colour.faded(opacity)
        yield Coat(element, pseudo, len(background.layers), (colour,))


def _layer_coat(
    element: Element, pseudo: str | None, depth: int, layer: Layer, opacity: float
) -> Coat:
    stops = tuple(stop.faded(opacity) for stop in layer.stops)
    if layer.resource is None:
        return Coat(element, pseudo, depth, stops, None, layer.covers)
    decodes = layer.resource.decodes
    return Coat(element, pseudo, depth, stops, layer.resource.path, layer.covers, decodes)


def _inset_shadows(value: str) -> list[Colour]:
    """Return the colours of inset shadows: spread wide, they are used as overlays."""
    return list(colours_of(value)) if "inset" in value else []


def overlay_share(page: Page, scope: Element, width: int, wanted: Colour) -> float:
    """Return how well *wanted* covers an image in *scope*: 1, 0.5 (in part, or another alpha), or 0."""
    found = coats(page, scope, width)
    pictures = [coat for coat in found if coat.path is not None and coat.covers]
    best = 0.0
    for coat in found:
        likeness = _likeness(coat.stops, wanted)
        if likeness > best and any(_above(coat, picture) for picture in pictures):
            whole = any(_spreads(page, scope, coat, picture, width) for picture in pictures)
            best = max(best, likeness if whole else min(likeness, _PARTLY))
    return best


def _spreads(page: Page, scope: Element, coat: Coat, picture: Coat, width: int) -> bool:
    """Whether a coat covers the picture's box, not only a panel in front of it."""
    if coat.element is picture.element or coat.element is scope:
        return True
    style = page.style(coat.element, width, coat.pseudo)
    if style["position"] in ("absolute", "fixed"):
        return True
    if style["max-width"] != "none" or coat.pseudo is not None:
        return False
    inside = set(coat.element.iter())
    return all(element in inside for element in texts_in(page, scope, width))


def _above(coat: Coat, picture: Coat) -> bool:
    """Whether a coat is painted over a picture, as far as their places in the tree tell."""
    if coat.element is picture.element and coat.pseudo == picture.pseudo:
        return coat.depth < picture.depth
    if coat.element is picture.element:
        return coat.pseudo is not None
    if coat.pseudo is not None:
        return True
    return coat.element not in set(picture.element.iterancestors())


def _likeness(stops: tuple[Colour, ...], wanted: Colour) -> float:
    same = [stop for stop in stops if stop.same_rgb(wanted) and stop.alpha > 0]
    if not same:
        return 0.0
    exact = any(abs(stop.alpha - wanted.alpha) <= _TOLERANCE for stop in same)
    even = all(stop.same_rgb(wanted) and stop.alpha >= wanted.alpha * _FAINT for stop in stops)
    if exact and even:
        return 1.0
    return _PARTLY


def shows_file(page: Page, scope: Element, width: int, path: str) -> bool:
    """Whether an image with a file's content is in effect in *scope* and decodes."""
    return any(
        same_file(page, coat.path, path) and coat.decodes is not False
        for coat in coats(page, scope, width)
    )


def names_file(page: Page, scope: Element, width: int, path: str) -> bool:
    """Whether a file is in effect in *scope*, decoding or not."""
    return any(coat.path == path for coat in coats(page, scope, width))
