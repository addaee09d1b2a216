"""The quick way to read a document's tags tells what a parser tells, or leaves it to the parser."""

from __future__ import annotations

import pytest
from bundled_sites import template
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_llmsite.damage.tags import _Parser, _quickly, tag_mistakes

_BITS = (
    "<", ">", "/", '"', "'", "=", " ", "\n", "&", "&amp;", "a", "é", "\xa0", "\x0b", "--", "<!--", "-->",
    "<script>", "</script>", "<style>", "</STYLE>", "<title>", "</title>", "<iframe>", "</iframe>",
    "<textarea>", "<!doctype html>", "<![CDATA[", "<?", "</ b>", "</b >", "<b\x0b>", "<p", "</p>", "<svg>",
    "<path/>", "</svg>", "<h2>", "</h3>", "<b x=1>", '<b x="<i>">', "<A HREF=x/>", "<br/>", "<b a='\"'>",
    "<x-y>", "</x-y>", '<b a =  "c" d>', "<b a==b>", '<b a"c>', "<section\nid=a>", "</section>",
)  # fmt: skip


@given(st.lists(st.sampled_from(_BITS), max_size=14))
@settings(max_examples=1_000, deadline=None)
def test_quick_and_slow_agree(bits: list[str]) -> None:
    source = "".join(bits)
    quick = _quickly(source)
    if quick is not None:
        assert quick.mistakes == _Parser(source).nesting.mistakes


@pytest.mark.parametrize("name", ["safari-lodge", "gala-event"])
def test_a_site_of_ours_is_read_quickly(name: str) -> None:
    source = template(name).start.text("index.html")
    quick = _quickly(source)
    assert quick is not None
    assert quick.mistakes == _Parser(source).nesting.mistakes == []


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("<div>\n<b>x</div>", ["unclosed-b"]),
        ("<div>x</b>\n</div>", ["stray-b"]),
        ("<h2>x</h3>", ["mismatched-h3"]),
        ("<DIV><br><li>x</Div>", []),
        ("<a/>", ["unclosed-a"]),
        ("<svg><a/></svg>", []),
        ("<script>'<b>'</script>", []),
        ("<!-- <b> -->", []),
        ("<p title='<b>'>x", []),
        ("<title><b></title>", None),
        ("<b <i></i>", None),
    ],
)
def test_tags_that_do_not_meet(source: str, codes: list[str] | None) -> None:
    quick = _quickly(source)
    if codes is None:
        assert quick is None
    else:
        assert quick is not None
        assert [mistake.code for mistake in quick.mistakes] == codes
        assert list(tag_mistakes(source)) == quick.mistakes
