"""Read several results together: duplicates counted once, conflicts refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import LlmsiteError
from .records import Record
from .store import read_records


def combined(paths: Iterable[Path]) -> list[Record]:
    """Return the records of all files and folders, each step once.

    Of two recordings of a step the one with a score is kept; two scores of one step must come from
    the same reply and be the same. Raises LlmsiteError naming the step for results that contradict
    each other, or that come from different scorers, inspectors or briefs.
    """
    kept: dict[tuple[object, ...], tuple[Record, Path]] = {}
    for path in paths:
        for record in read_records(path):
            key = (*record.chain, record.action, record.start)
            other = kept.get(key)
            kept[key] = (_better(record, path, *other) if other else record, path)
    records = [record for record, _ in kept.values()]
    check_comparable(records)
    return records


def _better(new: Record, new_path: Path, old: Record, old_path: Path) -> Record:
    _check_actions((new, old))
    if new.score is None or old.score is None:
        return old if new.score is None else new
    same = all(
        getattr(new, name) == getattr(old, name)
        for name in ("score", "before", "after", "reply", "scorer", "inspector", "brief")
    )
    if not same:
        step = f"{new.template}-{new.model}-run{new.run}-{new.action}"
        raise LlmsiteError(
            f"{new_path} and {old_path} contradict each other on {step}: scores {new.score:g} and "
            f"{old.score:g}; give the runs different numbers, or leave one of the files out"
        )
    return old


def check_comparable(records: Iterable[Record]) -> None:
    """Raise LlmsiteError when scores come from different scorers, inspectors, briefs or actions."""
    records = list(records)
    _check_actions(records)
    seen: dict[str, dict[object, str]] = {"scorer": {}, "inspector": {}}
    briefs: dict[str, str] = {}
    for record in records:
        if record.score is None:
            continue
        for name, values in seen.items():
            values.setdefault(getattr(record, name), record.session)
            if len(values) > 1:
                listed = " and ".join(map(str, values))
                raise LlmsiteError(
                    f"the results come from different versions of the {name} ({listed}): their scores "
                    "cannot be compared; `llmsite rescore` brings them to the current one"
                )
        if briefs.setdefault(record.template, record.brief) != record.brief:
            raise LlmsiteError(
                f"the results come from different briefs of template {record.template!r}: their "
                "scores cannot be compared"
            )


def _check_actions(records: Iterable[Record]) -> None:
    sets = sorted({record.additions for record in records})
    if len(sets) > 1:
        listed = " and ".join(
            f"the sixteen with {name}" if name else "the sixteen" for name in sets
        )
        raise LlmsiteError(
            f"the results come from different sets of actions ({listed}): their totals cannot be "
            "compared; read those of one set alone"
        )


def tidy(records: Iterable[Record]) -> Iterator[dict[str, object]]:
    """Yield one flat row per step; `docs/results.md` documents the columns."""
    for record in records:
        kinds = {"requirement": 0.0, "damage": 0.0, "regression": 0.0}
        for finding in record.findings:
            kinds[str(finding["kind"])] += float(finding["deduction"])
        yield {
            "session": record.session,
            "template": record.template,
            "model": record.model,
            "model_id": record.model_id,
            "provider": record.provider,
            "simulated": record.simulated,
            "run": record.run,
            "position": record.position,
            "action": record.action,
            "category": record.category,
            "start": record.start,
            "selected": record.selected,
            "outcome": record.outcome,
            "score": record.score,
            "raw": record.raw,
            "requirement_points": round(kinds["requirement"], 6),
            "damage_points": round(kinds["damage"], 6),
            "regression_points": round(kinds["regression"], 6),
            "findings": len(record.findings),
            "repaired": record.repaired,
            "input_tokens": record.usage.get("input"),
            "output_tokens": record.usage.get("output"),
            "cached_input_tokens": record.usage.get("cached_input"),
            "reasoning_tokens": record.usage.get("reasoning"),
            "cost_usd": record.cost_usd,
            "latency_s": record.latency_s,
            "attempts": record.attempts,
            "finish_reason": record.finish_reason,
            "scorer": record.scorer,
            "inspector": record.inspector,
            "additions": record.additions,
            "brief": record.brief,
            "before": record.before,
            "after": record.after,
        }
