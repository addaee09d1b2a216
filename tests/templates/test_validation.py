"""`llmsite validate` says of each fault of a template where it is and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from templates_made import BAKERY, change, copy_of, sound_bakery

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.cli import main
from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.templates import loader
from pytest_llmsite.templates.contradictions import contradictions
from pytest_llmsite.templates.validation import problems

# What is changed in brief.toml, and the one fault that comes of it.
SCHEMA = {
    "a missing key": ('name = "Copper Crumb"\n', "", "[business] name: expected text, found nothing"),
    "a wrong colour": (
        'new = "#6b2d1a"', 'new = "brown"',
        "[apply-colours.roles.primary] new: expected a colour like '#1a4d2e', found 'brown'",
    ),
    "a number as text": (
        "max_height = 48", 'max_height = "48"',
        "[replace-header-logo] max_height: expected a whole number, found '48'",
    ),
    "an unknown key": (
        'place = "headline"', 'place = "headline"\ncolour = "red"',
        "[update-hero-text.texts[2]] colour: unknown key; known: place, landmark, old, new, href",
    ),
    "a misspelt key": (
        "phone_e164 =", "phone_e146 =",
        "[business] phone_e146: unknown key (did you mean 'phone_e164'?)",
    ),
    "a misspelt key that may be left out": (
        "[replace-section-bgs.sections]]", "[replace-section-bgs.sections]]\ncolor = '#ffffff'",
        "[replace-section-bgs.sections[1]] color: unknown key (did you mean 'colour'?)",
    ),
    "a misspelt table": (
        "[replace-hero-bg]", "[replace-hero-gb]",
        "replace-hero-gb: unknown table (did you mean 'replace-hero-bg'?)",
    ),
    "an unknown pattern": (
        'features = "', 'features = "four-',
        "[apply-sections-layout] features: expected one of full",
    ),
    "a pattern that is nearly one": (
        'footer = "3-column-centered"', 'footer = "3-column-centred"',
        "[apply-sections-layout] footer: expected one of card-grid-3col, alternating-rows, timeline, "
        "icon-list, bento-grid, grid-2col, single-highlight, carousel, masonry, 4-column, "
        "3-column-centered, minimal-single-row, mega-footer, full-width-overlay, centered-minimal, "
        "split-screen, asymmetric-grid, parallax-scroll, video-background, found '3-column-centred' "
        "(did you mean '3-column-centered'?)",
    ),
    "a pattern to be filled in": (
        'footer = "3-column-centered"', 'footer = "TODO: one of 4-column, mega-footer"',
        "[apply-sections-layout] footer: still to do: one of 4-column, mega-footer",
    ),
    "a number that is none": (
        "minimum = 4.5", "minimum = nan", "[verify-contrast] minimum: expected a number, found nan",
    ),
    "an empty list": (
        'replaces = ["assets/favicon.svg", "assets/favicon-32.png"]', "replaces = []",
        "[replace-favicon] replaces: expected a list, each text, found []",
    ),
    "a value to be filled in": (
        'legal_name = "Copper Crumb Bakery Ltd"', 'legal_name = "TODO: the firm"',
        "[business] legal_name: still to do: the firm (expected text)",
    ),
    "a value inside of structured data": (
        "[add-structured-data.properties]", '[add-structured-data.properties]\nslogan = "TODO: a slogan"',
        "[add-structured-data.properties] slogan: still to do: a slogan (expected a value)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEMA)
def test_schema(name: str, tmp_path: Path) -> None:
    old, new, expected = SCHEMA[name]
    folder = copy_of(tmp_path / "bakery")
    change(folder, "brief.toml", old, new)
    if name == "an unknown pattern":
        expected = "[apply-sections-layout] features: expected one of "
    assert [f for f in loader.faults(folder) if not f.startswith(f"brief.toml: {expected}")] == []
    assert len(loader.faults(folder)) == 1
    with pytest.raises(LlmsiteError):
        loader.load(folder)


def test_of_two_keys_like_a_missing_one_the_nearer_is_meant(tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "bakery")
    change(folder, "brief.toml", "phone_e164 = ", "phone_e16 = 1\nphone_e146 = ")
    known = "name, legal_name, kind, tagline, url, email, phone, phone_e164, address"
    assert loader.faults(folder) == [
        "brief.toml: [business] phone_e16: unknown key (did you mean 'phone_e164'?)",
        f"brief.toml: [business] phone_e146: unknown key; known: {known}",
    ]


FILES = {
    "not UTF-8": (b"# caf\xe9\n", "not UTF-8 (line 1); save it as UTF-8"),
    "no UTF-8 further down": (b"# a\n# b\nx = '\xff'\n", "not UTF-8 (line 3); save it as UTF-8"),
    "no TOML": (b"title = \n", "not valid TOML: Invalid value (at line 1, column 9)"),
    "a key twice": (b"a = 1\na = 2\n", "not valid TOML: a key is there twice (at line 2, column 6)"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("file", ["template.toml", "brief.toml"])
def test_a_file_that_cannot_be_read_is_one_line(
    name: str, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy_of(tmp_path / "bakery")
    content, message = FILES[name]
    (folder / file).write_bytes(content)
    assert main(["validate", str(folder)]) == 4
    assert capsys.readouterr().err == f"llmsite: {folder / file}: {message}\n"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    for file in ("template.toml", "brief.toml"):
        (folder / file).write_bytes(b"\xef\xbb\xbf" + (folder / file).read_bytes())
    assert loader.faults(folder) == []
    loader.load(folder)


def test_all_faults_are_named_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_of(tmp_path / "bakery")
    change(folder, "brief.toml", 'new = "#6b2d1a"', 'new = "TODO: the main colour"')
    change(folder, "brief.toml", 'email = "hello@copper-crumb.example"', "email = 12")
    change(folder, "template.toml", 'title = "Sailing school"', 'title = ""')
    assert main(["validate", str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "bakery: template.toml: title: expected text, found ''",
        "bakery: brief.toml: [business] email: expected an e-mail address, found 12",
        "bakery: brief.toml: [apply-colours.roles.primary] new: still to do: the main colour "
        "(expected a colour like '#1a4d2e')",
    ]
    with pytest.raises(LlmsiteError, match="'bakery' is not finished: 1 values begin with TODO"):
        loader.load(folder)


BRIEF = {
    "a table of no action": (
        "[verify-contrast]", "[verify-contrst]\na = 1\n[verify-contrast]",
        r"[verify-contrst]: unknown table 'verify-contrst' (did you mean 'verify-contrast'?)",
    ),
    "new is another's old": (
        'new = "#6b2d1a"', 'new = "#f2a541"',
        "[apply-colours.roles.primary] new: #f2a541 is the old colour of 'accent'",
    ),
    "one old colour twice": (
        'old = "#f2a541"', 'old = "#0b3d5c"',
        "[apply-colours.roles.accent] old: #0b3d5c is the old colour of 'primary' as well",
    ),
    "one new colour twice": (
        'new = "#d9b382"', 'new = "#6b2d1a"',
        "[apply-colours.roles.accent] new: #6b2d1a is the new colour of 'primary' as well",
    ),
    "a pair that cannot be read": (
        'new = "#6b2d1a"', 'new = "#d9c7bf"',
        "[apply-colours.roles.primary] new: #d9c7bf on #ffffff (which stays) can never reach a "
        "contrast of ",
    ),
    "an overlay on which nothing can be read": (
        'overlay = "rgba(48, 20, 10, 0.72)"', 'overlay = "rgba(240, 240, 240, 0.95)"',
        "[replace-hero-bg] overlay: #d9b382, the colour of “Sea legs since 1988”, on "
        "rgba(240, 240, 240, 0.95) can never reach a contrast of 4.5 : 1, at best it has 1.73 : 1",
    ),
    "a role that nothing uses": (
        'old = "#eef5f9"', 'old = "#123456"',
        "[apply-colours.roles.surface] old: nothing on the page uses #123456 or #fbf3ea (surface)",
    ),
    "a file to be replaced that is not there": (
        'replaces = "assets/logo.svg"', 'replaces = "assets/brand.svg"',
        "[replace-header-logo] replaces: the site has no file 'assets/brand.svg'",
    ),
    "a file to be replaced that is not shown": (
        'replaces = "assets/logo.svg"', 'replaces = "css/styles.css"',
        "[replace-header-logo] replaces: the page shows 'css/styles.css' nowhere",
    ),
    "a font to be replaced that is not in effect": (
        'replaces = "Playfair Display"', 'replaces = "Playfair"',
        "[swap-fonts.heading] replaces: no text of the page is set in 'Playfair'; in effect: "
        "arial, playfair display, source sans 3",
    ),
    "a font that is not requested": (
        "weights = [500, 700]", "weights = [500, 900]",
        "[swap-fonts] stylesheet: it does not ask for 'Fraunces' in 900, which [swap-fonts.heading] wants",
    ),
    "the old text as the new one": (
        'new = "Baked since dawn"', 'new = "Sea legs  since 1988"',
        "[update-hero-text.texts[1]] old and new are the same text",
    ),
    "a text that is not there": (
        'old = "Sea legs since 1988"', 'old = "Sea legs since 1989"',
        "[update-hero-text.texts[1]] old: no element of the hero says just “Sea legs since 1989”; "
        "did you mean “Sea legs since 1988”?",
    ),
    "a link to nowhere": (
        'new = "Baked since dawn"', 'new = "Baked since dawn"\nhref = "#dawn"',
        "[update-hero-text.texts[1]] href: the page has no element with the id 'dawn'",
    ),
    "too few children": (
        'testimonials = "grid-2col"', 'testimonials = "masonry"',
        "[apply-sections-layout] testimonials: 'masonry' needs at least 3 items that are alike, the "
        "testimonials section has 2",
    ),
    "a pattern of something else": (
        'testimonials = "grid-2col"', 'testimonials = "mega-footer"',
        "[apply-sections-layout] testimonials: 'mega-footer' is a footer's pattern",
    ),
    "a navigation that is not there": (
        'nav_labels = { header = "Main", footer = "Footer" }', 'nav_labels = { about = "About" }',
        "[add-accessibility.nav_labels] about: the about section has 0 <nav> elements; expected one",
    ),
    "an image that is not there": (
        'src = "assets/boat.webp"', 'src = "assets/ship.webp"',
        "[add-accessibility.images[1]] src: the page has no <img> of 'assets/ship.webp'",
    ),
    "a field that is not there": (
        'name = "email"', 'name = "telephone"',
        "[add-accessibility.fields[1]] name: the page has no field named 'telephone'",
    ),
}  # fmt: skip


def test_the_changed_bakery_is_sound_before_it_is_changed(tmp_path: Path) -> None:
    template = loader.load(sound_bakery(tmp_path / "bakery"))
    assert list(contradictions(template, ACTIONS)) == []


@pytest.mark.parametrize("name", BRIEF)
def test_contradictions_of_the_brief(name: str, tmp_path: Path) -> None:
    old, new, expected = BRIEF[name]
    folder = sound_bakery(tmp_path / "bakery")
    change(folder, "brief.toml", old, new)
    found = list(contradictions(loader.load(folder), ACTIONS))
    assert any(line.startswith(f"brief.toml: {expected}") for line in found), found


def test_an_action_with_nothing_to_do(tmp_path: Path) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    brief = loader.load(folder).brief["replace-favicon"]
    icons = "".join(
        "<link " + " ".join(f'{key}="{value}"' for key, value in icon.items()) + ">"
        for icon in brief["icons"]
    )
    html = (folder / "site/index.html").read_text(encoding="utf-8")
    kept = [line for line in html.splitlines() if 'rel="icon"' not in line]
    new = "\n".join(kept).replace("</head>", f"{icons}</head>")
    (folder / "site/index.html").write_text(new, encoding="utf-8")
    loader.load.cache_clear()
    found = list(contradictions(loader.load(folder), ACTIONS))
    assert (
        "brief.toml: [replace-favicon]: nothing to do: the starting site meets all of it" in found
    )


def test_a_pattern_that_the_site_has_already(tmp_path: Path) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    css = folder / "site/css/styles.css"
    css.write_text(
        css.read_text(encoding="utf-8")
        + "\n#testimonials { display: grid; grid-template-columns: 1fr 1fr; }\n"
        + "#testimonials h2 { grid-column: 1 / -1; }\n",
        encoding="utf-8",
    )
    found = list(contradictions(loader.load(folder), ACTIONS))
    place = "brief.toml: [apply-sections-layout] testimonials"
    assert f"{place}: the starting site has this pattern already" in found


LANDMARKS = {
    "none": ('hero = "#hero"', 'hero = "#heroes"', "hero: '#heroes' matches 0 elements of site/index"),
    "several": ('hero = "#hero"', 'hero = "section"', "hero: 'section' matches 5 elements of site"),
}  # fmt: skip


@pytest.mark.parametrize("name", LANDMARKS)
def test_landmarks_match_exactly_one_element(name: str, tmp_path: Path) -> None:
    old, new, expected = LANDMARKS[name]
    folder = sound_bakery(tmp_path / "bakery")
    change(folder, "template.toml", old, new)
    first = next(problems(loader.load(folder), ACTIONS))
    assert first.startswith(f"template.toml: [landmarks] {expected}"), first


@pytest.mark.parametrize("selector", ["#hero >", "#", ":nosuch", "a[", ""])
def test_a_landmark_that_is_no_selector_is_told_before_anything_runs(
    selector: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    change(folder, "template.toml", 'hero = "#hero"', f'hero = "{selector}"')
    assert main(["validate", str(folder)]) == 1
    (said,) = capsys.readouterr().out.splitlines()
    fault = f"'{selector}' is no selector: " if selector else "expected text, found ''"
    assert said.startswith(f"bakery: template.toml: [landmarks] hero: {fault}")
    with pytest.raises(LlmsiteError, match=r"template.toml: \[landmarks\] hero: "):
        loader.load(folder)


def test_a_misspelt_landmark_is_one_fault(tmp_path: Path) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    change(folder, "template.toml", 'hero = "#hero"', 'heroo = "#hero"')
    assert loader.faults(folder) == [
        "template.toml: [landmarks] hero: expected a selector, found nothing (is it 'heroo'?)"
    ]


REFERENCES = {
    "another action": ("01-aply-colours.md", "reference/01-apply-colours.md"),
    "another number": ("02-apply-colours.md", "reference/01-apply-colours.md"),
    "one digit": ("1-apply-colours.md", "reference/01-apply-colours.md"),
    "another end": ("01-apply-colours.markdown", "reference/01-apply-colours.md"),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_a_misnamed_reference_is_told(name: str, tmp_path: Path) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    wrong, right = REFERENCES[name]
    (folder / "reference").mkdir()
    (folder / "reference" / "notes.md").write_text("how these were made", encoding="utf-8")
    (folder / "reference" / wrong).write_text("### NO CHANGES\n", encoding="utf-8")
    assert list(problems(loader.load(folder), ACTIONS)) == [
        f"reference/{wrong}: no action's reference is called so (did you mean {right!r}?)"
    ]


def test_a_reference_that_is_not_utf8_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    reply = folder / "reference/01-apply-colours.md"
    reply.parent.mkdir()
    reply.write_bytes(b"caf\xe9")
    assert main(["validate", str(folder)]) == 4
    assert capsys.readouterr().err == (f"llmsite: {reply}: not UTF-8 (line 1); save it as UTF-8\n")


def test_all_that_is_named_and_not_there_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    (folder / "supplied/hero.webp").unlink()
    (folder / "supplied/logo-dark.svg").unlink()
    change(folder, "brief.toml", 'landmark = "hero"', 'landmark = "heroes"')
    change(folder, "template.toml", 'footer = "body > footer"', "")
    known = "known: header, hero, about, features, testimonials, contact"
    assert main(["validate", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "bakery: brief.toml: [replace-header-logo] asset: 'assets/supplied/logo-dark.svg' does not "
        "exist; put the file at bakery/supplied/logo-dark.svg",
        "bakery: brief.toml: [replace-hero-bg] asset: 'assets/supplied/hero.webp' does not exist; "
        "put the file at bakery/supplied/hero.webp",
        "bakery: template.toml: [landmarks] footer: expected a selector, found nothing",
        "bakery: brief.toml: [update-hero-text.texts[1]] landmark: 'heroes' is not a landmark of "
        f"template.toml; {known}",
    ]


def test_a_landmark_of_the_brief_that_is_none(tmp_path: Path) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    change(folder, "brief.toml", 'landmark = "hero"', 'landmark = "heroes"')
    with pytest.raises(
        LlmsiteError, match=r"\[update-hero-text.texts\[1\]\] landmark: 'heroes' is not a landmark"
    ):
        loader.load(folder)


def test_assets_are_there_and_decode(tmp_path: Path) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    for file in ("site/assets/boat.webp", "supplied/hero.webp"):
        (folder / file).write_bytes(b"RIFF\0\0\0\0WEBPVP8 no picture")
    (folder / "site/assets/favicon-32.png").unlink()
    found = list(problems(loader.load(folder), ACTIONS))
    assert any("image 'assets/boat.webp' does not decode" in line for line in found)
    assert any("image 'assets/favicon-32.png' does not exist" in line for line in found)
    assert "supplied/hero.webp: does not decode" in found
    (folder / "supplied/hero.webp").unlink()
    loader.load.cache_clear()
    with pytest.raises(
        LlmsiteError, match=r"\[replace-hero-bg\] asset: 'assets/supplied/hero.webp'"
    ):
        loader.load(folder)


def test_each_reference_scores_ten_or_says_why(tmp_path: Path) -> None:
    folder = copy_of(tmp_path / "bakery", BAKERY, references=True)
    first, second = ACTIONS[3], ACTIONS[4]
    for path in (folder / "reference").iterdir():
        if int(path.name[:2]) > 5:
            path.unlink()
    logo = f"reference/04-{first.name}.md"
    change(folder, logo, "logo-light.svg", "logo-dark.svg")
    change(
        folder, f"reference/05-{second.name}.md", "<<<<<<< SEARCH\n", "<<<<<<< SEARCH\nnowhere\n"
    )
    found = list(problems(loader.load(folder), ACTIONS))
    text = "\n".join(found)
    assert f"{logo}: " in text
    assert f"reference/05-{second.name}.md:" in text
    assert "reference/06-replace-hero-bg.md: missing" in found


def test_without_references_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sound_bakery(tmp_path / "bakery")
    assert main(["validate", str(folder)]) == 0
    said, size = capsys.readouterr().out.splitlines()
    assert said == "bakery: sound (no references; no-op 0 at each step)"
    assert size.startswith("bakery: ")
    assert size.endswith(" KB CSS")
