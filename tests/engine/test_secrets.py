"""Whatever a server sends back, the key shows up nowhere: results, files, notices, waits, tracebacks."""

from __future__ import annotations

import base64
import json
import os
import string
import traceback
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from aiohttp import web
from engines import chain, chat_model, make_actions, small_template
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Call, Loopback, completion, error

from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.settings import EngineSettings

keys = st.text(string.ascii_letters + string.digits + "-_.+/=", min_size=12, max_size=60)


@pytest.fixture(autouse=True)
def _no_secrets_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_llmsite.models.redact._forms", {})


@pytest.fixture(scope="module")
def shared_server() -> Iterator[Loopback]:
    loopback = Loopback()
    loopback.start()
    yield loopback
    loopback.stop()


def forms(key: str) -> list[str]:
    return [key, quote(key, safe=""), base64.b64encode(key.encode()).decode()]


def showing(key: str, kind: str) -> web.Response:
    """Return an answer that shows the key."""
    told = " | ".join(forms(key))
    if kind == "reply":
        return completion(f"### FILE a.css\n```css\n/* {told} */\n```\n")
    if kind == "prose":
        return completion(f"Sorry, {told}")
    if kind == "id":
        return completion("### NO CHANGES", id=key)
    if kind == "finish":
        return completion("### NO CHANGES", finish=key[:40])
    if kind == "redirect":
        return web.Response(status=307, headers={"Location": f"http://127.0.0.1:1/?{quote(key)}"})
    if kind == "page":
        return web.Response(text=f"<h1>{told}</h1>")
    if kind == "at the cut":
        return error(400, "x" * 280 + key)
    if kind == "behind much space":
        return web.Response(status=400, text="a" + " " * 2398 + key)
    return error(int(kind), f"wrong key: {told}", type=key, code=key)


KINDS = (
    "reply",
    "prose",
    "id",
    "redirect",
    "page",
    "at the cut",
    "behind much space",
    "400",
    "401",
    "429",
    "500",
)


@settings(max_examples=25)
@given(key=keys, kind=st.sampled_from(KINDS))
def test_no_answer_brings_a_key_to_light(
    shared_server: Loopback, tmp_path_factory: pytest.TempPathFactory, key: str, kind: str
) -> None:
    folder = tmp_path_factory.mktemp("secrets")

    async def show(call: Call) -> web.StreamResponse:
        return showing(key, kind)

    shared_server.answer = show
    model = chat_model(shared_server.url, key_env="A_KEY_OF_THE_TEST")
    os.environ["A_KEY_OF_THE_TEST"] = key
    try:
        engine = Engine(
            EngineSettings(folder, retries=0, debug=folder / "debug.jsonl"),
            {"m": model},
            {"small": small_template(folder)},
            make_actions(),
        )
        result = engine.step(chain(), "act-1")
        texts = [repr(result), *engine.notices(), *engine.waits(), repr(model)]
        engine.close()
    finally:
        del os.environ["A_KEY_OF_THE_TEST"]
    assert shared_server.calls[-1].headers["Authorization"] == f"Bearer {key}"
    dump = (folder / "debug.jsonl").read_text()
    assert "Authorization" in dump
    texts += [dump, *(path.read_text() for path in folder.rglob("*.json"))]
    if result.after is not None:
        texts.append(json.dumps([result.after.text(path) for path in result.after]))
    for text in texts:
        for form in [*forms(key), key[:8]]:
            assert form not in text


def test_tracebacks_show_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    from engines import make_request

    from pytest_llmsite.models.openai_chat import OpenAIChatProvider
    from pytest_llmsite.models.protocol import ProviderError

    monkeypatch.setenv("A_KEY", "sk-key-of-the-traceback")
    model = chat_model("http://127.0.0.1:9/v1", key_env="A_KEY")
    template = small_template(None)  # type: ignore[arg-type]

    async def ask() -> None:
        provider = OpenAIChatProvider()
        try:
            await provider.complete(make_request(model, template))
        finally:
            await provider.close()

    with pytest.raises(ProviderError) as raised:
        asyncio.run(ask())
    shown = "".join(traceback.format_exception(raised.value))
    assert "127.0.0.1:9" in shown
    assert "sk-key-of" not in shown
