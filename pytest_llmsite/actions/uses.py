"""Where a page uses certain values: which declaration puts them on which element, at which width.

A *use* is one property of one element or pseudo-element. Uses that come from one declaration belong
together: a rule for six cards is one thing to change, whatever it is called and however it is spelt.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ..page import Declaration, Element, Page, Style
from ..page.dom import Node
from ..page.properties import INHERITED
from ..page.shorthands import SHORTHANDS, canonical, longhands_of
from . import states
from .caching import per_page

WIDE = 1280
_OTHER_WIDTHS = (375, 768, 1024, 1920)
_UNPAINTED = frozenset(
    "head script style template noscript title meta link base source track param option".split()
)
_SPEAKING = frozenset(("color", "font-family", "text-shadow", "caret-color"))
_DRAWN = frozenset(("fill", "stroke"))
_SHAPES = frozenset("path rect circle ellipse line polyline polygon text tspan use".split())
_CONTROLS = frozenset(("input", "textarea", "select", "button"))


class Use(NamedTuple):
    """One property of one element (or pseudo-element) at one width, and the declaration behind it."""

    element: Element
    pseudo: str | None
    width: int
    name: str
    source: Declaration


@per_page
def declared(page: Page) -> tuple[Declaration, ...]:
    """Return every declaration of a page's style sheets and style attributes."""
    return tuple(page.declarations())


@dataclass(frozen=True, slots=True)
class Search:
    """What uses are looked for: longhands *names* whose computed value is *relevant*.

    *key* is a text that is equal for searches that find the same; what they find relevant in a style is then noted
    once for all elements, of all pages, that have the same style.
    """

    key: str
    names: tuple[str, ...]
    relevant: Callable[[Style, str], bool]

    def noted(self, style: Style) -> tuple[str, ...]:
        """Return the names whose value in *style* is relevant, and may be told by a declaration."""
        found: tuple[str, ...] | None = style.store.notes.get(self.key)
        if found is None:
            found = style.store.notes[self.key] = tuple(
                name
                for name in self.names
                if (name in style.cascaded or name in INHERITED) and self.relevant(style, name)
            )
        return found


def uses(page: Page, search: Search) -> list[Use]:
    """Return the uses that are searched for, in document order.

    Everything in effect at 1280 px, and what declarations in media queries put in effect at another
    width. Inherited properties count where they show: colours and fonts at texts, fills at shapes.
    """
    found: list[Use] = []
    for node in page.document.nodes:
        if node.tag in _UNPAINTED:
            continue
        found += _uses_of(page, node, WIDE, search)
    known = {use.source for use in found}
    return found + list(_in_media(page, search, known))


@cache
def set_by(name: str) -> tuple[str, ...]:
    """Return the longhands that a property, shorthand or not, sets."""
    name = canonical(name)
    return longhands_of(name) if name in SHORTHANDS or name == "all" else (name,)


def _uses_of(
    page: Page, node: Node, width: int, search: Search, names: Collection[str] = ()
) -> Iterator[Use]:
    """Yield the uses of one element; with *names*, of these alone."""
    for pseudo in (None, *page.pseudos(node)):
        style = page.engine.style(node, width, pseudo)
        noted = search.noted(style)
        if not noted or (pseudo is not None and style["content"] in ("none", "normal")):
            continue
        for name in noted:
            if (names and name not in names) or not shows_at(node, style, name):
                continue
            source = style.source(name)
            if source is not None:
                yield Use(node.element, pseudo, width, name, source)


def shows_at(node: Node, style: Style, name: str) -> bool:
    """Whether a property can show on an element: inherited ones need a text or a shape of its own."""
    if name in _SPEAKING:
        if style.pseudo is not None:
            return style["content"].strip("\"'") != ""
        return node.tag in _CONTROLS or has_own_text(node)
    if name in _DRAWN:
        return node.tag in _SHAPES
    if name.startswith(("border-", "outline-")) and name.endswith("-color"):
        line = name.removesuffix("-color")
        return bool(style.px(f"{line}-width")) and style[f"{line}-style"] not in ("none", "hidden")
    return True


def has_own_text(node: Node) -> bool:
    """Whether an element holds text directly, other than white space."""
    return bool("".join(node.texts).strip())


def _in_media(page: Page, search: Search, known: set[Declaration]) -> Iterator[Use]:
    """Yield what declarations in media queries put in effect at a width other than 1280 px."""
    for declaration in declared(page):
        if not declaration.media or declaration in known:
            continue
        concerned = {name for name in set_by(declaration.property) if name in search.names}
        if not concerned:
            continue
        nodes = _reached(page, declaration, concerned)
        for width in _OTHER_WIDTHS:
            found = [
                use
                for node in nodes
                for use in _uses_of(page, node, width, search, concerned)
                if use.source == declaration
            ]
            if found:
                yield from found
                break


def _reached(page: Page, declaration: Declaration, names: Collection[str]) -> list[Node]:
    """Return the elements that a declaration may reach, by its selector or by inheritance."""
    reached: dict[Node, None] = {}
    for element in states.bare_selection(page, declaration.selector):
        node = page.node(element)
        reached[node] = None
        if INHERITED.intersection(names):
            reached.update(dict.fromkeys(_below(node)))
    return list(reached)


def _below(top: Node) -> Iterator[Node]:
    stack = list(reversed(top.children))
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))
