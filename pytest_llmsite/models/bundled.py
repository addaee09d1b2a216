"""The bundled aliases: the five published models through OpenRouter, the reference and the no-op.

Prices are US dollars per million tokens as published with the comparison; prices of cached input are
the vendor's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_OPENROUTER: dict[str, Any] = {
    "provider": "openai",
    "base_url": "https://openrouter.ai/api/v1",
    "key_env": "OPENROUTER_API_KEY",
    "body": {"usage": {"include": True}},
    "max_output_tokens": 32_000,
}

BUNDLED: Mapping[str, Mapping[str, Any]] = {
    "sonnet": _OPENROUTER
    | {
        "title": "Claude Sonnet 4.6",
        "model": "anthropic/claude-sonnet-4.6",
        "price": {"input": 3.0, "output": 15.0, "cached_input": 0.3, "cache_write": 3.75},
        "context_tokens": 200_000,
        "cache": True,
    },
    "haiku": _OPENROUTER
    | {
        "title": "Claude Haiku 4.5",
        "model": "anthropic/claude-haiku-4.5",
        "price": {"input": 1.0, "output": 5.0, "cached_input": 0.1, "cache_write": 1.25},
        "context_tokens": 200_000,
        "cache": True,
    },
    "kimi": _OPENROUTER
    | {
        "title": "Kimi K2.5",
        "model": "moonshotai/kimi-k2.5",
        "price": {"input": 0.42, "output": 2.2},
        "context_tokens": 262_144,
    },
    "deepseek-v3": _OPENROUTER
    | {
        "title": "DeepSeek V3.2",
        "model": "deepseek/deepseek-v3.2",
        "price": {"input": 0.26, "output": 0.38},
        "context_tokens": 163_840,
    },
    "deepseek-r1": _OPENROUTER
    | {
        "title": "DeepSeek R1",
        "model": "deepseek/deepseek-r1",
        "price": {"input": 0.7, "output": 2.5},
        "context_tokens": 64_000,
        "max_output_tokens": 16_000,
    },
    "reference": {
        "provider": "reference",
        "title": "Reference edits",
        "price": {"input": 0.0, "output": 0.0},
    },
    "noop": {
        "provider": "noop",
        "title": "No changes",
        "price": {"input": 0.0, "output": 0.0},
    },
}

SIMULATED = ("sonnet", "haiku", "kimi", "deepseek-v3", "deepseek-r1")
"""The aliases for which a simulated model exists."""
