"""Style sheets that are lost or cut off, and what looks different where nobody asked for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from ..actions.caching import per_page
from ..actions.elements import elements
from ..actions.patterns.scene import sticking_out
from ..actions.wording import plural
from ..findings import Defect, Evidence
from ..page.computed import Declaration
from ..page.dom import Element, ParseError
from ..page.page import Page
from ..page.tokens import text
from . import looks
from .case import VIEWPORTS, Case, defect

_CUT = 0.995  # share of rules still in effect below which a fault has swallowed some
_LOST = 0.35  # share below which the style is gone
_INVALID = frozenset({"invalid-value", "unknown-property"})
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_WIDTH = re.compile(r"(\d*\.?\d+)\s*(px|em|rem)?")
_STATES = re.compile(r":(?:hover|focus|focus-visible|focus-within|active)(?![\w-])")
_GUTTED = 0.4
_WIDE = (
    "width",
    "min-width",
    "left",
    "margin-left",
    "margin-right",
    "grid-template-columns",
    "flex-basis",
)


def sheets(case: Case) -> Iterator[Defect]:
    """Find style sheets that are no longer linked, or not read to their end, and what else is wrong
    with their text."""
    if case.blank or _same_sheets(case):
        return
    new = [(file, error) for file, error in _new_errors(case) if file not in case.littered]
    unclosed = [e for e in new if e[1].code in ("unclosed", "too-deep")]
    new = [e for e in new if e not in unclosed]
    if unclosed and not case.unstyled and _in_effect(case) < _CUT:
        case.unstyled = True
        file, error = unclosed[0]
        yield defect(
            "damage/css-cut-off",
            f"{error.message}; rules after it are lost or apply elsewhere",
            "close the block, string or comment",
            [Evidence(file, error.line)],
            {f"file:{file}", *case.subjects(e for e, _ in case.pairs)},
        )
    # what is not closed and swallows nothing is healed by every browser
    if not case.unstyled:
        yield from _unlinked(case)
    for file, error in new if not case.unstyled else ():
        invalid = error.code in _INVALID
        yield defect(
            "damage/invalid-declaration" if invalid else "damage/css-parse-error",
            f"{error.code.replace('-', ' ')}: {error.message}",
            "write a property and value that CSS knows" if invalid else "mend the syntax",
            [Evidence(file, error.line, "", error.message)],
            {f"css:{file}:{error.line}"},
        )
    yield from _undefined(case)
    if not case.unstyled:
        yield from _breakpoints(case)
        yield from _states(case)


def _same_sheets(case: Case) -> bool:
    return _written(case.before) == _written(case.after)


@per_page
def _written(page: Page) -> list[object]:
    """Return all that is written of style: sheets, when they apply, and style attributes."""
    queries = [(use.file, [text(query) for query in use.media]) for use in page.sheets]
    sheets = [(sheet.file, sheet.text) for sheet in page.stylesheets()]
    inline = [style for node in page.document.nodes if (style := node.attrs.get("style"))]
    return [queries, sheets, inline]


def _unlinked(case: Case) -> Iterator[Defect]:
    now = {use.file for use in case.after.sheets}
    files = dict.fromkeys(use.file for use in case.before.sheets)
    named = [file for file in files if file != case.before.path and file not in case.files]
    share = _in_effect(case) if named else 1.0
    for file in named:
        elsewhere = file in now and share < _LOST
        if file in now and not elsewhere:
            continue
        if share >= _GUTTED and not elsewhere:
            continue  # its rules stand in another sheet now
        case.files.add(file)
        case.unstyled = True
        yield defect(
            "damage/unlinked-stylesheet",
            f"the style sheet {file} does not apply any more",
            f"link {file} in <head>",
            [case.head()],
            {f"file:{file}", *case.subjects(e for e, _ in case.pairs)},
        )


def _in_effect(case: Case) -> float:
    """Return how many of the (element, rule) pairs of the page before there still are, as a share."""
    before, after = case.before.engine.cascade, case.after.engine.cascade
    node, node_now = case.before.node, case.after.node
    # pairs to whom the same rules apply are looked at once
    groups: dict[tuple[int, int, Element | None], list[tuple[Element, Element]]] = {}
    for pair in case.pairs:
        rules = before.matches.author(node(pair[0])), after.matches.author(node_now(pair[1]))
        alone = pair[0] if before.by_element(rules[0]) or after.by_element(rules[1]) else None
        groups.setdefault((id(rules[0]), id(rules[1]), alone), []).append(pair)
    then = now = 0
    for pairs in groups.values():
        for viewport in VIEWPORTS:
            found = applied(case.before, pairs[0][0], viewport)
            if found:
                then += found * len(pairs)
                now += min(found, applied(case.after, pairs[0][1], viewport)) * len(pairs)
    return now / then if then else 1.0


def applied(page: Page, element: Element, viewport: int = 1280) -> int:
    """Return how many rules that name a class or id apply to an element at a viewport."""
    rules = page.engine.cascade.in_force(page.node(element), viewport)
    known = _naming(page)
    found = known.get(id(rules))
    if found is None:
        named = (match.key[1][:2] != (0, 0) for match in rules)
        found = known[id(rules)] = sum(named)
    return found


@per_page
def _naming(page: Page) -> dict[int, int]:
    """Return where to keep how many rules of a list, told by its id, name a class or id."""
    return {}


def _new_errors(case: Case) -> list[tuple[str, ParseError]]:
    known = Counter(
        (error.code, error.message) for sheet in case.before.stylesheets() for error in sheet.errors
    )
    found = []
    for sheet in case.after.stylesheets():
        for error in sheet.errors:
            key = (error.code, error.message)
            if known[key] > 0:
                known[key] -= 1
            else:
                found.append((sheet.file, error))
    return found


def _undefined(case: Case) -> Iterator[Defect]:
    known = {name for name, _ in _unresolved(case.before)}
    reported: set[str] = set()
    for name, place in _unresolved(case.after):
        if name not in known and name not in reported:
            reported.add(name)
            yield defect(
                "damage/undefined-variable",
                f"{name} is used and defined nowhere",
                "define it in :root, or give var() a fallback",
                [place],
                {f"variable:{name}"},
            )


@per_page
def _unresolved(page: Page) -> list[tuple[str, Evidence]]:
    """Return the custom properties that are used without a fallback and defined nowhere."""
    found = []
    declared = list(page.declarations())
    defined = {d.property for d in declared if d.property.startswith("--")}
    scripts = " ".join(script.text for script in page.scripts())
    for d in declared:
        for name in _USED.findall(d.value):
            if name not in defined and name not in scripts:
                place = Evidence(d.file, d.line, d.selector, f"{d.property}: {d.value}"[:160])
                found.append((name, place))
    return found


# --- breakpoints and states -----------------------------------------------------------------------


def _breakpoints(case: Case) -> Iterator[Defect]:
    before, after = _widths(case, case.before), _widths(case, case.after)
    for width, number in before.items():
        # a width moved a little, or written in em, is the same breakpoint
        now = sum(count for other, count in after.items() if abs(other - width) <= 0.05 * width)
        if number and now < _GUTTED * number:
            case.narrow = True
            lost = number - now
            what = "is gone" if not now else f"lost {plural(lost, 'declaration')} of {number}"
            yield defect(
                "damage/lost-media-query",
                f"the breakpoint at {width:g} px {what}",
                "keep the rules of every breakpoint",
                _rules_before(case, partial(_at_width, f"{width:g}")),
                {f"breakpoint:{width:g}"},
            )


def _at_width(width: str, declaration: Declaration) -> bool:
    return width in declaration.media


def _rules_before(case: Case, wanted: Callable[[Declaration], bool]) -> list[Evidence]:
    """Return as evidence where the first of the rules that are gone stood."""
    for d in case.before.declarations():
        if wanted(d):
            return [Evidence(d.file, d.line, d.selector, f"@media {d.media}" if d.media else "")]
    return [case.head()]


def _widths(case: Case, page: Page) -> Counter[float]:
    """Return how many declarations each breakpoint has (in px); those that are only for parts which the
    action rearranges don't count."""
    found: Counter[float] = Counter()
    free = _only_for_rearranged(case, page)
    for d in page.declarations():
        if "width" not in d.media or d.selector in free:
            continue
        for number, unit in _WIDTH.findall(
            re.sub(r"aspect-ratio[^)]*|resolution[^)]*", "", d.media)
        ):
            value = float(number) * (16 if unit in ("em", "rem") else 1)
            if value > 100:
                found[round(value)] += 1
    return found


def _only_for_rearranged(case: Case, page: Page) -> set[str]:
    if not case.allowed.landmarks:
        return set()
    inside = case.in_landmarks if page is case.before else case.now_in_landmarks
    free = set()
    for selector in {d.selector for d in page.declarations() if d.media}:
        hits = _select(page, selector)
        if all(inside(element, case.allowed.landmarks) for element in hits):
            free.add(selector)
    return free


def _select(page: Page, selector: str) -> list[Element]:
    try:
        return page.select(selector)
    except ValueError:
        return []


def _states(case: Case) -> Iterator[Defect]:
    before = sum(bool(_STATES.search(d.selector)) for d in case.before.declarations())
    after = sum(bool(_STATES.search(d.selector)) for d in case.after.declarations())
    if before >= 2 and after < _GUTTED * before:
        yield defect(
            "damage/lost-state-style",
            f"{plural(before - after, 'declaration')} of {before} for hover, focus and active are gone",
            "keep the rules for states",
            _rules_before(case, lambda d: bool(_STATES.search(d.selector))),
            {"states"},
        )


# --- how things look ------------------------------------------------------------------------------


def appearance(case: Case) -> Iterator[Defect]:
    """Find what looks different: unreadable, collapsed, overflowing, unstyled, tiny or restyled parts."""
    if case.blank or case.unstyled or not case.changes.any:
        return
    yield from looks.unreadable(case)
    if not case.allowed.free:
        yield from looks.unstyled(case)
        yield from looks.collapsed(case)
    if case.changes.layout or len(case.pairs) != _size(case.after):
        yield from _overflow(case)
    yield from looks.tiny(case)
    if not case.allowed.free:
        yield from looks.restyled(case)


def _size(page: Page) -> int:
    return sum(1 for body in page.select("body") for _ in elements(body))


def _overflow(case: Case) -> Iterator[Defect]:
    widths = (1280,) if case.narrow else VIEWPORTS
    for viewport in widths:
        now = list(_sticking_out(case.after, viewport))
        if not now or any(True for _ in _sticking_out(case.before, viewport)):
            continue
        element = now[0]
        origin = case.inverse(element)
        yield defect(
            "damage/horizontal-overflow",
            f"{case.after.describe(element)} sticks out of the window at {viewport} px",
            "use widths that follow the window",
            [case.cause(element, _WIDE, viewport), *(case.now(e) for e in now[:4])],
            case.subjects([origin]) if origin is not None else {f"overflow:{viewport}"},
        )
        return


def _sticking_out(page: Page, viewport: int) -> Iterator[Element]:
    """Yield what sticks out of the window sideways, cut off by nothing around it."""
    for body in page.select("body"):
        for root in (body.getparent(), body):
            if root is not None and page.style(root, viewport)["overflow-x"] in ("hidden", "clip"):
                return
        yield from sticking_out(page, viewport, body)
