"""Screenshots as WebP, encoded while the browser goes on: that takes half as long as taking them does."""

from __future__ import annotations

import io
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from hashlib import sha256
from typing import TypeAlias

_QUALITY = 75
_MOST = 16

Encoding: TypeAlias = "Future[bytes]"  # a picture's WebP, as soon as it is there


_begun: dict[str, Encoding] = {}


def encoded(content: bytes) -> Encoding:
    """Begin to encode a picture as WebP: Pillow does so in a fifth of the time that Chromium takes."""
    key = sha256(content).hexdigest()
    if key not in _begun:
        if len(_begun) >= _MOST:
            _begun.pop(next(iter(_begun)))
        _begun[key] = _worker().submit(_webp, content)
    return _begun[key]


def forget() -> None:
    """Drop the pictures that are known by what they were made of."""
    _begun.clear()


@lru_cache(maxsize=1)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="llmsite-pictures")


def _webp(content: bytes) -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.open(io.BytesIO(content)).save(target, "WEBP", quality=_QUALITY, method=0)
    return target.getvalue()
