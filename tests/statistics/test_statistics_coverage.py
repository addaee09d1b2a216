"""A small version of `benchmarks/coverage.py` with fixed seeds: intervals hold the truth as stated.

The tolerance is the stated goal of .01 plus three standard errors of the simulation.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import scripts

BENCHMARK = scripts.load("benchmarks/coverage.py")
SIMS = 800
ROWS = {
    "totals": 48,
    "unbalanced": 4,
    "template": 2,
    "difference": 5,
    "cell": 9,
    "error": 4,
    "gate": 1,
    "stopping": 6,
    "agreement": 8,
    "routing": 6,
}


@pytest.mark.parametrize("part", list(ROWS))
def test_coverage(part: str) -> None:
    rows_of, share = BENCHMARK.PARTS[part]
    sims = max(100, round(SIMS * share))
    rows = list(rows_of(np.random.default_rng(20260101), sims))
    assert len(rows) == ROWS[part]
    for row in rows:
        draws = sims / 4 if "bootstrap" in row.name else sims
        draws = sims / 10 if "concordance" in row.name else draws
        middle = sum(row.stated) / 2
        error = math.sqrt(max(middle * (1 - middle), 0.01) / draws)
        slack = 0.01 if row.exact else 0.03
        assert abs(row.difference) <= slack + 3 * error, BENCHMARK.line(row)


def test_every_part_is_tested() -> None:
    assert list(ROWS) == list(BENCHMARK.PARTS)
