"""Comparisons, gates and A/A as text and as decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from synthetic import benchmark, chain
from test_report_summary import check_lines

from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.gates import BELOW_FLOOR, BOTH, REGRESSED, Floor, parse_floor, parse_floors
from pytest_llmsite.report.aa import aa_lines
from pytest_llmsite.report.compare import compare_lines
from pytest_llmsite.report.comparing import Sides, compare
from pytest_llmsite.report.dataset import Dataset
from pytest_llmsite.report.gates import (
    Gate,
    exit_status,
    floor_gates,
    gate_lines,
    regression_gates,
)
from pytest_llmsite.results.comparable import check_pair, identity
from pytest_llmsite.results.records import Record


def data(skills: Mapping[str, float], seed: int, **more: Any) -> Dataset:
    return Dataset.from_records(benchmark(skills, seed=seed, **({"runs": 5} | more)))


def shown(base: Dataset, new: Dataset, width: int = 80, **more: Any) -> list[str]:
    names = ("base.jsonl", "new.jsonl")
    return list(compare_lines(base, new, names, width=width, **({"colour": False} | more)))


BASE = data({"sonnet": 0.8, "kimi": 0.7}, 1)
WORSE = data({"sonnet": 0.5, "kimi": 0.7}, 2)


def test_totals_categories_and_actions_have_one_verdict_each() -> None:
    lines = compare(Sides(BASE, WORSE))
    assert [line.part for line in lines].count("total") == 2
    assert [line.part for line in lines].count("category") == 2 * 6
    assert [line.part for line in lines].count("action") == 2 * 16
    sonnet = next(line for line in lines if (line.model, line.part) == ("sonnet", "total"))
    assert sonnet.verdict.kind == "worse"
    assert sonnet.found is not None
    assert sonnet.base is not None
    assert sonnet.new is not None
    assert abs(sonnet.found.estimate - (sonnet.new - sonnet.base)) < 1e-9
    for line in lines:  # words and interval agree, whatever the protection
        if line.found is not None and line.found.error:
            apart = line.verdict.kind in ("better", "worse")
            assert apart == line.found.interval.excludes(0)


def test_categories_add_up_to_the_total() -> None:
    lines = [line for line in compare(Sides(BASE, WORSE)) if line.model == "sonnet"]
    total = next(line.found for line in lines if line.part == "total")
    actions = [line.found for line in lines if line.part == "action"]
    assert total is not None
    assert abs(total.estimate - sum(found.estimate for found in actions if found)) < 1e-9


@pytest.mark.parametrize(("models", "runs"), [(1, 3), (2, 1), (30, 2)])
def test_every_width_and_number_of_models(models: int, runs: int) -> None:
    skills = {f"model-with-a-name-{n}": 0.8 - 0.01 * n for n in range(models)}
    base = data(skills, 1, runs=runs, failures=0.01)
    new = data(skills, 2, runs=runs, failures=0.01)
    for width in (40, 80, 200):
        check_lines(shown(base, new, width, colour=True, verbosity=models < 30), width)
    check_lines(shown(base, new, 80, ascii=True, verbosity=-1), 80)


def test_many_lines_are_cut_to_those_that_differ() -> None:
    skills = {f"m{n}": 0.8 for n in range(10)}
    new = data(skills | {"m3": 0.3}, 2)
    text = "\n".join(shown(data(skills, 1), new))
    assert "lines that are not shown to differ: -v lists them" in text
    rows = [line for line in text.split("by category")[1].splitlines() if re.match(r"m\d", line)]
    assert rows
    assert all("m3" in row or "better" in row or "worse" in row for row in rows)


def test_a_single_run_says_why_it_cannot_tell() -> None:
    text = " ".join(shown(data({"kimi": 0.7}, 1, runs=1), data({"kimi": 0.7}, 2, runs=1)))
    assert "no interval: every template has a single run" in " ".join(text.split())
    assert "cannot tell: 1 more run" in text


def test_what_only_one_side_has_is_named_and_left_out() -> None:
    base = data({"sonnet": 0.8, "old": 0.7}, 1, templates=("safari-lodge", "gone"))
    new = data({"sonnet": 0.8, "fresh": 0.7}, 2)
    text = " ".join(" ".join(shown(base, new)).split())
    assert "only in base.jsonl: old, gone" in text
    assert "only in new.jsonl: fresh, saas-product" in text
    part = data({"sonnet": 0.8}, 2, selected=("apply-colours", "swap-fonts"))
    text = " ".join(" ".join(shown(base, part)).split())
    assert "of 20 points" in text
    assert "over the 2 actions that both sides have" in text


def same_replies(records: Iterable[Record]) -> list[Record]:
    return [replace(r, reply=f"{r.template}{r.model}{r.run}{r.action}") for r in records]


def test_the_same_replies_are_no_new_measurement() -> None:
    base = Dataset.from_records(same_replies(benchmark({"kimi": 0.7}, runs=3)))
    text = " ".join(shown(base, base))
    assert "the same replies" in text
    (gate,) = regression_gates(Sides(base, base), ["kimi"], 0.0, "base.jsonl")
    assert gate.state == "passes"
    assert "nothing was asked anew" in gate.text


def test_paired_runs_know_more_where_runs_belong_together() -> None:
    base = list(benchmark({"kimi": 0.7}, runs=5, seed=3))
    new = [r if r.score is None else replace(r, score=r.score - 0.1 * (r.run % 3)) for r in base]
    sides = Sides(Dataset.from_records(base), Dataset.from_records(new))
    loose, paired = (compare(sides, pair_runs=pair)[0] for pair in (False, True))
    assert loose.found is not None
    assert paired.found is not None
    assert abs(loose.found.estimate - paired.found.estimate) < 1e-9
    assert paired.found.interval.halfwidth < loose.found.interval.halfwidth / 5
    assert paired.verdict.kind == "worse"


def test_starts_are_compared_each_by_itself() -> None:
    def both(seed: int) -> Dataset:
        chained = list(benchmark({"kimi": 0.7}, runs=3, seed=seed))
        apart = benchmark({"kimi": 0.9}, runs=3, seed=seed + 10)
        return Dataset.from_records([*chained, *(replace(r, start="reference") for r in apart)])

    text = " ".join(shown(both(1), both(2)))
    assert "(chained steps)" in text
    assert "(reference steps)" in text


# What compares


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"scorer": "9"}, "versions of the scorer (1 and 9).*llmsite rescore base.jsonl"),
        ({"inspector": "browser/1"}, "versions of the inspector.*llmsite rescore"),
        ({"brief": "other"}, "different briefs of template 'safari-lodge' (b and other)"),
        ({"start": "reference"}, "base.jsonl holds chained steps and new.jsonl reference ones"),
        ({"simulated": True}, "new.jsonl: sonnet is simulated there and not in base.jsonl"),
        ({"template": "elsewhere"}, "no template in common"),
        ({"score": None}, "new.jsonl: holds no step with a score"),
    ],
)
def test_what_does_not_compare_is_refused_with_the_mend(
    change: dict[str, Any], expected: str
) -> None:
    base = chain("safari-lodge", "sonnet", 1, [9.0] * 16)
    new = [replace(r, **change) for r in base]
    pattern = re.escape(expected).replace(r"\.\*", ".*")
    with pytest.raises(LlmsiteError, match=pattern):
        check_pair(identity(base, "base.jsonl"), identity(new, "new.jsonl"))


# Gates


def test_floors_are_read_and_refused() -> None:
    assert parse_floor("org/model:7b:120.5:lower") == Floor("org/model:7b", 120.5, "lower")
    assert len(parse_floors("a:1:lower,\n b:2:point\n")) == 2
    assert len(parse_floors(["a:1:lower", "a:1:lower", "a:2:point"])) == 2
    for bad in ("sonnet:140", "sonnet", ":140:lower", "sonnet:nan:lower", "sonnet:x:point", "::"):
        with pytest.raises(LlmsiteError, match="MODEL:TOTAL:lower"):
            parse_floor(bad)
    with pytest.raises(LlmsiteError, match="did you mean 'lower'"):
        parse_floor("sonnet:140:lowr")


def test_a_floor_is_asked_of_the_bound_or_of_the_estimate() -> None:
    sonnet = data({"sonnet": 0.8}, 1)
    mean = sum(sum(row) / 5 for row in sonnet.totals_of(0).values()) / 2
    states = [
        gate.state
        for gate in floor_gates(
            sonnet,
            [
                Floor("sonnet", mean - 1, "point"),
                Floor("sonnet", mean + 1, "point"),
                Floor("sonnet", mean - 1, "lower"),
                Floor("sonnet", mean - 60, "lower"),
                Floor("absent", 1, "lower"),
            ],
        )
    ]
    assert states == ["passes", "fails", "fails", "passes", "cannot tell"]


def test_a_bound_needs_two_runs_and_an_estimate_a_complete_chain() -> None:
    single = data({"sonnet": 0.8}, 1, runs=1)
    (gate,) = floor_gates(single, [Floor("sonnet", 10, "lower")])
    assert gate.state == "cannot tell"
    assert "single run" in gate.text
    lost = Dataset.from_records(chain("safari-lodge", "sonnet", 1, [10.0] * 15 + [None]))
    (gate,) = floor_gates(lost, [Floor("sonnet", 10, "point")])
    assert (gate.state, gate.text) == ("cannot tell", "there is no complete chain")


def test_incomplete_chains_are_said() -> None:
    records = [
        *chain("safari-lodge", "sonnet", 1, [10.0] * 15 + [None]),
        *chain("safari-lodge", "sonnet", 2, [9.0] * 16),
    ]
    (gate,) = floor_gates(Dataset.from_records(records), [Floor("sonnet", 10, "point")])
    assert gate.text.endswith("; 1 of 2 chains incomplete and left out")


def test_the_regression_gate_fires_on_what_is_shown_only() -> None:
    gates = regression_gates(Sides(BASE, WORSE), ["sonnet", "kimi", "new"], 0.0, "base.jsonl")
    assert [gate.state for gate in gates] == ["fails", "cannot tell", "cannot tell"]
    assert "worse by" in gates[0].text
    assert gates[0].text.endswith("than base.jsonl")
    assert "more runs per template, $" in gates[1].text
    tolerant = regression_gates(Sides(BASE, WORSE), ["sonnet"], 100.0, "base.jsonl")
    assert tolerant[0].state == "passes"
    single = (data({"kimi": 0.9}, 1, runs=1), data({"kimi": 0.2}, 2, runs=1))
    (gate,) = regression_gates(Sides(*single), ["kimi"], 0.0, "base.jsonl")
    assert gate.state == "cannot tell"  # however large the loss looks


def test_each_kind_of_gate_has_its_exit_status() -> None:
    floor, regression = (
        Gate("fail-under a", BELOW_FLOOR, "fails", ""),
        Gate("fail-on-regression a", REGRESSED, "fails", ""),
    )
    unsure = replace(regression, state="cannot tell")
    assert exit_status([], "pass") == 0
    assert exit_status([floor, unsure], "pass") == BELOW_FLOOR == 10
    assert exit_status([regression], "pass") == REGRESSED == 11
    assert exit_status([floor, regression], "pass") == BOTH == 12
    assert exit_status([unsure], "pass") == 0
    assert exit_status([unsure], "fail") == REGRESSED
    lines = [text for text, _ in gate_lines([floor, unsure], "fail")]
    assert lines[0].startswith("gate fail-under a: FAILS (exit status 10)")
    assert lines[1].startswith("gate fail-on-regression a: cannot tell, which fails")


# A/A


def test_aa_measures_the_rate_with_an_interval() -> None:
    found = data({"sonnet": 0.8, "kimi": 0.7}, 1, runs=8)
    for width in (40, 80, 200):
        check_lines(list(aa_lines(found, width=width, colour=False, rounds=40)), width)
    text = "\n".join(aa_lines(found, width=100, colour=False, rounds=200))
    for row in ("sonnet", "kimi", "all together"):
        line = next(line for line in text.splitlines() if line.startswith(row))
        rates = [float(rate) for rate in re.findall(r"([\d.]+) %", line)]
        assert len(rates) == 2
        assert all(rate < 8 for rate in rates)
        assert line.count("[") == 2


def test_aa_says_what_it_cannot_measure() -> None:
    few = "\n".join(aa_lines(data({"kimi": 0.7}, 1, runs=2), width=80, colour=False, rounds=20))
    assert "no model has four runs of a template" in few
    none = "\n".join(aa_lines(data({"kimi": 0.7}, 1, runs=1), width=80, colour=False, rounds=20))
    assert "no model has two runs of a template" in none


def test_simulated_models_are_labelled_on_every_line() -> None:
    base = data({"sonnet": 0.8, "kimi": 0.7}, 1, simulated=True)
    told = shown(base, WORSE, width=120, verbosity=1)
    assert any("reference edits with seeded faults, no model was asked" in line for line in told)
    named = [line for line in told if line.startswith(("sonnet", "kimi"))]
    assert len(named) == 2 * (1 + 6 + 16)
    assert all(re.match(r"(sonnet|kimi) \(sim\) ", line) for line in named)
    assert "(sim)" not in "\n".join(shown(BASE, WORSE, width=120, verbosity=1))
