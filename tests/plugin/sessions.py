"""Share scores between runs, and read back what a run has recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Scores = dict[tuple[str, str, int, str], float | None]


def share(folder: Path, scores: Path) -> None:
    """Let runs in a folder know scores that are kept elsewhere."""
    (folder / ".llmsite").mkdir()
    (folder / ".llmsite/scores").symlink_to(scores, target_is_directory=True)


def records(folder: Path) -> list[dict[str, Any]]:
    """Return the records of the newest session below *folder*."""
    newest = max(
        (folder / ".llmsite/results").glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns
    )
    return [json.loads(line) for line in newest.read_text(encoding="ascii").splitlines()]


def scores(folder: Path) -> Scores:
    """Return the newest session's scores by step, and that each step is recorded once."""
    found = records(folder)
    by_step = {
        (r["template"], r["model"], r["run"], r["action"]): r["score"]
        for r in found
        if r["selected"]
    }
    assert len(by_step) == sum(r["selected"] for r in found)
    return by_step
