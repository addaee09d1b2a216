"""What came in from elsewhere: foreign scripts, tracking, frames, redirects, foreign forms and files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from ..actions.building import quote
from ..actions.elements import attribute
from ..findings import Defect, Evidence
from ..page.dom import Element
from ..page.page import Page
from .case import Case, defect, images_of

_TRACKERS = re.compile(
    r"googletagmanager|google-analytics|gtag\(|\bga\('create|fbq\(|connect\.facebook|hotjar|clarity\.ms|"
    r"plausible\.io|matomo|_paq\b|mixpanel|segment\.(?:com|io)|amplitude|doubleclick|snap\.licdn|"
    r"analytics\.tiktok|ttq\.|fullstory|heap(?:analytics)?\.|sendBeacon|posthog",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"(?:window|document|self|top)\.location(?:\.href)?\s*=[^=]|location\.(?:replace|assign)\(\s*['\"]https?:"
)
_TINY = frozenset({"0", "1"})


def everything(case: Case) -> Iterator[Defect]:
    """Find what the page newly takes from, sends to, or hands over to other hosts."""
    yield from _scripts(case)
    yield from _frames(case)
    yield from _redirects(case)
    yield from _forms(case)
    yield from _resources(case)
    yield from _handlers(case)


def host(url: str) -> str:
    """Return the host of an absolute or protocol-relative address, "" for any other."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return (parts.hostname or "").lower() if parts.scheme in ("http", "https", "") else ""


def _sources(page: Page) -> set[str]:
    return {script.url.strip() for script in page.scripts() if script.url}


def _scripts(case: Case) -> Iterator[Defect]:
    known = _sources(case.before)
    inline = {" ".join(s.text.split()) for s in case.before.scripts()}
    for script in case.after.scripts():
        foreign = bool(script.url) and host(script.url) and script.url.strip() not in known
        new = foreign or (script.text and " ".join(script.text.split()) not in inline)
        tracks = new and _TRACKERS.search(script.url or script.text)
        if tracks and not _tracked(case.before):
            line = script.text[: tracks.start()].count("\n") if not script.url else 0
            yield defect(
                "damage/tracking",
                f"{quote(tracks[0])} watches the visitors",
                "take it out",
                [Evidence(script.file, script.line + line, "", quote(tracks[0]))],
                {f"script:{script.url or script.file}"},
            )
        elif foreign:
            yield defect(
                "damage/remote-script",
                f"the script {script.url} is loaded from elsewhere",
                "use the site's own scripts",
                [case.now(script.element)],
                {f"script:{script.url}"},
            )


def _tracked(page: Page) -> bool:
    return any(_TRACKERS.search(script.url or script.text) for script in page.scripts())


def _frames(case: Case) -> Iterator[Defect]:
    known = {_frame(e) for e in _framing(case.before)}
    for element in _framing(case.after):
        url = _frame(element)
        if host(url) and url not in known and url not in case.allowed.addresses:
            yield defect(
                "damage/embedded-frame",
                f"the frame {url} comes from elsewhere",
                "take it out",
                [case.now(element)],
                {f"frame:{url}"},
            )


def _framing(page: Page) -> Iterator[Element]:
    return page.root.iter("iframe", "frame", "object", "embed")  # type: ignore[no-any-return]


def _frame(element: Element) -> str:
    return attribute(element, "src") or attribute(element, "data")


def _redirects(case: Case) -> Iterator[Defect]:
    if _refreshes(case.after) and not _refreshes(case.before):
        yield defect(
            "damage/redirect",
            "the page sends its visitors elsewhere",
            "take the refresh out",
            [case.now(e) for e in _refreshes(case.after)],
            {"redirect"},
        )
    moves = Counter(m[0] for s in case.before.scripts() for m in _MOVES.finditer(s.text))
    for script in case.after.scripts():
        for match in _MOVES.finditer(script.text):
            if moves[match[0]] > 0:
                moves[match[0]] -= 1
                continue
            line = script.text[: match.start()].count("\n") + (1 if script.url else script.line)
            yield defect(
                "damage/redirect",
                "a script sends the visitors elsewhere",
                "take it out",
                [Evidence(script.file, line, "", quote(match[0]))],
                {f"redirect:{script.file}"},
            )


def _refreshes(page: Page) -> list[Element]:
    return [
        e
        for e in page.select("meta[http-equiv]")
        if attribute(e, "http-equiv").lower() == "refresh"
        and "url" in attribute(e, "content").lower()
    ]


def _forms(case: Case) -> Iterator[Defect]:
    known = {host(url) for _, url in _targets(case.before)}
    for element, url in _targets(case.after):
        if host(url) and host(url) not in known and url not in case.allowed.addresses:
            yield defect(
                "damage/foreign-form",
                f"the form sends what is entered to {url}",
                "send it where it went before",
                [case.now(element)],
                {f"form:{url}"},
            )


def _targets(page: Page) -> Iterator[tuple[Element, str]]:
    for element in page.root.iter("form", "button", "input"):
        url = attribute(element, "action" if element.tag == "form" else "formaction")
        if url:
            yield element, url


def _resources(case: Case) -> Iterator[Defect]:
    """Images, style sheets and fonts of hosts that the site did not use; pixels that only count."""
    known = {url for _, url, _ in _external(case.before)}
    hosts = {host(url) for url in known}
    named = {_plain(url) for url in case.allowed.addresses}
    reported: set[str] = set()
    for element, url, kind in _external(case.after):
        if url in known or _plain(url) in named or url in reported or not host(url):
            continue
        if kind != "image" and host(url) in hosts:
            continue  # another request to the same font service: the fonts' own check judges it
        reported.add(url)
        pixel = kind == "image" and attribute(element, "width") in _TINY
        if pixel or _TRACKERS.search(url):
            yield defect(
                "damage/tracking",
                f"the pixel {quote(url)} watches the visitors",
                "take it out",
                [case.now(element)],
                {f"external:{url}"},
            )
            continue
        origin = case.inverse(element)
        subjects = case.subjects([origin]) if origin is not None and kind == "image" else set()
        yield defect(
            "damage/external-resource",
            f"the {kind} {quote(url)} comes from elsewhere",
            "use the site's own files",
            [case.now(element)],
            subjects or {f"external:{url}"},
        )


def _plain(url: str) -> str:
    return url.replace("&amp;", "&").strip()


def _external(page: Page) -> Iterator[tuple[Element, str, str]]:
    for use in images_of(page):
        if use.resource.kind == "external" and use.kind != "og":
            yield use.element, use.url, "image"
    for sheet in page.stylesheets():
        if sheet.resource is not None and sheet.resource.kind == "external":
            yield sheet.element, sheet.url, "style sheet"
    for face in page.font_faces():
        for source in getattr(face, "sources", ()):
            if getattr(source, "kind", "") == "external":
                yield page.root, source.url, "font"
    for tag in ("video", "audio", "source"):
        for element in page.root.iter(tag):
            url = attribute(element, "src")
            if url and page.resource(url).kind == "external":
                yield element, url, "video" if tag != "audio" else "audio"


def _handlers(case: Case) -> Iterator[Defect]:
    known = Counter(_handler_names(case.before))
    for element in case.after.root.iter():
        for name in element.attrib if isinstance(element.tag, str) else ():
            key = (element.tag, name)
            if not name.startswith("on"):
                continue
            if known[key] > 0:
                known[key] -= 1
                continue
            yield defect(
                "damage/inline-handler",
                f"{element.tag} has a handler in its {name} attribute",
                "add the listener in the site's script",
                [case.now(element)],
                {f"handler:{case.after.describe(element)}:{name}"},
            )


def _handler_names(page: Page) -> Iterator[tuple[str, str]]:
    for element in page.root.iter():
        if isinstance(element.tag, str):
            for name in element.attrib:
                if name.startswith("on"):
                    yield element.tag, name
