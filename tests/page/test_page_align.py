"""Elements are found again after edits that leave the page the same to its readers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import page

from pytest_llmsite.page import Element, Page, align

BODY = """
<header class="top"><a href="#hero"><img src="logo.svg" alt="L"></a><nav><ul><li><a href="#a">About</a></li>
<li><a href="#b">Features</a></li></ul></nav></header>
<section id="hero" class="hero"><div class="in"><h1>Big words</h1><p class="lead">Small words</p>
<a class="btn" href="#b">Book now</a><a class="btn ghost" href="#a">See more</a></div></section>
<section class="about"><h2>About us</h2><p>First paragraph here.</p><p>Second one is there.</p></section>
<section class="cards"><h2>Features</h2><div class="grid"><article class="card"><h3>One</h3><p>Text one</p></article>
<article class="card"><h3>Two</h3><p>Text two</p></article><article class="card"><h3>Three</h3><p>Text three</p></article></div></section>
<footer class="foot"><p>Fine print</p><ul><li><a href="tel:+1">Call</a></li><li><a href="mailto:a@b.example">Write</a></li></ul></footer>
"""


def renamed(html: str) -> str:
    return re.sub(r'class="([^"]*)"', lambda found: f'class="x-{found.group(1)[::-1]}"', html)


def minified(html: str) -> str:
    return re.sub(r">\s+<", "><", html)


def wrapped(html: str) -> str:
    html = re.sub(r'(<section class="about"[^>]*>)', r'\1<div class="wrap"><div>', html)
    return html.replace("there.</p></section>", "there.</p></div></div></section>")


def unwrapped(html: str) -> str:
    html = re.sub(r'<div class="in"[^>]*>', "", html)
    return html.replace("See more</a></div>", "See more</a>")


def moved(html: str) -> str:
    start, end = html.index('<section class="about"'), html.index('<section class="cards"')
    return html[:start] + html[end:].replace("<footer", html[start:end] + "<footer")


def reordered(html: str) -> str:
    first, second, third = (found.start() for found in re.finditer("<article", html))
    return html[:first] + html[second:third] + html[first:second] + html[third:]


def retagged(html: str) -> str:
    html = html.replace('<section class="about"', '<article class="about"')
    return html.replace("there.</p></section>", "there.</p></article>")


def rewritten(html: str) -> str:
    html = html.replace("Big words", "Quite another headline").replace("Small words", "New lead")
    return html.replace("First paragraph here.", "Entirely different.").replace("Book now", "Order")


EDITS = [renamed, minified, wrapped, unwrapped, moved, reordered, retagged, rewritten]


def marked(html: str) -> str:
    """Number every start tag, in an attribute that alignment does not look at."""
    counter = iter(range(10_000))
    return re.sub(
        r"<([a-z0-9]+)([^>]*)>", lambda tag: f'<{tag[1]}{tag[2]} data-id="{next(counter)}">', html
    )


def numbered(made: Page) -> dict[str, Element]:
    return {element.get("data-id"): element for element in made.select("[data-id]")}


@pytest.mark.parametrize("edit", EDITS)
def test_every_element_is_found_again(edit: Callable[[str], str]) -> None:
    original = marked(BODY)
    before, after = page(original), page(edit(original))
    assert edit(original) != original
    found = align(before, after)
    theirs = numbered(after)
    wrong = [
        before.describe(element)
        for number, element in numbered(before).items()
        if number in theirs and found.match(element) is not theirs[number]
    ]
    assert wrong == []


def test_a_page_is_aligned_with_itself() -> None:
    before, after = page(BODY), page(BODY)
    found = align(before, after)
    for element in before.root.iter():
        match = found.match(element)
        assert match is not None
        assert after.describe(match) == before.describe(element)


def test_what_is_new_has_no_origin() -> None:
    before = page("<p>one</p>")
    after = page("<p>one</p><aside><h2>Advertisement</h2><p>Buy</p></aside>")
    found = align(before, after)
    assert found.inverse(after.select("aside")[0]) is None
    assert found.match(before.select("p")[0]) is after.select("p")[0]


def test_what_is_gone_has_no_match() -> None:
    before = page("<p id=a>one</p><section id=b><h2>Two</h2></section>")
    found = align(before, page("<p id=a>one</p>"))
    assert found.match(before.select("#b")[0]) is None
    assert found.match(before.select("h2")[0]) is None


TAGS = st.sampled_from(["div", "p", "section", "a", "b", "ul", "li", "span"])
TREES = st.recursive(
    st.sampled_from(["x", "y", ""]),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", TAGS, st.lists(inner, max_size=4)
    ),
    max_leaves=25,
)


@given(TREES, TREES)
def test_matches_are_one_to_one(first: str, second: str) -> None:
    before, after = page(first), page(second)
    found = align(before, after)
    matches = [found.match(element) for element in before.root.iter()]
    real = [match for match in matches if match is not None]
    assert len(real) == len(set(real))
    assert found.match(before.root) is after.root
    for element in before.root.iter():
        match = found.match(element)
        assert match is None or found.inverse(match) is element


def test_many_siblings_are_aligned_in_reasonable_time() -> None:
    rows = [f"<li>row {number % 7}</li>" for number in range(3000)]
    before = page(f"<ul>{''.join(rows)}</ul>")
    random.Random(1).shuffle(rows)
    after = page(f"<ul>{''.join(rows)}</ul>")
    assert len(align(before, after)) > 2900
