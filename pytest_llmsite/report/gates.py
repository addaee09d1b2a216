"""Gates for CI: does a model's total reach its floor, and is it shown to be worse than before?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ..gates import BELOW_FLOOR, BOTH, REGRESSED, Floor
from ..statistics.answers import Refusal
from ..statistics.gate import fires, regressions
from ..statistics.intervals import describe, suite_interval
from ..statistics.samples import Totals
from ..statistics.verdict import Verdict, words
from .comparing import MARGIN, SAME, Sides, Values, price, values_of
from .dataset import Dataset
from .numbers import plural, points

State = Literal["passes", "fails", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Gate:
    """What a gate says: *status* is the exit status it stands for, *text* the reason."""

    name: str
    status: int
    state: State
    text: str


def floor_gates(data: Dataset, floors: Iterable[Floor]) -> list[Gate]:
    """Return a gate a floor: passes when the model's bound or estimate is not below it."""
    return [_floor_gate(data, floor) for floor in floors]


def _floor_gate(data: Dataset, floor: Floor) -> Gate:
    name = f"fail-under {floor}"
    if floor.model not in data.models:
        return Gate(name, BELOW_FLOOR, "cannot tell", "the model has no step")
    number = data.models.index(floor.model)
    totals = data.totals_of(number)
    about = describe(totals)
    if isinstance(about, Refusal):
        return Gate(name, BELOW_FLOOR, "cannot tell", about.reason)
    left = _incomplete(data, number)
    of = f"of {points(data.maximum).removesuffix('.0')} points"
    if floor.bound == "point":
        return _reached(name, about.mean, floor, f"the estimate {points(about.mean)} {of}", left)
    interval = suite_interval(totals)
    if isinstance(interval, Refusal):
        reason = f"the estimate is {points(about.mean)} {of}, and without an interval: "
        return Gate(name, BELOW_FLOOR, "cannot tell", f"{reason}{interval.reason}{left}")
    caution = f" ({interval.caution})" if interval.caution else ""
    low = points(max(-data.maximum, interval.low))
    text = f"{points(about.mean)} {of}; the lower bound, {low} (95 % this suite{caution}),"
    return _reached(name, interval.low, floor, text, left)


def _reached(name: str, value: float, floor: Floor, what: str, left: str) -> Gate:
    low = value < floor.total
    text = f"{what} is {'' if low else 'not '}below {floor.total:g}{left}"
    return Gate(name, BELOW_FLOOR, "fails" if low else "passes", text)


def _incomplete(data: Dataset, model: int) -> str:
    chains = data.of_model(model)
    left = int((~data.complete[chains]).sum())
    return f"; {left} of {plural(len(chains), 'chain')} incomplete and left out" if left else ""


def regression_gates(
    sides: Sides, models: Sequence[str], points_tolerated: float, base_name: str
) -> list[Gate]:
    """Return a gate a model of NEW: fails when it is shown to be worse than in BASE.

    Never on a point estimate: the whole interval, protected for as many models (Holm), has to lie below
    minus the points that are tolerated.
    """
    values = {name: values_of(sides, name) for name in models if name in sides.models}
    base: dict[str, Totals] = {name: found.base for name, found in values.items()}
    new: dict[str, Totals] = {name: found.new for name, found in values.items()}
    judged = regressions(base, new, points=points_tolerated, margin=MARGIN * sides.maximum)
    return [
        _regression_gate(sides, name, values.get(name), judged.get(name), base_name)
        for name in models
    ]


def _regression_gate(
    sides: Sides, model: str, values: Values | None, result: Verdict | None, base_name: str
) -> Gate:
    name = f"fail-on-regression {model}"
    if values is None or result is None:
        return Gate(name, REGRESSED, "cannot tell", f"{base_name} has no chain of it")
    if values.all_same:
        return Gate(name, REGRESSED, "passes", f"{SAME} as in {base_name}: nothing was asked anew")
    text = words(result, price(sides, model, result))
    text += f" than {base_name}" if result.kind in ("better", "worse") else f", against {base_name}"
    if result.kind == "cannot tell":
        reason = f" ({result.reason})" if result.reason and result.need is not None else ""
        return Gate(name, REGRESSED, "cannot tell", text.removeprefix("cannot tell: ") + reason)
    return Gate(name, REGRESSED, "fails" if fires(result) else "passes", text)


def exit_status(gates: Iterable[Gate], cannot_tell: str) -> int:
    """Return 0 when all gates pass, else the status of what failed; *cannot_tell*: pass or fail."""
    failed = {gate.status for gate in gates if _fails(gate, cannot_tell)}
    return BOTH if len(failed) > 1 else max(failed, default=0)


def _fails(gate: Gate, cannot_tell: str) -> bool:
    return gate.state == "fails" or (gate.state == "cannot tell" and cannot_tell == "fail")


def gate_lines(gates: Iterable[Gate], cannot_tell: str) -> Iterator[tuple[str, str]]:
    """Yield a line a gate, and what it is painted with: good, warn or bad."""
    for gate in gates:
        failed = _fails(gate, cannot_tell)
        state = gate.state.upper() if gate.state == "fails" else gate.state
        if gate.state == "cannot tell":
            state += ", which fails" if failed else ", which passes"
        paint = "bad" if failed else "good" if gate.state == "passes" else "warn"
        status = f" (exit status {gate.status})" if failed else ""
        yield f"gate {gate.name}: {state}{status}: {gate.text}", paint
