"""The current scorer over recorded sites: no calls, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..actions.catalogue import Action
from ..engine.steps import Outcome, conclude
from ..errors import LlmsiteError, unknown_name
from ..extending import NOTHING, Additions
from ..inspection import STATIC, Inspector
from ..models.protocol import Response
from ..reply import RefusedEdit
from ..scoring import SCORER, Score, score_failure, score_step
from ..templates import loader
from ..templates.loader import Template
from .records import Record
from .store import SiteStore


def rescored(
    records: Iterable[Record],
    store: SiteStore,
    root: Path,
    additions: Additions = NOTHING,
    folders: Sequence[Path] = (),
    inspector: Inspector = STATIC,
) -> Iterator[tuple[Record, Record]]:
    """Yield (old, new) for each record; those without a score stay as they are.

    Templates are the bundled ones, those below *root*, and *folders*.

    Raises LlmsiteError where a site, a template or an action is missing, or the brief is another one.
    """
    actions = additions.actions
    by_name = {action.name: action for action in actions}
    templates: dict[str, Template] = {}
    for record in records:
        if record.score is None:
            yield record, record
            continue
        _check_additions(record, additions)
        if record.template not in templates:
            own = next((str(f) for f in folders if f.resolve().name == record.template), None)
            found = loader.load(loader.find(own or record.template, root))
            templates[record.template] = additions.extended(found)
        template = templates[record.template]
        if template.brief_hash != record.brief:
            raise LlmsiteError(
                f"template {record.template!r} has changed since {record.session} was recorded: its "
                "brief is another one, so the recorded sites answer another question"
            )
        if record.action not in by_name:
            raise unknown_name("action", record.action, by_name)
        score = _score(record, template, by_name[record.action], actions, store, inspector)
        yield (
            record,
            replace(
                record,
                score=score.score,
                raw=score.raw,
                findings=tuple(finding.as_dict() for finding in score.findings),
                repaired=score.repaired,
                requirements=dict(score.retention),
                scorer=SCORER,
                inspector=inspector.name,
                rendering=dict(score.evidence),
            ),
        )


def _check_additions(record: Record, additions: Additions) -> None:
    if record.additions != additions.label:
        recorded = record.additions or "the sixteen actions alone"
        here = additions.label or "the sixteen actions alone"
        raise LlmsiteError(
            f"session {record.session} was recorded with {recorded}, and here there is {here}: "
            "name the conftest.py that defines what was added, with --conftest=FILE"
        )


def _score(
    record: Record, template: Template, action: Action, actions: Sequence[Action], store: SiteStore,
    inspector: Inspector,
) -> Score:  # fmt: skip
    outcome = Outcome(record.outcome)
    if outcome.model_failure:
        return score_failure(outcome, record.message)
    before, after = store.get(record.before), store.get(record.after)
    refused: Sequence[RefusedEdit] = ()
    if outcome is Outcome.PARTIAL:
        reply = store.get_file(record.reply).decode("utf-8", "replace")
        refused = conclude(before, Response(reply)).refused
    return score_step(template, action, actions, before, after, refused, inspector)
