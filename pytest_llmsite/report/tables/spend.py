"""Calls, tokens, dollars and time by model."""

from __future__ import annotations

from collections.abc import Iterator

from ..blocks import Block, Column, Heading, Paragraph, Span, Table
from ..context import Context
from ..numbers import NOTHING, count, duration, money, plural
from ..spending import Spending, cost_text, spending

_COLUMNS = (
    Column("model", shrink=1),
    Column("calls", ">"),
    Column("tokens in", ">"),
    Column("cached", ">", drop=2),
    Column("out", ">"),
    Column("reasoning", ">", drop=3),
    Column("cost", ">"),
    Column("per chain", ">"),
    Column("median", ">"),
    Column("p90", ">", drop=1),
    Column("waited", ">", drop=4),
)


def spend(context: Context) -> Iterator[Block]:
    """Yield spend and tokens by model, and the sum."""
    spent = {model: spending(context.data, model) for model in context.order}
    yield Heading("Spend", "every performed step, also those that were not selected")
    rows = [_row(context, context.name(model), spent[model]) for model in context.order]
    yield Table(_COLUMNS, rows)
    yield Paragraph(_sum(list(spent.values())), paint="")
    if context.plan is not None and context.plan.dollars.high:
        planned = context.plan.dollars
        yield Paragraph(
            f"planned: {money(planned.expected)} ({money(planned.low)} to {money(planned.high)})"
        )
    if any(s.tokens["estimated"] for s in spent.values()):
        yield Paragraph("≈ the provider reported no tokens: estimated from the texts")
    failed = sum(s.failed for s in spent.values())
    if failed:
        yield Paragraph(
            f"{plural(failed, 'step')} got no answer; whether those calls were charged is not known",
            paint="warn",
        )
    if context.data.simulated.any():
        yield Paragraph("simulated models are not charged for")


def _row(context: Context, name: Span, spent: Spending) -> list[Span]:
    tokens, screen = spent.tokens, context.screen
    about = "≈" if tokens["estimated"] else ""
    cached = (
        f"{100 * tokens['cached_input'] / tokens['input']:.0f} %" if tokens["input"] else NOTHING
    )
    chain = NOTHING if spent.chain is None else money(spent.chain)
    texts = [
        f"{spent.steps:,}",
        about + count(tokens["input"]),
        cached,
        about + count(tokens["output"]),
        count(tokens["reasoning"]),
        cost_text(spent),
        chain,
        duration(spent.latency),
        duration(spent.slowest),
        duration(spent.waited),
    ]
    return [name, *(screen.span(text) for text in texts)]


def _sum(spent: list[Spending]) -> str:
    unpriced = sum(s.unpriced for s in spent)
    calls = plural(sum(s.steps for s in spent), "call")
    tokens = count(sum(s.tokens["input"] + s.tokens["output"] for s in spent))
    text = f"together {money(sum(s.dollars for s in spent))} for {calls} and {tokens} tokens"
    return f"{text}, and {plural(unpriced, 'call')} of unknown price" if unpriced else text
