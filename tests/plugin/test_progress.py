"""The live line: on a terminal below pytest's own lines and without a trace, elsewhere a line at times."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_llmsite.engine.progress import Progress
from pytest_llmsite.hooks.workers import together
from pytest_llmsite.session.progress import describe

Run = Callable[..., pytest.RunResult]
DRAWN = re.compile(r"\x1bD\x1b\[A\x1b7\x1bD\r\x1b\[2K(llmsite: [^\x1b]*)\x1b8")
ERASED = "\x1b7\x1bD\r\x1b[2K\x1b8"
NEEDS_TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress(planned=20, in_flight=4), "0/20 steps, 4 in flight"),
        (
            Progress(20, 10, 0, 0, 2, 3, 90_000, 10_000, 0.5),
            "10/20 steps, ~60 s left, $0.50 of ~$1.00, 2 in flight, 3 waiting on limits, 100k tokens",
        ),
        (Progress(20, 15, recorded=10), "15/20 steps, ~60 s left, 0 in flight"),
        (Progress(20, 10, uncosted=4), "10/20 steps, ~60 s left, 4 of unknown cost, 0 in flight"),
        (Progress(20, 20, recorded=20), "20/20 steps, 0 in flight"),
    ],
)
def test_what_is_told(progress: Progress, text: str) -> None:
    assert describe(progress, 60.0) == text


def test_workers_are_summed_up_and_the_dead_keep_their_spend_only() -> None:
    dead, alive = Progress(10, 5, cost_usd=1.0, input_tokens=7), Progress(10, 3, cost_usd=0.5)
    assert together([dead.spent_only(), alive]) == Progress(10, 3, cost_usd=1.5, input_tokens=7)
    assert together([]) == Progress()


@pytest.fixture
def slow(pytester: pytest.Pytester) -> Path:
    """A project whose model takes its time; the line is drawn often.

    Where there is a file "look", the model stops before its fourth step until the line was seen.
    """
    pytester.makepyfile(
        slow_model="""
        import time
        from pathlib import Path
        def answer(request):
            time.sleep(0.2)
            until = time.monotonic() + 60
            if request.action.name == "replace-footer-logo" and Path("look").exists():
                while not Path("seen").exists() and time.monotonic() < until:
                    time.sleep(0.02)
            return request.template.references[request.action.name]
        """
    )
    pytester.makeconftest(
        """
        import pytest_llmsite.engine.runner as runner
        import pytest_llmsite.session.progress as progress
        runner.TELL_SECONDS = 0.05  # a worker tells it at once, well before its last step is done
        progress.SHOWN_AFTER_SECONDS = progress.REDRAWN_EVERY_SECONDS = 0.05
        progress.LINE_EVERY_SECONDS = 0.25
        """
    )
    pytester.makepyprojecttoml(
        """
        [tool.pytest.ini_options]
        pythonpath = ["."]
        [tool.llmsite.models.slow]
        provider = "python"
        callable = "slow_model:answer"
        price = { input = 1, output = 1 }
        """
    )
    return pytester.path


ARGUMENTS = ("--llm-models=slow", "-m", "images", "--llm-tables=ranking", "-p", "no:randomly")


@pytest.fixture
def llmsite(pytester: pytest.Pytester) -> Run:
    """Run pytest in a process of its own, whose output is a pipe."""
    return lambda *arguments: pytester.runpytest_subprocess(
        "--llm-templates=saas-product", *arguments, timeout=300
    )


def on_a_terminal(folder: Path, *arguments: str) -> str:
    """Return what a run writes to a pseudo-terminal; "seen" is made when the third step is told done."""
    import pty

    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "pytest", "--llm-templates=saas-product", *ARGUMENTS, *arguments]  # fmt: skip
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100", "CI": ""}
    run = subprocess.Popen(command, cwd=folder, stdout=terminal, stderr=terminal, env=environment)
    os.close(terminal)
    written = b""
    while True:
        try:
            piece = os.read(controller, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
        if b" 3/7 steps" in written:
            (folder / "seen").touch()
    os.close(controller)
    assert run.wait(120) == 0, written.decode()
    return written.decode()


def without_the_line(text: str) -> list[str]:
    """Return the lines without all that the live line wrote, and without times and file names.

    Nor with "collecting 0 items", which pytest shows, and overwrites, where that takes half a second,
    nor with what a second run says of the first one's answers.
    """
    plain = DRAWN.sub("", text).replace(ERASED, "")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", plain)
    plain = re.sub(r"in \d+\.\d+s|\d{8}-\d{6}-\d+|=+", "", plain)
    lines = [line.rstrip() for line in plain.splitlines()]
    return [line for line in lines if not line.startswith(("collecting ", "recorded answers: "))]


@NEEDS_TERMINAL
@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["in-process", "xdist"])
def test_it_is_shown_on_a_terminal_and_leaves_pytests_output_as_it_is(
    slow: Path, workers: tuple[str, ...]
) -> None:
    (slow / "look").touch()
    shown = on_a_terminal(slow, *workers)
    drawn = DRAWN.findall(shown)
    assert (slow / "seen").exists(), drawn  # well before the first of the two items is done
    assert any(" 3/7 steps" in line for line in drawn), drawn
    # The last thing that is done with the line is to take it away.
    assert shown.rindex(ERASED) > shown.rindex("\x1bD\x1b[A")
    assert without_the_line(on_a_terminal(slow, *workers)) == without_the_line(shown)


@NEEDS_TERMINAL
def test_quiet_is_silent(slow: Path) -> None:
    assert "\x1b7" not in on_a_terminal(slow, "-q")


def test_a_pipe_gets_a_line_at_times(slow: Path, llmsite: Run) -> None:
    result = llmsite(*ARGUMENTS)
    result.assert_outcomes(passed=2, deselected=14)
    result.stdout.fnmatch_lines(["llmsite: */7 steps*in flight*"])
    assert "\x1b" not in result.stdout.str()


def test_waits_are_told_with_v_alone(slow: Path, llmsite: Run) -> None:
    (slow / "slow_model.py").write_text(
        "from pytest_llmsite.models.protocol import ProviderError\n"
        "tried = set()\n"
        "def answer(request):\n"
        "    if request.action.name not in tried:\n"
        "        tried.add(request.action.name)\n"
        "        raise ProviderError('busy', retryable=True, retry_after=0.01)\n"
        "    return request.template.references[request.action.name]\n"
    )
    plain = llmsite(*ARGUMENTS, "--llm-dir=one")
    assert "  waits: " not in plain.stdout.str()
    for number, workers in enumerate([(), ("-n", "1")]):
        told = llmsite(*ARGUMENTS, "-v", f"--llm-dir=more{number}", *workers)
        told.stdout.fnmatch_lines(
            ["  waits: saas-product-slow-run1-apply-colours: busy; waits 0.* s (retry 1 of at most 6)"]
        )  # fmt: skip
