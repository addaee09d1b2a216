"""What runs in a scoring process: jobs come over a channel, scores go back, one at a time."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..actions.catalogue import ACTIONS
from ..reply import RefusedEdit
from ..results.scores import score_to_dict
from ..scoring import score_step
from ..site import Site
from ..templates.loader import Template

BOOT = """
import os, signal, sys
try:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits
except ValueError:
    pass
if hasattr(os, "nice"):
    os.nice(5)  # calls must not wait for scores
sys.path[:] = channel.receive()
from pytest_llmsite.scorers.process import serve
serve(channel)
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One step to score. Sites are told as what differs from the template's start (None: deleted)."""

    template: str
    action: str
    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]
    refused: tuple[RefusedEdit, ...]


def differences(start: Site, site: Site) -> dict[str, bytes | None]:
    """Return what makes *site* out of *start*; files that are the same are not sent."""
    changes: dict[str, bytes | None] = {
        path: content for path, content in site.files.items() if start.files.get(path) != content
    }
    changes.update(dict.fromkeys(start.files.keys() - site.files.keys()))
    return changes


def rebuilt(start: Site, changes: Mapping[str, bytes | None]) -> Site:
    """Return the site that `differences` described."""
    files = {**start.files, **changes}
    return Site({path: content for path, content in files.items() if content is not None})


def serve(channel: Any) -> None:
    """Score jobs until the channel is closed.

    What comes is a pickled `Template` (to be known by its name from then on) or a pickled `Job`, from
    the process that made this one. What goes back is JSON: a score's values, or as a text what went
    wrong.
    """
    templates: dict[str, Template] = {}
    by_name = {action.name: action for action in ACTIONS}
    for message in channel:
        received = pickle.loads(message)  # made by our own parent process
        if isinstance(received, Template):
            templates[received.name] = received
            continue
        template = templates[received.template]
        try:
            score = score_step(
                template,
                by_name[received.action],
                ACTIONS,
                rebuilt(template.start, received.before),
                rebuilt(template.start, received.after),
                received.refused,
            )
        except Exception as error:
            channel.send(json.dumps(f"{type(error).__name__}: {error}"))
        else:
            channel.send(json.dumps(score_to_dict(score)))
