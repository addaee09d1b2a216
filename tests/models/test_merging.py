"""Reference edits fitted to pages that carry earlier faults."""

from __future__ import annotations

from pytest_llmsite.models.merging import fit
from pytest_llmsite.reply import Edit, Verb, apply_reply, parse_reply, render_reply
from pytest_llmsite.site import Site

PAGE = (
    "<head>\n  <title>Old</title>\n  <meta name=theme-color content=#aa0011>\n</head>\n<p>a\n<p>b\n"
)


def fitted(search: str, new: str, text: str = PAGE) -> str | None:
    """Return what a page becomes by the fitted edit; None where that has no place."""
    edit = fit(Edit(Verb.EDIT, "index.html", search=search, replace=new, line=1), text)
    if edit is None:
        return None
    applied = apply_reply(Site({"index.html": text.encode()}), parse_reply(render_reply([edit])))
    assert applied.refused == ()
    return applied.site.text("index.html")


def test_an_edit_that_applies_is_left_alone() -> None:
    assert fitted("  <title>Old</title>", "  <title>New</title>") == PAGE.replace("Old", "New")


def test_an_addition_beside_a_line_that_has_changed_keeps_the_line() -> None:
    was = "  <meta name=theme-color content=#14352b>"
    found = fitted(was, f"{was}\n  <meta name=author content=x>")
    assert found == PAGE.replace("#aa0011>", "#aa0011>\n  <meta name=author content=x>")


def test_a_block_that_has_changed_in_part_is_merged() -> None:
    block = "  <title>Old</title>\n  <link>\n  <meta name=theme-color content=#14352b>\n</head>"
    page = PAGE.replace("</title>\n", "</title>\n  <link>\n")
    assert fitted(block, block.replace("Old", "New"), page) == page.replace("Old", "New")


def test_what_is_not_there_at_all_has_no_place() -> None:
    assert fitted("<footer>nothing like it</footer>", "<footer></footer>") is None
