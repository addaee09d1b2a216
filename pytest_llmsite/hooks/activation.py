"""Start the benchmark in a pytest session: settings, plan, hooks; every usage error becomes one line."""

from __future__ import annotations

from typing import Any

import pytest

from ..engine.progress import Progress
from ..errors import LlmsiteError
from ..extending import Additions, extend
from ..session.benchmark import Benchmark
from ..session.collection import make_plan
from ..session.settings import read_settings
from .interrupting import InterruptHooks
from .items import BenchmarkHooks
from .live import LiveHooks


def activate(config: pytest.Config) -> None:
    """Resolve the settings and register the hooks. Raises pytest.UsageError (exit status 4)."""
    collect_only = bool(config.getoption("collectonly", False))
    try:
        settings = read_settings(config)
        collect_only = collect_only or settings.plan is not None
        additions = additions_of(config.pluginmanager, config)
        plan = make_plan(
            settings, additions, need_keys=not collect_only and settings.record != "none"
        )
        worker: dict[str, Any] | None = getattr(config, "workerinput", None)
        benchmark = Benchmark(
            plan,
            worker=worker is not None,
            processes=worker["workercount"] if worker else None,
            mark=worker["testrunuid"] if worker else "",
        )
        gates = None
        if settings.target_halfwidth is not None and config.getoption("dist", "no") == "each":
            raise LlmsiteError(
                "--llm-target-halfwidth: with --dist=each every worker runs everything by itself, so "
                "rounds cannot be decided on together; leave --dist out"
            )
        if not collect_only:
            if worker is None and (settings.fail_under or settings.baseline):
                from .gating import gate_hooks

                gates = gate_hooks(config, benchmark)
            benchmark.open()
    except LlmsiteError as error:
        raise pytest.UsageError(str(error)) from None
    hooks = BenchmarkHooks(config, benchmark)
    config.pluginmanager.register(hooks, "llmsite-benchmark")
    if gates is not None:
        config.pluginmanager.register(gates, "llmsite-gates")
    if settings.plan is not None:
        _plan_only(config, benchmark, settings.plan)
        return
    target = settings.target_halfwidth
    if target is not None and worker is None and not collect_only:
        from .adapting import AdaptiveHooks

        config.pluginmanager.register(AdaptiveHooks(config, benchmark, target), "llmsite-adaptive")
    if config.pluginmanager.hasplugin("xdist"):
        from .scheduling import SchedulingHooks

        config.pluginmanager.register(SchedulingHooks(config, benchmark), "llmsite-scheduling")
        if config.pluginmanager.hasplugin("dsession"):
            from .lightening import LightHooks

            config.pluginmanager.register(LightHooks(config, benchmark), "llmsite-lightening")
    if worker is not None:
        from .queueing import QueueHooks

        config.pluginmanager.register(QueueHooks(config, benchmark), "llmsite-queueing")
    if target is None and worker is None:
        from .arrivals import ArrivalHooks

        config.pluginmanager.register(ArrivalHooks(config, benchmark), "llmsite-arrivals")
    _register_more(config, benchmark)


def _plan_only(config: pytest.Config, benchmark: Benchmark, difference: float) -> None:
    """Register what prints plans; nothing is run, so workers are not started either."""
    from .proposing import PlanHooks

    if config.pluginmanager.hasplugin("dsession"):
        config.pluginmanager.unregister(name="dsession")
    config.pluginmanager.register(PlanHooks(benchmark, difference), "llmsite-plan")


def _register_more(config: pytest.Config, benchmark: Benchmark) -> None:
    """Register what only some sessions need: shards, what workers send, progress."""
    from .workers import ReceivingHooks, SendingHooks

    plugins, shard = config.pluginmanager, benchmark.plan.settings.shard
    plugins.register(InterruptHooks(config, benchmark), "llmsite-interrupting")
    if shard is not None:
        from .sharding import ShardHooks

        plugins.register(ShardHooks(benchmark.plan, shard), "llmsite-shard")
    if benchmark.worker:
        plugins.register(SendingHooks(config, benchmark), "llmsite-sending")
        return
    receiving = ReceivingHooks(config, benchmark)
    plugins.register(receiving, "llmsite-receiving")

    def progress() -> Progress:
        return receiving.progress() if plugins.hasplugin("dsession") else benchmark.progress()

    plugins.register(LiveHooks(config, benchmark, progress), "llmsite-live")


def additions_of(plugins: pytest.PytestPluginManager, config: pytest.Config | None) -> Additions:
    """Return what plugins and conftest files add to the benchmark, in the order they were loaded."""
    return extend(
        _flat(plugins.hook.pytest_llmsite_actions(config=config)),
        _flat(plugins.hook.pytest_llmsite_checks(config=config)),
    )


def _flat(results: list[Any]) -> list[object]:
    flat: list[object] = []
    for result in reversed(results):  # pytest calls the plugin that was loaded last first
        flat += result if isinstance(result, (list, tuple)) else [result]
    return flat
