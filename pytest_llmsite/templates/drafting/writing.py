"""Writing TOML as a person would: tables apart, short comments, what is still to do marked as such."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..schema import TODO


def todo(task: str) -> str:
    """Return a value that is still to be filled in; `llmsite validate` names each."""
    return f"{TODO}: {task}"


class Writer:
    """Gathers lines of one TOML file."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def comment(self, text: str) -> None:
        """Write a comment of its own line."""
        self.lines.append(f"# {' '.join(text.split())}")

    def table(self, name: str, values: Mapping[str, Any], note: str = "") -> None:
        """Write a table, after a blank line; *note* becomes a comment below its head."""
        self._head(f"[{name}]", values, note)

    def entries(self, name: str, entries: Sequence[Mapping[str, Any]], note: str = "") -> None:
        """Write an array of tables."""
        for number, entry in enumerate(entries):
            self._head(f"[[{name}]]", entry, note if not number else "")

    def _head(self, head: str, values: Mapping[str, Any], note: str) -> None:
        if self.lines:
            self.lines.append("")
        self.lines.append(head)
        if note:
            self.comment(note)
        self.lines += [f"{_key(key)} = {value_text(value)}" for key, value in values.items()]

    @property
    def text(self) -> str:
        """The file's content."""
        return "\n".join(self.lines) + "\n"


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else _text(key)


def value_text(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {value_text(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(value_text, value))}]"
    return str(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
