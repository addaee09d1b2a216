"""Anthropic's Messages API, not streamed, with the unchanged prefix of the prompt cached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .failures import failure
from .http import Answer, Http, as_count, read_json
from .pricing import estimate_tokens, output_limit, prompt_tokens
from .protocol import Model, Prompt, ProviderError, Request, Response, Usage
from .redact import brief_bytes, brief_text
from .sending import cached, headers, key_for, user_content

VERSION = "2023-06-01"


class AnthropicProvider:
    """POST {base_url}/v1/messages."""

    def __init__(self) -> None:
        self._http = Http()

    def exact(self, request: Request) -> Mapping[str, Any]:
        """Return URL and body: all that decides the answer."""
        return {"provider": "anthropic", "url": _url(request.model), "body": _body(request)}

    async def complete(self, request: Request) -> Response:
        """Perform one call. Raises ProviderError for what is not the model's own doing."""
        model = request.model
        key = key_for(model)
        own = {"anthropic-version": str(model.options.get("version", VERSION))}
        if key is not None:
            own["x-api-key"] = key
        body = json.dumps(_body(request)).encode()
        answer = await self._http.post(
            _url(model), body, headers(model, own), model.options.get("timeout_s")
        )
        return read_answer(model, request.prompt, answer)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _url(model: Model) -> str:
    return str(model.options["base_url"]).rstrip("/") + "/v1/messages"


def _body(request: Request) -> dict[str, Any]:
    model, options, prompt = request.model, request.model.options, request.prompt
    cache = bool(options.get("cache", True))
    system = cached(prompt.system) if cache else {"type": "text", "text": prompt.system}
    body: dict[str, Any] = {
        "model": model.model_id,
        "max_tokens": output_limit(model),
        "system": [system],
        "messages": [{"role": "user", "content": user_content(prompt, cache=cache)}],
    }
    if "temperature" in options:
        body["temperature"] = options["temperature"]
    if "thinking_tokens" in options:
        body["thinking"] = {"type": "enabled", "budget_tokens": options["thinking_tokens"]}
    return body | dict(options.get("body", {}))


def read_answer(model: Model, prompt: Prompt, answer: Answer) -> Response:
    """Read a message. Raises ProviderError for anything else."""
    data = read_json(answer.body)
    if answer.status != 200:
        raise failure(model, answer)
    blocks = data.get("content") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(blocks, list):
        said = brief_bytes(answer.body, 120)
        raise ProviderError(f"the answer is not a message: {said!r}", retryable=True)
    text = "".join(
        block["text"]
        for block in blocks
        if isinstance(block, Mapping)
        and block.get("type") == "text"
        and isinstance(block.get("text"), str)
    )
    stop, number = data.get("stop_reason"), answer.headers.get("request-id") or data.get("id")
    return Response(
        text,
        usage=_usage(data.get("usage"), prompt, text),
        finish_reason=stop[:40] if isinstance(stop, str) else "",
        request_id=brief_text(number, 120) if isinstance(number, str) else "",
    )


def _usage(usage: Any, prompt: Prompt, text: str) -> Usage:
    """Return the tokens; the API counts cached ones apart from `input_tokens`."""
    data = usage if isinstance(usage, Mapping) else {}
    plain, output = as_count(data.get("input_tokens")), as_count(data.get("output_tokens"))
    hits = as_count(data.get("cache_read_input_tokens"))
    written = as_count(data.get("cache_creation_input_tokens"))
    if not plain + hits + written:
        return Usage(prompt_tokens(prompt), output or estimate_tokens(text), estimated=True)
    return Usage(plain + hits + written, output, cached_input=hits, cache_write=written)
