"""apply-colours: every brand colour at every place that uses it.

The population is what the base page shows in an old (or already in a new) colour of the palette:
computed colours of elements and pseudo-elements with every gradient stop and shadow, custom
properties with their `-rgb` companions, rules for states, and the browser's theme colour. Places that
one declaration colours count as one; a role's satisfaction is the share of its places that have the new
colour at the same alpha.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..findings import Evidence, Requirement
from ..page import Colour, Element, Page
from . import instructions
from .building import MOST_EVIDENCE, identity, matched, place, quote, requirement
from .caching import per_page
from .colour_spots import COMPANION, DORMANT, THEME, VARIABLE, Spot, colours_at, spots
from .landmarks import base_landmark
from .palette import Role, colour, equal, roles
from .rules import Rule
from .wording import plural

if TYPE_CHECKING:
    from .context import Context

_WEIGHTING = (
    " A role weighs as the square root of the number of places that use it, so that a role used "
    "everywhere counts most without drowning the others; its places share that weight equally."
)


def _rule(kind: str, what: str, reason: str, bad: str, good: str, source: str = "") -> Rule:
    return Rule(f"colours/{kind}", 1.0, what, reason + _WEIGHTING, bad, good, source)


RULES = (
    _rule("variable", "Custom properties that hold an old colour of the palette hold the new one, and "
          "what gets its colour from them shows it.",
          "They are the palette's one source. All places that they colour are billed here: it is one "
          "thing to change.",
          "--primary: #0b3d5c;", "--primary: #6b2d1a;",
          "CSS Custom Properties 1, defining custom properties"),
    _rule("companion", "The bare channels beside a custom property (`--primary-rgb`) follow it, and so "
          "do the tints that are mixed from them.",
          "A forgotten one leaves veils of the old colour all over the page.",
          "--primary-rgb: 11, 61, 92;", "--primary-rgb: 107, 45, 26;",
          "CSS Custom Properties 1, var()"),
    _rule("text", "Texts in an old colour of the palette have the new one.",
          "Headings and links carry the brand.", "h1 { color: #0b3d5c }", "h1 { color: #6b2d1a }",
          "CSS Color 4, color"),
    _rule("background", "Backgrounds, tints included, in an old colour have the new one, alpha kept.",
          "The largest coloured areas; a header tint in the old colour is seen on every screen.",
          "background: rgba(11, 61, 92, 0.9)", "background: rgba(107, 45, 26, 0.9)",
          "CSS Backgrounds 3, background-color"),
    _rule("gradient", "Every stop of a gradient or overlay in an old colour has the new one.",
          "Literals in gradients are what a change of custom properties alone misses.",
          "linear-gradient(#0b3d5c, #f2a541)", "linear-gradient(#6b2d1a, #d9b382)",
          "CSS Images 3, gradients"),
    _rule("border", "Borders and outlines in an old colour have the new one.",
          "Thin lines in the old colour look like a mistake beside the new palette.",
          "border: 1px solid #0b3d5c", "border: 1px solid #6b2d1a",
          "CSS Backgrounds 3, border-color"),
    _rule("shadow", "Shadows in an old colour have the new one, alpha kept.",
          "A coloured shadow tints the whole card.",
          "box-shadow: 0 4px 12px rgba(11, 61, 92, 0.2)",
          "box-shadow: 0 4px 12px rgba(107, 45, 26, 0.2)",
          "CSS Backgrounds 3, box-shadow"),
    _rule("drawing", "Fills and strokes of drawings in the page in an old colour have the new one.",
          "Icons repeat the brand colour all over the page.",
          '<path fill="#0b3d5c" …>', '<path fill="#6b2d1a" …>',
          "SVG 2, fill and stroke"),
    _rule("state", "Rules that are not in effect right now (hover, focus, print, overridden ones) with an "
          "old colour have the new one.",
          "The old colour comes back as soon as somebody uses the page.",
          ".button:hover { background: #0b3d5c }", ".button:hover { background: #6b2d1a }",
          "Selectors 4, user action pseudo-classes"),
    _rule("browser", "`theme-color`, where it was an old colour, is the new one.",
          "Telephones paint the browser's own bar with it.",
          '<meta name="theme-color" content="#0b3d5c">',
          '<meta name="theme-color" content="#6b2d1a">',
          "HTML, metadata name theme-color"),
    _rule("unused", "Each role of the palette has places on the page.",
          "With nothing to check, nothing is proven.",
          "a page without the brand's colours", "a page that uses them"),
)  # fmt: skip
_BY_KIND: Mapping[str, Rule] = {rule.id.partition("/")[2]: rule for rule in RULES}

_DECLARED = frozenset((VARIABLE, COMPANION))

instruct = instructions.colours


class _Sight(NamedTuple):
    """What became of one spot: *flaw* is empty when it is right."""

    spot: Spot
    share: float
    flaw: str = ""
    mend: str = ""
    gone: bool = False


def check(context: Context) -> Iterator[Requirement]:
    """Yield one requirement for each role and kind of place that the base page has."""
    palette = roles(context.brief)
    names = _Names(context)
    for role in palette:
        groups = _grouped(context.base, palette, role.name)
        total = sum(len(places) for places in groups.values())
        if not total:
            message = f"nothing on the page uses {role.old.hex} or {role.new.hex} ({role.name})"
            mend = f"use {role.new.hex} for the {role.name} role"
            yield requirement(role.name, _BY_KIND["unused"], 0.0, message, mend)
        seen = {
            cause: [[_look(context, palette, spot, names) for spot in group] for group in places]
            for cause, places in groups.items()
        }
        _forgive_dropped(seen)
        for cause, places in seen.items():
            weight = math.sqrt(total) * len(places) / total
            yield _requirement(context, role, cause, places, weight)


@per_page
def _grouped(page: Page, palette: tuple[Role, ...], role: str) -> dict[str, list[list[Spot]]]:
    """Return a role's spots by cause, and within it by the declaration that they come from.

    A custom property comes before what gets its colour from it.
    """
    causes: dict[str, dict[tuple[object, ...], list[Spot]]] = defaultdict(lambda: defaultdict(list))
    found = [spot for spot in spots(page, palette) if spot.role.name == role]
    for spot in sorted(found, key=lambda spot: spot.kind not in _DECLARED):
        causes[spot.cause][spot.group].append(spot)
    return {cause: list(groups.values()) for cause, groups in causes.items()}


def _forgive_dropped(seen: dict[str, list[list[_Sight]]]) -> None:
    """Count custom properties that were dropped as right when every place has its colour without them."""
    sights = [sight for places in seen.values() for group in places for sight in group]
    if all(sight.share == 1 for sight in sights if not (sight.gone and _variable(sight.spot))):
        for places in seen.values():
            for group in places:
                group[:] = [_Sight(sight.spot, 1.0) if sight.flaw else sight for sight in group]


def _requirement(
    context: Context, role: Role, cause: str, places: list[list[_Sight]], weight: float
) -> Requirement:
    shares: list[float] = []
    flawed: list[_Sight] = []
    failing: set[Element] = set()
    for sights in places:
        shares.append(sum(sight.share for sight in sights) / len(sights))
        wrong = [sight for sight in sights if sight.flaw]
        flawed += wrong[:1]
        failing |= {sight.spot.element for sight in wrong if sight.spot.element is not None}
    first = flawed[0] if flawed else None
    message = first.flaw if first else ""
    if first and len(flawed) > 1:
        others = len(flawed) - 1
        message += (
            f", in effect at {plural(others, 'place')}"
            if _variable(first.spot)
            else f" (and {others} more of {plural(len(places), 'place')})"
        )
    return requirement(
        f"{role.name}/{cause}",
        _BY_KIND[cause],
        sum(shares) / len(shares),
        message,
        first.mend if first else "",
        [_evidence(context, sight.spot) for sight in flawed[:MOST_EVIDENCE]],
        {identity(context.base, element) for element in failing}
        | {f"variable:{name}" for sight in flawed if (name := _variable(sight.spot))},
        weight,
    )


def _variable(spot: Spot) -> str:
    name = "" if spot.declaration is None else spot.declaration.property
    return name if name.startswith("--") else ""


def _look(context: Context, palette: tuple[Role, ...], spot: Spot, names: _Names) -> _Sight:
    """Judge one spot on the page."""
    found = colours_at(context, spot)
    if not context.own:
        return _look_again(palette, spot, found, names)
    wanted = spot.role.wanted(spot.colour)
    mend = f"use {_text(wanted)}"
    if found is None:
        return _Sight(spot, 0.0, f"{names.of(spot)} cannot be found any more", mend, gone=True)
    now = _counterpart(spot, found)
    if now is not None and equal(now, wanted):
        return _Sight(spot, 1.0)
    if len(found) != len(spot.among) and _count(found, wanted) > _rank(spot):
        return _Sight(spot, 1.0)
    return _Sight(spot, 0.0, _flaw(spot, now, wanted, names), mend)


def _counterpart(spot: Spot, found: tuple[Colour, ...]) -> Colour | None:
    """Return the colour that stands where the spot's stood; another one if their number changed."""
    if len(found) == len(spot.among):
        return found[spot.position]
    left = [one for one in found if one.same_rgb(spot.role.old)]
    return next(iter(left or found), None)


def _count(found: tuple[Colour, ...], wanted: Colour) -> int:
    return sum(equal(one, wanted) for one in found)


def _rank(spot: Spot) -> int:
    """Return how many equal colours stand before this one in its value."""
    return sum(equal(one, spot.colour) for one in spot.among[: spot.position])


def _flaw(spot: Spot, now: Colour | None, wanted: Colour, names: _Names) -> str:
    where, role = names.of(spot), spot.role
    if now is None:
        return f"{where} no longer shows {role.new.hex} ({role.name})"
    if now.same_rgb(role.old):
        return f"{where} still uses {_text(now)} (old {role.name})"
    return f"{where} uses {_text(now)} instead of {_text(wanted)} ({role.name})"


def _look_again(
    palette: tuple[Role, ...],
    spot: Spot,
    found: tuple[Colour, ...] | None,
    names: _Names,
) -> _Sight:
    """Judge one spot after a later action, which may restyle it within the palette and the brief."""
    if not found or all(one.alpha == 0 for one in found):
        # It is gone: the damage checks bill that; here it counts as it was.
        return _Sight(spot, float(spot.colour.same_rgb(spot.role.new)))
    position = spot.position if len(found) == len(spot.among) else None
    key = (spot.role.name, position, found)
    if key not in names.verdicts:
        names.verdicts[key] = _verdict(palette, spot.role, position, found, names.briefed)
    flaw = names.verdicts[key]
    if not flaw:
        return _Sight(spot, 1.0)
    mend = f"use {_text(spot.role.wanted(spot.colour))}"
    return _Sight(spot, 0.0, f"{names.of(spot)} {flaw}", mend)


def _verdict(
    palette: tuple[Role, ...],
    role: Role,
    position: int | None,
    found: tuple[Colour, ...],
    briefed: Sequence[Colour],
) -> str:
    """Return what is wrong with colours that stand for a role, after a later action; "" for nothing."""
    concerned = found if position is None else (found[position],)
    old = next((one for one in concerned for each in palette if one.same_rgb(each.old)), None)
    if old is not None:
        return f"uses {_text(old)}, an old colour"
    allowed = [*(each.new for each in palette), *briefed]
    if any(one.same_rgb(other) for one in concerned for other in allowed):
        return ""
    shown = _text(found[position or 0])
    return f"uses {shown}, no colour of the palette ({role.name})"


def _text(one: Colour) -> str:
    return one.hex if one.opaque else one.css


def _evidence(context: Context, spot: Spot) -> Evidence:
    """Return where the judged page has a spot's colour now."""
    page = context.page
    if spot.kind in (VARIABLE, COMPANION, DORMANT):
        return _declared(context, spot)
    element = matched(context, spot.element)
    if element is None:
        return Evidence(page.path, 0, page_selector(context, spot.element), "")
    if spot.kind == THEME or spot.use is None:
        return place(page, element, str(element.get("content")))
    style = page.style(element, spot.use.width, spot.use.pseudo)
    source = style.source(spot.use.name)
    selector = page.describe(element) + (f"::{spot.use.pseudo}" if spot.use.pseudo else "")
    if source is None:
        return Evidence(page.path, page.line(element), selector, quote(style[spot.use.name]))
    return Evidence(source.file, source.line, selector, quote(f"{source.property}: {source.value}"))


def page_selector(context: Context, element: Element | None) -> str:
    """Return the selector that an element had on the base page."""
    return "" if element is None else context.base.describe(element)


def _declared(context: Context, spot: Spot) -> Evidence:
    declaration = spot.found_in(context) or spot.declaration
    assert declaration is not None
    return Evidence(
        declaration.file,
        declaration.line,
        declaration.selector,
        quote(f"{declaration.property}: {declaration.value}"),
    )


class _Names:
    """What places are called in messages, and which colours the brief gives later actions."""

    def __init__(self, context: Context) -> None:
        self.landmarks = {
            element: name
            for name in context.template.landmarks
            if (element := base_landmark(context, name)) is not None
        }
        self.briefed = _briefed(context)
        self.verdicts: dict[tuple[object, ...], str] = {}  # of what stands for a role, once each

    def of(self, spot: Spot) -> str:
        """Return "hero gradient", "--primary", "`.button:hover` background"."""
        if spot.declaration is not None:
            name = spot.declaration.property
            return name if name.startswith("--") else f"`{spot.declaration.selector}` {name}"
        element = spot.element
        noun = "theme-color" if spot.kind == THEME else spot.kind
        while element is not None:
            if element in self.landmarks:
                return f"{self.landmarks[element]} {noun}"
            element = element.getparent()
        return f"page {noun}" if spot.kind != THEME else noun


def _briefed(context: Context) -> list[Colour]:
    brief = context.template.brief
    values = [brief.get("replace-hero-bg", {}).get("overlay")]
    for section in brief.get("replace-section-bgs", {}).get("sections", ()):
        values += [section.get("overlay"), section.get("colour")]
    return [colour(value) for value in values if value]
