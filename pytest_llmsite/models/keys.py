"""Keys: from the environment, or from a keyring-like command; never from a file of ours."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from functools import lru_cache

from ..errors import LlmsiteError
from .protocol import Model
from .redact import keep_secret

COMMAND_SECONDS = 30


def has_key(model: Model, environ: Mapping[str, str]) -> bool:
    """Whether a call to this model can be made as far as keys go; runs no command."""
    name = model.options.get("key_env")
    if model.options.get("key_optional") or model.options.get("key_command"):
        return True
    return not name or bool(environ.get(name, "").strip())


def read_key(model: Model, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return a model's key, or None when it needs none. From now on it is redacted everywhere.

    Raises LlmsiteError when the key is missing or cannot be sent in a header.
    """
    command = model.options.get("key_command")
    name = model.options.get("key_env")
    if command:
        words = tuple(shlex.split(command) if isinstance(command, str) else command)
        key, source = _from_command(words), f"the output of {words[0]!r}"
    elif name:
        key, source = environ.get(name, "").strip(), f"the environment variable {name}"
        if not key and model.options.get("key_optional"):
            return None
        if not key:
            raise missing_key(model)
    else:
        return None
    keep_secret(key)
    if not key.isascii() or not key.isprintable() or " " in key:
        raise LlmsiteError(
            f"model {model.alias}: {source} holds characters that no key has; expected one word of ASCII"
        )
    return key


def missing_key(model: Model) -> LlmsiteError:
    """Return the error for a model whose environment variable is not set."""
    return LlmsiteError(
        f"model {model.alias} needs a key in the environment variable {model.options['key_env']}; "
        "set it, or add --llm-simulate for simulated replies (no key, no cost)"
    )


@lru_cache(maxsize=32)
def _from_command(words: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LlmsiteError(f"key_command {words[0]!r} cannot be run: {error}") from None
    key = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode or not key:
        raise LlmsiteError(
            f"key_command {words[0]!r} ended with status {done.returncode} and "
            f"{'no output' if not key else 'output that is not used'}; expected the key alone"
        )
    return key
