"""The bundled sites in Chromium, at the start and after all sixteen references, at three widths.

No error in the console, nothing that scrolls sideways, no image that does not load; and nothing serious
that axe-core finds in the end.
"""

from __future__ import annotations

import mimetypes
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.engine.performing import reference_state
from pytest_llmsite.site import Site
from pytest_llmsite.templates import loader

WIDTHS = (1280, 768, 375)
HOST = "http://site.example/"
NAMES = ("chromium", "chromium-headless-shell", "google-chrome", "chrome")
every_template = pytest.mark.parametrize("name", loader.bundled_names())
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
BROKEN = """Promise.all([...document.images].map(async image => {
  image.loading = "eager";
  try { await image.decode() } catch { return image.src }
})).then(found => found.filter(Boolean))"""
AXE = """axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
  .filter(violation => ["serious", "critical"].includes(violation.impact))
  .map(violation => violation.id + " " + violation.nodes[0].target))"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("LLMSITE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with api.sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox"] if root else []
            )
        except api.Error as error:
            pytest.skip(f"no Chromium could be started: {str(error)[:100]}")
        yield opened
        opened.close()


def answer(site: Site) -> Callable[[Any], None]:
    """Return a route that answers from the site, and with nothing for the fonts of others."""

    def route(request: Any) -> None:
        url = request.request.url
        if not url.startswith(HOST):
            request.fulfill(status=200, body="", content_type="text/css")
            return
        path = url.removeprefix(HOST).split("#")[0].split("?")[0]
        content = site.files.get(path)
        if content is None:
            request.fulfill(status=404, body="")
            return
        kind = "image/webp" if path.endswith(".webp") else mimetypes.guess_type(path)[0]
        request.fulfill(status=200, body=content, content_type=kind or "application/octet-stream")

    return route


def seen(chromium: Any, site: Site, ask: str = "") -> list[str]:
    """Return what is wrong with a site, with its scripts running; *ask* is one more question."""
    wrong = []
    for width in WIDTHS:
        context = chromium.new_context(viewport={"width": width, "height": 800})
        tab = context.new_page()
        said: list[str] = []
        tab.on(
            "console", lambda m, said=said: m.type in ("error", "warning") and said.append(m.text)
        )
        tab.on("pageerror", lambda error, said=said: said.append(str(error)))
        tab.route("**/*", answer(site))
        tab.goto(HOST + "index.html")
        wrong += [f"{width}: {line}" for line in [*said, *tab.evaluate(BROKEN)]]
        if tab.evaluate(SCROLLS):
            wrong.append(f"{width}: the page scrolls sideways")
        if ask:
            tab.evaluate(axe())
            wrong += [f"{width}: {line}" for line in tab.evaluate(ask)]
        context.close()
    return wrong


def axe() -> str:
    package = pytest.importorskip("axe_playwright_python")
    return next(Path(package.__file__).parent.rglob("axe*.js")).read_text(encoding="utf-8")


@every_template
def test_the_starting_site_works(chromium: Any, name: str) -> None:
    assert seen(chromium, loader.load(loader.BUNDLED / name).start) == []


@every_template
def test_the_finished_site_works_and_is_accessible(chromium: Any, name: str) -> None:
    template = loader.load(loader.BUNDLED / name)
    end = reference_state(template, tuple(action.name for action in ACTIONS))
    assert seen(chromium, end, AXE) == []


@every_template
def test_its_pictures_are_small(name: str) -> None:
    files = loader.load(loader.BUNDLED / name).start.files
    assert {path for path, content in files.items() if len(content) > 200_000} == set()
    assert sum(map(len, files.values())) < 1_500_000
