"""Earlier actions' checks are not asked again of a page that the browser saw as the one before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pytest_llmsite.actions.catalogue import ACTIONS, Action
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.models.protocol import Response
from pytest_llmsite.scoring import _look, _requirements
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import BUNDLED, load

TEMPLATE = load(BUNDLED / "safari-lodge")
PAGE = (
    "<!doctype html><title>Page</title><style>{css}</style><p>Every day</p>"
    "<script src=main.js></script>"
)
STEPS = {
    "apply-colours": 0,
    "swap-fonts": 0,
    "replace-favicon": 2,  # colours and fonts
    "update-contact": 2,
    "apply-hero-layout": 0,
    "add-seo-meta": 3,  # the language may count for layouts
    "add-structured-data": 4,  # all of them but the favicon
}


def applied(action: Action, site: Site) -> Site:
    return conclude(site, Response(TEMPLATE.references[action.name])).after


def test_a_page_that_was_seen_alike_is_judged_alike(inspector: Any) -> None:
    before = TEMPLATE.start
    for name, least in STEPS.items():
        action = next(action for action in ACTIONS if action.name == name)
        after, alike = applied(action, before), 0
        for other in ACTIONS[: action.position - 1]:
            looks = [_look(inspector, TEMPLATE, other, site) for site in (before, after)]
            if looks[0] is None or looks[0] != looks[1]:
                continue
            alike += other.name in STEPS
            start, kept, end = (
                [
                    (r.key, r.weight, r.satisfaction)
                    for r in _requirements(inspector, TEMPLATE, other, judged, base, False)
                ]
                for judged, base in ((before, before), (after, before), (after, after))
            )
            assert start == kept == end, (name, other.name)
        assert alike >= least, name
        before = after


def test_what_the_browser_saw_counts(inspector: Any) -> None:
    """Where a script keeps something hidden in the one page alone, the two are no longer alike."""
    text = next(action for action in ACTIONS if action.name == "update-about-text")
    css = "p { opacity: 0; transition: opacity 1s } p.seen { opacity: 1 }"
    script = "document.querySelector('p').className = 'seen'"
    told, silent = (
        Site({"index.html": PAGE.format(css=css).encode(), "main.js": js.encode()})
        for js in (script, " " * len(script))
    )
    pages = [inspector.page(site) for site in (told, silent)]
    assert pages[0].observed("words") != pages[1].observed("words")
    assert pages[0].observed("colours") == pages[1].observed("colours")
    template = replace(TEMPLATE, landmarks={"about": "p"})
    assert _look(inspector, template, text, told) != _look(inspector, template, text, silent)
