"""A page with its scripts running: what stays hidden, what takes the focus, what answers when operated."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from importlib.resources import files
from typing import Any

from ..page.calc import viewport_height
from .chromium import Chromium
from .rendering import Control, Live
from .serving import ORIGIN, Refused, Server

MOST_CONTROLS = 12
MOST_KEYED = 3
MOST_HOVERED = 12
LIVE_VIEWPORTS = (375, 1280)
_ERRORS = 10

Places = Mapping[int, int]


def script(name: str) -> str:
    """Return the text of one of the scripts that are run in pages."""
    return (files(__package__) / "scripts" / f"{name}.js").read_text("utf-8")


async def observe(
    chromium: Chromium, server: Server, path: str, tags: Sequence[str], reveal: bool
) -> tuple[dict[int, Live], tuple[str, ...], frozenset[Refused]]:
    """Load a page with its scripts; return what was seen at each width, its errors and lost requests.

    *tags* are those of the page without scripts: what scripts add or move is mapped to them.
    """
    errors: list[str] = []
    tab = await chromium.tab(server, LIVE_VIEWPORTS[0])
    try:
        await tab.context.add_init_script(script("start"))
        tab.on("pageerror", lambda error: errors.append(_first_line(str(error))))
        tab.on("console", lambda message: _note(message, errors))
        await tab.goto(ORIGIN + path, wait_until="load")
        found = {}
        for width in LIVE_VIEWPORTS:
            if width != LIVE_VIEWPORTS[0]:
                size = {"width": width, "height": viewport_height(width)}
                await tab.set_viewport_size(size)
            found[width] = await _at(tab, width, tags, reveal)
        return found, tuple(dict.fromkeys(errors))[:_ERRORS], frozenset(server.refused)
    finally:
        await chromium.discard(tab)


async def _at(tab: Any, width: int, tags: Sequence[str], reveal: bool) -> Live:
    wide = width >= 1024
    rows = await tab.evaluate(script("live"), {"reveal": reveal, "focus": wide})
    places = places_of(rows["tags"], tags)
    hover = await _hovered(tab, places) if wide else {}
    pressed = await tab.evaluate(script("operate"), {"most": MOST_CONTROLS})
    keyed = await _keyed(tab, [index for index, done, *_ in pressed if done][:MOST_KEYED])
    skip = rows["skip"]
    return Live(
        viewport=width,
        hidden=frozenset(places[i] for i in rows["hidden"] if i in places),
        controls={
            places[i]: Control(places[i], done, keyed.get(i), shown, closed)
            for i, done, shown, closed in pressed
            if i in places
        },
        focus={places[i]: (taken, seen) for i, taken, seen in rows["focus"] if i in places},
        hover=hover,
        skip=(places[skip[0]], skip[1], skip[2]) if skip and skip[0] in places else None,
    )


async def _keyed(tab: Any, indices: Sequence[int]) -> dict[int, bool]:
    """Return whether controls that answer to a click answer to the keyboard as well."""
    found = {}
    for index in indices:
        before = await tab.evaluate(
            "i => { const e = window.__llmsite.all[i]; e.focus({preventScroll: true});"
            " return document.activeElement === e ? window.__llmsite.count() : -1 }",
            index,
        )
        if before < 0:
            found[index] = False
            continue
        await tab.keyboard.press("Enter")
        changes = (
            "before => new Promise(d => setTimeout(() => d(window.__llmsite.count() > before), 5))"
        )
        found[index] = bool(await tab.evaluate(changes, before))
    return found


_PICK = """most => {
  const kinds = new Set();
  const picked = [];
  [...document.querySelectorAll('*')].forEach((element, index) => {
    if (!element.matches('a[href], button') || picked.length >= most || !element.checkVisibility()) return;
    const kind = element.localName + '.' + element.className;
    if (!kinds.has(kind)) { kinds.add(kind); picked.push(index); }
  });
  return picked;
}"""
_LOOKS = """indices => {
  const all = document.querySelectorAll('*');
  const names = ['color', 'backgroundColor', 'backgroundImage', 'borderTopColor', 'borderBottomColor',
                 'boxShadow', 'textDecorationLine', 'transform', 'opacity', 'filter', 'outlineStyle'];
  return indices.map(index => names.map(name => getComputedStyle(all[index])[name]).join('|'));
}"""


async def _hovered(tab: Any, places: Places) -> dict[int, bool]:
    """Return whether links and buttons, one of each kind, change under the pointer."""
    sheet = "*, *::before, *::after { transition: none !important }"
    await tab.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css);"
        " document.adoptedStyleSheets = [...document.adoptedStyleSheets, s] }",
        sheet,
    )
    picked = await tab.evaluate(_PICK, MOST_HOVERED)
    if not picked:
        return {}
    before = await tab.evaluate(_LOOKS, picked)
    session = await tab.context.new_cdp_session(tab)
    await session.send("DOM.enable")
    await session.send("CSS.enable")
    document = await session.send("DOM.getDocument", {"depth": 0})
    root = {"nodeId": document["root"]["nodeId"], "selector": "*"}
    nodes = (await session.send("DOM.querySelectorAll", root))["nodeIds"]
    for classes in (["hover"], []):
        forced = [
            session.send(
                "CSS.forcePseudoState", {"nodeId": nodes[i], "forcedPseudoClasses": classes}
            )
            for i in picked
        ]
        await asyncio.gather(*forced)
        if classes:
            after = await tab.evaluate(_LOOKS, picked)
    await session.detach()
    return {
        places[index]: one != other
        for index, one, other in zip(picked, before, after, strict=True)
        if index in places
    }


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
