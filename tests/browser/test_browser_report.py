"""The web page of a report, in a browser: it fits, loads nothing, opens where a link leads, can be used."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import executable
from PIL import Image
from synthetic import benchmark

from pytest_llmsite.report.dataset import Dataset
from pytest_llmsite.report.documents import summary_document, write_document
from pytest_llmsite.report.html.steps import Pictures
from pytest_llmsite.results.store import SiteStore


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of two models, whose every step has two pictures."""
    folder = tmp_path_factory.mktemp("report")
    drawn = io.BytesIO()
    Image.new("RGB", (1280, 2000), "teal").save(drawn, "WEBP")
    store = SiteStore(folder / ".llmsite")
    name = store.put_file(drawn.getvalue())
    taken = {"pictures": {"before": {"1280": name}, "after": {"1280": name, "375": name}}}
    records = [replace(one, rendering=taken) for one in benchmark(["sonnet", "haiku"], runs=2)]
    file = folder / "report.html"
    data, pictures = Dataset.from_records(records), Pictures([store], folder)
    pieces = summary_document("html", data, records, pictures=pictures)
    write_document(file, pieces)
    return file.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = executable()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(found), args=["--no-sandbox"])
        yield opened
        opened.close()


def opened(browser: Any, address: str, width: int, scheme: str = "light") -> tuple[Any, list[str]]:
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    told: list[str] = []
    tab.on("console", lambda message: told.append(message.text))
    tab.on("requestfailed", lambda request: told.append(request.url))
    tab.goto(address)
    return tab, told


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_fits_and_says_nothing_on_the_console(
    browser: Any, address: str, width: int
) -> None:
    tab, told = opened(browser, address, width)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert told == []
    tab.close()


def test_a_score_leads_to_its_step_which_opens_and_shows_its_pictures(
    browser: Any, address: str
) -> None:
    tab, told = opened(browser, address, 1280)
    assert not tab.locator("details[open]").count()
    link = tab.locator("table.steps a").nth(20)
    score = link.inner_text()
    link.click()
    target = tab.locator("div:target")
    target.wait_for(state="visible")
    summary = target.locator("xpath=../summary")
    assert summary.inner_text().startswith(score)
    assert tab.locator("details[open]").count() == 2
    image = target.locator("img").first
    image.scroll_into_view_if_needed()
    tab.wait_for_function("image => image.naturalWidth === 1280", arg=image.element_handle())
    assert target.locator("img").count() == 3
    assert told == []
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, address: str, scheme: str) -> None:
    from axe_playwright_python.base import AXE_FILE_PATH

    tab, _ = opened(browser, address, 1280, scheme)
    tab.evaluate("document.querySelectorAll('details').forEach((d, n) => { d.open = n < 6; })")
    tab.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run()")
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]] == []
    assert len(found["passes"]) > 10
    tab.close()
