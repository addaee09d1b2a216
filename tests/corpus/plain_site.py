"""A page without any layout, and a way to judge what somebody makes of it."""

from __future__ import annotations

import dataclasses
import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.actions.context import Context
from pytest_llmsite.findings import Requirement
from pytest_llmsite.page.align import align
from pytest_llmsite.page.page import Page
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import Template, load

BAKERY = Path(__file__).parent.parent / "data" / "bakery"

_ICON = '<svg class="icon" viewBox="0 0 24 24" width="40" height="40"><path d="M2 {0}h20"/></svg>'
_CARD = (
    '<article class="card">' + _ICON + '<div class="body"><h3>Course {0}</h3>'
    "<p>What you learn in course {0}, told in a few plain words.</p></div></article>"
)
_QUOTE = (
    '<figure class="quote"><blockquote>Sentence {0} of praise{1}.</blockquote>'
    "<figcaption>Guest number {0}</figcaption></figure>"
)
_GROUP = (
    '<div class="group"><h4>Group {0}</h4><ul><li><a href="#hero">First link {0}</a></li>'
    '<li><a href="#features">Second link {0}</a></li><li><a href="#footer">Third link {0}</a></li></ul></div>'
)

HERO = """<section id="hero" class="hero">
<img class="picture" src="assets/hero.webp" width="640" height="420" alt="A boat">
<div class="text"><p class="eyebrow">Since 1988</p><h1>Learn to sail where the river meets the sea</h1>
<p class="lead">Small crews, patient skippers and boats that you can trust.</p>
<div class="actions"><a class="button" href="#features">Book a lesson</a>
<a class="button ghost" href="#footer">See the boats</a></div></div>
</section>"""
FEATURES = (
    '<section id="features" class="features"><h2>Courses</h2><div class="cards">'
    + "".join(_CARD.format(n) for n in range(1, 7))
    + "</div></section>"
)
TESTIMONIALS = (
    '<section id="testimonials" class="testimonials"><h2>Praise</h2><div class="quotes">'
    + "".join(_QUOTE.format(n, ", and more of it" * n) for n in range(1, 5))
    + "</div></section>"
)
FOOTER = (
    '<footer id="footer" class="footer"><div class="blocks"><div class="brand">'
    '<img src="assets/logo.webp" width="120" height="40" alt="Logo"><p>A school with salt in it.</p></div>'
    + "".join(_GROUP.format(n) for n in range(1, 4))
    + '</div><div class="bottom"><p>© 2026 The school. All rights reserved.</p></div></footer>'
)
PARTS = {"hero": HERO, "features": FEATURES, "testimonials": TESTIMONIALS, "footer": FOOTER}
RESET = """* { box-sizing: border-box } body { margin: 0; font: 16px/1.5 sans-serif }
img, svg { max-width: 100%; display: block } ul { list-style: none; margin: 0; padding: 0 }
figure, h1, h2, h3, h4, p { margin: 0 0 12px } a { color: inherit } """


@lru_cache(maxsize=1)
def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 42), (40, 80, 120)).save(data, "WEBP")
    return data.getvalue()


def site(css: str = "", parts: dict[str, str] | None = None, script: str = "") -> Site:
    """Return a site of the four parts, some of them replaced, with a style sheet."""
    chosen = {**PARTS, **(parts or {})}
    body = "\n".join([chosen["hero"], chosen["features"], chosen["testimonials"]])
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>T</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="s.css"></head>'
        f"<body><main>{body}</main>{chosen['footer']}"
        + (f"<script>{script}</script>" if script else "")
        + "</body></html>"
    )
    return Site(
        {
            "index.html": page.encode(),
            "s.css": (RESET + css).encode(),
            "assets/hero.webp": picture(),
            "assets/logo.webp": picture(),
        }
    )


@lru_cache(maxsize=64)
def _page(of: Site) -> Page:
    return Page(of)


def template(brief: dict[str, Any], landmarks: dict[str, str] | None = None) -> Template:
    """Return the test template with some of its brief replaced."""
    bakery = load(BAKERY)
    names = landmarks or {name: f"#{name}" for name in PARTS}
    return dataclasses.replace(bakery, landmarks=names, brief={**bakery.brief, **brief})


def judge(
    action: str, brief: dict[str, Any], before: Site, after: Site, own: bool = True,
    known: Template | None = None,
) -> dict[str, Requirement]:  # fmt: skip
    """Return the requirements of an action on *after*, whose population is *before*'s, by key."""
    known = known or template({action: brief})
    base, page = _page(before), _page(after)
    context = Context(known, action, known.brief[action], page, base, align(base, page), own)
    check = next(a for a in ACTIONS if a.name == action)
    return {r.key: r for r in check.requirements(context)}


def shares(requirements: dict[str, Requirement]) -> dict[str, float]:
    return {key: round(r.satisfaction, 3) for key, r in requirements.items()}
