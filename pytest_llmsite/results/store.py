"""Where results live: an append-only log of records, and files by content hash.

.llmsite/results/<session>.jsonl     one record a line, flushed as it happens
.llmsite/objects/ab/cdef…            a file of a site, named by the SHA-256 of its content
.llmsite/sites/<hash>.json           a site: path → object
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from ..errors import LlmsiteError
from ..files import write_atomically
from ..site import Site, content_hash
from .records import Record, from_json

_NAME = re.compile(r"[0-9a-f]{64}")
_STORED = re.compile(r"objects/[0-9a-f]{2}/[0-9a-f]{62}|sites/[0-9a-f]{64}\.json")


class SiteStore:
    """Sites by content hash; each distinct file is stored once.

    *new*, unless None, collects what this process has put, by name, to be sent to another.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: set[str] = set()
        self.new: dict[str, bytes] | None = None

    def put(self, site: Site) -> str:
        """Store a site and return its hash."""
        if site.hash in self._known:
            return site.hash
        manifest = self.folder / "sites" / f"{site.hash}.json"
        if self.new is not None or not manifest.exists():
            names = {path: self.put_file(content) for path, content in site.files.items()}
            content = json.dumps(names, ensure_ascii=True, sort_keys=True).encode()
            write_atomically(manifest, content, durable=False)
            if self.new is not None:
                self.new[f"sites/{site.hash}.json"] = content
        self._known.add(site.hash)
        return site.hash

    def get(self, site_hash: str) -> Site:
        """Return a stored site. Raises LlmsiteError when it or a file of it is missing or altered."""
        manifest = self.folder / "sites" / f"{site_hash}.json"
        try:
            names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
            site = Site({path: self.path_of(name).read_bytes() for path, name in names.items()})
        except (
            OSError,
            ValueError,
            AttributeError,
            TypeError,
            RecursionError,
            LlmsiteError,
        ) as error:
            reason = getattr(error, "strerror", None) or error
            raise LlmsiteError(f"{manifest}: the site cannot be read back: {reason}") from error
        if site.hash != site_hash:
            raise LlmsiteError(f"{manifest}: its files do not have the recorded content")
        return site

    def get_file(self, name: str) -> bytes:
        """Return one stored file. Raises LlmsiteError when it is missing."""
        try:
            return self.path_of(name).read_bytes()
        except OSError as error:
            raise LlmsiteError(f"{self.path_of(name)}: cannot be read: {error.strerror}") from error

    def path_of(self, name: str) -> Path:
        """Return where a file of this name is kept. Raises LlmsiteError for what is no name."""
        if not _NAME.fullmatch(name):
            raise LlmsiteError(
                f"{name[:80]!r} names no stored file: expected 64 hexadecimal digits"
            )
        return self.folder / "objects" / name[:2] / name[2:]

    def put_file(self, content: bytes) -> str:
        """Store one file's content and return its name, the SHA-256 of it."""
        name = content_hash(content)
        if name not in self._known:
            path = self.path_of(name)
            if not path.exists():
                write_atomically(path, content, durable=False)
            self._known.add(name)
            if self.new is not None:
                self.new[f"objects/{name[:2]}/{name[2:]}"] = content
        return name

    def adopt(self, name: str, content: bytes) -> None:
        """Keep a file of another process' store, unless it is here. Raises LlmsiteError for others."""
        if not _STORED.fullmatch(name):
            raise LlmsiteError(f"{name!r} is no file of a store: not kept")
        if not (path := self.folder / name).exists():
            write_atomically(path, content, durable=False)


class ResultLog:
    """An append-only JSON Lines file; each record is on disk before `append` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: TextIO | None = None

    def prepare(self) -> int:
        """Make sure that the file can be written, cut off a half-written end, and return its size.

        Raises OSError. A file that is not there yet is made with the first record, since an empty
        one would say nothing.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab"):
            _drop_half_written(self.path)
        size = self.path.stat().st_size
        if not size:
            self.path.unlink()
        return size

    def append(self, record: Record) -> None:
        """Write one record."""
        self.append_line(record.to_json())

    def append_line(self, line: str) -> None:
        """Write one record's JSON; what a killed writer left half-written is cut off first."""
        if self._file is None:
            self.prepare()
            self._file = self.path.open("a", encoding="ascii")
        self._file.write(line + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file; a later append opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _drop_half_written(path: Path) -> None:
    """Cut off a last line without its end: no record, only the start of one."""
    content = path.read_bytes() if path.exists() else b""
    if content and not content.endswith(b"\n"):
        with path.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)


def results_files(path: Path) -> list[Path]:
    """Return the results files of a folder, or the file itself. Raises LlmsiteError where there are none."""
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.jsonl"))
    if not files:
        inside = (path / "results").is_dir()
        hint = f" (did you mean {path / 'results'}?)" if inside else ""
        raise LlmsiteError(
            f"{path}: expected files called *.jsonl in this folder, found none{hint}"
        )
    return files


def read_records(path: Path, start: int = 0) -> Iterator[Record]:
    """Yield the records of a results file, from byte *start* on, or of all files of a folder.

    A half-written last line (a killed writer) is passed over. Raises LlmsiteError naming file and
    line for anything else that is not a record.
    """
    if path.is_dir():
        for file in results_files(path):
            yield from read_records(file)
        return
    try:
        with path.open("rb") as lines:
            lines.seek(start)
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    yield from_json(line.decode("utf-8", "replace"))
                except LlmsiteError as error:
                    if not line.endswith(b"\n"):
                        return
                    raise LlmsiteError(f"{path}:{number}: {error}") from error
    except OSError as error:
        raise LlmsiteError(f"{path}: cannot be read: {error.strerror}") from error
