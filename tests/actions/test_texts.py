"""update-hero-text, update-about-text and update-contact."""

from __future__ import annotations

import pytest
from bakery import (
    HTML,
    MINE,
    after,
    before,
    chain,
    check,
    edited,
    points,
    template,
    unmet,
    with_css,
)

HERO, ABOUT, CONTACT = "update-hero-text", "update-about-text", "update-contact"
HEADLINE = "text/hero/headline"
H1 = "<h1>Bread worth getting up for — every day</h1>"
LEAD = "Sourdough, rye &amp; brioche from a wood-fired oven in the baker’s yard."


@pytest.mark.parametrize("action", [HERO, ABOUT, CONTACT])
def test_the_reference_meets_everything(action: str) -> None:
    assert unmet(action, before(action), after(action)) == {}
    found = check(action, before(action), before(action))
    assert {one.satisfaction for key, one in found.items() if key.startswith("text/")} == {0.0}
    assert points(action, before(action), before(action)) == 0
    assert points(action, before(action), after(action)) == 10


@pytest.mark.parametrize(
    "change",
    [
        (H1, "<h1>\n  Bread worth getting up&nbsp;for &mdash;\n  every day\n</h1>"),
        (H1, "<h1>Bread worth getting up for – every day</h1>"),
        (H1, "<h1>Bread worth getting <em>up</em> for &#8212; <span>every day</span></h1>"),
        (H1, "<h1>Bread worth getting up for —<br>every day</h1>"),
        (H1, f"<div class=title>{H1}</div>"),
        (H1, H1.replace("h1", "h2")),
        (LEAD, "Sourdough, rye & brioche from a wood-fired oven in the baker's yard."),
        (LEAD, "Sourdough, rye &#38; brioche from a wood&#8209;fired oven in the baker&rsquo;s yard."),
        ("Baked since dawn", "Baked since&#32;dawn"),
        ('<a class="button" href="#contact">Order a loaf</a>', '<a href="index.html#contact"><span>Order a loaf</span></a>'),
    ],
)  # fmt: skip
def test_other_markup_is_as_good(change: tuple[str, str]) -> None:
    assert unmet(HERO, before(HERO), edited(after(HERO), HTML, change)) == {}


@pytest.mark.parametrize(
    ("change", "satisfaction", "message"),
    [
        ((H1, "<h1>Bread that is worth an early start, every day</h1>"), 0,
         "headline reads “Bread that is worth an early start, every day”"),
        ((H1, "<h1>Learn to sail where the river meets the sea</h1>"), 0,
         "headline still reads “Learn to sail where the river meets the sea”"),
        ((H1, "<h1>Bread Worth Getting Up For — Every Day.</h1>"), 0.75,
         "headline has other capitals or stops: “Bread Worth Getting Up For - Every Day.”"),
        ((H1, "<h1>Bread worth getting up for — every days</h1>"), 0.5,
         "headline is not verbatim: “Bread worth getting up for - every days”"),
        ((H1, "<h1>Fresh: Bread worth getting up for — every day now</h1>"), 0.5,
         "headline is not verbatim: “Fresh: Bread worth getting up for - every day now”"),
        ((H1, H1 + H1), 0.5, "headline: the new text stands there 2 times"),
        ((H1, H1 + "<p>Learn to sail where the river meets the sea</p>"), 0.5,
         "headline: the old text still stands beside the new one"),
        ((H1, H1.replace("h1", "p")), 0.5, "headline: the text is no heading any more"),
        ((H1, H1.replace("<h1>", '<h1 style="display: none">')), 0,
         "headline holds the new text, but nobody can see it"),
        ((H1, H1.replace("<h1>", "<h1 hidden>")), 0,
         "headline holds the new text, but nobody can see it"),
        ((H1, ""), 0, "headline is missing from the hero"),
    ],
)  # fmt: skip
def test_flaws_of_a_text(change: tuple[str, str], satisfaction: float, message: str) -> None:
    site = edited(after(HERO), HTML, change)
    found = unmet(HERO, before(HERO), site)
    assert found[HEADLINE].satisfaction == satisfaction
    assert found[HEADLINE].message == message
    assert found[HEADLINE].mend == "write “Bread worth getting up for — every day”, word for word"
    assert found[HEADLINE].evidence[0].file == HTML
    assert found[HEADLINE].subjects == {"el:#hero > div > h1"}
    assert 0 < points(HERO, before(HERO), site) < 10


def test_a_text_in_another_landmark_keeps_a_quarter() -> None:
    site = edited(after(HERO), HTML, (H1, ""), ('<div class="wrap">', '<div class="wrap">' + H1))
    found = unmet(HERO, before(HERO), site)[HEADLINE]
    assert (found.satisfaction, found.message) == (0.25, "headline stands outside of the hero")
    assert found.evidence[0].selector == "#about > div > h1"


def test_texts_that_changed_places_are_noticed() -> None:
    site = edited(
        after(HERO),
        HTML,
        ("Order a loaf", "@@"),
        ("See the breads", "Order a loaf"),
        ("@@", "See the breads"),
    )
    found = unmet(HERO, before(HERO), site)
    wrong = {key: one.message for key, one in found.items() if key.startswith("text/")}
    assert wrong == {
        "text/hero/primary call to action": "primary call to action: it stands where secondary call to action belongs",
        "text/hero/secondary call to action": "secondary call to action: it stands where primary call to action belongs",
    }  # fmt: skip
    assert {key for key in found if key.startswith("link/")} == {
        "link/hero/primary call to action", "link/hero/secondary call to action",
    }  # fmt: skip


def test_the_same_text_in_two_landmarks_is_two_requirements() -> None:
    site = edited(after(CONTACT), HTML, (
        '    <p><a href="tel:+442079460148">+44 20 7946 0148</a></p>\n    <p class="small">',
        '    <p><a href="tel:+4417524960112">+44 1752 496 0112</a></p>\n    <p class="small">',
    ))  # fmt: skip
    found = unmet(CONTACT, before(CONTACT), site)
    assert set(found) == {"text/footer/telephone", "link/footer/telephone"}
    assert found["text/footer/telephone"].satisfaction == 0
    assert found["text/footer/telephone"].message == "telephone still reads “+44 1752 496 0112”"


@pytest.mark.parametrize(
    ("href", "satisfaction"),
    [
        ("tel:+442079460148", 1), ("TEL:+442079460148", 1), ("tel:%2B442079460148", 1),
        ("tel:+44 20 7946 0148", 0.5), ("tel:+44-20-7946-0148", 0.5), ("tel:00442079460148", 0.5),
        ("tel:+4417524960112", 0), ("+442079460148", 0), ("#", 0), ("", 0),
    ],
)  # fmt: skip
def test_telephone_links(href: str, satisfaction: float) -> None:
    site = edited(after(CONTACT), HTML, (
        '<p><a href="tel:+442079460148">+44 20 7946 0148</a></p>\n      <p><a href="mailto',
        f'<p><a href="{href}">+44 20 7946 0148</a></p>\n      <p><a href="mailto',
    ))  # fmt: skip
    found = check(CONTACT, before(CONTACT), site)
    assert found["link/contact/telephone"].satisfaction == satisfaction
    assert found["text/contact/telephone"].satisfaction == 1
    assert found["link/footer/telephone"].satisfaction == 1


@pytest.mark.parametrize(
    ("href", "satisfaction"),
    [
        ("mailto:hello@copper-crumb.example", 1), ("mailto:Hello@Copper-Crumb.example", 1),
        ("mailto:hello%40copper-crumb.example", 1),
        ("mailto:hello@copper-crumb.example?subject=Bread", 0.5),
        ("mailto: hello@copper-crumb.example", 0.5),
        ("mailto:crew@river-sea.example", 0), ("hello@copper-crumb.example", 0),
    ],
)  # fmt: skip
def test_mail_links(href: str, satisfaction: float) -> None:
    site = edited(
        after(CONTACT), HTML, ('href="mailto:hello@copper-crumb.example"', f'href="{href}"')
    )
    found = check(CONTACT, before(CONTACT), site)["link/contact/e-mail"]
    assert found.satisfaction == satisfaction
    assert found.mend == (
        'link it with href="mailto:hello@copper-crumb.example"' if satisfaction < 1 else ""
    )


def test_facts_are_right_or_wrong() -> None:
    """A telephone number with one wrong digit is not half right."""
    site = edited(after(CONTACT), HTML, (
        '<p><a href="tel:+442079460148">+44 20 7946 0148</a></p>\n      <p>',
        '<p><a href="tel:+442079460148">+44 20 7946 0143</a></p>\n      <p>',
    ), (">hello@copper-crumb.example<", ">hallo@copper-crumb.example<"))  # fmt: skip
    found = unmet(CONTACT, before(CONTACT), site)
    assert {key: one.satisfaction for key, one in found.items()} == {
        "text/contact/telephone": 0, "text/contact/e-mail": 0,
    }  # fmt: skip


def test_a_text_without_its_link_is_named() -> None:
    site = edited(after(CONTACT), HTML, (
        '<a href="mailto:hello@copper-crumb.example">hello@copper-crumb.example</a>',
        "hello@copper-crumb.example",
    ))  # fmt: skip
    found = unmet(CONTACT, before(CONTACT), site)
    assert set(found) == {"link/contact/e-mail"}
    assert found["link/contact/e-mail"].message == "e-mail is not a link"


def test_an_address_that_was_taken_apart_is_still_the_address() -> None:
    site = edited(after(CONTACT), HTML, (
        "<address>12 Mill Row, London E8 4PQ</address>",
        "<address><span>12 Mill Row,</span><br><span>London E8 4PQ</span></address>",
    ))  # fmt: skip
    assert unmet(CONTACT, before(CONTACT), site) == {}


def test_removing_texts_earns_nothing() -> None:
    hero = before(HERO).text(HTML)
    a, b = hero.index('<section id="hero"'), hero.index('<section id="about"')
    gone = before(HERO).replace({HTML: (hero[:a] + hero[b:]).encode()})
    assert points(HERO, before(HERO), gone) <= 0
    assert points(HERO, before(HERO), gone.replace({HTML: b""})) <= 0


def test_the_landmark_is_found_again_without_its_id() -> None:
    site = edited(after(HERO), HTML, ('<section id="hero" class="hero">', '<section class="hero">'))
    assert unmet(HERO, before(HERO), site) == {}


def test_later_actions() -> None:
    last = chain()["update-contact"]
    assert unmet(HERO, last, last, own=False) == {}
    lost = edited(last, HTML, (H1, ""))
    assert unmet(HERO, last, lost, own=False) == {}
    paraphrased = edited(last, HTML, (H1, "<h1>Bread for early birds</h1>"))
    assert set(unmet(HERO, last, paraphrased, own=False)) == {HEADLINE}
    hidden = with_css(last, ".eyebrow { display: none }")
    assert set(unmet(HERO, last, hidden, own=False)) == {"text/hero/eyebrow"}
    moved = edited(
        last, HTML, (H1, ""), ('<div class="hero-text">', f'<div class="hero-text">{H1}')
    )
    assert unmet(HERO, last, moved, own=False) == {}


def test_instructions_name_every_text_and_link() -> None:
    for action in MINE:
        text = action.instruction(template())
        for entry in template().brief[action.name].get("texts", ()):
            assert entry["new"] in text
            assert entry["old"] in text
            assert entry.get("href", "") in text
