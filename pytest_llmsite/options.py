"""The options and their ini twins, as data.

Loaded by every pytest run of the environment: nothing but pytest is imported here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

TABLES = (
    "ranking", "bars", "heatmap", "categories", "templates", "gap", "spread", "verdicts",
    "findings", "retention", "spend", "frontier", "starts",
)  # fmt: skip
REPORT_KINDS = {".html": "html", ".md": "markdown", ".txt": "text"}
"""What a report's file name asks for."""


class Option(NamedTuple):
    """One option and its ini twin: `--llm-max-cost` and `llm_max_cost`."""

    name: str
    help: str
    kind: str = "text"  # text, list, int, float, flag, floors
    choices: tuple[str, ...] = ()
    metavar: str | None = None
    bare: str | None = None  # what the option means without a value; None: it needs one

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")


OPTIONS = (
    Option(
        "llm_models",
        "models to benchmark, comma-separated aliases (sonnet, haiku, kimi, deepseek-v3, deepseek-r1, "
        "reference, noop, or your own of [tool.llmsite.models])",
        "list",
        metavar="NAMES",
    ),
    Option(
        "llm_templates",
        "templates, comma-separated: bundled names or folders (default: all bundled)",
        "list",
        metavar="NAMES",
    ),
    Option("llm_runs", "repetitions of each chain (default 1)", "int", metavar="N"),
    Option(
        "llm_simulate", "answer with simulated replies: no key, no cost, labelled simulated", "flag"
    ),
    Option(
        "llm_start",
        "what each step starts from: the model's own previous output, or the reference state "
        "(default chained)",
        choices=("chained", "reference"),
    ),
    Option("llm_min_score", "an item fails below this score (default 0)", "float", metavar="SCORE"),
    Option("llm_dir", "where responses, sites and results are kept (default .llmsite)"),
    Option("llm_results", "write the step records to this file", metavar="FILE"),
    Option(
        "llm_suite",
        "collect the built-in suite: auto (when no collected test uses llm_step), always, never",
        choices=("auto", "always", "never"),
    ),
    Option("llm_base_url", "address of an OpenAI-compatible server", metavar="URL"),
    Option(
        "llm_concurrency",
        "calls in flight per provider account (default adaptive)",
        "int",
        metavar="N",
    ),
    Option("llm_rpm", "requests per minute and provider account", "int", metavar="N"),
    Option("llm_tpm", "tokens of prompts per minute and provider account", "int", metavar="N"),
    Option(
        "llm_record",
        "recorded responses: use and add (new), use only (none), ask anew (all)",
        choices=("new", "none", "all"),
    ),
    Option("llm_timeout", "deadline of a step in seconds, retries included", "float", metavar="S"),
    Option("llm_retries", "retries of a call that may succeed later", "int", metavar="N"),
    Option(
        "llm_scorers",
        "processes that score beside pytest's own (default: one a processor, up to 4, when there is "
        "enough to score; 0: none; with xdist its workers score)",
        "int",
        metavar="N",
    ),
    Option(
        "llm_browser",
        "score what a Chromium renders: geometry, behaviour, axe-core, pictures (needs the browser extra)",
        "flag",
    ),
    Option(
        "llm_browser_path",
        "the Chromium of --llm-browser (default: Playwright's own, or the system's)",
        metavar="FILE",
    ),
    Option(
        "llm_pictures",
        "pictures of each page with --llm-browser: full, or none, which takes about two thirds of the time; "
        "scores are the same (default full)",
        choices=("full", "none"),
    ),
    Option("llm_max_cost", "spend at most so many US dollars", "float", metavar="USD"),
    Option(
        "llm_shard",
        "perform one part of the chains only, for CI matrices: 2/5 is the second of five",
        metavar="I/N",
    ),
    Option(
        "llm_debug", "write all that is sent and received, without keys, to .llmsite/debug", "flag"
    ),
    Option("llm_unpriced", "allow models whose price is unknown", "flag"),
    Option(
        "llm_tables",
        f"tables of the summary, comma-separated, -NAME leaves one out ({', '.join(TABLES)})",
        "list",
    ),
    Option(
        "llm_report",
        "also write the summary to these files, comma-separated: a web page with every step (.html), "
        "Markdown (.md), text (.txt)",
        "list",
        metavar="FILES",
    ),
    Option("llm_baseline_model", "the model that gaps are measured against", metavar="NAME"),
    Option(
        "llm_baseline",
        "earlier results (file or folder) to compare each model with",
        metavar="RESULTS",
    ),
    Option(
        "llm_fail_under",
        "exit with status 10 when a model's total is below TOTAL: MODEL:TOTAL:lower asks it of the "
        "lower bound of the interval, MODEL:TOTAL:point of the estimate; may be repeated",
        "floors",
        metavar="MODEL:TOTAL:BOUND",
    ),
    Option(
        "llm_fail_on_regression",
        "exit with status 11 when a model is shown to be worse than in --llm-baseline by more than "
        "POINTS (default 0)",
        "float",
        metavar="POINTS",
        bare="0",
    ),
    Option(
        "llm_cannot_tell",
        "what a gate does that cannot tell: pass (default) or fail",
        choices=("pass", "fail"),
    ),
    Option(
        "llm_target_halfwidth",
        "run rounds until each model's interval on this suite is at most this many points to either "
        "side: at least 3, at most --llm-runs",
        "float",
        metavar="POINTS",
    ),
    Option(
        "llm_plan",
        "print the plans that find a difference of so many points 4 times in 5, and end",
        "float",
        metavar="POINTS",
    ),
)


def add_options(parser: pytest.Parser) -> None:
    """Declare every option and its ini twin."""
    group = parser.getgroup("llmsite", "language models on complete websites (pytest-llmsite)")
    for option in OPTIONS:
        extra: dict[str, Any] = {"dest": option.name, "default": None, "help": option.help}
        if option.kind == "flag":
            extra["action"] = "store_true"
        else:
            extra["metavar"] = option.metavar
            extra["choices"] = option.choices or None
            if option.kind == "floors":
                extra["action"] = "append"
            if option.bare is not None:
                extra["nargs"], extra["const"] = "?", option.bare
        group.addoption(option.flag, **extra)
        parser.addini(option.name, f"{option.help} ({option.flag})", default=None)


def is_active(config: pytest.Config) -> bool:
    """Whether this session benchmarks anything: models are named on the command line or in the ini."""
    return bool(config.getoption("llm_models", None) or config.getini("llm_models"))
