"""What the HTTP providers send, and how they read what comes back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from engines import chat_model, make_request
from loopback import Call, Loopback, completion, error

from pytest_llmsite.models.anthropic_messages import AnthropicProvider
from pytest_llmsite.models.http import retry_after
from pytest_llmsite.models.openai_chat import OpenAIChatProvider
from pytest_llmsite.models.protocol import Model, ProviderError, Response, Usage
from pytest_llmsite.templates.loader import Template


def ask(model: Model, template: Template, kind: Callable[[], Any] = OpenAIChatProvider) -> Response:
    """Perform one call."""

    async def main() -> Response:
        provider = kind()
        try:
            answer: Response = await provider.complete(make_request(model, template))
            return answer
        finally:
            await provider.close()

    return asyncio.run(main())


def fails(model: Model, template: Template, kind: Callable[[], Any] = OpenAIChatProvider) -> ProviderError:  # fmt: skip
    with pytest.raises(ProviderError) as raised:
        ask(model, template, kind)
    return raised.value


def answering(response: Callable[[], web.Response]) -> Callable[[Call], Any]:
    async def answer(call: Call) -> web.Response:
        return response()

    return answer


# Chat completions


def test_the_body_says_what_the_entry_says(server: Loopback, template: Template) -> None:
    model = chat_model(
        server.url + "/",
        max_output_tokens=900,
        temperature=0.3,
        seed=7,
        reasoning_effort="high",
        headers={"X-Title": "mine"},
        body={"top_p": 0.9, "provider": {"order": ["a"]}},
    )
    ask(model, template)
    (call,) = server.calls
    assert call.path == "/v1/chat/completions"
    assert call.headers["X-Title"] == "mine"
    assert "Authorization" not in call.headers
    assert call.body == {
        "model": "acme/model-1",
        "messages": [
            {"role": "system", "content": "You edit."},
            {"role": "user", "content": "## css/a.css\nh1\n## index.html\n<h1>\nDo thing 1."},
        ],
        "max_tokens": 900,
        "temperature": 0.3,
        "seed": 7,
        "reasoning_effort": "high",
        "top_p": 0.9,
        "provider": {"order": ["a"]},
    }


def test_what_is_recorded_is_what_is_sent(server: Loopback, template: Template) -> None:
    model = chat_model(server.url, max_output_tokens=9, max_tokens_field="max_completion_tokens")
    exact = OpenAIChatProvider().exact(make_request(model, template))
    ask(model, template)
    assert exact["body"] == server.calls[0].body
    assert exact["url"] == server.url + "/chat/completions"
    assert server.calls[0].body["max_completion_tokens"] == 9


def test_with_cache_the_part_before_the_first_page_is_marked(
    server: Loopback, template: Template
) -> None:
    ask(chat_model(server.url, cache=True), template)
    first, second = server.calls[0].body["messages"][1]["content"]
    assert first == {
        "type": "text",
        "text": "## css/a.css\nh1\n",
        "cache_control": {"type": "ephemeral"},
    }
    assert second == {"type": "text", "text": "## index.html\n<h1>\nDo thing 1."}


def test_usage_id_finish_and_cost_are_read(server: Loopback, template: Template) -> None:
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": 50,
        "prompt_tokens_details": {"cached_tokens": 60, "cache_write_tokens": 10},
        "completion_tokens_details": {"reasoning_tokens": 20},
        "cost": 0.125,
    }
    server.answer = answering(lambda: completion("hi", finish="length", usage=usage, id="gen-9"))
    response = ask(chat_model(server.url), template)
    assert response.usage == Usage(100, 50, cached_input=60, cache_write=10, reasoning=20)
    assert (response.finish_reason, response.request_id) == ("length", "gen-9")
    assert response.cost_usd == 0.125


def test_the_users_own_upstream_key_is_paid_too(server: Loopback, template: Template) -> None:
    usage = {
        "prompt_tokens": 1,
        "cost": 0.01,
        "is_byok": True,
        "cost_details": {"upstream_inference_cost": 0.2},
    }
    server.answer = answering(lambda: completion("hi", usage=usage))
    assert ask(chat_model(server.url), template).cost_usd == pytest.approx(0.21)


def test_content_in_parts_and_thoughts_before_it(server: Loopback, template: Template) -> None:
    parts = [
        {"type": "text", "text": "<think>\n### DELETE a"},
        {"type": "text", "text": "</think>b"},
    ]
    server.answer = answering(lambda: completion(parts))  # type: ignore[arg-type]
    assert ask(chat_model(server.url), template).text == "b"


def test_a_refusal_is_the_models_own(server: Loopback, template: Template) -> None:
    choice = {"message": {"content": None, "refusal": "I will not"}, "finish_reason": "stop"}
    server.answer = answering(lambda: web.json_response({"choices": [choice]}))
    assert ask(chat_model(server.url), template).refused
    flagged = {"error": {"code": 403, "message": "flagged", "metadata": {"reasons": ["x"]}}}
    server.answer = answering(lambda: web.json_response(flagged, status=403))
    assert ask(chat_model(server.url), template).refused


@pytest.mark.parametrize(
    ("status", "retryable", "overloaded", "fatal"),
    [
        (400, False, False, False), (401, False, False, True), (402, False, False, True),
        (403, False, False, True), (404, False, False, True), (408, True, False, False),
        (409, True, False, False), (413, False, False, False), (422, False, False, False),
        (429, True, True, False), (500, True, False, False), (502, True, False, False),
        (503, True, True, False), (529, True, True, False),
    ],
)  # fmt: skip
def test_statuses_mean_what_they_mean(
    server: Loopback, template: Template, status: int, retryable: bool, overloaded: bool, fatal: bool
) -> None:  # fmt: skip
    server.answer = answering(lambda: error(status, "so it is"))
    raised = fails(chat_model(server.url), template)
    assert "so it is" in str(raised)
    assert (raised.retryable, raised.overloaded, raised.fatal) == (retryable, overloaded, fatal)


@pytest.mark.parametrize(
    ("code", "retryable", "fatal"), [(429, True, False), (401, False, True), ("x", True, False)]
)
def test_an_error_sent_with_status_200(
    server: Loopback, template: Template, code: Any, retryable: bool, fatal: bool
) -> None:
    body = {"error": {"code": code, "message": "upstream"}}
    server.answer = answering(lambda: web.json_response(body))
    raised = fails(chat_model(server.url), template)
    assert (raised.retryable, raised.fatal) == (retryable, fatal)
    assert "upstream" in str(raised)
    choice = {"error": {"code": code, "message": "upstream"}, "message": {"content": "par"}}
    server.answer = answering(lambda: web.json_response({"choices": [choice]}))
    assert fails(chat_model(server.url), template).retryable == retryable


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "Thu, 01 Jan 1970 00:01:40 GMT"}, 40.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:10 GMT"}, 0.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1e999"}, None),
        ({}, None),
    ],
)
def test_retry_after_as_seconds_and_as_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=60.0) == seconds


# Keys on the wire


def test_the_key_goes_to_its_server_alone(
    server: Loopback, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-secret-of-the-test")
    other = Loopback()
    other.start()
    try:
        redirect = {"Location": other.url + "/chat/completions"}
        for status in (301, 302, 303, 307, 308):
            server.answer = answering(lambda s=status: web.Response(status=s, headers=redirect))  # type: ignore[misc]
            raised = fails(chat_model(server.url, key_env="SOME_KEY"), template)
            assert "redirects to" in str(raised)
            assert raised.fatal
        assert other.calls == []
    finally:
        other.stop()
    assert server.calls[0].headers["Authorization"] == "Bearer sk-secret-of-the-test"


def test_a_key_may_go_in_another_header(
    server: Loopback, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-secret-of-the-test")
    ask(chat_model(server.url, key_env="SOME_KEY", key_header="api-key"), template)
    assert server.calls[0].headers["api-key"] == "sk-secret-of-the-test"
    assert "Authorization" not in server.calls[0].headers


def test_a_key_is_not_sent_unencrypted_to_another_machine(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-secret-of-the-test")
    raised = fails(chat_model("http://192.0.2.1/v1", key_env="SOME_KEY"), template)
    assert "would travel unencrypted to 192.0.2.1" in str(raised)
    assert raised.fatal


def test_a_server_that_shows_the_key_back_is_not_believed(
    server: Loopback, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-secret-of-the-test")
    server.answer = answering(
        lambda: error(401, "wrong key " + "x" * 270 + " sk-secret-of-the-test")
    )
    raised = fails(chat_model(server.url, key_env="SOME_KEY"), template)
    assert "sk-secret" not in str(raised)


def test_an_untrusted_certificate_is_refused(template: Template, tmp_path: Any) -> None:
    import ssl
    import subprocess
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=localhost", "-keyout", str(key), "-out", str(certificate)],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not installed")
    https = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    https.socket = context.wrap_socket(https.socket, server_side=True)
    threading.Thread(target=https.serve_forever, daemon=True).start()
    try:
        raised = fails(chat_model(f"https://127.0.0.1:{https.server_port}/v1"), template)
        assert "certificate of 127.0.0.1" in str(raised)
        assert raised.fatal
    finally:
        https.shutdown()
        https.server_close()


# Anthropic Messages


def claude(url: str, **options: Any) -> Model:
    fields = {"max_output_tokens": options.pop("max_output_tokens", 500)}
    return Model("c", "anthropic", "claude-x", options={"base_url": url, "key_optional": True, **options}, **fields)  # fmt: skip


def message(**changes: Any) -> web.Response:
    body = {
        "id": "msg_1",
        "type": "message",
        "content": [
            {"type": "thinking", "thinking": "…"},
            {"type": "text", "text": "### NO CHANGES"},
        ],
        "stop_reason": "end_turn",
        "usage": {
            "input_tokens": 10,
            "output_tokens": 4,
            "cache_read_input_tokens": 70,
            "cache_creation_input_tokens": 20,
        },
    }
    return web.json_response(body | changes)


def test_messages_are_sent_with_the_prefix_cached(
    server: Loopback, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-ant-secret")
    server.answer = answering(message)
    model = claude(server.url.removesuffix("/v1"), key_env="SOME_KEY", temperature=0.0)
    response = ask(model, template, AnthropicProvider)
    (call,) = server.calls
    assert call.path == "/v1/messages"
    assert call.headers["x-api-key"] == "sk-ant-secret"
    assert call.headers["anthropic-version"] == "2023-06-01"
    cache = {"cache_control": {"type": "ephemeral"}}
    assert call.body == {
        "model": "claude-x",
        "max_tokens": 500,
        "temperature": 0.0,
        "system": [{"type": "text", "text": "You edit.", **cache}],
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "## css/a.css\nh1\n", **cache},
                    {"type": "text", "text": "## index.html\n<h1>\nDo thing 1."},
                ],
            }
        ],
    }
    assert response.text == "### NO CHANGES"
    assert response.usage == Usage(100, 4, cached_input=70, cache_write=20)
    assert (response.finish_reason, response.request_id) == ("end_turn", "msg_1")
    assert AnthropicProvider().exact(make_request(model, template))["body"] == call.body


def test_caching_can_be_switched_off_and_thinking_on(server: Loopback, template: Template) -> None:
    server.answer = answering(message)
    ask(claude(server.url, cache=False, thinking_tokens=2000), template, AnthropicProvider)
    body = server.calls[0].body
    assert "cache_control" not in json.dumps(body)
    assert body["thinking"] == {"type": "enabled", "budget_tokens": 2000}


@pytest.mark.parametrize(
    ("status", "kind", "said", "retryable", "fatal"),
    [
        (529, "overloaded_error", "Overloaded", True, False),
        (500, "api_error", "Overloaded", True, False),
        (429, "rate_limit_error", "slow down", True, False),
        (401, "authentication_error", "invalid x-api-key", False, True),
        (400, "invalid_request_error", "Your credit balance is too low", False, True),
        (400, "invalid_request_error", "prompt is too long", False, False),
    ],
)
def test_errors_of_the_messages_api(
    server: Loopback, template: Template, status: int, kind: str, said: str, retryable: bool, fatal: bool
) -> None:  # fmt: skip
    server.answer = answering(lambda: error(status, said, type=kind))
    raised = fails(claude(server.url), template, AnthropicProvider)
    assert said in str(raised)
    assert (raised.retryable, raised.fatal) == (retryable, fatal)


def test_a_message_without_content_is_a_provider_error(
    server: Loopback, template: Template
) -> None:
    server.answer = answering(lambda: message(content="text"))
    assert fails(claude(server.url), template, AnthropicProvider).retryable
