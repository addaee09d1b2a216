"""CSS selectors (level 4): parsing, specificity, and compiling into functions over nodes.

Selectors come from untrusted sheets, so they become closures, not generated code. Nesting (`&`), `:is`,
`:where`, `:not`, `:has` and `:nth-child(… of …)` are native. What a static page never is (`:hover`,
`:visited`, a shadow host) parses and never matches; what no browser knows raises `SelectorError`, which
drops the rule as a browser does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from . import pseudo_classes
from .matching import COMBINATORS, MATCH, SelectorError, Test, attribute, simple
from .tokens import Token, Tokens, content, is_literal, significant, split

Key: TypeAlias = tuple[str, str]  # ("id" | "class" | "attribute" | "tag" | "", name)
Specificity: TypeAlias = tuple[int, int, int]

MAX_SELECTORS = 4096
MAX_COMPOUNDS = 64


@dataclass(frozen=True, slots=True, eq=False)
class Selector:
    """One compiled complex selector."""

    matches: Test
    specificity: Specificity
    pseudo: str | None  # "before", "after" …; the rest matches the originating element
    keys: tuple[Key, ...]  # the subject has one of these; none: nothing ever matches


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What `&` and `:scope` stand for, and whether ids and classes ignore case (quirks mode)."""

    parents: tuple[Selector, ...] = ()
    scope: tuple[Selector, ...] = ()
    quirks: bool = False

    @property
    def nested(self) -> bool:
        return bool(self.parents)


_RANK = {"": 0, "tag": 1, "attribute": 2, "class": 3, "id": 4}
_ALWAYS: Test = lambda node: True  # noqa: E731
_NEVER: Test = lambda node: False  # noqa: E731


@dataclass(slots=True)
class _Compound:
    tests: list[Test]
    specificity: list[int]
    keys: tuple[Key, ...] = (("", ""),)
    pseudo: str | None = None
    nesting: bool = False

    def require(self, *keys: Key) -> None:
        """Note that a subject has one of *keys*; the most telling requirement is kept."""
        if min(_RANK[kind] for kind, _ in keys) > min(_RANK[kind] for kind, _ in self.keys):
            self.keys = tuple(dict.fromkeys(keys))

    def add(self, test: Test, *specificity: int) -> None:
        self.tests.append(test)
        for index, part in enumerate(specificity):
            self.specificity[index] += part

    def function(self) -> Test:
        tests = self.tests
        if not tests:
            return _ALWAYS
        if len(tests) == 1:
            return tests[0]
        if len(tests) == 2:
            first, second = tests
            return lambda node: first(node) and second(node)
        return lambda node: all(test(node) for test in tests)


def parse_list(tokens: Tokens, context: Context) -> list[Selector]:
    """Compile a selector list; raises SelectorError when any of it is invalid."""
    parts = split(tokens)
    if len(parts) > MAX_SELECTORS:
        raise SelectorError(f"more than {MAX_SELECTORS} selectors in one list")
    return [_complex(part, context) for part in parts]


def parse_forgiving(tokens: Tokens, context: Context) -> list[Selector]:
    """Compile a list and leave out what is invalid, as `:is()` and `:where()` do."""
    selectors = []
    for part in split(tokens)[:MAX_SELECTORS]:
        try:
            selector = _complex(part, context, implicit=False)
        except SelectorError:
            continue
        if selector.pseudo is None:
            selectors.append(selector)
    return selectors


def _complex(tokens: Tokens, context: Context, implicit: bool = True) -> Selector:
    """Compile one complex selector; *implicit*: a nested one without `&` descends from it."""
    compounds, combinators = _read(tokens, context)
    relative = bool(combinators) and len(combinators) == len(compounds)
    if relative and not (implicit and context.nested):
        raise SelectorError("a selector cannot start with a combinator here")
    if implicit and context.nested:
        nests = any(compound.nesting for compound in compounds)
        if relative or not nests:
            parent = _Compound([], [0, 0, 0])
            _nest(parent, context)
            compounds.insert(0, parent)
            if not relative:
                combinators.insert(0, " ")
    elif implicit and context.scope and relative:
        raise SelectorError("a selector cannot start with a combinator here")
    return _linked(compounds, combinators)


def _linked(compounds: list[_Compound], combinators: list[str]) -> Selector:
    total = tuple(sum(parts) for parts in zip(*(c.specificity for c in compounds), strict=True))
    subject = compounds[-1]
    if any(compound.pseudo for compound in compounds[:-1]):
        raise SelectorError("nothing can follow a pseudo-element")
    a, b, c = total
    if any(_NEVER in compound.tests for compound in compounds):
        return Selector(_NEVER, (a, b, c), subject.pseudo, ())
    if not combinators:
        return Selector(subject.function(), (a, b, c), subject.pseudo, subject.keys)
    verdict = simple(compounds[0].function())
    for compound, combinator in zip(compounds[1:], combinators, strict=True):
        verdict = COMBINATORS[combinator](compound.function(), verdict)
    final = verdict
    return Selector(lambda node: final(node) == MATCH, (a, b, c), subject.pseudo, subject.keys)


def _read(tokens: Tokens, context: Context) -> tuple[list[_Compound], list[str]]:
    """Split a complex selector into compounds and the combinators between (or before) them."""
    compounds: list[_Compound] = []
    combinators: list[str] = []
    pending: str | None = None
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type in ("whitespace", "comment"):
            if pending is None and compounds and token.type == "whitespace":
                pending = " "
            at += 1
        elif token.type == "literal" and token.value in (">", "+", "~"):
            if pending not in (None, " "):
                raise SelectorError("two combinators in a row")
            pending = token.value
            at += 1
        else:
            if compounds and pending is None:
                raise SelectorError(f"unexpected {token.type}")
            if pending is not None:
                combinators.append(pending)
                pending = None
            at, compound = _compound(tokens, at, context)
            compounds.append(compound)
        if len(compounds) > MAX_COMPOUNDS:
            raise SelectorError(f"more than {MAX_COMPOUNDS} compounds in one selector")
    if not compounds or pending not in (None, " "):
        raise SelectorError("expected a selector")
    return compounds, combinators


def _compound(tokens: Tokens, at: int, context: Context) -> tuple[int, _Compound]:
    compound = _Compound([], [0, 0, 0])
    start = at
    at = _type_selector(tokens, at, compound)
    while at < len(tokens):
        token = tokens[at]
        if token.type == "comment":
            at += 1
        elif token.type == "hash" and token.is_identifier:
            _add_id(compound, token.value, context)
            at += 1
        elif is_literal(token, "."):
            name = tokens[at + 1] if at + 1 < len(tokens) else None
            if name is None or name.type != "ident":
                raise SelectorError("expected a class name after the full stop")
            _add_class(compound, name.value, context)
            at += 2
        elif token.type == "[] block":
            name, test = attribute(significant(token.content))
            compound.require(("attribute", name))
            compound.add(test, 0, 1)
            at += 1
        elif is_literal(token, "&"):
            _nest(compound, context)
            at += 1
        elif is_literal(token, ":"):
            at = _pseudo(tokens, at, compound, context)
        else:
            break
        if compound.pseudo is not None and at < len(tokens) and not _after_pseudo(tokens[at]):
            raise SelectorError("nothing can follow a pseudo-element")
    if at == start:
        raise SelectorError(f"unexpected {tokens[at].type}")
    return at, compound


def _after_pseudo(token: Token) -> bool:
    """Whether *token* may follow a pseudo-element: a state such as `::before:hover`, or the end."""
    return token.type in ("whitespace", "comment") or (
        token.type == "literal" and token.value in (":", ">", "+", "~")
    )


def _type_selector(tokens: Tokens, at: int, compound: _Compound) -> int:
    """Read `name`, `*`, `ns|name`, `*|*` or nothing; namespaces other than `*` never match."""
    token = tokens[at]
    following = tokens[at + 1 : at + 3]
    if following and is_literal(following[0], "|") and len(following) == 2:
        prefix = token.type == "ident" or is_literal(token, "*")
        if prefix and (following[1].type == "ident" or is_literal(following[1], "*")):
            if token.type == "ident":
                raise SelectorError(f"undeclared namespace {token.value}")
            token, at = following[1], at + 2
    if token.type == "ident":
        name, lower = token.value, token.lower_value
        compound.require(("tag", lower))
        if name == lower:
            compound.add(lambda node: node.tag == lower, 0, 0, 1)
        else:
            compound.add(
                lambda node: node.tag == (lower if node.namespace == "html" else name), 0, 0, 1
            )
        return at + 1
    return at + 1 if is_literal(token, "*") else at


def _add_id(compound: _Compound, name: str, context: Context) -> None:
    name = name.lower() if context.quirks else name
    compound.require(("id", name))
    compound.add(lambda node: node.id == name, 1)


def _add_class(compound: _Compound, name: str, context: Context) -> None:
    name = name.lower() if context.quirks else name
    compound.require(("class", name))
    compound.add(lambda node: name in node.classes, 0, 1)


def _nest(compound: _Compound, context: Context) -> None:
    """Add `&`: any of the parents' selectors, or `:scope` outside of nesting."""
    compound.nesting = True
    if not context.parents:
        compound.add(_scope_test(context), 0, 1 if context.scope else 0)
        return
    parents = [parent for parent in context.parents if parent.pseudo is None]
    if any(parent.keys for parent in parents):
        compound.require(*(key for parent in parents for key in parent.keys))
    compound.add(_any_of(parents) if parents else _NEVER, *_highest(parents))


def _any_of(selectors: list[Selector]) -> Test:
    tests = [selector.matches for selector in selectors]
    if len(tests) == 1:
        return tests[0]
    return lambda node: any(test(node) for test in tests)


def _highest(selectors: list[Selector]) -> Specificity:
    return max((selector.specificity for selector in selectors), default=(0, 0, 0))


def _scope_test(context: Context) -> Test:
    if context.scope:
        return _any_of(list(context.scope))
    return lambda node: node.parent is None


_OLD_PSEUDO_ELEMENTS = frozenset(("before", "after", "first-line", "first-letter"))
_STATELESS = _OLD_PSEUDO_ELEMENTS | {"marker", "selection", "placeholder", "backdrop"}
_PSEUDO_ELEMENTS = _OLD_PSEUDO_ELEMENTS | frozenset(
    "marker placeholder selection backdrop file-selector-button cue details-content target-text "
    "spelling-error grammar-error search-text view-transition scroll-marker scroll-marker-group "
    "column checkmark picker-icon".split()
)
_FUNCTIONAL_ELEMENTS = frozenset(
    "part slotted highlight cue view-transition-group view-transition-image-pair "
    "view-transition-old view-transition-new scroll-button picker".split()
)


def _pseudo(tokens: Tokens, at: int, compound: _Compound, context: Context) -> int:
    """Read a pseudo-class or pseudo-element that starts at the colon *at*."""
    if at + 1 < len(tokens) and is_literal(tokens[at + 1], ":"):
        token = tokens[at + 2] if at + 2 < len(tokens) else None
        if token is None or compound.pseudo is not None:
            raise SelectorError("expected the name of a pseudo-element")
        compound.pseudo = _pseudo_element(token)
        compound.specificity[2] += 1
        return at + 3
    token = tokens[at + 1] if at + 1 < len(tokens) else None
    if token is None:
        raise SelectorError("expected the name of a pseudo-class")
    if token.type == "ident":
        name = token.lower_value
        if name in _OLD_PSEUDO_ELEMENTS:
            compound.pseudo = name
            compound.specificity[2] += 1
        elif compound.pseudo is not None:
            if compound.pseudo in _STATELESS:
                raise SelectorError(f"::{compound.pseudo} takes no pseudo-class")
            compound.add(_NEVER, 0, 1)  # such as ::-webkit-scrollbar-thumb:hover
        else:
            compound.add(_pseudo_class(name, context), 0, 1)
    elif token.type == "function":
        _functional(token, compound, context)
    else:
        raise SelectorError(f"unexpected {token.type} after a colon")
    return at + 2


def _pseudo_element(token: Token) -> str:
    if token.type == "function" and token.lower_name in _FUNCTIONAL_ELEMENTS:
        return f"{token.lower_name}()"
    name = token.lower_value if token.type == "ident" else ""
    if name in _PSEUDO_ELEMENTS or name.startswith("-webkit-"):
        return str(name)
    raise SelectorError(f"unknown pseudo-element ::{name or token.type}")


def _pseudo_class(name: str, context: Context) -> Test:
    if name == "scope":
        return _scope_test(context)
    test = pseudo_classes.TESTS.get(name)
    if test is not None:
        return test
    if name in pseudo_classes.NEVER:
        return _NEVER
    raise SelectorError(f"unknown pseudo-class :{name}")


def _functional(token: Token, compound: _Compound, context: Context) -> None:
    name, arguments = token.lower_name, token.arguments
    if name in ("is", "where", "-webkit-any"):
        inner = parse_forgiving(arguments, context)
        compound.nesting = compound.nesting or _mentions_nesting(arguments)
        specificity = (0, 0, 0) if name == "where" else _highest(inner)
        if any(selector.keys for selector in inner):
            compound.require(*(key for selector in inner for key in selector.keys))
        compound.add(_any_of(inner) if inner else _NEVER, *specificity)
    elif name == "not":
        inner = [_complex(part, context, implicit=False) for part in split(arguments)]
        if any(selector.pseudo for selector in inner):
            raise SelectorError(":not() takes no pseudo-element")
        compound.nesting = compound.nesting or _mentions_nesting(arguments)
        excluded = _any_of(inner)
        compound.add(lambda node: not excluded(node), *_highest(inner))
    elif name == "has":
        test, specificity = _has(arguments, context)
        compound.add(test, *specificity)
    elif name in pseudo_classes.NTH:
        test, specificity = _nth(name, arguments, context)
        compound.add(test, *specificity)
    elif name in pseudo_classes.FUNCTIONS:
        compound.add(pseudo_classes.FUNCTIONS[name](significant(arguments)), 0, 1)
    elif name in pseudo_classes.NEVER_FUNCTIONS:
        compound.add(_NEVER, 0, 1)
    else:
        raise SelectorError(f"unknown pseudo-class :{name}()")


def _mentions_nesting(tokens: Tokens) -> bool:
    stack = list(tokens)
    while stack:
        token = stack.pop()
        if is_literal(token, "&"):
            return True
        stack.extend(content(token) or ())
    return False


def _nth(name: str, arguments: Tokens, context: Context) -> tuple[Test, Specificity]:
    """Compile `:nth-child(an+b of S)` and its relatives."""
    before: list[Token] = list(arguments)
    selectors: list[Selector] = []
    for index, token in enumerate(arguments):
        if token.type == "ident" and token.lower_value == "of":
            if "type" in name:
                raise SelectorError(f"unexpected of in :{name}()")
            before = list(arguments[:index])
            selectors = [
                _complex(part, context, implicit=False) for part in split(arguments[index + 1 :])
            ]
    try:
        test = pseudo_classes.nth(name, before, _any_of(selectors) if selectors else None)
    except ValueError as error:
        raise SelectorError(str(error)) from None
    a, b, c = _highest(selectors)
    return test, (a, b + 1, c)


MAX_HAS = 5_000  # elements that one :has() looks at


def _has(arguments: Tokens, context: Context) -> tuple[Test, Specificity]:
    """Compile `:has()`: relative selectors, anchored at the element itself."""
    alternatives: list[tuple[str, Selector]] = []
    for part in split(arguments):
        compounds, combinators = _read(part, context)
        if len(combinators) < len(compounds):
            combinators.insert(0, " ")
        # the leading combinator only says where to look; the anchor itself is tested below
        anchor = _Compound([pseudo_classes.anchored], [0, 0, 0])
        selector = _linked([anchor, *compounds], combinators)
        if selector.pseudo is not None:
            raise SelectorError(":has() takes no pseudo-element")
        siblings = combinators[0] in ("+", "~")
        alternatives.append(("siblings" if siblings else "inside", selector))
    test = pseudo_classes.has(
        [(where, selector.matches) for where, selector in alternatives], MAX_HAS
    )
    return test, _highest([selector for _, selector in alternatives])
