"""Tests of one's own: each runs once per template × model × run × action."""

import pytest


def test_no_step_makes_the_page_much_worse(llm_step):
    assert llm_step.score > -5


def test_the_start_page_survives(llm_step):
    assert "index.html" in llm_step.after


def test_no_critical_damage(llm_step):
    critical = [f for f in llm_step.findings if f.kind == "damage" and f.severity == "critical"]
    if critical and llm_step.category == "layout":
        pytest.xfail("layouts are where models break pages")
    assert not critical
