"""add-accessibility: skip link, landmarks, names, alternative texts, headings, focus, motion, language.

Sources: WCAG 2.2 with its techniques (G1, H37, H44, H42, C45, C39), WAI-ARIA 1.2, HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..findings import Evidence, Requirement
from ..page.align import normalise_text
from ..page.dom import Element
from ..page.names import accessible_name
from . import keyboard, outline
from .building import identity, matched, requirement
from .elements import attribute, seen, within
from .landmarks import base_landmark, landmark
from .pictures import same_file
from .rules import Rule
from .seo import check_language
from .wording import bullets, paragraphs, quoted, spot

if TYPE_CHECKING:
    from ..page.page import Page
    from ..templates.loader import Template
    from .context import Context

SKIP_LINK = Rule(
    "accessibility/skip-link",
    2.0,
    "The first thing that the keyboard reaches is the briefed link to the main content; it works, and "
    "it can be seen when it has the focus.",
    "Without it every page starts with a walk through the navigation.",
    '<a class="skip" href="#content"> beside <main id="main">',
    '<a class="skip-link" href="#main">Skip to main content</a>',
    "WCAG 2.2, 2.4.1, technique G1",
)
MAIN = Rule(
    "accessibility/main",
    1.0,
    "One <main> with the briefed id holds the page's sections.",
    "It is where the skip link and screen readers jump to.",
    '<div id="main">',
    '<main id="main">',
    "WCAG 2.2, 1.3.1",
)
NAVIGATION = Rule(
    "accessibility/navigation",
    1.0,
    "The navigation in each landmark has the briefed name.",
    "Two navigations without names cannot be told apart in a list of landmarks.",
    "<nav>",
    '<nav aria-label="Main">',
    "WAI-ARIA 1.2",
)
ALTERNATIVE = Rule(
    "accessibility/alternative",
    1.0,
    "Each briefed image has the briefed alternative text.",
    "It is all that people who don't see the image get; another, meaningful text earns half.",
    '<img src="team.webp">',
    '<img src="team.webp" alt="Our team in the bakery">',
    "WCAG 2.2, 1.1.1, technique H37",
)
LABEL = Rule(
    "accessibility/label",
    1.0,
    "Each briefed field has the briefed label: <label>, aria-labelledby or aria-label.",
    "A placeholder vanishes with the first letter; another name than the briefed earns half.",
    '<input name="email" placeholder="E-mail">',
    '<label for="email">E-mail</label> <input id="email" name="email">',
    "WCAG 2.2, 3.3.2, technique H44",
)
FOCUS = Rule(
    "accessibility/focus",
    2.0,
    "Whatever the keyboard reaches shows a focus style of the page's own (outline, ring, border, "
    "background); the share of elements counts.",
    "Without it nobody can use the page by keyboard.",
    ":focus { outline: none }",
    ":focus-visible { outline: 3px solid #7a1f3d }",
    "WCAG 2.2, 2.4.7, technique C45",
)
MOTION = Rule(
    "accessibility/motion",
    1.0,
    "With reduced motion asked for, what was animated, faded or scrolled smoothly is not; the share "
    "of moving elements counts.",
    "Motion makes some people ill.",
    "no prefers-reduced-motion rule",
    "@media (prefers-reduced-motion: reduce) { * { transition: none !important } }",
    "WCAG 2.2, 2.3.3, technique C39",
)
HEADINGS = Rule(
    "accessibility/headings",
    1.0,
    "All headings are there and no level is skipped; one h1.",
    "Headings are how most screen reader users find their way.",
    "<h2>…</h2><h4>…</h4>",
    "<h2>…</h2><h3>…</h3>",
    "WCAG 2.2, 1.3.1, technique H42",
)
MENU = Rule(
    "accessibility/menu",
    1.0,
    "The menu button has a name, aria-expanded that a script keeps, and aria-controls that leads to the menu.",
    "Otherwise it is a button that does something somewhere.",
    '<button class="menu"></button>',
    '<button aria-label="Menu" aria-expanded="false" aria-controls="site-nav">',
    "WCAG 2.2, 4.1.2",
)
LANGUAGE = Rule(
    "accessibility/lang",
    1.0,
    "The document's language is stated, as briefed for the metadata.",
    "Screen readers choose their voice by it.",
    "<html>",
    '<html lang="en-GB">',
    "WCAG 2.2, 3.1.1",
)
RULES = (SKIP_LINK, MAIN, NAVIGATION, ALTERNATIVE, LABEL, FOCUS, MOTION, HEADINGS, MENU, LANGUAGE)

_OTHER = 0.5  # worth of a name that is there but not the briefed one
_DECORATION = "*:()[]"


def instruct(template: Template) -> str:
    """Return the instruction of add-accessibility."""
    brief = template.brief["add-accessibility"]
    main = brief["main_id"]
    lang = template.brief["add-seo-meta"]["lang"]
    return paragraphs(
        "Make the page accessible. All of the following, without changing how it looks otherwise:",
        bullets(
            [
                f'Skip link: `<a href="#{main}">{brief["skip_link"]}</a>` as the first focusable '
                "element of the page, hidden until it has the focus, then visible.",
                f'Main content: all sections between header and footer in one `<main id="{main}">`.',
                "Names of the navigations (`aria-label`):\n"
                + bullets(
                    f"the `<nav>` in the {spot(template, name)}: {label}"
                    for name, label in brief["nav_labels"].items()
                ),
                *_lists(brief),
                "Headings: no skipped level, one h1; change the level of a heading, not its words.",
                "Focus: a visible `:focus-visible` style for all links, buttons and fields; no "
                "`outline: none` without another visible focus style.",
                "Motion: a `prefers-reduced-motion: reduce` rule that switches transitions, "
                "animations and smooth scrolling off.",
                "Menu button: an accessible name, `aria-controls` with the id of the menu it opens, "
                "and `aria-expanded`, kept up to date by the script.",
                f'Language: `<html lang="{lang}">`.',
            ]
        ),
        "Texts, colours, fonts and layout stay as they are.",
    )


def _lists(brief: Mapping[str, Any]) -> Iterator[str]:
    if images := brief["images"]:
        listed = bullets(f"`{image['src']}`: {image['alt']}" for image in images)
        yield f"Alternative texts:\n{listed}"
    if fields := brief["fields"]:
        listed = bullets(f'name="{field["name"]}": {field["label"]}' for field in fields)
        yield f"Labels of the form's fields (a `<label>` for each; it may be visually hidden):\n{listed}"


def check(context: Context) -> Iterator[Requirement]:
    """Yield the requirements of add-accessibility."""
    brief = context.brief
    yield keyboard.check_skip_link(context, SKIP_LINK, brief["skip_link"], brief["main_id"])
    yield _check_main(context, brief["main_id"])
    for name, label in brief["nav_labels"].items():
        yield from _check_navigation(context, name, label)
    for image in brief["images"]:
        yield from _check_alternative(context, image)
    for field in brief["fields"]:
        yield from _check_label(context, field)
    yield from keyboard.check_focus(context, FOCUS)
    yield from keyboard.check_motion(context, MOTION)
    yield outline.check_headings(context, HEADINGS)
    yield from _check_menu(context)
    yield check_language(context.page, context.template.brief["add-seo-meta"]["lang"], LANGUAGE)


def _check_main(context: Context, wanted: str) -> Requirement:
    page = context.page
    mains = [e for e in page.select("main, [role=main]") if page.visible(e) is not False]
    names = [n for n in context.template.landmarks if n not in ("header", "footer")]
    bases = [(n, base_landmark(context, n)) for n in names]
    known = [n for n, element in bases if element is not None]
    found = [landmark(context, name) for name in known]
    right = mains[0] if len(mains) == 1 and attribute(mains[0], "id") == wanted else None
    held = [e for e in found if e is not None and right is not None and within(e, right)]
    there = known if context.own else [e for e in found if e is not None]
    share = len(held) / len(there) if right is not None and there else 0.0
    message = "some sections stand outside of <main>"
    if not mains:
        message = "there is no <main>"
    elif len(mains) > 1:
        message = f"there are {len(mains)} main elements"
    elif right is None:
        message = f"<main> has not the id {wanted!r}"
    return requirement(
        "main",
        MAIN,
        share,
        message,
        f'put the sections into one <main id="{wanted}">',
        [seen(page, e) for e in mains] or [Evidence(page.path)],
        {f"id:{wanted}"},
    )


def _check_navigation(context: Context, name: str, label: str) -> Iterator[Requirement]:
    page, root = context.page, landmark(context, name)
    if root is None and not context.own:
        return
    navs = [e for e in root.iter() if _is_navigation(e)] if root is not None else []
    names = [accessible_name(page, e) for e in navs]
    share, message = 0.0, f"the navigation in the {name} has no name"
    if any(_same(found, label) for found in names):
        share = 1.0
    elif any(names):
        named = next(found for found in names if found)
        share, message = _OTHER, f"the navigation in the {name} is named {quoted(named)}"
    elif not navs:
        message = f"there is no <nav> in the {name}"
    base = base_landmark(context, name)
    yield requirement(
        f"navigation/{name}",
        NAVIGATION,
        share,
        message,
        f'write <nav aria-label="{label}">',
        [seen(page, e) for e in navs] or [Evidence(page.path)],
        {identity(context.base, base)} if base is not None else (),
    )


def _is_navigation(element: Element) -> bool:
    return bool(element.tag == "nav" or element.get("role") == "navigation")


def _same(found: str, wanted: str) -> bool:
    return normalise_text(found) == normalise_text(wanted)


def _check_alternative(context: Context, image: Mapping[str, Any]) -> Iterator[Requirement]:
    page, src, wanted = context.page, image["src"], image["alt"]
    population = _showing(context.base, src)
    found = _showing(page, src)
    if not context.own and len(found) < len(population):
        population = found  # what was taken away since is damage
        if not found:
            return
    shares = sorted((_alt_share(e, wanted) for e in found), reverse=True)
    total = max(len(population), len(found))
    wrong = [e for e in found if _alt_share(e, wanted) < 1]
    message = f"{src} is not on the page"
    if wrong:
        text = attribute(wrong[0], "alt")
        message = f"{src} has the alternative text {quoted(text)}" if text else f"{src} has none"
    yield requirement(
        f"alternative/{src}",
        ALTERNATIVE,
        sum(shares) / total if total else 0.0,
        message,
        f'write alt="{wanted}"',
        [seen(page, e) for e in wrong] or [Evidence(page.path)],
        {identity(context.base, e) for e in population if context.own} or {f"alt:{src}"},
    )


def _showing(page: Page, src: str) -> Sequence[Element]:
    return [
        element
        for element in page.select("img[src]")
        if same_file(page, page.resource(element.get("src")).path, src)
    ]


def _alt_share(element: Element, wanted: str) -> float:
    found = attribute(element, "alt")
    if _same(found, wanted):
        return 1.0
    return _OTHER if len(found) > 3 and "." not in found.split()[-1][1:-1] else 0.0


def _check_label(context: Context, field: Mapping[str, Any]) -> Iterator[Requirement]:
    page, name, wanted = context.page, field["name"], field["label"]
    population = _fields(context.base, name)
    found = [e for e in _fields(page, name) if page.visible(e) is not False] or _fields(page, name)
    if not found and not context.own:
        return
    names = [accessible_name(page, e) for e in found]
    share, message = 0.0, f"the field {name!r} has no label"
    if any(_same(_undecorated(text), wanted) for text in names):
        share = 1.0
    elif any(names):
        text = next(text for text in names if text)
        share, message = _OTHER, f"the field {name!r} is labelled {quoted(text)}"
    elif not found:
        message = f"the field {name!r} is gone"
    yield requirement(
        f"label/{name}",
        LABEL,
        share,
        message,
        f"add a <label> with the text {wanted!r}",
        [seen(page, e) for e in found] or [Evidence(page.path)],
        {identity(context.base, e) for e in population} or {f"field:{name}"},
    )


def _fields(page: Page, name: str) -> list[Element]:
    tags = ("input", "select", "textarea")
    return [e for e in page.root.iter(*tags) if e.get("name") == name]


def _undecorated(label: str) -> str:
    """Return a label without the marks and words that say whether a field must be filled in."""
    text = label.strip().rstrip(_DECORATION).strip()
    for word in ("required", "optional"):
        if text.lower().endswith(f"({word}"):
            text = text[: -len(word) - 1].strip()
    return text


def _check_menu(context: Context) -> Iterator[Requirement]:
    """The button in the header that opens the menu on telephones, if the base has one."""
    root = base_landmark(context, "header") if "header" in context.template.landmarks else None
    buttons = list(root.iter("button")) if root is not None else []
    if not buttons:
        return
    page, button = context.page, matched(context, buttons[0])
    if button is None and not context.own:
        return
    missing = ["the menu button is gone"] if button is None else list(_lacks(page, button))
    yield requirement(
        "menu",
        MENU,
        0.0 if button is None else 1 - len(missing) / 4,
        "; ".join(missing),
        "give it aria-label, aria-expanded (kept by the script) and aria-controls",
        [seen(page, button)] if button is not None else [Evidence(page.path)],
        {identity(context.base, buttons[0])},
    )


def _lacks(page: Page, button: Element) -> Iterator[str]:
    native = button.tag == "summary"
    if not accessible_name(page, button):
        yield "the menu button has no name"
    if not native and attribute(button, "aria-expanded") not in ("true", "false"):
        yield "the menu button has no aria-expanded"
    controls = attribute(button, "aria-controls").split()
    if not native and not (controls and all(name in page.ids for name in controls)):
        yield "the menu button's aria-controls leads nowhere"
    kept = any("aria-expanded" in s.text or "ariaExpanded" in s.text for s in page.scripts())
    if not native and not kept:
        yield "no script keeps aria-expanded up to date"
