"""The terminal summary as text."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import benchmark, chain, finding, record

from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.report.collector import collect
from pytest_llmsite.report.printable import width as text_width
from pytest_llmsite.report.summary import TABLES
from pytest_llmsite.report.terminal import summary
from pytest_llmsite.results.records import Record

_SGR = re.compile(r"\x1b\[[0-9;]*m")


def lines(records: Iterable[Record], *, width: int = 80, **options: Any) -> list[str]:
    return list(summary(records, width=width, **({"colour": False} | options)))


def shown(records: Iterable[Record], *tables: str, **options: Any) -> str:
    return "\n".join(lines(records, tables=tables or None, **options)) + "\n"


def check_lines(found: list[str], width: int) -> None:
    """No line is too long, steers the terminal, or holds what is not a number."""
    for line in found:
        bare = _SGR.sub("", line)
        kinds = {unicodedata.category(character) for character in bare}
        assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}, repr(line)
        assert text_width(bare) <= width, repr(bare)
        assert not re.search(r"(?<![a-z])(nan|inf)(?![a-z])", bare), repr(bare)


TWO = [
    *chain("safari-lodge", "sonnet", 1, [10.0] * 16),
    *chain("safari-lodge", "sonnet", 2, [10.0] * 12 + [9.0] * 4),
    *chain("safari-lodge", "kimi", 1, [7.0] * 15 + [-3.5]),
    *chain("safari-lodge", "kimi", 2, [6.0] * 16),
]
HURT = [
    record(
        findings=(finding("colours/role", 2.5, "--primary is #fff", "requirement"),),
        score=7.5,
        requirements={"apply-colours": (0.0, 0.75)},
    ),
    record(
        action="swap-fonts",
        position=2,
        score=3.5,
        findings=(
            finding("fonts/link", 4.0, "the link still loads Inter", "requirement"),
            finding("colours/role", 2.5, "--text is #123", "regression", owner="apply-colours"),
        ),
        requirements={"apply-colours": (0.75, 0.25), "swap-fonts": (0.0, 0.6)},
    ),
]


def test_ranking_as_text() -> None:
    assert shown(TWO, "ranking") == (
        "\n"
        "── Ranking ─ of 160 points (16 actions) · 1 template × 2 runs ──────────────────\n"
        "rank  model   total  95 % this suite  95 % new templates  % max   SD  n   cost\n"
        "   1  sonnet  158.0   [132.6, 160.0]                  –¹   98.8  2.8  2  $0.32\n"
        "   2  kimi     98.8    [63.8, 133.7]                  –¹   61.7  3.9  2  $0.32\n"
        "¹ sonnet, kimi: no interval: there is one template: how templates differ needs\n"
        "  two\n"
        "all steps ended ok\n"
    )


def test_bars_as_text() -> None:
    assert shown(TWO, "bars", width=64) == (
        "\n"
        "── Intervals ─ 95 %: ━ this suite, ─ new templates, ● total ────\n"
        "sonnet                                      ━━━━━━━━━━━●━  158.0\n"
        "kimi          ━━━━━━━━━━━━━━━●━━━━━━━━━━━━━━━━              98.8\n"
        "        ┴─────────────────────┴─────────────────────┴────\n"
        "        50                   100                   150\n"
    )


def test_heatmap_as_text() -> None:
    records = [r for r in TWO if r.position > 14]
    assert shown(records, "heatmap", width=50) == (
        "\n"
        "── Heatmap ─ mean score of each action, …─────────\n"
        "action            sonnet   kimi  mean\n"
        "add-accessibility   9.5█   6.5▒    8.0\n"
        "verify-contrast     9.5█   1.2░    5.4\n"
        "█ 9 to 10  ▓ 7 to 9  ▒ 4 to 7  ░ 0 to 4  ! below\n"
        "  0: worse than doing nothing\n"
        "every cell rests on 2 runs only, fewer than 10: a\n"
        "  hint, not a measurement\n"
    )


def test_categories_as_text() -> None:
    assert shown(TWO, "categories", width=66) == (
        "\n"
        "── Categories ─ mean score of a category's actions, 10 at best, …─\n"
        "category                           sonnet                kimi\n"
        "brand (5 actions)     10.0   (no spread)█  6.5 [  0.1, 10.0]▒\n"
        "images (2 actions)    10.0   (no spread)█  6.5 [  0.1, 10.0]▒\n"
        "content (3 actions)   10.0   (no spread)█  6.5 [  0.1, 10.0]▒\n"
        "layout (2 actions)    10.0   (no spread)█  6.5 [  0.1, 10.0]▒\n"
        "technical (3 actions)  9.5 [  3.1, 10.0]█  6.5 [  0.1, 10.0]▒\n"
        "quality (1 action)     9.5 [  3.1, 10.0]█  1.2 [-10.0, 10.0]░\n"
    )


def test_small_tables_as_text() -> None:
    assert shown(TWO, "templates", "gap", "verdicts", "frontier", width=64) == (
        "\n"
        "── Templates ─ mean total of the complete chains on each ───────\n"
        "template     sonnet   kimi  winner  margin\n"
        "safari-lodge 158.0█  98.8▒  sonnet  +59.2\n"
        "\n"
        "── Gap ─ to the best, sonnet, in points ────────────────────────\n"
        "model    gap  95 % this suite  mostly at\n"
        "kimi   -59.2   [-73.9, -44.6]  verify-contrast -8.2, …\n"
        "* shown at that action: at most 5 % of the gaps marked so are\n"
        "  false (Benjamini-Hochberg)\n"
        "\n"
        "── Verdicts ─ 95 % over all pairs (Holm), equivalent within ±8 ─\n"
        "model   against  on this suite\n"
        "sonnet  kimi     better by 59 [45, 74]\n"
        "\n"
        "── Cost and quality ─ dollars of a chain and its total, …───────\n"
        "model   per chain  total  points per $\n"
        "sonnet      $0.16  158.0         987.5  on the frontier\n"
        "kimi        $0.16   98.8         617.2  beaten by sonnet\n"
    )


def test_findings_and_retention_as_text() -> None:
    assert shown(HURT, "findings", "retention", verbosity=1) == (
        "\n"
        "── Findings ─ the rules that took off most points ──────────────────────────────\n"
        "rule          kind         times  points  per chain  share\n"
        "fonts/link    requirement      1     4.0       4.00   44 %\n"
        "    the link still loads Inter (safari-lodge sonnet run1 swap-fonts css/styles.…\n"
        "colours/role  regression       1     2.5       2.50   28 %\n"
        "    --text is #123 (safari-lodge sonnet run1 swap-fonts css/styles.css:12)\n"
        "colours/role  requirement      1     2.5       2.50   28 %\n"
        "    --primary is #fff (safari-lodge sonnet run1 apply-colours css/styles.css:12)\n"
        "\n"
        "── Retention ─ what later actions broke of what earlier ones had earned ────────\n"
        "earned by      held   end   broken  points  mostly by\n"
        "apply-colours  75 %  25 %  1× in 1     2.5  swap-fonts 1×\n"
        "held, end: share of its requirements after its own step and after the last; of 1\n"
        "  more action nothing was broken\n"
        "\n"
        "times broken by swap-fonts\n"
        "apply-colours            1\n"
    )


@pytest.mark.parametrize("models", [1, 2, 9, 30])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_every_table_fits_any_width_and_number_of_models(models: int, width: int) -> None:
    skills = {f"vendor/model-{number}-of-many": 0.3 + 0.02 * number for number in range(models)}
    records = list(benchmark(skills, runs=2, failures=0.002, simulated=models % 2 == 0))
    verbosity = 1 if models < 10 else 0
    for colour in (False, True):
        found = lines(records, width=width, colour=colour, verbosity=verbosity)
        check_lines(found, width)
        assert len(found) > 60
    assert all(line.isascii() for line in lines(records, width=width, ascii=True))


hostile = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(hostile, min_size=5, max_size=5, unique=True),
    st.lists(st.one_of(st.none(), st.floats(-10, 10)), min_size=6, max_size=6),
    st.booleans(),
    st.sampled_from([40, 61, 80, 200]),
)
def test_hostile_text_never_reaches_the_terminal_raw(
    names: list[str], scores: list[float | None], simulated: bool, width: int
) -> None:
    found = (finding(names[3], 1.0, names[4], names[2], owner=names[0]),)
    records = [
        record(
            template=names[0],
            model=model,
            run=run,
            action=action,
            position=position,
            category=names[2],
            score=scores[run * position - 1],
            outcome="ok" if scores[run * position - 1] is not None else names[3],
            findings=found,
            simulated=simulated,
        )
        for model in names[:3]
        for run in (1, 2)
        for position, action in enumerate(names[:3], 1)
    ]
    for colour in (False, True):
        check_lines(lines(records, width=width, colour=colour, verbosity=1), width)
    for line in lines(records, width=width, ascii=True):
        assert line.isascii(), line


def test_the_order_of_records_changes_nothing() -> None:
    records = list(benchmark(runs=2, failures=0.003))
    expected = lines(records, width=200, verbosity=1)
    random.Random(1).shuffle(records)
    assert lines(records, width=200, verbosity=1) == expected
    assert lines(collect(records), width=200, verbosity=1) == expected  # type: ignore[arg-type]


def test_colours_only_where_they_are_wanted() -> None:
    plain = lines(TWO)
    assert "\x1b" not in "".join(plain)
    coloured = [_SGR.sub("", line).rstrip() for line in lines(TWO, colour=True, tables=["gap"])]
    assert coloured == lines(TWO, tables=["gap"])
    assert any("\x1b[48;5;" in line for line in lines(TWO, colour=True, tables=["heatmap"]))


def test_quiet_keeps_two_tables_and_names_choose() -> None:
    def titles(**options: Any) -> list[str]:
        found = lines(TWO, **options)
        return [line.split("─ ")[1].strip() for line in found if line.startswith("── ")]

    assert titles(verbosity=-1) == ["Ranking", "Intervals"]
    assert titles(tables=["spend", "ranking"]) == ["Ranking", "Spend"]
    assert titles(verbosity=-1, tables=["heatmap"]) == ["Heatmap"]
    assert "Heatmap" not in titles(tables=["-heatmap"])
    assert len(titles(tables=["-heatmap"])) == len(titles()) - 1
    with pytest.raises(LlmsiteError, match="did you mean 'heatmap'"):
        titles(tables=["heatmpa"])


def test_options_offer_the_tables_that_there_are() -> None:
    from pytest_llmsite.options import TABLES as OFFERED

    assert tuple(TABLES) == OFFERED


def test_a_single_run_has_a_reason_in_the_place_of_an_interval() -> None:
    text = shown([*chain("a", "m", 1, [9.0] * 16), *chain("b", "m", 1, [8.0] * 16)], "ranking")
    assert "–¹" in text
    assert "¹ m: no interval: every template has a single run" in text


def test_incomplete_chains_are_counted_and_bounded() -> None:
    records = [*chain("a", "m", 1, [10.0] * 16), *chain("a", "m", 2, [10.0] * 14 + [None] * 2)]
    text = shown(records, "ranking", width=200)
    assert "160.0" in text
    assert "1/2" in text
    assert (
        "m: 1 of 2 chains incomplete (2 steps without a score); "
        "with them the total would lie between 140.0 and 160.0"
    ) in text
    assert "timeout" in text


def test_without_a_complete_chain_there_is_no_total() -> None:
    text = shown(chain("a", "m", 1, [10.0] * 15 + [None]), width=200)
    assert "with them the total would lie between 140.0 and 160.0" in text
    assert "no model has a complete chain" in text


def test_everything_simulated_is_labelled() -> None:
    records = list(benchmark(["sonnet", "kimi"], runs=2, simulated=True))
    records += benchmark(["haiku"], runs=2)
    text = shown(records)
    assert "sonnet simulated" in text
    assert "haiku simulated" not in text
    for table in TABLES:
        for line in shown(records, table).splitlines():
            if re.match(r"( *\d\S* +)?sonnet ", line):
                assert "sonnet simulated" in line or "sonnet (sim)" in line, (table, line)
    assert "(sim)" in shown(records, "heatmap")


def test_a_subset_says_so() -> None:
    layout = ["apply-hero-layout", "apply-sections-layout"]
    text = shown(benchmark(runs=2, selected=layout), "ranking", full=False)
    assert "of 20 points (2 actions)" in text
    assert "selected actions only: apply-hero-layout, apply-sections-layout" in " ".join(
        text.split()
    )


def test_the_baseline_takes_the_place_of_the_best() -> None:
    text = shown(TWO, "gap", baseline_model="kimi")
    assert "to the baseline, kimi" in text
    assert "+59.2" in text
    with pytest.raises(LlmsiteError, match="unknown baseline model"):
        shown(TWO, "gap", baseline_model="haiku")


def test_unknown_prices_are_never_nothing() -> None:
    records = chain("a", "m", 1, [9.0] * 16, cost_usd=None)
    assert "unknown" in shown(records, "ranking")
    assert "16 calls of unknown price" in shown(records, "spend")
    records[0] = replace(records[0], cost_usd=0.5)
    assert "≥$0.50" in shown(records, "ranking")


def test_different_scorers_are_not_mixed_silently() -> None:
    records = [*chain("a", "m", 1, [9.0] * 16), *chain("a", "m", 2, [9.0] * 16, scorer="2")]
    assert "results of different scorers do not compare: 1, 2" in shown(records, "ranking")


def test_no_records() -> None:
    assert lines([]) == ["no step was performed, so there is nothing to summarise"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_note_has_its_mark_in_the_table(width: int) -> None:
    records = chain("t", "m", 1, [5.0] * 16) + chain("t", "n", 1, [6.0] * 16)
    found = lines(records, width=width, tables=["ranking"])
    marks = {line[0] for line in found if line[:1] in ("¹", "²", "³")}
    assert marks
    table = "".join(line for line in found if line[:1] not in ("¹", "²", "³"))
    assert {mark for mark in "¹²³" if mark in table} == marks


def test_what_was_performed_but_not_selected_is_counted_where_it_was_broken() -> None:
    regression = finding("a", 1.0, "gone", "regression", owner="swap-fonts")
    records = [
        record(run=1, action="swap-fonts", position=2, selected=False, score=None, raw=None),
        record(run=1, action="apply-colours", position=3, score=9.0, findings=(regression,)),
    ]
    (line,) = [x for x in lines(records, tables=["retention"]) if x.startswith("swap-fonts")]
    assert "1× in 1" in line
