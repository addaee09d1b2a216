"""A Python function as a model."""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest
from engines import make_request

from pytest_llmsite.models.protocol import Model, ProviderError, Request, Response, Usage
from pytest_llmsite.models.python_callable import CallableProvider, _load
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import Template


@pytest.fixture
def module() -> Iterator[types.ModuleType]:
    """A module for the functions of a test."""
    made = types.ModuleType("llmsite_test_functions")
    sys.modules[made.__name__] = made
    _load.cache_clear()
    yield made
    del sys.modules[made.__name__]
    _load.cache_clear()


def call(template: Template, **options: Any) -> Response:
    options.setdefault("callable", "llmsite_test_functions:model")
    model = Model("m", "python", "m", options=options)
    return asyncio.run(CallableProvider().complete(make_request(model, template)))


def test_a_function_that_returns_a_reply(module: types.ModuleType, template: Template) -> None:
    def model(request: Request, word: str) -> str:
        return f"### FILE {request.action.name}.css\n{word}"

    module.model = model  # type: ignore[attr-defined]
    response = call(template, options={"word": "x"})
    assert response.text == "### FILE act-1.css\nx"
    assert response.usage.estimated
    assert response.cost_usd is None


def test_async_and_nested_functions(module: types.ModuleType, template: Template) -> None:
    class Holder:
        @staticmethod
        async def model(request: Request) -> Response:
            await asyncio.sleep(0)
            return Response("ok", Usage(5, 6), cost_usd=0.1)

    module.Holder = Holder  # type: ignore[attr-defined]
    response = call(template, callable="llmsite_test_functions:Holder.model")
    assert response == Response("ok", Usage(5, 6), cost_usd=0.1)


def test_a_function_may_return_a_site(module: types.ModuleType, template: Template) -> None:
    module.model = lambda request: request.before.replace({"x.css": b"x"})  # type: ignore[attr-defined]
    response = call(template)
    assert isinstance(response.site, Site)
    assert "x.css" in response.site


def test_what_a_function_raises_is_a_provider_error(
    module: types.ModuleType, template: Template
) -> None:
    def model(request: Request) -> str:
        raise KeyError("missing")

    module.model = model  # type: ignore[attr-defined]
    with pytest.raises(ProviderError, match=r"raised KeyError: 'missing' \(\w+\.py:\d+\)"):
        call(template)

    def busy(request: Request) -> str:
        raise ProviderError("busy", retryable=True)

    module.model = busy  # type: ignore[attr-defined]
    _load.cache_clear()
    with pytest.raises(ProviderError) as raised:
        call(template)
    assert raised.value.retryable


def test_even_an_exit_is_a_provider_error(module: types.ModuleType, template: Template) -> None:
    module.model = lambda request: sys.exit(3)  # type: ignore[attr-defined]
    with pytest.raises(ProviderError, match="SystemExit"):
        call(template)


def test_a_function_that_never_returns_is_left(
    module: types.ModuleType, template: Template
) -> None:
    import threading

    release = threading.Event()
    module.model = lambda request: release.wait(60)  # type: ignore[attr-defined]
    with pytest.raises(ProviderError, match="took too long") as raised:
        call(template, timeout_s=0.1)
    assert raised.value.timeout
    release.set()


def test_a_wrong_result_is_named(module: types.ModuleType, template: Template) -> None:
    module.model = lambda request: 5  # type: ignore[attr-defined]
    with pytest.raises(ProviderError, match="returned int; expected a reply"):
        call(template)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no_such_module:f", "cannot be imported"),
        ("llmsite_test_functions:missing", "cannot be imported"),
        ("llmsite_test_functions:__name__", "is not callable"),
    ],
)
def test_a_function_that_cannot_be_found_ends_the_model(
    module: types.ModuleType, template: Template, name: str, message: str
) -> None:
    with pytest.raises(ProviderError, match=message) as raised:
        call(template, callable=name)
    assert raised.value.fatal


def test_options_and_tree_are_part_of_what_is_kept(template: Template) -> None:
    def exact(**options: Any) -> Any:
        model = Model("m", "python", "m", options={"callable": "a:b", **options})
        return CallableProvider().exact(make_request(model, template))

    assert exact() == exact()
    assert exact(options={"version": 2}) != exact(options={"version": 1})
    assert exact()["tree"] == template.start.hash
