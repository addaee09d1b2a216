"""How long the static inspector takes, in milliseconds, and as a multiple of bare parsing.

    python benchmarks/inspect_speed.py [FOLDER …]

Without folders the bundled templates are measured, and a generated page of 25 KB with 25 KB of CSS. Each
number is the median CPU time of several runs, on fresh pages: "cold" with the caches of sheets and selectors emptied,
"edited" with one declaration changed (as after a model's edit), "warm" with nothing changed.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import tinycss2
import turbohtml

from pytest_llmsite.page import Page, align, sharing
from pytest_llmsite.page.reader import parse_inline, parse_sheet
from pytest_llmsite.site import Site

RUNS = 9
BUNDLED = Path(__file__).parents[1] / "pytest_llmsite" / "templates" / "bundled"
ASKED = (
    "color", "background-color", "font-family", "font-size", "font-weight", "display",
    "flex-direction", "grid-template-columns", "text-align", "position",
)  # fmt: skip


def generated() -> Site:
    """Return a page of about 25 KB with about 25 KB of CSS."""
    rules = [
        f".c{n}, .d{n} > p {{ color: var(--c{n % 9}); padding: {n % 7}px {n % 5}em; "
        f"background: linear-gradient(#fff, rgba(0, 0, {n % 255}, .4)); display: flex }}"
        for n in range(190)
    ]
    root = "; ".join(f"--c{n}: hsl({n * 40} 50% 40%)" for n in range(9))
    css = f":root {{ {root} }}\n" + "\n".join(rules)
    blocks = [
        f'<section class="c{n} d{n}"><h2>Heading {n}</h2><p class="c{n + 1}">Some words about {n} and '
        f'<a href="#s{n}">a link</a>.</p></section>'
        for n in range(190)
    ]
    html = (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>t</title>"
        f'<link rel="stylesheet" href="a.css"></head><body>{"".join(blocks)}</body></html>'
    )
    return Site({"index.html": html.encode(), "a.css": css.encode()})


def compute(site: Site, width: int = 1280) -> Page:
    """Parse a page and compute ten properties of all its elements at one viewport."""
    page = Page(site)
    for node in page.document.nodes:
        style = page.style(node.element, width)
        for name in ASKED:
            style[name]
    return page


def bare(site: Site) -> None:
    """Only parse: HTML with turbohtml, CSS with tinycss2."""
    for path, content in site.files.items():
        if path.endswith(".html"):
            turbohtml.parse(content.decode("utf-8", "replace"))
        elif path.endswith(".css"):
            tinycss2.parse_stylesheet(content.decode("utf-8", "replace"))


def forget() -> None:
    """Empty the caches that pages share."""
    parse_sheet.cache_clear()
    parse_inline.cache_clear()
    sharing._stores.clear()
    sharing._sayings.clear()


def median(action: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Return the median CPU time of *action* in ms; *before* runs first and is not timed."""
    times = []
    for _ in range(RUNS):
        before()
        start = time.process_time()
        action()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def edits(site: Site) -> Iterator[Site]:
    """Yield copies of a site, each with another declaration at the end of its first style sheet."""
    path = next((path for path in site if path.endswith(".css")), None)
    number = 0
    while True:
        number += 1
        extra = f"\n.edited {{ margin: {number}px }}\n".encode()
        yield site.replace({path: site.files[path] + extra}) if path else site


def measure(name: str, site: Site) -> str:
    """Return one line of the table."""
    page = compute(site)
    html = len(site.files["index.html"]) / 1024
    css = sum(len(content) for path, content in site.files.items() if path.endswith(".css")) / 1024
    parsing = median(lambda: bare(site))
    cold = median(lambda: compute(site), forget)
    changed = edits(site)
    edited = median(lambda: compute(next(changed)))
    warm = median(lambda: compute(site))
    second = median(lambda: [page.style(n.element, 375)[p] for n in page.document.nodes for p in ASKED],
                    lambda: page.engine._styles.clear())  # fmt: skip
    contrast = median(lambda: [page.contrast(e) for e in page.texts()], page._backdrops.clear)
    aligned = median(lambda: align(page, page))
    return (
        f"{name:18}{html:7.0f}{css:7.0f}{len(page.document.nodes):7}{parsing:9.1f}{cold:9.1f}"
        f"{edited:9.1f}{warm:9.1f}{second:9.1f}{contrast:10.1f}{aligned:8.1f}{cold / parsing:8.1f}"
        f"{warm / parsing:7.1f}"
    )


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    folders = [Path(argument) for argument in arguments] or sorted(BUNDLED.glob("*/site"))
    print(
        f"{'page':18}{'KB':>7}{'css KB':>7}{'nodes':>7}{'parsing':>9}{'cold':>9}{'edited':>9}{'warm':>9}"
        f"{'2nd view':>9}{'contrast':>10}{'align':>8}{'cold x':>8}{'warm x':>7}"
    )
    for folder in folders:
        name = folder.parent.name if folder.name == "site" else folder.name
        print(measure(name[:18], Site.from_folder(folder)))
    if not arguments:
        print(measure("generated", generated()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
