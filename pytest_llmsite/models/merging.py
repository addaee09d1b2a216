"""Fit an edit that was written for one text to another: a three-way merge of lines.

Simulated models replay reference edits on pages that already carry their own earlier faults; the text
that an edit searches for may therefore have changed a little.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

from ..reply import Edit, Verb

LEAST_SHARE = 0.5
LEAST_LIKENESS = 0.75
CONTEXT_LINES = 12


def fit(edit: Edit, text: str) -> Edit | None:
    """Return *edit* so that it applies to *text*, keeping what differs there; None where it has no place."""
    if edit.verb is not Verb.EDIT:
        return edit
    lines = text.replace("\r\n", "\n").split("\n")
    search, new = edit.search.split("\n"), edit.replace.split("\n") if edit.replace else []
    if occurrences(lines, search) == 1:
        return edit
    window = _window(search, lines)
    if window is None:
        return _fit_inside(edit, text) or _fit_by_line(edit, lines, search, new)
    start, end = window
    merged = merge(search, lines[start:end], new)
    return unique(edit, lines, start, end, merged)


def occurrences(lines: list[str], wanted: list[str]) -> int:
    """Return how often *wanted* stands in *lines* as a run of whole lines, trailing blanks apart."""
    bare = [line.rstrip() for line in lines]
    run = [line.rstrip() for line in wanted]
    return sum(1 for i, line in enumerate(bare) if line == run[0] and bare[i : i + len(run)] == run)


def unique(edit: Edit, lines: list[str], start: int, end: int, new: list[str]) -> Edit | None:
    """Return an edit that turns lines[start:end] into *new*, with as much context as makes it unique."""
    for _ in range(CONTEXT_LINES):
        wanted = lines[start:end]
        if any(line.strip() for line in wanted) and occurrences(lines, wanted) == 1:
            break
        if start == 0 and end >= len(lines):
            return None
        if start > 0:
            start -= 1
            new = [lines[start], *new]
        if end < len(lines):
            new = [*new, lines[end]]
            end += 1
    else:
        return None
    if wanted == new:
        return None
    return replace(edit, search="\n".join(wanted), replace="\n".join(new))


def merge(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """Merge two changes of *base* by lines; where both changed the same lines, *theirs* wins."""
    stays = _mapping(base, theirs)
    kept = _mapping(base, ours)
    result: list[str] = []
    at_theirs = at_ours = 0
    for index in range(len(base) + 1):
        their_index = stays.get(index, len(theirs) if index == len(base) else None)
        our_index = kept.get(index, len(ours) if index == len(base) else None)
        if their_index is None or our_index is None:
            continue
        their_part, our_part = theirs[at_theirs:their_index], ours[at_ours:our_index]
        base_part = base[_previous(index, stays, kept) : index]
        result += our_part if their_part == base_part else their_part
        if index < len(base):
            result.append(ours[our_index])
            at_theirs, at_ours = their_index + 1, our_index + 1
    return result


def _previous(index: int, stays: dict[int, int], kept: dict[int, int]) -> int:
    for earlier in range(index - 1, -1, -1):
        if earlier in stays and earlier in kept:
            return earlier + 1
    return 0


def _mapping(base: list[str], other: list[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {b.a + i: b.b + i for b in blocks for i in range(b.size)}


def _window(search: list[str], lines: list[str]) -> tuple[int, int] | None:
    """Return the run of *lines* that is most like *search*: at least half of its lines, in order."""
    wanted = {line.strip() for line in search if len(line.strip()) > 2}
    best: tuple[float, int, int] | None = None
    starts = [i for i, line in enumerate(lines) if line.strip() in wanted]
    for start in starts:
        for offset in range(min(3, len(search))):
            first = max(0, start - offset)
            end = min(len(lines), first + len(search))
            ratio = SequenceMatcher(None, search, lines[first:end], autojunk=False).ratio()
            if best is None or ratio > best[0]:
                best = ratio, first, end
    if best is None or best[0] < LEAST_SHARE:
        return None
    return best[1], best[2]


def _fit_inside(edit: Edit, text: str) -> Edit | None:
    return edit if text.count(edit.search.strip()) == 1 else None


def _fit_by_line(edit: Edit, lines: list[str], search: list[str], new: list[str]) -> Edit | None:
    """Fit an edit of one line to the line most like it, which is kept where the edit only adds."""
    if len(search) != 1:
        return None
    likeness = [SequenceMatcher(None, search[0], line, autojunk=False).ratio() for line in lines]
    place = max(range(len(lines)), key=likeness.__getitem__)
    if likeness[place] < LEAST_LIKENESS:
        return None
    there = lines[place]
    return unique(
        edit, lines, place, place + 1, [there if line == search[0] else line for line in new]
    )
