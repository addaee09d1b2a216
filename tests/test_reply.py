"""Replies: tolerant of form, strict about paths and uniqueness, never raising."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.reply import Edit, Verb, apply_reply, parse_reply, render_reply, safe_path
from pytest_llmsite.site import Site

SITE = Site(
    {
        "index.html": b"<h1>Old</h1>\n<p>One</p>\n<p>Two</p>\n",
        "css/styles.css": b"a {\r\n  color: red;  \r\n}\r\nb {\r\n  color: red;\r\n}\r\n",
        "assets/logo.webp": b"RIFF",
    }
)


def block(path: str, search: str, replace: str) -> str:
    return f"### EDIT {path}\n<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n"


def apply(text: str) -> tuple[Site, list[str]]:
    applied = apply_reply(SITE, parse_reply(text))
    return applied.site, [refused.reason for refused in applied.refused]


@pytest.mark.parametrize(
    "text",
    [
        block("index.html", "<h1>Old</h1>", "<h1>New</h1>"),
        "Sure, here you go:\n\n" + block("index.html", "<h1>Old</h1>", "<h1>New</h1>") + "\nDone.",
        block("index.html", "<h1>Old</h1>", "<h1>New</h1>").replace("\n", "\r\n"),
        block("`index.html`", "<h1>Old</h1>  ", "<h1>New</h1>"),
        block("./index.html", "\n<h1>Old</h1>\n", "\n<h1>New</h1>\n"),
        "**EDIT: index.html**\n```html\n<<<<<<< SEARCH\n<h1>Old</h1>\n=======\n<h1>New</h1>\n"
        ">>>>>>> REPLACE\n```",
        block("index.html", "Old", "New"),
    ],
    ids=["plain", "chatter", "crlf", "ticks", "blank-ends", "fenced", "inside-a-line"],
)
def test_forms_of_the_same_edit(text: str) -> None:
    site, refused = apply(text)
    assert refused == []
    assert site.text("index.html") == "<h1>New</h1>\n<p>One</p>\n<p>Two</p>\n"


def test_crlf_files_keep_their_line_ends() -> None:
    site, refused = apply(block("css/styles.css", "a {\n  color: red;", "a {\n  color: blue;"))
    assert refused == []
    assert site.files["css/styles.css"].startswith(b"a {\r\n  color: blue;\r\n}\r\n")


def test_whole_files_and_deletion() -> None:
    site, refused = apply(
        "### FILE new/page.html\n````html\n```\n<p>x</p>\n````\n### DELETE index.html"
    )
    assert refused == []
    assert site.text("new/page.html") == "```\n<p>x</p>\n"
    assert "index.html" not in site


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (block("index.html", "missing", "x"), "not found"),
        (block("css/styles.css", "  color: red;", "x"), "occurs 2 times"),
        (block("../etc/passwd", "a", "b"), "unsafe path"),
        (block("nowhere.html", "a", "b"), "no such file"),
        (block("assets/logo.webp", "RIFF", "b"), "not a text file"),
        ("### EDIT index.html\nchange the title", "no <<<<<<< SEARCH"),
        ("### EDIT index.html\n<<<<<<< SEARCH\nOld\n=======\nNew", "never closed"),
        ("### FILE index.html\n```html\n<p>", "never closed"),
        ("### FILE index.html\n<p>no fence</p>", "no fenced content"),
        ("### FILE css\n```\nx\n```", "name of a folder"),
        ("### FILE index.html/x\n```\nx\n```", "name of a folder"),
        ("### DELETE gone.html", "no such file"),
        (block("index.html", "", "x"), "search text is empty"),
    ],
)
def test_refusals_name_their_reason_and_change_nothing(text: str, reason: str) -> None:
    site, refused = apply(text)
    assert len(refused) == 1
    assert reason in refused[0]
    assert site == SITE


def test_one_refused_edit_does_not_hold_up_the_rest() -> None:
    text = block("index.html", "zzz", "x") + block("index.html", "<p>One</p>", "<p>1</p>")
    site, refused = apply(text)
    assert len(refused) == 1
    assert "<p>1</p>" in site.text("index.html")


def test_no_changes_is_a_declaration_only_without_edits() -> None:
    assert parse_reply("### NO CHANGES").declares_no_changes
    assert not parse_reply("nothing").declares_no_changes
    assert not parse_reply("### NO CHANGES\n" + block("a.html", "a", "b")).declares_no_changes


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "C:/x",
        "a\\b",
        ".git/config",
        "a//b",
        "a/",
        "x\n",
        " a",
    ],
)
def test_unsafe_paths(path: str) -> None:
    assert safe_path(path) is None


@given(st.text())
def test_any_text_is_read_and_applied_without_raising(text: str) -> None:
    apply(text)


PIECES = st.sampled_from(
    ["### EDIT index.html", "### FILE a.css", "### DELETE index.html", "<<<<<<< SEARCH", "=======",
     ">>>>>>> REPLACE", "```", "````css", "<h1>Old</h1>", "", "text", "\ud800", "\0"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30))
def test_any_order_of_markers_is_read_without_raising(lines: list[str]) -> None:
    site, _ = apply("\n".join(lines))
    assert all(safe_path(path) == path for path in site)


LINE = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\0"),
    min_size=1,
)
CODE = st.lists(LINE.map(lambda line: "x" + line.rstrip()), min_size=1, max_size=4).map("\n".join)


@given(st.lists(st.builds(Edit, st.just(Verb.EDIT), st.just("css/a.css"), CODE, CODE), min_size=1))
def test_written_edits_are_read_back(edits: list[Edit]) -> None:
    read = parse_reply(render_reply(edits)).edits
    assert [(e.verb, e.path, e.search, e.replace) for e in read] == [
        (e.verb, e.path, e.search, e.replace) for e in edits
    ]
