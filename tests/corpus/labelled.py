"""Every labelled site: what was done to it, which rules are to find it, and what they do find.

A case holds a site before and after a step, the rules that an expert expects, and rules that may follow
from the same fault (*also*). A correct alternative expects nothing: its score is to be exactly 10.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import bakery
import bundled_sites
import plain_site
from brand_corpus import BROKEN_ASSETS, RIGHT, WRONG
from bundled_sites import Change, html
from damage_corpus import ACCESSIBLE_DEFECTS, DEFECTS, NO_DEFECTS, UNCLOSED
from layouts_corpus import LOST, TOO_WIDE
from layouts_corpus import RIGHT as LAYOUTS_RIGHT
from layouts_corpus import WRONG as LAYOUTS_WRONG
from replies_corpus import REPLIES
from rewriting import HARMLESS, as_literals
from technical_corpus import (
    ACCESSIBILITY_RIGHT,
    ACCESSIBILITY_WRONG,
    CONTRAST_RIGHT,
    CONTRAST_WRONG,
    DATA_RIGHT,
    DATA_WRONG,
    SEO_RIGHT,
    SEO_WRONG,
)  # fmt: skip

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.engine.steps import Outcome, conclude
from pytest_llmsite.findings import Kind
from pytest_llmsite.models.protocol import Response
from pytest_llmsite.scoring import score_step
from pytest_llmsite.site import Site
from pytest_llmsite.templates import schema
from pytest_llmsite.templates.loader import Template

LODGE = "safari-lodge"
_LAYOUTS = frozenset(
    f"layouts/{name}" for name in ("pattern", "tablet", "telephone", "kept", "fits")
)
_WIDTHS = {1280: "layouts/pattern", 768: "layouts/tablet", 375: "layouts/telephone"}
# Failures that are a further harm besides: what cannot be read, what is not there.
_FURTHER = {
    "an empty page": frozenset({"damage/page-emptied", "damage/lost-section"}),
    "a label for nothing": frozenset({"damage/broken-reference"}),
    "the image covers the text": frozenset({"damage/lost-headline"}),
    "above the text": frozenset({"damage/lost-headline"}),
    "a file that is not there": frozenset({"damage/missing-file"}),
}
_SEO_RULES = {"twitter_card": "twitter-card"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One site of the corpus. *find* returns the rules found, with how often, and the score."""

    name: str
    expected: frozenset[str]
    find: Callable[[], tuple[Counter[str], float]]
    also: frozenset[str] = frozenset()
    layout: bool = False

    def judged(self) -> Judged:
        found, score = self.find()
        return Judged(self, found, score)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a labelled site."""

    case: Labelled
    found: Counter[str]
    score: float

    @property
    def missed(self) -> set[str]:
        """Return the rules that should have found something and did not."""
        return set(self.case.expected) - set(self.found)

    @property
    def false(self) -> set[str]:
        """Return the rules that found something where nothing was, or one defect twice."""
        twice = {rule for rule, times in self.found.items() if times > 1 and "damage/" in rule}
        return {*self.found, *twice} - self.case.expected - self.case.also | (
            twice - self.case.also
        )


def cases() -> Iterator[Labelled]:
    """Yield the whole corpus."""
    yield from damage()
    yield from brand()
    yield from technical()
    yield from layouts()
    yield from replies()


def damage() -> Iterator[Labelled]:
    """Yield one defect each, put into a good site, and changes that are none."""
    for rule, changes in DEFECTS.items():
        also = {"damage/lost-section"} if rule in ("page-emptied", "page-replaced") else ()
        for name, change in changes.items():
            yield Labelled(
                f"{rule}: {name}", frozenset({f"damage/{rule}"}), _defects(change), frozenset(also)
            )
    for rule, changes in ACCESSIBLE_DEFECTS.items():
        for name, change in changes.items():
            find = _defects(change, "add-accessibility", "verify-contrast")
            yield Labelled(f"{rule}: {name}", frozenset({f"damage/{rule}"}), find)
    for name, (change, rule) in UNCLOSED.items():
        yield Labelled(f"unclosed: {name}", frozenset({f"damage/{rule}"}), _billed(change))
    for name, change in NO_DEFECTS.items():
        yield Labelled(f"no defect: {name}", frozenset(), _defects(change))


def _defects(
    change: Change, since: str = "", action: str = "add-structured-data"
) -> Callable[[], tuple[Counter[str], float]]:
    def find() -> tuple[Counter[str], float]:
        before = bundled_sites.state(LODGE, since)[1] if since else bundled_sites.template().start
        defects = bundled_sites.found(before, change(before), action)
        return Counter(defect.rule for defect in defects), 10.0 if not defects else 0.0

    return find


def _billed(change: Change) -> Callable[[], tuple[Counter[str], float]]:
    """Return how damage to the bakery's page is billed, when what follows from it is absorbed."""

    def find() -> tuple[Counter[str], float]:
        start = bakery.template().start
        known = next(each for each in ACTIONS if each.name == "add-structured-data")
        score = score_step(bakery.template(), known, (known,), start, change(start))
        return Counter(f.rule for f in score.findings if f.kind is Kind.DAMAGE), score.score

    return find


def brand() -> Iterator[Labelled]:
    """Yield the bakery's first ten actions: other techniques, and each rule's failures."""
    for action, right in RIGHT.items():
        for name, change in right.items():
            yield Labelled(f"{action}: {name}", frozenset(), _bakery(action, change))
        for rewrite in HARMLESS:
            yield Labelled(
                f"{action}: {rewrite.__name__}", frozenset(), _bakery(action, _seeded(rewrite))
            )
    literals = _bakery("replace-header-logo", _seeded(as_literals))
    yield Labelled("replace-header-logo: literals", frozenset(), literals)
    for action, rules in WRONG.items():
        for rule, changes in rules.items():
            for name, change in changes.items():
                find = _bakery(action, change)
                yield Labelled(f"{action}: {rule}: {name}", frozenset({rule}), find)
    for name, (action, rule, change) in BROKEN_ASSETS.items():
        # without its picture, some of the hero's text stands on the page's white
        also = frozenset({"backgrounds/readable"} if rule == "backgrounds/asset" else ())
        yield Labelled(f"{action}: {name}", frozenset({rule}), _bakery(action, change), also)
    yield Labelled("apply-colours: a role of no use", frozenset({"colours/unused"}), _unused_role)


def _seeded(rewrite: Callable[[Site, Random], Site]) -> Change:
    return lambda site: rewrite(site, Random(rewrite.__name__))


def _bakery(action: str, change: Change) -> Callable[[], tuple[Counter[str], float]]:
    def find() -> tuple[Counter[str], float]:
        before, after = bakery.before(action), change(bakery.after(action))
        return _scored(bakery.template(), action, before, after)

    return find


def _unused_role() -> tuple[Counter[str], float]:
    known = bakery.template()
    brief = known.brief["apply-colours"]
    roles = {**brief["roles"], "extra": {"old": "#123456", "new": "#654321", "use": "nothing"}}
    extended = dataclasses.replace(
        known, brief={**known.brief, "apply-colours": {**brief, "roles": roles}}
    )
    return _scored(
        extended, "apply-colours", bakery.before("apply-colours"), bakery.after("apply-colours")
    )


def _scored(
    template: Template, action: str, before: Site, after: Site
) -> tuple[Counter[str], float]:
    known = next(each for each in ACTIONS if each.name == action)
    score = score_step(template, known, (known,), before, after)
    return Counter(finding.rule for finding in score.findings), score.score


def technical() -> Iterator[Labelled]:
    """Yield metadata, structured data, accessibility and contrast on a bundled site."""
    right = {
        "add-seo-meta": SEO_RIGHT,
        "add-structured-data": DATA_RIGHT,
        "add-accessibility": ACCESSIBILITY_RIGHT,
        "verify-contrast": CONTRAST_RIGHT,
    }
    for action, changes in right.items():
        for name, change in changes.items():
            yield Labelled(f"{action}: {name}", frozenset(), _lodge(action, change))
    wrong = {
        "add-seo-meta": SEO_WRONG,
        "add-structured-data": DATA_WRONG,
        "add-accessibility": ACCESSIBILITY_WRONG,
    }
    for action, flaws in wrong.items():
        for name, (change, unmet) in flaws.items():
            expected = frozenset(rule_of(action, key) for key in unmet)
            find = _lodge(action, change)
            yield Labelled(f"{action}: {name}", expected, find, _FURTHER.get(name, frozenset()))
    for name, (change, rule) in CONTRAST_WRONG.items():
        find = _lodge("verify-contrast", change)
        also = frozenset({"contrast/palette"})  # the text had a colour of the brand
        yield Labelled(f"verify-contrast: {name}", frozenset({rule}), find, also)


def rule_of(action: str, key: str) -> str:
    """Return the rule of a requirement of a technical action, by its key."""
    if action == "add-seo-meta":
        known = "open-graph" if key.startswith("og_") else _SEO_RULES.get(key, key)
        return f"seo/{known}"
    family = "accessibility" if action == "add-accessibility" else "structured-data"
    return f"{family}/{key.partition('/')[0]}"


def _lodge(action: str, change: Change) -> Callable[[], tuple[Counter[str], float]]:
    def find() -> tuple[Counter[str], float]:
        before, after = bundled_sites.state(LODGE, action)
        return _scored(bundled_sites.template(), action, before, change(after))

    return find


def layouts() -> Iterator[Labelled]:
    """Yield the patterns of the vocabulary by several techniques, and what breaks them."""
    for pattern, variants in LAYOUTS_RIGHT.items():
        for name, (parts, css) in variants.items():
            find = _layout(pattern, parts, css)
            yield Labelled(f"{pattern}: {name}", frozenset(), find, layout=True)
        parts, css = next(iter(variants.values()))
        landmark = place(pattern)[1]
        lost = {"layouts/kept"}
        find = _layout(pattern, parts, css, html(LOST[landmark], ""))
        yield Labelled(f"{pattern}: a text lost", frozenset(lost), find, _LAYOUTS, layout=True)
        if pattern != "carousel":  # which may be wider than the window: it scrolls by itself
            find = _layout(pattern, parts, css + TOO_WIDE[landmark])
            yield Labelled(
                f"{pattern}: too wide", frozenset({"layouts/fits"}), find, _LAYOUTS, layout=True
            )
    for pattern, flaws in LAYOUTS_WRONG.items():
        for name, (parts, css, width) in flaws.items():
            find = _layout(pattern, parts, css)
            expected = frozenset({_WIDTHS[width]})
            also = _LAYOUTS | _FURTHER.get(name, frozenset())
            yield Labelled(f"{pattern}: {name}", expected, find, also, layout=True)


def place(pattern: str) -> tuple[str, str, dict[str, str]]:
    """Return action, landmark and brief for a pattern."""
    if pattern in schema.HERO_PATTERNS:
        return "apply-hero-layout", "hero", {"pattern": pattern}
    if pattern in schema.FOOTER_PATTERNS:
        return "apply-sections-layout", "footer", {"footer": pattern}
    name = "features" if pattern in schema.FEATURES_PATTERNS else "testimonials"
    return "apply-sections-layout", name, {name: pattern}


@lru_cache(maxsize=1)
def _plain() -> Site:
    return plain_site.site()


def _layout(
    pattern: str, parts: dict[str, str], css: str, change: Change = lambda site: site
) -> Callable[[], tuple[Counter[str], float]]:
    def find() -> tuple[Counter[str], float]:
        action = place(pattern)[0]
        after = change(plain_site.site(css, parts))
        return _scored(_briefed(pattern), action, _plain(), after)

    return find


@lru_cache(maxsize=32)
def _briefed(pattern: str) -> Template:
    action, _, brief = place(pattern)
    return plain_site.template({action: brief})


def replies() -> Iterator[Labelled]:
    """Yield replies that can be used, and ones that cannot."""
    for name, (response, rule) in REPLIES.items():
        expected = frozenset({rule} if rule else ())
        yield Labelled(f"reply: {name}", expected, _reply(response))


def _reply(response: Response) -> Callable[[], tuple[Counter[str], float]]:
    def find() -> tuple[Counter[str], float]:
        end = conclude(bakery.template().start, response)
        if end.outcome.model_failure:
            return Counter({f"reply/{end.outcome.value}": 1}), 0.0
        refused = Counter({"reply/refused-edit": len(end.refused)} if end.refused else {})
        return refused, 10.0 if end.outcome in (Outcome.OK, Outcome.UNCHANGED) else 0.0

    return find
