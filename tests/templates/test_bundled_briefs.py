"""What the bundled templates are for together: every pattern asked for, no business twice."""

from __future__ import annotations

from collections import Counter

from pytest_llmsite.actions.patterns import PATTERNS
from pytest_llmsite.templates import loader

TEMPLATES = [loader.load(loader.BUNDLED / name) for name in loader.bundled_names()]


def test_over_all_briefs_each_pattern_is_asked_for() -> None:
    heroes = [template.brief["apply-hero-layout"]["pattern"] for template in TEMPLATES]
    sections = [template.brief["apply-sections-layout"] for template in TEMPLATES]
    asked = Counter([*heroes, *(pattern for wanted in sections for pattern in wanted.values())])
    assert asked.keys() == PATTERNS.keys()
    assert len(set(heroes)) == len(TEMPLATES)
    for landmark in ("features", "testimonials", "footer"):
        assert all(landmark in wanted for wanted in sections)


def test_no_name_number_or_palette_is_used_twice() -> None:
    for key in ("name", "legal_name", "url", "email", "phone_e164"):
        assert len({template.business[key] for template in TEMPLATES}) == len(TEMPLATES)
    for which in ("old", "new"):
        used = [
            role[which]
            for template in TEMPLATES
            for role in template.brief["apply-colours"]["roles"].values()
        ]
        assert len(set(used)) == len(used)


def test_every_address_is_one_that_nobody_has() -> None:
    for template in TEMPLATES:
        for value in (template.business["url"], template.business["email"]):
            assert value.rstrip("/").endswith(".example")
