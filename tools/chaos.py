"""Kill xdist's workers, and whole runs, at random moments, and check that nothing is lost.

    python tools/chaos.py [--runs 30] [--seed 1] [--models 6]

Each run has its own number of workers (1 to 8), way of distribution, and, where they are installed,
pytest-randomly and pytest-rerunfailures. Checked against an undisturbed run: no hang, no step lost, none
recorded twice, none scored differently, nothing asked for that was on disk. Linux only.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from chaos import Project, kill_all, kill_workers, undisturbed


def main() -> None:
    """Do all runs; end with status 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--models", type=int, default=6)
    parser.add_argument("--folder", type=Path, help="kept for inspection; default: a temporary one")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="llmsite-chaos-"))
    plugins = []
    if find_spec("pytest_randomly"):
        plugins.append((f"-p randomly --randomly-seed={options.seed}", "-p no:randomly"))
    if find_spec("pytest_rerunfailures"):
        plugins.append(("--reruns 1 --llm-min-score 5", ""))
    print(f"{folder}; plugins: {plugins or 'none'}", flush=True)
    project, failed = Project(folder, options.models), 0
    expected = undisturbed(project)
    for number in range(1, options.runs + 1):
        chance = random.Random(options.seed * 1000 + number)
        try:
            told = kill_workers(project, expected, chance, f"run{number}", plugins)
        except AssertionError as error:
            failed += 1
            told = f"FAILED: {error}"
            project.forget()
        print(f"{number:3} {told}", flush=True)
    for number in range(1, max(1, options.runs // 6) + 1):
        chance = random.Random(options.seed * 1000 + 500 + number)
        try:
            told = kill_all(project, expected, chance, f"whole{number}", 3)
        except AssertionError as error:
            failed += 1
            told = f"FAILED: {error}"
            project.forget()
        print(f"in process {number:3} {told}", flush=True)
    print(f"{failed} failed")
    project.server.stop()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
