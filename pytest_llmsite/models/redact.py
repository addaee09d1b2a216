"""Secrets: every key that was read in this process is taken out of every text that is shown or kept."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

MASK = "[redacted]"
LEAST_SECRET = 4
"""Shorter values ("x", "EMPTY" placeholders apart) protect nothing, and masking them garbles texts."""
LONGEST_SECRET = 1_000

_forms: dict[str, None] = {}


def keep_secret(value: str) -> None:
    """Remember a secret, in the forms in which it may come back (JSON, URL, Base64)."""
    if len(value) < LEAST_SECRET:
        return
    encoded = base64.b64encode(value.encode("utf-8", "replace")).decode()
    for form in (value, json.dumps(value)[1:-1], repr(value)[1:-1], quote(value, safe=""),
                 quote_plus(value), encoded, encoded.rstrip("=")):  # fmt: skip
        _forms[form] = None
    longest_first = sorted(_forms, key=len, reverse=True)
    _forms.clear()
    _forms.update(dict.fromkeys(longest_first))


def redact(text: str) -> str:
    """Return *text* without any remembered secret. Shorten a text only after this."""
    for form in _forms:
        if form in text:
            text = text.replace(form, MASK)
    return text


def brief_text(text: str, limit: int = 300) -> str:
    """Return a redacted one-line extract of foreign text, fit for a message."""
    line = " ".join(redact(text).split())
    printable = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line
    )
    return printable if len(printable) <= limit else printable[: limit - 1] + "…"


def brief_bytes(body: bytes, limit: int = 300) -> str:
    """Return `brief_text` of a body's beginning; a secret that the cut would halve is not begun."""
    text = redact(body[: 8 * limit + LONGEST_SECRET].decode("utf-8", "replace"))
    if len(body) > 8 * limit + LONGEST_SECRET:
        text = text[:-LONGEST_SECRET]
    return brief_text(text, limit)
