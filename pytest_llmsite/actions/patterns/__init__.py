"""The vocabulary of layouts: one function a pattern, judging a section at one viewport."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import footer, hero, highlight, sections, timeline
from .aspects import Verdict
from .scene import Scene

Pattern = Callable[[Scene], Verdict]

PATTERNS: Mapping[str, Pattern] = {
    "full-width-overlay": hero.full_width_overlay,
    "centered-minimal": hero.centered_minimal,
    "split-screen": hero.split_screen,
    "asymmetric-grid": hero.asymmetric_grid,
    "parallax-scroll": hero.parallax_scroll,
    "video-background": hero.video_background,
    "card-grid-3col": sections.card_grid_3col,
    "alternating-rows": sections.alternating_rows,
    "timeline": timeline.timeline,
    "icon-list": sections.icon_list,
    "bento-grid": sections.bento_grid,
    "grid-2col": sections.grid_2col,
    "single-highlight": highlight.single_highlight,
    "carousel": highlight.carousel,
    "masonry": sections.masonry,
    "4-column": footer.four_column,
    "3-column-centered": footer.three_column_centered,
    "minimal-single-row": footer.minimal_single_row,
    "mega-footer": footer.mega_footer,
}

DEFINITIONS: Mapping[str, str] = {
    "full-width-overlay": "the image spans the whole window behind the text; a translucent overlay "
    "lies between image and text; at 768 and 375 px likewise, with the text readable and nothing cut off",
    "centered-minimal": "one single column in the middle of the hero with all text centred "
    "(`text-align: center`), generous empty space above and below, and the background image behind "
    "all of the hero; at 768 and 375 px likewise",
    "split-screen": "two columns of equal width side by side, the text in one and the image in the "
    "other as a picture of its own (not behind the text); at 375 px stacked, one below the other, "
    "each over the full width",
    "asymmetric-grid": "two columns side by side that are clearly unequal in width (at least "
    "1.25 : 1, for example 3fr 2fr): the headline with its text in one, the rest of the hero's content or "
    "its image in the other; at 375 px stacked, one below the other, each over the full width",
    "parallax-scroll": "the image behind the text stands still or moves more slowly while the page "
    "scrolls (`background-attachment: fixed` or an equivalent technique), with the overlay and the "
    "text above it; at 375 px a plain background that scrolls with the page",
    "video-background": "a `<video autoplay muted loop playsinline>` with the image as its `poster` "
    "covers the whole hero behind the text, with an overlay between video and text; at 768 and 375 px "
    "likewise",
    "card-grid-3col": "cards in three equally wide columns; one or two columns at 768 px, one at "
    "375 px",
    "alternating-rows": "each item is one row over the full width with its picture on one side and "
    "its text on the other, the sides alternating from row to row; at 375 px picture and text are stacked",
    "timeline": "the items one below the other, in their present order, along one vertical line; at "
    "375 px likewise",
    "icon-list": "a list in one or two columns, each row with its icon to the left and its text to "
    "the right; one column at 375 px, the icon still to the left",
    "bento-grid": "a grid of two or more columns in which items span different numbers of cells (some "
    "clearly larger than others) without holes; one column at 375 px",
    "grid-2col": "two equally wide columns; one column at 375 px",
    "single-highlight": "one item large, taking (nearly) the full width, and the others smaller "
    "below or beside it; one column at 375 px",
    "carousel": "all items in one row that scrolls sideways and snaps to them (`overflow-x: auto` "
    "with `scroll-snap-type`), or slides with buttons; every item stays in the page; at 375 px an "
    "item is no wider than the window",
    "masonry": "two or more columns in which items of different heights follow each other closely, without "
    "common rows (CSS columns or an equivalent technique); one column at 375 px",
    "4-column": "four columns side by side; at most two at 768 px, one at 375 px",
    "3-column-centered": "three columns side by side with all text centred; one column at 375 px",
    "minimal-single-row": "everything in one single row (logo, links, contact, copyright); at "
    "375 px the row wraps into several",
    "mega-footer": "four or more columns of links side by side, and below them one row over the full "
    "width (with the copyright line); at 375 px one or two columns",
}

__all__ = ["DEFINITIONS", "PATTERNS", "Pattern", "Scene", "Verdict"]
