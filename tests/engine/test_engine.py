"""Chains are performed in order and at once; whoever asks gets the same result."""

from __future__ import annotations

import _thread
import asyncio
import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from aiohttp import web
from engines import STEPS, chain, chat_model, whole
from loopback import Call, Loopback, an_edit, completion, edits, error

from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.steps import Outcome
from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.models.protocol import Model, Price
from pytest_llmsite.templates.loader import Template

MakeEngine = Callable[..., Engine]
FREE = Price(0, 0)
REFERENCE = Model("m", "reference", "reference", price=FREE)
NOOP = Model("n", "noop", "noop", price=FREE)


def test_reference_is_replayed_step_by_step(make_engine: MakeEngine) -> None:
    results = whole(make_engine(REFERENCE), chain())
    assert [result.outcome for result in results] == [Outcome.OK] * STEPS
    for at, (one, next_one) in enumerate(pairwise(results), 1):
        assert f"css/ref{at}.css" in one.after
        assert next_one.before == one.after
    assert [result.cost_usd for result in results] == [0.0] * STEPS


def test_noop_changes_nothing(make_engine: MakeEngine, template: Template) -> None:
    results = whole(make_engine(NOOP), chain(model="n"))
    assert {result.outcome for result in results} == {Outcome.UNCHANGED}
    assert results[-1].after == template.start


def test_each_step_starts_from_the_models_own_output(
    make_engine: MakeEngine, server: Loopback
) -> None:
    results = whole(make_engine(chat_model(server.url)), chain())
    assert [result.outcome for result in results] == [Outcome.OK] * STEPS
    for number, call in enumerate(server.calls):
        assert call.user.count("/* nothing */") == 0
        assert f"Do thing {number + 1}." in call.user
        assert sum("css/" in line and "##" in line for line in call.user.splitlines()) == number + 1
    first = results[0]
    assert first.usage.input == 1000
    assert first.cost_usd == pytest.approx((1000 * 1 + 100 * 2) / 1e6)
    assert first.request_id == "chat-1"
    assert first.attempts == 1
    assert first.latency_s is not None


def test_steps_can_be_asked_for_again_and_out_of_order(
    make_engine: MakeEngine, server: Loopback
) -> None:
    engine = make_engine(chat_model(server.url))
    last = engine.step(chain(), f"act-{STEPS}")
    first = engine.step(chain(), "act-1")
    assert engine.step(chain(), "act-1") is first
    assert engine.step(chain(), f"act-{STEPS}") is last
    assert len(server.calls) == STEPS


def test_only_what_is_needed_is_performed(make_engine: MakeEngine, server: Loopback) -> None:
    engine = make_engine(chat_model(server.url))
    engine.start([(chain(), 2)])
    engine.step(chain(), "act-2")
    assert [result.action for result in engine.finished(chain())] == ["act-1", "act-2"]
    assert len(server.calls) == 2
    engine.step(chain(), "act-3")  # beyond what was announced
    assert len(server.calls) == 3


def test_chains_run_at_once(make_engine: MakeEngine, server: Loopback) -> None:
    everyone = asyncio.Event()

    async def together(call: Call) -> web.StreamResponse:
        if server.at_once == 6:
            everyone.set()
        await everyone.wait()
        return completion(an_edit(call))

    server.answer = together
    engine = make_engine(chat_model(server.url))
    engine.start([(chain(run), STEPS) for run in range(1, 7)])
    for run in range(1, 7):
        whole(engine, chain(run))
    assert server.most_at_once == 6
    assert len(server.calls) == 6 * STEPS


def test_concurrency_is_never_exceeded(make_engine: MakeEngine, server: Loopback) -> None:
    async def slow(call: Call) -> web.StreamResponse:
        await asyncio.sleep(0.005)
        return completion(an_edit(call))

    server.answer = slow
    engine = make_engine(chat_model(server.url, concurrency=3))
    engine.start([(chain(run), STEPS) for run in range(1, 11)])
    for run in range(1, 11):
        whole(engine, chain(run))
    assert server.most_at_once == 3


def test_a_thousand_calls_in_flight(make_engine: MakeEngine, server: Loopback) -> None:
    many, everyone = 1000, asyncio.Event()

    async def together(call: Call) -> web.StreamResponse:
        if server.at_once == many:
            everyone.set()
        await everyone.wait()
        return completion(an_edit(call))

    server.answer = together
    engine = make_engine(chat_model(server.url, concurrency=many), deadline_s=120)
    engine.start([(chain(run), 1) for run in range(1, many + 1)])
    outcomes = {engine.step(chain(run), "act-1").outcome for run in range(1, many + 1)}
    assert outcomes == {Outcome.OK}
    assert server.most_at_once == many


def test_an_infrastructure_failure_ends_the_chain(
    make_engine: MakeEngine, server: Loopback
) -> None:
    async def second_fails(call: Call) -> web.StreamResponse:
        return error(400, "bad field") if "Do thing 2." in call.user else completion(an_edit(call))

    server.answer = second_fails
    results = whole(make_engine(chat_model(server.url)), chain())
    assert [result.outcome for result in results] == [Outcome.OK] + [Outcome.PROVIDER_ERROR] * 3
    assert "bad field" in results[1].message
    assert results[1].before is not None
    assert results[1].after is None
    assert "step act-2 of this chain ended it" in results[2].message
    assert len(server.calls) == 2


def test_a_model_failure_does_not_end_the_chain(make_engine: MakeEngine, server: Loopback) -> None:
    async def varied(call: Call) -> web.StreamResponse:
        if "Do thing 1." in call.user:
            return completion("")
        if "Do thing 2." in call.user:
            return completion("### FILE a.css\n```css\nx", finish="length")
        if "Do thing 3." in call.user:
            return completion("I would change the colours.")
        return completion(an_edit(call))

    server.answer = varied
    results = whole(make_engine(chat_model(server.url)), chain())
    assert [result.outcome for result in results] == [
        Outcome.EMPTY,
        Outcome.TRUNCATED,
        Outcome.MALFORMED,
        Outcome.OK,
    ]


def test_from_the_reference_state_steps_are_independent(
    make_engine: MakeEngine, server: Loopback
) -> None:
    async def second_fails(call: Call) -> web.StreamResponse:
        return error(400, "no") if "Do thing 2." in call.user else completion(an_edit(call))

    server.answer = second_fails
    results = whole(make_engine(chat_model(server.url), start="reference"), chain())
    assert [result.outcome for result in results] == [
        Outcome.OK,
        Outcome.PROVIDER_ERROR,
        Outcome.OK,
        Outcome.OK,
    ]
    assert "css/ref3.css" in results[3].before
    assert "css/ref4.css" not in results[3].before


def test_from_the_reference_state_only_what_was_asked_for_is_paid(
    make_engine: MakeEngine, server: Loopback
) -> None:
    engine = make_engine(chat_model(server.url), start="reference")
    engine.start([(chain(), 4)], only={chain(): ["act-2", "act-4"]})
    engine.step(chain(), "act-4")
    engine.step(chain(), "act-2")
    assert len(server.calls) == 2


def test_without_references_the_reference_start_is_an_error(
    make_engine: MakeEngine, server: Loopback, template: Template
) -> None:
    template.references.clear()  # type: ignore[attr-defined]
    results = whole(make_engine(chat_model(server.url), start="reference"), chain())
    assert results[0].outcome is Outcome.OK
    assert results[1].outcome is Outcome.PROVIDER_ERROR
    assert "no reference for act-1" in results[1].message


def test_results_that_were_asked_for_are_forgotten_when_they_grow(
    make_engine: MakeEngine, server: Loopback
) -> None:
    async def large(call: Call) -> web.StreamResponse:
        return completion(an_edit(call) + "x" * 200_000)

    server.answer = large
    engine = make_engine(chat_model(server.url, concurrency=64), ahead_mib=1)
    engine.start([(chain(run), STEPS) for run in range(1, 13)])
    first = whole(engine, chain(1))
    for run in range(2, 13):
        whole(engine, chain(run))
    assert engine.finished(chain(1)) == []
    assert len(engine.finished(chain(12))) == STEPS
    # Asked for again, it is the same, read back from what was recorded.
    calls = len(server.calls)
    again = whole(engine, chain(1))
    assert [one.after for one in again] == [one.after for one in first]
    assert len(server.calls) == calls == 12 * STEPS


def test_what_nobody_asks_for_is_bounded_and_holds_back_no_call(
    make_engine: MakeEngine, server: Loopback
) -> None:
    async def large(call: Call) -> web.StreamResponse:
        return completion(an_edit(call) + "x" * 300_000)

    server.answer = large
    engine = make_engine(chat_model(server.url), ahead_mib=1)
    engine.start([(chain(run), STEPS) for run in range(1, 21)])
    while engine.progress().done < 20 * STEPS:
        time.sleep(0.01)
    assert engine._board.bytes_untaken < (1 << 20) + 10 * 310_000
    assert [len(engine.finished(chain(run))) for run in range(1, 21)] == [STEPS] * 20
    for run in range(20, 0, -1):
        results = whole(engine, chain(run))
        assert {result.outcome for result in results} == {Outcome.OK}
        assert all(len(result.reply) > 300_000 for result in results)
        for one, next_one in pairwise(results):
            assert next_one.before == one.after
    assert len(server.calls) == 20 * STEPS


def test_the_last_step_alone_brings_back_all_before_it(
    make_engine: MakeEngine, server: Loopback
) -> None:
    async def large(call: Call) -> web.StreamResponse:
        return completion(an_edit(call) + "x" * 700_000)

    server.answer = large
    engine = make_engine(chat_model(server.url), ahead_mib=1)
    engine.start([(chain(run), STEPS) for run in range(1, 4)])
    while engine.progress().done < 3 * STEPS:
        time.sleep(0.01)
    engine.step(chain(3), f"act-{STEPS}")
    results = engine.finished(chain(3))
    assert [result.action for result in results] == [f"act-{at}" for at in range(1, STEPS + 1)]
    assert all(result.after is not None and result.reply for result in results)
    assert len(server.calls) == 3 * STEPS


def test_what_needs_no_call_waits_for_room(make_engine: MakeEngine, server: Loopback) -> None:
    async def large(call: Call) -> web.StreamResponse:
        return completion(an_edit(call) + "x" * 300_000)

    server.answer = large
    recorder = make_engine(chat_model(server.url))
    for run in range(1, 11):
        whole(recorder, chain(run))
    engine = make_engine(chat_model(server.url), ahead_mib=1)
    engine.start([(chain(run), STEPS) for run in range(1, 21)])  # half of it is recorded
    while len(server.calls) < 20 * STEPS:  # what is not is asked for though nobody takes anything
        time.sleep(0.01)
    assert engine.progress().recorded < 10 * STEPS
    for run in range(1, 21):
        assert {result.outcome for result in whole(engine, chain(run))} == {Outcome.OK}
    assert len(server.calls) == 20 * STEPS


def test_other_results_can_be_used_while_one_is_waited_for(
    make_engine: MakeEngine, server: Loopback
) -> None:
    release = asyncio.Event()

    async def first_is_slow(call: Call) -> web.StreamResponse:
        if call.number == 1:
            await release.wait()
        return completion(an_edit(call))

    server.answer = first_is_slow
    engine = make_engine(chat_model(server.url))
    seen = []

    def note(result: object) -> None:
        seen.append(result)
        if len(seen) == STEPS:
            server._loop.call_soon_threadsafe(release.set)

    engine.start([(chain(1), 1)])
    while not server.calls:
        time.sleep(0.005)
    engine.start([(chain(2), STEPS)])
    engine.step(chain(1), "act-1", meanwhile=note)
    assert [result.action for result in seen[:STEPS]] == [f"act-{at}" for at in range(1, 5)]
    assert {result.chain.run for result in seen[:STEPS]} == {2}


def test_closing_keeps_what_arrived_and_ends_what_waits(
    make_engine: MakeEngine, server: Loopback
) -> None:
    async def second_hangs(call: Call) -> web.StreamResponse:
        if "Do thing 2." in call.user:
            await asyncio.sleep(3600)
        return completion(an_edit(call))

    server.answer = second_hangs
    engine = make_engine(chat_model(server.url))
    results = []
    waiting = threading.Thread(target=lambda: results.extend(whole(engine, chain())))
    waiting.start()
    while len(server.calls) < 2:
        time.sleep(0.01)
    engine.close(grace_s=0.3)
    waiting.join(10)
    assert not waiting.is_alive()
    assert [result.outcome for result in results] == [Outcome.OK] + [Outcome.INTERRUPTED] * 3
    assert engine.step(chain(2), "act-1").outcome is Outcome.INTERRUPTED
    engine.close()
    # The same again asks only for what had not arrived.
    server.answer = edits
    assert {one.outcome for one in whole(make_engine(chat_model(server.url)), chain())} == {
        Outcome.OK
    }
    assert sum("Do thing 1." in call.user for call in server.calls) == 1


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_breaks_the_waiting(make_engine: MakeEngine, server: Loopback) -> None:
    async def hang(call: Call) -> web.StreamResponse:
        await asyncio.sleep(3600)
        raise AssertionError

    server.answer = hang
    engine = make_engine(chat_model(server.url))
    timer = threading.Timer(0.2, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        engine.step(chain(), "act-1")
    engine.close(grace_s=0.2)
    assert engine.step(chain(), "act-1").outcome is Outcome.INTERRUPTED


def test_calls_under_way_may_arrive_within_the_grace(
    make_engine: MakeEngine, server: Loopback
) -> None:
    async def slow(call: Call) -> web.StreamResponse:
        await asyncio.sleep(0.2)
        return completion(an_edit(call))

    server.answer = slow
    engine = make_engine(chat_model(server.url))
    engine.start([(chain(), STEPS)])
    while not server.calls:
        time.sleep(0.01)
    engine.close(grace_s=10)
    assert engine.finished(chain())[0].outcome is Outcome.OK
    assert len(server.calls) == 1


def test_a_model_without_a_price_is_refused(make_engine: MakeEngine, server: Loopback) -> None:
    model = chat_model(server.url, price=None)
    with pytest.raises(LlmsiteError, match=r"has no price.*--llm-unpriced"):
        make_engine(model)
    result = make_engine(model, unpriced=True).step(chain(), "act-1")
    assert result.cost_usd is None


def test_an_unknown_action_is_named(make_engine: MakeEngine) -> None:
    with pytest.raises(LlmsiteError, match="did you mean 'act-1'"):
        make_engine(REFERENCE).step(chain(), "act1")


def test_progress_counts(make_engine: MakeEngine, server: Loopback) -> None:
    engine = make_engine(chat_model(server.url))
    assert engine.progress().planned == 0
    engine.start([(chain(), STEPS)])
    whole(engine, chain())
    progress = engine.progress()
    assert (progress.planned, progress.done, progress.in_flight) == (STEPS, STEPS, 0)
    assert progress.input_tokens == 1000 * STEPS
    assert progress.cost_usd == pytest.approx(STEPS * 0.0012)


def test_a_fault_of_the_engine_reaches_whoever_asks(
    make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("pytest_llmsite.engine.runner.make_request", broken)
    with pytest.raises(ZeroDivisionError, match="a fault"):
        make_engine(REFERENCE).step(chain(), "act-1")
