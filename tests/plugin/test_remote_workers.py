"""xdist's workers without the controller's folder: what they are answered travels back and is stored once."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from loopback import Call, Loopback, completion
from sessions import records, share

from pytest_llmsite.results.store import SiteStore
from pytest_llmsite.templates import loader

TEMPLATE = loader.load(loader.BUNDLED / "saas-product")
STEPS = 7
"""Up to the second image action."""


async def reference(call: Call) -> web.StreamResponse:
    await asyncio.sleep(0.05)
    match = re.search(r"^# The task: (\S+)$", call.user, re.MULTILINE)
    assert match is not None
    return completion(TEMPLATE.references[match[1]])


@pytest.fixture
def api(pytester: pytest.Pytester) -> Iterator[Loopback]:
    """A server that two other roots and this one know."""
    server = Loopback(answer=reference)
    server.start()
    pytester.makepyprojecttoml(
        f"""
        [tool.llmsite.models.perfect]
        provider = "openai"
        model = "maker/perfect-1"
        base_url = "{server.url}"
        price = {{ input = 1.0, output = 10.0 }}
        """
    )
    for name in ("one", "two"):
        (pytester.path / name).mkdir()
        shutil.copy(pytester.path / "pyproject.toml", pytester.path / name)
    yield server
    server.stop()


SERVER = """
import socket, sys
from execnet.gateway_base import get_execmodel
from execnet.script import socketserver
socketserver.execmodel = get_execmodel("thread")
socketserver.startserver(socket.socket(fileno=int(sys.argv[1])))
"""
"""One session's worker, on a socket that listens already: nobody can take its port meanwhile."""


@pytest.fixture(params=["popen", "socket"])
def workers(
    request: pytest.FixtureRequest, pytester: pytest.Pytester
) -> Iterator[Callable[[], list[str]]]:
    """Make two workers elsewhere, as options: processes in other folders, or servers on loopback."""
    folders = [pytester.path / name for name in ("one", "two")]
    if request.param == "popen":
        yield lambda: [f"--tx=popen//chdir={folder}" for folder in folders]
        return
    servers: list[subprocess.Popen[bytes]] = []

    def listening(folder: Path) -> str:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            command = [sys.executable, "-c", SERVER, str(listener.fileno())]
            quiet = subprocess.DEVNULL
            servers.append(
                subprocess.Popen(
                    command, cwd=folder, pass_fds=[listener.fileno()], stdout=quiet, stderr=quiet
                )
            )
            port = listener.getsockname()[1]
        return f"--tx=socket=127.0.0.1:{port}//chdir={folder}"

    yield lambda: [listening(folder) for folder in folders]
    for server in servers:
        server.kill()
        server.wait()


def responses(folder: Path) -> set[str]:
    return {path.name for path in (folder / ".llmsite/responses").rglob("*.json")}


def in_order(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda record: (record["run"], record["position"]))


def test_responses_and_sites_travel_back_and_are_stored_once(
    api: Loopback,
    pytester: pytest.Pytester,
    workers: Callable[[], list[str]],
    common_scores: Path,
) -> None:
    command = [
        "--llm-models=perfect", "--llm-runs=2", "--llm-templates=saas-product", "-p", "no:randomly",
        "-m", "images", "--llm-max-cost=50", "--dist=load", "-p", "no:cacheprovider",
    ]  # fmt: skip
    here, one, two = (pytester.path / name for name in (".", "one", "two"))
    for folder in (one, two):
        share(folder, common_scores)
    pytester.runpytest_subprocess(*command, *workers(), timeout=300).assert_outcomes(passed=4)
    assert len(api.calls) == 2 * STEPS
    assert len(responses(here)) == 2 * STEPS
    assert responses(here) == responses(one) | responses(two)
    assert len(responses(one)) == len(responses(two)) == STEPS
    found = in_order(records(pytester.path))
    assert {record["score"] for record in found if record["selected"]} == {10.0}
    store = SiteStore(here / ".llmsite")
    for record in found:
        assert store.get(record["before"]) != store.get(record["after"])
        assert store.get_file(record["reply"])

    # A worker that starts with an empty folder is given what is recorded here.
    for folder in (one, two):
        shutil.rmtree(folder / ".llmsite")
        share(folder, common_scores)
    again = pytester.runpytest_subprocess(*command, *workers(), "--llm-record=none", timeout=300)
    again.assert_outcomes(passed=4)
    assert len(api.calls) == 2 * STEPS
    assert in_order(records(pytester.path)) == found
    assert not list((here / ".llmsite/ledger").glob("*.shared"))
