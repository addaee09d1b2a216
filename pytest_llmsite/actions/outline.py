"""The outline that a page's headings form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..findings import Evidence, Requirement
from ..page.contents import words
from ..page.dom import Element
from .building import identity, matched, requirement
from .caching import per_page
from .elements import attribute, elements, seen
from .rules import Rule
from .wording import plural, quoted

if TYPE_CHECKING:
    from ..page.page import Page
    from .context import Context

_LEVELS = {f"h{level}": level for level in range(1, 7)}


def level_of(element: Element) -> int | None:
    """Return the level of a heading, or None for what is no heading."""
    if element.tag not in _LEVELS and element.get("role") is None:
        return None
    role = attribute(element, "role")
    if role == "heading":
        given = attribute(element, "aria-level")
        return int(given) if given.isdigit() else _LEVELS.get(element.tag, 2)
    return _LEVELS.get(element.tag) if not role else None


@per_page
def headings(page: Page) -> list[tuple[Element, int]]:
    """Return the page's headings with a text that can be seen or heard, in document order."""
    found = []
    for body in page.select("body"):
        for element in elements(body):
            level = level_of(element)
            if level is not None and words(element) and page.style(element)["display"] != "none":
                found.append((element, level))
    return found


def gaps(page: Page) -> list[Element]:
    """Return the headings that skip a level, and every h1 after the first."""
    found, last, tops = [], 0, 0
    for element, level in headings(page):
        tops += level == 1
        if level > last + 1 or (level == 1 and tops > 1):
            found.append(element)
        last = level
    return found


def check_headings(context: Context, rule: Rule) -> Requirement:
    """Return the requirement that all of the base's headings are there and no level is skipped.

    Where the base skips levels, a heading that is gone counts as if nothing had been mended: a gap
    can be closed by leaving a heading out, too.
    """
    page = context.page
    known = {element for element, _ in headings(page)}
    there = {words(element) for element in known}
    before = [element for element, _ in headings(context.base)]
    lost = [e for e in before if matched(context, e) not in known and words(e) not in there]
    if not context.own:
        before, lost = [e for e in before if e not in lost], []
    old, new = len(gaps(context.base)), gaps(page)
    share = 1 - len(new) / max(1, old)
    message = f"{plural(len(new), 'heading')} out of order"
    if new:
        message += f", such as {quoted(words(new[0]))} ({new[0].tag})"
    if lost:
        share = 0.0 if old else min(share, 1 - len(lost) / len(before))
        message = f"{plural(len(lost), 'heading')} gone, such as {quoted(words(lost[0]))}"
    if not before or not known:
        share, message = 0.0, "there are no headings"
    return requirement(
        "headings",
        rule,
        share,
        message,
        "use the next level below the section's own heading",
        [seen(page, e) for e in new] or [Evidence(page.path)],
        {identity(context.base, e) for e in lost} or {"headings"},
    )
