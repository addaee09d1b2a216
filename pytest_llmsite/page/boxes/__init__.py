"""Approximate geometry without a browser: where an element's box lies, from computed styles.

Widths and columns follow the CSS layout rules; text is measured by average character widths, so heights
and line breaks are estimates. What it is for: which boxes stand side by side, how wide they are, what
lies over what, what sticks out of the window.
"""

from .engine import Boxes
from .rect import Rect
from .reuse import boxes_like

__all__ = ["Boxes", "Rect", "boxes_like"]
