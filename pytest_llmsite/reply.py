"""From a model's reply to a new site: parse the edits, apply what can be applied, name the rest.

The format (`docs/reply-format.md`): `### FILE path` with a fenced whole file, `### EDIT path` with
search/replace blocks, `### DELETE path`, or `### NO CHANGES`. Reading is tolerant of chatter, fences,
CRLF and trailing blanks; it is strict about paths and about text that is not found exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from .site import Site, is_text

MAX_REPLY_CHARS = 4_000_000
MAX_EDITS = 2_000

_HEADER = re.compile(
    r"^\s{0,3}(?P<mark>#{1,6}\s*|\*\*)?(?P<verb>FILE|EDIT|DELETE)\b\s*:?\s*(?P<path>\S.*?)\s*:?\s*$"
)
_NO_CHANGES = re.compile(r"^\s{0,3}(?:#{1,6}\s*|\*\*)?NO CHANGES\b", re.MULTILINE)
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})[^`]*$")
_SEARCH = re.compile(r"^<{5,9} ?(?:SEARCH|ORIGINAL)?\s*$")
_DIVIDER = re.compile(r"^={5,9}\s*$")
_REPLACE = re.compile(r"^>{5,9} ?(?:REPLACE|UPDATED)?\s*$")


class Verb(StrEnum):
    """What an edit does to its file."""

    FILE = "FILE"
    EDIT = "EDIT"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of one file; *line* is where it starts in the reply (1-based).

    FILE uses *replace* as the complete content; EDIT replaces *search* by *replace*. *defect* says
    why an edit cannot be used at all (an unclosed block, no content).
    """

    verb: Verb
    path: str
    search: str = ""
    replace: str = ""
    line: int = 0
    defect: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A parsed reply: its edits in order, and whether it says that nothing is to be changed."""

    edits: tuple[Edit, ...]
    declares_no_changes: bool = False


@dataclass(frozen=True, slots=True)
class RefusedEdit:
    """An edit that was not applied, and why."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The site after a reply: *applied* edits took effect, *refused* ones did not."""

    site: Site
    applied: int
    refused: tuple[RefusedEdit, ...]


@dataclass(slots=True)
class _Reader:
    """A cursor over the reply's lines."""

    lines: list[str]
    at: int = 0
    edits: list[Edit] = field(default_factory=list)

    def peek(self) -> str | None:
        return self.lines[self.at] if self.at < len(self.lines) else None


def safe_text(text: str) -> str:
    """Return *text* without what cannot be written as UTF-8 (lone surrogates) or stored (NUL)."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\0", "\ufffd")


def parse_reply(text: str) -> Reply:
    """Read the edits of a reply. Never raises: what cannot be used comes back with a defect."""
    text = safe_text(text[:MAX_REPLY_CHARS]).replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(text.split("\n"))
    while (line := reader.peek()) is not None and len(reader.edits) < MAX_EDITS:
        header = _header(line)
        reader.at += 1
        if header is None:
            continue
        verb, path = header
        if verb is Verb.DELETE:
            reader.edits.append(Edit(verb, path, line=reader.at))
        elif verb is Verb.FILE:
            _read_file(reader, path)
        else:
            _read_blocks(reader, path)
    return Reply(tuple(reader.edits), not reader.edits and bool(_NO_CHANGES.search(text)))


def _header(line: str) -> tuple[Verb, str] | None:
    match = _HEADER.match(line)
    if match is None:
        return None
    # Without a heading mark, "EDIT the file" is prose: only a lone path counts.
    path = match["path"].strip().strip("*").strip().strip("`'\"").rstrip(":")
    if not match["mark"] and (" " in path or ("." not in path and "/" not in path)):
        return None
    return Verb(match["verb"]), path


def _read_file(reader: _Reader, path: str) -> None:
    start = reader.at
    while (line := reader.peek()) is not None and not line.strip():
        reader.at += 1
    opening = _FENCE.match(line) if line is not None else None
    if opening is None:
        reader.edits.append(
            Edit(Verb.FILE, path, line=start, defect="no fenced content follows the header")
        )
        return
    fence = opening[1]
    reader.at += 1
    content: list[str] = []
    while (line := reader.peek()) is not None:
        reader.at += 1
        stripped = line.strip()
        if stripped.startswith(fence) and not stripped.strip(fence[0]):
            body = "\n".join(content)
            reader.edits.append(Edit(Verb.FILE, path, replace=body + "\n", line=start))
            return
        content.append(line)
    reader.edits.append(Edit(Verb.FILE, path, line=start, defect="the content is never closed"))


def _read_blocks(reader: _Reader, path: str) -> None:
    start, found = reader.at, 0
    while (line := reader.peek()) is not None:
        if _SEARCH.match(line):
            reader.edits.append(_read_block(reader, path))
            found += 1
        elif _header(line) is not None:
            break
        else:
            reader.at += 1
    if not found:
        defect = "no <<<<<<< SEARCH … ======= … >>>>>>> REPLACE block follows the header"
        reader.edits.append(Edit(Verb.EDIT, path, line=start, defect=defect))


def _read_block(reader: _Reader, path: str) -> Edit:
    reader.at += 1
    start = reader.at
    search: list[str] = []
    replace: list[str] = []
    part = search
    while (line := reader.peek()) is not None:
        if _REPLACE.match(line) and part is replace:
            reader.at += 1
            return Edit(Verb.EDIT, path, "\n".join(search), "\n".join(replace), start)
        if _SEARCH.match(line) or (part is search and _REPLACE.match(line)):
            break
        reader.at += 1
        if part is search and _DIVIDER.match(line):
            part = replace
        else:
            part.append(line)
    # Step over the marker that ended it, or the reader would meet it again and again.
    if line is not None and not _SEARCH.match(line):
        reader.at += 1
    return Edit(Verb.EDIT, path, line=start, defect="the search/replace block is never closed")


def render_reply(edits: Iterable[Edit]) -> str:
    """Write edits in the reply format; `parse_reply` reads the same edits back."""
    parts = []
    for edit in edits:
        if edit.verb is Verb.DELETE:
            parts.append(f"### DELETE {edit.path}\n")
        elif edit.verb is Verb.FILE:
            fence = "```"
            while fence in edit.replace:
                fence += "`"
            parts.append(f"### FILE {edit.path}\n{fence}\n{edit.replace.rstrip()}\n{fence}\n")
        else:
            body = (
                f"{edit.search}\n=======\n{edit.replace}"
                if edit.replace
                else f"{edit.search}\n======="
            )
            parts.append(f"### EDIT {edit.path}\n<<<<<<< SEARCH\n{body}\n>>>>>>> REPLACE\n")
    return "\n".join(parts)


def apply_reply(site: Site, reply: Reply) -> Applied:
    """Apply a reply's edits in order; each that cannot be applied is refused by name, the rest counts."""
    refused: list[RefusedEdit] = []
    edited = _Edited(dict(site.files), {})
    for edit in reply.edits:
        try:
            _apply(edited, edit)
        except _RefusedError as refusal:
            refused.append(RefusedEdit(edit.path, edit.line, str(refusal)))
    applied = len(reply.edits) - len(refused)
    return Applied(edited.site() if applied else site, applied, tuple(refused))


class _RefusedError(Exception):
    """Why one edit cannot be applied."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """A text by lines, as they are and without trailing blanks, and whether they end in CRLF."""

    lines: list[str]
    bare: list[str]
    crlf: bool

    @classmethod
    def of(cls, text: str) -> _Lines:
        crlf = text.count("\r\n") * 2 > text.count("\n")
        lines = text.replace("\r\n", "\n").split("\n")
        return cls(lines, [line.rstrip() for line in lines], crlf)

    def text(self) -> str:
        return ("\r\n" if self.crlf else "\n").join(self.lines)

    def put(self, start: int, size: int, replace: list[str]) -> _Lines:
        """Return it with *size* lines from *start* on replaced."""
        end, bare = start + size, [line.rstrip() for line in replace]
        return _Lines(
            [*self.lines[:start], *replace, *self.lines[end:]],
            [*self.bare[:start], *bare, *self.bare[end:]],
            self.crlf,
        )


@dataclass(frozen=True, slots=True)
class _Edited:
    """Files while edits are applied; a file that is edited stays open, as many edits may follow."""

    files: dict[str, bytes]
    open: dict[str, _Lines]

    def lines(self, path: str) -> _Lines:
        return self.open.get(path) or _Lines.of(self.files[path].decode("utf-8", "replace"))

    def put(self, path: str, content: bytes) -> None:
        self.files[path] = content
        self.open.pop(path, None)

    def remove(self, path: str) -> None:
        del self.files[path]
        self.open.pop(path, None)

    def site(self) -> Site:
        return Site(self.files | {path: text.text().encode() for path, text in self.open.items()})


def _apply(edited: _Edited, edit: Edit) -> None:
    path = safe_path(edit.path)
    if path is None:
        raise _RefusedError("unsafe path: expected one relative to the site's root, without '..'")
    if edit.defect:
        raise _RefusedError(edit.defect)
    if edit.verb is Verb.DELETE:
        if path not in edited.files:
            raise _RefusedError("there is no such file to delete")
        edited.remove(path)
    elif edit.verb is Verb.FILE:
        if any(p.startswith(path + "/") or path.startswith(p + "/") for p in edited.files):
            raise _RefusedError("a file cannot take the name of a folder")
        edited.put(path, edit.replace.encode())
    elif path not in edited.files:
        raise _RefusedError("there is no such file to edit")
    elif not is_text(path) and not path.endswith(".svg"):
        raise _RefusedError("not a text file")
    else:
        edited.open[path] = _substitute(edited.lines(path), edit)


def safe_path(path: str) -> str | None:
    """Return a reply's path in its plain form, or None for one that is not safely inside the site."""
    path = path.removeprefix("./")
    if not path or len(path) > 200 or "\\" in path or ":" in path or path.startswith("/"):
        return None
    if any(ord(char) < 32 or ord(char) == 127 for char in path):
        return None
    if any(not part or part.startswith(".") or part != part.strip() for part in path.split("/")):
        return None
    return path


def _substitute(text: _Lines, edit: Edit) -> _Lines:
    search = _strip_blank_ends(edit.search.split("\n"))
    replace = edit.replace.replace("\r\n", "\n").split("\n") if edit.replace else []
    if not search:
        raise _RefusedError("the search text is empty")
    replace = _strip_like(replace, edit.search.split("\n"))
    return _replace_lines(text, search, replace) or _replace_inside(text, search, replace)


def _strip_blank_ends(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def _strip_like(replace: list[str], search: list[str]) -> list[str]:
    """Drop from the replacement the blank lines that were dropped at the search text's ends."""
    lead = next((i for i, line in enumerate(search) if line.strip()), 0)
    tail = next((i for i, line in enumerate(reversed(search)) if line.strip()), 0)
    while lead and replace and not replace[0].strip():
        replace, lead = replace[1:], lead - 1
    while tail and replace and not replace[-1].strip():
        replace, tail = replace[:-1], tail - 1
    return replace


def _replace_lines(text: _Lines, search: list[str], replace: list[str]) -> _Lines | None:
    """Replace the one run of whole lines that equals *search*, trailing blanks apart; None if none."""
    wanted = [line.rstrip() for line in search]
    size = len(wanted)
    hits = [i for i in _places(text.bare, wanted[0]) if text.bare[i : i + size] == wanted]
    if len(hits) > 1:
        raise _RefusedError(f"the search text occurs {len(hits)} times; it must be unique")
    return text.put(hits[0], size, replace) if hits else None


def _places(lines: list[str], line: str) -> Iterator[int]:
    at = -1
    with suppress(ValueError):
        while True:
            at = lines.index(line, at + 1)
            yield at


def _replace_inside(lines: _Lines, search: list[str], replace: list[str]) -> _Lines:
    """Replace *search* where it is part of longer lines (a declaration without its indentation)."""
    text, wanted = "\n".join(lines.lines), "\n".join(search)
    count = text.count(wanted)
    if count == 0:
        wanted = wanted.strip()
        count = text.count(wanted)
    if count == 0:
        raise _RefusedError("the search text was not found")
    if count > 1:
        raise _RefusedError(f"the search text occurs {count} times; it must be unique")
    replacement = "\n".join(replace)
    if wanted != "\n".join(search):
        replacement = replacement.strip()
    at = text.index(wanted)
    first = text.count("\n", 0, at)
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at + len(wanted))
    changed = f"{text[start:at]}{replacement}{text[at + len(wanted) : end if end >= 0 else None]}"
    return lines.put(first, wanted.count("\n") + 1, changed.split("\n"))
