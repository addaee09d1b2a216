"""Real calls over HTTP: recorded, priced, resumed after a kill, ended by Ctrl-C, never asked twice."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiohttp import web
from loopback import Call, Loopback, completion, error
from sessions import records, scores

from pytest_llmsite.templates import loader

Run = Callable[..., pytest.RunResult]
TEMPLATE = loader.load(loader.BUNDLED / "saas-product")


def action_of(call: Call) -> str:
    match = re.search(r"^# The task: (\S+)$", call.user, re.MULTILINE)
    assert match is not None
    return match[1]


async def reference(call: Call) -> web.StreamResponse:
    """Answer as a perfect model would."""
    return completion(TEMPLATE.references[action_of(call)])


class SlowReference:
    """Answers as a perfect model would, a little late: after twenty calls only once let go."""

    def __init__(self) -> None:
        self.go_on = False

    async def __call__(self, call: Call) -> web.StreamResponse:
        await asyncio.sleep(0.15)
        while call.number > 20 and not self.go_on:
            await asyncio.sleep(0.05)
        return await reference(call)


@pytest.fixture
def api(pytester: pytest.Pytester) -> Iterator[Loopback]:
    """A loopback server known to the project as the model `perfect`, at $1 and $10 per million tokens."""
    server = Loopback(answer=reference)
    server.start()
    pytester.makepyprojecttoml(
        f"""
        [tool.pytest.ini_options]
        llm_templates = "saas-product"
        [tool.llmsite.models.perfect]
        provider = "openai"
        model = "maker/perfect-1"
        base_url = "{server.url}"
        price = {{ input = 1.0, output = 10.0 }}
        """
    )
    yield server
    server.stop()


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "--llm-models=perfect", "-p", "no:randomly", *arguments]


def actions_asked(server: Loopback) -> Counter[tuple[str, str]]:
    """How often each request was made: by action and by what was sent."""
    return Counter((action_of(call), call.hash) for call in server.calls)


def test_usage_cost_and_scores_are_recorded(
    api: Loopback, llmsite: Run, pytester: pytest.Pytester
) -> None:
    result = llmsite("--llm-models=perfect")
    result.assert_outcomes(passed=16)
    found = records(pytester.path)
    assert [r["score"] for r in found] == [10.0] * 16
    assert {(r["provider"], r["model_id"], r["simulated"]) for r in found} == {
        ("openai", "maker/perfect-1", False)
    }
    for record in found:
        assert record["usage"]["input"] == 1000
        assert record["usage"]["output"] == 100
        assert record["cost_usd"] == pytest.approx(1000 / 1e6 * 1.0 + 100 / 1e6 * 10.0)
        assert record["finish_reason"] == "stop"
        assert record["attempts"] == 1
        assert record["latency_s"] > 0
    result.stdout.fnmatch_lines(["*perfect*160.0*"])
    assert "simulated" not in result.stdout.str()


def test_the_whole_of_every_text_file_is_sent(api: Loopback, llmsite: Run) -> None:
    llmsite("--llm-models=perfect", "-k", "colours").assert_outcomes(passed=1, deselected=15)
    (call,) = api.calls
    for path in TEMPLATE.start:
        if TEMPLATE.start.is_text(path):
            assert TEMPLATE.start.text(path).rstrip() in call.user
        else:
            assert path in call.user


def test_the_same_command_again_asks_nothing_and_records_the_same(
    api: Loopback, llmsite: Run, pytester: pytest.Pytester
) -> None:
    once = llmsite("--llm-models=perfect")
    once.assert_outcomes(passed=16)
    assert "recorded answers" not in once.stdout.str()
    first = records(pytester.path)
    time.sleep(1.1)  # results files are named by the second
    again = llmsite("--llm-models=perfect", "-n", "2")
    again.assert_outcomes(passed=16)
    again.stdout.fnmatch_lines(
        ["recorded answers: 16 steps read back from .llmsite/responses, not*"]
    )
    assert len(api.calls) == 16
    assert records(pytester.path) == first
    llmsite("--llm-models=perfect", "--llm-record=none").assert_outcomes(passed=16)
    assert len(api.calls) == 16


def test_record_none_names_the_missing_request(api: Loopback, llmsite: Run) -> None:
    result = llmsite("--llm-models=perfect", "--llm-record=none", "-k", "colours")
    result.assert_outcomes(errors=1, deselected=15)
    assert not api.calls
    assert "--llm-record" in result.stdout.str()


def test_record_none_needs_no_key(llmsite: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    result = llmsite("--llm-models=haiku", "--llm-record=none", "-k", "colours")
    result.assert_outcomes(errors=1, deselected=15)
    result.stdout.fnmatch_lines(
        ["*no recorded response for saas-product-haiku-run1-apply-colours*"]
    )


def test_an_infrastructure_failure_is_an_error_and_no_score(
    api: Loopback, llmsite: Run, pytester: pytest.Pytester
) -> None:
    async def refuse(call: Call) -> web.StreamResponse:
        return error(401, "invalid key") if len(api.calls) > 3 else await reference(call)

    api.answer = refuse
    result = llmsite("--llm-models=perfect")
    result.assert_outcomes(passed=3, errors=13)
    assert "Traceback" not in result.stdout.str()
    found = records(pytester.path)
    assert [r["score"] for r in found] == [10.0] * 3 + [None] * 13
    assert {r["outcome"] for r in found[3:]} == {"provider-error"}
    result.stdout.fnmatch_lines(["*incomplete*"])


def test_model_failures_score_zero_and_the_chain_goes_on(
    api: Loopback, llmsite: Run, pytester: pytest.Pytester
) -> None:
    async def sometimes(call: Call) -> web.StreamResponse:
        action = action_of(call)
        if action == "swap-fonts":
            return completion("I'm sorry, I can't help with that.")
        if action == "replace-favicon":
            return completion("")
        if action == "replace-header-logo":
            return completion(TEMPLATE.references[action], finish="length")
        return await reference(call)

    api.answer = sometimes
    llmsite("--llm-models=perfect").assert_outcomes(passed=16)
    outcomes = {r["action"]: (r["outcome"], r["score"]) for r in records(pytester.path)}
    assert outcomes["swap-fonts"] == ("refused", 0.0)
    assert outcomes["replace-favicon"] == ("empty", 0.0)
    assert outcomes["replace-header-logo"] == ("truncated", 0.0)
    assert outcomes["replace-footer-logo"] == ("ok", 10.0)


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["in-process", "xdist"])
def test_nothing_answered_is_asked_again_after_a_kill(
    api: Loopback, pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    api.answer = slowly = SlowReference()
    run = subprocess.Popen(
        command("--llm-runs=2", *workers),
        cwd=pytester.path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while len(api.calls) < 9:
        time.sleep(0.02)
        assert run.poll() is None
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    slowly.go_on = True
    time.sleep(0.4)
    answered = len(list((pytester.path / ".llmsite/responses").rglob("*.json")))
    asked = len(api.calls)
    assert 0 < answered <= asked
    again = subprocess.run(
        command("--llm-runs=2", *workers), cwd=pytester.path, check=False, timeout=240
    )
    assert again.returncode == 0
    # Two chains have at most one call each in flight at any moment.
    assert 32 <= len(api.calls) <= 32 + 2
    assert len(api.calls) == asked + 32 - answered
    assert set(scores(pytester.path).values()) == {10.0}


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_soon_keeps_what_arrived_and_prints_the_summary(
    api: Loopback, pytester: pytest.Pytester
) -> None:
    api.answer = SlowReference()
    run = subprocess.Popen(
        command("--llm-runs=3", "-v"), cwd=pytester.path, stdout=subprocess.PIPE, text=True
    )
    while (
        len(list((pytester.path / ".llmsite").glob("results/*.jsonl"))) == 0 or len(api.calls) < 12
    ):
        time.sleep(0.02)
        assert run.poll() is None
    run.send_signal(signal.SIGINT)
    output, _ = run.communicate(timeout=60)
    assert run.returncode == pytest.ExitCode.INTERRUPTED
    assert "KeyboardInterrupt" in output
    assert "Ranking" in output
    assert "of 160 points" in output
    assert "selected actions" not in output
    assert "3 of 3 chains incomplete" in output
    assert "run the same command again" in output
    assert "Traceback (most recent call last)" not in output.split("KeyboardInterrupt")[0]
    found = records(pytester.path)
    assert found
    assert all(r["score"] == 10.0 for r in found if r["score"] is not None)


def test_no_key_in_any_file_or_output(
    api: Loopback, llmsite: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "sk-proof-0123456789abcdef"
    monkeypatch.setenv("PROOF_KEY", key)
    project = pytester.path / "pyproject.toml"
    project.write_text(project.read_text() + '\nkey_env = "PROOF_KEY"\n')

    async def echo(call: Call) -> web.StreamResponse:
        return error(400, f"bad request by {call.headers['Authorization']}")

    api.answer = echo
    result = llmsite("--llm-models=perfect", "-k", "colours", "-vv", "--showlocals")
    assert api.calls[0].headers["Authorization"] == f"Bearer {key}"
    assert key not in result.stdout.str() + result.stderr.str()
    for path in pytester.path.rglob("*"):
        if path.is_file():
            assert key.encode() not in path.read_bytes(), path


def test_results_are_json_lines_that_name_their_sites(
    api: Loopback, llmsite: Run, pytester: pytest.Pytester
) -> None:
    llmsite("--llm-models=perfect", "-m", "images", "--llm-results=out/mine.jsonl").assert_outcomes(
        passed=2, deselected=14
    )
    lines = (pytester.path / "out/mine.jsonl").read_text(encoding="ascii").splitlines()
    found = [json.loads(line) for line in lines]
    assert [r["selected"] for r in found] == [False] * 5 + [True] * 2
    for record in found:
        assert (pytester.path / f".llmsite/sites/{record['after']}.json").exists()
        reply = record["reply"]
        stored = pytester.path / ".llmsite/objects" / reply[:2] / reply[2:]
        assert stored.read_text(encoding="utf-8") == TEMPLATE.references[record["action"]]


def folder_listing(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_collect_only_writes_nothing_and_asks_nothing(
    api: Loopback, llmsite: Run, pytester: pytest.Pytester
) -> None:
    before = [name for name in folder_listing(pytester.path) if "cache" not in name]
    result = llmsite("--llm-models=perfect,sonnet", "--collect-only", "-q")
    assert result.ret == 0
    assert not api.calls
    after = [name for name in folder_listing(pytester.path) if "cache" not in name]
    assert [n for n in after if n not in before and not n.startswith(("std", "runpytest"))] == []


def test_what_a_dead_worker_has_spent_stays_spent(
    api: Loopback, llmsite: Run, pytester: pytest.Pytester
) -> None:
    project = pytester.path / "pyproject.toml"
    dollar = "max_output_tokens = 1000\nprice = { input = 0, output = 1000.0 }"
    project.write_text(
        project.read_text().replace("price = { input = 1.0, output = 10.0 }", dollar)
    )
    usage = {"prompt_tokens": 1000, "completion_tokens": 1000}  # one dollar, and never more

    async def dear(call: Call) -> web.StreamResponse:
        return completion(TEMPLATE.references[action_of(call)], usage=usage)

    api.answer = dear
    pytester.makepyfile(
        """
        import os

        def test_step(llm_step):
            if llm_step.run == 1:
                os._exit(1)
        """
    )
    result = llmsite(
        "--llm-models=perfect", "-k", "colours", "--llm-runs=2", "--llm-max-cost=1.5", "-n", "1"
    )
    result.stdout.fnmatch_lines(
        ["*more than is left of --llm-max-cost=1.5*", "*crashed while running*"]
    )
    assert len(api.calls) == 1
