"""Results kept as long as the page they are about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from ..page import Page

_P = ParamSpec("_P")
_R = TypeVar("_R")


def per_page(function: Callable[Concatenate[Page, _P], _R]) -> Callable[Concatenate[Page, _P], _R]:
    """Remember what a function of a page (and hashable arguments) returned, until the page is dropped.

    Unlike `lru_cache` it does not keep pages alive, whose styles take up megabytes.
    """

    @wraps(function)
    def remembered(page: Page, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        results: dict[Any, _R] | None = page.notes.get(function)
        if results is None:
            results = page.notes[function] = {}
        key = (args, tuple(kwargs.items())) if kwargs else args
        if key not in results:
            results[key] = function(page, *args, **kwargs)
        return results[key]

    return remembered
