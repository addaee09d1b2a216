"""`--llm-baseline`: earlier results, read and checked before anything is run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LlmsiteError
from ..results.combine import combined
from ..results.comparable import Identity, check_pair, identity
from .collection import Plan
from .inspecting import inspector_name

if TYPE_CHECKING:
    from ..report.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Baseline:
    """Earlier results and what they are called in messages."""

    name: str
    data: Dataset


def read_baseline(plan: Plan, path: Path) -> Baseline:
    """Return the results at *path*, a file or a folder.

    Raises LlmsiteError where they cannot be read, or do not compare with what the plan would score.
    """
    from ..report.dataset import Dataset

    name = os.path.relpath(path, plan.settings.root)
    records = combined([path])
    old = identity(records, name)
    check_pair(old, _identity(plan))
    if not set(old.simulated) & set(plan.models):
        raise LlmsiteError(
            f"--llm-baseline: {name} has none of the models of this run ({', '.join(plan.models)}); "
            f"it has {', '.join(sorted(old.simulated))}"
        )
    return Baseline(name, Dataset.from_records(records))


def _identity(plan: Plan) -> Identity:
    """What this session's scores will rest on."""
    from ..scoring import SCORER

    return Identity(
        "this run",
        SCORER,
        inspector_name(plan.settings),
        {name: template.brief_hash for name, template in plan.templates.items()},
        frozenset([plan.settings.start]),
        {name: model.simulated for name, model in plan.models.items()},
        plan.additions.label,
    )
