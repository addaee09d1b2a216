"""The published tables: what is consistent is reproduced, what is not is shown not to be.

One test for each line of `consistency_checks.csv`, named after its id; the last test sees to that.
"""

from __future__ import annotations

import csv
import itertools
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from pytest_llmsite.statistics import comparison, intervals, power, variance
from pytest_llmsite.statistics.answers import Interval

DATA = Path(__file__).parent.parent / "data" / "published"
NAMES = {
    "kimi": "Kimi K2.5",
    "haiku": "Claude Haiku 4.5",
    "v3": "DeepSeek V3.2",
    "r1": "DeepSeek R1",
    "sonnet": "Claude Sonnet 4.6",
}
COLUMNS = {"kimi": "kimi", "haiku": "haiku", "v3": "deepseek_v32", "r1": "deepseek_r1"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def keyed(name: str, key: str) -> dict[str, dict[str, str]]:
    return {row[key]: row for row in rows(name)}


SCORES = keyed("model_scores", "model")
HEATMAP = keyed("heatmap", "action")
DIFFICULTY = {row["action"]: float(row["avg_score"]) for row in rows("action_difficulty")}
TEMPLATES = keyed("per_template", "template")
PRICES = keyed("models_and_prices", "model")
# The seven action means that the article prints; the others of the file were read off a chart.
PRINTED = (
    "add-accessibility",
    "add-seo-meta",
    "update-about-text",
    "replace-favicon",
    "apply-colours",
    "apply-hero-layout",
    "apply-sections-layout",
)


def summary(model: str) -> tuple[float, float, int]:
    row = SCORES[NAMES[model]]
    return float(row["avg_score"]), float(row["std_dev"]), int(row["runs"])


def published_interval(model: str) -> tuple[float, float]:
    row = SCORES[NAMES[model]]
    return float(row["ci95_low"]), float(row["ci95_high"])


def interval(mean: float, sd: float, n: int) -> Interval:
    found = intervals.summary_interval(mean, sd, n)
    assert isinstance(found, Interval)
    return found


def column(model: str) -> dict[str, float]:
    return {action: float(row[COLUMNS[model]]) for action, row in HEATMAP.items()}


def cells(model: str) -> dict[str, float]:
    name = COLUMNS[model]
    return {t: float(row[name]) for t, row in TEMPLATES.items() if row[name]}


def test_ci_kimi() -> None:
    found = interval(*summary("kimi"))
    assert found.low == pytest.approx(92.75, abs=0.005)
    assert found.high == pytest.approx(123.65, abs=0.005)
    assert (found.low, found.high) == pytest.approx(published_interval("kimi"), abs=0.0501)
    _, sd, n = summary("kimi")
    assert 1.96 * sd / math.sqrt(n) == pytest.approx(13.1, abs=0.05)


def test_ci_haiku() -> None:
    mean, sd, n = summary("haiku")
    printed = interval(mean, sd, n)
    assert (round(printed.low, 1), round(printed.high, 1)) == (91.1, 124.3)
    within_rounding = interval(mean, 13.41, n)
    assert (within_rounding.low, within_rounding.high) == pytest.approx(
        published_interval("haiku"), abs=0.0501
    )


def test_ci_v3() -> None:
    found = interval(*summary("v3"))
    assert (found.low, found.high) == pytest.approx(published_interval("v3"), abs=0.005)
    assert found.halfwidth == pytest.approx(16.0, abs=0.005)


def haiku_runs() -> Iterator[list[float]]:
    """Haiku's five runs for every rounding: four printed cells, the fifth forced by the mean."""
    printed = list(cells("haiku").values())
    known = [v for v in printed if v != 108.2]
    for mean_off, cell_off in itertools.product((-0.05, 0.0, 0.05), repeat=2):
        shifted = [v + cell_off for v in known]
        yield [*shifted, 5 * (107.7 + mean_off) - sum(shifted)]


def test_sd_ddof() -> None:
    assert len([v for v in cells("haiku").values() if v != 108.2]) == 4
    for runs in haiku_runs():
        assert 108.1 <= runs[-1] <= 109.1
        assert np.std(runs) == pytest.approx(13.4, abs=0.06)
        assert np.std(runs, ddof=1) == pytest.approx(14.98, abs=0.06)
    # No second run on a printed template fits the mean instead: its cell would count twice.
    known = [v for v in cells("haiku").values() if v != 108.2]
    for cell in known:
        assert abs((sum(known) + cell) / 5 - 107.7) > 0.1


def test_ci_haiku_fixed() -> None:
    mean, sd, n = summary("haiku")
    found = interval(mean, sd * math.sqrt(n / (n - 1)), n)
    assert (round(found.low, 1), round(found.high, 1)) == (89.1, 126.3)
    low, high = published_interval("haiku")
    assert found.halfwidth / ((high - low) / 2) == pytest.approx(1.118, abs=0.005)


@pytest.mark.parametrize(
    "model, low, high",
    [("kimi", 91.8, 124.6), ("v3", 77.4, 110.6)],
    ids=["ci_kimi_fixed", "ci_v3_fixed"],
)
def test_population_sd(model: str, low: float, high: float) -> None:
    mean, sd, n = summary(model)
    found = interval(mean, sd * math.sqrt(n / (n - 1)), n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.06)


def test_pct_max() -> None:
    for row in SCORES.values():
        assert 100 * float(row["avg_score"]) / 160 == pytest.approx(
            float(row["pct_of_max"]), abs=0.0501
        )


def test_pct_sonnet() -> None:
    for row in TEMPLATES.values():
        best = max(float(row[c]) for c in ("kimi", "haiku", "deepseek_v32") if row[c])
        assert 100 * best / float(row["sonnet"]) == pytest.approx(
            float(row["best_alt_pct_of_sonnet"]), abs=0.0501
        )


def test_gap41() -> None:
    gaps = {model: 149.5 - summary(model)[0] for model in ("kimi", "haiku", "v3")}
    assert round(gaps["kimi"]) == 41
    assert [round(gaps[m]) for m in ("haiku", "v3")] == [42, 56]


def test_avg_gap() -> None:
    for row in rows("gap_analysis"):
        alternatives = [float(row[c]) for c in ("kimi", "haiku", "deepseek_v32")]
        gap = sum(alternatives) / 3 - float(row["sonnet"])
        assert gap == pytest.approx(float(row["avg_gap"]), abs=0.0501)


def test_gap_heatmap() -> None:
    shared = [
        (row[c], HEATMAP[row["action"]][c])
        for row in rows("gap_analysis")
        for c in ("kimi", "haiku", "deepseek_v32")
    ]
    assert len(shared) == 18
    assert all(float(a) == float(b) for a, b in shared)


def test_layout_cat() -> None:
    layout = ("apply-hero-layout", "apply-sections-layout")
    published = {row["category"]: float(row["avg_score"]) for row in rows("category_scores")}
    assert sum(DIFFICULTY[a] for a in layout) / 2 == pytest.approx(published["Layout"])
    three = np.mean([column(m)[a] for m in ("kimi", "haiku", "v3") for a in layout])
    four = np.mean([column(m)[a] for m in COLUMNS for a in layout])
    assert (three, four) == pytest.approx((1.17, 0.08), abs=0.006)


@pytest.mark.parametrize(
    "model, total, consistent",
    [("kimi", 115.6, False), ("haiku", 107.5, True), ("v3", 101.0, False), ("r1", 40.3, False)],
    ids=["sum_kimi", "sum_haiku", "sum_v3", "sum_r1"],
)
def test_sums(model: str, total: float, consistent: bool) -> None:
    """Action means add up to the total where every run is complete; rounding explains .85."""
    found = sum(column(model).values())
    assert found == pytest.approx(total)
    rounding = 16 * 0.05 + 0.05
    assert (abs(found - summary(model)[0]) <= rounding) is consistent


def test_n467() -> None:
    others = sum(int(row["runs"]) for name, row in SCORES.items() if name != NAMES["sonnet"])
    every = sum(int(row["runs"]) for row in SCORES.values())
    assert (others, others * 16, every * 16) == (31, 496, 832)
    assert 467 % 16 != 0
    assert 467 not in (others * 16, every * 16)
    missing = sum(
        16 * summary(m)[2] * (1 - summary(m)[0] / sum(column(m).values())) for m in ("kimi", "v3")
    )
    assert missing == pytest.approx(25.9, abs=0.1)


def test_n467_b() -> None:
    assert sum(int(row["runs"]) for row in SCORES.values()) == 52 < 467


def tolerance(targets: list[float], table: list[list[float]]) -> float:
    """Smallest tolerance at which one weighting of the models gives all target means."""
    a, b = np.array(table), np.array(targets)
    n = a.shape[1]
    slack = -np.ones((len(b), 1))
    found = linprog(
        [0.0] * n + [1.0],
        A_ub=np.vstack([np.hstack([a, slack]), np.hstack([-a, slack])]),
        b_ub=np.concatenate([b, -b]),
        A_eq=[[1.0] * n + [0.0]],
        b_eq=[1.0],
    )
    return float(found.fun)


def test_diff_weights() -> None:
    table = [[column(m)[action] for m in COLUMNS] for action in PRINTED]
    needed = tolerance([DIFFICULTY[action] for action in PRINTED], table)
    assert needed == pytest.approx(0.45, abs=0.006)
    assert needed > 0.1  # .05 from rounding either table
    equal = [float(np.mean([column(m)[a] for m in ("kimi", "haiku", "v3")])) for a in PRINTED]
    assert equal == pytest.approx([9.53, 9.33, 8.87, 8.73, 6.17, 3.57, -1.23], abs=0.006)


def test_rank14() -> None:
    assert sorted(DIFFICULTY, key=DIFFICULTY.__getitem__).index("apply-colours") == 2
    weightings = {
        "three": {"kimi": 1, "haiku": 1, "v3": 1},
        "four": dict.fromkeys(COLUMNS, 1),
        "runs of three": {m: summary(m)[2] for m in ("kimi", "haiku", "v3")},
        "runs of four": {m: summary(m)[2] for m in COLUMNS},
    }
    for name, weights in weightings.items():
        means = {
            action: np.average([column(m)[action] for m in weights], weights=list(weights.values()))
            for action in ("apply-colours", "replace-section-bgs")
        }
        assert means["replace-section-bgs"] < means["apply-colours"], name
    own = np.mean([column(m)["replace-section-bgs"] for m in ("kimi", "haiku", "v3")])
    assert round(float(own), 1) == DIFFICULTY["apply-colours"] == 5.2


def category_table(favicon: str) -> tuple[list[float], list[list[float]]]:
    published = {row["category"]: float(row["avg_score"]) for row in rows("category_scores")}
    category = {row["action"]: row["category"] for row in rows("actions")}
    category["replace-favicon"] = favicon
    table = [
        [float(np.mean([column(m)[a] for a, c in category.items() if c == name])) for m in COLUMNS]
        for name in published
    ]
    return list(published.values()), table


def test_cat_heatmap() -> None:
    assert tolerance(*category_table("Brand")) == pytest.approx(0.13, abs=0.006)
    _, table = category_table("Brand")
    three = [sum(row[:3]) / 3 for row in table]
    assert three == pytest.approx([8.91, 7.90, 7.35, 5.92, 1.17], abs=0.006)
    four = [sum(row) / 4 for row in table]
    assert four == pytest.approx([8.35, 6.01, 6.27, 5.16, 0.08], abs=0.006)
    runs = [summary(m)[2] for m in COLUMNS]
    by_runs = [float(np.average(row[:3], weights=runs[:3])) for row in table]
    assert by_runs == pytest.approx([8.74, 7.82, 7.16, 6.16, 1.26], abs=0.006)
    by_runs = [float(np.average(row, weights=runs)) for row in table]
    assert by_runs == pytest.approx([8.60, 7.34, 6.90, 5.95, 0.97], abs=0.006)


def test_quality_missing() -> None:
    assert {row["category"] for row in rows("actions")} - {
        row["category"] for row in rows("category_scores")
    } == {"Quality"}
    three = [column(m)["verify-contrast"] for m in ("kimi", "haiku", "v3")]
    assert np.mean(three) == pytest.approx(6.67, abs=0.005)
    assert np.mean([*three, column("r1")["verify-contrast"]]) == pytest.approx(6.2)


def test_favicon_cat() -> None:
    """Listed under both Brand and Content; neither makes the category means fit."""
    assert keyed("actions", "action")["replace-favicon"]["category"] == "Brand"
    assert tolerance(*category_table("Content")) == pytest.approx(0.14, abs=0.006)


def test_safari() -> None:
    row = TEMPLATES["Safari Lodge"]
    values = [float(row[c]) for c in ("kimi", "haiku", "deepseek_v32") if row[c]]
    assert values == [108.2, 120.5]
    share = float(row["best_alt_pct_of_sonnet"])
    assert 100 * values[1] / 149.5 == pytest.approx(share, abs=0.05)
    best = float(keyed("variance", "model")["DeepSeek V3.2"]["best_run"])
    assert best == 120.5


def allocations(total: int, cells_of: list[float]) -> Iterator[tuple[tuple[int, ...], float]]:
    """Ways to split `total` runs over templates, at least one each, and the mean they give."""
    for cuts in itertools.combinations(range(1, total), len(cells_of) - 1):
        counts = tuple(b - a for a, b in itertools.pairwise((0, *cuts, total)))
        yield counts, sum(n * v for n, v in zip(counts, cells_of, strict=True)) / total


def test_alloc_kimi() -> None:
    listed = list(cells("kimi").values())
    options = [listed, [*listed[:2], 108.2, *listed[2:]], [*listed[:2], 120.5, *listed[2:]]]
    found = [pair for option in options for pair in allocations(9, option)]
    counts, mean = min(found, key=lambda pair: abs(pair[1] - 108.2))
    assert counts == (1, 1, 1, 1, 5)
    assert mean == pytest.approx(108.33, abs=0.005)
    assert abs(mean - 108.2) > 0.1  # more than rounding of cells and mean can explain


def test_alloc_v3() -> None:
    with_safari = list(cells("v3").values())
    without = [v for t, v in cells("v3").items() if t != "Safari Lodge"]
    fits = [
        counts
        for option in (with_safari, without)
        for counts, mean in allocations(15, option)
        if abs(mean - 94.0) <= 0.1
    ]
    assert (1, 2, 1, 1, 10) in fits
    assert {counts[-1] for counts in fits} == {8, 9, 10}
    assert list(cells("v3"))[-1] == "Gala Event"


def test_std_templates() -> None:
    shared = [t for t in TEMPLATES if t != "Safari Lodge"]
    totals = {m: {t: [cells(m)[t]] for t in shared} for m in ("kimi", "haiku", "v3")}
    means = {}
    for model, of_model in totals.items():
        found = intervals.population_interval(of_model)
        assert isinstance(found, Interval)
        means[model] = found.estimate
    assert list(means.values()) == pytest.approx([117.9, 107.475, 100.95])
    assert means["kimi"] - means["haiku"] == pytest.approx(10.4, abs=0.05)
    assert means["haiku"] - means["v3"] == pytest.approx(6.5, abs=0.05)


def test_bestworst() -> None:
    """Best and worst of two models are mean +- SD, not runs that were observed."""
    for model, high, low in (("haiku", 121.1, 94.3), ("kimi", 128.3, 88.1)):
        mean, sd, _ = summary(model)
        assert (mean + sd, mean - sd) == pytest.approx((high, low))
        row = keyed("variance", "model")[NAMES[model]]
        assert (round(mean + sd), round(mean - sd)) == (int(row["best_run"]), int(row["worst_run"]))
        outside = [
            v
            for v in cells(model).values()
            if not float(row["worst_run"]) <= v <= float(row["best_run"])
        ]
        assert outside == {"haiku": [124.2, 89.5], "kimi": [134.8]}[model]


def test_range_v3() -> None:
    row = keyed("variance", "model")["DeepSeek V3.2"]
    assert round(float(row["best_run"]) - float(row["worst_run"])) == int(row["range"]) == 95


def test_v3_best() -> None:
    assert float(keyed("variance", "model")["DeepSeek V3.2"]["best_run"]) > summary("haiku")[0]


def test_same_template() -> None:
    """The best run equals a cell's mean, so every run of that cell is it: the worst is elsewhere."""
    row = keyed("variance", "model")["DeepSeek V3.2"]
    best, worst = float(row["best_run"]), float(row["worst_run"])
    assert cells("v3")["Safari Lodge"] == best
    assert all((worst + (n - 1) * best) / n < best - 0.1 for n in range(1, 16))


def test_sd_half() -> None:
    haiku, kimi, v3 = (summary(m)[1] for m in ("haiku", "kimi", "v3"))
    assert haiku / kimi == pytest.approx(0.667, abs=0.001)
    assert haiku / v3 == pytest.approx(0.464, abs=0.001)


def test_var_test() -> None:
    def p(a: str, b: str) -> float:
        found = variance.variance_ratio(summary(a)[1], summary(a)[2], summary(b)[1], summary(b)[2])
        assert isinstance(found, float)
        return found

    found = [p("v3", "haiku"), p("v3", "kimi"), p("kimi", "haiku")]
    assert found == pytest.approx([0.149, 0.304, 0.452], abs=0.0006)
    assert min(found) > 0.05


def test_spread() -> None:
    gap = max(DIFFICULTY.values()) - min(DIFFICULTY.values())
    assert gap == pytest.approx(10.2)
    ranges = {a: [column(m)[a] for m in COLUMNS] for a in HEATMAP}
    widest = max(ranges, key=lambda a: max(ranges[a]) - min(ranges[a]))
    assert widest == "update-contact"
    assert max(ranges[widest]) - min(ranges[widest]) == pytest.approx(8.8)
    sonnet = float(keyed("gap_analysis", "action")["apply-sections-layout"]["sonnet"])
    with_sonnet = sonnet - min(ranges["apply-sections-layout"])
    assert with_sonnet == pytest.approx(12.8)
    assert 8.8 < gap < with_sonnet


def test_three_actions() -> None:
    gaps = keyed("gap_analysis", "action")
    three = 0.0
    for action in ("apply-sections-layout", "apply-hero-layout", "apply-colours"):
        row = gaps[action]
        three += (
            float(row["sonnet"]) - sum(float(row[c]) for c in ("kimi", "haiku", "deepseek_v32")) / 3
        )
    assert three == pytest.approx(19.0, abs=0.01)
    from_heatmap = 149.5 - sum(sum(column(m).values()) for m in ("kimi", "haiku", "v3")) / 3
    printed = 149.5 - sum(summary(m)[0] for m in ("kimi", "haiku", "v3")) / 3
    assert three / from_heatmap == pytest.approx(0.46, abs=0.005)
    assert three / printed == pytest.approx(0.41, abs=0.005)
    assert three / from_heatmap < 0.5


def test_cost15() -> None:
    prices = {
        m: (
            float(PRICES[NAMES[m]]["input_usd_per_mtok"]),
            float(PRICES[NAMES[m]]["output_usd_per_mtok"]),
        )
        for m in ("sonnet", "haiku", "v3")
    }
    assert prices["sonnet"][0] / prices["v3"][0] == pytest.approx(11.5, abs=0.05)
    assert prices["sonnet"][1] / prices["v3"][1] == pytest.approx(39.5, abs=0.05)
    (a, b), (c, d) = prices["sonnet"], prices["v3"]
    mix = (b - 15 * d) / (15 * c - a)
    assert mix == pytest.approx(10.3, abs=0.05)
    haiku = prices["haiku"][0] * mix + prices["haiku"][1]
    assert haiku / (c * mix + d) == pytest.approx(5.0, abs=0.01)


def test_r1_price() -> None:
    for price in ("input_usd_per_mtok", "output_usd_per_mtok"):
        r1, kimi, haiku = (float(PRICES[NAMES[m]][price]) for m in ("r1", "kimi", "haiku"))
        assert kimi < r1 < haiku


def test_n_power() -> None:
    z = (1.959964 + 0.841621) ** 2
    assert 2 * 20**2 * z / 400 == pytest.approx(15.70, abs=0.005)
    assert 2 * 20.1**2 * z / 400 == pytest.approx(15.86, abs=0.005)
    for sd, normal, exact in (
        (13.4, 8, 9),
        (20.0, 16, 17),
        (20.1, 16, 17),
        (24.5, 24, 25),
        (28.9, 33, 34),
    ):
        assert power.runs_needed(20, sd, exact=False) == normal
        assert power.runs_needed(20, sd) == exact
    error = 20 * math.sqrt(2 / 15)
    assert power.t_power(20, error, 28) == pytest.approx(0.753, abs=0.0006)
    assert power.runs_needed(20, 20, level=1 - 0.05 / 3) == 23
    for sd, expected in ((13.4, 0.976), (20.1, 0.749), (28.9, 0.448)):
        found = power.t_power(20, sd * math.sqrt(2 / 15), 28)
        assert found == pytest.approx(expected, abs=0.0006)


def test_overlap() -> None:
    at_15 = interval(0, 20, 15).halfwidth
    assert at_15 == pytest.approx(11.1, abs=0.05)
    assert 2 * at_15 > 20
    assert next(n for n in range(2, 40) if 2 * interval(0, 20, n).halfwidth < 20) == 18


def test_tie() -> None:
    welch_p, tie_p, margins = [], [], []
    for a, b in (("kimi", "haiku"), ("kimi", "v3"), ("haiku", "v3")):
        found = comparison.welch(*summary(a), *summary(b))
        assert isinstance(found, comparison.Difference)
        tie = comparison.equivalence(found, 10.0)
        assert isinstance(tie, comparison.Equivalence)
        welch_p.append(found.p_value)
        tie_p.append(tie.p_value)
        margins.append(tie.smallest_margin)
    assert welch_p == pytest.approx([0.957, 0.171, 0.172], abs=0.0006)
    assert tie_p == pytest.approx([0.156, 0.660, 0.648], abs=0.0006)
    assert margins == pytest.approx([16.6, 31.4, 30.4], abs=0.06)


def test_sonnet() -> None:
    assert {float(row["sonnet"]) for row in TEMPLATES.values()} == {149.5}
    assert summary("sonnet") == (149.5, 0.0, 21)


def test_r1_ci() -> None:
    mean, sd, n = summary("r1")
    assert SCORES[NAMES["r1"]]["ci95_low"] == ""
    found = interval(mean, sd, n)
    assert (found.low, found.high) == pytest.approx((12.3, 71.5), abs=0.06)
    wider = interval(mean, sd * math.sqrt(2), n)
    assert (wider.low, wider.high) == pytest.approx((0.0, 83.8), abs=0.06)


def test_every_check_has_a_test() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    for row in rows("consistency_checks"):
        assert f"test_{row['id']}(" in source or f'"{row["id"]}"' in source, row["id"]
