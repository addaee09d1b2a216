"""Replies to the bakery's starting site, each with the rule that is to speak of it, or none."""

from __future__ import annotations

from pytest_llmsite.models.protocol import Response

_OLD, _NEW = "  --primary: #0b3d5c;", "  --primary: #6b2d1a;"


def _edit(old: str, new: str, path: str = "css/styles.css") -> str:
    return f"### EDIT {path}\n<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


_GOOD = _edit(_OLD, _NEW)
_PROSE = "I would change the primary colour in styles.css to #6b2d1a."

REPLIES: dict[str, tuple[Response, str]] = {
    "an edit": (Response(_GOOD), ""),
    "an edit in prose": (Response(f"Here it is:\n\n{_GOOD}\nThat is all."), ""),
    "CRLF": (Response(_GOOD.replace("\n", "\r\n")), ""),
    "without indentation": (Response(_edit(_OLD.strip(), _NEW.strip())), ""),
    "in a fence": (Response(_GOOD.replace("css\n<", "css\n```\n<") + "```\n"), ""),
    "a bold header": (Response(_GOOD.replace("### EDIT css/styles.css", "**EDIT: css/styles.css**")), ""),
    "a whole file": (Response("### FILE css/extra.css\n```css\nbody { margin: 0; }\n```\n"), ""),
    "no changes": (Response("### NO CHANGES\n"), ""),
    "nothing": (Response(""), "reply/empty"),
    "blanks": (Response(" \n\n\t"), "reply/empty"),
    "prose": (Response(_PROSE), "reply/malformed"),
    "code without a header": (Response(f"```css\n:root {{ {_NEW} }}\n```"), "reply/malformed"),
    "a search text that is nowhere": (Response(_edit("--primary: #fff;", _NEW)), "reply/malformed"),
    "a path out of the site": (Response("### FILE ../x.css\n```css\na {}\n```\n"), "reply/malformed"),
    "an apology": (Response("I'm sorry, but I can't help with that."), "reply/refused"),
    "declined by the provider": (Response("", refused=True), "reply/refused"),
    "filtered": (Response("…", finish_reason="content_filter"), "reply/refused"),
    "at the output limit": (Response(_GOOD, finish_reason="length"), "reply/truncated"),
    "at another server's limit": (Response(_GOOD, finish_reason="max_tokens"), "reply/truncated"),
    "one of two edits": (Response(_GOOD + _edit("nowhere", "x")), "reply/refused-edit"),
    "a search text that is there twice": (
        Response(_GOOD + _edit("<h2>", "<h3>", "index.html")), "reply/refused-edit"
    ),
}  # fmt: skip
