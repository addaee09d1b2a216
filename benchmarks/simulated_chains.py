"""Chains of simulated models for the other benchmarks: sites as real models leave them, faults included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_llmsite.actions.catalogue import ACTIONS, Action
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.models.protocol import Model, Prompt, Request, Response
from pytest_llmsite.models.simulated import proneness_table, simulate
from pytest_llmsite.reply import RefusedEdit
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import Template

REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain, ready to be scored."""

    action: Action
    before: Site
    after: Site
    refused: Sequence[RefusedEdit] = ()


def chain(template: Template, alias: str, run: int = 1) -> list[Step]:
    """Return a chain's steps, of a simulated model or (REFERENCE) of the template's reference replies.

    Steps whose reply could not be used are left out.
    """
    model = Model(alias, "simulated", alias, simulated=True)
    site, steps = template.start, []
    for action in ACTIONS:
        reference = template.references[action.name]
        if alias == REFERENCE:
            response = Response(reference)
        else:
            request = Request(model, template, run, action, site, Prompt("", "", ""))
            response = simulate(request, reference, proneness_table()[alias])
        end = conclude(site, response)
        if not end.outcome.model_failure:
            steps.append(Step(action, site, end.after, end.refused))
        site = end.after
    return steps
