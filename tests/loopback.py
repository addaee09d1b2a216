"""A model server on loopback for the tests: answers like a chat completion, or as a test scripts it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web


@dataclass(frozen=True)
class Call:
    """One request as it arrived; *number* counts from 1."""

    number: int
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def hash(self) -> str:
        return hashlib.sha256(json.dumps(self.body, sort_keys=True).encode()).hexdigest()

    @property
    def user(self) -> str:
        """The user message's text."""
        content = self.body["messages"][-1]["content"]
        return content if isinstance(content, str) else "".join(part["text"] for part in content)


Answer = Callable[[Call], Awaitable[web.StreamResponse]]


def completion(
    text: str, *, finish: str = "stop", usage: Any = None, status: int = 200, **extra: Any
) -> web.Response:
    """Return a chat completion."""
    counts = {"prompt_tokens": 1000, "completion_tokens": 100} if usage is None else usage
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": finish,
    }
    body = {"id": "chat-1", "choices": [choice], "usage": counts, **extra}
    return web.json_response(body, status=status)


def an_edit(call: Call) -> str:
    """Return a reply that depends on the request alone."""
    name = call.hash[:12]
    return f"### FILE css/{name}.css\n```css\n.x {{ order: {int(name, 16)} }}\n```\n"


async def edits(call: Call) -> web.StreamResponse:
    """Answer every call with an edit."""
    return completion(an_edit(call))


def error(status: int, message: str = "", headers: Mapping[str, str] | None = None, **more: Any) -> web.Response:  # fmt: skip
    """Return an error as APIs word it."""
    body = {"error": {"message": message, **more}}
    return web.json_response(body, status=status, headers=headers)


@dataclass
class Loopback:
    """The server; *answer* may be exchanged at any time."""

    answer: Answer = edits
    calls: list[Call] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    url: str = ""
    request: web.Request | None = None
    """The request that is being answered, until the answer first waits."""

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._clean_up())
        self._loop.close()

    async def _clean_up(self) -> None:
        await self._runner.cleanup()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _serve(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/v1"

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        call = Call(len(self.calls) + 1, request.path, dict(request.headers), body)
        self.calls.append(call)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.request = request
        try:
            return await self.answer(call)
        finally:
            self.at_once -= 1

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A model server on loopback."""
    loopback = Loopback()
    loopback.start()
    yield loopback
    loopback.stop()
