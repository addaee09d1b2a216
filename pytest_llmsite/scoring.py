"""From two sites to a score: requirements, damage and regressions, each defect billed once.

A step starts at 10. An action's unmet requirements share the ten points that there were to earn;
defects that the step introduced cost what `damage.catalogue` says; requirements that earlier actions
had earned and that hold less now cost half of what they are worth in their own action. The sum is
clamped to [−10, 10].
"""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from .actions.catalogue import Action
from .actions.context import Context
from .billing import Bill, bill_once
from .damage.case import Case
from .damage.catalogue import RULES
from .damage.detect import defects_of
from .damage.rendered import RENDERED
from .engine.steps import Outcome
from .findings import Evidence, Finding, Kind, Requirement, Severity
from .inspection import STATIC, STATIC_NAME, Inspector
from .page.align import Alignment, align
from .page.likeness import fingerprint
from .page.page import Page
from .reply import RefusedEdit
from .site import Site
from .templates.loader import Template

SCORER = "1"
INSPECTOR = STATIC_NAME
FULL = 10.0
REGRESSION_SHARE = 0.5
SEVERITY_POINTS: Mapping[Severity, float] = {
    Severity.CRITICAL: 5.0,
    Severity.MAJOR: 2.5,
    Severity.MODERATE: 1.0,
    Severity.MINOR: 0.25,
}
REFUSED_EDIT_CAP = 1.0
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Score:
    """A step's score in [−10, 10], the raw sum, and why; *retention* maps this and each earlier action
    to how far its requirements hold before and after the step, each in [0, 1]; *repaired* counts those
    requirements of earlier actions that hold better now; *evidence* is what an
    inspector has to show beside the findings."""

    score: float
    raw: float
    findings: tuple[Finding, ...]
    repaired: int
    retention: Mapping[str, tuple[float, float]]
    evidence: Mapping[str, Any] = field(default_factory=dict)


def page_of(site: Site) -> Page:
    """Return the site's page; a parse and a cascade are shared by all checks and the next step."""
    return STATIC.page(site)


@lru_cache(maxsize=6)
def _alignment(before: Page, after: Page) -> Alignment:
    """Align two pages. Kept by page and not by site: a page made anew has other elements."""
    return align(before, after)


@lru_cache(maxsize=512)
def _requirements(
    inspector: Inspector, template: Template, action: Action, page: Site, base: Site, own: bool
) -> tuple[Requirement, ...]:
    context = Context(
        template=template,
        action=action.name,
        brief=template.brief.get(action.name, {}),
        page=inspector.page(page),
        base=inspector.page(base),
        alignment=_alignment(inspector.page(base), inspector.page(page)),
        own=own,
    )
    return tuple(action.requirements(context))


def score_failure(outcome: Outcome, message: str) -> Score:
    """Return the score of a reply that could not be used: 0, with the one reason."""
    finding = Finding(
        rule=f"reply/{outcome.value}",
        kind=Kind.REQUIREMENT,
        severity=Severity.CRITICAL,
        deduction=FULL,
        message=message or f"the reply was {outcome.value}",
        mend="answer with edits in the reply format",
    )
    return Score(0.0, 0.0, (finding,), 0, {})


def score_step(
    template: Template,
    action: Action,
    actions: Sequence[Action],
    before: Site,
    after: Site,
    refused: Sequence[RefusedEdit] = (),
    inspector: Inspector = STATIC,
) -> Score:
    """Score what one step made of a site. A pure function of its arguments.

    Raises InspectorLostError when *inspector* cannot work; the static one always can.
    """
    with _collector_paused():
        return _scored(template, action, actions, before, after, refused, inspector)


MAX_UNSEEN = 8_000_000
_unseen = 0  # objects that steps left since the last time that garbage was looked for among them


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector away: a page's many objects live on, and looking through them all
    again and again takes a fifth of the time.

    What a step leaves counts as old at once, as if it had been looked through: pages leave next to no
    garbage (see `Page.dissolve`), and what others made meanwhile is looked for when there may be much of it.
    """
    global _unseen
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            _unseen += gc.get_count()[0]
            if gc.get_freeze_count():
                pass  # somebody froze objects, and would not like them to be thawed
            elif _unseen > MAX_UNSEEN:
                _unseen = 0
                gc.collect()
            else:
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _scored(
    template: Template,
    action: Action,
    actions: Sequence[Action],
    before: Site,
    after: Site,
    refused: Sequence[RefusedEdit],
    inspector: Inspector,
) -> Score:
    pages = inspector.page(before), inspector.page(after)
    alike = fingerprint(pages[0], "dress") == fingerprint(pages[1], "dress")
    pages[1].adopt_styles(pages[0], alike)
    case = Case(*pages, _alignment(*pages), template, action.name)
    own, retention_own = _own_bills(inspector, template, action, before, after)
    regressions, retention, repaired = _regression_bills(
        inspector, template, action, actions, before, after
    )
    damage = _damage_bills(inspector, case)
    findings = bill_once(own, [*regressions, *damage])
    raw = FULL - sum(finding.deduction for finding in findings)
    findings += _refused_findings(refused, raw)
    raw = FULL - sum(finding.deduction for finding in findings)
    findings.sort(
        key=lambda finding: (-finding.deduction, finding.rule, finding.file, finding.line)
    )
    raw = round(raw, 6) + 0.0
    return Score(
        score=max(-FULL, min(FULL, raw)),
        raw=raw,
        findings=tuple(findings),
        repaired=repaired,
        retention={**retention, action.name: retention_own},
        evidence=inspector.evidence(case),
    )


def _own_bills(
    inspector: Inspector, template: Template, action: Action, before: Site, after: Site
) -> tuple[list[Bill], tuple[float, float]]:
    """Bill the action's unmet requirements: 10·w·(1 − s_after) / Σ w·(1 − s_before).

    Where nothing was left to do (an earlier step had done it), the weights themselves are the measure.
    """
    start = _requirements(inspector, template, action, before, before, True)
    end = {r.key: r for r in _requirements(inspector, template, action, after, before, True)}
    open_before = sum(r.weight * (1 - r.satisfaction) for r in start)
    unit = open_before if open_before > _EPSILON else sum(r.weight for r in start)
    bills = []
    for requirement in start:
        now = end.get(requirement.key, replace(requirement, satisfaction=0.0))
        points = FULL * requirement.weight * (1 - now.satisfaction) / unit if unit else 0.0
        if points > _EPSILON:
            finding = _finding(now, Kind.REQUIREMENT, points, action.name)
            worse = max(0.0, requirement.satisfaction - now.satisfaction)
            harm = FULL * requirement.weight * worse / unit
            bills.append(Bill(finding, now.subjects, harm))
    return bills, (_held(start), _held(end.values()))


def _held(requirements: Iterable[Requirement]) -> float:
    found = list(requirements)
    total = sum(r.weight for r in found)
    held = sum(r.weight * r.satisfaction for r in found)
    return round(held / total, 4) if total else 1.0


def _regression_bills(
    inspector: Inspector,
    template: Template,
    action: Action,
    actions: Sequence[Action],
    before: Site,
    after: Site,
) -> tuple[list[Bill], dict[str, tuple[float, float]], int]:
    """Bill what earlier actions had earned and holds less now, at half of its worth.

    Also returns how far their requirements hold, and how many of them hold better now.
    """
    bills: list[Bill] = []
    repaired = 0
    retention: dict[str, tuple[float, float]] = {}
    for other in actions:
        if other.position >= action.position:
            continue
        looks = [_look(inspector, template, other, site) for site in (before, after)]
        start = _start(inspector, template, other, looks[0], before)
        if looks[0] is not None and looks[0] == looks[1]:
            held = _held(start)
            retention[other.name] = (held, held)
            continue
        end = {r.key: r for r in _requirements(inspector, template, other, after, before, False)}
        retention[other.name] = (_held(start), _held(end.values()))
        worth = _worth(inspector, template, other)
        for requirement in start:
            now = end.get(requirement.key, requirement)
            lost = requirement.satisfaction - now.satisfaction
            repaired += lost < -_EPSILON
            if lost > _EPSILON and worth:
                points = REGRESSION_SHARE * FULL * requirement.weight * lost / worth
                finding = _finding(now, Kind.REGRESSION, points, other.name)
                bills.append(Bill(finding, now.subjects, points))
    return bills, retention, repaired


_starts: OrderedDict[tuple[Template, str, bytes], tuple[Requirement, ...]] = OrderedDict()


def _look(inspector: Inspector, template: Template, action: Action, site: Site) -> bytes | None:
    """Return a hash of all that an action's check sees of a page; None when it may see anything."""
    if not action.facet or action.added:
        return None
    page = inspector.page(site)
    bodies, places = page.select("body"), []
    for selector in template.landmarks.values():
        found = page.select(selector)
        if len(found) != 1 or len(bodies) != 1:
            return None  # a landmark that its selector does not find is known by its words
        places.append(page.node(found[0]).order - page.node(bodies[0]).order)
    seen = (places, inspector.name, page.observed(action.facet))
    return repr(seen).encode() + fingerprint(page, action.facet)


def _start(
    inspector: Inspector, template: Template, action: Action, look: bytes | None, site: Site
) -> tuple[Requirement, ...]:
    """Return an action's requirements of a page by itself, worked out once for all that look alike to it.

    What they say of lines and places may be that of another page: only how far they hold is asked for.
    """
    if look is None:
        return _requirements(inspector, template, action, site, site, False)
    key = (template, action.name, look)
    found = _starts.get(key)
    if found is None:
        found = _starts[key] = _requirements(inspector, template, action, site, site, False)
        if len(_starts) > 512:
            _starts.popitem(last=False)
    return found


def _worth(inspector: Inspector, template: Template, action: Action) -> float:
    """Return what there is to do for an action in the starting site: Σ w·(1 − s)."""
    start = _requirements(inspector, template, action, template.start, template.start, True)
    return sum(r.weight * (1 - r.satisfaction) for r in start)


def _damage_bills(inspector: Inspector, case: Case) -> list[Bill]:
    if case.before.site == case.after.site:
        return []
    found = defects_of(case)
    found += inspector.defects(case, found)
    spent: dict[str, float] = {}
    bills = []
    for defect in found:
        rule = RULES.get(defect.rule) or RENDERED[defect.rule]
        points = min(SEVERITY_POINTS[rule.severity], rule.cap - spent.get(rule.id, 0.0))
        points = max(points, 0.0)
        spent[rule.id] = spent.get(rule.id, 0.0) + points
        evidence = defect.evidence[0] if defect.evidence else Evidence()
        finding = Finding(
            rule=defect.rule,
            kind=Kind.DAMAGE,
            severity=rule.severity,
            deduction=points,
            message=defect.message,
            file=evidence.file,
            line=evidence.line,
            selector=evidence.selector,
            quote=evidence.quote,
            mend=defect.mend,
            owner=case.action,
        )
        bills.append(Bill(finding, defect.subjects, points))
    return bills


def _finding(requirement: Requirement, kind: Kind, points: float, owner: str) -> Finding:
    evidence = requirement.evidence[0] if requirement.evidence else Evidence()
    return Finding(
        rule=requirement.rule,
        kind=kind,
        severity=_severity(points),
        deduction=points,
        message=requirement.message,
        file=evidence.file,
        line=evidence.line,
        selector=evidence.selector,
        quote=evidence.quote,
        mend=requirement.mend,
        owner=owner,
    )


def _severity(points: float) -> Severity:
    for severity, least in SEVERITY_POINTS.items():
        if points >= least:
            return severity
    return Severity.MINOR


def _refused_findings(refused: Sequence[RefusedEdit], raw: float) -> list[Finding]:
    """Bill each refused edit as minor; never below 0, since what was not applied did no harm."""
    left = min(REFUSED_EDIT_CAP, max(raw, 0.0))
    findings = []
    for edit in refused:
        points = min(SEVERITY_POINTS[Severity.MINOR], left)
        left -= points
        findings.append(
            Finding(
                rule="reply/refused-edit",
                kind=Kind.DAMAGE,
                severity=Severity.MINOR,
                deduction=points,
                message=f"edit of {edit.path!r} at line {edit.line} of the reply was not applied: "
                f"{edit.reason}",
                mend="copy the search text exactly from the file, once",
            )
        )
    return findings
