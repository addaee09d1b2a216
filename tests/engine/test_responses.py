"""What was answered is never asked again, and never lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from engines import STEPS, chain, chat_model, make_request, whole
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, completion, edits

from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.responses import Answer, ResponseStore, request_key
from pytest_llmsite.engine.steps import Outcome, StepResult
from pytest_llmsite.models.protocol import Model, Price, Response, Usage
from pytest_llmsite.templates.loader import Template

MakeEngine = Callable[..., Engine]


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


def same(one: StepResult, other: StepResult) -> bool:
    return replace(one, recorded=False) == replace(other, recorded=False)


def test_the_same_again_asks_for_nothing_and_gives_the_same(
    make_engine: MakeEngine, server: Loopback, tmp_path: Path
) -> None:
    first = whole(make_engine(chat_model(server.url)), chain())
    assert len(files(tmp_path / "state" / "responses")) == STEPS
    again = whole(make_engine(chat_model(server.url)), chain())
    assert len(server.calls) == STEPS
    assert all(result.recorded for result in again)
    assert all(map(same, first, again))


def test_each_run_is_a_call_of_its_own(make_engine: MakeEngine, server: Loopback) -> None:
    engine = make_engine(chat_model(server.url))
    engine.step(chain(1), "act-1")
    engine.step(chain(2), "act-1")
    assert server.calls[0].body == server.calls[1].body
    assert len(server.calls) == 2


@pytest.mark.parametrize(
    "change",
    [{"temperature": 0.5}, {"seed": 3}, {"body": {"top_p": 0.5}}, {"reasoning_effort": "low"}],
)
def test_another_request_is_another_call(
    make_engine: MakeEngine, server: Loopback, change: dict[str, object]
) -> None:
    make_engine(chat_model(server.url)).step(chain(), "act-1")
    make_engine(chat_model(server.url, **change)).step(chain(), "act-1")
    assert len(server.calls) == 2


def test_what_is_not_sent_does_not_matter(make_engine: MakeEngine, server: Loopback) -> None:
    make_engine(chat_model(server.url)).step(chain(), "act-1")
    other = chat_model(server.url, concurrency=1, price=Price(9, 9), headers={"X-Title": "t"})
    result = make_engine(other).step(chain(), "act-1")
    assert result.recorded
    assert result.cost_usd == pytest.approx((1000 + 100) * 9 / 1e6)
    assert len(server.calls) == 1


def test_with_none_a_miss_is_an_error_that_names_the_request(
    make_engine: MakeEngine, server: Loopback
) -> None:
    result = make_engine(chat_model(server.url), record="none").step(chain(), "act-1")
    assert result.outcome is Outcome.PROVIDER_ERROR
    assert "no recorded response for small-m-run1-act-1" in result.message
    assert server.calls == []
    whole(make_engine(chat_model(server.url)), chain())
    calls = len(server.calls)
    replay = whole(make_engine(chat_model(server.url), record="none"), chain())
    assert {result.outcome for result in replay} == {Outcome.OK}
    assert len(server.calls) == calls


def test_with_all_everything_is_asked_anew_once_a_session(
    make_engine: MakeEngine, server: Loopback
) -> None:
    whole(make_engine(chat_model(server.url)), chain())
    whole(make_engine(chat_model(server.url), record="all", session="s"), chain())
    assert len(server.calls) == 2 * STEPS
    # Another process of the same session, after a crash, goes on from what was answered.
    whole(make_engine(chat_model(server.url), record="all", session="s"), chain())
    assert len(server.calls) == 2 * STEPS
    whole(make_engine(chat_model(server.url), record="all"), chain())
    assert len(server.calls) == 3 * STEPS


def test_deterministic_models_leave_no_files(make_engine: MakeEngine, tmp_path: Path) -> None:
    whole(make_engine(Model("m", "reference", "r", price=Price(0, 0))), chain())
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"order", b"ordeR"),
        lambda content: b"[" * 100_000,
        lambda content: b"\xff\xfe",
        lambda content: b"null",
        lambda content: b'{"schema": 99}',
        lambda content: content.replace(b'"key": "', b'"key": "0'),
    ],
)
def test_a_damaged_file_is_named_set_aside_and_asked_for_again(
    make_engine: MakeEngine,
    server: Loopback,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    first = make_engine(chat_model(server.url)).step(chain(), "act-1")
    (path,) = files(tmp_path / "state" / "responses")
    path.write_bytes(damage(path.read_bytes()))
    engine = make_engine(chat_model(server.url))
    again = engine.step(chain(), "act-1")
    assert again.after == first.after
    assert not again.recorded
    assert len(server.calls) == 2
    (notice,) = engine.notices()
    assert str(path) in notice
    assert "set aside as" in notice
    assert path.with_suffix(".json.corrupt").exists()
    assert make_engine(chat_model(server.url)).step(chain(), "act-1").recorded


def test_a_damaged_file_is_not_paid_for_with_none(
    make_engine: MakeEngine, server: Loopback, tmp_path: Path
) -> None:
    make_engine(chat_model(server.url)).step(chain(), "act-1")
    (path,) = files(tmp_path / "state" / "responses")
    path.write_bytes(b"{")
    engine = make_engine(chat_model(server.url), record="none")
    assert engine.step(chain(), "act-1").outcome is Outcome.PROVIDER_ERROR
    assert len(server.calls) == 1
    assert len(engine.notices()) == 1


def test_model_failures_are_kept_too(make_engine: MakeEngine, server: Loopback) -> None:
    async def empty(call: object) -> object:
        return completion("")

    server.answer = empty
    make_engine(chat_model(server.url)).step(chain(), "act-1")
    again = make_engine(chat_model(server.url)).step(chain(), "act-1")
    assert again.recorded
    assert again.outcome is Outcome.EMPTY


def test_folders_merge_by_copying(
    make_engine: MakeEngine, server: Loopback, tmp_path: Path
) -> None:
    whole(make_engine(chat_model(server.url), folder="one"), chain(1))
    whole(make_engine(chat_model(server.url), folder="two"), chain(2))
    for path in files(tmp_path / "two"):
        target = tmp_path / "one" / path.relative_to(tmp_path / "two")
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    both = make_engine(chat_model(server.url), folder="one", record="none")
    assert {result.outcome for run in (1, 2) for result in whole(both, chain(run))} == {Outcome.OK}


def test_responses_travel_between_processes_without_a_shared_folder(
    make_engine: MakeEngine, server: Loopback, tmp_path: Path
) -> None:
    engine = make_engine(chat_model(server.url), folder="worker")
    lines = [engine.stored(result) for result in whole(engine, chain())]
    store = ResponseStore(tmp_path / "controller" / "responses")
    assert [store.adopt(line) for line in lines if line] == [True] * STEPS
    assert [store.adopt(line) for line in lines if line] == [False] * STEPS
    replay = make_engine(chat_model(server.url), folder="controller", record="none")
    assert {result.outcome for result in whole(replay, chain())} == {Outcome.OK}


def test_the_files_are_plain_and_hold_no_key(
    make_engine: MakeEngine, server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "sk-0123456789abcdef")

    async def tells(call: object) -> object:
        return completion("the key is sk-0123456789abcdef")

    server.answer = tells
    result = make_engine(chat_model(server.url, key_env="A_KEY")).step(chain(), "act-1")
    assert server.calls[0].headers["Authorization"] == "Bearer sk-0123456789abcdef"
    (path,) = files(tmp_path / "state" / "responses")
    assert b"0123456789abcdef" not in path.read_bytes()
    assert "0123456789abcdef" not in repr(result)
    data = json.loads(path.read_text())
    assert data["step"] == "small-m-run1-act-1"
    assert data["model_id"] == "acme/model-1"


texts = st.text(st.characters(exclude_categories=()), max_size=200)


@given(
    texts,
    texts,
    st.integers(0, 10**9),
    st.floats(0, 1e6),
    st.one_of(st.none(), st.floats(0, 1e3)),
    st.one_of(st.none(), st.dictionaries(st.sampled_from("abc"), st.binary(max_size=20))),
)
def test_whatever_is_saved_is_loaded_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
    reason: str,
    tokens: int,
    seconds: float,
    cost: float | None,
    site: dict[str, bytes] | None,
) -> None:
    from engines import small_template

    from pytest_llmsite.reply import safe_text
    from pytest_llmsite.site import Site

    folder = tmp_path_factory.mktemp("store")
    template = small_template(folder)
    store = ResponseStore(folder)
    request = make_request(chat_model("http://x"), template)
    response = Response(
        safe_text(text),
        Usage(tokens, tokens),
        safe_text(reason),
        cost_usd=cost,
        site=None if site is None else Site(site),
    )
    answer = Answer(response, round(seconds, 6), 2, 0.5, ("because",))
    key = request_key({"body": safe_text(text)}, 1)
    store.save(key, request, {"url": "http://x"}, answer)
    assert store.load(key, template.start) == replace(answer, recorded=True)
    assert store.set_aside == []


def test_after_kill_9_nothing_answered_is_asked_again(
    make_engine: MakeEngine, server: Loopback, template: Template, tmp_path: Path
) -> None:
    program = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parents[1])!r})
        from pathlib import Path
        from engines import *
        from pytest_llmsite.engine.settings import EngineSettings
        model = chat_model({server.url!r})
        engine = Engine(EngineSettings(Path({str(tmp_path / "state")!r})), {{"m": model}},
                        {{"small": small_template(Path({str(tmp_path)!r}))}}, make_actions())
        engine.start([(chain(run), STEPS) for run in range(1, 41)])
        for run in range(1, 41):
            whole(engine, chain(run))
        print("done", flush=True)
    """)
    for stop_at in (15, 50, 90):
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        while len(server.calls) < stop_at and process.poll() is None:
            time.sleep(0.001)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    killed_calls = len(server.calls)
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert finished.stdout == b"done\n"
    assert len(files(tmp_path / "state" / "responses")) == 40 * STEPS
    # At most the calls in flight (eight at once, killed three times) were asked for twice.
    assert 40 * STEPS <= len(server.calls) <= 40 * STEPS + 3 * 8
    assert killed_calls < len(server.calls)
    resumed = make_engine(chat_model(server.url), record="none")
    server.answer = edits
    undisturbed = make_engine(chat_model(server.url), folder="undisturbed")
    for run in (1, 20, 40):
        one, other = whole(resumed, chain(run)), whole(undisturbed, chain(run))
        assert [(r.outcome, r.after, r.reply) for r in one] == [
            (r.outcome, r.after, r.reply) for r in other
        ]
