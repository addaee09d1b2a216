"""Runs whose processes are killed at random moments, and what must hold of them all the same.

Models that answer differently, but always the same, are asked over loopback. An undisturbed run says
what must come out; the server sees whether anything is asked for that was already on disk.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from loopback import Call, Loopback, completion

from pytest_llmsite.engine.responses import ResponseStore, request_key
from pytest_llmsite.templates import loader

TEMPLATE = loader.load(loader.BUNDLED / "saas-product")
DISTS = ("load", "loadgroup", "worksteal", "loadscope")
MEASURED = ("latency_s", "waited_s", "attempts", "message")
"""What differs from call to call and nothing else."""
HANGS_AFTER_SECONDS = 1200.0


async def answer(call: Call) -> web.StreamResponse:
    """Answer by model and action: mostly as the reference, sometimes with nothing, or with prose."""
    await asyncio.sleep(random.uniform(0.01, 0.12))
    match = re.search(r"^# The task: (\S+)$", call.user, re.MULTILINE)
    assert match is not None
    fate = hashlib.sha256(f"{call.body['model']} {match[1]}".encode()).digest()[0] % 6
    texts = {0: "### NO CHANGES", 1: "I would rather not say."}
    return completion(texts.get(fate, TEMPLATE.references[match[1]]))


@dataclass
class Project:
    """A folder with models on a server that watches for calls that need not have been made."""

    folder: Path
    models: int
    server: Loopback = field(default_factory=Loopback)
    needless: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.answer = self._watch
        self.server.start()
        self.folder.mkdir(parents=True, exist_ok=True)
        entries = "".join(
            f'[tool.llmsite.models.m{at}]\nprovider = "openai"\nmodel = "m{at}"\n'
            f'base_url = "{self.server.url}"\nprice = {{ input = 1, output = 2 }}\n'
            for at in range(self.models)
        )
        (self.folder / "pyproject.toml").write_text(entries)

    async def _watch(self, call: Call) -> web.StreamResponse:
        exact = {
            "provider": "openai",
            "url": f"{self.server.url}/chat/completions",
            "body": call.body,
        }
        store = ResponseStore(self.folder / ".llmsite/responses")
        if store.has(request_key(exact, 1)):
            self.needless.append(f"{call.body['model']} {call.hash[:12]}")
        return await answer(call)

    def command(self, name: str, *arguments: str) -> list[str]:
        names = ",".join(f"m{at}" for at in range(self.models))
        return [
            sys.executable, "-m", "pytest", "-q", f"--llm-models={names}", "-p", "no:cacheprovider",
            "--llm-templates=saas-product", "-m", "images", "--llm-tables=ranking",
            f"--llm-results={name}.jsonl", *arguments,
        ]  # fmt: skip

    def start(self, name: str, *arguments: str) -> subprocess.Popen[str]:
        with (self.folder / f"{name}.log").open("w") as log:
            return subprocess.Popen(
                self.command(name, *arguments), cwd=self.folder, text=True, start_new_session=True,
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def records(self, name: str) -> list[str]:
        """Return a run's records, sorted, without what is measured."""
        path = self.folder / f"{name}.jsonl"
        if not path.exists():
            return []
        return sorted(_plain(json.loads(line)) for line in path.read_text().splitlines())

    def forget(self) -> None:
        """Forget what was answered, so that the next run asks anew."""
        for path in (self.folder / ".llmsite/responses").rglob("*.json"):
            path.unlink()
        self.server.calls.clear()
        self.needless.clear()


def _plain(record: dict[str, Any]) -> str:
    return json.dumps({name: record[name] for name in sorted(record) if name not in MEASURED})


def undisturbed(project: Project) -> list[str]:
    """Return the records of a run in one process that nobody disturbs."""
    run = project.start("undisturbed", "-p", "no:randomly")
    assert run.wait(HANGS_AFTER_SECONDS) in (0, 1)
    found = project.records("undisturbed")
    assert len(project.server.calls) == len(found)
    project.forget()
    return found


def workers_of(process: int) -> list[int]:
    """Return the processes that a pytest controller has started (Linux).

    Without those that are not connected yet (a single thread): under these xdist itself ends.
    """
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [
        pid
        for pid in map(int, children)
        if b"sys.stdin.readline" in _command_of(pid) and _threads_of(pid) > 1
    ]


def _threads_of(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/task").iterdir()))
    except OSError:
        return 0


def _command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def kill_workers(project: Project, expected: list[str], chance: random.Random, name: str,
                 plugins: Sequence[tuple[str, str]] = (), most_workers: int = 8) -> str:  # fmt: skip
    """Run under xdist, kill workers at random moments; return what was done. Raises AssertionError.

    *plugins*: options with and without each.
    """
    count, dist = chance.randint(1, most_workers), chance.choice(DISTS)
    more = [word for ways in plugins for word in chance.choice(ways).split()]
    arguments = ["-n", str(count), "--dist", dist, *more]
    told = f"-n {count} --dist {dist} {' '.join(more)}"
    run = project.start(name, *arguments)
    kills, wanted = 0, chance.randint(1, 2)
    started = time.monotonic()
    while run.poll() is None and time.monotonic() - started < HANGS_AFTER_SECONDS:
        # Once calls are made the interesting part has begun.
        if kills < wanted and project.server.calls and (pids := workers_of(run.pid)):
            time.sleep(chance.uniform(0, 2.0))
            pids = workers_of(run.pid) or pids
            try:
                os.kill(chance.choice(pids), signal.SIGKILL)
                kills += 1
            except ProcessLookupError:
                continue
        time.sleep(0.05)
    told += f": {kills} killed"
    if run.poll() is None:
        os.killpg(run.pid, signal.SIGKILL)
        raise AssertionError(f"{told}: hangs; see {project.folder}/{name}.log")
    _check(project, expected, name, f"{told}, {time.monotonic() - started:.0f} s", run.returncode)
    again = len(project.server.calls) - len(expected)
    project.forget()
    return f"{told}, {again} calls asked again, {time.monotonic() - started:.0f} s"


def kill_all(project: Project, expected: list[str], chance: random.Random, name: str,
             times: int) -> str:  # fmt: skip
    """Kill a run in one process again and again, then let it end. Raises AssertionError."""
    asked = 0
    for at in range(times):
        run = project.start(f"{name}-{at}")
        while run.poll() is None and len(project.server.calls) == asked:
            time.sleep(0.02)
        asked = len(project.server.calls)
        time.sleep(chance.uniform(0, 0.5))
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        time.sleep(0.3)  # what the server had begun to answer
        asked = len(project.server.calls)
        if run.returncode in (0, 1):
            break
    run = project.start(name)
    code = run.wait(HANGS_AFTER_SECONDS)
    _check(project, expected, name, f"killed {times} times", code)
    again = len(project.server.calls) - len(expected)
    project.forget()
    return f"killed {times} times, {again} calls asked again"


def _check(project: Project, expected: list[str], name: str, told: str, code: int) -> None:
    log = f"{told}; see {project.folder}/{name}.log"
    assert code in (0, 1), f"ended with status {code}: {log}"
    assert not project.needless, f"asked although recorded: {project.needless}: {log}"
    found = project.records(name)
    assert found == expected, f"{len(found)} records differ from the undisturbed: {log}"
