"""The static page inspector: a site's page as a browser sees it, without a browser."""

from __future__ import annotations

from .colour import Colour, ratio
from .computed import Declaration, Style
from .dom import Element, ParseError
from .images import ImageUse
from .links import LinkUse
from .page import Page
from .resources import Resource
from .texts import normalise_text

__all__ = [
    "Colour",
    "Declaration",
    "Element",
    "ImageUse",
    "LinkUse",
    "Page",
    "ParseError",
    "Resource",
    "Style",
    "normalise_text",
    "ratio",
]
