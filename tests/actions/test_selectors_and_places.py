"""States stripped from selectors, counterparts of declarations, landmarks found again, palettes."""

from __future__ import annotations

import gc
import weakref

import pytest
from bakery import CSS, HTML, after, before, edited, page_of, template, with_css

from pytest_llmsite.actions.caching import per_page
from pytest_llmsite.actions.context import Context
from pytest_llmsite.actions.counterparts import counterpart
from pytest_llmsite.actions.landmarks import base_landmark, landmark
from pytest_llmsite.actions.palette import colour, colours_of, equal, triple_of
from pytest_llmsite.actions.states import target
from pytest_llmsite.actions.uses import declared, set_by
from pytest_llmsite.page import Page
from pytest_llmsite.page.align import align
from pytest_llmsite.site import Site

START = before("apply-colours")


@pytest.mark.parametrize(
    ("selector", "same", "states"),
    [
        ("a:hover", "a", {"hover"}),
        (".button:hover, .card:focus-within h3", ".button, .card h3", {"hover", "focus-within"}),
        ("::selection", "*", {"selection"}),
        (".hero :focus-visible", ".hero *", {"focus-visible"}),
        (".card:not(:hover) p", ".card p", {"not(:hover)"}),
        ("input::placeholder", "input", {"placeholder"}),
        ("li:hover > ::before", "li > *", {"hover", "before"}),
        (".site-header.is-scrolled nav", ".site-header nav", {".is-scrolled"}),
        (".menu-open", "*", {".menu-open"}),
        ("li:nth-child(2):active", "li:nth-child(2)", {"active"}),
        ("li:not(:first-child)", "li:not(:first-child)", set()),
    ],
)
def test_states_are_told_from_elements(selector: str, same: str, states: set[str]) -> None:
    page = page_of(START)
    found = target(page, selector)
    assert found.states == states
    assert found.elements == frozenset(page.select(same))


def test_an_invalid_selector_is_for_nothing() -> None:
    assert target(page_of(START), "a:::hover(").elements == frozenset()


def context_of(old: Site, new: Site) -> Context:
    base, page = page_of(old), page_of(new)
    brief = template().brief["apply-colours"]
    return Context(template(), "apply-colours", brief, page, base, align(base, page))


def found_for(old: Site, new: Site, selector: str, name: str) -> str:
    wanted = next(
        d for d in declared(page_of(old)) if d.selector == selector and d.property == name
    )
    found = counterpart(context_of(old, new), wanted)
    return "" if found is None else f"{found.selector} {{ {found.property}: {found.value} }}"


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (".button:hover { border-color: red; }", ".button:hover { border-color: red }"),
        ("a.button:hover { border: 1px solid red; }", "a.button:hover { border: 1px solid red }"),
        (".button { &:hover { border-color: red; } }", "&:hover { border-color: red }"),
        (".button:hover, .menu:hover { border-color: red; }",
         ".button:hover, .menu:hover { border-color: red }"),
        (".ghost:hover { border-color: red; }", ".ghost:hover { border-color: red }"),
        (".button:active { border-color: red; }", ""),
        (".menu:hover { border-color: red; }", ""),
        (".button:hover { color: red; }", ""),
    ],
)  # fmt: skip
def test_a_rule_for_a_state_is_found_by_what_it_is_for(rule: str, found: str) -> None:
    old = ".button:hover { background: #ffffff; border-color: #0b3d5c; }"
    assert (
        found_for(START, edited(START, CSS, (old, rule)), ".button:hover", "border-color") == found
    )


def test_of_several_rules_the_one_in_the_same_order_counts() -> None:
    twice = ".card:hover { color: #0b3d5c } article:hover { color: #f2a541 }"
    old = with_css(START, twice)
    new = with_css(START, twice.replace("#0b3d5c", "red").replace("#f2a541", "blue"))
    assert found_for(old, new, ".card:hover", "color").endswith("color: red }")
    assert found_for(old, new, "article:hover", "color").endswith("color: blue }")
    appended = with_css(old, ".card:hover { color: green }")
    assert found_for(old, appended, ".card:hover", "color").endswith("color: green }")


def test_rules_in_other_media_are_no_counterparts() -> None:
    old = with_css(START, "@media print { h1 { color: #0b3d5c } }")
    moved = with_css(START, "@media (min-width: 900px) { h1:hover { color: red } }")
    assert found_for(old, old, "h1", "color") == "h1 { color: #0b3d5c }"
    assert found_for(old, moved, "h1", "color") == ""


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("hero", ('id="hero" class="hero"', 'class="hero"')),
        ("hero", ('id="hero"', 'id="top"')),
        ("contact", ('<section id="contact"', '<div id="reach-us"')),
        ("footer", ("</main>", "</main><footer>Another one</footer>")),
    ],
)
def test_landmarks_are_found_again(name: str, change: tuple[str, str]) -> None:
    site = edited(START, HTML, change)
    context = context_of(START, site)
    found = landmark(context, name)
    assert found is not None
    words = page_of(START).text(base_landmark(context, name))
    assert page_of(site).text(found).startswith(words[:60])


def test_a_landmark_that_an_earlier_step_renamed_is_known_from_the_start() -> None:
    renamed = edited(START, HTML, ('id="hero" class="hero"', 'id="top" class="hero"'))
    context = context_of(renamed, renamed)
    assert page_of(renamed).describe(base_landmark(context, "hero")) == "#top"
    assert page_of(renamed).describe(landmark(context, "hero")) == "#top"


def test_a_landmark_that_is_gone_is_none() -> None:
    gone = START.replace({HTML: b"<!DOCTYPE html><body><p>Nothing</p></body>"})
    assert landmark(context_of(START, gone), "hero") is None


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("#0b3d5c", ["#0b3d5c"]),
        ("linear-gradient(90deg, rgba(11, 61, 92, 0.5) 0%, transparent, #fff 100%)",
         ["#0b3d5c80", "#ffffff"]),
        ("0 0 2px red, inset 0 1px hsl(0 0% 0% / 50%)", ["#ff0000", "#00000080"]),
        ("currentcolor", []),
        ("url(a.svg) no-repeat", []),
        ("url(\"data:image/svg+xml,%3Csvg fill='%230b3d5c' stroke='%23fff'/%3E\")", ["#0b3d5c", "#ffffff"]),
        ("1px solid var(--x, #0b3d5c)", ["#0b3d5c"]),
    ],
)  # fmt: skip
def test_colours_of_a_value(value: str, found: list[str]) -> None:
    assert [one.hex for one in colours_of(value)] == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("11, 61, 92", "#0b3d5c"),
        ("11 61 92", "#0b3d5c"),
        ("11,61,92", "#0b3d5c"),
        ("11, 61", None),
        ("11 61 92 1", None),
        ("11px, 61px, 92px", None),
        ("300, 0, 0", None),
        ("", None),
        ("#0b3d5c", None),
    ],
)
def test_bare_channels(value: str, found: str | None) -> None:
    one = triple_of(value)
    assert (one.hex if one else None) == found


def test_colours_are_equal_within_two_hundredths_of_alpha() -> None:
    assert equal(colour("rgba(1, 2, 3, 0.5)"), colour("rgba(1, 2, 3, 0.515)"))
    assert not equal(colour("rgba(1, 2, 3, 0.5)"), colour("rgba(1, 2, 3, 0.55)"))
    assert not equal(colour("#010203"), colour("#030203"))
    with pytest.raises(ValueError, match="is not a colour"):
        colour("none")


def test_shorthands_know_what_they_set() -> None:
    assert set_by("color") == ("color",)
    assert {"background-color", "background-image"} <= set(set_by("background"))
    assert "border-top-color" in set_by("border")
    assert set_by("no-such-property") == ("no-such-property",)


def test_results_live_as_long_as_their_page() -> None:
    calls = []

    @per_page
    def length(page: Page, factor: int) -> int:
        calls.append(factor)
        return len(page.site.files) * factor

    page = Page(after("swap-fonts"))
    assert length(page, 2) == length(page, 2) == len(page.site.files) * 2
    assert length(page, 3)
    assert calls == [2, 3]
    alive = weakref.ref(page)
    del page
    gc.collect()
    assert alive() is None
