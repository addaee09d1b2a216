"""Computed values, and where they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import one, page, value

from pytest_llmsite.page import Declaration, Page
from pytest_llmsite.page.properties import PROPERTIES, initial_tokens
from pytest_llmsite.page.reader import parse_sheet
from pytest_llmsite.page.shorthand_parts import valid
from pytest_llmsite.page.shorthands import SHORTHANDS, expand, longhands_of
from pytest_llmsite.page.tokens import significant, tokenise
from pytest_llmsite.site import Site


@pytest.mark.parametrize(
    "css, name, expected",
    [
        ("#t { color: red } p { color: blue }", "color", "rgb(255, 0, 0)"),
        ("p { color: blue !important } #t { color: red }", "color", "rgb(0, 0, 255)"),
        ("#t { color: red; color: bogus }", "color", "rgb(255, 0, 0)"),
        ("#t { color: hsl(120 100% 25% / 50%) }", "color", "rgba(0, 128, 0, 0.5)"),
        ("#t { color: color-mix(in srgb, red, blue) }", "color", "color(srgb 0.5 0 0.5)"),
        ("body { color: red } #t { border-top: 1px solid }", "border-top-color", "rgb(255, 0, 0)"),
        ("body { font-size: 20px } #t { font-size: 1.5em; margin-top: 2em }", "margin-top", "60px"),
        ("html { font-size: 10px } #t { padding: 1rem 2rem }", "padding-right", "20px"),
        ("#t { font-size: clamp(1rem, 2vw, 2rem) }", "font-size", "25.6px"),
        ("#t { width: calc(100% - 2 * 10px) }", "width", "calc(100% - 20px)"),
        ("#t { width: calc(100%-20px) }", "width", "auto"),
        ("#t { line-height: 1.5; font-size: 20px }", "line-height", "30px"),
        ("#t { font: italic 700 12px/2 'A B', serif }", "font-family", '"A B", serif'),
        ("#t { font: italic 700 12px/2 'A B', serif }", "line-height", "24px"),
        ("#t { background: url(a.png) center/cover no-repeat #fff }", "background-size", "cover"),
        ("#t { background: url(a.png) center/cover no-repeat #fff }", "background-color",
         "rgb(255, 255, 255)"),
        ("#t { flex: 1 1 30% }", "flex-basis", "30%"),
        ("#t { grid-area: 1 / 2 / span 2 / -1 }", "grid-column-end", "-1"),
        ("#t { inset-inline: 4px; margin-block: 1px 2px }", "left", "4px"),
        ("#t { overflow: hidden }", "overflow-y", "hidden"),
        ("#t { overflow-x: hidden }", "overflow-y", "auto"),
        ("#t { border: 3px none red }", "border-top-width", "0px"),
        ("#t { float: left; position: absolute; display: inline-flex }", "display", "flex"),
        ("body { display: grid } #t { display: inline }", "display", "block"),
        ("#t { font-weight: bolder }", "font-weight", "700"),
        ("body { font-weight: 800 } #t { font-weight: lighter }", "font-weight", "700"),
        ("#t { transition: all .3s ease }", "transition-duration", "0.3s"),
        ("#t { text-decoration: underline }", "text-decoration-line", "underline"),
        ("#t { opacity: 150% }", "opacity", "1"),
        ("#t { color: inherit } body { color: #123456 }", "color", "rgb(18, 52, 86)"),
        ("#t { all: unset; }", "display", "inline"),
        ("#t { display: flex; display: revert }", "display", "block"),
        ("#t { margin: 1px; gap: 2px 3px }", "gap", "2px 3px"),
        ("#t { margin: 1px }", "margin", "1px"),
    ],
)  # fmt: skip
def test_values(css: str, name: str, expected: str) -> None:
    assert value(css, name) == expected


@pytest.mark.parametrize(
    "css, expected",
    [
        (":root { --a: red } #t { color: var(--a) }", "rgb(255, 0, 0)"),
        ("#t { color: var(--no, lime) }", "rgb(0, 255, 0)"),
        ("body { color: blue } #t { color: red; color: var(--no) }", "rgb(0, 0, 255)"),
        (":root { --a: var(--b); --b: var(--a, red) } #t { color: var(--a, lime) }", "rgb(0, 255, 0)"),
        (":root { --r: 1, 2, 3 } #t { color: rgba(var(--r), .5) }", "rgba(1, 2, 3, 0.5)"),
        (":root { --a: red; --b: var(--a) } #t { --a: lime; color: var(--b) }", "rgb(255, 0, 0)"),
        ("#t { --A: red; --a: lime; color: var(--A) }", "rgb(255, 0, 0)"),
        ("#t { --a: initial; color: var(--a, lime) }", "rgb(0, 255, 0)"),
        ("@property --p { syntax: '<color>'; inherits: false; initial-value: lime } "
         "body { --p: red } #t { color: var(--p) }", "rgb(0, 255, 0)"),
    ],
)  # fmt: skip
def test_custom_properties(css: str, expected: str) -> None:
    assert value(css, "color") == expected


@pytest.mark.parametrize(
    "query, widths",
    [
        ("(max-width: 768px)", (768, 375)), ("(max-width: 768)", ()), ("print", ()),
        ("(width > 400px)", (1280, 768)), ("(400px <= width < 800px)", (768,)),
        ("screen and (min-width: 48em)", (1280, 768)), ("not all and (min-width: 700px)", (375,)),
        ("(prefers-color-scheme: dark)", ()), ("(prefers-reduced-motion: no-preference)", (1280, 768, 375)),
        ("(orientation: portrait)", (768, 375)), ("max-width: 768px", ()), ("(foo: 1px)", ()),
        ("(max-width: 400px), (min-width: 1000px)", (1280, 375)), ("not (hover: none)", (1280, 768, 375)),
    ],
)  # fmt: skip
def test_media_queries(query: str, widths: tuple[int, ...]) -> None:
    css = f"@media {query} {{ #t {{ color: red }} }}"
    matched = tuple(
        w for w in (1280, 768, 375) if value(css, "color", viewport=w) != "rgb(0, 0, 0)"
    )
    assert matched == widths


def test_layers_order_and_importance() -> None:
    css = "@layer a, b; @layer b { #t { color: red } } @layer a { #t { color: blue; "
    css += "font-weight: 900 !important } } p { font-weight: 300 }"
    assert value(css, "color") == "rgb(255, 0, 0)"
    assert value(css, "font-weight") == "900"


def test_one_unknown_selector_drops_its_whole_rule() -> None:
    assert value("#t, p:bogus { color: red }", "color") == "rgb(0, 0, 0)"
    assert value(":is(#t, p:bogus) { color: red }", "color") == "rgb(255, 0, 0)"


@pytest.mark.parametrize(
    "html, foreign", [("article", "image"), ("center", "text"), ("body", "foreignObject")]
)
def test_defaults_of_html_and_of_svg_are_not_mixed_up(html: str, foreign: str) -> None:
    svg = f"<svg><{foreign}></{foreign}></svg>"
    for body in (f"<{html}>x</{html}>{svg}", f"{svg}<{html}>x</{html}>"):
        together, alone = page(body), page(svg)
        made, expected = together.select(foreign)[0], alone.select(foreign)[0]
        for each in together.root.iter():
            together.style(each)["display"]
        for name in ("display", "margin-top", "text-align", "overflow-x"):
            assert together.style(made)[name] == alone.style(expected)[name]


def test_container_queries_ask_the_container() -> None:
    css = "main { container-type: inline-size; width: 300px } @container (width < 400px) { #t { color: red } }"
    assert value(css, "color", "<main><p id=t>x</main>") == "rgb(255, 0, 0)"
    assert value(css, "color", "<div><p id=t>x</div>") == "rgb(0, 0, 0)"


def test_imports_alternates_and_media_of_sheets() -> None:
    files = {
        "css/a.css": b"@import 'b.css' layer(x); @import url(c.css) (max-width: 500px); "
        b"#t { font-weight: 500 }",
        "css/b.css": b"#t { color: red; font-weight: 900; background: url(../i.png) }",
        "css/c.css": b"#t { color: lime }",
        "css/loop.css": b"@import 'loop.css'; @import 'loop2.css'; #t { position: fixed }",
        "css/loop2.css": b"@import 'loop.css';",
        "css/off.css": b"#t { color: blue }",
    }
    head = (
        "<link rel=stylesheet href=css/a.css><link rel=stylesheet href=css/loop.css>"
        "<link rel='alternate stylesheet' title=x href=css/off.css>"
        "<link rel=stylesheet media=print href=css/off.css><link rel=stylesheet disabled href=css/off.css>"
    )
    made = page("<p id=t>x", head=head, files=files)
    assert made.style(one(made))["color"] == "rgb(255, 0, 0)"
    assert made.style(one(made))["font-weight"] == "500"
    assert made.style(one(made), 375)["color"] == "rgb(0, 255, 0)"
    assert made.style(one(made))["position"] == "fixed"
    source = made.style(one(made)).source("color")
    assert source is not None
    assert source.file == "css/b.css"


def test_values_say_where_they_come_from() -> None:
    css = "\n:root { --c: red }\n@media (min-width: 1px) {\n  body, .x { color : var(--c) !important }\n}"
    made = page("<p id=t style='margin: 0'>x", css)
    style = made.style(one(made))
    assert style.source("color") == Declaration(
        "index.html", 5, "body, .x", "(min-width: 1px)", "color", "var(--c)", True
    )
    inline = style.source("margin-top")
    assert inline is not None
    assert (inline.selector, inline.value, inline.line) == ("style attribute", "0", 7)
    assert style.source("display") is None
    assert style.source("--c") is not None


def test_unknown_properties_raise_key_error() -> None:
    made = page("<p id=t>x")
    with pytest.raises(KeyError):
        made.style(one(made))["colour"]
    assert made.style(one(made)).get("colour", "none") == "none"


def test_pseudo_elements() -> None:
    made = page("<p id=t>x", "p::before { content: 'a'; color: red } p { font-size: 30px }")
    style = made.style(one(made), pseudo="::before")
    assert (style["content"], style["color"], style["font-size"]) == (
        '"a"',
        "rgb(255, 0, 0)",
        "30px",
    )
    assert made.style(one(made), pseudo="after")["content"] == "normal"


def test_numbers_and_colours_of_a_style() -> None:
    made = page("<p id=t>x", "#t { width: 50%; padding: 2em; color: #abc; background: none }")
    style = made.style(one(made))
    assert style.px("padding-left") == 32
    assert style.px("width") is None
    assert style.px("width", percent_of=200) == 100
    assert style.px("height") is None
    colour = style.colour("color")
    assert colour is not None
    assert colour.hex == "#aabbcc"
    assert style.colour("width") is None


def test_errors_of_sheets_have_lines() -> None:
    made = page(
        "<p>x",
        "p { colr: red;\n color: reddish;\n margin 3px }\np:foo {}\n@bogus x;\nb { color: red",
    )
    (sheet,) = made.stylesheets()
    found = {error.code: error.line for error in sheet.errors}
    assert found["unknown-property"] == 2
    assert found["invalid-value"] == 3
    assert found["invalid-declaration"] == 4
    assert found["invalid-selector"] == 5
    assert "unclosed" in found


@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_initial_values_are_valid(name: str) -> None:
    assert valid(name, initial_tokens(name))


@pytest.mark.parametrize("name", sorted(SHORTHANDS))
def test_shorthands_take_wide_keywords_and_nothing_else_unknown(name: str) -> None:
    tokens = significant(tokenise("inherit"))
    assert set(expand(name, tokens) or ()) == set(longhands_of(name))
    assert all(longhand in PROPERTIES for longhand in longhands_of(name))
    assert expand(name, significant(tokenise("1qq %% bogus("))) is None


def test_hostile_sheets_end() -> None:
    doubling = ":root { --a0: x x x x x x x x; " + "".join(
        f"--a{n}: var(--a{n - 1}) var(--a{n - 1});" for n in range(1, 60)
    )
    assert value(doubling + "} #t { color: var(--a59, red) }", "color")
    chain = ":root {" + "".join(f"--c{n}: var(--c{n + 1});" for n in range(3000)) + "}"
    assert value(chain + "#t { color: var(--c0, red) }", "color")
    nested = "#t {" * 400 + "color: red" + "}" * 400
    assert value(nested, "color") in ("rgb(0, 0, 0)", "rgb(255, 0, 0)")
    brackets = "#t { color: " + "(" * 3000 + "}"
    assert value(brackets, "color") == "rgb(0, 0, 0)"
    assert value("#t { width: calc(" + "(" * 500 + "1px", "width")
    assert value("#t, " * 5000 + "#t { color: red }", "color")
    assert value("& " * 2000 + "{ color: red }", "color")


def test_deep_trees_do_not_exhaust_the_stack() -> None:
    css = "* { color: currentcolor; font-size: inherit; display: inherit; margin: inherit; --x: var(--x) }"
    css += "".join(f".d{n} {{ --v{n}: var(--v{n - 1}, red) }}" for n in range(400))
    body = "".join(f"<div class=d{n}>" for n in range(400)) + "<p id=t>x"
    made = page(body, css)
    style = made.style(one(made))
    for name in PROPERTIES:
        assert isinstance(style[name], str)
    assert style["--v399"] in ("red", "")


CSS = st.text(
    st.sampled_from(list("{}()[];:@#.,*&>+~!\"'\\/ \n-%0123459abcdefghijklmnoprstuvwxyz")),
    max_size=120,
)
WORDS = st.lists(
    st.sampled_from(
        "{ } ( ) [ ] ; : , / ! @media @layer @import @container @supports @scope #t p color margin "
        "display grid var(--a) calc( 1px 2em 50% red #fff --a: --b: important url(x) \" ' min-width "
        "& > :is( :has( ::before inherit unset revert background font flex repeat( auto-fit minmax( "
        "/* */ <!-- linear-gradient( rgb( \\".split()
    ),
    max_size=40,
).map(" ".join)


@given(CSS | WORDS)
def test_any_css_is_survived(css: str) -> None:
    html = "<!doctype html><style></style><link rel=stylesheet href=a.css><p id=t class=a>x<b>y</b></p>"
    made = Page(Site({"index.html": html.encode(), "a.css": css.encode()}))
    for element in made.select("p, b, body"):
        for viewport in (1280, 375):
            style = made.style(element, viewport)
            for name in (
                "color",
                "font-size",
                "display",
                "background-image",
                "width",
                "box-shadow",
            ):
                assert isinstance(style[name], str)
            style.colour("color")
    list(made.declarations())
    made.stylesheets()


@given(st.binary(max_size=200))
def test_any_bytes_are_a_sheet(content: bytes) -> None:
    html = b'<!doctype html><link rel=stylesheet href=a.css><p id=t style="' + content + b'">x'
    made = Page(Site({"index.html": html, "a.css": content}))
    for element in made.root.iter():
        made.style(element)["color"]
    parse_sheet(content.decode("latin-1"))
