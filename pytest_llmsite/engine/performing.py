"""Performing one step: prompt, recorded response or call, outcome, cost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from ..models.debugging import Dump
from ..models.pricing import cost_usd, overflow, prompt_tokens, worst_case_usd
from ..models.protocol import Model, Recordable, Request
from ..models.redact import redact
from ..prompt import build_prompt
from ..reply import apply_reply, parse_reply
from .asking import Asking, Keep, Step, StepFailedError
from .budget import Budget
from .responses import Answer, ResponseStore, request_key
from .settings import EngineSettings
from .steps import Outcome, StepResult, conclude

if TYPE_CHECKING:
    from ..actions.catalogue import Action
    from ..site import Site
    from ..templates.loader import Template

GROWTH = 1.25
"""How much longer than now a chain's later prompts are expected to be at most, for its reservation."""


@dataclass(slots=True)
class Performer:
    """What performing steps needs; one for each engine, used on its loop."""

    settings: EngineSettings
    store: ResponseStore
    budget: Budget
    writer: ThreadPoolExecutor
    dump: Dump | None = None

    async def perform(self, step: Step) -> StepResult:
        """Perform one step. Raises StepFailedError for an infrastructure outcome."""
        exact = _exact(step)
        if exact is None:
            return _result(step, await self._asked(step, None), "")
        key = request_key(exact, step.request.run)
        answer = self._recorded(key, step)
        if answer is None:
            answer = await self._asked(step, partial(self._keep, key, step, exact))
        return _result(step, answer, key)

    def needs_no_call(self, step: Step) -> bool:
        """Whether a step is computed here, or its response is recorded."""
        exact = _exact(step)
        if exact is None:
            return True
        return self.settings.record != "all" and self.store.has(
            request_key(exact, step.request.run)
        )

    def _recorded(self, key: str, step: Step) -> Answer | None:
        fresh = self.settings.record == "all"
        answer = self.store.load(key, step.request.before, this_session=fresh)
        if answer is None and self.settings.record == "none":
            raise StepFailedError(
                Outcome.PROVIDER_ERROR,
                f"no recorded response for {step.name} (key {key[:12]}, expected at "
                f"{self.store.path(key)}), and with --llm-record=none nothing is asked for",
            )
        return answer

    async def _asked(self, step: Step, keep: Keep | None) -> Answer:
        model = step.request.model
        tokens = prompt_tokens(step.request.prompt)
        too_long = overflow(model, step.request.prompt)
        if too_long is not None:
            raise StepFailedError(Outcome.PROVIDER_ERROR, too_long)
        worst = worst_case_usd(model, tokens)
        await self._reserve(step, worst, tokens)
        asking = Asking(step, self.settings, tokens, keep, self.dump)
        cost: float | None = 0.0
        try:
            answer = await asking.answer()
            cost = _cost(model, answer)
        finally:
            self.budget.spend(step.chain, worst if cost is None else cost, worst)
        return answer

    async def _reserve(self, step: Step, worst: float, tokens: int) -> None:
        if self.budget.most is None or not worst:
            return
        later = worst_case_usd(step.request.model, int(tokens * GROWTH))
        needed = worst + later * (step.remaining - 1)
        if not await self.budget.reserve(step.chain, needed, worst):
            raise StepFailedError(
                Outcome.BUDGET,
                f"its {step.remaining} steps may cost up to ${needed:.2f}, "
                f"more than is left of --llm-max-cost={self.budget.most:g} "
                "(a lower max_output_tokens reserves less)",
            )

    async def _keep(self, key: str, step: Step, exact: Mapping[str, Any], answer: Answer) -> None:
        """Write a response before it is used; a cancelled step waits for the writing to end."""
        loop = asyncio.get_running_loop()
        writing = loop.run_in_executor(
            self.writer, self.store.save, key, step.request, exact, answer
        )
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await writing
            raise
        except OSError as error:
            raise StepFailedError(
                Outcome.PROVIDER_ERROR,
                f"the response cannot be kept in {self.store.folder}: {error.strerror}",
            ) from error


def _exact(step: Step) -> Mapping[str, Any] | None:
    provider = step.provider
    return provider.exact(step.request) if isinstance(provider, Recordable) else None


def make_request(
    model: Model, template: Template, run: int, action: Action, before: Site
) -> Request:
    """Return the request of one step."""
    return Request(model, template, run, action, before, build_prompt(template, action, before))


def _cost(model: Model, answer: Answer) -> float | None:
    """Return what a call cost: as reported, else by tokens and price; None when unknown."""
    if model.simulated:
        return 0.0
    response, price = answer.response, model.price
    reported = response.cost_usd
    if reported is not None and (
        reported > 0 or price is None or not (price.input or price.output)
    ):
        return reported
    if price is None:
        return None
    if response.usage.estimated and (price.input or price.output):
        return None
    return cost_usd(price, response.usage)


def _result(step: Step, answer: Answer, key: str) -> StepResult:
    request, response = step.request, answer.response
    conclusion = conclude(request.before, response)
    asked = ""
    if answer.history:
        asked = f"asked {answer.attempts} times ({'; '.join(answer.history)})"
    return StepResult(
        chain=step.chain,
        action=request.action.name,
        outcome=conclusion.outcome,
        before=request.before,
        after=conclusion.after,
        message=redact("; ".join(part for part in (conclusion.message, asked) if part)),
        reply=redact(response.text),
        refused=conclusion.refused,
        usage=response.usage,
        cost_usd=_cost(request.model, answer),
        latency_s=answer.latency_s,
        finish_reason=response.finish_reason,
        request_id=response.request_id,
        attempts=answer.attempts,
        waited_s=answer.waited_s,
        recorded=answer.recorded,
        response_key=key,
    )


@lru_cache(maxsize=256)
def reference_state(template: Template, actions: tuple[str, ...]) -> Site:
    """Return the known-good site after *actions*. Raises StepFailedError for a reference that fails."""
    if not actions:
        return template.start
    before = reference_state(template, actions[:-1])
    reply = template.references.get(actions[-1])
    if reply is None:
        raise StepFailedError(
            Outcome.PROVIDER_ERROR,
            f"template {template.name} has no reference for {actions[-1]}, which "
            "--llm-start=reference needs",
        )
    applied = apply_reply(before, parse_reply(reply))
    if applied.refused:
        raise StepFailedError(
            Outcome.PROVIDER_ERROR,
            f"template {template.name}: the reference for {actions[-1]} cannot be applied: "
            f"{applied.refused[0].path}: {applied.refused[0].reason}",
        )
    return applied.site
