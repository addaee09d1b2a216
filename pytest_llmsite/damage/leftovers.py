"""What a reply leaves in a file that is none of the site's: elisions, markers, fences, chatter; and text
that was never meant to be published: placeholders, garbled characters, visible markup.

These are questions about the source of text files, so here patterns over source are right. Each is
counted before and after: what the site had already is none of the step's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath

from ..actions.building import quote
from ..actions.wording import quoted
from ..findings import Defect, Evidence
from ..page.contents import Block
from ..site import Site
from .case import Case, defect
from .content import shown

MAX_TEXT = 2_000_000
_KINDS = frozenset({".html", ".htm", ".css", ".js", ".mjs", ".svg"})

_COMMENT = re.compile(r"<!--(.*?)-->|/\*(.*?)\*/|(?m:^\s*//([^\n]*)$)", re.DOTALL)
_DOTS = r"(?:\.{3,}|…)"
_WHAT = r"(?:rest|remain(?:ing|der)|existing|previous|other|original|current|same|unchanged|more|all|your)"
_PARTS = (
    r"(?:content|contents|code|styles?|css|html|markup|sections?|rules?|file|page|document|elements?|"
    r"items?|cards?|scripts?|functions?|stylesheet|body|head|links?|above|below|before|as is|here|"
    r"everything)"
)
_ELISION = re.compile(
    rf"^\W*{_DOTS}\W*$"
    rf"|{_DOTS}.*\b{_WHAT}\b"
    rf"|\b{_WHAT}\b.*{_DOTS}"
    rf"|\brest of (?:the |your |this )?{_PARTS}\b"
    rf"|\b(?:remaining|existing|previous|original|other) {_PARTS}\b.*\b(?:unchanged|here|remains?|stays?|"
    r"goes?|continues?|untouched|omitted|same|follows?)\b"
    rf"|\b(?:keep|keeping|leave|insert|include|add|paste|put) (?:all |the |your )*"
    rf"(?:existing|remaining|rest of|original|previous|other) "
    rf"|\b{_PARTS} (?:remains?|stays?|is|are|goes) (?:the same|unchanged|as is|as before|here)\b"
    r"|\b(?:omitted|truncated|shortened|abbreviated) for (?:brevity|clarity|space)\b"
    r"|\b(?:no changes?|unchanged) (?:here|below|above|from here|beyond)\b"
    r"|\bsame as (?:before|above|the original)\b"
    r"|^\W*(?:unchanged|snip|omitted|truncated)\W*$",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"^\s*(?:<{5,9} ?(?:SEARCH|ORIGINAL|HEAD|UPDATED)\b.*|>{5,9} ?(?:REPLACE|UPDATED|[0-9a-f]{7,})\b.*|"
    r"#{2,6} ?(?:FILE|EDIT|DELETE)\b .+|\*{3} (?:Begin|End|Update|Add|Delete) (?:Patch|File).*)\s*$",
    re.MULTILINE,
)
_FENCE = re.compile(r"^\s{0,3}(?:`{3,}|~{3,})[\w+-]*[ \t]*$", re.MULTILINE)
_SHORT = 1000  # characters of a line that is remembered
_SIGNS = {_MARKER: ("<<<<<", ">>>>>", "##", "*** "), _FENCE: ("```", "~~~")}  # no match without any
_CHATTER = re.compile(  # never more than one line
    r"\b(?:here(?:'s| is| are) (?:the|your|an?) (?:updated|modified|complete|revised|full|new|corrected|"
    r"final|requested)"
    r"|I(?:'ve| have) (?:updated|modified|changed|added|replaced|made|applied|kept|ensured|included)"
    r"|(?:let me know|feel free to (?:ask|reach)) (?:if|should|with)"
    r"|as (?:an AI|a language model|requested, I)"
    r"|(?:sure|certainly|of course|absolutely)[,!.] ?(?:here|I|let|below)"
    r"|the (?:changes|updates|modifications) (?:made|above|below) (?:are|include)"
    r"|(?:this|the) (?:updated|modified) (?:html|css|code|file|version) (?:includes|contains|has|now)"
    r"|hope this helps|changes made:|key changes:|explanation of changes)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"(?i:\blorem ipsum\b|\bdolor sit amet\b|\[(?:your|insert|add|enter|company|business|placeholder|name of)\b[^\]]*\]"
    r"|\{\{[^{}]*\}\}|<%[^%]*%>|\$\{[\w.]+\}"
    r"|\byour (?:text|content|headline|title|description|tagline|company|business)(?: name)? (?:goes )?here\b"
    r"|\bplaceholder (?:text|image|content|title)\b|\binsert .{1,30} here\b)"
    r"|\b(?:TODO|TBD|FIXME|XXXX?)\b"
)
_GARBLED = re.compile(
    "\ufffd|Ã[\u0080-\u00bf\u0192\u201a©¨ª«¼¶¤®¯±²³´]|â€[\u0080-\uffff]?|Â[©®·«»\u00a0°£§]|ï»¿|ðŸ"
)
_MARKUP = re.compile(
    r"</?(?:a|b|br|button|div|em|figure|footer|form|h[1-6]|header|i|img|input|label|li|main|nav|ol|p|"
    r"section|span|strong|svg|table|ul)(?:\s[^<>]*)?/?>|&(?:amp|nbsp|lt|gt|quot|copy|mdash|#\d+|#x[0-9a-f]+);",
    re.IGNORECASE,
)


def in_files(case: Case) -> Iterator[Defect]:
    """Find what does not belong into any file of a site."""
    before = _sources(case.before.site)
    for path, source in _sources(case.after.site).items():
        old = before.get(path, "")
        if source == old:
            continue
        for found in _in_file(path, source, old):
            case.littered.add(path)
            yield found


def _sources(site: Site) -> dict[str, str]:
    return {
        path: site.text(path)[:MAX_TEXT]
        for path in site
        if PurePosixPath(path).suffix.lower() in _KINDS
    }


def _in_file(path: str, source: str, old: str) -> Iterator[Defect]:
    for at, words in _new(_elisions(source), _elisions(old)):
        yield _found(
            "damage/elision",
            f"the comment {quoted(words)} stands for something that is not there",
            "write the whole content, or edit only the lines concerned",
            path,
            source,
            at,
            words,
        )
    for at, words in _new(_matches(_MARKER, source), _matches(_MARKER, old)):
        yield _found(
            "damage/edit-marker",
            f"the marker {quoted(words)} is part of the file",
            "keep the new text only",
            path,
            source,
            at,
            words,
        )
        break  # the markers of one block are one defect, and blocks come in crowds
    for at, words in _new(_matches(_FENCE, source), _matches(_FENCE, old)):
        yield _found(
            "damage/markdown-fence",
            f"the fence {quoted(words)} is part of the file",
            "write the content without fences",
            path,
            source,
            at,
            words,
        )
        break  # an opening fence has a closing one
    for at, words in _new(_chatter(source), _chatter(old)):
        yield _found(
            "damage/reply-chatter",
            f"{quoted(words)} is said to whoever asked, in a file of the site",
            "write nothing but the file's content",
            path,
            source,
            at,
            words,
        )
        break


@lru_cache(maxsize=16)
def _elisions(source: str) -> list[tuple[int, str]]:
    found = []
    for match in _COMMENT.finditer(source):
        words = " ".join(next(part for part in match.groups() if part is not None).split())
        if len(words) <= 160 and _elides(words):
            found.append((match.start(), words))
    return found


@lru_cache(maxsize=2048)
def _elides(words: str) -> bool:
    return _ELISION.search(words) is not None


@lru_cache(maxsize=64)  # what is new in this step is old in the next
def _matches(pattern: re.Pattern[str], source: str) -> list[tuple[int, str]]:
    if not any(sign in source for sign in _SIGNS[pattern]):
        return []
    return [(m.start(), " ".join(m[0].split())) for m in pattern.finditer(source)]


@lru_cache(maxsize=16)
def _chatter(source: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for line in source.split("\n"):
        said = _known_chatter(line) if len(line) <= _SHORT else _chatter_in(line)
        found += [(at + start, words) for start, words in said]
        at += len(line) + 1
    return found


def _chatter_in(line: str) -> tuple[tuple[int, str], ...]:
    return tuple((m.start(), " ".join(m[0].split())) for m in _CHATTER.finditer(line))


_known_chatter = lru_cache(maxsize=8192)(_chatter_in)  # an edit leaves most lines as they are


def _new(now: list[tuple[int, str]], then: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    known = Counter(words for _, words in then)
    for at, words in now:
        if known[words] > 0:
            known[words] -= 1
        else:
            yield at, words


def _found(
    rule: str, message: str, mend: str, path: str, source: str, at: int, words: str
) -> Defect:
    line = source.count("\n", 0, at + len(source[at:]) - len(source[at:].lstrip())) + 1
    return defect(
        rule,
        message,
        mend,
        [Evidence(path, line, "", quote(words))],
        {f"source:{path}:{line}:{rule}"},
    )


# --- text that was not meant to be published ------------------------------------------------------


def in_texts(case: Case) -> Iterator[Defect]:
    """Find texts on the page that were not meant to be published."""
    for block in case.fresh if not case.blank else ():
        if _is_remains(block.text):
            case.litter.add(block.element)
            continue
        if not shown(case.after, block.element):
            continue
        if _PLACEHOLDER.search(block.text) and block.text not in case.allowed.new_texts:
            yield _text(
                case, "damage/placeholder-text", block, "is a placeholder", "use the brief's text"
            )
        elif _GARBLED.search(block.text):
            yield _text(case, "damage/mojibake", block, "is garbled", "write the file as UTF-8")
        elif _MARKUP.search(block.text) and block.text not in case.allowed.new_texts:
            yield _text(
                case, "damage/visible-markup", block, "shows markup", "write it as markup, once"
            )


def _is_remains(text: str) -> bool:
    """Whether a text on the page is what a reply left in the file."""
    return bool(
        re.search(r"<{5}|>{5}|`{3}|#{2,6} ?(?:FILE|EDIT|DELETE) ", text) or _CHATTER.search(text)
    )


def _text(case: Case, rule: str, block: Block, what: str, mend: str) -> Defect:
    case.litter.add(block.element)
    origin = case.inverse(block.element)
    subjects = case.subjects([origin]) if origin is not None else {f"text:{block.text[:80]}"}
    return defect(
        rule, f"{quoted(block.text)} {what}", mend, [case.now(block.element, block.text)], subjects
    )
