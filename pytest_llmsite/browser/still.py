"""A page without its scripts: laid out at three widths, looked at by axe-core, photographed."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from .chromium import Chromium
from .known import Known
from .pictures import Encoding, encoded
from .pictures import forget as forget_pictures
from .rendering import PICTURED, VIEWPORTS, Font, Rendered, Rendering, Violation, rendering_of
from .scripts import script, told
from .seat import Seat
from .serving import Server

TALLEST = 16_000  # px of a page that are photographed: WebP holds no more than 16,383
_JPEG = {"format": "jpeg", "quality": 92}
_PNG = {"format": "png"}
_MOST_VERDICTS = 16
_MOST_SHOTS = 5  # of a page with videos
_FOLDING = b"content-visibility"

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


_FONTS = "[...document.fonts].map(font => [font.family, font.weight, font.style, font.status])"
_FILMS = "document.querySelector('video') !== null"
_ALL = f"() => ({{fonts: {_FONTS}, films: {_FILMS}, still: ({script('still')})(), shown: ({script('shown')})()}})"


async def render(
    chromium: Chromium, server: Server, path: str, pictures: Known[Encoding] | None
) -> Rendered:
    """Render one page without scripts at every width; *pictures* are those of other pages.

    Where they are None, none are taken.
    """
    clock = _Clock()
    async with chromium.seat() as seat:
        clock.lap("tab")
        await _load(seat, server, path, VIEWPORTS[0])
        clock.lap("load")
        views: dict[int, Rendering] = {}
        shown: dict[int, str] = {}
        for width in VIEWPORTS:
            await seat.resize(width)
            first = width == VIEWPORTS[0]
            step = told(script("settle" if first else "arrived"), _ALL)
            found = json.loads(await seat.tab.evaluate(step))
            rows, shown[width] = found["still"], _digest(found["shown"])
            if first:
                fonts = tuple(Font(*row) for row in found["fonts"])
            clock.lap("boxes")
            picture: Encoding | None = None
            if width in PICTURED and pictures is not None:
                size, films = (width, rows["page"][1]), found["films"]
                picture = await _picture(seat, path, size, films, shown[width], pictures)
                clock.lap("pictures")
            views[width] = rendering_of(width, rows, picture)
            if first:
                violations = await _violations(
                    seat, _axe_key(server.site.files[path], views[width])
                )
                clock.lap("axe")
        return Rendered(
            views=views,
            fonts=fonts,
            refused=frozenset(server.refused),
            violations=violations,
            seconds=clock.seconds,
            shown=_digest(list(shown.values())),
            asked=dict(server.asked),
        )


async def _load(seat: Seat, server: Server, path: str, width: int) -> None:
    await seat.load(server, path, width)
    if any(_FOLDING in content for content in server.asked.values() if content):
        await seat.tab.evaluate(f"() => ({script('unfold')})({script('rules')})")


def _digest(texts: Sequence[str]) -> str:
    return sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()


async def _picture(
    seat: Seat,
    path: str,
    size: tuple[int, float],
    films: bool,
    shown: str,
    known: Known[Encoding],
) -> Encoding:
    """Return the full page's picture, the known one of a page that shows the same."""
    server, key = seat.server, (size[0], shown)
    found = known.find(key, server.site.files)
    if found is None:
        beside = {name: content for name, content in server.asked.items() if name != path}
        found = encoded(await _photograph(seat.session, (0, *size), _JPEG, films))
        known.keep(key, beside, found)
    return found


async def _photograph(
    session: Any, place: tuple[float, int, float], form: Mapping[str, Any], films: bool
) -> bytes:
    """Return a strip of the page, over the window's width; *place* is its top, width and height.

    A video's frame reaches the screen later than the page: where there are *films*, what was the same twice.
    """
    top, width, height = place
    clip = {"x": 0, "y": top, "width": width, "height": min(max(height, 1), TALLEST), "scale": 1}
    options = {**form, "optimizeForSpeed": True, "clip": clip, "captureBeyondViewport": True}
    content = b""
    for _ in range(_MOST_SHOTS):
        last, shot = content, await session.send("Page.captureScreenshot", options)
        content = base64.b64decode(shot["data"])
        if not films or content == last:
            break
    return content


_known_violations: dict[str, tuple[Violation, ...]] = {}


def forget() -> None:
    """Drop the pictures and verdicts that are known by what they were made of."""
    forget_pictures()
    _known_violations.clear()


def _axe_key(html: bytes, view: Rendering) -> str:
    """Return what axe-core's verdict rests on, colours apart: the document, and what is shown where."""
    shown = [(view.looks[i].display, view.looks[i].visibility) for i in range(len(view.tags))]
    return sha256(html + repr((view.rects, shown)).encode()).hexdigest()


async def _violations(seat: Seat, key: str) -> tuple[Violation, ...]:
    if key not in _known_violations:
        await seat.session.send("Runtime.evaluate", {"expression": _axe_source()})
        rows = json.loads(await seat.tab.evaluate(told(_AXE)))
        if len(_known_violations) >= _MOST_VERDICTS:
            _known_violations.pop(next(iter(_known_violations)))
        _known_violations[key] = tuple(Violation(*row) for row in rows)
    return _known_violations[key]


async def paint(
    chromium: Chromium, server: Server, path: str, width: int,
    strips: Sequence[tuple[float, float]],
) -> list[bytes]:  # fmt: skip
    """Return pictures (PNG) of strips of a page, from top to bottom each, its text left out."""
    async with chromium.seat() as seat:
        if not (seat.shows(server, path) and await seat.tab.evaluate(_ONE_SOURCE)):
            await _load(seat, server, path, width)
            await seat.tab.evaluate(script("settle"))
        await seat.resize(width)
        films = await seat.tab.evaluate(f"() => {{ ({_BARE})(); return {_FILMS}; }}")
        found = [
            await _photograph(seat.session, (top, width, bottom - top), _PNG, films)
            for top, bottom in strips
        ]
        await seat.tab.evaluate(_DRESSED)
        return found


# Images that are chosen by width stay with a larger one that they have: then a page is loaded anew.
_ONE_SOURCE = "() => !document.querySelector('img[srcset], picture source')"
_DRESSED = "() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1); }"
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
