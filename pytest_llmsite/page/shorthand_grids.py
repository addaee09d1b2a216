"""Shorthands of grids: lines, areas and templates."""

from __future__ import annotations

from .shorthand_parts import Longhands, initials, valid, word_of
from .tokens import Token, Tokens, ident, keyword, split


def grid_lines(names: tuple[str, ...], tokens: Tokens) -> Longhands | None:
    """Expand `grid-row`, `grid-column` and `grid-area`: lines between slashes."""
    parts = split(tokens, "/")
    if not 1 <= len(parts) <= len(names):
        return None
    values = [tuple(part) for part in parts]
    while len(values) < len(names):
        # an omitted line repeats a name given for its opposite, else it is auto
        opposite = values[len(values) - 2 if len(names) == 4 and len(values) >= 2 else 0]
        named = keyword(opposite) is not None and ident(opposite[0]) != "auto"
        values.append(opposite if named else word_of("auto"))
    result = dict(zip(names, values, strict=True))
    return result if all(valid(name, value) for name, value in result.items()) else None


_TEMPLATE = ("grid-template-rows", "grid-template-columns", "grid-template-areas")


def grid_template(tokens: Tokens) -> Longhands | None:
    if keyword(tokens) == "none":
        return initials(_TEMPLATE)
    parts = split(tokens, "/")
    if len(parts) > 2:
        return None
    columns = tuple(parts[1]) if len(parts) == 2 else word_of("none")
    strings = tuple(token for token in parts[0] if token.type == "string")
    if not strings:
        result = {
            _TEMPLATE[0]: tuple(parts[0]),
            _TEMPLATE[1]: columns,
            _TEMPLATE[2]: word_of("none"),
        }
        ok = len(parts) == 2 and all(valid(name, value) for name, value in result.items())
        return result if ok else None
    rows: list[Token] = []
    sized = True
    for token in parts[0]:
        if token.type == "string":
            rows.extend(() if sized else word_of("auto"))
            sized = False
        else:
            rows.append(token)
            sized = sized or token.type != "[] block"
    rows.extend(() if sized else word_of("auto"))
    result = {_TEMPLATE[0]: tuple(rows), _TEMPLATE[1]: columns, _TEMPLATE[2]: strings}
    return result if all(valid(name, value) for name, value in result.items()) else None


def grid(tokens: Tokens) -> Longhands | None:
    resets = initials(("grid-auto-flow", "grid-auto-rows", "grid-auto-columns"))
    template = grid_template(tokens)
    if template is not None:
        return template | resets
    parts = split(tokens, "/")
    if len(parts) != 2:
        return None
    flows = [[ident(token) for token in part] for part in parts]
    along = 0 if "auto-flow" in flows[0] else 1
    if "auto-flow" not in flows[along]:
        return None
    other = 1 - along
    names = (
        ("grid-auto-rows", "grid-template-columns"),
        ("grid-auto-columns", "grid-template-rows"),
    )
    auto, fixed = names[along]
    size = tuple(token for token in parts[along] if ident(token) not in ("auto-flow", "dense"))
    result = initials(_TEMPLATE) | resets
    result[fixed] = tuple(parts[other])
    result[auto] = size or word_of("auto")
    flow = "row" if along == 0 else "column"
    result["grid-auto-flow"] = word_of(f"{flow} dense" if "dense" in flows[along] else flow)
    return result if all(valid(name, value) for name, value in result.items()) else None
