"""update-hero-text, update-about-text and update-contact: each new text verbatim, in its place, once.

Only typographic and entity equivalence is forgiven (`normalise_text`). A text that is nearly right
earns half: it shows that the place was found, and still has to be corrected by hand.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..findings import Evidence, Requirement
from ..page.align import normalise_text
from ..page.dom import Element
from . import instructions
from .building import identity, matched, place, requirement
from .landmarks import base_landmark, landmark
from .rules import Rule
from .saying import Saying, anchor_of, said_by
from .wording import called, quoted

if TYPE_CHECKING:
    from ..page.page import Page
    from ..templates.loader import Template
    from .context import Context

VERBATIM = Rule(
    "texts/verbatim",
    1.0,
    "Each text of the brief stands in its landmark word for word, visible, once, and the text that it "
    "replaces is gone. White space, entities, and the shapes of quotes and dashes make no difference.",
    "The words are the client's: a paraphrase has to be found and corrected by hand. Headings weigh "
    "double, since they are read by everybody. Other capitals or final stops keep three quarters; a "
    "text that is nearly right, doubled, beside the old one, out of order or no heading any more keeps "
    "half; one in another landmark a quarter; a hidden or reworded one nothing.",
    "<h1>Bread that is worth getting up for</h1>",
    "<h1>Bread worth getting up for</h1>",
)
LINK = Rule(
    "texts/link",
    1.0,
    "The link of a text leads where the brief says; telephone and mail links are in canonical form: "
    "`tel:` with `+` and digits alone, `mailto:` with the bare address.",
    "A telephone number that still dials the old business is worse than none; one with blanks or "
    "brackets in it works on some devices only and keeps half.",
    '<a href="tel:+44 20 7946 0148">+44 20 7946 0148</a>',
    '<a href="tel:+442079460148">+44 20 7946 0148</a>',
    "RFC 3966; RFC 6068",
)
RULES = (VERBATIM, LINK)

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HEADING_WEIGHT = 2.0
_NEAR = 0.93
_CAPITALS, _HALF, _ELSEWHERE = 0.75, 0.5, 0.25


@dataclass(frozen=True, slots=True)
class _Entry:
    """One text of the brief; *old* and *new* are normalised, *verbatim* is as written."""

    key: str
    place: str
    landmark: str
    old: str
    new: str
    verbatim: str
    href: str


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What was found of a text: *element* shows it (or most of it), None when nothing was found."""

    satisfaction: float
    element: Element | None
    message: str = ""


def instruct_hero(template: Template) -> str:
    """Return the instruction of update-hero-text."""
    return instructions.texts(template, "update-hero-text")


def instruct_about(template: Template) -> str:
    """Return the instruction of update-about-text."""
    return instructions.texts(template, "update-about-text")


def instruct_contact(template: Template) -> str:
    """Return the instruction of update-contact."""
    return instructions.texts(template, "update-contact")


def check(context: Context) -> Iterator[Requirement]:
    """Yield one requirement a text and one a link of the action's brief."""
    entries = _entries(context.brief)
    looks = {
        name: (
            Saying(context.base, base_landmark(context, name)),
            Saying(context.page, landmark(context, name)),
        )
        for name in {entry.landmark for entry in entries}
    }
    for entry in entries:
        yield from _check_entry(context, entry, entries, *looks[entry.landmark])


check_hero = check_about = check_contact = check


def _entries(brief: Mapping[str, Any]) -> list[_Entry]:
    entries: list[_Entry] = []
    seen: Counter[str] = Counter()
    for text in brief["texts"]:
        key = f"{text['landmark']}/{text['place']}"
        seen[key] += 1
        entries.append(
            _Entry(
                key if seen[key] == 1 else f"{key} {seen[key]}",
                text["place"],
                text["landmark"],
                normalise_text(text["old"]),
                normalise_text(text["new"]),
                text["new"],
                text.get("href", ""),
            )
        )
    return entries


def _check_entry(
    context: Context, entry: _Entry, entries: list[_Entry], base: Saying, page: Saying
) -> Iterator[Requirement]:
    before = _former(base, entry)
    expected = None if before is None else matched(context, before)
    verdict = _judge(page, base, entry, entries, before, expected, in_order=context.own)
    link = _judge_link(page, entry, verdict.element, expected)
    if not context.own and expected is None and verdict.element is None:
        # It is gone: the damage checks bill that; here it counts as it was.
        page, expected = base, before
        verdict = _judge(base, base, entry, entries, before, before, in_order=False)
        link = _judge_link(base, entry, verdict.element, before)
    shown = verdict.element if verdict.element is not None else expected
    heading = bool({"headline", "heading"} & set(entry.place.lower().split()))
    yield requirement(
        f"text/{entry.key}",
        VERBATIM,
        verdict.satisfaction,
        verdict.message,
        f"write {quoted(entry.verbatim, 120)}, word for word",
        _evidence(page, shown),
        _subjects(context.base, entry, before),
        VERBATIM.weight * (_HEADING_WEIGHT if heading else 1.0),
    )
    if entry.href:
        mend = f'link it with href="{entry.href}"'
        shown = link.element if link.element is not None else shown
        yield requirement(
            f"link/{entry.key}",
            LINK,
            link.satisfaction,
            link.message,
            mend,
            _evidence(page, shown),
            _subjects(context.base, entry, before),
        )


def _evidence(look: Saying, element: Element | None) -> Iterator[Evidence]:
    found = element if element is not None else look.scope
    if found is None:
        yield Evidence(look.page.path)
    else:
        yield place(look.page, found, look.page.text(found))


def _subjects(page: Page, entry: _Entry, before: Element | None) -> Iterator[str]:
    yield f"text:{entry.key}" if before is None else identity(page, before)


def _former(base: Saying, entry: _Entry) -> Element | None:
    """Return the base's element for a text: the one with the old text, or with the new one."""
    found = base.saying(entry.old) or base.saying(entry.new)
    return found[0] if found else None


def _judge(
    page: Saying,
    base: Saying,
    entry: _Entry,
    entries: list[_Entry],
    before: Element | None,
    expected: Element | None,
    *,
    in_order: bool,
) -> _Verdict:
    found = page.saying(entry.new)
    if found:
        flaw = _flaw(page, base, entry, entries, before, found, in_order)
        element = expected if expected in found else found[0]
        return _Verdict(_HALF if flaw else 1.0, element, f"{entry.place}: {flaw}" if flaw else "")
    hidden = page.hidden(entry.new)
    if hidden is not None:
        return _Verdict(0.0, hidden, f"{entry.place} holds the new text, but nobody can see it")
    outside = _outside(page, base, entry, entries)
    if outside is not None:
        message = f"{entry.place} stands outside of the {called(entry.landmark)}"
        return _Verdict(_ELSEWHERE, outside, message)
    return _nearly(page, entry, entries, expected)


def _flaw(
    page: Saying,
    base: Saying,
    entry: _Entry,
    entries: list[_Entry],
    before: Element | None,
    found: list[Element],
    in_order: bool,
) -> str:
    """Return what is wrong about a text that stands in its landmark, or nothing."""
    here = [other for other in entries if other.landmark == entry.landmark]
    same = sum(other.new == entry.new for other in here)
    if len(found) > max(same, len(base.saying(entry.old)), len(base.saying(entry.new))):
        return f"the new text stands there {len(found)} times"
    if entry.old not in {other.new for other in here} and page.saying(entry.old):
        return "the old text still stands beside the new one"
    if before is not None and _is_heading(before) and not any(_is_heading(e) for e in found):
        return "the text is no heading any more"
    if in_order and before is not None and len(found) == 1:
        for other in here:
            if _out_of_order(page, base, before, found[0], other):
                return f"it stands where {other.place} belongs"
    return ""


def _is_heading(element: Element) -> bool:
    while element is not None:
        if element.tag in _HEADINGS:
            return True
        element = element.getparent()
    return False


def _out_of_order(
    page: Saying, base: Saying, before: Element, found: Element, other: _Entry
) -> bool:
    """Whether this text and another of the landmark have changed places."""
    former, latter = base.saying(other.old), page.saying(other.new)
    if len(former) != 1 or len(latter) != 1 or former[0] is before or latter[0] is found:
        return False
    return (base.rank(before) < base.rank(former[0])) != (page.rank(found) < page.rank(latter[0]))


def _outside(page: Saying, base: Saying, entry: _Entry, entries: list[_Entry]) -> Element | None:
    """Return an element outside of the landmark that says the new text and was not there before."""
    expected = sum(other.new == entry.new and other.landmark != entry.landmark for other in entries)
    found = page.saying(entry.new, inside=False)
    if len(found) > max(expected, len(base.saying(entry.new, inside=False))):
        return found[-1]
    return None


def _nearly(
    page: Saying, entry: _Entry, entries: list[_Entry], expected: Element | None
) -> _Verdict:
    """Judge the element that comes nearest to the new text."""
    best = _Verdict(0.0, None)
    taken = {text for other in entries for text in (other.old, other.new)}
    for element, text in page.inside:
        share = _closeness(text, entry) if text not in taken else 0.0
        if share > best.satisfaction:
            kind = "has other capitals or stops" if share == _CAPITALS else "is not verbatim"
            best = _Verdict(share, element, f"{entry.place} {kind}: {quoted(text)}")
    if best.element is not None:
        return best
    old = page.saying(entry.old)
    if old:
        return _Verdict(0.0, old[0], f"{entry.place} still reads {quoted(entry.old)}")
    if expected is not None and said_by(page.page, expected):
        message = f"{entry.place} reads {quoted(said_by(page.page, expected))}"
        return _Verdict(0.0, expected, message)
    return _Verdict(0.0, None, f"{entry.place} is missing from the {called(entry.landmark)}")


def _closeness(text: str, entry: _Entry) -> float:
    """Return what a text earns that is not the new one: facts (digits, addresses) must be right."""
    if abs(len(text) - len(entry.new)) > len(entry.new) // 2 + 10:
        return 0.0
    if _plain(text) == _plain(entry.new):
        return _CAPITALS if _plain(text) != _plain(entry.old) else 0.0
    if entry.old in text or "@" in entry.new or _digits(text) != _digits(entry.new):
        return 0.0
    if f" {entry.new} " in f" {text} ":
        return _HALF
    matcher = difflib.SequenceMatcher(None, text, entry.new, autojunk=False)
    if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
        return 0.0
    nearness = matcher.ratio()
    former = difflib.SequenceMatcher(None, text, entry.old, autojunk=False).ratio()
    return _HALF if nearness >= _NEAR and nearness > former else 0.0


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _plain(text: str) -> str:
    return text.casefold().rstrip(".!:; ")


def _judge_link(
    page: Saying, entry: _Entry, element: Element | None, expected: Element | None
) -> _Verdict:
    anchor = anchor_of(element) if element is not None else None
    if anchor is None and expected is not None and element in (None, expected):
        anchor = anchor_of(expected)
    if anchor is None:
        return _Verdict(0.0, None, f"{entry.place} is not a link")
    href = str(anchor.get("href") or "").strip()
    share = _same_target(page.page, href, entry.href)
    form = "not in canonical form" if share else "not where it should lead"
    return _Verdict(share, anchor, f"{entry.place} links to {quoted(href)}, {form}")


def _same_target(page: Page, href: str, wanted: str) -> float:
    """Return 1 for the wanted target, one half for a telephone number or address in another form."""
    scheme = wanted.partition(":")[0].lower()
    if scheme in ("tel", "mailto"):
        if _target(href) == _target(wanted):
            return 1.0
        return _HALF if _loose(href) == _loose(wanted) else 0.0
    if wanted.startswith("#"):
        path, hash_mark, fragment = href.partition("#")
        here = path in ("", page.path, f"./{page.path}", "./")
        return float(bool(hash_mark) and here and unquote(fragment) == unquote(wanted[1:]))
    return float(href.rstrip("/") == wanted.rstrip("/"))


def _target(href: str) -> str:
    scheme, _, rest = href.partition(":")
    rest = rest.lower() if scheme.lower() == "mailto" else rest
    return f"{scheme.lower()}:{unquote(rest)}"


def _loose(href: str) -> str:
    """Return a telephone or mail link without what its canonical form leaves out."""
    target = _target(href).partition("?")[0]
    if target.startswith("tel:"):
        digits = "".join(char for char in target if char.isdigit() or char == "+")
        return "tel:" + ("+" + digits[2:] if digits.startswith("00") else digits)
    return target.replace(" ", "")
