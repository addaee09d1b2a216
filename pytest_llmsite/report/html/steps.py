"""Every chain's scores, and for a step what was found, with the pictures of it."""

from __future__ import annotations

import heapq
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from ...findings import Kind, evidence_lines
from ...results.records import Record
from ..blocks import Span
from ..dataset import Dataset
from ..numbers import NOTHING, count, duration, money, plural, points
from .elements import E, painted, shown
from .parts import scrolling

MOST_STEPS = 2000
"""So many steps are told of in full, the worst ones."""

Place = tuple[int, int]
"""A chain's and an action's number in the dataset."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where a browser's pictures are: *objects*, the folder of what was recorded, seen from *page*."""

    objects: Path
    page: Path

    def address(self, name: str) -> str | None:
        """Return the relative address of a picture; None where it is not there."""
        file = self.objects / name[:2] / name[2:]
        if not name.isalnum() or not file.is_file():
            return None
        return quote(Path(os.path.relpath(file.resolve(), self.page.resolve())).as_posix())


def told_of(data: Dataset, records: Iterable[Record]) -> dict[Place, Record]:
    """Return the records to tell of in full, by place: at most `MOST_STEPS`, those that lost most."""
    chains = {key: number for number, key in enumerate(_keys(data))}
    actions = {name: number for number, name in enumerate(data.actions)}
    found: dict[Place, Record] = {}
    for record in records:
        chain, action = chains.get(record.chain), actions.get(record.action)
        if chain is None or action is None or record.start != data.start or not record.selected:
            continue
        known = found.get((chain, action))
        if known is None or known.score is None:
            found[chain, action] = record
        if len(found) >= 2 * MOST_STEPS:
            found = _worst(found)
    return dict(sorted(_worst(found).items()))


def _worst(found: Mapping[Place, Record]) -> dict[Place, Record]:
    places = heapq.nsmallest(MOST_STEPS, found, key=lambda place: (_rank(found[place]), place))
    return {place: found[place] for place in places}


def _rank(record: Record) -> tuple[bool, float]:
    return not record.findings and record.score is not None, record.score or 0.0


def _keys(data: Dataset) -> Iterator[tuple[str, str, int]]:
    for template, model, run in zip(
        data.chain_template, data.chain_model, data.chain_run, strict=True
    ):
        yield data.templates[template], data.models[model], int(run)


def chains(
    data: Dataset, order: Iterable[int], told: Mapping[Place, Record], pictures: Pictures | None
) -> Iterator[Any]:
    """Yield for each model, in *order*, its chains' scores and the steps that are told of."""
    by_chain: defaultdict[int, list[Place]] = defaultdict(list)
    for place in told:
        by_chain[place[0]].append(place)
    for model in order:
        mine = data.of_model(model)
        if not mine.size:
            continue
        tag = " (simulated)" if data.simulated[model] else ""
        made = E.section(E.h3(shown(data.models[model]) + tag), _grid(data, mine, told))
        for chain in mine:
            if by_chain[chain]:
                made.append(_chain(data, int(chain), by_chain[chain], told, pictures))
        yield made


def _grid(data: Dataset, mine: Any, told: Mapping[Place, Record]) -> Any:
    columns = [int(a) for a in np.flatnonzero(data.wanted[mine].any(axis=0))]
    names = ["total", *(data.actions[action] for action in columns)]
    titles = [E.th("chain"), *(E.th(shown(name), {"class": "right"}) for name in names)]
    rows = []
    for chain in mine:
        head = E.th(shown(_chain_name(data, chain)), {"scope": "row"})
        cells = [_score_cell(data, (int(chain), action), told) for action in columns]
        total = E.td(points(float(data.totals[chain])), {"class": "right bold"})
        rows.append(E.tr(head, total, *cells))
    return scrolling(titles, rows, "steps")


def _score_cell(data: Dataset, place: Place, told: Mapping[Place, Record]) -> Any:
    span = _score(float(data.scores[place]))
    if place not in told:
        return painted("td", span, "right")
    cell = painted("td", Span("", span.paint), "right")
    cell.append(E.a(span.text, {"href": f"#{_anchor(place)}"}))
    return cell


def _score(score: float | None) -> Span:
    if score is None or np.isnan(score):
        return Span(NOTHING)
    return Span(points(score), f"heat:{round(score, 1) / 10:.4f}")


def _anchor(place: Place) -> str:
    return f"step-{place[0]}-{place[1]}"


def _chain_name(data: Dataset, chain: int) -> str:
    return f"{data.templates[data.chain_template[chain]]} run {data.chain_run[chain]}"


def _chain(
    data: Dataset,
    chain: int,
    places: Iterable[Place],
    told: Mapping[Place, Record],
    pictures: Pictures | None,
) -> Any:
    total = points(float(data.totals[chain]))
    made = E.details({"class": "chain"}, E.summary(f"{shown(_chain_name(data, chain))}: {total}"))
    for place in places:
        made.append(_step(place, told[place], pictures))
    return made


def _step(place: Place, record: Record, pictures: Pictures | None) -> Any:
    head = [f" {shown(record.action)}"]
    if record.outcome != "ok":
        head.append(f", {shown(record.outcome)}")
    if record.findings:
        head.append(f", {plural(len(record.findings), 'finding')}")
    body = E.div({"id": _anchor(place)})
    if record.message:
        body.append(E.p(shown(record.message), {"class": "warn"}))
    if record.findings:
        body.append(_findings(record))
    for line in evidence_lines(record.rendering):
        body.append(E.p(shown(line)))
    if pictures is not None:
        body.extend(_shown_pages(record, pictures))
    name = f"{record.template}-{record.model}-run{record.run}-{record.action}"
    body.append(E.p(E.code(shown(name)), f" {_facts(record)}", {"class": "dim"}))
    score = painted("span", _score(record.score))
    return E.details({"class": "step"}, E.summary(score, "".join(head)), body)


def _findings(record: Record) -> Any:
    titles = [E.th(title) for title in ("points", "rule", "where", "what", "mend")]
    worst = sorted(record.findings, key=lambda f: -f["deduction"])
    return scrolling(titles, [_finding(one) for one in worst], "finding")


def _finding(one: Mapping[str, Any]) -> Any:
    file, line = one.get("file", ""), one.get("line", 0)
    where = E.td(shown(f"{file}:{line}" if file and line else file))
    for code in filter(None, (one.get("selector"), one.get("quote"))):
        where.append(E.div(E.code(shown(code))))
    regression = one["kind"] == Kind.REGRESSION and one.get("owner")
    lost = f", which {one['owner']} had earned" if regression else ""
    kind = ", ".join(filter(None, (one["kind"], one.get("severity"))))
    return E.tr(
        E.td(f"−{one['deduction']:.2f}", {"class": "right"}),
        E.td(shown(one["rule"]), E.div(shown(kind), {"class": "dim"})),
        where,
        E.td(shown(one["message"] + lost)),
        E.td(shown(one.get("mend", ""))),
    )


def _facts(record: Record) -> str:
    facts = [] if record.raw is None or record.raw == record.score else [f"raw {record.raw:.2f}"]
    if record.repaired:
        facts.append(f"{plural(record.repaired, 'earlier requirement')} repaired")
    tokens = record.usage
    facts.append(f"{count(tokens.get('input', 0))} tokens in, {count(tokens.get('output', 0))} out")
    cost = "not charged, simulated" if record.simulated else money(record.cost_usd)
    facts += [cost, duration(record.latency_s)]
    if record.attempts > 1:
        facts.append(f"asked {record.attempts} times")
    return shown("; ".join([*facts, f"site {record.before[:12]} → {record.after[:12]}"]))


def _shown_pages(record: Record, pictures: Pictures) -> Iterator[Any]:
    """The page before and after, as a browser showed it, one pair a width."""
    taken = record.rendering.get("pictures", {})
    figures = []
    for width in sorted({w for side in taken.values() for w in side}, key=_number, reverse=True):
        for side in ("before", "after"):
            address = pictures.address(str(taken.get(side, {}).get(width, "")))
            if address is not None:
                told = f"{side}, {width} px"
                image = E.img({"src": address, "alt": told, "loading": "lazy"})
                name = {"class": "narrow"} if _number(width) < 600 else {}
                figures.append(
                    E.figure(E.a(image, {"href": address}), E.figcaption(shown(told)), name)
                )
    if figures:
        yield E.div({"class": "pictures"}, *figures)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
