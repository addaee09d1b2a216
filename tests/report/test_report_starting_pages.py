"""The summary says how large the starting pages were, where that is known for sure."""

from __future__ import annotations

from synthetic import chain

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.report.terminal import summary
from pytest_llmsite.results.records import Record
from pytest_llmsite.templates import loader


def lines(records: list[Record]) -> str:
    found = summary(records, width=200, colour=False, tables=["templates"], verbosity=1)
    return " ".join(" ".join(found).split())


def records(template: str, brief: str) -> list[Record]:
    return chain(template, "sonnet", 1, [8.0] * len(ACTIONS), brief=brief)


def test_a_bundled_template_is_known_by_its_brief() -> None:
    template = loader.load(loader.BUNDLED / "gala-event")
    expected = f"Starting pages: gala-event {template.complexity}"
    assert expected in lines(records("gala-event", template.brief_hash))
    assert "Starting pages" not in lines(records("gala-event", "another one's"))
    assert "Starting pages" not in lines(records("mine", template.brief_hash))
