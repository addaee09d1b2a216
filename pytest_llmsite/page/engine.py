"""The styles of one document: made when asked for, kept, and told where their values come from."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from .cascade import Cascade, Winner
from .computed import Declaration, Style
from .dom import Document, Node
from .rules import Setting
from .shorthands import canonical, expand
from .tokens import Token, keyword, significant
from .variables import UnresolvedError, references, substitute

if TYPE_CHECKING:
    from .backdrop import Backdrop, Canvas, Sample


class StyleEngine:
    """Makes and keeps the styles of one document."""

    def __init__(self, document: Document, cascade: Cascade, file: str) -> None:
        self.document = document
        self.cascade = cascade
        self.file = file
        self._styles: defaultdict[int, dict[Node, Style]] = defaultdict(
            dict
        )  # of elements, by width
        self._pseudos: dict[tuple[Node, int, str], Style] = {}
        self._names: dict[int, tuple[Setting, tuple[str, ...]]] = {}
        self._expansions: dict[tuple[int, ...], dict[str, tuple[Token, ...]] | None] = {}
        self._kept: list[tuple[Token, ...] | None] = []  # so that the ids used as keys stay valid
        self.registered = self._registrations()
        self._declarations: dict[tuple[Setting, object, object], Declaration] = {}
        self.depth = 0
        self.widths: dict[tuple[Node, int], float] = {}  # kept by `widths`
        self.covering: dict[tuple[Node, int], list[tuple[Node, bool]]] = {}  # kept by `covering`
        # kept by `backdrop`
        self.canvases: dict[tuple[Node | None, int | None, int], Canvas] = {}
        self.backdrops: dict[tuple[int, bool, bool], tuple[list[Sample], Backdrop]] = {}

    def style(self, node: Node, width: int, pseudo: str | None = None) -> Style:
        """Return the style of an element, or of one of its pseudo-elements."""
        if pseudo is not None:
            key = (node, width, pseudo)
            made = self._pseudos.get(key)
            if made is None:
                made = Style(self, node, width, pseudo, self.style(node, width))
                self._pseudos[key] = made
            return made
        styles = self._styles[width]
        found = styles.get(node)
        if found is not None:
            return found
        missing = [node]
        above = node.parent
        while above is not None and above not in styles:
            missing.append(above)
            above = above.parent
        parent = styles[above] if above is not None else None
        for each in reversed(missing):
            parent = styles[each] = Style(self, each, width, None, parent)
        assert parent is not None
        return parent

    def dissolve(self) -> None:
        """Let go of all that refers back to this engine."""
        self._styles.clear()
        self._pseudos.clear()
        self.cascade.container = None

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
        key = (setting, winner.rule or node, winner.use)
        found = self._declarations.get(key)
        if found is None:
            found = self._declarations[key] = self._told(winner, setting, node)
        return found

    def _told(self, winner: Winner, setting: Setting, node: Node) -> Declaration:
        if winner.rule is None or winner.use is None:
            selector = "style attribute" if winner.origin == "inline" else "attribute"
            return Declaration(
                self.file, node.line, selector, "", setting.name, setting.text, setting.important
            )
        return Declaration(
            winner.use.file,
            setting.line + winner.rule.shift + winner.use.line,
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
