"""What a requirement check is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..page.align import Alignment
    from ..page.page import Page
    from ..templates.loader import Template


@dataclass(frozen=True)
class Context:
    """One page to be judged for one action.

    *page* is judged; *base* is the page whose population counts (the page before the step, or *page*
    itself); *alignment* maps the base's elements to the page's. With *own* (the action itself is
    being scored) whatever the base had must be found again: what is missing is not satisfied. When it
    is re-checked after a later action (*own* false), what can no longer be matched is not counted:
    its loss is damage. *brief* is the action's own table.
    """

    template: Template
    action: str
    brief: Mapping[str, Any]
    page: Page
    base: Page
    alignment: Alignment
    own: bool = True
