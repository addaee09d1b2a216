"""Text on its way to a terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.report.printable import clip, pad, printable, width

any_text = st.text(st.characters(exclude_categories=()), max_size=60)


@given(any_text)
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    shown = printable(text)
    kinds = {unicodedata.category(character) for character in shown}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert shown == printable(shown)


@given(any_text)
def test_ascii_only_is_ascii(text: str) -> None:
    assert printable(text, ascii_only=True).isascii()


def test_what_is_harmless_stays() -> None:
    assert printable("Zürich – 東京") == "Zürich – 東京"
    assert printable("a\x1b[31mb\r\n\t\x00") == "a\\x1b[31mb\\x0d\\x0a\\x09\\x00"
    assert printable("a\u202eb\u200bc\ud800") == "a\\u202eb\\u200bc\\ud800"
    assert printable("±5 × 3 …", ascii_only=True) == "+-5 x 3 ~"


@given(any_text.map(printable), st.integers(0, 30), st.booleans())
def test_clip_keeps_within_the_columns(text: str, columns: int, middle: bool) -> None:
    clipped = clip(text, columns, middle=middle)
    assert width(clipped) <= columns
    if width(text) <= columns:
        assert clipped == text


@given(any_text.map(printable), st.integers(0, 80), st.sampled_from("<>^"))
def test_pad_fills_to_the_columns(text: str, columns: int, align: str) -> None:
    assert width(pad(text, columns, align)) == max(columns, width(text))


def test_width_counts_terminal_columns() -> None:
    assert width("abc") == 3
    assert width("東京") == 4
    assert width("e\u0301") == 1


def test_clipping_the_middle_keeps_both_ends() -> None:
    assert clip("anthropic/claude-sonnet-4.6", 12, middle=True) == "anthrop…-4.6"
    assert clip("anthropic/claude-sonnet-4.6", 12) == "anthropic/c…"
