"""The places where a page shows or declares a colour of the palette, and what stands there later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..page import Colour, Declaration, Element, Page, Style
from ..page.tokens import significant, text, tokenise
from ..page.variables import UnresolvedError, references, substitute
from .building import matched
from .caching import per_page
from .counterparts import counterpart
from .palette import Role, colours_of, triple_of
from .uses import WIDE, Search, Use, declared, set_by, shows_at, uses

if TYPE_CHECKING:
    from .context import Context

VARIABLE, COMPANION, DORMANT, THEME = "variable", "companion", "state", "browser"
_KINDS = {
    "text": ("color", "caret-color", "accent-color", "text-decoration-color"),
    "background": ("background-color",),
    "gradient": ("background-image", "border-image-source", "mask-image", "list-style-image"),
    "border": (
        "border-top-color", "border-right-color", "border-bottom-color", "border-left-color",
        "outline-color", "column-rule-color",
    ),
    "shadow": ("box-shadow", "text-shadow", "filter", "backdrop-filter"),
    "drawing": ("fill", "stroke", "stop-color", "flood-color", "lighting-color"),
}  # fmt: skip
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
_SEVERAL = frozenset(("gradient", "shadow"))


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """One colour of the palette at one place of the base page.

    It is the *position*-th of the colours *among* which it stands in its value. *kind* is what shows
    it, *cause* the kind of thing to change: a custom property for what gets its colour from one.
    *group* is equal for the spots that one declaration makes. A spot is seen in a *use*, stands in a
    *declaration* (a custom property, a rule for a state), or in the attribute of an element (*meta*).
    """

    role: Role
    kind: str
    cause: str
    group: tuple[object, ...]
    colour: Colour
    position: int
    among: tuple[Colour, ...]
    use: Use | None = None
    declaration: Declaration | None = None
    meta: Element | None = None

    @property
    def element(self) -> Element | None:
        """The element that shows the colour, if there is one."""
        return self.use.element if self.use is not None else self.meta

    def found_in(self, context: Context) -> Declaration | None:
        """Return the judged page's declaration that took the place of this spot's."""
        return None if self.declaration is None else counterpart(context, self.declaration)


@per_page
def spots(page: Page, palette: tuple[Role, ...]) -> tuple[Spot, ...]:
    """Return every spot of a page where a role's old or new colour is shown or declared."""

    known: dict[str, list[tuple[Role, int]]] = {}

    def places(value: str) -> list[tuple[Role, int]]:
        if value not in known:
            known[value] = list(_roles_in(colours_of(value), palette))
        return known[value]

    def relevant(style: Style, name: str) -> bool:
        return bool(places(style.computed(name)))

    found: list[Spot] = []
    in_effect = uses(page, Search(f"colours {palette}", tuple(_KIND_OF), relevant))
    for use in in_effect:
        if not _own_colour(use.source.value):
            continue
        style = page.style(use.element, use.width, use.pseudo)
        value = style.computed(use.name)
        values, kind = colours_of(value), _KIND_OF[use.name]
        for role, position in places(value):
            group = (*_origin(page, use), position if kind in _SEVERAL else 0)
            cause = _cause(page, use.source.value, role) or kind
            found.append(Spot(role, kind, cause, group, values[position], position, values, use))
    found += _declared_spots(page, palette, {use.source for use in in_effect})
    return (*found, *_theme_colours(page, palette))


def _own_colour(value: str) -> bool:
    """Whether a declared value has a colour of its own: `currentcolor` is counted where it is set."""
    return "var(" in value or bool(colours_of(value))


@per_page
def _cause(page: Page, value: str, role: Role) -> str:
    """Return whether a declared value gets a role's colour from a custom property or its companion.

    Empty when the colour stands in the value itself.
    """
    if "var(" not in value or any(role.concerns(one) for one in colours_of(value)):
        return ""
    known = _custom_properties(page)
    open_names, seen = list(references(tokenise(value))), set[str]()
    while open_names:
        name = open_names.pop()
        if name in seen:
            continue
        seen.add(name)
        for each in known.get(name, ()):
            triple = triple_of(each)
            if triple is not None and role.concerns(triple):
                return COMPANION
            if any(role.concerns(one) for one in colours_of(each)):
                return VARIABLE
            open_names += references(tokenise(each))
    return ""


@per_page
def _custom_properties(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for declaration in declared(page):
        if declaration.property.startswith("--"):
            found.setdefault(declaration.property, []).append(declaration.value)
    return found


def _roles_in(values: tuple[Colour, ...], palette: tuple[Role, ...]) -> Iterator[tuple[Role, int]]:
    for position, one in enumerate(values):
        for role in palette:
            if role.concerns(one):
                yield role, position
                break


def _origin(page: Page, use: Use) -> tuple[object, ...]:
    """Return what makes uses belong together: their declaration, or the drawing they are part of."""
    source = use.source
    if source.selector == "attribute":
        drawing = use.element
        for ancestor in use.element.iterancestors("svg"):
            drawing = ancestor
        return (source.property, page.node(drawing).order)
    if source.selector == "style attribute":
        return (source.property, page.node(use.element).order)
    return (source.file, source.selector, source.media, source.property, source.value)


def _declared_spots(
    page: Page, palette: tuple[Role, ...], in_effect: set[Declaration]
) -> Iterator[Spot]:
    """Yield the spots in custom properties, and in declarations that are not in effect."""
    for declaration in declared(page):
        if declaration in in_effect:
            continue
        values = colours_of(declaration.value)
        custom = declaration.property.startswith("--")
        triple = triple_of(declaration.value) if custom else None
        kind = VARIABLE if custom else DORMANT
        if triple is not None:
            kind, values = COMPANION, (triple,)
        if kind == DORMANT and not _KIND_OF.keys() & set(set_by(declaration.property)):
            continue
        for role, position in _roles_in(values, palette):
            group = (
                declaration.file, declaration.selector, declaration.media, declaration.property,
                position,
            )  # fmt: skip
            yield Spot(
                role, kind, kind, group, values[position], position, values, declaration=declaration
            )


def _theme_colours(page: Page, palette: tuple[Role, ...]) -> Iterator[Spot]:
    for meta in page.select("meta[name=theme-color i]"):
        values = colours_of(str(meta.get("content") or ""))
        for role, position in _roles_in(values, palette):
            group = (THEME, str(meta.get("media") or ""))
            yield Spot(role, THEME, THEME, group, values[position], position, values, meta=meta)


def colours_at(context: Context, spot: Spot) -> tuple[Colour, ...] | None:
    """Return the colours that the judged page has at a spot of the base; None when it is gone."""
    page = context.page
    if page is context.base:
        return spot.among
    if spot.use is not None:
        element = matched(context, spot.use.element)
        if element is None:
            return None
        style = page.style(element, spot.use.width, spot.use.pseudo)
        if spot.use.pseudo is not None and style["content"] in ("none", "normal"):
            return ()
        if not context.own and not shows_at(page.node(element), style, spot.use.name):
            return ()
        return colours_of(style.computed(spot.use.name))
    if spot.meta is not None:
        element = matched(context, spot.meta)
        return None if element is None else colours_of(str(element.get("content") or ""))
    declaration = spot.found_in(context)
    if declaration is None:
        return None
    value = _resolved(page, declaration.value)
    triple = triple_of(value) if spot.kind == COMPANION else None
    return (triple,) if triple is not None else colours_of(value)


@per_page
def _resolved(page: Page, value: str) -> str:
    """Return a declared value with `var()` replaced by what the document's root has."""
    if "var(" not in value:
        return value
    try:
        return text(substitute(significant(tokenise(value)), page.style(page.root, WIDE).custom))
    except UnresolvedError:
        return ""
