"""The one place that speaks HTTP: bounded, verified, without redirects, cookies or compression.

aiohttp costs a fifth of httpx's CPU at many calls at once, and brings no pytest plugin of its own.
"""

from __future__ import annotations

import asyncio
import email.utils
import json
import math
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from .debugging import note, plain_headers
from .protocol import ProviderError
from .redact import brief_text

MAX_BODY_BYTES = 16 * 1024 * 1024
CONNECT_SECONDS = 30.0
IDLE_CONNECTION_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response, read to its end; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http:
    """One connection pool, made on first use on the running loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float | None = None
    ) -> Answer:
        """Send one POST. Raises ProviderError for whatever keeps an answer from arriving whole."""
        note("sent", url=url, headers=plain_headers(headers), body=body)
        try:
            return await self._post(url, body, headers, timeout_s)
        except TimeoutError as error:
            raise ProviderError(
                f"no answer from {_host(url)} within {timeout_s or CONNECT_SECONDS:g} s",
                retryable=True,
                timeout=True,
            ) from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise ProviderError(
                f"the certificate of {_host(url)} is not valid: {brief_text(str(error))}",
                fatal=True,
            ) from error
        except aiohttp.InvalidURL as error:
            raise ProviderError(f"{brief_text(url)} is not a URL", fatal=True) from error
        except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
            said = brief_text(str(error)) or type(error).__name__
            raise ProviderError(f"{_host(url)}: {said}", retryable=True) from error

    async def _post(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float | None
    ) -> Answer:
        async with (
            asyncio.timeout(timeout_s),
            self._open().post(
                url,
                data=body,
                headers=headers,
                allow_redirects=False,
                proxy=_proxy(*urlsplit(url)[:2]),
            ) as response,
        ):
            names = {key.lower(): value for key, value in response.headers.items()}
            note("answered", status=response.status, headers=plain_headers(names))
            content = await _read(response, names.get("content-encoding", ""))
            note("read", body=content)
            return Answer(response.status, names, content)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0, keepalive_timeout=IDLE_CONNECTION_SECONDS, ttl_dns_cache=300
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
                headers={"Accept-Encoding": "identity", "User-Agent": "pytest-llmsite"},
                auto_decompress=False,
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


async def _read(response: aiohttp.ClientResponse, encoding: str) -> bytes:
    """Read a body of bounded size; compression was not asked for, but is undone, as bounded."""
    unpack = None
    if encoding.strip().lower() in ("gzip", "x-gzip", "deflate"):
        unpack = zlib.decompressobj(wbits=47 if "gzip" in encoding.lower() else zlib.MAX_WBITS)
    parts, size = [], 0
    async for chunk in response.content.iter_any():
        piece = chunk if unpack is None else unpack.decompress(chunk, MAX_BODY_BYTES + 1 - size)
        size += len(piece)
        if size > MAX_BODY_BYTES:
            raise ProviderError(f"the answer is larger than {MAX_BODY_BYTES >> 20} MiB: given up")
        parts.append(piece)
    return b"".join(parts)


def _host(url: str) -> str:
    return brief_text(urlsplit(url).netloc.rpartition("@")[2] or url)


@lru_cache(maxsize=64)
def _proxy(scheme: str, netloc: str) -> str | None:
    """Return the proxy that the environment names for a host (HTTPS_PROXY, NO_PROXY …)."""
    proxies = getproxies()
    if not proxies or proxy_bypass(netloc):
        return None
    return proxies.get(scheme) or proxies.get("all")


def read_json(body: bytes) -> Any:
    """Read an answer's JSON: None when it is not JSON, however it fails (NaN, too deep, bad UTF-8)."""
    try:
        return json.loads(body.decode("utf-8", "replace"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Return the seconds that `Retry-After` asks to wait (RFC 9110, 10.2.3: a number or a date)."""
    millis = _seconds(headers.get("retry-after-ms", ""))
    if millis is not None:
        return millis / 1000
    value = headers.get("retry-after", "")
    seconds = _seconds(value)
    if seconds is not None or not value:
        return seconds
    try:
        date = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, date - (time.time() if now is None else now))


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def as_count(value: Any) -> int:
    """Return a token count that a server gave; 0 for anything that is not a sensible number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0
    if not math.isfinite(value) or not 0 <= value < 10**10:
        return 0
    return int(value)


def as_cost(value: Any) -> float | None:
    """Return a cost in US dollars that a server gave, or None for anything that is not one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) and 0 <= value < 10**6 else None
