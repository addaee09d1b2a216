"""Engines over a small template, closed after each test, with short waits between retries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engines import make_actions, small_template
from loopback import server  # noqa: F401  (a fixture)

from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.settings import EngineSettings
from pytest_llmsite.models.protocol import Model
from pytest_llmsite.templates.loader import Template


@pytest.fixture
def template(tmp_path: Path) -> Template:
    return small_template(tmp_path)


@pytest.fixture
def make_engine(tmp_path: Path, template: Template) -> Iterator[Callable[..., Engine]]:
    """Make engines over the small template: `make_engine(model, …, concurrency=2)`."""
    engines = []

    def make(*models: Model, folder: str = "state", **settings: Any) -> Engine:
        values = {"retries": 2, "deadline_s": 20.0, **settings}
        engine = Engine(
            EngineSettings(tmp_path / folder, **values),
            {model.alias: model for model in models},
            {template.name: template},
            make_actions(),
        )
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_llmsite.engine.asking.FIRST_WAIT_SECONDS", 0.01)
