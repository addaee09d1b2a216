"""Money: what calls cost, and what may be spent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from engines import STEPS, chain, chat_model, whole
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, completion

from pytest_llmsite.engine.budget import Budget, MemoryLedger
from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.steps import Outcome
from pytest_llmsite.models.pricing import (
    cost_usd,
    estimate_tokens,
    overflow,
    tier,
    worst_case_usd,
)
from pytest_llmsite.models.protocol import Price, Prompt, Usage

MakeEngine = Callable[..., Engine]


def test_kinds_of_tokens_have_their_own_prices() -> None:
    price = Price(3.0, 15.0, cached_input=0.3, cache_write=3.75, reasoning=10.0)
    usage = Usage(input=1000, output=500, cached_input=600, cache_write=100, reasoning=200)
    expected = (300 * 3 + 600 * 0.3 + 100 * 3.75 + 300 * 15 + 200 * 10) / 1e6
    assert cost_usd(price, usage) == pytest.approx(expected)
    plain = (1000 * 3 + 500 * 15) / 1e6
    assert cost_usd(Price(3.0, 15.0), usage) == pytest.approx(plain)


def test_long_prompts_have_the_price_of_their_tier() -> None:
    price = Price(3, 15, above_tokens={200_000: Price(6, 22.5), 500_000: Price(9, 30)})
    assert tier(price, 200_000).input == 3
    assert tier(price, 200_001).input == 6
    assert tier(price, 900_000).output == 30


@given(st.builds(Usage, *[st.integers(0, 10**6)] * 5))
def test_no_usage_costs_less_than_nothing_or_more_than_the_worst_case(usage: Usage) -> None:
    price = Price(3.0, 15.0, cached_input=0.3, cache_write=3.75)
    cost = cost_usd(price, usage)
    model = chat_model("http://x", price=price, max_output_tokens=max(1, usage.output))
    assert 0 <= cost <= worst_case_usd(model, usage.input) + 1e-12


def test_estimates_are_high_also_for_other_scripts() -> None:
    assert estimate_tokens("a" * 300) == 100
    assert estimate_tokens("漢" * 100) == 100
    assert estimate_tokens("") == 0


def test_what_does_not_fit_is_known_before(make_engine: MakeEngine, server: Loopback) -> None:
    model = chat_model(server.url, context_tokens=1000, max_output_tokens=900)
    assert overflow(model, Prompt("", "x" * 600, "")) is not None
    assert overflow(model, Prompt("", "x" * 100, "")) is None
    results = whole(make_engine(model), chain())
    assert {result.outcome for result in results} == {Outcome.PROVIDER_ERROR}
    assert "but the context of m holds 1,000" in results[0].message
    assert server.calls == []


def test_a_reported_cost_counts_and_an_unknown_one_is_not_zero(
    make_engine: MakeEngine, server: Loopback
) -> None:
    answers = {
        1: completion("### NO CHANGES", usage={"prompt_tokens": 9, "completion_tokens": 1, "cost": 0.25}),
        2: completion("### NO CHANGES", usage={}),
        3: completion("### NO CHANGES", usage={"prompt_tokens": 1e6, "completion_tokens": 0, "cost": 0}),
        4: completion("### NO CHANGES", usage={"prompt_tokens": 5, "completion_tokens": 1, "cost": "free"}),
    }  # fmt: skip

    async def answer(call: object) -> object:
        return answers[call.number]  # type: ignore[attr-defined]

    server.answer = answer
    results = whole(make_engine(chat_model(server.url)), chain())
    assert [result.cost_usd for result in results] == [0.25, None, 1.0, pytest.approx(7e-6)]
    assert results[1].usage.estimated


def priced(server: Loopback, **options: object) -> object:
    """A model whose call costs $0.0012 and at most about $0.003."""
    return chat_model(server.url, max_output_tokens=1000, **options)


def test_no_chain_is_started_that_cannot_be_paid(make_engine: MakeEngine, server: Loopback) -> None:
    engine = make_engine(priced(server), max_cost=0.05)
    engine.start([(chain(run), STEPS) for run in range(1, 21)])
    outcomes = [[r.outcome for r in whole(engine, chain(run))] for run in range(1, 21)]
    complete = [o for o in outcomes if set(o) == {Outcome.OK}]
    assert all(set(o) in ({Outcome.OK}, {Outcome.BUDGET}) for o in outcomes)
    spent = len(server.calls) * 0.0012
    assert spent == pytest.approx(engine.progress().cost_usd)
    assert spent <= 0.05
    assert 6 <= len(complete) < 20  # not only as many as worst cases would fit (four)
    message = engine.step(chain(20), "act-1").message
    assert "more than is left of --llm-max-cost=0.05" in message


def test_recorded_responses_cost_nothing(make_engine: MakeEngine, server: Loopback) -> None:
    whole(make_engine(priced(server)), chain())
    results = whole(make_engine(priced(server), max_cost=0.0), chain())
    assert {result.outcome for result in results} == {Outcome.OK}
    assert results[0].cost_usd == pytest.approx(0.0012)


def test_free_models_need_no_budget(make_engine: MakeEngine, server: Loopback) -> None:
    results = whole(make_engine(chat_model(server.url, price=Price(0, 0)), max_cost=0.0), chain())
    assert {result.outcome for result in results} == {Outcome.OK}


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 10)), min_size=1, max_size=20),
    st.integers(1, 100),
)
def test_spend_stays_within_the_budget_and_every_chain_ends(
    chains: list[tuple[int, int]], most: int
) -> None:
    spent = 0.0

    async def perform(budget: Budget, number: int, worst: int, steps: int) -> bool:
        nonlocal spent
        key = chain(number)
        for left in range(steps, 0, -1):
            if not await budget.reserve(key, worst * left, worst):
                budget.release(key)
                assert left == steps, "a chain was started that could not be finished"
                return False
            await asyncio.sleep(0)
            cost = worst * (number % 3) / 2 if number % 3 else worst
            spent += cost
            budget.spend(key, cost, worst)
        budget.release(key)
        return True

    async def main() -> None:
        budget = Budget(float(most), MemoryLedger())
        jobs = [perform(budget, n, worst, steps) for n, (worst, steps) in enumerate(chains, 1)]
        await asyncio.wait_for(asyncio.gather(*jobs), 30)

    asyncio.run(main())
    assert spent <= most


def test_amounts_are_remembered_by_path(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    assert ledger.reserve("a", 3.0, 5.0)
    assert not ledger.reserve("b", 3.0, 5.0)
    assert ledger.could_free("b")
    ledger.spend("a", 1.0, 0.0)
    assert ledger.reserve("b", 3.0, 5.0)
    assert ledger.spent() == 1.0
