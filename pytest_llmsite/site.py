"""An immutable snapshot of a website's files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from .errors import LlmsiteError

TEXT_SUFFIXES = frozenset(
    {
        ".html",
        ".htm",
        ".css",
        ".js",
        ".mjs",
        ".json",
        ".txt",
        ".xml",
        ".webmanifest",
        ".md",
        ".toml",
    }
)
MAX_FILES = 5_000
MAX_BYTES = 64 * 1024 * 1024


@lru_cache(maxsize=256)
def content_hash(content: bytes) -> str:
    """Return the SHA-256 of a file; those of a site's unchanged files are remembered."""
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=4096)
def is_text(path: str) -> bool:
    """Whether a model is shown the content of a file of that name (SVG counts as an asset)."""
    return PurePosixPath(path).suffix.lower() in TEXT_SUFFIXES


@dataclass(frozen=True)
class Site:
    """The files of one website: POSIX paths relative to its root, and their bytes."""

    files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))

    @cached_property
    def hash(self) -> str:
        """SHA-256 over paths and the contents' own: equal for equal sites, whatever made them."""
        digest = hashlib.sha256()
        for path, content in self.files.items():
            digest.update(f"{path}\0{content_hash(content)}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def __hash__(self) -> int:
        return hash(self.hash)

    def __eq__(self, other: object) -> bool:
        # Sites of one chain share most of their contents, which are then the same objects.
        return isinstance(other, Site) and self.files == other.files

    def __contains__(self, path: str) -> bool:
        return path in self.files

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __repr__(self) -> str:
        return f"<Site {self.hash[:12]} {len(self.files)} files>"

    def __reduce__(self) -> tuple[type[Site], tuple[dict[str, bytes]]]:
        return Site, (dict(self.files),)

    def text(self, path: str) -> str:
        """Return a file as text: UTF-8, undecodable bytes replaced, a byte-order mark dropped.

        Raises KeyError for a path that the site does not have.
        """
        return self.files[path].decode("utf-8-sig", "replace")

    def is_text(self, path: str) -> bool:
        """Whether a model is shown this file's content."""
        return is_text(path)

    def replace(self, changes: Mapping[str, bytes | None]) -> Site:
        """Return a site with files written (bytes) or removed (None)."""
        files = dict(self.files)
        for path, content in changes.items():
            if content is None:
                files.pop(path, None)
            else:
                files[path] = content
        return Site(files)

    def write_to(self, folder: Path) -> None:
        """Write all files below *folder*, which is created; paths are confined to it.

        Raises LlmsiteError for a path that would leave the folder.
        """
        root = folder.resolve()
        for path, content in self.files.items():
            target = (root / path).resolve()
            if not target.is_relative_to(root) or target == root:
                raise LlmsiteError(f"{path!r} lies outside of {folder}: not written")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    @classmethod
    def from_folder(cls, folder: Path) -> Site:
        """Read a site from a folder; symbolic links are not followed, dot files left out.

        Raises LlmsiteError when the folder is missing or larger than 5,000 files or 64 MiB.
        """
        if not folder.is_dir():
            raise LlmsiteError(f"{folder}: no such folder; expected a website's files")
        files: dict[str, bytes] = {}
        total = 0
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder)
            if any(part.startswith(".") for part in relative.parts) or path.is_symlink():
                continue
            if any(
                parent.is_symlink()
                for parent in path.parents
                if parent != folder and folder in parent.parents
            ):
                continue
            if not path.is_file():
                continue
            total += path.stat().st_size
            if total > MAX_BYTES or len(files) >= MAX_FILES:
                raise LlmsiteError(
                    f"{folder}: larger than {MAX_FILES} files or {MAX_BYTES >> 20} MiB; "
                    "leave out what is not part of the website"
                )
            files[relative.as_posix()] = path.read_bytes()
        return cls(files)
