"""From records to arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import benchmark, chain, finding, record

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.report.cells import Deductions
from pytest_llmsite.report.collector import collect
from pytest_llmsite.report.dataset import Dataset
from pytest_llmsite.report.spending import spending

scores = st.lists(st.one_of(st.none(), st.floats(-10, 10)), min_size=16, max_size=16)


@given(st.lists(scores, min_size=1, max_size=5))
def test_totals_are_of_complete_chains_and_lie_within_the_bounds(rows: list[list[float]]) -> None:
    records = [r for run, row in enumerate(rows, 1) for r in chain("a", "m", run, row)]
    data = Dataset.from_records(records)
    whole = [sum(row) for row in rows if None not in row]
    assert data.totals_of(0) == {"a": pytest.approx(whole)}
    low, high = data.bounds_of(0)
    assert low <= high
    if len(whole) == len(rows):
        assert low == high == pytest.approx(sum(whole) / len(whole))


def test_a_missing_score_is_never_averaged_as_anything() -> None:
    records = [*chain("a", "m", 1, [8.0] * 16), *chain("a", "m", 2, [None] + [6.0] * 15)]
    data = Dataset.from_records(records)
    assert data.cell_means[0, 0] == 8.0
    assert data.cell_means[0, 1] == 7.0
    assert data.cell_counts[0, :2].tolist() == [1, 2]
    assert data.totals_of(0) == {"a": [128.0]}
    brand = data.categories.index("brand")
    assert np.isnan(data.category_means[1, brand])
    assert data.category_means[1, data.categories.index("layout")] == 6.0


def test_templates_weigh_equally_in_a_cell() -> None:
    records = [r for run in (1, 2, 3) for r in chain("a", "m", run, [9.0])]
    records += chain("b", "m", 1, [3.0])
    assert Dataset.from_records(records).cell_means[0, 0] == 6.0


def test_a_planned_chain_without_a_record_is_incomplete() -> None:
    records = chain("a", "m", 1, [5.0] * 16)
    data = Dataset.from_records(records, [("a", "m", 1), ("a", "m", 2), ("b", "m", 1)])
    assert data.complete.tolist() == [True, False, False]
    assert data.missing.tolist() == [0, 16, 16]
    assert data.bounds_of(0) == ((80 - 160) / 2 / 2 - 80, (80 + 160) / 2 / 2 + 80)


def test_unselected_steps_count_in_spend_only() -> None:
    records = list(benchmark(["sonnet"], runs=1, selected=["swap-fonts"]))
    data = Dataset.from_records(records)
    assert data.maximum == 10.0
    assert data.complete.all()
    spent = spending(data, 0)
    assert spent.steps == 4
    assert spent.dollars == pytest.approx(sum(r.cost_usd or 0.0 for r in records))


def test_a_step_that_was_never_asked_is_no_call_and_cannot_have_been_charged() -> None:
    lost = {"score": None, "raw": None, "cost_usd": None, "latency_s": None, "findings": ()}
    records = [
        record(run=1, cost_usd=0.25, attempts=1),
        record(run=2, outcome="provider-error", attempts=5, **lost),
        record(run=3, outcome="provider-error", attempts=0, **lost),  # after a key was refused
        record(run=4, outcome="budget", attempts=0, **lost),
    ]
    spent = spending(Dataset.from_records(records), 0)
    assert (spent.steps, spent.failed, spent.unpriced, spent.dollars) == (2, 1, 0, 0.25)


def test_a_step_counts_once_and_its_first_score_stays() -> None:
    missing, first, second = (
        record(score=None, outcome="timeout", cost_usd=None),
        record(score=4.0),
        record(score=9.0),
    )
    data = Dataset.from_records([missing, first, second])
    assert data.scores.tolist() == [[4.0]]
    assert data.duplicates == 2


def test_own_actions_of_users_take_part() -> None:
    records = [
        record(),
        record(action="own-action", category="own", position=17, score=5.0),
    ]
    data = Dataset.from_records(records)
    assert data.actions == ("apply-colours", "own-action")
    assert data.categories == ("brand", "own")
    assert data.totals.tolist() == [15.0]


def test_deductions_add_up_to_what_the_score_lost() -> None:
    findings = (finding("a", 2.0, "", "requirement"), finding("b", 0.5, "", "damage"))
    records = [
        record(run=1, score=7.5, findings=findings),
        record(run=2, score=0.0, outcome="malformed", findings=()),
        record(run=3, score=10.0),
        record(run=4, score=None, outcome="timeout"),
        record(run=5, score=-10.0, findings=(finding("a", 50.0, "", "requirement"),)),
    ]
    found = Deductions(Dataset.from_records(records)).of(0, 0)
    assert found == {"safari-lodge": [[0.5, 2.0], [10.0], [], [50.0]]}


def test_what_was_to_be_done_and_was_not_is_missing() -> None:
    expected = [("safari-lodge", action) for action in ACTIONS]
    collector = collect([record(run=1), record(run=2)])
    chains = [("safari-lodge", "sonnet", run) for run in (1, 2, 3)]
    data = Dataset.from_collector(collector, chains, expected)
    assert data.maximum == 160.0
    assert data.actions == tuple(action.name for action in ACTIONS)
    assert data.missing.tolist() == [15, 15, 16]
    assert not data.complete.any()
    assert Dataset.from_collector(collect([record(run=1)])).complete.all()
