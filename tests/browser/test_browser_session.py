"""`--llm-browser` in a session: the same items, records with pictures, nothing loaded without the flag."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import executable, page

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.browser.finding import find, kind
from pytest_llmsite.browser.inspector import BrowserInspector
from pytest_llmsite.browser.page import BrowserPage
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.inspection import STATIC
from pytest_llmsite.models.protocol import Response
from pytest_llmsite.scoring import score_step
from pytest_llmsite.session.inspecting import inspector_for
from pytest_llmsite.session.settings import Settings
from pytest_llmsite.site import content_hash
from pytest_llmsite.templates import loader

# Where geometry, pictures behind texts and what axe looks at change most.
STEPS = ("apply-hero-layout", "apply-sections-layout", "add-accessibility")


def records(folder: Path) -> list[dict[str, Any]]:
    (path,) = (folder / ".llmsite/results").glob("*.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def test_steps_are_scored_by_the_browser(pytester: pytest.Pytester) -> None:
    executable()
    pytester.makepyfile("def test_step(llm_step): assert llm_step.score == 10")
    arguments = ("--llm-models=reference", "--llm-templates=safari-lodge", "--llm-browser")
    run = pytester.runpytest_subprocess("-q", "-k", "apply-colours", *arguments)
    run.assert_outcomes(passed=1, deselected=15)
    (record,) = records(pytester.path)
    assert record["inspector"].startswith("browser/1+chromium")
    assert record["score"] == 10
    assert record["rendering"]["axe"]
    assert record["rendering"]["changed"]["375"]["parts"]["hero"]["restyled"] > 0
    for name in ("before", "after"):
        for width in ("375", "1280"):
            picture = record["rendering"]["pictures"][name][width]
            content = (pytester.path / ".llmsite/objects" / picture[:2] / picture[2:]).read_bytes()
            assert content[8:12] == b"WEBP"


def test_without_the_flag_no_browser_code_is_loaded(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_step(llm_step):
            names = [n for n in sys.modules if "browser" in n or n.startswith(("playwright", "axe_"))]
            assert not [n for n in names if n.startswith(("pytest_llmsite", "playwright", "axe_"))]
        """
    )
    arguments = ("--llm-models=noop", "--llm-templates=safari-lodge", "--llm-scorers=0")
    run = pytester.runpytest_subprocess("-q", "-k", "favicon", *arguments)
    run.assert_outcomes(passed=1, deselected=15)


def test_a_file_that_is_no_browser_is_one_message(pytester: pytest.Pytester) -> None:
    executable()
    arguments = ("--llm-models=noop", "--llm-browser", "--llm-browser-path=/nowhere/chromium")
    run = pytester.runpytest_subprocess(*arguments)
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    run.stderr.fnmatch_lines(["*--llm-browser-path: '/nowhere/chromium' is no executable file*"])
    assert "Traceback" not in run.stderr.str()


def test_no_browser_at_all_is_one_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    executable()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("pytest_llmsite.browser.finding._USUAL", ())
    with pytest.raises(LlmsiteError, match="found no Chromium"):
        find()


def test_playwrights_own_comes_before_the_systems(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    executable()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    for name in ("chromium-1187/chrome-linux/chrome",
                 "chromium_headless_shell-1187/chrome-linux/headless_shell"):  # fmt: skip
        own = tmp_path / name
        own.parent.mkdir(parents=True)
        own.write_text("")
        own.chmod(0o755)
    assert find() == own
    assert kind(own) == "chromium-headless-shell"


@pytest.mark.parametrize("name", ["safari-lodge", "saas-product"])
def test_the_reference_is_exactly_ten_and_nothing_is_exactly_zero(
    inspector: Any, name: str
) -> None:
    template = loader.load(loader.BUNDLED / name)
    site = template.start
    for action in ACTIONS:
        after = conclude(site, Response(template.references[action.name])).after
        if action.name in STEPS:
            step = score_step(template, action, ACTIONS, site, after, (), inspector)
            assert [str(finding) for finding in step.findings] == []
            assert step.score == 10
            assert score_step(template, action, ACTIONS, site, site, (), inspector).score == 0
        site = after


def test_the_same_page_gives_the_same_geometry_and_pixels(inspector: Any) -> None:
    site = loader.load(loader.BUNDLED / "safari-lodge").start
    found = [inspector._render(site, "index.html") for _ in range(3)]
    for view in (1280, 768, 375):
        first, *others = [rendered.views[view] for rendered in found]
        for other in others:
            assert other.rects == first.rects
            assert other.texts == first.texts
            assert other.picture == first.picture


def test_elements_are_the_static_ones(inspector: Any) -> None:
    site = page(
        "<noscript><p>No script</p></noscript><template><p>x</p></template><p>One<p>Two"
        "<table><tr><td>c</table><svg><linearGradient/></svg>"
    )
    found = inspector.page(site)
    assert isinstance(found, BrowserPage)
    texts = [e for e in found.select("p, td") if e.getparent().tag != "noscript"]
    assert [found.boxes().rect(e) is not None for e in texts] == [True, True, True]
    assert found.view().tags[found.place(found.select("td")[0])] == "td"


def test_contrast_on_a_picture_is_decided_by_its_pixels(inspector: Any) -> None:
    import io

    from PIL import Image

    def picture(colour: str) -> bytes:
        target = io.BytesIO()
        Image.new("RGB", (400, 200), colour).save(target, "PNG")
        return target.getvalue()

    css = ".a, .b { background: url(dark.png); color: #fff; height: 90px } .b { background: url(light.png) }"
    files = {"dark.png": picture("#222"), "light.png": picture("#eee")}
    site = page('<p class="a">Read me</p><p class="b">Guess me</p>', css, files=files)
    still, found = STATIC.page(site), inspector.page(site)
    assert [still.contrast(e).decided for e in still.select("p")] == ["unknown", "unknown"]
    assert [found.contrast(e).decided for e in found.select("p")] == ["pass", "fail"]
    dark = found.contrast(found.select("p")[0])
    assert dark.lowest == pytest.approx(15.9, abs=0.2)


def test_a_ratio_that_varies_is_told_as_a_range() -> None:
    from pytest_llmsite.browser.painted import decided
    from pytest_llmsite.page.colour import Colour

    site = page('<p style="color: #fff; background: url(a.png)">Read me</p>')
    text = STATIC.page(site).select("p")[0]
    white, black = Colour(1.0, 1.0, 1.0, 1.0), Colour(0.0, 0.0, 0.0, 1.0)
    found = decided(STATIC.page(site).contrast(text), [white, white, black], 1.0)
    assert (found.decided, found.told) == ("fail", "1.00 to 21.00:1")
    assert decided(found, [white], 1.0).told == "1.00:1"


def test_what_fades_in_is_seen_after_scrolling(inspector: Any) -> None:
    css = "section { height: 1500px } .late { opacity: 0 } .late.seen { opacity: 1 }"
    body = (
        '<section>Top</section><p class="late">Late</p><p class="late never">Never</p><script>'
        "new IntersectionObserver(all => all.forEach(one => one.isIntersecting && "
        "one.target.classList.add('seen'))).observe(document.querySelector('.late'));</script>"
    )
    found = inspector.page(page(body, css))
    late, never = found.select("p")
    assert found.visible(late) is True
    assert found.visible(never) is False
    assert STATIC.page(found.site).visible(STATIC.page(found.site).select("p")[0]) is None


def test_without_pictures_everything_else_is_the_same(inspector: Any) -> None:
    template = loader.load(loader.BUNDLED / "safari-lodge")
    site, (action, *_) = template.start, ACTIONS
    css = site.files["css/styles.css"] + b"#features { width: 1800px } h1 { margin-top: 900px }"
    broken = site.replace({"css/styles.css": css})
    without = BrowserInspector(inspector.chromium.executable)
    try:
        full, none = (
            score_step(template, action, ACTIONS, site, broken, (), one)
            for one in (inspector, without)
        )
    finally:
        without.close()
    evidence = dict(full.evidence)
    assert [len(evidence.pop("pictures")[side]) for side in ("after",)] == [2]
    assert none == replace(full, evidence=evidence)
    assert full.score < 0


def test_a_session_without_pictures_has_an_inspector_that_takes_none() -> None:
    executable()
    for pictures, keep in (("full", content_hash), ("none", None)):
        settings = Settings(("noop",), browser=True, pictures=pictures)
        found: Any = inspector_for(settings, content_hash)
        assert found._keep is keep
