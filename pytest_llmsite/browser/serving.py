"""Requests of a page: the site's own files from memory; everything else is aborted and noted."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from ..site import Site

HOST = "site.example"
ORIGIN = f"http://{HOST}/"
# Where no script is to run, none does: not the page's own, not one in an attribute.
STILL = {"content-security-policy": "script-src 'none'; worker-src 'none'"}
_KEPT = "max-age=3600"  # for the same page with its scripts, see `Seat.enliven`
_TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".json": "application/json", ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif",
    ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".webmanifest": "application/json",
}  # fmt: skip
MOST_NOTED = 50
Answer: TypeAlias = tuple[str, dict[str, Any]]


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

    def answer(self, event: Mapping[str, Any], main: str) -> Answer:
        """Return the command, with what belongs to it, that answers a paused request or refuses it.

        *main* names the topmost frame. Nothing is ever let through to a network.
        """
        request, kind = event["request"], event.get("resourceType", "Other").lower()
        url = request["url"]
        name = path_of(url)
        if kind == "document" and event.get("frameId") == main and self._leads_away():
            # An empty answer ends the navigation, and the page stays as it is.
            self._note(url, kind, missing=False)
            return _fulfilled(event, 204, b"", {})
        if name is None or request["method"] not in ("GET", "HEAD"):
            self._note(url, kind, missing=False)
            return refusal(event)
        content = self.asked[name] = self.site.files.get(name)
        if content is None:
            self._note(url, kind, missing=True)
            return _fulfilled(event, 404, b"", {"content-type": "text/plain"})
        headers = {"content-type": type_of(name), **(STILL if self.still else {})}
        if self.still and kind != "document":
            headers["cache-control"] = _KEPT
        return _fulfilled(event, 200, content, headers)

    def _leads_away(self) -> bool:
        """Whether the tab is to go elsewhere: by a redirect, a script or a form."""
        first, self.begun = not self.begun, True
        return not first

    def _note(self, url: str, kind: str, missing: bool) -> None:
        if len(self.refused) < MOST_NOTED and not url.endswith("/favicon.ico"):
            # fetch() is told as XHR, and a question whether a request may be sent is asked for one.
            kind = "fetch" if kind in ("preflight", "xhr") else kind
            place = url.removeprefix(ORIGIN) if missing else url
            self.refused.add(Refused(place[:300], kind, missing))


def refusal(event: Mapping[str, Any]) -> Answer:
    """Return the command that refuses a paused request."""
    reason = {"requestId": event["requestId"], "errorReason": "BlockedByClient"}
    return "Fetch.failRequest", reason


def _fulfilled(
    event: Mapping[str, Any], status: int, body: bytes, headers: Mapping[str, str]
) -> Answer:
    sized = {"cache-control": "no-store", "content-length": str(len(body)), **headers}
    rows = [{"name": name, "value": value} for name, value in sized.items()]
    answer = {"requestId": event["requestId"], "responseCode": status, "responseHeaders": rows}
    return "Fetch.fulfillRequest", {**answer, "body": _in_base64(body)}


@lru_cache(maxsize=64)
def _in_base64(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


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
