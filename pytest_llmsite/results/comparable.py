"""May two sets of results be compared? What their scores must share, and the mend where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..errors import LlmsiteError
from .records import Record


@dataclass(frozen=True, slots=True)
class Identity:
    """What the scores of one side rest on.

    *briefs* are the hashes of the templates' briefs, *simulated* tells it of each model, *additions*
    names actions and checks beside the sixteen.
    """

    name: str
    scorer: str
    inspector: str
    briefs: Mapping[str, str]
    starts: frozenset[str]
    simulated: Mapping[str, bool]
    additions: str = ""


def identity(records: Iterable[Record], name: str) -> Identity:
    """Return what *records*, which were read with `combined`, rest on.

    Raises LlmsiteError where nothing has a score.
    """
    scored = [record for record in records if record.score is not None]
    if not scored:
        raise LlmsiteError(f"{name}: holds no step with a score, so there is nothing to compare")
    first = scored[0]
    return Identity(
        name,
        first.scorer,
        first.inspector,
        {record.template: record.brief for record in scored},
        frozenset(record.start for record in scored),
        {record.model: record.simulated for record in scored},
        getattr(first, "additions", ""),
    )


def check_pair(base: Identity, new: Identity) -> None:
    """Raise LlmsiteError, saying how to mend it, where the scores of two sides do not compare."""
    for what in ("scorer", "inspector"):
        old, now = getattr(base, what), getattr(new, what)
        if old != now:
            raise LlmsiteError(
                f"{base.name} and {new.name} come from different versions of the {what} ({old} and "
                f"{now}), so their scores do not compare; bring them to the current one, which takes "
                f"no calls: llmsite rescore {base.name} --output RESCORED"
            )
    if base.additions != new.additions:
        raise LlmsiteError(
            f"{base.name} and {new.name} come from different sets of actions or checks "
            f"({base.additions or 'the sixteen'} and {new.additions or 'the sixteen'}), so their "
            "scores do not compare; llmsite rescore with the same --conftest brings them together"
        )
    _check_briefs(base, new)
    if not base.starts & new.starts:
        old, now = (", ".join(sorted(side.starts)) for side in (base, new))
        raise LlmsiteError(
            f"{base.name} holds {old} steps and {new.name} {now} ones, which do not compare; "
            f"run one of them with the other's --llm-start"
        )
    for model, simulated in new.simulated.items():
        if base.simulated.get(model, simulated) != simulated:
            one, other = (base, new) if base.simulated[model] else (new, base)
            raise LlmsiteError(
                f"{one.name}: {model} is simulated there and not in {other.name}; what is simulated "
                "does not compare with what a model answered"
            )


def _check_briefs(base: Identity, new: Identity) -> None:
    common = [name for name in new.briefs if name in base.briefs]
    if not common:
        raise LlmsiteError(
            f"{base.name} and {new.name} have no template in common "
            f"({', '.join(sorted(base.briefs))}; {', '.join(sorted(new.briefs))})"
        )
    for name in common:
        if base.briefs[name] != new.briefs[name]:
            raise LlmsiteError(
                f"{base.name} and {new.name} were recorded with different briefs of template "
                f"{name!r} ({base.briefs[name][:12]} and {new.briefs[name][:12]}): they answer "
                "different questions, and no scoring makes them comparable: run one of them anew"
            )
