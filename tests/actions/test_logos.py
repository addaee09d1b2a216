"""replace-header-logo and replace-footer-logo."""

from __future__ import annotations

import pytest
from bakery import CSS, HTML, after, before, chain, check, edited, points, unmet, with_css

HEADER, FOOTER = "replace-header-logo", "replace-footer-logo"
START, DONE = before(HEADER), after(HEADER)
IMAGE = '<img src="assets/supplied/logo-dark.svg" alt="Copper Crumb logo" width="160" height="40">'
LINK = '<a class="brand" href="#hero" aria-label="Copper Crumb home">'


@pytest.mark.parametrize("action", [HEADER, FOOTER])
def test_the_reference_meets_everything_and_the_start_only_the_size(action: str) -> None:
    assert unmet(action, before(action), after(action)) == {}
    start = check(action, before(action), before(action))
    assert {key for key, one in start.items() if one.satisfaction} == {"size"}
    assert points(action, before(action), before(action)) == 0


@pytest.mark.parametrize(
    "image",
    [
        '<img alt="Copper Crumb&nbsp;logo" src="./assets/supplied/logo-dark.svg">',
        '<picture><source srcset="assets/supplied/logo-dark.svg" type="image/svg+xml">'
        '<img src="assets/supplied/logo-dark.svg" alt="Copper Crumb logo"></picture>',
        '<img src="assets/supplied/logo-dark.svg" srcset="assets/supplied/logo-dark.svg 2x" alt="Copper Crumb logo">',
        '<span role="img" aria-label="Copper Crumb logo" style="display: block; width: 160px; height: 40px;'
        ' background: url(assets/supplied/logo-dark.svg) no-repeat"></span>',
        '<img src="assets/supplied/logo-dark.svg" alt="Copper Crumb logo" style="height: 48px; width: auto">',
    ],
)  # fmt: skip
def test_other_markup_is_as_good(image: str) -> None:
    assert unmet(HEADER, START, edited(DONE, HTML, (IMAGE, image))) == {}


@pytest.mark.parametrize(
    "link",
    [
        '<a class="logo" aria-label="Copper Crumb home" href="/">',
        '<a href="#hero"><span style="position:absolute;clip-path:inset(50%)">Copper Crumb home</span>',
    ],
)
def test_the_link_may_be_named_otherwise(link: str) -> None:
    site = edited(DONE, HTML, (LINK, link))
    if "span" in link:
        found = unmet(HEADER, START, site)
        assert found["link-label"].satisfaction == 0.5, "the alternative text is read out as well"
    else:
        assert unmet(HEADER, START, site) == {}


def test_a_label_by_reference_is_as_good() -> None:
    labelled = '<a class="brand" href="#hero" aria-labelledby="name"><b id="name" hidden>Copper Crumb home</b>'
    assert unmet(HEADER, START, edited(DONE, HTML, (LINK, labelled))) == {}


@pytest.mark.parametrize(
    ("change", "key", "satisfaction", "message"),
    [
        (("logo-dark.svg", "logo-light.svg"), "source", 0,
         "the header shows the other variant of the logo, assets/supplied/logo-light.svg"),
        (("assets/supplied/logo-dark.svg", "assets/logo.svg"), "source", 0,
         "the header still shows assets/logo.svg"),
        (("assets/supplied/logo-dark.svg", "assets/nothing.svg"), "source", 0,
         "the header shows no logo"),
        (('logo-dark.svg"', 'logo-dark.svg" srcset="assets/logo.svg 2x"'), "source", 0.6,
         "the header still refers to assets/logo.svg beside the new logo"),
        (('logo-dark.svg"', 'logo-dark.svg" style="display:none"'), "source", 0,
         "the header's new logo cannot be seen"),
        (('alt="Copper Crumb logo"', 'alt="River &amp; Sea logo"'), "alt", 0,
         "the header logo's alternative text is “River & Sea logo”"),
        (('alt="Copper Crumb logo"', 'alt=""'), "alt", 0, "the header logo has no alternative text"),
        (('alt="Copper Crumb logo"', 'alt="copper crumb logo"'), "alt", 0.75,
         "the header logo's alternative text is “copper crumb logo”"),
        (('alt="Copper Crumb logo"', 'alt="Logo of Copper Crumb"'), "alt", 0.5,
         "the header logo's alternative text is “Logo of Copper Crumb”"),
        (('aria-label="Copper Crumb home"', 'aria-label="River &amp; Sea home"'), "link-label", 0,
         "the link around the header logo is labelled “River & Sea home”"),
        ((' aria-label="Copper Crumb home"', ""), "link-label", 0.5,
         "the link around the header logo is labelled “Copper Crumb logo”"),
    ],
)  # fmt: skip
def test_flaws(change: tuple[str, str], key: str, satisfaction: float, message: str) -> None:
    site = edited(DONE, HTML, change)
    found = unmet(HEADER, START, site)
    assert found[key].satisfaction == satisfaction
    assert found[key].message == message
    assert found[key].evidence[0].file == HTML
    assert found[key].evidence[0].line
    assert 0 <= points(HEADER, START, site) < 10


@pytest.mark.parametrize(
    ("css", "satisfaction", "message"),
    [
        (".brand img { max-height: none; height: 90px }", 0,
         "is 90 px high at a width of 1280 px, more than 48"),
        (".brand img { max-height: none; width: 400px }", 0,
         "is 100 px high at a width of 1280 px, more than 48"),
        ("@media (max-width: 480px) { .brand img { max-height: 60px; height: 60px } }", 0,
         "is 60 px high at a width of 375 px, more than 48"),
        (".brand img { max-height: none; width: 60px; height: 40px }", 0.5,
         "is stretched out of its proportions"),
        (".brand img { width: 60px; height: 40px; object-fit: contain }", 1, ""),
        (".brand img { max-height: 3rem; width: auto }", 1, ""),
        (".brand img { max-height: none; height: 10vh }", 0,
         "is 80 px high at a width of 1280 px, more than 48"),
    ],
)  # fmt: skip
def test_sizes(css: str, satisfaction: float, message: str) -> None:
    found = check(HEADER, START, with_css(DONE, css))["size"]
    assert found.satisfaction == satisfaction
    assert found.message == (f"the header logo {message}" if message else "")


def test_a_broken_file_is_no_logo() -> None:
    site = DONE.replace({"assets/supplied/logo-dark.svg": b"<svg"})
    found = unmet(HEADER, START, site)
    assert found["source"].message == "the header's new logo does not decode"


def test_a_copy_under_another_name_is_the_same_logo() -> None:
    copied = DONE.replace({"assets/brand.svg": DONE.files["assets/supplied/logo-dark.svg"]})
    assert (
        unmet(HEADER, START, edited(copied, HTML, ("assets/supplied/logo-dark", "assets/brand")))
        == {}
    )


def test_removing_the_logo_earns_nothing() -> None:
    bare = edited(
        START,
        HTML,
        ('<img src="assets/logo.svg" alt="River &amp; Sea logo" width="160" height="40">', ""),
    )
    assert points(HEADER, START, bare) < 0
    assert points(HEADER, START, START.replace({HTML: b"<!DOCTYPE html><body></body>"})) < 0


def test_each_landmark_is_billed_for_its_own_logo() -> None:
    assert unmet(FOOTER, before(HEADER), after(HEADER)).keys() == {"source", "alt"}
    assert unmet(HEADER, before(FOOTER), after(FOOTER)) == {}


def test_later_actions() -> None:
    last = chain()["update-contact"]
    assert unmet(HEADER, last, last, own=False) == {}
    gone = edited(last, HTML, (IMAGE, ""))
    assert unmet(HEADER, last, gone, own=False) == {}
    back = edited(last, HTML, ("assets/supplied/logo-dark.svg", "assets/logo.svg"))
    assert set(unmet(HEADER, last, back, own=False)) == {"source"}
    unnamed = edited(last, HTML, ('alt="Copper Crumb logo"', 'alt=""'))
    assert set(unmet(HEADER, last, unnamed, own=False)) == {"alt"}


def test_a_renamed_landmark_is_found_again() -> None:
    site = edited(
        DONE,
        HTML,
        ('<header class="site-header">', '<div class="site-header">'),
        ("</header>", "</div>"),
    )
    assert unmet(HEADER, START, site) == {}


def test_css_file_is_named_for_a_css_logo() -> None:
    site = edited(
        DONE, HTML, (IMAGE, '<span class="logo" role="img" aria-label="Copper Crumb logo"></span>')
    )
    site = with_css(
        site,
        ".logo { display: block; height: 40px; width: 160px; background: url(../assets/supplied/logo-dark.svg) }",
    )
    assert unmet(HEADER, START, site) == {}
    assert CSS in site
