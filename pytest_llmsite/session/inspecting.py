"""Which inspector a session's settings ask for: the static one, or a browser, loaded only then."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..inspection import Inspector
    from .settings import Settings


def inspector_for(settings: Settings, keep: Callable[[bytes], str]) -> Inspector:
    """Return a session's inspector; *keep* stores a picture and returns its name.

    Raises LlmsiteError when there is no browser to be found.
    """
    browser = (settings.browser_path or "") if settings.browser else None
    return inspector_of(browser, None if settings.pictures == "none" else keep)


def inspector_of(browser: str | None, keep: Callable[[bytes], str] | None = None) -> Inspector:
    """Return the static inspector for None, else a browser: the named one, or ("") one that is found.

    Without *keep* a browser takes no pictures.
    """
    if browser is None:
        from ..inspection import STATIC

        return STATIC
    from ..browser.finding import find
    from ..browser.inspector import BrowserInspector

    return BrowserInspector(find(browser or None), keep)


def check_inspector(settings: Settings) -> None:
    """Raise LlmsiteError when a browser is asked for and cannot be found."""
    if settings.browser:
        from ..browser.finding import find

        find(settings.browser_path)


def inspector_name(settings: Settings) -> str:
    """Return how records of such a session name their inspector; a browser is asked for its version."""
    if not settings.browser:
        from ..inspection import STATIC_NAME

        return STATIC_NAME
    return _browser_name(settings.browser_path)


@lru_cache(maxsize=4)
def _browser_name(path: str | None) -> str:
    from ..browser.finding import find
    from ..browser.inspector import BrowserInspector

    return BrowserInspector(find(path)).name


def inspects_alike(settings: Settings, recorded: str) -> bool:
    """Whether a recorded inspector is of the kind that the settings ask for, whatever its version."""
    from ..inspection import STATIC_NAME

    return recorded.startswith("browser/") if settings.browser else recorded == STATIC_NAME
