"""What scoring by a browser costs, step by step, and where the time goes.

    python benchmarks/browser_speed.py                     references of two templates, one process
    python benchmarks/browser_speed.py --templates gala-event --steps 8 --browser /usr/bin/chromium

A step's "before" is the page after the step before, and known. Wall time is this machine's, as busy as it is; CPU time
is that of this process and of all below it: the driver, and the browser's processes. A busy machine makes both longer:
the last line tells how much longer than at best a fixed loop took meanwhile.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.browser.finding import find
from pytest_llmsite.browser.inspector import BrowserInspector
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.models.protocol import Response
from pytest_llmsite.scoring import score_step
from pytest_llmsite.site import content_hash
from pytest_llmsite.templates import loader

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def cpu_seconds() -> dict[str, float]:
    """Return the CPU seconds of this process and of all below it that are alive, by kind of process."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(map(int, fields[11:15])) / TICKS  # with ended children's
    mine = {os.getpid()}
    grown = True
    while grown:
        new = {pid for pid, parent in parents.items() if parent in mine} - mine
        mine |= new
        grown = bool(new)
    found: dict[str, float] = {}
    for pid in mine:
        name = kind_of(pid)
        found[name] = found.get(name, 0.0) + used.get(pid, 0.0)
    return found


def kind_of(pid: int) -> str:
    """Return what a process is: python, driver, browser, or the type that Chromium gave it."""
    if pid == os.getpid():
        return "python"
    with suppress(OSError):
        told = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
        found = re.search(r"--type=([a-z-]+)", told)
        return found[1] if found else "browser" if "--headless" in told else "driver"
    return "ended"


def loop_seconds() -> float:
    """Return the CPU time of a fixed loop."""
    start = time.process_time()
    sum(number * number for number in range(200_000))
    return time.process_time() - start


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--templates", default="safari-lodge,saas-product")
    parser.add_argument("--steps", type=int, default=len(ACTIONS), help="of each chain")
    parser.add_argument("--browser", help="the Chromium to use")
    parser.add_argument("--pictures", choices=("full", "none"), default="full")
    options = parser.parse_args()
    keep = None if options.pictures == "none" else content_hash
    inspector = BrowserInspector(find(options.browser), keep)
    walls: list[float] = []
    cpus: list[float] = []
    loops: list[float] = []
    kinds: Counter[str] = Counter()
    print(f"{'step':42}{'wall s':>8}{'CPU s':>8}")
    try:
        for name in options.templates.split(","):
            template = loader.load(loader.find(name))
            site = template.start
            inspector.page(site).boxes()  # the start is rendered once for all chains
            for action in ACTIONS[: options.steps]:
                after = conclude(site, Response(template.references[action.name])).after
                wall, cpu = time.perf_counter(), cpu_seconds()
                score_step(template, action, ACTIONS, site, after, (), inspector)
                walls.append(time.perf_counter() - wall)
                spent = {kind: now - cpu.get(kind, 0.0) for kind, now in cpu_seconds().items()}
                cpus.append(sum(spent.values()))
                kinds.update(spent)
                loops.append(loop_seconds())
                print(f"{name + ' ' + action.name:42}{walls[-1]:>8.2f}{cpus[-1]:>8.2f}")
                site = after
        print(f"{'median':42}{statistics.median(walls):>8.2f}{statistics.median(cpus):>8.2f}")
        browser = sum(inspector.seconds.values())
        print(f"\nin the browser {browser:.1f} s of {sum(walls):.1f} s wall:")
        for part, seconds in sorted(inspector.seconds.items(), key=lambda item: -item[1]):
            print(f"  {part:12}{seconds:>7.1f} s  {seconds / len(walls):>6.2f} s a step")
        print("\nCPU by process:")
        for kind, seconds in kinds.most_common():
            print(f"  {kind:12}{seconds:>7.1f} s  {seconds / len(walls):>6.2f} s a step")
        busy = statistics.median(loops) / min(loops)
        print(f"a fixed loop took {busy:.2f} times its best; {inspector.name}")
    finally:
        inspector.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
