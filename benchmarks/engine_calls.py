"""How near the engine comes to the limit: calls × latency / calls at once.

    python benchmarks/engine_calls.py

Each row is a process of its own: 60 chains of 16 calls (960), prompts of 20 KB, answers of 8 KB after
0.5 s, every response written and synced before it is used, and no scoring. Printed are the whole
process' wall time over the limit, the client's CPU time a call, and its peak memory. The first row is
the floor: as many calls by aiohttp alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

HERE = Path(__file__).parent
STEPS = 16
PROMPT_BYTES = 20 * 1024


def bench_engine(
    url: str, folder: Path, chains: int, concurrency: int | None, **settings: Any
) -> tuple[Any, list[Any], list[Any]]:
    """Return an engine over a site of 20 KB, the chains' keys, and the actions."""
    from pytest_llmsite.actions.catalogue import Action
    from pytest_llmsite.engine.engine import Engine
    from pytest_llmsite.engine.settings import EngineSettings
    from pytest_llmsite.engine.steps import ChainKey
    from pytest_llmsite.models.protocol import Model, Price
    from pytest_llmsite.site import Site
    from pytest_llmsite.templates.loader import Template

    page = "<!doctype html>\n" + "<p class='line'>Some text of the page.</p>\n" * 500
    files = {
        "index.html": page[: PROMPT_BYTES - 8 * 1024].encode(),
        "css/answer.css": b"a{}\n" * 2048,
    }
    template = Template("bench", "", "", folder, {}, (), {}, Site(files), {})
    actions = [
        Action(f"a{at}", at, "brand", lambda _, at=at: f"Do {at}.", lambda _: [])
        for at in range(1, STEPS + 1)
    ]
    options = {"base_url": url, "key_optional": True}
    model = Model("m", "openai", "m", price=Price(1, 1), options=options)
    values = EngineSettings(folder, concurrency=concurrency, **settings)
    engine = Engine(values, {"m": model}, {"bench": template}, actions)
    return engine, [ChainKey("bench", "m", run) for run in range(1, chains + 1)], actions


def peak_mib() -> float:
    """Return this process' peak memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def chains_of_calls(
    url: str, folder: Path, chains: int, concurrency: int | None
) -> dict[str, float]:
    """Perform the chains in this process and tell what it took."""
    engine, keys, actions = bench_engine(url, folder, chains, concurrency)
    engine.start([(key, STEPS) for key in keys])
    lost = sum(
        engine.step(key, action.name).outcome.infrastructure for key in keys for action in actions
    )
    progress = engine.progress()
    engine.close()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "lost": lost,
        "done": progress.done,
        "cpu": usage.ru_utime + usage.ru_stime,
        "mib": peak_mib(),
    }


def bare_calls(url: str, chains: int, concurrency: int) -> dict[str, float]:
    """Make as many calls with aiohttp alone: nothing chained, parsed, kept or limited."""
    import aiohttp

    prompt = "<p class='line'>Some text of the page.</p>\n" * (PROMPT_BYTES // 44)

    async def chain(session: aiohttp.ClientSession, places: asyncio.Semaphore) -> None:
        for step in range(STEPS):
            asked = {"model": "m", "messages": [{"role": "user", "content": f"{step}{prompt}"}]}
            async with (
                places,
                session.post(f"{url}/chat/completions", data=json.dumps(asked).encode()) as answer,
            ):
                json.loads(await answer.read())

    async def all_chains() -> None:
        places = asyncio.Semaphore(concurrency)
        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(chain(session, places) for _ in range(chains)))

    asyncio.run(all_chains())
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime
    return {"lost": 0, "done": chains * STEPS, "cpu": cpu, "mib": peak_mib()}


@contextmanager
def model_server(*options: str) -> Iterator[str]:
    """Run the server in a process of its own."""
    command = [sys.executable, str(HERE / "model_server.py"), *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


def measure(
    name: str, chains: int, concurrency: int, latency: float, *trouble: str, bare: bool = False
) -> tuple[float, float]:
    """Print one row; return the wall time and the CPU time."""
    with (
        model_server("--latency", str(latency), *trouble) as url,
        tempfile.TemporaryDirectory() as folder,
    ):
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, __file__, "--url", url, "--folder", folder, "--chains", str(chains),
             "--concurrency", str(concurrency), *["--bare"] * bare],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        wall = time.monotonic() - started
        counts = json.load(urlopen(url.removesuffix("/v1") + "/counts"))
    took = json.loads(done.stdout)
    calls = chains * STEPS
    limit = max(calls * latency / concurrency, STEPS * latency)
    print(
        f"{name:<44} {wall:6.2f} s  limit {limit:5.1f} s  ratio {wall / limit:5.2f}  "
        f"CPU {took['cpu'] / counts['calls'] * 1000:5.2f} ms/call  {took['mib']:4.0f} MiB  "
        f"most at once {counts['most']:4}  calls {counts['calls']:5}  lost {took['lost']}",
        flush=True,
    )
    return wall, took["cpu"]


def main() -> None:
    """Run all rows, or (called by itself) one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("--folder")
    parser.add_argument("--chains", type=int, default=60)
    parser.add_argument("--concurrency", type=int, default=0)
    parser.add_argument("--bare", action="store_true", help="(called by itself) aiohttp alone")
    parser.add_argument("--quick", action="store_true", help="the rows at 32 only")
    options = parser.parse_args()
    if options.bare:
        print(json.dumps(bare_calls(options.url, options.chains, options.concurrency)))
        return
    if options.url:
        took = chains_of_calls(
            options.url, Path(options.folder), options.chains, options.concurrency or None
        )
        print(json.dumps(took))
        return
    _, floor = measure("32 at once, aiohttp alone", 60, 32, 0.5, bare=True)
    calm, cpu = measure("32 at once", 60, 32, 0.5)
    print(f"{'':<44} CPU time / aiohttp alone: {cpu / floor:.2f}")
    rough, _ = measure(
        "32 at once, 10 % refused (1 s), 2 % dropped", 60, 32, 0.5,
        "--refused", "0.1", "--dropped", "0.02",
    )  # fmt: skip
    print(f"{'':<44} with trouble / without: {rough / calm:.2f}")
    if options.quick:
        return
    measure("8 at once", 15, 8, 0.5)
    measure("1,000 at once", 1000, 1000, 2.0)


if __name__ == "__main__":
    main()
