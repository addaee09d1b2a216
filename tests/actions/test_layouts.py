"""Layout patterns: right by any technique, wrong where it shows, and never earned by leaving out."""

from __future__ import annotations

import pytest
from bundled_sites import css, requirements, state, unmet
from layouts_corpus import RIGHT, WRONG
from plain_site import FEATURES, FOOTER, HERO, judge, shares, site, template

from pytest_llmsite.actions.layouts import instruct_hero, instruct_sections
from pytest_llmsite.actions.patterns import DEFINITIONS, PATTERNS
from pytest_llmsite.site import Site
from pytest_llmsite.templates import schema

HERO_PATTERNS = set(schema.HERO_PATTERNS)
FOOTER_PATTERNS = set(schema.FOOTER_PATTERNS)
RIGHT_CASES = [(p, n) for p, variants in RIGHT.items() for n in variants]
WRONG_CASES = [(p, n) for p, variants in WRONG.items() for n in variants]


def place(pattern: str) -> tuple[str, str, dict[str, str]]:
    """Return action, landmark and brief for a pattern."""
    if pattern in HERO_PATTERNS:
        return "apply-hero-layout", "hero", {"pattern": pattern}
    if pattern in FOOTER_PATTERNS:
        return "apply-sections-layout", "footer", {"footer": pattern}
    name = "features" if pattern in schema.FEATURES_PATTERNS else "testimonials"
    return "apply-sections-layout", name, {name: pattern}


def outcome(pattern: str, before: Site, after: Site, own: bool = True) -> dict[str, float]:
    action, landmark, brief = place(pattern)
    found = shares(judge(action, brief, before, after, own))
    return {key.removeprefix(f"{landmark}/"): share for key, share in found.items()}


def test_every_pattern_of_the_schema_is_judged_and_defined() -> None:
    known = {
        *schema.HERO_PATTERNS, *schema.FEATURES_PATTERNS, *schema.TESTIMONIALS_PATTERNS,
        *schema.FOOTER_PATTERNS,
    }  # fmt: skip
    assert PATTERNS.keys() == DEFINITIONS.keys() == known
    assert RIGHT.keys() == WRONG.keys() == known


@pytest.mark.parametrize(
    ("pattern", "name"), RIGHT_CASES, ids=[f"{p}: {n}" for p, n in RIGHT_CASES]
)
def test_right_by_any_technique(pattern: str, name: str) -> None:
    parts, css = RIGHT[pattern][name]
    found = outcome(pattern, site(), site(css, parts))
    assert found == {"1280": 1, "768": 1, "375": 1, "kept": 1, "fits": 1}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_page_without_layout_has_no_pattern(pattern: str) -> None:
    found = outcome(pattern, site(), site())
    assert found["1280"] == 0
    assert found["kept"] == 1


@pytest.mark.parametrize(
    ("pattern", "name"), WRONG_CASES, ids=[f"{p}: {n}" for p, n in WRONG_CASES]
)
def test_wrong_where_it_shows(pattern: str, name: str) -> None:
    parts, css, width = WRONG[pattern][name]
    found = outcome(pattern, site(), site(css, parts))
    assert found[str(width)] < 1


def test_minified_and_renamed_is_the_same() -> None:
    parts, css = RIGHT["card-grid-3col"]["grid"]
    small = " ".join(css.split()).replace(": ", ":").replace("; ", ";").replace(" {", "{")
    renamed = {"features": FEATURES.replace('"cards"', '"c1"').replace('"card"', '"c2"')}
    other = small.replace(".cards", ".c1").replace(".card", ".c2")
    assert outcome("card-grid-3col", site(), site(other, renamed)) == outcome(
        "card-grid-3col", site(), site(css, parts)
    )


def test_a_lost_child_is_missed() -> None:
    css = RIGHT["split-screen"]["grid"][1]
    parts = {
        "hero": HERO.replace(
            '<p class="lead">Small crews, patient skippers and boats that you can trust.</p>', ""
        )
    }
    found = judge("apply-hero-layout", {"pattern": "split-screen"}, site(), site(css, parts))
    assert found["hero/1280"].satisfaction == 1
    kept = found["hero/kept"]
    assert 0.7 < kept.satisfaction < 1
    assert "Small crews" in kept.message
    assert kept.subjects


def test_a_hidden_child_is_missed() -> None:
    css = RIGHT["split-screen"]["grid"][1] + ".lead { display: none }"
    assert outcome("split-screen", site(), site(css))["kept"] < 1


def test_a_link_that_is_no_link_any_more_is_missed() -> None:
    css = RIGHT["split-screen"]["grid"][1]
    parts = {
        "hero": HERO.replace(
            '<a class="button" href="#features">Book a lesson</a>', "<b>Book a lesson</b>"
        )
    }
    assert outcome("split-screen", site(), site(css, parts))["kept"] < 1


def test_a_pattern_is_not_earned_by_leaving_out() -> None:
    css = ".blocks { display: grid; grid-template-columns: repeat(4, 1fr) } .footer { text-align: center }"
    brand = FOOTER[FOOTER.index('<div class="brand">') : FOOTER.index('<div class="group">')]
    before = site(css)
    assert outcome("3-column-centered", before, before)["1280"] == 0
    found = outcome("3-column-centered", before, site(css, {"footer": FOOTER.replace(brand, "")}))
    assert found["1280"] == 0
    assert found["kept"] < 1


def test_a_section_that_is_gone_earns_nothing() -> None:
    found = outcome("grid-2col", site(), site("", {"testimonials": ""}))
    assert set(found.values()) == {0}
    assert outcome("grid-2col", site(), site("", {"testimonials": ""}), own=False) == {}


def test_what_sticks_out_of_the_window_is_named() -> None:
    css = RIGHT["split-screen"]["grid"][1] + ".text { width: 900px }"
    found = judge("apply-hero-layout", {"pattern": "split-screen"}, site(), site(css))
    assert found["hero/fits"].satisfaction == 0
    assert "768 px" in found["hero/fits"].message


def test_instructions_hold_the_pattern_and_what_is_kept() -> None:
    hero = instruct_hero(template({"apply-hero-layout": {"pattern": "split-screen"}}))
    assert "split-screen" in hero
    assert DEFINITIONS["split-screen"] in hero
    assert "assets/supplied/hero.webp" in hero
    assert "375" in hero
    brief = {"features": "bento-grid", "footer": "4-column"}
    sections = instruct_sections(template({"apply-sections-layout": brief}))
    assert "bento-grid" in sections
    assert "4-column" in sections
    assert "`#footer`" in sections


def test_a_section_with_a_picture_may_be_asked_for_a_pattern_of_heroes() -> None:
    action, name = "apply-sections-layout", "ai-page-builder"
    before, after = state(name, action)
    assert unmet(requirements(action, before, after, name=name)) == {}
    scrolls = css("background-attachment: scroll, fixed", "background-attachment: scroll")
    found = requirements(action, before, scrolls(after), name=name)
    assert unmet(found) == {"launch/1280": 0.0}
    assert "the picture scrolls with the page" in found["launch/1280"].message
