"""Names, entries, keys: what is right resolves, what is wrong is said in one line."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.models.bundled import SIMULATED
from pytest_llmsite.models.protocol import Model, Price, Provider, Recordable
from pytest_llmsite.models.registry import account, known_aliases, provider_for, resolve

LOCAL = {"provider": "openai", "model": "qwen", "base_url": "http://127.0.0.1:8000/v1"}


def test_bundled_models_have_the_published_prices() -> None:
    path = Path(__file__).parents[1] / "data" / "published" / "models_and_prices.csv"
    with path.open(encoding="utf-8") as rows:
        published = {row["model"]: row for row in csv.DictReader(rows)}
    models = resolve(SIMULATED, environ={"OPENROUTER_API_KEY": "sk-1"})
    assert {model.title for model in models.values()} == set(published)
    for model in models.values():
        row = published[model.title]
        assert model.price is not None
        assert model.price.input == float(row["input_usd_per_mtok"])
        assert model.price.output == float(row["output_usd_per_mtok"])
        assert "/" in model.model_id


def test_order_and_names_are_the_users() -> None:
    models = resolve(["noop", "reference"])
    assert list(models) == ["noop", "reference"]
    assert models["noop"].price == Price(0, 0)
    assert known_aliases({"mine": LOCAL})[-1] == "mine"


def test_an_unknown_name_gets_the_nearest_match() -> None:
    with pytest.raises(LlmsiteError, match=r"unknown model 'sonet' .did you mean 'sonnet'"):
        resolve(["sonet"])


def test_a_missing_key_names_the_variable_and_the_way_without() -> None:
    with pytest.raises(LlmsiteError) as raised:
        resolve(["sonnet"], environ={})
    message = str(raised.value)
    assert "OPENROUTER_API_KEY" in message
    assert "--llm-simulate" in message
    assert "\n" not in message
    assert resolve(["sonnet"], environ={}, need_keys=False)["sonnet"].provider == "openai"
    assert resolve(["sonnet"], environ={"OPENROUTER_API_KEY": "k"})["sonnet"].provider == "openai"
    with pytest.raises(LlmsiteError):
        resolve(["sonnet"], environ={"OPENROUTER_API_KEY": "  "})


def test_simulated_models_need_no_key_and_keep_their_price() -> None:
    models = resolve([*SIMULATED, "reference"], simulate=True, environ={})
    for alias in SIMULATED:
        assert models[alias].simulated
        assert models[alias].provider == "simulated"
        assert models[alias].options["simulate_as"] == alias
        assert models[alias].price is not None
        assert models[alias].price.output > 0
    assert not models["reference"].simulated


def test_with_simulate_no_real_model_is_called() -> None:
    with pytest.raises(LlmsiteError, match="model mine has no simulated twin"):
        resolve(["mine"], {"mine": LOCAL}, simulate=True)
    twin = resolve(["mine"], {"mine": LOCAL | {"simulate_as": "haiku"}}, simulate=True)["mine"]
    assert twin.simulated
    assert twin.options["simulate_as"] == "haiku"
    with pytest.raises(LlmsiteError, match="did you mean 'haiku'"):
        resolve(["mine"], {"mine": LOCAL | {"simulate_as": "haikoo"}}, simulate=True)


def test_a_base_url_takes_the_place_of_the_address_and_needs_no_key_on_loopback() -> None:
    models = resolve(["sonnet", "noop"], base_url="http://127.0.0.1:1/v1", environ={})
    assert models["sonnet"].options["base_url"] == "http://127.0.0.1:1/v1"
    assert models["noop"].provider == "noop"
    with pytest.raises(LlmsiteError, match="OPENROUTER_API_KEY"):
        resolve(["sonnet"], base_url="https://proxy.example/v1", environ={})
    with pytest.raises(LlmsiteError, match="--llm-base-url: expected a URL"):
        resolve(["sonnet"], base_url="localhost:8000", environ={})


def test_an_entry_changes_a_bundled_model() -> None:
    model = resolve(["haiku"], {"haiku": {"temperature": 0.2}}, need_keys=False)["haiku"]
    assert model.options["temperature"] == 0.2
    assert model.model_id == "anthropic/claude-haiku-4.5"
    own = {"haiku": {"provider": "command", "command": "agent run"}}
    replaced = resolve(["haiku"], own)["haiku"]
    assert replaced.provider == "command"
    assert replaced.price is None


def test_tiered_prices_are_read() -> None:
    price = {
        "input": 3,
        "output": 15,
        "cached_input": 0.3,
        "reasoning": 10,
        "above_tokens": {"200000": {"input": 6, "output": 22.5}},
    }
    model = resolve(["m"], {"m": LOCAL | {"price": price}})["m"]
    assert model.price == Price(
        3, 15, cached_input=0.3, reasoning=10, above_tokens={200_000: Price(6, 22.5)}
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"provider": None}, "lacks 'provider'"),
        ({"base_ulr": "x"}, "did you mean 'base_url'"),
        ({"base_url": "ftp://x"}, "base_url: expected a URL that starts with https://"),
        ({"base_url": None}, "provider 'openai' needs 'base_url'"),
        ({"model": ""}, "model: expected a text, got ''"),
        ({"temperature": "hot"}, "temperature: expected a number, got 'hot'"),
        ({"temperature": float("nan")}, "temperature: expected a number"),
        ({"max_output_tokens": 0}, "max_output_tokens: expected a whole number of at least 1"),
        ({"headers": {"X": 1}}, "headers: expected a table of texts"),
        ({"price": {"input": 1}}, "price: lacks 'output'"),
        ({"price": {"input": -1, "output": 1}}, "price.input: expected US dollars per million"),
        ({"price": {"input": 1, "output": 1, "cahced": 1}}, "unknown key 'cahced'"),
        ({"price": {"input": 1, "output": 1, "above_tokens": {"many": {}}}}, "above_tokens"),
        ({"provider": "opnai"}, "did you mean 'openai'"),
        ({"headers": {"X-Api-Key": "sk-1"}}, "name the environment variable"),
        ({"timeout_s": 0}, "timeout_s: expected seconds above 0"),
    ],
)
def test_a_wrong_entry_is_named(change: dict[str, Any], message: str) -> None:
    entry = {key: value for key, value in (LOCAL | change).items() if value is not None}
    with pytest.raises(LlmsiteError) as raised:
        resolve(["m"], {"m": entry})
    assert "[tool.llmsite.models.m]" in str(raised.value)
    assert message in str(raised.value)


def test_an_entry_that_is_no_table_is_named() -> None:
    with pytest.raises(LlmsiteError, match="expected a table, got 3"):
        resolve(["m"], {"m": 3})


def test_models_of_one_host_and_key_share_an_account() -> None:
    models = resolve(["sonnet", "kimi", "noop"], need_keys=False)
    assert account(models["sonnet"]) == account(models["kimi"]) != account(models["noop"])
    named = resolve(["m"], {"m": LOCAL | {"account": "mine"}})["m"]
    assert account(named) == "mine"


@pytest.mark.parametrize(
    ("provider", "kept"),
    [
        ("openai", True), ("anthropic", True), ("command", True), ("python", True),
        ("reference", False), ("noop", False), ("simulated", False),
    ],
)  # fmt: skip
def test_every_provider_loads_and_says_whether_its_answers_are_kept(
    provider: str, kept: bool
) -> None:
    made: Provider = provider_for(Model("m", provider, "m"))
    assert callable(made.complete)
    assert isinstance(made, Recordable) is kept


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(LlmsiteError, match="did you mean 'openai'"):
        provider_for(Model("m", "opnai", "m"))


def test_an_installed_package_may_provide_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "shouting-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pytest_llmsite.providers]\nshout = shouting:Shout\n")
    (tmp_path / "shouting.py").write_text(
        "class Shout:\n"
        "    async def complete(self, request): raise NotImplementedError\n"
        "    async def close(self): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    entry = {"provider": "shout", "volume": 11, "price": {"input": 0, "output": 0}}
    model = resolve(["m"], {"m": entry})["m"]
    assert model.options["volume"] == 11
    assert type(provider_for(model)).__name__ == "Shout"


def test_the_registry_is_light() -> None:
    code = (
        "import sys, pytest_llmsite.models.registry as r; r.resolve(['noop']);"
        "print(sorted({'aiohttp', 'asyncio', 'lxml', 'numpy', 'ssl', 'httpx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
