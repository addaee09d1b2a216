"""A model server on loopback for benchmarks: answers 8 KB after a fixed latency, with chosen trouble.

    python benchmarks/model_server.py --latency 0.5 [--refused 0.1] [--dropped 0.02] [--template NAME]

With a template the answers are its reference edits: with another comment in the page each time, as no
two answers of a model are the same, or with --alike always the same.

Prints its address as the first line; `GET /counts` tells what was asked.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import itertools
import json
import random
import re
import sys
import time
from collections.abc import Callable

from aiohttp import web

REPLY_BYTES = 8 * 1024


def reply(body: bytes) -> str:
    """Return an edit of 8 KB that depends on the request alone."""
    seed = hashlib.sha256(body).hexdigest()
    rule = f".r{seed[:16]} {{ order: 1; margin: 0 auto }}\n"
    return f"### FILE css/answer.css\n```css\n{rule * (REPLY_BYTES // len(rule))}```\n"


class References:
    """The reference edits of a template, each answer a little different or all *alike*."""

    def __init__(self, name: str, alike: bool) -> None:
        from pytest_llmsite.templates import loader

        self.replies = loader.load(loader.find(name)).references
        self.numbers = itertools.repeat(0) if alike else itertools.count()

    def reply(self, body: bytes) -> str:
        """Return the edits for the action that the request names, filled up to 8 KB with prose."""
        action = re.findall(rb"# The task: ([a-z-]+)", body)[-1].decode()
        mark = f"<!-- answer {next(self.numbers)} -->"
        varied = (
            "\n### EDIT index.html\n<<<<<<< SEARCH\n</body>\n=======\n"
            f"{mark}\n</body>\n>>>>>>> REPLACE\n"
        )
        text = self.replies[action] + varied
        return f"{'So it is done. ' * max(0, (REPLY_BYTES - len(text)) // 15)}\n\n{text}"


class Server:
    """Counts, and makes trouble with a seeded generator."""

    def __init__(
        self, latency: float, refused: float, dropped: float, reply: Callable[[bytes], str]
    ) -> None:
        self.reply = reply
        self.latency = latency
        self.refused = refused
        self.dropped = dropped
        self.random = random.Random(1)
        self.counts: dict[str, float] = {
            "calls": 0, "answered": 0, "refused": 0, "dropped": 0, "most": 0, "first": 0, "last": 0,
        }  # fmt: skip
        self.at_once = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one chat completion."""
        self.counts["first"] = self.counts["first"] or time.time()
        body = await request.read()
        self.counts["calls"] += 1
        fate = self.random.random()
        if fate < self.refused:
            self.counts["refused"] += 1
            return web.json_response(
                {"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "1"}
            )
        if fate < self.refused + self.dropped:
            self.counts["dropped"] += 1
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        self.at_once += 1
        self.counts["most"] = max(self.counts["most"], self.at_once)
        await asyncio.sleep(self.latency)
        self.at_once -= 1
        self.counts["answered"] += 1
        self.counts["last"] = time.time()
        answer = {
            "id": "x",
            "choices": [{"message": {"content": self.reply(body)}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": len(body) // 4, "completion_tokens": REPLY_BYTES // 4},
        }
        return web.Response(body=json.dumps(answer).encode(), content_type="application/json")

    async def tell(self, request: web.Request) -> web.StreamResponse:
        """Tell what was asked so far."""
        return web.json_response(self.counts)


async def serve(server: Server) -> None:
    """Serve until standard input ends."""
    app = web.Application(client_max_size=64 << 20)
    app.router.add_post("/v1/chat/completions", server.answer)
    app.router.add_get("/counts", server.tell)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--refused", type=float, default=0.0)
    parser.add_argument("--dropped", type=float, default=0.0)
    parser.add_argument("--template")
    parser.add_argument(
        "--alike", action="store_true", help="the same answer for an action each time"
    )
    options = parser.parse_args()
    answers = References(options.template, options.alike).reply if options.template else reply
    asyncio.run(serve(Server(options.latency, options.refused, options.dropped, answers)))


if __name__ == "__main__":
    main()
