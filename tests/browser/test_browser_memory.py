"""What was looked at is gone when nobody has it any more, though no garbage is looked for while a step is scored."""

from __future__ import annotations

import gc
import weakref
from typing import Any

from pytest_llmsite.browser.inspector import KEPT_PAGES
from pytest_llmsite.browser.rendering import VIEWPORTS
from pytest_llmsite.site import Site

PAGE = "<!doctype html><title>Page</title><p>Number {number}</p><a href=#>more</a>"


def test_pages_and_what_the_browser_was_asked_are_gone(inspector: Any) -> None:
    pages, collecting = [], gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        for number in range(KEPT_PAGES + 2):
            page = inspector.page(Site({"index.html": PAGE.format(number=number).encode()}))
            assert all(page.boxes(width).exact for width in VIEWPORTS)
            assert page.live() is not None
            pages.append(weakref.ref(page))
        del page
        assert [number for number, page in enumerate(pages) if page() is None] == [0, 1]
        waiting = [thing for thing in gc.get_objects() if type(thing).__name__ == "coroutine"]
        assert len(waiting) < 20  # one look at a page leaves some fifty
    finally:
        if collecting:
            gc.enable()
