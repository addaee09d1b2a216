"""Every chain's scores, and for a step what was found, with the pictures of it."""

from __future__ import annotations

import heapq
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from ...errors import LlmsiteError
from ...findings import Kind, evidence_lines
from ...results.records import Record
from ...results.store import SiteStore
from ..blocks import Span
from ..context import standings_of
from ..dataset import HIGHEST, Dataset
from ..numbers import NOTHING, count, duration, money, plural, points
from .elements import E, painted, shown
from .parts import scrolling

MOST_STEPS = 2000
"""So many steps are told of in full, the worst ones."""

Place = tuple[int, int]
"""A chain's and an action's number in the dataset."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where a browser's pictures are: in *stores*, seen from the folder of the *page*."""

    stores: Sequence[SiteStore]
    page: Path

    def address(self, name: str) -> str | None:
        """Return the address of a picture, relative to the page; None where it is not there."""
        for store in self.stores:
            try:
                file = store.path_of(name).resolve()
                if file.is_file():
                    return quote(Path(os.path.relpath(file, self.page.resolve())).as_posix())
            except (LlmsiteError, OSError):
                return None  # no name of a file
            except ValueError:  # another drive: there is no way from here to there
                return file.as_uri()
        return None


@dataclass(frozen=True, slots=True)
class Told:
    """The steps of *data* that are told of in full, by place, in order."""

    data: Dataset
    records: Mapping[Place, Record]

    def anchor(self, place: Place) -> str:
        """Return the name by which a step is linked to."""
        return f"{self.data.start}-{place[0]}-{place[1]}"


def told_of(parts: Sequence[Dataset], records: Iterable[Record]) -> list[Told]:
    """Return what to tell of each dataset, one a start: at most `MOST_STEPS` that lost most.

    What has no score comes after what lost points, what lost nothing last.
    """
    chains = [{key: number for number, key in enumerate(_keys(data))} for data in parts]
    actions = [{name: number for number, name in enumerate(data.actions)} for data in parts]
    starts = {data.start: number for number, data in enumerate(parts)}
    found: list[dict[Place, Record]] = [{} for _ in parts]
    for record in records:
        part = starts.get(record.start)
        if part is None or not record.selected:
            continue
        chain, action = chains[part].get(record.chain), actions[part].get(record.action)
        if chain is None or action is None:
            continue
        known = found[part].get((chain, action))
        if known is None or known.score is None:
            found[part][chain, action] = record
        if len(found[part]) >= 2 * MOST_STEPS:
            found[part] = _worst(found[part])
    return [
        Told(data, dict(sorted(_worst(of).items()))) for data, of in zip(parts, found, strict=True)
    ]


def _worst(found: Mapping[Place, Record]) -> dict[Place, Record]:
    places = heapq.nsmallest(MOST_STEPS, found, key=lambda place: (_rank(found[place]), place))
    return {place: found[place] for place in places}


def _rank(record: Record) -> tuple[int, float]:
    if record.score is None:
        return 1, 0.0
    return (0 if record.score < HIGHEST else 2), record.score


def _keys(data: Dataset) -> Iterator[tuple[str, str, int]]:
    for template, model, run in zip(
        data.chain_template, data.chain_model, data.chain_run, strict=True
    ):
        yield data.templates[template], data.models[model], int(run)


def chains(told: Told, pictures: Pictures | None) -> Iterator[Any]:
    """Yield for each model, the best first, its chains' scores and the steps that are told of."""
    data = told.data
    by_chain: defaultdict[int, list[Place]] = defaultdict(list)
    for place in told.records:
        by_chain[place[0]].append(place)
    for model in (standing.model for standing in standings_of(data)):
        mine = data.of_model(model)
        if not mine.size:
            continue
        tag = " (simulated)" if data.simulated[model] else ""
        made = E.section(E.h3(shown(data.models[model]) + tag), _grid(told, mine))
        for chain in mine:
            if by_chain[chain]:
                made.append(_chain(told, int(chain), by_chain[chain], pictures))
        yield made


def _grid(told: Told, mine: Any) -> Any:
    data = told.data
    columns = [int(a) for a in np.flatnonzero(data.wanted[mine].any(axis=0))]
    names = ["total", *(data.actions[action] for action in columns)]
    titles = [E.th("chain"), *(E.th(shown(name), {"class": "right"}) for name in names)]
    rows = []
    for chain in mine:
        head = E.th(shown(_chain_name(data, chain)), {"scope": "row"})
        cells = [_score_cell(told, (int(chain), action)) for action in columns]
        total = E.td(points(float(data.totals[chain])), {"class": "right bold"})
        rows.append(E.tr(head, total, *cells))
    return scrolling(titles, rows, "steps")


def _score_cell(told: Told, place: Place) -> Any:
    span = _score(float(told.data.scores[place]))
    if place not in told.records:
        return painted("td", span, "right")
    cell = painted("td", Span("", span.paint), "right")
    cell.append(E.a(span.text, {"href": f"#{told.anchor(place)}"}))
    return cell


def _score(score: float | None) -> Span:
    if score is None or np.isnan(score):
        return Span(NOTHING)
    return Span(points(score), f"heat:{round(score, 1) / 10:.4f}")


def _chain_name(data: Dataset, chain: int) -> str:
    return f"{data.templates[data.chain_template[chain]]} run {data.chain_run[chain]}"


def _chain(told: Told, chain: int, places: Iterable[Place], pictures: Pictures | None) -> Any:
    name, total = _chain_name(told.data, chain), points(float(told.data.totals[chain]))
    made = E.details({"class": "chain"}, E.summary(f"{shown(name)}: {total}"))
    for place in places:
        made.append(_step(told.anchor(place), told.records[place], pictures))
    return made


def _step(anchor: str, record: Record, pictures: Pictures | None) -> Any:
    head = [f" {shown(record.action)}"]
    if record.outcome != "ok":
        head.append(f", {shown(record.outcome)}")
    if record.findings:
        head.append(f", {plural(len(record.findings), 'finding')}")
    body = E.div({"id": anchor})
    body.append(E.p(E.code(shown(record.name)), f" {_facts(record)}", {"class": "dim"}))
    if record.message:
        body.append(E.p(shown(record.message), {"class": "warn"}))
    if record.findings:
        body.append(_findings(record))
    for line in evidence_lines(record.rendering):
        body.append(E.p(shown(line)))
    if pictures is not None:
        body.extend(_shown_pages(record, pictures))
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
    facts += _call(record) if record.attempts else ["not asked"]
    if record.before and record.after:
        facts.append(f"site {record.before[:12]} → {record.after[:12]}")
    return shown("; ".join(facts))


def _call(record: Record) -> list[str]:
    tokens = record.usage
    told = [
        f"{count(tokens.get('input', 0))} tokens in, {count(tokens.get('output', 0))} out",
        "not charged, simulated" if record.simulated else money(record.cost_usd),
        duration(record.latency_s),
    ]
    return [*told, f"asked {record.attempts} times"] if record.attempts > 1 else told


def _shown_pages(record: Record, pictures: Pictures) -> Iterator[Any]:
    """The page before and after, as a browser showed it, one pair a width."""
    taken = record.rendering.get("pictures", {})
    figures = []
    for width in sorted({w for side in taken.values() for w in side}, key=_number, reverse=True):
        for side in ("before", "after"):
            address = pictures.address(str(taken.get(side, {}).get(width, "")))
            if address is not None:
                told = f"{side}, {width} px"
                image = E.img({"src": address, "alt": shown(told), "loading": "lazy"})
                name = {"class": "narrow"} if _number(width) < 600 else {}
                figures.append(
                    E.figure(E.a(image, {"href": address}), E.figcaption(shown(told)), name)
                )
    if figures:
        yield E.div({"class": "pictures"}, *figures)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
