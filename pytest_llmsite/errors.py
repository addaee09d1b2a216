"""The errors a user can meet: each is one clear message, shown without a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InspectorLostError(Exception):
    """What looks at pages cannot work at all: an infrastructure failure, never a score. It says why."""


class LlmsiteError(Exception):
    """Something a user can mend; the message names the place, what was expected and the mend."""


def nearest(name: str, choices: Iterable[str]) -> str:
    """Return the choice that is most like *name*, or "" where none is."""
    near = difflib.get_close_matches(name.lower(), list(choices), n=1, cutoff=0.5)
    return near[0] if near else ""


def unknown_name(kind: str, name: str, known: Iterable[str]) -> LlmsiteError:
    """Return the error for an unknown *name* of some *kind*, with its nearest match and all choices."""
    choices = sorted(known)
    near = nearest(name, choices)
    hint = f" (did you mean {near!r}?)" if near else ""
    return LlmsiteError(f"unknown {kind} {name!r}{hint}; known: {', '.join(choices) or 'none'}")
