"""replace-hero-bg and replace-section-bgs: the image in effect, its overlay, and text that stays readable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..findings import Evidence, Requirement
from ..page import Colour, Element, Page
from . import instructions
from .building import identity, matched, place, quote, requirement
from .landmarks import base_landmark, landmark
from .layers import Coat, coats, names_file, overlay_share, shows_file, source_of, texts_in
from .palette import colour, equal
from .rules import Rule
from .wording import called, plural, quoted

if TYPE_CHECKING:
    from .context import Context

ASSET = Rule(
    "backgrounds/asset",
    4.0,
    "The supplied image is in effect in the landmark, on wide and narrow screens, and decodes; the old "
    "one is not.",
    "It is what the action is about. Each width where the page had an image counts (1280 px half, 768 "
    "and 375 px a quarter each): media queries that go on using the old image are often forgotten.",
    'background-image: url("../assets/hero.webp")',
    'background-image: url("../assets/supplied/hero.webp")',
    "CSS Backgrounds 3, background-image",
)
OVERLAY = Rule(
    "backgrounds/overlay",
    2.0,
    "Between image and text lies an overlay in the brief's colour and opacity: a gradient layer, a "
    "pseudo-element, an element or an inset shadow; it may be one stop of a gradient of that colour.",
    "The overlay was chosen so that text stays readable on any image. The right colour at another "
    "opacity, or over a part only, keeps half.",
    "linear-gradient(rgba(0, 0, 0, 0.3), rgba(0, 0, 0, 0.3))",
    "linear-gradient(rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72))",
    "CSS Backgrounds 3, layers of a background",
)
READABLE = Rule(
    "backgrounds/readable",
    2.0,
    "Texts of the landmark that stood out from what lay behind them still do.",
    "A background that swallows the text defeats its purpose. Texts that were not readable before, or "
    "of which only a browser could tell, do not count.",
    "white text on a pale image without an overlay",
    "white text on a dark overlay",
    "WCAG 2.2, 1.4.3",
)
NONE = Rule(
    "backgrounds/none",
    3.0,
    "Where the brief says “none”, no image is in effect as the section's background, and the section "
    "still has its content.",
    "A pattern that stays, or another image in its place, is not what was asked for; nor is an empty "
    "section.",
    "background: var(--surface) url(../assets/pattern.svg)",
    "background: #f7ede0",
    "CSS Backgrounds 3, background-image",
)
COLOUR = Rule(
    "backgrounds/colour",
    2.0,
    "The section's background colour is the brief's, with nothing painted over it.",
    "The colour takes the image's place. Under a remaining overlay it keeps half.",
    "background: #ffffff",
    "background: #f7ede0",
    "CSS Backgrounds 3, background-color",
)
RULES = (ASSET, OVERLAY, READABLE, NONE, COLOUR)

_WIDTHS = {1280: 0.5, 768: 0.25, 375: 0.25}
_BESIDE_OLD = 0.5
_PRELOADED = 0.9

instruct_hero = instructions.hero_background
instruct_sections = instructions.section_backgrounds


def check_hero(context: Context) -> Iterator[Requirement]:
    """Yield the requirements of the hero's background."""
    yield from _Section(context, "hero", context.brief).requirements()


def check_sections(context: Context) -> Iterator[Requirement]:
    """Yield the requirements of each section's background."""
    for section in context.brief["sections"]:
        yield from _Section(context, section["landmark"], section).requirements()


@dataclass(frozen=True, slots=True)
class _View:
    """A page with one landmark of it in view."""

    page: Page
    scope: Element


class _Section:
    """The background of one landmark, as briefed."""

    def __init__(self, context: Context, name: str, brief: Mapping[str, Any]) -> None:
        self.context = context
        self.name = name
        self.called = called(name)
        self.brief = brief
        self.asset, self.old = brief["asset"], brief["replaces"]
        base, scope = base_landmark(context, name), landmark(context, name)
        self.base = None if base is None else _View(context.base, base)
        self.view = None if scope is None else _View(context.page, scope)
        if self.view is None and not context.own:
            # It is gone: the damage checks bill that; here it counts as it was.
            self.view = self.base

    def requirements(self) -> Iterator[Requirement]:
        """Yield what the brief asks of this landmark."""
        if self.asset == "none":
            yield self._none()
        else:
            yield self._asset()
        if "overlay" in self.brief:
            yield self._overlay(colour(self.brief["overlay"]))
        if "colour" in self.brief:
            yield self._colour(colour(self.brief["colour"]))
        # Text that a later action makes unreadable is damage, whatever lies behind it.
        texts = self._readable_texts() if self.context.own else []
        if texts:
            yield self._readable(texts)

    def _missing(self, rule: Rule, mend: str) -> Requirement:
        message = f"the {self.called} cannot be found any more"
        evidence = [Evidence(self.context.page.path)]
        return requirement(self._key(rule), rule, 0.0, message, mend, evidence, self._subjects())

    def _key(self, rule: Rule) -> str:
        return f"{self.name}/{rule.id.partition('/')[2]}"

    def _subjects(self) -> Iterator[str]:
        """Yield the images, and the elements of the base that show them."""
        files = {path for path in (self.asset, self.old) if path != "none"}
        yield from (f"file:{path}" for path in files)
        if self.base is not None:
            for coat in coats(self.base.page, self.base.scope, 1280):
                if coat.path in files:
                    yield identity(self.base.page, coat.element)

    def _shares(self) -> dict[int, float]:
        """Return the widths at which the base shows an image there, with their weights."""
        # After a later action the extremes will do.
        widths = _WIDTHS if self.context.own else {1280: 0.5, 375: 0.5}
        if self.base is None:
            return widths
        page, scope = self.base.page, self.base.scope
        shown = [
            width
            for width in widths
            if names_file(page, scope, width, self.old)
            or names_file(page, scope, width, self.asset)
        ] or list(widths)
        total = sum(_WIDTHS[width] for width in shown)
        return {width: _WIDTHS[width] / total for width in shown}

    def _asset(self) -> Requirement:
        mend = f"use {self.asset}"
        if self.view is None:
            return self._missing(ASSET, mend)
        page, scope = self.view.page, self.view.scope
        share, message, evidence = 0.0, "", []
        for width, weight in self._shares().items():
            new = shows_file(page, scope, width, self.asset)
            old = names_file(page, scope, width, self.old)
            share += weight * (0.0 if not new else _BESIDE_OLD if old else 1.0)
            if not new or old:
                evidence.append(self._image_evidence(width))
                message = message or self._asset_flaw(width, new, old)
        if not self.context.own and len(evidence) < len(self._shares()):
            share = 1.0  # a layout may show it at some widths only
        elif share == 1.0 and (preload := self._preload(page)) is not None:
            share, evidence = _PRELOADED, [place(page, preload, preload.get("href"))]
            message = f"{self.old} is still preloaded"
        return requirement(
            self._key(ASSET), ASSET, share, message, mend, evidence, self._subjects()
        )

    def _asset_flaw(self, width: int, new: bool, old: bool) -> str:
        if old:
            beside = " beside the new image" if new else ""
            return f"the {self.called} still uses {self.old} at a width of {width} px{beside}"
        if any(coat.path == self.asset for coat in self._pictures(width)):
            return f"{self.asset} does not decode"
        return f"the {self.called} shows no {self.asset} at a width of {width} px"

    def _pictures(self, width: int) -> list[Coat]:
        """Return the images in effect in the landmark, the old one first, then backgrounds."""
        if self.view is None:
            return []
        found = [coat for coat in coats(self.view.page, self.view.scope, width) if coat.path]
        return sorted(found, key=lambda coat: (coat.path != self.old, coat.element.tag == "img"))

    def _image_evidence(self, width: int) -> Evidence:
        assert self.view is not None
        pictures = self._pictures(width)
        if not pictures:
            return place(self.view.page, self.view.scope)
        return source_of(self.view.page, pictures[0], width)

    def _preload(self, page: Page) -> Element | None:
        for link in page.select("link[rel~=preload i][as=image i][href]"):
            if page.resource(link.get("href")).path == self.old:
                return link
        return None

    def _overlay(self, wanted: Colour) -> Requirement:
        mend = f"lay {self.brief['overlay']} between image and text"
        if self.view is None:
            return self._missing(OVERLAY, mend)
        page, scope = self.view.page, self.view.scope
        shares = {width: overlay_share(page, scope, width, wanted) for width in self._shares()}
        if not self.context.own:
            shares = {width: self._needed(width, share) for width, share in shares.items()}
        share = sum(weight * shares[width] for width, weight in self._shares().items())
        worst = min(shares, key=lambda width: shares[width])
        message = f"the {self.called}'s image has no overlay in {self.brief['overlay']}"
        if shares[worst]:
            message = f"the {self.called}'s overlay is not {self.brief['overlay']} all over"
        if len(set(shares.values())) > 1:
            message += f" at a width of {worst} px"
        evidence = [self._image_evidence(worst)]
        return requirement(
            self._key(OVERLAY), OVERLAY, share, message, mend, evidence, self._subjects()
        )

    def _needed(self, width: int, share: float) -> float:
        """Return 1 where no text lies on the image any more, as a later layout may have it."""
        if share == 1.0 or self.view is None:
            return share
        page, scope = self.view.page, self.view.scope
        over = [
            element
            for element in texts_in(page, scope, width)
            if page.backdrop(element, width).unknown
        ]
        return share if over else 1.0

    def _none(self) -> Requirement:
        mend = f"remove {self.old} from the {self.called}'s background"
        if self.view is None or self.base is None:
            return self._missing(NONE, mend)
        page, scope = self.view.page, self.view.scope
        before = {coat.path for coat in coats(self.base.page, self.base.scope, 1280)}
        share, message, evidence = 0.0, "", []
        for width, weight in _WIDTHS.items():
            left = [
                coat
                for coat in coats(page, scope, width)
                if coat.path is not None
                and (coat.path == self.old or (coat.covers and coat.path not in before))
            ]
            share += weight * (not left)
            if left:
                message = message or f"the {self.called}'s background still shows {left[0].path}"
                evidence.append(self._image_evidence(width))
        kept = self._kept() if self.context.own else 1.0
        message = message or f"the {self.called} has lost content along with its image"
        evidence = evidence or [place(page, scope)]
        return requirement(
            self._key(NONE), NONE, share * kept, message, mend, evidence, self._subjects()
        )

    def _kept(self) -> float:
        """Return the share of the section's texts that can be found again."""
        assert self.base is not None
        texts = texts_in(self.base.page, self.base.scope, 1280)
        kept = sum(matched(self.context, element) is not None for element in texts)
        return kept / len(texts) if texts else 1.0

    def _colour(self, wanted: Colour) -> Requirement:
        mend = f"background-color: {self.brief['colour']}"
        if self.view is None:
            return self._missing(COLOUR, mend)
        page, scope = self.view.page, self.view.scope
        shares = {width: _colour_share(page, scope, width, wanted) for width in _WIDTHS}
        share = sum(weight * shares[width] for width, weight in _WIDTHS.items())
        found = page.background(scope).colour
        message = (
            f"the {self.called}'s background colour is {found.hex}, not {self.brief['colour']}"
        )
        if found.alpha == 0:
            message = f"the {self.called} has no background colour"
        elif share and equal(found, wanted):
            message = f"something is painted over the {self.called}'s background colour"
        source = page.style(scope).source("background-color")
        evidence = [place(page, scope)]
        if source is not None:
            declared = quote(f"{source.property}: {source.value}")
            evidence = [Evidence(source.file, source.line, page.describe(scope), declared)]
        return requirement(
            self._key(COLOUR), COLOUR, share, message, mend, evidence, self._subjects()
        )

    def _readable_texts(self) -> list[Element]:
        """Return the base's texts in the landmark that stand out, or may."""
        if self.base is None:
            return []
        page, scope = self.base.page, self.base.scope
        return [
            element
            for element in texts_in(page, scope, 1280)
            if self._contrast(page, element) != "fail"
        ]

    def _contrast(self, page: Page, element: Element) -> str:
        limits = self.context.template.brief["verify-contrast"]
        found = {
            page.contrast(element, width, normal=limits["minimum"], large=limits["large"]).decided
            for width in (1280, 375)
            if page.visible(element, width) is not False
        }
        return "fail" if "fail" in found else "pass"

    def _readable(self, texts: list[Element]) -> Requirement:
        page = self.context.page
        lost, covered = [], []
        for before in texts:
            after = matched(self.context, before)
            if after is None:
                lost.append(before)
            elif self._contrast(page, after) == "fail":
                covered.append((before, after))
        share = 1 - (len(lost) + len(covered)) / len(texts)
        evidence = [place(page, after, page.text(after)) for _, after in covered]
        message = f"{plural(len(lost), 'text')} of the {self.called} cannot be found any more"
        if covered:
            first = quoted(page.text(covered[0][1]))
            message = f"{first} in the {self.called} does not stand out from its background"
            if len(covered) > 1:
                message += f" (nor do {len(covered) - 1} more)"
        subjects = [identity(self.context.base, element) for element in lost]
        subjects += [identity(self.context.base, before) for before, _ in covered]
        return requirement(
            self._key(READABLE),
            READABLE,
            share,
            message,
            "choose background and overlay so that the text has a contrast of at least "
            f"{self.context.template.brief['verify-contrast']['minimum']:g} : 1",
            evidence or [Evidence(page.path)],
            subjects,
        )


def _colour_share(page: Page, scope: Element, width: int, wanted: Colour) -> float:
    """Return 1 for the wanted colour on the landmark, or on the wrapper that holds all of it."""
    element = scope
    while element is not None:
        background = page.background(element, width)
        if background.colour.alpha > 0 or any(layer.painted for layer in background.layers):
            if not equal(background.colour, wanted):
                return 0.0
            painted = [layer for layer in background.layers if layer.painted and layer.covers]
            # a picture that is left is what “none” asks for
            plain = all(equal(stop, wanted) for layer in painted for stop in layer.stops)
            return 1.0 if plain else _BESIDE_OLD
        children = [child for child in element if isinstance(child.tag, str)]
        element = children[0] if len(children) == 1 else None
    return 0.0
