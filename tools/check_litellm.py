"""Check the HTTP providers against a server that is not ours: a LiteLLM proxy with mock answers.

    python -m venv /tmp/proxy && /tmp/proxy/bin/pip install 'litellm[proxy]'
    python tools/check_litellm.py --litellm /tmp/proxy/bin/litellm

Starts the proxy on a loopback port, performs chains and provokes errors through it, prints one line a
check, and ends with status 1 if any failed. Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from pytest_llmsite.actions.catalogue import Action
from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.settings import EngineSettings
from pytest_llmsite.engine.steps import ChainKey, Outcome, StepResult
from pytest_llmsite.models.protocol import Model, Price
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import Template

KEY = "sk-of-this-check-0123456789"
REPLY = "Done.\n\n### FILE css/new.css\n```css\n.x { order: 1 }\n```\n"
START_SECONDS = 180
MOCKS = {
    "edits": REPLY,
    "prose": "I would change the colours.",
    "limited": "litellm.RateLimitError",
    "broken": "litellm.InternalServerError",
    "long": "litellm.ContextWindowExceededError",
}


@contextmanager
def proxy(program: str) -> Iterator[str]:
    """Run a LiteLLM proxy with mock models; yield its address."""
    config = {
        "model_list": [
            {
                "model_name": name,
                "litellm_params": {
                    "model": "openai/gpt-4o-mini",
                    "api_key": "none",
                    "mock_response": answer,
                },
            }
            for name, answer in MOCKS.items()
        ],
        "general_settings": {"master_key": KEY},
        "router_settings": {"num_retries": 0, "disable_cooldowns": True},
        "litellm_settings": {"num_retries": 0, "telemetry": False, "drop_params": True},
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(json.dumps(config))  # JSON is YAML
        log = (Path(folder) / "log").open("w+")
        environment = os.environ | {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "PYTHONUNBUFFERED": "1"}
        command = [program, "--config", str(path), "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            _wait_for(f"http://127.0.0.1:{port}/health/liveliness", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Any) -> None:
    for _ in range(START_SECONDS * 2):
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.5)
    log.seek(0)
    sys.exit(f"the proxy did not start:\n{log.read()[-3000:]}")


def perform(url: str, name: str, provider: str = "openai", **options: Any) -> list[StepResult]:
    """Perform a chain of two steps through the proxy."""
    base = url + "/v1" if provider == "openai" else url
    values = {"base_url": base, "key_env": "PROXY_KEY", **options}
    model = Model("m", provider, name, price=Price(1, 1), max_output_tokens=500, options=values)
    site = Site({"css/a.css": b"a { order: 0 }\n", "index.html": b"<!doctype html><h1>Hi</h1>\n"})
    actions = [
        Action(f"a{at}", at, "brand", lambda _: "Do it.", lambda _: []) for at in range(1, 3)
    ]
    with tempfile.TemporaryDirectory() as folder:
        template = Template("t", "", "", Path(folder), {}, (), {}, site, {})
        settings = EngineSettings(Path(folder), retries=1, deadline_s=60)
        engine = Engine(settings, {"m": model}, {"t": template}, actions)
        results = [engine.step(ChainKey("t", "m", 1), action.name) for action in actions]
        engine.close()
    return results


def checks(url: str) -> dict[str, Callable[[], bool]]:
    """Return what must hold, by name."""

    def answered(provider: str, **options: Any) -> bool:
        first, second = perform(url, "edits", provider, **options)
        if first.after is None or second.outcome is not Outcome.UNCHANGED:
            print(f"    {first.outcome}: {first.message[:300]}")
            return False
        return (
            first.outcome is Outcome.OK
            and "css/new.css" in first.after
            and not first.usage.estimated
            and first.usage.input > 0
            and first.usage.output > 0
            and bool(first.cost_usd)
            and bool(first.request_id)
            and first.finish_reason in ("stop", "end_turn")
        )

    def ends(name: str, outcome: Outcome, attempts: int, said: str = "") -> bool:
        result = perform(url, name)[0]
        print(f"    {result.outcome}: {result.message[:150]}")
        return result.outcome is outcome and result.attempts == attempts and said in result.message

    def refused_key() -> bool:
        os.environ["PROXY_KEY"] = "sk-wrong-key-98765"
        try:
            result = perform(url, "edits")[0]
        finally:
            os.environ["PROXY_KEY"] = KEY
        print(f"    {result.outcome}: {result.message[:150]}")
        good = result.outcome is Outcome.PROVIDER_ERROR and result.attempts == 1
        return good and "sk-wrong-key" not in result.message

    return {
        "chat completions": lambda: answered("openai"),
        "chat completions with every option": lambda: answered(
            "openai", temperature=0.1, seed=5, cache=True, reasoning_effort="low",
            headers={"X-Title": "check"}, body={"user": "check"},
        ),
        "Anthropic Messages": lambda: answered("anthropic"),
        "prose is malformed": lambda: ends("prose", Outcome.MALFORMED, 1),
        "a rate limit is retried": lambda: ends("limited", Outcome.PROVIDER_ERROR, 5, "429"),
        "a server error is retried": lambda: ends("broken", Outcome.PROVIDER_ERROR, 2, "500"),
        "too long a prompt is not": lambda: ends("long", Outcome.PROVIDER_ERROR, 1),
        "an unknown model ends it": lambda: ends("no-such-model", Outcome.PROVIDER_ERROR, 1),
        "a refused key ends it": refused_key,
    }  # fmt: skip


def main() -> None:
    """Run all checks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--litellm", default="litellm", help="the proxy's program")
    options = parser.parse_args()
    os.environ["PROXY_KEY"] = KEY
    failed = 0
    with proxy(options.litellm) as url:
        for name, check in checks(url).items():
            good = check()
            failed += not good
            print(f"{'ok  ' if good else 'FAIL'} {name}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
