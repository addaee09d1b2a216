"""`llm_step` and friends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from ..engine.steps import ChainKey, Outcome
from ..errors import LlmsiteError
from ..findings import evidence_lines, taken_off
from ..session.benchmark import Benchmark, ScoredStep, infrastructure_message

if TYPE_CHECKING:
    from ..actions.catalogue import Action
    from ..findings import Finding
    from ..models.protocol import Usage
    from ..site import Site

BENCHMARK = pytest.StashKey[Benchmark]()
SCORED = pytest.StashKey[ScoredStep]()
LINES = pytest.StashKey[list[str]]()
SHOWN_FINDINGS = 12


@dataclass(frozen=True, slots=True)
class Step:
    """What a test sees of one step. *score* lies in [−10, 10]; *cost* is in US dollars (None: unknown),
    *latency* in seconds; *findings* come dearest first. *rendering* is what a browser recorded of it
    (pictures, what changed where), empty without one."""

    template: str
    model: str
    run: int
    action: str
    category: str
    before: Site
    after: Site
    outcome: Outcome
    score: float
    findings: Sequence[Finding]
    usage: Usage
    cost: float | None
    latency: float | None
    simulated: bool
    rendering: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        label = " (simulated)" if self.simulated else ""
        head = (
            f"{self.template} · {self.model}{label} · run {self.run} · {self.action}: "
            f"{self.score:.2f} ({self.outcome.value})"
        )
        return "\n".join([f"<Step {head}", *explain(self.findings, self.rendering)]) + ">"


def explain(findings: Sequence[Finding], rendering: Mapping[str, Any]) -> list[str]:
    """Return a line per finding that cost something, dearest first, and how many more there are; then
    what the rendering shows beside them."""
    costly = [finding for finding in findings if finding.deduction]
    lines = [f"  {finding}" for finding in costly[:SHOWN_FINDINGS]]
    if len(costly) > SHOWN_FINDINGS:
        rest = sum(finding.deduction for finding in costly[SHOWN_FINDINGS:])
        lines.append(f"  … and {len(costly) - SHOWN_FINDINGS} more findings, −{taken_off(rest)}")
    return lines + evidence_lines(rendering)


@pytest.fixture(scope="session")
def llm_chain(request: pytest.FixtureRequest) -> ChainKey:
    """The chain (template, model, run) that a step belongs to."""
    key: ChainKey = request.param
    return key


@pytest.fixture
def llm_action(request: pytest.FixtureRequest) -> Action:
    """The action that a step carries out."""
    action: Action = request.param
    return action


@pytest.fixture
def llm_step(request: pytest.FixtureRequest, llm_chain: ChainKey, llm_action: Action) -> Step:
    """One step: performed (by this test's model, on its own previous output), scored and explained.

    An infrastructure failure is an error of the test, never a score.
    """
    benchmark = request.config.stash[BENCHMARK]
    try:
        scored = benchmark.step(llm_chain, llm_action)
    except LlmsiteError as error:
        pytest.fail(f"{llm_chain}-{llm_action.name}: {error}", pytrace=False)
    request.node.stash[SCORED] = scored
    request.node.stash.setdefault(LINES, []).extend(scored.lines)
    result = scored.result
    if scored.score is None or result.before is None or result.after is None:
        pytest.fail(
            f"{llm_chain}-{llm_action.name}: {infrastructure_message(result)}", pytrace=False
        )
    return Step(
        template=llm_chain.template,
        model=llm_chain.model,
        run=llm_chain.run,
        action=llm_action.name,
        category=llm_action.category,
        before=result.before,
        after=result.after,
        outcome=result.outcome,
        score=scored.score.score,
        findings=scored.score.findings,
        usage=result.usage,
        cost=result.cost_usd,
        latency=result.latency_s,
        simulated=benchmark.plan.models[llm_chain.model].simulated,
        rendering=scored.score.evidence,
    )


@pytest.fixture(scope="session")
def llm_min_score(request: pytest.FixtureRequest) -> float:
    """The score below which an item of the built-in suite fails (`--llm-min-score`)."""
    return request.config.stash[BENCHMARK].plan.settings.min_score
