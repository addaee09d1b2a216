"""How far the engine is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the engine is. *done* counts performed steps (*recorded*: of them those read back,
    *failed*: those that ended without an answer), *planned* those announced; *waiting* calls wait for
    a place or for a retry. Tokens and *cost_usd* are those of this session's calls of known cost,
    *uncosted* counts the calls of unknown cost."""

    planned: int = 0
    done: int = 0
    recorded: int = 0
    failed: int = 0
    in_flight: int = 0
    waiting: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    uncosted: int = 0

    def spent_only(self) -> Progress:
        """Return what stays of an engine that is gone: others perform its steps anew."""
        return Progress(
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            cost_usd=self.cost_usd,
            uncosted=self.uncosted,
        )
