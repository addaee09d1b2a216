"""Technical actions and contrast on a bundled site: the reference's result, changed.

Name → change after which it is as good as before; and name → change with what is then unmet, as
requirement key → satisfaction.
"""

from __future__ import annotations

import json
import re
from typing import Any

from bundled_sites import CSS, HTML, Change, append, both, css, cut, html, js, state, template

from pytest_llmsite.site import Site

_SEO = template().brief["add-seo-meta"]
_ACCESSIBILITY = template().brief["add-accessibility"]
_SKIP = _ACCESSIBILITY["skip_link"]
_MAIN = _ACCESSIBILITY["main_id"]
_IMAGE = _ACCESSIBILITY["images"][0]
_FIELD = _ACCESSIBILITY["fields"][1]
_HEADER = _ACCESSIBILITY["nav_labels"]["header"]
_ROLES = template().brief["apply-colours"]["roles"]
_SCRIPT = re.compile(r'(<script type="application/ld\+json">)(.*?)(</script>)', re.DOTALL)


def _label_as(markup: str) -> Change:
    return cut(HTML, rf"<label[^>]*>\s*{_FIELD['label']}\s*</label>", markup)


ACCESSIBILITY_RIGHT: dict[str, Change] = {
    "aria-label for a label": both(
        _label_as(""),
        html(f'name="{_FIELD["name"]}"', f'name="{_FIELD["name"]}" aria-label="{_FIELD["label"]}"'),
    ),
    "aria-labelledby for a label": both(
        _label_as(f'<span id="l1">{_FIELD["label"]}</span>'),
        html(f'name="{_FIELD["name"]}"', f'name="{_FIELD["name"]}" aria-labelledby="l1"'),
    ),
    "a mark for required fields": _label_as(
        f'<label for="enquiry-email">{_FIELD["label"]} <span>*</span></label>'
    ),
    "navigation named by another element": both(
        html(f'aria-label="{_HEADER}"', 'aria-labelledby="n1"'),
        html("<nav ", f'<span id="n1" hidden>{_HEADER}</span><nav '),
    ),
    "a ring by box-shadow": append(
        CSS,
        "\n:focus-visible { outline: none !important; box-shadow: 0 0 0 3px #000 !important }\n",
    ),
    "one rule for all motion": append(
        CSS,
        "\n@media (prefers-reduced-motion: reduce) { *, *::before { transition: none !important } }\n",
    ),
    "the skip link in a list of skip links": html(
        f">{_SKIP}</a>", f'>{_SKIP}</a><a href="#contact">Contact</a>'
    ),
    "aria-level": html("<h1", '<h1 aria-level="1" role="heading"'),
}
# a sixth of what the keyboard reaches, the fields, marks the focus by its border as well
ACCESSIBILITY_WRONG: dict[str, tuple[Change, dict[str, float]]] = {
    "no skip link": (cut(HTML, rf"<a[^>]*>{_SKIP}</a>"), {"skip-link": 0}),
    "other words": (html(f">{_SKIP}</a>", ">To the content</a>"), {"skip-link": 0.7}),
    "hidden for good": (
        append(CSS, "\n.skip-link { display: none }\n"),
        {"skip-link": 0},
    ),
    "not the first": (html("<body>", '<body><a href="#contact">Contact</a>'), {"skip-link": 0.7}),
    "a target that is not main": (
        both(
            html(f'id="{_MAIN}"', 'id="content"'), html("<footer", f'<p id="{_MAIN}"></p><footer')
        ),
        {"skip-link": 0, "main": 0},
    ),
    "two mains": (html("<footer", "<main>More</main><footer"), {"main": 0}),
    "no name": (html(f' aria-label="{_HEADER}"', ""), {"navigation/header": 0}),
    "another name": (
        html(f'aria-label="{_HEADER}"', 'aria-label="Sections"'),
        {"navigation/header": 0.5},
    ),
    "no alternative": (
        html(f'alt="{_IMAGE["alt"]}"', 'alt=""'),
        {f"alternative/{_IMAGE['src']}": 0},
    ),
    "another alternative": (
        html(f'alt="{_IMAGE["alt"]}"', 'alt="People at a table"'),
        {f"alternative/{_IMAGE['src']}": 0.5},
    ),
    "a file name": (
        html(f'alt="{_IMAGE["alt"]}"', 'alt="gallery-2.webp"'),
        {f"alternative/{_IMAGE['src']}": 0},
    ),
    "no label": (_label_as(""), {f"label/{_FIELD['name']}": 0}),
    "another label": (
        _label_as('<label for="enquiry-email">Your address</label>'),
        {f"label/{_FIELD['name']}": 0.5},
    ),
    "a label for nothing": (
        _label_as(f'<label for="mail">{_FIELD["label"]}</label>'),
        {f"label/{_FIELD['name']}": 0},
    ),
    "no outline": (append(CSS, "\n:focus-visible { outline: none !important }\n"), {"focus": 0.17}),
    "an outline of no width": (
        append(CSS, "\n*:focus-visible { outline-width: 0 !important }\n"),
        {"focus": 0.17},
    ),
    "motion is back": (
        append(
            CSS,
            "\n@media (prefers-reduced-motion: reduce) { html { scroll-behavior: smooth !important } }\n",
        ),
        {"motion": 0.97},
    ),
    "a level skipped": (
        both(html("<h2", "<h4", 1), html("</h2>", "</h4>", 1)),
        {"headings": 0},
    ),
    "no aria-controls": (cut(HTML, r' aria-controls="[^"]*"'), {"menu": 0.75}),
    "aria-expanded is never changed": (js("aria-expanded", "data-expanded", 9), {"menu": 0.75}),
    "no language": (cut(HTML, r'<html lang="[^"]*">', "<html>"), {"lang": 0}),
}

_ROBOTS = '<meta name="robots" content="{}">\n</head>'

SEO_RIGHT: dict[str, Change] = {
    "entities": html("&amp;", "&#38;") if "&amp;" in _SEO["title"] else both(),
    "name= and property= in capitals": html('<meta property="og:type"', '<META PROPERTY="og:type"'),
    "without quotes": html('content="website"', "content=website"),
    "a slash at the end": html("</title>", "</title><br-free />".replace("<br-free />", "")),
    "lang in lower case": html('lang="en-GB"', 'lang="en-gb"'),
    "robots that allow": html("</head>", _ROBOTS.format("index, follow")),
    "twitter by property": html('name="twitter:card"', 'property="twitter:card"'),
    "an svg with a title": html("<main", "<svg><title>Drawing</title></svg><main"),
}
SEO_WRONG: dict[str, tuple[Change, dict[str, float]]] = {
    "another title": (html("<title>", "<title>Welcome to "), {"title": 0}),
    "two titles": (html("</title>", "</title><title>Home</title>"), {"title": 0.5}),
    "no description": (cut(HTML, r'<meta name="description".*?>'), {"description": 0}),
    "two descriptions": (
        html("</head>", '<meta name="description" content="x"></head>'),
        {"description": 0.5},
    ),
    "a relative canonical": (
        cut(HTML, r'rel="canonical" href=".*?"', 'rel="canonical" href="/"'),
        {"canonical": 0},
    ),
    "no canonical": (cut(HTML, r'<link rel="canonical".*?>'), {"canonical": 0}),
    "og by name": (html('property="og:title"', 'name="og:title"'), {"og_title": 0.5}),
    "no og:image": (cut(HTML, r'<meta property="og:image".*?>'), {"og_image": 0}),
    "no card": (cut(HTML, r'<meta name="twitter:card".*?>'), {"twitter_card": 0}),
    "another card": (
        html(
            'name="twitter:card" content="summary_large_image"',
            'name="twitter:card" content="summary"',
        ),
        {"twitter_card": 0},
    ),
    "the old lang": (html('lang="en-GB"', 'lang="de"'), {"lang": 0}),
    "noindex": (html("</head>", _ROBOTS.format("noindex")), {"indexable": 0}),
    "none": (html("</head>", _ROBOTS.format("none")), {"indexable": 0}),
    "an empty page": (cut(HTML, "<body>.*</body>", "<body></body>"), {"indexable": 0}),
}


def _data() -> dict[str, Any]:
    found = _SCRIPT.search(state("safari-lodge", "add-structured-data")[1].text(HTML))
    assert found is not None
    read: dict[str, Any] = json.loads(found[2])
    return read


def _json(text: str) -> Change:
    def change(site: Site) -> Site:
        page = _SCRIPT.sub(lambda m: m[1] + text + m[3], site.text(HTML))
        return site.replace({HTML: page.encode()})

    return change


def _with(**values: Any) -> Change:
    return _json(json.dumps({**_data(), **values}))


_KNOWN = _data()
_TYPE = template().brief["add-structured-data"]["type"]
DATA_RIGHT: dict[str, Change] = {
    "the reference": both(),
    "minified": _json(json.dumps(_KNOWN, separators=(",", ":"))),
    "in another order": _json(json.dumps(dict(reversed(_KNOWN.items())), ensure_ascii=True)),
    "a list of one": _json(json.dumps([_KNOWN])),
    "a graph": _json(
        json.dumps({"@context": "https://schema.org", "@graph": [_KNOWN, {"@type": "WebSite"}]})
    ),
    "two types": _with(**{"@type": [_TYPE, "Place"]}),
    "a type in full": _with(**{"@type": f"https://schema.org/{_TYPE}"}),
    "an older context": _with(**{"@context": "http://schema.org"}),
}
DATA_WRONG: dict[str, tuple[Change, dict[str, float]]] = {
    "not parsed beside": (
        html("</head>", '<script type="application/ld+json">{,}</script></head>'), {"parses": 0.5}
    ),
    "no business": (_with(**{"@type": "Thing"}), {"type": 0}),
    "another vocabulary": (_with(**{"@context": "https://example.org"}), {"type": 0}),
    "another name": (_with(name="Another name"), {"property/name": 0}),
    "a relative address": (_with(url="/"), {"property/url": 0}),
    "a wrong number": (_with(telephone="+440000000000"), {"property/telephone": 0}),
    "an invented rating": (_with(aggregateRating={"ratingValue": 5}), {"nothing-invented": 0}),
}  # fmt: skip

CONTRAST_RIGHT: dict[str, Change] = {
    "the reference": both(),
    "behind a picture of which nobody can tell": append(
        CSS, "\n.section-intro { background: url(../assets/supplied/hero.webp) }\n"
    ),
    "markup changed": both(
        html("<h2", '<h2 data-x="1"'),
        cut(HTML, r'<p class="enquiry__note">', '<p class="enquiry__note n">'),
    ),
    "rgb() for a tone": append(CSS, "\n.gallery__caption { color: rgb(64 64 64) }\n"),
}
CONTRAST_WRONG: dict[str, tuple[Change, str]] = {
    "pale text": (append(CSS, "\n.feature__text { color: #ccc }\n"), "contrast/readable"),
    "on a telephone": (
        append(CSS, "\n@media (max-width: 480px) { .feature__text { color: #ccc } }\n"),
        "contrast/readable",
    ),
    "half transparent": (append(CSS, "\n.contact__intro { opacity: 0.3 }\n"), "contrast/readable"),
    "dark on the brand's colour": (
        append(CSS, "\n.button--primary { color: #7a3040 }\n"), "contrast/readable"
    ),
    "another primary": (css(_ROLES["primary"]["new"], "#101010", 99), "contrast/palette"),
}  # fmt: skip
"""Name → change, and the rule that is then unmet."""
