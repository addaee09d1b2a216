"""Rewrite a site in ways that change nothing a visitor sees, and in ways that do harm."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import turbohtml

from pytest_llmsite.site import Site

_START_TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:=\"[^\"]*\")?)+)\s*(/?)>")
_ATTRIBUTE = re.compile(r"[\w:-]+(?:=\"[^\"]*\")?")


def _each(site: Site, suffix: str, change: Callable[[str], str]) -> Site:
    changed = {path: change(site.text(path)).encode() for path in site if path.endswith(suffix)}
    return site.replace(changed)


def reindented(site: Site, random: Random) -> Site:
    """Every line of the HTML with another indentation."""
    indent = random.choice(["", "\t", "   "])
    return _each(site, ".html", lambda text: re.sub(r"(?m)^[ \t]+", indent, text))


def minified(site: Site, random: Random) -> Site:
    """The CSS without comments and with white space collapsed."""

    def shrink(text: str) -> str:
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        return re.sub(r"\s+", " ", text)

    return _each(site, ".css", shrink)


def reordered(site: Site, random: Random) -> Site:
    """The attributes of every start tag in another order."""

    def shuffle(match: re.Match[str]) -> str:
        attributes = _ATTRIBUTE.findall(match[2])
        random.shuffle(attributes)
        return f"<{match[1]} {' '.join(attributes)}{' /' if match[3] else ''}>"

    return _each(site, ".html", lambda text: _START_TAG.sub(shuffle, text))


def classes_renamed(site: Site, random: Random) -> Site:
    """Every class under another name, in HTML, CSS and JavaScript alike."""
    names = {
        name
        for path in site
        if path.endswith(".html")
        for value in re.findall(r'class="([^"]*)"', site.text(path))
        for name in value.split()
    }
    plain = {name: re.sub(r"[^\w-]", "", name[::-1]).strip("-_") for name in names}
    new = {name: f"z{number}-{plain[name]}" for number, name in enumerate(sorted(names))}

    def in_html(text: str) -> str:
        def swap(match: re.Match[str]) -> str:
            return 'class="' + " ".join(new[name] for name in match[1].split()) + '"'

        return re.sub(r'class="([^"]*)"', swap, text)

    def dotted(text: str) -> str:
        def swap(match: re.Match[str]) -> str:
            return "." + new.get(match[1].replace("\\", ""), match[1])

        return re.sub(r"\.(-?[_a-zA-Z](?:\\.|[\w-])*)", swap, text)

    def in_script(text: str) -> str:
        text = re.sub(
            r"(?<=[\"'`\s,>])\.(-?[_a-zA-Z][\w-]*)", lambda m: "." + new.get(m[1], m[1]), text
        )
        return re.sub(
            r"([\"'])(-?[_a-zA-Z][\w-]*)\1", lambda m: m[1] + new.get(m[2], m[2]) + m[1], text
        )

    return _each(_each(_each(site, ".html", in_html), ".css", dotted), ".js", in_script)


def with_entities(site: Site, random: Random) -> Site:
    """Characters of the body's text as numeric references."""

    def encode(text: str) -> str:
        def text_run(match: re.Match[str]) -> str:
            return ">" + re.sub(r"[^\x00-\x7f]", lambda m: f"&#{ord(m[0])};", match[1]) + "<"

        head, mark, body = text.partition("<body")
        scripts = re.split(r"(<script\b.*?</script>|<style\b.*?</style>)", body, flags=re.DOTALL)
        scripts[::2] = [re.sub(r">([^<>]*)<", text_run, part) for part in scripts[::2]]
        return head + mark + "".join(scripts)

    return _each(site, ".html", encode)


def as_literals(site: Site, random: Random) -> Site:
    """Every custom property that is a plain colour of :root written out where it is used."""

    def expand(text: str) -> str:
        values = dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-fA-F]{6})\s*;", text))
        return re.sub(r"var\((--[\w-]+)\)", lambda m: values.get(m[1], m[0]), text)

    return _each(site, ".css", expand)


HARMLESS = (reindented, minified, reordered, classes_renamed, with_entities)


def without_element(site: Site, random: Random) -> Site:
    """The page without one random element of its body."""
    text = site.text("index.html")
    document = turbohtml.parse(text, source_locations=True)
    spans = []
    for element in document.find("body").iter_elements():
        location = element.source_location
        if location is None or location.end_tag is None:
            continue
        spans.append((location.start_tag.start_offset, location.end_tag.end_offset))
    start, end = random.choice(spans)
    return site.replace({"index.html": (text[:start] + text[end:]).encode()})
