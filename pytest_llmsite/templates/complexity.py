"""How much there is to a template's starting site: declared in `template.toml`, proved by measuring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from ..site import Site

if TYPE_CHECKING:
    from ..page.dom import Element

_NO_SECTIONS = frozenset({"main", "script", "style", "link", "template", "noscript", "svg", "a"})


@dataclass(frozen=True, slots=True)
class Complexity:
    """What a model has to find its way in: the starting page and its style sheets.

    *sections* are the blocks that stand directly in `<body>` or `<main>`, *elements* all of the
    body's, drawings' too; *rules* the style rules, nested ones and those in media queries counted
    one by one; the sizes are in KB of 1000 bytes, rounded.
    """

    sections: int
    elements: int
    rules: int
    html_kb: int
    css_kb: int

    def __str__(self) -> str:
        return (
            f"{self.sections} sections, {self.elements} elements, {self.rules} rules, "
            f"{self.html_kb} KB HTML, {self.css_kb} KB CSS"
        )


def measure(site: Site) -> Complexity:
    """Measure a site's first page, with every style sheet that it uses."""
    from ..page.page import Page  # heavy: who only reads what is declared does without

    page = Page(site)
    bodies = page.select("body")
    inside = [e for body in bodies for e in body.iter() if e not in bodies and _tag(e)]
    holders = [*bodies, *(e for e in inside if _tag(e) == "main")]
    blocks = [e for holder in holders for e in holder if _tag(e) and _tag(e) not in _NO_SECTIONS]
    sheets = page.sheets
    css = {sheet.file for sheet in sheets if sheet.file in site and sheet.file != page.path}
    return Complexity(
        sections=len(blocks),
        elements=len(inside),
        rules=sum(len(sheet.sheet.rules) for sheet in sheets),
        html_kb=_kilobytes(len(site.files[page.path])),
        css_kb=_kilobytes(sum(len(site.files[file]) for file in css)),
    )


def declared(table: Mapping[str, Any]) -> Complexity | None:
    """Return what a parsed `template.toml` declares, or None."""
    found = table.get("complexity")
    if found is None:
        return None
    return Complexity(**{field.name: found[field.name] for field in fields(Complexity)})


def differences(said: Complexity, measured: Complexity) -> list[str]:
    """Return what is declared wrongly, a line each."""
    real = asdict(measured)
    return [
        f"[complexity] {name}: declared {value}, measured {real[name]}"
        for name, value in asdict(said).items()
        if value != real[name]
    ]


def _tag(element: Element) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def _kilobytes(count: int) -> int:
    return round(count / 1000)
