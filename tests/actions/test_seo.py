"""add-seo-meta: values as briefed, once, where consumers read them."""

from __future__ import annotations

import pytest
from bundled_sites import HTML, requirements, state, template, unmet
from technical_corpus import SEO_RIGHT as RIGHT
from technical_corpus import SEO_WRONG as WRONG

from pytest_llmsite.actions.seo import instruct, same_url

ACTION = "add-seo-meta"
BRIEF = template().brief[ACTION]


@pytest.mark.parametrize("name", ["safari-lodge", "saas-product"])
def test_the_reference_meets_all_and_nothing_was_met_before(name: str) -> None:
    before, after = state(name, ACTION)
    assert unmet(requirements(ACTION, before, after, name=name)) == {}
    assert set(unmet(requirements(ACTION, before, before, name=name))) == set(
        requirements(ACTION, before, before, name=name)
    ) - {"indexable"}


@pytest.mark.parametrize("name", RIGHT)
def test_written_in_another_way(name: str) -> None:
    before, after = state("safari-lodge", ACTION)
    assert unmet(requirements(ACTION, before, RIGHT[name](after))) == {}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_or_doubled(name: str) -> None:
    before, after = state("safari-lodge", ACTION)
    change, expected = WRONG[name]
    found = requirements(ACTION, before, change(after))
    assert unmet(found) == expected
    for key in expected:
        assert found[key].message
        assert found[key].mend
        assert found[key].evidence


def test_metadata_in_the_body_counts_half() -> None:
    before, after = state("safari-lodge", ACTION)
    text = after.text(HTML)
    line = next(line for line in text.splitlines() if 'rel="canonical"' in line)
    moved = text.replace(line, "").replace("<footer", line + "<footer", 1)
    assert unmet(requirements(ACTION, before, after.replace({HTML: moved.encode()}))) == {
        "canonical": 0.5
    }


def test_addresses_are_compared_as_addresses() -> None:
    assert same_url("HTTPS://Example.org", "https://example.org/")
    assert not same_url("https://example.org/a", "https://example.org/A")
    assert not same_url("http://example.org/", "https://example.org/")
    assert not same_url("https://[broken", "https://example.org/")


def test_the_instruction_names_every_value() -> None:
    words = instruct(template())
    for key, value in BRIEF.items():
        assert value.replace("&", "&amp;") in words, key
