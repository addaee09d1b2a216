"""Scripts: whether they parse, still find what they work on, keep their handlers; and leftovers.

Parsing is tree-sitter's with the grammar for JavaScript: maintained, with wheels for all platforms, fast,
and it never fails on broken input but says where it is broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..actions.building import quote
from ..actions.elements import attribute
from ..actions.wording import plural
from ..findings import Defect, Evidence
from ..page.markup import Linked
from ..page.page import Page
from .case import Case, defect

Node = Any

MAX_BYTES = 1_000_000
_TYPES = frozenset({"", "module", "text/javascript", "application/javascript"})
_BROKEN = frozenset({"jsx_element", "jsx_self_closing_element", "jsx_fragment"})
_FINDERS = frozenset(
    {
        "getElementById",
        "querySelector",
        "querySelectorAll",
        "getElementsByClassName",
        "getElementsByTagName",
        "getElementsByName",
    }
)
_DEBUG = frozenset({"alert", "console.log", "console.debug", "debugger"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a script holds: its first fault (line and words), selectors with lines, handlers, debugging."""

    fault: tuple[int, str] | None = None
    hooks: tuple[tuple[str, int], ...] = ()
    handlers: int = 0
    debugging: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class _Reader:
    """Walks a syntax tree once and notes what is asked for."""

    fault: tuple[int, str] | None = None
    hooks: list[tuple[str, int]] = field(default_factory=list)
    handlers: int = 0
    debugging: list[tuple[str, int]] = field(default_factory=list)

    def facts(self) -> Facts:
        return Facts(self.fault, tuple(self.hooks), self.handlers, tuple(self.debugging))

    def read(self, root: Node) -> None:
        stack = [root]
        while stack:
            node = stack.pop()
            if self.fault is None and (
                node.type == "ERROR" or node.is_missing or node.type in _BROKEN
            ):
                self.fault = (node.start_point[0] + 1, quote(_text(node)) or f"no {node.type}")
            if node.type == "call_expression":
                self._call(node)
            elif node.type == "debugger_statement":
                self.debugging.append(("debugger", node.start_point[0] + 1))
            elif node.type == "assignment_expression":
                left = _text(node.child_by_field_name("left")).rpartition(".")
                self.handlers += left[1] == "." and left[2].startswith("on") and left[2].islower()
            stack.extend(reversed(node.children))

    def _call(self, node: Node) -> None:
        name = _text(node.child_by_field_name("function"))
        line = node.start_point[0] + 1
        short = name.rpartition(".")[2]
        if short == "addEventListener":
            self.handlers += 1
        if name.removeprefix("window.") in _DEBUG:
            self.debugging.append((name, line))
        if short in _FINDERS:
            literal = _first_string(node.child_by_field_name("arguments"))
            selector = _selector(short, literal) if literal else ""
            if selector:
                self.hooks.append((selector, line))


def _text(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def _first_string(arguments: Node | None) -> str:
    """Return the first argument when it is a plain string, "" otherwise."""
    for child in arguments.children if arguments is not None else ():
        if child.type == "string":
            return _text(child)[1:-1]
        if child.type == "template_string" and not any(
            part.type == "template_substitution" for part in child.children
        ):
            return _text(child)[1:-1]
        if child.type not in ("(", "comment"):
            return ""
    return ""


def _selector(function: str, literal: str) -> str:
    if function == "getElementById":
        return f'[id="{literal}"]'
    if function == "getElementsByClassName":
        return "".join(f".{name}" for name in literal.split())
    if function == "getElementsByName":
        return f'[name="{literal}"]'
    return literal


@lru_cache(maxsize=1)
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_javascript

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))


@lru_cache(maxsize=128)
def read(source: str) -> Facts:
    """Return what is in a script. What lies beyond 1 MB is left out; then no fault is reported."""
    content = source.encode("utf-8", "replace")
    reader = _Reader()
    reader.read(_parser().parse(content[:MAX_BYTES]).root_node)
    if len(content) > MAX_BYTES:
        reader.fault = None
    return reader.facts()


def _scripts(page: Page) -> list[Linked]:
    return [
        script
        for script in page.scripts()
        if attribute(script.element, "type").lower() in _TYPES and script.text.strip()
    ]


def everything(case: Case) -> Iterator[Defect]:
    """Find what no longer works in the page's scripts."""
    if case.blank:
        return
    yield from _unlinked(case)
    broken = set()
    for script, line, words in _faults(case):
        broken.add(script.file)
        yield defect(
            "damage/script-parse-error",
            f"the script does not parse: {words}",
            "close every bracket and string; write JavaScript only",
            [Evidence(script.file, line, "", words)],
            {f"file:{script.file}"},
        )
    if not broken:
        yield from _hooks(case)
        yield from _handlers(case)
    yield from _debugging(case)


def _line(script: Linked, line: int) -> int:
    return line if script.url else script.line + line - 1


def _faults(case: Case) -> Iterator[tuple[Linked, int, str]]:
    known = {s.file if s.url else s.text for s in _scripts(case.before) if read(s.text).fault}
    for script in _scripts(case.after):
        fault = read(script.text).fault if script.file not in case.littered else None
        if fault is not None and (script.file if script.url else script.text) not in known:
            yield script, _line(script, fault[0]), fault[1]


def _unlinked(case: Case) -> Iterator[Defect]:
    """Scripts of the site that the page no longer runs; their code may stand elsewhere now."""
    there = {script.file for script in _scripts(case.after) if script.url}
    everything_else = " ".join(" ".join(s.text.split()) for s in _scripts(case.after))
    for script in _scripts(case.before):
        gone = script.file in case.files
        if not script.url or script.file in there or gone or not read(script.text).handlers:
            continue
        if " ".join(script.text.split()) in everything_else:
            continue
        case.files.add(script.file)
        yield defect(
            "damage/unlinked-script",
            f"the script {script.file} is no longer linked",
            f'write <script src="{script.url}"></script>',
            [case.head()],
            {f"file:{script.file}"},
        )


def _hooks(case: Case) -> Iterator[Defect]:
    """Selectors of scripts that met an element before and meet none now."""
    reported = set()
    before = {
        selector for script in _scripts(case.before) for selector, _ in read(script.text).hooks
    }
    for script in _scripts(case.after):
        for selector, line in read(script.text).hooks:
            if selector in reported or selector not in before or _hits(case.after, selector):
                continue
            then = _hits(case.before, selector)
            if not then or all(case.is_gone(element) for element in then):
                continue
            reported.add(selector)
            yield defect(
                "damage/lost-behaviour",
                f"the script looks for {selector}, which is not there any more",
                "rename in script and page together",
                [Evidence(script.file, _line(script, line), "", selector)],
                case.subjects(then),
            )


def _hits(page: Page, selector: str) -> list[Any]:
    try:
        return page.select(selector)
    except ValueError:
        return []


def _handlers(case: Case) -> Iterator[Defect]:
    before = sum(read(s.text).handlers for s in _scripts(case.before) if s.file not in case.files)
    after = sum(read(s.text).handlers for s in _scripts(case.after))
    if before >= 1 and after <= before / 2 and not case.allowed.free:
        yield defect(
            "damage/lost-behaviour",
            f"{plural(before - after, 'handler')} of {before} are gone",
            "keep the script's listeners",
            [Evidence(script.file, 1) for script in _scripts(case.after)] or [case.head()],
            {"handlers"},
        )


def _debugging(case: Case) -> Iterator[Defect]:
    known = Counter(n for s in _scripts(case.before) for n, _ in read(s.text).debugging)
    for script in _scripts(case.after):
        for name, line in read(script.text).debugging:
            if known[name] > 0:
                known[name] -= 1
                continue
            yield defect(
                "damage/debug-code",
                f"{name} was left in a script",
                "take it out",
                [Evidence(script.file, _line(script, line), "", name)],
                {f"debug:{script.file}:{line}"},
            )
