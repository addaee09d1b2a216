"""One session's benchmark: performs steps through the engine, scores them once, and records them."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..actions.catalogue import Action
from ..engine.progress import Progress
from ..engine.settings import EngineSettings
from ..engine.steps import ChainKey, Outcome, StepResult
from ..errors import LlmsiteError
from ..files import check_writable
from ..report.collector import Collector
from ..results.records import Record, from_json
from ..results.store import ResultLog, SiteStore
from .collection import Plan
from .inspecting import check_inspector, inspector_name
from .scorekeeping import Scorekeeping

if TYPE_CHECKING:
    from ..engine.engine import Engine
    from ..report.dataset import Dataset
    from ..scoring import Score
    from .adaptive import Rounds

KEPT_STEPS = 64
INTERRUPTED_GRACE_SECONDS = 0.6


@dataclass(frozen=True, slots=True)
class ScoredStep:
    """A performed step with its score (None for an infrastructure outcome) and its record lines.

    *lines* are the JSON records of this step and of the unselected steps performed on the way to it;
    they are handed out once, with the first item that asked for the step.
    """

    result: StepResult
    score: Score | None
    lines: tuple[str, ...]


class Benchmark:
    """Plan, engine, stores. Light to create: the engine and the scorer are loaded when first used."""

    def __init__(
        self, plan: Plan, *, worker: bool = False, processes: int | None = None, mark: str = ""
    ) -> None:
        self.plan = plan
        self.worker = worker
        self.processes = processes
        self.mark = mark
        self._written: dict[int, bool] = {}
        self.share = 1.0
        self.sends = False
        self.sites = SiteStore(plan.settings.folder)
        self.log: ResultLog | None = None
        self.begins_at = 0  # in the log, which may hold earlier sessions
        self.collector = Collector()
        self._engine: Engine | None = None
        self._steps: OrderedDict[tuple[ChainKey, str], ScoredStep] = OrderedDict()
        self._recorded: set[tuple[ChainKey, str]] = set()
        self._wanted: set[tuple[ChainKey, str]] = set()
        self._touched: dict[ChainKey, None] = {}
        self.expected: tuple[ChainKey, ...] = ()
        self._selected: dict[tuple[str, str], Action] = {}
        self.rounds: Rounds | None = None
        self.interrupted = False
        self.read_back = 0  # steps answered by what was recorded, in all processes
        self._scoring = Scorekeeping(plan, self.sites, self._is_due, worker=worker)

    @cached_property
    def session(self) -> str:
        """The session's name: a hash of the plan, equal for equal commands."""
        from ..scoring import SCORER

        settings = self.plan.settings
        text = json.dumps(
            [
                SCORER,
                inspector_name(settings),
                settings.start,
                settings.runs,
                [(m.alias, m.provider, m.model_id, m.simulated) for m in self.plan.models.values()],
                [(t.name, t.brief_hash) for t in self.plan.templates.values()],
                [action.name for action in self.plan.actions],
                *([self.plan.additions.label] if self.plan.additions.label else []),
            ]
        )
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def simulated(self) -> bool:
        """Whether any model's replies are simulated."""
        return any(model.simulated for model in self.plan.models.values())

    def engine_settings(self) -> EngineSettings:
        """Return how the engine is to run. Raises LlmsiteError for a model without a price."""
        settings = self.plan.settings
        engine_settings = EngineSettings(
            folder=settings.folder,
            start=settings.start,
            concurrency=settings.concurrency,
            rpm=settings.rpm,
            tpm=settings.tpm,
            limits=settings.limits,
            debug=self._debug_file() if settings.debug else None,
            share=self.share,
            send=self.sends,
            record=settings.record,
            deadline_s=settings.timeout,
            retries=settings.retries,
            max_cost=settings.max_cost,
            unpriced=settings.unpriced,
            session=self.mark,
            processes=self.processes,
        )
        engine_settings.check_models(self.plan.models.values())
        return engine_settings

    def _debug_file(self) -> Path:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        return self.plan.settings.folder / "debug" / f"{stamp}-{os.getpid()}.jsonl"

    @property
    def engine(self) -> Engine:
        """The engine, created on first use."""
        if self._engine is None:
            from ..engine.engine import Engine

            plan, engine_settings = self.plan, self.engine_settings()
            self._engine = Engine(engine_settings, plan.models, plan.templates, plan.actions)
        return self._engine

    def open(self) -> None:
        """Prepare the folder and the session's results file. Raises LlmsiteError where that fails."""
        folder = self.plan.settings.folder
        self.engine_settings()
        check_inspector(self.plan.settings)
        if self.worker:
            return
        path = self.plan.settings.results
        if path is None:
            stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
            path = folder / "results" / f"{stamp}-{os.getpid()}.jsonl"
        log = ResultLog(path)
        try:
            _make_folder(folder)
            self.begins_at = log.prepare()
        except OSError as error:
            raise LlmsiteError(
                f"{path}: the results cannot be written there ({error.strerror}); "
                "choose another place with --llm-dir or --llm-results"
            ) from error
        self.log = log
        for report in self.plan.settings.report:
            check_writable(report)

    def expect(self, steps: Iterable[tuple[ChainKey, Action]]) -> None:
        """Note which steps the session is to report on, however far it comes."""
        steps = list(steps)
        self.expected = tuple(dict.fromkeys(chain for chain, _ in steps))
        self._selected = {(chain.template, action.name): action for chain, action in steps}

    def dataset(self) -> Dataset:
        """Return the session's results; what was expected and is not there counts as missing."""
        from ..report.dataset import Dataset

        chains = [(chain.template, chain.model, chain.run) for chain in self.expected]
        actions = [(template, action) for (template, _), action in self._selected.items()]
        return Dataset.from_collector(self.collector, chains, actions)

    def start(self, steps: Iterable[tuple[ChainKey, Action]]) -> None:
        """Begin to perform the chains of *steps*, in this order, each up to its last wanted step."""
        last: dict[ChainKey, int] = {}
        actions: dict[ChainKey, list[str]] = {}
        for chain, action in steps:
            if self.rounds is not None and not self.rounds.is_due(chain):
                continue
            if chain not in self._touched:
                last[chain] = max(last.get(chain, 0), action.position)
                actions.setdefault(chain, []).append(action.name)
                self._wanted.add((chain, action.name))
        self._touched.update(dict.fromkeys(last))
        if last:
            self.engine.start(list(last.items()), actions)
        self._scoring.start(self.engine, len(self._wanted), self.load_summary)

    def has_started(self, chain: ChainKey) -> bool:
        """Whether a chain has been begun in this process."""
        return chain in self._touched

    def step(self, chain: ChainKey, action: Action) -> ScoredStep:
        """Return one step, performed and scored; asked for again, the same one without its lines."""
        key = (chain, action.name)
        if key not in self._steps:
            self._touched.setdefault(chain)
            meanwhile = None if self._scoring.fed else self._scoring.ahead
            result = self.engine.step(chain, action.name, meanwhile)
            result, score = self._scoring.score(result)
            lines = tuple(self._record_lines(result, score, action))
            self._steps[key] = ScoredStep(result, score, ())
            while len(self._steps) > KEPT_STEPS:
                self._steps.popitem(last=False)
            return ScoredStep(result, score, lines)
        self._steps.move_to_end(key)
        return self._steps[key]

    def _is_due(self, result: StepResult) -> bool:
        """Whether a step will be asked for that was not yet."""
        key = (result.chain, result.action)
        return key in self._wanted and key not in self._steps

    def _record_lines(
        self, result: StepResult, score: Score | None, action: Action
    ) -> Iterator[str]:
        if (result.chain, action.name) in self._recorded:
            return
        for earlier in self.engine.finished(result.chain):
            position = self.plan.by_name[earlier.action].position
            if position < action.position:
                yield from self._unselected_line(earlier)
        self._recorded.add((result.chain, action.name))
        yield self._record(result, score, selected=True).to_json()

    def _unselected_line(self, result: StepResult) -> Iterator[str]:
        key = (result.chain, result.action)
        if key not in self._recorded:
            self._recorded.add(key)
            yield self._record(result, None, selected=False).to_json()

    def leftovers(self) -> list[str]:
        """Return record lines of steps that were performed but that no item asked for (their spend)."""
        if self._engine is None:
            return []
        return [
            line
            for chain in self._touched
            for result in self._engine.finished(chain)
            for line in self._unselected_line(result)
        ]

    def _record(self, result: StepResult, score: Score | None, *, selected: bool) -> Record:
        from ..scoring import SCORER

        chain, model = result.chain, self.plan.models[result.chain.model]
        template, action = self.plan.templates[chain.template], self.plan.by_name[result.action]
        return Record(
            session=self.session,
            template=chain.template,
            brief=template.brief_hash,
            model=chain.model,
            model_id=model.model_id,
            provider=model.provider,
            run=chain.run,
            position=action.position,
            action=action.name,
            category=action.category,
            start=self.plan.settings.start,
            outcome=result.outcome.value,
            score=score.score if score else None,
            raw=score.raw if score else None,
            findings=tuple(finding.as_dict() for finding in score.findings) if score else (),
            repaired=score.repaired if score else 0,
            usage=asdict(result.usage),
            cost_usd=result.cost_usd,
            latency_s=result.latency_s,
            waited_s=result.waited_s,
            finish_reason=result.finish_reason,
            request_id=result.request_id,
            attempts=result.attempts,
            message=result.message,
            before=self.sites.put(result.before) if result.before else "",
            after=self.sites.put(result.after) if result.after else "",
            reply=self.sites.put_file(result.reply.encode()) if result.reply else "",
            simulated=model.simulated,
            selected=selected,
            requirements=dict(score.retention) if score else {},
            scorer=SCORER,
            inspector=inspector_name(self.plan.settings),
            additions=self.plan.additions.label,
            rendering=dict(score.evidence) if score else {},
        )

    def progress(self) -> Progress:
        """Return how far this process's engine is."""
        return self._engine.progress() if self._engine is not None else Progress()

    @property
    def performs(self) -> bool:
        """Whether anything was asked of the engine in this process."""
        return self._engine is not None

    def waits(self) -> list[str]:
        """Return lines about waits and retries since the last call."""
        return self._engine.waits() if self._engine is not None else []

    def unsent_responses(self) -> list[str]:
        """Return the responses that were kept since the last call, for another process to keep."""
        return self._engine.unsent() if self._engine is not None else []

    def notices(self) -> list[str]:
        """Return what is to be said at the end (models that were given up, and why)."""
        performing = self._engine.notices() if self._engine is not None else []
        return [*performing, *self._scoring.notices()]

    def write(self, lines: Sequence[str]) -> None:
        """Append record lines to the session's results (in the process that holds the log).

        A step is written once: a worker that takes a dead one's place records the earlier steps anew.
        """
        if self.log is None:
            return
        for line in lines:
            record = from_json(line)
            step = hash((record.chain, record.action))
            scored = record.score is not None
            if step in self._written and (self._written[step] or not scored):
                continue
            self._written[step] = scored
            self.log.append_line(line)
            self.collector.add(record)

    def interrupt(self) -> None:
        """Begin to end: Ctrl-C leaves the calls under way less time than the end of a session does."""
        self.interrupted = True
        if self._engine is not None:
            self._engine.stop(INTERRUPTED_GRACE_SECONDS)

    def load_summary(self) -> None:
        """Load what the summary needs while others work: it takes up to a second."""
        if not self.worker:
            from ..report import terminal  # noqa: F401
            from ..statistics import distributions  # noqa: F401

    def stop(self) -> None:
        """Stop the engine, keeping what arrives meanwhile."""
        if self._engine is not None:
            self._engine.stop()
            self.load_summary()
            self._engine.close()

    def close(self) -> None:
        """Stop the engine, end the scoring processes, close the results file."""
        self.stop()
        self._scoring.close(interrupted=self.interrupted)
        if self.log is not None:
            self.log.close()


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("results/\nsites/\nobjects/\nscores/\ndebug/\n", encoding="ascii")


def infrastructure_message(result: StepResult) -> str:
    """Say why a step is missing, in one line."""
    reason = result.message or result.outcome.value
    if result.outcome is Outcome.BUDGET:
        return f"not run, budget: {reason}"
    return f"no score, {result.outcome.value}: {reason}"
