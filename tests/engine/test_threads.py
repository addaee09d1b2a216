"""What blocks in a thread of the engine's loop: it answers, fails, and holds up no process."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from pytest_llmsite.engine.threads import DaemonThreads

BLOCKED = """
import threading
from pytest_llmsite.engine.threads import DaemonThreads
begun = threading.Event()
DaemonThreads().submit(lambda: (begun.set(), threading.Event().wait(600)))
begun.wait()
"""


async def in_thread(value: int) -> float:
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    return await asyncio.to_thread(lambda: 1 / value)


def test_results_and_errors_come_back() -> None:
    assert asyncio.run(in_thread(2)) == 0.5
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_thread(0))


def test_a_call_that_never_returns_does_not_keep_the_process() -> None:
    subprocess.run([sys.executable, "-c", BLOCKED], check=True, timeout=60)
