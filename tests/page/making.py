"""Pages from a few lines of markup and CSS."""

from __future__ import annotations

import io

from PIL import Image

from pytest_llmsite.page import Element, Page
from pytest_llmsite.site import Site

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h9"/></svg>'


def page(body: str, css: str = "", head: str = "", files: dict[str, bytes] | None = None) -> Page:
    """Return a page in standards mode with *css* in its head."""
    html = (
        "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>t</title>"
        f"{head}<style>{css}</style></head>\n<body>{body}</body></html>"
    )
    return Page(Site({"index.html": html.encode(), **(files or {})}))


def one(made: Page, selector: str = "#t") -> Element:
    """Return the only element that matches."""
    (found,) = made.select(selector)
    return found


def value(css: str, name: str, body: str = "<p id=t>x</p>", viewport: int = 1280) -> str:
    """Return a computed value of #t."""
    made = page(body, css)
    return made.style(one(made), viewport)[name]


def png(width: int = 200, height: int = 100) -> bytes:
    """Return a picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (120, 60, 30)).save(buffer, "PNG")
    return buffer.getvalue()
