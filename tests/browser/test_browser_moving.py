"""What moves by itself is shown as it is at rest: every picture of a page is the same."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from browsing import page
from PIL import Image

import pytest_llmsite
from pytest_llmsite.site import Site

SUPPLIED = Path(pytest_llmsite.__file__).parent / "templates" / "bundled" / "gala-event"
VIDEO = next(SUPPLIED.rglob("hero.webm")).read_bytes()


def flicker() -> bytes:
    """Return a GIF that is red and blue in turn, for ever."""
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=20, loop=0)
    return target.getvalue()


def opaque() -> bytes:
    """Return a picture that covers all that lies behind it."""
    target = io.BytesIO()
    Image.new("RGB", (600, 400), "teal").save(target, "PNG")
    return target.getvalue()


SMIL = (
    '<svg width="40" height="40"><rect width="40" height="40" fill="red"><animate attributeName="fill" '
    'values="red;blue" dur="40ms" repeatCount="indefinite"/></rect></svg>'
)
MOVING = {
    "a video that plays": page(
        '<video src="v.webm" autoplay muted loop playsinline width="400"></video>',
        files={"v.webm": VIDEO},
    ),
    "a video with a source and a poster": page(
        '<video autoplay muted loop poster="p.gif" width="400"><source src="v.webm"></video>',
        files={"v.webm": VIDEO, "p.gif": flicker()},
    ),
    "a video that is missing": page('<video src="v.webm" autoplay muted width="400"></video>'),
    "an animated picture": page('<img src="f.gif" alt="">', files={"f.gif": flicker()}),
    "an animated background": page(
        '<p style="height: 90px; background: url(f.gif)">Bread</p>', files={"f.gif": flicker()}
    ),
    "a background that stays where it is": page(
        '<p style="height: 2000px">Bread</p><div>Butter</div>',
        "div { height: 400px; background: #222 linear-gradient(#0008, #0008), url(o.png) }"
        "div { background-attachment: scroll, fixed; background-size: cover }",
        files={"o.png": opaque()},
    ),
    "a bar that does not say how far it is": page("<progress></progress>"),
    "an animated drawing": page(SMIL),
    "an animated drawing as a picture": page(
        '<img src="s.svg" alt="">',
        files={"s.svg": SMIL.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"').encode()},
    ),
}


LATE = "section { content-visibility: auto; contain-intrinsic-size: auto 300px }"
LATE_ITEMS = (
    "@media screen { @supports (display: grid) { section { & p { content-visibility: auto } } } }"
)


@pytest.mark.parametrize("css", [LATE, LATE_ITEMS])
def test_what_is_laid_out_when_scrolled_to_is_laid_out(inspector: Any, css: str) -> None:
    """Where it lies does not depend on how much of the page was near the window at the time."""
    body = "".join(f"<section>{'<p>Bread, and butter.</p>' * 40}</section>" for _ in range(12))
    late, plain = (inspector.page(page(body, each)).browsed for each in (css, ""))
    for width, view in plain.views.items():
        assert late.views[width].rects == view.rects
    inline = body.replace("<section>", "<section style='content-visibility: auto'>")
    assert inspector.page(page(inline)).browsed.views[1280].rects == plain.views[1280].rects


@pytest.mark.parametrize("name", MOVING)
def test_each_picture_is_the_same(inspector: Any, name: str) -> None:
    site: Site = MOVING[name]
    pictures = set()
    for _ in range(6):
        inspector.forget()
        found = inspector.page(site)
        rendered = found.browsed
        assert not rendered.failure
        assert found.lived.live  # what moved meanwhile is at rest again
        pictures.add(tuple(view.picture for view in rendered.views.values()))
    assert len(pictures) == 1
