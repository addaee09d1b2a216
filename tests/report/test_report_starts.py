"""Chained and reference-started results beside each other."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from synthetic import benchmark, chain
from test_report_summary import TWO, check_lines, lines, shown

from pytest_llmsite.report.summary import TABLES
from pytest_llmsite.results.records import Record

BOTH = [
    *benchmark(["kimi", "haiku"], runs=3, seed=1),
    *(replace(r, start="reference") for r in benchmark(["kimi", "haiku"], runs=3, seed=2)),
]


def test_starts_are_never_mixed() -> None:
    chained = [r for r in BOTH if r.start == "chained"]
    shuffled = random.Random(3).sample(BOTH, len(BOTH))
    tables = [name for name in TABLES if name not in ("starts", "ranking")]
    assert lines(shuffled, tables=tables) == lines(chained, tables=tables)
    text = " ".join(shown(shuffled, "ranking").split())
    assert "chained steps only: reference-started ones are in the table of starts" in text
    assert "recorded more than once" not in text


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize(("models", "runs"), [(1, 1), (2, 3), (30, 1)])
def test_starts_side_by_side(width: int, models: int, runs: int) -> None:
    names = [f"model-{n}" for n in range(models)]
    records = [
        *benchmark(names, runs=runs, seed=1, failures=0.01),
        *(replace(r, start="reference") for r in benchmark(names, runs=runs, seed=2)),
    ]
    check_lines(lines(records, width=width, tables=["starts"]), width)


def test_compounding_is_chained_minus_reference_started() -> None:
    def runs(start: str, first: float, second: float) -> list[Record]:
        return [
            replace(r, start=start)
            for run in (1, 2, 3)
            for r in chain("safari-lodge", "kimi", run, [first, second + run / 10])
        ]

    found = lines([*runs("chained", 9.0, 4.0), *runs("reference", 9.0, 8.0)], tables=["starts"])
    row = next(line.split() for line in found if line.startswith("swap-fonts"))
    assert row[1] == "8.2"
    assert "-4.0*" in row
    total = next(line.split() for line in found if line.startswith("total"))
    assert total[1] == "17.2"
    assert any(part.startswith("-4.0") for part in total)


def test_starts_say_what_they_need() -> None:
    assert "Starts" not in shown(TWO)
    assert "results of both --llm-start=chained" in " ".join(shown(TWO, "starts").split())
