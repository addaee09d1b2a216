"""The faults of simulated models: what real models get wrong, put into reference edits.

Slips spoil one block of the edit (forgotten, half done, wrong value); harms break something that the
task did not mention. Every fault is really in the reply: nothing else knows of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from ..reply import Edit, Verb, apply_reply
from ..reply import Reply as ParsedReply
from ..site import Site
from .merging import unique

Slip = Callable[[Edit, Random], Edit | None]
Harm = Callable[[Site, Random], Edit | None]


@dataclass(frozen=True, slots=True)
class SlipFault:
    """A fault in one block: *weight* is how often it is chosen where *applies* says it can happen."""

    name: str
    about: str
    weight: float
    applies: Callable[[Edit], bool]
    spoil: Slip


@dataclass(frozen=True, slots=True)
class HarmFault:
    """A fault beside the task, as one more edit of the page that results."""

    name: str
    about: str
    weight: float
    break_page: Harm


_SYNONYMS = {
    "the": "our", "and": "as well as", "our": "the", "with": "alongside", "for": "to serve",
    "every": "each", "we": "our team", "your": "a", "you": "guests", "from": "out of",
    "all": "every", "is": "remains", "are": "remain", "to": "towards",
}  # fmt: skip
_ASSET = re.compile(r"assets/supplied/([\w./-]+?)\.(\w+)")
_CHANGED_TEXT = re.compile(r">([^<>{}]{12,})<")


def _added(edit: Edit) -> list[str]:
    old = {line.strip() for line in edit.search.split("\n")}
    return [line for line in edit.replace.split("\n") if line.strip() and line.strip() not in old]


def _forget(edit: Edit, random: Random) -> Edit | None:
    return None


def _half(edit: Edit, random: Random) -> Edit | None:
    """Leave one changed line as it was, or leave an added one out."""
    old, new = edit.search.split("\n"), edit.replace.split("\n")
    changed = [
        i
        for i, line in enumerate(new)
        if line.strip() and line not in old and not _structural(line)
    ]
    if not changed:
        return None
    index = random.choice(changed)
    if len(old) == len(new) and not _structural(old[index]):
        new[index] = old[index]
    else:
        del new[index]
    return replace(edit, replace="\n".join(new)) if new != old else None


def _structural(line: str) -> bool:
    """Whether leaving a line out would unbalance braces or tags."""
    if line.count("{") != line.count("}") or line.strip() in ("", "(", ")"):
        return True
    opened = len(re.findall(r"<[a-zA-Z][^>]*[^/]>", line)) - len(re.findall(r"</", line))
    void = len(re.findall(r"<(?:meta|link|img|input|br|hr|source)\b", line))
    return opened - void != 0 or line.count("<") != line.count(">")


def _invent_path(edit: Edit, random: Random) -> Edit | None:
    invented = random.choice(["assets/images/{}-new.jpg", "images/{}.{}", "assets/{}-final.{}"])

    def name(match: re.Match[str]) -> str:
        return invented.format(match[1].rpartition("/")[2], match[2])

    return replace(edit, replace=_ASSET.sub(name, edit.replace, count=1))


def _paraphrase(edit: Edit, random: Random) -> Edit | None:
    matches = [m for m in _CHANGED_TEXT.finditer(edit.replace) if m[1] not in edit.search]
    if not matches:
        return None
    match = random.choice(matches)
    words = match[1].split(" ")
    for index, word in enumerate(words):
        if word.lower() in _SYNONYMS:
            words[index] = _SYNONYMS[word.lower()]
            break
    else:
        words = words[:-1] if len(words) > 3 else [*words, "today"]
    start, end = match.span(1)
    return replace(edit, replace=edit.replace[:start] + " ".join(words) + edit.replace[end:])


def _trailing_comma(edit: Edit, random: Random) -> Edit | None:
    spoilt = re.sub(r"\n(\s*)\}(\s*</script>)", r",\n\1}\2", edit.replace, count=1)
    return replace(edit, replace=spoilt) if spoilt != edit.replace else None


def _near_colour(edit: Edit, random: Random) -> Edit | None:
    """Write a colour that is almost the one asked for."""
    matches = [
        m for m in re.finditer(r"#[0-9a-fA-F]{6}\b", edit.replace) if m[0] not in edit.search
    ]
    if not matches:
        return None
    match = random.choice(matches)
    near = "#" + "".join(
        f"{max(0, min(255, int(match[0][i : i + 2], 16) + random.choice([-24, 18, 24]))):02x}"
        for i in (1, 3, 5)
    )
    return replace(edit, replace=edit.replace[: match.start()] + near + edit.replace[match.end() :])


def _has(pattern: str) -> Callable[[Edit], bool]:
    compiled = re.compile(pattern)
    return lambda edit: any(compiled.search(line) for line in _added(edit))


SLIPS: tuple[SlipFault, ...] = (
    SlipFault("forgotten-gradient", "a gradient keeps the old colours", 3, _has(r"gradient\("), _forget),
    SlipFault("forgotten-companion", "an rgb or rgba companion keeps the old colour", 3,
              _has(r"rgba?\(|-rgb:"), _forget),
    SlipFault("stale-font-link", "the font variable changes, the font request does not", 5,
              _has(r"fonts\.googleapis\.com"), _forget),
    SlipFault("invented-path", "an image path that does not exist", 1.5, _has(r"assets/supplied/"), _invent_path),
    SlipFault("forgotten-overlay", "the image changes, its overlay does not", 2,
              _has(r"url\(.*supplied"), _half),
    SlipFault("paraphrase", "a text that was to be verbatim is reworded", 3,
              lambda edit: edit.path.endswith(".html") and bool(_CHANGED_TEXT.search(edit.replace)), _paraphrase),
    SlipFault("trailing-comma", "JSON-LD that does not parse", 1.5, _has(r"schema\.org"), _trailing_comma),
    SlipFault("near-colour", "a colour that is almost the one asked for", 0.7, _has(r"#[0-9a-fA-F]{6}"), _near_colour),
    SlipFault("lost-breakpoint", "the layout's rules for narrow screens are left out", 3, _has(r"@media"), _forget),
    SlipFault("half-done", "one of the changed lines is left as it was", 2.5, lambda edit: True, _half),
    SlipFault("forgotten", "the block is left out", 3, lambda edit: True, _forget),
)  # fmt: skip


def spoil(edit: Edit, random: Random) -> Edit | None:
    """Return one block with one slip in it, or None where the slip leaves it out."""
    fitting = [slip for slip in SLIPS if slip.applies(edit)]
    slip = random.choices(fitting, [slip.weight for slip in fitting])[0]
    return slip.spoil(edit, random)


# Harms: each picks a place in the page that results, and breaks it by one more block.


def _block(path: str, site: Site, start: int, end: int, new: list[str]) -> Edit | None:
    lines = site.text(path).replace("\r\n", "\n").split("\n")
    return unique(Edit(Verb.EDIT, path), lines, start, end, new)


def _lines(site: Site, path: str) -> list[str]:
    return site.text(path).replace("\r\n", "\n").split("\n") if path in site else []


def _stylesheet(site: Site) -> str:
    sheets = [path for path in site if path.endswith(".css")]
    return max(sheets, key=lambda path: len(site.files[path]), default="")


_CHILD = re.compile(r"^\s*<(p|a|li|h[2-4]|blockquote|figcaption)\b[^>]*>[^<>]{4,}</\1>\s*$")


def _lose_child(site: Site, random: Random) -> Edit | None:
    lines = _lines(site, "index.html")
    children = [i for i, line in enumerate(lines) if _CHILD.match(line)]
    if not children:
        return None
    index = random.choice(children)
    return _block("index.html", site, index, index + 1, [])


def _lose_breakpoint(site: Site, random: Random) -> Edit | None:
    path = _stylesheet(site)
    lines = _lines(site, path)
    starts = [i for i, line in enumerate(lines) if re.match(r"\s*@media[^{]*max-width", line)]
    if not starts:
        return None
    start = random.choice(starts)
    depth = 0
    for end in range(start, len(lines)):
        depth += lines[end].count("{") - lines[end].count("}")
        if depth == 0:
            return _block(path, site, start, end + 1, [])
    return None


def _unclosed(site: Site, random: Random) -> Edit | None:
    lines = _lines(site, "index.html")
    closing = [
        i for i, line in enumerate(lines) if line.strip() in ("</div>", "</ul>", "</section>")
    ]
    if not closing:
        return None
    index = random.choice(closing)
    return _block("index.html", site, index, index + 1, [])


def _elision(site: Site, random: Random) -> Edit | None:
    lines = _lines(site, "index.html")
    starts = [i for i, line in enumerate(lines) if re.match(r"\s*<(article|li|figure)\b", line)]
    if not starts:
        return None
    start = random.choice(starts)
    tag = re.match(r"\s*<(\w+)", lines[start])
    assert tag is not None
    for end in range(start, min(start + 30, len(lines))):
        if f"</{tag[1]}>" in lines[end]:
            return _block("index.html", site, start, end + 1, ["<!-- … rest unchanged … -->"])
    return None


def _fence_in_file(site: Site, random: Random) -> Edit | None:
    path = _stylesheet(site)
    lines = _lines(site, path)
    return _block(path, site, 0, 1, ["```css", lines[0]]) if lines else None


def _placeholder(site: Site, random: Random) -> Edit | None:
    lines = _lines(site, "index.html")
    children = [
        i for i, line in enumerate(lines) if re.match(r"^\s*<p\b[^>]*>[^<>]{20,}</p>\s*$", line)
    ]
    if not children:
        return None
    index = random.choice(children)
    text = re.sub(
        r">[^<>]+<", ">Lorem ipsum dolor sit amet, consectetur adipiscing elit.<", lines[index]
    )
    return _block("index.html", site, index, index + 1, [text])


def _hide(site: Site, random: Random) -> Edit | None:
    lines = _lines(site, "index.html")
    ids = [
        (i, m[1])
        for i, line in enumerate(lines)
        if (m := re.search(r'<section\b[^>]*id="([\w-]+)"', line))
    ]
    path = _stylesheet(site)
    sheet = _lines(site, path)
    if not ids or not sheet:
        return None
    name = random.choice(ids)[1]
    last = len(sheet)
    while last > 1 and not sheet[last - 1].strip():
        last -= 1
    return _block(
        path,
        site,
        last - 1,
        last,
        [sheet[last - 1], "", f"#{name} {{ display: none; }}"],
    )


def _remote_script(site: Site, random: Random) -> Edit | None:
    lines = _lines(site, "index.html")
    for index, line in enumerate(lines):
        if line.strip() == "</body>":
            script = '  <script src="https://cdn.layout-kit.example/v3/grid.min.js"></script>'
            return _block("index.html", site, index, index + 1, [script, line])
    return None


HARMS: tuple[HarmFault, ...] = (
    HarmFault("lost-child", "a text or link is lost from its section", 5, _lose_child),
    HarmFault("lost-media-query", "a whole @media block is lost", 3, _lose_breakpoint),
    HarmFault("unclosed-element", "a closing tag is lost", 2, _unclosed),
    HarmFault("elision", "content is replaced by a comment that says it is unchanged", 1.5, _elision),
    HarmFault("fence-in-file", "a Markdown fence is left in a stylesheet", 0.5, _fence_in_file),
    HarmFault("placeholder", "a text is replaced by placeholder text", 1, _placeholder),
    HarmFault("hidden-section", "a section is hidden", 1, _hide),
    HarmFault("remote-script", "a script from elsewhere is linked", 0.7, _remote_script),
)  # fmt: skip


def break_page(before: Site, edits: Sequence[Edit], random: Random) -> Edit | None:
    """Return one more edit that breaks the page which the edits so far result in."""
    after = apply_reply(before, ParsedReply(tuple(edits))).site
    harm = random.choices(HARMS, [harm.weight for harm in HARMS])[0]
    return harm.break_page(after, random)
