"""The schema of `template.toml` and `brief.toml`: what each key must hold, as data.

A schema is a dict of key → type. `str` is non-empty text; `COLOUR`, `ASSET`, `URL` … are texts with a
form; a nested dict is a table; `[schema]` is a non-empty array, `AnyNumber(schema)` one that may be
empty; `Each(schema)` is a table with free keys; `Optional(schema)` may be left out.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import LlmsiteError, nearest

Schema = Any


@dataclass(frozen=True, slots=True)
class Form:
    """A text with a form: what it is called in messages, and the pattern it must match in full."""

    name: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Each:
    """A table whose keys are free and whose values all follow one schema."""

    value: Schema


@dataclass(frozen=True, slots=True)
class AnyNumber:
    """A list that may be empty."""

    value: Schema


@dataclass(frozen=True, slots=True)
class Optional:
    """A key that may be left out."""

    value: Schema


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    choices: tuple[str, ...]


class Anything:
    """Any TOML value."""


COLOUR = Form("a colour like '#1a4d2e'", r"#[0-9a-fA-F]{6}")
RGBA = Form("a colour like 'rgba(38, 12, 22, 0.62)'", r"rgba?\([\d.,%\s/]+\)|#[0-9a-fA-F]{6,8}")
ASSET = Form("a path below assets/supplied/", r"assets/supplied/[\w./-]+")
ASSET_OR_NONE = Form("a path below assets/supplied/, or 'none'", r"none|assets/supplied/[\w./-]+")
URL = Form("an absolute https URL", r"https://\S+")
EMAIL = Form("an e-mail address", r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = Form("a telephone number like '+442079460321'", r"\+\d{6,15}")

HERO_PATTERNS = (
    "full-width-overlay", "centered-minimal", "split-screen", "asymmetric-grid",
    "parallax-scroll", "video-background",
)  # fmt: skip
FEATURES_PATTERNS = ("card-grid-3col", "alternating-rows", "timeline", "icon-list", "bento-grid")
TESTIMONIALS_PATTERNS = ("grid-2col", "single-highlight", "carousel", "masonry")
FOOTER_PATTERNS = ("4-column", "3-column-centered", "minimal-single-row", "mega-footer")

_FONT = {"family": str, "replaces": str, "generic": str, "weights": [int]}
_TEXTS = {"texts": [{"place": str, "landmark": str, "old": str, "new": str, "href": Optional(str)}]}

TEMPLATE: Schema = {
    "title": str,
    "description": str,
    "breakpoints": [int],
    "complexity": Optional(
        {"sections": int, "elements": int, "rules": int, "html_kb": int, "css_kb": int}
    ),
    "landmarks": Each(str),
}

BRIEF: Schema = {
    "business": {
        "name": str,
        "legal_name": str,
        "kind": str,
        "tagline": Optional(str),
        "url": URL,
        "email": EMAIL,
        "phone": str,
        "phone_e164": PHONE,
        "address": {
            "street": str,
            "locality": str,
            "region": Optional(str),
            "postal_code": str,
            "country": str,
        },
    },
    "apply-colours": {"roles": Each({"old": COLOUR, "new": COLOUR, "use": str})},
    "swap-fonts": {"stylesheet": URL, "heading": _FONT, "body": _FONT},
    "replace-header-logo": {
        "asset": ASSET, "replaces": str, "alt": str, "link_label": str, "max_height": int,
    },
    "replace-footer-logo": {"asset": ASSET, "replaces": str, "alt": str, "max_height": int},
    "replace-favicon": {
        "icons": [{"rel": str, "href": ASSET, "type": str, "sizes": Optional(str)}],
        "replaces": [str],
    },
    "replace-hero-bg": {"asset": ASSET, "replaces": str, "overlay": RGBA},
    "replace-section-bgs": {
        "sections": [
            {
                "landmark": str,
                "asset": ASSET_OR_NONE,
                "replaces": str,
                "overlay": Optional(RGBA),
                "colour": Optional(COLOUR),
            }
        ]
    },
    "update-hero-text": _TEXTS,
    "update-about-text": _TEXTS,
    "update-contact": _TEXTS,
    "apply-hero-layout": {
        "pattern": OneOf(HERO_PATTERNS), "video": Optional(ASSET), "poster": Optional(ASSET),
    },
    "apply-sections-layout": Each(
        OneOf((*FEATURES_PATTERNS, *TESTIMONIALS_PATTERNS, *FOOTER_PATTERNS, *HERO_PATTERNS))
    ),
    "add-seo-meta": {
        "lang": str, "title": str, "description": str, "canonical": URL, "og_title": str,
        "og_description": str, "og_type": str, "og_url": URL, "og_site_name": str, "og_image": URL,
        "twitter_card": str,
    },
    "add-structured-data": {"type": str, "properties": Each(Anything)},
    "add-accessibility": {
        "skip_link": str,
        "main_id": str,
        "nav_labels": Each(str),
        "images": AnyNumber({"src": str, "alt": str}),
        "fields": AnyNumber({"name": str, "label": str}),
    },
    "verify-contrast": {"minimum": float, "large": float},
}  # fmt: skip


TODO = "TODO"
"""How a value begins that is still to be filled in; `llmsite new` writes such values."""


def validate(data: Mapping[str, Any], schema: Schema, file: str, *, extra: bool = False) -> None:
    """Check a parsed TOML file against a schema.

    With *extra*, further tables at the top are allowed (a user's own actions). Raises LlmsiteError
    that names file, table, key, what is expected and what was found: the first fault.
    """
    for fault in faults(data, schema, file, extra=extra):
        raise LlmsiteError(fault)


def faults(
    data: Mapping[str, Any], schema: Schema, file: str, *, extra: bool = False
) -> Iterator[str]:
    """Yield every fault of a parsed TOML file, a line each; *extra* as for `validate`."""
    yield from _table(data, schema, file, "", extra)


def is_todo(value: object) -> bool:
    """Whether a value is still to be filled in."""
    return isinstance(value, str) and value.lstrip().startswith(TODO)


def place(file: str, where: str) -> str:
    """Return what messages call a key: file, table and key."""
    table, _, key = where.rpartition(".")
    return f"{file}: [{table}] {key}" if table else f"{file}: {where}"


def _fault(file: str, where: str, expected: str, found: object, near: str = "") -> str:
    if is_todo(found):
        task = str(found).strip().removeprefix(TODO).lstrip(": ")
        # Where the task lists what may be chosen it does so for this very place.
        form = "" if task.startswith("one of ") else f" (expected {expected})"
        return f"{place(file, where)}: still to do: {task or expected}{form}"
    shown = "nothing" if found is None else repr(found)
    if len(shown) > 80:
        shown = shown[:77] + "…"
    hint = f" (did you mean {near!r}?)" if near else ""
    return f"{place(file, where)}: expected {expected}, found {shown}{hint}"


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _table(
    data: Any, schema: Mapping[str, Schema], file: str, where: str, extra: bool
) -> Iterator[str]:
    if not isinstance(data, Mapping):
        yield _fault(file, where, "a table", data)
        return
    meant = _meant(data, schema)
    for key, value in schema.items():
        optional = isinstance(value, Optional)
        if key in data:
            inner = value.value if optional else value
            yield from _value(data[key], inner, file, _join(where, key))
        elif not optional and key not in meant.values():
            yield _fault(file, _join(where, key), describe(value), None)
    for key in data:
        kind = "table" if isinstance(data[key], Mapping) else "key"
        if key in meant:
            yield f"{place(file, _join(where, key))}: unknown {kind} (did you mean {meant[key]!r}?)"
        elif key not in schema and not extra:
            known = ", ".join(schema)
            yield f"{place(file, _join(where, key))}: unknown {kind}; known: {known}"


def _meant(data: Mapping[str, Any], schema: Mapping[str, Schema]) -> dict[str, str]:
    """Return which key that is not there each unknown one is likely to be, each taken once."""
    absent = [key for key in schema if key not in data]
    pairs = [
        (_likeness(key, other), key, other) for key in data if key not in schema for other in absent
    ]
    meant: dict[str, str] = {}
    for likeness, key, other in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= _ALIKE and key not in meant and other not in meant.values():
            meant[key] = other
    return meant


_ALIKE = 0.75


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.lower(), other).ratio()


def _value(data: Any, schema: Schema, file: str, where: str) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from _table(data, schema, file, where, extra=False)
    elif isinstance(schema, (list, AnyNumber)):
        inner = schema.value if isinstance(schema, AnyNumber) else schema[0]
        if not isinstance(data, list) or not (data or isinstance(schema, AnyNumber)):
            yield _fault(file, where, describe(schema), data)
            return
        for number, item in enumerate(data, 1):
            yield from _value(item, inner, file, f"{where}[{number}]")
    elif isinstance(schema, Each):
        if not isinstance(data, Mapping) or not data:
            yield _fault(file, where, describe(schema), data)
            return
        for key, item in data.items():
            yield from _value(item, schema.value, file, _join(where, key))
    elif schema is Anything:
        for inner, item in todos(data, where):
            yield _fault(file, inner, "a value", item)
    elif not _matches(data, schema):
        near = nearest(str(data), schema.choices) if isinstance(schema, OneOf) else ""
        yield _fault(file, where, describe(schema), data, near)


def todos(data: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield what is still to be filled in: where, and the words that say what."""
    if is_todo(data):
        yield where, data
    elif isinstance(data, Mapping):
        for key, item in data.items():
            yield from todos(item, _join(where, key))
    elif isinstance(data, list):
        for number, item in enumerate(data, 1):
            yield from todos(item, f"{where}[{number}]")


def _matches(data: Any, schema: Schema) -> bool:
    if is_todo(data):
        return False
    if isinstance(schema, OneOf):
        return data in schema.choices
    if isinstance(schema, Form):
        return isinstance(data, str) and re.fullmatch(schema.pattern, data) is not None
    if schema is str:
        return isinstance(data, str) and bool(data.strip())
    if schema is float:
        return isinstance(data, (int, float)) and not isinstance(data, bool) and math.isfinite(data)
    return isinstance(data, schema) and not isinstance(data, bool)


def describe(schema: Schema) -> str:
    """Return what a schema expects, in words."""
    if isinstance(schema, Optional):
        return describe(schema.value)
    if isinstance(schema, Form):
        return schema.name
    if isinstance(schema, OneOf):
        return "one of " + ", ".join(schema.choices)
    if isinstance(schema, (Mapping, Each)):
        return "a table"
    if isinstance(schema, (list, AnyNumber)):
        inner = schema.value if isinstance(schema, AnyNumber) else schema[0]
        return f"a list, each {describe(inner)}"
    return {str: "text", int: "a whole number", float: "a number"}.get(schema, "a value")
