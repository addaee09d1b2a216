"""A sheet read piece by piece is the sheet that one reading of the whole would give."""

from __future__ import annotations

from unittest import mock

from hypothesis import example, given
from hypothesis import strategies as st

from pytest_llmsite.page.pieces import pieces
from pytest_llmsite.page.reader import _parsed, parse_sheet
from pytest_llmsite.page.rules import AtRule, Rule, Setting, Sheet
from pytest_llmsite.templates import loader

PARTS = st.sampled_from(
    [
        "a", ".b", "#c > d", ", ", "{", "}", "{}", "(", ")", "[", "]", ";", ":", "@media (width>1px)",
        "@import 'x';", "@layer x;", "@layer x{", "@layer{", "@font-face{", "color:red", "--x:{a}",
        "color: blue !important;", "margin: 1px 2px", "var(--y)", "/* c */", "/*", "*/", "'s'", '"',
        "'", "url(a.png)", "url('b')", "url(a'b)", "url(", "\\", "\\}", "\n", "  ", "&:hover{", "<!--",
        "-->", "@charset 'u';", "@supports (color:red){", "content:'}'", "\r\n", "\x00", "é",
    ]
)  # fmt: skip


def settings_of(settings: tuple[Setting, ...]) -> list[object]:
    return [
        (s.name, s.text, s.important, [(n, v.content, v.pending) for n, v in s.values])
        for s in settings
    ]


def rule_of(rule: Rule) -> object:
    lines = [setting.line + rule.shift for setting in rule.settings]
    return rule.selector, settings_of(rule.settings), lines, rule.media, rule.layer, rule.line


def at_rule_of(rule: AtRule) -> object:
    frames = [(name, settings_of(settings)) for name, settings in rule.frames]
    return rule.name, rule.prelude, settings_of(rule.settings), rule.line, frames


def told(sheet: Sheet) -> object:
    return (
        [rule_of(rule) for rule in sheet.rules],
        [(each.url, each.line) for each in sheet.imports],
        [at_rule_of(rule) for rule in sheet.at_rules],
        sheet.layers,
        sorted((error.code, error.line) for error in sheet.errors),
    )


@given(st.lists(PARTS, max_size=40).map("".join))
@example("")
@example("a{}")
@example("a{} b")
@example("a{}\n/* end */")
@example(
    "/* a */ @import 'x';\n@layer a, b;\n@import url(y.css) screen;\n\n@layer a{\n\nb{}\nc{color:red}}"
)
@example("@layer y;@media x{@import 'late';}@import 'later';")
@example(
    "@media (width>1px)/* { */{\na{color:blue}\n\n@media print{b{margin:1px;}c{}\n}}@layer z{}"
)
@example("x\n{color:red}\n\n.y{margin:1px;\nfoo:bar}")
def test_pieces_make_up_the_whole(css: str) -> None:
    found = pieces(css)
    if found is not None:
        assert "".join(found) == css
    whole = told(_parsed(css, False))
    assert told(parse_sheet(css)) == whole
    parse_sheet.cache_clear()
    with mock.patch("pytest_llmsite.page.pieces.MOST", 0):  # every block is cut once more
        assert told(parse_sheet(css)) == whole
    parse_sheet.cache_clear()


def test_bundled_sheets_are_cut_into_many_pieces() -> None:
    for name in loader.bundled_names():
        site = loader.load(loader.BUNDLED / name).start
        for path in site:
            if path.endswith(".css"):
                css = site.text(path)
                assert "@import" in css or len(pieces(css) or ()) > 5, path
                assert told(parse_sheet(css)) == told(_parsed(css, False))


def test_an_edited_sheet_shares_the_rules_that_stayed_in_their_lines() -> None:
    before = parse_sheet("a{color:red}\nb{color:blue}\n")
    after = parse_sheet("a{color:lime}\nb{color:blue}\n")
    assert before.rules[0] is not after.rules[0]
    assert before.rules[1] is after.rules[1]
    assert after.rules[1].line == 2
