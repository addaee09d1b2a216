"""Requests of a page: the site's own files from memory; everything else is aborted and noted."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from ..site import Site

HOST = "site.example"
ORIGIN = f"http://{HOST}/"
# Where no script is to run, none does: not the page's own, not one in an attribute.
STILL = {"content-security-policy": "script-src 'none'; worker-src 'none'"}
_TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".json": "application/json", ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif",
    ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".webmanifest": "application/json",
}  # fmt: skip
MOST_NOTED = 50


@dataclass(frozen=True, slots=True, order=True)
class Refused:
    """A request that was not answered: a file that the site lacks, or an address of another host.

    *kind* is what it was for: image, stylesheet, script, font, fetch, document …
    """

    url: str
    kind: str
    missing: bool  # a path of the site that does not exist; else a foreign address


@dataclass(slots=True)
class Server:
    """Answers the requests of one page, and notes what was asked for and what was refused."""

    site: Site
    still: bool
    refused: set[Refused] = field(default_factory=set)
    asked: dict[str, bytes | None] = field(default_factory=dict)
    begun: bool = False

    async def answer(self, route: Any) -> None:
        """Fulfil or abort one request; never lets it through to a network."""
        request = route.request
        try:
            name = path_of(request.url)
            if self._leads_away(request):
                # An empty answer ends the navigation, and the page stays as it is.
                self._note(request, missing=False)
                await route.fulfill(status=204, body="")
                return
            if name is None or request.method not in ("GET", "HEAD"):
                self._note(request, missing=False)
                await route.abort("blockedbyclient")
                return
            content = self.asked[name] = self.site.files.get(name)
            if content is None:
                self._note(request, missing=True)
                await route.fulfill(status=404, body="", content_type="text/plain")
                return
            headers = {"content-type": type_of(name), "cache-control": "no-store"}
            headers.update(STILL if self.still else {})
            await route.fulfill(status=200, body=content, headers=headers)
        except Exception:  # the tab was closed while it was asking
            return

    def _leads_away(self, request: Any) -> bool:
        """Whether the tab is to go elsewhere: by a redirect, a script or a form."""
        if not request.is_navigation_request() or request.frame.parent_frame is not None:
            return False
        first, self.begun = not self.begun, True
        return not first

    def _note(self, request: Any, missing: bool) -> None:
        if len(self.refused) < MOST_NOTED and not request.url.endswith("/favicon.ico"):
            url = request.url.removeprefix(ORIGIN) if missing else request.url
            self.refused.add(Refused(url[:300], request.resource_type, missing))


def path_of(url: str) -> str | None:
    """Return the site's path that an address of the invented host names; None for another host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme != "http" or parts.netloc != HOST:
        return None
    path = unquote(parts.path).removeprefix("/")
    return path + "index.html" if path == "" or path.endswith("/") else path


def type_of(path: str) -> str:
    """Return the media type that a web server would send for a file."""
    suffix = path[path.rfind(".") :].lower() if "." in path else ""
    return _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
