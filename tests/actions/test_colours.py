"""apply-colours: what counts as a use, which techniques are as good as another, what is missed."""

from __future__ import annotations

import re

import pytest
from bakery import CSS, HTML, after, before, chain, check, edited, points, unmet, with_css

from pytest_llmsite.site import Site

ACTION = "apply-colours"
START = before(ACTION)
DONE = after(ACTION)
OLD = ("#0b3d5c", "#f2a541", "#eef5f9")
NEW = ("#6b2d1a", "#d9b382", "#fbf3ea")
NARROW = (
    "  .hero { background-image: linear-gradient(rgba(107, 45, 26, 0.9), rgba(107, 45, 26, 0.9)),"
)


def keys(new: Site, old: Site = START) -> set[str]:
    return set(unmet(ACTION, old, new))


def test_the_reference_meets_everything_and_the_start_nothing() -> None:
    assert unmet(ACTION, START, DONE) == {}
    assert {one.satisfaction for one in check(ACTION, START, START).values()} == {0.0}
    assert points(ACTION, START, DONE) == 10.0
    assert points(ACTION, START, START) == 0.0


def test_the_population_has_each_kind_of_place() -> None:
    kinds = ("gradient", "text", "background", "border", "shadow", "drawing", "state", "browser")
    assert set(check(ACTION, START, START)) == {
        *(f"primary/{kind}" for kind in ("variable", "companion", *kinds)),
        *(f"accent/{kind}" for kind in ("variable", "border", "state")),
        *(f"surface/{kind}" for kind in ("variable", "background", "gradient")),
    }


@pytest.mark.parametrize(
    "change",
    [
        ("--primary: #6b2d1a", "--primary: rgb(107 45 26)"),
        ("--primary: #6b2d1a", "--primary: hsl(14.1, 60.9%, 26.1%)"),
        ("--primary-rgb: 107, 45, 26", "--primary-rgb: 107,45,26"),
        ("rgb(107 45 26 / 12%)", "rgba(var(--primary-rgb), 0.12)"),
        ("rgb(107 45 26 / 12%)", "#6b2d1a1f"),
        ("rgba(107, 45, 26, 0.82)", "rgba(var(--primary-rgb), .82)"),
        ("color: #6b2d1a; background", "color: var(--primary); background"),
        ("border-color: #6b2d1a", "border-color: var(--primary)"),
        ("border-top: 4px solid #6b2d1a", "border-top: 4px solid; border-top-color: var(--primary)"),
        ("linear-gradient(90deg, #fbf3ea, #ffffff)", "linear-gradient(to right, var(--surface) 0%, white)"),
        (".button:hover {", "a.button:hover, .button:focus-visible {"),
        ("background: #ffffff; border-color", "background-color: #fff; border-color"),
    ],
)  # fmt: skip
def test_another_spelling_is_as_good(change: tuple[str, str]) -> None:
    assert keys(edited(DONE, CSS, change)) == set()


def test_literals_in_place_of_custom_properties_are_as_good() -> None:
    css = DONE.text(CSS)
    for name, value in (("primary", NEW[0]), ("accent", NEW[1]), ("surface", NEW[2])):
        css = css.replace(f"var(--{name})", value)
        css = re.sub(rf"\s*--{name}: [^;]+;", "", css)
    css = css.replace("rgba(var(--primary-rgb), 0.15)", "rgba(107, 45, 26, 0.15)")
    css = re.sub(r"\s*--primary-rgb: [^;]+;", "", css)
    assert keys(DONE.replace({CSS: css.encode()})) == set()


def test_a_sheet_of_overrides_is_as_good() -> None:
    """Rules appended at the end win the cascade, whatever stands above them."""
    css = DONE.text(CSS)
    assert (
        keys(START.replace({CSS: (START.text(CSS) + css).encode(), HTML: DONE.files[HTML]}))
        == set()
    )


def test_inline_styles_and_attributes_may_take_over() -> None:
    site = edited(DONE, HTML, ('fill="#6b2d1a" d="M2 20', 'style="fill: var(--primary)" d="M2 20'))
    assert keys(site) == set()


def test_custom_properties_alone_are_not_enough() -> None:
    names = ("--primary", "--accent", "--surface")
    changes = zip(names, OLD, NEW, strict=True)
    site = edited(START, CSS, *((f"{name}: {old}", f"{name}: {new}") for name, old, new in changes))
    site = edited(site, CSS, ("--primary-rgb: 11, 61, 92", "--primary-rgb: 107, 45, 26"))
    assert 2 < points(ACTION, START, site) < 7
    found = unmet(ACTION, START, site)
    assert "primary/variable" not in found
    assert "primary/companion" not in found
    assert found["primary/gradient"].satisfaction == 0
    assert found["primary/text"].message == "hero text still uses #0b3d5c (old primary)"


@pytest.mark.parametrize(
    ("change", "key", "message", "mend"),
    [
        (("--primary: #6b2d1a", "--primary: #0b3d5c"), "primary/variable",
         "--primary still uses #0b3d5c (old primary), in effect at 3 places", "use #6b2d1a"),
        (("--primary-rgb: 107, 45, 26", "--primary-rgb: 11, 61, 92"), "primary/companion",
         "--primary-rgb still uses #0b3d5c (old primary), in effect at 1 place", "use #6b2d1a"),
        (("rgba(107, 45, 26, 0.74)", "rgba(11, 61, 92, 0.74)"), "primary/gradient",
         "hero gradient still uses rgba(11, 61, 92, 0.74) (old primary)", "use rgba(107, 45, 26, 0.74)"),
        (("rgba(107, 45, 26, 0.74)", "rgba(107, 45, 26, 0.5)"), "primary/gradient",
         "hero gradient uses rgba(107, 45, 26, 0.5) instead of rgba(107, 45, 26, 0.74) (primary)",
         "use rgba(107, 45, 26, 0.74)"),
        (("rgba(251, 243, 234, 0.95)", "rgba(238, 245, 249, 0.95)"), "surface/background",
         "header background still uses rgba(238, 245, 249, 0.95) (old surface)",
         "use rgba(251, 243, 234, 0.95)"),
        (("rgb(107 45 26 / 12%)", "rgb(11 61 92 / 12%)"), "primary/shadow",
         "features shadow still uses rgba(11, 61, 92, 0.12) (old primary)",
         "use rgba(107, 45, 26, 0.12)"),
        (("border-color: #6b2d1a", "border-color: #0b3d5c"), "primary/state",
         "`.button:hover` border-color still uses #0b3d5c (old primary)", "use #6b2d1a"),
        (("outline: 2px solid #d9b382", "outline: 2px solid #333333"), "accent/state",
         "`.contact input:focus` outline uses #333333 instead of #d9b382 (accent)", "use #d9b382"),
        (("1px solid #6b2d1a; } }", "1px solid #0b3d5c; } }"), "primary/state",
         "`.site-header` border-bottom still uses #0b3d5c (old primary)", "use #6b2d1a"),
        ((NARROW, NARROW.replace("107, 45, 26", "11, 61, 92")), "primary/gradient",
         "hero gradient still uses rgba(11, 61, 92, 0.9) (old primary) (and 1 more of 4 places)",
         "use rgba(107, 45, 26, 0.9)"),
        (("height: 2px; background: #6b2d1a", "height: 2px; background: #0b3d5c"), "primary/background",
         "header background still uses #0b3d5c (old primary)", "use #6b2d1a"),
    ],
)  # fmt: skip
def test_a_place_that_was_missed_is_named(
    change: tuple[str, str], key: str, message: str, mend: str
) -> None:
    site = edited(DONE, CSS, change)
    found = unmet(ACTION, START, site)
    assert found[key].message == message
    assert found[key].mend == mend
    assert found[key].evidence[0].file == CSS
    lines = site.text(CSS).splitlines()
    quoted = found[key].evidence[0].quote.partition(":")[0]
    assert quoted in lines[found[key].evidence[0].line - 1]
    assert 0 < points(ACTION, START, site) < 10


def test_markup_that_was_missed_is_named() -> None:
    site = edited(
        DONE, HTML, ('fill="#6b2d1a" d="M2 4h', 'fill="#0b3d5c" d="M2 4h'),
        ("border-top-color: #d9b382", "border-top-color: #f2a541"),
        ('name="theme-color" content="#6b2d1a"', 'name="theme-color" content="#0b3d5c"'),
    )  # fmt: skip
    found = unmet(ACTION, START, site)
    assert set(found) == {"primary/drawing", "accent/border", "primary/browser"}
    assert found["primary/drawing"].satisfaction == pytest.approx(2 / 3)
    evidence = found["primary/drawing"].evidence[0]
    assert (evidence.file, evidence.quote) == (HTML, "fill: #0b3d5c")
    assert 'fill="#0b3d5c"' in site.text(HTML).splitlines()[evidence.line - 1]
    assert found["primary/drawing"].subjects == {
        "el:#features > div > article:nth-of-type(2) > svg > path"
    }


def test_a_rule_for_many_elements_is_one_place() -> None:
    """Three cards share a rule: forgetting it is one mistake."""
    site = edited(DONE, CSS, ("border-top: 4px solid #6b2d1a", "border-top: 4px solid #0b3d5c"))
    found = unmet(ACTION, START, site)
    assert set(found) == {"primary/border"}
    assert found["primary/border"].weight / sum(
        one.weight for key, one in check(ACTION, START, site).items() if key.startswith("primary/")
    ) == pytest.approx(1 / 20)


def test_colours_outside_of_the_palette_do_not_count() -> None:
    assert keys(with_css(DONE, ".small { color: #0b3d5d } .lead { color: #123456 }")) == set()


def test_deletion_is_no_way_out() -> None:
    """A button that is gone has not been recoloured."""
    half = START
    gone = edited(
        half,
        HTML,
        ('        <a class="button" href="#contact">Book a lesson</a>\n', ""),
        ('        <a class="button ghost" href="#features">See the boats</a>\n', ""),
    )
    with_button, without = check(ACTION, START, half), check(ACTION, START, gone)
    for key, one in without.items():
        assert one.satisfaction <= with_button[key].satisfaction
    done_gone = edited(DONE, HTML, ('<a class="button" href="#contact">Book a lesson</a>', ""))
    found = unmet(ACTION, START, done_gone)["accent/variable"]
    assert found.satisfaction == pytest.approx(3.5 / 5)
    assert found.message.startswith("hero background cannot be found any more")


@pytest.mark.parametrize("page", [b"", b"<!DOCTYPE html><title>x</title><body></body>"])
def test_an_emptied_page_meets_next_to_nothing(page: bytes) -> None:
    assert points(ACTION, START, DONE.replace({HTML: page})) < 0.5
    assert points(ACTION, START, DONE.replace({HTML: page, CSS: b""})) == 0


def test_later_actions_may_restyle_within_the_palette_and_the_brief() -> None:
    for name in ("replace-hero-bg", "replace-section-bgs", "update-contact"):
        assert unmet(ACTION, before(name), after(name), own=False) == {}
    last = chain()["update-contact"]
    white = edited(last, CSS, ("border-top: 4px solid #6b2d1a", "border-top: 0"))
    assert unmet(ACTION, last, white, own=False) == {}
    swapped = edited(
        last, CSS, ("height: 2px; background: #6b2d1a", "height: 2px; background: #d9b382")
    )
    assert unmet(ACTION, last, swapped, own=False) == {}


def test_later_actions_may_not_bring_back_the_old_palette_or_another() -> None:
    last = chain()["update-contact"]
    old = edited(last, CSS, ("--accent: #d9b382", "--accent: #f2a541"))
    assert unmet(ACTION, last, old, own=False)["accent/variable"].satisfaction == 0
    other = edited(
        last, CSS, ("height: 2px; background: #6b2d1a", "height: 2px; background: #123456")
    )
    found = unmet(ACTION, last, other, own=False)["primary/background"]
    assert found.message == "header background uses #123456, no colour of the palette (primary)"


def test_what_a_later_action_lost_counts_as_it_was() -> None:
    last = chain()["update-contact"]
    gone = edited(last, HTML, ('<p class="eyebrow">Baked since dawn</p>', ""))
    assert unmet(ACTION, last, gone, own=False) == {}


def test_renaming_classes_and_minifying_change_nothing() -> None:
    site = edited(DONE, CSS, ("rgba(107, 45, 26, 0.74)", "rgba(11, 61, 92, 0.74)"),
                  ("border-color: #6b2d1a", "border-color: #0b3d5c"))  # fmt: skip
    renamed = site
    for path in (HTML, CSS):
        text = renamed.text(path)
        for name in ("hero", "button", "card", "quotes", "small", "menu"):
            pattern = (
                rf'(?<=[." ]){name}(?=[" .:,{{])' if path == HTML else rf"(?<=\.){name}(?![-\w])"
            )
            text = re.sub(pattern, f"x-{name}", text)
        renamed = renamed.replace({path: text.encode()})
    renamed = renamed.replace(
        {HTML: renamed.text(HTML).replace('id="x-hero"', 'id="hero"').encode()}
    )
    small = renamed.replace({CSS: re.sub(r"\s+", " ", renamed.text(CSS)).encode()})
    plain = {key: one.satisfaction for key, one in check(ACTION, START, site).items()}
    assert {key: one.satisfaction for key, one in check(ACTION, START, small).items()} == plain
