"""How a finding reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_llmsite.findings import Finding, Kind, taken_off

FINDING = Finding(
    rule="colours/gradient",
    kind=Kind.REQUIREMENT,
    severity="minor",
    deduction=0.8,
    message="hero gradient still uses #1a4d2e (old primary)",
    file="css/styles.css",
    line=42,
    mend="use #7a1f3d",
    owner="apply-colours",
)


def test_a_finding_says_where_what_how_much_and_how_to_mend_it() -> None:
    assert str(FINDING) == (
        "css/styles.css:42 colours/gradient: hero gradient still uses #1a4d2e (old primary) · −0.8 · "
        "use #7a1f3d"
    )


def test_a_regression_names_who_had_earned_what_is_lost() -> None:
    lost = replace(FINDING, kind=Kind.REGRESSION)
    assert "(old primary), which apply-colours had earned · −0.8" in str(lost)


def test_what_is_of_a_whole_file_or_of_the_reply_has_no_line() -> None:
    whole = str(replace(FINDING, line=0))
    assert whole.startswith("css/styles.css colours/gradient: ")
    assert str(replace(FINDING, file="", line=0, mend="")).startswith("colours/gradient: ")


@pytest.mark.parametrize(
    ("points", "text"),
    [(10.5, "10.5"), (10.0, "10"), (0.8, "0.8"), (0.25, "0.25"), (2.625, "2.62"), (0.0712, "0.071"), (0.0, "0")],
)  # fmt: skip
def test_points_taken_off_are_seen_to_add_up(points: float, text: str) -> None:
    assert taken_off(points) == text
