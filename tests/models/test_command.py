"""A command-line agent works in a copy of the site, alone, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from engines import chain, make_actions, make_request

from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.settings import EngineSettings
from pytest_llmsite.engine.steps import Outcome, conclude
from pytest_llmsite.models.command import CommandProvider
from pytest_llmsite.models.protocol import Model, Price, ProviderError, Response
from pytest_llmsite.models.redact import redact
from pytest_llmsite.templates.loader import Template

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX shells and groups")


def agent(program: str, **options: Any) -> Model:
    """Return a model whose agent is a Python program."""
    words = [sys.executable, "-c", textwrap.dedent(program)]
    return Model("m", "command", "m", price=Price(0, 0), options={"command": words, **options})


def run(model: Model, template: Template) -> Response:
    return asyncio.run(CommandProvider().complete(make_request(model, template)))


def test_the_tree_is_read_back(template: Template) -> None:
    model = agent("""
        import pathlib
        pathlib.Path("new").mkdir()
        pathlib.Path("new/b.css").write_text("b")
        pathlib.Path("index.html").write_text("<h1>new</h1>")
        pathlib.Path("a.png").unlink()
        print("I did it")
    """)
    response = run(model, template)
    assert response.text == "I did it\n"
    assert response.site is not None
    assert sorted(response.site) == ["css/a.css", "index.html", "new/b.css"]
    assert response.site.text("index.html") == "<h1>new</h1>"
    assert conclude(template.start, response).outcome is Outcome.OK
    assert template.start.text("index.html").startswith("<!doctype")


def test_an_agent_that_changes_nothing(template: Template) -> None:
    assert conclude(template.start, run(agent("pass"), template)).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("way", ["stdin", "argument"])
def test_the_prompt_is_given(template: Template, way: str) -> None:
    model = agent(
        "import sys; print(sys.stdin.read() if len(sys.argv) == 1 else sys.argv[1])", prompt=way
    )
    text = run(model, template).text
    assert "The current folder holds a complete static website" in text
    assert text.rstrip().endswith("Do thing 1.")
    assert "SEARCH" not in text


def test_the_prompt_takes_the_place_that_is_named(template: Template) -> None:
    words = [sys.executable, "-c", "import sys; print(sys.argv[1:])", "--do={prompt}", "-x"]
    response = run(agent("", command=words, prompt="argument"), template)
    assert response.text.startswith("['--do=The current folder")
    assert response.text.endswith("'-x']\n")


def test_the_environment_is_what_is_declared(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENT_TOKEN", "token-of-the-test")
    monkeypatch.setenv("UNDECLARED", "no")
    model = agent(
        "import json, os; print(json.dumps(dict(os.environ)))",
        env=["AGENT_TOKEN", "MISSING"],
        set_env={"MODE": "fast"},
    )
    seen = json.loads(run(model, template).text)
    assert seen["AGENT_TOKEN"] == "token-of-the-test"
    assert seen["MODE"] == "fast"
    assert seen["PATH"] == os.environ["PATH"]
    assert seen["HOME"] != os.environ.get("HOME")
    assert "UNDECLARED" not in seen
    assert redact("token-of-the-test") == "[redacted]"
    assert not Path(seen["HOME"]).exists()


def test_usage_and_cost_are_read_from_json(template: Template) -> None:
    said = {
        "result": "done",
        "total_cost_usd": 0.07,
        "usage": {"input_tokens": 5, "cache_read_input_tokens": 10, "output_tokens": 3},
    }
    response = run(agent(f"print('log'); print({json.dumps(said)!r})"), template)
    assert response.cost_usd == 0.07
    assert (response.usage.input, response.usage.cached_input, response.usage.output) == (15, 10, 3)
    unknown = run(agent("print('{ not json')"), template)
    assert unknown.cost_usd is None
    assert unknown.usage.estimated


def test_a_failing_agent_is_a_provider_error(template: Template) -> None:
    model = agent("import sys; print('no login', file=sys.stderr); sys.exit(4)")
    with pytest.raises(ProviderError, match="ended with status 4: no login") as raised:
        run(model, template)
    assert not raised.value.retryable


def test_a_missing_program_ends_the_model(template: Template) -> None:
    with pytest.raises(ProviderError, match="cannot be run") as raised:
        run(agent("", command="/no/such/agent --x"), template)
    assert raised.value.fatal


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


SPAWNS = """
    import os, pathlib, signal, subprocess, sys, time
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(3600)"
    child = subprocess.Popen([sys.executable, "-c", code])
    pathlib.Path({place!r}).write_text(str(child.pid))
    {then}
"""


def gone(place: Path) -> bool:
    pid = int(place.read_text())
    for _ in range(100):
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


def test_what_an_agent_leaves_running_is_ended(template: Template, tmp_path: Path) -> None:
    place = tmp_path / "pid"
    assert run(agent(SPAWNS.format(place=str(place), then="print('x')")), template).text == "x\n"
    assert gone(place)


def test_the_time_limit_ends_the_whole_group(template: Template, tmp_path: Path) -> None:
    place = tmp_path / "pid"
    model = agent(SPAWNS.format(place=str(place), then="time.sleep(3600)"), timeout_s=1.0)
    with pytest.raises(ProviderError, match="did not end within 1 s") as raised:
        run(model, template)
    assert raised.value.timeout
    assert gone(place)


def test_closing_the_engine_ends_the_agent(template: Template, tmp_path: Path) -> None:
    place = tmp_path / "pid"
    model = agent(SPAWNS.format(place=str(place), then="time.sleep(3600)"))
    engine = Engine(
        EngineSettings(tmp_path / "s"), {"m": model}, {"small": template}, make_actions()
    )
    engine.start([(chain(), 1)])
    while not place.exists() or not place.read_text():
        time.sleep(0.02)
    engine.close(grace_s=1.0)
    assert gone(place)


def test_much_output_and_unread_input_do_no_harm(template: Template) -> None:
    model = agent(
        "import sys; sys.stdout.write('x' * 3_000_000); sys.stderr.write('y' * 3_000_000)"
    )
    assert len(run(model, template).text) == 1_000_000


def test_links_and_dot_files_are_not_read_back(template: Template, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    model = agent(f"""
        import os
        os.symlink({str(secret)!r}, "link.txt")
        os.symlink("/", "root")
        os.makedirs(".git"); open(".git/x", "w").write("x")
        open(b"bad-\\xff.css", "w").write("x")
    """)
    response = run(model, template)
    assert conclude(template.start, response).outcome is Outcome.UNCHANGED


def test_a_huge_tree_is_the_agents_own_failure(template: Template) -> None:
    model = agent("f = open('big.bin', 'wb'); f.seek(200 << 20); f.write(b'x')")
    result = conclude(template.start, run(model, template))
    assert result.outcome is Outcome.MALFORMED
    assert result.after == template.start


def test_the_same_tree_is_not_worked_on_twice(template: Template, tmp_path: Path) -> None:
    place = tmp_path / "count"
    model = agent(f"open({str(place)!r}, 'a').write('x'); open('n.css', 'a').write('y')")

    def perform() -> list[Any]:
        engine = Engine(
            EngineSettings(tmp_path / "s"), {"m": model}, {"small": template}, make_actions()
        )
        results = [engine.step(chain(), f"act-{at}") for at in (1, 2)]
        engine.close()
        return results

    first, again = perform(), perform()
    assert place.read_text() == "xx"
    assert [one.after for one in again] == [one.after for one in first]
    assert again[1].after is not None
    assert again[1].after.text("n.css") == "yy"
    assert again[0].recorded
