"""One step under investigation: both pages, what is known of them, and what was already reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ..actions.building import identity, quote
from ..actions.caching import per_page
from ..actions.elements import elements, start_tag, within
from ..findings import Defect, Evidence
from ..page.align import Alignment
from ..page.contents import Block, Found, blocks_of, find_again
from ..page.dom import Element
from ..page.images import ImageUse
from ..page.page import Page
from .allowance import Allowance, allowance
from .catalogue import RULES
from .changes import Changes

if TYPE_CHECKING:
    from ..templates.loader import Template
    from .unclosed import Unclosed

VIEWPORTS = (1280, 768, 375)
_SECTIONING = frozenset({"section", "header", "footer", "aside", "article", "nav"})


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of the page before: a landmark of the template, or another outermost section."""

    name: str
    element: Element


@dataclass(eq=False)
class Case:
    """What every detector is given.

    *gone* holds elements of the page before that are part of a reported loss: nothing else about them
    is a finding of its own. *files* holds paths that a finding is already about, *unstyled* and
    *blank* say that a style sheet, or the page, is lost and that what follows from it is known.
    """

    before: Page
    after: Page
    alignment: Alignment
    template: Template
    action: str
    gone: set[Element] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    unstyled: bool = False
    narrow: bool = False  # a breakpoint is lost: what breaks at small widths is known
    blank: bool = False
    replaced: bool = (
        False  # blank because it is another page, in which something may be found again
    )
    misnested: bool = False
    unclosed: list[Unclosed] = field(default_factory=list)  # elements that this step left open
    litter: set[Element] = field(default_factory=set)  # texts that are reported already
    littered: set[str] = field(default_factory=set)  # files with remains of a reply in them
    restyled: set[Element] = field(default_factory=set)

    @cached_property
    def allowed(self) -> Allowance:
        """What the action may change."""
        return allowance(self.template, self.action)

    @cached_property
    def found(self) -> Found:
        """Where the texts of the page before are now."""
        return find_again(self.before, self.after, self.alignment)

    @cached_property
    def fresh(self) -> list[Block]:
        """The texts of the page after that were not on the page before."""
        return [*self.found.added, *self.found.changed.values()]

    def match(self, element: Element) -> Element | None:
        """Return what an element of the page before became."""
        return self.alignment.match(element)

    @cached_property
    def pairs(self) -> list[tuple[Element, Element]]:
        """The elements of the body that are on both pages."""
        return [
            (element, now)
            for body in self.before.select("body")
            for element in elements(body)
            if (now := self.alignment.match(element)) is not None
        ]

    @cached_property
    def changes(self) -> Changes:
        """What may look different."""
        return Changes(self.before, self.after, self.pairs)

    def inverse(self, element: Element) -> Element | None:
        """Return what an element of the page after was before."""
        return self.alignment.inverse(element)

    # --- parts of the page -------------------------------------------------------------------------

    @cached_property
    def sections(self) -> list[Section]:
        """The parts of the page before: landmarks first, then other outermost sections."""
        found: list[Section] = []
        for name, selector in self.template.landmarks.items():
            hits = self.before.select(selector)
            if len(hits) == 1:
                found.append(Section(name, hits[0]))
        known = {section.element for section in found}
        for block in blocks_of(self.before):
            holder = None
            for node in (block.element, *block.element.iterancestors()):
                if node in known:
                    holder = None
                    break
                if node.tag in _SECTIONING:
                    holder = node
            if holder is not None:
                known.add(holder)
                found.append(Section(self.before.describe(holder), holder))
        return found

    @cached_property
    def _section_of(self) -> dict[Element, Section]:
        return {section.element: section for section in self.sections}

    def section(self, element: Element) -> Section | None:
        """Return the innermost part of the page before that an element lies in."""
        for node in (element, *element.iterancestors()):
            section = self._section_of.get(node)
            if section is not None:
                return section
        return None

    @cached_property
    def _section_after(self) -> dict[Element, Section]:
        found: dict[Element, Section] = {}
        for section in self.sections:
            selector = self.template.landmarks.get(section.name)
            hits = self.after.select(selector) if selector else []
            now = hits[0] if len(hits) == 1 else self.match(section.element)
            if now is not None:
                found.setdefault(now, section)
        return found

    def section_now(self, element: Element) -> Section | None:
        """Return the part of the page that an element of the page after lies in."""
        for node in (element, *element.iterancestors()):
            section = self._section_after.get(node)
            if section is not None:
                return section
        return None

    def root_now(self, section: Section) -> Element | None:
        """Return a section's element on the page after."""
        return next((e for e, s in self._section_after.items() if s is section), None)

    def in_landmarks(self, element: Element, names: Iterable[str]) -> bool:
        """Whether an element of the page before lies in one of the named landmarks."""
        wanted = set(names)
        for node in (element, *element.iterancestors()):
            section = self._section_of.get(node)
            if section is not None and section.name in wanted:
                return True
        return False

    def now_in_landmarks(self, element: Element, names: Iterable[str]) -> bool:
        """Whether an element of the page after lies in one of the named landmarks."""
        wanted = set(names)
        for node in (element, *element.iterancestors()):
            section = self._section_after.get(node)
            if section is not None and section.name in wanted:
                return True
        return False

    # --- reporting ---------------------------------------------------------------------------------

    @property
    def original_texts(self) -> frozenset[str]:
        """The texts of the template's starting page."""
        return _original_texts(self.template)

    def lose(self, element: Element) -> None:
        """Note that an element of the page before, with all that is in it, is reported as lost."""
        self.gone.update(elements(element))

    def is_gone(self, element: Element) -> bool:
        """Whether a reported loss covers an element of the page before."""
        return element in self.gone

    def identity(self, element: Element) -> str:
        """Return how findings name an element of the page before."""
        return identity(self.before, element)

    def subjects(self, items: Iterable[Element]) -> frozenset[str]:
        """Return how findings name elements of the page before."""
        return frozenset(identity(self.before, element) for element in items)

    def was(self, element: Element, words: str = "") -> Evidence:
        """Return as evidence where an element of the page before stood."""
        return _evidence(self.before, element, words)

    def now(self, element: Element, words: str = "") -> Evidence:
        """Return as evidence where an element of the page after stands."""
        return _evidence(self.after, element, words)

    def head(self) -> Evidence:
        """Return as evidence where the page's head begins, for what is missing there."""
        found = self.after.select("head")
        line = self.after.line(found[0]) if found else 0
        return Evidence(self.after.path, line or 1, "head")

    def cause(self, element: Element, names: Iterable[str], viewport: int = 1280) -> Evidence:
        """Return as evidence the declaration that changed one of *names*, on an element of the page
        after or around it; the element itself when there is none."""
        wanted = list(names)
        for node in (element, *element.iterancestors()):
            was = self.inverse(node)
            own = self.changes.own(was) if was is not None else frozenset()
            for name in wanted if own else ():
                source = self.after.style(node, viewport).source(name) if name in own else None
                if source is not None and source.line:
                    words = quote(f"{source.property}: {source.value}")
                    return Evidence(source.file, source.line, self.after.describe(node), words)
        return self.now(element)


def _evidence(page: Page, element: Element, words: str) -> Evidence:
    return Evidence(
        page.path, page.line(element), page.describe(element), quote(words or start_tag(element))
    )


@per_page
def images_of(page: Page, viewport: int = 1280) -> tuple[ImageUse, ...]:
    """Return the uses of images on a page; at another width only where images depend on it."""
    if viewport != 1280 and not any("url(" in d.value and d.media for d in page.declarations()):
        return images_of(page)
    return tuple(page.images(viewport))


def defect(
    rule: str,
    message: str,
    mend: str,
    evidence: Iterable[Evidence] = (),
    subjects: Iterable[str] = (),
) -> Defect:
    """Return a defect of a rule of the catalogue; raises KeyError for a rule that isn't in it."""
    return Defect(RULES[rule].id, message, mend, tuple(evidence)[:8], frozenset(subjects))


def outermost(items: Iterable[Element]) -> Iterator[Element]:
    """Yield those elements that do not lie in another one of them."""
    known = list(items)
    for element in known:
        if not any(other is not element and within(element, other) for other in known):
            yield element


@lru_cache(maxsize=16)
def _original_texts(template: Template) -> frozenset[str]:
    return frozenset(block.text for block in blocks_of(Page(template.start)))
