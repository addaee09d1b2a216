"""Asking a provider until it answers: retries with full jitter, within a deadline."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field, replace

from ..models.debugging import Dump, calling, note
from ..models.protocol import Provider, ProviderError, Request, Response
from ..models.redact import brief_text, redact
from ..reply import safe_text
from .chains import Chain
from .limits import Account, Priority
from .responses import Answer
from .settings import EngineSettings
from .steps import ChainKey, Outcome

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
OVERLOAD_RETRIES = 4
"""How many times as often a call that was refused for load may be repeated."""


class StepFailedError(Exception):
    """A step that ends without an answer: an infrastructure outcome, with what led to it."""

    def __init__(
        self, outcome: Outcome, message: str, *, fatal: bool = False, attempts: int = 0,
        waited_s: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.fatal = fatal
        self.attempts = attempts
        self.waited_s = waited_s


Keep = Callable[[Answer], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step to be performed, with what belongs to its chain and model. *remaining* counts it in."""

    state: Chain
    request: Request
    provider: Provider
    account: Account
    priority: Priority
    remaining: int
    tell: Callable[[str], None]

    @property
    def chain(self) -> ChainKey:
        """The step's chain."""
        return self.state.key

    @property
    def name(self) -> str:
        """The step's name in messages."""
        return f"{self.chain}-{self.request.action.name}"


@dataclass(slots=True)
class Asking:
    """One step being asked for."""

    step: Step
    settings: EngineSettings
    tokens: int
    keep: Keep | None = None
    dump: Dump | None = None
    attempts: int = 0
    failures: Counter[bool] = field(default_factory=Counter)
    waited_s: float = 0.0
    history: list[str] = field(default_factory=list)
    _deadline: float | None = None

    async def answer(self) -> Answer:
        """Return the answer. Raises StepFailedError when there will be none."""
        while True:
            self.waited_s += await self.step.account.acquire(self.step.priority, self.tokens)
            if self._deadline is None:
                self._deadline = time.monotonic() + self.settings.deadline_s
            try:
                return await self._in_place(self._deadline)
            except ProviderError as error:
                await self._wait_after(error, self._deadline)

    async def _in_place(self, deadline: float) -> Answer:
        """Call and keep what is answered; the place is given back when that is on disk."""
        self.attempts += 1
        self.step.state.calls += 1
        try:
            try:
                with calling(self.dump, self.step.name, self.attempts):
                    answer = await self._noted(deadline)
                if self.keep is not None:
                    await self.keep(answer)
            finally:
                self.step.account.release()
            await asyncio.sleep(0)  # whoever takes the place calls before this answer is read
            return answer
        finally:
            self.step.state.calls -= 1

    async def _noted(self, deadline: float) -> Answer:
        """Call, and note what came of it for `--llm-debug`."""
        if self.dump is None:
            return await self._call(deadline)
        request = self.step.request
        note("asks", model=request.model.alias, provider=request.model.provider,
             system=request.prompt.system, task=request.prompt.task)  # fmt: skip
        try:
            answer = await self._call(deadline)
        except (ProviderError, StepFailedError) as error:
            note("failed", said=str(error))
            raise
        response = answer.response
        note("used", text=response.text, finish=response.finish_reason, usage=asdict(response.usage),
             latency_s=answer.latency_s)  # fmt: skip
        return answer

    async def _call(self, deadline: float) -> Answer:
        started = time.monotonic()
        error: ProviderError | None = None
        try:
            async with asyncio.timeout(deadline - started):
                response = await self.step.provider.complete(self.step.request)
            return self._answer(response, time.monotonic() - started)
        except TimeoutError:
            raise self._failed(
                Outcome.TIMEOUT, f"no answer within {self.settings.deadline_s:g} s"
            ) from None
        except ProviderError as failure:
            error = failure
            raise
        except Exception as unforeseen:  # A provider of an installed package may raise anything.
            said = f"{type(unforeseen).__name__}: {unforeseen}"
            raise ProviderError(said) from unforeseen
        finally:
            refused = error is not None and error.overloaded
            wait = error.retry_after if error is not None else None
            self.step.account.answered(refused_for_load=refused, retry_after=wait)

    def _answer(self, response: Response, latency_s: float) -> Answer:
        """Return the answer as it will be read back, so that a resumed run gives the same bytes."""
        kept = replace(response, text=redact(safe_text(response.text)))
        waited = round(self.waited_s, 6)
        return Answer(kept, round(latency_s, 6), self.attempts, waited, tuple(self.history))

    async def _wait_after(self, error: ProviderError, deadline: float) -> None:
        """Wait before the next call. Raises StepFailedError when there is to be none."""
        said = brief_text(str(error))
        self.history.append(said)
        outcome = Outcome.TIMEOUT if error.timeout else Outcome.PROVIDER_ERROR
        if not error.retryable:
            raise self._failed(outcome, said, fatal=error.fatal)
        # Counted apart: patience with a crowded server leaves the patience for errors as it is.
        self.failures[error.overloaded] += 1
        times = self.failures[error.overloaded]
        allowed = self.settings.retries * (OVERLOAD_RETRIES if error.overloaded else 1)
        if times > allowed:
            raise self._failed(outcome, f"gave up after {self.attempts} calls: {said}")
        wait = _pause(error, times)
        if time.monotonic() + wait >= deadline:
            raise self._failed(
                Outcome.TIMEOUT,
                f"not answered within {self.settings.deadline_s:g} s ({self.attempts} calls): {said}",
            )
        self.step.tell(f"{said}; waits {wait:.1f} s (retry {times} of at most {allowed})")
        self.waited_s += wait
        self.step.account.backing_off += 1
        try:
            await asyncio.sleep(wait)
        finally:
            self.step.account.backing_off -= 1

    def _failed(self, outcome: Outcome, message: str, *, fatal: bool = False) -> StepFailedError:
        return StepFailedError(
            outcome, message, fatal=fatal, attempts=self.attempts, waited_s=self.waited_s
        )


def _pause(error: ProviderError, times: int) -> float:
    """Return the seconds to wait: full jitter, or what the server asks and a little jitter."""
    if error.retry_after is not None:
        return error.retry_after * (1 + random.random() / 10)
    most = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (times - 1))
    return random.uniform(0, most)
