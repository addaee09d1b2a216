"""`[tool.llmsite.limits]` and `prices`."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.models.registry import resolve
from pytest_llmsite.session.tables import read_limits, with_prices

WHERE = "pyproject.toml: [tool.llmsite.limits]"
LOCAL = {"local": {"provider": "openai", "model": "m", "base_url": "http://127.0.0.1:8000/v1"}}


def test_general_limits_and_those_of_hosts() -> None:
    table = {"concurrency": 32, "timeout": 0.5, "retries": 0, "openrouter.ai": {"rpm": 500}}
    assert read_limits(WHERE, table, {}) == (
        {"concurrency": 32, "timeout": 0.5, "retries": 0},
        {"openrouter.ai": {"rpm": 500}},
    )
    assert read_limits(WHERE, {"127.0.0.1:8000": {"tpm": 1}}, LOCAL)[1] == {
        "127.0.0.1:8000": {"tpm": 1}
    }


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"rmp": 5}, "unknown key .*rpm"),
        ({"rpm": 0}, "rpm: expected a whole number of at least 1, found 0"),
        ({"rpm": 1.5}, "rpm: expected a whole number"),
        ({"rpm": True}, "rpm: expected a whole number"),
        ({"timeout": "x"}, "timeout: expected seconds above 0"),
        ({"openrouter.io": {"rpm": 5}}, "unknown account .*openrouter.ai"),
        ({"openrouter.ai": {"timeout": 5}}, "unknown key"),
        (5, "expected a table"),
    ],
)
def test_a_wrong_limit_is_named(table: Any, said: str) -> None:
    with pytest.raises(LlmsiteError, match=said) as raised:
        read_limits(WHERE, table, {})
    assert "pyproject.toml: [tool.llmsite.limits" in str(raised.value)


def test_prices_may_stand_apart() -> None:
    prices = {"local": {"input": 1, "output": 2}, "haiku": {"input": 0.5, "output": 4}}
    table = with_prices("here", LOCAL, prices)
    models = resolve(["local", "haiku"], table, need_keys=False)
    assert [(m.price.input, m.price.output) for m in models.values() if m.price] == [
        (1, 2),
        (0.5, 4),
    ]
    assert models["haiku"].options["key_env"] == "OPENROUTER_API_KEY"
    with pytest.raises(LlmsiteError, match=r"here: unknown model .*haiku"):
        with_prices("here", LOCAL, {"haiko": {"input": 1, "output": 2}})
