"""The catalogue: complete, consistent, and each rule with a labelled defect (tests/corpus holds them)."""

from __future__ import annotations

from damage_corpus import ACCESSIBLE_DEFECTS, DEFECTS

from pytest_llmsite.damage.catalogue import RULES
from pytest_llmsite.findings import Severity


def test_every_rule_is_documented() -> None:
    assert len(RULES) >= 40
    for rule in RULES.values():
        assert rule.what.endswith(".")
        assert rule.reason.endswith(".")
        assert rule.bad
        assert rule.good
        assert rule.severity in Severity
        assert rule.cap > 0


def test_every_rule_has_a_case() -> None:
    labelled = DEFECTS.keys() | ACCESSIBLE_DEFECTS.keys()
    assert {rule.removeprefix("damage/") for rule in RULES} == labelled
