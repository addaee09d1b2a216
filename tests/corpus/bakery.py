"""A small template (`tests/data/bakery`) and its reference chain, to try checks on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pytest_llmsite.actions.catalogue import ACTIONS, Action
from pytest_llmsite.actions.context import Context
from pytest_llmsite.findings import Requirement
from pytest_llmsite.page import Page
from pytest_llmsite.page.align import align
from pytest_llmsite.reply import apply_reply, parse_reply
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import Template, load

FOLDER = Path(__file__).parent.parent / "data" / "bakery"
MINE = tuple(action for action in ACTIONS if action.position <= 10)
HTML, CSS = "index.html", "css/styles.css"


def template() -> Template:
    return load(FOLDER)


def action_named(name: str) -> Action:
    return next(action for action in ACTIONS if action.name == name)


@lru_cache(maxsize=1)
def chain() -> Mapping[str, Site]:
    """The starting site as "start", and the reference's site after each action."""
    sites = {"start": template().start}
    site = template().start
    for name, reply in template().references.items():
        applied = apply_reply(site, parse_reply(reply))
        assert not applied.refused
        site = sites[name] = applied.site
    return sites


def before(action: str) -> Site:
    names = list(chain())
    return chain()[names[names.index(action) - 1]]


def after(action: str) -> Site:
    return chain()[action]


@lru_cache(maxsize=64)
def page_of(site: Site) -> Page:
    return Page(site)


def check(action: str, old: Site, new: Site, *, own: bool = True) -> dict[str, Requirement]:
    """Return what an action's check says of *new* against the base *old*, by key."""
    base, page = page_of(old), page_of(new)
    brief = template().brief[action]
    context = Context(template(), action, brief, page, base, align(base, page), own)
    found = action_named(action).requirements(context)
    assert len({one.key for one in found}) == len(found), "keys are unique"
    return {one.key: one for one in found}


def points(action: str, old: Site, new: Site) -> float:
    """Return ten points less what unmet requirements cost, as a step is scored."""
    start, end = check(action, old, old), check(action, old, new)
    assert start.keys() == end.keys()
    to_do = sum(one.weight * (1 - one.satisfaction) for one in start.values())
    return 10 - 10 * sum(one.weight * (1 - one.satisfaction) for one in end.values()) / to_do


def unmet(action: str, old: Site, new: Site, *, own: bool = True) -> dict[str, Requirement]:
    """Return the requirements that *new* does not meet."""
    found = check(action, old, new, own=own)
    return {key: one for key, one in found.items() if one.satisfaction < 1}


def edited(site: Site, path: str, *changes: tuple[str, str]) -> Site:
    """Return a site with texts of one file replaced, each of which must be there."""
    text = site.text(path)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return site.replace({path: text.encode()})


def with_css(site: Site, css: str) -> Site:
    """Return a site with rules added at the end of its style sheet."""
    return site.replace({CSS: (site.text(CSS) + "\n" + css).encode()})
