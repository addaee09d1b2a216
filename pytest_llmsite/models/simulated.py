"""Simulated models: the reference edit with seeded, documented faults, in the reply format.

Each has, for each action, a proneness to faults (`proneness.toml`), fitted so that its average score
per action comes near the published one. The scorer knows nothing of it: the faults are in the reply,
stay in the page, and are found as any model's would be.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from random import Random
from statistics import NormalDist

from ..reply import Edit, Reply, Verb, apply_reply, parse_reply, render_reply
from ..site import Site
from .faults import break_page, spoil
from .merging import fit
from .protocol import ProviderError, Request, Response, Usage

CHARS_PER_TOKEN = 4
MAX_HARMS = 6
HARM_FROM = 0.45
GOLDEN = 0.618033988749895


@lru_cache(maxsize=1)
def proneness_table() -> Mapping[str, Mapping[str, float]]:
    """Return model → action → proneness (0: never a fault, 1: every block spoilt, above: more harm),
    with `spread` (between chains, as a log standard deviation) and `failure` (share of unusable replies)."""
    return tomllib.loads(Path(__file__).with_name("proneness.toml").read_text(encoding="utf-8"))


class SimulatedProvider:
    """Answers as a model of the published comparison might; free, fast and the same every time."""

    async def complete(self, request: Request) -> Response:
        """Return a simulated reply. Raises ProviderError for a template without references."""
        reference = request.template.references.get(request.action.name)
        if reference is None:
            raise ProviderError(
                f"template {request.template.name!r} has no reference for {request.action.name}: "
                "simulated models need one",
                fatal=True,
            )
        profile = proneness_table()[
            str(request.model.options.get("simulate_as", request.model.alias))
        ]
        reply = simulate(request, reference, profile)
        prompt = len(request.prompt.system) + len(request.prompt.user)
        usage = Usage(
            input=prompt // CHARS_PER_TOKEN,
            output=len(reply.text) // CHARS_PER_TOKEN,
            estimated=True,
        )
        return Response(reply.text, usage, reply.finish_reason, cost_usd=0.0)

    async def close(self) -> None:
        """Nothing to release."""


def simulate(request: Request, reference: str, profile: Mapping[str, float]) -> Response:
    """Return the reply of one simulated step; a pure function of the request and the profile."""
    name = f"{request.template.name}/{request.model.alias}"
    mood = NormalDist().inv_cdf(min(max(_even(f"{name}/mood", request.run), 1e-6), 1 - 1e-6))
    name += f"/{request.action.name}"
    random = Random(f"{name}/{request.run}")
    prone = profile.get(request.action.name, 0.1) * math.exp(mood * profile["spread"])
    edits = _fitted(reference, request.before)
    if _even(f"{name}/failure", request.run) < profile["failure"]:
        return _unusable(edits, random)
    slips = int(len(edits) * min(prone, 1.0) + _even(f"{name}/slips", request.run))
    edits = _with_slips(edits, slips, random)
    harms = int(4 * max(0.0, prone - HARM_FROM) + _even(f"{name}/harms", request.run))
    edits += _harms(request.before, edits, min(harms, MAX_HARMS), random)
    if not edits:
        return Response("I looked at the page; it already meets the request.\n\n### NO CHANGES\n")
    return Response(f"Here are the edits for {request.action.name}.\n\n{render_reply(edits)}")


def _fitted(reference: str, site: Site) -> list[Edit]:
    """Return the reference's edits as they apply to a page that carries earlier faults."""
    fitted: list[Edit] = []
    for edit in parse_reply(reference).edits:
        if edit.verb is Verb.EDIT and edit.path not in site:
            continue
        text = site.text(edit.path) if edit.verb is Verb.EDIT else ""
        ready = fit(edit, text)
        if ready is not None:
            fitted.append(ready)
            site = apply_reply(site, Reply((ready,))).site
    return fitted


def _even(name: str, run: int) -> float:
    """Return a number in [0, 1) that runs 1, 2, 3 … spread evenly (a Kronecker sequence).

    So few runs already have about the share of faults that many would have.
    """
    return (Random(name).random() + run * GOLDEN) % 1.0


def _with_slips(edits: list[Edit], number: int, random: Random) -> list[Edit]:
    """Return edits of which *number* are spoilt or left out."""
    chosen = set(random.sample(range(len(edits)), min(number, len(edits))))
    kept = []
    for place, edit in enumerate(edits):
        spoilt: Edit | None = edit
        if place in chosen:
            spoilt = spoil(edit, random)
        if spoilt is not None:
            kept.append(spoilt)
    return kept


def _harms(before: Site, edits: list[Edit], number: int, random: Random) -> list[Edit]:
    """Return *number* further edits that do harm, fewer where the page has nothing left to break."""
    harms: list[Edit] = []
    for _ in range(number):
        harm = break_page(before, [*edits, *harms], random)
        if harm is not None:
            harms.append(harm)
    return harms


def _unusable(edits: list[Edit], random: Random) -> Response:
    """Return a reply cut off at the output limit, or one that is prose instead of edits."""
    text = render_reply(edits)
    if random.random() < 0.6:
        return Response(text[: max(1, len(text) // 2)], finish_reason="length")
    return Response("To do this, open the stylesheet and change the values as described above.")
