"""What a brief asks for that its own starting site makes impossible, pointless or unclear."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..actions.catalogue import Action
from ..actions.context import Context
from ..actions.landmarks import start_page
from ..actions.palette import Role, colour, roles
from ..actions.populations import repeated
from ..actions.saying import Saying
from ..actions.wording import called, quoted
from ..errors import unknown_name
from ..findings import Requirement
from ..page import Page
from ..page.align import align, normalise_text
from ..page.colour import BLACK, WHITE, Colour, ratio
from ..page.colour_syntax import parse_text
from ..page.contents import blocks_of
from ..page.dom import Element
from ..page.fonts import read_request
from .loader import Template
from .schema import FOOTER_PATTERNS

TEXT_ACTIONS = ("update-hero-text", "update-about-text", "update-contact")
WIDTHS = (1280, 375)
LEAST_ITEMS: Mapping[str, int] = {
    "card-grid-3col": 3, "alternating-rows": 2, "timeline": 2, "icon-list": 2, "bento-grid": 3,
    "grid-2col": 2, "single-highlight": 2, "carousel": 2, "masonry": 3,
    "4-column": 4, "3-column-centered": 3, "minimal-single-row": 2, "mega-footer": 5,
}  # fmt: skip
"""How many items (texts, in a footer) a section needs for a pattern to make sense."""


def contradictions(template: Template, actions: Sequence[Action]) -> Iterator[str]:
    """Yield what is contradictory in a brief, a line each: table, key, and why."""
    page = start_page(template)
    yield from _unknown_tables(template, actions)
    yield from _clashing_roles(template)
    yield from _replaced_files(template, page)
    yield from _fonts(template, page)
    yield from _texts(template, page)
    yield from _patterns(template, page)
    yield from _accessibility(template, page)
    yield from _addresses(template)
    yield from _unreadable_pairs(template, page)
    yield from _unreadable_overlays(template, page)
    yield from _idle(template, page, actions)


def _unknown_tables(template: Template, actions: Sequence[Action]) -> Iterator[str]:
    known = ["business", *(action.name for action in actions)]
    for table in template.brief:
        if table not in known:
            yield (
                f"brief.toml: [{table}]: {unknown_name('table', table, known)}; for an action of "
                "your own name its file, with --conftest=FILE"
            )


# --- colours --------------------------------------------------------------------------------------


def _clashing_roles(template: Template) -> Iterator[str]:
    palette = roles(template.brief["apply-colours"])
    for number, role in enumerate(palette):
        where = f"brief.toml: [apply-colours.roles.{role.name}]"
        for other in palette:
            if role.new.same_rgb(other.old):
                yield (
                    f"{where} new: {role.new.hex} is the old colour of {other.name!r}: one could "
                    "not tell new from left over"
                )
        for other in palette[:number]:
            if role.old.same_rgb(other.old):
                yield f"{where} old: {role.old.hex} is the old colour of {other.name!r} as well"
            if role.new.same_rgb(other.new):
                yield (
                    f"{where} new: {role.new.hex} is the new colour of {other.name!r} as well: one "
                    "could not tell the two apart"
                )


def _unreadable_pairs(template: Template, page: Page) -> Iterator[str]:
    """Find texts that the palette's change makes unreadable, on a background that it changes too."""
    palette = roles(template.brief["apply-colours"])
    told: set[tuple[str, str]] = set()
    for element in page.texts():
        text = parse_text(page.style(element)["color"])
        behind = page.backdrop(element).plain
        role = _role_of(palette, text)
        if text is None or behind is None or role is None or not text.opaque:
            continue
        other = _role_of(palette, behind)
        under, name = (other.new, other.name) if other else (behind, "which stays")
        needed = _needed(template, page, element)
        reached = ratio(role.new, under)
        if reached >= needed or ratio(text, behind) < needed or (role.name, name) in told:
            continue
        told.add((role.name, name))
        yield (
            f"brief.toml: [apply-colours.roles.{role.name}] new: {role.new.hex} on {under.hex} "
            f"({name}) can never reach a contrast of {needed:g} : 1, it has {reached:.2f} : 1; "
            f"{quoted(page.text(element), 40)} ({page.describe(element)}) is such a text"
        )


def _unreadable_overlays(template: Template, page: Page) -> Iterator[str]:
    """Find overlays and colours on which a section's text is unreadable, whatever the image."""
    palette = roles(template.brief["apply-colours"])
    for where, entry, name in _backgrounds(template):
        key = "overlay" if "overlay" in entry else "colour"
        if key not in entry:
            continue
        laid = colour(entry[key])
        for element, text in _texts_on_images(template, page, name):
            role = _role_of(palette, text)
            new = role.new if role else text
            best = max(ratio(new, laid.over(shade)) for shade in (BLACK, WHITE))
            needed = _needed(template, page, element)
            if best < needed:
                yield (
                    f"brief.toml: [{where}] {key}: {new.hex}, the colour of "
                    f"{quoted(page.text(element), 40)}, on {entry[key]} can never reach a contrast "
                    f"of {needed:g} : 1, at best it has {best:.2f} : 1"
                )
                break


def _backgrounds(template: Template) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    yield "replace-hero-bg", template.brief["replace-hero-bg"], "hero"
    for number, entry in enumerate(template.brief["replace-section-bgs"]["sections"], 1):
        yield f"replace-section-bgs.sections[{number}]", entry, entry["landmark"]


def _texts_on_images(template: Template, page: Page, name: str) -> Iterator[tuple[Element, Colour]]:
    root = _root(template, page, name)
    for element in page.texts() if root is not None else ():
        if element is not root and root not in element.iterancestors():
            continue
        text = parse_text(page.style(element)["color"])
        if text is not None and text.opaque and page.backdrop(element).unknown:
            yield element, text


def _role_of(palette: Sequence[Role], found: Colour | None) -> Role | None:
    return next((r for r in palette if found is not None and found.same_rgb(r.old)), None)


def _needed(template: Template, page: Page, element: Element) -> float:
    brief = template.brief["verify-contrast"]
    return float(brief["large" if page.contrast(element).large else "minimum"])


# --- files, fonts, addresses ----------------------------------------------------------------------


def _replaced_files(template: Template, page: Page) -> Iterator[str]:
    used = {use.resource.path for width in WIDTHS for use in page.images(width)}
    for where, path in _replaced(template.brief):
        if path not in template.start:
            yield f"brief.toml: [{where}] replaces: the site has no file {path!r}"
        elif path not in used:
            yield f"brief.toml: [{where}] replaces: the page shows {path!r} nowhere"


def _replaced(brief: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for action in ("replace-header-logo", "replace-footer-logo", "replace-hero-bg"):
        yield action, brief[action]["replaces"]
    for path in brief["replace-favicon"]["replaces"]:
        yield "replace-favicon", path
    for number, entry in enumerate(brief["replace-section-bgs"]["sections"], 1):
        yield f"replace-section-bgs.sections[{number}]", entry["replaces"]


def _fonts(template: Template, page: Page) -> Iterator[str]:
    brief = template.brief["swap-fonts"]
    request = read_request(brief["stylesheet"])
    requested = {f.name.lower(): f for f in request.families} if request else {}
    present = {_first_family(page.style(element)["font-family"]) for element in page.texts()}
    for kind in ("heading", "body"):
        font = brief[kind]
        if font["replaces"].lower() not in present:
            yield (
                f"brief.toml: [swap-fonts.{kind}] replaces: no text of the page is set in "
                f"{font['replaces']!r}; in effect: {', '.join(sorted(present))}"
            )
        if font["family"] == font["replaces"]:
            yield f"brief.toml: [swap-fonts.{kind}] family and replaces are the same"
        family = requested.get(font["family"].lower())
        missing = [w for w in font["weights"] if family is None or not family.has(w)]
        if missing:
            yield (
                f"brief.toml: [swap-fonts] stylesheet: it does not ask for {font['family']!r} in "
                f"{', '.join(map(str, missing))}, which [swap-fonts.{kind}] wants"
            )


def _first_family(stack: str) -> str:
    return stack.split(",")[0].strip().strip("\"'").lower()


def _addresses(template: Template) -> Iterator[str]:
    """Files of the new site that absolute addresses name must be there."""
    base = template.business["url"].rstrip("/") + "/"
    seo, data = template.brief["add-seo-meta"], template.brief["add-structured-data"]
    named = [("add-seo-meta", "og_image", seo["og_image"])]
    named += [("add-structured-data.properties", k, v) for k, v in data["properties"].items()]
    for where, key, value in named:
        path = value.removeprefix(base) if isinstance(value, str) else ""
        if path.startswith("assets/") and path not in template.start:
            yield f"brief.toml: [{where}] {key}: there is no {path!r} in site or supplied"


# --- texts ----------------------------------------------------------------------------------------


def _texts(template: Template, page: Page) -> Iterator[str]:
    later = {template.brief["add-accessibility"]["main_id"]}
    for action in TEXT_ACTIONS:
        for number, entry in enumerate(template.brief[action]["texts"], 1):
            where = f"brief.toml: [{action}.texts[{number}]]"
            old, new = normalise_text(entry["old"]), normalise_text(entry["new"])
            if old == new:
                yield f"{where} old and new are the same text"
            saying = Saying(page, _root(template, page, entry["landmark"]))
            if saying.scope is not None and not saying.saying(old):
                yield f"{where} old: {_not_said(saying, old, entry['landmark'])}"
            target = entry.get("href", "").removeprefix("#")
            if target != entry.get("href", "") and target not in page.ids and target not in later:
                yield f"{where} href: the page has no element with the id {target!r}"


def _not_said(saying: Saying, old: str, landmark: str) -> str:
    near = difflib.get_close_matches(old, [text for _, text in saying.inside], n=1, cutoff=0.5)
    hint = f"; did you mean {quoted(near[0], 200)}?" if near else ""
    return f"no element of the {called(landmark)} says just {quoted(old)}{hint}"


# --- layouts and accessibility --------------------------------------------------------------------


def _patterns(template: Template, page: Page) -> Iterator[str]:
    for name, pattern in template.brief["apply-sections-layout"].items():
        where = f"brief.toml: [apply-sections-layout] {name}"
        if (name == "footer") is not (pattern in FOOTER_PATTERNS):
            kind = "a footer's" if name != "footer" else "no footer's"
            yield f"{where}: {pattern!r} is {kind} pattern"
            continue
        root = _root(template, page, name)
        if root is None:
            continue
        items = _texts_in(page, root) if name == "footer" else repeated(page, root)
        least = LEAST_ITEMS.get(pattern, 0)
        if len(items) < least:
            what = "texts" if name == "footer" else "items that are alike"
            yield (
                f"{where}: {pattern!r} needs at least {least} {what}, "
                f"the {called(name)} has {len(items)}"
            )
        bare = [item for item in items if not any(True for _ in item.iter(*_PICTURES))]
        if pattern == "alternating-rows" and bare:
            yield (
                f"{where}: {pattern!r} needs a picture in each item, "
                f"{len(bare)} of {len(items)} have none ({page.describe(bare[0])})"
            )


_PICTURES = ("img", "svg", "picture", "video")


def _texts_in(page: Page, root: Element) -> list[Element]:
    return [b.element for b in blocks_of(page) if root in b.element.iterancestors()]


def _accessibility(template: Template, page: Page) -> Iterator[str]:
    brief = template.brief["add-accessibility"]
    for name in brief["nav_labels"]:
        where = f"brief.toml: [add-accessibility.nav_labels] {name}"
        if name not in template.landmarks:
            yield f"{where}: {name!r} is not a landmark of template.toml"
            continue
        root = _root(template, page, name)
        if root is not None and len(list(root.iter("nav"))) != 1:
            count = len(list(root.iter("nav")))
            yield f"{where}: the {called(name)} has {count} <nav> elements; expected one"
    shown = {use.resource.path for use in page.images() if use.kind == "img"}
    for number, image in enumerate(brief["images"], 1):
        if image["src"] not in shown:
            where = f"[add-accessibility.images[{number}]]"
            yield f"brief.toml: {where} src: the page has no <img> of {image['src']!r}"
    names = {e.get("name") for e in page.select("input, select, textarea")}
    for number, field in enumerate(brief["fields"], 1):
        if field["name"] not in names:
            where = f"[add-accessibility.fields[{number}]]"
            yield f"brief.toml: {where} name: the page has no field named {field['name']!r}"


def _root(template: Template, page: Page, name: str) -> Element | None:
    selector = template.landmarks.get(name)
    try:
        found = page.select(selector) if selector else []
    except ValueError:
        return None
    return found[0] if len(found) == 1 else None


# --- something to do ------------------------------------------------------------------------------


def _idle(template: Template, page: Page, actions: Sequence[Action]) -> Iterator[str]:
    if any(_root(template, page, name) is None for name in template.landmarks):
        return
    for action in actions:
        found = _at_start(template, page, action)
        if all(one.satisfaction == 1 for one in found):
            yield f"brief.toml: [{action.name}]: nothing to do: the starting site meets all of it"
            continue
        for one in found:
            if one.rule == "colours/unused":
                yield f"brief.toml: [apply-colours.roles.{one.key}] old: {one.message}"
            pattern = one.rule == "layouts/pattern" and one.satisfaction == 1
            if pattern:
                key = one.key.partition("/")[0]
                key = "pattern" if action.name == "apply-hero-layout" else key
                yield f"brief.toml: [{action.name}] {key}: the starting site has this pattern already"


def _at_start(template: Template, page: Page, action: Action) -> list[Requirement]:
    brief = template.brief.get(action.name, {})
    return action.requirements(Context(template, action.name, brief, page, page, align(page, page)))
