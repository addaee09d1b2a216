"""Pages that look alike to a check: equal fingerprints must mean equal answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_llmsite.actions.catalogue import ACTIONS, Action
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.inspection import STATIC
from pytest_llmsite.models.protocol import Model, Prompt, Request
from pytest_llmsite.models.simulated import proneness_table, simulate
from pytest_llmsite.page import Page
from pytest_llmsite.page.likeness import FACETS, fingerprint
from pytest_llmsite.scoring import _held, _look, _requirements
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import BUNDLED, Template, load

HTML = (
    "<html><head><title>t</title><link rel=stylesheet href=a.css></head><body>"
    "<h1 id=t class=c title=w>Words</h1><a href=#x>go</a><img src=a.png alt=w width=9><p></p>"
)


def alike(facet: str, first: str, second: str, css: str = "", other: str | None = None) -> bool:
    sheets = css, css if other is None else other
    pages = [
        Page(Site({"index.html": b"<!doctype html>" + html.encode(), "a.css": sheet.encode()}))
        for html, sheet in zip((first, second), sheets, strict=True)
    ]
    return fingerprint(pages[0], facet) == fingerprint(pages[1], facet)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Words", "Other words", ("colours", "dress")),
        ("title=w", "title=v", ("colours", "dress")),
        ("#x", "#y", ("colours", "dress")),
        ("<title>t", "<title>u", FACETS),
        ("a.png", "b.png", ("colours",)),
        ("width=9", "width=8", ("colours",)),
        ("Words", "", ()),
        ("Words", " ", ()),
        ("<p></p>", "<p>x</p>", ()),
        ("<p></p>", "<p> </p>", ()),
        ("<p></p>", "", ()),
        ("<p></p>", "<div></div>", ()),
        ("class=c", "class=d", ()),
        ("id=t", "id=u", ()),
        ("<h1 id", "<h1 style='color:red' id", ()),
        ("</head>", "<style>a{color:red}</style></head>", ()),
        ("</head>", "<meta name=theme-color content=red></head>", ()),
        ("</head>", "<meta name=description content=red></head>", FACETS),
        ("</head>", "<script src=x.js></script></head>", ()),
        ("</head>", "<link rel=icon href=x.png></head>", FACETS),
        ("</head>", "<link rel=preconnect href=//x></head>", ()),
        ("<html>", "<html lang=fr>", ()),
    ],
)
def test_each_facet_covers_what_it_should(old: str, new: str, expected: tuple[str, ...]) -> None:
    assert old in HTML
    changed = HTML.replace(old, new)
    assert tuple(facet for facet in FACETS if alike(facet, HTML, changed)) == expected


FULL = (
    "<html><head><title>t</title><meta name=viewport content=width=9><meta name=color-scheme content=dark>"
    "<base target=_self><link rel=stylesheet media=screen href=a.css><style media=print>a{top:0}</style>"
    "<script defer>f()</script><script type=application/ld+json>{}</script></head><body><div><p>one</p>"
    "</div><b>two</b><style>b{top:0}</style><script>g()</script><img width=9 xml:lang=en>"
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("content=width=9", "content=width=8", ()),
        ("content=dark", "content=light", ()),
        ("media=screen", "media=all", ()),
        ("media=print", "media=all", ()),
        ("a{top:0}", "a{top:1px}", ()),
        ("target=_self", "target=_top", ()),
        ("<script defer>", "<script async>", ()),
        ("f()", "h()", ()),
        ("{}", "{ }", FACETS),
        ("<script type=application/ld+json>{}</script>", "", FACETS),
        ("b{top:0}", "b{top:1px}", ()),
        ("g()", "h()", ()),
        ("</div><b>two</b>", "<b>two</b></div>", ()),
        ("xml:lang=en", "xml:lang=fr", ("colours", "dress", "words")),
        ("width=9 xml", "xml", ()),
        ("</b>", "</b>three", ()),
        ("two</b>", "</b>two", ()),
    ],
)
def test_each_facet_covers_head_styles_scripts_and_tree(
    old: str, new: str, expected: tuple[str, ...]
) -> None:
    assert FULL.count(old) == 1
    changed = FULL.replace(old, new)
    assert tuple(facet for facet in FACETS if alike(facet, FULL, changed)) == expected


def test_what_is_not_the_document_itself_counts() -> None:
    files = {"index.html": b"<!doctype html><p>x", "a.css": b"a{}", "b.css": b"b{}"}
    first = Page(Site(files))
    for changes in (
        {"index.html": b"<p>x"},  # the same tree in quirks mode
        {"a.css": b"b{}", "b.css": b"a{}"},
        {"a.css": None, "c.css": b"a{}"},
        {"b.css": None},
    ):
        other = Page(first.site.replace(changes))
        assert [f for f in FACETS if fingerprint(first, f) == fingerprint(other, f)] == []


def test_attributes_that_a_style_sheet_names_count() -> None:
    changed = HTML.replace("title=w", "title=v")
    for css in (
        "[ title=w] { color: red }",
        "h1::before { content: attr(title) }",
        r"[tit\6c e=w] { color: red }",
        r"[t\itle=w] { color: red }",
        "@import 'data:text/css,[title=w]{color:red}';",
        "@import 'data:text/css,%5Btitle=w%5D{color:red}';",
    ):
        assert not alike("colours", HTML, changed, css)
    wider = HTML.replace("width=9", "width=8")
    assert alike("colours", HTML, wider, "[title=w] { color: red }")
    assert not alike("colours", HTML, wider, "[width='9'] { color: red }")
    linked = "</head>", "<link rel=stylesheet href='data:text/css,[title=w]{color:red}'></head>"
    assert not alike("colours", HTML.replace(*linked), changed.replace(*linked))
    assert alike("colours", HTML, changed, r"a::before { content: '\2014' }")
    assert not alike("dress", HTML, HTML, "a { color: red }", "a { color: blue }")


def test_the_language_counts_where_a_style_sheet_asks_for_it() -> None:
    first, second = (HTML.replace("<html>", f"<html lang={lang}>") for lang in ("en", "en-GB"))
    for facet in FACETS:
        assert alike(facet, first, second, "p { color: red }") is (facet != "body")
        for css in (
            ":lang(en-GB) p { color: red }",
            "[lang=en] p { color: red }",
            r":\6c ang(x) {}",
        ):
            assert not alike(facet, first, second, css)


def test_where_landmarks_are_counts() -> None:
    """Their selectors may look at attributes that nothing else depends on."""
    template = replace(load(BUNDLED / "safari-lodge"), landmarks={"hero": "section[title=hero]"})
    first, second = (
        Site({"index.html": f"<!doctype html><section {a}>1</section><section {b}>2".encode()})
        for a, b in (("title=hero", "title=next"), ("title=next", "title=hero"))
    )
    colours = ACTIONS[0]
    assert fingerprint(Page(first), colours.facet) == fingerprint(Page(second), colours.facet)
    assert _look(STATIC, template, colours, first) != _look(STATIC, template, colours, second)


def chain(template: Template, alias: str) -> list[tuple[Action, Site]]:
    site, found = template.start, []
    for action in ACTIONS:
        model = Model(alias, "simulated", alias, simulated=True)
        request = Request(model, template, 1, action, site, Prompt("", "", ""))
        profile = proneness_table()[alias]
        site = conclude(site, simulate(request, template.references[action.name], profile)).after
        found.append((action, site))
    return found


@pytest.mark.parametrize("alias", ["haiku", "deepseek-r1"])
def test_an_earlier_check_says_the_same_of_pages_that_are_alike_to_it(alias: str) -> None:
    template = load(BUNDLED / "safari-lodge")
    before, compared = template.start, 0
    for action, after in chain(template, alias):
        for other in ACTIONS[: action.position - 1]:
            looks = [_look(STATIC, template, other, site) for site in (before, after)]
            if before != after and looks[0] is not None and looks[0] == looks[1]:
                compared += 1
                start, kept, end = (
                    _requirements(STATIC, template, other, page, base, False)
                    for page, base in ((before, before), (after, before), (after, after))
                )
                held = [
                    [(r.key, r.weight, r.satisfaction) for r in each] for each in (start, kept, end)
                ]
                assert held[0] == held[1] == held[2], (action.name, other.name)
                assert _held(start) == _held(end)
        before = after
    assert compared >= 10
