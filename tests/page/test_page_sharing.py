"""What pages share with one another says of each what it would say of itself alone."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from contextlib import ExitStack
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_llmsite.page import computed, dom, matches, reader, sharing
from pytest_llmsite.page.boxes import measure, reuse, subtrees
from pytest_llmsite.page.candidates import defaults
from pytest_llmsite.page.likeness import fingerprint
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
    "main { --room: 3vmin; font-size: calc(10px + 1.5VW) }",
    "html { font-size: clamp(10px, 2dvw, 30px) } .card { padding: 1rem; height: 20svh }",
    ":root { --wide: max(1cqw, 2vb) } p { text-indent: var(--wide) }",
    ".card p { position: absolute; left: -50%; width: 640px; margin: 0 -1e1vi }",
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
            yield name, page.visible(node.element, width)
            yield name, boxes.rect(node.element), boxes.text(node.element)


def forget() -> None:
    """Forget all that pages share."""
    for kept in (
        sharing._sayings, sharing._together, sharing._roots, measure._styles, reuse._kept,
        subtrees._known, subtrees._widths,
    ):  # fmt: skip
        kept.clear()  # type: ignore[attr-defined]
    reader.parse_sheet.cache_clear()
    reader._piece.cache_clear()


class Forgetful(dict[object, object]):
    """A dictionary that keeps nothing."""

    def __setitem__(self, key: object, value: object) -> None:
        pass


def told_alone(page: Page) -> list[tuple[object, ...]]:
    """Return all that a page says of its elements when not even they share anything."""
    forget()
    with ExitStack() as stack:
        for module, name, value in (
            (computed, "store_for", lambda above, said: sharing.Store()),
            (dom, "parsed_once", dom.parse),
            (measure, "_styles", Forgetful()),
            (reuse, "KEPT", 0),
            (subtrees, "KEPT", 0),
        ):
            stack.enter_context(mock.patch.object(module, name, value))
        return list(told(page))


@settings(max_examples=15, deadline=None)
@given(
    before=st.lists(st.sampled_from(RULES), max_size=3),
    after=st.lists(st.sampled_from(RULES), max_size=3),
    quirks=st.booleans(),
)
def test_a_page_looks_the_same_whatever_was_seen_before_it(
    before: list[str], after: list[str], quirks: bool
) -> None:
    alone = told_alone(site(after, quirks))
    forget()
    list(told(site(before, quirks)))
    assert list(told(site(after, quirks))) == alone


@pytest.mark.parametrize("rule", RULES)
def test_an_edit_of_one_rule_shows(rule: str) -> None:
    alone = told_alone(site([rule], quirks=False))
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


# two values each of what layout may ask for, where they are no lengths
MOVING = {
    "align-content": ("start", "end"),
    "align-items": ("start", "end"),
    "align-self": ("start", "end"),
    "aspect-ratio": ("1", "2"),
    "border-bottom-style": ("solid", "hidden"),
    "border-left-style": ("solid", "hidden"),
    "border-right-style": ("solid", "hidden"),
    "border-top-style": ("solid", "hidden"),
    "box-sizing": ("border-box", "content-box"),
    "clear": ("left", "right"),
    "column-count": ("2", "3"),
    "column-span": ("all", "none"),
    "display": ("grid", "flex"),
    "flex-direction": ("row", "column"),
    "flex-grow": ("1", "2"),
    "flex-shrink": ("1", "2"),
    "flex-wrap": ("wrap", "nowrap"),
    "float": ("left", "right"),
    "font-weight": ("400", "700"),
    "grid-auto-flow": ("row", "column"),
    "grid-column-end": ("2", "3"),
    "grid-column-start": ("2", "3"),
    "grid-row-end": ("2", "3"),
    "grid-row-start": ("2", "3"),
    "grid-template-areas": ('"a b"', '"b a"'),
    "justify-content": ("start", "end"),
    "justify-items": ("start", "end"),
    "justify-self": ("start", "end"),
    "order": ("1", "2"),
    "overflow-x": ("hidden", "visible"),
    "position": ("relative", "absolute"),
    "text-align": ("left", "right"),
    "text-transform": ("uppercase", "none"),
    "text-wrap-mode": ("wrap", "nowrap"),
    "transform": ("scale(2)", "none"),
}


def style_of(declarations: str, viewport: int) -> measure.Style:
    html = f"<!doctype html><title>t</title><div style='border: 1px solid; {declarations}'>x"
    page = Page(Site({"index.html": html.encode()}))
    style = page.style(page.select("div")[0], viewport)
    return measure.measured(style, viewport)


_ALWAYS = (
    "display", "overflow-x", *measure._INHERITED, *(name for name, _, _ in measure._WITHOUT)
)  # fmt: skip


@pytest.mark.parametrize("quirks", [False, True])
def test_what_moves_boxes_is_what_styles_say(quirks: bool) -> None:
    sayings = ("div { border: 3px solid; float: left; overflow-y: auto }", "nav { text-align: -webkit-center }",
               ".card { all: initial } h2 { all: unset; border-left: 1px none } p { font: 20px monospace }",
               "em { border-style: inherit; float: inherit; text-transform: uppercase } table { color: red }")  # fmt: skip
    for rules in ([], *([rule] for rule in RULES), sayings):
        forget()
        page = site(list(rules), quirks)
        for width in (1280, 375):
            for node in page.document.nodes:  # parents before children, as layout asks
                style = page.engine.style(node, width)
                box = measure.measured(style, width)
                for name in (*_ALWAYS, *measure._OTHERS):
                    assert box[name] == style[name], (rules, node, name)


@pytest.mark.parametrize("name", [*_ALWAYS, *measure._OTHERS])
def test_boxes_tell_apart_what_differs_in_one_property(name: str) -> None:
    forget()
    first, second = MOVING.get(name, ("7px", "9px"))
    one, other = (style_of(f"{name}: {value}", 1280) for value in (first, second))
    assert (
        (one[name], other[name]) == (first, second) if name in MOVING else one[name] != other[name]
    )
    assert one.number != other.number
    assert style_of(f"{name}: {first}; color: red", 1280).number == one.number
    assert style_of(f"{name}: {first}", 400).number != one.number


def test_boxes_tell_apart_the_same_value_of_two_properties() -> None:
    forget()
    sides = [style_of(f"margin-{side}: 7px", 1280).number for side in ("left", "right", "top")]
    assert len(set(sides)) == 3


LAID = """
<main><div class="row"><p>Some <i>words</i> of text<br>in lines <u>here</u></p><svg viewBox="0 0 40 20"></svg>
<input type="text"><section><h2>A</h2><p>one</p><p>two and more</p></section></div><div class="free">
<ul><li>a</li><li>b <b>c</b></li><li>d</li></ul><div class="pin">pinned</div></div></main>
"""
PLACED = """
.row { display: flex; gap: 10px; align-items: start } .row > * { flex: 1 } input { all: unset }
.free { width: 200px } .pin { position: absolute; top: 5px; left: 9px }
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Some ", "Some more "),
        (" of text", " of a longer text"),
        ("<br>", "<wbr>"),
        ("<br>", "<i></i>"),
        ('0 0 40 20"', '0 0 40 40"'),
        ('"text"', '"checkbox"'),
        ("<h2>A</h2><p>one</p>", "<p>one</p><h2>A</h2>"),
        ("<p>one</p><p>two and more</p>", "<p>two and more</p><p>one</p>"),
        ("<li>a</li>", "<li><b>a</b></li>"),
        ("<main>", '<main style="position: relative; margin: 20px">'),
        ('"free"', '"free" style="position: relative"'),
        ('"free"', '"free" style="width: 120px"'),
        ('"free"', '"free" style="display: inline-block; width: auto"'),
        ('"row"', '"row" style="flex-direction: column; align-items: stretch"'),
        ('"row"', '"row" style="align-items: stretch"'),
        ('"row"', '"row" style="display: grid; grid-template-columns: 1fr auto; height: 400px"'),
    ],
)
def test_boxes_of_an_edited_body_are_its_own(old: str, new: str) -> None:
    assert LAID.count(old) == 1
    before, after, alone = (
        Page(Site({"index.html": f"<!doctype html><style>{PLACED}</style>{body}".encode()}))
        for body in (LAID, LAID.replace(old, new), LAID.replace(old, new))
    )
    expected = told_alone(alone)
    forget()
    list(told(before))
    assert list(told(after)) == expected


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


EDITS = (
    ('class="card"', 'class="card here"'),
    ('id="hero"', 'id="top" style="--room: 3px; color: red"'),
    ("<h1>", '<h1 align="right">'),
    ("<em>here</em>", ""),
    ("</section>", "<p>One more.</p></section>"),
    ("<nav>", "<nav hidden>"),
    ("words", "syllables"),
)


def linked(body: str, quirks: bool = False) -> Page:
    doctype = "" if quirks else "<!doctype html>"
    html = f"{doctype}<title>t</title><link rel=stylesheet href=a.css><body>{body}"
    css = "\n".join(
        [BASE, "p:first-child { color: navy } h2 + p, :has(> em) { margin: 1px }", *RULES[:8]]
    )
    return Page(Site({"index.html": html.encode(), "a.css": css.encode()}))


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_styles_are_adopted_from_a_page_with_the_same_sheets(old: str, new: str) -> None:
    body = BODY.replace(old, new)
    assert body != BODY
    alone = told_alone(linked(body))
    forget()
    before, after = linked(BODY), linked(body)
    list(told(before))
    alike = fingerprint(before, "dress") == fingerprint(after, "dress")
    after.adopt_styles(before, alike)
    assert after.engine.cascade.matches.index is before.engine.cascade.matches.index
    assert list(told(after)) == alone


def test_styles_are_not_adopted_from_a_page_that_reads_sheets_in_another_way() -> None:
    for before, after in (
        (linked(BODY), linked(BODY, quirks=True)),
        (linked(BODY), site([], quirks=False)),
        (site([], quirks=False), site([RULES[0]], quirks=False)),
    ):
        list(told(before))
        after.adopt_styles(before, alike=False)
        assert after.engine.cascade.matches.index is not before.engine.cascade.matches.index


def dressed(*rules: str) -> Page:
    html = f"<!doctype html><title>t</title><link rel=stylesheet href=a.css><body>{BODY}"
    css = "\n".join([BASE, *rules])
    return Page(Site({"index.html": html.encode(), "a.css": css.encode()}))


@pytest.mark.parametrize("rule", RULES)
def test_pages_with_one_document_are_each_dressed_by_their_own_sheets(rule: str) -> None:
    alone = told_alone(dressed(rule))
    forget()
    plain, edited = dressed(), dressed(rule)
    assert plain.document is edited.document
    before = list(told(plain))
    assert list(told(edited)) == alone
    # the other way round, and of rules that stand elsewhere
    assert list(told(dressed("em { color: lime }", rule, "b { color: lime }")))
    assert list(told(plain)) == before == told_alone(dressed())


def test_too_many_selectors_are_too_many_whatever_was_seen_before() -> None:
    forget()
    rules = [f".x{number} div {{ color: red }}" for number in range(200)]
    seen = dressed(*rules)
    list(told(seen))
    assert "too-complex" not in {error.code for error in seen.errors}
    with mock.patch.object(matches, "MAX_TESTS", 300):
        for page in (dressed(*rules, "b { color: lime }"), dressed(*rules, "i { color: lime }")):
            list(told(page))
            assert page.document is seen.document
            assert "too-complex" in {error.code for error in page.errors}
            # what the browser's own rules say is kept with the document, and whole all the same
            assert page.style(page.select("h2")[0])["display"] == "block"
            # nothing is taken over from a page whose rules were not all looked at
            other = Page(page.site.replace({"index.html": page.site.files["index.html"] + b" "}))
            other.adopt_styles(page, alike=True)
            list(told(other))
            assert "too-complex" in {error.code for error in other.errors}
            assert other.style(other.select("h2")[0])["display"] == "block"


def test_a_document_is_gone_with_the_last_page_that_has_it() -> None:
    forget()
    gc.collect()  # what other tests left, of which some may be the same
    collecting = gc.isenabled()
    gc.disable()
    try:
        pages = [dressed(), dressed(RULES[0])]
        documents = [weakref.ref(page.document) for page in pages]
        list(told(pages[0]))
        assert documents[0]() is documents[1]() is not None
        pages.pop().dissolve()
        assert documents[0]() is not None
        assert pages[0].document.nodes[1].parent is pages[0].document.root
        pages.pop().dissolve()
        forget()  # boxes are kept with their page
        assert documents[0]() is None
    finally:
        if collecting:
            gc.enable()


LAYERED = """
#a { position: relative; background: navy } #a > img { position: absolute; inset: 0 }
#a > div { position: relative; z-index: 1; opacity: .5 } #a::before { content: ""; position: absolute;
inset: 0; background: rgb(255 255 255 / .5) } #b { background: linear-gradient(red, blue) }
#b::after { content: none; background: lime } header { position: absolute; color: white }
"""
PAINTED = """
<header><p>up <b>here</b></p></header><main><div id=a><img src=x.png><div><p>one</p><p>two <i>three</i></p>
</div><section><p>four</p><p style="position: relative">five</p></section></div><div id=b><p>seven</p><p style="opacity: .9">six</p></div></main>
"""


def test_a_backdrop_is_the_same_whichever_was_asked_for_first() -> None:
    html = f"<!doctype html><title>t</title><style>{LAYERED}</style><body>{PAINTED}"
    pages = [Page(Site({"index.html": html.encode()})) for _ in range(2)]
    count = len(pages[0].document.nodes)
    forwards = [pages[0].backdrop(pages[0].document.nodes[at].element) for at in range(count)]
    backwards = [
        pages[1].backdrop(pages[1].document.nodes[at].element) for at in reversed(range(count))
    ]
    alone = []
    for at in range(count):
        page = Page(Site({"index.html": html.encode()}))
        alone.append(page.backdrop(page.document.nodes[at].element))
    assert forwards == alone
    assert backwards[::-1] == alone
    assert len(set(alone)) > 5


def test_only_what_has_content_generates_boxes() -> None:
    css = "*::before { color: red } p::after { color: red } .x::after { content: 'x' } q::after { top: 0 }"
    html = f"<!doctype html><style>{css}</style><body><p>a</p><p class=x>b</p><q>c</q>"
    page = Page(Site({"index.html": html.encode()}))
    found = {element.text: page.pseudos(page.node(element)) for element in page.select("p, q")}
    assert found == {"a": (), "b": ("after",), "c": ("before", "after")}


MARKUP = (
    "<ul><li>a<ul><li>b<ol><li>c</ol></ul></ul><dl><dd><ul><li>d</ul></dl>",
    "<p>x<p hidden>y<p dir=rtl>z<table><tr><td title=t>a<form>b</form></table>",
    "<details><summary>a<p>b<summary>c</details><ruby>a<rt>b</rt></ruby><rt>c</rt><q>d</q>",
    "<select><option disabled>a</select><select multiple><option>b</select><input type=hidden><input>",
    "<a>no link<a href=x>a link</a><svg><a></a><text>b</text><svg></svg></svg><math><mi>c</mi></math>",
    "<audio></audio><audio controls></audio><dialog>a</dialog><dialog open>b</dialog><div popover>c",
)


@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize("doctype", ["<!DOCTYPE html>", ""])
def test_the_browsers_rules_for_a_tag_are_those_for_each_element(markup: str, doctype: str) -> None:
    page = Page(Site({"index.html": (doctype + markup * 2).encode()}))
    cascade = page.engine.cascade
    for node in page.document.nodes:
        index = defaults(page.document.quirks, node.namespace == "html")
        assert cascade.matches.default(node) == cascade.matches._match(index, node)
