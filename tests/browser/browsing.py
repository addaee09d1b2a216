"""A browser for the tests of what needs one, and small pages to look at."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.site import Site


def executable() -> object:
    """Return a Chromium's file, or skip the tests with the reason why there is none."""
    from pytest_llmsite.browser.finding import find

    try:
        return find()
    except LlmsiteError as error:
        pytest.skip(str(error), allow_module_level=True)


def page(
    body: str, css: str = "", head: str = "", files: Mapping[str, bytes] | None = None
) -> Site:
    """Return a site of one page."""
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{head}<style>body {{ margin: 0 }} {css}</style></head><body>{body}</body></html>"
    )
    return Site({"index.html": html.encode(), **(files or {})})
