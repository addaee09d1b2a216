"""Precision and recall of every rule over the labelled sites in tests/corpus.

    python benchmarks/precision.py            table of all rules, the layouts apart
    python benchmarks/precision.py --list     every miss and false alarm besides
    python benchmarks/precision.py --only TEXT   cases whose name holds a text

Precision: of what a rule said, the share that an expert expects. Recall: of what an expert expects, the
share that the rule said. Rules of the rendering need a browser and are tested in tests/browser.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1] / "tests"
OVERALL, EACH = 0.97, 0.9


@dataclass
class Levels:
    """How often rules were right, said too much, and missed."""

    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    alternatives: int = 0
    perfect: int = 0

    def add(self, judged: Any) -> None:
        """Count one judged case."""
        self.right.update(judged.case.expected & set(judged.found))
        self.false.update(judged.false)
        self.missed.update(judged.missed)
        if not judged.case.expected:
            self.alternatives += 1
            self.perfect += judged.score == 10.0 and not judged.found

    def precision(self, rule: str = "") -> float:
        """Return a rule's precision, or that of all."""
        right, false = self._of(self.right, rule), self._of(self.false, rule)
        return right / (right + false) if right + false else 1.0

    def recall(self, rule: str = "") -> float:
        """Return a rule's recall, or that of all."""
        right, missed = self._of(self.right, rule), self._of(self.missed, rule)
        return right / (right + missed) if right + missed else 1.0

    def rules(self) -> list[str]:
        """Return the rules that were expected or said anything."""
        return sorted({*self.right, *self.false, *self.missed})

    @staticmethod
    def _of(counter: Counter[str], rule: str) -> int:
        return counter[rule] if rule else counter.total()


def labelled() -> Any:
    """Return the module that holds the corpus."""
    sys.path[:0] = [str(TESTS), str(TESTS / "corpus")]
    import labelled  # type: ignore[import-not-found]

    return labelled


def table(levels: Levels) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{'rule':34}{'right':>7}{'false':>7}{'missed':>8}{'precision':>11}{'recall':>8}"
    for rule in levels.rules():
        yield _line(rule, levels, rule)
    yield _line("all", levels)


def _line(title: str, levels: Levels, rule: str = "") -> str:
    right, false, missed = (
        levels._of(counter, rule) for counter in (levels.right, levels.false, levels.missed)
    )
    return (
        f"{title:34}{right:>7}{false:>7}{missed:>8}{levels.precision(rule):>11.3f}"
        f"{levels.recall(rule):>8.3f}"
    )


def layout_line(judged: Iterable[Any]) -> str:
    """Return how many breakages of layouts were found, and how many right ones were blamed."""
    cases = [one for one in judged if one.case.layout]
    broken = [one for one in cases if one.case.expected]
    right = [one for one in cases if not one.case.expected]
    found = sum(not one.missed for one in broken)
    alarms = sum(bool(one.found) for one in right)
    return (
        f"layouts: {len(cases)} variants, {found} of {len(broken)} breakages found, "
        f"{alarms} false alarms in {len(right)} right ones"
    )


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="every miss and false alarm")
    parser.add_argument("--only", default="", help="cases whose name holds this text")
    options = parser.parse_args()
    started = time.process_time()
    cases = [case for case in labelled().cases() if options.only in case.name]
    judged = [case.judged() for case in cases]
    levels = Levels()
    for one in judged:
        levels.add(one)
    print("\n".join(table(levels)))
    print(f"{len(cases)} labelled sites, {levels.perfect} of {levels.alternatives} "
          "correct alternatives score exactly 10")  # fmt: skip
    print(layout_line(judged))
    print(f"{time.process_time() - started:.1f} s of CPU")
    for one in judged if options.list else ():
        if one.missed or one.false:
            print(f"{one.case.name}: missed {sorted(one.missed)}, false {sorted(one.false)}")
    good = min(levels.precision(), levels.recall()) >= OVERALL and all(
        min(levels.precision(rule), levels.recall(rule)) >= EACH for rule in levels.rules()
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
