"""What a model is told for the brand, image and content actions: the brief's values, in words.

Every value of the brief's table is listed exactly as the checks expect it, and so is what has to stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .wording import bullets, listed, paragraphs, spot

if TYPE_CHECKING:
    from ..templates.loader import Template

_KEEP = "Everything else stays exactly as it is: {kept}."


def colours(template: Template) -> str:
    """Return the instruction of apply-colours: each role with old, new and use."""
    roles = template.brief["apply-colours"]["roles"]
    return paragraphs(
        "Give the website a new colour palette. Each role has one old and one new colour:",
        bullets(
            f"{name}: replace {role['old']} (rgb {_triple(role['old'])}) by {role['new']} "
            f"(rgb {_triple(role['new'])}); used for {role['use']}"
            for name, role in roles.items()
        ),
        "Change the colour everywhere it is used, in HTML and CSS: custom properties and their "
        "`-rgb` companions, text and backgrounds, gradients, overlays, tints, borders, outlines, "
        "shadows, inline styles, SVG fills and strokes in the page, `theme-color`, rules for hover "
        "and focus, and rules in media queries. A colour may be written as hex, rgb() or rgba(): "
        "look for all of them. Keep each alpha as it is: "
        f"{_tint(roles, 'old')} becomes {_tint(roles, 'new')}. "
        "Afterwards no old colour may be left.",
        _KEEP.format(
            kept="colours that are not listed, image files, texts, fonts, layout, classes and ids"
        ),
    )


def _triple(colour: str) -> str:
    return ", ".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


def _tint(roles: Mapping[str, Mapping[str, str]], which: str) -> str:
    first = next(iter(roles.values()))
    return f"`rgba({_triple(first[which])}, 0.15)`"


def fonts(template: Template) -> str:
    """Return the instruction of swap-fonts: families, weights, generic families, the request's URL."""
    brief = template.brief["swap-fonts"]
    kinds = {"heading": "headings and whatever else is set in it", "body": "running text"}
    return paragraphs(
        "Replace the website's two font families:",
        bullets(
            f"{kind} font ({use}): replace “{brief[kind]['replaces']}” by "
            f"“{brief[kind]['family']}”, in the weights {listed([str(w) for w in brief[kind]['weights']])}; "
            f"the font stack ends with the generic family `{brief[kind]['generic']}`"
            for kind, use in kinds.items()
        ),
        "Load both with this one style sheet, in place of the old request (in HTML, `&` is "
        f"written `&amp;`; keep `display=swap`):\n\n{brief['stylesheet']}",
        "Change the families everywhere they are in effect: custom properties, font stacks in "
        "rules and in media queries, inline styles. " + _no_longer(brief, list(kinds)),
        _KEEP.format(kept="sizes, weights, colours, texts and layout"),
    )


def _no_longer(brief: Mapping[str, Any], kinds: Sequence[str]) -> str:
    """Say which families go: those replaced that are not wanted in another place."""
    new = {brief[kind]["family"] for kind in kinds}
    gone = [f"“{brief[kind]['replaces']}”" for kind in kinds if brief[kind]["replaces"] not in new]
    return f"Afterwards {listed(gone)} must be neither in effect nor requested." if gone else ""


def header_logo(template: Template) -> str:
    """Return the instruction of replace-header-logo."""
    brief = template.brief["replace-header-logo"]
    label = f"the label of the link around it (`aria-label`): {brief['link_label']}"
    return _logo(template, "header", brief, [label])


def footer_logo(template: Template) -> str:
    """Return the instruction of replace-footer-logo."""
    return _logo(template, "footer", template.brief["replace-footer-logo"], [])


def _logo(template: Template, landmark: str, brief: Mapping[str, Any], more: Sequence[str]) -> str:
    return paragraphs(
        f"Replace the logo in the {spot(template, landmark)}:",
        bullets(
            [
                f"image: `{brief['asset']}` instead of `{brief['replaces']}`",
                f"alternative text: {brief['alt']}",
                *more,
                f"shown at most {brief['max_height']} px high, at its own proportions",
            ]
        ),
        f"The file exists. Afterwards the {landmark} no longer refers to the old logo.",
        _KEEP.format(kept="the rest of the page, logos elsewhere included"),
    )


def favicon(template: Template) -> str:
    """Return the instruction of replace-favicon: each icon link with all its attributes."""
    brief = template.brief["replace-favicon"]
    return paragraphs(
        "Replace the website's icons. The document's head links exactly these (the files exist):",
        bullets(
            ", ".join(f'{name}="{icon[name]}"' for name in _ICON if name in icon)
            for icon in brief["icons"]
        ),
        f"The links to the old icons go: {listed([f'`{href}`' for href in brief['replaces']])}.",
        _KEEP.format(kept="the rest of the head and the page"),
    )


_ICON = ("rel", "href", "type", "sizes")


def hero_background(template: Template) -> str:
    """Return the instruction of replace-hero-bg."""
    brief = template.brief["replace-hero-bg"]
    return paragraphs(
        f"Replace the background image of the {spot(template, 'hero')}:",
        bullets([f"image: {_swap(brief)}", _overlay(brief["overlay"])]),
        "The file exists. If media queries set the image or the overlay again, change them there "
        "too. Afterwards the hero no longer uses the old image, and its text is readable.",
        _KEEP.format(kept="texts, buttons, sizes and layout"),
    )


def section_backgrounds(template: Template) -> str:
    """Return the instruction of replace-section-bgs: one entry a section."""
    sections = template.brief["replace-section-bgs"]["sections"]
    return paragraphs(
        "Replace the backgrounds of these sections:",
        bullets(_section(template, section) for section in sections),
        "The files exist. If media queries set an image or overlay again, change it there too. "
        "Afterwards no section uses its old image, and the text over each background is readable.",
        _KEEP.format(kept="texts, other images, sizes and layout"),
    )


def _section(template: Template, section: Mapping[str, Any]) -> str:
    where = spot(template, section["landmark"])
    parts = []
    if section["asset"] == "none":
        parts.append(
            f"background image: none; remove `{section['replaces']}`, no image takes its place"
        )
    else:
        parts.append(f"background image: {_swap(section)}")
    if "overlay" in section:
        parts.append(_overlay(section["overlay"]))
    if "colour" in section:
        parts.append(f"background colour: {section['colour']}")
    return "\n".join([where, bullets(parts)])


def _swap(brief: Mapping[str, Any]) -> str:
    return f"`{brief['asset']}` instead of `{brief['replaces']}`"


def _overlay(colour: str) -> str:
    return f"overlay between image and text, in place of any present one: {colour}, over all of it"


def texts(template: Template, action: str) -> str:
    """Return the instruction of a text action: each place with the old and the new text, verbatim."""
    entries = template.brief[action]["texts"]
    return paragraphs(
        "Replace these texts. Use each new text verbatim, exactly once in its place: no rewording, "
        "shortening, additions or other capitals.",
        bullets(_text(template, entry) for entry in entries),
        "Keep each text in the element it is in now (a heading stays a heading, a link a link). "
        "Afterwards the old texts are gone from these places.",
        _KEEP.format(kept="all other texts, images, links, styles and layout"),
    )


def _text(template: Template, entry: Mapping[str, Any]) -> str:
    lines = [
        f"{entry['place']}, in the {spot(template, entry['landmark'])}",
        f"- old: {entry['old']}",
        f"- new: {entry['new']}",
    ]
    if "href" in entry:
        lines.append(f'- its link: href="{entry["href"]}"')
    return "\n".join(lines)
