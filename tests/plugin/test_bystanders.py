"""Installed where nobody uses it, the plugin loads nothing heavy and changes nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "numpy",
    "scipy",
    "lxml",
    "tinycss2",
    "cssselect2",
    "turbohtml",
    "PIL",
    "aiohttp",
    "asyncio",
)

SCORES_APART = True


def test_the_plugins_own_modules_are_imported_without_rewriting(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        def pytest_unconfigure(config):
            import pytest_llmsite.engine.engine, pytest_llmsite.report.session as last
            print("LOADER", type(last.__loader__).__name__)
        """
    )
    arguments = ("--llm-models=noop", "--llm-templates=safari-lodge", "-k", "add-seo-meta", "-s")
    result = pytester.runpytest_subprocess(*arguments)
    result.stdout.fnmatch_lines(["*LOADER SourceFileLoader*"])


def test_nothing_heavy_is_loaded_by_the_end_of_an_unrelated_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_plain="def test_plain(): pass",
        conftest=f"""
            import atexit, sys
            def report():
                loaded = [name for name in {HEAVY!r} if name in sys.modules]
                ours = sorted(name for name in sys.modules if name.startswith("pytest_llmsite"))
                print("LOADED", loaded, "OURS", ours)
            atexit.register(report)
        """,
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:randomly",
        "-p",
        "no:hypothesispytest",
    ]
    run = subprocess.run(command, cwd=pytester.path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    line = next(line for line in run.stdout.splitlines() if line.startswith("LOADED"))
    loaded, ours = line.removeprefix("LOADED ").split(" OURS ")
    assert loaded == "[]"
    names = ["pytest_llmsite", *(f"pytest_llmsite.{m}" for m in ("hookspecs", "options", "plugin"))]
    assert ours == str(names)


def test_no_file_no_marker_no_item_is_added(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_plain(): pass")
    result = pytester.runpytest_inprocess("--strict-markers", "-p", "no:randomly")
    result.assert_outcomes(passed=1)
    assert not (pytester.path / ".llmsite").exists()
    markers = pytester.runpytest_inprocess("--markers")
    assert "llmsite" not in markers.stdout.str()


def test_a_test_that_needs_a_step_is_skipped_without_models(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_step(llm_step): assert llm_step.score >= 0")
    result = pytester.runpytest_inprocess("-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*no models: pass --llm-models=NAMES*"])
