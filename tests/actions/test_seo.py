"""add-seo-meta: values as briefed, once, where consumers read them."""

from __future__ import annotations

import pytest
from bundled_sites import HTML, Change, both, cut, html, requirements, state, template, unmet

from pytest_llmsite.actions.seo import instruct, same_url

ACTION = "add-seo-meta"
BRIEF = template().brief[ACTION]
ROBOTS = '<meta name="robots" content="{}">\n</head>'

RIGHT: dict[str, Change] = {
    "entities": html("&amp;", "&#38;") if "&amp;" in BRIEF["title"] else both(),
    "name= and property= in capitals": html('<meta property="og:type"', '<META PROPERTY="og:type"'),
    "without quotes": html('content="website"', "content=website"),
    "a slash at the end": html("</title>", "</title><br-free />".replace("<br-free />", "")),
    "lang in lower case": html('lang="en-GB"', 'lang="en-gb"'),
    "robots that allow": html("</head>", ROBOTS.format("index, follow")),
    "twitter by property": html('name="twitter:card"', 'property="twitter:card"'),
    "an svg with a title": html("<main", "<svg><title>Drawing</title></svg><main"),
}
WRONG: dict[str, tuple[Change, dict[str, float]]] = {
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
    "the old lang": (html('lang="en-GB"', 'lang="de"'), {"lang": 0}),
    "noindex": (html("</head>", ROBOTS.format("noindex")), {"indexable": 0}),
    "none": (html("</head>", ROBOTS.format("none")), {"indexable": 0}),
    "an empty page": (cut(HTML, "<body>.*</body>", "<body></body>"), {"indexable": 0}),
}


@pytest.mark.parametrize("name", ["safari-lodge", "saas-product"])
def test_the_reference_meets_all_and_nothing_was_met_before(name: str) -> None:
    before, after = state(name, ACTION)
    assert unmet(requirements(ACTION, before, after, name=name)) == {}
    assert set(unmet(requirements(ACTION, before, before, name=name))) == set(
        requirements(ACTION, before, before, name=name)
    ) - {"indexable"}


@pytest.mark.parametrize("name", RIGHT)
def test_written_in_another_way(name: str) -> None:
    before, after = state("safari-lodge", ACTION)
    assert unmet(requirements(ACTION, before, RIGHT[name](after))) == {}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_or_doubled(name: str) -> None:
    before, after = state("safari-lodge", ACTION)
    change, expected = WRONG[name]
    found = requirements(ACTION, before, change(after))
    assert unmet(found) == expected
    for key in expected:
        assert found[key].message
        assert found[key].mend
        assert found[key].evidence


def test_metadata_in_the_body_counts_half() -> None:
    before, after = state("safari-lodge", ACTION)
    text = after.text(HTML)
    line = next(line for line in text.splitlines() if 'rel="canonical"' in line)
    moved = text.replace(line, "").replace("<footer", line + "<footer", 1)
    assert unmet(requirements(ACTION, before, after.replace({HTML: moved.encode()}))) == {
        "canonical": 0.5
    }


def test_addresses_are_compared_as_addresses() -> None:
    assert same_url("HTTPS://Example.org", "https://example.org/")
    assert not same_url("https://example.org/a", "https://example.org/A")
    assert not same_url("http://example.org/", "https://example.org/")
    assert not same_url("https://[broken", "https://example.org/")


def test_the_instruction_names_every_value() -> None:
    words = instruct(template())
    for key, value in BRIEF.items():
        assert value.replace("&", "&amp;") in words, key
