"""The inspector gives Chromium's answers, on pages made to tell them apart and on the bundled templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import scripts

from pytest_llmsite.site import Site

PAGES = Path(__file__).parent / "pages"
TEMPLATES = scripts.ROOT / "pytest_llmsite" / "templates" / "bundled"
GOAL = 99.9  # per cent


agreement = scripts.load("benchmarks/agreement.py")


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    try:
        with agreement.browser() as found:
            yield found
    except RuntimeError as error:
        pytest.skip(str(error))


def _check(tally: Any) -> None:
    assert tally.tree_differs == []
    for name in agreement.PROPERTIES:
        assert tally.share(name) >= GOAL, tally.examples[name][:5]


def test_trees_of_broken_documents(opened: Any) -> None:
    differ = []
    for name, html in agreement.BROKEN.items():
        site = Site({"index.html": html.encode()})
        rows = opened.collect(site, "index.html", 1280, ("display",))
        if [(depth, tag) for depth, tag, _ in rows] != agreement.tree(agreement.Page(site)):
            differ.append(name)
    assert differ == []


def test_computed_values_of_difficult_pages(opened: Any) -> None:
    tally = agreement.Tally()
    site = Site.from_folder(PAGES)
    for path in site:
        if path.endswith(".html"):
            agreement.compare(opened, site, path, agreement.PROPERTIES, tally)
    assert tally.asked["color"] > 1000
    _check(tally)


@pytest.mark.parametrize("name", sorted(path.parent.name for path in TEMPLATES.glob("*/site")))
def test_computed_values_of_the_templates(opened: Any, name: str) -> None:
    tally = agreement.Tally()
    site = Site.from_folder(TEMPLATES / name / "site")
    agreement.compare(opened, site, "index.html", agreement.PROPERTIES, tally)
    assert tally.asked["color"] > 500
    _check(tally)
