"""What a selection of steps will take: the input of the plan that `--collect-only` prints."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..actions.catalogue import Action
from ..engine.steps import ChainKey
from ..errors import LlmsiteError
from ..models.pricing import estimate_tokens
from ..prompt import build_prompt
from ..report.collector import Collector
from ..report.dataset import Dataset
from ..report.earlier import measured, spreads
from ..report.plan import PlannedModel, PlannedRun, planned_model
from ..results.records import Record
from ..results.store import read_records
from ..scoring import FULL, SCORER
from .benchmark import Benchmark
from .collection import Plan
from .inspecting import inspects_alike

DEFAULT_CONCURRENCY = 16


def planned_run(benchmark: Benchmark, steps: Sequence[tuple[ChainKey, Action]]) -> PlannedRun:
    """Return what the steps will take, with those that must be performed on the way to them."""
    plan = benchmark.plan
    performed = _performed(plan, steps)
    positions = {action.position for _, action in steps}
    chains = [chain for chain, _ in steps]
    earlier = earlier_results(plan, {action.name for _, action in steps})
    spread = spreads(earlier)
    return PlannedRun(
        models=[_model(plan, name, performed, earlier) for name in plan.models],
        templates=len({chain.template for chain in chains}),
        runs=max((chain.run for chain in chains), default=0),
        actions=max((len(actions) for actions in performed.values()), default=0),
        concurrency=plan.settings.concurrency or DEFAULT_CONCURRENCY,
        maximum=FULL * len(positions),
        run_sd=spread[0] if spread else None,
        interaction_sd=spread[1] if spread else None,
        max_cost=plan.settings.max_cost,
    )


def earlier_results(plan: Plan, actions: Collection[str]) -> Dataset:
    """Return what earlier sessions of the folder, and the baseline, recorded of the plan's models.

    Only what a new run would add to: the same scorer, inspector, start and briefs, and simulated only
    where the model is. A file that cannot be read is passed over: it is no part of the plan.
    """
    settings, collector = plan.settings, Collector()
    paths = sorted((settings.folder / "results").glob("*.jsonl"))
    for path in [*paths, *([settings.baseline] if settings.baseline else [])]:
        try:
            for record in read_records(path):
                if record.action in actions and _belongs(plan, record):
                    collector.add(record)
        except LlmsiteError:
            continue
    return Dataset.from_collector(collector)


def _belongs(plan: Plan, record: Record) -> bool:
    model, template = plan.models.get(record.model), plan.templates.get(record.template)
    return (
        model is not None
        and model.simulated == record.simulated
        and (template is None or template.brief_hash == record.brief)
        and record.scorer == SCORER
        and inspects_alike(plan.settings, record.inspector)
        and record.start == plan.settings.start
    )


def _performed(
    plan: Plan, steps: Sequence[tuple[ChainKey, Action]]
) -> dict[ChainKey, list[Action]]:
    wanted: dict[ChainKey, set[int]] = {}
    for chain, action in steps:
        wanted.setdefault(chain, set()).add(action.position)
    chained = plan.settings.start == "chained"
    return {
        chain: [
            action
            for action in plan.actions
            if (action.position <= max(asked) if chained else action.position in asked)
        ]
        for chain, asked in wanted.items()
    }


def _model(
    plan: Plan, name: str, performed: dict[ChainKey, list[Action]], earlier: Dataset
) -> PlannedModel:
    calls = tokens = 0
    estimates: dict[tuple[str, str], int] = {}
    for chain, actions in performed.items():
        if chain.model != name:
            continue
        template = plan.templates[chain.template]
        for action in actions:
            key = (chain.template, action.name)
            if key not in estimates:
                prompt = build_prompt(template, action, template.start)
                estimates[key] = estimate_tokens(prompt.system + prompt.user)
            calls += 1
            tokens += estimates[key]
    before = measured(earlier, name)
    return planned_model(
        plan.models[name],
        calls,
        tokens,
        output_per_call=before.output_per_call,
        seconds=before.seconds,
    )
