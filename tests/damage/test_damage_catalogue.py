"""The catalogue: complete, consistent, and each rule with a defect that only it finds."""

from __future__ import annotations

import pytest
from bundled_sites import found, rules, template
from damage_corpus import DEFECTS, NO_DEFECTS

from pytest_llmsite.damage.catalogue import RULES
from pytest_llmsite.findings import Severity

CASES = [(rule, name) for rule, changes in DEFECTS.items() for name in changes]


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
    untested = {rule.removeprefix("damage/") for rule in RULES} - DEFECTS.keys()
    assert untested == {
        "lost-focus-ring"
    }  # tested in test_accessibility, on a page with focus styles


@pytest.mark.parametrize(("rule", "name"), CASES, ids=[f"{r}: {n}" for r, n in CASES])
def test_a_defect_is_found_once_by_its_rule(rule: str, name: str) -> None:
    before = template().start
    after = DEFECTS[rule][name](before)
    names = rules(found(before, after))
    if rule in ("page-emptied", "page-replaced"):
        assert names[0] == rule
        assert set(names[1:]) == {"lost-section"}
    else:
        assert set(names) == {rule}
        assert len(names) == 1


@pytest.mark.parametrize("name", NO_DEFECTS)
def test_what_only_looks_like_a_defect_is_none(name: str) -> None:
    before = template().start
    assert rules(found(before, NO_DEFECTS[name](before))) == []
