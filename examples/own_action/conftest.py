"""A seventeenth action, and a check added to one of the sixteen."""

from __future__ import annotations

import cookie_banner

from pytest_llmsite.extending import Context, Evidence, OwnAction, OwnCheck, Requirement


def pytest_llmsite_actions() -> OwnAction:
    return cookie_banner.ACTION


def pytest_llmsite_checks() -> OwnCheck:
    return OwnCheck("add-seo-meta", "description-length", description_length)


def description_length(context: Context):
    """Yield whether the description fits a search result: 120 to 160 characters."""
    found = context.page.select('head meta[name="description"]')
    length = len(found[0].get("content") or "") if found else 0
    yield Requirement(
        key="length",
        rule="our-seo/description-length",
        satisfaction=float(120 <= length <= 160),
        weight=1.0,
        message=f"the description has {length} characters",
        mend="use the briefed description, which has 120 to 160",
        evidence=tuple(Evidence("index.html", context.page.line(e)) for e in found[:1]),
    )
