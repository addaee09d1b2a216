"""replace-favicon."""

from __future__ import annotations

import pytest
from bakery import HTML, after, before, chain, check, edited, points, unmet

ACTION = "replace-favicon"
START, DONE = before(ACTION), after(ACTION)
SVG = '<link rel="icon" href="assets/supplied/favicon.svg" type="image/svg+xml">'
PNG = '<link rel="icon" href="assets/supplied/favicon-32.png" type="image/png" sizes="32x32">'
APPLE = '<link rel="apple-touch-icon" href="assets/supplied/apple-touch-icon.png" type="image/png" sizes="180x180">'


def test_the_reference_meets_everything_and_the_start_nothing() -> None:
    assert unmet(ACTION, START, DONE) == {}
    assert {one.satisfaction for one in check(ACTION, START, START).values()} == {0.0}
    assert points(ACTION, START, START) == 0


@pytest.mark.parametrize(
    "change",
    [
        (
            'rel="icon" href="assets/supplied/favicon.svg"',
            'href="./assets/supplied/favicon.svg" rel="ICON"',
        ),
        (
            'rel="icon" href="assets/supplied/favicon-32',
            'rel="shortcut icon" href="/assets/supplied/favicon-32',
        ),
        (' type="image/png" sizes="180x180"', ' sizes="180x180"'),
        ('sizes="32x32"', 'sizes="32X32"'),
        ("favicon.svg", "favicon.svg?v=2"),
    ],
)
def test_other_spellings_are_as_good(change: tuple[str, str]) -> None:
    assert unmet(ACTION, START, edited(DONE, HTML, change)) == {}


@pytest.mark.parametrize(
    ("change", "key", "satisfaction", "message"),
    [
        ((APPLE, ""), "icon/3", 0,
         "apple-touch-icon assets/supplied/apple-touch-icon.png (180x180) is not linked"),
        ((SVG, SVG.replace(' type="image/svg+xml"', "")), "icon/1", 0.75,
         "icon assets/supplied/favicon.svg has no type"),
        ((PNG, PNG.replace("32x32", "16x16")), "icon/2", 0.5,
         'icon assets/supplied/favicon-32.png (32x32) has sizes="16x16"'),
        ((PNG, PNG.replace("image/png", "image/x-icon")), "icon/2", 0.5,
         'icon assets/supplied/favicon-32.png (32x32) has type="image/x-icon"'),
        ((APPLE, APPLE.replace("apple-touch-icon\"", "icon\"", 1)), "icon/3", 0,
         "apple-touch-icon assets/supplied/apple-touch-icon.png (180x180) is not linked"),
        ((SVG, SVG + '<link rel="icon" href="assets/favicon.svg" type="image/svg+xml">'), "leftover", 0.5,
         "still linked: assets/favicon.svg"),
    ],
)  # fmt: skip
def test_flaws(change: tuple[str, str], key: str, satisfaction: float, message: str) -> None:
    site = edited(DONE, HTML, change)
    found = unmet(ACTION, START, site)
    assert found[key].satisfaction == pytest.approx(satisfaction)
    assert found[key].message == message
    assert found[key].evidence[0].file == HTML
    assert 0 < points(ACTION, START, site) < 10


def test_a_forgotten_icon_is_billed_once() -> None:
    assert set(unmet(ACTION, START, edited(DONE, HTML, (APPLE, "")))) == {"icon/3"}


def test_a_broken_icon_does_not_count() -> None:
    site = DONE.replace({"assets/supplied/favicon-32.png": b"\x89PNG\r\n\x1a\n"})
    assert unmet(ACTION, START, site)["icon/2"].message.endswith("does not decode")


def test_removing_the_old_links_alone_earns_nothing() -> None:
    bare = edited(
        START, HTML, ('<link rel="icon" href="assets/favicon.svg" type="image/svg+xml">', ""),
        ('<link rel="icon" href="assets/favicon-32.png" type="image/png" sizes="32x32">', ""),
    )  # fmt: skip
    assert points(ACTION, START, bare) == 0
    assert points(ACTION, START, START.replace({HTML: b""})) == 0


def test_a_later_action_that_drops_an_icon_is_noticed() -> None:
    last = chain()["update-contact"]
    assert unmet(ACTION, last, last, own=False) == {}
    assert "icon/1" in unmet(ACTION, last, edited(last, HTML, (SVG, "")), own=False)
