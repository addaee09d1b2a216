"""Files of the site: deleted, emptied, corrupted, and those that came in and nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from ..findings import Defect, Evidence
from ..page.resources import inspect, media_type
from .case import Case, defect, images_of

_NEARLY_ALL = 0.9
_SMALL = 200  # bytes: a file of this size may well shrink to a tenth
_STYLES = frozenset({".css"})
_SCRIPTS = frozenset({".js", ".mjs"})
_USED_BY_NAME = frozenset(
    {
        "robots.txt",
        "sitemap.xml",
        "favicon.ico",
        "manifest.json",
        "site.webmanifest",
        "humans.txt",
        "CNAME",
        "404.html",
    }
)


def lost(case: Case) -> Iterator[Defect]:
    """Find files that were deleted or emptied without being asked for, and images made undecodable."""
    before, after = case.before.site, case.after.site
    for path, content in before.files.items():
        if path == case.before.path or path in case.allowed.images:
            continue
        now = after.files.get(path)
        if now is None:
            if not _moved(case, path, content):
                case.files.add(path)
                yield _deleted(case, path)
        elif now != content:
            yield from _changed(case, path, content, now)


def _moved(case: Case, path: str, content: bytes) -> bool:
    """Whether the file is there under another name, and nothing asks for the old one."""
    if case.before.site.is_text(path) and _carried(case, path):
        return True
    files = case.after.site.files
    twin = any(other == content and name not in case.before.site for name, other in files.items())
    return twin and not _named(case, path)


def _named(case: Case, path: str) -> bool:
    site = case.after.site
    name = PurePosixPath(path).name
    return any(name in site.text(other) for other in site if site.is_text(other))


def _deleted(case: Case, path: str) -> Defect:
    if PurePosixPath(path).suffix in _STYLES and _styled_before(case, path):
        case.unstyled = True
        return defect(
            "damage/unlinked-stylesheet",
            f"the style sheet {path} was deleted",
            "bring it back",
            [Evidence(path)],
            _style_subjects(case, path),
        )
    return defect(
        "damage/deleted-file",
        f"{path} was deleted",
        "bring it back; delete nothing",
        [Evidence(path)],
        _users(case, path),
    )


def _styled_before(case: Case, path: str) -> bool:
    return any(use.file == path for use in case.before.sheets)


def _style_subjects(case: Case, path: str) -> set[str]:
    return {f"file:{path}", *case.subjects(e for e, _ in case.pairs)}


def _users(case: Case, path: str) -> set[str]:
    """Return what shows a file: the harm of its loss is theirs, too."""
    users = [use.element for use in images_of(case.before) if use.resource.path == path]
    users = [e for e in users if e.tag not in ("link", "meta")]
    return {f"file:{path}", *case.subjects(users)}


def _changed(case: Case, path: str, content: bytes, now: bytes) -> Iterator[Defect]:
    media = media_type(path)
    if media.startswith(("image/", "font/")):
        if inspect(media, content)[0] is not False and inspect(media, now)[0] is False:
            case.files.add(path)
            yield defect(
                "damage/corrupted-asset",
                f"{path} cannot be decoded any more",
                "restore the file",
                [Evidence(path, 1)],
                _users(case, path),
            )
        return
    size, left = len(content.split()), len(now.split())
    if len(content) > _SMALL and left <= (1 - _NEARLY_ALL) * size and not _carried(case, path):
        case.files.add(path)
        subjects = {f"file:{path}"}
        if PurePosixPath(path).suffix in _STYLES and _styled_before(case, path):
            case.unstyled = True
            subjects = _style_subjects(case, path)
        yield defect(
            "damage/emptied-file",
            f"{path} lost nearly all of its content",
            "restore the file and change only what is needed",
            [Evidence(path, 1)],
            subjects,
        )


def _carried(case: Case, path: str) -> bool:
    """Whether most of a file's lines are in the site's other text files now."""
    before, after = case.before.site, case.after.site
    lines = {line.strip() for line in before.text(path).splitlines() if len(line.strip()) > 8}
    elsewhere = "\n".join(after.text(other) for other in after if after.is_text(other))
    present = {line.strip() for line in elsewhere.splitlines()}
    return bool(lines) and len(lines & present) > 0.6 * len(lines)


def stray(case: Case) -> Iterator[Defect]:
    """Find files that came in and that nothing names."""
    before, after = case.before.site, case.after.site
    texts = [
        (path, unquote(after.text(path))) for path in after if after.is_text(path) or _svg(path)
    ]
    for path in after:
        name = PurePosixPath(path).name
        if path in before or name in _USED_BY_NAME or path == case.after.path:
            continue
        used = re.compile(rf"(?<![\w-]){re.escape(name)}")
        if not any(used.search(text) for other, text in texts if other != path):
            yield defect(
                "damage/stray-file",
                f"nothing uses the new file {path}",
                "delete it, or use it",
                [Evidence(path, 1)],
                {f"file:{path}"},
            )


def _svg(path: str) -> bool:
    return path.endswith(".svg")
