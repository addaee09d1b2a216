"""Where a session's steps get their scores: one keeper, fed ahead of time where processes score."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from ..engine.steps import Outcome, StepResult
from ..errors import InspectorLostError, LlmsiteError
from ..results.store import SiteStore
from .collection import Plan
from .inspecting import inspector_for

if TYPE_CHECKING:
    from ..engine.engine import Engine
    from ..scorers.keeper import Scorekeeper
    from ..scoring import Score

WORTH_A_PROCESS = 32
"""From so many steps on, processes that score are worth their start, about a second."""
MOST_SCORERS = 4
"""More would take 100 MB each and seldom have something to do: replies arrive more slowly."""
FEED_SECONDS = 0.5
LOOKS_BEFORE = 64


class Scorekeeping:
    """Scores steps in their turn, or before it, when they arrive and are *due* to be asked for.

    Light to create: the keeper, the scorer and its processes come with the first result, so that no
    call waits for them.
    """

    def __init__(
        self, plan: Plan, sites: SiteStore, due: Callable[[StepResult], bool], *, worker: bool
    ) -> None:
        self._plan = plan
        self._sites = sites
        self._due = due
        self._worker = worker
        self._made: Scorekeeper | None = None
        self._making = threading.Lock()
        self._feeder: threading.Thread | None = None
        self._steps = 0
        self._closed = False

    @property
    def fed(self) -> bool:
        """Whether results are scored ahead by others than those who wait for them."""
        return self._feeder is not None

    def start(self, engine: Engine, steps: int, meanwhile: Callable[[], None]) -> None:
        """Have what arrives scored ahead in processes, if so many *steps* are worth them.

        *meanwhile* is called once, in another thread, when the first calls are under way.
        """
        self._steps = max(steps, self._steps)
        if self._feeder is None and self._processes() > 0:
            self._feeder = threading.Thread(
                target=self._feed, args=(engine, meanwhile), name="llmsite-feeder", daemon=True
            )
            self._feeder.start()

    def score(self, result: StepResult) -> tuple[StepResult, Score | None]:
        """Return a step with its score; one that the browser could not be asked about is missing."""
        try:
            return result, self._keeper().score(result)
        except InspectorLostError as error:
            message = f"the page could not be looked at: {error}"
            lost = replace(result, outcome=Outcome.INTERRUPTED, after=None, message=message)
            return lost, None

    def ahead(self, result: StepResult) -> None:
        """Score a step that arrived while another is waited for."""
        if self._due(result):
            # What is wrong with a check of the user's own, or the browser, is told in the step's turn.
            with suppress(LlmsiteError, InspectorLostError):
                self._keeper().ahead(result)

    def notices(self) -> list[str]:
        """Return what a user should know of the scoring processes and of the inspector."""
        return self._made.notices() if self._made is not None else []

    def close(self, *, interrupted: bool) -> None:
        """End the scoring processes and the inspector."""
        with self._making:
            self._closed = True
            if self._made is not None:
                self._made.close(interrupted=interrupted)

    def _feed(self, engine: Engine, meanwhile: Callable[[], None]) -> None:
        """Hand what arrives to the scoring processes, until the engine is closed."""
        looks = 0
        while not engine.closed:
            result = engine.arrived(FEED_SECONDS)
            # The keeper is loaded while the first calls are under way; the summary has more time.
            if not self._keeper().has_processes:
                self._feeder = None
                return
            if result is not None:
                self.ahead(result)
            looks += 1
            if looks == LOOKS_BEFORE:
                meanwhile()

    def _keeper(self) -> Scorekeeper:
        with self._making:
            if self._made is None:
                self._made = self._make(self._processes())
            return self._made

    def _make(self, processes: int) -> Scorekeeper:
        from ..results.scores import ScoreStore
        from ..scorers.keeper import Scorekeeper

        plan, pool = self._plan, None
        if processes > 0:
            from ..scorers.pool import ScorerPool

            pool = ScorerPool(processes)
        order = {chain: number for number, chain in enumerate(plan.chains)}
        store = ScoreStore(plan.settings.folder)
        inspector = inspector_for(plan.settings, self._sites.put_file)
        return Scorekeeper(plan.templates, plan.actions, order, store, pool, inspector)

    def _processes(self) -> int:
        """Return how many processes score beside this one: none where another worker has the core."""
        if self._closed:
            return 0
        asked = self._plan.settings.scorers
        if self._plan.settings.browser:  # one browser a process, and its pictures stay in this one
            return 0
        if asked is not None or self._worker or self._steps < WORTH_A_PROCESS:
            return asked or 0
        from ..scorers.processors import processors

        available = processors()
        return min(available, MOST_SCORERS) if available > 1 else 0
