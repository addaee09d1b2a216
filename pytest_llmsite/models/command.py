"""A command-line agent: works in a fresh copy of the site, which is read back when it has ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import LlmsiteError
from ..reply import safe_text
from ..site import Site
from .http import as_cost, as_count
from .protocol import Model, ProviderError, Request, Response, Usage
from .redact import brief_text, keep_secret, redact

MAX_OUTPUT_BYTES = 1_000_000
END_SECONDS = 0.2
END_LOOKS = 10
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSW", re.IGNORECASE)
_ALWAYS = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")

INSTRUCTION = """\
The current folder holds a complete static website. Carry out the following task by editing its files \
in place: the whole task and nothing but the task; everything that it does not mention stays as it is. \
Use only files that are there or that you create. What you leave is published as it stands. Do not ask \
questions: nobody answers.
"""


class CommandProvider:
    """Runs the model's `command`, one process for each step."""

    def exact(self, request: Request) -> Mapping[str, Any]:
        """Return command, prompt and the tree's hash; environment by name, and what is set by value."""
        options = request.model.options
        return {
            "provider": "command",
            "command": list(_words(request.model)),
            "way": options.get("prompt", "stdin"),
            "env": sorted(options.get("env", [])),
            "set_env": dict(options.get("set_env", {})),
            "prompt": _prompt(request),
            "tree": request.before.hash,
        }

    async def complete(self, request: Request) -> Response:
        """Run the agent. Raises ProviderError when it cannot be run, fails, or takes too long."""
        folder = Path(tempfile.mkdtemp(prefix="llmsite-agent-"))
        try:
            (folder / "home").mkdir()
            request.before.write_to(folder / "site")
            return _response(await _run(request, folder), folder / "site")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    async def close(self) -> None:
        """Nothing to release: a process ends with its step."""


def _words(model: Model) -> tuple[str, ...]:
    command = model.options["command"]
    return tuple(shlex.split(command) if isinstance(command, str) else command)


def _prompt(request: Request) -> str:
    return INSTRUCTION + request.prompt.task


def _environment(model: Model, home: Path) -> dict[str, str]:
    """Return the agent's environment: what is declared, and what no program can do without."""
    declared = model.options.get("env", [])
    values = {name: os.environ[name] for name in (*_ALWAYS, *declared) if name in os.environ}
    values |= model.options.get("set_env", {})
    for name in declared:
        if _SECRET_NAME.search(name):
            keep_secret(values.get(name, ""))
    return {"HOME": str(home), "TMPDIR": str(home)} | values


async def _run(request: Request, folder: Path) -> bytes:
    """Run the agent to its end and return what it printed, at most the last part.

    Files take the place of pipes: what an agent leaves running cannot hold them open.
    """
    model, prompt = request.model, _prompt(request)
    words, given = list(_words(model)), prompt.encode()
    if model.options.get("prompt", "stdin") == "argument":
        words, given = _with_prompt(words, prompt), b""
    (folder / "in").write_bytes(given)
    with (
        (folder / "in").open("rb") as stdin,
        (folder / "out").open("w+b") as stdout,
        (folder / "err").open("w+b") as stderr,
    ):
        try:
            process = await asyncio.create_subprocess_exec(
                *words,
                cwd=folder / "site",
                env=_environment(model, folder / "home"),
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise ProviderError(f"{words[0]!r} cannot be run: {error}", fatal=True) from error
        await _wait(process, model.options.get("timeout_s"))
        output = _last_part(stdout)
        if process.returncode:
            said = _end_of(_last_part(stderr) or output)
            raise ProviderError(f"the agent ended with status {process.returncode}: {said}")
        return output


async def _wait(process: asyncio.subprocess.Process, limit: float | None) -> None:
    try:
        async with asyncio.timeout(limit):
            await process.wait()
    except TimeoutError:
        await _end_group(process)
        raise ProviderError(f"the agent did not end within {limit:g} s", timeout=True) from None
    except asyncio.CancelledError:
        _signal_group(process, KILL)  # the run is being stopped: there is no time to ask
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await process.wait()
        raise
    await _end_group(process)


def _end_of(output: bytes) -> str:
    """Return the last of what an agent said; redacted first, so that no half of a secret is left."""
    return brief_text(redact(output.decode("utf-8", "replace"))[-300:])


def _last_part(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - MAX_OUTPUT_BYTES))
    return file.read()


def _with_prompt(words: list[str], prompt: str) -> list[str]:
    """Put the prompt in the place of {prompt}, or at the end."""
    if any("{prompt}" in word for word in words):
        return [word.replace("{prompt}", prompt) for word in words]
    return [*words, prompt]


async def _end_group(process: asyncio.subprocess.Process) -> None:
    """End the agent and whatever it started and left behind, asking first."""
    for kind in (signal.SIGTERM, KILL):
        for _ in range(END_LOOKS):
            if not _signal_group(process, kind):
                return
            await asyncio.sleep(END_SECONDS / END_LOOKS)
            kind = 0  # from now on only look


def _signal_group(process: asyncio.subprocess.Process, kind: int) -> bool:
    """Signal a process group (0: only look); say whether there was anything to signal."""
    if sys.platform == "win32":
        if process.returncode is None and kind:
            process.kill()
        return process.returncode is None
    try:
        os.killpg(process.pid, kind)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _response(output: bytes, folder: Path) -> Response:
    text = safe_text(output.decode("utf-8", "replace"))
    usage, cost = _reported(text)
    try:
        after = _read_back(folder)
    except LlmsiteError as error:
        return Response(
            f"What the agent left cannot be read: {error}\n\n{text}", usage, cost_usd=cost
        )
    return Response(text, usage, site=after, cost_usd=cost)


def _read_back(folder: Path) -> Site:
    site = Site.from_folder(folder)
    names = {path for path in site if safe_text(path) != path}
    return site.replace(dict.fromkeys(names)) if names else site


def _reported(text: str) -> tuple[Usage, float | None]:
    """Return usage and cost where an agent prints them as JSON (`usage`, `total_cost_usd`), else unknown."""
    unknown = Usage(estimated=True), None
    start = text.rfind("\n{") + 1 if not text.lstrip().startswith("{") else text.index("{")
    try:
        data = json.loads(text[start:])
    except (ValueError, RecursionError):
        return unknown
    if not isinstance(data, Mapping):
        return unknown
    cost = as_cost(data.get("total_cost_usd", data.get("cost_usd")))
    usage = data.get("usage")
    if not isinstance(usage, Mapping):
        return unknown[0], cost
    hits = as_count(usage.get("cache_read_input_tokens"))
    written = as_count(usage.get("cache_creation_input_tokens"))
    plain = as_count(usage.get("input_tokens"))
    return Usage(plain + hits + written, as_count(usage.get("output_tokens")), hits, written), cost
