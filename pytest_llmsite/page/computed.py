"""Computed values: what getComputedStyle would answer, without layout (CSS Cascade 5, 4.4).

A `Style` is lazy: a property is computed when it is asked for. Wherever a value needs that of the parent,
ancestors are computed first, from the root down, so that deep documents need no deep recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from . import calc, colour_syntax, serial
from .cascade import Cascaded, Winner
from .colour import BLACK, Colour
from .dom import Node
from .font_sizes import FontSize
from .handlers import CASED, COMPUTED, FROM_PARENT, INHERITING, RESOLVED, takes_lengths
from .properties import INHERITED, PROPERTIES, initial_tokens
from .sharing import Store, store_for
from .shorthand_parts import SIDES
from .shorthands import SHORTHANDS, canonical, longhands_of
from .tokens import Token, Tokens, keyword, read, significant, text, tokenise
from .variables import UnresolvedError, substitute

_PLAIN_PX = re.compile(r"-?\d+(?:\.\d+)?px\Z")
MAX_CHAIN = 50  # custom properties that refer to one another

_initial: dict[str, str] = {}  # the computed values of initial ones that are the same everywhere


if TYPE_CHECKING:
    from .engine import StyleEngine


class Declaration(NamedTuple):
    """One declaration and where it stands; line 0 for what no line of a file says."""

    file: str
    line: int
    selector: str
    media: str
    property: str
    value: str
    important: bool


class Style:
    """The computed style of one element (or pseudo-element) at one viewport."""

    __slots__ = (
        "_colours", "_custom", "_open", "_values", "cascaded", "engine", "node", "parent", "pseudo",
        "scales", "store", "width",
    )  # fmt: skip

    def __init__(
        self, engine: StyleEngine, node: Node, width: int, pseudo: str | None, parent: Style | None
    ) -> None:
        self.engine = engine
        self.node = node
        self.width = width
        self.pseudo = pseudo
        self.parent = parent
        self.cascaded: Cascaded = engine.cascade.cascaded(node, width, pseudo)
        self.store = self._find_store()
        self._values: dict[str, str] = self.store.values
        self._colours: dict[str, Colour | None] = self.store.colours
        self._custom: dict[str, tuple[Token, ...] | None] = self.store.custom
        self._open: list[str] | None = None  # custom properties that are being resolved
        self.scales: calc.Scale | None = None

    def _find_store(self) -> Store:
        """Return the store of computed values that this style shares with all that must equal it."""
        said = self.cascaded.said
        engine, parent = self.engine, self.parent
        if not said or engine.registered:
            return Store()
        key: object = (said, self.pseudo) if self.pseudo else said
        if engine.document.quirks:
            key = (key, self.node.tag)
        if parent is None:
            return store_for(None, (key, self.width))
        return store_for(parent.store, key)

    @property
    def font(self) -> FontSize:
        """The font size before plain monospace shrinks it."""
        return self.store.font or FontSize()

    @font.setter
    def font(self, font: FontSize) -> None:
        self.store.font = font

    def __getitem__(self, name: str) -> str:
        """Return a computed value as text; raises KeyError for an unknown property.

        A shorthand gives its longhands, those left out that have their initial value.
        """
        value = self._values.get(name)
        if value is None:
            if name not in PROPERTIES:
                return self._by_other_name(name)
            value = self.computed(name)
        finish = RESOLVED.get(name)
        return value if finish is None else finish(self, value)

    def _by_other_name(self, name: str) -> str:
        """Return the value of a custom property, a shorthand, or what is kept under another name."""
        if name.startswith("--"):
            return text(self.custom(name) or ())
        name = canonical(name)
        if name in SHORTHANDS:
            return self._shorthand(name)
        if name not in PROPERTIES:
            raise KeyError(name)
        return self[name]

    def _shorthand(self, name: str) -> str:
        names = longhands_of(name)
        values = [self[longhand] for longhand in names]
        if (
            len(
                {
                    longhand.replace(side, "")
                    for longhand in names
                    for side in SIDES
                    if side in longhand
                }
            )
            == 1
        ):
            return values[0] if len(set(values)) == 1 else " ".join(values)
        if name != "background-position" and len(names) == 2 and values[0] == values[1]:
            return values[0]
        kept = [
            value
            for longhand, value in zip(names, values, strict=True)
            if value != PROPERTIES[longhand].initial
        ]
        return " ".join(kept) or values[0]

    def get(self, name: str, default: str = "") -> str:
        """Return a computed value, or *default* for a property that the inspector does not know."""
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name.startswith("--") or canonical(name) in PROPERTIES)

    def __iter__(self) -> Iterator[str]:
        return iter(PROPERTIES)

    def colour(self, name: str) -> Colour | None:
        """Return a property's colour, or None when its value is no single colour."""
        known = self._colours.get(name)
        if known is not None:
            return known
        name = canonical(name)
        if name not in self._colours:
            value = self.computed(name)
            current = value == "currentcolor"
            found = self.current if current else colour_syntax.parse_text(value)
            self._colours[name] = found
        return self._colours[name]

    def px(self, name: str, percent_of: float | None = None) -> float | None:
        """Return a length in CSS pixels; None for keywords, and for percentages of nothing given."""
        value = self[name]
        if value.endswith("px") and _PLAIN_PX.match(value):
            return float(value[:-2])
        if value in ("auto", "none", "normal"):
            return None
        tokens = read(value)
        if len(tokens) != 1:
            return None
        return calc.px(tokens[0], self.scale, percent_of)

    def source(self, name: str) -> Declaration | None:
        """Return the declaration that a value comes from, on the element or the ancestor it is
        inherited from; None for initial values and the browser's own defaults.
        """
        if name not in PROPERTIES and not name.startswith("--"):
            name = canonical(name)
        inherits = name in INHERITED or name.startswith("--")
        style: Style | None = self
        while style is not None:
            winner = style.cascaded.get(name)
            if winner is not None:
                word = keyword(winner.value.tokens)
                if word != "inherit" and not (inherits and word == "unset"):
                    return self.engine.declaration(winner, style.node)
            elif not inherits:
                return None
            style = style.parent
        return None

    def tokens(self, name: str) -> list[Token]:
        """Return the computed value as component values."""
        return list(read(self.computed(canonical(name))))

    @property
    def scale(self) -> calc.Scale:
        """What relative lengths are relative to."""
        if self.scales is None:
            em = self.font_size
            root = self.engine.root(self.width).font_size
            height = float(calc.viewport_height(self.width))
            self.scales = calc.Scale(em, root, em * 1.2, root * 1.2, float(self.width), height)
        return self.scales

    @property
    def font_size(self) -> float:
        return float(self.computed("font-size").removesuffix("px"))

    @property
    def current(self) -> Colour:
        """What `currentcolor` means here."""
        return self.colour("color") or BLACK

    def _current(self) -> Colour:
        return self.current

    def computed(self, name: str) -> str:
        """Return the computed value of a canonical longhand; raises KeyError for any other name."""
        found = self._values.get(name)
        if found is None:
            if name not in PROPERTIES:
                raise KeyError(name)
            parent = self.parent
            if parent is None or name in parent._values or not self._needs_parent(name):
                found = self._values[name] = self._compute(name)
                return found
            for style in self._lineage(name):
                if name not in style._values:
                    style._values[name] = style._compute(name)
            found = self._values[name]
        return found

    def _lineage(self, name: str) -> list[Style]:
        """Return the styles that must know *name* before this one can, and this one; root first."""
        chain = [self]
        style = self
        while style.parent is not None and style._needs_parent(name):
            style = style.parent
            if name in style._values:
                break
            chain.append(style)
        return chain[::-1]

    def _needs_parent(self, name: str) -> bool:
        if name in FROM_PARENT:
            return True
        winner = self.cascaded.get(name)
        if winner is None:
            return name in INHERITED
        return winner.value.pending or keyword(winner.value.tokens) in ("inherit", "unset")

    def _compute(self, name: str) -> str:
        winner = self.cascaded.get(name)
        if winner is not None and winner.value.constant is not None:
            return winner.value.constant
        tokens = self.specified(name, winner) if winner is not None else None
        if tokens is None:
            if name in INHERITED and self.parent is not None:
                return self._inherited(name)
            known = _initial.get(name)
            if known is not None:
                return known
            tokens = initial_tokens(name)
            winner = None
        handler = COMPUTED.get(name)
        if handler is not None:
            return handler(self, tokens)
        writer = self._writer(name)
        result = writer.write(tokens)
        if writer.constant:
            if winner is None:
                _initial[name] = result
            elif not winner.value.pending and tokens is winner.value.tokens:
                winner.value.constant = result
        return result

    def _inherited(self, name: str) -> str:
        assert self.parent is not None
        adapt = INHERITING.get(name)
        value = self.parent.computed(name)
        return value if adapt is None else adapt(self, value)

    def written(self, name: str, tokens: Tokens) -> str:
        """Return *tokens* as a value of the property *name*, lengths and colours made absolute."""
        return self._writer(name).write(tokens)

    def _writer(self, name: str) -> serial.Writer:
        colours = "<color>" in PROPERTIES[name].syntax
        lengths = takes_lengths(name)
        return serial.Writer(_Lazy(self), self._current, colours, name in CASED, lengths)

    def specified(self, name: str, winner: Winner) -> tuple[Token, ...] | None:
        """Return the value to compute, or None for that of the parent or the initial one."""
        for _ in range(8):
            tokens = self._substituted(name, winner)
            if tokens is None:
                return None
            word = keyword(tokens)
            if word == "inherit":
                if self.parent is None:
                    return None
                return (
                    tuple(tokenise(self.parent.computed(name))) if name not in INHERITED else None
                )
            if word == "initial":
                return initial_tokens(name)
            if word == "unset":
                return None
            if word not in ("revert", "revert-layer"):
                return tokens
            below = self.engine.cascade.without(self.node, self.width, self.pseudo, name, winner)
            if below is None:
                return None
            winner = below
        return None

    def _substituted(self, name: str, winner: Winner) -> tuple[Token, ...] | None:
        value = winner.value
        if not value.pending:
            return value.tokens
        longhands = self.engine.expanded(value.setting, self)
        return longhands.get(name) if longhands is not None else None

    def custom(self, name: str) -> tuple[Token, ...] | None:
        """Return the value of a custom property, or None when it has none."""
        style: Style | None = self
        passed: list[Style] = []
        found: tuple[Token, ...] | None = None
        while style is not None:
            if name in style._custom:
                found = style._custom[name]
                break
            if name in style.cascaded:
                found = style._own_custom(name)
                break
            passed.append(style)
            style = style.parent if self.engine.inherits(name) else None
        else:
            found = self.engine.initial(name)
        if not self._open:
            for each in passed:
                each._custom[name] = found
        return found

    def _own_custom(self, name: str) -> tuple[Token, ...] | None:
        engine = self.engine
        if self._open is None:
            self._open = []
        if name in self._open or engine.depth > MAX_CHAIN:
            # everything from the first mention on is part of the cycle
            start = self._open.index(name) if name in self._open else 0
            for member in self._open[start:]:
                self._custom[member] = None
            return None
        winner = self.cascaded[name]
        word = keyword(significant(winner.value.tokens))
        if word in ("inherit", "unset", "revert", "revert-layer"):
            return self.parent.custom(name) if self.parent is not None else None
        if word == "initial":
            return self.engine.initial(name)
        self._open.append(name)
        engine.depth += 1
        try:
            resolved: tuple[Token, ...] | None = winner.value.tokens
            if self.engine.references(winner.value.setting):
                resolved = tuple(substitute(winner.value.tokens, self.custom))
        except UnresolvedError:
            resolved = None
        finally:
            self._open.pop()
            engine.depth -= 1
        if name in self._custom:  # found to be part of a cycle meanwhile
            return None
        if not self._open or resolved is not None:
            self._custom[name] = resolved
        return resolved


class _Lazy:
    """A `calc.Scale` that is only computed for values that need one."""

    __slots__ = ("style",)

    def __init__(self, style: Style) -> None:
        self.style = style

    def unit(self, name: str) -> float | None:
        return self.style.scale.unit(name)
