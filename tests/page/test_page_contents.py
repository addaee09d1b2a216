"""Text, links, images, fonts and files of a page."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import SVG, one, page, png

from pytest_llmsite.page import normalise_text
from pytest_llmsite.page.fonts import read_request
from pytest_llmsite.page.resources import inspect, resolve, srcset
from pytest_llmsite.site import Site


@pytest.mark.parametrize(
    "body, text",
    [
        ("<p id=t> a\n  b&nbsp;c &amp; d </p>", "a b\u00a0c & d"),
        ("<div id=t>a<b>b</b> <i>c</i>d</div>", "ab cd"),
        ("<div id=t><p>a</p><p>b</p>c<br>d</div>", "a b c d"),
        ("<div id=t>a<script>x</script><style>y</style><template>z</template>b</div>", "ab"),
        ("<div id=t>a<span hidden>x</span><span style='display:none'>y</span>b</div>", "ab"),
        ("<div id=t>a<span style='visibility:hidden'>x<b style='visibility:visible'>y</b></span></div>", "ay"),
        ("<div id=t style='display:none'>a <b>b</b></div>", "a b"),
        ("<div id=t>a<svg><title>x</title><text>y</text></svg></div>", "a y"),
        ("<ul id=t><li>a<li>b</ul>", "a b"),
        ("<div id=t style='text-transform:uppercase'>a</div>", "a"),
    ],
)  # fmt: skip
def test_rendered_text(body: str, text: str) -> None:
    made = page(body)
    assert made.text(one(made)) == text


def test_text_of_the_title_is_given() -> None:
    made = page("x")
    assert made.text(made.select("title")[0]) == "t"


def test_texts_are_the_elements_with_words_of_their_own() -> None:
    made = page("<div><p>a <b>b</b></p><ul><li></li></ul><p hidden>c</p>d</div>")
    assert [element.tag for element in made.texts()] == ["div", "p", "b"]


@pytest.mark.parametrize(
    "one_way, other",
    [
        ("“It’s” – so…", "\"It's\" - so..."), ("a\u00a0b\u2009c", "a b c"), ("well\u00adknown", "wellknown"),
        ("a — b", "a -- b"), ("cafe\u0301", "café"), (" a\n b ", "a b"), ("«x»", '"x"'),
    ],
)  # fmt: skip
def test_typographic_equivalence(one_way: str, other: str) -> None:
    assert normalise_text(one_way) == normalise_text(other)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise_text(normalise_text(text)) == normalise_text(text)


def test_other_words_stay_other_words() -> None:
    assert normalise_text("a b") != normalise_text("ab")
    assert normalise_text("Book now") != normalise_text("book now")


FILES = {
    "a.png": png(),
    "img/b.svg": SVG,
    "img/broken.webp": b"RIFF",
    "css/a.css": b"",
    "sub/index.html": b"",
}


@pytest.mark.parametrize(
    "url, base, kind, path",
    [
        ("a.png", "index.html", "local", "a.png"),
        (" a.png?v=1#x ", "index.html", "local", "a.png"),
        ("../a.png", "css/a.css", "local", "a.png"),
        ("/img/b.svg", "css/a.css", "local", "img/b.svg"),
        ("./img/%62.svg", "index.html", "local", "img/b.svg"),
        ("../../../a.png", "css/a.css", "local", "a.png"),
        ("sub/", "index.html", "local", "sub/index.html"),
        ("A.png", "index.html", "missing", "A.png"),
        ("nothing.webp", "css/a.css", "missing", "css/nothing.webp"),
        ("https://x.example/a.png", "index.html", "external", None),
        ("//x.example/a.png", "index.html", "external", None),
        ("", "index.html", "invalid", None),
        ("http://[bad", "index.html", "invalid", None),
        ("data:nothing", "index.html", "invalid", None),
    ],
)
def test_addresses(url: str, base: str, kind: str, path: str | None) -> None:
    resource = resolve(Site(FILES), url, base)
    assert (resource.kind, resource.path) == (kind, path)


def test_images_are_decoded() -> None:
    site = Site(FILES)
    picture = resolve(site, "a.png", "index.html")
    assert (picture.decodes, picture.size, picture.media) == (True, (200, 100), "image/png")
    assert resolve(site, "img/b.svg", "index.html").size == (40, 20)
    assert resolve(site, "img/broken.webp", "index.html").usable is False
    encoded = base64.b64encode(png(3, 2)).decode()
    assert resolve(site, f"data:image/png;base64,{encoded}", "").size == (3, 2)
    assert resolve(
        site, "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E", ""
    ).decodes
    assert resolve(site, "https://x.example/a.png", "").usable is None


@pytest.mark.parametrize(
    "svg",
    [b"", b"<svg>", b"<html/>", b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
     b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", b"\xff\xfe\x00", b"<svg xmlns='x'/>"],
)  # fmt: skip
def test_svg_must_be_well_formed(svg: bytes) -> None:
    assert inspect("image/svg+xml", svg)[0] is False


@given(
    st.binary(max_size=200),
    st.sampled_from(["image/png", "image/webp", "image/svg+xml", "font/woff2"]),
)
def test_any_bytes_are_inspected(content: bytes, media: str) -> None:
    decodes, size = inspect(media, content)
    assert decodes is not None
    assert size is None or len(size) == 2


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_address_is_resolved(url: str, base: str) -> None:
    assert resolve(Site(FILES), url, base).kind in (
        "local",
        "external",
        "data",
        "missing",
        "invalid",
    )


def test_srcset() -> None:
    assert srcset("a.png 1x, b.png 2x") == ["a.png", "b.png"]
    assert srcset("a.png, b(c,d).png 100w ,data:x,y 2x") == ["a.png", "b(c,d).png", "data:x,y"]
    assert srcset(" , ") == []


def test_every_use_of_an_image_is_found() -> None:
    css = (
        "#a { background: url(bg.png), linear-gradient(red, blue) } #b::before { content: url(c.svg) }"
        "@media (max-width: 500px) { #a { background: none } } ul { list-style: url(l.png) }"
        ".unused { background: url(u.png) } #m { mask: url(m.svg) } #s { background: image-set('s.png' 1x) }"
    )
    body = (
        "<div id=a></div><p id=b>x</p><img src=i.png srcset='i2.png 2x'><picture><source srcset=p.webp>"
        "<img src=p.png></picture><video poster=v.png></video><ul><li>x</ul><i id=m></i><i id=s></i>"
        "<svg><image href=sv.png /><use href='sprite.svg#x'/><use href='#local'/></svg>"
        "<div style='background-image:url(in.png)'></div>"
    )
    made = page(body, css, "<link rel='shortcut icon' href=f.ico>", {"bg.png": png()})
    found = {(use.kind, use.url) for use in made.images()}
    assert found == {
        ("icon", "f.ico"), ("background-image", "bg.png"), ("content", "c.svg"), ("img", "i.png"),
        ("srcset", "i2.png"), ("source", "p.webp"), ("img", "p.png"), ("poster", "v.png"),
        ("list-style-image", "l.png"), ("mask-image", "m.svg"), ("background-image", "s.png"),
        ("svg", "sv.png"), ("svg", "sprite.svg#x"), ("background-image", "in.png"),
    }  # fmt: skip
    assert not any(use.url == "bg.png" for use in made.images(375))
    pseudo = next(use for use in made.images() if use.kind == "content")
    assert (pseudo.pseudo, pseudo.file, pseudo.resource.kind) == ("before", "index.html", "missing")


def test_css_addresses_are_relative_to_their_sheet() -> None:
    files = {"css/a.css": b"body { background: url(../a.png) }", "a.png": png()}
    made = page("x", head="<link rel=stylesheet href=css/a.css>", files=files)
    (use,) = made.images()
    assert (use.resource.path, use.file, use.line) == ("a.png", "css/a.css", 1)


@pytest.mark.parametrize(
    "href, kind, exists",
    [
        ("#here", "internal-anchor", True), ("#named", "internal-anchor", True),
        ("#nowhere", "internal-anchor", False), ("#top", "internal-anchor", True),
        ("other.html", "internal-page", True), ("lost.html", "internal-page", False),
        ("index.html#nowhere", "internal-page", False), ("https://x.example", "external", None),
        ("tel:+441", "tel", None), ("mailto:", "mailto", False), ("mailto:a@b.example", "mailto", None),
        ("javascript:void(0)", "javascript", None), ("#", "empty", None), ("", "empty", None),
    ],
)  # fmt: skip
def test_links(href: str, kind: str, exists: bool | None) -> None:
    body = f"<h2 id=here>x</h2><a name=named></a><a href='{href}'>x</a><a>no link</a>"
    made = page(body, files={"other.html": b"x"})
    (link,) = made.links()
    assert (link.kind, link.exists, link.href) == (kind, exists, href)


def test_scripts_and_sheets() -> None:
    files = {"a.js": b"go()", "a.css": b"p { bogus: y }\n@import 'late.css';"}
    made = page(
        "<script>inline()</script><script src=a.js></script><script src=lost.js></script>",
        "p{}", "<link rel=stylesheet href=a.css>", files,
    )  # fmt: skip
    assert [script.text for script in made.scripts()] == ["inline()", "go()", ""]
    assert made.scripts()[2].resource is not None
    linked, inline = made.stylesheets()
    assert linked.file == "a.css"
    assert {error.code for error in linked.errors} == {"unknown-property", "late-import"}
    assert inline.resource is None


@pytest.mark.parametrize(
    "url, families, display",
    [
        ("https://f.example/css2?family=Lora:wght@500;700&family=Nunito+Sans:wght@400;600&display=swap",
         [("Lora", (500, 700), ()), ("Nunito Sans", (400, 600), ())], "swap"),
        ("https://f.example/css2?family=A:ital,opsz,wght@0,8..144,100..900;1,8..144,400",
         [("A", (400,), ((100, 900),))], ""),
        ("https://f.example/css?family=Open+Sans:400,700italic|Lato&display=block",
         [("Open Sans", (400, 700), ()), ("Lato", (), ())], "block"),
        ("https://f.example/css?family=Roboto:bold,i", [("Roboto", (700, 400), ())], ""),
    ],
)  # fmt: skip
def test_font_requests(url: str, families: list[tuple[str, object, object]], display: str) -> None:
    request = read_request(url)
    assert request is not None
    assert [(each.name, each.weights, each.ranges) for each in request.families] == families
    assert request.display == display


def test_what_is_no_font_request() -> None:
    assert read_request("css/a.css?family=x") is None
    assert read_request("https://x.example/a.css") is None
    assert read_request("http://[") is None


def test_weights_of_a_family() -> None:
    request = read_request("https://f.example/css2?family=A:wght@300..500;700&family=B")
    assert request is not None
    first, second = request.families
    assert first.has(400)
    assert first.has(700)
    assert not first.has(600)
    assert second.has(400)
    assert not second.has(700)


def test_fonts_of_a_page() -> None:
    css = (
        "@import url('https://f.example/css2?family=Imp');"
        "@font-face { font-family: 'My Font'; src: url(a.woff2) format('woff2'), local(x); "
        "font-weight: 100 900; font-display: swap }"
    )
    head = "<link rel=stylesheet media=print onload=x href='https://f.example/css2?family=Late'>"
    made = page("x", css, head, {"a.woff2": b"wOF2" + b"0" * 20})
    (face,) = made.font_faces()
    assert (face.family, face.weights, face.display) == ("My Font", (100, 900), "swap")
    assert face.sources[0].usable
    names = [family.name for request in made.font_requests() for family in request.families]
    assert names == ["Late", "Imp"]


def test_descriptions_match_their_element_alone() -> None:
    body = "<div id=a><p>x</p><p>y</p></div><div id='we ird'><i></i></div><div id=dup></div><div id=dup></div>"
    made = page(body + "<svg><g/><g/></svg><my-tag></my-tag>")
    for element in made.root.iter():
        assert made.select(made.describe(element)) == [element]
    assert made.describe(made.select("p")[1]) == "#a > p:nth-of-type(2)"
