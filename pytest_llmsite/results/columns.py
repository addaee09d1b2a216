"""Records as tidy rows: one a step, flat, every column of one type. `docs/results.md` documents them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .records import Record

COLUMNS: Mapping[str, type] = {
    "session": str,
    "template": str,
    "model": str,
    "model_id": str,
    "provider": str,
    "simulated": bool,
    "run": int,
    "position": int,
    "action": str,
    "category": str,
    "start": str,
    "selected": bool,
    "outcome": str,
    "score": float,
    "raw": float,
    "requirement_points": float,
    "damage_points": float,
    "regression_points": float,
    "findings": int,
    "repaired": int,
    "input_tokens": int,
    "output_tokens": int,
    "cached_input_tokens": int,
    "cache_write_tokens": int,
    "reasoning_tokens": int,
    "tokens_estimated": bool,
    "cost_usd": float,
    "latency_s": float,
    "waited_s": float,
    "attempts": int,
    "finish_reason": str,
    "request_id": str,
    "message": str,
    "scorer": str,
    "inspector": str,
    "additions": str,
    "brief": str,
    "before": str,
    "after": str,
    "reply": str,
}


def tidy(records: Iterable[Record]) -> Iterator[dict[str, object]]:
    """Yield a row a step, with the columns in their order; what is unknown is None."""
    for record in records:
        values = _counted(record)
        yield {name: values[name] if name in values else getattr(record, name) for name in COLUMNS}


def _counted(record: Record) -> dict[str, object]:
    """The columns that are no field of the record."""
    points = {"requirement": 0.0, "damage": 0.0, "regression": 0.0}
    for finding in record.findings:
        points[str(finding["kind"])] += float(finding["deduction"])
    tokens = ("input", "output", "cached_input", "cache_write", "reasoning")
    estimated = record.usage.get("estimated")
    return {
        **{f"{kind}_points": round(sum_, 6) for kind, sum_ in points.items()},
        **{f"{name}_tokens": record.usage.get(name) for name in tokens},
        "tokens_estimated": None if estimated is None else bool(estimated),
        "findings": len(record.findings),
    }
