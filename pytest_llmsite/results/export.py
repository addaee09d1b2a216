"""Write tidy results: CSV, JSON Lines, or Parquet (with the `parquet` extra)."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..errors import LlmsiteError
from .columns import COLUMNS

FORMATS = ("csv", "jsonl", "parquet")
# A spreadsheet runs a cell that begins so as a formula; names of models come from outside.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(rows: Iterable[Mapping[str, object]], kind: str, target: Path | None) -> None:
    """Write *rows* of `columns.tidy` to *target* (standard output without one; Parquet needs a file).

    Raises LlmsiteError for Parquet without pyarrow or without a file, and where nothing can be written.
    """
    try:
        _write(rows, kind, target)
    except OSError as error:
        raise LlmsiteError(f"{target}: cannot be written: {error.strerror or error}") from error


def _write(rows: Iterable[Mapping[str, object]], kind: str, target: Path | None) -> None:
    if kind == "parquet":
        _parquet(list(rows), target)
        return
    text = _csv(rows) if kind == "csv" else "".join(json.dumps(row) + "\n" for row in rows)
    if target is None:
        sys.stdout.write(text)
    else:
        target.write_text(text, encoding="utf-8", newline="")


def _csv(rows: Iterable[Mapping[str, object]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(COLUMNS))
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return buffer.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def _parquet(rows: list[Mapping[str, object]], target: Path | None) -> None:
    if target is None:
        raise LlmsiteError("--format=parquet: expected --output=FILE")
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise LlmsiteError(
            "--format=parquet needs pyarrow: pip install 'pytest-llmsite[parquet]'"
        ) from None
    types = {str: pyarrow.string, int: pyarrow.int64, float: pyarrow.float64, bool: pyarrow.bool_}
    schema = pyarrow.schema([(name, types[kind]()) for name, kind in COLUMNS.items()])
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema), target)
