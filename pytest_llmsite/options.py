"""The options and their ini twins, as data.

Loaded by every pytest run of the environment: nothing but pytest is imported here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

TABLES = (
    "ranking", "bars", "heatmap", "categories", "templates", "gap", "spread", "verdicts",
    "findings", "retention", "spend", "frontier",
)  # fmt: skip


class Option(NamedTuple):
    """One option and its ini twin: `--llm-max-cost` and `llm_max_cost`."""

    name: str
    help: str
    kind: str = "text"  # text, list, int, float, flag
    choices: tuple[str, ...] = ()
    metavar: str | None = None

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
    Option(
    Option("llm_rpm", "requests per minute and provider account", "int", metavar="N"),
    Option("llm_tpm", "tokens of prompts per minute and provider account", "int", metavar="N"),
        "llm_record",
        "recorded responses: use and add (new), use only (none), ask anew (all)",
        choices=("new", "none", "all"),
    ),
    Option("llm_timeout", "deadline of a step in seconds, retries included", "float", metavar="S"),
    Option("llm_retries", "retries of a call that may succeed later", "int", metavar="N"),
    Option("llm_max_cost", "spend at most so many US dollars", "float", metavar="USD"),
    Option("llm_unpriced", "allow models whose price is unknown", "flag"),
    Option(
        "llm_tables",
        f"tables of the summary, comma-separated, -NAME leaves one out ({', '.join(TABLES)})",
        "list",
    ),
    Option("llm_baseline_model", "the model that gaps are measured against", metavar="NAME"),
)
    Option(
        "llm_shard",
        "perform one part of the chains only, for CI matrices: 2/5 is the second of five",
        metavar="I/N",
    ),
    Option(
        "llm_debug", "write all that is sent and received, without keys, to .llmsite/debug", "flag"
    ),


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
        group.addoption(option.flag, **extra)
        parser.addini(option.name, f"{option.help} ({option.flag})", default=None)


def is_active(config: pytest.Config) -> bool:
    """Whether this session benchmarks anything: models are named on the command line or in the ini."""
    return bool(config.getoption("llm_models", None) or config.getini("llm_models"))
