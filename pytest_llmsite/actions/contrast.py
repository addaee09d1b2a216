"""verify-contrast: every text of the page readable, with the brand's palette still in effect.

Source: WCAG 2.2, 1.4.3 Contrast (Minimum). Texts are grouped by the pair of colours that they have on the
page before: one pair is one mistake of the design, however many texts show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..findings import Evidence, Requirement
from ..page import colour_syntax
from ..page.colour import Colour
from ..page.contrast import Contrast
from ..page.dom import Element
from .building import identity, matched, quote, requirement
from .caching import per_page
from .elements import attribute, elements
from .rules import Rule
from .wording import bullets, paragraphs, plural, quoted

if TYPE_CHECKING:
    from ..page.page import Page
    from ..templates.loader import Template
    from .context import Context

READABLE = Rule(
    "contrast/readable",
    1.0,
    "Each text stands out from what lies behind it by the briefed ratio: compositing, gradients by their "
    "worst stop, images behind overlays as black and as white. One requirement for each pair of "
    "colours that the page has; its share is that of its texts.",
    "Text below the minimum cannot be read by many people, in sunlight by nobody. What cannot be "
    "decided without the image's pixels never counts against a page.",
    "color: #999999 on white (2.8:1)",
    "color: #6b6b6b on white (5.3:1)",
    "WCAG 2.2, 1.4.3",
)
PALETTE = Rule(
    "contrast/palette",
    2.0,
    "What had a colour of the brand and was readable still has it.",
    "The action mends contrast, not the brand; whoever changes the palette instead undoes the first action.",
    ":root { --primary: #000000 }",
    ".small-print { color: #5a5a5a }",
)
RULES = (READABLE, PALETTE)

_WIDTHS = (1280, 375)
_FIELDS = frozenset({"input", "textarea"})


def instruct(template: Template) -> str:
    """Return the instruction of verify-contrast."""
    brief = template.brief["verify-contrast"]
    roles = template.brief["apply-colours"]["roles"]
    return paragraphs(
        "Check the contrast of every text on the page against what lies behind it, at all widths, and "
        "mend what is too low (WCAG 2.2, 1.4.3):",
        bullets(
            [
                f"at least {brief['minimum']:g}:1; at least {brief['large']:g}:1 for large text "
                "(24 px and more, or 18.66 px and more in bold)",
                "this holds for placeholders, captions, small print, labels and buttons, too",
                "change the colour of the text concerned (or of the small area right behind it), "
                "nothing else; stay close to the present tone",
            ]
        ),
        "The brand's palette stays exactly as it is, wherever it is used: "
        + ", ".join(f"{name} {role['new']}" for name, role in roles.items())
        + ". Texts, fonts, images and layout stay as they are. Change nothing where the contrast is "
        "high enough.",
    )


@dataclass(frozen=True, slots=True)
class _Text:
    """One text at one viewport: an element's own, or its placeholder."""

    element: Element
    viewport: int
    pseudo: str | None = None


@dataclass(slots=True)
class _Pair:
    """Texts of the base that have the same colours."""

    key: str
    texts: list[_Text] = field(default_factory=list)


def check(context: Context) -> Iterator[Requirement]:
    """Yield one requirement for each pair of colours of the base, and one for each brand colour."""
    minimum, large = float(context.brief["minimum"]), float(context.brief["large"])
    for pair in _pairs(context.base, minimum, large):
        yield from _check_pair(context, pair)
    for name, role in context.template.brief["apply-colours"]["roles"].items():
        yield from _check_role(context, name, role["new"])


@per_page
def _pairs(page: Page, minimum: float, large: float) -> list[_Pair]:
    pairs: dict[str, _Pair] = {}
    # texts with the same colours share what is known of their contrast
    known: dict[int, tuple[Contrast, str]] = {}
    for text in _texts(page):
        found = page.contrast(text.element, text.viewport, text.pseudo, minimum, large)
        if id(found) not in known:
            known[id(found)] = (found, _key(found))
        key = known[id(found)][1]
        pairs.setdefault(key, _Pair(key)).texts.append(text)
    return list(pairs.values())


def _texts(page: Page) -> Iterator[_Text]:
    for viewport in _WIDTHS:
        for element in page.texts(viewport):
            if page.visible(element, viewport) is not False and element.tag != "option":
                yield _Text(element, viewport)
        for element in elements(page.root):
            hinted = element.tag in _FIELDS and attribute(element, "placeholder")
            if hinted and page.visible(element, viewport) is not False:
                yield _Text(element, viewport, "placeholder")


def _measure(context: Context, page: Page, text: _Text) -> Contrast:
    brief = context.brief
    return page.contrast(
        text.element, text.viewport, text.pseudo, float(brief["minimum"]), float(brief["large"])
    )


def _key(found: Contrast) -> str:
    """Return the name of a pair of colours: "#767676 on #ffffff", with the range of what varies."""
    behind = sorted({c.hex for c in found.backdrop.colours})
    shown = behind[0] if len(behind) == 1 else f"{behind[0]}…{behind[-1]}" if behind else "?"
    return f"{found.colour.hex} on {shown}" + (" (large)" if found.large else "")


def _check_pair(context: Context, pair: _Pair) -> Iterator[Requirement]:
    """A text that cannot be found, or cannot be seen any more, is not readable."""
    page = context.page
    population = bad = 0
    worst: tuple[float, _Text, Contrast] | None = None
    subjects: set[str] = set()
    for text in pair.texts:
        element = matched(context, text.element)
        if element is None and not context.own:
            continue
        population += 1
        found = None
        if element is not None and _still_shown(page, element, text):
            found = _measure(context, page, _Text(element, text.viewport, text.pseudo))
        if found is not None and found.decided != "fail":
            continue
        bad += 1
        subjects.add(identity(context.base, text.element))
        if element is not None and found is not None and (worst is None or found.lowest < worst[0]):
            worst = (found.lowest, _Text(element, text.viewport, text.pseudo), found)
    if not population:
        return
    yield requirement(
        f"pair/{pair.key}",
        READABLE,
        1 - bad / population,
        _message(page, worst, len(subjects)),
        "choose a darker or lighter tone for this text",
        [_place(page, worst)] if worst is not None else [Evidence(page.path)],
        subjects,
    )


def _still_shown(page: Page, element: Element, text: _Text) -> bool:
    if page.visible(element, text.viewport) is False:
        return False
    if text.pseudo is not None:
        return bool(attribute(element, "placeholder"))
    return element in _speaking(page, text.viewport) or bool(page.text(element, text.viewport))


@per_page
def _speaking(page: Page, viewport: int) -> frozenset[Element]:
    """Return the elements of the page, drawings apart, with text of their own that is rendered."""
    found = page.texts(viewport)
    return frozenset(element for element in found if page.node(element).namespace == "html")


def _message(page: Page, worst: tuple[float, _Text, Contrast] | None, bad: int) -> str:
    if worst is None:
        return f"{plural(bad, 'text')} cannot be seen any more"
    _, text, found = worst
    words = attribute(text.element, "placeholder") if text.pseudo else page.text(text.element)
    places = f", and so have {plural(bad - 1, 'more place')}" if bad > 1 else ""
    mostly = "" if found.highest < found.threshold else "mostly "
    return (
        f"{quoted(words, 50)} has a contrast of {found.told}, "
        f"{mostly}less than {found.threshold:g}:1{places}"
    )


def _place(page: Page, worst: tuple[float, _Text, Contrast]) -> Evidence:
    text = worst[1]
    source = page.style(text.element, text.viewport, text.pseudo).source("color")
    if source is None or not source.line:
        return Evidence(page.path, page.line(text.element), page.describe(text.element))
    words = quote(f"{source.property}: {source.value}")
    return Evidence(source.file, source.line, page.describe(text.element), words)


def _check_role(context: Context, name: str, colour: str) -> Iterator[Requirement]:
    wanted = colour_syntax.parse_hex(colour.lstrip("#"))
    uses = [
        (element, prop)
        for element, prop in _uses(context, wanted)
        if context.own or matched(context, element) is not None
    ]
    if not uses:
        return
    changed = [
        (e, prop) for e, prop in uses if not _has(context, matched(context, e), prop, wanted)
    ]
    page = context.page
    there = [(matched(context, e), prop) for e, prop in changed]
    yield requirement(
        f"palette/{name}",
        PALETTE,
        1 - len(changed) / len(uses),
        f"the brand's {name} {colour} is in effect in {plural(len(changed), 'place')} less",
        f"leave {colour} where it was; change the text that is hard to read",
        [_coloured(page, e, prop) for e, prop in there if e is not None] or [Evidence(page.path)],
        {identity(context.base, e) for e, _ in changed},
    )


def _uses(context: Context, wanted: Colour | None) -> Iterator[tuple[Element, str]]:
    """Yield where the base shows a brand colour: as a background, and as the colour of readable text."""
    base = context.base
    for element, prop, colour in _coloured_places(base):
        if wanted is None or not colour.same_rgb(wanted):
            continue
        if (
            prop == "color"
            and _measure(context, base, _Text(element, _WIDTHS[0])).decided == "fail"
        ):
            continue
        yield element, prop


@per_page
def _coloured_places(page: Page) -> list[tuple[Element, str, Colour]]:
    """Return the backgrounds, and the colours of texts, that a page shows."""
    found = []
    texts = set(page.texts())
    for body in page.select("body"):
        for element in elements(body):
            style = page.style(element)
            for prop in ("background-color", "color"):
                colour = style.colour(prop) if prop != "color" or element in texts else None
                if colour is not None and colour.alpha > 0 and page.visible(element) is not False:
                    found.append((element, prop, colour))
    return found


def _has(context: Context, element: Element | None, prop: str, wanted: Colour | None) -> bool:
    if element is None or wanted is None:
        return False
    found = context.page.style(element).colour(prop)
    return found is not None and found.alpha > 0 and found.same_rgb(wanted)


def _coloured(page: Page, element: Element, prop: str) -> Evidence:
    source = page.style(element).source(prop)
    if source is None or not source.line:
        return Evidence(page.path, page.line(element), page.describe(element))
    words = quote(f"{source.property}: {source.value}")
    return Evidence(source.file, source.line, page.describe(element), words)
