"""How often the static inspector and Chromium give the same answer.

    python benchmarks/agreement.py FOLDER …        computed values and trees of every page below
    python benchmarks/agreement.py --bundled       every bundled template, and its references after each action
    python benchmarks/agreement.py --broken        trees of broken documents (built in)
    python benchmarks/agreement.py --list FOLDER   every disagreement
    python benchmarks/agreement.py --contrast FOLDER …   text contrast, against axe-core

Needs Playwright and a Chromium: that named by LLMSITE_CHROMIUM, one on PATH, or Playwright's own. Pages
are served from memory on an invented host, without network and with scripts off.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_llmsite.page import Page, colour_syntax, track_count
from pytest_llmsite.page.calc import viewport_height
from pytest_llmsite.page.tokens import tokenise
from pytest_llmsite.reply import apply_reply, parse_reply
from pytest_llmsite.site import Site
from pytest_llmsite.templates import loader

VIEWPORTS = (1280, 768, 375)
PROPERTIES = (
    "color", "background-color", "font-family", "font-size", "font-weight", "display",
    "flex-direction", "grid-template-columns", "text-align", "position",
)  # fmt: skip
MORE = (
    "visibility", "opacity", "float", "clear", "z-index", "overflow-x", "overflow-y", "font-style",
    "text-transform", "letter-spacing", "line-height", "border-top-color", "border-top-style",
    "border-left-width", "outline-color", "outline-style", "text-decoration-line", "flex-wrap",
    "flex-grow", "flex-shrink", "flex-basis", "order", "justify-content", "align-items", "align-self",
    "row-gap", "column-gap", "column-count", "list-style-type", "box-sizing", "padding-left", "max-width",
    "background-size", "background-repeat", "background-attachment", "object-fit", "white-space-collapse",
    "text-wrap-mode", "cursor", "vertical-align", "border-top-left-radius", "box-shadow", "text-shadow",
    "fill", "stroke", "direction", "grid-column-start", "grid-column-end", "aspect-ratio", "word-break",
    "text-decoration-color", "background-clip", "transition-duration", "animation-name", "table-layout",
)  # fmt: skip
HOST = "http://site.example/"

_COLLECT = """
names => {
  const rows = [];
  const walk = (element, depth) => {
    const style = getComputedStyle(element);
    rows.push([depth, element.localName, names.map(name => style.getPropertyValue(name))]);
    for (const child of element.children) walk(child, depth + 1);
  };
  walk(document.documentElement, 0);
  return rows;
}
"""

_AXE = """
async () => {
  const found = await axe.run(document, {runOnly: ['color-contrast']});
  const all = [...document.querySelectorAll('*')];
  const rows = [];
  for (const kind of ['violations', 'passes', 'incomplete'])
    for (const rule of found[kind])
      for (const node of rule.nodes) {
        const data = (node.any[0] || {}).data || {};
        rows.push([kind, all.indexOf(document.querySelector(node.target[0])), data.contrastRatio || 0]);
      }
  return rows;
}
"""
_DECIDED = {"violations": "fail", "passes": "pass", "incomplete": "abstains"}

# Broken markup of the kinds that language models and hurried people write.
BROKEN = {
    "unclosed": "<!doctype html><title>a</title><div><p>one<p>two<ul><li>x<li>y<div>z</ul><section><b>t",
    "misnested": "<!doctype html><p>a<b>b<i>c</b>d</i>e<div>f</p>g<span><div>h</span>i</div>",
    "formatting": "<!doctype html><p><b><b><b><b><i>x</p><p>y<a>z<p>w</a>v<font color=red><table><tr><td>q",
    "template": "<!doctype html><template><div>a<template><tr></template></div></template><p>b"
    "<table><template><td>x</template><tr><td>y</table>",
    "nested-links": "<!doctype html><a href=1>x<a href=2>y<div><a href=3>z</div></a></a><p><a>t<p>u",
    "self-closing": "<!doctype html><div/><p>a<span/>b<br/></br><svg><path/><g><circle/></g><p>c</svg>",
    "before-doctype": "text <!-- c --><!doctype html><html lang=en><title>t</title><p>x",
    "head-blocks": "<!doctype html><html><head><title>a</title><div>b</div><meta name=x><style>p{}"
    "</style></head><body class=c><p>d</body></html><p>late<!-- x -->",
    "tables": "<!doctype html><table><tr>foster<td>a<table><tr><td>b</table><caption>c<div>d</table>"
    "<table><div>e</div><form><input type=hidden><select><option>1<tr><td>f",
    "forms": "<!doctype html><form><form><input><button><button>b</form><select><div>x<option>y<select>"
    "<textarea>\n<p>z</textarea><label>a<label>b",
    "headings": "<!doctype html><h1>a<h2>b</h3>c</h1><dl><dt>x<dd>y<dt>z<p>w</dl><nobr>q<nobr>r",
    "fences": "```html\n<!doctype html>\n<html><head><title>x</title></head><body><p>y</body></html>\n```",
    "frames": "<!doctype html><body><frameset><p>x<iframe><p>y</iframe><noframes><b>z</noframes>",
    "attributes": '<!doctype html><div class=a class=b id=\'x"y\' =z <p>t</div><img src=a alt="b><p>c"><p>d',
    "foreign": "<!doctype html><svg><foreignObject><p>a<svg><title><b>c</title></svg></p></foreignObject>"
    "<desc><div>e</desc></svg><math><mi>x<p>y</math><svg><b>out</svg><svg><style>p{}</style><a>k</a></svg>",
    "entities": "<!doctype html><p>&nbsp;&amp&copy;&notit;&#x80;&bogus;&lt;b>x</p>&#0;<b>&ampere",
    "end-tags": "<!doctype html></p></br></div></body><p>a</html><div>b</table></section></p><i>c</em>d",
    "scripts": "<!doctype html><script>if (a<b) '</p>'<!-- <script> x</script> --></script><p>a<noscript>"
    "<p>b</noscript><style><!-- </style><p>c<xmp><b>d</xmp><plaintext><p>e",
    "comments": "<!doctype html><!-- a --!><p>b<!--> c --><p>d<![CDATA[ e ]]><p>f<?php echo 1 ?><p>g<!x><p>h",
    "empty": "",
    "only-text": "Sorry, I cannot do that.",
    "nothing-closed": "<html><head><body><div class=x><section><article><header><nav><ul><li><a href=#>x",
    "cut-off": '<!doctype html><html><head><title>x</title></head><body><div class="hero"><p>some te',
    "cut-in-tag": '<!doctype html><body><p>a</p><div class="b',
    "ruby": "<!doctype html><ruby>a<rb>b<rt>c<rp>d<rtc>e<rt>f</ruby><option>g<optgroup>h<option>i",
    "deep": "<!doctype html>" + "<div>" * 600 + "x",
    "deep-inline": "<!doctype html>" + "<b>" * 600 + "<p>x",
}


@dataclass
class Tally:
    """Answers given and answers that differ, by property."""

    asked: Counter[str] = field(default_factory=Counter)
    differ: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    trees: int = 0
    tree_differs: list[str] = field(default_factory=list)

    def add(self, name: str, equal: bool, example: str) -> None:
        self.asked[name] += 1
        if not equal:
            self.differ[name] += 1
            self.examples[name].append(example)

    def share(self, name: str) -> float:
        """Return the agreement on one property in per cent."""
        asked = self.asked[name]
        return 100.0 * (1 - self.differ[name] / asked) if asked else 100.0


class Chromium:
    """A running browser with one tab a viewport; scripts are off, and nothing reaches a network."""

    def __init__(self, opened: Any) -> None:
        self.opened = opened
        self.site = Site({})
        self.tabs: dict[int, Any] = {}

    def collect(self, site: Site, path: str, width: int, names: tuple[str, ...]) -> list[Any]:
        """Return depth, tag and computed values of every element."""
        self.site = site
        tab = self.tab(width)
        tab.goto(HOST + path, wait_until="load")
        rows: list[Any] = tab.evaluate(_COLLECT, list(names))
        return rows

    def tab(self, width: int) -> Any:
        if width not in self.tabs:
            context = self.opened.new_context(
                viewport={"width": width, "height": viewport_height(width)},
                java_script_enabled=False,
            )
            self.tabs[width] = context.new_page()
            self.tabs[width].route("**/*", self.serve)
        return self.tabs[width]

    def contrasts(self, site: Site, path: str, width: int) -> list[Any]:
        """Return axe-core's verdict, the number of the element, and the ratio, for every text.

        axe needs scripts, so the page's own are served empty.
        """
        import axe_playwright_python

        scripts = Path(axe_playwright_python.__file__).parent.rglob("axe*.js")
        self.site = Site(
            {name: b"" if name.endswith(".js") else body for name, body in site.files.items()}
        )
        size = {"width": width, "height": viewport_height(width)}
        context = self.opened.new_context(viewport=size, bypass_csp=True)
        tab = context.new_page()
        tab.route("**/*", self.serve)
        tab.goto(HOST + path, wait_until="load")
        tab.evaluate(next(scripts).read_text("utf-8"))
        rows: list[Any] = tab.evaluate(_AXE)
        context.close()
        return rows

    def serve(self, route: Any) -> None:
        name = route.request.url.removeprefix(HOST).split("?")[0].split("#")[0]
        content = self.site.files.get(name)
        if content is None:
            route.fulfill(status=404, body="")
        else:
            route.fulfill(status=200, body=content, content_type=_TYPES.get(Path(name).suffix, ""))


@contextmanager
def browser() -> Iterator[Chromium]:
    """Yield a Chromium; raises RuntimeError when there is none."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise RuntimeError("Playwright is not installed") from error
    names = ("chromium", "chromium-headless-shell", "google-chrome", "chrome")
    path = os.environ.get("LLMSITE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=path, args=arguments)
        except Error as error:
            raise RuntimeError(f"no Chromium could be started: {str(error)[:200]}") from error
        try:
            yield Chromium(opened)
        finally:
            opened.close()


_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml",
    ".webp": "image/webp", ".png": "image/png", ".js": "text/javascript", ".jpg": "image/jpeg",
}  # fmt: skip


def tree(page: Page) -> list[tuple[int, str]]:
    """Return depth and tag of every element in order, as the inspector has them."""
    depths: dict[Any, int] = {}
    rows = []
    for node in page.document.nodes:
        depths[node] = 0 if node.parent is None else depths[node.parent] + 1
        rows.append((depths[node], node.tag))
    return rows


def compare(
    opened: Chromium, site: Site, path: str, names: tuple[str, ...], tally: Tally, label: str = ""
) -> None:
    """Compare one page at all viewports and add to *tally*."""
    for width in VIEWPORTS:
        page = Page(site, path)
        rows = opened.collect(site, path, width, names)
        tally.trees += 1
        if [(depth, tag) for depth, tag, _ in rows] != tree(page):
            tally.tree_differs.append(f"{label}{path} at {width}")
            continue
        for node, (_, _, values) in zip(page.document.nodes, rows, strict=True):
            if not any(values):
                continue  # not rendered, such as the sources of a video: Chromium has no answer
            style = page.style(node.element, width)
            for name, theirs in zip(names, values, strict=True):
                if name == "grid-template-columns":
                    if not values[names.index("display")].endswith("grid"):
                        continue
                    ours = str(track_count(page, node.element, width))
                    collapses = "auto-fit" in style[name]
                    theirs = str(used_tracks(theirs, collapses))
                else:
                    ours = style[name]
                where = f"{label}{path} at {width}: {page.describe(node.element)}"
                tally.add(name, same(name, ours, theirs), f"{where}: {ours!r}, Chromium {theirs!r}")


def compare_contrast(
    opened: Chromium, site: Site, path: str, counts: Counter[str], label: str = ""
) -> Iterator[str]:
    """Compare contrast with axe at 1280 and 375 px; count verdict pairs, yield disagreements."""
    for width in (1280, 375):
        page = Page(site, path)
        for kind, number, ratio in opened.contrasts(site, path, width):
            if number < 0 or number >= len(page.document.nodes):
                continue
            element = page.document.nodes[number].element
            found = page.contrast(element, width)
            theirs = _DECIDED[kind]
            counts[f"axe {theirs}, inspector {found.decided}"] += 1
            if theirs == "abstains":
                continue
            near = found.lowest - 0.06 <= ratio <= found.highest + 0.06
            counts["ratios within 0.06" if near else "ratios apart"] += 1
            if theirs != found.decided or not near:
                yield (
                    f"{label}{path} at {width}: {page.describe(element)}: axe {theirs} {ratio}, "
                    f"inspector {found.decided} {found.lowest:.2f}-{found.highest:.2f}"
                )


def used_tracks(value: str, collapses: bool) -> int:
    """Count the columns of a resolved track list; collapsed ones are 0px wide and don't count."""
    if value == "none":
        return 1
    words = [token for token in tokenise(value) if token.type == "dimension"]
    return len([word for word in words if word.value > 0 or not collapses]) or 1


def same(name: str, ours: str, theirs: str) -> bool:
    """Whether two answers are equal; numbers to 0.02, colours to 1/255."""
    if ours == theirs:
        return True
    left = [token for token in tokenise(ours) if token.type not in ("whitespace", "comment")]
    right = [token for token in tokenise(theirs) if token.type not in ("whitespace", "comment")]
    if len(left) != len(right):
        return False
    return all(_same_token(one, other) for one, other in zip(left, right, strict=True))


def _same_token(one: Any, other: Any) -> bool:
    if one.serialize() == other.serialize():
        return True
    first, second = colour_syntax.parse(one), colour_syntax.parse(other)
    if first is not None and second is not None:
        return first.same_rgb(second) and abs(first.alpha - second.alpha) < 0.005
    if one.type == other.type and one.type in ("dimension", "number", "percentage"):
        units = getattr(one, "unit", ""), getattr(other, "unit", "")
        return units[0] == units[1] and abs(one.value - other.value) <= 0.02
    return False


def pages_below(folder: Path) -> Iterator[tuple[Site, str, str]]:
    """Yield every page of the sites in a folder: it, or those of its sub-folders."""
    if (folder / "index.html").is_file() or list(folder.glob("*.html")):
        folders = [folder]
    else:
        folders = sorted({path.parent for path in folder.rglob("index.html")})
    for each in folders:
        site = Site.from_folder(each)
        for path in site:
            if path.endswith(".html"):
                yield site, path, f"{each.relative_to(folder.parent)}/"


def bundled_states() -> Iterator[tuple[Site, str, str]]:
    """Yield the bundled templates' starting pages, and what their references make of them."""
    for name in loader.bundled_names():
        known = loader.load(loader.BUNDLED / name)
        site, label = known.start, "start"
        yield site, "index.html", f"{name}/{label}/"
        for action, reply in known.references.items():
            site = apply_reply(site, parse_reply(reply)).site
            yield site, "index.html", f"{name}/{action}/"


def check_broken(opened: Chromium, tally: Tally) -> None:
    """Compare the trees of broken documents, and the computed values of what both agree on."""
    for name, html in BROKEN.items():
        site = Site({"index.html": html.encode()})
        compare(opened, site, "index.html", PROPERTIES, tally, f"{name}:")


def report(tally: Tally, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table."""
    good = tally.trees - len(tally.tree_differs)
    yield f"trees: {good} of {tally.trees} equal"
    yield from (f"  differs: {name}" for name in tally.tree_differs)
    yield f"{'property':26}{'answers':>9}{'differ':>8}{'agreement':>11}"
    for name in names:
        yield f"{name:26}{tally.asked[name]:>9}{tally.differ[name]:>8}{tally.share(name):>10.3f}%"


def contrast_main(folders: list[Path]) -> int:
    """Print how contrast verdicts compare with axe-core's."""
    counts: Counter[str] = Counter()
    with browser() as opened:
        for folder in folders:
            for site, path, label in pages_below(folder):
                for line in compare_contrast(opened, site, path, counts, label):
                    print(line)
    for name, count in sorted(counts.items()):
        print(f"{name:40}{count:>7}")
    return 0


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, help="folders with sites")
    parser.add_argument("--bundled", action="store_true", help="bundled templates and references")
    parser.add_argument("--broken", action="store_true", help="the built-in broken documents")
    parser.add_argument("--more", action="store_true", help="further properties")
    parser.add_argument("--list", type=int, nargs="?", const=10_000, default=0, metavar="N",
                        help="list up to N disagreements of each property")  # fmt: skip
    parser.add_argument("--contrast", action="store_true", help="text contrast against axe-core")
    options = parser.parse_args()
    if options.contrast:
        return contrast_main(options.folders)
    names = PROPERTIES + (MORE if options.more else ())
    tally = Tally()
    with browser() as opened:
        if options.broken:
            check_broken(opened, tally)
        for site, path, label in bundled_states() if options.bundled else ():
            compare(opened, site, path, names, tally, label)
        for folder in options.folders:
            for site, path, label in pages_below(folder):
                compare(opened, site, path, names, tally, label)
    print("\n".join(report(tally, names)))
    for name in names:
        for example in tally.examples[name][: options.list]:
            print(f"{name}: {example}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
