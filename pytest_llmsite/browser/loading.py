"""Defects of what a page fetches and runs: requests, fonts, script errors, endless scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from ..actions.wording import plural, quoted
from ..findings import Defect, Evidence
from .compared import SCRIPT_RULES, Comparison, defect
from .page import BrowserPage
from .serving import Refused

_FONT_RULES = frozenset(
    "damage/missing-file damage/lost-font damage/corrupted-asset damage/deleted-file".split()
)
_CONTROLS = frozenset({"damage/dead-control", "damage/unresponsive-page"})


def hanging(compared: Comparison) -> Iterator[Defect]:
    """A page whose scripts came to an end and don't any more."""
    before, after = compared.before.lived, compared.after.lived
    rendered = after.views and before.views
    if rendered and after.live_failure and not before.live_failure:
        yield defect(
            "damage/unresponsive-page",
            f"with its scripts the page does not answer: {after.live_failure}",
            "find the script that does not come to an end",
            [Evidence(compared.after.path)],
            {"page:unresponsive"},
        )


def requests(compared: Comparison) -> Iterator[Defect]:
    """What is asked for at run time only; addresses in markup and styles are read there."""
    if compared.reported(SCRIPT_RULES):
        return
    old = {_bare(refused) for refused in compared.before.lived.refused}
    for refused in sorted(compared.after.lived.refused):
        if _bare(refused) in old or _written(compared.after, refused):
            continue
        host = urlsplit(refused.url).netloc
        what = "a file that does not exist" if refused.missing else f"another host, {host}"
        yield defect(
            "damage/failed-request",
            f"the page asks for {what}: {quoted(refused.url, 80)} ({refused.kind})",
            "use files of the site",
            [Evidence(compared.after.path)],
            {f"request:{refused.url}"},
        )


def _bare(refused: Refused) -> str:
    return refused.url.split("?")[0].split("#")[0]


def _written(page: BrowserPage, refused: Refused) -> bool:
    """Whether the address, or the end of its path, stands in the page or its style sheets."""
    parts = urlsplit(refused.url)
    tail = unquote(parts.path).rstrip("/").rsplit("/", 1)[-1]
    needle = tail if len(tail) > 3 else parts.netloc or tail
    sources = [page.source] + [
        page.site.text(path) for path in page.site if path.endswith((".css", ".svg"))
    ]
    return bool(needle) and any(needle in unquote(source) for source in sources)


def fonts(compared: Comparison) -> Iterator[Defect]:
    """Faces of the page's own fonts that were used and could not be loaded."""
    if compared.reported(_FONT_RULES):
        return
    old = {f.family for f in compared.before.browsed.fonts if f.status == "error"}
    failed = {f.family for f in compared.after.browsed.fonts if f.status == "error"} - old
    if failed:
        names = ", ".join(sorted(name.strip("\"'") for name in failed))
        yield defect(
            "damage/failed-font",
            f"{names} cannot be loaded",
            "name font files that exist and are fonts",
            [Evidence(compared.after.path)],
            {f"font:{name}" for name in failed},
        )


def errors(compared: Comparison) -> Iterator[Defect]:
    """Errors that scripts report; where a control went dead with them, that is the finding."""
    if compared.reported(SCRIPT_RULES | _CONTROLS):
        return
    old = {_kind(message) for message in compared.before.lived.errors}
    new = [message for message in compared.after.lived.errors if _kind(message) not in old]
    if new:
        more = f" and {plural(len(new) - 1, 'more error')}" if len(new) > 1 else ""
        yield defect(
            "damage/console-error",
            f"a script reports {quoted(new[0], 100)}{more}",
            "check that what the script uses is there",
            [Evidence(compared.after.path)],
            {f"error:{_kind(new[0])}"},
        )


def _kind(message: str) -> str:
    return re.sub(r"https?://\S+|\d+", "#", message)


DETECTORS = (hanging, requests, fonts)
LATE = (errors,)
