"""How complex a starting site is: measured in its DOM and style sheets, declared, shown and reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from templates_made import change, copy_of

from pytest_llmsite.cli import main
from pytest_llmsite.site import Site
from pytest_llmsite.templates import loader
from pytest_llmsite.templates.complexity import Complexity, differences, measure

PAGE = """<!doctype html><title>x</title><link rel=stylesheet href=a.css>
<header>h</header><main><section><p>a</p></section><div><b>b</b></div></main><footer>f</footer>
<script>1</script>"""
CSS = """@import "b.css";
p { color: red; & b { color: blue } }
@media (min-width: 480px) { p { color: green } }"""


def test_sections_elements_rules_and_sizes_are_counted() -> None:
    pad = b"/*" + b"-" * 1996 + b"*/"
    site = Site(
        {"index.html": PAGE.encode(), "a.css": CSS.encode(), "b.css": b"i { top: 0 }" + pad}
    )
    assert measure(site) == Complexity(sections=4, elements=8, rules=4, html_kb=0, css_kb=2)


def test_every_bundled_template_declares_what_is_measured() -> None:
    for name in loader.bundled_names():
        template = loader.load(loader.BUNDLED / name)
        assert template.complexity is not None
        assert differences(template.complexity, measure(template.start)) == []


def test_a_wrong_declaration_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_of(tmp_path / "mine", loader.BUNDLED / "safari-lodge")
    real = measure(loader.load(loader.BUNDLED / "safari-lodge").start)
    change(folder, "template.toml", f"rules = {real.rules}", "rules = 7")
    assert main(["validate", str(folder)]) == 1
    assert f"[complexity] rules: declared 7, measured {real.rules}" in capsys.readouterr().out


def test_it_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates"]) == 0
    shown = capsys.readouterr().out
    for name in loader.bundled_names():
        assert f"  {loader.load(loader.BUNDLED / name).complexity}\n" in shown
