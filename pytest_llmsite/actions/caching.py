"""Results kept as long as the page they are about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from ..page import Page

_P = ParamSpec("_P")
_R = TypeVar("_R")


def per_page(function: Callable[Concatenate[Page, _P], _R]) -> Callable[Concatenate[Page, _P], _R]:
    """Remember what a function of a page (and hashable arguments) returned, until the page is dropped.

    Unlike `lru_cache` it does not keep pages alive, whose styles take up megabytes.
    """
    known: WeakKeyDictionary[Page, dict[Any, _R]] = WeakKeyDictionary()

    @wraps(function)
    def remembered(page: Page, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        results = known.setdefault(page, {})
        key = (args, tuple(kwargs.items())) if kwargs else args
        if key not in results:
            results[key] = function(page, *args, **kwargs)
        return results[key]

    return remembered
