"""What an address in a page or style sheet leads to: a file of the site, and whether it is any good."""

from __future__ import annotations

import base64
import binascii
import io
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

from lxml import etree
from PIL import Image, UnidentifiedImageError

from ..site import Site

MAX_PIXELS = 100_000_000
MAX_DATA = 8 * 1024 * 1024

_MEDIA = {
    ".avif": "image/avif", ".bmp": "image/bmp", ".css": "text/css", ".gif": "image/gif",
    ".htm": "text/html", ".html": "text/html", ".ico": "image/x-icon", ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg", ".js": "text/javascript", ".json": "application/json",
    ".mjs": "text/javascript", ".mp3": "audio/mpeg", ".mp4": "video/mp4", ".ogg": "audio/ogg",
    ".otf": "font/otf", ".pdf": "application/pdf", ".png": "image/png", ".svg": "image/svg+xml",
    ".ttf": "font/ttf", ".txt": "text/plain", ".webm": "video/webm",
    ".webmanifest": "application/manifest+json", ".webp": "image/webp", ".woff": "font/woff",
    ".woff2": "font/woff2", ".xml": "application/xml",
}  # fmt: skip
_FONT_MAGIC = (b"wOFF", b"wOF2", b"OTTO", b"\x00\x01\x00\x00", b"true", b"ttcf")
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px)?\s*\Z")


@dataclass(frozen=True, slots=True)
class Resource:
    """Where an address leads.

    kind: "local" (a file of the site), "external", "data", "missing" (no such file) or "invalid".
    decodes: whether an image (or font, by its signature) can be read; None when that is no question.
    size: width and height of an image in pixels.
    """

    url: str
    path: str | None
    kind: str
    media: str = ""
    decodes: bool | None = None
    size: tuple[int, int] | None = None
    bytes: bytes = b""
    fragment: str = ""

    @property
    def usable(self) -> bool | None:
        """Whether a browser could show it: None for what is not in the site."""
        if self.kind == "external":
            return None
        return self.kind in ("local", "data") and self.decodes is not False


def resolve(site: Site, url: str, base: str, root: str = "") -> Resource:
    """Return what *url* leads to when the file *base* names it.

    *root* is the `href` of a page's `<base>`, if it has one. Absolute paths start at the site's root.
    """
    address = re.sub(r"[\t\n\r]", "", url).strip()
    if address[:5].lower() == "data:":
        return _data(url, address)
    try:
        parts = urlsplit(address)
        if root:
            address = urljoin(root, address)
            parts = urlsplit(address)
    except ValueError:
        return Resource(url, None, "invalid")
    if parts.scheme and not re.match(r"[a-z][a-z0-9+.-]*\Z", parts.scheme):
        return Resource(url, None, "invalid")
    if parts.scheme or parts.netloc:
        return Resource(url, None, "external", media_type(parts.path), fragment=parts.fragment)
    path = unquote(parts.path.replace("\\", "/"))
    if not path:
        return (
            _local(site, url, base, parts.fragment) if address else Resource(url, None, "invalid")
        )
    return _local(site, url, absolute(base, path), parts.fragment)


def absolute(base: str, path: str) -> str:
    """Resolve *path* against the folder of *base*; what would climb above the root stays at it."""
    joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(base), path)).lstrip("/")
    return joined if not path.endswith("/") or not joined else f"{joined}/"


def _local(site: Site, url: str, path: str, fragment: str) -> Resource:
    for candidate in (path, f"{path.rstrip('/')}/index.html".lstrip("/")):
        content = site.files.get(candidate)
        if content is not None:
            media = media_type(candidate)
            decodes, size = inspect(media, content)
            return Resource(url, candidate, "local", media, decodes, size, content, fragment)
    return Resource(url, path, "missing", media_type(path), fragment=fragment)


def media_type(path: str) -> str:
    """Return the media type that a file name stands for, or "" when it tells nothing."""
    return _MEDIA.get(posixpath.splitext(path)[1].lower(), "")


def _data(url: str, address: str) -> Resource:
    head, comma, body = address[5:].partition(",")
    if not comma:
        return Resource(url, None, "invalid")
    parts = [part.strip().lower() for part in head.split(";")]
    content = unquote_to_bytes(body[:MAX_DATA])
    if parts[-1] == "base64" and len(parts) > 1:
        try:
            squeezed = re.sub(rb"\s", b"", content)
            content = base64.b64decode(squeezed + b"=" * (-len(squeezed) % 4), validate=True)
        except (binascii.Error, ValueError):
            return Resource(url, None, "invalid", parts[0])
    media = parts[0] or "text/plain"
    decodes, size = inspect(media, content)
    return Resource(url, None, "data", media, decodes, size, content)


@lru_cache(maxsize=512)
def inspect(media: str, content: bytes) -> tuple[bool | None, tuple[int, int] | None]:
    """Return whether *content* can be decoded and, for an image, its size in pixels."""
    if media == "image/svg+xml":
        return _svg(content)
    if media.startswith("image/"):
        return _raster(content)
    if media.startswith("font/"):
        return content.startswith(_FONT_MAGIC), None
    if media.startswith(("video/", "audio/")):
        return bool(content) if len(content) < 12 else None, None
    return None, None


def _raster(content: bytes) -> tuple[bool, tuple[int, int] | None]:
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MAX_PIXELS:
                return False, image.size
            image.load()
            return True, image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False, None
    except Exception:  # a decoder's bug on hostile bytes is a picture that does not decode
        return False, None


def parse_svg(content: bytes) -> etree._Element | None:
    """Return the root of an SVG file, or None when it is none: browsers want well-formed XML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    return root if etree.QName(root).localname == "svg" else None


def _svg(content: bytes) -> tuple[bool, tuple[int, int] | None]:
    root = parse_svg(content)
    if root is None or etree.QName(root).namespace != "http://www.w3.org/2000/svg":
        return False, None
    box = re.findall(r"-?\d*\.?\d+(?:[eE][+-]?\d+)?", root.get("viewBox", ""))
    lengths = [_LENGTH.match(root.get(name, "")) for name in ("width", "height")]
    if lengths[0] and lengths[1]:
        return True, (round(float(lengths[0].group(1))), round(float(lengths[1].group(1))))
    if len(box) == 4:
        return True, (round(float(box[2])), round(float(box[3])))
    return True, None


def srcset(value: str) -> list[str]:
    """Return the addresses of a `srcset` attribute (HTML Standard, 4.8.4.2.1, in outline)."""
    found = []
    rest = value
    while rest.strip(" \t\n\f\r,"):
        rest = rest.lstrip(" \t\n\f\r,")
        address = re.split(r"[ \t\n\f\r]", rest, maxsplit=1)[0]
        rest = rest[len(address) :]
        if address.endswith(","):
            found.append(address.rstrip(","))
            continue
        found.append(address)
        depth = 0
        for at, letter in enumerate(rest):
            depth += (letter == "(") - (letter == ")")
            if letter == "," and depth <= 0:
                rest = rest[at:]
                break
        else:
            rest = ""
    return found
