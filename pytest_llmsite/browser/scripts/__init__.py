"""What is run in pages."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=16)
def script(name: str) -> str:
    """Return the text of one of the scripts of this folder, an expression."""
    text = (files(__package__) / f"{name}.js").read_text("utf-8").rstrip()
    return text.removesuffix(";")


def told(*steps: str) -> str:
    """Return a function that runs functions one after another and returns the last one's value as JSON.

    One string instead of a tree of values: what comes back is not taken apart and put together twice.
    """
    *first, last = (f"({step})" for step in steps)
    waits = "".join(f"await {step}(); " for step in first)
    return f"async given => {{ {waits}return JSON.stringify(await {last}(given)); }}"
