"""add-seo-meta: title, description, canonical address, Open Graph, Twitter card, language, robots.

Sources: HTML Standard 4.2 (title, meta, link), The Open Graph protocol (ogp.me), the Twitter card
reference, Google's documentation of canonical links (read in `<head>` only) and robots meta tags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..findings import Evidence, Requirement
from ..page.align import normalise_text
from .building import requirement
from .elements import attribute, closest, raw_text, seen
from .rules import Rule
from .wording import bullets, paragraphs, quoted

if TYPE_CHECKING:
    from ..page.page import Page
    from ..templates.loader import Template
    from .context import Context

Element = Any

TITLE = Rule(
    "seo/title",
    2.0,
    "The page has one title, the briefed one.",
    "It is the line of a search result and the name of a tab; with two, browsers take the first.",
    "<title>Old business</title>",
    "<title>New business | What it does</title>",
    "HTML, the title element; WCAG 2.2, 2.4.2",
)
DESCRIPTION = Rule(
    "seo/description",
    2.0,
    "The page has one description, the briefed one.",
    "It is the text of a search result.",
    "no description",
    '<meta name="description" content="…">',
    "HTML, metadata name description",
)
CANONICAL = Rule(
    "seo/canonical",
    2.0,
    "One canonical link, in <head>, with the briefed absolute address.",
    "Search engines merge duplicates under it; they ignore it in <body>, and ignore two.",
    '<link rel="canonical" href="/">',
    '<link rel="canonical" href="https://www.….example/">',
    "RFC 6596; HTML, link type canonical",
)
OPEN_GRAPH = Rule(
    "seo/open-graph",
    1.0,
    "Each briefed Open Graph property once, by `property`, with its value.",
    "They are what a shared link shows; each of the six weighs half of what a search engine reads.",
    '<meta name="og:title" content="…">',
    '<meta property="og:title" content="…">',
    "Open Graph protocol",
)
TWITTER = Rule(
    "seo/twitter-card",
    1.0,
    "The Twitter card as briefed, once.",
    "Without it a shared link shows no large picture.",
    "no twitter:card",
    '<meta name="twitter:card" content="summary_large_image">',
    "Twitter Cards markup",
)
LANGUAGE = Rule(
    "seo/lang",
    1.0,
    "The document's language as briefed.",
    "Search by language, translation and hyphenation depend on it.",
    '<html lang="en">',
    '<html lang="en-GB">',
    "HTML, the lang attribute",
)
INDEXABLE = Rule(
    "seo/indexable",
    2.0,
    "Search engines may index the page, and find something there.",
    "Metadata for a page that is kept out of every index is worth nothing.",
    '<meta name="robots" content="noindex">',
    "no such element",
    "Robots Exclusion Protocol",
)
RULES = (TITLE, DESCRIPTION, CANONICAL, OPEN_GRAPH, TWITTER, LANGUAGE, INDEXABLE)

_MISPLACED = 0.5  # in the body, or under the wrong attribute: some consumers read it, some don't
_REPEATED = 0.5  # several of a kind: which one counts is anybody's guess


@dataclass(frozen=True, slots=True)
class _Field:
    """One piece of metadata: where the brief has it, how it is written, and how it is found."""

    key: str
    rule: Rule
    markup: str
    find: Callable[[Page], list[Element]]
    read: Callable[[Element], str]
    url: bool = False


def _titles(page: Page) -> list[Element]:
    return [e for e in page.select("title") if closest(e, "svg") is None]


def _meta(attribute: str, name: str) -> Callable[[Page], list[Element]]:
    def find(page: Page) -> list[Element]:
        return [e for e in page.select("meta") if _word(e, attribute) == name]

    return find


def _social(name: str) -> Callable[[Page], list[Element]]:
    """Find a property as the protocols read it: by `property`, or else by `name`."""

    def find(page: Page) -> list[Element]:
        return _meta("property", name)(page) or _meta("name", name)(page)

    return find


def _canonicals(page: Page) -> list[Element]:
    return [e for e in page.select("link[rel]") if "canonical" in e.get("rel").lower().split()]


def _word(element: Element, name: str) -> str:
    return attribute(element, name).lower()


def _content(element: Element) -> str:
    return attribute(element, "content")


def _href(element: Element) -> str:
    return attribute(element, "href")


def _fields() -> tuple[_Field, ...]:
    description = _meta("name", "description")
    fields = [
        _Field("title", TITLE, "<title>{}</title>", _titles, raw_text),
        _Field(
            "description",
            DESCRIPTION,
            '<meta name="description" content="{}">',
            description,
            _content,
        ),
        _Field(
            "canonical", CANONICAL, '<link rel="canonical" href="{}">', _canonicals, _href, url=True
        ),
    ]
    for name in ("title", "description", "type", "url", "site_name", "image"):
        markup = f'<meta property="og:{name}" content="{{}}">'
        url = name in ("url", "image")
        fields.append(
            _Field(f"og_{name}", OPEN_GRAPH, markup, _social(f"og:{name}"), _content, url)
        )
    markup = '<meta name="twitter:card" content="{}">'
    fields.append(_Field("twitter_card", TWITTER, markup, _social("twitter:card"), _content))
    return tuple(fields)


FIELDS = _fields()


def instruct(template: Template) -> str:
    """Return the instruction of add-seo-meta."""
    brief = template.brief["add-seo-meta"]
    lines = [field.markup.format(_escape(brief[field.key])) for field in FIELDS]
    return paragraphs(
        "Complete the metadata of the page for search engines and for sharing.",
        "In the `<head>` there must be exactly one of each of these, with exactly these values; "
        "replace what is there already for another business:",
        "```html\n" + "\n".join(lines) + "\n```",
        bullets(
            [
                f'The document\'s language is `<html lang="{brief["lang"]}">`.',
                "Search engines must be allowed to index the page: no `noindex` anywhere.",
            ]
        ),
        "Change nothing that visitors see.",
    )


def _escape(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def check(context: Context) -> Iterator[Requirement]:
    """Yield one requirement for each piece of metadata, the language, and being indexable."""
    for field in FIELDS:
        yield _check_field(context, field)
    yield check_language(context.page, context.brief["lang"], LANGUAGE)
    yield _check_robots(context.page)


def _check_field(context: Context, field: _Field) -> Requirement:
    page, wanted = context.page, str(context.brief[field.key])
    same = same_url if field.url else same_text
    found = field.find(page)
    right = [e for e in found if same(field.read(e), wanted)]
    problem, satisfaction = "", 1.0
    name = field.key.replace("og_", "og:").replace("twitter_", "twitter:")
    if not found:
        problem, satisfaction = f"there is no {name}", 0.0
    elif not right:
        value = quoted(field.read(found[0]), 80)
        problem, satisfaction = f"the {name} is {value}, not as briefed", 0.0
    elif len(found) > 1:
        problem, satisfaction = f"there are {len(found)} of {name}", _REPEATED
    elif closest(right[0], "head") is None:
        problem, satisfaction = f"the {name} stands outside of <head>", _MISPLACED
    elif field.key.startswith("og_") and _word(right[0], "property") != name:
        problem, satisfaction = f"the {name} is named by name=, not property=", _MISPLACED
    places = [e for e in found if e not in right] or found
    return requirement(
        field.key,
        field.rule,
        satisfaction,
        problem,
        f"have one {field.markup.format(_escape(wanted))} in <head>",
        [seen(page, e) for e in places[:3]] or [Evidence(page.path)],
        {f"meta:{name}"},
    )


def same_text(found: str, wanted: str) -> bool:
    """Whether two texts are equal but for white space, typography and entities."""
    return normalise_text(found) == normalise_text(wanted)


def same_url(found: str, wanted: str) -> bool:
    """Whether two absolute addresses are equal: case of scheme and host, and an empty path, don't matter."""
    return _url(found) == _url(wanted)


def _url(value: str) -> tuple[str, ...]:
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return (value,)
    path = parts.path or ("/" if parts.netloc else "")
    return (parts.scheme.lower(), parts.netloc.lower(), path, parts.query, parts.fragment)


def check_language(page: Page, wanted: str, rule: Rule) -> Requirement:
    """Return the requirement that the document's language is *wanted* (BCP 47: case doesn't matter)."""
    found = _word(page.root, "lang")
    right = found == wanted.lower()
    problem = f"the document's language is {found!r}" if found else "the document has no language"
    mend = f'write <html lang="{wanted}">'
    return requirement(
        "lang", rule, float(right), problem, mend, [seen(page, page.root)], {"meta:lang"}
    )


def _check_robots(page: Page) -> Requirement:
    """A page with something to index, which search engines are not kept away from."""
    blocking = list(robots_blocking(page))
    body = next(iter(page.select("body")), None)
    empty = body is None or not page.text(body)
    problem = "there is nothing to index" if empty else ""
    if blocking:
        problem = "search engines are told not to index the page"
    return requirement(
        "indexable",
        INDEXABLE,
        float(not problem),
        problem,
        "remove noindex; keep the page's content",
        [seen(page, e) for e in blocking[:3]] or [Evidence(page.path)],
        {"meta:robots"},
    )


def robots_blocking(page: Page) -> Iterable[Element]:
    """Yield the robots meta elements that forbid indexing."""
    for element in page.select("meta[name]"):
        if _word(element, "name") in ("robots", "googlebot", "bingbot"):
            words = _content(element).lower().replace(",", " ").split()
            if "noindex" in words or "none" in words:
                yield element
