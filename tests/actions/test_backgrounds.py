"""replace-hero-bg and replace-section-bgs."""

from __future__ import annotations

import re

import pytest
from bakery import CSS, HTML, after, before, chain, check, edited, points, unmet, with_css

HERO, SECTIONS = "replace-hero-bg", "replace-section-bgs"
START, DONE = before(HERO), after(HERO)
WIDE = (
    "  background: linear-gradient(rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72)), "
    'url("../assets/supplied/hero.webp") center / cover; }'
)
NARROW = (
    "  .hero { background-image: linear-gradient(rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72)), "
    'url("../assets/supplied/hero.webp"); }'
)
OPEN = '<section id="hero" class="hero">'


@pytest.mark.parametrize("action", [HERO, SECTIONS])
def test_the_reference_meets_everything_and_the_start_only_readability(action: str) -> None:
    assert unmet(action, before(action), after(action)) == {}
    start = check(action, before(action), before(action))
    met = {key for key, one in start.items() if one.satisfaction}
    assert {key.rpartition("/")[2] for key in met} == {"readable"}
    assert points(action, before(action), before(action)) == 0


@pytest.mark.parametrize(
    "wide",
    [
        "  background: linear-gradient(#30140ab8, #30140ab8), url(../assets/supplied/hero.webp) center/cover; }",
        "  background-color: #301408; background-image: linear-gradient(rgb(48 20 10 / 72%) 0 100%), url('../assets/supplied/hero.webp'); }",
        "  background: linear-gradient(rgba(48, 20, 10, 0.9), rgba(48, 20, 10, 0.72)), url(../assets/supplied/hero.webp); }",
        "  position: relative; isolation: isolate; background: url(../assets/supplied/hero.webp) center / cover; }\n"
        ".hero::before { content: ''; position: absolute; inset: 0; z-index: -1; background: rgba(48, 20, 10, .72); }",
        "  position: relative; isolation: isolate; }\n"
        ".hero::before { content: ''; position: absolute; inset: 0; z-index: -1; background: linear-gradient("
        "rgba(48, 20, 10, .72), rgba(48, 20, 10, .72)), url(../assets/supplied/hero.webp) center / cover; }",
        "  position: relative; isolation: isolate; background: url(../assets/supplied/hero.webp) center / cover; }\n"
        ".hero::after { content: ''; position: absolute; inset: 0; z-index: -1; background: rgb(48, 20, 10); opacity: .72; }",
        "  box-shadow: inset 0 0 0 100vmax rgba(48, 20, 10, 0.72); background: url(../assets/supplied/hero.webp) center / cover; }",
        "  background-image: linear-gradient(rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72)), image-set(url(../assets/supplied/hero.webp) 1x); }",
    ],
)  # fmt: skip
def test_other_techniques_are_as_good(wide: str) -> None:
    site = edited(DONE, CSS, (WIDE, wide), (NARROW, ""))
    assert unmet(HERO, START, site) == {}


def test_an_image_element_with_an_overlay_element_is_as_good() -> None:
    layers = '<img class="bg" src="assets/supplied/hero.webp" alt=""><div class="shade"></div>'
    css = (
        ".hero { position: relative; isolation: isolate; background: none }\n"
        ".bg, .shade { position: absolute; inset: 0; width: 100%; height: 100%; z-index: -1 }\n"
        ".bg { object-fit: cover } .shade { background: rgba(48, 20, 10, 0.72) }"
    )
    site = edited(edited(DONE, CSS, (WIDE, "}"), (NARROW, "")), HTML, (OPEN, OPEN + layers))
    assert unmet(HERO, START, with_css(site, css)) == {}


@pytest.mark.parametrize(
    ("changes", "key", "satisfaction", "message"),
    [
        ([(NARROW, NARROW.replace("supplied/", ""))], "asset", 0.5,
         "the hero still uses assets/hero.webp at a width of 768 px"),
        ([("supplied/hero.webp", "hero.webp")], "asset", 0,
         "the hero still uses assets/hero.webp at a width of 1280 px"),
        ([("supplied/hero.webp", "supplied/missing.webp")], "asset", 0,
         "the hero shows no assets/supplied/hero.webp at a width of 1280 px"),
        ([('url("../assets/supplied/hero.webp")', 'url("../assets/supplied/hero.webp"), url("../assets/hero.webp")')],
         "asset", 0.5, "the hero still uses assets/hero.webp at a width of 1280 px beside the new image"),
        ([("rgba(48, 20, 10, 0.72)", "rgba(48, 20, 10, 0.3)")], "overlay", 0.5,
         "the hero's overlay is not rgba(48, 20, 10, 0.72) all over"),
        ([("rgba(48, 20, 10, 0.72)", "rgba(0, 0, 0, 0.72)")], "overlay", 0,
         "the hero's image has no overlay in rgba(48, 20, 10, 0.72)"),
        ([("linear-gradient(rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72)), ", "")], "overlay", 0,
         "the hero's image has no overlay in rgba(48, 20, 10, 0.72)"),
        ([("rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72)", "rgba(48, 20, 10, 0.72), transparent")],
         "overlay", 0.5, "the hero's overlay is not rgba(48, 20, 10, 0.72) all over"),
    ],
)  # fmt: skip
def test_flaws(changes: list[tuple[str, str]], key: str, satisfaction: float, message: str) -> None:
    site = edited(DONE, CSS, *changes)
    found = unmet(HERO, START, site)[f"hero/{key}"]
    assert found.satisfaction == pytest.approx(satisfaction)
    assert found.message == message
    assert found.evidence[0].file == CSS
    assert 0 <= points(HERO, START, site) < 10


def test_a_panel_behind_the_text_is_half_an_overlay() -> None:
    site = edited(
        DONE, CSS, ("linear-gradient(rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72)), ", "")
    )
    panel = with_css(site, ".hero-text { background: rgba(48, 20, 10, 0.72) }")
    assert unmet(HERO, START, panel)["hero/overlay"].satisfaction == 0.5
    whole = with_css(
        panel, ".hero { padding: 0 } .hero-text { max-width: none; padding: 120px 24px }"
    )
    assert unmet(HERO, START, whole) == {}


def test_an_overlay_below_the_image_is_none() -> None:
    below = (
        '  background: url("../assets/supplied/hero.webp") center / cover, '
        "linear-gradient(rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72)); }"
    )
    found = unmet(HERO, START, edited(DONE, CSS, (WIDE, below), (NARROW, "")))
    assert found["hero/overlay"].satisfaction == 0


def test_a_broken_image_is_none() -> None:
    broken = DONE.replace({"assets/supplied/hero.webp": b"RIFF\0\0\0\0WEBP"})
    found = unmet(HERO, START, broken)["hero/asset"]
    assert (found.satisfaction, found.message) == (0, "assets/supplied/hero.webp does not decode")


def test_a_preload_of_the_old_image_is_named() -> None:
    link = '<link rel="preload" as="image" href="assets/hero.webp">'
    found = unmet(HERO, START, edited(DONE, HTML, ("</head>", f"{link}</head>")))
    assert found["hero/asset"].satisfaction == pytest.approx(0.9)
    assert found["hero/asset"].message == "assets/hero.webp is still preloaded"


def test_text_that_no_longer_stands_out_is_named() -> None:
    pale = with_css(
        DONE,
        "#hero { background: #fff2e0 url(../assets/supplied/hero.webp) no-repeat 0 0 / 40px; }",
    )
    found = unmet(HERO, START, pale)
    assert re.fullmatch(
        r"“.+” in the hero does not stand out from its background \(nor do \d more\)",
        found["hero/readable"].message,
    )
    assert found["hero/readable"].satisfaction < 0.5
    assert found["hero/readable"].mend.endswith("4.5 : 1")
    assert "el:#hero > div > h1" in found["hero/readable"].subjects


def test_an_emptied_hero_is_not_readable() -> None:
    text = DONE.text(HTML)
    a, b = text.index(OPEN) + len(OPEN), text.index('    </section>\n    <section id="about"')
    empty = DONE.replace({HTML: (text[:a] + text[b:]).encode()})
    found = unmet(HERO, START, empty)
    assert set(found) == {"hero/readable"}
    assert found["hero/readable"].satisfaction == 0
    gone = DONE.replace({HTML: (text[: text.index(OPEN)] + text[b + 15 :]).encode()})
    assert points(HERO, START, gone) <= 0
    assert points(HERO, START, START.replace({HTML: b""})) <= 0


@pytest.mark.parametrize(
    ("change", "key", "satisfaction", "message"),
    [
        (("background: #f7ede0;", "background: #f7ede0 url(../assets/pattern.svg);"), "testimonials/none", 0,
         "the testimonials section's background still shows assets/pattern.svg"),
        (("background: #f7ede0;", "background: #f7ede0 url(../assets/supplied/about-bg.webp);"),
         "testimonials/none", 0,
         "the testimonials section's background still shows assets/supplied/about-bg.webp"),
        (("background: #f7ede0;", "background: #ffffff;"), "testimonials/colour", 0,
         "the testimonials section's background colour is #ffffff, not #f7ede0"),
        (("background: #f7ede0;", ""), "testimonials/colour", 0,
         "the testimonials section has no background colour"),
        (("background: #f7ede0;", "background: linear-gradient(#0003, #0003) #f7ede0;"),
         "testimonials/colour", 0.5,
         "something is painted over the testimonials section's background colour"),
        (("rgba(255, 250, 244, 0.86)", "rgba(255, 255, 255, 0.86)"), "about/overlay", 0,
         "the about section's image has no overlay in rgba(255, 250, 244, 0.86)"),
        (("supplied/about-bg.webp", "about-bg.webp"), "about/asset", 0,
         "the about section still uses assets/about-bg.webp at a width of 1280 px"),
    ],
)  # fmt: skip
def test_flaws_of_sections(
    change: tuple[str, str], key: str, satisfaction: float, message: str
) -> None:
    site = edited(after(SECTIONS), CSS, change)
    found = unmet(SECTIONS, before(SECTIONS), site)
    assert found[key].satisfaction == pytest.approx(satisfaction)
    assert found[key].message == message
    assert 0 < points(SECTIONS, before(SECTIONS), site) < 10


@pytest.mark.parametrize(
    "change",
    [
        ("background: #f7ede0;", "background-color: rgb(247 237 224);"),
        ("background: #f7ede0;", "background: linear-gradient(#f7ede0, #f7ede0) #f7ede0;"),
        ("background: #f7ede0;", "background-image: none; background-color: #f7ede0;"),
    ],
)
def test_a_plain_colour_may_be_written_otherwise(change: tuple[str, str]) -> None:
    assert unmet(SECTIONS, before(SECTIONS), edited(after(SECTIONS), CSS, change)) == {}


def test_removing_a_section_is_no_way_to_remove_its_image() -> None:
    text = before(SECTIONS).text(HTML)
    a, b = text.index('<section id="testimonials"'), text.index('<section id="contact"')
    gone = before(SECTIONS).replace({HTML: (text[:a] + text[b:]).encode()})
    assert points(SECTIONS, before(SECTIONS), gone) <= 0
    quotes = text[text.index("<blockquote>", a) : text.index("</section>", a)]
    emptied = edited(after(SECTIONS), HTML, (quotes, ""))
    assert unmet(SECTIONS, before(SECTIONS), emptied)["testimonials/none"].satisfaction < 0.5


def test_later_actions() -> None:
    last = chain()["update-contact"]
    assert unmet(HERO, last, last, own=False) == {}
    assert unmet(SECTIONS, last, last, own=False) == {}
    split = edited(edited(last, CSS, (WIDE, "  background: #30140a; }"), (NARROW, "")), HTML,
                   ("</div>\n    </section>\n    <section id=\"about\"",
                    '</div><img src="assets/supplied/hero.webp" alt="">\n    </section>\n    <section id="about"'))  # fmt: skip
    assert unmet(HERO, last, split, own=False) == {}
    forgotten = edited(last, CSS, (WIDE, "  background: #30140a; }"), (NARROW, ""))
    assert "hero/asset" in unmet(HERO, last, forgotten, own=False)
    bare = edited(
        last, CSS, ("linear-gradient(rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72)), ", "")
    )
    assert set(unmet(HERO, last, bare, own=False)) == {"hero/overlay"}
    text = last.text(HTML)
    a, b = text.index(OPEN), text.index('<section id="about"')
    gone = last.replace({HTML: (text[:a] + text[b:]).encode()})
    assert unmet(HERO, last, gone, own=False) == {}
