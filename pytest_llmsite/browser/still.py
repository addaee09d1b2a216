"""A page without its scripts: laid out at three widths, looked at by axe-core, photographed."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from ..page.calc import viewport_height
from .chromium import Chromium
from .live import script
from .rendering import PICTURED, VIEWPORTS, Font, Rendered, Rendering, Violation, rendering_of
from .serving import ORIGIN, Server

T = TypeVar("T")

TALLEST = 16_000  # px of a page that are photographed: WebP holds no more than 16,383
_QUALITY = 75
_JPEG = 92

_AXE = """async () => {
  const all = [...document.querySelectorAll('*')];
  const found = await axe.run(document, {resultTypes: ['violations'], preload: false, reporter: 'no-passes',
    rules: {'color-contrast': {enabled: false}}});
  return found.violations.flatMap(rule => rule.nodes.map(node => {
    let element = null;
    try { element = document.querySelector(node.target[0]); } catch (error) {}
    return [rule.id, node.impact || rule.impact || 'minor', all.indexOf(element), rule.help];
  }));
}"""


async def render(chromium: Chromium, server: Server, path: str) -> Rendered:
    """Render one page without scripts at every width."""
    clock = _Clock()
    tab = await chromium.tab(server, VIEWPORTS[0])
    try:
        session = await tab.context.new_cdp_session(tab)
        clock.lap("tab")
        await tab.goto(ORIGIN + path, wait_until="load")
        fonts = await tab.evaluate(script("settle"))
        clock.lap("load")
        views: dict[int, Rendering] = {}
        for width in VIEWPORTS:
            if width != VIEWPORTS[0]:
                await resize(tab, width)
            rows = await tab.evaluate(script("still"))
            clock.lap("boxes")
            picture = b""
            if width in PICTURED:
                picture = await _photograph(session, width, rows["page"][1])
                clock.lap("pictures")
            views[width] = rendering_of(width, rows, picture)
        key = _axe_key(server.site.files[path], views[VIEWPORTS[0]])
        if key not in _known_violations:
            _remember(_known_violations, key, await _violations(tab, session))
        violations = _known_violations[key]
        clock.lap("axe")
        return Rendered(
            views=views,
            fonts=tuple(Font(*row) for row in fonts),
            refused=frozenset(server.refused),
            violations=violations,
            seconds=clock.seconds,
        )
    finally:
        await chromium.discard(tab)


async def resize(tab: Any, width: int) -> None:
    """Give a tab another width; media queries follow at once."""
    await tab.set_viewport_size({"width": width, "height": viewport_height(width)})


async def _photograph(session: Any, width: int, height: float) -> bytes:
    clip = {"x": 0, "y": 0, "width": width, "height": min(max(height, 1), TALLEST), "scale": 1}
    options = {"format": "jpeg", "quality": _JPEG, "optimizeForSpeed": True, "clip": clip}
    shot = await session.send("Page.captureScreenshot", {**options, "captureBeyondViewport": True})
    return _webp(base64.b64decode(shot["data"]))


_converted: dict[str, bytes] = {}
_known_violations: dict[str, tuple[Violation, ...]] = {}


def forget() -> None:
    """Drop the pictures and verdicts that are known by what they were made of."""
    _converted.clear()
    _known_violations.clear()


def _axe_key(html: bytes, view: Rendering) -> str:
    """Return what axe-core's verdict rests on, colours apart: the document, and what is shown where."""
    shown = [(view.looks[i].display, view.looks[i].visibility) for i in range(len(view.tags))]
    return sha256(html + repr((view.rects, shown)).encode()).hexdigest()


async def _violations(tab: Any, session: Any) -> tuple[Violation, ...]:
    await resize(tab, VIEWPORTS[0])
    await session.send("Runtime.evaluate", {"expression": _axe_source()})
    return tuple(Violation(*row) for row in await tab.evaluate(_AXE))


def _remember(known: dict[str, T], key: str, value: T) -> None:
    if len(known) >= 16:
        known.pop(next(iter(known)))
    known[key] = value


def _webp(content: bytes) -> bytes:
    """Return a picture as WebP: Pillow encodes in a fifth of the time that Chromium takes."""
    from PIL import Image

    key = sha256(content).hexdigest()
    if key not in _converted:
        target = io.BytesIO()
        Image.open(io.BytesIO(content)).save(target, "WEBP", quality=_QUALITY, method=0)
        _remember(_converted, key, target.getvalue())
    return _converted[key]


async def paint(
    chromium: Chromium, server: Server, path: str, width: int,
    strips: Sequence[tuple[float, float]],
) -> list[bytes]:  # fmt: skip
    """Return pictures (PNG) of strips of a page, from top to bottom each, its text left out."""
    tab = await chromium.tab(server, width)
    try:
        session = await tab.context.new_cdp_session(tab)
        await tab.goto(ORIGIN + path, wait_until="load")
        await tab.evaluate(script("settle"))
        await tab.evaluate(_BARE)
        found = []
        for top, bottom in strips:
            clip = {"x": 0, "y": top, "width": width, "height": bottom - top, "scale": 1}
            options = {"format": "png", "optimizeForSpeed": True, "clip": clip}
            shot = await session.send(
                "Page.captureScreenshot", {**options, "captureBeyondViewport": True}
            )
            found.append(base64.b64decode(shot["data"]))
        return found
    finally:
        await chromium.discard(tab)


_BARE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before, *::after, *::placeholder, *::marker { color: transparent !important; '
    + '-webkit-text-fill-color: transparent !important; -webkit-text-stroke: 0 !important; '
    + 'text-shadow: none !important; text-decoration-color: transparent !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


@lru_cache(maxsize=1)
def _axe_source() -> str:
    return _axe_file().read_text("utf-8")


def _axe_file() -> Path:
    import axe_playwright_python

    return next(Path(axe_playwright_python.__file__).parent.rglob("axe*.js"))


@lru_cache(maxsize=1)
def axe_version() -> str:
    """Return the version of the axe-core that is bundled, like "4.12.1"."""
    with _axe_file().open(encoding="utf-8") as file:
        words = file.readline().split()
    return next((word[1:] for word in words if word.startswith("v") and word[1:2].isdigit()), "")


class _Clock:
    """Adds up where the time goes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = now
