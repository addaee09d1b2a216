"""Read several results together: duplicates counted once, conflicts refused."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import LlmsiteError
from .records import Record
from .store import read_records, results_files


def combined(paths: Iterable[Path]) -> list[Record]:
    """Return the records of all files and folders, each step once.

    Of two recordings of a step the one with a score is kept; two scores of one step must come from
    the same reply and be the same. Raises LlmsiteError naming the step for results that contradict
    each other, or that come from different scorers, inspectors or briefs.
    """
    kept: dict[tuple[object, ...], tuple[Record, Path]] = {}
    for path in (file for given in paths for file in results_files(given)):
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
        sides = (
            f"{new_path} contradicts itself"
            if new_path == old_path
            else f"{new_path} and {old_path} contradict each other"
        )
        raise LlmsiteError(
            f"{sides} on {new.name}: {_difference(new, old)}; give the runs different numbers, or leave "
            "one of the files out"
        )
    return old


def _difference(new: Record, old: Record) -> str:
    """What two recordings of a step differ in, what matters most first."""
    for name in ("scorer", "inspector", "brief"):
        if getattr(new, name) != getattr(old, name):
            return f"{name} {getattr(new, name)[:60]} and {getattr(old, name)[:60]}"
    if new.score != old.score:
        return f"scores {new.score:g} and {old.score:g}"
    return "equal scores of different replies"


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
