"""add-structured-data: one JSON-LD script with the briefed type and properties.

Sources: JSON-LD 1.1 (W3C), schema.org, and RFC 8259: search engines reject what `json.loads` rejects
(trailing commas, comments), so nothing more lenient reads it here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..findings import Evidence, Requirement
from .building import requirement
from .elements import raw_text, seen
from .rules import Rule
from .seo import same_text, same_url
from .wording import paragraphs, quoted

if TYPE_CHECKING:
    from ..page.page import Page
    from ..templates.loader import Template
    from .context import Context

Element = Any
Node = Mapping[str, Any]

PARSES = Rule(
    "structured-data/parses",
    2.0,
    "A JSON-LD script about the business that is valid JSON.",
    "Search engines drop a script with one comma too many as a whole.",
    '{"name": "…",}',
    '{"name": "…"}',
    "JSON-LD 1.1; RFC 8259",
)
TYPE = Rule(
    "structured-data/type",
    2.0,
    "The briefed schema.org type, in the schema.org context, once.",
    "The type decides which properties mean anything; two nodes for one business contradict.",
    '"@type": "Thing"',
    '"@context": "https://schema.org", "@type": "Restaurant"',
    "schema.org; JSON-LD 1.1",
)
PROPERTY = Rule(
    "structured-data/property",
    1.0,
    "Each briefed property with its value, addresses absolute; a table counts by its parts.",
    "Each is a fact that a search result may show; a wrong telephone number is worse than none.",
    '"telephone": "old number"',
    '"telephone": "+442079460148"',
    "schema.org",
)
NOTHING_INVENTED = Rule(
    "structured-data/nothing-invented",
    1.0,
    "The description of the business holds no property that the brief does not state.",
    "Invented ratings and prices get a site penalised.",
    '"aggregateRating": {"ratingValue": 4.9}',
    "only the properties of the brief",
    "schema.org",
)
RULES = (PARSES, TYPE, PROPERTY, NOTHING_INVENTED)

MAX_DEPTH = 32
_STRUCTURAL = frozenset({"@context", "@id", "@type", "inLanguage", "mainEntityOfPage"})
_TELEPHONES = frozenset({"telephone", "faxNumber"})
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")


@dataclass(frozen=True, slots=True)
class _Script:
    """One JSON-LD script: its data, or why there is none."""

    element: Element
    data: Any
    problem: str = ""


def instruct(template: Template) -> str:
    """Return the instruction of add-structured-data."""
    brief = template.brief["add-structured-data"]
    data = {"@context": "https://schema.org", "@type": brief["type"], **brief["properties"]}
    return paragraphs(
        "Describe the business for search engines as structured data.",
        f'Put one `<script type="application/ld+json">` into the page that describes the business '
        f"as schema.org type `{brief['type']}` with exactly these properties and values, and no "
        "other facts (valid JSON: no comments, no trailing commas):",
        "```json\n" + json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n```",
        "Replace structured data that describes another business. Change nothing that visitors see.",
    )


def check(context: Context) -> Iterator[Requirement]:
    """Yield requirements for the script, its type, each property, and that nothing is invented."""
    brief, page = context.brief, context.page
    scripts = _scripts(page)
    nodes = [
        (script, node) for script in scripts for node in _nodes(script.data) if not script.problem
    ]
    script, node = _chosen(nodes, brief)
    place = _places(page, scripts, script)
    yield _check_parses(scripts, script, place)
    yield _check_type(nodes, script, node, brief["type"], place)
    for name, wanted in brief["properties"].items():
        yield _check_property(name, wanted, node, place)
    yield _check_extra(node, brief["properties"], place)


def _places(page: Page, scripts: Sequence[_Script], chosen: _Script | None) -> tuple[Evidence, ...]:
    script = chosen or next((s for s in scripts if s.problem), None) or next(iter(scripts), None)
    return (seen(page, script.element) if script else Evidence(page.path),)


def _scripts(page: Page) -> list[_Script]:
    found = []
    for element in page.select("script[type]"):
        if element.get("type").partition(";")[0].strip().lower() == "application/ld+json":
            found.append(read_script(element))
    return found


def read_script(element: Element) -> _Script:
    """Parse one JSON-LD script strictly."""
    try:
        data = json.loads(raw_text(element), object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        return _Script(element, None, "it is nested too deeply")
    except ValueError as error:
        return _Script(element, None, str(error))
    return _Script(element, data)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} occurs twice in one object")
    return result


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _nodes(data: Any, context: Any = None, depth: int = 0) -> Iterator[Node]:
    """Yield the top-level nodes of a JSON-LD document; `@context` is passed down a `@graph`."""
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, context, depth + 1)
    elif isinstance(data, dict):
        context = data.get("@context", context)
        if "@graph" in data and "@type" not in data:
            yield from _nodes(data["@graph"], context, depth + 1)
        else:
            yield {**data, "@context": context}


def types(node: Node) -> list[str]:
    """Return the schema.org types of a node, without the vocabulary's address."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return [
        re.sub(r"^(https?://schema\.org/|schema:)", "", v) for v in values if isinstance(v, str)
    ]


def _chosen(
    nodes: Sequence[tuple[_Script, Node]], brief: Mapping[str, Any]
) -> tuple[_Script | None, Node | None]:
    """Return the node that describes the business: of the right type, and with the most right values."""

    def merit(entry: tuple[_Script, Node]) -> tuple[bool, float]:
        node = entry[1]
        shares = [share(node.get(key), value, key) for key, value in brief["properties"].items()]
        return brief["type"] in types(node), sum(shares)

    ranked = sorted(nodes, key=merit, reverse=True)
    if not ranked or merit(ranked[0]) == (False, 0):
        return None, None
    return ranked[0]


def _check_parses(
    scripts: Sequence[_Script], chosen: _Script | None, place: tuple[Evidence, ...]
) -> Requirement:
    broken = [script for script in scripts if script.problem]
    message, satisfaction = "", 1.0
    if broken:
        message = f"a JSON-LD script is not valid JSON: {broken[0].problem}"
        satisfaction = 0.5 if chosen else 0.0
    elif chosen is None:
        message, satisfaction = "there is no JSON-LD script about the business", 0.0
    return requirement(
        "parses",
        PARSES,
        satisfaction,
        message,
        "write valid JSON: double quotes, no comments, no trailing comma",
        place,
        {"json-ld"},
    )


def _check_type(
    nodes: Sequence[tuple[_Script, Node]],
    script: _Script | None,
    node: Node | None,
    wanted: str,
    place: tuple[Evidence, ...],
) -> Requirement:
    message, satisfaction = "", 1.0
    if node is None or wanted not in types(node):
        shown = ", ".join(types(node)) if node else ""
        message = f"the type is {shown}, not {wanted}" if shown else f"nothing is of type {wanted}"
        satisfaction = 0.0
    elif not _schema_org(node.get("@context")):
        message, satisfaction = 'the "@context" is not https://schema.org', 0.0
    elif sum(wanted in types(other) for _, other in nodes) > 1:
        message, satisfaction = f"several nodes are of type {wanted}", 0.5
    return requirement(
        "type",
        TYPE,
        satisfaction,
        message,
        f'write "@context": "https://schema.org" and "@type": "{wanted}", once',
        place,
        {"json-ld"},
    )


def _schema_org(context: Any) -> bool:
    if isinstance(context, list):
        return any(_schema_org(item) for item in context)
    if isinstance(context, dict):
        return _schema_org(context.get("@vocab"))
    if not isinstance(context, str):
        return False
    return (
        re.fullmatch(r"https?://(www\.)?schema\.org/?", context.strip(), re.IGNORECASE) is not None
    )


def _check_property(
    name: str, wanted: Any, node: Node | None, place: tuple[Evidence, ...]
) -> Requirement:
    found = node.get(name) if node else None
    satisfaction = share(found, wanted, name)
    message = ""
    if satisfaction < 1:
        shown = quoted(json.dumps(found, ensure_ascii=False, default=str), 80)
        message = f"{name} is missing" if found is None else f"{name} is {shown}, not as briefed"
    value = json.dumps(wanted, ensure_ascii=False, default=str)
    return requirement(
        f"property/{name}",
        PROPERTY,
        satisfaction,
        message,
        f'write "{name}": {value}',
        place,
        {f"json-ld:{name}"},
    )


def _check_extra(
    node: Node | None, wanted: Mapping[str, Any], place: tuple[Evidence, ...]
) -> Requirement:
    extra = [key for key in node or () if key not in wanted and key not in _STRUCTURAL]
    message = f"the brief does not state {', '.join(extra[:5])}" if extra else ""
    if node is None:
        message = "nothing describes the business"
    return requirement(
        "nothing-invented",
        NOTHING_INVENTED,
        float(not message),
        message,
        "state only what the brief states",
        place,
        {"json-ld"},
    )


def share(found: Any, wanted: Any, name: str = "") -> float:
    """Return how much of a briefed value was found: 1 for equal, the share of parts for a table or list."""
    if isinstance(wanted, Mapping):
        return _share_of_table(found, wanted)
    if isinstance(wanted, list):
        items = found if isinstance(found, list) else [found]
        hits = sum(any(share(item, part, name) == 1 for item in items) for part in wanted)
        return hits / max(len(wanted), len(items))
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    return float(_same(found, wanted, name))


def _share_of_table(found: Any, wanted: Mapping[str, Any]) -> float:
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, Mapping) or not wanted:
        return 0.0
    parts = []
    for key, value in wanted.items():
        part = found.get(key)
        if key == "@type":
            parts.append(float(str(value) in types(found)))
        else:
            parts.append(share(part, value, key))
    invented = sum(key not in wanted and key not in _STRUCTURAL for key in found)
    return sum(parts) / (len(parts) + invented)


def _same(found: Any, wanted: Any, name: str) -> bool:
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(wanted, (int, float)):
        return _as_number(found) == _as_number(wanted)
    if isinstance(found, (int, float)) and _NUMBER.match(str(wanted)):
        return _as_number(found) == _as_number(str(wanted))
    if isinstance(found, Mapping) and set(found) <= {"@id", "@type", "url"}:
        found = found.get("url", found.get("@id"))  # an image or page given as a node
    if not isinstance(found, str):
        return False
    if name in _TELEPHONES and re.sub(r"[^\d+]", "", found) == re.sub(r"[^\d+]", "", str(wanted)):
        return True
    if str(wanted).startswith(("https://", "http://")):
        return same_url(found, str(wanted))
    return same_text(_bare_term(found), _bare_term(str(wanted)))


def _as_number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _bare_term(value: str) -> str:
    """Return an enumeration member ("https://schema.org/Monday") without its vocabulary."""
    return re.sub(r"^https?://schema\.org/(?=[A-Z]\w*$)", "", value.strip())
