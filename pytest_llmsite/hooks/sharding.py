"""`--llm-shard=2/5`: one part of the chains, for CI matrices; `llmsite merge` joins the parts again."""

from __future__ import annotations

from typing import Any

import pytest

from ..session.collection import Plan
from ..session.tables import shard_of
from .items import step_key


class ShardHooks:
    """Deselects what other shards perform: other chains, and in all but the first what is no step."""

    def __init__(self, plan: Plan, shard: tuple[int, int]) -> None:
        self.chains = shard_of(plan.chains, shard)
        self.total = len(plan.chains)
        self.shard = shard
        self.elsewhere = False

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Deselect, after `-k` and `-m` did: which shard a chain belongs to does not depend on them."""
        others = [item for item in items if not self._is_ours(item)]
        if others:
            self.elsewhere = True
            items[:] = [item for item in items if self._is_ours(item)]
            config.hook.pytest_deselected(items=others)

    def _is_ours(self, item: pytest.Item) -> bool:
        key = step_key(item)
        return self.shard[0] == 1 if key is None else key[0] in self.chains

    def pytest_report_header(self) -> str:
        """Say which part this is."""
        part, parts = self.shard
        return f"llmsite: shard {part} of {parts}: {len(self.chains)} of {self.total} chains"

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Learn from a worker whether there is anything that other shards perform."""
        output = getattr(node, "workeroutput", {})
        self.elsewhere = self.elsewhere or bool(output.get("llmsite_elsewhere"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A shard without any chain is no failure: the others have them."""
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["llmsite_elsewhere"] = self.elsewhere
        elif self.elsewhere and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK
