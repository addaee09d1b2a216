"""Chains, steps and their outcomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..models.protocol import Response, Usage
from ..reply import RefusedEdit, apply_reply, parse_reply

if TYPE_CHECKING:
    from ..site import Site


class Outcome(StrEnum):
    """How a step ended."""

    OK = "ok"
    PARTIAL = "partial"
    UNCHANGED = "unchanged"
    MALFORMED = "malformed"
    EMPTY = "empty"
    REFUSED = "refused"
    TRUNCATED = "truncated"
    TIMEOUT = "timeout"
    PROVIDER_ERROR = "provider-error"
    BUDGET = "budget"
    INTERRUPTED = "interrupted"

    @property
    def infrastructure(self) -> bool:
        """Whether the step is missing: no score, and the chain is incomplete."""
        return self in _INFRASTRUCTURE

    @property
    def model_failure(self) -> bool:
        """Whether the model failed to give a usable reply: site unchanged, score 0."""
        return self in _MODEL_FAILURES


_INFRASTRUCTURE = frozenset(
    {Outcome.TIMEOUT, Outcome.PROVIDER_ERROR, Outcome.BUDGET, Outcome.INTERRUPTED}
)
_MODEL_FAILURES = frozenset({Outcome.MALFORMED, Outcome.EMPTY, Outcome.REFUSED, Outcome.TRUNCATED})


@dataclass(frozen=True, slots=True, order=True)
class ChainKey:
    """One run of one model on one template."""

    template: str
    model: str
    run: int

    def __str__(self) -> str:
        return f"{self.template}-{self.model}-run{self.run}"


@dataclass(frozen=True, slots=True)
class StepResult:
    """A performed step: the site before and after, and how it went.

    *after* is None exactly when the outcome is an infrastructure failure. *cost_usd* is None when
    unknown. *recorded* tells a response that was read back rather than asked for; its latency and
    cost are those of the original call; *response_key* names it in the store ("": not kept).
    """

    chain: ChainKey
    action: str
    outcome: Outcome
    before: Site | None
    after: Site | None
    message: str = ""
    reply: str = ""
    refused: tuple[RefusedEdit, ...] = ()
    usage: Usage = Usage()
    cost_usd: float | None = None
    latency_s: float | None = None
    finish_reason: str = ""
    request_id: str = ""
    attempts: int = 0
    waited_s: float = 0.0
    recorded: bool = False
    response_key: str = ""


_LENGTH_REASONS = frozenset(
    {
        "length",
        "max_tokens",
        "max_output_tokens",
        "model_length",
        "model_context_window_exceeded",
    }
)
_REFUSAL_REASONS = frozenset({"content_filter", "refusal", "safety"})
_REFUSAL_OPENING = re.compile(
    r"^\W*(?:i'?m sorry|i am sorry|sorry,|i can(?:no|')t|i won'?t|i am unable|i'm unable|unfortunately, i can)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a response makes of a site."""

    outcome: Outcome
    after: Site
    message: str = ""
    refused: tuple[RefusedEdit, ...] = ()


def conclude(before: Site, response: Response) -> Conclusion:
    """Turn a response into the site after the step and its outcome.

    Model failures leave the site unchanged: a truncated reply is not applied in part, since what was
    cut cannot be told from what was meant.
    """
    if response.finish_reason in _LENGTH_REASONS:
        return Conclusion(Outcome.TRUNCATED, before, "the reply ended at the output limit")
    if response.refused or response.finish_reason in _REFUSAL_REASONS:
        return Conclusion(Outcome.REFUSED, before, "the model declined to answer")
    if response.site is not None:
        same = response.site == before
        return Conclusion(Outcome.UNCHANGED if same else Outcome.OK, response.site)
    if not response.text.strip():
        return Conclusion(Outcome.EMPTY, before, "the reply is empty")
    return _conclude_text(before, response.text)


def _conclude_text(before: Site, text: str) -> Conclusion:
    reply = parse_reply(text)
    if reply.declares_no_changes:
        return Conclusion(Outcome.UNCHANGED, before)
    if not reply.edits:
        curly = text.strip().replace("\u2019", "'")
        if _REFUSAL_OPENING.match(curly):
            return Conclusion(Outcome.REFUSED, before, "the model declined to answer")
        return Conclusion(Outcome.MALFORMED, before, "no edit in the reply format was found")
    applied = apply_reply(before, reply)
    if not applied.applied:
        first = applied.refused[0]
        message = (
            f"none of {len(applied.refused)} edits could be applied: {first.path}: {first.reason}"
        )
        return Conclusion(Outcome.MALFORMED, before, message, applied.refused)
    if applied.refused:
        return Conclusion(Outcome.PARTIAL, applied.site, "", applied.refused)
    if applied.site == before:
        return Conclusion(Outcome.UNCHANGED, before)
    return Conclusion(Outcome.OK, applied.site)
