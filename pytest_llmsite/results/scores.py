"""Scores by what they are scores of: equal steps are scored once, by this and by later sessions.

.llmsite/scores/ab/cdef….json     a score, named by the hash of all that decides it

A session that is resumed, and runs that answer alike, need not be inspected again. A score is a pure
function of the template, the action, the sites before and after and the scoring code, so these are
what the name is made of; a change of any makes another name.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from ..files import write_atomically
from ..findings import Finding, Kind, Severity
from ..reply import RefusedEdit
from ..scoring import Score
from ..site import Site
from ..templates.loader import Template

PACKAGE = Path(__file__).parents[1]
SCORING_CODE = (
    "scoring.py",
    "billing.py",
    "inspection.py",
    "findings.py",
    "site.py",
    "reply.py",
    "page",
    "actions",
    "damage",
)
PARSERS = ("turbohtml", "tinycss2", "lxml", "Pillow", "tree-sitter", "tree-sitter-javascript")
REMEMBERED = 2_048


@cache
def scoring_code() -> str:
    """Return a hash of what decides scores: this package's code and data, its parsers' versions."""
    digest = hashlib.sha256()
    for name in SCORING_CODE:
        place = PACKAGE / name
        files = sorted(place.rglob("*.*")) if place.is_dir() else [place]
        for path in files:
            if path.suffix == ".pyc":
                continue
            digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    for parser in PARSERS:
        digest.update(f"{parser} {_version(parser)}\0".encode())
    return digest.hexdigest()


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def score_key(
    template: Template,
    action: str,
    before: Site,
    after: Site,
    refused: Sequence[RefusedEdit] = (),
) -> str:
    """Return the name of a step's score: equal exactly for steps that must score the same."""
    parts = [
        scoring_code(),
        template.name,
        template.brief_hash,
        action,
        before.hash,
        after.hash,
        [[edit.path, edit.line, edit.reason] for edit in refused],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def score_to_dict(score: Score) -> dict[str, Any]:
    """Return a score as plain values; `score_from_dict` gives back an equal one."""
    return {
        "score": score.score,
        "raw": score.raw,
        "findings": [finding.as_dict() for finding in score.findings],
        "repaired": score.repaired,
        "retention": {name: list(held) for name, held in score.retention.items()},
    }


def score_from_dict(values: dict[str, Any]) -> Score:
    """Return the score that `score_to_dict` took apart. Raises KeyError, TypeError or ValueError."""
    return Score(
        score=float(values["score"]),
        raw=float(values["raw"]),
        findings=tuple(
            Finding(
                **{
                    **finding,
                    "kind": Kind(finding["kind"]),
                    "severity": Severity(finding["severity"]),
                }
            )
            for finding in values["findings"]
        ),
        repaired=int(values["repaired"]),
        retention={name: (held[0], held[1]) for name, held in values["retention"].items()},
    )


class ScoreStore:
    """Scores by name, on disk and the latest in memory. What cannot be read is scored again."""

    def __init__(self, folder: Path | None) -> None:
        """Keep scores under *folder*; without one, in memory for as long as this lives."""
        self.folder = folder / "scores" if folder is not None else None
        self._latest: OrderedDict[str, Score] = OrderedDict()

    def get(self, key: str) -> Score | None:
        """Return a score that was put before, by whomever, or None."""
        if key in self._latest:
            return self._latest[key]
        if self.folder is None:
            return None
        try:
            score = score_from_dict(json.loads(_path(self.folder, key).read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
            return None
        self._remember(key, score)
        return score

    def put(self, key: str, score: Score) -> None:
        """Keep a score. Where the folder cannot be written, in memory alone."""
        self._remember(key, score)
        if self.folder is None:
            return
        content = json.dumps(score_to_dict(score), ensure_ascii=True).encode()
        with suppress(OSError):
            write_atomically(_path(self.folder, key), content, durable=False)

    def _remember(self, key: str, score: Score) -> None:
        self._latest[key] = score
        while len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)


def _path(folder: Path, key: str) -> Path:
    return folder / key[:2] / f"{key[2:]}.json"
