"""replace-favicon: every icon of the brief linked with its attributes, the old ones gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..findings import Evidence, Requirement
from ..page.dom import Element
from . import instructions
from .building import place, requirement
from .rules import Rule
from .wording import listed

if TYPE_CHECKING:
    from ..page.page import Page
    from .context import Context

ICON = Rule(
    "favicon/icon",
    2.0,
    "Each icon of the brief is linked with its `rel`, resolves to the supplied file, decodes, and has "
    "the `type` and `sizes` of the brief.",
    "Each size serves other devices: tabs, bookmarks, home screens. A missing `type` or `sizes` keeps "
    "three quarters, since browsers then look into the file; a wrong one keeps half, since they skip "
    "the icon.",
    '<link rel="icon" href="favicon.svg">',
    '<link rel="icon" href="assets/supplied/favicon.svg" type="image/svg+xml">',
    "HTML, link type icon",
)
LEFTOVER = Rule(
    "favicon/leftover",
    1.5,
    "No link to an old icon is left, while a new one is there.",
    "Browsers choose among all icons that are linked: with one old link left, some tabs show the old "
    "business.",
    '<link rel="icon" href="assets/favicon.svg"> beside the new link',
    "the new links alone",
    "HTML, link type icon",
)
RULES = (ICON, LEFTOVER)

_MISSING, _WRONG = 0.75, 0.5

instruct = instructions.favicon


def check(context: Context) -> Iterator[Requirement]:
    """Yield one requirement an icon of the brief, and one for the old ones."""
    icons = context.brief["icons"]
    links = _icon_links(context.page)
    present = False
    for number, icon in enumerate(icons, 1):
        share, message, link = _judge(context.page, links, icon)
        present = present or link is not None
        subjects = ["icons", f"icon:{number}", f"file:{icon['href']}"]
        wanted = " ".join(f'{key}="{value}"' for key, value in icon.items())
        yield requirement(
            f"icon/{number}",
            ICON,
            share,
            message,
            f"<link {wanted}>",
            _evidence(context.page, [link] if link is not None else _likest(links, icon)),
            subjects,
        )
    yield _leftover(context, links, present)


def _leftover(context: Context, links: list[Element], present: bool) -> Requirement:
    old = {path for href in context.brief["replaces"] if (path := _path(context.page, href))}
    left = [link for link in links if _path(context.page, link.get("href")) in old]
    paths = {_path(context.page, link.get("href")) for link in left}
    gone = 1 - len(paths) / len(old) if old else 1.0
    if left:
        message = f"still linked: {listed(sorted(str(path) for path in paths))}"
        mend = "remove the links to the old icons"
    else:
        message = "the old icons are gone, but no new one is there"
        mend = "link the new icons"
    evidence = _evidence(context.page, left or links)
    return requirement("leftover", LEFTOVER, gone * present, message, mend, evidence)


def _icon_links(page: Page) -> list[Element]:
    return [
        link
        for link in page.select("link[rel][href]")
        if {"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"}
        & set(_rels(link.get("rel")))
    ]


def _rels(rel: str) -> list[str]:
    return rel.lower().split()


def _path(page: Page, href: str) -> str | None:
    return page.resource(href.strip()).path


def _judge(
    page: Page, links: list[Element], icon: Mapping[str, Any]
) -> tuple[float, str, Element | None]:
    """Return satisfaction, message and link of the link that serves an icon of the brief best."""
    name = _name(icon)
    best: tuple[float, str, Element | None] = (0.0, f"{name} is not linked", None)
    for link in links:
        resource = page.resource(link.get("href").strip())
        if not set(_rels(icon["rel"])) <= set(_rels(link.get("rel"))):
            continue
        if resource.path != icon["href"]:
            continue
        share, message = _attributes(link, icon)
        if resource.decodes is False:
            share, message = 0.0, "does not decode"
        if best[2] is None or share > best[0]:
            best = (share, f"{name} {message}", link)
    return best


def _likest(links: list[Element], icon: Mapping[str, Any]) -> list[Element]:
    """Return the links with an icon's `rel`, those of its size first; all when there is none."""
    same = [link for link in links if set(_rels(icon["rel"])) <= set(_rels(link.get("rel")))]
    size = icon.get("sizes", "")
    return sorted(same, key=lambda link: (link.get("sizes") or "") != size) or links


def _name(icon: Mapping[str, Any]) -> str:
    size = f" ({icon['sizes']})" if "sizes" in icon else ""
    return f"{icon['rel']} {icon['href']}{size}"


def _attributes(link: Element, icon: Mapping[str, Any]) -> tuple[float, str]:
    """Compare type and sizes with the brief's; an apple-touch-icon needs no type."""
    share, flaws = 1.0, []
    for attribute in ("type", "sizes"):
        wanted = str(icon.get(attribute, "")).lower()
        found = str(link.get(attribute) or "").lower()
        if not wanted or set(found.split()) == set(wanted.split()):
            continue
        if not found and attribute == "type" and "apple-touch-icon" in _rels(icon["rel"]):
            continue
        share *= _WRONG if found else _MISSING
        flaws.append(f'has {attribute}="{found}"' if found else f"has no {attribute}")
    return share, " and ".join(flaws)


def _evidence(page: Page, links: list[Element]) -> Iterator[Evidence]:
    for link in links:
        yield place(page, link, f"{link.get('rel')}: {link.get('href')}")
    if not links:
        yield Evidence(page.path)
