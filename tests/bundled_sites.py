"""Bundled sites at any step, changed on purpose, with the defects and requirements that follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.actions.context import Context
from pytest_llmsite.damage.detect import defects
from pytest_llmsite.findings import Defect, Requirement
from pytest_llmsite.page.align import align
from pytest_llmsite.page.page import Page
from pytest_llmsite.reply import apply_reply, parse_reply
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import BUNDLED, Template, load

Change = Callable[[Site], Site]
HTML, CSS, JS = "index.html", "css/styles.css", "js/main.js"


def template(name: str = "safari-lodge") -> Template:
    return load(BUNDLED / name)


@lru_cache(maxsize=64)
def page(site: Site) -> Page:
    return Page(site)


@lru_cache(maxsize=64)
def state(name: str, action: str) -> tuple[Site, Site]:
    """Return a bundled site before and after the reference of *action*."""
    known = template(name)
    site = known.start
    for step, reply in known.references.items():
        after = apply_reply(site, parse_reply(reply)).site
        if step == action:
            return site, after
        site = after
    raise AssertionError(f"no reference {action}")


def found(
    before: Site, after: Site, action: str = "add-structured-data", name: str = "safari-lodge"
) -> list[Defect]:
    pages = page(before), page(after)
    return defects(*pages, align(*pages), template(name), action)


def rules(defects_found: list[Defect]) -> list[str]:
    return [defect.rule.removeprefix("damage/") for defect in defects_found]


def swap(path: str, old: str, new: str, count: int = 1) -> Change:
    """Replace text in a file; the text must be there."""

    def change(site: Site) -> Site:
        text = site.text(path)
        assert old in text, f"{old!r} is not in {path}"
        return site.replace({path: text.replace(old, new, count).encode()})

    return change


def html(old: str, new: str, count: int = 1) -> Change:
    return swap(HTML, old, new, count)


def css(old: str, new: str, count: int = 1) -> Change:
    return swap(CSS, old, new, count)


def js(old: str, new: str, count: int = 1) -> Change:
    return swap(JS, old, new, count)


def append(path: str, text: str) -> Change:
    return lambda site: site.replace({path: (site.text(path) + text).encode()})


def cut(path: str, pattern: str, new: str = "") -> Change:
    """Replace the first match of a pattern, which must be there, over lines."""

    def change(site: Site) -> Site:
        text, number = re.subn(pattern, lambda _: new, site.text(path), count=1, flags=re.DOTALL)
        assert number, f"{pattern!r} is not in {path}"
        return site.replace({path: text.encode()})

    return change


def delete(*paths: str) -> Change:
    return lambda site: site.replace(dict.fromkeys(paths))


def write(path: str, content: str | bytes) -> Change:
    data = content.encode() if isinstance(content, str) else content
    return lambda site: site.replace({path: data})


def both(*changes: Change) -> Change:
    def change(site: Site) -> Site:
        for each in changes:
            site = each(site)
        return site

    return change


def requirements(
    action: str, before: Site, after: Site, own: bool = True, name: str = "safari-lodge"
) -> dict[str, Requirement]:
    """Return what an action's check says of *after* against the population of *before*, by key."""
    known = template(name)
    base, judged = page(before), page(after)
    context = Context(
        known, action, known.brief[action], judged, base, align(base, judged), own
    )  # fmt: skip
    check = next(a for a in ACTIONS if a.name == action)
    return {r.key: r for r in check.requirements(context)}


def unmet(found_requirements: dict[str, Requirement]) -> dict[str, float]:
    """Return the satisfactions below 1, by key."""
    return {
        key: round(r.satisfaction, 2) for key, r in found_requirements.items() if r.satisfaction < 1
    }
