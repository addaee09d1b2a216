"""`--llm-debug`: every call in full, waits and failures too, in a file for its owner alone."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web
from engines import chain, chat_model, whole
from loopback import Call, Loopback, edits, error

from pytest_llmsite.engine.engine import Engine

MakeEngine = Callable[..., Engine]


def test_what_is_sent_and_received_is_written(
    make_engine: MakeEngine, server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUMPED_KEY", "sk-of-the-dump-123")

    async def once_refused(call: Call) -> web.StreamResponse:
        return error(503, "busy") if call.number == 1 else await edits(call)

    server.answer = once_refused
    model = chat_model(server.url, key_env="DUMPED_KEY", headers={"X-Title": "mine"})
    dump = tmp_path / "debug" / "calls.jsonl"
    engine = make_engine(model, debug=dump)
    whole(engine, chain())
    engine.close()
    lines = [json.loads(line) for line in dump.read_text(encoding="ascii").splitlines()]
    first = [line for line in lines if line["step"] == "small-m-run1-act-1"]
    assert [line["event"] for line in first] == [
        "asks", "sent", "answered", "read", "failed",
        "asks", "sent", "answered", "read", "used",
    ]  # fmt: skip
    assert [line["attempt"] for line in first] == [1] * 5 + [2] * 5
    assert first[1]["headers"]["Authorization"] == "[redacted]"
    assert first[1]["headers"]["X-Title"] == "mine"
    assert json.loads(first[1]["body"]) == server.calls[0].body
    assert first[2]["status"] == 503
    assert json.loads(first[8]["body"])["choices"]
    assert "sk-of-the-dump" not in dump.read_text()
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600


def test_nothing_is_written_without_it(
    make_engine: MakeEngine, server: Loopback, tmp_path: Path
) -> None:
    engine = make_engine(chat_model(server.url))
    whole(engine, chain())
    assert not list(tmp_path.rglob("*.jsonl"))


def test_waits_are_told_with_their_reason(make_engine: MakeEngine, server: Loopback) -> None:
    async def crowded(call: Call) -> web.StreamResponse:
        return error(429, "slow", {"Retry-After": "1.2"}) if call.number == 1 else await edits(call)

    server.answer = crowded
    engine = make_engine(chat_model(server.url, concurrency=1))
    engine.start([(chain(1), 1), (chain(2), 1)])
    first, second = (engine.step(chain(run), "act-1") for run in (1, 2))
    told = "\n".join(engine.waits())
    assert "small-m-run1-act-1: status 429: slow; waits 1." in told
    assert "1 call waits 1.2 s (the server asks for it)" in told
    assert first.waited_s >= 1.2
    assert second.waited_s >= 1.1
    assert "asked 2 times (status 429" in first.message


def test_limits_of_an_account_by_its_host(make_engine: MakeEngine, server: Loopback) -> None:
    host = server.url.removeprefix("http://").removesuffix("/v1")
    engine = make_engine(chat_model(server.url), limits={host: {"rpm": 1, "concurrency": 1}})
    engine.start([(chain(1), 1), (chain(2), 1)])
    engine.step(chain(1), "act-1")
    told: list[str] = []
    while not told:
        told = engine.waits()
    assert "(requests or tokens per minute)" in told[0]
    assert server.most_at_once == 1
