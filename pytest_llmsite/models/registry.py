"""The registry: from the names that a user gives to models, and from models to their providers."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import LlmsiteError, unknown_name
from .bundled import BUNDLED, SIMULATED
from .entries import check_entry, read_price
from .keys import has_key, missing_key
from .protocol import Model, Price, Provider

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "pytest_llmsite.providers"

_PROVIDERS = {
    "openai": "openai_chat:OpenAIChatProvider",
    "anthropic": "anthropic_messages:AnthropicProvider",
    "command": "command:CommandProvider",
    "python": "python_callable:CallableProvider",
    "reference": "reference:ReferenceProvider",
    "noop": "noop:NoopProvider",
    "simulated": "simulated:SimulatedProvider",
}


def resolve(
    names: Sequence[str],
    table: Mapping[str, Any] = MappingProxyType({}),
    *,
    simulate: bool = False,
    base_url: str | None = None,
    environ: Mapping[str, str] = os.environ,
    need_keys: bool = True,
) -> dict[str, Model]:
    """Return the models that *names* stand for, in that order.

    *table* is `[tool.llmsite.models]`; an entry with a bundled alias' name changes that one's keys.
    *simulate* turns each model for which a simulated one exists into it. *base_url* takes the place
    of the URL of OpenAI-compatible models. Raises LlmsiteError for an unknown name, a wrong entry, or
    a model whose key is missing (*need_keys*).
    """
    entries = _entries(table)
    models = {}
    for name in names:
        if name not in entries:
            raise unknown_name("model", name, entries)
        model = _model(name, entries[name], simulate, base_url)
        if need_keys and not has_key(model, environ):
            raise missing_key(model)
        models[name] = model
    return models


def known_accounts(table: Mapping[str, Any] = MappingProxyType({})) -> list[str]:
    """Return the names by which `[tool.llmsite.limits]` may mean an account."""
    found: dict[str, None] = {}
    for name, entry in _entries(table).items():
        host = urlsplit(str(entry.get("base_url", ""))).netloc or entry.get("provider", "")
        if entry.get("provider") == "anthropic" and "base_url" not in entry:
            host = "api.anthropic.com"
        for known in (entry.get("account"), host, f"{host} {entry.get('key_env', '')}".strip(), f"{host}:{name}"):  # fmt: skip
            if known:
                found[str(known)] = None
    return list(found)


def known_aliases(table: Mapping[str, Any] = MappingProxyType({})) -> list[str]:
    """Return every alias that `resolve` accepts, bundled ones first."""
    return list(_entries(table))


def provider_for(model: Model) -> Provider:
    """Return a new provider of the kind that a model names; its module is imported now.

    Raises LlmsiteError for a kind that neither this package nor an installed one provides.
    """
    place = _PROVIDERS.get(model.provider)
    if place is not None:
        module, _, name = place.partition(":")
        kind = getattr(importlib.import_module(f"{__package__}.{module}"), name)
        provider: Provider = kind()
        return provider
    found = _installed()
    if model.provider not in found:
        raise unknown_name("provider", model.provider, [*_PROVIDERS, *found])
    installed: Provider = found[model.provider].load()()
    return installed


def _installed() -> dict[str, EntryPoint]:
    """Return the providers of installed packages, by name."""
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this very machine."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def account(model: Model) -> str:
    """Name what a model shares its limits with: models of one host and key share one account."""
    options = model.options
    if options.get("account"):
        return str(options["account"])
    if "base_url" in options or "key_env" in options:
        host = urlsplit(str(options.get("base_url", ""))).netloc or model.provider
        return f"{host} {options.get('key_env') or ''}".strip()
    return f"{model.provider}:{model.alias}"


def _entries(table: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    entries: dict[str, Mapping[str, Any]] = dict(BUNDLED)
    for name, own in table.items():
        where = f"pyproject.toml: [tool.llmsite.models.{name}]"
        if not isinstance(own, Mapping):
            raise LlmsiteError(f"{where}: expected a table, got {own!r}")
        base = BUNDLED.get(name, {})
        if own.get("provider", base.get("provider")) != base.get("provider"):
            base = {}
        entry = {**base, **own}
        check_entry(where, entry)
        entries[name] = entry
    return entries


def _model(name: str, entry: Mapping[str, Any], simulate: bool, base_url: str | None) -> Model:
    where, kind = f"pyproject.toml: [tool.llmsite.models.{name}]", entry["provider"]
    if kind not in _PROVIDERS and kind not in (found := _installed()):
        raise LlmsiteError(f"{where}: {unknown_name('provider', kind, [*_PROVIDERS, *found])}")
    profile = entry.get("simulate_as") or (name if name in SIMULATED else None)
    simulated = kind == "simulated" or (simulate and profile is not None)
    if simulate and not simulated and kind not in ("reference", "noop"):
        raise LlmsiteError(
            f"model {name} has no simulated twin, and --llm-simulate calls no real model; "
            f'name one in [tool.llmsite.models.{name}]: simulate_as = "haiku"'
        )
    if simulated and profile not in SIMULATED:
        raise unknown_name("simulated model", str(profile), SIMULATED)
    return Model(
        alias=name,
        provider="simulated" if simulated else kind,
        model_id=entry.get("model", name),
        title=entry.get("title", name),
        price=read_price(f"{where} price", entry["price"])
        if "price" in entry
        else _known_price(entry),
        context_tokens=entry.get("context_tokens"),
        max_output_tokens=entry.get("max_output_tokens"),
        options=MappingProxyType(
            {"simulate_as": profile} if simulated else _options(entry, base_url)
        ),
        simulated=simulated,
    )


def _known_price(entry: Mapping[str, Any]) -> Price | None:
    return Price(0.0, 0.0) if entry["provider"] in ("reference", "noop", "simulated") else None


_IN_MODEL = {"provider", "model", "title", "price", "context_tokens", "max_output_tokens"}


def _options(entry: Mapping[str, Any], base_url: str | None) -> dict[str, Any]:
    options = {key: value for key, value in entry.items() if key not in _IN_MODEL}
    if entry["provider"] == "openai":
        if base_url is not None:
            options["base_url"] = _checked_url(base_url)
        options["key_optional"] = is_loopback(options["base_url"])
    elif entry["provider"] == "anthropic":
        options.setdefault("base_url", "https://api.anthropic.com")
        options.setdefault("key_env", "ANTHROPIC_API_KEY")
        options["key_optional"] = is_loopback(options["base_url"])
    return options


def _checked_url(url: str) -> str:
    if not url.startswith(("http://", "https://")) or not urlsplit(url).hostname:
        raise LlmsiteError(
            f"--llm-base-url: expected a URL such as http://127.0.0.1:8000/v1, got {url!r}"
        )
    return url
