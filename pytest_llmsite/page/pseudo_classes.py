"""Pseudo-classes as tests on a node, for a page at rest: loaded, not hovered, not focused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from tinycss2.nth import parse_nth

from .dom import Node
from .tokens import Token, Tokens

Test: TypeAlias = Callable[[Node], bool]

_FIELDS = frozenset(("button", "input", "select", "textarea"))
_TEXT_TYPES = frozenset(
    ("", "text", "search", "url", "tel", "email", "password", "date", "month", "week", "time",
     "datetime-local", "number")
)  # fmt: skip


def _type(node: Node) -> str:
    return node.attrs.get("type", "").strip().lower()


def _html(node: Node, *tags: str) -> bool:
    return node.namespace == "html" and node.tag in tags


def _link(node: Node) -> bool:
    if node.tag in ("a", "area") and node.namespace == "html":
        return "href" in node.attrs
    return node.tag == "a" and ("href" in node.attrs or "xlink:href" in node.attrs)


def _can_be_disabled(node: Node) -> bool:
    return node.namespace == "html" and (
        node.tag in _FIELDS or node.tag in ("optgroup", "option", "fieldset")
    )


def _disabled(node: Node) -> bool:
    if not _can_be_disabled(node):
        return False
    if "disabled" in node.attrs:
        return True
    if node.tag == "option":
        parent = node.parent
        return parent is not None and parent.tag == "optgroup" and "disabled" in parent.attrs
    if node.tag == "optgroup":
        return False
    child = node
    for ancestor in node.ancestors():
        if ancestor.tag == "fieldset" and "disabled" in ancestor.attrs:
            legends = [item for item in ancestor.children if item.tag == "legend"]
            return not (legends and child is legends[0])
        child = ancestor
    return False


def _checked(node: Node) -> bool:
    if node.tag == "input" and _type(node) in ("checkbox", "radio"):
        return "checked" in node.attrs
    if node.tag != "option":
        return False
    return "selected" in node.attrs or _chosen_by_default(node)


def _chosen_by_default(option: Node) -> bool:
    """Whether a drop-down shows *option* because none is marked as selected."""
    select = next((node for node in option.ancestors() if node.tag == "select"), None)
    if (
        select is None
        or "multiple" in select.attrs
        or select.attrs.get("size", "1") not in ("", "1")
    ):
        return False
    options = [node for node in _subtree(select) if node.tag == "option"]
    if any("selected" in node.attrs for node in options):
        return False
    return option is next((node for node in options if not _disabled(node)), None)


def _subtree(node: Node) -> Iterator[Node]:
    stack = list(reversed(node.children))
    while stack:
        found = stack.pop()
        yield found
        stack.extend(reversed(found.children))


def _required(node: Node) -> bool:
    return _html(node, "input", "select", "textarea") and "required" in node.attrs


def _writable(node: Node) -> bool:
    if _html(node, "textarea") or (_html(node, "input") and _type(node) in _TEXT_TYPES):
        return "readonly" not in node.attrs and not _disabled(node)
    editable = node.attrs.get("contenteditable")
    return editable is not None and editable.lower() in ("", "true", "plaintext-only")


def _placeholder_shown(node: Node) -> bool:
    if "placeholder" not in node.attrs:
        return False
    if _html(node, "textarea"):
        return not (node.element.text or "")
    return _html(node, "input") and not node.attrs.get("value")


def _invalid(node: Node) -> bool:
    """Whether constraint validation fails at load: statically, only for empty required fields."""
    if _html(node, "form", "fieldset"):
        return any(_invalid(child) for child in _subtree(node) if child.tag in _FIELDS)
    if not _required(node) or _disabled(node) or "readonly" in node.attrs:
        return False
    if node.tag == "input" and _type(node) in ("checkbox", "radio"):
        return "checked" not in node.attrs
    if node.tag == "select":
        shown = next((option for option in _subtree(node) if _checked(option)), None)
        return shown is None or shown.attrs.get("value", shown.element.text or "") == ""
    if node.tag == "textarea":
        return not (node.element.text or "")
    return not node.attrs.get("value")


def _validated(node: Node) -> bool:
    return _html(node, "form", "fieldset", "input", "select", "textarea", "button")


def _of_type(node: Node) -> tuple[int, int]:
    """Return how many siblings of the same type stand before and after."""
    if node.parent is None:
        return 0, 0
    counts = node.parent.type_counts
    if counts is None:
        counts = node.parent.type_counts = _count_types(node.parent)
    position, total = counts[node.index]
    return position, total - position - 1


def _count_types(parent: Node) -> list[tuple[int, int]]:
    seen: dict[tuple[str, str], int] = {}
    positions = []
    for child in parent.children:
        kind = (child.namespace, child.tag)
        positions.append(seen.get(kind, 0))
        seen[kind] = positions[-1] + 1
    return [
        (position, seen[child.namespace, child.tag])
        for position, child in zip(positions, parent.children, strict=True)
    ]


def _siblings(node: Node) -> int:
    return len(node.parent.children) if node.parent is not None else 1


def _default(node: Node) -> bool:
    if node.tag == "input" and _type(node) in ("checkbox", "radio"):
        return "checked" in node.attrs
    if node.tag == "option":
        return "selected" in node.attrs
    if not (_html(node, "button", "input") and _type(node) in ("submit", "image", "")):
        return False
    if node.tag == "input" and _type(node) == "":
        return False
    form = next((ancestor for ancestor in node.ancestors() if ancestor.tag == "form"), None)
    if form is None:
        return False
    submits = (
        item for item in _subtree(form)
        if (item.tag == "button" and _type(item) in ("submit", ""))
        or (item.tag == "input" and _type(item) in ("submit", "image"))
    )  # fmt: skip
    return next(submits, None) is node


TESTS: dict[str, Test] = {
    "root": lambda node: node.parent is None,
    "empty": Node.empty,
    "first-child": lambda node: node.index == 0,
    "last-child": lambda node: node.index == _siblings(node) - 1,
    "only-child": lambda node: _siblings(node) == 1,
    "first-of-type": lambda node: _of_type(node)[0] == 0,
    "last-of-type": lambda node: _of_type(node)[1] == 0,
    "only-of-type": lambda node: _of_type(node) == (0, 0),
    "link": _link,
    "any-link": _link,
    "-webkit-any-link": _link,
    "enabled": lambda node: _can_be_disabled(node) and not _disabled(node),
    "disabled": _disabled,
    "checked": _checked,
    "default": _default,
    "required": _required,
    "optional": lambda node: _html(node, "input", "select", "textarea") and not _required(node),
    "read-write": _writable,
    "read-only": lambda node: not _writable(node),
    "placeholder-shown": _placeholder_shown,
    "invalid": lambda node: _validated(node) and _invalid(node),
    "valid": lambda node: _validated(node) and not _invalid(node),
    "open": lambda node: _html(node, "details", "dialog") and "open" in node.attrs,
    "defined": lambda node: "-" not in node.tag or node.namespace != "html",
    "muted": lambda node: _html(node, "video", "audio") and "muted" in node.attrs,
    "paused": lambda node: _html(node, "video", "audio"),
    "indeterminate": lambda node: _html(node, "progress") and "value" not in node.attrs,
}

# Valid, and never true of a static page that nobody touches.
NEVER = frozenset(
    """
    visited hover active focus focus-within focus-visible target target-within target-current current past
    future playing seeking buffering stalled volume-locked user-valid user-invalid host
    fullscreen modal popover-open picture-in-picture autofill -webkit-autofill in-range out-of-range
    -webkit-full-screen -webkit-drag window-inactive corner-present horizontal vertical decrement
    increment start end double-button single-button no-button cue xr-overlay
    -internal-autofill-previewed has-slotted active-view-transition interest-source
    interest-target -webkit-autofill-and-obscured -webkit-full-page-media
    """.split()
)
NEVER_FUNCTIONS = frozenset("host host-context state active-view-transition-type current".split())
NTH = frozenset(("nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"))


def nth(name: str, tokens: list[Token], of: Test | None) -> Test:
    """Return the test for `:nth-*(an+b)`; raises ValueError for anything else."""
    parsed = parse_nth(tokens)
    if parsed is None:
        raise ValueError(f"expected an+b in :{name}()")
    a, b = parsed
    last = "last" in name

    def place(node: Node) -> int:
        """Count from 1; 0 when the node does not take part."""
        if "type" in name:
            return _of_type(node)[1 if last else 0] + 1
        if of is None:
            return _siblings(node) - node.index if last else node.index + 1
        if not of(node):
            return 0
        if node.parent is None:
            return 1
        siblings = node.parent.children
        chosen = siblings[node.index :] if last else siblings[: node.index + 1]
        return sum(1 for sibling in chosen if of(sibling))

    def test(node: Node) -> bool:
        position = place(node)
        if position == 0:
            return False
        if a == 0:
            return bool(position == b)
        steps, remainder = divmod(position - b, a)
        return bool(remainder == 0 and steps >= 0)

    return test


_ANCHORS: list[Node] = []


def anchored(node: Node) -> bool:
    """Whether *node* is the element that the innermost `:has()` is being asked about."""
    return bool(_ANCHORS) and _ANCHORS[-1] is node


def has(alternatives: list[tuple[str, Test]], limit: int) -> Test:
    """Return the test for `:has()`; it looks at no more than *limit* elements."""

    def candidates(node: Node, where: str) -> Iterator[Node]:
        if where == "inside":
            yield from _subtree(node)
        elif node.parent is not None:
            for sibling in node.parent.children[node.index + 1 :]:
                yield sibling
                yield from _subtree(sibling)

    def test(node: Node) -> bool:
        _ANCHORS.append(node)
        try:
            for where, matches in alternatives:
                for count, candidate in enumerate(candidates(node, where)):
                    if matches(candidate):
                        return True
                    if count > limit:
                        break
        finally:
            _ANCHORS.pop()
        return False

    return test


def _language(node: Node) -> str:
    for ancestor in (node, *node.ancestors()):
        for name in ("lang", "xml:lang"):
            if name in ancestor.attrs:
                return ancestor.attrs[name].lower()
    return ""


def _lang(arguments: Tokens) -> Test:
    ranges = [str(token.value).lower() for token in arguments if token.type in ("ident", "string")]

    def test(node: Node) -> bool:
        language = _language(node)
        return any(
            language == wanted or (wanted and language.startswith(wanted + "-")) or
            (wanted == "*" and language) for wanted in ranges
        )  # fmt: skip

    return lambda node: bool(test(node))


def _dir(arguments: Tokens) -> Test:
    wanted = (
        arguments[0].lower_value if len(arguments) == 1 and arguments[0].type == "ident" else ""
    )

    def test(node: Node) -> bool:
        for ancestor in (node, *node.ancestors()):
            direction = ancestor.attrs.get("dir", "").lower()
            if direction in ("ltr", "rtl"):
                return direction == wanted
        return wanted == "ltr"

    return test


FUNCTIONS: dict[str, Callable[[Tokens], Test]] = {"lang": _lang, "dir": _dir}
