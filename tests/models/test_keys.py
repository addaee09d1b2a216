"""Keys come from the environment or a command, and appear nowhere."""

from __future__ import annotations

import base64
import json
import string
import sys
from urllib.parse import quote

import pytest
from engines import chat_model
from hypothesis import assume, given
from hypothesis import strategies as st

from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.models.keys import read_key
from pytest_llmsite.models.redact import MASK, brief_text, keep_secret, redact

keys = st.text(string.ascii_letters + string.digits + "-_.+/=\"'\\%&", min_size=8, max_size=80)
anything = st.text(max_size=60)


@pytest.fixture(autouse=True)
def _no_secrets_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_llmsite.models.redact._forms", {})


@given(keys, anything, anything)
def test_a_key_is_taken_out_of_any_text(key: str, before: str, after: str) -> None:
    assume(key not in before + after and key not in MASK)
    keep_secret(key)
    for form in (key, json.dumps(key)[1:-1], quote(key, safe=""), repr(key)[1:-1]):
        shown = redact(f"{before}{form}{after}")
        assert form not in shown.replace(MASK, "\0")
        assert MASK in shown
    assert base64.b64encode(key.encode()).decode() not in redact(
        "Basic " + base64.b64encode(key.encode()).decode()
    )


@given(keys, st.integers(0, 400))
def test_shortening_never_leaves_a_part_of_a_key(key: str, at: int) -> None:
    keep_secret(key)
    shown = brief_text("." * at + key + "." * 10, 300)
    assert key[:6] not in shown.replace(MASK, "") or key[:6] in "." * 10


@given(st.text(st.characters(exclude_categories=()), max_size=400))
def test_messages_are_one_printable_line(text: str) -> None:
    shown = brief_text(text)
    assert len(shown) <= 300
    assert "\n" not in shown
    assert shown.isprintable()
    shown.encode("utf-8")


def test_short_values_are_no_secrets() -> None:
    keep_secret("")
    keep_secret("x")
    assert redact("xyx") == "xyx"


def test_a_key_from_the_environment_is_redacted_from_then_on() -> None:
    model = chat_model("https://x", key_env="SOME_KEY", key_optional=False)
    assert read_key(model, {"SOME_KEY": " sk-from-environment \n"}) == "sk-from-environment"
    assert redact("got sk-from-environment") == f"got {MASK}"
    with pytest.raises(LlmsiteError, match="SOME_KEY"):
        read_key(model, {})
    assert read_key(chat_model("http://x", key_env="SOME_KEY"), {}) is None
    assert read_key(chat_model("http://x"), {}) is None


@pytest.mark.parametrize("key", ["sk-1\r\nX-Evil: 1", "sk 12345", "sk-schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(key: str) -> None:
    model = chat_model("https://x", key_env="SOME_KEY")
    with pytest.raises(LlmsiteError) as raised:
        read_key(model, {"SOME_KEY": key})
    assert "SOME_KEY" in str(raised.value)
    assert key[3:] not in str(raised.value)


def test_a_key_may_come_from_a_command() -> None:
    words = [sys.executable, "-c", "print('sk-from-a-keyring')"]
    assert read_key(chat_model("https://x", key_command=words)) == "sk-from-a-keyring"
    failing = [sys.executable, "-c", "print('sk-half-a-secret'); raise SystemExit(3)"]
    with pytest.raises(LlmsiteError, match="ended with status 3") as raised:
        read_key(chat_model("https://x", key_command=failing))
    assert "sk-half-a-secret" not in str(raised.value)
    with pytest.raises(LlmsiteError, match="cannot be run"):
        read_key(chat_model("https://x", key_command="/no/such/program"))
