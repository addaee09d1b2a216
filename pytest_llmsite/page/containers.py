"""Container queries: conditions on the size of an ancestor (CSS Conditional Rules 5)."""

from __future__ import annotations

from functools import partial

from . import calc, media, widths
from .computed import Style
from .dom import Node
from .engine import StyleEngine
from .rules import Condition
from .tokens import Token, ident, is_literal, significant, text


def holds(engine: StyleEngine, condition: Condition, node: Node, width: int) -> bool:
    """Whether an `@container` condition is met for *node*: some ancestor is such a container."""
    tokens = significant(condition.tokens)
    name = None
    if tokens and tokens[0].type == "ident" and tokens[0].lower_value not in ("not", "and", "or"):
        name, tokens = tokens[0].value, tokens[1:]
    ancestors = [*node.ancestors()]
    for ancestor in reversed(ancestors):
        engine.style(ancestor, width).cascaded  # noqa: B018  from the root down, not by recursion
    styled = any(token.type == "function" for token in tokens)
    for ancestor in ancestors:
        style = engine.style(ancestor, width)
        if name is not None and name not in style["container-name"].split():
            continue
        if not styled and style["container-type"] == "normal":
            continue
        if not tokens:
            return True
        return media.condition(tokens, partial(_feature, engine, style)) is True
    return False


def _feature(engine: StyleEngine, style: Style, token: Token) -> bool | None:
    if token.type == "function":
        return _styled(style, token) if token.lower_name == "style" else None
    inline = widths.content_width(engine, style.node, style.width)
    block = style.px("height") or float(calc.viewport_height(style.width))
    return media.size_feature(token, inline, block)


def _styled(style: Style, token: Token) -> bool | None:
    """Evaluate `style(--name: value)` or `style(--name)`."""
    tokens = significant(token.arguments)
    if not tokens or ident(tokens[0]) is None or not tokens[0].value.startswith("--"):
        return None
    actual = style.custom(tokens[0].value)
    if len(tokens) == 1:
        return actual is not None
    if not is_literal(tokens[1], ":"):
        return None
    return actual is not None and text(actual) == text(token.arguments).partition(":")[2].strip()
