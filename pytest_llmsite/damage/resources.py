"""Images, links and files that lead nowhere; style sheets, scripts, fonts and icons no longer named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..actions.caching import per_page
from ..actions.elements import attribute
from ..actions.wording import listed, plural, quoted
from ..findings import Defect, Evidence
from ..page.contents import words
from ..page.dom import Element
from ..page.images import ImageUse
from ..page.links import LinkUse
from ..page.page import Page
from .case import Case, defect, images_of

_ICONS = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"})
_LOCAL = re.compile(
    r"file:/{2,3}|(?<![\w/.:-])[A-Za-z]:[\\/](?![/\\])|(?<![\w.-])/(?:home|Users|mnt|tmp|root|var/folders|"
    r"workspace|content/drive)/|sandbox:/|\blocalhost\b|127\.0\.0\.1|\bblob:",
    re.IGNORECASE,
)
_URLS = ("href", "src", "srcset", "poster", "action", "data", "content", "data-src")
_ADDRESSED = frozenset(_URLS)


def everything(case: Case) -> Iterator[Defect]:
    """Find addresses that lead nowhere and did not before."""
    if case.blank:
        return
    reported = set[str]()
    for found, url in _local_paths(case):
        reported.add(url)
        yield found
    yield from _images(case, reported)
    yield from _links(case, reported)
    yield from _named_files(case, reported)
    yield from _changed_links(case)
    yield from _icons(case)
    yield from _fonts(case)


def _local_paths(case: Case) -> Iterator[tuple[Defect, str]]:
    known = {url for _, url in _addresses(case.before)}
    for element, url in _addresses(case.after):
        if url in known or not _LOCAL.search(url):
            continue
        known.add(url)
        origin = case.inverse(element)
        yield (
            defect(
                "damage/local-path",
                f"{quoted(url)} exists on one computer only",
                "use a path relative to the page",
                [case.now(element)],
                case.subjects([origin]) if origin is not None else {f"local:{url}"},
            ),
            url,
        )


@per_page
def _addresses(page: Page) -> list[tuple[Element, str]]:
    found = []
    for node in page.document.nodes:
        for name in () if _ADDRESSED.isdisjoint(node.attrs) else _URLS:
            value = node.attrs.get(name, "").strip()
            if value and not value.startswith("data:"):
                found.append((node.element, value))
    for use in images_of(page):
        if use.kind not in ("img", "srcset", "source"):
            found.append((use.element, use.url))
    return found


# --- images ---------------------------------------------------------------------------------------


def _images(case: Case, reported: set[str]) -> Iterator[Defect]:
    known = Counter(_named(use) for use in _broken(case.before))
    for use in _broken(case.after):
        if known[_named(use)] > 0:
            known[_named(use)] -= 1
            continue
        if use.url in reported or (use.resource.path or "") in case.files or use.kind == "icon":
            continue
        reported.add(use.url)
        missing = use.resource.kind in ("missing", "invalid")
        origin = case.inverse(use.element)
        yield defect(
            "damage/broken-image",
            f"the image {use.url} {'does not exist' if missing else 'cannot be decoded'}",
            "use a file that the site holds",
            [Evidence(use.file, use.line, _place(case, use), use.url)],
            case.subjects([origin]) if origin is not None else {f"image:{use.url}"},
        )


def _place(case: Case, use: ImageUse) -> str:
    return case.after.describe(use.element)


def _named(use: ImageUse) -> tuple[str, str]:
    return use.kind, use.url


def _broken(page: Page) -> list[ImageUse]:
    """Return the uses of images that fail at any width, each once."""
    found: dict[tuple[Element, str, str | None], ImageUse] = {}
    for width in (1280, 375):
        for use in images_of(page, width):
            if use.resource.usable is False and use.kind != "og":
                found.setdefault((use.element, use.url, use.pseudo), use)
    return list(found.values())


# --- links ----------------------------------------------------------------------------------------


def _links(case: Case, reported: set[str]) -> Iterator[Defect]:
    known = Counter(use.href for use in case.before.links() if use.exists is False)
    for use in case.after.links():
        if use.exists is not False or use.href in reported:
            continue
        if known[use.href] > 0:
            known[use.href] -= 1
            continue
        if _target_is_gone(case, use) or (use.resource and use.resource.path in case.files):
            continue
        anchor = use.kind == "internal-anchor" or (use.resource and use.resource.kind == "local")
        reported.add(use.href)
        origin = case.inverse(use.element)
        yield defect(
            "damage/dead-anchor" if anchor else "damage/broken-link",
            f"{quoted(words(use.element) or use.href)} leads to {use.href}, which does not exist",
            "lead it to something that exists",
            [case.now(use.element)],
            case.subjects([origin]) if origin is not None else {f"link:{use.href}"},
        )


def _target_is_gone(case: Case, use: LinkUse) -> bool:
    """Whether a link's target is part of a loss that is reported already."""
    fragment = use.href.rpartition("#")[2]
    nodes = case.before.ids.get(fragment, ())
    return any(case.is_gone(node.element) for node in nodes)


def _changed_links(case: Case) -> Iterator[Defect]:
    if case.allowed.free:
        return
    before = {use.element: use for use in case.before.links() if use.element.tag == "a"}
    after = {use.element: use for use in case.after.links()}
    for element, use in before.items():
        match = case.match(element)
        now = after.get(match) if match is not None else None
        if now is None or case.is_gone(element) or _same_target(case, use, now):
            continue
        if now.exists is False or words(element) in case.allowed.old_texts:
            continue  # reported as dead; or the brief says where it goes
        if case.in_landmarks(element, case.allowed.stepwise) or words(now.element) != words(
            element
        ):
            continue
        yield defect(
            "damage/changed-link",
            f"{quoted(words(element) or use.href)} leads to {now.href or 'nowhere'}, not to {use.href}",
            f'write href="{use.href}"',
            [case.now(now.element)],
            case.subjects([element]),
        )


def _same_target(case: Case, then: LinkUse, now: LinkUse) -> bool:
    if then.href.strip() == now.href.strip():
        return True
    if {then.kind, now.kind} == {"internal-anchor", "internal-page"}:
        path = case.after.path
        return _in_page(then, path) == _in_page(now, path) != ""
    if then.kind == now.kind == "internal-anchor":
        # the id may have been renamed together with its links
        old = case.before.ids.get(then.href.strip()[1:], ())
        new = case.after.ids.get(now.href.strip()[1:], ())
        return bool(old and new and case.match(old[0].element) is new[0].element)
    if then.kind == now.kind == "tel":
        return re.sub(r"[^\d+]", "", then.href) == re.sub(r"[^\d+]", "", now.href)
    if then.resource is not None and now.resource is not None and then.resource.path:
        return (then.resource.path, then.resource.fragment) == (
            now.resource.path,
            now.resource.fragment,
        )
    return then.kind == "empty"


def _in_page(use: LinkUse, path: str) -> str:
    """Return the fragment of a link within the page, however it is written; "" for any other link."""
    if use.kind == "internal-anchor":
        return use.href.strip()[1:]
    there = use.resource is not None and use.resource.path == path
    return use.resource.fragment if there and use.resource is not None else ""


# --- files that a page names ----------------------------------------------------------------------


def _named_files(case: Case, reported: set[str]) -> Iterator[Defect]:
    known = {url for _, url, _ in _missing(case.before)}
    for element, url, path in _missing(case.after):
        if url in known or url in reported or path in case.files:
            continue
        if case.unstyled and "stylesheet" in attribute(element, "rel").lower().split():
            continue
        known.add(url)
        yield defect(
            "damage/missing-file",
            f"{url} does not exist",
            "name a file that the site holds",
            [case.now(element)],
            {f"file:{path}"},
        )


def _missing(page: Page) -> Iterator[tuple[Element, str, str]]:
    for linked in (*page.scripts(), *page.stylesheets()):
        if linked.resource is not None and linked.resource.kind in ("missing", "invalid"):
            yield linked.element, linked.url, linked.resource.path or ""
    for face in page.font_faces():
        for source in face.sources:
            if source.kind in ("missing", "invalid"):
                yield page.root, source.url, source.path or ""
    for element in page.root.iter("link", "source", "video", "audio", "track"):
        url = attribute(element, "href" if element.tag == "link" else "src")
        rel = set(attribute(element, "rel").lower().split())
        if url and not rel & {"stylesheet", "canonical", "alternate", "preconnect", *_ICONS}:
            resource = page.resource(url)
            if resource.kind == "missing":
                yield element, url, resource.path or ""


def _icons(case: Case) -> Iterator[Defect]:
    if case.allowed.icons:
        return
    before, after = _working_icons(case.before), _working_icons(case.after)
    if before and len(after) < len(before):
        lost = len(before) - len(after)
        yield defect(
            "damage/lost-icon",
            f"{plural(lost, 'icon')} of the page no longer linked or not there",
            "link the icons again",
            [case.head()],
            {"icons"},
        )


def _working_icons(page: Page) -> list[str]:
    uses = [use for use in images_of(page) if use.kind == "icon"]
    return [use.url for use in uses if use.resource.usable is not False]


def _fonts(case: Case) -> Iterator[Defect]:
    """Families that are still in effect, that were loaded before, and that nothing loads any more."""
    if case.allowed.fonts:
        return
    gone = _loaded(case.before) - _loaded(case.after)
    lost = sorted(gone & _first_families(case.after)) if gone else []
    if lost:
        yield defect(
            "damage/lost-font",
            f"{listed(lost)} in use and no longer loaded",
            "keep the link that loads the fonts",
            [case.head()],
            {f"font:{family}" for family in lost},
        )


def _loaded(page: Page) -> set[str]:
    loaded = {face.family.lower() for face in page.font_faces()}
    for request in page.font_requests():
        loaded.update(family.name.lower() for family in request.families)
    return loaded


def _first_families(page: Page) -> set[str]:
    values = {page.style(e)["font-family"] for e in page.texts()}
    return {value.split(",")[0].strip().strip("\"'").lower() for value in values}
