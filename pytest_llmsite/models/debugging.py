"""`--llm-debug`: what was sent and what came back, call by call, without keys."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ..reply import safe_text
from .redact import MASK, redact

MOST_TEXT = 1 << 20
"""Longer bodies are cut, and say so."""
_SECRET = re.compile(r"authorization|cookie|api-?key|token|secret", re.IGNORECASE)


class Dump:
    """A JSON Lines file that its owner alone can read; made with the first line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: TextIO | None = None

    def write(self, **fields: Any) -> None:
        """Write one line, with every remembered key taken out; a full disk ends the dump silently."""
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                self._file = os.fdopen(handle, "w", encoding="ascii")
            line = json.dumps({"at": round(time.time(), 3), **fields}, default=str)
            self._file.write(redact(line) + "\n")
            self._file.flush()
        except OSError:
            return

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


@dataclass(frozen=True, slots=True)
class _Call:
    dump: Dump
    step: str
    attempt: int


_call: ContextVar[_Call | None] = ContextVar("llmsite_call", default=None)


@contextmanager
def calling(dump: Dump | None, step: str, attempt: int) -> Iterator[None]:
    """Have what is noted inside of the block belong to this call."""
    if dump is None:
        yield
        return
    before = _call.set(_Call(dump, step, attempt))
    try:
        yield
    finally:
        _call.reset(before)


def note(event: str, **fields: Any) -> None:
    """Note something about the present call; nothing without `--llm-debug`."""
    call = _call.get()
    if call is not None:
        plain = {name: _plain(value) for name, value in fields.items()}
        call.dump.write(step=call.step, attempt=call.attempt, event=event, **plain)


def noting() -> bool:
    """Whether notes are taken at all."""
    return _call.get() is not None


def plain_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with the values masked of those that may carry a key."""
    return {name: MASK if _SECRET.search(name) else value for name, value in headers.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        text = redact(safe_text(value))
        return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}… ({len(text):,} characters)"
    if isinstance(value, Mapping):
        return {redact(safe_text(str(key))): _plain(item) for key, item in value.items()}
    return value
