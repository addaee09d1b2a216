"""swap-fonts: in effect, loaded, with fallback and display, the old request gone."""

from __future__ import annotations

import pytest
from bakery import CSS, HTML, after, before, chain, check, edited, points, unmet, with_css

ACTION = "swap-fonts"
START = before(ACTION)
DONE = after(ACTION)
LINK = (
    '<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Fraunces:wght@500;700'
    '&amp;family=Work+Sans:wght@400;600&amp;display=swap">'
)
OLD_LINK = (
    '<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Playfair+Display:wght@600'
    ';700&amp;family=Source+Sans+3:wght@400;600&amp;display=swap">'
)
GOOGLE = "https://fonts.googleapis.com"


def test_the_reference_meets_everything_and_the_start_only_the_fallbacks() -> None:
    assert unmet(ACTION, START, DONE) == {}
    start = {key: one.satisfaction for key, one in check(ACTION, START, START).items()}
    assert {key for key, value in start.items() if value} == {"heading/fallback", "body/fallback"}
    assert points(ACTION, START, START) == 0


@pytest.mark.parametrize(
    "link",
    [
        f'<link rel="stylesheet" href="{GOOGLE}/css2?display=swap&family=Work+Sans:wght@400..700&family=Fraunces:ital,wght@0,500;0,700;1,500">',
        f'<link rel="stylesheet" href="{GOOGLE}/css?family=Fraunces:500,700|Work+Sans:400,600&amp;display=swap">',
        f'<link rel="stylesheet" href="{GOOGLE}/css2?family=Fraunces:wght@500;700&amp;display=swap">\n'
        f'<link rel="stylesheet" href="{GOOGLE}/css2?family=Work%20Sans:wght@400;600&amp;display=swap">',
        f'<style>@import url("{GOOGLE}/css2?family=Fraunces:wght@500;700&family=Work+Sans:wght@400;600&display=swap");</style>',
        f'<link rel="preload" as="style" onload="this.rel=\'stylesheet\'" href="{GOOGLE}/css2?family=Fraunces:wght@500;700&amp;family=Work+Sans:wght@400;600&amp;display=swap">',
    ],
)  # fmt: skip
def test_other_ways_to_request_are_as_good(link: str) -> None:
    assert unmet(ACTION, START, edited(DONE, HTML, (LINK, link))) == {}


def test_own_font_files_are_as_good() -> None:
    faces = "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: swap; '
        f'src: url(../assets/{file}.woff2) format("woff2"); }}\n'
        for family, weight, file in (
            ("Fraunces", "500 700", "fraunces"), ("Work Sans", "400 600", "work-sans"),
        )
    )  # fmt: skip
    site = with_css(edited(DONE, HTML, (LINK, "")), faces)
    assert set(unmet(ACTION, START, site)) == {"heading/loaded", "body/loaded"}
    files = {f"assets/{name}.woff2": b"wOF2" + bytes(60) for name in ("fraunces", "work-sans")}
    assert unmet(ACTION, START, site.replace(files)) == {}


@pytest.mark.parametrize(
    "change",
    [
        ('"Fraunces", Georgia, serif', "Fraunces, serif"),
        ('"Fraunces", Georgia, serif', "fraunces , 'Times New Roman' , serif"),
        ('"Work Sans", Arial, sans-serif', "Work Sans, system-ui, sans-serif"),
        ('font-family: "Fraunces", serif; }', "font: 700 52px/1.2 var(--font-heading); }"),
        ('font-family: "Fraunces", serif; }', "}"),
    ],
)
def test_other_stacks_are_as_good(change: tuple[str, str]) -> None:
    assert unmet(ACTION, START, edited(DONE, CSS, change)) == {}


def test_css_without_the_link_is_half_the_work() -> None:
    site = edited(DONE, HTML, (LINK, OLD_LINK))
    found = unmet(ACTION, START, site)
    assert set(found) == {"heading/loaded", "body/loaded", "display", "old-request"}
    assert found["heading/loaded"].message == "Fraunces is not loaded"
    assert found["old-request"].message == "still loads Playfair Display and Source Sans 3"
    assert "Playfair+Display" in found["old-request"].evidence[0].quote
    assert 4 < points(ACTION, START, site) < 6


def test_the_link_without_css_is_the_other_half() -> None:
    site = edited(START, HTML, (OLD_LINK, LINK))
    found = unmet(ACTION, START, site)
    assert set(found) == {"heading/in-effect", "body/in-effect"}
    assert found["body/in-effect"].message.endswith("is set in Source Sans 3, not in Work Sans")


def test_a_literal_that_was_missed_is_named() -> None:
    site = edited(
        DONE,
        CSS,
        ('font-family: "Fraunces", serif; }', 'font-family: "Playfair Display", serif; }'),
    )
    found = unmet(ACTION, START, site)
    assert set(found) == {"heading/in-effect"}
    one = found["heading/in-effect"]
    assert one.satisfaction == 0.5
    assert (
        one.message
        == "heading font: `#hero > div > h1` is set in Playfair Display, not in Fraunces"
    )
    assert one.evidence[0].selector == "#hero > div > h1"
    assert one.evidence[0].quote == 'font-family: "Playfair Display", serif'
    assert ".hero h1" in site.text(CSS).splitlines()[one.evidence[0].line - 1]


def test_a_rule_that_only_holds_on_narrow_screens_counts() -> None:
    narrow = '@media (max-width: 480px) { .lead { font-family: "Source Sans 3", serif } }'
    start = with_css(START, narrow)
    found = unmet(ACTION, start, with_css(DONE, narrow))["body/in-effect"]
    assert found.satisfaction == 0.5


@pytest.mark.parametrize(
    ("change", "keys", "message"),
    [
        ((":wght@500;700", ""), {"heading/loaded"}, "Fraunces is not loaded"),
        ((":wght@500;700", ":wght@700"), {"heading/loaded"}, "Fraunces is not loaded in 500"),
        ((":wght@500;700", ":wght@700;500"), {"heading/loaded", "body/loaded"},
         "the request for Fraunces is refused: unknown server, or weights not sorted"),
        (("&amp;display=swap", ""), {"display"}, "the new fonts are loaded without display=swap"),
        (("display=swap", "display=block"), {"display"}, "the new fonts are loaded without display=swap"),
        (("fonts.googleapis.com/css2", "fonts.example/css2"),
         {"heading/loaded", "body/loaded"},
         "the request for Fraunces is refused: unknown server, or weights not sorted"),
        (("family=Fraunces", "family=Playfair+Display:wght@600&amp;family=Fraunces"), {"old-request"},
         "still loads Playfair Display"),
    ],
)  # fmt: skip
def test_flaws_of_the_request(change: tuple[str, str], keys: set[str], message: str) -> None:
    found = unmet(ACTION, START, edited(DONE, HTML, change))
    assert set(found) == keys
    assert next(iter(found.values())).message == message


def test_flaws_of_the_stack() -> None:
    found = unmet(
        ACTION, START, edited(DONE, CSS, ('"Work Sans", Arial, sans-serif', '"Work Sans"'))
    )
    assert set(found) == {"body/fallback"}
    found = unmet(
        ACTION, START, edited(DONE, CSS, ('"Fraunces", Georgia, serif', "Fraunces, sans-serif"))
    )
    assert found["heading/fallback"].satisfaction == 0.5
    found = unmet(ACTION, START, edited(DONE, CSS, ('"Work Sans", Arial', 'Arial, "Work Sans"')))
    assert set(found) == {"body/in-effect"}


def test_removing_everything_earns_nothing() -> None:
    bare = edited(START, HTML, (OLD_LINK, ""))
    assert points(ACTION, START, bare) == 0
    assert points(ACTION, START, bare.replace({CSS: b""})) <= 0
    assert points(ACTION, START, START.replace({HTML: b"<!DOCTYPE html><body></body>"})) <= 0


def test_later_actions() -> None:
    last = chain()["update-contact"]
    for name in ("replace-hero-bg", "update-contact"):
        assert unmet(ACTION, before(name), after(name), own=False) == {}
    dropped = edited(last, HTML, (LINK, ""))
    assert {"heading/loaded", "body/loaded"} < set(unmet(ACTION, last, dropped, own=False))
    gone = edited(last, HTML, ("<h1>Bread worth getting up for — every day</h1>", ""))
    assert unmet(ACTION, last, gone, own=False) == {}
    swapped = with_css(last, ".eyebrow { font-family: var(--font-heading) }")
    assert unmet(ACTION, last, swapped, own=False) == {}
    other = with_css(last, "h2 { font-family: Arial, serif }")
    assert set(unmet(ACTION, last, other, own=False)) == {"heading/in-effect"}
