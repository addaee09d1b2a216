"""The comparison of two sets of results as text: totals, categories and actions, one verdict each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..statistics.answers import Interval
from ..statistics.verdict import Verdict
from .blocks import Block, Column, Heading, Paragraph, Span, Table
from .comparing import MARGIN, SAME, Compared, Part, Sides, compare
from .context import SIMULATED, SIMULATED_MEANS, Notes
from .dataset import HIGHEST, Dataset
from .layout import lines
from .numbers import NOTHING, bracket, listed, money, plural, points
from .screen import Screen

_FEW = 10
_MOST_ROWS = 48
_TITLES: dict[Part, str] = {
    "total": "Difference",
    "category": "Difference by category",
    "action": "Difference by action",
}
_PAINT = {"better": "good", "worse": "bad", "equivalent": "name"}


def compare_lines(
    base: Dataset,
    new: Dataset,
    names: tuple[str, str],
    *,
    width: int,
    colour: bool,
    ascii: bool = False,  # noqa: A002
    verbosity: int = 0,
    pair_runs: bool = False,
) -> Iterator[str]:
    """Yield the lines of `compare_blocks`, of at most *width* (at least 40)."""
    screen = Screen(max(40, width), colour, ascii)
    yield from lines(screen, compare_blocks(screen, base, new, names, verbosity, pair_runs))


def compare_blocks(
    screen: Screen,
    base: Dataset,
    new: Dataset,
    names: tuple[str, str],
    verbosity: int = 0,
    pair_runs: bool = False,
) -> Iterator[Block]:
    """Yield how NEW differs from BASE (*names* says what they are called).

    Below verbosity 0 totals only; above it every line, else of many lines those that are shown to
    differ. Of several starts those that both have are compared, each by itself.
    """
    olds, news = _starts(base), _starts(new)
    for start in news:
        if start not in olds:
            continue
        label = f" ({start} steps)" if len(news) > 1 else ""
        sides = Sides(olds[start], news[start])
        if not sides.models:
            known = f"{listed(list(sides.base.models))}; {listed(list(sides.new.models))}"
            yield Paragraph(f"{names[0]} and {names[1]} have no model in common ({known})")
            continue
        advised = 1_000_000 if verbosity > 0 else _MOST_ROWS
        found = compare(sides, pair_runs=pair_runs, most_advised=advised)
        yield from _totals(screen, sides, found, names, label)
        if verbosity >= 0:
            yield from _parts(screen, sides, found, "category", verbosity, label)
            yield from _parts(screen, sides, found, "action", verbosity, label)


def _starts(data: Dataset) -> dict[str, Dataset]:
    return {data.start: data, **data.beside}


def _totals(
    screen: Screen, sides: Sides, found: Sequence[Compared], names: tuple[str, str], label: str
) -> Iterator[Block]:
    margin = MARGIN * sides.maximum
    about = f"{names[1]} minus {names[0]}{label}, of {sides.maximum:g} points"
    yield Heading(_TITLES["total"], about)
    notes = Notes(screen)
    rows = [_row(screen, sides, line, notes) for line in found if line.part == "total"]
    yield Table(_COLUMNS, rows)
    yield from notes.blocks()
    yield Paragraph(
        f"95 % this suite, over all models (Holm); equivalent within ±{margin:g}; "
        "n: complete chains of either side; more runs: about so many, of each template on either side"
    )
    if any(SIMULATED in row[0].text for row in rows):
        yield Paragraph(SIMULATED_MEANS)
    if sides.partial:
        number = len(sides.every_action)
        yield Paragraph(f"over the {plural(number, 'action')} that both sides have")
    for word, left in (("base", _only(sides.base, sides)), ("new", _only(sides.new, sides))):
        if left:
            yield Paragraph(f"only in {names[word == 'new']}: {listed(left)}")


def _only(side: Dataset, sides: Sides) -> list[str]:
    """Models and templates that the other side lacks."""
    models = [name for name in side.models if name not in sides.models]
    return models + [name for name in side.templates if name not in sides.templates]


_COLUMNS = (
    Column("model", shrink=1),
    Column("base", ">"),
    Column("new", ">"),
    Column("diff", ">"),
    Column("95 % this suite", ">"),
    Column("new templates", ">", drop=2),
    Column("n", ">", drop=1),
    Column("verdict"),
)


def _row(screen: Screen, sides: Sides, line: Compared, notes: Notes) -> list[Span]:
    wide = NOTHING if line.population is None else _bounds(line.population, 2 * sides.maximum)
    texts = [
        points(line.base),
        points(line.new),
        points(_gap(line), sign=True),
        _interval(line, notes, 2 * sides.maximum),
        wide,
        f"{line.runs[0]}, {line.runs[1]}",
    ]
    cells = (screen.span(text) for text in texts)
    return [_name(screen, sides, line.model), *cells, _verdict(screen, line, line.dollars)]


def _name(screen: Screen, sides: Sides, model: str) -> Span:
    """A model's name, labelled where its replies are simulated on either side."""
    simulated = any(side.simulated[side.models.index(model)] for side in (sides.base, sides.new))
    return screen.name(model, SIMULATED if simulated else "")


def _gap(line: Compared) -> float | None:
    if line.found is not None:
        return line.found.estimate
    return None if line.base is None or line.new is None else line.new - line.base


def _interval(line: Compared, notes: Notes, most: float) -> str:
    """The bounds, cut to differences that are possible, with the marks of what they rest on."""
    about = " ".join(filter(None, (line.model, line.name)))
    if line.found is None:
        return NOTHING + notes.mark(f"no interval: {line.verdict.reason}", about)
    text = _bounds(line.found.interval, most)
    if line.all_same:
        return NOTHING
    if not line.found.error:
        text = NOTHING
    text += notes.mark(line.found.interval.caution, about)
    if line.same > 0:
        text += notes.mark(
            "some chains have the same replies on both sides, so the difference is known better than "
            "the interval says",
            about,
        )
    if line.part != "total" and line.found.error and min(line.runs) < _FEW:
        text += notes.mark(
            f"fewer than {_FEW} chains of a side: near the highest score such an interval is too "
            "narrow",
        )
    return text


def _bounds(interval: Interval, most: float) -> str:
    return bracket(max(-most, interval.low), min(most, interval.high))


def _verdict(screen: Screen, line: Compared, dollars: float | None) -> Span:
    if line.all_same:
        return screen.span(SAME, "dim")
    return screen.span(phrase(line.verdict, dollars), _PAINT.get(line.verdict.kind, ""))


def phrase(result: Verdict, dollars: float | None = None) -> str:
    """A verdict in at most some thirty characters: "worse by 1.2", "cannot tell: 3 more runs".

    Runs are per template, of either side.
    """
    if result.kind == "equivalent":
        return f"equivalent within ±{result.margin:g}"
    if result.kind != "cannot tell" and result.difference is not None:
        how = "" if result.difference.error else " (nothing varied)"
        return f"{result.kind} by {points(abs(result.difference.estimate))}{how}"
    if result.need is None:
        return "cannot tell"
    more = plural(result.need.runs, "more run")
    return f"cannot tell: {more}" + ("" if dollars is None else f", ≈{money(dollars)}")


def _parts(
    screen: Screen,
    sides: Sides,
    found: Sequence[Compared],
    part: Part,
    verbosity: int,
    label: str,
) -> Iterator[Block]:
    every = [line for line in found if line.part == part]
    if not every:
        return
    shown = every
    if len(every) > _MOST_ROWS and verbosity <= 0:
        shown = [line for line in every if line.verdict.kind in ("better", "worse")]
    yield Heading(_TITLES[part], f"mean scores, {HIGHEST:g} at best{label}")
    notes = Notes(screen)
    several = len(sides.models) > 1
    columns = list(_PART_COLUMNS) if several else list(_PART_COLUMNS[1:])
    columns[several] = Column(part, shrink=1)
    rows = [_part_row(screen, sides, line, notes)[0 if several else 1 :] for line in shown]
    if rows:
        yield Table(columns, rows)
    yield from notes.blocks()
    method = "Holm" if part == "category" else "false coverage rate, Benjamini-Yekutieli"
    yield Paragraph(
        f"95 % this suite over all lines ({method}); equivalent within ±{MARGIN * HIGHEST:g}"
    )
    if len(shown) < len(every):
        what = "lines that are not shown to differ" if shown else "lines, none shown to differ"
        yield Paragraph(f"{len(every) - len(shown)} {what}: -v lists them")


_PART_COLUMNS = (
    Column("model", shrink=2),
    Column("part", shrink=1),
    Column("base", ">", drop=1),
    Column("new", ">", drop=1),
    Column("diff", ">"),
    Column("95 %", ">"),
    Column("verdict"),
    Column("about", ">", drop=2),
)


def _part_row(screen: Screen, sides: Sides, line: Compared, notes: Notes) -> list[Span]:
    texts = [points(line.base), points(line.new), points(_gap(line), sign=True)]
    return [
        _name(screen, sides, line.model),
        screen.span(line.name),
        *(screen.span(text) for text in texts),
        screen.span(_interval(line, notes, 2 * HIGHEST)),
        _verdict(screen, line, None),
        screen.span("" if line.dollars is None or line.all_same else money(line.dollars)),
    ]
