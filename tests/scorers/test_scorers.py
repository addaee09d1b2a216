"""Steps score the same wherever they are scored, and are scored once."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from bundled_sites import state, template

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.engine.steps import ChainKey, Outcome, StepResult
from pytest_llmsite.reply import RefusedEdit
from pytest_llmsite.results import scores
from pytest_llmsite.results.scores import ScoreStore, score_from_dict, score_key, score_to_dict
from pytest_llmsite.scorers.keeper import Scorekeeper
from pytest_llmsite.scorers.pool import ScorerPool
from pytest_llmsite.scoring import Score, score_step

NAME = "safari-lodge"
CHAIN = ChainKey(NAME, "model", 1)


def result(action: str, run: int = 1, refused: tuple[RefusedEdit, ...] = ()) -> StepResult:
    """A step that did half of what it should: the stylesheet is left as it was."""
    before, after = state(NAME, action)
    half = after.replace({"css/styles.css": before.files["css/styles.css"]})
    chain = replace(CHAIN, run=run)
    return StepResult(chain, action, Outcome.OK, before, half, refused=refused)


def scored_here(step: StepResult) -> Score:
    assert step.before is not None
    assert step.after is not None
    action = next(action for action in ACTIONS if action.name == step.action)
    return score_step(template(NAME), action, ACTIONS, step.before, step.after, step.refused)


def keeper(store: ScoreStore, pool: ScorerPool | None = None) -> Scorekeeper:
    return Scorekeeper({NAME: template(NAME)}, ACTIONS, {CHAIN: 0}, store, pool)


def test_a_score_survives_being_taken_apart() -> None:
    score = scored_here(result("apply-colours", refused=(RefusedEdit("a.css", 3, "not found"),)))
    assert score.findings
    assert score_from_dict(score_to_dict(score)) == score


def test_processes_give_the_scores_that_this_process_gives() -> None:
    pool = ScorerPool(2)
    try:
        scorekeeper = keeper(ScoreStore(None), pool)
        steps = [result(action.name) for action in ACTIONS[:4]]
        for step in steps:
            scorekeeper.ahead(step)
        found = [scorekeeper.score(step) for step in steps]
    finally:
        pool.close()
    assert found == [scored_here(step) for step in steps]
    assert pool.notices == []


def test_what_a_dead_process_leaves_is_scored_here() -> None:
    pool = ScorerPool(1)
    try:
        scorekeeper = keeper(ScoreStore(None), pool)
        channel = pool._scorers[0].gateway.remote_exec("import os; channel.send(os.getpid())")
        process = channel.receive(timeout=30)
        step = result("swap-fonts")
        scorekeeper.ahead(step)
        os.kill(process, signal.SIGKILL)
        assert scorekeeper.score(step) == scored_here(step)
    finally:
        pool.close()
    assert pool.notices == ["a scoring process ended early; its work is done elsewhere"]


def test_equal_steps_are_scored_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = keeper(ScoreStore(tmp_path)).score(result("replace-favicon"))

    def refuse(*_: object) -> Score:
        raise AssertionError("it was scored again")

    monkeypatch.setattr("pytest_llmsite.scorers.keeper.score_step", refuse)
    later = keeper(ScoreStore(tmp_path))
    assert later.score(result("replace-favicon", run=2)) == first
    with pytest.raises(AssertionError, match="scored again"):
        later.score(result("replace-favicon", refused=(RefusedEdit("a.css", 3, "not found"),)))


def test_a_kept_score_that_cannot_be_read_is_scored_again(tmp_path: Path) -> None:
    step = result("replace-favicon")
    first = keeper(ScoreStore(tmp_path)).score(step)
    [kept] = (tmp_path / "scores").rglob("*.json")
    for content in (b"", b"{", b"[]", b'{"score": null}', b"\xff"):
        kept.write_bytes(content)
        assert keeper(ScoreStore(tmp_path)).score(step) == first


def test_another_code_gives_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    step = result("replace-favicon")
    assert step.before is not None
    assert step.after is not None

    def name() -> str:
        assert step.before is not None
        assert step.after is not None
        return score_key(template(NAME), step.action, step.before, step.after)

    known = name()
    monkeypatch.setattr(scores, "scoring_code", lambda: "another")
    assert name() != known


@pytest.mark.parametrize("changed", ["scoring.py", "page/cascade.py", "page/useragent.css"])
def test_code_and_data_of_the_scorer_are_part_of_the_name(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    for name in scores.SCORING_CODE:
        place = scores.PACKAGE / name
        copy = shutil.copytree if place.is_dir() else shutil.copy
        extra = {"ignore": ignored} if place.is_dir() else {}
        copy(place, tmp_path / name, **extra)
    monkeypatch.setattr(scores, "PACKAGE", tmp_path)
    known = scores.scoring_code.__wrapped__()
    (tmp_path / "page/cascade.pyc").write_bytes(b"compiled code changes nothing")
    assert scores.scoring_code.__wrapped__() == known
    with (tmp_path / changed).open("a") as file:
        file.write("\n")
    assert scores.scoring_code.__wrapped__() != known


def test_failures_need_no_scoring() -> None:
    scorekeeper = keeper(ScoreStore(None))
    lost = StepResult(CHAIN, "swap-fonts", Outcome.TIMEOUT, None, None)
    assert scorekeeper.score(lost) is None
    before, _ = state(NAME, "swap-fonts")
    refused = StepResult(CHAIN, "swap-fonts", Outcome.REFUSED, before, before)
    score = scorekeeper.score(refused)
    assert score is not None
    assert score.score == 0
