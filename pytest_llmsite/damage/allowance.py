"""What the brief of an action asks to be changed, and what is therefore no damage when it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..page.align import normalise_text

if TYPE_CHECKING:
    from ..templates.loader import Template

COLOURS = frozenset({"color", "background-color"})
FONTS = frozenset({"font-family", "font-weight"})
_TEXT_ACTIONS = ("update-hero-text", "update-about-text", "update-contact")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one action may change.

    old_texts, new_texts: texts that may go, and that may come (all of the brief's: doing a later step's
    work early is no damage). images: files that may be used no more; addresses: what the brief names.
    landmarks: parts that may be rearranged; decorated: parts whose background may change; restyled:
    properties that may change anywhere; parts: landmarks in which any style may change.
    free: an action of the user's own that may change anything.
    """

    action: str
    old_texts: frozenset[str] = frozenset()
    new_texts: frozenset[str] = frozenset()
    images: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    landmarks: frozenset[str] = frozenset()
    decorated: frozenset[str] = frozenset()
    restyled: frozenset[str] = frozenset()
    fonts: bool = False
    icons: bool = False
    metadata: bool = False
    structured: bool = False
    accessibility: bool = False
    stepwise: frozenset[str] = frozenset()
    free: bool = False


@lru_cache(maxsize=256)
def allowance(template: Template, action: str) -> Allowance:
    """Return what *action* may change on a site of *template*."""
    brief = template.brief.get(action, {})
    everywhere: dict[str, Any] = {
        "action": action,
        "new_texts": frozenset(_new_texts(template)),
        "addresses": frozenset(_addresses(_of_all(template))),
    }
    special = _SPECIAL.get(action)
    if special is None:
        everywhere["new_texts"] |= frozenset(_texts_in(brief))
        everywhere["addresses"] |= frozenset(_addresses(brief))
        return Allowance(**everywhere, **template.allowances.get(action, {"free": True}))
    return Allowance(**everywhere, **special(brief))


def _of_all(template: Template) -> Mapping[str, Any]:
    """The brief without a user's own actions, which leave the other steps' scores as they are."""
    return {
        name: table for name, table in template.brief.items() if name not in template.allowances
    }


def _new_texts(template: Template) -> Iterator[str]:
    for action in _TEXT_ACTIONS:
        for entry in template.brief[action]["texts"]:
            yield normalise_text(entry["new"])
    accessibility = template.brief["add-accessibility"]
    yield normalise_text(accessibility["skip_link"])
    for field in accessibility["fields"]:
        yield normalise_text(field["label"])


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield normalise_text(value)
    elif isinstance(value, (Mapping, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _texts_in(item)


def _addresses(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(("https://", "http://")):
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _addresses(item)
    elif isinstance(value, list):
        for item in value:
            yield from _addresses(item)


def _colours(brief: Mapping[str, Any]) -> dict[str, Any]:
    return {"restyled": COLOURS}


def _fonts(brief: Mapping[str, Any]) -> dict[str, Any]:
    return {"restyled": FONTS, "fonts": True}


def _logo(name: str) -> Any:
    def allow(brief: Mapping[str, Any]) -> dict[str, Any]:
        return {"images": frozenset({brief["replaces"]}), "decorated": frozenset({name})}

    return allow


def _favicon(brief: Mapping[str, Any]) -> dict[str, Any]:
    return {"images": frozenset(brief["replaces"]), "icons": True}


def _hero_background(brief: Mapping[str, Any]) -> dict[str, Any]:
    return {"images": frozenset({brief["replaces"]}), "decorated": frozenset({"hero"})}


def _section_backgrounds(brief: Mapping[str, Any]) -> dict[str, Any]:
    sections = brief["sections"]
    return {
        "images": frozenset(section["replaces"] for section in sections),
        "decorated": frozenset(section["landmark"] for section in sections),
    }


def _texts(brief: Mapping[str, Any]) -> dict[str, Any]:
    return {"old_texts": frozenset(normalise_text(entry["old"]) for entry in brief["texts"])}


def _hero_layout(brief: Mapping[str, Any]) -> dict[str, Any]:
    return {"landmarks": frozenset({"hero"}), "decorated": frozenset({"hero"})}


def _sections_layout(brief: Mapping[str, Any]) -> dict[str, Any]:
    steps = {n for n, pattern in brief.items() if pattern in ("carousel", "single-highlight")}
    names = frozenset(brief)
    return {"landmarks": names, "decorated": names, "stepwise": frozenset(steps)}


_SPECIAL: Mapping[str, Any] = {
    "apply-colours": _colours,
    "swap-fonts": _fonts,
    "replace-header-logo": _logo("header"),
    "replace-footer-logo": _logo("footer"),
    "replace-favicon": _favicon,
    "replace-hero-bg": _hero_background,
    "replace-section-bgs": _section_backgrounds,
    "update-hero-text": _texts,
    "update-about-text": _texts,
    "update-contact": _texts,
    "apply-hero-layout": _hero_layout,
    "apply-sections-layout": _sections_layout,
    "add-seo-meta": lambda brief: {"metadata": True},
    "add-structured-data": lambda brief: {"structured": True},
    "add-accessibility": lambda brief: {"accessibility": True},
    "verify-contrast": lambda brief: {"restyled": COLOURS},
}
