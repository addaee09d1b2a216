"""What pages share with one another says of each what it would say of itself alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_llmsite.page import reader, sharing
from pytest_llmsite.page.boxes import measure, reuse, subtrees
from pytest_llmsite.page.page import Page
from pytest_llmsite.page.properties import INHERITED, PROPERTIES
from pytest_llmsite.site import Site

BODY = """
<header><nav><a href="#a">one</a> <a class="here" href="#b">two words</a></nav></header>
<main><section id="hero"><h1>Title <em>here</em></h1><p>Some words of text for lines.</p></section>
<section class="cards"><div class="card"><img src="x.png" width="90" height="40"><h2>A</h2>
<p>First card with <code>code</code></p></div><div class="card"><h2>B</h2><p style="width: 50%">Second</p>
<textarea></textarea></div><table><tr><td>x</td><td align="right">y</td></tr></table></section></main>
"""
BASE = """
:root { --ink: #123; --room: 10px; --wide: var(--room) }
body { color: var(--ink); font: 16px/1.5 serif }
h1 { font-size: 2em; margin: var(--room) 0 }
.card { padding: calc(2 * var(--wide)) 5%; background: var(--ground, #fff); border: 1px solid }
.cards { display: grid; grid-template-columns: 1fr 1fr; gap: var(--room) }
nav { display: flex; gap: 1em }
"""
RULES = (
    ":root { --ink: red }",
    ":root { --room: 24px }",
    ":root { --wide: var(--wide) }",
    ":root { --room: var(--wide); --wide: var(--room) }",
    ":root { --room: bad value }",
    ":root { --ground: var(--none, rgb(1 2 3 / .5)) }",
    ":root { --room: 2em }",
    "main { --room: 2em }",
    "main { --ink: initial }",
    "main { --ink: blue; color: green }",
    ".card { --ink: inherit }",
    ".card { color: var(--ink); background: currentcolor }",
    ".card { color: inherit; padding: inherit; border-color: currentcolor }",
    ".card { all: unset }",
    ".card { color: revert; display: revert }",
    ".card { font-size: 80%; line-height: 2em }",
    ".card p { font-size: 1.5em; padding: 1em; text-indent: 10% }",
    ".card p { font-weight: bolder; font-size: smaller; display: inherit }",
    "main { font-weight: 800; font-size: 2rem }",
    "main { font-size: 120%; line-height: 1.2 }",
    "main { line-height: 120%; text-align: center; direction: rtl }",
    "main { background: silver; padding: 30px }",
    "main { display: flex; flex-wrap: wrap }",
    "main { display: contents }",
    "main { width: 50vw; letter-spacing: .1em }",
    "main { font-family: monospace }",
    "code { font-family: monospace; font-size: 1em }",
    "html { font-size: 20px }",
    "body { background: #eee; font-size: 18px }",
    "section { container-type: inline-size; width: 300px }",
    "@container (min-width: 400px) { .card { color: teal; padding: 3px } }",
    "@container style(--ink: red) { .card { color: lime } }",
    "@media (max-width: 500px) { main { display: none } :root { --room: 3px } }",
    '@property --room { syntax: "<length>"; inherits: false; initial-value: 7px }',
    "table { color: inherit; text-align: -webkit-center }",
    "a { color: inherit; text-decoration: inherit; float: left }",
    "a::before { content: 'x'; color: inherit; font-size: 2em; padding: inherit }",
    ".here { position: relative; left: var(--room); transform: translate(10%, 1em) }",
    "p { overflow: hidden; overflow-y: inherit; border: inherit; width: inherit }",
    "@layer low { p { margin: 9px } } @layer high { p { margin: revert-layer } }",
    "em { opacity: inherit; box-shadow: 0 0 1em var(--ink); border-style: inherit }",
)
WIDTHS = (1280, 400)


def site(rules: list[str], quirks: bool) -> Page:
    doctype = "" if quirks else "<!doctype html>"
    css = "\n".join([BASE, *rules])
    html = f"{doctype}<title>t</title><style>{css}</style><body>{BODY}"
    return Page(Site({"index.html": html.encode()}))


def told(page: Page) -> Iterator[tuple[object, ...]]:
    """Yield all that a page says of its elements."""
    for width in WIDTHS:
        boxes = page.boxes(width)
        for node in page.document.nodes:
            for pseudo in (None, *page.pseudos(node)):
                style = page.engine.style(node, width, pseudo)
                name = (width, page.describe(node.element), pseudo)
                yield name, [(key, style[key]) for key in PROPERTIES]
                yield name, [style[key] for key in ("--ink", "--room", "--wide", "--ground")]
                yield name, [style.colour(key) for key in ("color", "background-color")]
                yield name, style.font_size, style.px("width", 10.0), style.source("color")
            yield name, boxes.rect(node.element), boxes.text(node.element)


def forget() -> None:
    """Forget all that pages share."""
    for kept in (
        sharing._sayings, sharing._together, sharing._stores, measure._styles, reuse._kept,
        subtrees._known, subtrees._widths,
    ):  # fmt: skip
        kept.clear()  # type: ignore[attr-defined]
    reader.parse_sheet.cache_clear()
    reader._piece.cache_clear()


@settings(max_examples=15, deadline=None)
@given(
    before=st.lists(st.sampled_from(RULES), max_size=3),
    after=st.lists(st.sampled_from(RULES), max_size=3),
    quirks=st.booleans(),
)
def test_a_page_looks_the_same_whatever_was_seen_before_it(
    before: list[str], after: list[str], quirks: bool
) -> None:
    forget()
    alone = list(told(site(after, quirks)))
    forget()
    list(told(site(before, quirks)))
    assert list(told(site(after, quirks))) == alone


@pytest.mark.parametrize("rule", RULES)
def test_an_edit_of_one_rule_shows(rule: str) -> None:
    forget()
    alone = list(told(site([rule], quirks=False)))
    forget()
    list(told(site([], quirks=False)))
    assert list(told(site([rule], quirks=False))) == alone


def test_layout_knows_which_properties_it_asks_for() -> None:
    page = Page(Site({"index.html": b"<!doctype html><body><span>a</span>"}))
    style = page.style(page.select("span")[0])
    assert [name for name in measure._OTHERS if style[name] != PROPERTIES[name].initial] == []
    assert not INHERITED.intersection(measure._OTHERS)
    with pytest.raises(KeyError):
        measure.measured(style, 1280)["cursor"]


@pytest.mark.parametrize(
    ("rule", "shared"),
    [
        (":root { --ink: red }", True),
        ("body { background: #eee; font-family: Arial }", True),
        (":root { --room: 10px; --unused: 3px }", True),
        (":root { --room: 11px }", False),
        ("main { font: medium monospace }", False),
        ("main { letter-spacing: 1px }", False),
    ],
)
def test_boxes_are_laid_out_again_only_for_what_moves_them(rule: str, shared: bool) -> None:
    forget()
    site([], quirks=False).boxes(1280)
    again = site([rule], quirks=False).boxes(1280)
    assert (again._subtrees is None) is shared  # those that were carried over have none
