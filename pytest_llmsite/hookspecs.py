"""The hooks with which a `conftest.py` or a plugin extends the benchmark; docs/your-own-actions.md.

Loaded by every pytest run of the environment, since pytest refuses hooks that nobody has specified:
nothing is imported here.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from .extending import OwnAction, OwnCheck


def pytest_llmsite_actions(config: pytest.Config | None) -> OwnAction | Iterable[OwnAction]:  # type: ignore[empty-body]
    """Return the actions that follow on the sixteen: one `OwnAction`, or several in order.

    Called once, when the benchmark starts, and by the `llmsite` command for `--conftest=FILE` (with
    None for *config*). The plugins' actions are taken in the order in which pytest loaded them.
    """


def pytest_llmsite_checks(config: pytest.Config | None) -> OwnCheck | Iterable[OwnCheck]:  # type: ignore[empty-body]
    """Return checks that are added to actions, the sixteen or one's own: one `OwnCheck`, or several."""
