"""Which elements a step may have given another look, and in which properties.

Two elements look alike when the same declarations apply to them and to what they inherit from. So most of
a page needs no second look: only what has other rules, another inline style, another place in the tree, or
uses a custom property that has another value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

from ..actions.caching import per_page
from ..page.candidates import Match
from ..page.dom import Element, Node
from ..page.page import Page
from ..page.rules import Rule, Setting
from ..page.tokens import text

Names: TypeAlias = frozenset[str]
_Settings: TypeAlias = tuple[tuple[str, str, bool], ...]
_Facts: TypeAlias = tuple[str, _Settings]

EVERYTHING: Names = frozenset({"*"})
COLOURING: Names = frozenset(
    "color background-color background-image background-clip background-blend-mode background-size "
    "background-repeat background-position-x background-position-y opacity filter backdrop-filter "
    "mix-blend-mode -webkit-text-fill-color font-size font-weight position z-index top right bottom left "
    "width height display visibility content grid-row-start grid-column-start transform".split()
)
HIDING: Names = frozenset(
    "display visibility opacity position top right bottom left clip clip-path transform translate scale "
    "width height max-width max-height min-height overflow-x overflow-y text-indent font-size "
    "content-visibility margin-top margin-left margin-right margin-bottom".split()
)
_PAINT: Names = frozenset(
    "color background-color background-image background-clip background-blend-mode background-size "
    "background-repeat background-position-x background-position-y background-attachment "
    "background-origin opacity filter backdrop-filter mix-blend-mode -webkit-text-fill-color "
    "border-top-color border-right-color border-bottom-color border-left-color border-top-left-radius "
    "border-top-right-radius border-bottom-left-radius border-bottom-right-radius outline-color "
    "outline-style outline-width outline-offset box-shadow text-shadow fill stroke fill-opacity "
    "stroke-opacity stroke-width stop-color text-decoration-line text-decoration-color "
    "text-decoration-style text-decoration-thickness text-underline-offset cursor caret-color accent-color "
    "transition-property transition-duration transition-timing-function transition-delay animation-name "
    "animation-duration animation-timing-function animation-delay animation-iteration-count "
    "animation-direction animation-fill-mode animation-play-state scroll-behavior object-position "
    "pointer-events user-select color-scheme font-style visibility z-index will-change "
    "border-image-source font-family font-variant-numeric font-feature-settings".split()
)
_VAR = re.compile(r"var\(\s*(--[\w-]+)")
_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([^()]*\)|[\d.\s,%/]+", re.IGNORECASE
)
_NEUTRAL = frozenset(
    {"alt", "href", "title", "lang", "src", "name", "for", "content", "target", "rel"}
)


class Changes:
    """What changed between two pages, element by element of the page before."""

    def __init__(self, before: Page, after: Page, pairs: Iterable[tuple[Element, Element]]) -> None:
        self.before = before
        self.after = after
        self._own: dict[Element, Names] = {}
        self._reached: dict[Element, Names] = {}
        pairs = list(pairs)
        all_pairs = [(before.root, after.root), *pairs]
        then = _applying(before, (element for element, _ in all_pairs))
        applying = list(zip(then, _applying(after, (now for _, now in all_pairs)), strict=True))
        self._variables = self._changed_variables(applying)
        self._known: dict[tuple[_Applying, _Applying], Names] = {}
        matched = {now: element for element, now in pairs}
        for (element, now), rules in zip(all_pairs, applying, strict=True):
            names = self._compare(element, now, rules, matched)
            if names:
                self._own[element] = names
        self.any = bool(self._own)
        self.names: Names = frozenset().union(*self._own.values())

    def own(self, element: Element) -> Names:
        """Return the properties that may have changed by declarations of the element's own."""
        return self._own.get(element, frozenset())

    def reached(self, element: Element) -> Names:
        """Return the properties that may have changed on the element or anything around it."""
        chain = []
        node: Element | None = element
        found: Names = frozenset()
        while node is not None:
            known = self._reached.get(node)
            if known is not None:
                found = known
                break
            chain.append(node)
            node = node.getparent()
        for each in reversed(chain):
            found = found | self._own[each] if each in self._own else found
            self._reached[each] = found
        return found

    def touches(self, element: Element, names: Names) -> bool:
        """Whether any of *names* may have changed on the element or anything around it."""
        return _meets(self.reached(element), names)

    def own_touches(self, element: Element, names: Names) -> bool:
        """Whether any of *names* may have changed by declarations of the element's own."""
        return _meets(self.own(element), names)

    @property
    def layout(self) -> bool:
        """Whether anything changed but paint."""
        return "*" in self.names or bool(self.names - _PAINT)

    @cached_property
    def laid_out(self) -> set[Element]:
        """The elements whose own declarations changed in more than paint, or those of a child."""
        found = {e for e, names in self._own.items() if "*" in names or names - _PAINT}
        return found | {above for e in found if (above := e.getparent()) is not None}

    def _compare(
        self,
        element: Element,
        now: Element,
        rules: tuple[_Applying, _Applying],
        matched: dict[Element, Element],
    ) -> Names:
        then, after = self.before.node(element), self.after.node(now)
        if then.tag != after.tag and element.tag != now.tag:
            return EVERYTHING
        parents = then.parent, after.parent
        if None not in parents and then.tag not in ("html", "body", "head"):
            above, there = (parent.element for parent in parents if parent is not None)
            if matched.get(there) is not above:
                return EVERYTHING
        names = self._rules(*rules)
        if then.attrs == after.attrs:
            return names
        if element.get("style") != now.get("style"):
            names |= _inline_names(self.before, then) ^ _inline_names(self.after, after)
            names |= _differing(_inline(self.before, then), _inline(self.after, after))
        if _marks(element) != _marks(now):
            names |= EVERYTHING if _bare(element) != _bare(now) else frozenset()
        return names

    def _rules(self, first: _Applying, second: _Applying) -> Names:
        if first is second and not self._variables:
            return frozenset()
        key = (first, second)
        names = self._known.get(key)
        if names is None:
            names = self._difference(first.facts, second.facts)
            self._known[key] = names
        return names

    def _difference(self, first: tuple[_Facts, ...], second: tuple[_Facts, ...]) -> Names:
        names: set[str] = set()
        if first != second:
            then = [(where, *entry) for where, facts in first for entry in facts]
            now = [(where, *entry) for where, facts in second for entry in facts]
            changed = set(then) ^ set(now)
            names = {entry[1] for entry in changed if not entry[1].startswith("--")}
            if not changed and then != now:  # the same declarations in another order
                names = {entry[1] for entry in then if not entry[1].startswith("--")}
        if self._variables:
            for _, facts in second:
                for name, value, _ in facts:
                    used = self._variables & set(_VAR.findall(value))
                    if used and not name.startswith("--") and self._may_change(name, used):
                        names.add(name)
        return frozenset(names)

    def _may_change(self, name: str, used: frozenset[str]) -> bool:
        """Whether a property may change with variables: of a border, a colour changes the colour only."""
        return name in _PAINT or not used <= self._colours

    def _changed_variables(self, pairs: list[tuple[_Applying, _Applying]]) -> frozenset[str]:
        """Return the custom properties that have another value anywhere, and those made of them."""
        changed: set[str] = set()
        values: dict[str, list[str]] = {}
        for then, now in dict.fromkeys(pairs):
            first, second = then.custom, now.custom
            if first is not second and first != second:
                for name, value, _ in first ^ second:
                    changed.add(name)
                    values.setdefault(name, []).append(value)
        self._colours: frozenset[str] = frozenset(
            name for name in changed if all(_COLOUR.fullmatch(v) for v in values.get(name, ()))
        )
        if not changed:
            return frozenset()
        uses = [(d.property, set(_VAR.findall(d.value))) for d in self.after.declarations()
                if d.property.startswith("--")]  # fmt: skip
        for _ in range(16):
            more = {name for name, used in uses if used & changed} - changed
            if not more:
                break
            changed |= more
        return frozenset(changed)


def _meets(names: Names, wanted: Names) -> bool:
    return bool(names & wanted) or "*" in names


def _marks(element: Element) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((n, v) for n, v in element.attrib.items() if n not in _NEUTRAL))


def _bare(element: Element) -> tuple[tuple[str, str], ...]:
    """Return the attributes that style an element by themselves; classes and ids do it by rules."""
    names = (
        "hidden",
        "width",
        "height",
        "align",
        "open",
        "type",
        "dir",
        "bgcolor",
        "color",
        "size",
    )
    return tuple((name, element.get(name)) for name in names if element.get(name) is not None)


@dataclass(frozen=True, slots=True, eq=False)
class _Applying:
    """What rules say of an element or its pseudo-elements, and of their custom properties."""

    facts: tuple[_Facts, ...]
    custom: frozenset[tuple[str, str, str]]


MAX_KEPT = 8_192
_facts_alike: dict[_Facts, _Facts] = {}
_applying_alike: dict[tuple[int, ...], _Applying] = {}


@lru_cache(maxsize=16384)
def _facts(rule: Rule, pseudo: str | None) -> _Facts:
    """Return where a rule applies and what it declares, as text: mostly one object for equal facts."""
    where = " and ".join(text(part.tokens) for part in rule.conditions)
    found = f"{pseudo or ''}|{where}", _said(rule.settings)
    if len(_facts_alike) >= MAX_KEPT:
        _facts_alike.clear()
    return _facts_alike.setdefault(found, found)


@lru_cache(maxsize=16384)
def _said(settings: tuple[Setting, ...]) -> _Settings:
    return tuple(_settings(settings))


def _settings(settings: Iterable[Setting]) -> Iterable[tuple[str, str, bool]]:
    for setting in settings:
        words = setting.text
        for name, value in setting.values:
            exact = words if value.pending else text(value.tokens)
            yield name, exact, setting.important


def _applying(page: Page, elements: Iterable[Element]) -> list[_Applying]:
    """Return what the author's rules that match each element say, at any width.

    Elements of one page, or of two, to which the same applies share one object, so that most of them
    need no comparison.
    """
    author, known = page.engine.cascade.matches.author, _applied(page)
    applying = []
    for element in elements:
        matched = author(page.node(element))
        found = known.get(id(matched))
        if found is None:
            found = known[id(matched)] = _made_applying(matched)
        applying.append(found)
    return applying


@per_page
def _applied(page: Page) -> dict[int, _Applying]:
    """Return where to keep what rules say, by the id of what a page's cascade keeps of them."""
    return {}


def _made_applying(matched: Mapping[str | None, list[Match]]) -> _Applying:
    facts = [
        _facts(match.rule, pseudo)
        for pseudo, matches in matched.items()
        if pseudo in (None, "before", "after")
        for match in matches
    ]
    key = tuple(map(id, facts))  # what is kept keeps them alive
    found = _applying_alike.get(key)
    if found is None:
        if len(_applying_alike) >= MAX_KEPT:
            _applying_alike.clear()
        found = _applying_alike[key] = _Applying(tuple(facts), _custom(facts))
    return found


def _custom(facts: Iterable[_Facts]) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (name, value, where)
        for where, settings in facts
        for name, value, _ in settings
        if name.startswith("--")
    )


def _inline(page: Page, node: Node) -> dict[str, str]:
    settings = page.engine.cascade.inline(node)
    return {name: value for name, value, _ in _settings(settings)}


def _inline_names(page: Page, node: Node) -> Names:
    return frozenset(_inline(page, node))


def _differing(first: dict[str, str], second: dict[str, str]) -> Names:
    return frozenset(name for name in first.keys() & second.keys() if first[name] != second[name])
