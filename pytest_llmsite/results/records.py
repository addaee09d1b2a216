"""The record of one step: what is stored, sent between processes, and reported on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from ..engine.steps import Outcome
from ..errors import LlmsiteError, unknown_name
from ..reply import safe_text

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Record:
    """One step, as stored. `docs/results.md` documents each field.

    *selected* is false for a step that was only performed because a later, selected one needed it:
    it has no score, but its spend counts. *score* is None exactly for those and for infrastructure
    outcomes. *cost_usd* is None when the price is unknown. *additions* names the actions and checks
    that the session had beside the sixteen actions' own, with versions. *rendering* is what a browser
    showed, empty for the static inspector.
    """

    session: str
    template: str
    brief: str
    model: str
    model_id: str
    provider: str
    run: int
    position: int
    action: str
    category: str
    start: str
    outcome: str
    score: float | None
    raw: float | None
    findings: tuple[Mapping[str, Any], ...]
    repaired: int
    usage: Mapping[str, int]
    cost_usd: float | None
    latency_s: float | None
    waited_s: float
    finish_reason: str
    request_id: str
    attempts: int
    message: str
    before: str
    after: str
    reply: str
    simulated: bool
    selected: bool
    requirements: Mapping[str, tuple[float, float]]
    scorer: str
    inspector: str
    schema: int = SCHEMA
    additions: str = ""
    rendering: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The step as its pytest item is called: `safari-lodge-sonnet-run1-apply-colours`."""
        return f"{self.template}-{self.model}-run{self.run}-{self.action}"

    @property
    def chain(self) -> tuple[str, str, int]:
        """The independent unit that the step belongs to."""
        return self.template, self.model, self.run

    def to_json(self) -> str:
        """Return one line of ASCII JSON without NaN, safe in any pipe and file."""
        values = {name: _plain(getattr(self, name)) for name in _SORTED}
        return json.dumps(values, ensure_ascii=True, allow_nan=False)


_NAMES = frozenset(field.name for field in fields(Record))
_SORTED = sorted(_NAMES)
_NEWER = frozenset({"additions", "rendering"})
_OUTCOMES = frozenset(outcome.value for outcome in Outcome)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: plain texts and numbers, keys in order."""
    if isinstance(value, str):
        return safe_text(str(value))
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {safe_text(str(key)): _plain(value[key]) for key in sorted(value)}
    return value


def from_json(line: str) -> Record:
    """Read one line. Raises LlmsiteError saying what is wrong with it."""
    try:
        data = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise LlmsiteError(f"not JSON ({error})") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, dict) else type(data).__name__
        raise LlmsiteError(f"expected a step record of schema {SCHEMA}, found schema {found!r}")
    missing = sorted(_NAMES - data.keys() - _NEWER)
    if missing:
        raise LlmsiteError(f"the record lacks {missing[0]!r}")
    values = {name: data[name] for name in _NAMES if name in data}
    _check(values)
    values["findings"] = tuple(values["findings"])
    values["requirements"] = {
        key: (float(pair[0]), float(pair[1])) for key, pair in values["requirements"].items()
    }
    return Record(**values)


_NUMBER = (int, float)
_MOST = float(1 << 63)
_EXPECTED: dict[tuple[type, ...], str] = {
    (str,): "a text",
    (int,): "a whole number",
    (bool,): "true or false",
    (dict,): "a table",
    (list,): "a list",
    _NUMBER: "a number",
    (*_NUMBER, type(None)): "a number or null",
}
# By the annotations, as texts: what JSON has of each. Its types are exact, so a flag is no number.
_BY_ANNOTATION = {
    "str": (str,),
    "int": (int,),
    "bool": (bool,),
    "float": _NUMBER,
    "float | None": (*_NUMBER, type(None)),
}
_KINDS = [
    (field.name, _BY_ANNOTATION.get(str(field.type), (dict,)))
    for field in fields(Record)
    if field.name != "findings"
]
_FINDING = (("rule", (str,)), ("kind", (str,)), ("message", (str,)), ("deduction", _NUMBER))
_PLACE: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("line", (int,)),
    *((name, (str,)) for name in ("severity", "file", "selector", "quote", "mend", "owner")),
)


_COUNTS = ("run", "position", "attempts", "repaired", "cost_usd", "latency_s", "waited_s")


def _check(values: Mapping[str, Any]) -> None:
    for name, kinds in _KINDS:
        if name in values and not _is(values[name], kinds):
            raise _wrong(name, _EXPECTED[kinds], values[name])
    for name in _COUNTS:
        if (values[name] or 0) < 0:
            raise _wrong(name, "0 or more", values[name])
    findings = values["findings"]
    if type(findings) is not list:
        raise _wrong("findings", "a list", findings)
    for number, finding in enumerate(findings, 1):
        if type(finding) is not dict:
            raise _wrong(f"findings[{number}]", "a table", finding)
        for name, kinds in _FINDING:
            if not _is(finding.get(name), kinds):
                raise _wrong(f"findings[{number}] {name}", _EXPECTED[kinds], finding.get(name))
        for name, kinds in _PLACE:
            if name in finding and not _is(finding[name], kinds):
                raise _wrong(f"findings[{number}] {name}", _EXPECTED[kinds], finding[name])
    for name, number_of in values["usage"].items():
        if not _is(number_of, (*_NUMBER, bool)):
            raise _wrong(f"usage {name}", "a number", number_of)
    _check_rendering(values.get("rendering", {}))
    for pair in values["requirements"].values():
        if type(pair) is not list or [_is(x, _NUMBER) for x in pair] != [True, True]:
            raise _wrong("requirements", "pairs of numbers", values["requirements"])
    if values["outcome"] not in _OUTCOMES:
        raise unknown_name("outcome", values["outcome"], _OUTCOMES)


def _is(value: object, kinds: tuple[type, ...]) -> bool:
    """Whether a value is of one of these types exactly; a number is finite and of at most 63 bits."""
    sized = not isinstance(value, (int, float)) or -_MOST < value < _MOST
    return type(value) in kinds and sized


def _check_rendering(rendering: Mapping[str, Any]) -> None:
    """What a browser showed, as far as it is read again: by side or width, names or shares."""
    for name, kinds in (("pictures", (str,)), ("unasked", _NUMBER)):
        of = rendering.get(name, {})
        rows = list(of.values()) if type(of) is dict else [None]
        inner = [x for row in rows for x in (row.values() if type(row) is dict else [None])]
        if not all(_is(x, kinds) for x in inner):
            raise _wrong(
                f"rendering {name}", f"tables of {'texts' if str in kinds else 'numbers'}", of
            )
    unchanged = rendering.get("unchanged", [])
    if type(unchanged) is not list or any(type(part) is not str for part in unchanged):
        raise _wrong("rendering unchanged", "a list of texts", unchanged)


def _wrong(where: str, expected: str, found: object) -> LlmsiteError:
    shown = "null" if found is None else repr(found)
    return LlmsiteError(f"{where}: expected {expected}, found {shown[:80]}")


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")
