"""The benchmark's pytest hooks: parametrization, order, records on reports, progress and summary."""

from __future__ import annotations

import gc
import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..actions.catalogue import Action
from ..engine.steps import ChainKey
from ..errors import LlmsiteError
from ..session.benchmark import Benchmark
from ..session.collection import id_part
from ..suite import __file__ as suite_file
from . import fixtures
from .fixtures import BENCHMARK, LINES, SCORED

SUITE = Path(suite_file).with_name("test_site.py")


class BenchmarkHooks:
    """Translates between pytest and one `Benchmark`; registered only when models are named."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        self.config = config
        self.benchmark = benchmark
        self.plan = benchmark.plan
        self.collected: list[tuple[ChainKey, Action]] = []
        config.stash[BENCHMARK] = benchmark
        config.pluginmanager.register(fixtures, "llmsite-fixtures")
        for name, description in self.plan.additions.categories.items():
            config.addinivalue_line("markers", f"{name}: llmsite actions: {description}")

    # Collection

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Parametrize every test that uses `llm_step`: chains first, so that ids read well."""
        if "llm_chain" in metafunc.fixturenames:
            metafunc.parametrize(
                "llm_chain",
                self.plan.chains,
                indirect=True,
                scope="session",
                ids=[id_part(str(chain)) for chain in self.plan.chains],
            )
        if "llm_action" in metafunc.fixturenames:
            actions = [
                pytest.param(action, id=action.name, marks=getattr(pytest.mark, action.category))
                for action in self.plan.actions
            ]
            metafunc.parametrize("llm_action", actions, indirect=True)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> Generator[None, None, None]:
        """Add the built-in suite where it is wanted; afterwards put the steps of chains in order."""
        if self._wants_suite(items):
            items.extend(self._suite_items(session))
        yield
        self._order(items)

    def _wants_suite(self, items: list[pytest.Item]) -> bool:
        suite = self.plan.settings.suite
        if suite != "auto":
            return suite == "always"
        if any("llm_step" in getattr(item, "fixturenames", ()) for item in items):
            return False
        # Models in the ini of a project must not start a benchmark when single files are run.
        return bool(self.config.getoption("llm_models")) or not self._paths_given()

    def _paths_given(self) -> bool:
        workerinput: dict[str, Any] | None = getattr(self.config, "workerinput", None)
        if workerinput is not None:
            return bool(workerinput.get("llmsite_paths_given"))
        return self.config.args_source is pytest.Config.ArgsSource.ARGS

    def _suite_items(self, session: pytest.Session) -> Iterator[pytest.Item]:
        module = pytest.Module.from_parent(session, path=SUITE, nodeid="llmsite")
        yield from session.genitems(module)

    def _order(self, items: list[pytest.Item]) -> None:
        """Sort steps by chain and position into the places that steps hold; the rest stays put."""
        rank = {chain: number for number, chain in enumerate(self.plan.chains)}
        places = [place for place, item in enumerate(items) if step_key(item)]
        steps = [items[place] for place in places]
        steps.sort(key=lambda item: _rank(item, rank))
        for place, item in zip(places, steps, strict=True):
            items[place] = item

    # Running

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Announce what will be asked for, so that all chains run at once."""
        in_process = not self.benchmark.worker and not self._distributed()
        if in_process and not session.config.option.collectonly:
            steps = steps_of(session.items)
            self.benchmark.expect(steps)
            self.benchmark.start(steps)

    def _distributed(self) -> bool:
        return self.config.pluginmanager.hasplugin("dsession")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put the step's records on the report: they travel to the controller with it."""
        report = yield
        scored = item.stash.get(SCORED, None)
        if scored is None or report.when == "teardown":
            return report
        lines = item.stash.get(LINES, [])
        if lines and (report.when == "call" or report.failed):
            report.llmsite_records = json.dumps(lines)  # type: ignore[attr-defined]
            item.stash[LINES] = []
        if scored.score is not None and report.when == "call":
            report.llmsite_score = scored.score.score  # type: ignore[attr-defined]
            if report.failed and not is_suite(item):
                text = "\n".join(fixtures.explain(scored.score.findings, scored.score.evidence))
                report.sections.append(("findings, dearest first", text))
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Give other reports (JUnit XML) the score, outcome and cost as properties."""
        scored = item.stash.get(SCORED, None)
        if scored is not None and scored.score is not None:
            names = {name for name, _ in item.user_properties}
            values = {
                "llm_score": scored.score.score,
                "llm_outcome": scored.result.outcome.value,
                "llm_cost_usd": scored.result.cost_usd,
            }
            item.user_properties.extend(
                (name, value) for name, value in values.items() if name not in names
            )
        yield

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the records that came with a report, in the process that holds the results file."""
        lines = getattr(report, "llmsite_records", None)
        if lines and not self.benchmark.worker:
            self.benchmark.write(json.loads(lines))

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Show the score: as the progress character (X is 10, - is negative), as a number with -v."""
        score = getattr(report, "llmsite_score", None)
        if score is None or report.when != "call" or report.outcome not in ("passed", "failed"):
            return None
        if hasattr(report, "wasxfail"):
            return None
        rounded = round(score)
        letter = "-" if score < 0 else "X" if rounded >= 10 else str(rounded)
        return report.outcome, letter, f"{report.outcome.upper()} {score:.2f}"

    # Reporting

    def pytest_report_header(self) -> str:
        """Say what will run."""
        plan = self.plan
        models = ", ".join(
            f"{name} (simulated)" if model.simulated else name
            for name, model in plan.models.items()
        )
        runs = plan.settings.runs
        return (
            f"llmsite: {models} × {', '.join(plan.templates)} × {runs} run{'s' * (runs > 1)} "
            f"× {len(plan.actions)} actions"
        )

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Stop the engine; hand over records of steps that were performed but not asked for."""
        self.benchmark.stop()
        leftovers = self.benchmark.leftovers()
        workeroutput: dict[str, Any] | None = getattr(self.config, "workeroutput", None)
        if workeroutput is not None:
            workeroutput["llmsite_records"] = json.dumps(leftovers)
        else:
            self.benchmark.write(leftovers)
        self.benchmark.close()
        # pytest and the interpreter go on to look for garbage a dozen times, among all pages that were
        # scored: once is enough, and a worker has no more use for memory.
        if not self.benchmark.worker:
            gc.collect()
        gc.freeze()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember what was selected, for the plan that `--collect-only` prints."""
        if self.config.option.collectonly:
            self.collected = steps_of(session.items)

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the summary of this session's records, or with `--collect-only` the plan."""
        if self.benchmark.worker:
            return
        from ..report.session import write_plan, write_summary

        if self.collected:
            from ..session.planning import planned_run

            write_plan(terminalreporter, planned_run(self.benchmark, self.collected))
            return
        try:
            write_summary(terminalreporter, self.config, self.benchmark)
        except LlmsiteError as error:
            terminalreporter.write_line(f"llmsite: {error}", red=True)


def step_key(item: pytest.Item) -> tuple[ChainKey, Action] | None:
    """Return the chain and action of an item, or None for a test that is no step."""
    callspec = getattr(item, "callspec", None)
    if callspec is None:
        return None
    chain, action = callspec.params.get("llm_chain"), callspec.params.get("llm_action")
    if isinstance(chain, ChainKey) and isinstance(action, Action):
        return chain, action
    return None


def _rank(item: pytest.Item, rank: dict[ChainKey, int]) -> tuple[int, int]:
    key = step_key(item)
    assert key is not None
    return rank[key[0]], key[1].position


def is_suite(item: pytest.Item) -> bool:
    """Whether an item is of the built-in suite, whose failures show their findings themselves."""
    return item.path == SUITE


def steps_of(items: list[pytest.Item]) -> list[tuple[ChainKey, Action]]:
    """Return the steps that items ask for, in order."""
    return [key for key in map(step_key, items) if key is not None]
