"""The actions' names, positions and categories; instructions and checks are loaded when needed."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..findings import Requirement
    from ..templates.loader import Template
    from .context import Context

CATEGORIES = {
    "brand": "colours, fonts, logos and favicon",
    "images": "hero and section backgrounds",
    "content": "hero, about and contact texts",
    "layout": "hero, features, testimonials and footer layouts",
    "technical": "SEO, structured data and accessibility",
    "quality": "contrast of the finished page",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One edit of the chain.

    *instruct* and *check* are callables or "module:function" names that are imported on first use:
    `instruct(template) -> str` is what the model is told, `check(context) -> Iterable[Requirement]`
    is what it is held to. *added* are further checks, of a user's own. *facet* is all that the check
    sees of a page when it is asked again after a later action (`page.likeness.FACETS`; "" for anything).
    """

    name: str
    position: int
    category: str
    instruct: str | Callable[[Template], str]
    check: str | Callable[[Context], Iterable[Requirement]]
    added: tuple[Callable[[Context], Iterable[Requirement]], ...] = ()
    facet: str = ""

    def instruction(self, template: Template) -> str:
        """Return the instruction for one template's brief."""
        text: str = _resolve(self.instruct)(template)
        return text

    def requirements(self, context: Context) -> list[Requirement]:
        """Return what this action's checks say of a page."""
        found: list[Requirement] = list(_resolve(self.check)(context))
        for check in self.added:
            found += check(context)
        return found


def _resolve(target: str | Callable[..., Any]) -> Callable[..., Any]:
    if not isinstance(target, str):
        return target
    module, _, function = target.partition(":")
    resolved: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return resolved


def _builtin() -> tuple[Action, ...]:
    places = [
        ("apply-colours", "brand", "colours"),
        ("swap-fonts", "brand", "fonts"),
        ("replace-header-logo", "brand", "logos:header"),
        ("replace-footer-logo", "brand", "logos:footer"),
        ("replace-favicon", "brand", "favicon"),
        ("replace-hero-bg", "images", "backgrounds:hero"),
        ("replace-section-bgs", "images", "backgrounds:sections"),
        ("update-hero-text", "content", "texts:hero"),
        ("update-about-text", "content", "texts:about"),
        ("update-contact", "content", "texts:contact"),
        ("apply-hero-layout", "layout", "layouts:hero"),
        ("apply-sections-layout", "layout", "layouts:sections"),
        ("add-seo-meta", "technical", "seo"),
        ("add-structured-data", "technical", "structured_data"),
        ("add-accessibility", "technical", "accessibility"),
        ("verify-contrast", "quality", "contrast"),
    ]
    facets = {
        "apply-colours": "colours",
        "swap-fonts": "colours",
        "replace-hero-bg": "dress",
        "replace-section-bgs": "dress",
        "replace-header-logo": "words",
        "replace-footer-logo": "words",
        "update-hero-text": "words",
        "update-about-text": "words",
        "update-contact": "words",
        "apply-hero-layout": "body",
        "apply-sections-layout": "body",
    }
    actions = []
    for position, (name, category, place) in enumerate(places, 1):
        module, _, variant = place.partition(":")
        suffix = f"_{variant}" if variant else ""
        path = f"pytest_llmsite.actions.{module}"
        actions.append(
            Action(
                name,
                position,
                category,
                f"{path}:instruct{suffix}",
                f"{path}:check{suffix}",
                facet=facets.get(name, ""),
            )
        )
    return tuple(actions)


ACTIONS: tuple[Action, ...] = _builtin()
