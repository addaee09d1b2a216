"""Responses that last: written in full before they are used, found again by their exact request.

.llmsite/responses/ab/cdef….json     one response, named by its key
.llmsite/responses/ab/cdef….json.corrupt   one that could not be read back, set aside

The key is the SHA-256 of the exact request (provider, URL, model id, body; for an agent the tree) and
the run's number, so that a repetition is a call of its own. Plain files: they can be committed,
reviewed, and merged by copying.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..files import write_atomically
from ..models.protocol import Request, Response, Usage
from ..models.redact import redact
from ..reply import safe_text
from ..site import Site

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """A response and how it was got: seconds of the call, calls made, seconds waited, and why."""

    response: Response
    latency_s: float
    attempts: int = 1
    waited_s: float = 0.0
    history: tuple[str, ...] = ()
    recorded: bool = False


def request_key(exact: Mapping[str, Any], run: int) -> str:
    """Return the key of a request: the same in every process and on every machine."""
    content = json.dumps([exact, run], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


class ResponseStore:
    """The responses of one folder; *session* marks those asked for now.

    *set_aside* collects a line for each file that could not be read back; *saved*, unless None, the
    keys of what was written.
    """

    def __init__(self, folder: Path, session: str = "") -> None:
        self.folder = folder
        self.session = session
        self.set_aside: list[str] = []
        self.saved: deque[str] | None = None

    def path(self, key: str) -> Path:
        """Return where the response of a key lies."""
        return self.folder / key[:2] / f"{key[2:]}.json"

    def has(self, key: str) -> bool:
        """Whether a response of that key is kept."""
        return self.path(key).exists()

    def load(self, key: str, before: Site, *, this_session: bool = False) -> Answer | None:
        """Return the kept response, or None. *this_session*: only one asked for in this session.

        A file that cannot be read back is renamed, so that it is neither used nor overwritten.
        """
        path = self.path(key)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.set_aside.append(f"{path}: cannot be read ({error.strerror}); asked for again")
            return None
        try:
            data = json.loads(content)
            if this_session and data["session"] != self.session:
                return None
            return _decode(data, key, before)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            self._put_aside(path, error)
            return None

    def _put_aside(self, path: Path, error: Exception) -> None:
        aside = path.with_suffix(".json.corrupt")
        try:
            path.replace(aside)
        except OSError:
            aside = path
        reason = str(error) if isinstance(error, _AlteredError) else "not a response in full"
        self.set_aside.append(f"{path}: {reason}; set aside as {aside.name}")

    def save(self, key: str, request: Request, exact: Mapping[str, Any], answer: Answer) -> None:
        """Write a response, on disk when this returns."""
        write_atomically(self.path(key), _encode(key, request, exact, answer, self.session))
        if self.saved is not None:
            self.saved.append(key)

    def text(self, key: str) -> str | None:
        """Return a kept response as one line of ASCII, to be sent to another process."""
        try:
            return self.path(key).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return None

    def adopt(self, text: str, *, durable: bool = True) -> bool:
        """Keep a response that another process sent, unless it is here; say whether it was new.

        What is no response is not kept. *durable*: on disk when this returns.
        """
        try:
            key = str(json.loads(text)["key"])
            text.encode("ascii")
        except (ValueError, KeyError, TypeError):
            return False
        if len(key) != 64 or set(key) - set("0123456789abcdef") or self.path(key).exists():
            return False
        write_atomically(self.path(key), text.encode("ascii") + b"\n", durable=durable)
        return True


class _AlteredError(ValueError):
    """A file that is not what was written."""


def _encode(
    key: str, request: Request, exact: Mapping[str, Any], answer: Answer, session: str
) -> bytes:
    response = answer.response
    content: dict[str, Any] = {
        "text": redact(safe_text(response.text)),
        "usage": asdict(response.usage),
        "finish_reason": response.finish_reason,
        "request_id": response.request_id,
        "refused": response.refused,
        "cost_usd": response.cost_usd,
        "changes": None if response.site is None else _changes(request.before, response.site),
        "latency_s": round(answer.latency_s, 6),
        "attempts": answer.attempts,
        "waited_s": round(answer.waited_s, 6),
        "history": [redact(line) for line in answer.history],
    }
    data = {
        "schema": SCHEMA,
        "key": key,
        "step": f"{request.template.name}-{request.model.alias}-run{request.run}-{request.action.name}",
        "provider": exact.get("provider", request.model.provider),
        "url": exact.get("url", ""),
        "model_id": request.model.model_id,
        "run": request.run,
        "session": session,
        "digest": _digest(content),
        "response": content,
    }
    return json.dumps(data, ensure_ascii=True, allow_nan=False).encode() + b"\n"


def _digest(content: Mapping[str, Any]) -> str:
    plain = json.dumps(content, ensure_ascii=True, sort_keys=True).encode()
    return hashlib.sha256(plain).hexdigest()


def _decode(data: Mapping[str, Any], key: str, before: Site) -> Answer:
    if data["schema"] != SCHEMA:
        raise _AlteredError(f"expected a response of schema {SCHEMA}, found {data['schema']!r}")
    content = data["response"]
    if data["key"] != key or data["digest"] != _digest(content):
        raise _AlteredError("its content was altered after it was written")
    response = Response(
        text=content["text"],
        usage=Usage(**content["usage"]),
        finish_reason=content["finish_reason"],
        request_id=content["request_id"],
        refused=content["refused"],
        cost_usd=content["cost_usd"],
    )
    if content["changes"] is not None:
        response = replace(response, site=_changed(before, content["changes"]))
    return Answer(
        response,
        content["latency_s"],
        content["attempts"],
        content["waited_s"],
        tuple(content["history"]),
        recorded=True,
    )


def _changes(before: Site, after: Site) -> dict[str, str | None]:
    """Return what an agent did to a tree: path to content (Base64), or None for a removed file."""
    changes: dict[str, str | None] = {
        path: base64.b64encode(content).decode()
        for path, content in after.files.items()
        if before.files.get(path) != content
    }
    return changes | {path: None for path in before.files if path not in after.files}


def _changed(before: Site, changes: Mapping[str, str | None]) -> Site:
    try:
        return before.replace(
            {
                path: None if content is None else base64.b64decode(content, validate=True)
                for path, content in changes.items()
            }
        )
    except binascii.Error as error:
        raise _AlteredError("a file in it is not Base64") from error
