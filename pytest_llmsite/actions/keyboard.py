"""What the keyboard meets: the skip link, focus styles; and motion that can be switched off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..findings import Evidence, Requirement
from ..page.computed import Style
from ..page.dom import Element
from ..page.names import accessible_name, focusable
from ..page.variants import Variant, calm, focused
from .building import identity, matched, requirement
from .caching import per_page
from .elements import attribute, elements, seen, within
from .rules import Rule
from .seo import same_text
from .wording import plural, quoted

if TYPE_CHECKING:
    from ..page.page import Page
    from .context import Context

_WIDTHS = (1280, 375)
_BRIEF = 0.011  # s: what is over so soon is no motion
_MARKS = ("border-top-color", "border-bottom-color", "background-color", "color")
_OTHER_MARKS = ("box-shadow", "text-decoration-line", "transform", "border-bottom-width")


@per_page
def reachable(page: Page) -> tuple[Element, ...]:
    """Return what the keyboard reaches on a wide or a narrow screen, in document order."""
    return tuple(
        element
        for body in page.select("body")
        for element in elements(body)
        if focusable(element) and any(_rendered(page, element, w) for w in _WIDTHS)
    )


def _rendered(page: Page, element: Element, viewport: int) -> bool:
    """Whether an element has a box that can take the focus (it may be clipped or off the page)."""
    if page.style(element, viewport)["visibility"] != "visible":
        return False
    node: Element | None = element
    while node is not None:
        if page.style(node, viewport)["display"] == "none" or node.get("inert") is not None:
            return False
        node = node.getparent()
    return True


def check_skip_link(context: Context, rule: Rule, text: str, target: str) -> Requirement:
    """Return the requirement of a skip link with *text* to the main content's id *target*."""
    page = context.page
    order = reachable(page)
    links = [e for e in order if e.tag == "a" and _leads_to(e, target)]
    link = next((e for e in links if same_text(accessible_name(page, e), text)), None)
    if link is None:
        link = next((e for e in links if e in order[:2]), None)
    problems = list(_skip_problems(page, link, text, target, order)) if link is not None else []
    share = 1 - 0.3 * len(problems)
    message = "; ".join(problems)
    if link is None:
        share, message = 0.0, f"there is no link to #{target} at the start of the page"
    elif not _main_content(page, target):
        share, message = 0.0, f"the skip link's target #{target} is not the main content"
    return requirement(
        "skip-link",
        rule,
        share,
        message,
        f'start <body> with <a href="#{target}">{text}</a>',
        [seen(page, link)] if link is not None else [Evidence(page.path)],
        {f"id:{target}"},
    )


def _leads_to(element: Element, target: str) -> bool:
    return attribute(element, "href").rpartition("#")[2] == target and "#" in attribute(
        element, "href"
    )


def _main_content(page: Page, target: str) -> bool:
    """Whether the target is the main element, holds it, or stands at its start."""
    found = [node.element for node in page.ids.get(target, ())]
    mains = page.select("main, [role=main]")
    if not found:
        return False
    if not mains:
        return True
    return any(within(found[0], main) or within(main, found[0]) for main in mains)


def _skip_problems(
    page: Page, link: Element, text: str, target: str, order: Sequence[Element]
) -> Iterator[str]:
    found = accessible_name(page, link)
    if not same_text(found, text):
        yield f"the skip link says {quoted(found)}"
    if order[0] is not link:
        yield f"{page.describe(order[0])} comes before the skip link"
    variant = focused(page)
    if variant.page.visible(variant.element(link)) is False:
        yield "the skip link cannot be seen when it has the focus"


def check_focus(context: Context, rule: Rule) -> Iterator[Requirement]:
    """Yield the requirement that whatever the keyboard reached on the base shows the focus."""
    page = context.page
    pairs = [(e, matched(context, e)) for e in reachable(context.base)]
    if not context.own:
        pairs = [(e, now) for e, now in pairs if now is not None]
    variant = focused(page)
    dull = [(e, now) for e, now in pairs if now is None or not _shows_focus(page, variant, now)]
    left = [now for _, now in dull if now is not None]
    share = 1 - len(dull) / len(pairs) if pairs else 0.0
    where = f", such as {page.describe(left[0])}" if left else ""
    yield requirement(
        "focus",
        rule,
        share,
        f"{plural(len(dull), 'element')} of {len(pairs)} without a focus style{where}"
        if pairs
        else "nothing can be reached by keyboard",
        "add :focus-visible { outline: 3px solid … } and remove outline: none",
        [_declared(page, variant, e) for e in left] or [Evidence(page.path)],
        {identity(context.base, e) for e, _ in dull},
    )


def _declared(page: Page, variant: Variant, element: Element) -> Evidence:
    """Point at the declaration that takes the outline away, or else at the element."""
    source = variant.page.style(variant.element(element)).source("outline-style")
    if source is None or not source.line:
        return seen(page, element)
    words = f"{source.property}: {source.value}"
    return Evidence(source.file, source.line, page.describe(element), words)


def _shows_focus(page: Page, variant: Variant, element: Element) -> bool:
    """Whether a style of the page's own sets an element apart when the keyboard is on it."""
    if not variant.changed:
        return False
    rest, now = page.style(element), variant.page.style(variant.element(element))
    if _outlined(now) and now.source("outline-style") is not None:
        return True
    if now["box-shadow"] != rest["box-shadow"] and now["box-shadow"] != "none":
        return True
    if any(now[name] != rest[name] for name in _OTHER_MARKS):
        return True
    return any(now.colour(name) != rest.colour(name) for name in _MARKS)


def _outlined(style: Style) -> bool:
    """Whether an outline can be seen."""
    if style["outline-style"] == "none" or not style.px("outline-width"):
        return False
    colour = style.colour("outline-color")
    return colour is None or colour.alpha > 0.1


def check_motion(context: Context, rule: Rule) -> Iterator[Requirement]:
    """Yield the requirement that what moved on the base holds still for whoever asks for that."""
    page = context.page
    pairs = [(e, matched(context, e)) for e in _moving(context.base)]
    if not context.own:
        pairs = [(e, now) for e, now in pairs if now is not None]
    variant = calm(page)
    still = [
        now is not None and variant.changed and not _moves(variant.page, variant.element(now))
        for _, now in pairs
    ]
    restless = [pair for pair, calmed in zip(pairs, still, strict=True) if not calmed]
    share = sum(still) / len(pairs) if pairs else float(variant.changed)
    message = f"{plural(len(restless), 'element')} of {len(pairs)} still move"
    if not variant.changed:
        message = "there is no prefers-reduced-motion rule"
    yield requirement(
        "motion",
        rule,
        share,
        message,
        "add @media (prefers-reduced-motion: reduce) that switches motion off",
        [seen(page, now) for _, now in restless if now is not None] or [Evidence(page.path)],
        {identity(context.base, e) for e, _ in restless} or {"motion"},
    )


@per_page
def _moving(page: Page) -> tuple[Element, ...]:
    return tuple(element for element in elements(page.root) if _moves(page, element))


def _moves(page: Page, element: Element) -> bool:
    style = page.style(element)
    notes = style.store.notes
    if _moves not in notes:
        notes[_moves] = _in_motion(style)
    return bool(notes[_moves])


def _in_motion(style: Style) -> bool:
    if style["scroll-behavior"] == "smooth":
        return True
    if style["animation-name"] != "none" and _lasting(style["animation-duration"]):
        return True
    return style["transition-property"] != "none" and _lasting(style["transition-duration"])


def _lasting(durations: str) -> bool:
    for part in durations.split(","):
        value = part.strip()
        try:
            seconds = float(value[:-2]) / 1000 if value.endswith("ms") else float(value.rstrip("s"))
        except ValueError:
            continue
        if seconds > _BRIEF:
            return True
    return False
