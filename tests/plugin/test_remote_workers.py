"""xdist's workers without the controller's folder: what they are answered travels back and is stored once."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from loopback import Call, Loopback, completion
from sessions import records

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


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(params=["popen", "socket"])
def workers(request: pytest.FixtureRequest, pytester: pytest.Pytester) -> Iterator[list[str]]:
    """Two workers elsewhere, as options: processes in other folders, or servers on loopback."""
    folders = [pytester.path / name for name in ("one", "two")]
    if request.param == "popen":
        yield [f"--tx=popen//chdir={folder}" for folder in folders]
        return
    ports = [free_port(), free_port()]
    servers = [
        subprocess.Popen(
            [sys.executable, "-m", "execnet.script.socketserver", f"127.0.0.1:{port}"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for port, folder in zip(ports, folders, strict=True)
    ]
    for port in ports:
        _wait_for(port)
    yield [
        f"--tx=socket=127.0.0.1:{port}//chdir={folder}"
        for port, folder in zip(ports, folders, strict=True)
    ]
    for server in servers:
        server.kill()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not listen")


def responses(folder: Path) -> set[str]:
    return {path.name for path in (folder / ".llmsite/responses").rglob("*.json")}


def in_order(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda record: (record["run"], record["position"]))


def test_responses_and_sites_travel_back_and_are_stored_once(
    api: Loopback, pytester: pytest.Pytester, workers: list[str]
) -> None:
    command = [
        "--llm-models=perfect", "--llm-runs=2", "--llm-templates=saas-product", "-p", "no:randomly",
        "-m", "images", "--llm-max-cost=50", "--dist=load", "-p", "no:cacheprovider", *workers,
    ]  # fmt: skip
    pytester.runpytest_subprocess(*command, timeout=300).assert_outcomes(passed=4)
    assert len(api.calls) == 2 * STEPS
    here, one, two = (pytester.path / name for name in (".", "one", "two"))
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
    shutil.rmtree(one / ".llmsite")
    shutil.rmtree(two / ".llmsite")
    time.sleep(1.1)
    again = pytester.runpytest_subprocess(*command, "--llm-record=none", timeout=300)
    again.assert_outcomes(passed=4)
    assert len(api.calls) == 2 * STEPS
    assert in_order(records(pytester.path)) == found
    assert not list((here / ".llmsite/ledger").glob("*.shared"))
