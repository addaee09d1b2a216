"""Actions and checks of one's own: what the hooks of `hookspecs` return, and what becomes of it.

from pytest_llmsite.extending import Context, Evidence, OwnAction, OwnCheck, Requirement
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .actions.catalogue import ACTIONS, CATEGORIES, Action
from .actions.context import Context
from .errors import LlmsiteError, unknown_name
from .files import read_text
from .findings import Evidence, Requirement
from .templates import loader, schema
from .templates.loader import Template

__all__ = [
    "NOTHING",
    "Additions",
    "Context",
    "Evidence",
    "OwnAction",
    "OwnCheck",
    "Requirement",
    "extend",
]

Check = Callable[[Context], Iterable[Requirement]]

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CATEGORY = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = frozenset(
    "and or not skip skipif xfail parametrize usefixtures filterwarnings tryfirst trylast".split()
)
_FLAGS = frozenset({"fonts", "icons", "metadata", "structured", "accessibility", "free"})
_SETS = frozenset({"old_texts", "images", "landmarks", "decorated", "restyled", "stepwise"})
_NO_NAMES: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class OwnAction:
    """An action after the sixteen.

    *name* is the action's name and the name of its table in a brief; *category* one of the six or a
    new one (a pytest marker, described by *about*). *instruct* is the instruction: a text whose
    `{key}` are the table's values, or a function of the template. *check* yields the requirements of
    the page that a `Context` holds. *schema* says what the table holds (`templates.schema`).

    The table stands in the template's `brief.toml`; for templates that one cannot edit, such as the
    bundled ones, *folder* holds `<template>.toml` with it, and `<template>.md` with the reference
    reply. *allows* says what the action may change beside adding to the page, in the words of
    `damage.allowance.Allowance`: `{"landmarks": ["footer"], "restyled": ["color"]}`, or
    `{"free": True}` for anything. Raise *version* whenever the check changes.
    """

    name: str
    category: str
    instruct: str | Callable[[Template], str]
    check: Check
    schema: Mapping[str, Any]
    about: str = ""
    folder: Path | None = None
    allows: Mapping[str, Iterable[str] | bool] = field(default_factory=lambda: _NO_NAMES)
    version: str = "1"


@dataclass(frozen=True)
class OwnCheck:
    """A check beside those that an action has: its requirements share the action's ten points.

    *name* parts its requirements' keys from the others'. Raise *version* whenever it changes.
    """

    action: str
    name: str
    check: Check
    version: str = "1"


@dataclass(frozen=True)
class Additions:
    """All actions of a session, own ones included, and their categories.

    *label* names what was added, with versions ("" for the sixteen as they are): every record carries
    it, since totals of different sets of actions cannot be compared.
    """

    actions: tuple[Action, ...] = ACTIONS
    categories: Mapping[str, str] = field(default_factory=lambda: dict(CATEGORIES))
    own: tuple[OwnAction, ...] = ()
    label: str = ""

    def extended(self, template: Template) -> Template:
        """Return a template with the tables and references of one's own actions.

        Raises LlmsiteError for a table that is missing, there twice, or not what its schema says.
        """
        for own in self.own:
            template = _with_action(template, own)
        for action in self.actions[len(ACTIONS) :]:
            _check_instruction(action, template)
        return template


NOTHING = Additions()


def extend(own: Sequence[object] = (), checks: Sequence[object] = ()) -> Additions:
    """Return the sixteen actions with *own* ones after them and *checks* added.

    Raises LlmsiteError for what is no `OwnAction` or `OwnCheck`, and for names that are taken or unknown.
    """
    if not own and not checks:
        return NOTHING
    actions, categories = list(ACTIONS), dict(CATEGORIES)
    accepted = []
    for each in own:
        action = _checked_action(each, [known.name for known in actions])
        accepted.append(action)
        categories.setdefault(action.category, action.about or action.name)
        check = _OwnRequirements(action.name, "", action.check)
        instruct = _instruction(action)
        actions.append(Action(action.name, len(actions) + 1, action.category, instruct, check))
    for each in checks:
        _add_check(actions, each)
    return Additions(tuple(actions), categories, tuple(accepted), _label(accepted, checks))


def _label(own: Iterable[OwnAction], checks: Iterable[object]) -> str:
    parts = [f"{action.name} {action.version}" for action in own]
    parts += [f"{c.action}/{c.name} {c.version}" for c in checks if isinstance(c, OwnCheck)]
    return ", ".join(parts)


def _checked_action(own: object, known: Sequence[str]) -> OwnAction:
    if not isinstance(own, OwnAction):
        raise LlmsiteError(
            f"pytest_llmsite_actions: expected an OwnAction or a list of them, found {own!r}"
        )
    where = f"own action {own.name!r}"
    if not _NAME.fullmatch(own.name):
        raise LlmsiteError(f"{where}: expected a name like 'add-cookie-banner'")
    if own.name in known or own.name == "business":
        raise LlmsiteError(f"{where}: there is an action or table of this name already")
    if not _CATEGORY.fullmatch(own.category) or own.category in _TAKEN:
        raise LlmsiteError(
            f"{where}: category: expected a word like 'legal' that is no marker of pytest's, "
            f"found {own.category!r}"
        )
    if not isinstance(own.schema, Mapping) or not own.schema:
        raise LlmsiteError(f"{where}: schema: expected what its table in a brief holds, key by key")
    for name, value in own.allows.items():
        if name not in _FLAGS | _SETS:
            raise LlmsiteError(f"{where}: {unknown_name('key of allows', name, _FLAGS | _SETS)}")
        if isinstance(value, bool) is not (name in _FLAGS) or isinstance(value, str):
            expected = "True or False" if name in _FLAGS else "a list of texts"
            raise LlmsiteError(f"{where}: allows: {name}: expected {expected}, found {value!r}")
    if own.folder is not None and not Path(own.folder).is_dir():
        raise LlmsiteError(f"{where}: folder: {own.folder} does not exist")
    return own


def _add_check(actions: list[Action], check: object) -> None:
    if not isinstance(check, OwnCheck):
        raise LlmsiteError(
            f"pytest_llmsite_checks: expected an OwnCheck or a list of them, found {check!r}"
        )
    where = f"own check {check.name!r}"
    if not _NAME.fullmatch(check.name):
        raise LlmsiteError(f"{where}: expected a name like 'description-length'")
    places = {action.name: place for place, action in enumerate(actions)}
    if check.action not in places:
        raise LlmsiteError(f"{where}: {unknown_name('action', check.action, places)}")
    action = actions[places[check.action]]
    added = _OwnRequirements(action.name, check.name, check.check)
    if any(other.check_name == check.name for other in _own_checks(action)):
        raise LlmsiteError(f"{where}: {action.name} has a check of this name already")
    actions[places[check.action]] = replace(action, added=(*action.added, added))


def _own_checks(action: Action) -> Iterator[_OwnRequirements]:
    return (added for added in action.added if isinstance(added, _OwnRequirements))


@dataclass(frozen=True)
class _OwnRequirements:
    """A user's check, held to what requirements are: errors name the check and the place in it."""

    action: str
    check_name: str
    check: Check

    def __call__(self, context: Context) -> list[Requirement]:
        name = f"{self.action}/{self.check_name}" if self.check_name else self.action
        where = f"own check of {name}, template {context.template.name!r}"
        try:
            found = list(self.check(context))
        except LlmsiteError:
            raise
        except Exception as error:
            raise LlmsiteError(f"{where}: {_told(error)}") from error
        keys: set[str] = set()
        for one in found:
            _check_requirement(one, keys, where)
            keys.add(one.key)
        if not found:
            raise LlmsiteError(
                f"{where}: it yielded no requirement; say with satisfaction 0 what is not there"
            )
        if not self.check_name:
            return found
        return [replace(one, key=f"{self.check_name}:{one.key}") for one in found]


def _check_requirement(one: object, keys: set[str], where: str) -> None:
    if not isinstance(one, Requirement):
        raise LlmsiteError(f"{where}: expected a Requirement, found {one!r}")
    if one.key in keys:
        raise LlmsiteError(f"{where}: key {one.key!r} is there twice; keys tell requirements apart")
    if not 0 <= one.satisfaction <= 1:
        raise LlmsiteError(
            f"{where}: {one.key!r}: satisfaction: expected 0 to 1, found {one.satisfaction!r}"
        )
    if not one.weight > 0:
        raise LlmsiteError(
            f"{where}: {one.key!r}: weight: expected more than 0, found {one.weight!r}"
        )


def _told(error: Exception) -> str:
    """Return what went wrong in a user's function, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}: " if frames else ""
    return f"{place}{type(error).__name__}: {error}"


def _instruction(own: OwnAction) -> Callable[[Template], str]:
    instruct = own.instruct
    if callable(instruct):
        return instruct
    text = instruct

    def filled(template: Template) -> str:
        return text.format_map(template.brief[own.name])

    return filled


def _check_instruction(action: Action, template: Template) -> None:
    try:
        text = action.instruction(template)
    except Exception as error:
        raise LlmsiteError(
            f"own action {action.name!r}: instruct, template {template.name!r}: {_told(error)}"
        ) from error
    if not isinstance(text, str) or not text.strip():
        raise LlmsiteError(f"own action {action.name!r}: instruct: expected a text, found {text!r}")


def _with_action(template: Template, own: OwnAction) -> Template:
    file = Path(own.folder) / f"{template.name}.toml" if own.folder is not None else None
    brief = template.place("brief.toml")
    inside = own.name in template.brief
    if file is not None and file.is_file():
        if inside:
            raise LlmsiteError(f"[{own.name}] stands both in {brief} and in {file}; keep one")
        data = loader.read_toml(file)
        schema.validate(data, {own.name: own.schema}, str(file))
        table = data[own.name]
        loader.check_assets(template, data, str(file))
        template = replace(template, added={**template.added, own.name: table})
    elif inside:
        table = template.brief[own.name]
        schema.validate({own.name: table}, {own.name: own.schema}, brief)
    else:
        beside = f", or in {file}" if file is not None else ""
        raise LlmsiteError(
            f"{brief}: [{own.name}]: expected the table of this action ({', '.join(own.schema)})"
            f"{beside}, found nothing"
        )
    return replace(
        template,
        brief={**template.brief, own.name: table},
        references=_references(template, own),
        allowances={**template.allowances, own.name: _allowed(own)},
    )


def _references(template: Template, own: OwnAction) -> Mapping[str, str]:
    if own.name in template.references or own.folder is None:
        return template.references
    file = Path(own.folder) / f"{template.name}.md"
    if not file.is_file():
        return template.references
    return {**template.references, own.name: read_text(file)}


def _allowed(own: OwnAction) -> Mapping[str, Any]:
    return {
        name: value if isinstance(value, bool) else frozenset(value)
        for name, value in own.allows.items()
    }
