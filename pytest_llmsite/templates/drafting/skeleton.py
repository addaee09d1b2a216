"""A new template's folder: the site copied, template.toml and brief.toml drafted, the rest to do."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ...errors import LlmsiteError
from ...page import Page
from ...site import Site
from .. import schema
from .brief import WANTED, draft_brief, draft_template
from .copying import Copied, own_files
from .guessing import Guess, guess_landmarks

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def create(target: Path, source: Path) -> Iterator[str]:
    """Make the template *target* from the site at *source*; yield what to tell its author.

    Raises LlmsiteError where the folder is there already, its name cannot be a template's, or there
    is no page at *source*.
    """
    if not _NAME.fullmatch(target.name):
        raise LlmsiteError(f"{target.name!r}: expected a name of letters, digits, '-' and '_'")
    if target.exists():
        raise LlmsiteError(f"{target}: there already; choose another name or remove it")
    copied = own_files(source)
    page = Page(copied.site)
    landmarks = guess_landmarks(page)
    texts = {
        "template.toml": draft_template(page, landmarks, target.name),
        "brief.toml": draft_brief(page, landmarks),
    }
    _write(target, copied.site, texts)
    yield from _told_files(target, copied)
    yield from _told_landmarks(landmarks)
    yield from _told_todos(texts)
    yield ""
    yield f"Next: fill in what is to do, then `llmsite validate {target}` names what is left."


def _write(target: Path, site: Site, texts: dict[str, str]) -> None:
    try:
        site.write_to(target / "site")
        (target / "supplied").mkdir()
        for name, text in texts.items():
            (target / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise LlmsiteError(f"{target}: cannot be written: {error.strerror}") from error


def _told_files(target: Path, copied: Copied) -> Iterator[str]:
    site = copied.site
    text = sum(len(site.files[path]) for path in site if site.is_text(path))
    size = sum(map(len, site.files.values()))
    yield (
        f"{target}/site: {len(site.files)} files, {size / 1024:,.0f} KiB, of which models read "
        f"{text / 1024:,.0f} KiB"
    )
    if copied.left_out:
        shown = ", ".join(copied.left_out[:6])
        more = f" and {len(copied.left_out) - 6} more" if len(copied.left_out) > 6 else ""
        yield f"left out, since the page doesn't name it or it is another page: {shown}{more}"


def _told_landmarks(landmarks: list[Guess]) -> Iterator[str]:
    yield ""
    yield "Landmarks, guessed (template.toml); please check:"
    width = max((len(guess.selector) for guess in landmarks), default=0)
    for guess in landmarks:
        yield f"  {guess.name:12}  {guess.selector:{width}}  {guess.reason}: {guess.text}"
    found = {guess.name for guess in landmarks}
    for name in (*WANTED, "features", "testimonials"):
        if name not in found:
            needed = "to do in template.toml" if name in WANTED else "not needed"
            yield f"  {name:12}  not found: {needed}"
    loose = [guess.name for guess in landmarks if " > " in guess.selector.removeprefix("body > ")]
    if loose:
        yield f"  {', '.join(loose)}: an id on the element would survive edits better than this selector"


def _told_todos(texts: dict[str, str]) -> Iterator[str]:
    yield ""
    yield "To do:"
    for file, text in texts.items():
        tables = Counter(
            re.sub(r"\[\d+\]", "", where.rpartition(".")[0] or where)
            for where, _ in schema.todos(tomllib.loads(text))
        )
        for table, count in tables.items():
            yield f"  {file}: [{table}] {count} value{'s' * (count > 1)}"
    yield "  supplied/: the new logos, icons and images"
    yield "  reference/: nothing is needed for a chained run; see docs/your-own-template.md"
