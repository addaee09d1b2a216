"""How high an image is shown, from its computed style and its own size; unknown is never wrong."""

from __future__ import annotations

from ..page.dom import Element
from ..page.page import Page

_WIDTHS = (1280, 375)
_TOLERANCE = 0.5  # CSS px
_DISTORTION = 1.08
_DISTORTED = 0.5


def flaw_of_size(
    page: Page, element: Element, limit: float, natural: tuple[int, int] | None
) -> tuple[float, str]:
    """Return how well an image keeps to *limit* (CSS px of height), and what is wrong, if anything."""
    for width in _WIDTHS:
        height = shown_height(page, element, natural, width)
        if height is not None and height > limit + _TOLERANCE:
            return 0.0, f"is {height:g} px high at a width of {width} px, more than {limit:g}"
    if any(distorted(page, element, natural, width) for width in _WIDTHS):
        return _DISTORTED, "is stretched out of its proportions"
    return 1.0, ""


def shown_height(
    page: Page, element: Element, natural: tuple[int, int] | None, viewport: int
) -> float | None:
    """Return an image's height in CSS px at a viewport, or None when it cannot be told."""
    style = page.style(element, viewport)
    height = style.px("height")
    if height is None:
        width = style.px("width")
        if natural is None or not all(natural):
            return style.px("max-height")
        width = float(natural[0]) if width is None else width
        most = style.px("max-width")
        width = width if most is None else min(width, most)
        height = width * natural[1] / natural[0]
    most = style.px("max-height")
    return height if most is None else min(height, most)


def distorted(page: Page, element: Element, natural: tuple[int, int] | None, viewport: int) -> bool:
    """Whether both sides are fixed in a ratio that is not the image's own, without `object-fit`."""
    style = page.style(element, viewport)
    width, height = style.px("width"), style.px("height")
    if element.tag != "img" or natural is None or not all(natural) or not width or not height:
        return False
    if style["object-fit"] != "fill":
        return False
    for side, most in ((style.px("max-width"), width), (style.px("max-height"), height)):
        if side is not None and side < most:
            return False
    ratio = (width / height) / (natural[0] / natural[1])
    return not 1 / _DISTORTION <= ratio <= _DISTORTION
