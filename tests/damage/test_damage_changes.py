"""Which elements may look different: where nothing says so, nothing is compared any further."""

from __future__ import annotations

import pytest

from pytest_llmsite.damage import changes
from pytest_llmsite.damage.case import Case
from pytest_llmsite.page import Page
from pytest_llmsite.page.align import align
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import BUNDLED, load

CSS = ":root { --tone: #111111 } p { color: var(--tone) } .c { margin: 0 } img { width: 9px }"
HTML = '<main><p id="p" class="c">Words</p><img id="i" alt="a" width="9"></main>'

SWAPPED = {"p": {"color", "margin-top", "margin-right", "margin-bottom", "margin-left"}}


def page(css: str, html: str) -> Page:
    document = f"<!doctype html><style>{css}</style><body>{html}</body>"
    return Page(Site({"index.html": document.encode()}))


def changed(css: str = CSS, html: str = HTML) -> dict[str, set[str]]:
    """Return by id which properties may have changed."""
    before, after = page(CSS, HTML), page(css, html)
    case = Case(before, after, align(before, after), load(BUNDLED / "safari-lodge"), "swap-fonts")
    elements = {node.attrs.get("id", node.tag): node.element for node in before.document.nodes}
    return {name: set(names) for name, e in elements.items() if (names := case.changes.own(e))}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("p {", "\n\n p {", {}),
        ("margin: 0", "margin: 0 ", {}),
        ("margin: 0 }", "margin: 0 } .other { color: red }", {}),
        ("#111111", "#222222", {"p": {"color"}}),
        ("color: var(--tone)", "color: red", {"p": {"color"}}),
        ("img {", "@media (width > 1px) { img { float: left } } img {", {"i": {"float"}}),
        ("img {", "p::before { content: 'x' } img {", {"p": {"content"}}),
        ("width: 9px }", "} img { width: 9px }", {}),
        ("color: var(--tone) } .c { margin: 0 }", "margin: 0 } .c { color: var(--tone) }", SWAPPED),
        ('alt="a"', 'alt="b"', {}),
        ('width="9"', 'width="8"', {"i": {"*"}}),
        ('alt="a"', 'style="color: red"', {"i": {"color"}}),
        ("<img", "<b></b><img", {}),
        ('<p id="p" class="c">Words</p>', '<div><p id="p" class="c">Words</p></div>', {"p": {"*"}}),
    ],
)
@pytest.mark.parametrize("kept", [changes.MAX_KEPT, 1])
def test_what_may_look_different(
    old: str,
    new: str,
    expected: dict[str, set[str]],
    kept: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where hardly anything of what was found is kept."""
    monkeypatch.setattr(changes, "MAX_KEPT", kept)
    assert (old in CSS) != (old in HTML)
    assert changed(CSS.replace(old, new), HTML.replace(old, new)) == expected
