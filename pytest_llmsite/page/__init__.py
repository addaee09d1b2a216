"""The static page inspector: a site's page as a browser sees it, without a browser."""

from __future__ import annotations

from .align import Alignment, align
from .backdrop import Backdrop
from .background import Background, Layer
from .colour import Colour, ratio
from .computed import Declaration, Style
from .contrast import Contrast
from .dom import Element, ParseError
from .fonts import FontFace, FontFamily, FontRequest
from .images import ImageUse
from .layout import columns, track_count
from .links import LinkUse
from .markup import Linked
from .page import Page
from .resources import Resource
from .texts import normalise_text

__all__ = [
    "Alignment",
    "Backdrop",
    "Background",
    "Colour",
    "Contrast",
    "Declaration",
    "Element",
    "FontFace",
    "FontFamily",
    "FontRequest",
    "ImageUse",
    "Layer",
    "LinkUse",
    "Linked",
    "Page",
    "ParseError",
    "Resource",
    "Style",
    "align",
    "columns",
    "normalise_text",
    "ratio",
    "track_count",
]
