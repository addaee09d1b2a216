"""Colours: reading, mixing, contrast."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.page import Colour, calc, colour_syntax, ratio
from pytest_llmsite.page.colour import BLACK, WHITE
from pytest_llmsite.page.colour_spaces import POLAR, RGB_SPACES, XYZ_SPACES, convert
from pytest_llmsite.page.tokens import tokenise

CHANNEL = st.floats(0, 1)
COLOURS = st.builds(Colour, CHANNEL, CHANNEL, CHANNEL, CHANNEL)


def read(css: str) -> Colour | None:
    (token,) = tokenise(css)
    return colour_syntax.parse(token)


@pytest.mark.parametrize(
    "css, expected",
    [
        ("#f80", "#ff8800"), ("#ff880080", "#ff880080"), ("RebeccaPurple", "#663399"),
        ("transparent", "#00000000"), ("rgb(1 2 3)", "#010203"), ("rgba(1,2,3,.5)", "#01020380"),
        ("rgb(10% 20% 30% / 40%)", "#1a334d66"), ("hsl(120deg 100% 50%)", "#00ff00"),
        ("hsla(0, 100%, 50%, 1)", "#ff0000"), ("hwb(0 100% 0%)", "#ffffff"),
        ("rgb(from red calc(r / 2) g b)", "#800000"), ("color(srgb 1 0 0)", "#ff0000"),
        ("color-mix(in srgb, white 25%, black)", "#404040"), ("light-dark(red, blue)", "#ff0000"),
        ("rgb(none 255 0)", "#00ff00"), ("oklch(100% 0 0)", "#ffffff"), ("lab(0 0 0)", "#000000"),
        ("rgb(300 -5 0)", "#ff0000"), ("hsl(480 100% 50%)", "#00ff00"),
    ],
)  # fmt: skip
def test_syntax(css: str, expected: str) -> None:
    colour = read(css)
    assert colour is not None
    assert colour.hex == expected


@pytest.mark.parametrize(
    "css", ["#12", "#ggg", "bogus", "rgb(1, 2)", "rgb(1 2 3 4)", "rgb(1%, 2, 3)", "hsl(1, 2, 3)",
            "rgb(1px 2 3)", "color(foo 1 2 3)", "color-mix(in foo, red, blue)", "rgb(from bogus r g b)",
            "url(x)", "rgb()", "light-dark(red)"],
)  # fmt: skip
def test_what_is_no_colour(css: str) -> None:
    assert read(css) is None


def test_text_is_as_browsers_print_it() -> None:
    assert str(Colour(1, 0, 0)) == "rgb(255, 0, 0)"
    assert str(Colour(1, 0, 0, 0.5)) == "rgba(255, 0, 0, 0.5)"
    assert str(read("oklch(62% .2 30 / .5)")) == "oklch(0.62 0.2 30 / 0.5)"


def test_same_rgb_looks_past_rounding_and_alpha() -> None:
    assert Colour(0.5, 0.5, 0.5).same_rgb(Colour(0.503, 0.5, 0.497, 0.1))
    assert not Colour(0.5, 0.5, 0.5).same_rgb(Colour(0.51, 0.5, 0.5))


def test_ratios_of_wcag() -> None:
    grey = read("#767676")
    assert grey is not None
    assert ratio(BLACK, WHITE) == pytest.approx(21)
    assert ratio(grey, WHITE) == pytest.approx(4.54, abs=0.005)


@given(COLOURS, COLOURS)
def test_ratio_is_symmetric_and_bounded(first: Colour, second: Colour) -> None:
    assert 1 <= ratio(first, second) <= 21.0001
    assert ratio(first, second) == ratio(second, first)


@given(COLOURS)
def test_compositing(colour: Colour) -> None:
    over = colour.over(WHITE)
    assert over.opaque
    for channel, mine in ((over.r, colour.r), (over.g, colour.g), (over.b, colour.b)):
        assert channel == pytest.approx(mine * colour.alpha + 1 - colour.alpha, abs=1e-9)


@given(
    st.tuples(CHANNEL, CHANNEL, CHANNEL),
    st.sampled_from(sorted(RGB_SPACES | XYZ_SPACES | set(POLAR) | {"lab", "oklab"})),
)
def test_spaces_convert_there_and_back(rgb: tuple[float, float, float], space: str) -> None:
    there = convert("srgb", space, rgb)
    assert convert(space, "srgb", there) == pytest.approx(rgb, abs=2e-6)


@pytest.mark.parametrize(
    "css, expected",
    [
        ("calc(1px + 2 * 3px)", {"px": 7}), ("calc(100% - 20px)", {"%": 100, "px": -20}),
        ("min(3px, 2px)", {"px": 2}), ("clamp(1px, 5px, 3px)", {"px": 3}), ("1in", {"px": 96}),
        ("2em", {"px": 40}), ("50vw", {"px": 640}), ("calc(1turn / 4)", {"deg": 90}),
        ("calc(10px / 2px)", {"": 5}), ("round(7px, 5px)", {"px": 5}), ("sin(90deg)", {"": 1}),
        ("calc(1px * (2 + 3))", {"px": 5}), ("max(1%, 2px)", None), ("calc(1px 2px)", None),
        ("calc()", None), ("calc(1px * 1px)", None), ("abs(-2px)", {"px": 2}), ("hypot(3px, 4px)", {"px": 5}),
        ("calc(pi * 1px)", {"px": 3.141592653589793}),
    ],
)  # fmt: skip
def test_mathematics(css: str, expected: dict[str, float] | None) -> None:
    (token,) = tokenise(css)
    found = calc.quantity(token, calc.Terms(calc.Scale(em=20.0)))
    assert found == (pytest.approx(expected) if expected is not None else None)


WORDS = st.lists(
    st.sampled_from(
        "1 2px 50% 3em 1fr ( ) + - * / , calc( min( clamp( round( rgb( rgba( hsl( color-mix( in srgb oklch "
        "from red #fff none alpha r g b l c h / deg 1e999 -0 infinity nan lab( color( light-dark(".split()
    ),
    max_size=25,
).map(" ".join)


@given(WORDS)
def test_no_value_breaks_the_readers(css: str) -> None:
    for token in tokenise(css):
        colour = colour_syntax.parse(token)
        if colour is not None:
            assert 0 <= colour.r <= 1
            assert 0 <= colour.alpha <= 1
            assert isinstance(colour.css, str)
        calc.px(token, calc.Scale())
        calc.number(token)
        calc.plausible(token) if token.type == "function" else None
