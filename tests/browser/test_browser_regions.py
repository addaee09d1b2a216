"""What became of each part of a page, whether it was asked for, and that it is the same every time."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from browsing import page
from PIL import Image

from pytest_llmsite.browser.evidence import evidence
from pytest_llmsite.browser.page import BrowserPage
from pytest_llmsite.damage.case import Case
from pytest_llmsite.findings import evidence_lines
from pytest_llmsite.page.align import align
from pytest_llmsite.site import Site, content_hash
from pytest_llmsite.templates.loader import BUNDLED, load

CSS = """
.hero { padding: 20px } .cards { display: flex; gap: 10px } .card { width: 150px; background: #eee }
footer { padding: 10px }
"""
BODY = """
<header><p>Mill bakery</p></header>
<main><section id="hero" class="hero"><h1>Bread worth getting up for</h1><p>From four on.</p></section>
<section id="stay"><h2>Our loaves</h2><div class="cards"><div class="card">Rye</div>
<div class="card">Spelt</div><div class="card">Oat</div></div></section></main>
<footer><p>Mill Lane 4</p></footer>
"""


def case_of(inspector: Any, action: str, css: str = "", body: str = BODY) -> Case:
    pages = inspector.page(page(BODY, CSS)), inspector.page(page(body, CSS + css))
    landmarks = {"header": "body > header", "hero": "#hero", "stay": "#stay", "footer": "footer"}
    template = replace(load(BUNDLED / "safari-lodge"), landmarks=landmarks)
    return Case(*pages, align(*pages), template, action)


def seen(inspector: Any, action: str, css: str = "", body: str = BODY) -> Any:
    return evidence(case_of(inspector, action, css, body), content_hash)


def test_a_part_that_only_slid_down_has_not_changed(inspector: Any) -> None:
    found = seen(inspector, "apply-hero-layout", ".hero { padding: 90px }")
    for width in ("1280", "768", "375"):
        parts = found["changed"][width]["parts"]
        assert parts["hero"]["moved"] > 0
        assert parts["stay"]["moved"] == parts["footer"]["moved"] == 0
    assert found["unasked"] == {}
    assert evidence_lines(found) == []


def test_a_change_that_was_not_asked_for(inspector: Any) -> None:
    found = seen(
        inspector, "apply-hero-layout", "@media (max-width: 400px) { .cards { display: block } }"
    )
    assert list(found["unasked"]) == ["375"]
    assert list(found["unasked"]["375"]) == ["stay"]
    assert found["changed"]["375"]["parts"]["stay"]["rearranged"] > 0
    assert found["unchanged"] == ["hero"]
    first, second = evidence_lines(found)
    assert first.startswith("  at 375 px changed without being asked to: stay (")
    assert second == "  looks as before, though asked to change: hero"


def test_what_an_action_asks_for_anywhere(inspector: Any) -> None:
    css = ".card { background: #222; color: #fff }"
    assert seen(inspector, "apply-colours", css)["unasked"] == {}
    assert list(seen(inspector, "swap-fonts", css)["unasked"]["1280"]) == ["stay"]
    fonts = "body { font-family: sans-serif }"
    assert seen(inspector, "swap-fonts", fonts)["unasked"] == {}
    found = seen(inspector, "apply-colours", fonts)["unasked"]["1280"]
    assert set(found) == {"header", "hero", "stay", "footer"}


def test_an_element_that_has_no_box_any_more(inspector: Any) -> None:
    found = seen(inspector, "swap-fonts", ".card:last-child { display: none }")
    assert found["changed"]["1280"]["parts"]["stay"]["lost"] > 0
    assert "stay" in found["unasked"]["1280"]


def test_the_same_every_time(inspector: Any) -> None:
    """Lazy images, an endless animation, a caret, the clock and chance: nothing differs."""
    body = (
        '<input autofocus value="caret"><div class="turn">Turn</div><p id="now"></p>'
        '<div style="height: 9000px"></div><img src="far.png" loading="lazy" alt="far">'
        "<script>now.textContent = new Date() + ' ' + Math.random() + ' ' + performance.timeOrigin * 0;"
        "if (Math.random() > .5) now.hidden = true</script>"
    )
    css = (
        ".turn { animation: turn 1s linear infinite; width: 90px } "
        "@keyframes turn { to { transform: translateX(300px) rotate(1turn) } }"
    )
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "#a42").save(target, "PNG")
    site = page(body, css, files={"far.png": target.getvalue()})
    looks = [_look(inspector, Site({**site.files, "n.txt": b"%d" % number})) for number in range(4)]
    assert looks[1:] == looks[:1] * 3
    (image,) = looks[0][1280].images.values()
    assert (image.decoded, image.width) == (True, 40)


def _look(inspector: Any, site: Site) -> Any:
    found = inspector.page(site)
    assert isinstance(found, BrowserPage)
    return {**found.lived.views, "live": found.lived.live}


def test_there_is_a_mouse(inspector: Any) -> None:
    css = "p { color: red } @media (hover: hover) and (pointer: fine) { p { color: blue } }"
    found = inspector.page(page("<p>Pointed at</p>", css))
    (text,) = found.select("p")
    assert found.view().looks[found.place(text)].colour == "rgb(0, 0, 255)"


HOVERED = r"""
a { color: black } a.plain:hover { color: red } a.stays { color: black !important } a.stays:hover { color: red }
a.nested { &:hover { text-decoration: none } }
@layer base { @media (hover: hover) { .layered:hover { opacity: .5 } } } @media (hover: none) { .touched:hover { opacity: .5 } }
.hover\:thick:hover { border-bottom: 3px solid } .hover\:thin { outline: 0 } a.list { color: red }
li:hover a.list { color: lime } a.slow { transition: color 9s } a.slow:hover { color: lime }
a.within:not(:hover) { opacity: .9 }
"""


def test_what_answers_to_the_pointer(inspector: Any) -> None:
    kinds = "plain nested stays layered touched hover:thick hover:thin list slow within".split()
    links = "".join(f'<li><a href="#" class="{kind}">{kind}</a></li>' for kind in kinds)
    script = "document.addEventListener('click', e => { e.target.textContent = 'pressed' })"
    body = f"{links}<button>one</button><a>no link</a><script src=a.js></script>"
    found = inspector.page(page(body, HOVERED, files={"a.js": script.encode()}))
    live = found.live()
    answers = {
        element.get("class"): live.hover[found.place(element)]
        for element in found.select("a[href], button")
    }
    assert answers == {
        "plain": True, "nested": True, "stays": False, "layered": True, "touched": False, "hover:thick": True,
        "hover:thin": False, "list": False, "slow": True, "within": True, None: False,
    }  # fmt: skip
    (button,) = found.select("button")
    assert live.controls[found.place(button)].clicked  # and the page works as before


def test_the_pointer_of_a_new_tab_is_nowhere(
    inspector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_llmsite.browser.seat.MOST_PAGES", 0)  # each page has a new tab
    css = "a { display: block; height: 90px; color: #00f } a:hover { color: #f00 }"
    for number in range(2):
        found = inspector.page(page(f'<a href="#">{number}</a>', css))
        (link,) = found.select("a")
        assert {v.looks[found.place(link)].colour for v in found.browsed.views.values()} == {
            "rgb(0, 0, 255)"
        }
