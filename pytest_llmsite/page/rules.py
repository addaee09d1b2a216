"""Parsing a style sheet into flat rules (CSS Syntax 3, Nesting 1, Cascade 5).

A `Sheet` knows nothing of files or viewports, so that it can be shared by every page with the same text:
nesting is flattened, conditions (@media, @container, @scope) are kept with each rule, @supports is decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import tinycss2

from . import media
from .dom import ParseError
from .properties import OTHER, PROPERTIES
from .selectors import Context, Selector, SelectorError, parse_list
from .shorthands import SHORTHANDS, canonical, expand, longhands_of
from .tokens import (
    Token,
    Tokens,
    content,
    ident,
    is_literal,
    prune,
    significant,
    text,
    tokenise,
    well_formed,
)

MAX_CSS_BYTES = 2 * 1024 * 1024
MAX_RULES = 20_000
MAX_ERRORS = 1_000


@dataclass(slots=True, eq=False, repr=False)
class Value:
    """What one declaration says of one longhand; *pending* until its var() are known."""

    tokens: tuple[Token, ...]
    setting: Setting
    pending: bool = False
    constant: str | None = None  # the computed value, once known to be the same everywhere
    written: str | None = None  # what it says, as text; kept by `content`

    @property
    def content(self) -> str:
        """What the declaration says, as text: equal for values that compute alike."""
        if self.written is None:
            said = text(self.tokens)
            self.written = f"{self.setting.name}:{self.setting.text}" if self.pending else said
        return self.written


@dataclass(slots=True, eq=False, repr=False)
class Setting:
    """One declaration as written."""

    name: str  # lower case, as written; custom properties keep their case
    tokens: tuple[Token, ...]
    important: bool
    line: int
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def text(self) -> str:
        return text(self.tokens)

    def __repr__(self) -> str:
        return f"<Setting {self.name}: {self.text} in line {self.line}>"


@dataclass(frozen=True, slots=True)
class Condition:
    """An enclosing @media, @container or @scope."""

    kind: str
    tokens: tuple[Token, ...]
    scope: tuple[Selector, ...] = ()
    limit: tuple[Selector, ...] = ()


@dataclass(eq=False, repr=False)
class Rule:
    """A style rule (or a run of declarations within one), flattened."""

    selectors: tuple[Selector, ...]
    prelude: tuple[Token, ...]
    settings: tuple[Setting, ...]
    conditions: tuple[Condition, ...]
    layer: tuple[str, ...] | None
    line: int
    order: int

    def __post_init__(self) -> None:
        self.normal = tuple(
            pair for setting in self.settings if not setting.important for pair in setting.values
        )
        self.important = tuple(
            pair for setting in self.settings if setting.important for pair in setting.values
        )

    def __repr__(self) -> str:
        return f"<Rule {self.selector} in line {self.line}>"

    @cached_property
    def selector(self) -> str:
        """The selector list as written."""
        return text(self.prelude)

    @cached_property
    def media(self) -> str:
        """The enclosing media queries as written, joined by "and"."""
        return " and ".join(text(part.tokens) for part in self.conditions if part.kind == "media")


@dataclass(frozen=True, slots=True, eq=False)
class Import:
    """An `@import`."""

    url: str
    media: tuple[Token, ...]
    layer: tuple[str, ...] | None
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class AtRule:
    """An `@font-face`, `@keyframes` or `@property` with what it holds."""

    name: str
    prelude: str
    settings: tuple[Setting, ...]
    line: int
    conditions: tuple[Condition, ...]
    frames: tuple[tuple[str, tuple[Setting, ...]], ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class Sheet:
    """A parsed style sheet."""

    rules: list[Rule] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    at_rules: list[AtRule] = field(default_factory=list)
    layers: list[tuple[str, ...]] = field(default_factory=list)
    errors: list[ParseError] = field(default_factory=list)


@lru_cache(maxsize=64)
def parse_sheet(css: str, quirks: bool = False) -> Sheet:
    """Parse a style sheet; never raises. What lies beyond 2 MB or 20,000 rules is left out."""
    sheet = Sheet()
    if len(css) > MAX_CSS_BYTES:
        css = css[:MAX_CSS_BYTES]
        sheet.errors.append(
            ParseError("too-large", 0, f"only {MAX_CSS_BYTES} characters were read")
        )
    tokens = _tokens(css, sheet)
    _Reader(sheet).sheet(tokens, _Place(Context(quirks=quirks)))
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
    for item in _items(tokenise(css[:MAX_CSS_BYTES])):
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
            end, block = _extent(tokens, at)
            if token.type == "at-keyword":
                if token.lower_value not in ("import", "charset", "layer"):
                    imports = False
                prelude = tokens[at + 1 : end - 1] if end > at + 1 else ()
                if block is None and not _ends_rule(tokens, end):
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
            selectors = tuple(parse_list(_trimmed(prelude), place.context))
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
        for item in _items(block):
            if isinstance(item, Setting):
                settings.append(resolved(item, place.context.quirks, self))
                continue
            self.rule(selectors, tuple(settings), place, line)
            settings = []
            if isinstance(item, _Nested):
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
                len(rules),
            )
        )

    def nested(self, item: _Nested, place: _Place, selectors: tuple[Selector, ...]) -> None:
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
                    lists.append(tuple(parse_list(_trimmed(term.content), place.context)))
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
        for item in _items(block):
            if isinstance(item, Setting):
                settings.append(item)
            elif isinstance(item, _Nested) and item.block is not None and name == "keyframes":
                inner = [part for part in _items(item.block) if isinstance(part, Setting)]
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


def url_of(token: Token) -> str | None:
    """Return the address that a string or url token holds."""
    if token.type in ("string", "url"):
        return str(token.value)
    if token.type == "function" and token.lower_name in ("url", "src"):
        arguments = significant(token.arguments)
        if len(arguments) == 1 and arguments[0].type == "string":
            return str(arguments[0].value)
    return None


def _readable(tokens: Tokens) -> bool:
    try:
        parse_list(_trimmed(tokens), Context())
    except SelectorError:
        return False
    return True


def _trimmed(tokens: Tokens) -> list[Token]:
    """Drop white space and comments at both ends."""
    kept = list(tokens)
    while kept and kept[-1].type in ("whitespace", "comment"):
        kept.pop()
    start = 0
    while start < len(kept) and kept[start].type in ("whitespace", "comment"):
        start += 1
    return kept[start:]


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


def _extent(tokens: Tokens, at: int) -> tuple[int, list[Token] | None]:
    """Return where the rule that starts at *at* ends, and its block if it has one."""
    keyword = tokens[at].type == "at-keyword"
    for index in range(at, len(tokens)):
        token = tokens[index]
        if token.type == "{} block":
            return index + 1, token.content
        if keyword and is_literal(token, ";"):
            return index + 1, None
    return len(tokens), None


def _ends_rule(tokens: Tokens, end: int) -> bool:
    return end > 0 and is_literal(tokens[end - 1], ";")


@dataclass(frozen=True, slots=True)
class _Nested:
    """A rule inside of a block: its prelude (or at-keyword and prelude), and its block."""

    tokens: list[Token]
    block: list[Token] | None


@dataclass(frozen=True, slots=True)
class _Broken:
    line: int
    message: str


def _items(tokens: Tokens) -> Iterator[Setting | _Nested | _Broken]:
    """Yield the declarations and rules of a block (CSS Syntax 3, "consume a block's contents")."""
    at = 0
    count = len(tokens)
    while at < count:
        token = tokens[at]
        if token.type in ("whitespace", "comment") or is_literal(token, ";"):
            at += 1
            continue
        if token.type == "at-keyword":
            end, block = _extent(tokens, at)
            last = end - 1 if block is not None or _ends_rule(tokens, end) else end
            yield _Nested(list(tokens[at:last]), block)
            at = end
            continue
        end = at
        while end < count and not is_literal(tokens[end], ";"):
            end += 1
        setting = _declaration(tokens[at:end])
        if setting is not None:
            yield setting
            at = end
            continue
        for index in range(at, end):
            if tokens[index].type == "{} block":
                yield _Nested(_trimmed(tokens[at:index]) or [tokens[index]], tokens[index].content)
                at = index + 1
                break
        else:
            words = text(tokens[at:end])[:80]
            yield _Broken(token.source_line, f"neither a declaration nor a rule: {words}")
            at = end


def _declaration(tokens: Tokens) -> Setting | None:
    """Read `name: value`, or None when it is none (it may be a nested rule)."""
    name = tokens[0]
    if name.type != "ident":
        return None
    at = 1
    while at < len(tokens) and tokens[at].type in ("whitespace", "comment"):
        at += 1
    if at >= len(tokens) or not is_literal(tokens[at], ":"):
        return None
    value = _trimmed(tokens[at + 1 :])
    important = False
    if value and ident(value[-1]) == "important":
        rest = _trimmed(value[:-1])
        if rest and is_literal(rest[-1], "!"):
            important, value = True, _trimmed(rest[:-1])
    custom = name.value.startswith("--")
    if not custom and any(token.type == "{} block" for token in value):
        return None
    return Setting(
        name.value if custom else name.lower_value, tuple(value), important, name.source_line
    )


def has_substitution(tokens: Tokens) -> bool:
    """Whether a value holds var() or env(), which are replaced before the value is read."""
    for token in tokens:
        if token.type == "function" and token.lower_name in ("var", "env"):
            return True
        inner = content(token)
        if inner and has_substitution(inner):
            return True
    return False


def resolved(setting: Setting, quirks: bool, reader: _Reader | None = None) -> Setting:
    """Fill in what a declaration sets; nothing when a browser would drop it."""
    name = setting.name
    if name.startswith("--"):
        if name != "--" and well_formed(setting.tokens):
            setting.values = ((name, Value(setting.tokens, setting)),)
        return setting
    name = canonical(name)
    if has_substitution(setting.tokens):
        if name in PROPERTIES:
            setting.values = ((name, Value(setting.tokens, setting, pending=True)),)
        elif name in SHORTHANDS or name == "all":
            value = Value(setting.tokens, setting, pending=True)
            setting.values = tuple((longhand, value) for longhand in longhands_of(name))
        return setting
    tokens = significant(setting.tokens)
    longhands = expand(name, _quirky(name, tokens) if quirks else tokens) if tokens else None
    if longhands is not None:
        setting.values = tuple(
            (longhand, Value(value, setting)) for longhand, value in longhands.items()
        )
    elif reader is not None and name not in OTHER:
        known = name in PROPERTIES or name in SHORTHANDS
        code = "invalid-value" if known else "unknown-property"
        reader.error(code, setting.line, f"{setting.name}: {setting.text[:80]}")
    return setting


_QUIRKY_LENGTHS = frozenset(
    "border-spacing bottom font-size height left letter-spacing margin margin-bottom margin-left "
    "margin-right margin-top max-height max-width min-height min-width padding padding-bottom "
    "padding-left padding-right padding-top right text-indent top vertical-align width word-spacing "
    "border-bottom-width border-left-width border-right-width border-top-width border-width".split()
)


_QUIRKY_COLOURS = frozenset(
    "background-color border-color border-bottom-color border-left-color border-right-color "
    "border-top-color color".split()
)


def _hashed(token: Token) -> Token:
    digits = text([token]) if token.type in ("number", "dimension", "ident") else ""
    if token.type == "number":
        digits = digits.rjust(6, "0")
    if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        return token
    return tokenise(f"#{digits}")[0]


def _quirky(name: str, tokens: list[Token]) -> list[Token]:
    """Add the unit or the hash that quirks mode forgives (Quirks Mode Standard, 3.1 and 3.2)."""
    if name in _QUIRKY_COLOURS:
        return [_hashed(token) for token in tokens]
    if name not in _QUIRKY_LENGTHS:
        return tokens
    return [
        tokenise(f"{token.representation}px")[0] if token.type == "number" else token
        for token in tokens
    ]
