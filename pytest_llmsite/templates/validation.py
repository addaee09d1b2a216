"""Prove a template: landmarks, assets, a brief without contradiction, reference 10 and no-op 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..actions.catalogue import ACTIONS, Action
from ..engine.steps import Outcome, conclude
from ..errors import nearest
from ..findings import Finding
from ..inspection import STATIC, Inspector
from ..models.protocol import Response
from ..scoring import FULL, page_of, score_step
from ..site import Site
from .complexity import differences, measure
from .contradictions import contradictions
from .loader import SUPPLIED, Template


def problems(
    template: Template, actions: Sequence[Action] = ACTIONS, inspector: Inspector = STATIC
) -> Iterator[str]:
    """Yield what is wrong with a template, a line each; nothing for a sound one."""
    yield from _landmark_problems(template, template.start, "site/index.html")
    yield from _asset_problems(template)
    yield from _complexity_problems(template)
    yield from contradictions(template, actions)
    yield from _noop_problems(template, actions, inspector)
    yield from _reference_problems(template, actions, inspector)


def _landmark_problems(template: Template, site: Site, where: str) -> Iterator[str]:
    for name, selector in template.landmarks.items():
        count = len(page_of(site).select(selector))
        if count != 1:
            yield (
                f"template.toml: [landmarks] {name}: {selector!r} matches {count} elements of "
                f"{where}; expected exactly one"
            )


def _asset_problems(template: Template) -> Iterator[str]:
    page = page_of(template.start)
    for use in page.images():
        if use.resource.kind == "missing":
            yield f"site/{use.file}:{use.line}: image {use.url!r} does not exist"
        elif use.resource.decodes is False:
            yield f"site/{use.file}:{use.line}: image {use.url!r} does not decode"
    for path in template.start:
        if path.startswith(SUPPLIED):
            resource = page.resource(path)
            if (resource.media or "").startswith("image/") and resource.decodes is False:
                yield f"supplied/{path.removeprefix(SUPPLIED)}: does not decode"


def _complexity_problems(template: Template) -> Iterator[str]:
    if template.complexity is not None:
        for line in differences(template.complexity, measure(template.start)):
            yield f"template.toml: {line}"


def _noop_problems(
    template: Template, actions: Sequence[Action], inspector: Inspector
) -> Iterator[str]:
    for action in actions:
        start = template.start
        score = score_step(template, action, actions, start, start, (), inspector)
        if score.score != 0.0:
            yield f"{action.name}: doing nothing scores {score.score:g} on the starting site, expected 0"


def _reference_problems(
    template: Template, actions: Sequence[Action], inspector: Inspector
) -> Iterator[str]:
    if misnamed := list(_misnamed_references(template, actions)):
        yield from misnamed
        return
    if not template.references:
        return
    site = template.start
    for action in actions:
        reply = template.references.get(action.name)
        if reply is None:
            yield f"reference/{action.position:02}-{action.name}.md: missing"
            return
        end = conclude(site, Response(reply))
        file = f"reference/{action.position:02}-{action.name}.md"
        for refused in end.refused:
            yield f"{file}:{refused.line}: {refused.path}: {refused.reason}"
        if end.outcome is not Outcome.OK:
            yield f"{file}: {end.outcome.value}: {end.message or 'expected every edit to apply'}"
        noop = score_step(template, action, actions, site, site, (), inspector)
        if noop.score != 0.0:
            yield f"{action.name}: doing nothing scores {noop.score:g} before this step, expected 0"
        score = score_step(template, action, actions, site, end.after, (), inspector)
        if score.score != FULL:
            yield f"{file}: scores {score.score:g}, expected 10"
            yield from (f"{file}:   {_line(finding)}" for finding in score.findings)
        site = end.after
        yield from _landmark_problems(template, site, f"the page after {action.name}")


def _misnamed_references(template: Template, actions: Sequence[Action]) -> Iterator[str]:
    right = [f"{action.position:02}-{action.name}.md" for action in actions]
    for path in sorted((template.folder / "reference").glob("[0-9]*")):
        if path.name not in right:
            near = nearest(path.name, right)
            hint = f" (did you mean 'reference/{near}'?)" if near else ""
            yield f"reference/{path.name}: no action's reference is called so{hint}"


def _line(finding: Finding) -> str:
    return f"{finding} [{finding.selector}] {finding.quote}".rstrip(" []")
