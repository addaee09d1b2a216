"""The settings of a session: options, ini twins and `[tool.llmsite]`, gathered and checked."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ..errors import LlmsiteError, unknown_name
from ..gates import LEAST_ROUNDS, Floor, parse_floors
from ..options import OPTIONS, REPORT_KINDS, TABLES, Option
from ..templates.loader import bundled_names
from .tables import read_limits, read_shard, with_prices


@dataclass(frozen=True, slots=True)
class Settings:
    """What a session is asked to do; paths are absolute."""

    models: tuple[str, ...]
    templates: tuple[str, ...] = ()
    runs: int = 1
    simulate: bool = False
    start: str = "chained"
    min_score: float = 0.0
    folder: Path = Path(".llmsite")
    results: Path | None = None
    suite: str = "auto"
    base_url: str | None = None
    concurrency: int | None = None
    rpm: int | None = None
    tpm: int | None = None
    record: str = "new"
    timeout: float = 600.0
    retries: int = 6
    scorers: int | None = None
    browser: bool = False
    browser_path: str | None = None
    pictures: str = "full"
    max_cost: float | None = None
    unpriced: bool = False
    shard: tuple[int, int] | None = None
    debug: bool = False
    limits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    tables: tuple[str, ...] | None = None
    report: tuple[Path, ...] = ()
    baseline_model: str | None = None
    baseline: Path | None = None
    fail_under: tuple[Floor, ...] = ()
    fail_on_regression: float | None = None
    cannot_tell: str = "pass"
    target_halfwidth: float | None = None
    plan: float | None = None
    model_table: Mapping[str, Any] = field(default_factory=dict)
    root: Path = Path()


def read_settings(config: pytest.Config) -> Settings:
    """Gather the settings. Raises LlmsiteError naming the option or key and what it expects."""
    values = {option.name: _read(config, option) for option in OPTIONS}
    table = _tool_table(config.rootpath / "pyproject.toml")
    root = config.invocation_params.dir
    given = {
        name.removeprefix("llm_"): value for name, value in values.items() if value is not None
    }
    folder = given.pop("dir", None) or ".llmsite"
    results = given.pop("results", None)
    reports = given.pop("report", ())
    baseline = given.pop("baseline", None)
    templates = given.pop("templates", None) or tuple(table.get("templates", ()))
    if config.getoption("llm_templates", None) is None:
        templates = tuple(_beside(config.rootpath, name) for name in templates)
    shard = given.pop("shard", None)
    path = config.rootpath / "pyproject.toml"
    general, accounts = read_limits(
        f"{path}: [tool.llmsite.limits]", table.get("limits", {}), table.get("models", {})
    )
    settings = Settings(
        **{**general, **given},
        limits=accounts,
        shard=read_shard(shard) if shard else None,
        templates=tuple(templates),
        folder=(config.rootpath / folder).absolute(),
        results=(root / results).absolute() if results else None,
        report=tuple((root / name).absolute() for name in reports),
        baseline=(root / baseline).absolute() if baseline else None,
        model_table=table.get("models", {}),
        root=root,
    )
    return _checked(settings)


def _beside(root: Path, name: str) -> str:
    """Return a template that a file of the project names: folders lie beside it, wherever one is."""
    folder = root / name
    bundled = "/" not in name and name in bundled_names()
    return str(folder) if folder.is_dir() and not bundled else name


def _read(config: pytest.Config, option: Option) -> Any:
    value = config.getoption(option.name, None)
    source = option.flag
    if value is None:
        value = config.getini(option.name)
        source = option.name
        if not value:
            return None
    return _convert(value, option, source)


def _convert(value: Any, option: Option, source: str) -> Any:
    if option.kind == "flag":
        return value is True or str(value).strip().lower() in ("1", "true", "yes", "on")
    if option.kind == "floors":
        return parse_floors(value)
    text = str(value).strip()
    if option.kind == "list":
        return tuple(
            dict.fromkeys(
                part.strip() for part in text.replace("\n", ",").split(",") if part.strip()
            )
        )
    if option.choices and text not in option.choices:
        raise unknown_name(f"value of {source}", text, option.choices)
    if option.kind in ("int", "float"):
        try:
            return int(text) if option.kind == "int" else float(text)
        except ValueError:
            kind = "a whole number" if option.kind == "int" else "a number"
            mend = f"; before other arguments write {option.flag}={option.bare}"
            hint = mend if option.bare is not None else ""
            raise LlmsiteError(f"{source}: expected {kind}, found {text!r}{hint}") from None
    return text


def _tool_table(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LlmsiteError(f"{path}: not valid TOML: {error}") from error
    table = data.get("tool", {}).get("llmsite", {})
    known = ("models", "templates", "limits", "prices")
    for key in table:
        if key not in known:
            raise LlmsiteError(f"{path}: [tool.llmsite] {unknown_name('key', key, known)}")
    if not isinstance(table.get("models", {}), Mapping):
        raise LlmsiteError(f"{path}: [tool.llmsite.models] expected a table of aliases")
    if not isinstance(table.get("templates", []), list):
        raise LlmsiteError(f"{path}: [tool.llmsite] templates: expected a list of names or folders")
    where = f"{path}: [tool.llmsite.prices]"
    models = with_prices(where, table.get("models", {}), table.get("prices", {}))
    return {**table, "models": models}


def _checked(settings: Settings) -> Settings:
    if not settings.models:
        raise LlmsiteError(
            "--llm-models: expected at least one alias, like --llm-models=sonnet,haiku"
        )
    for name, least in (
        ("runs", 1),
        ("concurrency", 1),
        ("rpm", 1),
        ("tpm", 1),
        ("retries", 0),
        ("scorers", 0),
        ("timeout", 0.001),
        ("max_cost", 0),
    ):
        value = getattr(settings, name)
        if value is not None and not value >= least:
            raise LlmsiteError(
                f"--llm-{name.replace('_', '-')}: expected at least {least:g}, found {value:g}"
            )
    _check_gates(settings)
    for table in settings.tables or ():
        if table.removeprefix("-") not in TABLES:
            raise unknown_name("table", table.removeprefix("-"), TABLES)
    for path in settings.report:
        if path.suffix.lower() not in REPORT_KINDS or path.is_dir():
            raise LlmsiteError(
                f"--llm-report: expected files that end in {', '.join(REPORT_KINDS)}, found {path}"
            )
        if path in (settings.results, settings.baseline):
            raise LlmsiteError(f"--llm-report: {path} holds results; name another file")
    return settings


def _check_gates(settings: Settings) -> None:
    for floor in settings.fail_under:
        if floor.model not in settings.models:
            raise unknown_name("model in --llm-fail-under", floor.model, settings.models)
    for name in ("fail_on_regression", "target_halfwidth", "plan"):
        value, flag = getattr(settings, name), f"--llm-{name.replace('_', '-')}"
        least = name == "fail_on_regression"
        if value is not None and not (0 < value < math.inf or (value == 0 and least)):
            size = "0 or more points" if least else "more than 0 points"
            raise LlmsiteError(f"{flag}: expected {size}, found {value:g}")
    if settings.fail_on_regression is not None and settings.baseline is None:
        raise LlmsiteError("--llm-fail-on-regression needs --llm-baseline=RESULTS to compare with")
    if settings.target_halfwidth is not None and settings.runs < LEAST_ROUNDS:
        raise LlmsiteError(
            f"--llm-target-halfwidth: expected --llm-runs of at least {LEAST_ROUNDS}, the most rounds "
            f"to run, found {settings.runs}"
        )
    if settings.target_halfwidth is not None and settings.shard is not None:
        raise LlmsiteError(
            "--llm-target-halfwidth: a round is decided on by all of its chains, and with --llm-shard no "
            "process sees them; leave one of the two out"
        )
