"""A server may send anything: what comes of it is an outcome, and nothing else."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from engines import chain, chat_model, make_actions, make_request
from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.settings import EngineSettings
from pytest_llmsite.engine.steps import Outcome, StepResult
from pytest_llmsite.models import anthropic_messages, http, openai_chat
from pytest_llmsite.models.http import Answer, as_cost, as_count, read_json
from pytest_llmsite.models.protocol import Model, ProviderError, Response
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import Template

Send = Callable[[asyncio.StreamWriter], Any]


class Raw:
    """A server that reads a request and then sends whatever bytes a test wants."""

    def __init__(self) -> None:
        self.send: Send = self.nothing
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.set_exception_handler(lambda *_: None)
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        ready.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            await self.send(writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def nothing(writer: asyncio.StreamWriter) -> None:
        """Close without a word."""


@pytest.fixture
def raw() -> Iterator[Raw]:
    server = Raw()
    yield server
    server.loop.call_soon_threadsafe(server.loop.stop)


@pytest.fixture
def outcome(
    raw: Raw, template: Template, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., StepResult]]:
    """Perform one step against bytes."""
    monkeypatch.setattr("pytest_llmsite.engine.asking.FIRST_WAIT_SECONDS", 0.01)
    engines = []

    def perform(send: Send, **settings: Any) -> StepResult:
        raw.send = send
        values = {"retries": 1, "deadline_s": 10.0, **settings}
        model = chat_model(raw.url)
        engine = Engine(
            EngineSettings(tmp_path, **values), {"m": model}, {"small": template}, make_actions()
        )
        engines.append(engine)
        return engine.step(chain(), "act-1")

    yield perform
    for engine in engines:
        engine.close()


def sending(body: bytes, head: str = "") -> Send:
    """Send a complete response."""

    async def send(writer: asyncio.StreamWriter) -> None:
        length = "" if "ength" in head or "hunked" in head else f"Content-Length: {len(body)}\r\n"
        start = "" if head.startswith("HTTP") else "HTTP/1.1 200 OK\r\n"
        writer.write(f"{start}{length}{head}\r\n".encode() + body)

    return send


def chat(text: str = "### NO CHANGES", usage: str = "{}") -> str:
    return (
        '{"choices":[{"message":{"content":' + json.dumps(text) + "},"
        '"finish_reason":"stop"}],"usage":' + usage + "}"
    )


GZIP = "Content-Encoding: gzip\r\n"
INFRASTRUCTURE = {Outcome.PROVIDER_ERROR, Outcome.TIMEOUT}

CASES: dict[str, tuple[Send, set[Outcome]]] = {
    "nothing": (Raw.nothing, INFRASTRUCTURE),
    "not http": (sending(b"hello", "HTTP/9.9 what\r\n"), INFRASTRUCTURE),
    "length too long": (sending(chat().encode(), "Content-Length: 9999\r\n"), INFRASTRUCTURE),
    "length too short": (sending(chat().encode(), "Content-Length: 9\r\n"), INFRASTRUCTURE),
    "negative length": (sending(b"{}", "Content-Length: -1\r\n"), INFRASTRUCTURE),
    "bad chunks": (sending(b"zz\r\n{}", "Transfer-Encoding: chunked\r\n"), INFRASTRUCTURE),
    "empty": (sending(b""), INFRASTRUCTURE),
    "html": (sending(b"<html>Bad gateway</html>"), INFRASTRUCTURE),
    "null": (sending(b"null"), INFRASTRUCTURE),
    "a number": (sending(b"7"), INFRASTRUCTURE),
    "no choices": (sending(b'{"choices":[]}'), INFRASTRUCTURE),
    "choices is text": (sending(b'{"choices":"abc"}'), INFRASTRUCTURE),
    "message is a list": (sending(b'{"choices":[{"message":[]}]}'), INFRASTRUCTURE),
    "content is null": (sending(b'{"choices":[{"message":{"content":null}}]}'), {Outcome.EMPTY}),
    "content is a number": (sending(b'{"choices":[{"message":{"content":5}}]}'), {Outcome.EMPTY}),
    "nested 10,000 deep": (sending(b"[" * 10_000 + b"]" * 10_000), INFRASTRUCTURE),
    "nested in an answer": (
        sending(chat(usage='{"a":' * 10_000 + "1" + "}" * 10_000).encode()),
        INFRASTRUCTURE,
    ),
    "invalid UTF-8": (
        sending(chat("### NO CHANGES ÿ").encode("latin-1").replace(b"\\u00ff", b"\xff\xfe")),
        {Outcome.UNCHANGED},
    ),
    "lone surrogates": (sending(chat("### NO CHANGES \ud800").encode()), {Outcome.UNCHANGED}),
    "control characters": (sending(chat("### NO CHANGES \0\x1b[2J").encode()), {Outcome.UNCHANGED}),
    "a line of 10 MB": (sending(chat("x" * 10_000_000).encode()), {Outcome.MALFORMED}),
    "NaN usage": (sending(chat(usage='{"prompt_tokens":NaN}').encode()), INFRASTRUCTURE),
    "endless usage": (
        sending(chat(usage='{"prompt_tokens":1e999,"completion_tokens":-1,"cost":-5}').encode()),
        {Outcome.UNCHANGED},
    ),
    "usage is a list": (sending(chat(usage="[1]").encode()), {Outcome.UNCHANGED}),
    "a long integer": (sending(chat(usage='{"prompt_tokens":' + "9" * 5000 + "}").encode()), INFRASTRUCTURE),
    "gzip": (sending(gzip.compress(chat().encode()), GZIP), {Outcome.UNCHANGED}),
    "deflate": (
        sending(zlib.compress(chat().encode()), "Content-Encoding: deflate\r\n"),
        {Outcome.UNCHANGED},
    ),
    "half a gzip": (sending(gzip.compress(chat().encode())[:20], GZIP), INFRASTRUCTURE),
    "not gzip": (sending(chat().encode(), GZIP), INFRASTRUCTURE),
    "gzip bomb": (sending(gzip.compress(bytes(200_000_000), 1), GZIP), INFRASTRUCTURE),
    "an unknown encoding": (sending(b"\x8b\x05", "Content-Encoding: br\r\n"), INFRASTRUCTURE),
    "a header of 1 MB": (sending(b"{}", "X-Long: " + "a" * 1_000_000 + "\r\n"), INFRASTRUCTURE),
    "100,000 headers": (sending(b"{}", "".join(f"X-{i}: a\r\n" for i in range(100_000))), INFRASTRUCTURE),
    "no content": (sending(b"", "HTTP/1.1 204 No Content\r\n"), INFRASTRUCTURE),
    "switching protocols": (sending(b"", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n"), INFRASTRUCTURE),
    "a redirect to itself": (
        sending(b"", "HTTP/1.1 307 Again\r\nLocation: /v1/chat/completions\r\n"),
        INFRASTRUCTURE,
    ),
    "an error of 1 MB": (
        sending(b"no" * 500_000, "HTTP/1.1 400 Bad\r\n"),
        INFRASTRUCTURE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_whatever_is_sent_is_an_outcome(outcome: Callable[..., StepResult], case: str) -> None:
    send, expected = CASES[case]
    result = outcome(send)
    assert result.outcome in expected
    assert len(result.message) < 2_000
    assert result.message.isprintable()
    assert result.cost_usd is None or result.cost_usd >= 0
    result.reply.encode()


def test_an_endless_body_is_given_up(
    outcome: Callable[..., StepResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MAX_BODY_BYTES", 300_000)

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"1000\r\n" + bytes(4096) + b"\r\n")
            await writer.drain()

    result = outcome(endless, retries=0)
    assert result.outcome is Outcome.PROVIDER_ERROR
    assert "larger than" in result.message


def test_a_slow_drip_ends_at_the_deadline(outcome: Callable[..., StepResult]) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    assert outcome(drip, deadline_s=0.4).outcome is Outcome.TIMEOUT


# Anything at all


def biased(*keys: str) -> st.SearchStrategy[Any]:
    """Return JSON that looks like an answer more often than chance would have it."""
    leaves = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
        st.sampled_from(["stop", "length", "text", 429, "refusal"]),
    )  # fmt: skip
    names = st.one_of(st.sampled_from(keys), st.text(max_size=5))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=6)
        ),
        max_leaves=25,
    )


chat_json = biased(
    "choices", "message", "content", "refusal", "finish_reason", "usage", "prompt_tokens", "error",
    "completion_tokens", "prompt_tokens_details", "cached_tokens", "cost", "id", "code", "metadata",
    "text", "reasons", "is_byok", "cost_details",
)  # fmt: skip
message_json = biased(
    "content", "text", "type", "stop_reason", "usage", "input_tokens", "output_tokens", "id",
    "cache_read_input_tokens", "error", "message",
)  # fmt: skip
statuses = st.one_of(st.just(200), st.integers(200, 599))
header_sets = st.dictionaries(
    st.sampled_from(["retry-after", "x-request-id", "location", "request-id"]), st.text(max_size=30)
)
SMALL = Template(
    "small", "", "", None, {}, (), {}, Site({"index.html": b""}), {}  # type: ignore[arg-type]
)  # fmt: skip


def reads(module: Any, status: int, headers: dict[str, str], body: bytes) -> None:
    model = Model("m", "openai", "x", options={"base_url": "http://x"})
    prompt = make_request(model, SMALL).prompt
    try:
        response = module.read_answer(model, prompt, Answer(status, headers, body))
    except ProviderError:
        return
    assert isinstance(response, Response)
    assert isinstance(response.text, str)
    usage = response.usage
    assert 0 <= usage.cached_input <= usage.input < 10**11
    assert 0 <= usage.reasoning <= usage.output < 10**11
    assert response.cost_usd is None or 0 <= response.cost_usd < 10**7
    assert len(response.finish_reason) <= 40
    assert len(response.request_id) <= 120


@given(statuses, header_sets, chat_json)
def test_any_json_as_a_completion(status: int, headers: dict[str, str], data: Any) -> None:
    reads(openai_chat, status, headers, json.dumps(data).encode())
    reads(openai_chat, 200, headers, json.dumps({"choices": [{"message": data}]}).encode())
    whole = {"choices": [{"message": {"content": "x"}}], "usage": data}
    reads(openai_chat, 200, headers, json.dumps(whole).encode())


@given(statuses, header_sets, message_json)
def test_any_json_as_a_message(status: int, headers: dict[str, str], data: Any) -> None:
    reads(anthropic_messages, status, headers, json.dumps(data).encode())
    whole = {"content": [data], "usage": data}
    reads(anthropic_messages, 200, headers, json.dumps(whole).encode())


@given(statuses, header_sets, st.binary(max_size=300))
def test_any_bytes(status: int, headers: dict[str, str], body: bytes) -> None:
    reads(openai_chat, status, headers, body)
    reads(anthropic_messages, status, headers, body)
    read_json(body)


@given(chat_json)
def test_counts_and_costs_are_sensible_or_nothing(value: Any) -> None:
    assert 0 <= as_count(value) < 10**10
    cost = as_cost(value)
    assert cost is None or 0 <= cost < 10**6
