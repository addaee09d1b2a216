"""Selectors match what they match in a browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import page

from pytest_llmsite.page.matching import SelectorError
from pytest_llmsite.page.selectors import Context, parse_list
from pytest_llmsite.page.tokens import tokenise

BODY = """
<main id=m class="a b"><p class=one lang=fr>1</p><p>2<b>b</b></p><div><p title="X y">3</p></div><ul>
<li class=o>1<li>2<li class=o>3<li class=o>4</ul><a href=x.PDF>l</a><a>n</a><input required><input value=v disabled>
<input type=CHECKBOX checked><svg viewBox="0 0 1 1"><linearGradient/></svg><em></em><i> </i></main>
"""


def names(selector: str) -> list[str]:
    made = page(BODY)
    return [
        f"{element.tag}{'.' + element.get('class') if element.get('class') else ''}"
        for element in made.select(selector, made.select("body")[0])
    ]


@pytest.mark.parametrize(
    "selector, expected",
    [
        ("p", ["p.one", "p", "p"]),
        ("P.one, #m > p + p", ["p.one", "p"]),
        ("#m.a.b > .one", ["p.one"]),
        ("main p ~ div p", ["p"]),
        ("main > p > b", ["b"]),
        (":is(p, b):not(.one)", ["p", "b", "p"]),
        ("p:has(b)", ["p"]),
        ("p:has(+ div)", ["p"]),
        ("main:has(> ul li.o) em", ["em"]),
        ("li:nth-child(2n)", ["li", "li.o"]),
        ("li:nth-child(2 of .o)", ["li.o"]),
        ("li:nth-last-child(1)", ["li.o"]),
        ("p:first-of-type", ["p.one", "p"]),
        ("p:only-of-type", ["p"]),
        ("[title~=y]", ["p"]),
        ("[title='x Y' i]", ["p"]),
        ("[href$='.pdf']", []),
        ("[href$='.pdf' i]", ["a"]),
        ("input[type=checkbox]", ["input"]),
        (":link", ["a"]),
        (":required", ["input"]),
        (":disabled", ["input"]),
        (":checked", ["input"]),
        (":lang(fr)", ["p.one"]),
        ("em:empty, i:empty", ["em"]),
        ("linearGradient", ["linearGradient"]),
        ("lineargradient", []),
        ("[viewBox]", ["svg"]),
        (":hover, a:visited, p::before", []),
        (":where(.one):is(p, :bogus)", ["p.one"]),
        ("*|p.one", ["p.one"]),
        (":scope > main", ["main.a b"]),
        ("\\6d ain", ["main.a b"]),
    ],
)
def test_matching(selector: str, expected: list[str]) -> None:
    assert names(selector) == expected


@pytest.mark.parametrize(
    "selector",
    ["", "p,", "> p", "p >", "p > > b", ".", "#1a", "p:bogus", "p::bogus", ":not()", ":not(:bogus)",
     "[", "[a=]", "[a=b c]", "p:nth-child(x)", "p::before b", "::before:hover", "p..x", "a|b", "p{}",
     ":has(:bogus)", "p @media", "!", "p:is"],
)  # fmt: skip
def test_invalid_selectors_raise_value_error(selector: str) -> None:
    with pytest.raises(ValueError):
        page(BODY).select(selector)


@pytest.mark.parametrize(
    "selector, specificity",
    [
        ("*", (0, 0, 0)), ("p", (0, 0, 1)), (".a.b", (0, 2, 0)), ("#a p::before", (1, 0, 2)),
        (":where(#a) p", (0, 0, 1)), (":is(#a, p) b", (1, 0, 1)), (":not(.a, p)", (0, 1, 0)),
        ("p:nth-child(2 of #x)", (1, 1, 1)), ("[a]:hover", (0, 2, 0)), (":has(> .a)", (0, 1, 0)),
    ],
)  # fmt: skip
def test_specificity(selector: str, specificity: tuple[int, int, int]) -> None:
    (compiled,) = parse_list(tokenise(selector), Context())
    assert compiled.specificity == specificity


def test_nesting_stands_for_the_parents() -> None:
    context = Context(parents=tuple(parse_list(tokenise("#m, .zzz"), Context())))
    for selector in ("& .one", ".one", "> .one", ":is(& > .one)"):
        (compiled,) = parse_list(tokenise(selector), context)
        made = page(BODY)
        matched = [node for node in made.document.nodes if compiled.matches(node)]
        assert [node.attrs["class"] for node in matched] == ["one"], selector
        assert compiled.specificity == (1, 1, 0)


def test_quirks_mode_ignores_case() -> None:
    context = Context(quirks=True)
    (compiled,) = parse_list(tokenise("#Top.Big"), context)
    assert compiled.keys == (("id", "top"),)


@pytest.mark.parametrize("combinator", [" ", " > ", " ~ ", " + "])
def test_long_chains_do_not_backtrack_for_ever(combinator: str) -> None:
    made = page("<div>" * 300 + "<p></p>" * 300)
    selector = "nowhere" + (combinator + "*") * 40
    assert made.select(selector) == []
    assert made.select(" ".join(["*"] * 40))


ALPHABET = st.text(st.sampled_from(list("abp.#:[]()>+~*,= \t\n'\"\\-&|@{}!1éhasnoti")), max_size=30)


@given(ALPHABET)
def test_any_text_is_a_selector_or_a_value_error(selector: str) -> None:
    try:
        compiled = parse_list(tokenise(selector), Context())
    except SelectorError:
        return
    made = page("<p class=a><b id=b>x</b></p>")
    for node in made.document.nodes:
        for each in compiled:
            assert each.matches(node) in (True, False)
