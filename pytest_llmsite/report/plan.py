"""What a run will take: calls, tokens, dollars, hours, and what difference it can detect."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """PLACEHOLDER"""
