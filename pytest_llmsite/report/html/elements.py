"""Making HTML: elements are built, never texts put together, so that nothing is left unescaped."""

from __future__ import annotations

from typing import Any

import lxml.html
from lxml.builder import ElementMaker

from ..blocks import Span
from ..printable import printable, spaced
from ..screen import heat_step

E: Any = ElementMaker(makeelement=lxml.html.html_parser.makeelement)
"""`E.td("text", {"class": "right"})`; any text goes through `shown` first."""


def shown(text: str) -> str:
    """Return *text* in one line, with everything escaped that is not plainly visible."""
    return spaced(printable(text))


def painted(name: str, span: Span, *classes: str) -> Any:
    """Return an element *name* with a span's text and, as classes, its paint."""
    paint = span.paint
    if paint.startswith("heat:"):
        paint = f"heat heat-{heat_step(float(paint[5:]))}"
    named = " ".join(filter(None, (*classes, paint)))
    text = span.text if paint == "graph" else shown(span.text)
    return E(name, text, {"class": named} if named else {})


def html(element: Any) -> str:
    """Return an element as HTML."""
    text: str = lxml.html.tostring(element, encoding="unicode")
    return text
