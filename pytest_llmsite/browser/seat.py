"""A tab that pages take one after another: a process that is warm lays out and runs in half the time.

Nothing stays behind: a page that ran scripts is followed by an empty one without any, and what can be
stored is cleared while no script runs. Where that fails, the tab is thrown away with its context.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from ..page.calc import viewport_height
from ..site import Site
from .serving import ORIGIN, Answer, Server

MOST_PAGES = 200  # then a fresh one: a process that runs for hours grows
REST_S = 10.0
_NOWHERE = {"x": 0, "y": 1_000_000, "width": 1, "height": 1, "scale": 1}
_EMPTY = Site({"index.html": b"<!doctype html><html><head></head><body></body></html>"})
_FORGET = """() => {
  for (const store of [localStorage, sessionStorage]) { if (store.length) store.clear(); }
  window.name = '';
}"""


class Seat:
    """One *tab*, its CDP *session*, its topmost *frame* and the *server* of the page that is in it now."""

    def __init__(self, tab: Any, session: Any, frame: str) -> None:
        self.tab, self.session, self._frame = tab, session, frame
        self.server = Server(_EMPTY, still=True)
        self._width = 0
        self._pages = 0
        self._lived = False
        self._path = ""

    def answer(self, event: Mapping[str, Any]) -> Answer:
        """Return the command that answers a request of the page that is in the tab."""
        return self.server.answer(event, self._frame)

    @property
    def worn(self) -> bool:
        """Whether the tab had as many pages as it should."""
        return self._pages >= MOST_PAGES

    async def load(self, server: Server, path: str, width: int) -> None:
        """Load a page at a width, with all that it needs. Nothing of it comes from another page."""
        if server.still:
            await self.session.send("Network.clearBrowserCache")
        self.server, self._path = server, ""
        self._pages += 1
        self._lived = self._lived or not server.still
        await self.resize(width)
        await self.tab.goto(ORIGIN + path, wait_until="load")
        if self._pages == 1:
            # A new tab's pointer is in its corner, and hovers what lies there.
            await self.tab.mouse.move(-100, -100)
        self._path = path

    async def enliven(self, server: Server, path: str, width: int) -> None:
        """Load a page with its scripts; images and styles are those of the same page without, if it was just there."""
        same = self.shows(server, path)
        if same:
            server.asked.update(self.server.asked)
        await self._keep(same)
        await self.load(server, path, width)
        await self._keep(False)

    async def _keep(self, kept: bool) -> None:
        await self.session.send("Network.setCacheDisabled", {"cacheDisabled": not kept})

    def shows(self, server: Server, path: str) -> bool:
        """Whether the page of a server's site is in the tab, loaded and without its scripts."""
        return self.server.still and self._path == path and self.server.site == server.site

    async def resize(self, width: int) -> None:
        """Give the tab another width; media queries follow at once.

        What is drawn of it is a spot far below its end, which the page does not notice: nobody looks,
        and no image is decoded for it. What is photographed is drawn for that.
        """
        if width != self._width:
            height = viewport_height(width)
            size = {"width": width, "height": height, "screenWidth": width, "screenHeight": height}
            await self.session.send(
                "Emulation.setDeviceMetricsOverride",
                {**size, "deviceScaleFactor": 1, "mobile": False, "viewport": _NOWHERE},
            )
            self._width = width

    async def rest(self) -> bool:
        """Leave a page that ran scripts, and clear what it may have stored. False: it would not go."""
        if self._lived:
            try:
                await asyncio.wait_for(self._leave(), REST_S)
            except Exception:
                return False
            self._lived = False
        return True

    async def _leave(self) -> None:
        # Requests and errors of the page that goes are nobody's.
        self.server, self._path = Server(_EMPTY, still=True), ""
        await self.tab.goto(ORIGIN, wait_until="commit")
        await self.tab.evaluate(_FORGET)
        origin = {"origin": ORIGIN.rstrip("/"), "storageTypes": "all"}
        await asyncio.gather(
            self.session.send("Storage.clearDataForOrigin", origin),
            self.session.send("Network.clearBrowserCookies"),
            self.session.send("Page.resetNavigationHistory"),
        )
