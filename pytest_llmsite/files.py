"""Writing files so that a crash leaves the old or the new one, never a part."""

from __future__ import annotations

import os
import secrets
from itertools import count
from pathlib import Path

_HERE = secrets.token_hex(4)
_NUMBERS = count()


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


def _create(file: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return os.open(file, flags, 0o666)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        return os.open(file, flags, 0o666)
