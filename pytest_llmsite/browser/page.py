"""A page whose open questions a browser answers: boxes, what scripts reveal, contrast over pictures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ..page.boxes import Boxes, Rect
from ..page.contrast import LARGE, NORMAL, Contrast
from ..page.dom import Element
from ..page.page import DESKTOP, Page
from ..site import Site
from .boxes import boxes_of
from .live import places_of
from .painted import Painting, decided
from .rendering import Live, Rendered, Rendering

if TYPE_CHECKING:
    from .inspector import BrowserInspector


class BrowserPage(Page):
    """One page as Chromium shows it.

    Styles, with the declarations that they come from, are the static inspector's, whose answers agree
    with Chromium's. Geometry is Chromium's alone. What the static inspector cannot tell is asked.
    """

    def __init__(self, site: Site, path: str, inspector: BrowserInspector) -> None:
        super().__init__(site, path)
        self._inspector = inspector
        self._paintings: dict[int, Painting | None] = {}

    @property
    def browsed(self) -> Rendered:
        """What the browser saw without the page's scripts. Raises InspectorLostError."""
        return self._inspector.rendered(self.site, self.path)

    @property
    def lived(self) -> Rendered:
        """What the browser saw with the page's scripts running. Raises InspectorLostError."""
        return self._inspector.lived(self)

    def view(self, viewport: int = DESKTOP) -> Rendering | None:
        """The page at a viewport; None when it cannot be rendered."""
        return self.browsed.views.get(viewport)

    def live(self, viewport: int = DESKTOP) -> Live | None:
        """The page with scripts at a viewport; None when it did not answer."""
        return self.lived.live.get(viewport)

    @cached_property
    def places(self) -> Mapping[int, int]:
        """For each node's place in the document, its place in the rendering."""
        view = self.view()
        tags = [node.tag for node in self.document.nodes]
        return places_of(tags, view.tags) if view is not None else {}

    def place(self, element: Element) -> int:
        """Return an element's place in renderings, -1 when it has none."""
        return self.places.get(self.node(element).order, -1)

    @cached_property
    def elements(self) -> Mapping[int, Element]:
        """The element at each place of a rendering."""
        nodes = self.document.nodes
        return {place: nodes[order].element for order, place in self.places.items()}

    def boxes(self, viewport: int = DESKTOP) -> Boxes:
        """Return the boxes as laid out; estimated ones for a page that cannot be rendered."""
        return _boxes(self, viewport)

    def visible(self, element: Element, viewport: int = DESKTOP) -> bool | None:
        """Return whether an element can be seen, after scrolling where scripts reveal what fades in."""
        known = super().visible(element, viewport)
        if known is not None:
            return known
        live = self.live(375 if viewport < 600 else DESKTOP)
        return None if live is None else self.place(element) not in live.hidden

    def contrast(
        self,
        element: Element,
        viewport: int = DESKTOP,
        pseudo: str | None = None,
        normal: float = NORMAL,
        large: float = LARGE,
    ) -> Contrast:
        """Return how well a text stands out; over pictures and gradients from what is painted there."""
        found = super().contrast(element, viewport, pseudo, normal, large)
        if found.decided != "unknown" or pseudo is not None:
            return found
        view, place = self.view(viewport), self.place(element)
        if view is None or place not in view.texts:
            return found
        painting = self._painting(viewport)
        if painting is None:
            return found
        return decided(found, painting.behind(view.texts[place]), self._opacity(element, viewport))

    def observed(self, facet: str) -> object:
        """Return what answers of the browser a facet rests on: colours and fonts are told by styles alone."""
        if facet == "colours":
            return None
        view = self.view()
        body = 0 if view is None else view.body
        hidden = [
            None if live is None else sorted(place - body for place in live.hidden if place > body)
            for live in (self.live(375), self.live(DESKTOP))
        ]
        if facet != "body":
            return hidden
        return hidden, [(width, view.layout) for width, view in self.browsed.views.items()]

    def __del__(self) -> None:
        # Nothing of a page is used once nobody has the page itself any more.
        self.dissolve()

    def _opacity(self, element: Element, viewport: int) -> float:
        opacity = 1.0
        for node in (element, *element.iterancestors()):
            opacity *= float(self.style(node, viewport)["opacity"])
        return opacity

    def _painting(self, viewport: int) -> Painting | None:
        """Return the page without its text, photographed where the contrast is unknown otherwise."""
        if viewport not in self._paintings:
            unknown: list[Rect] = []
            view = self.view(viewport)
            for element in self.texts(viewport) if view is not None else ():
                place = self.place(element)
                open_question = Page.contrast(self, element, viewport).decided == "unknown"
                if view is not None and place in view.texts and open_question:
                    unknown += view.texts[place]
            self._paintings[viewport] = self._inspector.painted(self, viewport, unknown)
        return self._paintings[viewport]


@lru_cache(maxsize=24)
def _boxes(page: BrowserPage, viewport: int) -> Boxes:
    # Not kept by the page: boxes refer to it, and what refers to itself is never gone at once.
    view = page.view(viewport)
    if view is None:
        return Page.boxes(page, viewport)
    return boxes_of(page, view, page.places)


def forget() -> None:
    """Drop the boxes that are kept, and with them the pages that they are of."""
    _boxes.cache_clear()
