"""The name that assistive technology gives an element (Accessible Name and Description Computation 1.2).

Simplified: no generated content, no embedded controls; hidden elements count where they are referenced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dom import Element

if TYPE_CHECKING:
    from .page import Page

FIELDS = frozenset({"input", "select", "textarea", "meter", "progress", "output"})
_BUTTONS = frozenset({"button", "submit", "reset", "image"})
_DEFAULTS = {"submit": "Submit", "reset": "Reset"}
_SILENT = frozenset({"script", "style", "template", "noscript"})
MAX_DEPTH = 40


def accessible_name(page: Page, element: Element, *, placeholder: bool = False) -> str:
    """Return an element's accessible name, "" for none.

    With *placeholder*, a field's placeholder counts as the last resort, as browsers do; it is no label.
    """
    return (
        _labelled_by(page, element)
        or _attribute(element, "aria-label")
        or _native(page, element)
        or _attribute(element, "title")
        or (_attribute(element, "placeholder") if placeholder else "")
    )


def label_of(page: Page, element: Element) -> str:
    """Return the text of the labels of a form field, "" for none."""
    return " ".join(
        filter(None, (_content(page, label, element) for label in labels(page, element)))
    )


def labels(page: Page, element: Element) -> list[Element]:
    """Return the `<label>` elements of a form field: by `for`, and around it."""
    found: list[Element] = []
    own = element.get("id")
    if own:
        found = [e for e in page.root.iter("label") if e.get("for") == own]
    node = element.getparent()
    while node is not None:
        if node.tag == "label" and node not in found and node.get("for") in (None, own):
            found.append(node)
        node = node.getparent()
    return found


def _attribute(element: Element, name: str) -> str:
    return " ".join((element.get(name) or "").split())


def _labelled_by(page: Page, element: Element) -> str:
    parts = []
    for name in (element.get("aria-labelledby") or "").split():
        for node in page.ids.get(name, ())[:1]:
            label = _attribute(node.element, "aria-label") or _content(
                page, node.element, hidden=True
            )
            parts.append(label)
    return " ".join(filter(None, parts))


def _native(page: Page, element: Element) -> str:
    tag = element.tag
    if tag in ("img", "area"):
        return _attribute(element, "alt")
    if tag == "input":
        kind = _attribute(element, "type").lower()
        if kind in _BUTTONS:
            value = _attribute(element, "alt" if kind == "image" else "value")
            return value or _DEFAULTS.get(kind, "")
    if tag in FIELDS:
        return label_of(page, element)
    if tag == "svg":
        title = next((child for child in element if child.tag == "title"), None)
        return " ".join("".join(title.itertext()).split()) if title is not None else ""
    if tag in ("nav", "main", "header", "footer", "section", "form", "aside", "ul", "ol", "table"):
        return ""  # these are not named by their content
    return _content(page, element)


def _content(
    page: Page, element: Element, skip: Element | None = None, hidden: bool = False, depth: int = 0
) -> str:
    """Return the name from content: text, alternative texts, labels of what is inside."""
    parts = [element.text or ""]
    for child in element if depth < MAX_DEPTH else ():
        if isinstance(child.tag, str) and child is not skip and child.tag not in _SILENT:
            parts.append(_part(page, child, skip, hidden, depth))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _part(page: Page, child: Element, skip: Element | None, hidden: bool, depth: int) -> str:
    if not hidden and (
        child.get("aria-hidden") == "true" or page.style(child)["display"] == "none"
    ):
        return " "
    own = _attribute(child, "aria-label")
    if own:
        return f" {own} "
    if child.tag in ("img", "svg", "area"):
        return f" {_native(page, child)} "
    if child.tag in FIELDS:
        return " "
    inner = _content(page, child, skip, hidden, depth + 1)
    return inner if page.style(child)["display"] == "inline" else f" {inner} "


def focusable(element: Element) -> bool:
    """Whether the keyboard can reach an element, as far as markup tells."""
    tabindex = _attribute(element, "tabindex")
    if tabindex.lstrip("-").isdigit():
        return int(tabindex) >= 0
    if element.tag in ("a", "area"):
        return element.get("href") is not None
    if element.tag in ("button", "input", "select", "textarea"):
        hidden = element.tag == "input" and _attribute(element, "type").lower() == "hidden"
        return not hidden and element.get("disabled") is None
    if element.tag == "summary":
        return True
    return element.tag in ("iframe", "audio", "video") and (
        element.tag == "iframe" or element.get("controls") is not None
    )
