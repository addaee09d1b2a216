"""How often the static inspector and the browser give the same answer, per property and per check.

    python benchmarks/browser_agreement.py          references of all bundled templates, and simulated chains
    python benchmarks/browser_agreement.py --models haiku,sonnet --step-of 4   every fourth step of each chain
    python benchmarks/browser_agreement.py --models reference --templates safari-lodge --list 20

Properties: computed values, visibility and boxes of every element, contrast of every text. Checks: each
requirement and each rule of damage at each step, and the step's score. "unknown" counts apart: there the
static inspector says that it cannot tell, and never deducts. With --step-of N chains begin at different steps,
so that all actions are among them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from agreement import same
from simulated_chains import REFERENCE, Step, chain

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.browser.finding import find
from pytest_llmsite.browser.inspector import BrowserInspector
from pytest_llmsite.browser.page import BrowserPage
from pytest_llmsite.inspection import STATIC
from pytest_llmsite.page.page import Page
from pytest_llmsite.scoring import score_step
from pytest_llmsite.templates import loader
from pytest_llmsite.templates.loader import Template

VIEWPORTS = (1280, 768, 375)
_LOOK = {
    "display": "display",
    "visibility": "visibility",
    "color": "colour",
    "background-color": "background",
    "font-family": "font_family",
    "font-size": "font_size",
}
NEAR = 0.02  # of the window's width: two edges this near are the same


@dataclass
class Tally:
    """Answers by name: same, other, unknown to the static inspector."""

    same: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, static: object, browser: object, example: str, equal: bool) -> None:
        """Count one answer."""
        if static is None or static == "unknown":
            self.unknown[name] += 1
        elif equal:
            self.same[name] += 1
        else:
            self.other[name] += 1
            self.examples[name].append(f"{example}: {static} / {browser}")

    def lines(self, title: str) -> Iterator[str]:
        """Yield a table."""
        yield f"{title:34}{'same':>9}{'other':>8}{'unknown':>9}{'agreement':>11}"
        for name in sorted({*self.same, *self.other, *self.unknown}):
            decided = self.same[name] + self.other[name]
            share = f"{100 * self.same[name] / decided:.2f}%" if decided else "–"
            yield (
                f"{name:34}{self.same[name]:>9}{self.other[name]:>8}{self.unknown[name]:>9}{share:>11}"
            )


def compare_page(label: str, static: Page, browser: BrowserPage, tally: Tally) -> None:
    """Compare what both say of one page."""
    for width in VIEWPORTS:
        view = browser.view(width)
        if view is None:
            continue
        live = browser.live(375 if width == 375 else 1280)
        boxes = static.boxes(width)
        for node in static.document.nodes:
            place = browser.places.get(node.order)
            if place is None:
                continue
            element = node.element
            name = f"{label} {static.describe(element)} at {width}"
            style = static.style(element, width)
            for prop, attribute in _LOOK.items():
                told = getattr(view.looks[place], attribute)
                tally.add(prop, style[prop], told, name, same(prop, style[prop], told))
            if place not in view.texts:
                continue
            if live is not None and width != 768:
                seen = place not in live.hidden
                told = static.visible(element, width)
                # What is clipped or moved away is in the page, to the browser.
                tally.add("visible", told, seen, name, told == seen or (told is False and seen))
            rect, real = boxes.rect(element), view.rects[place]
            if rect is not None and real.area:
                for edge in ("left", "width"):
                    one, other = getattr(rect, edge), getattr(real, edge)
                    near = abs(one - other) <= NEAR * width
                    tally.add(f"box {edge}", f"{one:.0f}", f"{other:.0f}", name, near)
        if width != 768:
            compare_contrast(label, static, browser, width, tally)


def compare_contrast(
    label: str, static: Page, browser: BrowserPage, width: int, tally: Tally
) -> None:
    """Compare whether texts can be read."""
    for element in static.texts(width):
        twin = browser.elements.get(browser.places.get(static.node(element).order, -1))
        if twin is None or static.visible(element, width) is False:
            continue
        one, other = static.contrast(element, width), browser.contrast(twin, width)
        name = f"{label} {static.describe(element)} at {width}"
        tally.add("contrast", one.decided, other.decided, name, one.decided == other.decided)
        if one.decided == "unknown":
            tally.add(f"contrast by pixels: {other.decided}", "", "", name, True)


def compare_step(
    template: Template, step: Step, browser: BrowserInspector, label: str, tally: Tally
) -> tuple[float, float]:
    """Compare the findings of one step; return both scores."""
    action = step.action
    first, second = (
        score_step(template, action, ACTIONS, step.before, step.after, (), inspector)
        for inspector in (STATIC, browser)
    )
    costs: list[Counter[str]] = []
    for score in (first, second):
        cost: Counter[str] = Counter()
        for finding in score.findings:
            cost[f"{finding.kind} {finding.rule}"] += finding.deduction  # type: ignore[assignment]
        costs.append(cost)
    for name in sorted({*costs[0], *costs[1]}):
        one, other = round(costs[0][name], 2), round(costs[1][name], 2)
        words = "; ".join(
            f.message for f in (*first.findings, *second.findings) if name.endswith(f.rule)
        )
        tally.add(name, one, other, f"{label} {action.name} [{words[:160]}]", one == other)
    tally.add(
        "score of a step", first.score, second.score, f"{label} {action.name}",
        abs(first.score - second.score) < 0.005,
    )  # fmt: skip
    return first.score, second.score


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--templates", default=",".join(loader.bundled_names()))
    parser.add_argument(
        "--models",
        default=f"{REFERENCE},haiku,deepseek-r1",
        help="of the chains (default: %(default)s)",
    )
    parser.add_argument("--every", type=int, default=4, help="compare properties of each Nth page")
    parser.add_argument(
        "--step-of", type=int, default=1, metavar="N", help="score each Nth step only"
    )
    parser.add_argument("--list", type=int, default=3, metavar="N", help="examples of each")
    parser.add_argument("--browser", help="the Chromium to use")
    options = parser.parse_args()
    pages, checks = Tally(), Tally()
    browser = BrowserInspector(find(options.browser))
    scores: list[tuple[float, float]] = []
    chains = 0
    try:
        for name in options.templates.split(","):
            template = loader.load(loader.find(name))
            for model in filter(None, options.models.split(",")):
                label = f"{name} {model}"
                steps = chain(template, model)[chains % options.step_of :: options.step_of]
                chains += 1
                for number, step in enumerate(steps):
                    if number % options.every == 0:
                        found = browser.page(step.after)
                        assert isinstance(found, BrowserPage)
                        where = f"{label} after {step.action.name}"
                        compare_page(where, STATIC.page(step.after), found, pages)
                    scores.append(compare_step(template, step, browser, label, checks))
                print(f"{label}: {len(steps)} steps", file=sys.stderr)
        print(browser.name)
    finally:
        browser.close()
    for tally, title in ((pages, "property"), (checks, "check (deduction at a step)")):
        print("\n".join(tally.lines(title)))
        for name, examples in tally.examples.items():
            for example in examples[: options.list]:
                print(f"  {name}: {example}")
        print()
    gaps = [abs(one - other) for one, other in scores]
    print(f"{len(scores)} steps, mean difference of scores {sum(gaps) / max(1, len(gaps)):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
