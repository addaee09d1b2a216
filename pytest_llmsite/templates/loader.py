"""Load a template: its starting site, brief, supplied assets and references."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from .. import files
from ..errors import LlmsiteError, nearest, unknown_name
from ..site import Site
from . import schema
from .complexity import Complexity, declared

BUNDLED = Path(__file__).parent / "bundled"
SUPPLIED = "assets/supplied/"


@dataclass(frozen=True, eq=False)
class Template:
    """A starting website, the brief for a new business, and what goes with them.

    *landmarks* maps names (hero, about …) to CSS selectors; *brief* maps each action, and
    `business`, to its table; *references* maps actions to replies in the reply format (empty for a
    template without). *added* are the tables of a user's own actions that do not stand in
    `brief.toml`, *allowances* what such actions may change (`damage.allowance`).
    """

    name: str
    title: str
    description: str
    folder: Path
    landmarks: Mapping[str, str]
    breakpoints: tuple[int, ...]
    brief: Mapping[str, Mapping[str, Any]]
    start: Site
    references: Mapping[str, str]
    added: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    allowances: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    complexity: Complexity | None = None  # as declared; `llmsite validate` measures it

    @property
    def business(self) -> Mapping[str, Any]:
        """The brief's business: name, legal_name, address …"""
        return self.brief["business"]

    @cached_property
    def brief_hash(self) -> str:
        """SHA-256 over everything that decides what is asked for: brief, landmarks, starting site."""
        digest = hashlib.sha256((self.folder / "brief.toml").read_bytes())
        digest.update((self.folder / "template.toml").read_bytes())
        digest.update(self.start.hash.encode())
        if self.added:
            digest.update(json.dumps(self.added, sort_keys=True, default=str).encode())
        return digest.hexdigest()

    def place(self, file: str) -> str:
        """Return what messages call a file of this template: its path, or for a bundled one its name."""
        return _name(self.folder, file)


def bundled_names() -> list[str]:
    """Return the names of the bundled templates, sorted."""
    return sorted(path.parent.name for path in BUNDLED.glob("*/template.toml"))


def find(name: str, root: Path | None = None) -> Path:
    """Return the folder of a template given by bundled name or by path (relative to *root*).

    Raises LlmsiteError for neither.
    """
    if (BUNDLED / name / "template.toml").is_file() and "/" not in name:
        return BUNDLED / name
    folder = (root or Path()) / name
    if (folder / "template.toml").is_file():
        return folder.resolve()
    if folder.is_dir():
        raise LlmsiteError(f"{folder}: not a template: there is no template.toml in it")
    raise unknown_name("template", name, bundled_names())


@lru_cache(maxsize=64)
def load(folder: Path) -> Template:
    """Load and check the template in *folder*. Raises LlmsiteError naming file, place and mend."""
    head = read_toml(folder / "template.toml")
    brief = read_toml(folder / "brief.toml")
    _refuse_unfinished(folder, head, brief)
    schema.validate(head, schema.TEMPLATE, _name(folder, "template.toml"))
    schema.validate(brief, schema.BRIEF, _name(folder, "brief.toml"), extra=True)
    template = _template(folder, head, brief)
    for fault in _faults_of_names(template, template.place):
        raise LlmsiteError(fault)
    return template


def _template(folder: Path, head: Mapping[str, Any], brief: Mapping[str, Any]) -> Template:
    return Template(
        name=folder.name,
        title=head["title"],
        description=head["description"],
        folder=folder,
        landmarks=head["landmarks"],
        breakpoints=tuple(head["breakpoints"]),
        brief=brief,
        start=_start(folder),
        references=_references(folder),
        complexity=declared(head),
    )


def faults(folder: Path) -> list[str]:
    """Return every fault of a template's two files, a line each; none where `load` has a chance.

    Raises LlmsiteError where one of them is missing or no TOML.
    """
    head, brief = read_toml(folder / "template.toml"), read_toml(folder / "brief.toml")
    found = [
        *schema.faults(head, schema.TEMPLATE, "template.toml"),
        *schema.faults(brief, schema.BRIEF, "brief.toml", extra=True),
    ]
    return found or list(_faults_of_names(_template(folder, head, brief), str))


def _refuse_unfinished(folder: Path, *files: Mapping[str, Any]) -> None:
    todos = sum(1 for file in files for _ in schema.todos(file))
    if todos:
        raise LlmsiteError(
            f"template {folder.name!r} is not finished: {todos} values begin with {schema.TODO}; "
            f"`llmsite validate {folder}` names each"
        )


def _name(folder: Path, file: str) -> str:
    return str(folder / file) if BUNDLED not in folder.parents else f"{folder.name}/{file}"


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file's content. Raises LlmsiteError where it is missing or no TOML."""
    if not path.is_file():
        raise LlmsiteError(f"{path}: missing; a template needs template.toml and brief.toml")
    return files.read_toml(path)


def _start(folder: Path) -> Site:
    site = Site.from_folder(folder / "site")
    if "index.html" not in site:
        raise LlmsiteError(f"{folder / 'site'}: there is no index.html")
    supplied = folder / "supplied"
    if not supplied.is_dir():
        return site
    assets = Site.from_folder(supplied)
    return site.replace({SUPPLIED + path: content for path, content in assets.files.items()})


def _references(folder: Path) -> dict[str, str]:
    references = {}
    for path in sorted((folder / "reference").glob("[0-9][0-9]-*.md")):
        references[path.stem[3:]] = files.read_text(path)
    return references


def _faults_of_names(template: Template, place: Callable[[str], str]) -> Iterator[str]:
    """Yield what the two files name that is not there; *place* says what messages call a file."""
    yield from _missing_assets(template, template.brief, place("brief.toml"))
    yield from _wrong_selectors(template, place("template.toml"))
    missing = [name for name in NEEDED_LANDMARKS if name not in template.landmarks]
    for name in missing:
        near = nearest(name, template.landmarks)
        hint = f" (is it {near!r}?)" if near and near not in NEEDED_LANDMARKS else ""
        yield (
            f"{place('template.toml')}: [landmarks] {name}: expected a selector, found nothing{hint}"
        )
    for where, name in _named_landmarks(template.brief):
        if name not in template.landmarks and name not in missing:
            known = ", ".join(template.landmarks)
            yield (
                f"{place('brief.toml')}: [{where}] landmark: {name!r} is not a landmark of "
                f"template.toml; known: {known}"
            )


def _wrong_selectors(template: Template, file: str) -> Iterator[str]:
    from ..page.matching import SelectorError
    from ..page.selectors import Context, parse_list
    from ..page.tokens import tokenise

    for name, selector in template.landmarks.items():
        try:
            parse_list(list(tokenise(selector.strip())), Context())
        except SelectorError as error:
            yield f"{file}: [landmarks] {name}: {selector!r} is no selector: {error}"


def check_assets(template: Template, brief: Mapping[str, Any], file: str) -> None:
    """Raise LlmsiteError for a path below assets/supplied/ in *brief* that the site does not have."""
    for fault in _missing_assets(template, brief, file):
        raise LlmsiteError(fault)


def _missing_assets(template: Template, brief: Mapping[str, Any], file: str) -> Iterator[str]:
    for where, path in _assets("", brief):
        if path not in template.start:
            supplied = path.removeprefix(SUPPLIED)
            table, _, key = where.rpartition(".")
            yield (
                f"{file}: [{table}] {key}: {path!r} does not exist; "
                f"put the file at {template.name}/supplied/{supplied}"
            )


def _assets(where: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(where, value)] if value.startswith(SUPPLIED) else []
    if isinstance(value, Mapping):
        items = [(f"{where}.{key}" if where else key, item) for key, item in value.items()]
    elif isinstance(value, list):
        items = [(f"{where}[{number}]", item) for number, item in enumerate(value, 1)]
    else:
        return []
    return [found for place, item in items for found in _assets(place, item)]


NEEDED_LANDMARKS = ("header", "hero", "footer")
"""Landmarks that actions name by themselves; the others are those that the brief names."""


def _named_landmarks(brief: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for action in ("update-hero-text", "update-about-text", "update-contact"):
        for number, entry in enumerate(brief[action]["texts"], 1):
            yield f"{action}.texts[{number}]", entry["landmark"]
    for number, entry in enumerate(brief["replace-section-bgs"]["sections"], 1):
        yield f"replace-section-bgs.sections[{number}]", entry["landmark"]
    for name in brief["apply-sections-layout"]:
        yield "apply-sections-layout", name
