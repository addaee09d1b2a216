"""Where steps get their score: known already, from a scoring process, or worked out right here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..actions.catalogue import ACTIONS
from ..inspection import STATIC, Inspector
from ..results.scores import ScoreStore, score_key
from ..scoring import Score, score_failure, score_step
from .process import Job, differences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..actions.catalogue import Action
    from ..engine.steps import ChainKey, StepResult
    from ..site import Site
    from ..templates.loader import Template
    from .pool import ScorerPool


class Scorekeeper:
    """Scores each different step once.

    *order* ranks the chains by when they will be asked for. *pool* scores ahead in processes of its
    own; without one a step is scored where it is asked for. Scores of the built-in actions are kept
    in *store* from session to session; actions of a user's own are code that this package cannot
    tell the version of, so their sessions keep none. With a browser, every step is looked at here,
    once a session: its pictures belong to the record.
    """

    def __init__(
        self,
        templates: Mapping[str, Template],
        actions: Sequence[Action],
        order: Mapping[ChainKey, int],
        store: ScoreStore,
        pool: ScorerPool | None = None,
        inspector: Inspector = STATIC,
    ) -> None:
        self._templates = templates
        self._actions = tuple(actions)
        self._order = order
        self._by_name = {action.name: action for action in actions}
        usual = tuple(actions) == ACTIONS and inspector is STATIC
        self._store = store if usual else ScoreStore(None)
        self._pool = pool if usual else None
        self.inspector = inspector

    @property
    def has_processes(self) -> bool:
        """Whether `ahead` only hands over, and so may be called while a step is waited for."""
        return self._pool is not None

    def score(self, result: StepResult) -> Score | None:
        """Return a step's score, waiting for it; None for an infrastructure outcome."""
        if result.outcome.infrastructure:
            return None
        if result.outcome.model_failure:
            return score_failure(result.outcome, result.message)
        key = self._key(result)
        score = self._store.get(key)
        if score is None:
            score = self._elsewhere(result, key) or self._here(result)
            self._store.put(key, score)
        return score

    def ahead(self, result: StepResult) -> None:
        """Have a step scored that will be asked for later."""
        if result.outcome.infrastructure or result.outcome.model_failure:
            return
        if self._pool is None:
            self.score(result)
        elif self._store.get(key := self._key(result)) is None:
            self._submit(result, key)

    def _key(self, result: StepResult) -> str:
        template = self._templates[result.chain.template]
        return score_key(template, result.action, *_sites(result), result.refused)

    def _elsewhere(self, result: StepResult, key: str) -> Score | None:
        if self._pool is None:
            return None
        self._submit(result, key)
        return self._pool.result(key)

    def _submit(self, result: StepResult, key: str) -> None:
        from .pool import Task

        assert self._pool is not None
        template = self._templates[result.chain.template]
        before, after = (differences(template.start, site) for site in _sites(result))
        job = Job(template.name, result.action, before, after, result.refused)
        rank = (self._order.get(result.chain, 0), self._by_name[result.action].position)
        self._pool.submit(Task(key, rank, result.chain, template, job))

    def _here(self, result: StepResult) -> Score:
        return score_step(
            self._templates[result.chain.template],
            self._by_name[result.action],
            self._actions,
            *_sites(result),
            result.refused,
            self.inspector,
        )

    def notices(self) -> list[str]:
        """Return what a user should know of the scoring processes and of the inspector."""
        pool = self._pool.notices if self._pool is not None else []
        return [*pool, *self.inspector.notices()]

    def close(self, *, interrupted: bool = False) -> None:
        """End the scoring processes and the inspector."""
        if self._pool is not None:
            self._pool.close(interrupted=interrupted)
        self.inspector.close()


def _sites(result: StepResult) -> tuple[Site, Site]:
    """Return the sites before and after a step that has ended, which has both."""
    assert result.before is not None
    assert result.after is not None
    return result.before, result.after
