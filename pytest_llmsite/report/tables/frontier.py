"""Cost against quality: which models nothing cheaper beats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..blocks import Block, Column, Heading, Paragraph, Span, Table
from ..context import Context
from ..numbers import money, points
from ..spending import spending

_TITLE = "Cost and quality"
_COLUMNS = (
    Column("model", shrink=1),
    Column("per chain", ">"),
    Column("total", ">"),
    Column("points per $", ">", drop=1),
    Column("", shrink=2, tail=True),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a model's chain costs and achieves."""

    model: int
    cost: float
    total: float


def frontier(context: Context) -> Iterator[Block]:
    """Yield the models by cost, each on the frontier or beaten by one that is better for less."""
    offers = _offers(context)
    if not any(offer.cost for offer in offers):
        reason = "no model with a complete chain has a price above 0"
        yield from context.nothing("frontier", _TITLE, reason)
        return
    yield Heading(_TITLE, "dollars of a chain and its total, estimates")
    yield Table(_COLUMNS, [_row(context, offer, offers) for offer in offers])
    left = [s.model for s in context.standings if s.model not in {o.model for o in offers}]
    if left:
        yield Paragraph(f"not shown, for want of a price or a total: {context.named(left)}")


def _offers(context: Context) -> list[Offer]:
    """Models with a total and a known cost, cheapest first; simulated ones cost nothing and stay out."""
    found = []
    for standing in context.ranked:
        cost = spending(context.data, standing.model).chain
        if cost is not None and not standing.simulated:
            found.append(Offer(standing.model, cost, standing.total))
    return sorted(found, key=lambda offer: (offer.cost, -offer.total))


def beaten_by(offer: Offer, offers: list[Offer]) -> Offer | None:
    """The best model that costs no more and achieves no less (and differs in one of them)."""
    better = [
        other
        for other in offers
        if other.cost <= offer.cost
        and other.total >= offer.total
        and (other.cost, other.total) != (offer.cost, offer.total)
    ]
    return max(better, key=lambda other: other.total, default=None)


def _row(context: Context, offer: Offer, offers: list[Offer]) -> list[Span]:
    screen = context.screen
    better = beaten_by(offer, offers)
    rate = points(offer.total / offer.cost) if offer.cost else "free"
    place = screen.span("on the frontier", "good")
    if better:
        place = screen.span(f"beaten by {context.name(better.model).text}")
    texts = (money(offer.cost), points(offer.total), rate)
    return [context.name(offer.model), *(screen.span(text) for text in texts), place]
