"""Reading a user's files with a clear word; writing so that a crash leaves the old or the new, never a part."""

from __future__ import annotations

import os
import secrets
import tempfile
import tomllib
from itertools import count
from pathlib import Path
from typing import Any

from .errors import LlmsiteError

_HERE = secrets.token_hex(4)
_NUMBERS = count()


def read_text(path: Path) -> str:
    """Return a text file's content, without a byte order mark. Raises LlmsiteError naming the file."""
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise LlmsiteError(f"{path}: not UTF-8 (line {line}); save it as UTF-8") from error
    except OSError as error:
        raise LlmsiteError(f"{path}: cannot be read: {error.strerror}") from error


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file's content. Raises LlmsiteError naming the file and what is wrong with it."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        said = str(error).replace("Cannot overwrite a value", "a key is there twice")
        raise LlmsiteError(f"{path}: not valid TOML: {said}") from error


def write_atomically(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write a file so that it is either there in full or not at all.

    With *durable* also after a power failure: its bytes are on the disk before its name is. Folders
    are made as needed. Raises OSError.
    """
    # No other process takes the name, on this host or on one that shares the folder.
    temporary = path.parent / f".part-{_HERE}-{os.getpid()}-{next(_NUMBERS)}"
    handle = _create(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(handle)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def check_writable(path: Path) -> None:
    """Make a file's folder, and see that files can be made in it. Raises LlmsiteError where not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise LlmsiteError(f"{path}: cannot be written there ({error.strerror})") from error


def _create(file: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return os.open(file, flags, 0o666)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        return os.open(file, flags, 0o666)
