"""What scoring by a browser costs, step by step, and where the time goes.

    python benchmarks/browser_speed.py                     references of two templates, one process
    python benchmarks/browser_speed.py --templates gala-event --steps 8 --browser /usr/bin/chromium

Wall time is this machine's as busy as it is; CPU time is that of this process and of all of the browser's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.browser.finding import find
from pytest_llmsite.browser.inspector import BrowserInspector
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.models.protocol import Response
from pytest_llmsite.scoring import score_step
from pytest_llmsite.templates import loader

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def cpu_seconds() -> float:
    """Return the CPU time of this process and of all below it that are alive, in seconds."""
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
    return sum(used.get(pid, 0.0) for pid in mine)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--templates", default="safari-lodge,saas-product")
    parser.add_argument("--steps", type=int, default=len(ACTIONS), help="of each chain")
    parser.add_argument("--browser", help="the Chromium to use")
    options = parser.parse_args()
    inspector = BrowserInspector(find(options.browser))
    walls: list[float] = []
    cpus: list[float] = []
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
                cpus.append(cpu_seconds() - cpu)
                print(f"{name + ' ' + action.name:42}{walls[-1]:>8.2f}{cpus[-1]:>8.2f}")
                site = after
        print(f"{'median':42}{statistics.median(walls):>8.2f}{statistics.median(cpus):>8.2f}")
        browser = sum(inspector.seconds.values())
        print(f"\nin the browser {browser:.1f} s of {sum(walls):.1f} s wall:")
        for part, seconds in sorted(inspector.seconds.items(), key=lambda item: -item[1]):
            print(f"  {part:12}{seconds:>7.1f} s  {seconds / len(walls):>6.2f} s a step")
        print(inspector.name)
    finally:
        inspector.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
