"""A brief drafted from a page: what is there is filled in, what only its author knows is to do."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from typing import Any

from ...actions.elements import attribute, raw_text
from ...actions.populations import repeated
from ...actions.wording import called, quoted, shortened
from ...page import Page
from ..schema import (
    FEATURES_PATTERNS,
    FOOTER_PATTERNS,
    HERO_PATTERNS,
    TESTIMONIALS_PATTERNS,
)
from . import contents, looks
from .guessing import Guess
from .writing import Writer, todo, value_text

WANTED = ("header", "hero", "about", "contact", "footer")
"""Landmarks that a brief cannot do without; features, testimonials and pricing are used when there."""
_LAYOUTS = {
    "features": FEATURES_PATTERNS,
    "testimonials": TESTIMONIALS_PATTERNS,
    "pricing": TESTIMONIALS_PATTERNS,
    "footer": FOOTER_PATTERNS,
}
_SUPPLIED = "assets/supplied/"


def draft_template(page: Page, landmarks: Sequence[Guess], name: str) -> str:
    """Return the text of `template.toml`."""
    writer = Writer()
    title = "".join(raw_text(e) for e in page.select("head title")[:1]).strip()
    about = [attribute(e, "content") for e in page.select('head meta[name="description"]')]
    widths = looks.breakpoints(page)
    writer.lines += [
        f"title = {value_text(shortened(title, 60) or name)}",
        f"description = {value_text(next(iter(about), '') or todo('what this site is, in one sentence'))}",
        f"breakpoints = {widths}" if widths else f"breakpoints = {value_text(todo(_BREAKPOINTS))}",
    ]
    found = {guess.name: guess.selector for guess in landmarks}
    missing = {each: todo(f"the selector of the {called(each)}") for each in WANTED}
    writer.table("landmarks", {**found, **{k: v for k, v in missing.items() if k not in found}})
    return writer.text


_BREAKPOINTS = "a list like [1024, 768, 480]; the style sheets have no media query for widths"


def draft_brief(page: Page, landmarks: Sequence[Guess]) -> str:
    """Return the text of `brief.toml`."""
    parts = {guess.name: guess for guess in landmarks}
    writer = Writer()
    writer.comment("The business that the site is to become: another one than it is about now.")
    _business(writer)
    _brand(writer, page, landmarks)
    _logos_and_icons(writer, page, parts)
    _backgrounds(writer, page, landmarks)
    _texts(writer, page, parts)
    _layouts(writer, page, parts)
    _metadata(writer, page)
    _accessibility(writer, page, landmarks)
    writer.table("verify-contrast", {"minimum": 4.5, "large": 3.0}, "WCAG 2.2, level AA")
    return writer.text


def _business(writer: Writer) -> None:
    writer.table(
        "business",
        {
            "name": todo("its name, as people say it"),
            "legal_name": todo("its legal name"),
            "kind": todo("its schema.org type, such as Restaurant"),
            "url": todo("its address, such as https://www.name.example/"),
            "email": todo("its e-mail address"),
            "phone": todo("its telephone number as it is shown"),
            "phone_e164": todo("the same like +442079460321"),
        },
    )
    keys = {"street": "street", "locality": "town", "postal_code": "postal code"}
    address = {key: todo(f"its {word}") for key, word in keys.items()}
    writer.table("business.address", {**address, "country": todo("two letters, such as GB")})


def _brand(writer: Writer, page: Page, landmarks: Sequence[Guess]) -> None:
    note = "The colours used most. Leave out a role that shall stay; add what is missing."
    swatches = looks.palette(page, landmarks)
    for swatch in swatches:
        values = {"old": swatch.hex, "new": todo("a colour like #7a1f3d"), "use": swatch.use}
        writer.table(f"apply-colours.roles.{swatch.name}", values, note)
        note = ""
    if not swatches:
        values = {key: todo("the page shows black and white only") for key in ("old", "new", "use")}
        writer.table("apply-colours.roles.primary", values)
    found = looks.fonts(page)
    requests = ", ".join(request.url for request in page.font_requests())
    sheet = {"stylesheet": todo("the address of a style sheet with both new fonts")}
    writer.table("swap-fonts", sheet, f"now: {requests}" if requests else "")
    for kind, font in found.items():
        stack = {
            "family": todo("the new family"),
            "replaces": font.family if font else todo(f"the family of the {kind} font"),
            "generic": (font.generic if font else "") or todo("serif or sans-serif"),
            "weights": list(font.weights) if font and font.weights else todo("a list like [400]"),
        }
        writer.table(f"swap-fonts.{kind}", stack)


def _logos_and_icons(writer: Writer, page: Page, parts: Mapping[str, Guess]) -> None:
    for place in ("header", "footer"):
        part = parts[place].element if place in parts else None
        path, height = looks.logo(page, part)
        file = "logo-dark.svg" if place == "header" else "logo-light.svg"
        values: dict[str, Any] = {
            "asset": todo(f"put the new logo into supplied/, such as {_SUPPLIED}{file}"),
            "replaces": path or todo(f"the {place} shows no image: give it one first"),
            "alt": todo("its alternative text"),
        }
        if place == "header":
            values["link_label"] = todo("the label of the link around it")
        values["max_height"] = height or todo("its greatest height in pixels, a number")
        writer.table(f"replace-{place}-logo", values)
    uses = looks.icons(page)
    replaced = [str(use.resource.path) for use in uses]
    none = todo("the page links no icon: give it one first")
    writer.table("replace-favicon", {"replaces": replaced or [none]})
    writer.entries(
        "replace-favicon.icons",
        [_icon(use.element, str(use.resource.path)) for use in uses]
        or [{"rel": "icon", "href": todo("the new icon"), "type": "image/svg+xml"}],
    )


def _icon(link: Any, path: str) -> Mapping[str, str]:
    kind = attribute(link, "type") or mimetypes.guess_type(path)[0] or ""
    values = {
        "rel": attribute(link, "rel"),
        "href": todo(
            f"put the new icon into supplied/, such as {_SUPPLIED}{path.rpartition('/')[2]}"
        ),
        "type": kind or todo("its media type"),
    }
    sizes = attribute(link, "sizes")
    return {**values, "sizes": sizes} if sizes else values


def _backgrounds(writer: Writer, page: Page, landmarks: Sequence[Guess]) -> None:
    found = {g.name: looks.background_image(page, g.element) for g in landmarks}
    asset = todo(f"put the new image into supplied/, such as {_SUPPLIED}hero.webp")
    none = "the hero has no background image: give it one first"
    overlay = todo("a colour between image and text, such as rgba(38, 12, 22, 0.7)")
    hero = found.pop("hero", "")
    values = {"asset": asset, "replaces": hero or todo(none), "overlay": overlay}
    writer.table("replace-hero-bg", values)
    sections = [(name, path) for name, path in found.items() if path]
    note = 'asset = "none" with a colour takes the image away instead.'
    none = "no other section has a background image: give one to a section first"
    writer.entries(
        "replace-section-bgs.sections",
        [
            {
                "landmark": name or todo("the section's landmark"),
                "asset": todo(
                    f"the new image, such as {_SUPPLIED}{name or 'about'}-bg.webp, or none"
                ),
                "replaces": path or todo(none),
            }
            for name, path in sections or [("", "")]
        ],
        note,
    )


def _texts(writer: Writer, page: Page, parts: Mapping[str, Guess]) -> None:
    nothing = {"place": "heading", "old": todo("a text of the page"), "new": todo("the new text")}
    hero = contents.hero_texts(page, parts["hero"].element) if "hero" in parts else []
    about = contents.about_texts(page, parts["about"].element) if "about" in parts else []
    contact = [
        entry
        for name in ("header", "contact", "footer")
        if name in parts
        for entry in contents.contact_texts(page, parts[name].element, name)
    ]
    note = "Leave out what the new business keeps; each new text differs from the old one."
    for action, landmark, entries in (
        ("update-hero-text", "hero", hero),
        ("update-about-text", "about", about),
        ("update-contact", "contact", contact),
    ):
        writer.entries(f"{action}.texts", entries or [{**nothing, "landmark": landmark}], note)
        note = ""


def _layouts(writer: Writer, page: Page, parts: Mapping[str, Guess]) -> None:
    one_of = "one of " + ", ".join(HERO_PATTERNS)
    writer.table("apply-hero-layout", {"pattern": todo(one_of)})
    values = {}
    for name, patterns in _LAYOUTS.items():
        if name in parts:
            items = len(repeated(page, parts[name].element))
            has = f"it has {items} items that are alike; " if items and name != "footer" else ""
            values[name] = todo(f"{has}one of {', '.join(patterns)}")
    writer.table("apply-sections-layout", values or {"footer": todo("a footer's pattern")})


def _metadata(writer: Writer, page: Page) -> None:
    lang = attribute(page.root, "lang")
    title = "".join(raw_text(e) for e in page.select("head title")[:1]).strip()
    writer.table(
        "add-seo-meta",
        {
            "lang": todo(f"the language, such as en-GB{f'; now {lang}' if lang else ''}"),
            "title": todo(f"the page's new title{f'; now {quoted(title)}' if title else ''}"),
            "description": todo("its description in 120 to 160 characters"),
            "canonical": todo("its address"),
            "og_title": todo("its title where it is shared"),
            "og_description": todo("its description where it is shared"),
            "og_type": "website",
            "og_url": todo("its address"),
            "og_site_name": todo("the business's name"),
            "og_image": todo(f"the address of an image of supplied/, …/{_SUPPLIED}og.webp"),
            "twitter_card": "summary_large_image",
        },
    )
    writer.table("add-structured-data", {"type": todo("a schema.org type, such as Restaurant")})
    keys = ("name", "url", "telephone", "email", "description")
    values = {key: todo(f"the business's {key}") for key in keys}
    writer.table("add-structured-data.properties", values, "Add what else is to be stated.")


def _accessibility(writer: Writer, page: Page, landmarks: Sequence[Guess]) -> None:
    main = [attribute(element, "id") for element in page.select("main[id]")]
    named = [g.name for g in landmarks if len(list(g.element.iter("nav"))) == 1]
    labels: Any = {name: todo(f"the name of the {name}'s navigation") for name in named}
    images = list(contents.images_without_alt(page))
    fields = list(contents.fields_without_label(page))
    values: dict[str, Any] = {
        "skip_link": todo("the skip link's text, such as Skip to main content"),
        "main_id": next(iter(main), "") or todo("the id that <main> gets, such as main"),
        "nav_labels": labels or {"header": todo("no part has one <nav>: give it one first")},
    }
    values |= {"images": []} if not images else {}
    values |= {"fields": []} if not fields else {}
    writer.table("add-accessibility", values)
    writer.entries("add-accessibility.images", images)
    writer.entries("add-accessibility.fields", fields)
