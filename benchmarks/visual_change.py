"""Whether measures of visual change tell damage from what was asked for, over labelled pairs of sites.

    python benchmarks/visual_change.py                       all pairs, a browser: half an hour
    python benchmarks/visual_change.py --templates gala-event --models haiku --list 20

Per measure: the area under the ROC curve (0.5: says nothing), and what a threshold does that is the lowest to
give a precision of 0.97 on all other templates. "Beyond": damaged pairs in which the static inspector finds no
damage. A picture's measures take whole pages; the others take elements, outside of what the action asked for.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from visual_pairs import Pair, pairs

from pytest_llmsite.browser.finding import find
from pytest_llmsite.browser.inspector import BrowserInspector
from pytest_llmsite.browser.page import BrowserPage
from pytest_llmsite.browser.regions import Region, regions
from pytest_llmsite.browser.rendering import Rendering
from pytest_llmsite.damage.case import Case
from pytest_llmsite.damage.detect import defects_of
from pytest_llmsite.inspection import STATIC
from pytest_llmsite.page.align import align
from pytest_llmsite.templates.loader import bundled_names

PRECISION = 0.97


@dataclass(frozen=True, slots=True)
class Measured:
    """A labelled pair with its measures; *known*: whether it is damaged and other rules say so."""

    pair: Pair
    values: Mapping[str, float]
    known: bool
    places: tuple[str, ...]


def measure(inspector: BrowserInspector, pair: Pair) -> Measured:
    """Render both sites and measure what changed."""
    before, after = inspector.page(pair.step.before), inspector.page(pair.step.after)
    assert isinstance(before, BrowserPage)
    assert isinstance(after, BrowserPage)
    case = Case(before, after, align(before, after), pair.template, pair.step.action.name)
    found = list(regions(case))
    values = dict(_elements(found))
    values |= _pictures(before.view(), after.view())
    places = tuple(
        f"{r.section.name} {r.viewport}: {len(r.unexpected)}/{len(r.elements)} ({r.asked or '-'})"
        for r in found
        if r.unexpected
    )
    return Measured(pair, values, pair.damaged and _known(pair), places)


def _known(pair: Pair) -> bool:
    """Whether the rules that need no browser find damage."""
    before, after = STATIC.page(pair.step.before), STATIC.page(pair.step.after)
    case = Case(before, after, align(before, after), pair.template, pair.step.action.name)
    return bool(defects_of(case))


def _elements(found: Sequence[Region]) -> Mapping[str, float]:
    """Return measures of elements: over the whole page, and the largest of any part at any width."""
    total = sum(len(region.elements) for region in found) or 1
    strict = [region for region in found if not region.asked.arrangement]

    def largest(name: str) -> float:
        return max((region.share(getattr(region, name)) for region in strict), default=0.0)

    still = [region for region in strict if not region.asked.flow]
    return {
        "elements moved, whole page": sum(len(r.moved) for r in found) / total,
        "elements restyled, whole page": sum(len(r.restyled) for r in found) / total,
        "unasked: moved": max((r.share(r.moved) for r in still), default=0.0),
        "unasked: moved far": max((r.share(r.far) for r in still), default=0.0),
        "unasked: restyled": largest("unasked"),
        "unasked: rearranged": largest("rearranged"),
        "unasked: lost": largest("lost"),
        "unasked: any, largest share of a part": largest("unexpected"),
        "unasked: any to be seen, of a part": largest("disturbed"),
        "unasked: any, share of the page": sum(len(r.unexpected) for r in found) / total,
    }


def _pictures(first: Rendering | None, second: Rendering | None) -> Mapping[str, float]:
    """Return two measures of whole pictures: pixels, and a perceptual hash of differences."""
    from PIL import Image, ImageChops

    if first is None or second is None or not first.picture or not second.picture:
        return {}
    one, other = (
        Image.open(io.BytesIO(view.picture)).convert("L").resize((256, 1024), Image.Resampling.BOX)
        for view in (first, second)
    )
    counts = ImageChops.difference(one, other).histogram()
    hashes = [_hash(picture) for picture in (one, other)]
    return {
        "picture: pixels": sum(counts[13:]) / sum(counts),
        "picture: hash": float(sum(a != b for a, b in zip(*hashes, strict=True))),
    }


def _hash(picture: object) -> list[bool]:
    """Return whether each of 16 by 16 patches is lighter than its right neighbour (dHash)."""
    small = picture.resize((17, 16)).tobytes()  # type: ignore[attr-defined]
    return [small[17 * y + x] > small[17 * y + x + 1] for y in range(16) for x in range(16)]


def area(good: Sequence[float], bad: Sequence[float]) -> float:
    """Return the chance that a damaged pair's value is the higher one (ties count half)."""
    wins = sum((b > g) + 0.5 * (b == g) for g in good for b in bad)
    return wins / (len(good) * len(bad)) if good and bad else float("nan")


def threshold(rows: Sequence[tuple[float, bool]]) -> float:
    """Return the lowest value of which those at or above it are damaged in 97 of 100 pairs."""
    best = float("inf")
    hits = false = 0
    for value, group in _falling(rows):
        hits += sum(group)
        false += len(group) - sum(group)
        if value > 0 and hits / (hits + false) >= PRECISION:
            best = value
    return best


def _falling(rows: Sequence[tuple[float, bool]]) -> list[tuple[float, list[bool]]]:
    groups: dict[float, list[bool]] = defaultdict(list)
    for value, damaged in rows:
        groups[value].append(damaged)
    return sorted(groups.items(), reverse=True)


def held_out(
    rows: Sequence[Measured], name: str
) -> tuple[Counter[str], list[Measured], list[float]]:
    """Judge each template's pairs by the threshold of all others."""
    counts: Counter[str] = Counter()
    false, limits = [], []
    for group in sorted({row.pair.group for row in rows}):
        rest = [(r.values[name], r.pair.damaged) for r in rows if r.pair.group != group]
        limit = threshold(rest)
        limits.append(limit)
        for row in rows:
            if row.pair.group != group:
                continue
            flagged = row.values[name] >= limit
            counts["flagged"] += flagged
            counts["damaged"] += row.pair.damaged
            counts["right"] += flagged and row.pair.damaged
            counts["beyond"] += row.pair.damaged and not row.known
            counts["right beyond"] += flagged and row.pair.damaged and not row.known
            counts["references"] += flagged and row.pair.kind == "reference"
            if flagged and not row.pair.damaged:
                false.append(row)
    return counts, false, limits


def report(rows: Sequence[Measured], most: int) -> None:
    """Print all tables."""
    names = [name for name in rows[0].values if all(name in row.values for row in rows)]
    good = [row for row in rows if not row.pair.damaged]
    bad = [row for row in rows if row.pair.damaged]
    print(f"{len(good)} pairs as asked, {len(bad)} damaged\n")
    print(
        f"{'measure':40}{'AUC':>6}{'precision':>11}{'recall':>8}{'beyond':>11}{'references':>12}{'limit':>8}"
    )
    alarms: dict[str, list[Measured]] = {}
    for name in names:
        auc = area([r.values[name] for r in good], [r.values[name] for r in bad])
        counts, alarms[name], limits = held_out(rows, name)
        share = counts["right"] / counts["flagged"] if counts["flagged"] else float("nan")
        beyond = f"{counts['right beyond']}/{counts['beyond']}"
        print(
            f"{name:40}{auc:6.3f}{share:11.3f}{counts['right'] / max(1, len(bad)):8.2f}{beyond:>11}"
            f"{counts['references']:>12}{statistics.median(limits):8.3f}"
        )
    last = "unasked: any to be seen, of a part"
    print(f"\nby kind: pairs, mean of {last!r}, share above 0, share that other rules find")
    kinds = sorted({(row.pair.damaged, row.pair.kind) for row in rows})
    for damaged, kind in kinds:
        these = [row for row in rows if row.pair.kind == kind and row.pair.damaged == damaged]
        values = [row.values[last] for row in these]
        print(
            f"  {'damaged' if damaged else 'asked':9}{kind:42}{len(these):>5}{statistics.fmean(values):>7.2f}"
            f"{sum(v > 0 for v in values) / len(these):>7.2f}{sum(r.known for r in these) / len(these):>7.2f}"
        )
    above = [row for row in good if row.values[last] > 0]
    print(f"\nas asked, and yet something moved that was not to ({len(above)}):")
    for row in above[:most]:
        where = "; ".join(row.places[:3])
        print(f"  {row.pair.group} {row.pair.step.action.name} ({row.pair.kind}): {where}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--templates", default=",".join(bundled_names()))
    parser.add_argument("--models", default="haiku", help="simulated models (default: %(default)s)")
    parser.add_argument("--list", type=int, default=10, metavar="N", help="false alarms to print")
    parser.add_argument("--browser", help="the Chromium to use")
    options = parser.parse_args(arguments)
    inspector = BrowserInspector(find(options.browser))
    rows = []
    try:
        models = [name for name in options.models.split(",") if name]
        for number, pair in enumerate(pairs(options.templates.split(","), models)):
            rows.append(measure(inspector, pair))
            if number % 25 == 24:
                print(f"{number + 1} pairs", file=sys.stderr)
        print(inspector.name)
    finally:
        inspector.close()
    report(rows, options.list)
    return 0


if __name__ == "__main__":
    sys.exit(main())
