"""The plan of `--collect-only`."""

from __future__ import annotations

import re

import pytest
from synthetic import benchmark

from pytest_llmsite.models.protocol import Model, Price
from pytest_llmsite.report.dataset import Dataset
from pytest_llmsite.report.earlier import Measured, measured, spreads
from pytest_llmsite.report.plan import (
    PlannedModel,
    PlannedRun,
    Range,
    plan_lines,
    planned_model,
    proposal_lines,
)


def model(**values: object) -> Model:
    fields = {"alias": "sonnet", "provider": "openai", "model_id": "x", "price": Price(3.0, 15.0)}
    return Model(**(fields | values))  # type: ignore[arg-type]


def planned(**values: object) -> PlannedModel:
    return planned_model(model(**values), calls=160, input_tokens=160 * 10_000)


def test_dollars_follow_the_prices() -> None:
    found = planned()
    assert found.output == Range(160 * 500, 160 * 2000, 160 * 12000)
    assert found.dollars is not None
    expected = 160 * (9_500 * 3 + 2_000 * 15) / 1e6
    assert abs(found.dollars.expected - expected) < 1e-9
    assert found.dollars.low < found.dollars.expected < found.dollars.high


def test_the_output_limit_bounds_the_high_case() -> None:
    assert planned(max_output_tokens=4_000).output.high == 160 * 4_000


def test_earlier_results_take_the_place_of_assumptions() -> None:
    found = planned_model(model(), 10, 1000, output_per_call=1000.0, seconds=7.0)
    assert found.output.expected == 10_000
    assert found.seconds == 7.0


def test_unknown_prices_stay_unknown_and_simulated_models_are_free() -> None:
    assert planned(price=None).dollars is None
    free = planned(simulated=True, price=None).dollars
    assert free == Range(0.0, 0.0, 0.0)


def test_wall_time_is_the_longest_chain_or_the_shared_calls() -> None:
    plan = PlannedRun([planned()], templates=2, runs=5, actions=16, concurrency=4)
    assert plan.seconds.expected == 160 * 20 / 4
    assert PlannedRun([planned()], 2, 5, 16, 100).seconds.expected == 16 * 20


def test_plan_as_text() -> None:
    plan = PlannedRun(
        [planned(), planned(alias="own", price=None), planned(alias="haiku", simulated=True)],
        templates=5,
        runs=2,
        actions=16,
        concurrency=16,
    )
    text = "\n".join(plan_lines(plan, width=80, colour=False))
    assert "haiku simulated" in text
    assert "what is unknown of own" in " ".join(text.split())
    row = next(line for line in text.splitlines() if line.startswith("this suite"))
    assert row.split()[2] == "20.9"  # T = 5, R = 2, run SD 15, interaction SD 6
    row = next(line for line in text.splitlines() if line.startswith("new templates"))
    assert row.split()[2] == "29.0"
    assert all(len(line) <= 80 for line in text.splitlines())


def test_a_single_run_says_why_it_cannot_tell() -> None:
    plan = PlannedRun([planned()], 2, 1, 16, 16)
    text = " ".join("\n".join(plan_lines(plan, width=80, colour=False)).split())
    assert "this suite: nothing, as every template has a single run" in text


def test_proposals_are_cheapest_first() -> None:
    plan = PlannedRun([planned()], 2, 5, 16, 16)
    found = list(proposal_lines(plan, 20.0, width=80, colour=False))
    tables = "\n".join(found).split("── Plans")[1:]
    assert len(tables) == 2
    for lines in tables:
        rows = [line.split() for line in lines.splitlines() if re.match(r" +\d", line)]
        chains = [int(row[2]) for row in rows]
        assert chains == sorted(chains)
        assert len(chains) > 3
        assert all(float(row[4]) <= 20 for row in rows)
    assert "run SD 15 and model × template SD 6 assumed" in " ".join(found)


def test_plans_of_one_model_are_for_two_like_it() -> None:
    def cheapest(*models: PlannedModel) -> list[str]:
        plan = PlannedRun(models, templates=5, runs=2, actions=16, concurrency=16)
        found = proposal_lines(plan, 20.0, width=80, colour=False)
        return next(line.split() for line in found if re.match(r" +\d", line))

    assert cheapest(planned()) == cheapest(planned(), planned(alias="like it"))


def test_earlier_results_measure_replies_and_spread() -> None:
    records = list(benchmark(["sonnet", "kimi"], runs=6, failures=0.002))
    data = Dataset.from_records(records)
    own = [r for r in records if r.model == "kimi" and r.outcome != "provider-error"]
    found = measured(data, "kimi")
    assert found.output_per_call == pytest.approx(sum(r.usage["output"] for r in own) / len(own))
    assert found.seconds is not None
    spread = spreads(data)
    assert spread is not None
    assert 5 < spread[0] < 25


def test_earlier_results_that_cannot_tell() -> None:
    assert spreads(Dataset.from_records(benchmark(["kimi"], runs=1))) is None
    data = Dataset.from_records(benchmark(["kimi"], runs=1, simulated=True))
    assert measured(data, "kimi") == measured(data, "sonnet") == Measured(None, None)
