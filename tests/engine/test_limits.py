"""Calls at once, requests and tokens per minute: never exceeded, and adapted to refusals."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.engine.limits import WINDOW_SECONDS, Account, OwnRates


def run(job: Callable[[], object]) -> object:
    async def main() -> object:
        return await job()  # type: ignore[misc]

    return asyncio.run(main())


def test_the_smallest_priority_goes_first() -> None:
    async def job() -> list[int]:
        account, order = Account("a", 1), []

        async def call(number: int) -> None:
            await account.acquire((number,), 0)
            order.append(number)
            await asyncio.sleep(0)
            account.release()

        await account.acquire((0,), 0)
        tasks = [asyncio.create_task(call(number)) for number in (5, 3, 9, 1)]
        await asyncio.sleep(0)
        account.release()
        await asyncio.gather(*tasks)
        return order

    assert run(job) == [1, 3, 5, 9]


def test_a_cancelled_call_gives_its_place_back() -> None:
    async def job() -> int:
        account = Account("a", 1)
        await account.acquire((0,), 0)
        waiting = asyncio.create_task(account.acquire((1,), 0))
        await asyncio.sleep(0)
        assert account.waiting == 1
        account.release()  # admits it …
        waiting.cancel()  # … before it has noticed
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert account.in_flight == 0
        await account.acquire((2,), 0)
        return account.in_flight

    assert run(job) == 1


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 2)), max_size=200), st.integers(1, 8))
def test_places_are_never_lost_nor_invented(calls: list[tuple[bool, float]], limit: int) -> None:
    async def job() -> None:
        account, rng = Account("a", limit), random.Random(1)

        async def call(cancelled: bool) -> None:
            await account.acquire((rng.random(),), 0)
            assert account.in_flight <= limit
            try:
                await asyncio.sleep(0)
            finally:
                account.release()

        tasks = [asyncio.create_task(call(cancelled)) for cancelled, _ in calls]
        for task, (cancelled, _) in zip(tasks, calls, strict=True):
            await asyncio.sleep(0)
            if cancelled:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert account.in_flight == account.waiting == 0

    run(job)


def end_round(account: Account, refused: int) -> None:
    for number in range(int(account.limit)):
        account.answered(refused_for_load=number < refused)


def test_the_limit_doubles_until_the_first_refusal_then_grows_by_one() -> None:
    account = Account("a")
    seen = []
    for refused in (0, 0, 0, 6, 0, 0):
        end_round(account, refused)
        seen.append(account.limit)
    assert seen[:3] == [16, 32, 64]
    assert seen[3] == pytest.approx(64 * (1 - 6 / 64 / 2) + 1)
    assert seen[4] == pytest.approx(seen[3] + 1)


def test_the_limit_halves_when_all_are_refused_and_never_reaches_zero() -> None:
    account = Account("a")
    for expected in (8 / 2 + 1, 3.5, 2.75):
        end_round(account, refused=99)
        assert account.limit == pytest.approx(expected)
    for _ in range(50):
        end_round(account, refused=99)
    assert account.limit >= 1


def test_some_refusals_by_chance_do_not_starve_an_account() -> None:
    account, rng = Account("a"), random.Random(3)
    limits = []
    for _ in range(20_000):
        account.answered(refused_for_load=rng.random() < 0.1)
        limits.append(account.limit)
    assert sum(limits[5000:]) / len(limits[5000:]) > 15


def test_it_settles_near_what_a_server_takes() -> None:
    capacity, account, limits = 20, Account("a"), []
    for _ in range(400):
        calls = int(account.limit)
        for number in range(calls):
            account.answered(refused_for_load=number >= capacity)
        limits.append(account.limit)
    assert all(capacity - 4 <= limit <= capacity + 6 for limit in limits[20:])


def test_a_fixed_limit_stays() -> None:
    account = Account("a", 5)
    end_round(account, 5)
    end_round(account, 0)
    assert account.limit == 5


def test_when_much_is_refused_the_account_waits_as_long_as_asked() -> None:
    now = [100.0]
    account = Account("a", 4, clock=lambda: now[0])

    async def job() -> None:
        for _ in range(4):
            account.answered(refused_for_load=True, retry_after=0.05)
        waiting = asyncio.create_task(account.acquire((0,), 0))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        now[0] += 1
        await waiting

    run(job)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 60)), min_size=1, max_size=80),
    st.one_of(st.none(), st.integers(1, 10)),
    st.one_of(st.none(), st.integers(60, 300)),
)
def test_no_window_of_a_minute_holds_more_than_the_limits(
    calls: list[tuple[int, int]], rpm: int | None, tpm: int | None
) -> None:
    clock = [0.0]
    rates, starts = OwnRates(rpm, tpm, clock=lambda: clock[0]), []
    for gap, tokens in calls:
        clock[0] += gap
        for _ in range(200):
            wait = rates.take(tokens)
            if wait <= 0:
                break
            clock[0] += wait
        else:
            pytest.fail("waits for ever")
        starts.append((clock[0], tokens))
    for end, _ in starts:
        window = [tokens for at, tokens in starts if end - WINDOW_SECONDS < at <= end]
        assert rpm is None or len(window) <= rpm
        assert tpm is None or sum(window) <= tpm


def test_one_refusal_by_chance_does_not_stop_the_account() -> None:
    account = Account("a", 4)

    async def job() -> None:
        account.answered(refused_for_load=True, retry_after=3600.0)
        assert await account.acquire((0,), 0) < 60

    run(job)


def test_a_growing_limit_is_told() -> None:
    account, told = Account("a"), []
    account.on_change = lambda: told.append(account.limit)
    end_round(account, 0)
    assert told == [16]
