"""Tidy tables of results, and results joined: every column documented, nothing counted twice."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from test_results import RECORD

from pytest_llmsite.cli import main
from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.results.columns import COLUMNS, tidy
from pytest_llmsite.results.combine import combined
from pytest_llmsite.results.export import export
from pytest_llmsite.results.records import Record
from pytest_llmsite.results.store import read_records

FINDINGS = (
    {"rule": "a/b", "message": "x", "kind": "requirement", "deduction": 1.5},
    {"rule": "a/c", "message": "y", "kind": "damage", "deduction": 1.0},
    {"rule": "a/d", "message": "z", "kind": "damage", "deduction": 0.25},
)
STEP = replace(RECORD, findings=FINDINGS, score=7.25, raw=7.25)
LOST = replace(RECORD, run=2, outcome="timeout", score=None, raw=None, cost_usd=None, findings=())


def written(path: Path, *records: Record) -> Path:
    path.write_text("".join(record.to_json() + "\n" for record in records), encoding="ascii")
    return path


def test_every_row_has_the_columns_in_order_and_of_one_type() -> None:
    rows = list(tidy([STEP, LOST]))
    for row in rows:
        assert list(row) == list(COLUMNS)
        for name, value in row.items():
            assert value is None or isinstance(value, COLUMNS[name]), name
    assert (rows[0]["requirement_points"], rows[0]["damage_points"]) == (1.5, 1.25)
    assert rows[1]["score"] is None


def test_every_column_and_every_field_is_documented() -> None:
    text = (Path(__file__).parent.parent / "docs/results.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", text))
    assert set(COLUMNS) <= named
    assert set(json.loads(STEP.to_json())) <= named


def test_csv_keeps_what_is_missing_empty_and_runs_no_formula(tmp_path: Path) -> None:
    target = tmp_path / "t.csv"
    export(tidy([replace(STEP, model="=1+1"), LOST]), "csv", target)
    lines = target.read_text(encoding="utf-8").splitlines()
    first, second = csv.DictReader(lines)
    assert first["model"] == "'=1+1"
    assert (first["score"], second["score"], second["cost_usd"]) == ("7.25", "", "")
    export(tidy([]), "csv", target)
    assert target.read_text(encoding="utf-8").strip() == ",".join(COLUMNS)


def test_json_lines_hold_no_nan(tmp_path: Path) -> None:
    target = tmp_path / "t.jsonl"
    export(tidy([STEP, LOST]), "jsonl", target)
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert rows == list(tidy([STEP, LOST]))


def test_parquet_has_the_same_types_whatever_is_missing(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    schemas = []
    for number, records in enumerate(([STEP, LOST], [LOST], [])):
        target = tmp_path / f"{number}.parquet"
        export(tidy(records), "parquet", target)
        table = parquet.read_table(target)
        assert table.to_pylist() == list(tidy(records))
        schemas.append(table.schema)
    assert schemas[0] == schemas[1] == schemas[2]


def test_what_cannot_be_written_is_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(LlmsiteError, match="cannot be written: No such file"):
        export(tidy([STEP]), "csv", tmp_path / "none" / "t.csv")
    results = written(tmp_path / "r.jsonl", STEP)
    arguments = ["export", str(results), "--format", "jsonl", "--output", str(results)]
    assert main(arguments) == 4
    assert "would be overwritten" in capsys.readouterr().err
    assert list(read_records(results)) == [STEP]


def test_merging_counts_duplicates_once_and_keeps_the_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = replace(LOST, outcome="ok", score=5.0, raw=5.0)
    one = written(tmp_path / "one.jsonl", STEP, LOST)
    two = written(tmp_path / "two.jsonl", late, STEP)
    target = tmp_path / "all.jsonl"
    assert main(["merge", str(one), str(two), str(one), "--output", str(target)]) == 0
    assert list(read_records(target)) == [STEP, late]
    assert "2 steps" in capsys.readouterr().out


def test_the_same_step_of_both_starts_is_two_steps(tmp_path: Path) -> None:
    apart = replace(STEP, start="reference", score=9.0, raw=9.0)
    paths = [written(tmp_path / "one.jsonl", STEP), written(tmp_path / "two.jsonl", apart)]
    assert combined(paths) == [STEP, apart]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"score": 1.0}, "contradict each other on t-m-run1-swap-fonts: scores 1 and 7.25"),
        ({"reply": "other"}, "contradict each other"),
        ({"run": 3, "scorer": "2"}, "different versions of the scorer"),
        ({"run": 3, "inspector": "browser/1"}, "different versions of the inspector"),
        ({"run": 3, "brief": "other"}, "different briefs of template 't'"),
    ],
)
def test_merging_refuses_what_contradicts(
    change: dict[str, object], expected: str, tmp_path: Path
) -> None:
    one = written(tmp_path / "one.jsonl", STEP)
    two = written(tmp_path / "two.jsonl", replace(STEP, **change))  # type: ignore[arg-type]
    with pytest.raises(LlmsiteError, match=re.escape(expected)):
        combined([one, two])
