"""What a selection of steps will take: the input of the plan that `--collect-only` prints."""

from __future__ import annotations

from collections.abc import Sequence

from .actions.catalogue import Action
from .benchmark import Benchmark
from .collection import Plan
from .engine.steps import ChainKey
from .models.pricing import estimate_tokens
from .prompt import build_prompt
from .report.plan import PlannedModel, PlannedRun, planned_model
from .scoring import FULL

DEFAULT_CONCURRENCY = 16


def planned_run(benchmark: Benchmark, steps: Sequence[tuple[ChainKey, Action]]) -> PlannedRun:
    """Return what the steps will take, with those that must be performed on the way to them."""
    plan = benchmark.plan
    performed = _performed(plan, steps)
    positions = {action.position for _, action in steps}
    chains = [chain for chain, _ in steps]
    return PlannedRun(
        models=[_model(plan, name, performed) for name in plan.models],
        templates=len({chain.template for chain in chains}),
        runs=max((chain.run for chain in chains), default=0),
        actions=max((len(actions) for actions in performed.values()), default=0),
        concurrency=plan.settings.concurrency or DEFAULT_CONCURRENCY,
        maximum=FULL * len(positions),
        max_cost=plan.settings.max_cost,
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


def _model(plan: Plan, name: str, performed: dict[ChainKey, list[Action]]) -> PlannedModel:
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
    return planned_model(plan.models[name], calls, tokens)
