"""Which declaration of the judged page took the place of one of the base.

Declarations that are not in effect (for states, in other media, custom properties) cannot be compared
by computed values. They correspond when they are for the same elements in the same states; neither
class names nor spelling matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from ..page import Declaration, Element, Page
from .building import matched
from .caching import per_page
from .states import Target, target
from .uses import declared, set_by

if TYPE_CHECKING:
    from .context import Context


def counterpart(context: Context, declaration: Declaration) -> Declaration | None:
    """Return the judged page's declaration in place of a *declaration* of the base, or None.

    Of several for the same elements and states, the one in the same order, or the last if their
    number changed; without any, the one for most of the same elements; else one that looks alike.
    """
    page = context.page
    aim = target(context.base, declaration.selector)
    elements = _matched_all(context, aim.elements)
    found = _candidates(page, declaration.property, _media(declaration.media))
    same = [o for o in found if _equivalent(target(page, o.selector), elements, aim)]
    if same:
        return _in_order(context, declaration, aim, same)
    near = [(_overlap(target(page, o.selector), elements, aim), n) for n, o in enumerate(found)]
    best = max(near, default=(0.0, 0))
    if best[0] > 0:
        return found[best[1]]
    return next((o for o in reversed(found) if _alike(page, o, declaration, aim)), None)


def _alike(page: Page, other: Declaration, declaration: Declaration, aim: Target) -> bool:
    """Whether selectors are equal, or a nested one is for the same states of elements unknown."""
    if other.selector == declaration.selector:
        return True
    return "&" in other.selector and target(page, other.selector).states == aim.states


def _matched_all(context: Context, elements: Iterable[Element]) -> frozenset[Element]:
    after = (matched(context, element) for element in elements)
    return frozenset(element for element in after if element is not None)


def _equivalent(other: Target, elements: frozenset[Element], aim: Target) -> bool:
    if other.states != aim.states:
        return False
    if elements:
        return other.elements == elements
    return not other.elements and other.shape == aim.shape


def _overlap(other: Target, elements: frozenset[Element], aim: Target) -> float:
    if not elements or bool(other.states) != bool(aim.states):
        return 0.0
    share = len(other.elements & elements) / len(other.elements | elements)
    if aim.states:
        share *= len(other.states & aim.states) / len(other.states | aim.states)
    return share


def _in_order(
    context: Context, declaration: Declaration, aim: Target, same: list[Declaration]
) -> Declaration:
    like = [other for other in same if other.property == declaration.property] or same
    twins = [
        other
        for other in _by_property(context.base).get(declaration.property, ())
        if _media(other.media) == _media(declaration.media)
        and _equivalent(target(context.base, other.selector), aim.elements, aim)
    ]
    if len(twins) == len(like) and declaration in twins:
        return like[twins.index(declaration)]
    return like[-1]


@per_page
def _candidates(page: Page, name: str, media: str) -> list[Declaration]:
    """Return the declarations for a medium that set any of the same properties as *name*."""
    known = _by_property(page)
    if name.startswith("--"):
        concerned = [known.get(name, [])]
    else:
        wanted = set(set_by(name))
        concerned = [each for other, each in known.items() if wanted.intersection(set_by(other))]
    return [other for each in concerned for other in each if _media(other.media) == media]


@per_page
def _by_property(page: Page) -> dict[str, list[Declaration]]:
    found: dict[str, list[Declaration]] = {}
    for declaration in declared(page):
        found.setdefault(declaration.property, []).append(declaration)
    return found


@lru_cache(maxsize=256)
def _media(written: str) -> str:
    return "".join(written.lower().split())
