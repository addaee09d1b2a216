"""Ctrl-C while calls are under way that would take ten minutes: nothing holds up the end, nothing is lost."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sessions import records

from pytest_llmsite.hooks.interrupting import FirstOnly, shorten

LIMIT_SECONDS = 60.0
"""Far more than it takes, far less than the calls under way."""
CALLABLE = """
import pathlib, time

def answer(request):
    if request.action.position > 1:
        pathlib.Path(__file__).with_name(f"stuck{request.run}").touch()
        time.sleep(600)
    return request.template.references[request.action.name]
"""
AGENT = """#!/bin/sh
sleep 600 &
echo $! > PLACE/agent.$$
exec sleep 600
"""

pytestmark = pytest.mark.usefixtures("interruptible")
posix = pytest.mark.skipif(os.name != "posix", reason="sends signals")


def start(folder: Path, entry: str, *arguments: str) -> subprocess.Popen[str]:
    (folder / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\npythonpath = ["."]\n'
        f"[tool.llmsite.models.slow]\nprice = {{ input = 1, output = 1 }}\n{entry}\n"
    )
    command = [
        sys.executable, "-m", "pytest", "--llm-models=slow", "--llm-runs=2", "-p", "no:randomly",
        "--llm-templates=saas-product", "-p", "no:cacheprovider", *arguments,
    ]  # fmt: skip
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def wait_until(there: Callable[[], bool], run: subprocess.Popen[str]) -> None:
    while not there():
        time.sleep(0.05)
        assert run.poll() is None


def ended(run: subprocess.Popen[str]) -> str:
    try:
        output, _ = run.communicate(timeout=LIMIT_SECONDS)
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == pytest.ExitCode.INTERRUPTED
    assert "run the same command again" in output
    assert "Traceback" not in output
    return output


@posix
def test_the_controller_alone_ends_all_and_keeps_what_its_workers_have(tmp_path: Path) -> None:
    (tmp_path / "slow_model.py").write_text(CALLABLE)
    run = start(tmp_path, 'provider = "python"\ncallable = "slow_model:answer"', "-n", "2")
    wait_until(lambda: len(list(tmp_path.glob("stuck*"))) == 2, run)
    run.send_signal(signal.SIGINT)
    output = ended(run)
    assert "Ranking" in output
    assert "of 160 points" in output
    assert "selected actions" not in output
    assert "2 of 2 chains incomplete (32 steps without a score)" in " ".join(output.split())
    assert "pytest --llm-models=slow" in output
    assert len(list((tmp_path / ".llmsite/responses").rglob("*.json"))) == 2
    kept = {(r["run"], r["action"]) for r in records(tmp_path) if r["outcome"] == "ok"}
    assert kept == {(1, "apply-colours"), (2, "apply-colours")}


@posix
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
def test_impatience_tears_nothing_apart_and_agents_end_with_what_they_started(
    tmp_path: Path,
) -> None:
    agent = tmp_path / "agent.sh"
    agent.write_text(AGENT.replace("PLACE", str(tmp_path)))
    run = start(tmp_path, f'provider = "command"\ncommand = ["sh", "{agent}"]')
    wait_until(lambda: len(started(tmp_path)) == 4, run)
    for _ in range(3):
        os.killpg(run.pid, signal.SIGINT)
        time.sleep(0.1)
    ended(run)
    until = time.monotonic() + LIMIT_SECONDS
    while any(map(lives, started(tmp_path))) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(lives, started(tmp_path)))


def started(folder: Path) -> list[int]:
    """Return agents and what they started."""
    told = [(int(path.suffix[1:]), path.read_text()) for path in folder.glob("agent.[0-9]*")]
    return [pid for agent, child in told if child.strip() for pid in (agent, int(child))]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def interrupt() -> None:
    _thread.interrupt_main()
    for _ in range(100):
        pass


def test_a_second_signal_changes_nothing_while_the_first_is_dealt_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    guard = FirstOnly()
    guard.install()
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            interrupt()
        interrupt()
        guard.ending()
        now += 2.9
        interrupt()
        now += 0.2
        with pytest.raises(KeyboardInterrupt):
            interrupt()
    finally:
        guard.restore()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    shorten(caught)
    assert [entry.name for entry in caught.traceback] == ["interrupt"]


def test_a_handler_that_somebody_else_has_set_stays() -> None:
    def own(number: int, frame: object) -> None:
        raise AssertionError

    signal.signal(signal.SIGINT, own)
    guard = FirstOnly()
    try:
        guard.install()
        assert signal.getsignal(signal.SIGINT) is own
        guard.restore()
        assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
