"""add-cookie-banner: a banner in the page's own style that asks before it counts visits.

The requirements are asked of the page as a browser would see it, so that any technique counts.
"""

from __future__ import annotations

from pathlib import Path

from pytest_llmsite.extending import Context, Evidence, OwnAction, Requirement
from pytest_llmsite.templates.schema import OneOf

WIDTHS = (1280, 375)

INSTRUCTION = """\
Add a cookie banner to the website, as the last element of the page before its scripts:

- a `<section>` with the id `{id}` and the name (`aria-label`) “{label}”
- its text, verbatim: {text}
- two buttons (`<button type="button">`): “{accept}” and “{decline}”
- it stays at the {edge} of the window while the page scrolls (`position: fixed`), also at 375 px; its \
text is readable (contrast 4.5 : 1)
- either button closes it, by the website's script; the choice is kept in `localStorage`, and once \
there is one the banner no longer appears

Use the website's own colours, fonts and buttons. Everything else stays exactly as it is."""


def check(context: Context):
    """Yield the requirements of one page; each is unmet (0) where there is no banner."""
    page, brief = context.page, context.brief
    found = page.select(f"#{brief['id']}")
    banner = found[0] if len(found) == 1 else None
    where = () if banner is None else (seen(page, banner),)
    subjects = frozenset() if banner is None else frozenset({page.identity(banner)})

    def requirement(key, weight, satisfaction, message, mend):
        met = 0.0 if banner is None else float(satisfaction)
        said = message if banner is not None else f"there is no #{brief['id']}"
        return Requirement(key, f"cookie-banner/{key}", met, weight, said, mend, where, subjects)

    named = banner is not None and banner.get("aria-label") == brief["label"]
    yield requirement(
        "name", 1, named, "the banner has another name", f'aria-label="{brief["label"]}"'
    )

    says = banner is not None and brief["text"] in page.text(banner)
    yield requirement(
        "text", 2, says, "the banner says something else", "use the briefed text verbatim"
    )

    for choice in ("accept", "decline"):
        there = banner is not None and brief[choice] in buttons(page, banner)
        mend = f'<button type="button">{brief[choice]}</button>'
        yield requirement(choice, 2, there, f"there is no button “{brief[choice]}”", mend)

    fixed = 0.0 if banner is None else sum(at_edge(page, banner, brief["edge"], w) for w in WIDTHS)
    mend = f"position: fixed; {brief['edge']}: 0"
    yield requirement("place", 2, fixed / len(WIDTHS), "the banner scrolls away", mend)

    readable = banner is not None and contrast_holds(page, banner)
    yield requirement(
        "contrast", 1, readable, "its text is hard to read", "use the page's own colours"
    )

    closes = banner is not None and any(brief["id"] in script.text for script in page.scripts())
    kept = closes and any("localStorage" in script.text for script in page.scripts())
    yield requirement(
        "script", 2, (closes + kept) / 2, "no script closes it for good", "see the task"
    )


def seen(page, element) -> Evidence:
    return Evidence(page.path, page.line(element), page.describe(element))


def buttons(page, banner) -> list[str]:
    """Return the words of the banner's buttons that can be seen."""
    return [page.text(e) for e in page.select("button", banner) if page.visible(e) is not False]


def at_edge(page, banner, edge: str, width: int) -> bool:
    """Whether the banner can be seen and is fixed to an edge of a window of that width."""
    style = page.style(banner, width)
    shown = page.visible(banner, width) is not False
    return shown and style["position"] == "fixed" and style[edge] != "auto"


def contrast_holds(page, banner) -> bool:
    texts = [e for e in page.texts() if e is banner or banner in e.iterancestors()]
    return bool(texts) and all(page.contrast(e).decided != "fail" for e in texts)


ACTION = OwnAction(
    name="add-cookie-banner",
    category="legal",
    about="what the law asks for",
    instruct=INSTRUCTION,
    check=check,
    schema={
        "id": str,
        "label": str,
        "text": str,
        "accept": str,
        "decline": str,
        "edge": OneOf(("top", "bottom")),
    },
    folder=Path(__file__).with_name("add-cookie-banner"),
)
