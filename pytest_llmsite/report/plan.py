"""What a run will take: calls, tokens, dollars, hours, and what difference it can detect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..models.pricing import cost_usd
from ..models.protocol import Model, Usage
from ..statistics.answers import Refusal
from ..statistics.power import (
    INTERACTION_SD,
    RUN_SD,
    Design,
    Proposal,
    Scope,
    detectable_difference,
    exchange,
    proposals,
    tie_chance,
)
from .blocks import Block, Column, Heading, Label, Paragraph, Span, Table
from .layout import lines
from .numbers import NOTHING, count, duration, money, plural, points
from .screen import Screen

FULL_MAXIMUM = 160.0
# Of a careful estimate of the prompt at the start: prompts estimate high, sites grow, calls are retried.
INPUT_SHARE = (0.75, 0.95, 1.25)
# Tokens of a reply: a few replaced lines, the usual mixture, whole files written again.
OUTPUT_TOKENS = (500, 2_000, 12_000)
# Around what earlier results measured.
MEASURED_SHARE = (0.7, 1.0, 1.5)
SECONDS = 20.0
_WAITING = (0.5, 1.0, 3.0)
# Low case: this share of the prompt is read from the provider's cache, where that has a price.
_CACHED_AT_BEST = 0.5
_INSTANT = frozenset({"reference", "noop", "simulated"})
_PROPOSED = 8


@dataclass(frozen=True, slots=True)
class Range:
    """A low, an expected and a high value."""

    low: float
    expected: float
    high: float

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.expected + other.expected, self.high + other.high)


NOTHING_SPENT = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PlannedModel:
    """What is planned of one model.

    *calls* are still to be made, *recorded* ones are read back and cost nothing. Tokens and dollars
    are for all calls; *dollars* None: the price is unknown. *seconds* is for one call.
    """

    name: str
    simulated: bool
    calls: int
    recorded: int
    input: Range
    output: Range
    dollars: Range | None
    seconds: float


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A planned benchmark.

    *actions* are those of a chain that are performed, *maximum* is the highest total of the selected
    ones. *run_sd* and *interaction_sd* come from earlier results; None: the usual ones, in proportion
    to the maximum.
    """

    models: Sequence[PlannedModel]
    templates: int
    runs: int
    actions: int
    concurrency: int
    maximum: float = FULL_MAXIMUM
    run_sd: float | None = None
    interaction_sd: float | None = None
    max_cost: float | None = None

    @property
    def design(self) -> Design:
        """The design whose power is computed."""
        share = self.maximum / FULL_MAXIMUM
        return Design(
            self.templates,
            self.runs,
            RUN_SD * share if self.run_sd is None else self.run_sd,
            INTERACTION_SD * share if self.interaction_sd is None else self.interaction_sd,
        )

    @property
    def margin(self) -> float:
        """The margin of equivalence: 5 % of the maximum."""
        return 0.05 * self.maximum

    @property
    def dollars(self) -> Range:
        """Dollars of all models whose price is known."""
        return sum((m.dollars for m in self.models if m.dollars is not None), NOTHING_SPENT)

    @property
    def seconds(self) -> Range:
        """Wall time: the longest chain, or all calls shared among the concurrent ones."""
        work = sum(model.calls * model.seconds for model in self.models) / max(1, self.concurrency)
        chain = self.actions * max((m.seconds for m in self.models if m.calls), default=0.0)
        return Range(*(share * max(work, chain) for share in _WAITING))


def planned_model(
    model: Model,
    calls: int,
    input_tokens: int,
    *,
    recorded: int = 0,
    output_per_call: float | None = None,
    seconds: float | None = None,
) -> PlannedModel:
    """Return what *calls* of a model are expected to take.

    *input_tokens* is a careful (high) estimate for all calls together. *output_per_call* and *seconds*
    are means from earlier results, where there are any.
    """
    limit = model.max_output_tokens or max(OUTPUT_TOKENS)
    each: Sequence[float] = OUTPUT_TOKENS
    if output_per_call is not None:
        each = [output_per_call * share for share in MEASURED_SHARE]
    written = Range(*(calls * min(limit, tokens) for tokens in each))
    read = Range(*(input_tokens * share for share in INPUT_SHARE))
    usual = 0.0 if model.simulated or model.provider in _INSTANT else SECONDS
    return PlannedModel(
        name=model.alias,
        simulated=model.simulated,
        calls=calls,
        recorded=recorded,
        input=read,
        output=written,
        dollars=_dollars(model, calls, read, written),
        seconds=usual if seconds is None else seconds,
    )


def _dollars(model: Model, calls: int, read: Range, written: Range) -> Range | None:
    """Dollars of all calls, each taken to be an average one; None for an unknown price."""
    if model.simulated or not calls:
        return NOTHING_SPENT
    if model.price is None:
        return None
    costs = []
    for tokens_in, tokens_out, cached in (
        (read.low, written.low, _CACHED_AT_BEST if model.price.cached_input is not None else 0.0),
        (read.expected, written.expected, 0.0),
        (read.high, written.high, 0.0),
    ):
        each = round(tokens_in / calls)
        usage = Usage(
            input=each, output=round(tokens_out / calls), cached_input=round(cached * each)
        )
        costs.append(calls * cost_usd(model.price, usage))
    return Range(*costs)


def plan_lines(
    plan: PlannedRun,
    *,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002
) -> Iterator[str]:
    """Yield the plan for `--collect-only`: calls, tokens, dollars, hours, and what it can detect."""
    screen = Screen(max(40, width), colour, ascii)
    yield from lines(screen, _blocks(screen, plan))


def _blocks(screen: Screen, plan: PlannedRun) -> Iterator[Block]:
    about = f"{plural(plan.templates, 'template')} × {plural(plan.runs, 'run')} × {plural(plan.actions, 'action')}"
    yield Heading("Plan", about)
    yield Table(_COLUMNS, [_row(screen, model) for model in plan.models])
    yield Paragraph(_sum(plan), paint="bold")
    yield Paragraph(
        "low, expected and high differ in the length of replies: a few replaced lines, or whole files"
    )
    yield from _power(screen, plan)


_COLUMNS = (
    Column("model", shrink=1),
    Column("calls", ">"),
    Column("recorded", ">", drop=1),
    Column("tokens in", ">"),
    Column("out", ">"),
    Column("low", ">"),
    Column("expected", ">"),
    Column("high", ">"),
)


def _row(screen: Screen, model: PlannedModel) -> list[Span]:
    name = screen.name(model.name, "simulated" if model.simulated else "")
    dollars = ["unknown"] * 3
    if model.dollars is not None:
        dollars = [
            money(d) for d in (model.dollars.low, model.dollars.expected, model.dollars.high)
        ]
    texts = [
        f"{model.calls:,}",
        f"{model.recorded:,}",
        count(model.input.expected),
        count(model.output.expected),
        *dollars,
    ]
    return [name, *(screen.span(text) for text in texts)]


def _sum(plan: PlannedRun) -> str:
    calls, time = sum(model.calls for model in plan.models), plan.seconds
    spent = plan.dollars
    text = (
        f"together {plural(calls, 'call')}: {money(spent.expected)} expected, "
        f"{money(spent.low)} to {money(spent.high)}"
    )
    unknown = [model.name for model in plan.models if model.dollars is None]
    if unknown:
        text += f", and what is unknown of {', '.join(unknown)}"
    if plan.max_cost is not None:
        text += f"; the limit is {money(plan.max_cost)}"
    if time.expected:
        text += (
            f"; about {duration(time.expected)} at {plan.concurrency} at a time "
            f"({duration(time.low)} to {duration(time.high)})"
        )
    return text


def _power(screen: Screen, plan: PlannedRun) -> Iterator[Block]:
    yield Heading("What it can tell", "the difference of two models found 4 times in 5")
    rows, reasons = [], []
    names: list[tuple[Scope, str]] = [("suite", "this suite"), ("population", "new templates")]
    for scope, name in names:
        now = detectable_difference(plan.design, scope)
        if isinstance(now, Refusal):
            reasons.append(f"{name}: nothing, as {now.reason}")
        swap, tie = exchange(plan.design, scope), tie_chance(plan.design, scope, plan.margin)
        texts = [
            name,
            points(swap.now),
            points(swap.one_more_template),
            points(swap.more_runs),
            NOTHING if isinstance(tie, Refusal) else f"{100 * tie:.0f} %",
        ]
        rows.append([screen.span(text) for text in texts])
    yield Table(_POWER_COLUMNS, rows)
    for reason in reasons:
        yield Paragraph(reason)
    yield from _basis(screen, plan)


def _basis(screen: Screen, plan: PlannedRun) -> Iterator[Block]:
    """What power is computed from."""
    design = plan.design
    source = "measured in earlier results" if plan.run_sd is not None else "assumed"
    yield Paragraph(
        f"in points of {plan.maximum:g}; run SD {design.run_sd:.3g} and model × template SD "
        f"{design.interaction_sd:.3g} {source}; tie: chance to show that equal models are within "
        f"±{plan.margin:g}"
    )


_POWER_COLUMNS = (
    Column("on", shrink=1),
    Column("this plan", ">"),
    Column("a template more", ">"),
    Column("as many calls in runs", ">"),
    Column("tie", ">"),
)


def proposal_lines(
    plan: PlannedRun,
    difference: float,
    *,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002
    scopes: Sequence[Scope] = ("population", "suite"),
) -> Iterator[str]:
    """Yield plans that find a *difference* 4 times in 5, cheapest first, and what they rest on."""
    screen = Screen(max(40, width), colour, ascii)
    yield from lines(screen, _proposal_blocks(screen, plan, difference, scopes))


def _proposal_blocks(
    screen: Screen, plan: PlannedRun, difference: float, scopes: Sequence[Scope]
) -> Iterator[Block]:
    for scope in scopes:
        yield from _proposed(screen, plan, difference, scope)
    yield Label()
    models = max(2, len(plan.models))
    yield Paragraph(
        f"chains and cost are those of {plural(models, 'model')}; finds: the difference found 4 times "
        "in 5; interval: the half-width expected of a difference's 95 %"
    )
    yield from _basis(screen, plan)


def _proposed(screen: Screen, plan: PlannedRun, difference: float, scope: Scope) -> Iterator[Block]:
    models = max(2, len(plan.models))
    price = plan.dollars.expected / max(1, plan.templates * plan.runs)
    known = all(model.dollars is not None for model in plan.models)
    found = proposals(
        difference,
        plan.design,
        scope=scope,
        models=models,
        chain_price=price * models / max(1, len(plan.models)) if known else None,
        margin=plan.margin,
    )
    where = "new templates" if scope == "population" else "these templates alone"
    about = f"that find a difference of {difference:g} on {where} 4 times in 5"
    yield Heading("Plans", about)
    if not found:
        yield Paragraph("no plan of up to 30 templates and 30 runs does")
        return
    rows = [_proposal(screen, proposal) for proposal in found[:_PROPOSED]]
    yield Table(_PROPOSAL_COLUMNS, rows)


_PROPOSAL_COLUMNS = [
    Column(title, ">")
    for title in ("templates", "runs", "chains", "cost", "finds", "interval", "tie")
]


def _proposal(screen: Screen, proposal: Proposal) -> list[Span]:
    texts = [
        f"{proposal.templates}",
        f"{proposal.runs}",
        f"{proposal.chains:,}",
        "unknown" if proposal.cost is None else money(proposal.cost),
        points(proposal.detectable),
        f"± {points(proposal.halfwidth)}",
        f"{100 * proposal.tie:.0f} %",
    ]
    return [screen.span(text) for text in texts]
