"""How the engine is to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import LlmsiteError, unknown_name
from ..models.protocol import Model

STARTS = ("chained", "reference")
RECORD_MODES = ("new", "none", "all")


@dataclass(frozen=True)
class EngineSettings:
    """Limits, retries, recording and budget of one session.

    *folder*: `.llmsite`; responses live in its `responses`. *concurrency*, *rpm* and *tpm* are calls
    at once, requests and tokens per minute, each per provider account (None: adaptive, unlimited).
    *deadline_s* bounds one step from its first call on, all retries included. *retries* bounds the
    repetitions after failures; refusals for load (429, 529) may repeat four times as often within the
    deadline. *max_cost*: US dollars that this session's calls may cost. *ahead_mib* bounds what is
    kept of results that no item has asked for yet. *session* marks the responses asked for in this
    session (all its processes); *processes* is how many workers of this host share limits and budget,
    and tell how far they are, in a ledger (None: no worker, no ledger). *limits* are concurrency, rpm
    and tpm of single accounts, by name or host. *debug*: a file for all that is sent and received.
    *share*: this process' (or ledger's) part of limits and budget where others cannot be seen. *send*:
    remember which responses were kept, for `Engine.unsent`.
    """

    folder: Path
    start: str = "chained"
    concurrency: int | None = None
    rpm: int | None = None
    tpm: int | None = None
    record: str = "new"
    deadline_s: float = 600.0
    retries: int = 6
    max_cost: float | None = None
    unpriced: bool = False
    ahead_mib: int = 64
    session: str = ""
    processes: int | None = None
    limits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    debug: Path | None = None
    share: float = 1.0
    send: bool = False

    def __post_init__(self) -> None:
        if self.start not in STARTS:
            raise unknown_name("start", self.start, STARTS)
        if self.record not in RECORD_MODES:
            raise unknown_name("record mode", self.record, RECORD_MODES)
        for name in ("concurrency", "rpm", "tpm", "processes"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise LlmsiteError(f"{name}: expected a whole number of at least 1, got {value}")
        for name, least in (("deadline_s", 0.001), ("retries", 0), ("ahead_mib", 1)):
            if getattr(self, name) < least:
                raise LlmsiteError(f"{name}: expected at least {least}, got {getattr(self, name)}")
        if self.max_cost is not None and not self.max_cost >= 0:
            raise LlmsiteError(f"max_cost: expected US dollars of at least 0, got {self.max_cost}")

    def check_models(self, models: Iterable[Model]) -> None:
        """Raise LlmsiteError for a model that may cost something unknown, unless that is allowed."""
        if self.unpriced or self.record == "none":
            return
        for model in models:
            if model.price is None and not model.simulated:
                raise LlmsiteError(
                    f"model {model.alias} has no price, so its cost would be unknown; add price = "
                    f"{{ input = …, output = … }} (US dollars per million tokens) to "
                    f"[tool.llmsite.models.{model.alias}], or pass --llm-unpriced"
                )
