"""Agreement against published values, to the printed digits, and at the edges."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pytest_llmsite.statistics import agreement, coefficients
from pytest_llmsite.statistics.answers import Interval, Refusal
from pytest_llmsite.statistics.coefficients import Coefficient

PATH = Path(__file__).parent.parent / "data" / "published" / "agreement_reference.json"
REFERENCE: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
FIVE = REFERENCE["krippendorff_2011_4x12"]
FLEISS = REFERENCE["fleiss_cohen_everitt_1969"]
ALPHAS = [
    (name, metric, value)
    for name in ("krippendorff_2011_4x12", "wikipedia_3x15", "krippendorff_binary_2x10")
    for metric, value in REFERENCE[name]["alpha"].items()
]


def printed(value: float) -> float:
    """Half of the last printed digit (and a little for ties)."""
    digits = len(repr(value).partition(".")[2])
    return 0.51 * 10.0**-digits


def coefficient(found: Coefficient | Refusal) -> Coefficient:
    assert isinstance(found, Coefficient)
    return found


def same(found: float | Refusal, expected: float) -> None:
    assert isinstance(found, float)
    assert found == pytest.approx(expected, abs=printed(expected))


@pytest.mark.parametrize("name, metric, expected", ALPHAS)
def test_krippendorff_alpha(name: str, metric: Any, expected: float) -> None:
    same(coefficients.krippendorff_alpha(REFERENCE[name]["data"], metric), expected)


@pytest.mark.parametrize(
    "kind, key",
    [
        ("unweighted", "AC1"),
        ("linear", "AC2_linear"),
        ("quadratic", "AC2_quadratic"),
        ("ordinal", "AC2_ordinal"),
    ],
)
def test_gwet(kind: Any, key: str) -> None:
    same(coefficient(coefficients.gwet(FIVE["data"], kind)).value, FIVE["gwet"][key])


@pytest.mark.parametrize(
    "kind, error, bounds",
    [
        ("unweighted", "gwet_se", "gwet_ci95"),
        ("quadratic", "AC2_quadratic_se", "AC2_quadratic_ci95"),
    ],
)
def test_gwet_interval(kind: Any, error: str, bounds: str) -> None:
    found = coefficient(coefficients.gwet(FIVE["data"], kind))
    assert found.error is not None
    assert found.interval is not None
    same(found.error, FIVE[error])
    assert [found.interval.low, found.interval.high] == pytest.approx(FIVE[bounds], abs=0.0006)


def test_fleiss_and_brennan_prediger() -> None:
    found = coefficient(coefficients.fleiss_kappa(FIVE["data"]))
    same(found.value, FIVE["fleiss"])
    same(found.observed, FIVE["percent_agreement"])
    same(coefficient(coefficients.brennan_prediger(FIVE["data"])).value, FIVE["brennan_prediger"])


def test_conger() -> None:
    """The published .76282 has the lone rating of unit 12 by the third rater, as R's data have it.

    In the table of Krippendorff (2011) it is the second rater's; no other coefficient notices.
    """
    moved = [list(row) for row in FIVE["data"]]
    moved[2][11], moved[1][11] = moved[1][11], None
    same(coefficient(coefficients.conger_kappa(moved)).value, FIVE["conger_R_irrCAC"])
    same(coefficient(coefficients.conger_kappa(FIVE["data"])).value, 0.76207)
    same(coefficient(coefficients.gwet(moved)).value, FIVE["gwet"]["AC1"])


SHROUT = REFERENCE["shrout_fleiss_1979"]


def test_mean_squares() -> None:
    found = agreement.mean_squares(SHROUT["data"])
    assert isinstance(found, agreement.MeanSquares)
    expected = SHROUT["mean_squares"]
    for value, key in zip(
        (found.between, found.judges, found.error, found.within),
        ("BMS", "JMS", "EMS", "WMS"),
        strict=True,
    ):
        same(value, expected[key])


@pytest.mark.parametrize("form", list(SHROUT["icc"]))
def test_icc(form: Any) -> None:
    found = agreement.icc(SHROUT["data"], form)
    assert isinstance(found, Interval)
    same(found.estimate, SHROUT["icc"][form])
    low, high = SHROUT["ci95"][form]
    # -.88 and .91 are printed from rounded mean squares in places: allow their last digit.
    tolerance = 0.0006 if "1" in form.partition(",")[2] else 0.006
    assert (found.low, found.high) == pytest.approx((low, high), abs=tolerance)


def test_alpha_of_shrout_fleiss() -> None:
    transposed = [list(row) for row in zip(*SHROUT["data"], strict=True)]
    same(coefficients.krippendorff_alpha(transposed), SHROUT["alpha_interval"])


def agreement_weights(disagreement: list[list[float]]) -> list[list[float]]:
    largest = max(map(max, disagreement))
    return [[1 - v / largest for v in row] for row in disagreement]


def test_cohen_1968() -> None:
    data = REFERENCE["cohen_1968"]
    plain = coefficient(coefficients.cohen_kappa(data["proportions"], n=data["n"]))
    weights = agreement_weights(data["disagreement_weights"])
    weighted = coefficient(coefficients.cohen_kappa(data["proportions"], weights, n=data["n"]))
    skewed = agreement_weights(data["asymmetric_weights"])
    asymmetric = coefficient(coefficients.cohen_kappa(data["proportions"], skewed, n=data["n"]))
    same(plain.value, data["kappa"])
    same(weighted.value, data["weighted_kappa"])
    same(asymmetric.value, data["asymmetric_weighted_kappa"])
    for found, value in zip((plain, weighted, asymmetric), data["published"], strict=True):
        same(found.value, value)
    assert plain.error is not None
    assert weighted.error is not None
    same(plain.error, data["se_kappa_statsmodels"])
    same(weighted.error, data["se_weighted_statsmodels"])


def test_fleiss_cohen_everitt_1969() -> None:
    table, n = FLEISS["proportions"], FLEISS["n"]
    plain = coefficient(coefficients.cohen_kappa(table, n=n))
    weighted = coefficient(coefficients.cohen_kappa(table, FLEISS["agreement_weights"], n=n))
    same(plain.value, FLEISS["kappa"])
    same(weighted.value, FLEISS["weighted_kappa"])
    assert (plain.error, weighted.error) == pytest.approx(
        (FLEISS["se_kappa"], FLEISS["se_weighted"]), abs=6e-5
    )
    same(coefficient(coefficients.cohen_kappa(table, "linear")).value, FLEISS["linear"])
    same(coefficient(coefficients.cohen_kappa(table, "quadratic")).value, FLEISS["quadratic"])


def test_sas_table() -> None:
    data = REFERENCE["sas_table_statsmodels"]
    found = coefficient(coefficients.cohen_kappa(data["table"]))
    assert found.error is not None
    assert found.interval is not None
    same(found.value, data["kappa"])
    same(found.error, data["ase"])
    assert [found.interval.low, found.interval.high] == pytest.approx(data["ci95"], abs=6e-5)
    null = coefficients.kappa_null_error(data["table"])
    assert isinstance(null, float)
    same(null, data["ase0"])
    same(found.value / null, data["z"])
    linear = coefficient(coefficients.cohen_kappa(data["table"], "linear"))
    assert linear.error is not None
    same(linear.value, data["linear_weighted"])
    same(linear.error, data["linear_ase"])


def test_rare_findings() -> None:
    """Where kappa collapses although the judges agree."""
    found = coefficients.finding_agreement(118, 5, 2, 0)
    assert found.ac1 == pytest.approx(0.94, abs=0.005)
    assert found.kappa == pytest.approx(-0.02, abs=0.005)
    assert found.positive_agreement == 0
    ac1 = coefficient(coefficients.gwet([[0] * 118 + [1] * 5 + [0] * 2, [0] * 123 + [1] * 2]))
    assert ac1.value == pytest.approx(found.ac1)
    both = coefficients.finding_agreement(80, 5, 5, 10)
    assert both.positive_agreement == pytest.approx(20 / 30)
    assert both.precision is not None
    assert both.precision.estimate == pytest.approx(10 / 15)


def test_finding_agreement_without_findings() -> None:
    nothing = coefficients.finding_agreement(0, 0, 0, 0)
    assert (nothing.ac1, nothing.kappa, nothing.precision, nothing.recall) == (None,) * 4
    clean = coefficients.finding_agreement(50, 0, 0, 0)
    assert clean.ac1 == 1
    assert clean.kappa is None
    with pytest.raises(ValueError, match="negative"):
        coefficients.finding_agreement(1, -1, 0, 0)


def test_concordance_is_quadratic_kappa() -> None:
    rng = np.random.default_rng(3)
    x = rng.integers(0, 11, 200)
    y = np.clip(x + rng.integers(-2, 3, 200), 0, 10)
    table = np.zeros((11, 11))
    np.add.at(table, (x, y), 1)
    kappa = coefficient(coefficients.cohen_kappa(table.tolist(), "quadratic"))
    found = agreement.concordance(x.tolist(), y.tolist())
    assert found == pytest.approx(kappa.value)
    with_missing = agreement.concordance([*x.tolist(), None, 3.0], [*y.tolist(), 2.0, math.nan])
    assert with_missing == pytest.approx(kappa.value)


def test_bland_altman() -> None:
    found = agreement.bland_altman([10, 8, 6, None, 9], [9, 8, 3, 7, 9])
    assert isinstance(found, agreement.BlandAltman)
    d = np.array([1, 0, 3, 0])
    assert found.bias.estimate == 1
    assert found.sd == pytest.approx(d.std(ddof=1))
    assert found.upper.estimate - found.lower.estimate == pytest.approx(2 * 1.959964 * found.sd)
    equal = agreement.bland_altman([3, 4], [1, 2])
    assert isinstance(equal, agreement.BlandAltman)
    assert equal.bias.caution == "all differences are equal"
    assert isinstance(agreement.bland_altman([1, None], [1, 2]), Refusal)


def test_agreement_on_difficulty_is_not_agreement_within_action() -> None:
    rng = np.random.default_rng(5)
    actions = [a for a in range(16) for _ in range(10)]
    level = rng.normal(6, 3, 16)
    scores = [[level[a] + rng.normal(), level[a] + rng.normal()] for a in actions]
    pooled, within = agreement.icc(scores), agreement.icc(agreement.centred(scores, actions))
    assert isinstance(pooled, Interval)
    assert isinstance(within, Interval)
    assert pooled.estimate > 0.8
    assert within.low < 0 < within.high


def test_perfect_agreement() -> None:
    scores = [[float(i), float(i)] for i in range(10)]
    forms: tuple[agreement.Form, ...] = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
    for form in forms:
        found = agreement.icc(scores, form)
        assert isinstance(found, Interval)
        assert found.estimate == pytest.approx(1)
    assert coefficients.krippendorff_alpha([[1, 2, 3], [1, 2, 3]]) == 1
    ac1 = coefficient(coefficients.gwet([[1, 2, 3], [1, 2, 3]]))
    assert (ac1.value, ac1.error) == pytest.approx((1, 0))


def test_constant_judges_differ_only_in_offset() -> None:
    found = agreement.icc([[5.0, 7.0], [5.0, 7.0], [5.0, 7.0]])
    assert isinstance(found, Interval)
    assert found.estimate == 0


@pytest.mark.parametrize(
    "scores",
    [
        [],
        [[1.0, 2.0]],
        [[1.0], [2.0]],
        [[1.0, 2.0], [3.0]],
        [[5.0, 5.0], [5.0, 5.0]],
        [[None, 1.0]] * 4,
    ],
)
def test_icc_refuses(scores: list[list[float | None]]) -> None:
    assert isinstance(agreement.icc(scores), Refusal)


def test_icc_leaves_out_incomplete_items() -> None:
    rows: list[list[float | None]] = [[1.0, 2.0], [4.0, 4.5], [8.0, 7.0]]
    full = agreement.icc(rows)
    found = agreement.icc([*rows, [None, 3.0]])
    assert isinstance(full, Interval)
    assert isinstance(found, Interval)
    assert found.estimate == full.estimate
    assert found.caution == "1 incomplete left out"


@pytest.mark.parametrize(
    "ratings", [[], [[]], [[None, 1]], [[1, 1], [1, 1]], [[1, None], [None, 2]]]
)
def test_coefficients_refuse(ratings: list[list[float | None]]) -> None:
    for function in (
        coefficients.krippendorff_alpha,
        coefficients.gwet,
        coefficients.fleiss_kappa,
        coefficients.conger_kappa,
        coefficients.brennan_prediger,
    ):
        assert isinstance(function(ratings), Refusal)


def test_ratio_refuses_negative_scores() -> None:
    assert isinstance(coefficients.krippendorff_alpha([[-1, 2], [1, 2]], "ratio"), Refusal)
    assert isinstance(coefficients.krippendorff_alpha([[-1, 2], [1, 2]], "interval"), float)


@pytest.mark.parametrize("table", [[], [[1]], [[1, 2]], [[0, 0], [0, 0]], [[3, 0], [0, 0]]])
def test_kappa_refuses(table: list[list[float]]) -> None:
    assert isinstance(coefficients.cohen_kappa(table), Refusal)
    assert isinstance(coefficients.kappa_null_error(table), Refusal)


def test_bootstrap_over_chains() -> None:
    rng = np.random.default_rng(1)
    chains = {}
    for c in range(25):
        base = rng.normal(7, 2, 4)
        chains[f"c{c}"] = [(x + rng.normal(), x + rng.normal()) for x in base]

    def statistic(items: list[tuple[float, float]]) -> float | Refusal:
        return agreement.concordance([x for x, _ in items], [y for _, y in items])

    found = agreement.chain_bootstrap(chains, statistic, draws=200)
    assert isinstance(found, Interval)
    assert found == agreement.chain_bootstrap(chains, statistic, draws=200)
    assert found.low < found.estimate < found.high
    assert found.caution == ""
    few = agreement.chain_bootstrap({k: chains[k] for k in list(chains)[:5]}, statistic, draws=100)
    assert isinstance(few, Interval)
    assert few.caution == "unstable: 5 chains"
    assert isinstance(agreement.chain_bootstrap({"c": chains["c1"]}, statistic), Refusal)
    flat = {"a": [(5.0, 5.0)], "b": [(5.0, 5.0)]}
    assert isinstance(agreement.chain_bootstrap(flat, statistic), Refusal)
    rare = {"a": [(5.0, 5.0)], "b": [(5.0, 4.0)]}
    assert isinstance(agreement.chain_bootstrap(rare, statistic), Interval | Refusal)
