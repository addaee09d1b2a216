"""What is known from other sites' pages: an answer holds as long as all that decides it is the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
Asked = Mapping[
    str, bytes | None
]  # what a page asked its server for, and got; None: there was no such file


class Known(Generic[T]):
    """Answers by a key and by the files that they rest on; the *most* recent ones.

    Without scripts a page is decided by its document and by what its server gives it. The key stands
    for the document; the files are those that were asked for, which other files cannot change.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: OrderedDict[Hashable, list[tuple[Asked, T]]] = OrderedDict()

    def find(self, key: Hashable, files: Mapping[str, bytes]) -> T | None:
        """Return the answer that was given when all that was asked for was as it is in *files*."""
        for asked, value in self._rows.get(key, ()):
            if all(files.get(name) == content for name, content in asked.items()):
                self._rows.move_to_end(key)
                return value
        return None

    def keep(self, key: Hashable, asked: Asked, value: T) -> T:
        """Remember an answer and return it."""
        self._rows.setdefault(key, []).append((dict(asked), value))
        self._rows.move_to_end(key)
        while len(self._rows) > self._most:
            self._rows.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget all."""
        self._rows.clear()
