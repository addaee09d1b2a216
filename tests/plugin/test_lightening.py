"""With workers, pytest's own reports say the same of steps as without, though little of them is kept."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

STEPS = 8


@pytest.mark.parametrize("durations", [[], ["--durations=0", "-vv"]], ids=["plain", "durations"])
def test_all_is_reported(pytester: pytest.Pytester, durations: list[str]) -> None:
    result = pytester.runpytest_subprocess(
        "-n", "2", "-p", "no:randomly", "-m", "images", "--llm-templates=saas-product", "-rp",
        "--llm-models=reference,noop", "--llm-runs=2", "--llm-min-score=-10", "--junitxml=junit.xml",
        *durations, timeout=200,
    )  # fmt: skip
    result.assert_outcomes(passed=STEPS)
    listed = [line for line in result.outlines if line.startswith("PASSED")]
    assert len([line for line in listed if "llmsite::test_step[saas-product-" in line]) == STEPS
    for phase in ("setup", "call", "teardown") if durations else ():
        timed = [line.split() for line in result.outlines if f"s {phase} " in line]
        assert len([words for words in timed if words[1] == phase]) == STEPS
    cases = ET.parse(pytester.path / "junit.xml").getroot().iter("testcase")
    properties = [
        {one.get("name"): one.get("value") for one in case.iter("property")} for case in cases
    ]
    assert sorted(found["llm_score"] for found in properties) == ["0.0"] * 4 + ["10.0"] * 4
    assert {found["llm_outcome"] for found in properties} == {"ok", "unchanged"}
