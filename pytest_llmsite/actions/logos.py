"""replace-header-logo and replace-footer-logo: the supplied file, its texts, its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..findings import Evidence, Requirement
from ..page.align import normalise_text
from ..page.dom import Element
from . import instructions
from .building import identity, matched, place, requirement
from .landmarks import base_landmark, landmark
from .pictures import Picture, alternative, pictures, same_file
from .rules import Rule
from .saying import anchor_of, said_by, shows
from .sizes import flaw_of_size
from .wording import quoted

if TYPE_CHECKING:
    from ..page.page import Page
    from .context import Context

SOURCE = Rule(
    "logos/source",
    4.0,
    "An image in the landmark resolves to the supplied file, decodes and can be seen; the old logo is "
    "no longer used there, in `srcset`, `<source>` or CSS neither.",
    "The logo is what the action is about. Beside a remaining old one the new logo keeps 0.6: some "
    "screens still show the old business.",
    '<img src="assets/logo.svg" alt="Copper Crumb">',
    '<img src="assets/supplied/logo-dark.svg" alt="Copper Crumb">',
    "HTML, the img element",
)
ALT = Rule(
    "logos/alt",
    2.0,
    "The logo's alternative text is the brief's.",
    "For those who don't see it, and for search engines, the alternative text is the logo. Other "
    "capitals keep three quarters, another text with the new business's name half.",
    '<img src="assets/supplied/logo-dark.svg" alt="River &amp; Sea logo">',
    '<img src="assets/supplied/logo-dark.svg" alt="Copper Crumb logo">',
    "WCAG 2.2, 1.1.1",
)
LABEL = Rule(
    "logos/link-label",
    2.0,
    "The link around the logo has the accessible name of the brief.",
    "A link's own label overrides the image's alternative text, so an old one goes on naming the old "
    "business. Other capitals keep three quarters, another label with the new name half.",
    '<a href="#hero" aria-label="River &amp; Sea home">',
    '<a href="#hero" aria-label="Copper Crumb home">',
    "WCAG 2.2, 2.4.4",
)
SIZE = Rule(
    "logos/size",
    1.0,
    "The logo is at most as high as the brief says, on wide and narrow screens, and keeps its own "
    "proportions.",
    "A logo without a limit blows up the header; a stretched one keeps half.",
    '<img … style="height: 120px">',
    '<img … style="max-height: 48px; width: auto">',
    "CSS Box Sizing 3, max-height",
)
RULES = (SOURCE, ALT, LABEL, SIZE)

_BESIDE_OLD = 0.6
_CAPITALS, _NAMED = 0.75, 0.5

instruct_header = instructions.header_logo
instruct_footer = instructions.footer_logo


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one rule says of a logo: how far it holds, what is wrong, and where."""

    rule: Rule
    satisfaction: float
    message: str
    mend: str
    element: Element | None


def check_header(context: Context) -> Iterator[Requirement]:
    """Yield the requirements of the header's logo."""
    return _check(context, "header", "replace-footer-logo")


def check_footer(context: Context) -> Iterator[Requirement]:
    """Yield the requirements of the footer's logo."""
    return _check(context, "footer", "replace-header-logo")


def _check(context: Context, name: str, other: str) -> Iterator[Requirement]:
    brief = context.brief
    variant = context.template.brief.get(other, {}).get("asset", "")
    base_scope = base_landmark(context, name)
    scope = landmark(context, name)
    before = _logo(context.base, base_scope, brief)
    expected = None if before is None else matched(context, before.element)
    logo = _logo(context.page, scope, brief)
    element = logo.element if logo is not None else expected
    business = context.template.business["name"]
    if not context.own and element is None:
        # It is gone: the damage checks bill that; here it counts as it was.
        judge = _Judge(context.base, base_scope, name, brief, business, variant)
        logo, element = before, None if before is None else before.element
    else:
        judge = _Judge(context.page, scope, name, brief, business, variant)
    for verdict in judge.verdicts(logo, element):
        found = verdict.element if verdict.element is not None else judge.scope
        yield requirement(
            verdict.rule.id.partition("/")[2],
            verdict.rule,
            verdict.satisfaction,
            verdict.message,
            verdict.mend,
            _evidence(judge.page, found),
            [
                *_subjects(context.base, before),
                *([f"file:{brief['asset']}"] if verdict.rule is SOURCE else ()),
            ],
        )


def _subjects(page: Page, logo: Picture | None) -> Iterator[str]:
    if logo is not None:
        yield identity(page, logo.element)


def _evidence(page: Page, element: Element | None) -> Iterator[Evidence]:
    if element is None:
        yield Evidence(page.path)
        return
    attributes = " ".join(
        f'{name}="{element.get(name)}"'
        for name in ("src", "href", "alt", "aria-label")
        if element.get(name) is not None
    )
    yield place(page, element, f"<{element.tag} {attributes}>".replace(" >", ">"))


def _logo(page: Page, scope: Element | None, brief: Mapping[str, Any]) -> Picture | None:
    """Return the landmark's use of the new logo, else of the old one; visible ones first."""
    if scope is None:
        return None
    uses = pictures(page, scope)
    for path in (brief["asset"], brief["replaces"]):
        found = [use for use in uses if same_file(page, use.path, path)]
        found.sort(key=lambda use: (not shows(page, use.element), use.element.tag != "img"))
        if found:
            return found[0]
    return None


class _Judge:
    """The rules of one logo on one page."""

    def __init__(
        self,
        page: Page,
        scope: Element | None,
        name: str,
        brief: Mapping[str, Any],
        business: str,
        variant: str,
    ) -> None:
        self.page = page
        self.scope = scope
        self.name = name
        self.brief = brief
        self.business = business
        self.variant = variant

    def verdicts(self, logo: Picture | None, element: Element | None) -> Iterator[_Verdict]:
        """Yield what each rule says; *element* shows the logo, or stands where it stood."""
        yield self._source(logo)
        yield self._alt(element)
        if "link_label" in self.brief:
            yield self._label(element)
        yield self._size(logo, element)

    def _source(self, logo: Picture | None) -> _Verdict:
        asset, old = self.brief["asset"], self.brief["replaces"]
        mend = f"use {asset}"
        uses = () if self.scope is None else pictures(self.page, self.scope)
        paths = {use.path for use in uses}
        if logo is None or not same_file(self.page, logo.path, asset):
            if self.variant in paths:
                message = f"the {self.name} shows the other variant of the logo, {self.variant}"
            elif logo is not None:
                message = f"the {self.name} still shows {old}"
            else:
                message = f"the {self.name} shows no logo"
            return _Verdict(SOURCE, 0.0, message, mend, logo.element if logo else None)
        if logo.decodes is False or not shows(self.page, logo.element):
            state = "does not decode" if logo.decodes is False else "cannot be seen"
            return _Verdict(SOURCE, 0.0, f"the {self.name}'s new logo {state}", mend, logo.element)
        if old in paths:
            left = next(use for use in uses if use.path == old)
            message = f"the {self.name} still refers to {old} beside the new logo"
            return _Verdict(SOURCE, _BESIDE_OLD, message, f"remove {old}", left.element)
        return _Verdict(SOURCE, 1.0, "", "", logo.element)

    def _alt(self, element: Element | None) -> _Verdict:
        wanted = self.brief["alt"]
        text = "" if element is None else alternative(self.page, element)
        message = f"the {self.name} logo's alternative text is {quoted(text)}"
        if not text:
            message = f"the {self.name} logo has no alternative text"
        return _Verdict(ALT, self._named(text, wanted), message, f'alt="{wanted}"', element)

    def _label(self, element: Element | None) -> _Verdict:
        wanted = self.brief["link_label"]
        anchor = None if element is None else anchor_of(element)
        text = "" if anchor is None else _name_of_link(self.page, anchor)
        message = f"the link around the {self.name} logo is labelled {quoted(text)}"
        if anchor is None:
            message = f"there is no link around the {self.name} logo"
        mend = f'aria-label="{wanted}"'
        shown = anchor if anchor is not None else element
        return _Verdict(LABEL, self._named(text, wanted), message, mend, shown)

    def _named(self, text: str, wanted: str) -> float:
        found, wanted = normalise_text(text), normalise_text(wanted)
        if found == wanted:
            return 1.0
        if found.casefold() == wanted.casefold():
            return _CAPITALS
        return _NAMED if normalise_text(self.business) in found else 0.0

    def _size(self, logo: Picture | None, element: Element | None) -> _Verdict:
        limit = self.brief["max_height"]
        if element is None:
            return _Verdict(SIZE, 0.0, f"the {self.name} shows no logo", "", None)
        natural = logo.size if logo is not None else None
        share, flaw = flaw_of_size(self.page, element, limit, natural)
        message = f"the {self.name} logo {flaw}"
        return _Verdict(SIZE, share, message, f"max-height: {limit}px; width: auto", element)


def _name_of_link(page: Page, anchor: Element) -> str:
    """Return a link's accessible name: labelled-by, label, content with alternative texts, title."""
    ids = str(anchor.get("aria-labelledby") or "").split()
    parts = [said_by(page, found) for name in ids for found in _by_id(page, name)]
    if any(parts):
        return " ".join(part for part in parts if part)
    label = str(anchor.get("aria-label") or "").strip()
    if label:
        return label
    alts = [alternative(page, image) for image in anchor.iter("img", "svg")]
    content = " ".join(part for part in [*alts, said_by(page, anchor)] if part)
    return content or str(anchor.get("title") or "")


def _by_id(page: Page, name: str) -> list[Element]:
    return [element for element in page.root.iter() if element.get("id") == name]
