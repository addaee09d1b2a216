"""Reading a style sheet into flat rules (CSS Syntax 3, Nesting 1, Cascade 5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import tinycss2

from . import media
from .blocks import Nested, ends_rule, extent, items, resolved, trimmed
from .dom import ParseError
from .matching import SelectorError
from .pieces import parts
from .rules import AtRule, Condition, Import, Rule, Setting, Sheet, moved, url_of
from .selectors import Context, Selector, parse_list
from .tokens import Token, Tokens, content, ident, is_literal, prune, significant, text, tokenise

MAX_CSS_BYTES = 2 * 1024 * 1024
MAX_RULES = 20_000
MAX_ERRORS = 1_000
MAX_PIECED = 512 * 1024


@lru_cache(maxsize=64)
def parse_sheet(css: str, quirks: bool = False) -> Sheet:
    """Parse a style sheet; never raises. What lies beyond 2 MB or 20,000 rules is left out."""
    if len(css) > MAX_CSS_BYTES:
        sheet = _parsed(css[:MAX_CSS_BYTES], quirks)
        message = f"only {MAX_CSS_BYTES} characters were read"
        sheet.errors.insert(0, ParseError("too-large", 0, message))
        return sheet
    texts = parts(css) if len(css) <= MAX_PIECED else None
    if texts is not None:
        found = [_piece(text, line, quirks) for text, line in texts]
        if sum(len(piece.rules) for piece in found) <= MAX_RULES:
            return _joined(found)
    return _parsed(css, quirks)


def _parsed(css: str, quirks: bool) -> Sheet:
    sheet = Sheet()
    tokens = _tokens(css, sheet)
    _Reader(sheet).sheet(tokens, _Place(Context(quirks=quirks)))
    return sheet


@lru_cache(maxsize=8192)
def _piece(css: str, line: int, quirks: bool) -> Sheet:
    """Return a piece's rules, with *line* lines before it: the same objects for sheets that share it."""
    return moved(_piece(css, 0, quirks), line) if line else _parsed(css, quirks)


def _joined(found: list[Sheet]) -> Sheet:
    sheet = Sheet()
    for piece in found:
        sheet.rules += piece.rules
        sheet.imports += piece.imports
        sheet.at_rules += piece.at_rules
        sheet.errors += piece.errors[: MAX_ERRORS - len(sheet.errors)]
        sheet.layers += [layer for layer in piece.layers if layer not in sheet.layers]
    return sheet


def _tokens(css: str, sheet: Sheet) -> list[Token]:
    """Tokenise and note what was cut off and what is no CSS at all."""
    # one brace too many is an error token at the end, unless it closes what was left open
    tokens: list[Token] = tinycss2.parse_component_value_list(css + "}")
    if tokens and tokens[-1].type == "error" and tokens[-1].kind == "}":
        tokens.pop()
    else:
        line = tokens[-1].source_line if tokens else 0
        sheet.errors.append(ParseError("unclosed", line, "a block or comment is never closed"))
    if prune(tokens):
        sheet.errors.append(ParseError("too-deep", 0, "blocks are nested too deep"))
    stack = [tokens]
    while stack:
        for token in stack.pop():
            if token.type == "error":
                sheet.errors.append(ParseError(token.kind, token.source_line, token.message))
            elif (inner := content(token)) is not None:
                stack.append(inner)
    return tokens


@lru_cache(maxsize=4096)
def parse_inline(css: str, quirks: bool = False) -> tuple[Setting, ...]:
    """Parse a `style` attribute."""
    settings = []
    for item in items(tokenise(css[:MAX_CSS_BYTES])):
        if isinstance(item, Setting):
            settings.append(item)
    return tuple(resolved(setting, quirks) for setting in settings)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule stands: what encloses it."""

    context: Context
    conditions: tuple[Condition, ...] = ()
    layer: tuple[str, ...] | None = None
    style: tuple[Token, ...] | None = None  # the prelude of the enclosing style rule


class _Reader:
    """Walks blocks and appends what it finds to a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.output = sheet
        self.anonymous = 0

    def error(self, code: str, line: int, message: str) -> None:
        if len(self.output.errors) < MAX_ERRORS:
            self.output.errors.append(ParseError(code, line, message))

    def sheet(self, tokens: Tokens, place: _Place) -> None:
        """Read a list of rules, at the top or inside of an at-rule."""
        at = 0
        imports = True
        while at < len(tokens):
            token = tokens[at]
            if token.type in ("whitespace", "comment") or (
                token.type == "literal" and token.value in ("<!--", "-->")
            ):
                at += 1
                continue
            end, block = extent(tokens, at)
            if token.type == "at-keyword":
                if token.lower_value not in ("import", "charset", "layer"):
                    imports = False
                prelude = tokens[at + 1 : end - 1] if end > at + 1 else ()
                if block is None and not ends_rule(tokens, end):
                    prelude = tokens[at + 1 : end]
                if token.lower_value == "import" and not imports:
                    self.error("late-import", token.source_line, "@import must come first")
                else:
                    self.at_rule(token, list(prelude), block, place)
            elif block is None:
                self.error("unfinished-rule", token.source_line, "a rule without a block")
            else:
                imports = False
                self.style(tokens[at : end - 1], block, place)
            at = end

    def style(self, prelude: Tokens, block: list[Token], place: _Place) -> None:
        """Read one style rule, with whatever is nested in it."""
        line = prelude[0].source_line if prelude else 0
        try:
            selectors = tuple(parse_list(trimmed(prelude), place.context))
        except SelectorError as error:
            self.error("invalid-selector", line, f"{text(prelude)[:80]}: {error}")
            return
        context = replace(place.context, parents=selectors)
        inner = replace(place, context=context, style=tuple(prelude))
        self.block(block, selectors, inner, line)

    def block(
        self, block: list[Token], selectors: tuple[Selector, ...], place: _Place, line: int
    ) -> None:
        """Read declarations and nested rules; a nested rule splits the run of declarations."""
        settings: list[Setting] = []
        for item in items(block):
            if isinstance(item, Setting):
                settings.append(resolved(item, place.context.quirks, self.error))
                continue
            self.rule(selectors, tuple(settings), place, line)
            settings = []
            if isinstance(item, Nested):
                self.nested(item, place, selectors)
            else:
                self.error("invalid-declaration", item.line, item.message)
        self.rule(selectors, tuple(settings), place, line)

    def rule(
        self,
        selectors: tuple[Selector, ...],
        settings: tuple[Setting, ...],
        place: _Place,
        line: int,
    ) -> None:
        if not settings or not selectors:
            return
        rules = self.output.rules
        if len(rules) >= MAX_RULES:
            if len(rules) == MAX_RULES:
                self.error("too-many-rules", line, f"only {MAX_RULES} rules were read")
            return
        rules.append(
            Rule(
                selectors,
                place.style or (),
                settings,
                place.conditions,
                place.layer,
                line,
            )
        )

    def nested(self, item: Nested, place: _Place, selectors: tuple[Selector, ...]) -> None:
        first = item.tokens[0]
        if first.type == "at-keyword":
            self.at_rule(first, item.tokens[1:], item.block, place, selectors)
        elif item.block is not None:
            self.style(item.tokens, item.block, place)

    def at_rule(
        self,
        token: Token,
        prelude: Tokens,
        block: list[Token] | None,
        place: _Place,
        selectors: tuple[Selector, ...] = (),
    ) -> None:
        """Read an at-rule; *selectors* are those of the style rule around it, if any."""
        name = token.lower_value
        line = token.source_line
        terms = significant(prelude)
        if name == "import":
            self.import_rule(terms, place, line)
        elif name == "layer":
            self.layer(terms, block, place, selectors, line)
        elif block is None:
            if name not in ("charset", "namespace"):
                self.error("unfinished-rule", line, f"@{name} without a block")
        elif name in ("media", "container"):
            condition = Condition(name, tuple(prelude))
            inner = replace(place, conditions=(*place.conditions, condition))
            self.inside(block, inner, selectors, line)
        elif name == "supports":
            if media.supports(terms, _readable):
                self.inside(block, place, selectors, line)
        elif name == "scope":
            self.scope(terms, block, place, line)
        elif name in ("font-face", "property", "keyframes", "-webkit-keyframes"):
            self.keep(name.removeprefix("-webkit-"), terms, block, place, line)
        elif name not in _IGNORED:
            self.error("unknown-at-rule", line, f"unknown at-rule @{name}")

    def inside(
        self, block: list[Token], place: _Place, selectors: tuple[Selector, ...], line: int
    ) -> None:
        if selectors:
            self.block(block, selectors, place, line)
        else:
            self.sheet(block, place)

    def layer(
        self,
        terms: list[Token],
        block: list[Token] | None,
        place: _Place,
        selectors: tuple[Selector, ...],
        line: int,
    ) -> None:
        parent = place.layer or ()
        names = [parent + name for name in _layer_names(terms)]
        if block is None:
            for name in names:
                self.declare_layer(name)
            return
        if not names:
            self.anonymous += 1
            names = [(*parent, f"\0{self.anonymous}")]
        self.declare_layer(names[0])
        self.inside(block, replace(place, layer=names[0]), selectors, line)

    def declare_layer(self, name: tuple[str, ...]) -> None:
        for length in range(1, len(name) + 1):
            if name[:length] not in self.output.layers:
                self.output.layers.append(name[:length])

    def scope(self, terms: list[Token], block: list[Token], place: _Place, line: int) -> None:
        lists: list[tuple[Selector, ...]] = []
        for term in terms:
            if term.type == "() block":
                try:
                    lists.append(tuple(parse_list(trimmed(term.content), place.context)))
                except SelectorError as error:
                    self.error("invalid-selector", line, f"@scope: {error}")
                    return
        roots = lists[0] if lists else ()
        limits = lists[1] if len(lists) > 1 else ()
        condition = Condition("scope", tuple(terms), roots, limits)
        context = Context(scope=roots, quirks=place.context.quirks)
        inner = _Place(context, (*place.conditions, condition), place.layer)
        self.sheet(block, inner)

    def keep(
        self, name: str, terms: list[Token], block: list[Token], place: _Place, line: int
    ) -> None:
        settings: list[Setting] = []
        frames: list[tuple[str, tuple[Setting, ...]]] = []
        for item in items(block):
            if isinstance(item, Setting):
                settings.append(item)
            elif isinstance(item, Nested) and item.block is not None and name == "keyframes":
                inner = [part for part in items(item.block) if isinstance(part, Setting)]
                frames.append(
                    (
                        text(item.tokens),
                        tuple(resolved(part, place.context.quirks) for part in inner),
                    )
                )
        self.output.at_rules.append(
            AtRule(
                name,
                text(terms).strip("\"'"),
                tuple(settings),
                line,
                place.conditions,
                tuple(frames),
            )
        )

    def import_rule(self, terms: list[Token], place: _Place, line: int) -> None:
        url = url_of(terms[0]) if terms else None
        if url is None:
            self.error("invalid-import", line, "@import without a url")
            return
        rest = terms[1:]
        layer: tuple[str, ...] | None = None
        if rest and (ident(rest[0]) == "layer" or _called(rest[0], "layer")):
            if rest[0].type == "ident":
                self.anonymous += 1
                layer = (f"\0{self.anonymous}",)
            else:
                layer = (_layer_names(significant(rest[0].arguments)) or [("",)])[0]
            self.declare_layer(layer)
            rest = rest[1:]
        if rest and _called(rest[0], "supports"):
            arguments = rest[0].arguments
            wrapped = tokenise(f"({text(arguments)})")
            if not (media.supports(arguments, _readable) or media.supports(wrapped, _readable)):
                return
            rest = rest[1:]
        self.output.imports.append(Import(url, tuple(rest), layer, line))


_IGNORED = frozenset(
    """
    charset namespace page counter-style starting-style view-transition font-feature-values
    font-palette-values position-try function -ms-viewport viewport -moz-document color-profile
    font-face
    """.split()
)


def _called(token: Token, name: str) -> bool:
    return bool(token.type == "function" and token.lower_name == name)


def _readable(tokens: Tokens) -> bool:
    try:
        parse_list(trimmed(tokens), Context())
    except SelectorError:
        return False
    return True


def _layer_names(terms: list[Token]) -> list[tuple[str, ...]]:
    names: list[tuple[str, ...]] = []
    current: list[str] = []
    for term in terms:
        if term.type == "ident":
            current.append(term.value)
        elif is_literal(term, ",") and current:
            names.append(tuple(current))
            current = []
    if current:
        names.append(tuple(current))
    return names
