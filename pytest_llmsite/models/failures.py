"""What a status other than 200 means: try again, slow down, give up this call, or give up the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .http import Answer, read_json, retry_after
from .protocol import Model, ProviderError
from .redact import brief_bytes, brief_text

RETRYABLE = frozenset({408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
OVERLOADED = frozenset({429, 503, 529})
FATAL = {
    401: "the key was refused",
    402: "the account has no credit",
    403: "access was refused",
    404: "there is no such model or address",
}
_NO_QUOTA = ("insufficient_quota", "insufficient credits", "billing_hard_limit", "exceeded your current quota", "credit balance is too low")  # fmt: skip


def failure(model: Model, answer: Answer) -> ProviderError:
    """Return the error that an HTTP answer amounts to."""
    url = model.options.get("base_url", "")
    if 300 <= answer.status < 400:
        place = brief_text(answer.headers.get("location", "elsewhere"))
        return ProviderError(
            f"{brief_text(str(url))} redirects to {place}, and keys do not follow redirects; "
            "set base_url to the address itself",
            fatal=True,
        )
    said = error_text(read_json(answer.body)) or brief_bytes(answer.body)
    return status_error(answer.status, said, retry_after(answer.headers))


def status_error(status: int, said: str, wait: float | None = None) -> ProviderError:
    """Return the error for a status and what the server said with it."""
    said = brief_text(said)
    lower = said.lower()
    if status in (400, 402, 403, 429) and any(mark in lower for mark in _NO_QUOTA):
        return ProviderError(f"the account has no quota left ({status}): {said}", fatal=True)
    if status in FATAL:
        return ProviderError(f"{FATAL[status]} ({status}): {said}", fatal=True)
    overloaded = status in OVERLOADED or "overloaded" in lower
    retryable = status in RETRYABLE or 500 <= status < 600
    return ProviderError(
        f"status {status}: {said}" if said else f"status {status}",
        retryable=retryable,
        retry_after=wait if retryable else None,
        overloaded=overloaded and retryable,
    )


def error_text(data: Any) -> str:
    """Return what an error body says: `error.message` (with type and code), or `message`, `detail`."""
    if not isinstance(data, Mapping):
        return ""
    error = data.get("error", data)
    if isinstance(error, str):
        return error
    if not isinstance(error, Mapping):
        return ""
    parts = [error.get(key) for key in ("code", "type", "message", "detail")]
    return ": ".join(part for part in parts if isinstance(part, str) and not part.isdecimal())
