"""Presentational attributes of HTML and SVG as declarations (HTML Standard, 15.3; SVG 2, 6.6)."""

from __future__ import annotations

import re
from functools import lru_cache

from .dom import Node
from .reader import parse_inline
from .rules import Setting

_NUMBER = re.compile(r"\s*\d*\.?\d+\s*\Z")
_LENGTH = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(%?)")
_SVG_PROPERTIES = frozenset(
    "fill fill-opacity stroke stroke-opacity stroke-width color opacity display visibility font-family "
    "font-size font-weight font-style stop-color stop-opacity overflow clip-path filter transform "
    "letter-spacing word-spacing direction cursor pointer-events text-decoration flood-color "
    "lighting-color text-rendering transform-origin".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | {"div", "p"}
_CELLS = frozenset(("td", "th", "tr", "thead", "tbody", "tfoot", "col", "colgroup"))
_ALIGN = {
    "left": "left", "right": "right", "center": "center", "middle": "center", "justify": "justify"
}  # fmt: skip
_LEGACY_ALIGN = {"left": "-webkit-left", "right": "-webkit-right", "center": "-webkit-center",
                 "middle": "-webkit-center", "justify": "justify"}  # fmt: skip
_FONT_SIZES = ("x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large")
_TABLE_LIKE = frozenset(("table", "td", "th", "tr", "thead", "tbody", "tfoot", "body", "marquee"))
_SIZED = frozenset(("img", "iframe", "embed", "object", "video", "canvas", "input", "marquee"))


def hints(node: Node) -> tuple[Setting, ...]:
    """Return the declarations that an element's attributes stand for."""
    if not node.attrs:
        return ()
    if node.tag == "a" and node.namespace == "html":
        return _parsed(_link(node)) if "href" in node.attrs else ()
    if node.namespace == "svg":
        parts = [
            f"{name}: {_with_unit(name, value)}"
            for name, value in node.attrs.items()
            if name in _SVG_PROPERTIES
        ]
        if node.tag == "svg":
            parts += _size(node, "width", "height")
        return _parsed("; ".join(parts))
    if node.namespace != "html":
        return ()
    parts = []
    for name, value in node.attrs.items():
        reader = _READERS.get(name)
        if reader is not None:
            parts += reader(node, value)
    if node.tag in ("td", "th"):
        parts += _from_table(node)
    return _parsed("; ".join(parts))


def _parsed(css: str) -> tuple[Setting, ...]:
    return parse_inline(css) if css else ()


def _with_unit(name: str, value: str) -> str:
    """SVG's attributes take lengths without a unit."""
    if name in ("font-size", "letter-spacing", "word-spacing") and _NUMBER.match(value):
        return f"{value.strip()}px"
    return value


def _length(value: str) -> str | None:
    match = _LENGTH.match(value)
    return f"{match.group(1)}{match.group(2) or 'px'}" if match else None


def _size(node: Node, *names: str) -> list[str]:
    return [f"{name}: {length}" for name in names if (length := _length(node.attrs.get(name, "")))]


@lru_cache(maxsize=256)
def _legacy_colour(value: str) -> str | None:
    """Read a colour as HTML attributes do (HTML Standard, 2.3.6), in outline."""
    value = value.strip()
    if not value or value.lower() == "transparent":
        return None
    if re.fullmatch(r"[a-zA-Z]+", value):
        return value
    if re.fullmatch(r"#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}", value):
        return value
    digits = re.sub(r"[^0-9a-fA-F]", "0", value.removeprefix("#"))[:128] or "0"
    while len(digits) % 3:
        digits += "0"
    third = len(digits) // 3
    parts = [digits[at : at + third][-8:] for at in range(0, len(digits), third)]
    while len(parts[0]) > 2 and all(part[0] == "0" for part in parts):
        parts = [part[1:] for part in parts]
    return "#" + "".join(part[:2].rjust(2, "0") for part in parts)


def _bgcolor(node: Node, value: str) -> list[str]:
    colour = _legacy_colour(value) if node.tag in _TABLE_LIKE else None
    return [f"background-color: {colour}"] if colour else []


def _background(node: Node, value: str) -> list[str]:
    if node.tag not in _TABLE_LIKE or not value.strip():
        return []
    quoted = value.strip().replace("\\", "\\\\").replace('"', '\\"').replace("\n", "")
    return [f'background-image: url("{quoted}")']


def _align(node: Node, value: str) -> list[str]:
    value = value.strip().lower()
    if node.tag in _BLOCKS or node.tag in _CELLS or node.tag == "caption":
        plain = node.tag == "caption" or node.tag in _HEADINGS
        table = _ALIGN if plain else _LEGACY_ALIGN
        return [f"text-align: {table[value]}"] if value in table else []
    if node.tag == "table" and value in ("left", "right"):
        return [f"float: {value}"]
    if node.tag == "table" and value == "center":
        return ["margin-left: auto; margin-right: auto"]
    if node.tag in ("img", "iframe", "object", "embed", "input") and value in ("left", "right"):
        return [f"float: {value}"]
    if node.tag in ("img", "iframe", "object", "embed", "input"):
        vertical = {"middle": "-webkit-baseline-middle", "center": "middle", "absmiddle": "middle",
                    "top": "top", "bottom": "baseline", "baseline": "baseline"}  # fmt: skip
        return [f"vertical-align: {vertical[value]}"] if value in vertical else []
    return []


def _valign(node: Node, value: str) -> list[str]:
    value = value.strip().lower()
    keep = node.tag in _CELLS and value in ("top", "middle", "bottom", "baseline")
    return [f"vertical-align: {value}"] if keep else []


def _width(node: Node, value: str) -> list[str]:
    if node.tag in _SIZED or node.tag in ("table", "td", "th", "col", "colgroup", "hr"):
        if node.tag == "input" and node.attrs.get("type", "").lower() != "image":
            return []
        return _size(node, "width")
    return []


def _height(node: Node, value: str) -> list[str]:
    if node.tag in _SIZED or node.tag in ("table", "td", "th", "tr", "thead", "tbody", "tfoot"):
        if node.tag == "input" and node.attrs.get("type", "").lower() != "image":
            return []
        return _size(node, "height")
    return []


def _border(node: Node, value: str) -> list[str]:
    if node.tag == "table":
        match = _LENGTH.match(value)
        width = match.group(1) if match else "1"
        return [f"border: {width}px outset gray"] if float(width) else []
    if node.tag in ("img", "object", "input") and (match := _LENGTH.match(value)):
        return [f"border: {match.group(1)}px solid"]
    return []


def _from_table(node: Node) -> list[str]:
    """What `cellpadding` and `border` of the table mean for a cell."""
    table = next((item for item in node.ancestors() if item.tag == "table"), None)
    if table is None:
        return []
    parts = []
    padding = _length(table.attrs.get("cellpadding", ""))
    if padding:
        parts.append(f"padding: {padding}")
    border = table.attrs.get("border")
    if border is not None and (_LENGTH.match(border) is None or float(border.strip() or 1) != 0):
        parts.append("border: 1px inset gray")
    return parts


def _font(node: Node, value: str) -> list[str]:
    if node.tag != "font" or not value.strip():
        return []
    return [f"font-family: {value}"]


def _font_size(node: Node, value: str) -> list[str]:
    match = re.match(r"\s*([+-]?)(\d+)", value)
    if node.tag != "font" or not match:
        return []
    number = int(match.group(2)[:3])
    size = 3 + number if match.group(1) == "+" else 3 - number if match.group(1) else number
    return [f"font-size: {_FONT_SIZES[max(1, min(7, size)) - 1]}"]


def _color(node: Node, value: str) -> list[str]:
    colour = _legacy_colour(value) if node.tag in ("font", "hr", "basefont") else None
    if colour and node.tag == "hr":
        return [f"border-style: solid; border-color: {colour}; background-color: {colour}"]
    return [f"color: {colour}"] if colour else []


def _link(node: Node) -> str:
    """What `<body link>` says of a link."""
    body = next((item for item in node.ancestors() if item.tag == "body"), None)
    colour = _legacy_colour(body.attrs.get("link", "")) if body is not None else None
    return f"color: {colour}" if colour else ""


def _text(node: Node, value: str) -> list[str]:
    colour = _legacy_colour(value) if node.tag == "body" else None
    return [f"color: {colour}"] if colour else []


def _list_type(node: Node, value: str) -> list[str]:
    kinds = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman",
             "I": "upper-roman", "disc": "disc", "circle": "circle", "square": "square",
             "none": "none"}  # fmt: skip
    if node.tag not in ("ol", "ul", "li"):
        return []
    kind = kinds.get(value, kinds.get(value.lower()))
    return [f"list-style-type: {kind}"] if kind else []


def _noshade(node: Node, value: str) -> list[str]:
    if node.tag != "hr" or "color" in node.attrs:
        return []
    return ["border-style: solid; border-color: darkgray; background-color: darkgray"]


def _nowrap(node: Node, value: str) -> list[str]:
    return ["white-space: nowrap"] if node.tag in ("td", "th") else []


def _cellspacing(node: Node, value: str) -> list[str]:
    length = _length(value) if node.tag == "table" else None
    return [f"border-spacing: {length}"] if length else []


def _space(*sides: str):  # type: ignore[no-untyped-def]
    def read(node: Node, value: str) -> list[str]:
        length = _length(value) if node.tag in _SIZED else None
        return [f"margin-{side}: {length}" for side in sides] if length else []

    return read


def _dir(node: Node, value: str) -> list[str]:
    value = value.strip().lower()
    return [f"direction: {value}"] if value in ("ltr", "rtl") else []


_READERS = {
    "bgcolor": _bgcolor, "background": _background, "align": _align, "valign": _valign,
    "width": _width, "height": _height, "border": _border, "face": _font, "size": _font_size,
    "color": _color, "text": _text, "type": _list_type, "nowrap": _nowrap, "noshade": _noshade,
    "cellspacing": _cellspacing, "hspace": _space("left", "right"),
    "vspace": _space("top", "bottom"), "dir": _dir,
}  # fmt: skip
