"""How long the summary of many steps takes, and how much memory it needs.

    python benchmarks/summary_scale.py [--steps 100000] [--models 10] [--templates 5]

Prints seconds for taking records in (which happens while the tests run), for the tables (which is
what a user waits for after the last test), and bytes a step that are kept in between.
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from synthetic import benchmark

from pytest_llmsite.report.collector import Collector
from pytest_llmsite.report.dataset import Dataset
from pytest_llmsite.report.documents import summary_document
from pytest_llmsite.report.terminal import summary

STEPS_OF_A_CHAIN = 16


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--models", type=int, default=10)
    parser.add_argument("--templates", type=int, default=5)
    arguments = parser.parse_args()
    runs = max(1, arguments.steps // (STEPS_OF_A_CHAIN * arguments.models * arguments.templates))
    models = {f"model-{number}": 0.3 + 0.06 * number % 0.6 for number in range(arguments.models)}
    templates = [f"template-{number}" for number in range(arguments.templates)]

    records = list(benchmark(models, templates, runs, failures=0.0005))
    start = time.perf_counter()
    collector = Collector()
    for record in records:
        collector.add(record)
    taken = time.perf_counter() - start

    start = time.perf_counter()
    lines = sum(1 for _ in summary(collector, width=120, colour=True))
    shown = time.perf_counter() - start

    data = Dataset.from_collector(collector, None)
    start = time.perf_counter()
    size = sum(map(len, summary_document("html", data, records)))
    written = time.perf_counter() - start

    tracemalloc.start()
    collector = Collector()
    for record in records:
        collector.add(record)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    for _ in summary(collector, width=120, colour=True):
        pass
    peak = tracemalloc.get_traced_memory()[1]

    steps = len(records)
    print(
        f"{steps:,} steps, {arguments.models} models, {arguments.templates} templates, {runs} runs"
    )
    print(f"taken in     {taken:6.2f} s")
    print(f"summary      {shown:6.2f} s for {lines} lines")
    print(f"web page     {written:6.2f} s for {size / 1e6:.1f} MB")
    print(f"kept         {kept / steps:6.0f} bytes a step")
    print(f"at the peak  {peak / steps:6.0f} bytes a step")


if __name__ == "__main__":
    main()
