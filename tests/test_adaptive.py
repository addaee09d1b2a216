"""Which rounds are run: decided by complete rounds, whatever order their scores came in."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence

import pytest

from pytest_llmsite.engine.steps import ChainKey
from pytest_llmsite.session.adaptive import Rounds

ACTIONS = ("one", "two")
TEMPLATES = ("a", "b")


def score(model: str, template: str, run: int, action: str) -> float:
    """Scores whose spread is known: `calm` hardly varies, `wild` does, `flat` never."""
    spread = {"calm": 0.2, "wild": 6.0, "flat": 0.0}[model]
    return 3.0 + spread * random.Random(f"{model}{template}{run}{action}").uniform(-1, 1)


def steps(models: Iterable[str], runs: Sequence[int]) -> list[tuple[ChainKey, str]]:
    return [
        (ChainKey(template, model, run), action)
        for run in runs
        for template in TEMPLATES
        for model in models
        for action in ACTIONS
    ]


def line(chain: ChainKey, action: str, value: float | None, *, selected: bool = True) -> str:
    return json.dumps(
        {"template": chain.template, "model": chain.model, "run": chain.run, "action": action,
         "score": value, "selected": selected}
    )  # fmt: skip


def played(rounds: Rounds, *, shuffle: int = 0, missing: tuple[str, int] | None = None) -> Rounds:
    """Run rounds as a session would, with the scores of each in some order."""
    done: set[int] = set()
    while True:
        due = [
            (chain, action)
            for chain, action in rounds.steps
            if rounds.is_due(chain) and chain.run not in done
        ]
        done |= {run for run in rounds.runs if rounds.is_open(run)}
        random.Random(shuffle).shuffle(due)
        for chain, action in due:
            lost = missing == (chain.model, chain.run)
            value = None if lost else score(chain.model, chain.template, chain.run, action)
            rounds.note(line(chain, action, value))
        if rounds.open_next() is None:
            return rounds


def ends(rounds: Rounds) -> dict[str, int]:
    return {model: stopped.run for model, stopped in rounds.stopped.items()}


def test_each_model_stops_by_itself_after_three_rounds_at_the_earliest() -> None:
    rounds = played(Rounds(2.0, steps(["calm", "wild"], range(1, 9))))
    assert ends(rounds)["calm"] == 3
    assert ends(rounds).get("wild", 8) > 3
    assert rounds.skip_reason(ChainKey("a", "calm", 3)) is None
    reason = rounds.skip_reason(ChainKey("a", "calm", 4))
    assert reason is not None
    assert reason.startswith("stopped by width: ±")
    assert reason.endswith("is within ±2 after 3 rounds")


@pytest.mark.parametrize("shuffle", range(5))
def test_the_order_in_which_scores_come_changes_nothing(shuffle: int) -> None:
    first = played(Rounds(4.0, steps(["calm", "wild"], range(1, 15))))
    again = played(Rounds(4.0, steps(["wild", "calm"], range(1, 15))), shuffle=shuffle)
    assert ends(first) == ends(again)
    assert sorted(first.lines()) == sorted(again.lines())


def test_the_first_rounds_are_open_and_later_ones_are_opened_one_by_one() -> None:
    rounds = Rounds(2.0, steps(["wild"], [1, 2, 3, 4, 5]))
    assert [run for run in rounds.runs if rounds.is_open(run)] == [1, 2, 3]
    assert rounds.open_next() == 4
    assert not rounds.is_due(ChainKey("a", "wild", 5))
    assert rounds.open_next() == 5
    assert rounds.open_next() is None


def test_a_width_of_nothing_is_not_believed() -> None:
    rounds = played(Rounds(2.0, steps(["flat"], range(1, 6))))
    assert not rounds.stopped
    ((text, narrow),) = rounds.lines()
    assert not narrow
    assert "no runs differ" in text


def test_an_incomplete_chain_is_no_round() -> None:
    rounds = played(Rounds(2.0, steps(["calm"], range(1, 9))), missing=("calm", 2))
    assert ends(rounds) == {"calm": 4}


def test_steps_that_are_not_selected_are_no_part_of_it() -> None:
    rounds = Rounds(2.0, [(ChainKey("a", "calm", run), "one") for run in range(1, 6)])
    for run in range(1, 4):
        rounds.note(line(ChainKey("a", "calm", run), "zero", None, selected=False))
        rounds.note(line(ChainKey("a", "calm", run), "one", 1.0 + run / 10))
    rounds.open_next()
    assert ends(rounds) == {"calm": 3}


def test_narrow_only_at_the_end_is_said() -> None:
    rounds = played(Rounds(2.0, steps(["calm"], range(1, 4))))
    ((text, narrow),) = rounds.lines()
    assert narrow
    assert text.startswith("calm: stopped by width: ±")
    assert text.endswith("after all 3 rounds")
