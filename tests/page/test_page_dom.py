"""The tree is the one a browser builds, whatever comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import page

from pytest_llmsite.page import Page, dom
from pytest_llmsite.site import Site


def tags(html: str) -> list[str]:
    """Return the tags in order, those that every document has left out."""
    document = dom.parse(html)
    return [node.tag for node in document.nodes if node.tag not in ("html", "head", "body")]


@pytest.mark.parametrize(
    "html, expected",
    [
        ("<p>a<p>b<div>c</p>d", ["p", "p", "div", "p"]),
        ("<b>a<i>b</b>c</i>", ["b", "i", "i"]),
        ("<a href=1>x<a href=2>y", ["a", "a"]),
        ("<div/>a<span/>b", ["div", "span"]),
        ("<table><div>x</div><tr><td>y", ["div", "table", "tbody", "tr", "td"]),
        ("<head><title>a</title><div>b</div><meta name=x>", ["title", "div", "meta"]),
        ("<ul><li>a<li>b</ul>", ["ul", "li", "li"]),
        ("<svg><linearGradient/><p>x", ["svg", "linearGradient", "p"]),
    ],
)
def test_broken_markup_is_mended_as_browsers_do(html: str, expected: list[str]) -> None:
    assert tags("<!doctype html>" + html) == expected


def test_template_content_is_kept_apart() -> None:
    document = dom.parse("<!doctype html><template><p class=x>a</p></template><p>b")
    assert [node.tag for node in document.nodes if node.tag == "p"] == ["p"]
    assert document.templates[0][1].findtext("p") == "a"


def test_nodes_are_in_tree_order_and_linked() -> None:
    document = dom.parse("<!doctype html><div><p>a<b>b</b></p></div><p>c")
    assert [node.order for node in document.nodes] == list(range(len(document.nodes)))
    for node in document.nodes:
        assert document.by_element[node.element] is node
        if node.parent is not None:
            assert node.parent.children[node.index] is node
            assert node.element.getparent() is node.parent.element


def test_lines_are_those_of_the_source() -> None:
    made = page("\n<p>\n<b\nclass=x>y</b></p>")
    assert made.line(made.select("p")[0]) == 4
    assert made.line(made.select("b")[0]) == 5
    assert dom.parse("text").root.line == 0


@pytest.mark.parametrize(
    "doctype, quirks",
    [
        ("<!DOCTYPE html>", False),
        ("<!doctype HTML SYSTEM 'about:legacy-compat'>", False),
        ("", True),
        ("Here is the page:\n<!DOCTYPE html>", True),
        ("<!-- c --><!DOCTYPE html>", False),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">', True),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "u">', False),
        ('<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">', True),
        ("<!DOCTYPE svg>", True),
    ],
)
def test_quirks_mode(doctype: str, quirks: bool) -> None:
    assert dom.parse(doctype + "<p>x").quirks is quirks


@pytest.mark.parametrize(
    "content, text",
    [
        ("<p>é".encode(), "é"),
        (b"\xef\xbb\xbf<p>\xc3\xa9", "é"),
        ("<p>é".encode("utf-16"), "é"),
        ("<meta charset=iso-8859-1><p>é".encode("latin-1"), "é"),
        ("<meta charset=bogus><p>é".encode(), "é"),
        ("<meta charset=latin1><p>é".encode(), "Ã©"),
        (b"<p>\xff\xfe", "��"),
    ],
)
def test_encodings(content: bytes, text: str) -> None:
    made = Page(Site({"index.html": content}))
    assert made.text(made.select("p")[0]) == text


def test_names_that_xml_refuses_are_made_legal() -> None:
    document = dom.parse('<!doctype html><a b"c=1 d:e=2 xlink:href=x ünï=3><x:y>')
    element = next(node for node in document.nodes if node.tag == "a").element
    assert element.get("ünï") == "3"
    assert element.get("d_e") == "2"
    assert any(node.tag == "x:y" for node in document.nodes)


def test_duplicate_attributes_are_reported_with_their_line() -> None:
    made = page("\n\n<p class=a class=b>x")
    (error,) = made.errors
    assert (error.code, error.line) == ("duplicate-attribute", 5)


def test_deep_nesting_is_capped_as_in_browsers() -> None:
    document = dom.parse("<!doctype html>" + "<div>" * 5000 + "x")
    assert max(len(list(node.ancestors())) for node in document.nodes) <= 512


def test_huge_documents_are_cut_and_say_so() -> None:
    document = dom.parse("<!doctype html>" + "<i></i>" * (dom.MAX_NODES + 10))
    assert len(document.nodes) <= dom.MAX_NODES + 1
    assert "too-many-elements" in {error.code for error in document.errors}


@given(st.binary(max_size=400))
def test_any_bytes_give_a_document(content: bytes) -> None:
    made = Page(Site({"index.html": content}))
    assert made.root.tag == "html"
    assert [node.tag for node in made.document.root.children][:1] == ["head"]
    made.text(made.root)
