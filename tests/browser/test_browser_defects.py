"""Each rule of what only a rendering shows: found where it is broken, and nowhere else."""

from __future__ import annotations

import io
from typing import Any

import pytest
from browsing import page
from PIL import Image

from pytest_llmsite.browser import inspector as module
from pytest_llmsite.damage.case import Case
from pytest_llmsite.damage.detect import defects_of
from pytest_llmsite.damage.rendered import RENDERED
from pytest_llmsite.page.align import align
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import BUNDLED, load

CSS = """
h1 { font-size: 32px } .hero { padding: 20px; position: relative } .plate { width: 40px; height: 8px;
  background: #fff } .lead { max-width: 30em } .cta { display: inline-block; padding: 12px; color: #00c }
.pic { width: 300px; height: auto; display: block } .menu { padding: 12px } .nav { display: none }
.nav.open { display: block } .box { border: 1px solid #ccc } a:hover { color: #c00 }
@media (min-width: 600px) { .menu { display: none } .nav { display: block } }
"""
JS = """
const nav = document.querySelector('.nav');
const menu = document.querySelector('.menu');
menu.addEventListener('click', () => { nav.classList.toggle('open'); });
"""
BODY = """
<header><button class="menu" type="button">Menu</button>
<nav class="nav" aria-label="Main"><a href="#news">News</a> <a href="#visit">Visit us</a>
<a href="#form">Write</a></nav></header>
<main id="main"><section class="hero" id="hero"><h1>Bread worth getting up for</h1><div class="plate"></div>
<p class="lead">We bake from four in the morning, with flour from the mill across the river, and sell
until everything is gone, mostly before noon on Saturdays.</p>
<a class="cta" href="#visit">Find the shop</a></section>
<section id="news"><h2>News of the week</h2><div class="box"><p>Rye is back from Thursday on.</p>
<p>The oven was mended over the weekend.</p></div>
<img class="pic" src="oven.png" alt="The oven" width="300" height="150"></section>
<section id="visit"><h2>Where we are</h2><p>Mill Lane 4, beside the old bridge.</p>
<form id="form"><label for="mail">E-mail</label> <input id="mail" type="email"></form></section></main>
<script src="main.js"></script>
"""


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (600, 300), "#884422").save(target, "PNG")
    return target.getvalue()


def bakery(css: str = "", js: str = JS, body: str = BODY, files: Any = ()) -> Site:
    known = {"oven.png": _picture(), "main.js": js.encode(), **dict(files)}
    return page(body, CSS + css, files=known)


FONT = "@font-face { font-family: Mill; src: url(mill.woff2) } h2 { font-family: Mill, serif }"
MILL = {"mill.woff2": b"no font at all"}
SKIP = '<a class="skip" href="#main">Skip to content</a>'

BROKEN: dict[str, tuple[Site, str]] = {
    "under a plate": (
        bakery(".plate { position: absolute; inset: 0; width: auto; height: auto }"),
        "covered-text",
    ),
    "a low box": (bakery(".box { height: 30px; overflow: hidden }"), "clipped-text"),
    "one long line": (bakery(".lead { white-space: nowrap; max-width: none }"), "horizontal-overflow"),
    "no room to hit": (bakery(".cta { padding: 0; line-height: 14px }"), "small-target"),
    "much space above": (bakery(".hero { padding-top: 900px }"), "pushed-down"),
    "from below": (
        bakery(".box { display: flex; flex-direction: column-reverse }"),
        "reading-order",
    ),
    "stretched": (bakery(".pic { height: 40px }"), "distorted-image"),
    "a missing answer": (bakery(js=JS + "fetch('rooms.json');"), "failed-request"),
    "an error": (bakery(js=JS + "document.querySelector('.gone').focus();"), "console-error"),
    "another class": (bakery(js=JS.replace("'open'", "'opened'")), "dead-control"),
    "no keys": (
        bakery(js=JS + "menu.addEventListener('keydown', event => event.preventDefault());"),
        "keyboard-shut-out",
    ),
    "disabled": (bakery(body=BODY.replace('type="email"', 'type="email" disabled')), "unfocusable-field"),
    "a hidden skip link": (
        bakery(".skip { position: absolute; left: -999px }", body=SKIP + BODY),
        "broken-skip-link",
    ),
    "no font": (bakery(FONT, files=MILL), "failed-font"),
    "faded out for good": (
        bakery(js=JS + "document.querySelector('#news').style.opacity = 0;"),
        "hidden-content",
    ),
    "another part grows": (bakery("#visit { padding: 120px }"), "visual-change"),
    "cannot be scrolled by keys": (
        bakery(body=BODY.replace('class="box"', 'class="box" role="region" aria-label="News"').replace(
            "Rye is back", "<i tabindex='3'>Rye</i> is back")),
        "axe-serious",
    ),
}  # fmt: skip

HARMLESS: dict[str, Site] = {
    "another script": bakery(js=JS + "document.body.dataset.ready = '1';"),
    "a working skip link": bakery(
        ".skip { position: absolute; left: -999px } .skip:focus { left: 0 }", body=SKIP + BODY
    ),
    "revealed by scrolling": bakery(
        "#visit { opacity: 0 } #visit.seen { opacity: 1 }",
        js=JS + "new IntersectionObserver(found => found.forEach(one => one.isIntersecting && "
        "one.target.classList.add('seen'))).observe(document.querySelector('#visit'));",
    ),
    "more space": bakery(".hero { padding: 28px } .box { padding: 10px }"),
}


def case_of(inspector: Any, after: Site) -> Case:
    pages = inspector.page(bakery()), inspector.page(after)
    return Case(*pages, align(*pages), load(BUNDLED / "safari-lodge"), "add-structured-data")


def found(inspector: Any, after: Site) -> list[str]:
    case = case_of(inspector, after)
    own = defects_of(case)
    names = [defect.rule for defect in (*own, *inspector.defects(case, own))]
    return [name.removeprefix("damage/") for name in names]


@pytest.mark.parametrize("name", BROKEN)
def test_a_defect_is_found(inspector: Any, name: str) -> None:
    after, rule = BROKEN[name]
    assert found(inspector, after).count(rule) == 1


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_no_defect(inspector: Any, name: str) -> None:
    rendered = {rule.removeprefix("damage/") for rule in RENDERED} | {"hidden-content"}
    assert not rendered & set(found(inspector, HARMLESS[name]))


def test_a_page_that_stops_answering(inspector: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert inspector.page(bakery()).lived.live
    monkeypatch.setattr(module, "LIVE_S", 3.0)
    assert "unresponsive-page" in found(inspector, bakery(js="while (true) {}"))


def test_every_rule_is_documented() -> None:
    tested = {f"damage/{rule}" for _, rule in BROKEN.values()}
    impacts = {"damage/axe-critical", "damage/axe-moderate", "damage/axe-minor"}
    assert RENDERED.keys() - tested == impacts | {"damage/unresponsive-page"}
    for rule in RENDERED.values():
        assert rule.what.endswith(".")
        assert rule.reason.endswith(".")
        assert rule.cap > 0


def test_nothing_is_found_twice_in_a_page_that_is_the_same(inspector: Any) -> None:
    assert found(inspector, bakery(js=JS + "\n")) == []
