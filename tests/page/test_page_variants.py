"""A page in another state: the same elements, in other styles."""

from __future__ import annotations

from pytest_llmsite.page.page import Page
from pytest_llmsite.page.variants import calm, focused
from pytest_llmsite.site import Site

BODY = '<body><a href="#x">one</a> <p>two'
CSS = "a { color: red } a:focus { color: green }"


def site(head: str, css: str = CSS) -> Site:
    html = f"<!DOCTYPE html><html><head>{head}</head>{BODY}"
    return Site({"index.html": html.encode(), "a.css": css.encode()})


def colours(page: Page) -> tuple[str, str]:
    link = page.select("a")[0]
    variant = focused(page)
    return page.style(link)["color"], variant.page.style(variant.element(link))["color"]


def test_a_variant_has_the_elements_of_its_page_unless_its_sheet_stands_in_the_document() -> None:
    linked = Page(site('<link rel="stylesheet" href="a.css">'))
    inside = Page(site(f"<style>{CSS}</style>"))
    for page in (linked, inside):
        assert colours(page) == ("rgb(255, 0, 0)", "rgb(0, 128, 0)")
    assert focused(linked).page.document is linked.document
    assert focused(inside).page.document is not inside.document
    assert focused(inside).page.source != inside.source


def test_a_page_that_changes_in_nothing_is_its_own_variant() -> None:
    page = Page(site('<link rel="stylesheet" href="a.css">'))
    assert calm(page).page is page
    assert not calm(page).changed


def test_a_page_outlives_its_variants() -> None:
    pages = [
        Page(site('<link rel="stylesheet" href="a.css">', f"{CSS} p {{ top: {n}px }}"))
        for n in range(5)
    ]
    for _ in range(2):
        for page in pages:  # more than are kept
            assert colours(page) == ("rgb(255, 0, 0)", "rgb(0, 128, 0)")
            paragraph = page.document.nodes[-1]
            assert [node.tag for node in paragraph.ancestors()] == ["body", "html"]
