"""Style sheets as flat rules.

A `Sheet` knows nothing of files or viewports, so that it can be shared by every page with the same text:
nesting is flattened, conditions (@media, @container, @scope) are kept with each rule, @supports is decided.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property

from . import media
from .dom import ParseError
from .selectors import Selector
from .tokens import (
    Token,
    significant,
    text,
)


@dataclass(slots=True, eq=False, repr=False)
class Value:
    """What one declaration says of one longhand; *pending* until its var() are known."""

    tokens: tuple[Token, ...]
    setting: Setting
    pending: bool = False
    constant: str | None = None  # the computed value, once known to be the same everywhere
    written: str | None = None  # what it says, as text; kept by `content`
    share: int | None = None  # equal for those that say the same; kept by `sharing`

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
    line: int  # within the piece of its sheet that is read at once
    values: tuple[tuple[str, Value], ...] = ()
    written: str | None = None  # kept by `text`

    @property
    def text(self) -> str:
        if self.written is None:
            self.written = text(self.tokens)
        return self.written

    def __repr__(self) -> str:
        return f"<Setting {self.name}: {self.text} in line {self.line}>"


@dataclass(frozen=True, slots=True)
class Condition:
    """An enclosing @media, @container or @scope."""

    kind: str
    tokens: tuple[Token, ...]
    scope: tuple[Selector, ...] = ()
    limit: tuple[Selector, ...] = ()
    _met: dict[int, bool] = field(default_factory=dict, compare=False, repr=False)

    def met(self, width: int) -> bool:
        """Whether this media query holds for a screen of *width* CSS pixels; told once for each width."""
        if width not in self._met:
            self._met[width] = media.matches(self.tokens, width)
        return self._met[width]


@dataclass(eq=False, repr=False)
class Rule:
    """A style rule (or a run of declarations within one), flattened."""

    selectors: tuple[Selector, ...]
    prelude: tuple[Token, ...]
    settings: tuple[Setting, ...]
    conditions: tuple[Condition, ...]
    layer: tuple[str, ...] | None
    line: int
    shift: int = 0  # how many lines further down than they say its settings stand

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


def moved(sheet: Sheet, lines: int) -> Sheet:
    """Return the rules of a sheet as they are *lines* further down in another."""
    return Sheet(
        [_moved_rule(rule, lines) for rule in sheet.rules],
        [replace(found, line=found.line + lines) for found in sheet.imports],
        [_moved_at_rule(rule, lines) for rule in sheet.at_rules],
        list(sheet.layers),
        [replace(error, line=error.line + lines if error.line else 0) for error in sheet.errors],
    )


def _moved_rule(rule: Rule, lines: int) -> Rule:
    """Return a rule further down; what it says is shared, so that it is worked out once."""
    found = copy(rule)
    found.line += lines
    found.shift += lines
    return found


def _moved_at_rule(rule: AtRule, lines: int) -> AtRule:
    return replace(rule, line=rule.line + lines)


def url_of(token: Token) -> str | None:
    """Return the address that a string or url token holds."""
    if token.type in ("string", "url"):
        return str(token.value)
    if token.type == "function" and token.lower_name in ("url", "src"):
        arguments = significant(token.arguments)
        if len(arguments) == 1 and arguments[0].type == "string":
            return str(arguments[0].value)
    return None
