"""add-accessibility: what works for keyboard and screen reader, however it is built."""

from __future__ import annotations

import pytest
from bundled_sites import (
    CSS,
    HTML,
    JS,
    append,
    cut,
    found,
    requirements,
    rules,
    state,
    template,
    unmet,
)
from technical_corpus import ACCESSIBILITY_RIGHT as RIGHT
from technical_corpus import ACCESSIBILITY_WRONG as WRONG

from pytest_llmsite.actions.accessibility import instruct
from pytest_llmsite.page.names import accessible_name
from pytest_llmsite.page.page import Page
from pytest_llmsite.site import Site

ACTION = "add-accessibility"
BRIEF = template().brief[ACTION]
SKIP = BRIEF["skip_link"]
MAIN = BRIEF["main_id"]
IMAGE = BRIEF["images"][0]
FIELD = BRIEF["fields"][1]
HEADER = BRIEF["nav_labels"]["header"]


def states() -> tuple[Site, Site]:
    return state("safari-lodge", ACTION)


@pytest.mark.parametrize("name", ["safari-lodge", "saas-product"])
def test_the_reference_meets_all(name: str) -> None:
    before, after = state(name, ACTION)
    assert unmet(requirements(ACTION, before, after, name=name)) == {}
    start = requirements(ACTION, before, before, name=name)
    assert set(start) - set(unmet(start)) == {"lang"}  # done with the metadata
    assert rules(found(before, after, ACTION, name)) == []


@pytest.mark.parametrize("name", RIGHT)
def test_built_in_another_way(name: str) -> None:
    before, after = states()
    assert unmet(requirements(ACTION, before, RIGHT[name](after))) == {}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_work(name: str) -> None:
    before, after = states()
    change, expected = WRONG[name]
    judged = requirements(ACTION, before, change(after))
    shares = unmet(judged)
    assert set(shares) == set(expected)
    assert shares == pytest.approx(expected, abs=0.05)
    for key in shares:
        assert judged[key].message
        assert judged[key].mend


def test_a_focus_style_that_loses_against_a_more_specific_rule_does_not_show() -> None:
    before, after = states()
    change = append(
        CSS, "\na.button:focus { outline: none } :where(:focus-visible) { outline: 3px solid }\n"
    )
    share = requirements(ACTION, before, change(after))["focus"].satisfaction
    assert 0.5 < share < 1


def test_a_heading_left_out_does_not_mend_the_outline() -> None:
    before, _ = states()
    gap = next(iter(requirements(ACTION, before, before)["headings"].evidence))
    assert gap.line
    title = '<h4 class="about__day-title">'
    after = cut(HTML, rf"{title}.*?</h4>")(before)
    assert requirements(ACTION, before, after)["headings"].satisfaction == 0


def test_an_image_that_is_gone_is_not_described() -> None:
    before, after = states()
    without = cut(HTML, rf'<img[^>]*src="{IMAGE["src"]}"[^>]*>')(after)
    key = f"alternative/{IMAGE['src']}"
    assert requirements(ACTION, before, without)[key].satisfaction == 0
    later = requirements(ACTION, after, without, own=False)
    assert key not in later


def test_damage_of_a_focus_style() -> None:
    _, after = states()
    worse = append(CSS, "\n:focus-visible { outline: none !important }\n")(after)
    assert rules(found(after, worse, "verify-contrast")) == ["lost-focus-ring"]


def test_names_are_computed_as_browsers_do() -> None:
    text = (
        '<!DOCTYPE html><body><button id="a"><svg><title>Menu</title></svg></button>'
        '<a id="b" href="#"><img alt="Home" src="x.png"> <span aria-hidden="true">→</span></a>'
        '<label>Name <input id="c"></label><input id="d" placeholder="Mail"><nav id="e">About</nav>'
        '<input id="f" type="submit"><button id="g" title="Close"></button>'
        '<button id="h" aria-label="Open"><b>x</b></button></body>'
    )
    page = Page(Site({"index.html": text.encode()}))
    names = {e.get("id"): accessible_name(page, e) for e in page.select("[id]")}
    assert names == {
        "a": "Menu", "b": "Home", "c": "Name", "d": "", "e": "", "f": "Submit", "g": "Close", "h": "Open",
    }  # fmt: skip
    assert accessible_name(page, page.select("#d")[0], placeholder=True) == "Mail"


def test_the_instruction_names_every_value() -> None:
    words = instruct(template())
    assert SKIP in words
    for image in BRIEF["images"]:
        assert image["src"] in words
        assert image["alt"] in words
    for field in BRIEF["fields"]:
        assert field["label"] in words
    for part in ("focus-visible", "prefers-reduced-motion", "aria-expanded", "outline: none"):
        assert part in words
    assert JS
