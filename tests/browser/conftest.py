"""One browser for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browsing import executable

from pytest_llmsite.site import content_hash


@pytest.fixture(scope="session")
def inspector() -> Iterator[Any]:
    found = executable()
    from pytest_llmsite.browser.inspector import BrowserInspector

    opened = BrowserInspector(found, keep=content_hash)  # type: ignore[arg-type]
    yield opened
    opened.close()
