"""What a page says, as its brief wants to know it: texts with their places, images, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ...actions.elements import attribute
from ...actions.saying import anchor_of
from ...page import Element, Page
from ...page.contents import blocks_of
from ...page.names import accessible_name
from .writing import todo

MOST_TEXTS = 12
_TIMES = re.compile(
    r"\d\s*(?::|\.)\s*\d\d|\d\s*(?:am|pm)\b|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*day",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|\d{5})\b")
_ORDINALS = "first second third fourth fifth sixth".split()

Entry = Mapping[str, str]


def _blocks(page: Page, part: Element) -> list[tuple[Element, str]]:
    found = []
    for block in blocks_of(page):
        around = {block.element, *block.element.iterancestors()}
        if part in around and page.visible(block.element) is not False:
            found.append((block.element, page.text(block.element)))
    return [(element, text) for element, text in found if text]


def _entry(place: str, landmark: str, text: str, link: Element | None = None) -> Entry:
    entry = {"place": place, "landmark": landmark, "old": text, "new": todo(f"the new {place}")}
    href = attribute(link, "href") if link is not None else ""
    if href.startswith(("tel:", "mailto:")):
        entry["href"] = todo(f"its link, now {href}")
    elif href:
        entry["href"] = href
    return entry


def hero_texts(page: Page, part: Element) -> list[Entry]:
    """Return the hero's texts: eyebrow, headline, subheading and calls to action."""
    entries: list[Entry] = []
    calls = iter(("primary call to action", "secondary call to action"))
    headline = False
    for element, text in _blocks(page, part)[:MOST_TEXTS]:
        link = anchor_of(element) if element.tag in ("a", "span") else None
        if element.tag == "h1" or any(e.tag == "h1" for e in element.iterancestors()):
            entries.append(_entry("headline", "hero", text))
            headline = True
        elif link is not None or element.tag == "button":
            place = next(calls, "")
            if place:
                entries.append(_entry(place, "hero", text, link))
        elif not headline:
            entries.append(_entry("eyebrow", "hero", text))
        elif not any(entry["place"] == "subheading" for entry in entries):
            entries.append(_entry("subheading", "hero", text))
    return _numbered(entries)


def about_texts(page: Page, part: Element) -> list[Entry]:
    """Return the texts of the about section: headings, paragraphs, and whatever else it says."""
    entries, paragraphs = [], 0
    for element, text in _blocks(page, part)[:MOST_TEXTS]:
        if element.tag in ("h1", "h2", "h3", "h4"):
            entries.append(_entry("heading", "about", text))
        elif element.tag == "p" and len(text.split()) > 6:
            place = _ORDINALS[min(paragraphs, 5)]
            paragraphs += 1
            entries.append(_entry(f"{place} paragraph", "about", text))
        else:
            entries.append(_entry("short text", "about", text, anchor_of(element)))
    return _numbered(entries)


def contact_texts(page: Page, part: Element, landmark: str) -> list[Entry]:
    """Return what a part says about how to reach the business: only what looks like it."""
    entries = []
    for element, text in _blocks(page, part):
        link = anchor_of(element)
        place = _contact_place(element, text, attribute(link, "href") if link is not None else "")
        if place and (place != "heading" or landmark == "contact"):
            entries.append(_entry(place, landmark, text, link))
    return _numbered(entries[:MOST_TEXTS])


def _contact_place(element: Element, text: str, href: str) -> str:
    if href.startswith("tel:"):
        return "telephone"
    if href.startswith("mailto:") or re.fullmatch(r"\S+@\S+\.\w+", text):
        return "e-mail"
    if "©" in text or "copyright" in text.lower():
        return "copyright line"
    if any(node.tag == "address" for node in (element, *element.iterancestors())):
        return "address"
    if _TIMES.search(text):
        return "opening hours"
    if _POSTCODE.search(text):
        return "address"
    return "heading" if element.tag in ("h1", "h2") else ""


def _numbered(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries with equal places told apart, and texts that are there twice left out."""
    result: list[Entry] = []
    seen: dict[str, int] = {}
    for entry in entries:
        if any(other["old"] == entry["old"] for other in result):
            continue
        seen[entry["place"]] = seen.get(entry["place"], 0) + 1
        number = seen[entry["place"]]
        place = entry["place"] if number == 1 else f"{entry['place']} {number}"
        result.append({**entry, "place": place})
    return result


def images_without_alt(page: Page) -> Iterator[Entry]:
    """Yield the images whose alternative text is missing or empty, each file once."""
    told = set()
    for element in page.select("body img[src]"):
        path = page.resource(element.get("src") or "").path or ""
        if path in page.site and path not in told and not attribute(element, "alt"):
            told.add(path)
            yield {
                "src": str(path),
                "alt": todo("what it shows, or leave the image out of this list"),
            }


def fields_without_label(page: Page) -> Iterator[Entry]:
    """Yield the named form fields without a label of their own."""
    told = set()
    for element in page.select("input[name], select[name], textarea[name]"):
        name = attribute(element, "name")
        hidden = attribute(element, "type").lower() in ("hidden", "submit", "button", "image")
        if not hidden and name not in told and not accessible_name(page, element):
            told.add(name)
            hint = attribute(element, "placeholder")
            yield {"name": name, "label": todo(f"its label{f', now “{hint}”' if hint else ''}")}
