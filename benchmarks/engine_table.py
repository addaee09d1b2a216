"""The engine's whole table, as ratios in one run.

    python benchmarks/engine_table.py                   # about ten minutes
    python benchmarks/engine_table.py --scoring off     # the engine and pytest alone
    python benchmarks/engine_table.py --answers alike   # what is scored once is not scored again
    python benchmarks/engine_table.py --rows calls,xdist,memory,recorded,replay,engine --scale 0.25

Whole pytest processes, as users start them, are asked to make chains of 16 calls to a server on loopback
that answers 8 KB after 0.5 s; prompts are 45 KB, every response is on disk before it is used. The limit
is calls × latency / calls at once. CPU time and peak memory are those of the process and what it
started; a busy machine shows in the wall time, hardly in the CPU time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from engine_calls import STEPS, model_server

HERE = Path(__file__).parent
TEMPLATE = "saas-product"
LATENCY = 0.5
ROWS = ("engine", "calls", "xdist", "memory", "recorded", "replay")
ANSWERS: list[str] = []
UNSCORED = """
import pytest_llmsite.scorers.keeper as keeper
from pytest_llmsite.scoring import score_failure
keeper.Scorekeeper.score = lambda self, result: (
    None if result.outcome.infrastructure else score_failure(result.outcome, "")
)
keeper.Scorekeeper.ahead = lambda self, result: None
"""


@dataclass(frozen=True)
class Took:
    """What a process took, with all that it started."""

    wall: float
    cpu: float
    mib: float
    code: int


def run(folder: Path, arguments: Sequence[str], *, one_core: bool = False) -> Took:
    """Run pytest in *folder* and tell what it took; its output lies in output.txt."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider",
               f"--llm-templates={TEMPLATE}", "--llm-min-score=-10", "--llm-tables=ranking", *arguments]  # fmt: skip
    started = time.monotonic()
    with (folder / "output.txt").open("w") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
        if one_core and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(process.pid, {0})
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Took(
        time.monotonic() - started,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
        process.returncode,
    )


def project(folder: Path, url: str, concurrency: int, *, scoring: bool) -> None:
    """Make a project with one model."""
    (folder / "pyproject.toml").write_text(
        f'[tool.llmsite.models.m]\nprovider = "openai"\nmodel = "m"\nbase_url = "{url}"\n'
        f"price = {{ input = 1, output = 1 }}\nconcurrency = {concurrency}\n"
    )
    (folder / "conftest.py").write_text("" if scoring else UNSCORED)


def calls(name: str, aim: float, chains: int, at_once: int, *more: str, scoring: bool,
          trouble: Sequence[str] = ()) -> float:  # fmt: skip
    """Print one row of calls made by a whole pytest process; return its ratio."""
    options = ["--latency", str(LATENCY), "--template", TEMPLATE, *ANSWERS, *trouble]
    with model_server(*options) as url, tempfile.TemporaryDirectory() as temporary:
        folder, started = Path(temporary), time.time()
        project(folder, url, at_once, scoring=scoring)
        took = run(folder, ["--llm-models=m", f"--llm-runs={chains}", *more])
        ended = time.time()
        counts = json.load(urlopen(url.removesuffix("/v1") + "/counts"))
        wanted = chains * STEPS
        lost = wanted - counts["answered"]
        if took.code:
            print((folder / "output.txt").read_text()[-2000:])
    limit = max(wanted * LATENCY / at_once, STEPS * LATENCY)
    ratio = took.wall / limit
    row(
        name, f"≤ {aim:.2f}", f"{ratio:.2f}",
        f"{took.wall:.1f} s of {limit:.1f} ({counts['first'] - started:.1f} to the first call, "
        f"{ended - counts['last']:.1f} after the last answer), CPU {took.cpu / counts['calls'] * 1000:.1f} ms/call, "
        f"{took.mib:.0f} MiB, at most {counts['most']} at once, {lost} lost",
    )  # fmt: skip
    return ratio


def row(name: str, aim: str, measured: str, more: str = "") -> None:
    """Print one row."""
    print(f"{name:<52} {aim:>10} {measured:>10}  {more}", flush=True)


def memory(sizes: tuple[int, int], *, workers: bool) -> None:
    """Print what the process that reports keeps of a step, by two runs of different size.

    The peak is higher under xdist, where steps without calls come faster than reports are read.
    """
    found, walls = [], []
    for steps in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            project(folder, "http://127.0.0.1:9/v1", 1, scoring=False)
            (folder / "conftest.py").write_text(UNSCORED + MEMORY)
            more = ["-n", "2"] if workers else []
            took = run(folder, ["--llm-models=noop", f"--llm-runs={steps // STEPS}", *more])
            found.append([int(kib) for kib in (folder / "memory.txt").read_text().split()])
            walls.append(took.wall)
    between = sizes[1] - sizes[0]
    kib, peak = ((more - less) / between for less, more in zip(*found, strict=True))
    ms = [wall / steps * 1000 for wall, steps in zip(walls, sizes, strict=True)]
    name = "controller's memory a step, -n 2" if workers else "memory a step, in process"
    row(
        name, "≤ 2 KiB" if workers else "", f"{kib:.2f} KiB",
        f"at the peak {peak:.2f}; {sizes[0]:,} and {sizes[1]:,} steps: {ms[0]:.2f} and {ms[1]:.2f} ms a step",
    )  # fmt: skip


MEMORY = """
import ctypes, gc, os, resource, pytest
@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(config):
    if not hasattr(config, "workerinput"):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        with open("/proc/self/statm") as told:
            kept = int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
        (config.rootpath / "memory.txt").write_text(f"{kept} {peak}")
"""


def replay(steps: int) -> None:
    """Print how long recorded steps take with scoring on, on one core."""
    with (
        model_server("--latency", "0.01", "--template", TEMPLATE, *ANSWERS) as url,
        tempfile.TemporaryDirectory() as temporary,
    ):
        folder = Path(temporary)
        project(folder, url, 32, scoring=False)
        arguments = ["--llm-models=m", f"--llm-runs={steps // STEPS}"]
        run(folder, arguments)
        project(folder, url, 32, scoring=True)
        took = run(folder, [*arguments, "--llm-record=none"], one_core=True)
    row(
        f"replay of {steps} recorded steps, scoring on, one core", f"≤ {30 * steps / 480:.0f} s",
        f"{took.wall:.1f} s", f"CPU {took.cpu / steps * 1000:.0f} ms a step, {took.mib:.0f} MiB",
    )  # fmt: skip


def main() -> None:
    """Print the rows asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scoring", choices=("on", "off"), default="on")
    parser.add_argument("--answers", choices=("different", "alike"), default="different",
                        help="to all chains: scoring has nothing or almost everything in common")  # fmt: skip
    parser.add_argument("--rows", default=",".join(ROWS))
    parser.add_argument("--scale", type=float, default=1.0, help="a part of the calls and steps")
    options = parser.parse_args()
    rows, scoring = options.rows.split(","), options.scoring == "on"
    wide, narrow = max(32, round(60 * options.scale)), max(8, round(60 * options.scale))
    ANSWERS[:] = ["--alike"] if options.answers == "alike" else []
    told = f"scoring {options.scoring}, answers {options.answers}, {os.cpu_count()} processors"
    row("what", "aim", "measured", told)
    if "engine" in rows:
        subprocess.run([sys.executable, str(HERE / "engine_calls.py")], check=True)
    if "calls" in rows:
        calm = calls("32 at once, in process", 1.15, wide, 32, scoring=scoring)
        calls("8 at once, in process", 1.08, narrow, 8, scoring=scoring)
        trouble = ["--refused", "0.1", "--dropped", "0.02"]
        rough = calls("10 % refused (1 s), 2 % dropped", 1.5 * calm, wide, 32, scoring=scoring, trouble=trouble)  # fmt: skip
        row("… with trouble / without", "≤ 1.50", f"{rough / calm:.2f}")
    if "xdist" in rows:
        calls("32 at once, -n 2", 1.25, wide, 32, "-n", "2", scoring=scoring)
    if "memory" in rows:
        sizes = (round(8_000 * options.scale), round(32_000 * options.scale))
        memory(sizes, workers=True)
        memory(sizes, workers=False)
    if "recorded" in rows:
        sizes_of = [str(round(steps * options.scale)) for steps in (4_000, 32_000, 100_000)]
        subprocess.run([sys.executable, str(HERE / "engine_replay.py"), "--steps", *sizes_of], check=True)  # fmt: skip
    if "replay" in rows:
        replay(480)


if __name__ == "__main__":
    main()
