"""The words of instructions: lists of exact values, and where on the page they belong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..templates.loader import Template


def bullets(items: Iterable[str]) -> str:
    """Return a Markdown list, one item a line; further lines of an item are indented below it."""
    return "\n".join("- " + item.replace("\n", "\n  ") for item in items)


def paragraphs(*parts: str) -> str:
    """Join the parts of an instruction that are not empty, with a blank line between them."""
    return "\n\n".join(part for part in parts if part)


_NOUNS = frozenset(("header", "hero", "footer", "main", "gallery"))


def called(landmark: str) -> str:
    """Return what a landmark is called after "the": "hero", "about section"."""
    return landmark if landmark in _NOUNS else f"{landmark} section"


def spot(template: Template, landmark: str) -> str:
    """Return what a landmark is called, with its selector: "hero (`#hero`)"."""
    return f"{called(landmark)} (`{template.landmarks[landmark]}`)"


def listed(words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def quoted(text: str, limit: int = 60) -> str:
    """Return *text* in quotation marks for a message, white space collapsed and shortened."""
    return f"“{shortened(text, limit)}”"


def shortened(text: str, limit: int) -> str:
    """Return *text* with its white space collapsed, cut to *limit* characters."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plural(number: int, word: str) -> str:
    """Return "1 place", "2 places"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
