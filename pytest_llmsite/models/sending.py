"""What the HTTP providers share: the key and the other headers, and what of a prompt is worth caching."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..errors import LlmsiteError
from .keys import read_key
from .protocol import Model, Prompt, ProviderError
from .registry import is_loopback

_SHEET = re.compile(r"^## [^\n]+\.css\n", re.MULTILINE | re.IGNORECASE)
_PAGE = re.compile(r"^## [^\n]+\.html?\n", re.MULTILINE | re.IGNORECASE)


def key_for(model: Model) -> str | None:
    """Return the key to be sent, or None. Raises ProviderError for one that is missing or unsafe to send."""
    try:
        key = read_key(model)
        _check_transport(model, key)
    except LlmsiteError as error:
        raise ProviderError(str(error), fatal=True) from None
    return key


def _check_transport(model: Model, key: str | None) -> None:
    url = str(model.options["base_url"])
    if key is None or url.startswith("https://") or is_loopback(url):
        return
    if model.options.get("insecure_http"):
        return
    raise LlmsiteError(
        f"the key of model {model.alias} would travel unencrypted to {urlsplit(url).hostname}; "
        f"use https://, or say insecure_http = true in [tool.llmsite.models.{model.alias}]"
    )


def headers(model: Model, own: dict[str, str]) -> dict[str, str]:
    """Return the request's headers: the provider's *own* and those of the model's entry."""
    given = {str(name): str(value) for name, value in model.options.get("headers", {}).items()}
    return {"Content-Type": "application/json", **given, **own}


def prompt_parts(prompt: Prompt) -> list[str]:
    """Split the user message where something begins that changes more often than what is before it.

    At the first stylesheet and at the first page; the last part holds the pages and the task.
    """
    page = _PAGE.search(prompt.files)
    last = page.start() if page else len(prompt.files)
    sheet = _SHEET.search(prompt.files, 0, last)
    first = sheet.start() if sheet else 0
    parts = [prompt.files[:first], prompt.files[first:last], prompt.files[last:] + prompt.task]
    return [part for part in parts if part]


def user_content(prompt: Prompt, *, cache: bool) -> list[dict[str, object]]:
    """Return the user message in blocks; with *cache*, all but the last may be cached."""
    if not cache:
        return [{"type": "text", "text": prompt.user}]
    *stable, changing = prompt_parts(prompt)
    return [*map(cached, stable), {"type": "text", "text": changing}]


def cached(text: str) -> dict[str, object]:
    """Return a content block at whose end the provider may cache the prompt."""
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}
