"""Recorded responses read back: time and memory a step, at growing numbers of steps.

    python benchmarks/engine_replay.py [--steps 2000 8000 32000]

The responses (8 KB, prompts of 20 KB) are recorded first, without syncing; then a process of its own
reads them back, step by step, with `record = "none"`. Time a step should not grow, nor memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from engine_calls import STEPS, bench_engine, peak_mib

URL = "http://127.0.0.1:9/v1"


def record(folder: Path, chains: int) -> None:
    """Record what the chains will ask for, by answering in place of the network."""
    from model_server import reply

    import pytest_llmsite.engine.responses as responses
    from pytest_llmsite.models.openai_chat import OpenAIChatProvider
    from pytest_llmsite.models.protocol import Request, Response, Usage

    async def complete(self: OpenAIChatProvider, request: Request) -> Response:
        return Response(reply(request.prompt.user.encode()), Usage(5000, 2000))

    original: Any = responses.write_atomically
    responses.write_atomically = lambda path, content: original(path, content, durable=False)
    OpenAIChatProvider.complete = complete  # type: ignore[method-assign]
    engine, keys, actions = bench_engine(URL, folder, chains, 8)
    engine.start([(key, STEPS) for key in keys])
    for key in keys:
        for action in actions:
            engine.step(key, action.name)
    engine.close()


def replay(folder: Path, chains: int) -> dict[str, float]:
    """Read everything back and tell what it took."""
    engine, keys, actions = bench_engine(URL, folder, chains, 8, record="none")
    started = time.monotonic()
    engine.start([(key, STEPS) for key in keys])
    for key in keys:
        for action in actions:
            result = engine.step(key, action.name)
            assert result.recorded, result
    wall = time.monotonic() - started
    engine.close()
    return {"wall": wall, "mib": peak_mib()}


def main() -> None:
    """Print a row for each number of steps, or (called by itself) do one part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, nargs="+", default=[2_000, 8_000, 32_000])
    parser.add_argument("--part", choices=("record", "replay"))
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.part:
        work = record if options.part == "record" else replay
        print(json.dumps(work(options.folder, options.steps[0] // STEPS)))
        return
    for steps in options.steps:
        with tempfile.TemporaryDirectory() as folder:
            for part in ("record", "replay"):
                done = subprocess.run(
                    [
                        sys.executable,
                        __file__,
                        "--part",
                        part,
                        "--folder",
                        folder,
                        "--steps",
                        str(steps),
                    ],
                    capture_output=True,
                    text=True,
                    check=True,
                )
        took = json.loads(done.stdout)
        each = took["wall"] / steps * 1000
        print(
            f"{steps:7,} steps  {took['wall']:7.1f} s  {each:5.2f} ms/step  peak {took['mib']:4.0f} MiB"
        )


if __name__ == "__main__":
    main()
