"""add-accessibility: what works for keyboard and screen reader, however it is built."""

from __future__ import annotations

import pytest
from bundled_sites import (
    CSS,
    HTML,
    JS,
    Change,
    append,
    both,
    cut,
    found,
    html,
    js,
    requirements,
    rules,
    state,
    template,
    unmet,
)

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


def _label_as(markup: str) -> Change:
    return cut(HTML, rf"<label[^>]*>\s*{FIELD['label']}\s*</label>", markup)


RIGHT: dict[str, Change] = {
    "aria-label for a label": both(
        _label_as(""),
        html(f'name="{FIELD["name"]}"', f'name="{FIELD["name"]}" aria-label="{FIELD["label"]}"'),
    ),
    "aria-labelledby for a label": both(
        _label_as(f'<span id="l1">{FIELD["label"]}</span>'),
        html(f'name="{FIELD["name"]}"', f'name="{FIELD["name"]}" aria-labelledby="l1"'),
    ),
    "a mark for required fields": _label_as(
        f'<label for="enquiry-email">{FIELD["label"]} <span>*</span></label>'
    ),
    "navigation named by another element": both(
        html(f'aria-label="{HEADER}"', 'aria-labelledby="n1"'),
        html("<nav ", f'<span id="n1" hidden>{HEADER}</span><nav '),
    ),
    "a ring by box-shadow": append(
        CSS,
        "\n:focus-visible { outline: none !important; box-shadow: 0 0 0 3px #000 !important }\n",
    ),
    "one rule for all motion": append(
        CSS,
        "\n@media (prefers-reduced-motion: reduce) { *, *::before { transition: none !important } }\n",
    ),
    "the skip link in a list of skip links": html(
        f">{SKIP}</a>", f'>{SKIP}</a><a href="#contact">Contact</a>'
    ),
    "aria-level": html("<h1", '<h1 aria-level="1" role="heading"'),
}
# a sixth of what the keyboard reaches, the fields, marks the focus by its border as well
WRONG: dict[str, tuple[Change, dict[str, float]]] = {
    "no skip link": (cut(HTML, rf"<a[^>]*>{SKIP}</a>"), {"skip-link": 0}),
    "other words": (html(f">{SKIP}</a>", ">To the content</a>"), {"skip-link": 0.7}),
    "hidden for good": (
        append(CSS, "\n.skip-link { display: none }\n"),
        {"skip-link": 0},
    ),
    "not the first": (html("<body>", '<body><a href="#contact">Contact</a>'), {"skip-link": 0.7}),
    "a target that is not main": (
        both(html(f'id="{MAIN}"', 'id="content"'), html("<footer", f'<p id="{MAIN}"></p><footer')),
        {"skip-link": 0, "main": 0},
    ),
    "two mains": (html("<footer", "<main>More</main><footer"), {"main": 0}),
    "no name": (html(f' aria-label="{HEADER}"', ""), {"navigation/header": 0}),
    "another name": (
        html(f'aria-label="{HEADER}"', 'aria-label="Sections"'),
        {"navigation/header": 0.5},
    ),
    "no alternative": (html(f'alt="{IMAGE["alt"]}"', 'alt=""'), {f"alternative/{IMAGE['src']}": 0}),
    "another alternative": (
        html(f'alt="{IMAGE["alt"]}"', 'alt="People at a table"'),
        {f"alternative/{IMAGE['src']}": 0.5},
    ),
    "a file name": (
        html(f'alt="{IMAGE["alt"]}"', 'alt="gallery-2.webp"'),
        {f"alternative/{IMAGE['src']}": 0},
    ),
    "no label": (_label_as(""), {f"label/{FIELD['name']}": 0}),
    "another label": (
        _label_as('<label for="enquiry-email">Your address</label>'),
        {f"label/{FIELD['name']}": 0.5},
    ),
    "a label for nothing": (
        _label_as(f'<label for="mail">{FIELD["label"]}</label>'),
        {f"label/{FIELD['name']}": 0},
    ),
    "no outline": (append(CSS, "\n:focus-visible { outline: none !important }\n"), {"focus": 0.17}),
    "an outline of no width": (
        append(CSS, "\n*:focus-visible { outline-width: 0 !important }\n"),
        {"focus": 0.17},
    ),
    "motion is back": (
        append(
            CSS,
            "\n@media (prefers-reduced-motion: reduce) { html { scroll-behavior: smooth !important } }\n",
        ),
        {"motion": 0.97},
    ),
    "a level skipped": (html("<h2", "<h4", 1), {"headings": 0}),
    "no aria-controls": (cut(HTML, r' aria-controls="[^"]*"'), {"menu": 0.75}),
    "aria-expanded is never changed": (js("aria-expanded", "data-expanded", 9), {"menu": 0.75}),
    "no language": (cut(HTML, r'<html lang="[^"]*">', "<html>"), {"lang": 0}),
}


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
