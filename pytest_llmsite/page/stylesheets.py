"""Which style sheets a page has: `<style>`, `<link>` and `@import`, in the order they apply."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .dom import Document, Node
from .reader import parse_sheet
from .rules import Sheet
from .tokens import Token, text, tokenise

MAX_IMPORT_DEPTH = 8
MAX_SHEETS = 200

Reader = Callable[[str, str], tuple[str, str] | None]


@dataclass(frozen=True, slots=True, eq=False)
class SheetUse:
    """One style sheet in effect on a page (at some viewports)."""

    sheet: Sheet
    file: str
    line: int  # what to add to a line of the sheet to get one of the file
    media: tuple[tuple[Token, ...], ...]  # every one of these queries must match
    layer: tuple[str, ...]
    owner: Node | None


def collect(document: Document, path: str, read: Reader) -> list[SheetUse]:
    """Return the sheets of a page in cascade order.

    *read* takes an address and the path of the file that names it, and returns the path and text of a
    local style sheet, or None.
    """
    uses: list[SheetUse] = []
    preferred: str | None = None
    for node in document.nodes:
        if node.tag == "style" and node.namespace in ("html", "svg"):
            kind = node.attrs.get("type", "").strip().lower()
            if kind not in ("", "text/css"):
                continue
            sheet = parse_sheet(node.element.text or "", document.quirks)
            queries = _queries(node)
            _add(uses, sheet, path, max(0, node.line - 1), queries, (), node, read, document.quirks)
        elif node.tag == "link" and node.namespace == "html" and _is_stylesheet(node):
            title = node.attrs.get("title", "").strip()
            preferred = preferred or title or None
            if title and title != preferred:
                continue  # an alternate sheet that nobody chose
            found = read(node.attrs.get("href", ""), path)
            if found is not None:
                sheet = parse_sheet(found[1], document.quirks)
                _add(uses, sheet, found[0], 0, _queries(node), (), node, read, document.quirks)
    return uses


def _is_stylesheet(node: Node) -> bool:
    words = node.attrs.get("rel", "").lower().split()
    kind = node.attrs.get("type", "").split(";")[0].strip().lower()
    if "stylesheet" not in words or kind not in ("", "text/css") or "disabled" in node.attrs:
        return False
    return "alternate" not in words and bool(node.attrs.get("href", "").strip())


def _queries(node: Node) -> tuple[tuple[Token, ...], ...]:
    media = node.attrs.get("media", "").strip()
    return (tuple(tokenise(media)),) if media else ()


def _add(
    uses: list[SheetUse],
    sheet: Sheet,
    file: str,
    line: int,
    queries: tuple[tuple[Token, ...], ...],
    layer: tuple[str, ...],
    owner: Node,
    read: Reader,
    quirks: bool,
    seen: tuple[str, ...] = (),
) -> None:
    """Append a sheet, what it imports first."""
    for number, rule in enumerate(sheet.imports):
        if len(seen) >= MAX_IMPORT_DEPTH or len(uses) >= MAX_SHEETS:
            break
        found = read(rule.url, file)
        if found is None or found[0] in seen or found[0] == file:
            continue
        media = (*queries, rule.media) if rule.media else queries
        inner = layer
        if rule.layer is not None:
            inner = layer + tuple(
                f"{part}\0{number}" if part == "" else part for part in rule.layer
            )
        _add(
            uses, parse_sheet(found[1], quirks), found[0], 0, media, inner, owner, read, quirks,
            (*seen, file),
        )  # fmt: skip
    if len(uses) < MAX_SHEETS:
        uses.append(SheetUse(sheet, file, line, queries, layer, owner))


def same(uses: list[SheetUse], others: list[SheetUse]) -> bool:
    """Whether two pages have the same sheets in the same places, lines included."""
    return len(uses) == len(others) and all(
        use.sheet is other.sheet
        and (use.file, use.line, use.layer) == (other.file, other.line, other.layer)
        and [text(query) for query in use.media] == [text(query) for query in other.media]
        for use, other in zip(uses, others, strict=True)
    )


def layer_ranks(uses: list[SheetUse]) -> dict[tuple[str, ...], tuple[int, ...]]:
    """Return a sort key for every cascade layer; what is unlayered within a layer comes after it."""
    order: dict[tuple[str, ...], int] = {}
    counters: dict[tuple[str, ...], int] = {}
    for use in uses:
        for name in _prefixes([use.layer]) + [use.layer + name for name in use.sheet.layers]:
            if name and name not in order:
                parent = name[:-1]
                order[name] = counters.get(parent, 0)
                counters[parent] = order[name] + 1
    unlayered = 1 << 30
    return {
        name: (*(order.get(name[: depth + 1], 0) for depth in range(len(name))), unlayered)
        for name in [*order, ()]
    }


def _prefixes(names: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [name[: depth + 1] for name in names for depth in range(len(name))]


def walk(uses: list[SheetUse]) -> Iterator[Sheet]:
    """Yield every sheet once."""
    seen: set[int] = set()
    for use in uses:
        if id(use.sheet) not in seen:
            seen.add(id(use.sheet))
            yield use.sheet


def join(base: str, url: str) -> str:
    """Resolve a relative path against the file *base*, both POSIX paths below the site's root."""
    folder = posixpath.dirname(base)
    return posixpath.normpath(posixpath.join("/", folder, url)).lstrip("/")
