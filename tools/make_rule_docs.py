"""Write docs/rules from the rules in the code: one page a rule, and an index.

python tools/make_rule_docs.py            write the pages, remove those of rules that are gone
python tools/make_rule_docs.py --check    exit 1 and name the pages that are not what the code says
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pytest_llmsite.actions.rules import Rule as RequirementRule
from pytest_llmsite.damage.catalogue import RULES as DAMAGE
from pytest_llmsite.damage.catalogue import Rule as DamageRule
from pytest_llmsite.damage.rendered import RENDERED
from pytest_llmsite.rulebook import REPLY, AnyRule, ReplyRule, every_rule, requirement_rules
from pytest_llmsite.scoring import REGRESSION_SHARE, SEVERITY_POINTS

FOLDER = Path(__file__).parents[1] / "docs" / "rules"

# Success criteria of WCAG 2.2 that rules name, with their titles; anchors follow from the titles.
WCAG = {
    "1.1.1": "Non-text Content", "1.3.1": "Info and Relationships", "1.3.2": "Meaningful Sequence",
    "1.4.3": "Contrast (Minimum)", "1.4.4": "Resize Text", "1.4.10": "Reflow", "2.1.1": "Keyboard",
    "2.3.3": "Animation from Interactions", "2.4.1": "Bypass Blocks", "2.4.2": "Page Titled",
    "2.4.4": "Link Purpose (In Context)", "2.4.6": "Headings and Labels", "2.4.7": "Focus Visible",
    "2.5.8": "Target Size (Minimum)", "3.1.1": "Language of Page", "3.2.5": "Change on Request",
    "3.3.2": "Labels or Instructions", "4.1.2": "Name, Role, Value",
}  # fmt: skip
# Where the standards are, by the beginning of a source.
STANDARDS = {
    "HTML": "https://html.spec.whatwg.org/multipage/",
    "DOM Standard": "https://dom.spec.whatwg.org/",
    "Fetch Standard": "https://fetch.spec.whatwg.org/",
    "Encoding Standard": "https://encoding.spec.whatwg.org/",
    "CSS 2.1": "https://www.w3.org/TR/CSS21/",
    "CSS Backgrounds 3": "https://www.w3.org/TR/css-backgrounds-3/",
    "CSS Box Sizing 3": "https://www.w3.org/TR/css-sizing-3/",
    "CSS Color 4": "https://www.w3.org/TR/css-color-4/",
    "CSS Custom Properties 1": "https://www.w3.org/TR/css-variables-1/",
    "CSS Display 3": "https://www.w3.org/TR/css-display-3/",
    "CSS Flexible Box 1": "https://www.w3.org/TR/css-flexbox-1/",
    "CSS Fonts 4": "https://www.w3.org/TR/css-fonts-4/",
    "CSS Grid 2": "https://www.w3.org/TR/css-grid-2/",
    "CSS Images 3": "https://www.w3.org/TR/css-images-3/",
    "CSS Overflow 3": "https://www.w3.org/TR/css-overflow-3/",
    "CSS Syntax 3": "https://www.w3.org/TR/css-syntax-3/",
    "CSS Viewport 1": "https://www.w3.org/TR/css-viewport-1/",
    "CSP Level 3": "https://www.w3.org/TR/CSP3/",
    "Media Queries 4": "https://www.w3.org/TR/mediaqueries-4/",
    "Selectors 4": "https://www.w3.org/TR/selectors-4/",
    "SVG 2": "https://www.w3.org/TR/SVG2/",
    "WAI-ARIA 1.2": "https://www.w3.org/TR/wai-aria-1.2/",
    "JSON-LD 1.1": "https://www.w3.org/TR/json-ld11/",
    "ECMAScript": "https://tc39.es/ecma262/",
    "schema.org": "https://schema.org/",
    "Open Graph protocol": "https://ogp.me/",
    "the reply format": "../../reply-format.md",
}
_WCAG = re.compile(r"WCAG 2\.2, (\d+\.\d+\.\d+)")
_RFC = re.compile(r"RFC (\d+)")
_THEMES = {
    "content": "what was on the page", "reply": "pieces of the reply in a file",
    "structure": "structure", "resources": "files and addresses", "styles": "styles",
    "scripts": "scripts", "accessibility": "accessibility", "intrusion": "intrusion",
    "rendering": "only seen in a browser (`--llm-browser`)",
}  # fmt: skip


def pages() -> dict[str, str]:
    """Return every page by its path in docs/rules."""
    found = {f"{rule.id}.md": page(rule) for rule in every_rule()}
    return {"README.md": "\n".join(index()) + "\n", **found}


def page(rule: AnyRule) -> str:
    """Return the page of one rule."""
    lines = [f"# {rule.id}", "", rule.what, "", "## Why", "", rule.reason, ""]
    lines += ["## Bad", "", *fenced(rule.bad), "", "## Good", "", *fenced(rule.good), ""]
    lines += ["## What it costs", "", costs(rule), ""]
    if rule.source:
        lines += ["## Source", "", linked(rule.source), ""]
    return "\n".join(
        [*lines, "[All rules](../README.md) · [What a score means](../../scores.md)", ""]
    )


def fenced(example: str) -> list[str]:
    fence = "````" if "```" in example else "```"
    return [fence, example, fence]


def costs(rule: AnyRule) -> str:
    if isinstance(rule, DamageRule):
        seen = " Only with `--llm-browser`." if rule.id in RENDERED else ""
        return (
            f"{str(rule.severity).capitalize()}: {SEVERITY_POINTS[rule.severity]:g} points each, "
            f"at most {rule.cap:g} in a step.{seen}"
        )
    if isinstance(rule, ReplyRule):
        return rule.costs
    owners = " and ".join(f"`{name}`" for name in requirement_rules()[rule.id][1])
    return (
        f"Weight {rule.weight:g} among the requirements of {owners}: unmet requirements share the ten "
        f"points that the step had to earn. Lost again in a later step, it costs {REGRESSION_SHARE:.0%} "
        "of what it is worth."
    )


def linked(source: str) -> str:
    """Return a source with links to what it names."""
    text = _WCAG.sub(_criterion, source)
    text = _RFC.sub(r"[RFC \1](https://www.rfc-editor.org/rfc/rfc\1)", text)
    for name, url in STANDARDS.items():
        title = "HTML Living Standard" if name == "HTML" else name
        text = re.sub(rf"(?<![\[\w./]){re.escape(name)}(?![\w.])", f"[{title}]({url})", text)
    return text


def _criterion(found: re.Match[str]) -> str:
    number = found[1]
    title = WCAG[number]
    anchor = re.sub(r"[^a-z]+", "-", title.lower()).strip("-")
    return f"[WCAG 2.2, {number} {title}](https://www.w3.org/TR/WCAG22/#{anchor})"


def index() -> Iterator[str]:
    """Yield the lines of the index."""
    yield "# Rules"
    yield ""
    yield (
        "Every finding names its rule. These pages are made from the rules in the code by "
        "`tools/make_rule_docs.py`; [What a score means](../scores.md) says how they add up."
    )
    yield from ("", "## Requirements of the actions", "")
    yield from ("| rule | weight | what it asks |", "|---|---|---|")
    for rule, _ in requirement_rules().values():
        yield _row(rule, f"{rule.weight:g}")
    yield from ("", "## Damage", "")
    yield "Points each, and the most that one rule can take off a step."
    damage = [*DAMAGE.values(), *RENDERED.values()]
    for theme, group in groupby(damage, key=lambda rule: rule.theme):
        yield from ("", f"### {_THEMES[theme][0].upper()}{_THEMES[theme][1:]}", "")
        yield from ("| rule | severity | points, most | what it is |", "|---|---|---|---|")
        for rule in group:
            points = f"{SEVERITY_POINTS[rule.severity]:g}, {rule.cap:g}"
            yield _row(rule, f"{rule.severity} | {points}")
    yield from ("", "## Replies", "")
    yield from ("| rule | what it costs | what it is |", "|---|---|---|")
    for rule in REPLY.values():
        yield _row(rule, rule.costs)


def _row(rule: RequirementRule | DamageRule | ReplyRule, cells: str) -> str:
    what = rule.what.replace("|", "\\|").replace("<", "&lt;")
    return f"| [{rule.id}]({rule.id}.md) | {cells} | {what} |"


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the pages that are missing, differ, or belong to no rule."""
    expected = pages()
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
    differ = [
        name
        for name, text in expected.items()
        if name in there and (folder / name).read_text("utf-8") != text
    ]
    return sorted({*(expected.keys() ^ there), *differ})


def write(folder: Path = FOLDER) -> int:
    """Write all pages; return how many changed."""
    changed = stale(folder)
    expected = pages()
    for name in changed:
        path = folder / name
        if name in expected:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(expected[name], "utf-8")
        else:
            path.unlink()
    return len(changed)


def main() -> int:
    """Run from the command line."""
    if "--check" not in sys.argv[1:]:
        print(f"{write()} of {len(pages())} pages written")
        return 0
    differ = stale()
    for name in differ:
        print(f"docs/rules/{name} is not what the code says: run python tools/make_rule_docs.py")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
