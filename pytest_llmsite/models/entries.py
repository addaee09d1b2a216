"""Reading `[tool.llmsite.models]`: what each provider's entry may hold, and clear words when it does not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import LlmsiteError, unknown_name
from .protocol import Price

Check = Callable[[Any], bool]
_SECRET_HEADER = re.compile(r"authorization|cookie|api-?key|token|secret", re.IGNORECASE)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _words(value: Any) -> bool:
    return _text(value) or (isinstance(value, list) and bool(value) and all(map(_text, value)))


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())


TEXT = (_text, "a text")
COUNT = (_count, "a whole number of at least 1")
NUMBER = (_number, "a number")
SECONDS = (lambda value: _number(value) and value > 0, "seconds above 0")
FLAG = (lambda value: isinstance(value, bool), "true or false")
TABLE = (lambda value: isinstance(value, Mapping), "a table")
TEXTS = (_texts, "a table of texts")
WORDS = (_words, "a command line, or a list of words")
NAMES = (_names, "a list of names")
URL = (
    lambda value: _text(value) and value.startswith(("http://", "https://")),
    "a URL that starts with https:// or http://",
)
PROMPT_WAYS = ("stdin", "argument")
CALLABLE = (
    lambda value: _text(value) and all(part for part in value.split(":")) and value.count(":") == 1,
    '"module:function"',
)

COMMON: dict[str, tuple[Check, str]] = {
    "provider": TEXT,
    "model": TEXT,
    "title": TEXT,
    "price": TABLE,
    "context_tokens": COUNT,
    "max_output_tokens": COUNT,
    "account": TEXT,
    "concurrency": COUNT,
    "rpm": COUNT,
    "tpm": COUNT,
    "simulate_as": TEXT,
}
_HTTP: dict[str, tuple[Check, str]] = {
    "base_url": URL,
    "key_env": TEXT,
    "key_command": WORDS,
    "insecure_http": FLAG,
    "headers": TEXTS,
    "body": TABLE,
    "temperature": NUMBER,
    "cache": FLAG,
    "timeout_s": SECONDS,
}
PROVIDERS: dict[str, dict[str, tuple[Check, str]]] = {
    "openai": _HTTP
    | {"seed": (lambda value: isinstance(value, int), "a whole number"), "reasoning_effort": TEXT}
    | {"max_tokens_field": TEXT, "key_header": TEXT},
    "anthropic": _HTTP | {"version": TEXT, "thinking_tokens": COUNT},
    "command": {
        "command": WORDS,
        "prompt": (lambda value: value in PROMPT_WAYS, "'stdin' or 'argument'"),
        "env": NAMES,
        "set_env": TEXTS,
        "timeout_s": SECONDS,
    },
    "python": {"callable": CALLABLE, "options": TABLE, "timeout_s": SECONDS},
    "reference": {},
    "noop": {},
    "simulated": {},
}
REQUIRED = {
    "openai": ("model", "base_url"),
    "anthropic": ("model",),
    "command": ("command",),
    "python": ("callable",),
    "simulated": ("simulate_as",),
}


def check_entry(where: str, entry: Mapping[str, Any]) -> None:
    """Check one model's table. Raises LlmsiteError naming the key, what is expected and the mend."""
    provider = entry.get("provider")
    if provider is None:
        raise LlmsiteError(f"{where}: lacks 'provider'; one of: {', '.join(PROVIDERS)}")
    own = PROVIDERS.get(provider) if isinstance(provider, str) else None
    if own is None:
        return  # An installed package's provider: it knows its own keys.
    allowed = COMMON | own
    for key, value in entry.items():
        if key not in allowed:
            raise LlmsiteError(f"{where}: {unknown_name('key', key, allowed)}")
        check, expected = allowed[key]
        if not check(value):
            raise LlmsiteError(f"{where}: {key}: expected {expected}, got {value!r}")
    for name in entry.get("headers", {}):
        if _SECRET_HEADER.search(name):
            raise LlmsiteError(
                f"{where}: headers: {name!r} looks like a key, and keys are not kept in files; name "
                "the environment variable that holds it with key_env (and its header with key_header)"
            )
    for key in REQUIRED.get(provider, ()):
        if key not in entry:
            raise LlmsiteError(f"{where}: provider {provider!r} needs {key!r}")


def read_price(where: str, table: Any) -> Price:
    """Read a price table. Raises LlmsiteError naming the key."""
    known = ("input", "output", "cached_input", "cache_write", "reasoning", "above_tokens")
    if not isinstance(table, Mapping):
        raise LlmsiteError(f"{where}: expected a table of US dollars per million tokens")
    for key, value in table.items():
        if key not in known:
            raise LlmsiteError(f"{where}: {unknown_name('key', key, known)}")
        if key != "above_tokens" and not (_number(value) and value >= 0):
            raise LlmsiteError(
                f"{where}.{key}: expected US dollars per million tokens (0 or more), got {value!r}"
            )
    for key in ("input", "output"):
        if key not in table:
            raise LlmsiteError(f"{where}: lacks {key!r} (US dollars per million tokens)")
    rates = {key: float(value) for key, value in table.items() if key != "above_tokens"}
    return Price(**rates, above_tokens=_tiers(f"{where}.above_tokens", table))


def _tiers(where: str, table: Mapping[str, Any]) -> dict[int, Price]:
    tiers = table.get("above_tokens", {})
    if not isinstance(tiers, Mapping) or not all(str(key).isdecimal() for key in tiers):
        raise LlmsiteError(
            f"{where}: expected tables named by a number of tokens, as "
            "above_tokens.200000 = { input = 6, output = 22.5 }"
        )
    return {int(key): read_price(f"{where}.{key}", value) for key, value in tiers.items()}
