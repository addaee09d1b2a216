"""Fit the simulated models' proneness to the published heatmap, and print how close they come.

    python tools/fit_simulated.py --check --runs 15      # print simulated against published means
    python tools/fit_simulated.py --rounds 4 --runs 8    # refit pytest_llmsite/models/proneness.toml

Each round runs every chain with the real scorer and moves each (model, action) proneness along the
secant towards its target; later actions see the pages that earlier faults leave behind.
"""

from __future__ import annotations

import argparse
import csv
import os
import tomllib
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.models import simulated
from pytest_llmsite.models.protocol import Model, Prompt, Request
from pytest_llmsite.scoring import score_failure, score_step
from pytest_llmsite.templates import loader

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "pytest_llmsite/models/proneness.toml"
PUBLISHED = ROOT / "tests/data/published"
COLUMNS = {
    "kimi": "kimi",
    "haiku": "haiku",
    "deepseek-v3": "deepseek_v32",
    "deepseek-r1": "deepseek_r1",
}
# Published for six actions only; the rest is filled so that the sixteen add up to the published 149.5.
SONNET = {
    "apply-colours": 9.5, "swap-fonts": 9.4, "replace-header-logo": 9.5, "replace-footer-logo": 9.2,
    "replace-favicon": 9.0, "replace-hero-bg": 9.3, "replace-section-bgs": 9.0, "update-hero-text": 9.6,
    "update-about-text": 9.8, "update-contact": 9.4, "apply-hero-layout": 9.0, "apply-sections-layout": 9.0,
    "add-seo-meta": 10.0, "add-structured-data": 9.5, "add-accessibility": 9.5, "verify-contrast": 8.8,
}  # fmt: skip
SPREAD = {"sonnet": 0.3, "haiku": 0.25, "kimi": 0.35, "deepseek-v3": 0.5, "deepseek-r1": 0.1}
FAILURE = {"sonnet": 0.0, "haiku": 0.005, "kimi": 0.01, "deepseek-v3": 0.02, "deepseek-r1": 0.06}
Table = dict[str, dict[str, float]]


def targets() -> Table:
    rows = list(csv.DictReader((PUBLISHED / "heatmap.csv").open(encoding="utf-8")))
    found: Table = {
        alias: {row["action"]: float(row[column]) for row in rows}
        for alias, column in COLUMNS.items()
    }
    return {"sonnet": dict(SONNET), **found}


def chain_scores(
    template_name: str, alias: str, run: int, profile: dict[str, float]
) -> dict[str, float]:
    template = loader.load(loader.BUNDLED / template_name)
    model = Model(alias, "simulated", alias, simulated=True)
    site, scores = template.start, {}
    for action in ACTIONS:
        request = Request(model, template, run, action, site, Prompt("", "", ""))
        response = simulated.simulate(request, template.references[action.name], profile)
        end = conclude(site, response)
        if end.outcome.model_failure:
            scores[action.name] = score_failure(end.outcome, end.message).score
        else:
            score = score_step(template, action, ACTIONS, site, end.after, end.refused)
            scores[action.name] = score.score
        site = end.after
    return scores


def measure(table: Table, runs: range, pool: ProcessPoolExecutor) -> dict[str, dict[str, float]]:
    jobs = [
        (alias, pool.submit(chain_scores, template, alias, run, table[alias]))
        for alias in table
        for template in loader.bundled_names()
        for run in runs
    ]
    sums: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for alias, job in jobs:
        for action, score in job.result().items():
            sums[alias][action].append(score)
    return {a: {k: sum(v) / len(v) for k, v in by.items()} for a, by in sums.items()}


def first_guess(wanted: Table) -> Table:
    return {
        alias: {
            **{name: max(0.0, min(1.6, (10 - target) / 9)) for name, target in by.items()},
            "spread": SPREAD[alias],
            "failure": FAILURE[alias],
        }
        for alias, by in wanted.items()
    }


def refine(table: Table, wanted: Table, means: Table, history: list[tuple[Table, Table]]) -> Table:
    """Move each value along the secant of its last two rounds, or by a default slope, damped."""
    new: Table = {}
    for alias, by in table.items():
        new[alias] = dict(by)
        for action, target in wanted[alias].items():
            value, mean = by[action], means[alias][action]
            slope = -8.0
            if history:
                before, then = history[-1][0][alias][action], history[-1][1][alias][action]
                if abs(value - before) > 0.01:
                    slope = min(-3.0, max(-25.0, (mean - then) / (value - before)))
            step = max(-0.35, min(0.35, 0.8 * (target - mean) / slope))
            new[alias][action] = round(max(0.0, min(2.5, value + step)), 3)
    return new


def show(wanted: Table, means: Table) -> float:
    worst = 0.0
    print(f"{'action':24}" + "".join(f"{alias:>22}" for alias in wanted))
    for action in ACTIONS:
        cells = []
        for alias, by in wanted.items():
            mean, target = means[alias][action.name], by[action.name]
            worst = max(worst, abs(mean - target))
            mark = "*" if abs(mean - target) > 1.5 else " "
            cells.append(f"{mean:7.1f} ({target:5.1f}) {mean - target:+5.1f}{mark}")
        print(f"{action.name:24}" + "".join(f"{cell:>22}" for cell in cells))
    totals = [
        f"{sum(means[a].values()):7.1f} ({sum(by.values()):5.1f})" for a, by in wanted.items()
    ]
    print(f"{'total':24}" + "".join(f"{cell:>22}" for cell in totals))
    print(f"largest difference: {worst:.2f}")
    return worst


def write(table: Table) -> None:
    lines = [
        "# How prone each simulated model is to faults, by action: fitted by tools/fit_simulated.py to the",
        "# published averages. 0: never; 1: every block of the edit spoilt; more: harm beside the task.",
        "# spread: log standard deviation between chains; failure: share of unusable replies.",
    ]
    for alias, by in table.items():
        lines += ["", f"[{alias}]", *(f"{key} = {value}" for key, value in by.items())]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--first", type=int, default=1, help="the first run to use")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--check", action="store_true", help="only print how close the table comes")
    parser.add_argument("--fresh", action="store_true", help="start from a first guess")
    options = parser.parse_args()
    wanted = targets()
    table = first_guess(wanted)
    if TABLE.exists() and not options.fresh:
        table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    history: list[tuple[Table, Table]] = []
    with ProcessPoolExecutor(options.processes) as pool:
        for number in range(1 if options.check else options.rounds + 1):
            runs = range(options.first, options.first + options.runs)
            means = measure(table, runs, pool)
            print(f"\nround {number}")
            show(wanted, means)
            if options.check or number == options.rounds:
                break
            new = refine(table, wanted, means, history)
            history.append((table, means))
            table = new
            write(table)


if __name__ == "__main__":
    main()
