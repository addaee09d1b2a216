"""What the plugin costs a project that does not use it: paired runs of pytest with and without it.

    python benchmarks/startup.py [--pairs 20]

Prints the median of both and of the paired differences. The aim is less than 20 ms.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEST = "def test_one():\n    assert 1 + 1 == 2\n"


def seconds(folder: Path, *arguments: str) -> float:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20)
    pairs = parser.parse_args().pairs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_one.py").write_text(TEST, encoding="utf-8")
        seconds(folder)  # compiles what is not compiled yet
        seconds(folder, "-p", "no:llmsite")
        with_plugin, without = [], []
        for number in range(pairs):
            # In turn first and second, so that a machine that slows down favours neither.
            if number % 2:
                with_plugin.append(seconds(folder))
                without.append(seconds(folder, "-p", "no:llmsite"))
            else:
                without.append(seconds(folder, "-p", "no:llmsite"))
                with_plugin.append(seconds(folder))
    differences = [a - b for a, b in zip(with_plugin, without, strict=True)]
    for label, values in (("with", with_plugin), ("without", without), ("difference", differences)):
        print(f"{label:10} median {statistics.median(values) * 1000:7.1f} ms")
    print(f"ratio      {statistics.median(with_plugin) / statistics.median(without):.3f}")


if __name__ == "__main__":
    main()
