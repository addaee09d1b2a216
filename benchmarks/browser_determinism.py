"""Whether a page that is rendered again and again gives the same geometry, findings and pixels.

    python benchmarks/browser_determinism.py                    50 renderings of a page of each template
    python benchmarks/browser_determinism.py --times 10 --templates gala-event
    python benchmarks/browser_determinism.py --load 0           without other work on the machine's cores

The pages: in turn a reference's last page and the worst page of a simulated chain, so that broken ones are among
them. They take turns, so that each follows another. Every tenth of the renderings has a new browser and ends with
scoring the step from the template's start; in every second tenth the machine's cores are kept busy. Compared with the first rendering: everything that is
measured without scripts (boxes, lines, looks, images, what is cut off or covered, fonts, axe-core), everything
that is observed with scripts, contrast by pixels, all findings with their deductions, and the pictures: their
bytes, and where these differ, by how much a channel of a pixel differs at most and how many pixels do.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from simulated_chains import REFERENCE, Step, chain

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.browser.chromium import Chromium
from pytest_llmsite.browser.finding import find
from pytest_llmsite.browser.inspector import BrowserInspector
from pytest_llmsite.browser.page import BrowserPage
from pytest_llmsite.browser.rendering import Rendered
from pytest_llmsite.scoring import score_step
from pytest_llmsite.site import Site, content_hash
from pytest_llmsite.templates.loader import BUNDLED, Template, bundled_names, load

TENTHS = 10
MODELS = ("haiku", REFERENCE, "deepseek-r1")
# Times and pictures apart, which are compared in their own way.
_APART = frozenset({"seconds", "views", "live", "asked"})


@dataclass
class Seen:
    """What one rendering of a step told, by the name under which it is compared."""

    facts: dict[str, str]
    pictures: dict[str, bytes]


@dataclass
class Tally:
    """How many renderings were compared, and what differed."""

    renderings: int = 0
    other: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    largest: int = 0  # difference of one channel of one pixel, of 255
    pixels: float = 0.0  # largest share of a picture's pixels

    def compare(self, first: Seen, second: Seen) -> None:
        """Count what differs."""
        self.renderings += 1
        for name, told in second.facts.items():
            if first.facts.get(name) != told:
                self._differs(name, _where(first.facts.get(name, ""), told))
        for name, picture in first.pictures.items():
            if second.pictures.get(name) != picture:
                largest, share = _difference(picture, second.pictures.get(name, b""))
                self.largest, self.pixels = max(self.largest, largest), max(self.pixels, share)
                self._differs(name, f"by {largest}, {share:.4%} of the pixels")

    def _differs(self, name: str, example: str) -> None:
        self.other[name] += 1
        self.examples.setdefault(name, example)


def look(inspector: BrowserInspector, site: Site) -> Seen:
    """Return what the browser tells of a page that it has forgotten."""
    inspector.forget()
    page = inspector.page(site)
    assert isinstance(page, BrowserPage)
    found = page.lived
    pictures = {
        f"picture at {width} px": view.picture
        for width, view in found.views.items()
        if view.picture
    }
    return Seen(dict(_facts(found)), pictures)


def judge(inspector: BrowserInspector, template: Template, step: Step) -> dict[str, str]:
    """Return the findings of the step that led to a page."""
    score = score_step(template, step.action, ACTIONS, step.before, step.after, (), inspector)
    found = {"findings": repr((score.score, score.findings)), "evidence": repr(score.evidence)}
    page = inspector.page(step.after)
    for width in (1280, 768, 375):
        told = [page.contrast(element, width) for element in page.texts(width)]
        found[f"contrast at {width} px"] = repr(told)
    return found


def _facts(found: Rendered) -> Iterator[tuple[str, str]]:
    for each in fields(found):
        if each.name not in _APART:
            value = getattr(found, each.name)
            yield each.name, repr(sorted(value) if isinstance(value, frozenset) else value)
    for width, view in found.views.items():
        yield f"geometry at {width} px", repr(replace(view, encoding=None))
    for width, live in found.live.items():
        yield (
            f"with scripts at {width} px",
            repr(replace(live, hidden=frozenset())) + repr(sorted(live.hidden)),
        )


def _where(first: str, second: str) -> str:
    """Return where two texts begin to differ."""
    at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    return f"…{first[max(0, at - 60) : at + 60]}… / …{second[max(0, at - 60) : at + 60]}…"


def _difference(first: bytes, second: bytes) -> tuple[int, float]:
    """Return by how much a channel differs at most, and the share of pixels that differ at all."""
    from PIL import Image, ImageChops

    one, other = (Image.open(io.BytesIO(each)).convert("RGB") for each in (first, second))
    if one.size != other.size:
        return 255, 1.0
    found = ImageChops.difference(one, other)
    counts = _highest(found).histogram()
    return max(i for i, count in enumerate(counts) if count), 1 - counts[0] / sum(counts)


def _highest(picture: Any) -> Any:
    from PIL import ImageChops

    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _busy(until: float) -> None:
    while time.monotonic() < until:
        sum(range(10_000))


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep cores busy meanwhile."""
    context = multiprocessing.get_context("spawn")
    started = [
        context.Process(target=_busy, args=(time.monotonic() + 3600,), daemon=True)
        for _ in range(processes)
    ]
    for process in started:
        process.start()
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.join()


def worst(template: Template, model: str) -> Step:
    """Return a step from the starting page to the last of a reference, or the worst of a simulated chain."""
    steps = chain(template, model)
    scores = [
        score_step(template, s.action, ACTIONS, s.before, s.after, s.refused).score for s in steps
    ]
    lowest = steps[-1] if model == REFERENCE else steps[scores.index(min(scores))]
    return replace(lowest, before=template.start, refused=())


@dataclass
class Page:
    """A page that is rendered again and again, and how it went."""

    template: Template
    step: Step
    first: Seen | None = None
    inspector: BrowserInspector | None = None
    tally: Tally = field(default_factory=Tally)

    def again(self, chromium: Chromium, scored: bool) -> None:
        """Render it once more."""
        if scored or self.inspector is None:  # a new one knows nothing of scores, either
            self.inspector = BrowserInspector(chromium.executable, keep=content_hash)
        self.inspector.chromium = chromium
        seen = look(self.inspector, self.step.after)
        if scored:
            seen.facts.update(judge(self.inspector, self.template, self.step))
        first = self.first = self.first or seen
        first.facts.update({k: v for k, v in seen.facts.items() if k not in first.facts})
        self.tally.compare(first, seen)


def measure(pages: Sequence[Page], times: int, load_on: int, browser: Path) -> None:
    """Render all pages again and again, so that each follows another."""
    for tenth in range(TENTHS):
        share = range(tenth * times // TENTHS, (tenth + 1) * times // TENTHS)
        if not share:
            continue
        chromium = Chromium(browser)
        try:
            with busy(load_on if tenth % 2 else 0):
                for number in share:
                    for page in pages:
                        page.again(chromium, scored=number == share[-1])
        finally:
            chromium.close()
        other = sum(sum(page.tally.other.values()) for page in pages)
        told = f"{share[-1] + 1} renderings of each page, {other} differences"
        print(told, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns 1 when anything differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--templates", default=",".join(bundled_names()))
    parser.add_argument("--times", type=int, default=50, help="renderings (default: %(default)s)")
    parser.add_argument(
        "--load",
        type=int,
        default=os.cpu_count() or 1,
        help="busy processes (default: %(default)s)",
    )
    parser.add_argument("--browser", help="the Chromium to use")
    options = parser.parse_args(arguments)
    browser = find(options.browser)
    pages = []
    for number, name in enumerate(options.templates.split(",")):
        template = load(BUNDLED / name)
        pages.append(Page(template, worst(template, MODELS[number % len(MODELS)])))
    measure(pages, options.times, options.load, browser)
    print(f"{'template':24}{'renderings':>12}{'different':>11}{'pixel by':>10}{'of pixels':>11}")
    for page in pages:
        tally = page.tally
        print(
            f"{page.template.name:24}{tally.renderings:>12}{sum(tally.other.values()):>11}"
            f"{tally.largest:>10}{tally.pixels:>11.4%}"
        )
        for what, times in tally.other.items():
            print(f"  {times} times {what}: {tally.examples[what]}")
    print(BrowserInspector(browser).name)
    return 1 if any(page.tally.other for page in pages) else 0


if __name__ == "__main__":
    sys.exit(main())
