"""No question to a page raises or hangs, however the page was damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_llmsite.page import Page, align, columns
from pytest_llmsite.site import Site

TEMPLATES = Path(__file__).parents[2] / "pytest_llmsite" / "templates" / "bundled"
SITES = {path.parent.name: Site.from_folder(path) for path in sorted(TEMPLATES.glob("*/site"))}


def ask_everything(page: Page, step: int = 7) -> None:
    """Ask every kind of question, of some elements."""
    assert isinstance(page.errors, tuple)
    for element in list(page.root.iter())[::step]:
        for viewport in (1280, 375):
            page.text(element, viewport)
            page.visible(element, viewport)
            page.contrast(element, viewport)
            page.background(element, viewport, "::before")
            columns(page, element, viewport)
        page.describe(element)
        page.line(element)
    page.images()
    page.links()
    page.scripts()
    page.stylesheets()
    page.font_faces()
    page.font_requests()
    page.texts()
    list(page.declarations())


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, str, bytes]:
    """Return a template, one of its files, and that file with pieces cut, doubled or replaced."""
    name = draw(st.sampled_from(sorted(SITES)))
    path = draw(st.sampled_from([path for path in SITES[name] if path.endswith((".html", ".css"))]))
    content = SITES[name].files[path]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 400)))
        piece = draw(st.sampled_from([b"", content[start:end] * 3, b"</div>", b"{", b"}", b"<", b"\"", b"/*",
                                      b"<!--", b"\0", b"\xff", b"</style>", b"<svg>", b"@media{", b"<table>"]))  # fmt: skip
        content = content[:start] + piece + content[end:]
    return name, path, content


@settings(max_examples=12)
@given(damages())
def test_damaged_templates_can_be_asked_anything(damage: tuple[str, str, bytes]) -> None:
    name, path, content = damage
    site = SITES[name].replace({path: content})
    page = Page(site)
    ask_everything(page, step=23)
    found = align(Page(SITES[name]), page)
    assert found.match(found._before.root.element) is page.root


BOMBS = {
    "elements": ("<i>" * 1500 + "<p>" * 1500, "* { color: red }"),
    "selectors": ("<div class=a>" * 200, ".a " * 40 + "{ color: red }" + ".a .a .a > .a ~ .a + .a b {}" * 300),
    "has": ("<div><p></p></div>" * 800, "div:has(div:has(p)) {} :has(:has(x)) {} *:has(x) { color: red }"),
    "grids": (
        "<div id=g>" + "<i></i>" * 200 + "</div>",
        "#g { display: grid; grid-template-columns: repeat(99999999, 1px) repeat(auto-fill, 0px) } "
        "i { grid-column: 99999999 / span 99999999; grid-row: span 1e9 }",
    ),
    "numbers": (
        "<p>x",
        "p { font-size: 1e999px; width: calc(1px / 0); opacity: calc(infinity); z-index: 99999999999999; "
        "line-height: -1; letter-spacing: calc(nan * 1px); padding: 1e300em; color: rgb(1e999 0 0) } "
        "html { font-size: 1e300rem }",
    ),
    "gradients": ("<p>x", "* { background: " + ", ".join(["linear-gradient(red, blue)"] * 300) + " }"),
    "overlays": (
        "<section>" + "<b class=o>x</b>" * 120 + "</section>",
        "section { position: relative } .o { position: absolute; inset: 0; opacity: .5; "
        "background: linear-gradient(#0001, #fff1) }",
    ),
    "opacity": ("<div>" * 300 + "x", "div { opacity: .9; background: #0001 }"),
    "layers": ("<p>x", "@layer " + "a." * 500 + "b { p { color: red } }" + "@layer {" * 200),
    "attributes": ("<p " + " ".join(f"a{n}=b" for n in range(3000)) + " class='" + "c " * 9000 + "'>x", "[a1] {}"),
    "tables": ("<table>" * 300 + "x", "td { color: red }"),
    "strings": ("<p style='" + "a" * 100_000 + "'>x", "p::before { content: '" + "x" * 100_000 + "' }"),
    "slashes": ("<p>x", "p { grid-area: " + "1 / " * 5000 + "1; font: " + "1px/" * 5000 + "}"),
    "commas": ("<p>x", "p { transition: " + "a 1s," * 3000 + "b 1s; font-family: " + "a," * 3000 + "b }"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_bombs_are_defused(name: str) -> None:
    body, css = BOMBS[name]
    html = f"<!doctype html><style>{css}</style><body>{body}"
    page = Page(Site({"index.html": html.encode()}))
    ask_everything(page, step=max(7, len(page.document.nodes) // 25))
