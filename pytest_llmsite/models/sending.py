"""What the HTTP providers share: the key and the other headers, and what of a prompt is worth caching."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..errors import LlmsiteError
from .keys import read_key
from .protocol import Model, Prompt, ProviderError
from .registry import is_loopback

_PAGE = re.compile(r"^## [^\n]+\.html?\n", re.MULTILINE)


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


def prompt_parts(prompt: Prompt) -> tuple[str, str]:
    """Split the user message before its first page: most steps change a page, few what is before it."""
    page = _PAGE.search(prompt.files)
    at = page.start() if page else 0
    return prompt.files[:at], prompt.files[at:] + prompt.task


def cached(text: str) -> dict[str, object]:
    """Return a content block at whose end the provider may cache the prompt."""
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}
