"""The browser inspector: renders each site once, and finds what only a rendering shows."""

from __future__ import annotations

import gc
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import InspectorLostError
from ..page.boxes.rect import Rect
from ..page.page import Page
from ..site import Site
from .chromium import BrowserLostError, Chromium, PageHungError
from .finding import kind, told_version
from .known import Known
from .live import Seen, observe
from .page import BrowserPage
from .page import forget as forget_boxes
from .painted import Painting, bands
from .pictures import Encoding
from .rendering import Rendered
from .serving import Server
from .still import axe_version, forget, paint, render

if TYPE_CHECKING:
    from ..damage.case import Case
    from ..findings import Defect

VERSION = "browser/1"
KEPT_PAGES = 8
KEPT_RENDERED = 48
# Seconds of processor time: twenty times what a usual page takes.
STILL_S, LIVE_S, PAINT_S = 30.0, 20.0, 20.0
_Key = tuple[str, str]
_LiveKey = tuple[str, bytes, tuple[str, ...], bool]
T = TypeVar("T")


class BrowserInspector:
    """Asks one Chromium. *executable* is its file; it is started when first needed, and once.

    *keep* stores a picture and returns its name; None: no pictures are taken, and scores are the same.
    """

    def __init__(self, executable: Path, keep: Callable[[bytes], str] | None = None) -> None:
        self._keep = keep
        self.chromium = Chromium(executable)
        self.seconds: dict[str, float] = defaultdict(float)  # where the time went
        self._pages: OrderedDict[Site, BrowserPage] = OrderedDict()
        self._rendered: OrderedDict[_Key, Rendered] = OrderedDict()
        self._still: Known[Rendered] = Known(KEPT_RENDERED)
        self._live: Known[Seen] = Known(KEPT_RENDERED)
        self._pictures: Known[Encoding] = Known(KEPT_RENDERED)
        self._paintings: Known[Painting] = Known(KEPT_RENDERED)

    @property
    def name(self) -> str:
        """Inspector, browser and version: "browser/1+chromium 156.0.8078.79"."""
        executable = self.chromium.executable
        return f"{VERSION}+{kind(executable)} {told_version(executable)}"

    def page(self, site: Site) -> Page:
        """Return a site's page."""
        found = self._pages.get(site)
        if found is None:
            found = self._pages[site] = BrowserPage(site, "index.html", self)
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(site)
        return found

    def rendered(self, site: Site, path: str) -> Rendered:
        """Return a page without its scripts, rendered once. Raises InspectorLostError."""
        key = (site.hash, path)
        found = self._rendered.get(key)
        if found is None:
            html = site.files.get(path, b"")
            found = self._still.find((path, html), site.files)
            if found is None:
                found = self._render(site, path)
                if not found.failure:
                    self._still.keep((path, html), found.asked, found)
            self._rendered[key] = found
            while len(self._rendered) > KEPT_RENDERED:
                self._rendered.popitem(last=False)
        self._rendered.move_to_end(key)
        return found

    def _render(self, site: Site, path: str) -> Rendered:
        if path not in site.files:
            return Rendered({}, failure=f"the site has no {path}", live_failure="there is no page")
        pictures = None if self._keep is None else self._pictures
        try:
            found = self._run(
                lambda c: render(c, Server(site, still=True), path, pictures),
                STILL_S,
                again=True,
            )
        except PageHungError as error:
            return Rendered({}, failure=str(error), live_failure="it cannot be rendered")
        for name, seconds in found.seconds.items():
            self.seconds[name] += seconds
        return found

    def lived(self, page: BrowserPage) -> Rendered:
        """Return a page as it is with its scripts running, observed once. Raises InspectorLostError."""
        found = self.rendered(page.site, page.path)
        if found.live or found.live_failure:
            return found
        tags, reveal = tuple(found.views[max(found.views)].tags), _reveals(page)
        key = (page.path, page.site.files[page.path], tags, reveal)
        seen = self._live.find(key, page.site.files)
        try:
            if seen is None:
                seen = self._observe(page, key)
            live, errors, refused = seen
            found = replace(found, live=live, errors=errors, refused=found.refused | refused)
        except PageHungError as error:
            found = replace(found, live_failure=str(error))
        self._rendered[(page.site.hash, page.path)] = found
        return found

    def _observe(self, page: BrowserPage, key: _LiveKey) -> Seen:
        start = time.perf_counter()
        asked: dict[str, bytes | None] = {}

        async def work(chromium: Chromium) -> Seen:
            server = Server(page.site, still=False)
            found = await observe(chromium, server, page.path, key[2], key[3])
            asked.update(server.asked)
            return found

        found = self._run(work, LIVE_S, again=True)
        self.seconds["scripts"] += time.perf_counter() - start
        return self._live.keep(key, asked, found)

    def painted(self, page: BrowserPage, viewport: int, rects: Sequence[Rect]) -> Painting | None:
        """Return what is painted behind texts in *rects*; None where that cannot be told."""
        strips = bands(rects)
        if not strips:
            return Painting([])
        start = time.perf_counter()
        wanted = tuple((band.top, band.bottom) for band in strips)
        shown = self.rendered(page.site, page.path)
        key = (shown.shown, viewport, wanted)
        known = self._paintings.find(key, page.site.files)
        if known is not None:
            return known
        try:
            pictures = self._run(
                lambda c: paint(c, Server(page.site, still=True), page.path, viewport, wanted),
                PAINT_S,
                again=True,
            )
        except PageHungError:
            return None
        self.seconds["contrast"] += time.perf_counter() - start
        found = Painting(list(zip(strips, pictures, strict=True)))
        beside = {name: got for name, got in shown.asked.items() if name != page.path}
        return self._paintings.keep(key, beside, found)

    def _run(
        self,
        work: Callable[[Chromium], Coroutine[Any, Any, T]],
        limit: float,
        again: bool = False,
    ) -> T:
        """Do work in the browser, once more where browser or page failed, then give up.

        Raises PageHungError for what is the page's fault, InspectorLostError for what is the browser's.
        """
        for last in (False, True) if again else (True,):
            try:
                return self.chromium.run(work, limit)
            except PageHungError:
                if last:
                    raise
            except BrowserLostError as error:
                if last:
                    raise InspectorLostError(str(error)) from error
            finally:
                # Playwright's calls refer to themselves, and hold what they were given and gave: megabytes of
                # pictures, which nobody looks for among what a scored step leaves.
                gc.collect(0)
        raise AssertionError("unreachable")

    def defects(self, case: Case, found: Sequence[Defect]) -> list[Defect]:
        """Return what the step broke that only a rendering shows, each defect once."""
        from .defects import defects

        return defects(case, found)

    def evidence(self, case: Case) -> Mapping[str, Any]:
        """Return pictures of both pages, and how much of each part of the page looks different."""
        from .evidence import evidence

        return {**evidence(case, self._keep), "axe": axe_version()}

    def notices(self) -> list[str]:
        """Say where the sandbox had to be left out."""
        if self.chromium.version and not self.chromium.sandboxed:
            reason = "root has none" if _is_root() else "this system allows none"
            return [f"Chromium ran without its sandbox: {reason}; pages still had no network"]
        return []

    def close(self) -> None:
        """Stop the browser."""
        self.chromium.close()
        self._pages.clear()
        self.forget()

    def forget(self) -> None:
        """Drop what the browser told: the next question is answered by rendering anew."""
        self._rendered.clear()
        for known in (self._still, self._live, self._pictures, self._paintings):
            known.clear()
        forget()
        forget_boxes()


def _is_root() -> bool:
    import os

    return hasattr(os, "geteuid") and os.geteuid() == 0


def _reveals(page: BrowserPage) -> bool:
    """Whether something on the page is faded out, so that scrolling may show it."""
    return any(
        Page.visible(page, element) is None or Page.visible(page, element, 375) is None
        for element in page.texts()
    )
