"""Fixtures of the providers' tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines import small_template
from loopback import server  # noqa: F401  (a fixture)

from pytest_llmsite.templates.loader import Template


@pytest.fixture
def template(tmp_path: Path) -> Template:
    return small_template(tmp_path)
