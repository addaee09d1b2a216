"""apply-hero-layout and apply-sections-layout: the briefed pattern at three widths, nothing lost.

A pattern is judged by where the boxes of texts, pictures and items lie (`patterns`), so any technique
counts: grid, flexbox, floats, columns, wrappers or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..findings import Evidence, Requirement
from ..page.dom import Element
from . import populations
from .building import identity, requirement
from .caching import per_page
from .elements import seen
from .landmarks import base_landmark, landmark
from .patterns import DEFINITIONS, PATTERNS, Scene, Verdict
from .patterns.scene import MEDIUM, NARROW, PICTURE_TAGS, VIEWPORTS, WIDE, Item, sticking_out
from .populations import Part, Population
from .rules import Rule
from .wording import bullets, called, paragraphs, quoted, spot

if TYPE_CHECKING:
    from ..page.page import Page
    from ..templates.loader import Template
    from .context import Context

PATTERN = Rule(
    "layouts/pattern",
    5.0,
    "At 1280 px the section has the briefed pattern, whatever technique makes it.",
    "It is what was asked for; half of the action's weight.",
    "the columns of .cards unchanged",
    ".cards { display: grid; grid-template-columns: repeat(3, 1fr) }",
    "CSS Grid 2; CSS Flexible Box 1",
)
TABLET = Rule(
    "layouts/tablet",
    1.5,
    "At 768 px the section has the form that the pattern takes there.",
    "Breakpoints between desktop and telephone are what edits forget first.",
    "three columns of 200 px",
    "@media (max-width: 1024px) { .cards { grid-template-columns: 1fr 1fr } }",
    "Media Queries 4",
)
TELEPHONE = Rule(
    "layouts/telephone",
    2.5,
    "At 375 px the section has the form that the pattern takes there, mostly one column.",
    "Half of all visitors see this form and no other.",
    "two columns of 150 px",
    "@media (max-width: 768px) { .cards { grid-template-columns: 1fr } }",
    "Media Queries 4; WCAG 2.2, 1.4.10",
)
KEPT = Rule(
    "layouts/kept",
    3.0,
    "Every text, link, picture and control that the section had is still in it and can be seen.",
    "A new layout is a new arrangement of the same content; lost subheadings and buttons are lost business.",
    "a hero without its second button",
    "all children of the hero in the new columns",
    "WCAG 2.2, 1.4.10",
)
FITS = Rule(
    "layouts/fits",
    1.0,
    "Nothing in the section is declared wider than the window.",
    "A page that scrolls sideways feels broken on a telephone.",
    ".hero-media { width: 640px } at 375 px",
    ".hero-media { width: 100% }",
    "WCAG 2.2, 1.4.10",
)
RULES = (PATTERN, TABLET, TELEPHONE, KEPT, FITS)

_AT = {WIDE: PATTERN, MEDIUM: TABLET, NARROW: TELEPHONE}
_STEPS = frozenset({"carousel", "single-highlight"})  # may show one item at a time


def instruct_hero(template: Template) -> str:
    """Return the instruction of apply-hero-layout."""
    pattern = template.brief["apply-hero-layout"]["pattern"]
    return paragraphs(
        f"Give the {spot(template, 'hero')} the layout “{pattern}”: {DEFINITIONS[pattern]}.",
        bullets([*_hero_files(template), *_conditions(template, "hero")]),
    )


def _hero_files(template: Template) -> Iterator[str]:
    """Yield which files the hero shows: its image, and the video with its poster if there is one."""
    brief = template.brief["apply-hero-layout"]
    asset = template.brief["replace-hero-bg"]["asset"]
    if "video" in brief:
        yield f"The video is `{brief['video']}`; the file exists."
    if "poster" in brief:
        yield f"The video's poster is `{brief['poster']}`; the file exists."
    if brief.get("poster") != asset:
        yield f"The hero's image stays `{asset}`."


def instruct_sections(template: Template) -> str:
    """Return the instruction of apply-sections-layout."""
    wanted = template.brief["apply-sections-layout"]
    return paragraphs(
        "Give these sections new layouts:",
        bullets(
            f"{spot(template, name)}: “{pattern}”: {DEFINITIONS[pattern]}."
            for name, pattern in wanted.items()
        ),
        bullets(_conditions(template, "sections")),
    )


def _conditions(template: Template, what: str) -> list[str]:
    widths = ", ".join(str(width) for width in sorted(template.breakpoints, reverse=True))
    return [
        "HTML inside may be restructured (wrappers, order of columns, classes), but every text, "
        "heading, link, button, picture and icon stays, with its words, and stays visible. "
        f"The ids of the {what} stay.",
        "It must work at widths of 1280, 768 and 375 px; adapt the rules in the media queries "
        f"(the style sheet's breakpoints are {widths} px). Nothing may stick out of the window.",
        "Colours, fonts and texts stay as they are, and text stays readable. The rest of the page "
        "stays exactly as it is.",
    ]


def check_hero(context: Context) -> Iterator[Requirement]:
    """Yield the requirements of the hero's layout."""
    yield from _check(context, "hero", context.brief["pattern"])


def check_sections(context: Context) -> Iterator[Requirement]:
    """Yield the requirements of each section's layout."""
    for name, pattern in context.brief.items():
        yield from _check(context, name, pattern)


@dataclass(frozen=True, slots=True)
class _Case:
    """One landmark under judgement: on the base, and on the page (None: it is gone)."""

    context: Context
    name: str
    pattern: str
    base_root: Element
    root: Element | None
    population: Population

    def subjects(self) -> set[str]:
        return {identity(self.context.base, self.base_root)}


def _check(context: Context, name: str, pattern: str) -> Iterator[Requirement]:
    base_root = base_landmark(context, name)
    if base_root is None:
        yield from _nothing(context, name)
        return
    root = landmark(context, name)
    if root is None and not context.own:
        return
    population = populations.find(context, base_root, root)
    case = _Case(context, name, pattern, base_root, root, population)
    for viewport in VIEWPORTS:
        yield _check_pattern(case, viewport)
    yield _check_kept(case)
    yield _check_fits(case)


def _nothing(context: Context, name: str) -> Iterator[Requirement]:
    """The landmark was lost in an earlier step: nothing can be earned, nor lost again."""
    rules = [(str(viewport), _AT[viewport]) for viewport in VIEWPORTS]
    for key, rule in [*rules, ("kept", KEPT), ("fits", FITS)]:
        message = f"there is no {name} any more"
        yield requirement(f"{name}/{key}", rule, 0.0, message, f"bring back the {name}")


def _check_pattern(case: _Case, viewport: int) -> Requirement:
    context, root = case.context, case.root
    if root is None:
        verdict = Verdict(0.0, (f"the {case.name} is gone",))
    else:
        verdict = _judged(case, viewport)
    reasons = "; ".join(dict.fromkeys(verdict.messages))
    evidence = [seen(context.page, root)] if root is not None else [Evidence(context.page.path)]
    return requirement(
        f"{case.name}/{viewport}",
        _AT[viewport],
        verdict.share,
        f"the {called(case.name)} is not “{case.pattern}” at {viewport} px: {reasons}",
        f"at {viewport} px: {DEFINITIONS[case.pattern]}",
        evidence,
        case.subjects(),
    )


def _judged(case: _Case, viewport: int) -> Verdict:
    """Judge the pattern on the page; what was achieved by leaving content out doesn't count."""
    population, page = case.population, case.context.page
    texts, items = tuple(population.texts), tuple(population.items)
    verdict = _seen_as(page, case.pattern, viewport, case.root, texts, items)
    if population.complete or case.context.base is page or not verdict.share:
        return verdict
    # A pattern that the old layout would have had without the lost parts was not made.
    base = case.context.base
    lost = [part.base for part in population.parts if part.element is None]
    rest = Scene(
        base,
        viewport,
        case.base_root,
        population.base_texts,
        population.base_items,
        [element for element in lost if element.tag in PICTURE_TAGS],
    )
    texts, items = tuple(population.all_texts), tuple(population.all_items)
    whole = _seen_as(base, case.pattern, viewport, case.base_root, texts, items)
    if PATTERNS[case.pattern](rest).share <= whole.share:
        return verdict
    held = min(verdict.share, whole.share)
    return Verdict(held, (*verdict.messages, "parts of the section were left out"))


@per_page
def _seen_as(
    page: Page,
    pattern: str,
    viewport: int,
    root: Element,
    texts: Sequence[Element],
    items: Sequence[Item],
) -> Verdict:
    """Judge a section; it is asked for again as the page before the next step."""
    return PATTERNS[pattern](Scene(page, viewport, root, texts, items))


def _check_kept(case: _Case) -> Requirement:
    context = case.context
    parts = case.population.parts
    steps = case.pattern in _STEPS
    missing = [part for part in parts if not _kept(case, part, steps)]
    if not context.own:
        missing = [part for part in missing if part.element is not None]
        parts = [part for part in parts if part.element is not None]
    share = 1 - len(missing) / len(parts) if parts else 0.0
    shown = ", ".join(_described(part) for part in missing[:4])
    more = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
    where = [seen(context.base, part.base, _described(part)) for part in missing]
    there = [e for e in (part.element for part in missing) if e is not None]
    evidence = [seen(context.page, e) for e in there] or where
    return requirement(
        f"{case.name}/kept",
        KEPT,
        share,
        f"the {case.name} lost {shown}{more}" if missing else f"the {case.name} has no content",
        "keep every part of the section in the new layout, visible",
        evidence,
        {identity(context.base, part.base) for part in missing} or case.subjects(),
    )


def _kept(case: _Case, part: Part, steps: bool) -> bool:
    if part.element is None:
        return False
    if steps or part.shown_nowhere_before:
        return True
    page = case.context.page
    return any(page.visible(part.element, viewport) is not False for viewport in VIEWPORTS)


def _described(part: Part) -> str:
    return quoted(part.words, 50) if part.kind == "text" else f"a {part.kind} ({part.words})"


def _check_fits(case: _Case) -> Requirement:
    context, root = case.context, case.root
    wide: list[tuple[int, Element]] = []
    if root is not None:
        for viewport in VIEWPORTS:
            wide += [(viewport, e) for e in _overflowing(case, viewport)]
    empty = root is None or not case.population.texts
    message = f"the {case.name} has no content" if empty else ""
    if wide:
        viewport, element = wide[0]
        message = f"{context.page.describe(element)} sticks out of the window at {viewport} px"
    return requirement(
        f"{case.name}/fits",
        FITS,
        float(not message),
        message,
        "use widths that follow the window: %, fr, min(), max-width: 100%",
        [seen(context.page, element) for _, element in wide[:3]],
        case.subjects() | _origins(context, [element for _, element in wide]),
    )


def _origins(context: Context, found: Sequence[Element]) -> set[str]:
    """Return how findings name what elements of the page were on the base."""
    known = [context.alignment.inverse(element) for element in found]
    return {identity(context.base, element) for element in known if element is not None}


def _overflowing(case: _Case, viewport: int) -> Sequence[Element]:
    found = sticking_out(case.context.page, viewport, case.root)
    if not found or case.context.base is case.context.page:
        return found
    # What stuck out before is inherited.
    before = sticking_out(case.context.base, viewport, case.base_root)
    return [] if before else found
