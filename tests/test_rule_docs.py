"""The pages of docs/rules are what the code says, and every rule can be read by an expert."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import scripts

from pytest_llmsite.rulebook import every_rule, requirement_rules

docs = scripts.load("tools/make_rule_docs.py")


def test_the_committed_pages_are_what_the_code_says() -> None:
    assert docs.stale() == [], "run python tools/make_rule_docs.py"


def test_every_rule_has_a_page_of_its_own_and_a_line_in_the_index() -> None:
    names = [rule.id for rule in every_rule()]
    assert len(names) == len(set(names)) >= 150
    index = (scripts.ROOT / "docs/rules/README.md").read_text("utf-8")
    for name in names:
        assert f"[{name}]({name}.md)" in index
        text = (scripts.ROOT / f"docs/rules/{name}.md").read_text("utf-8")
        for heading in ("## Why", "## Bad", "## Good", "## What it costs"):
            assert heading in text


def test_every_rule_is_said_in_sentences() -> None:
    for rule in every_rule():
        assert rule.what.endswith("."), rule.id
        assert rule.reason.endswith("."), rule.id
        assert rule.bad != rule.good, rule.id


def test_every_action_has_rules() -> None:
    owners = {name for _, names in requirement_rules().values() for name in names}
    assert len(owners) == 16


def test_named_success_criteria_and_standards_are_linked() -> None:
    for rule in every_rule():
        for number in re.findall(r"WCAG 2\.2, (\d\.\d\.\d+)", rule.source):
            assert number in docs.WCAG, rule.id
        if rule.source.startswith(("WCAG", "HTML", "CSS", "RFC", "schema.org", "WAI-ARIA")):
            assert "](https://" in docs.linked(rule.source), rule.id


def test_writing_removes_what_belongs_to_no_rule(tmp_path: Path) -> None:
    assert docs.write(tmp_path) == len(docs.pages())
    (tmp_path / "damage" / "gone.md").write_text("old")
    (tmp_path / "damage" / "lost-text.md").write_text("edited by hand")
    assert docs.stale(tmp_path) == ["damage/gone.md", "damage/lost-text.md"]
    assert docs.write(tmp_path) == 2
    assert docs.stale(tmp_path) == []


def test_check_fails_on_a_page_that_was_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    docs.write(tmp_path)
    monkeypatch.setattr(docs.stale, "__defaults__", (tmp_path,))
    monkeypatch.setattr(sys, "argv", ["make_rule_docs.py", "--check"])
    assert docs.main() == 0
    (tmp_path / "seo" / "title.md").unlink()
    assert docs.main() == 1
    assert "docs/rules/seo/title.md" in capsys.readouterr().out
