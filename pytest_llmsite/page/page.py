"""One HTML document of a site, as a browser would see it: the one place that checks ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from ..site import Site
from . import backdrop as backdrops
from . import background as backgrounds
from . import (
    containers,
    dom,
    fonts,
    images,
    links,
    markup,
    resources,
    stylesheets,
    texts,
    visibility,
)
from . import contrast as contrasts
from .backdrop import Backdrop
from .background import Background
from .candidates import subjects, together
from .cascade import Cascade
from .computed import Declaration, Style
from .contrast import LARGE, NORMAL, Contrast
from .dom import Document, Element, Node, ParseError
from .engine import StyleEngine
from .fonts import FontFace, FontRequest
from .images import ImageUse
from .links import LinkUse
from .markup import Linked
from .resources import Resource
from .rules import Setting, Sheet
from .selectors import Context, Selector, parse_list
from .tokens import tokenise

if TYPE_CHECKING:
    from .boxes import Boxes

DESKTOP = 1280
_SILENT = frozenset(("script", "style", "title", "template", "noscript"))
_PSEUDO = re.compile(r"::?")
_PLAIN = re.compile(r"-?[A-Za-z_][\w-]*\Z")


class Page:
    """One HTML document of a site; everything is computed when first asked for, and kept.

    Elements are lxml elements of `root`, whose HTML names are lower case and without a namespace.
    Viewports are widths in CSS pixels. Raises KeyError when the site has no such file.
    """

    def __init__(self, site: Site, path: str = "index.html") -> None:
        self.site = site
        self.path = path
        self._content = site.files.get(path, b"")  # a deleted page is an empty one
        self._sheets: list[stylesheets.SheetUse] | None = None
        self._visible: dict[tuple[Node, int], bool | None] = {}
        self._boxes: dict[int, dict[Node, bool | None]] = {}
        self._rendered: dict[tuple[Node, int], bool] = {}
        self._texts: dict[tuple[Node, int], str] = {}
        self._backgrounds: dict[tuple[Node, int, str | None], Background] = {}
        self._backdrops: dict[tuple[Node, int], Backdrop] = {}
        self._images: dict[int, list[ImageUse]] = {}
        self._contrasts: dict[tuple[object, ...], Contrast] = {}
        self._speaking: dict[int, list[Element]] = {}
        self._paths: dict[Node, str] = {}
        self._selections: dict[str, tuple[Element, ...]] = {}
        self.fingerprints: dict[str, bytes] = {}  # kept by `likeness`
        self.notes: dict[object, dict[Any, Any]] = {}  # what checks found out, by who asked

    def __repr__(self) -> str:
        return f"<Page {self.path} of {self.site!r}>"

    @cached_property
    def document(self) -> Document:
        """The parsed document."""
        return dom.parsed_once(self._content)

    @property
    def root(self) -> Element:
        """The `<html>` element."""
        return self.document.root.element

    @property
    def source(self) -> str:
        """The text of the file."""
        return self.document.source

    @cached_property
    def errors(self) -> tuple[ParseError, ...]:
        """What is wrong with the document's markup, and which limits it met."""
        errors = list(self.document.errors)
        if self.engine.cascade.matches.exhausted:
            errors.append(ParseError("too-complex", 0, "too many selectors for so many elements"))
        return tuple(errors)

    def node(self, element: Element) -> Node:
        """Return what the inspector keeps of an element; raises KeyError for a foreign element."""
        return self.document.by_element[element]

    @cached_property
    def ids(self) -> dict[str, list[Node]]:
        """Elements by id; more than one is a mistake of the page."""
        found: dict[str, list[Node]] = {}
        for node in self.document.nodes:
            if node.attrs.get("id"):
                found.setdefault(node.attrs["id"], []).append(node)
        return found

    @cached_property
    def anchor_names(self) -> frozenset[str]:
        """The old way to name a link's target: `<a name>`."""
        return frozenset(
            node.attrs["name"]
            for node in self.document.nodes
            if node.tag == "a" and "name" in node.attrs
        )

    def select(self, selector: str, within: Element | None = None) -> list[Element]:
        """Return the elements that match a CSS selector, in document order.

        With *within*, only its descendants; `:scope` is then that element. Raises ValueError for a
        selector that a browser would refuse.
        """
        if within is None:
            return list(self._selected(selector))
        top = self.node(within)
        scope = Selector(lambda node: node is top, (0, 1, 0), None, (("", ""),))
        context = Context(scope=(scope,), quirks=self.document.quirks)
        compiled = tuple(parse_list(_stripped(selector), context))
        tests = [item.matches for item in compiled if item.pseudo is None]
        return [node.element for node in _below(top) if any(test(node) for test in tests)]

    def _selected(self, selector: str) -> tuple[Element, ...]:
        found = self._selections.get(selector)
        if found is None:
            compiled = _compiled(selector, self.document.quirks)
            lists = [subjects(self.document, item) for item in compiled if item.pseudo is None]
            found = tuple(node.element for node in together(lists))
            self._selections[selector] = found
        return found

    def line(self, element: Element) -> int:
        """Return the 1-based line of an element's start tag, 0 when no tag stands for it."""
        return self.node(element).line

    def describe(self, element: Element) -> str:
        """Return a short CSS selector that matches this element alone."""
        node = self.node(element)
        if node not in self._paths:
            self._paths[node] = self._path(node)
        return self._paths[node]

    def _path(self, start: Node) -> str:
        parts: list[str] = []
        node: Node | None = start
        while node is not None:
            name = node.attrs.get("id", "")
            if name and len(self.ids[name]) == 1:
                parts.append(f"#{name}" if _PLAIN.match(name) else f'[id="{_quoted(name)}"]')
                break
            parts.append(_step(node))
            if node.tag in ("html", "body", "head"):
                break
            node = node.parent
        return " > ".join(reversed(parts))

    def identity(self, element: Element) -> str:
        """Return the name under which findings of this page speak of an element ("el:#hero > h1")."""
        return f"el:{self.describe(element)}"

    def text(self, element: Element, viewport: int = DESKTOP) -> str:
        """Return the rendered text of an element, white space collapsed, blocks parted by a blank.

        What is hidden is left out; of an element that is itself not rendered (such as `<title>`) all
        text is given.
        """
        key = (self.node(element), viewport)
        if key not in self._texts:
            self._texts[key] = self._text(*key)
        return self._texts[key]

    def _text(self, node: Node, viewport: int) -> str:
        if not self.rendered(node, viewport):
            return texts.content(node)
        known = self._texts_here.get(node) if viewport == DESKTOP else None
        if known is not None:
            return texts.collapse(known)
        style = self.engine.style
        return texts.rendered(
            node,
            lambda each: style(each, viewport)["display"],
            lambda each: style(each, viewport)["visibility"] == "visible",
        )

    @cached_property
    def _texts_here(self) -> dict[Node, str]:
        """What is rendered below each element, at the usual viewport."""
        style = self.engine.style
        return texts.rendered_all(
            self.document.nodes,
            lambda node: style(node, DESKTOP)["display"],
            lambda node: style(node, DESKTOP)["visibility"] == "visible",
        )

    def rendered(self, node: Node, viewport: int = DESKTOP) -> bool:
        """Return whether neither a node nor anything around it has `display: none`."""
        known = self._rendered
        pending = [node]
        while (above := pending[-1].parent) is not None and (above, viewport) not in known:
            pending.append(above)
        for each in reversed(pending):
            shown = self.engine.style(each, viewport)["display"] != "none"
            around = each.parent is None or known[each.parent, viewport]
            known[each, viewport] = shown and around
        return known[node, viewport]

    def visible(self, element: Element, viewport: int = DESKTOP) -> bool | None:
        """Return whether an element can be seen at a viewport; None when only a browser can tell."""
        node = self.node(element)
        key = (node, viewport)
        if key not in self._visible:
            known = self._boxes.setdefault(viewport, {})
            self._visible[key] = visibility.visible(
                node, lambda each: self.engine.style(each, viewport), self.scripted, known
            )
        return self._visible[key]

    @cached_property
    def scripted(self) -> bool:
        """Whether the page runs any script."""
        return any(
            node.tag == "script"
            and node.attrs.get("type", "").lower()
            in ("", "module", "text/javascript", "application/javascript")
            for node in self.document.nodes
        )

    @cached_property
    def engine(self) -> StyleEngine:
        """The cascade over all style sheets of the page."""
        cascade = Cascade(self.document, self.sheets)
        engine = StyleEngine(self.document, cascade, self.path)
        cascade.container = partial(containers.holds, engine)
        return engine

    def adopt_styles(self, other: Page, alike: bool) -> None:
        """Take over what an earlier page found out of the same style sheets.

        *alike*: the two are dressed alike (see `likeness`), so that the same rules match the same nodes.
        """
        if "engine" in self.__dict__ or "engine" not in other.__dict__:
            return
        if self.document.quirks != other.document.quirks:
            return
        if not stylesheets.same(self.sheets, other.sheets):
            return
        documents = [_dressed(page.document) if alike else [] for page in (other, self)]
        self.engine.cascade.adopt(other.engine.cascade, zip(*documents, strict=True))

    def observed(self, facet: str) -> object:
        """Return what is known of the page beyond what its files say, as far as a facet rests on it.

        Plain values, equal for pages that were seen alike in one of `likeness.FACETS`; None for a page that was
        only read.
        """
        return None

    def dissolve(self) -> None:
        """Part what refers to one another, so that it is gone at once: nothing may be asked any more.

        A page that is just dropped is left to the garbage collector, which takes longer to find it than
        the page took to parse.
        """
        engine: StyleEngine | None = self.__dict__.get("engine")
        if engine is not None:
            engine.dissolve()

    @cached_property
    def sheets(self) -> list[stylesheets.SheetUse]:
        """The style sheets that apply, in cascade order."""
        return stylesheets.collect(self.document, self.path, self._read_css)

    def _read_css(self, url: str, base: str) -> tuple[str, str] | None:
        resource = self.resource(url, base)
        if resource.kind == "data" and resource.media == "text/css":
            return base, resource.bytes.decode("utf-8", "replace")
        if resource.kind != "local" or resource.path is None:
            return None
        return resource.path, self.site.text(resource.path)

    def style(self, element: Element, viewport: int = DESKTOP, pseudo: str | None = None) -> Style:
        """Return the computed style of an element, or of its `::before`, `::after` …"""
        node = self.document.by_element[element]
        if not pseudo:
            return self.engine.style(node, viewport)
        return self.engine.style(node, viewport, _PSEUDO.sub("", pseudo).lower())

    def pseudos(self, node: Node) -> tuple[str, ...]:
        """Return which of "before" and "after" may have a box: any rule gives them content."""
        return self.engine.cascade.generated(node)

    def resource(self, url: str, base: str | None = None) -> Resource:
        """Return what an address leads to; *base* is the file that names it, the page by default."""
        root = self._base if base is None or base == self.path else ""
        return resources.resolve(self.site, url, base or self.path, root)

    @cached_property
    def _base(self) -> str:
        for node in self.document.nodes:
            if node.tag == "base" and node.attrs.get("href"):
                return node.attrs["href"].strip()
        return ""

    def boxes(self, viewport: int = DESKTOP) -> Boxes:
        """Return where the elements' boxes lie at a viewport, as far as styles tell."""
        from .boxes import boxes_like

        return boxes_like(self, viewport)

    def texts(self, viewport: int = DESKTOP) -> list[Element]:
        """Return the elements with text of their own that is rendered, in document order."""
        if viewport not in self._speaking:
            self._speaking[viewport] = list(self._with_text(viewport))
        return list(self._speaking[viewport])

    def _with_text(self, viewport: int) -> Iterator[Element]:
        for node in self.document.nodes:
            if node.tag not in _SILENT and texts.own(node):
                style = self.engine.style(node, viewport)
                if style["visibility"] == "visible" and self.rendered(node, viewport):
                    yield node.element

    def images(self, viewport: int = DESKTOP) -> list[ImageUse]:
        """Return every use of an image: in markup, and in CSS where it is in effect."""
        if viewport not in self._images:
            self._images[viewport] = list(images.images(self, viewport))
        return list(self._images[viewport])

    def links(self) -> list[LinkUse]:
        """Return where links and forms lead."""
        return list(self._links)

    @cached_property
    def _links(self) -> tuple[LinkUse, ...]:
        return tuple(links.links(self))

    def scripts(self) -> list[Linked]:
        """Return every script of the page, linked or inline."""
        return list(self._scripts)

    @cached_property
    def _scripts(self) -> tuple[Linked, ...]:
        return tuple(markup.scripts(self))

    def stylesheets(self) -> list[Linked]:
        """Return every style sheet of the page, with what is wrong in it."""
        return list(self._linked_sheets)

    @cached_property
    def _linked_sheets(self) -> tuple[Linked, ...]:
        return tuple(markup.sheets(self))

    def font_faces(self) -> list[FontFace]:
        """Return the `@font-face` rules of the page's own style sheets."""
        return list(fonts.font_faces(self))

    def font_requests(self) -> list[FontRequest]:
        """Return the external style sheets that fetch fonts, with the families they ask for."""
        return list(self._font_requests)

    @cached_property
    def _font_requests(self) -> tuple[FontRequest, ...]:
        return tuple(fonts.font_requests(self))

    def background(
        self, element: Element, viewport: int = DESKTOP, pseudo: str | None = None
    ) -> Background:
        """Return an element's background colour and image layers, topmost first."""
        return self._background(self.style(element, viewport, pseudo))

    def _background(self, style: Style) -> Background:
        notes = style.store.notes
        shared: Background | None = notes.get(backgrounds.background)
        if shared is not None:
            return shared
        key = (style.node, style.width, style.pseudo)
        found = self._backgrounds.get(key)
        if found is None:
            found = backgrounds.background(style, partial(self._background_image, style))
            if found.images:  # which are files of this page's site
                self._backgrounds[key] = found
            else:
                notes[backgrounds.background] = found
        return found

    def _background_image(self, style: Style, url: str) -> Resource:
        source = style.source("background-image")
        return self.resource(url, source.file if source is not None else self.path)

    def backdrop(self, element: Element, viewport: int = DESKTOP) -> Backdrop:
        """Return what lies behind an element's text, composited."""
        node = self.node(element)
        key = (node, viewport)
        if key not in self._backdrops:
            found = backdrops.backdrop(self.engine, node, viewport, self._background)
            self._backdrops[key] = found
        return self._backdrops[key]

    def contrast(
        self,
        element: Element,
        viewport: int = DESKTOP,
        pseudo: str | None = None,
        normal: float = NORMAL,
        large: float = LARGE,
    ) -> Contrast:
        """Return how well an element's text (or its `::placeholder`) stands out, after WCAG 2.2.

        *normal* and *large* are the ratios required of normal and of large text.
        """
        key = (element, viewport, pseudo, normal, large)
        if key not in self._contrasts:
            style = self.style(element, viewport, pseudo)
            background = self.background(element, viewport)
            backdrop = self.backdrop(element, viewport)
            alike = (style.store, id(background), id(backdrop), normal, large)
            found = self._contrasts.get(alike)
            if found is None:
                found = contrasts.contrast(style, background, backdrop, normal, large)
                self._contrasts[alike] = found
            self._contrasts[key] = found
        return self._contrasts[key]

    def declarations(self) -> Iterator[Declaration]:
        """Return every declaration of every local style sheet and style attribute."""
        return iter(self._all_declarations)

    @cached_property
    def _all_declarations(self) -> tuple[Declaration, ...]:
        return tuple(self._read_declarations())

    def _read_declarations(self) -> Iterator[Declaration]:
        for use in self.sheets:
            yield from _declared_in(use.sheet, use.file, use.line)
        for node in self.document.nodes:
            for setting in self.engine.cascade.inline(node):
                yield _declared(setting, self.path, node.line - setting.line, "style attribute", "")


def _dressed(document: Document) -> list[Node]:
    return [node for node in document.nodes if node.parent is None or node.parent.tag != "head"]


@lru_cache(maxsize=32)
def _declared_in(sheet: Sheet, file: str, line: int) -> tuple[Declaration, ...]:
    """Return what a sheet declares, told once for all pages that have it in the same place."""
    return tuple(
        _declared(setting, file, line + rule.shift, rule.selector, rule.media)
        for rule in sheet.rules
        for setting in rule.settings
    )


def _declared(setting: Setting, file: str, line: int, selector: str, media: str) -> Declaration:
    return Declaration(
        file, setting.line + line, selector, media, setting.name, setting.text, setting.important
    )


@lru_cache(maxsize=512)
def _compiled(selector: str, quirks: bool) -> tuple[Selector, ...]:
    return tuple(parse_list(_stripped(selector), Context(quirks=quirks)))


def _stripped(selector: str) -> list[object]:
    return list(tokenise(selector.strip()))


def _below(top: Node) -> Iterator[Node]:
    stack = list(reversed(top.children))
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def _step(node: Node) -> str:
    """Return the part of a selector path that tells a node from its siblings."""
    name = node.tag if _PLAIN.match(node.tag) else "*"
    if node.parent is None:
        return name
    twins = [child for child in node.parent.children if child.tag == node.tag]
    if name == "*":
        return f"*:nth-child({node.index + 1})"
    return name if len(twins) == 1 else f"{name}:nth-of-type({twins.index(node) + 1})"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
