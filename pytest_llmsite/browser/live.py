"""A page with its scripts running: what stays hidden, what takes the focus, what answers when operated."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from .chromium import Chromium
from .rendering import Control, Live
from .scripts import script, told
from .seat import Seat
from .serving import Refused, Server

MOST_CONTROLS = 12
MOST_KEYED = 3
MOST_HOVERED = 12
LIVE_VIEWPORTS = (375, 1280)
_ERRORS = 10

Places = Mapping[int, int]
# What was seen at each width, errors of scripts, and requests that were refused.
Seen = tuple[dict[int, Live], tuple[str, ...], frozenset[Refused]]


async def observe(
    chromium: Chromium, server: Server, path: str, tags: Sequence[str], reveal: bool
) -> Seen:
    """Load a page with its scripts; return what was seen at each width, its errors and lost requests.

    *tags* are those of the page without scripts: what scripts add or move is mapped to them.
    """
    errors: list[str] = []

    def failed(error: Any) -> None:
        errors.append(_first_line(str(error)))

    def told_of(message: Any) -> None:
        _note(message, errors)

    async with chromium.seat() as seat:
        seat.tab.on("pageerror", failed)
        seat.tab.on("console", told_of)
        await seat.enliven(server, path, LIVE_VIEWPORTS[0])
        found = {}
        for width in LIVE_VIEWPORTS:
            await seat.resize(width)
            found[width] = await _at(seat, width, tags, reveal)
        # Only then, since what is pressed stays open at every other width, too.
        for width in reversed(LIVE_VIEWPORTS):
            await seat.resize(width)
            found[width] = replace(found[width], controls=await _pressed(seat, tags))
        seen = tuple(dict.fromkeys(errors))[:_ERRORS]
        seat.tab.remove_listener("pageerror", failed)
        seat.tab.remove_listener("console", told_of)
        return found, seen, frozenset(server.refused)


async def _at(seat: Seat, width: int, tags: Sequence[str], reveal: bool) -> Live:
    wide = width >= 1024
    given = {"reveal": reveal, "focus": wide}
    rows = json.loads(await seat.tab.evaluate(told(script("live")), given))
    places = places_of(rows["tags"], tags)
    hover = await _hovered(seat) if wide else []
    skip = rows["skip"]
    return Live(
        viewport=width,
        hidden=frozenset(places[i] for i in rows["hidden"] if i in places),
        controls={},
        focus={places[i]: (taken, seen) for i, taken, seen in rows["focus"] if i in places},
        hover={places[i]: answers for i, answers in hover if i in places},
        skip=(places[skip[0]], skip[1], skip[2]) if skip and skip[0] in places else None,
    )


async def _hovered(seat: Seat) -> list[tuple[int, bool]]:
    """Return whether links and buttons, one of each kind, change under the pointer."""
    hover = f"given => ({script('hover')})({{...given, eachRule: {script('rules')}}})"
    found = await seat.tab.evaluate(told(hover), {"most": MOST_HOVERED})
    return [(index, answers) for index, answers in json.loads(found)]


async def _pressed(seat: Seat, tags: Sequence[str]) -> dict[int, Control]:
    """Press what can be pressed, with the pointer and with the keyboard."""
    told_of = json.loads(await seat.tab.evaluate(told(script("operate")), {"most": MOST_CONTROLS}))
    pressed, places = told_of["found"], places_of(told_of["tags"], tags)
    keyed = await _keyed(seat.tab, [index for index, done, *_ in pressed if done][:MOST_KEYED])
    return {
        places[i]: Control(places[i], done, keyed.get(i), shown, closed)
        for i, done, shown, closed in pressed
        if i in places
    }


async def _keyed(tab: Any, indices: Sequence[int]) -> dict[int, bool]:
    """Return whether controls that answer to a click answer to the keyboard as well."""
    found = {}
    for index in indices:
        before = await tab.evaluate(
            "i => { const e = window.__llmsite.all[i]; e.focus({preventScroll: true});"
            " window.__llmsiteQuiet();"
            " return document.activeElement === e ? window.__llmsite.count() : '' }",
            index,
        )
        if not before:
            found[index] = False
            continue
        await tab.keyboard.press("Enter")
        changes = (
            "async before => { const now = () => window.__llmsite.count() !== before;"
            " if (!now()) await window.__llmsite.frames(); return now(); }"
        )
        found[index] = bool(await tab.evaluate(changes, before))
    return found


def places_of(found: Sequence[str], wanted: Sequence[str]) -> Places:
    """Map elements of one tree to those of another by their tags in document order."""
    if list(found) == list(wanted):
        return {index: index for index in range(len(wanted))}
    matcher = SequenceMatcher(None, list(found), list(wanted), autojunk=False)
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _note(message: Any, errors: list[str]) -> None:
    # What could not be fetched is a refused request, not an error of a script.
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        errors.append(_first_line(message.text))


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0][:200]
