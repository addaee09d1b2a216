"""What scoring one step costs, in milliseconds of CPU on one core, and as a multiple of bare parsing.

    python benchmarks/scoring_speed.py [--templates NAME …] [--models sonnet,haiku] [--runs 2] [--profile FILE]

Chains of simulated models are made first. Each template's first chain warms up; each step of the others is timed. A
step's "before" is the "after" of the step before it, as in a run. "25 KB" is the same for a page of 25 KB of HTML, CSS and
scripts: scaled by the size of the page that the step began with. "Parsing" is the time that turbohtml and tinycss2 take
for the files that the step changed. With --profile, the timed part is written for pstats.
"""

from __future__ import annotations

import argparse
import cProfile
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import tinycss2
import turbohtml

from pytest_llmsite.actions.catalogue import ACTIONS, Action
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.inspection import StaticInspector
from pytest_llmsite.models.protocol import Model, Prompt, Request
from pytest_llmsite.models.simulated import proneness_table, simulate
from pytest_llmsite.reply import RefusedEdit
from pytest_llmsite.scoring import score_step
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import BUNDLED, Template, bundled_names, load


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain, ready to be scored."""

    action: Action
    before: Site
    after: Site
    refused: Sequence[RefusedEdit]


def chain(template: Template, alias: str, run: int) -> list[Step]:
    """Return a simulated chain's steps; those with an unusable reply are left out."""
    model = Model(alias, "simulated", alias, simulated=True)
    site, steps = template.start, []
    for action in ACTIONS:
        request = Request(model, template, run, action, site, Prompt("", "", ""))
        response = simulate(request, template.references[action.name], proneness_table()[alias])
        end = conclude(site, response)
        if not end.outcome.model_failure:
            steps.append(Step(action, site, end.after, end.refused))
        site = end.after
    return steps


def kilobytes(site: Site) -> float:
    """Return how much HTML, CSS and script a site has."""
    text = [c for p, c in site.files.items() if p.endswith((".html", ".css", ".js"))]
    return sum(map(len, text)) / 1024


def told(name: str, size: str, times: Sequence[float], scaled: Sequence[float], floor: str) -> str:
    """Return one row of the table."""
    largest = sorted(times)[int(len(times) * 0.9)], max(times)
    numbers = (statistics.median(times), statistics.fmean(times), *largest)
    for_25 = statistics.median(scaled), statistics.fmean(scaled)
    row = "".join(f"{number:8.1f}" for number in (*numbers, *for_25))
    return f"{name:24}{size:>6}{len(times):7}{row}{floor:>11}"


def parsing(step: Step) -> float:
    """Return the CPU time in seconds of parsing what a step changed, and doing nothing with it."""
    start = time.process_time()
    for path, content in step.after.files.items():
        if step.before.files.get(path) == content:
            continue
        if path.endswith(".html"):
            turbohtml.parse(content.decode("utf-8", "replace"))
        elif path.endswith(".css"):
            tinycss2.parse_stylesheet(content.decode("utf-8", "replace"))
    return time.process_time() - start


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--templates", nargs="+", default=bundled_names(), metavar="NAME")
    parser.add_argument(
        "--models", default="sonnet,haiku", help="simulated models (default: %(default)s)"
    )
    parser.add_argument("--runs", type=int, default=2, help="chains a model (default: %(default)s)")
    parser.add_argument("--profile", metavar="FILE", help="write a profile of the timed part")
    options = parser.parse_args(arguments)
    profile = cProfile.Profile() if options.profile else None
    aliases = options.models.split(",")
    everything: list[float] = []
    everything_scaled: list[float] = []
    by_action: dict[str, list[float]] = defaultdict(list)
    print(
        f"{'template':24}{'KB':>6}{'steps':>7}{'median':>8}{'mean':>8}{'p90':>8}{'max':>8}"
        f"{'25 KB:':>8}{'mean':>8}{'x parsing':>11}"
    )
    for name in options.templates:
        template = load(BUNDLED / name)
        inspector = StaticInspector()
        chains = [
            chain(template, alias, run) for run in range(1, options.runs + 1) for alias in aliases
        ]
        for step in chain(template, aliases[0], options.runs + 1):
            score_step(
                template, step.action, ACTIONS, step.before, step.after, step.refused, inspector
            )
        times, scaled, floor = [], [], 0.0
        for step in (step for steps in chains for step in steps):
            floor += parsing(step)
            if profile:
                profile.enable()
            start = time.process_time()
            score_step(
                template, step.action, ACTIONS, step.before, step.after, step.refused, inspector
            )
            times.append((time.process_time() - start) * 1000)
            if profile:
                profile.disable()
            scaled.append(times[-1] * 25 / max(1.0, kilobytes(step.before)))
            by_action[step.action.name].append(times[-1])
        size = f"{kilobytes(template.start):.0f}"
        print(told(name, size, times, scaled, f"{sum(times) / 1000 / floor:.1f}"))
        everything += times
        everything_scaled += scaled
    print(told("all", "", everything, everything_scaled, ""))
    print(
        "\nmedian by action: "
        + ", ".join(f"{k} {statistics.median(v):.0f}" for k, v in by_action.items())
    )
    if profile:
        profile.dump_stats(options.profile)
    return 0


if __name__ == "__main__":
    sys.exit(main())
