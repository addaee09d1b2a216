"""OpenAI-compatible chat completions: OpenRouter, vLLM, Ollama, llama.cpp's server, LiteLLM and others."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .failures import error_text, failure, status_error
from .http import Answer, Http, as_cost, as_count, read_json
from .pricing import estimate_tokens, prompt_tokens
from .protocol import Model, Prompt, ProviderError, Request, Response, Usage
from .redact import brief_bytes, brief_text
from .sending import headers, key_for, user_content

_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class OpenAIChatProvider:
    """POST {base_url}/chat/completions, not streamed."""

    def __init__(self) -> None:
        self._http = Http()

    def exact(self, request: Request) -> Mapping[str, Any]:
        """Return URL and body: all that decides the answer."""
        return {"provider": "openai", "url": _url(request.model), "body": _body(request)}

    async def complete(self, request: Request) -> Response:
        """Perform one call. Raises ProviderError for what is not the model's own doing."""
        model = request.model
        key, name = key_for(model), model.options.get("key_header")
        own: dict[str, str] = {}
        if key is not None:
            own = {name: key} if name else {"Authorization": f"Bearer {key}"}
        body = json.dumps(_body(request)).encode()
        answer = await self._http.post(
            _url(model), body, headers(model, own), model.options.get("timeout_s")
        )
        return read_answer(model, request.prompt, answer)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _url(model: Model) -> str:
    return str(model.options["base_url"]).rstrip("/") + "/chat/completions"


def _body(request: Request) -> dict[str, Any]:
    model, options = request.model, request.model.options
    body: dict[str, Any] = {
        "model": model.model_id,
        "messages": [
            {"role": "system", "content": request.prompt.system},
            {"role": "user", "content": _content(request.prompt, bool(options.get("cache")))},
        ],
    }
    if model.max_output_tokens:
        body[options.get("max_tokens_field", "max_tokens")] = model.max_output_tokens
    for name in ("temperature", "seed"):
        if name in options:
            body[name] = options[name]
    if "reasoning_effort" in options:
        if urlsplit(str(options["base_url"])).hostname == "openrouter.ai":
            body["reasoning"] = {"effort": options["reasoning_effort"]}
        else:
            body["reasoning_effort"] = options["reasoning_effort"]
    return body | dict(options.get("body", {}))


def _content(prompt: Prompt, cache: bool) -> str | list[dict[str, Any]]:
    """Return the user message; with *cache*, marked where parts end that rarely change."""
    return user_content(prompt, cache=True) if cache else prompt.user


def read_answer(model: Model, prompt: Prompt, answer: Answer) -> Response:
    """Read a chat completion. Raises ProviderError for errors, also those sent with status 200."""
    data = read_json(answer.body)
    if answer.status != 200:
        if answer.status == 403 and _flagged(data):
            return Response("", refused=True, finish_reason="content_filter")
        raise failure(model, answer)
    if not isinstance(data, Mapping):
        said = brief_bytes(answer.body, 120)
        raise ProviderError(f"the answer is not JSON: {said!r}", retryable=True)
    choice = _choice(data)
    message = choice.get("message")
    if not isinstance(message, Mapping):
        raise ProviderError("the answer's choice holds no message", retryable=True)
    text = _THOUGHTS.sub("", _text(message.get("content")), count=1)
    finish = choice.get("finish_reason")
    return Response(
        text,
        usage=_usage(data.get("usage"), prompt, text),
        finish_reason=finish[:40] if isinstance(finish, str) else "",
        request_id=_request_id(data, answer.headers),
        refused=bool(message.get("refusal")) and not text.strip(),
        cost_usd=_reported_cost(data.get("usage")),
    )


def _choice(data: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = data.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    error = data.get("error") or (choice.get("error") if isinstance(choice, Mapping) else None)
    if error:
        code = error.get("code") if isinstance(error, Mapping) else None
        status = code if isinstance(code, int) and 400 <= code < 600 else 502
        raise status_error(status, error_text({"error": error}))
    if not isinstance(choice, Mapping):
        raise ProviderError("the answer holds no choice", retryable=True)
    return choice


def _flagged(data: Any) -> bool:
    """Whether a 403 is a moderation of this prompt (as OpenRouter says it), and not a refused key."""
    error = data.get("error") if isinstance(data, Mapping) else None
    metadata = error.get("metadata") if isinstance(error, Mapping) else None
    return isinstance(metadata, Mapping) and bool(metadata.get("reasons"))


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    parts = [part.get("text") for part in content if isinstance(part, Mapping)]
    return "".join(part for part in parts if isinstance(part, str))


def _usage(usage: Any, prompt: Prompt, text: str) -> Usage:
    data = usage if isinstance(usage, Mapping) else {}
    read, written = as_count(data.get("prompt_tokens")), as_count(data.get("completion_tokens"))
    if not read:
        return Usage(prompt_tokens(prompt), written or estimate_tokens(text), estimated=True)
    inputs, outputs = data.get("prompt_tokens_details"), data.get("completion_tokens_details")
    inputs = inputs if isinstance(inputs, Mapping) else {}
    outputs = outputs if isinstance(outputs, Mapping) else {}
    hits = inputs.get("cached_tokens", data.get("prompt_cache_hit_tokens"))
    return Usage(
        input=read,
        output=written,
        cached_input=min(as_count(hits), read),
        cache_write=min(as_count(inputs.get("cache_write_tokens")), read),
        reasoning=min(as_count(outputs.get("reasoning_tokens")), written),
    )


def _reported_cost(usage: Any) -> float | None:
    """Return what a router says the call cost; with the user's own upstream key, that one's part too."""
    if not isinstance(usage, Mapping):
        return None
    cost, details = as_cost(usage.get("cost")), usage.get("cost_details")
    if cost is None or not usage.get("is_byok"):
        return cost
    upstream = (
        as_cost(details.get("upstream_inference_cost")) if isinstance(details, Mapping) else 0
    )
    return None if upstream is None else cost + upstream


def _request_id(data: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    own = headers.get("x-request-id") or headers.get("request-id") or data.get("id")
    return brief_text(own, 120) if isinstance(own, str) else ""
