"""Retried is what can succeed on retry, a finite number of times, within the deadline."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from aiohttp import web
from engines import STEPS, chain, chat_model, whole
from loopback import Call, Loopback, an_edit, completion, edits, error

from pytest_llmsite.engine import asking
from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.steps import Outcome
from pytest_llmsite.models.protocol import ProviderError

MakeEngine = Callable[..., Engine]


def failing_first(
    times: int, failure: Callable[[Call], web.StreamResponse]
) -> Callable[..., object]:
    """Return an answer that fails so many times before it answers."""

    async def answer(call: Call) -> web.StreamResponse:
        return failure(call) if call.number <= times else completion(an_edit(call))

    return answer


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_what_may_succeed_later_is_retried(
    make_engine: MakeEngine, server: Loopback, status: int
) -> None:
    server.answer = failing_first(2, lambda call: error(status, "later"))
    result = make_engine(chat_model(server.url)).step(chain(), "act-1")
    assert result.outcome is Outcome.OK
    assert result.attempts == 3
    assert result.message.startswith(f"asked 3 times (status {status}: later;")
    assert result.waited_s > 0


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 413, 422, 425])
def test_what_cannot_succeed_is_not(make_engine: MakeEngine, server: Loopback, status: int) -> None:
    server.answer = failing_first(99, lambda call: error(status, "never"))
    result = make_engine(chat_model(server.url)).step(chain(), "act-1")
    assert result.outcome is Outcome.PROVIDER_ERROR
    assert "never" in result.message
    assert len(server.calls) == 1


def test_pauses_are_anywhere_below_a_doubling_bound_or_as_the_server_asks() -> None:
    plain = ProviderError("broken", retryable=True)
    for times in range(1, 25):
        most = min(asking.LONGEST_WAIT_SECONDS, asking.FIRST_WAIT_SECONDS * 2 ** (times - 1))
        waits = [asking._pause(plain, times) for _ in range(200)]
        assert 0 <= min(waits) < most / 2 < max(waits) <= most
    asked = ProviderError("slow", retryable=True, retry_after=7.0)
    waits = [asking._pause(asked, 3) for _ in range(200)]
    assert 7.0 <= min(waits) < max(waits) <= 7.7


def test_retries_are_finite(make_engine: MakeEngine, server: Loopback) -> None:
    server.answer = failing_first(99, lambda call: error(500, "always"))
    result = make_engine(chat_model(server.url), retries=2).step(chain(), "act-1")
    assert result.outcome is Outcome.PROVIDER_ERROR
    assert "gave up after 3 calls" in result.message
    assert result.attempts == len(server.calls) == 3


def test_refusals_for_load_may_repeat_more_often_but_finitely(
    make_engine: MakeEngine, server: Loopback
) -> None:
    server.answer = failing_first(99, lambda call: error(429, "busy", {"Retry-After": "0"}))
    result = make_engine(chat_model(server.url), retries=2).step(chain(), "act-1")
    assert result.outcome is Outcome.PROVIDER_ERROR
    assert len(server.calls) == 1 + 2 * asking.OVERLOAD_RETRIES


def test_no_quota_ends_the_model_with_one_line(make_engine: MakeEngine, server: Loopback) -> None:
    server.answer = failing_first(
        99, lambda call: error(429, "You exceeded your current quota", code="insufficient_quota")
    )
    engine = make_engine(chat_model(server.url, concurrency=1))
    engine.start([(chain(run), STEPS) for run in range(1, 31)])
    results = [engine.step(chain(run), "act-1") for run in range(1, 31)]
    assert {result.outcome for result in results} == {Outcome.PROVIDER_ERROR}
    assert len(server.calls) == 1
    assert len(engine.notices()) == 1
    assert "model m: the account has no quota left (429)" in engine.notices()[0]
    assert "chains ended with it: 30" in engine.notices()[0]


def test_a_refused_key_ends_only_its_own_model(make_engine: MakeEngine, server: Loopback) -> None:
    async def one_refused(call: Call) -> web.StreamResponse:
        if call.body["model"] == "acme/model-1":
            return error(401, "no such key")
        return completion(an_edit(call))

    server.answer = one_refused
    good = chat_model(server.url, "good")
    object.__setattr__(good, "model_id", "acme/other")
    engine = make_engine(chat_model(server.url), good)
    engine.start([(chain(1), STEPS), (chain(1, "good"), STEPS), (chain(2), STEPS)])
    assert whole(engine, chain(2))[3].outcome is Outcome.PROVIDER_ERROR
    assert {result.outcome for result in whole(engine, chain(1, "good"))} == {Outcome.OK}
    assert len(engine.notices()) == 1


def test_retry_after_is_honoured(make_engine: MakeEngine, server: Loopback) -> None:
    server.answer = failing_first(1, lambda call: error(429, "slow", {"Retry-After": "0.3"}))
    engine = make_engine(chat_model(server.url))
    result = engine.step(chain(), "act-1")
    assert result.outcome is Outcome.OK
    assert result.waited_s >= 0.3
    (wait,) = engine.waits()
    assert "small-m-run1-act-1: status 429: slow; waits 0.3 s (retry 1 of at most 8)" in wait
    assert engine.waits() == []


def test_the_deadline_ends_a_step_that_hangs(make_engine: MakeEngine, server: Loopback) -> None:
    async def hang(call: Call) -> web.StreamResponse:
        await asyncio.sleep(3600)
        raise AssertionError

    server.answer = hang
    result = make_engine(chat_model(server.url), deadline_s=0.2).step(chain(), "act-1")
    assert result.outcome is Outcome.TIMEOUT
    assert result.after is None


def test_a_wait_beyond_the_deadline_is_not_begun(make_engine: MakeEngine, server: Loopback) -> None:
    server.answer = failing_first(9, lambda call: error(429, "slow", {"Retry-After": "3600"}))
    result = make_engine(chat_model(server.url)).step(chain(), "act-1")
    assert result.outcome is Outcome.TIMEOUT
    assert len(server.calls) == 1


def test_dropped_connections_are_retried(make_engine: MakeEngine, server: Loopback) -> None:
    async def dropping(call: Call) -> web.StreamResponse:
        if call.number % 2:
            response = web.StreamResponse(headers={"Content-Length": "1000"})
            await response.prepare(server.request)
            await response.write(b'{"id":')
            server.request.transport.close()
            return response
        return completion(an_edit(call))

    server.answer = dropping
    results = whole(make_engine(chat_model(server.url)), chain())
    assert {result.outcome for result in results} == {Outcome.OK}
    assert {result.attempts for result in results} == {2}


def test_no_server_is_a_provider_error(make_engine: MakeEngine) -> None:
    result = make_engine(chat_model("http://127.0.0.1:9/v1"), retries=1).step(chain(), "act-1")
    assert result.outcome is Outcome.PROVIDER_ERROR
    assert "gave up after 2 calls" in result.message
    assert "127.0.0.1:9" in result.message


def test_nothing_is_lost_when_a_tenth_is_refused_and_some_dropped(
    make_engine: MakeEngine, server: Loopback
) -> None:
    async def rough(call: Call) -> web.StreamResponse:
        if call.number % 10 == 3:
            return error(429, "busy", {"Retry-After": "0.02"})
        if call.number % 50 == 7:
            server.request.transport.close()
        return completion(an_edit(call))

    server.answer = rough
    engine = make_engine(chat_model(server.url))
    engine.start([(chain(run), STEPS) for run in range(1, 31)])
    rough_results = [whole(engine, chain(run)) for run in range(1, 31)]
    server.answer = edits
    calm = make_engine(chat_model(server.url), folder="calm")
    for run, results in enumerate(rough_results, 1):
        assert [r.after for r in results] == [r.after for r in whole(calm, chain(run))]


def test_waiting_for_a_retry_leaves_the_place_to_others(
    make_engine: MakeEngine, server: Loopback
) -> None:
    others = threading.Event()

    async def first_waits(call: Call) -> web.StreamResponse:
        if call.number == 1:
            return error(500, "later", {"Retry-After": "0.5"})
        if call.number > STEPS:
            others.set()
        return completion(an_edit(call))

    server.answer = first_waits
    engine = make_engine(chat_model(server.url, concurrency=1))
    engine.start([(chain(1), 1), (chain(2), STEPS)])
    engine.step(chain(2), f"act-{STEPS}")
    assert engine.finished(chain(1)) == []
    assert engine.step(chain(1), "act-1").attempts == 2


def test_errors_and_refusals_for_load_are_counted_apart(
    make_engine: MakeEngine, server: Loopback
) -> None:
    statuses = [429, 429, 429, 500, 500]

    async def answer(call: Call) -> web.StreamResponse:
        if call.number > len(statuses):
            return completion(an_edit(call))
        return error(statuses[call.number - 1], "not now", {"Retry-After": "0"})

    server.answer = answer
    result = make_engine(chat_model(server.url), retries=2).step(chain(), "act-1")
    assert result.outcome is Outcome.OK
    assert result.attempts == 6
