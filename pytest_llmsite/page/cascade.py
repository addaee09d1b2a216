"""Which declaration wins for each property of an element (CSS Cascading and Inheritance 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import media
from .candidates import Index, Match
from .dom import Document, Node
from .hints import hints
from .matches import Matched, Matches
from .reader import parse_inline
from .rules import Condition, Rule, Setting, Value
from .sharing import share, share_all
from .stylesheets import SheetUse, layer_ranks

MAX_RESULTS = 1_500  # sets of winners that are passed on from page to page


@dataclass(slots=True, eq=False)  # not frozen: most of what is made anew for a changed style sheet
class Winner:
    """The winning declaration of one property, and where it comes from."""

    value: Value
    origin: str  # "author", "inline", "hint" or "user-agent"
    use: SheetUse | None = None
    rule: Rule | None = None
    share: int = 0  # equal for winners of one property that say the same


class Cascaded(dict[str, Winner]):
    """The winning declarations of an element by property."""

    __slots__ = ("_said",)
    _said: int

    @property
    def said(self) -> int:
        """A number that is equal for winners that say the same, on any page; 0 for none such."""
        try:
            return self._said
        except AttributeError:
            self._said = share_all([winner.share for winner in self.values()])
            return self._said


class Cascade:
    """The rules of one document; answers which of them apply to an element at a viewport."""

    def __init__(self, document: Document, uses: list[SheetUse]) -> None:
        self.document = document
        self.uses = uses
        self.ranks = layer_ranks(uses)
        # answers container queries; set by whoever knows computed styles
        self.container: Callable[[Condition, Node, int], bool] | None = None
        self._made: dict[tuple[Rule, SheetUse | None, bool], Cascaded] = {}
        self._results: dict[tuple[object, ...], Cascaded] = {}
        self._kept: list[list[Match]] = []  # what ids in keys stand for that outlive their document
        self._told: dict[Node, dict[int, Cascaded]] = {}  # by width; equal elements share one
        self._alike: dict[tuple[object, ...], dict[int, Cascaded]] = {}
        self._uses: dict[tuple[int, int], bool] = {}
        self._in_force: dict[tuple[int, int], list[Match]] = {}
        self._filling: dict[int, bool] = {}  # whether a list's rules set `content`
        self._depending: dict[int, bool] = {}  # whether the element decides about any of a list
        self._generated: dict[tuple[int, int, int], tuple[str, ...]] = {}
        self._generates: dict[Node, tuple[str, ...]] = {}

    @cached_property
    def matches(self) -> Matches:
        """Which of the rules match."""
        index = Index()
        for use in self.uses:
            index.add(use.sheet, use, self.ranks)
        return Matches(self.document, index)

    def adopt(self, other: Cascade, twins: Iterable[tuple[Node, Node]]) -> None:
        """Take over what *other* found out under the same rules.

        *twins* are nodes of the other document that the same rules match as a node of this one, and that.
        """
        if len(other._results) > MAX_RESULTS or other.matches.exhausted:
            return
        twins = list(twins)
        self.matches = Matches(self.document, other.matches.index)
        self.matches.adopt(other.matches, twins)
        self._made, self._results, self._alike = other._made, other._results, other._alike
        self._in_force, self._uses, self._kept = other._in_force, other._uses, other._kept
        self._filling, self._depending = other._filling, other._depending
        for old, new in twins:
            if old in other._told:
                self._told[new] = other._told[old]

    def cascaded(self, node: Node, width: int, pseudo: str | None = None) -> Cascaded:
        """Return the winning declaration of every property that any rule sets."""
        if pseudo is not None:
            return self._result(node, width, pseudo, (), ())
        told = self._told.get(node)
        found = None if told is None else told.get(width)
        if found is not None:
            return found
        hinted, inline = (hints(node), self.inline(node)) if node.attrs else ((), ())
        if told is None:
            matches = self.matches.author(node).get(None, self.matches.none)
            if self._each(matches):
                return self._result(node, width, None, hinted, inline)
            told = self._told[node] = self._told_alike(node, matches, hinted, inline)
        found = told.get(width)
        if found is None:
            found = told[width] = self._result(node, width, None, hinted, inline)
        return found

    def _told_alike(
        self,
        node: Node,
        matches: list[Match],
        hinted: tuple[Setting, ...],
        inline: tuple[Setting, ...],
    ) -> dict[int, Cascaded]:
        """Return where to keep what elements are told, by width, that the same rules match as a node."""
        default = self.matches.default(node).get(None, self.matches.none)
        return self._alike.setdefault((id(default), id(matches), hinted, inline), {})

    def _result(
        self,
        node: Node,
        width: int,
        pseudo: str | None,
        hinted: tuple[Setting, ...],
        inline: tuple[Setting, ...],
    ) -> Cascaded:
        default = self.matches.default(node).get(pseudo, self.matches.none)
        author = self.in_force(node, width, pseudo)
        # Elements that the same rules match, in the same order, are told the same.
        key = (id(default), id(author), hinted, inline)
        found = self._results.get(key)
        if found is None:
            found = self._results[key] = self._merged(default, author, hinted, inline)
            self._kept.append(default)
        return found

    def in_force(self, node: Node, width: int, pseudo: str | None = None) -> list[Match]:
        """Return those of an element's author rules that are in force at a viewport, weakest first.

        One object for equal answers, as long as the page is there.
        """
        matches = self.matches.author(node).get(pseudo, self.matches.none)
        key = (id(matches), width)
        found = self._in_force.get(key)
        if found is None:
            found = self.matches.one(
                [match for match in matches if self.applies(match, node, width)]
            )
            if not self._each(matches):
                self._in_force[key] = found
        return found

    def by_element(self, matched: Matched) -> bool:
        """Whether it depends on the element itself which of the rules that match it are in force."""
        return None in matched and self._each(matched[None])

    def _each(self, matches: list[Match]) -> bool:
        """Whether a rule's being in force depends on more than the viewport."""
        found = self._depending.get(id(matches))
        if found is None:
            found = any(_depends_on_element(match.rule) for match in matches)
            self._depending[id(matches)] = found
        return found

    def _merged(
        self,
        default: Sequence[Match],
        author: list[Match],
        hinted: tuple[Setting, ...],
        inline: tuple[Setting, ...],
    ) -> Cascaded:
        result = Cascaded()
        for match in default:
            result.update(self._winners(match, important=False))
        _put_settings(result, hinted, "hint", important=False)
        for match in author:
            result.update(self._winners(match, important=False))
        if inline:
            _put_settings(result, inline, "inline", important=False)
        pressing = [match for match in author if match.rule.important]
        for match in sorted(pressing, key=_importance) if len(pressing) > 1 else pressing:
            result.update(self._winners(match, important=True))
        if inline:
            _put_settings(result, inline, "inline", important=True)
        for match in default:
            if match.rule.important:
                result.update(self._winners(match, important=True))
        return result

    def _winners(self, match: Match, important: bool) -> Cascaded:
        """Return what a rule says of each property; made once for each rule of each sheet."""
        key = (match.rule, match.use, important)
        found = self._made.get(key)
        if found is None:
            values = match.rule.important if important else match.rule.normal
            origin = "user-agent" if match.use is None else "author"
            found = Cascaded(
                (name, Winner(value, origin, match.use, match.rule, share(name, value)))
                for name, value in values
            )
            self._made[key] = found
        return found

    def without(
        self, node: Node, width: int, pseudo: str | None, name: str, winner: Winner
    ) -> Winner | None:
        """Return who wins *name* when `revert` or `revert-layer` in *winner* steps aside."""
        word = winner.value.tokens[0].lower_value
        found: Winner | None = None
        for match in self.matches.default(node).get(pseudo, ()):
            for key, value in match.rule.normal:
                if key == name:
                    found = Winner(value, "user-agent", match.use, match.rule)
        if word == "revert" or winner.origin == "user-agent":
            return found
        for match in self.matches.author(node).get(pseudo, ()):
            if not self.applies(match, node, width):
                continue
            candidate = Winner(_EMPTY, "author", match.use, match.rule)
            if winner.origin == "author" and self._rank(candidate) >= self._rank(winner):
                continue
            for key, value in match.rule.normal:
                if key == name:
                    found = Winner(value, "author", match.use, match.rule)
        return found

    def _rank(self, winner: Winner) -> tuple[int, ...]:
        return self.ranks.get(_layer(winner), (0,))

    def inline(self, node: Node) -> tuple[Setting, ...]:
        style = node.attrs.get("style")
        return parse_inline(style, self.document.quirks) if style else ()

    def generated(self, node: Node) -> tuple[str, ...]:
        """Return which of "before" and "after" author rules (for any viewport) style, and any rule fills."""
        found = self._generates.get(node)
        if found is None:
            found = self._generates[node] = self._generated_alike(node)
        return found

    def _generated_alike(self, node: Node) -> tuple[str, ...]:
        matched = self.matches.author(node)
        before, after = matched.get("before"), matched.get("after")
        if before is None and after is None:
            return ()
        default = self.matches.default(node)
        key = (id(before), id(after), id(default))
        found = self._generated.get(key)
        if found is None:
            found = self._generated[key] = tuple(
                name
                for name, matches in (("before", before), ("after", after))
                if matches is not None
                and (
                    self._sets_content(matches)
                    or self._sets_content(default.get(name, self.matches.none))
                )
            )
        return found

    def _sets_content(self, matches: list[Match]) -> bool:
        found = self._filling.get(id(matches))
        if found is None:
            self._kept.append(matches)
            found = self._filling[id(matches)] = any(
                name == "content"
                for match in matches
                for name, _ in (*match.rule.normal, *match.rule.important)
            )
        return found

    def applies(self, match: Match, node: Node, width: int) -> bool:
        """Whether a matching rule is in force at a viewport."""
        use, rule = match.use, match.rule
        if use is not None and use.media:
            key = (id(use), width)
            if key not in self._uses:
                self._uses[key] = all(media.matches(query, width) for query in use.media)
            if not self._uses[key]:
                return False
        conditions = rule.conditions
        return not conditions or all(self._holds(part, node, width) for part in conditions)

    def _holds(self, condition: Condition, node: Node, width: int) -> bool:
        if condition.kind == "media":
            return condition.met(width)
        if condition.kind == "scope":
            return _in_scope(condition, node)
        return self.container is not None and self.container(condition, node, width)


def _depends_on_element(rule: Rule) -> bool:
    return any(condition.kind != "media" for condition in rule.conditions)


def _importance(match: Match) -> tuple[tuple[int, ...], tuple[int, int, int], int]:
    """Order important declarations: earlier layers win, the unlayered lose."""
    rank, specificity, order = match.key
    return tuple(-part for part in rank), specificity, order


def _in_scope(condition: Condition, node: Node) -> bool:
    for candidate in (node, *node.ancestors()):
        if any(selector.matches(candidate) for selector in condition.limit):
            return False
        if any(selector.matches(candidate) for selector in condition.scope):
            return True
    return not condition.scope


_EMPTY = Value((), Setting("", (), False, 0))


def _layer(winner: Winner) -> tuple[str, ...]:
    prefix = winner.use.layer if winner.use is not None else ()
    return prefix + ((winner.rule.layer or ()) if winner.rule is not None else ())


def _put_settings(
    result: Cascaded, settings: Iterable[Setting], origin: str, important: bool
) -> None:
    for setting in settings:
        if setting.important == important:
            for name, value in setting.values:
                result[name] = Winner(value, origin, share=share(name, value))
