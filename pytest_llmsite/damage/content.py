"""The page as a whole, and texts that came in, were moved or stand there twice."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence

from ..actions.elements import within
from ..actions.wording import plural, quoted
from ..findings import Defect, Evidence
from ..page.contents import Block, blocks_of
from ..page.dom import Element
from .case import Case, Section, defect

_ANOTHER_PAGE = 1 / 3  # share of the words below which it is no longer the same page
_LEAST_WORDS = 30  # a page with fewer cannot be told from another one
_CLAIM_WORDS = 4  # an invented text with fewer is a label
_LONG_WORDS = 6  # a text with fewer may well stand on a page twice
_NEAR = 0.6


def page(case: Case) -> Iterator[Defect]:
    """Find a page that was emptied, or replaced by another one."""
    before = blocks_of(case.before)
    if not any(shown(case.before, b.element) for b in before):
        return
    after = any(shown(case.after, b.element) for b in blocks_of(case.after))
    if after and not _another(case, before):
        return
    everything = case.subjects(b.element for b in before)
    if not after:
        yield defect(
            "damage/page-emptied",
            "the page shows no text any more",
            "keep the page and change only what the action is about",
            [Evidence(case.after.path, 1)],
            everything,
        )
    else:
        case.replaced = True
        yield defect(
            "damage/page-replaced",
            "hardly anything of the page is left: it is another page",
            "edit the page that is there",
            [Evidence(case.after.path, 1)],
            everything,
        )
    case.blank = True
    for section in case.sections:
        if not after or _lost_whole(case, section):
            case.lose(section.element)
            yield lost_section(case, section, "everything in it")


def shown(page: object, element: Element) -> bool:
    """Whether an element can be seen on a wide or on a narrow screen (unknown counts as seen)."""
    return any(page.visible(element, width) is not False for width in (1280, 375))  # type: ignore[attr-defined]


def _another(case: Case, before: Sequence[Block]) -> bool:
    weights = {b.element: len(b.text.split()) for b in before}
    total = sum(weights.values())
    if total < _LEAST_WORDS or case.allowed.free:
        return False
    asked = [b.element for b in before if b.text in case.allowed.old_texts]
    kept = {*case.found.same, *asked}
    # a text in its old place with other words shows that it is the same page, though a changed one
    structure = sum(w for e, w in weights.items() if e in case.found.changed) / 2
    return sum(w for e, w in weights.items() if e in kept) + structure < _ANOTHER_PAGE * total


def _lost_whole(case: Case, section: Section) -> bool:
    inside = [b for b in blocks_of(case.before) if within(b.element, section.element)]
    kept = [b for b in inside if b.element in case.found.same]
    return bool(inside) and len(kept) < 0.2 * len(inside)


def lost_section(case: Case, section: Section, what: str) -> Defect:
    """Return the defect of a section that is gone, or as good as gone."""
    return defect(
        "damage/lost-section",
        f"the section {section.name} lost {what}",
        "keep the section with all its content",
        [case.was(section.element)],
        case.subjects(e for e in section.element.iter() if isinstance(e.tag, str)),
    )


# --- what came in ---------------------------------------------------------------------------------


def additions(case: Case) -> Iterator[Defect]:
    """Find texts that stand there twice, in another section, or that nobody asked for."""
    if case.blank:
        return
    twice: set[Element] = set()
    for blocks in _duplicates(case):
        twice.update(block.element for block in blocks)
        if any(len(block.text.split()) >= _LONG_WORDS for block in blocks):
            yield _duplicated(case, blocks)
    yield from _moved(case)
    yield from _reordered(case)
    if not case.allowed.free:
        yield from _invented(case, twice)


def _duplicates(case: Case) -> Iterator[list[Block]]:
    """Yield groups of texts that are repeated, one group for each part that holds them."""
    before = Counter(b.text for b in blocks_of(case.before))
    known = Counter[str]()
    groups: dict[Element | None, list[Block]] = {}
    for block in blocks_of(case.after):
        known[block.text] += 1
        expected = before[block.text] or int(block.text in case.allowed.new_texts)
        surplus = known[block.text] > max(1, expected)
        if surplus and shown(case.after, block.element):
            top = _top(block.element)
            groups.setdefault(top, []).append(block)
    yield from groups.values()


def _top(element: Element) -> Element | None:
    """Return the outermost section around an element, below body and main."""
    top = None
    for node in element.iterancestors():
        if node.tag in ("section", "header", "footer", "article", "aside", "nav"):
            top = node
    return top


def _duplicated(case: Case, blocks: list[Block]) -> Defect:
    first = blocks[0]
    more = f" and {plural(len(blocks) - 1, 'more text')}" if len(blocks) > 1 else ""
    origins = (case.inverse(block.element) for block in blocks)
    return defect(
        "damage/duplicated-content",
        f"{quoted(first.text)}{more} {'stand' if more else 'stands'} on the page twice",
        "keep it once",
        [case.now(block.element, block.text) for block in blocks],
        case.subjects(element for element in origins if element is not None),
    )


def _moved(case: Case) -> Iterator[Defect]:
    for element, now in case.found.same.items():
        if case.is_gone(element):
            continue
        then, there = case.section(element), case.section_now(now)
        if then is None or there is then or case.root_now(then) is None:
            continue
        if there is not None and within(there.element, then.element):
            continue  # a part of the section became one of its own
        if there is not None and within(then.element, there.element):
            continue
        where = f"in {there.name}" if there is not None else "outside of every section"
        yield defect(
            "damage/moved-content",
            f"{quoted(case.before.text(element))} of {then.name} stands {where} now",
            f"put it back into {then.name}",
            [case.now(now)],
            case.subjects([element]),
        )


def _reordered(case: Case) -> Iterator[Defect]:
    """Find sections in another order: those outside of the longest run that kept its order."""
    roots = [(s, case.root_now(s)) for s in case.sections if not case.is_gone(s.element)]
    known = [(s, now) for s, now in roots if now is not None]
    before = [s for s, _ in sorted(known, key=lambda e: case.before.node(e[0].element).order)]
    after = [s for s, _ in sorted(known, key=lambda e: case.after.node(e[1]).order)]
    matcher = difflib.SequenceMatcher(None, [id(s) for s in before], [id(s) for s in after])
    kept = {id(before[m.a + i]) for m in matcher.get_matching_blocks() for i in range(m.size)}
    for section in before:
        now = case.root_now(section)
        if id(section) not in kept and now is not None:
            yield defect(
                "damage/reordered-sections",
                f"the section {section.name} stands in another place",
                "keep the order of the sections",
                [case.now(now)],
                {f"order:{section.name}"},
            )


def _invented(case: Case, twice: set[Element]) -> Iterator[Defect]:
    for block in case.found.added:
        if (
            block.element in twice
            or block.element in case.litter
            or not shown(case.after, block.element)
        ):
            continue
        if len(block.text.split()) < _CLAIM_WORDS or _asked_for(case, block):
            continue
        if block.text in case.original_texts:
            continue  # brought back after an earlier step had lost it
        yield defect(
            "damage/invented-text",
            f"{quoted(block.text)} is neither in the brief nor was it on the page",
            "take it out",
            [case.now(block.element, block.text)],
            {f"text:{block.text[:80]}"},
        )


def _asked_for(case: Case, block: Block) -> bool:
    """Whether a text is one of the brief's, or meant to be one (the action's own check judges that)."""
    wanted = case.allowed.new_texts
    if any(block.text in text or text in block.text for text in wanted if len(text) > 3):
        return True
    if case.allowed.accessibility and _is_label(case, block.element):
        return True
    return any(
        difflib.SequenceMatcher(None, block.text, text, autojunk=False).ratio() >= _NEAR
        for text in wanted
        if 0.5 < len(text) / max(1, len(block.text)) < 2
    )


def _is_label(case: Case, element: Element) -> bool:
    for node in (element, *element.iterancestors()):
        if node.tag in ("label", "legend", "caption", "figcaption"):
            return True
        if node.tag == "a" and str(node.get("href") or "").startswith("#"):
            return True
    return case.after.style(element)["position"] == "absolute"
