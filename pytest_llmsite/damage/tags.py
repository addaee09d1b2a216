"""Start and end tags that do not meet, where HTML wants both: questions about the source, not the tree."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser

from ..page.dom import ParseError

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_OPTIONAL = frozenset(
    "html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MAX_MISTAKES = 200

_SPACE = r"[\x20\t\n\r\f]"
_ATTRIBUTES = (
    rf"(?:{_SPACE}+[\w:.@-]+(?:{_SPACE}*={_SPACE}*(?:\"[^\"]*\"|'[^']*'|[\w.:-]+(?![^\x20\t\n\r\f>])))?)*"
    rf"{_SPACE}*"
)
# What any parser of any version reads alike; a bare "<" is what is not so simple.
_MARKUP = re.compile(
    rf"""<!--(?![->])[^-]*(?:-(?!-)[^-]*)*-->
      | <!doctype[^<>]*>
      | <(?P<raw>script|style|title|textarea|iframe){_ATTRIBUTES}>
        (?P<text>[^<]*(?:<(?!/(?P=raw)|!)[^<]*)*)</(?P=raw)>
      | <(?P<tag>[a-z][a-z0-9-]*){_ATTRIBUTES}(?P<slash>/?)>
      | </(?P<end>[a-z][a-z0-9-]*){_SPACE}*>
      | <
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE | re.ASCII,
)
_TEXT_ONLY = frozenset({"title", "textarea", "iframe"})  # versions differ in what "<" means there
_UNCLEAR = frozenset(
    {"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp"}
)  # fmt: skip


@lru_cache(maxsize=32)
def tag_mistakes(source: str) -> tuple[ParseError, ...]:
    """Return which tags of a document close nothing, or are closed too late or never."""
    found = _quickly(source)
    return tuple((_Parser(source).nesting if found is None else found).mistakes)


class _Nesting:
    """Counts start and end tags that do not meet."""

    def __init__(self) -> None:
        self.open: list[tuple[str, int]] = []
        self.mistakes: list[ParseError] = []
        self.foreign = 0

    def start(self, tag: str, line: int) -> None:
        if tag in ("svg", "math"):
            self.foreign += 1
        if tag not in _VOID and tag not in _OPTIONAL:
            self.open.append((tag, line))

    def start_and_end(self, tag: str, line: int) -> None:
        if not self.foreign and tag not in _VOID and tag not in ("svg", "math"):
            self.start(tag, line)  # in HTML the slash means nothing

    def end(self, tag: str, line: int) -> None:
        if tag in ("svg", "math"):
            self.foreign = max(0, self.foreign - 1)
        if tag in _VOID or tag in _OPTIONAL:
            return
        if tag in _HEADINGS and self.open and self.open[-1][0] in _HEADINGS - {tag}:
            name, opened = self.open.pop()  # any heading's end tag closes it
            self._mistake("mismatched", tag, opened, f"<{name}> is closed by </{tag}>")
            return
        if not any(name == tag for name, _ in self.open):
            self._mistake("stray", tag, line, f"</{tag}> closes nothing")
            return
        while self.open:
            name, opened = self.open.pop()
            if name == tag:
                return
            self._mistake("unclosed", name, opened, f"<{name}> is not closed before </{tag}>")

    def finish(self) -> None:
        for tag, line in self.open:
            self._mistake("unclosed", tag, line, f"<{tag}> is never closed")

    def _mistake(self, kind: str, tag: str, line: int, message: str) -> None:
        if len(self.mistakes) < MAX_MISTAKES:
            self.mistakes.append(ParseError(f"{kind}-{tag}", line, message))


def _quickly(source: str) -> _Nesting | None:
    """Return what a parser would tell of a document; None where that may depend on the parser."""
    nesting = _Nesting()
    line, at = 1, 0
    for match in _MARKUP.finditer(source):
        line += source.count("\n", at, match.start())
        at = match.start()
        kind = match.lastgroup
        if kind == "slash":
            tag = match["tag"].lower()
            if tag in _UNCLEAR:
                return None
            if match["slash"]:
                nesting.start_and_end(tag, line)
            else:
                nesting.start(tag, line)
        elif kind == "end":
            nesting.end(match["end"].lower(), line)
        elif kind == "text":
            tag, text = match["raw"].lower(), match["text"]
            if tag in _TEXT_ONLY and "<" in text:
                return None
            nesting.start(tag, line)
            nesting.end(tag, line + source.count("\n", at, match.end()))
        elif match.end() - at == 1:
            return None
    nesting.finish()
    return nesting


class _Parser(HTMLParser):
    """Reads whatever it is given."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nesting = _Nesting()
        self.feed(source)
        self.close()
        self.nesting.finish()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.nesting.start(tag, self.getpos()[0])

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.nesting.start_and_end(tag, self.getpos()[0])

    def handle_endtag(self, tag: str) -> None:
        self.nesting.end(tag, self.getpos()[0])
