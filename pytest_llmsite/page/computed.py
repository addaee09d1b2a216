"""Computed values: what getComputedStyle would answer, without layout (CSS Cascade 5, 4.4).

A `Style` is lazy: a property is computed when it is asked for. Wherever a value needs that of the parent,
ancestors are computed first, from the root down, so that deep documents need no deep recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

from . import calc, colour_syntax, serial
from .cascade import Cascade, Cascaded, Winner
from .colour import BLACK, Colour
from .dom import Document, Node
from .properties import INHERITED, PROPERTIES, initial_tokens
from .rules import Setting, url_of
from .sharing import Store, store_for
from .shorthands import SHORTHANDS, SIDES, canonical, expand, longhands_of
from .tokens import Token, Tokens, keyword, read, significant, split, text, tokenise
from .variables import UnresolvedError, references, substitute

_PLAIN_PX = re.compile(r"-?\d+(?:\.\d+)?px\Z")
MAX_CHAIN = 50  # custom properties that refer to one another


@dataclass(frozen=True, slots=True)
class Declaration:
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
        "_colours", "_custom", "_engine", "_open", "_values", "cascaded", "node", "parent", "pseudo",
        "scales", "store", "width",
    )  # fmt: skip

    def __init__(
        self, engine: StyleEngine, node: Node, width: int, pseudo: str | None, parent: Style | None
    ) -> None:
        self._engine = engine
        self.node = node
        self.width = width
        self.pseudo = pseudo
        self.parent = parent
        self.cascaded: Cascaded = engine.cascade.cascaded(node, width, pseudo)
        self.store = self._find_store()
        self._values: dict[str, str] = self.store.values
        self._colours: dict[str, Colour | None] = self.store.colours
        self._custom: dict[str, tuple[Token, ...] | None] = self.store.custom
        self._open: list[str] = []  # custom properties that are being resolved
        self.scales: calc.Scale | None = None

    def _find_store(self) -> Store:
        """Return the store of computed values that this style shares with all that must equal it."""
        said = frozenset([winner.share for winner in self.cascaded.values()])
        engine = self._engine
        if 0 in said or engine.registered:
            return Store()
        above = self.parent.store.number if self.parent is not None else 0
        quirk = self.node.tag if engine.document.quirks else ""
        return store_for((above, self.pseudo, self.width, quirk, said))

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
        known = self._values.get(name)
        if known is not None and name not in _RESOLVED:
            return known
        if name.startswith("--"):
            return text(self.custom(name) or ())
        name = canonical(name)
        if name in SHORTHANDS:
            return self._shorthand(name)
        value = self.computed(name)
        finish = _RESOLVED.get(name)
        return value if finish is None else finish(self, value)

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
        name = name if name.startswith("--") else canonical(name)
        inherits = name in INHERITED or name.startswith("--")
        style: Style | None = self
        while style is not None:
            winner = style.cascaded.get(name)
            if winner is not None:
                word = keyword(winner.value.tokens)
                if word != "inherit" and not (inherits and word == "unset"):
                    return self._engine.declaration(winner, style.node)
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
            root = self._engine.root(self.width).font_size
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
        if name in _FROM_PARENT:
            return True
        winner = self.cascaded.get(name)
        if winner is None:
            return name in INHERITED
        return winner.value.pending or keyword(winner.value.tokens) in ("inherit", "unset")

    def _compute(self, name: str) -> str:
        winner = self.cascaded.get(name)
        tokens = self._specified(name, winner) if winner is not None else None
        if tokens is None:
            if name in INHERITED and self.parent is not None:
                return self._inherited(name)
            tokens = initial_tokens(name)
            winner = None
        value = winner.value if winner is not None and not winner.value.pending else None
        if value is not None and value.constant is not None:
            return value.constant
        handler = _COMPUTED.get(name)
        if handler is not None:
            return handler(self, tokens)
        writer = self._writer(name)
        result = writer.write(tokens)
        if value is not None and writer.constant and tokens is value.tokens:
            value.constant = result
        return result

    def _inherited(self, name: str) -> str:
        assert self.parent is not None
        adapt = _INHERITING.get(name)
        value = self.parent.computed(name)
        return value if adapt is None else adapt(self, value)

    def written(self, name: str, tokens: Tokens) -> str:
        """Return *tokens* as a value of the property *name*, lengths and colours made absolute."""
        return self._writer(name).write(tokens)

    def _writer(self, name: str) -> serial.Writer:
        colours = "<color>" in PROPERTIES[name].syntax
        lengths = _takes_lengths(name)
        return serial.Writer(_Lazy(self), self._current, colours, name in _CASED, lengths)

    def _specified(self, name: str, winner: Winner) -> tuple[Token, ...] | None:
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
            below = self._engine.cascade.without(self.node, self.width, self.pseudo, name, winner)
            if below is None:
                return None
            winner = below
        return None

    def _substituted(self, name: str, winner: Winner) -> tuple[Token, ...] | None:
        value = winner.value
        if not value.pending:
            return value.tokens
        longhands = self._engine.expanded(value.setting, self)
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
            style = style.parent if self._engine.inherits(name) else None
        else:
            found = self._engine.initial(name)
        if not self._open:
            for each in passed:
                each._custom[name] = found
        return found

    def _own_custom(self, name: str) -> tuple[Token, ...] | None:
        engine = self._engine
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
            return self._engine.initial(name)
        self._open.append(name)
        engine.depth += 1
        try:
            resolved: tuple[Token, ...] | None = winner.value.tokens
            if self._engine.references(winner.value.setting):
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


class StyleEngine:
    """Makes and keeps the styles of one document."""

    def __init__(self, document: Document, cascade: Cascade, file: str) -> None:
        self.document = document
        self.cascade = cascade
        self.file = file
        self._styles: dict[tuple[Node, int, str | None], Style] = {}
        self._names: dict[int, tuple[Setting, tuple[str, ...]]] = {}
        self._expansions: dict[tuple[int, ...], dict[str, tuple[Token, ...]] | None] = {}
        self._kept: list[tuple[Token, ...] | None] = []  # so that the ids used as keys stay valid
        self.registered = self._registrations()
        self.depth = 0
        self.widths: dict[tuple[Node, int], float] = {}  # kept by `widths`
        self.covering: dict[tuple[Node, int], list[tuple[Node, bool]]] = {}  # kept by `covering`

    def style(self, node: Node, width: int, pseudo: str | None = None) -> Style:
        """Return the style of an element, or of one of its pseudo-elements."""
        key = (node, width, pseudo)
        found = self._styles.get(key)
        if found is not None:
            return found
        if pseudo is not None:
            made = Style(self, node, width, pseudo, self.style(node, width))
            self._styles[key] = made
            return made
        missing = [node]
        above = node.parent
        while above is not None and (above, width, None) not in self._styles:
            missing.append(above)
            above = above.parent
        parent = self._styles[above, width, None] if above is not None else None
        for each in reversed(missing):
            parent = self._styles[each, width, None] = Style(self, each, width, None, parent)
        assert parent is not None
        return parent

    def root(self, width: int) -> Style:
        return self.style(self.document.root, width)

    def references(self, setting: Setting) -> tuple[str, ...]:
        """Return the custom properties that a declaration mentions."""
        found = self._names.get(id(setting))
        if found is None:
            found = (setting, tuple(references(setting.tokens)))
            self._names[id(setting)] = found
        return found[1]

    def expanded(self, setting: Setting, style: Style) -> dict[str, tuple[Token, ...]] | None:
        """Return the longhands of a declaration with var(), as they are for *style*."""
        values = [style.custom(name) for name in self.references(setting)]
        key = (id(setting), *(id(value) for value in values))
        if key not in self._expansions:
            longhands: dict[str, tuple[Token, ...]] | None = None
            try:
                tokens = significant(substitute(setting.tokens, style.custom))
                longhands = expand(canonical(setting.name), tokens) if tokens else None
            except UnresolvedError:
                longhands = None
            self._expansions[key] = longhands
            self._kept.extend(values)
        return self._expansions[key]

    def declaration(self, winner: Winner, node: Node) -> Declaration | None:
        """Return a winner with its file and line; None for the browser's own rules."""
        setting = winner.value.setting
        if winner.origin == "user-agent":
            return None
        if winner.rule is None or winner.use is None:
            selector = "style attribute" if winner.origin == "inline" else "attribute"
            return Declaration(
                self.file, node.line, selector, "", setting.name, setting.text, setting.important
            )
        return Declaration(
            winner.use.file,
            setting.line + winner.use.line,
            winner.rule.selector,
            winner.rule.media,
            setting.name,
            setting.text,
            setting.important,
        )

    def _registrations(self) -> dict[str, tuple[bool, tuple[Token, ...] | None]]:
        """Read `@property` rules: whether a property inherits, and its initial value."""
        found = {}
        for use in self.cascade.uses:
            for rule in use.sheet.at_rules:
                if rule.name == "property":
                    values = {setting.name: setting.tokens for setting in rule.settings}
                    inherits = keyword(significant(values.get("inherits", ()))) != "false"
                    found[rule.prelude] = (inherits, values.get("initial-value"))
        return found

    def inherits(self, name: str) -> bool:
        return self.registered.get(name, (True, None))[0]

    def initial(self, name: str) -> tuple[Token, ...] | None:
        return self.registered.get(name, (True, None))[1]


_Handler: TypeAlias = Callable[[Style, Tokens], str]

# Properties whose computed value looks at the parent's even when the element sets its own.
_FROM_PARENT = frozenset(
    ("color", "font-size", "font-weight", "display", "text-align", "font-family")
)
_CASED = frozenset(
    "animation-name grid-template-columns grid-template-rows grid-template-areas grid-row-start "
    "grid-row-end grid-column-start grid-column-end container-name transition-property content "
    "background-image border-image-source mask-image list-style-image list-style-type "
    "counter-reset counter-increment counter-set will-change quotes cursor clip-path filter fill "
    "stroke animation-timeline".split()
)


@cache
def _takes_lengths(name: str) -> bool:
    """Whether a plain zero is a length for this property, not a number."""
    syntax = PROPERTIES[name].syntax
    if name in ("background-image", "flex-basis") or "<number" in syntax or "<integer" in syntax:
        return name == "flex-basis"
    kinds = ("<length", "<lp", "<size>", "<max-size>", "<shadow>", "<position>", "<track-")
    return any(kind in syntax for kind in kinds)


def _own_length(style: Style, token: Token) -> float | None:
    return calc.px(token, style.scale)


_FONT_SIZES = {
    "xx-small": (9, 9), "x-small": (10, 9), "small": (13, 10), "medium": (16, 13),
    "large": (18, 16), "x-large": (24, 20), "xx-large": (32, 26), "xxx-large": (48, 39),
}  # fmt: skip


def _monospace(style: Style | None) -> bool:
    return style is not None and style.computed("font-family") == "monospace"


@dataclass(frozen=True, slots=True)
class FontSize:
    """A font size before plain monospace shrinks it: browsers do that to sizes that go back to a
    keyword (or to nothing), not to those set in absolute units.
    """

    px: float = 16.0
    keyword: str | None = "medium"
    absolute: bool = False

    def used(self, monospace: bool) -> float:
        if not monospace or self.absolute:
            return self.px
        return float(_FONT_SIZES[self.keyword][1]) if self.keyword else self.px * 13 / 16


def _font_size(style: Style, tokens: Tokens) -> str:
    parent = style.parent.font if style.parent is not None else FontSize()
    word = keyword(tokens)
    if word in _FONT_SIZES:
        style.font = FontSize(float(_FONT_SIZES[word][0]), word)
    elif word in ("larger", "smaller"):
        factor = 1.2 if word == "larger" else 1 / 1.2
        style.font = FontSize(parent.px * factor, None, parent.absolute)
    elif word == "math":
        style.font = parent
    else:
        style.font = _measured(style, tokens[0], parent)
    return _size_text(style)


def _measured(style: Style, token: Token, parent: FontSize) -> FontSize:
    """Return a size given as a length or percentage; em and % are those of the parent."""
    relative = token.type == "percentage" or (
        token.type == "dimension" and token.lower_unit == "em"
    )
    base = parent.px
    if not relative and style.parent is not None:
        base = style.parent.font_size
    size = calc.px(token, replace(_parent_scale(style), em=base), percent_of=base)
    if size is None:
        return parent
    return FontSize(max(0.0, size), None, parent.absolute if relative else True)


def _size_text(style: Style) -> str:
    return f"{serial.number_text(style.font.used(_monospace(style)))}px"


def _inherited_font_size(style: Style, value: str) -> str:
    assert style.parent is not None
    style.font = style.parent.font
    return _size_text(style)


def _parent_scale(style: Style) -> calc.Scale:
    """Return the scale for font-size itself: em is the parent's."""
    if style.parent is not None:
        scale = style.parent.scale
        root = style._engine.root(style.width)
        if style is not root:
            return scale
    height = float(calc.viewport_height(style.width))
    return calc.Scale(width=float(style.width), height=height)


def _font_weight(style: Style, tokens: Tokens) -> str:
    word = keyword(tokens)
    if word in ("normal", "bold"):
        return "400" if word == "normal" else "700"
    if word in ("bolder", "lighter"):
        parent = float(style.parent.computed("font-weight")) if style.parent is not None else 400.0
        return _relative_weight(parent, word)
    value = calc.number(tokens[0])
    return serial.number_text(max(1.0, min(1000.0, value if value is not None else 400.0)))


def _relative_weight(parent: float, word: str) -> str:
    """Return bolder or lighter than *parent* (CSS Fonts 4, 2.2.1)."""
    if word == "bolder":
        return "400" if parent < 350 else "700" if parent < 550 else "900" if parent < 900 else (
            serial.number_text(parent)
        )  # fmt: skip
    return serial.number_text(parent) if parent < 100 else (
        "100" if parent < 550 else "400" if parent < 750 else "700"
    )  # fmt: skip


def _line_height(style: Style, tokens: Tokens) -> str:
    token = tokens[0]
    if token.type == "ident":
        return "normal"
    size = style.font_size
    if token.type == "number":
        return serial.number_text(token.value)
    found = calc.quantity(token, calc.Terms(style.scale, {"px": size}))
    if found is None:
        return "normal"
    if set(found) == {""}:
        return serial.number_text(found[""])
    return f"{serial.number_text(found.get('px', 0.0))}px"


def _resolved_line_height(style: Style, value: str) -> str:
    if value == "normal" or value.endswith("px"):
        return value
    return f"{serial.number_text(float(value) * style.font_size)}px"


def _colour(style: Style, tokens: Tokens) -> str:
    """Compute `color` itself, where currentcolor is the parent's."""
    current = style.parent.current if style.parent is not None else BLACK
    found = colour_syntax.parse(tokens[0], current)
    return found.css if found is not None else BLACK.css


def _inherited_colour(style: Style, value: str) -> str:
    """In quirks mode a table takes its colour from body."""
    if style.node.tag == "table" and style._engine.document.quirks and style.pseudo is None:
        for ancestor in style.node.ancestors():
            if ancestor.tag == "body":
                return style._engine.style(ancestor, style.width).computed("color")
    return value


_BLOCKIFIED = {
    "inline": "block", "inline-block": "block", "inline-flex": "flex", "inline-grid": "grid",
    "inline-table": "table", "-webkit-inline-box": "-webkit-box", "table-row": "block",
    "table-cell": "block", "table-row-group": "block", "table-header-group": "block",
    "table-footer-group": "block", "table-column": "block", "table-column-group": "block",
    "table-caption": "block", "ruby": "block ruby", "ruby-text": "block", "math": "block math",
}  # fmt: skip
_DISPLAYS = {
    "flow": "block", "block flow": "block", "inline flow": "inline", "flow-root": "flow-root",
    "block flow-root": "flow-root", "inline flow-root": "inline-block", "block flex": "flex",
    "inline flex": "inline-flex", "block grid": "grid", "inline grid": "inline-grid",
    "block table": "table", "inline table": "inline-table", "block ruby": "block ruby",
    "inline ruby": "ruby", "inline math": "math", "-webkit-flex": "flex",
    "-webkit-inline-flex": "inline-flex", "block list-item": "list-item",
    "flow list-item": "list-item", "list-item flow": "list-item", "list-item block": "list-item",
}  # fmt: skip
CONTAINERS = frozenset(("flex", "inline-flex", "grid", "inline-grid"))


def _display(style: Style, tokens: Tokens) -> str:
    words = [str(token.lower_value) for token in tokens]
    if len(words) == 2 and words[0] not in ("block", "inline"):
        words.reverse()
    value = _DISPLAYS.get(" ".join(words), " ".join(words))
    if value == "-webkit-box" and style.computed("-webkit-line-clamp") != "none":
        value = "flow-root" if style.computed("-webkit-box-orient") == "vertical" else value
    if value in ("none", "contents"):
        return "block" if value == "contents" and style.parent is None else value
    if style.parent is None or style.computed("position") in ("absolute", "fixed"):
        return _BLOCKIFIED.get(value, value)
    if style.computed("float") != "none":
        return _BLOCKIFIED.get(value, value)
    box = style.parent
    while box.computed("display") == "contents" and box.parent is not None:
        box = box.parent
    if box.computed("display") in CONTAINERS or box.computed("display") in (
        "-webkit-box", "-webkit-inline-box"
    ):  # fmt: skip
        return _BLOCKIFIED.get(value, value)
    return value


def _float(style: Style, tokens: Tokens) -> str:
    if style.computed("position") in ("absolute", "fixed"):
        return "none"
    value = str(tokens[0].lower_value)
    if value.startswith("inline-"):
        ltr = style.computed("direction") == "ltr"
        return "left" if (value == "inline-start") == ltr else "right"
    return value


def _text_align(style: Style, tokens: Tokens) -> str:
    value = str(tokens[0].lower_value)
    parent = style.parent.computed("text-align") if style.parent is not None else "start"
    if value == "-webkit-match-parent":
        direction = style.parent.computed("direction") if style.parent is not None else "ltr"
        if parent in ("start", "end"):
            return "left" if (parent == "start") == (direction == "ltr") else "right"
        return parent
    if value == "-internal-center":
        return "center" if parent == "start" else parent
    return _table_align(style, value)


def _table_align(style: Style, value: str) -> str:
    """The alignment of `<center>` and `align=` moves a table but does not reach into it."""
    legacy = value in ("-webkit-center", "-webkit-left", "-webkit-right")
    return "start" if legacy and style.computed("display") in ("table", "inline-table") else value


def _overflow(style: Style, tokens: Tokens, other: str) -> str:
    value = str(tokens[0].lower_value)
    value = "auto" if value == "overlay" else value
    facing = style.cascaded.get(other)
    opposite = "visible"
    if facing is not None:
        found = style._specified(other, facing)
        opposite = keyword(found) or "visible" if found else "visible"
    if opposite not in ("visible", "clip"):
        return {"visible": "auto", "clip": "hidden"}.get(value, value)
    return value


def _line_width(style: Style, tokens: Tokens) -> str:
    word = keyword(tokens)
    widths = {"thin": 1.0, "medium": 3.0, "thick": 5.0}
    value = widths[word] if word in widths else _own_length(style, tokens[0]) or 0.0
    if 0 < value < 1:
        value = 1.0
    return f"{serial.number_text(float(int(max(0.0, value))))}px"


def _without_line(style: Style, value: str, line: str) -> str:
    return "0px" if style.computed(line) in ("none", "hidden") else value


def _opacity(style: Style, tokens: Tokens) -> str:
    value = calc.number(tokens[0], percent_of=1.0)
    return serial.number_text(max(0.0, min(1.0, 1.0 if value is None else value)))


def _vertical(name: str) -> _Handler:
    def compute(style: Style, tokens: Tokens) -> str:
        return _overflow(style, tokens, name)

    return compute


def _kept_current(style: Style, tokens: Tokens) -> str:
    """Keep currentcolor where it is inherited as such: each element has its own."""
    if keyword(tokens) == "currentcolor":
        return "currentcolor"
    found = colour_syntax.parse(tokens[0], style.current)
    return found.css if found is not None else "currentcolor"


def _resolved_current(style: Style, value: str) -> str:
    return style.current.css if value == "currentcolor" else value


_GLYPHS = ("-webkit-text-fill-color", "-webkit-text-stroke-color")


def _letter_spacing(style: Style, tokens: Tokens) -> str:
    value = _own_length(style, tokens[0]) if tokens[0].type != "ident" else None
    return f"{serial.number_text(value)}px" if value else "normal"


def _shadow(style: Style, tokens: Tokens, lengths: int) -> str:
    """Write shadows as browsers do: colour, lengths (missing ones zero), inset."""
    if keyword(tokens) == "none":
        return "none"
    shadows = []
    for part in split(tokens):
        colour = style.current
        sizes: list[str] = []
        inset = ""
        for token in part:
            if token.type == "ident" and token.lower_value == "inset":
                inset = " inset"
            elif (found := colour_syntax.parse(token, style.current)) is not None:
                colour = found
            else:
                sizes.append(f"{serial.number_text(_own_length(style, token) or 0.0)}px")
        sizes += ["0px"] * (lengths - len(sizes))
        shadows.append(f"{colour.css} {' '.join(sizes)}{inset}")
    return ", ".join(shadows)


_EDGES = {"left": "0%", "top": "0%", "center": "50%", "right": "100%", "bottom": "100%",
          "x-start": "0%", "y-start": "0%", "x-end": "100%", "y-end": "100%"}  # fmt: skip


def _place(style: Style, tokens: Tokens) -> str:
    """Write a background position with edges as percentages."""
    return ", ".join(_place_one(style, part) for part in split(tokens))


def _place_one(style: Style, tokens: list[Token]) -> str:
    word = keyword(tokens[:1])
    if word is None:
        return style.written("background-position-x", tokens)
    if len(tokens) == 1:
        return _EDGES.get(word, word)
    offset = calc.quantity(tokens[1], calc.Terms(style.scale)) or {}
    if word in ("left", "top"):
        return serial.quantity_text(offset)
    far = {unit: -value for unit, value in offset.items()}
    far["%"] = far.get("%", 0.0) + 100.0
    return serial.quantity_text(far)


_STRETCH = {
    "ultra-condensed": "50%", "extra-condensed": "62.5%", "condensed": "75%",
    "semi-condensed": "87.5%", "normal": "100%", "semi-expanded": "112.5%", "expanded": "125%",
    "extra-expanded": "150%", "ultra-expanded": "200%",
}  # fmt: skip


def _stretch(style: Style, tokens: Tokens) -> str:
    word = keyword(tokens)
    return _STRETCH[word] if word in _STRETCH else style.written("font-stretch", tokens)


_COMPUTED: dict[str, _Handler] = {
    "letter-spacing": _letter_spacing,
    "box-shadow": lambda style, tokens: _shadow(style, tokens, 4),
    "text-shadow": lambda style, tokens: _shadow(style, tokens, 3),
    "background-position-x": _place,
    "background-position-y": _place,
    "font-stretch": _stretch,
    **dict.fromkeys(_GLYPHS, _kept_current),
    "color": _colour,
    "font-size": _font_size,
    "font-weight": _font_weight,
    "font-family": lambda style, tokens: serial.family_text(tokens),
    "line-height": _line_height,
    "display": _display,
    "float": _float,
    "text-align": _text_align,
    "opacity": _opacity,
    "overflow-x": _vertical("overflow-y"),
    "overflow-y": _vertical("overflow-x"),
    "outline-width": _line_width,
    "column-rule-width": _line_width,
    **{f"border-{side}-width": _line_width for side in ("top", "right", "bottom", "left")},
}
_INHERITING: dict[str, Callable[[Style, str], str]] = {
    "font-size": _inherited_font_size,
    "text-align": _table_align,
    "color": _inherited_colour,
}


def _needs_line(line: str) -> Callable[[Style, str], str]:
    return lambda style, value: _without_line(style, value, line)


_RESOLVED: dict[str, Callable[[Style, str], str]] = {
    "line-height": _resolved_line_height,
    **dict.fromkeys(_GLYPHS, _resolved_current),
    **{
        f"border-{side}-width": _needs_line(f"border-{side}-style")
        for side in ("top", "right", "bottom", "left")
    },
}
__all__ = ["CONTAINERS", "Declaration", "Style", "StyleEngine", "url_of"]
