"""Two renderings under comparison: which elements belong together, and what is already reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ..damage.rendered import RENDERED
from ..findings import Defect
from .page import BrowserPage
from .rendering import Rendering

if TYPE_CHECKING:
    from ..damage.case import Case, Section
    from ..page.dom import Element

# Own rules after which scripts cannot be expected to work, or the page to look like anything.
SCRIPT_RULES = frozenset(
    "damage/script-parse-error damage/lost-behaviour damage/unlinked-script damage/emptied-file "
    "damage/deleted-file damage/elision damage/markdown-fence damage/edit-marker "
    "damage/reply-chatter damage/remote-script damage/lost-control".split()
)
STYLE_RULES = frozenset(
    "damage/css-cut-off damage/unlinked-stylesheet damage/emptied-file damage/deleted-file "
    "damage/page-replaced damage/page-emptied damage/swallowed-content damage/elision "
    "damage/markdown-fence damage/lost-media-query".split()
)


@dataclass(eq=False)
class Comparison:
    """What every detector is given: the case, both pages, and the findings so far."""

    case: Case
    before: BrowserPage
    after: BrowserPage
    found: list[Defect] = field(default_factory=list)

    @cached_property
    def pairs(self) -> list[tuple[Element, Element, int, int]]:
        """Elements that are on both pages and not reported as lost, with their places."""
        rows = []
        for element, now in self.case.pairs:
            first, second = self.before.place(element), self.after.place(now)
            if first >= 0 and second >= 0 and not self.case.is_gone(element):
                rows.append((element, now, first, second))
        return rows

    @cached_property
    def by_place(self) -> Mapping[int, tuple[Element, Element, int, int]]:
        """The pairs by the element's place in the rendering after."""
        return {row[3]: row for row in self.pairs}

    def views(self) -> Iterator[tuple[Rendering, Rendering]]:
        """Yield both renderings at each viewport at which there are both."""
        for viewport in (1280, 768, 375):
            first, second = self.before.view(viewport), self.after.view(viewport)
            if first is not None and second is not None:
                yield first, second

    def reported(self, rules: Collection[str]) -> bool:
        """Whether a finding of one of these rules is known already."""
        return any(defect.rule in rules for defect in self.found)

    def concerned(self, element: Element) -> bool:
        """Whether a finding about an element of the page before, or what it lies in, is known."""
        names = {self.case.identity(e) for e in (element, *element.iterancestors())}
        return any(names & defect.subjects for defect in self.found)

    def sections(
        self, rows: Iterable[tuple[Element, Element, str]]
    ) -> Iterator[tuple[Section | None, list[tuple[Element, Element, str]]]]:
        """Group elements (before, after, words) by the part of the page they lie in."""
        groups: dict[Section | None, list[tuple[Element, Element, str]]] = {}
        for row in rows:
            groups.setdefault(self.case.section(row[0]), []).append(row)
        yield from groups.items()

    def defect(
        self, rule: str, message: str, mend: str, rows: Sequence[tuple[Element, Element, str]]
    ) -> Defect:
        """Return a defect about elements of both pages."""
        return defect(
            rule,
            message,
            mend,
            [self.case.now(now) for _, now, _ in rows],
            self.case.subjects(element for element, _, _ in rows),
        )


def defect(
    rule: str,
    message: str,
    mend: str,
    evidence: Iterable[object] = (),
    subjects: Iterable[str] = (),
) -> Defect:
    """Return a defect of a rule of `RENDERED`, or of the catalogue."""
    name = RENDERED[rule].id if rule in RENDERED else rule
    return Defect(name, message, mend, tuple(evidence)[:8], frozenset(subjects))  # type: ignore[arg-type]


def place_words(section: Section | None) -> str:
    """Return " of hero", or nothing."""
    return f" of {section.name}" if section is not None else ""
