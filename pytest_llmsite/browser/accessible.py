"""Violations of axe-core that a step introduced, by impact; what own checks said is not said again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..findings import Defect, Evidence
from .compared import STYLE_RULES, Comparison, defect
from .rendering import Violation

if TYPE_CHECKING:
    from ..page.dom import Element

# What own checks say of the whole page, by the name under which they say it.
_NAMED: Mapping[str, str] = {
    "heading-order": "headings",
    "page-has-heading-one": "headings",
    "html-has-lang": "meta:lang",
    "html-lang-valid": "meta:lang",
    "meta-viewport": "meta:viewport",
    "landmark-one-main": "landmark:main",
    "document-title": "meta:title",
}
# Own rules that judge the same as rules of axe, on elements of any kind.
_OWN: Mapping[str, frozenset[str]] = {
    "heading-order": frozenset({"damage/heading-gap", "damage/lost-heading"}),
    "page-has-heading-one": frozenset({"damage/heading-gap", "damage/lost-heading",
                                       "damage/lost-headline"}),
    "duplicate-id-aria": frozenset({"damage/duplicate-id"}),
    "label": frozenset({"damage/lost-name", "damage/unnamed-control", "damage/broken-reference"}),
    "region": frozenset({"damage/lost-landmark", "damage/swallowed-content"}),
    "landmark-one-main": frozenset({"damage/lost-landmark"}),
    "list": frozenset({"damage/invalid-nesting"}),
    "listitem": frozenset({"damage/invalid-nesting"}),
    "aria-valid-attr": frozenset({"damage/invalid-aria"}),
    "aria-roles": frozenset({"damage/invalid-aria"}),
    "aria-valid-attr-value": frozenset({"damage/broken-reference"}),
    "document-title": frozenset({"damage/lost-metadata"}),
}  # fmt: skip
_IMPACTS = ("critical", "serious", "moderate", "minor")


def violations(compared: Comparison) -> Iterator[Defect]:
    """Yield each element that violates a rule it did not violate, one finding a rule."""
    case = compared.case
    if compared.reported(STYLE_RULES) or case.blank:
        return
    known = Counter(v.rule for v in compared.before.browsed.violations)
    total = Counter(v.rule for v in compared.after.browsed.violations)
    old = {(v.rule, v.element) for v in compared.before.browsed.violations}
    groups: dict[str, list[tuple[Violation, Element | None, Element | None]]] = {}
    for violation in compared.after.browsed.violations:
        pair = compared.by_place.get(violation.element)
        if pair is not None and (violation.rule, pair[2]) in old:
            continue
        # An element that cannot be found again may have violated the rule before.
        if total[violation.rule] <= known[violation.rule]:
            continue
        element = pair[0] if pair is not None else None
        now = compared.after.elements.get(violation.element)
        if element is not None and compared.concerned(element):
            continue
        if compared.reported(_OWN.get(violation.rule, frozenset())):
            continue
        groups.setdefault(violation.rule, []).append((violation, element, now))
    for rule, rows in groups.items():
        violation, _, now = rows[0]
        impact = violation.impact if violation.impact in _IMPACTS else "minor"
        subjects = case.subjects(e for _, e, _ in rows if e is not None)
        name = _NAMED.get(rule)
        place = f": {compared.after.describe(now)}" if now is not None else ""
        yield defect(
            f"damage/axe-{impact}",
            f"{violation.help} ({rule}){place}",
            "see the rule's page in axe-core's documentation",
            [case.now(n) for _, _, n in rows if n is not None] or [Evidence(compared.after.path)],
            {name} if name else subjects or {f"axe:{rule}"},
        )


DETECTORS = (violations,)
