"""`llmsite new`: what is found is filled in, what is not is marked, and nothing is made up."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from templates_made import change

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.cli import main
from pytest_llmsite.page import Page
from pytest_llmsite.site import Site
from pytest_llmsite.templates import loader, schema
from pytest_llmsite.templates.drafting.guessing import guess_landmarks
from pytest_llmsite.templates.drafting.writing import Writer, todo
from pytest_llmsite.templates.loader import BUNDLED

ONE_PAGE = Path(__file__).parents[2] / "examples" / "one_page"
Drafted = tuple[Path, dict[str, Any], str]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Drafted:
    """The example's one-page site as a new template, its brief, and what was told."""
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("new") / "mine"
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        assert main(["new", str(folder), "--from", str(ONE_PAGE / "site")]) == 0
    return folder, tomllib.loads((folder / "brief.toml").read_text("utf-8")), told.getvalue()


def test_the_site_is_copied_as_it_is(drafted: Drafted) -> None:
    folder, _, told = drafted
    assert Site.from_folder(folder / "site") == Site.from_folder(ONE_PAGE / "site")
    assert (folder / "supplied").is_dir()
    assert f"{folder}/site: 8 files" in told


def test_landmarks_are_guessed_and_shown(drafted: Drafted) -> None:
    folder, _, told = drafted
    head = tomllib.loads((folder / "template.toml").read_text("utf-8"))
    assert head["landmarks"] == {
        "header": "body > header",
        "hero": "body > main > section:nth-of-type(1)",
        "features": "#services",
        "about": "#story",
        "testimonials": "#reviews",
        "contact": "#visit",
        "footer": "body > footer",
    }
    assert head["breakpoints"] == [768]
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "testimonials #reviews id “reviews”: What riders say They found a crack that…" in lines
    assert any(line.startswith("hero: an id on the element would survive") for line in lines)


def test_what_is_found_is_filled_in(drafted: Drafted) -> None:
    _, brief, _ = drafted
    roles = brief["apply-colours"]["roles"]
    assert roles["night"]["old"] == "#17324d"
    assert "gradient in the hero" in roles["night"]["use"]
    assert [roles[name]["old"] for name in ("signal", "mist", "slate")] == [
        "#e2572b", "#eef3f6", "#40505c",
    ]  # fmt: skip
    fonts = brief["swap-fonts"]
    assert (fonts["heading"]["replaces"], fonts["heading"]["generic"]) == ("Bitter", "serif")
    assert (fonts["body"]["replaces"], fonts["body"]["weights"]) == ("Karla", [400, 600])
    assert brief["replace-header-logo"]["replaces"] == "images/logo.svg"
    assert brief["replace-header-logo"]["max_height"] == 40
    assert brief["replace-footer-logo"]["replaces"] == "images/logo-light.svg"
    assert brief["replace-favicon"]["replaces"] == ["images/icon.svg"]
    assert brief["replace-hero-bg"]["replaces"] == "images/fen.svg"
    sections = brief["replace-section-bgs"]["sections"]
    assert [(s["landmark"], s["replaces"]) for s in sections] == [("about", "images/tracks.svg")]
    hero = {text["place"]: text["old"] for text in brief["update-hero-text"]["texts"]}
    assert list(hero) == [
        "eyebrow", "headline", "subheading", "primary call to action", "secondary call to action",
    ]  # fmt: skip
    assert hero["headline"] == "Your bicycle, back on the road by Friday"
    contact = {text["place"]: text for text in brief["update-contact"]["texts"]}
    assert contact["address"]["old"] == "3 Lode Lane, Ely CB7 4XY"
    assert "now tel:+441353496012" in contact["telephone"]["href"]
    assert contact["copyright line"]["landmark"] == "footer"
    assert [f["name"] for f in brief["add-accessibility"]["fields"]] == ["name", "email", "message"]
    assert [i["src"] for i in brief["add-accessibility"]["images"]] == ["images/stand.svg"]
    assert "4 items that are alike" in brief["apply-sections-layout"]["features"]


def test_nothing_of_the_new_business_is_made_up(drafted: Drafted) -> None:
    """Whatever says what the site is to become is to do, but for what standards fix."""
    _, brief, _ = drafted
    fixed = {"website", "summary_large_image"}
    old = (ONE_PAGE / "site/index.html").read_text("utf-8")

    def values(data: Any) -> list[str]:
        if isinstance(data, dict):
            return [v for key, item in data.items() if key != "use" for v in values(item)]
        if isinstance(data, list):
            return [v for item in data for v in values(item)]
        return [data] if isinstance(data, str) else []

    known = {"serif", "sans-serif", "image/svg+xml", "icon", *(g for g in brief)}
    places = {"hero", "about", "contact", "footer"}
    for value in values({k: v for k, v in brief.items() if not k.startswith("update-")}):
        said = value in old or value in known | fixed | places or value.startswith(("#", "images/"))
        assert schema.is_todo(value) or said, value
    for action in ("update-hero-text", "update-about-text", "update-contact"):
        assert all(schema.is_todo(text["new"]) for text in brief[action]["texts"])
    assert all(schema.is_todo(value) for value in values(brief["business"]))


def test_each_todo_is_listed_and_named_by_validate(
    drafted: Drafted, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, brief, told = drafted
    assert "  brief.toml: [business] 7 values\n" in told
    assert "  brief.toml: [update-contact.texts] 8 values\n" in told
    assert main(["validate", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    todos = list(schema.todos(brief))
    assert len(lines) == len(todos) > 50
    assert all(": still to do: " in line for line in lines)
    for where, _ in todos:
        table, _, key = where.rpartition(".")
        assert any(line.startswith(f"mine: brief.toml: [{table}] {key}: ") for line in lines), where


def test_an_unfinished_template_is_refused(drafted: Drafted, pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess("--llm-models=noop", f"--llm-templates={drafted[0]}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: template 'mine' is not finished: * values begin with TODO*"]
    )


def test_a_bare_page_is_drafted_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "plain.html"
    page.write_text("<h1>Hello</h1><p>There is nothing else here.</p>", encoding="utf-8")
    assert main(["new", str(tmp_path / "bare"), "--from", str(page)]) == 0
    told = capsys.readouterr().out
    assert "  header        not found: to do in template.toml" in told
    assert "  testimonials  not found: not needed" in told
    faults = "\n".join(loader.faults(tmp_path / "bare"))
    assert "template.toml: breakpoints: still to do: a list like" in faults
    assert "template.toml: [landmarks] header: still to do: the selector of the header" in faults
    assert "[replace-header-logo] replaces: still to do: the header shows no image" in faults
    assert "[replace-hero-bg] replaces: still to do: the hero has no background image" in faults
    assert main(["validate", str(tmp_path / "bare")]) == 1


def test_only_the_sites_own_files_are_copied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    shutil.copytree(ONE_PAGE / "site", source)
    for file in (".env", "notes.txt", "node_modules/logo.svg", "other.html", "images/unused.svg"):
        (source / file).parent.mkdir(exist_ok=True)
        (source / file).write_text("secret", encoding="utf-8")
    (tmp_path / "outside.svg").write_text("<svg/>", encoding="utf-8")
    (source / "link.svg").symlink_to(tmp_path / "outside.svg")
    change(source, "index.html", "<h1>", '<img src="link.svg" alt=""><h1>')
    assert main(["new", str(tmp_path / "mine"), "--from", str(source)]) == 0
    copied = Site.from_folder(tmp_path / "mine/site")
    assert list(copied) == list(Site.from_folder(ONE_PAGE / "site"))
    assert "left out" in (told := capsys.readouterr().out)
    assert "images/unused.svg" in told
    assert "other.html" in told


@pytest.mark.parametrize(
    "target, source, message",
    [
        ("there", "site", "there already; choose another name or remove it"),
        ("mine", "nowhere", "expected a folder with an index.html, or an HTML file"),
        ("mine", "empty", "expected a folder with an index.html, or an HTML file"),
        ("-x-", "site", "expected a name of letters"),
        ("mine", "large", "expected at most 400 files and 16 MiB"),
    ],
)
def test_what_cannot_be_made_is_told(
    target: str, source: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("there", "empty"):
        (tmp_path / name).mkdir()
    shutil.copytree(ONE_PAGE / "site", tmp_path / "site")
    shutil.copytree(ONE_PAGE / "site", tmp_path / "large")
    (tmp_path / "large/images/fen.svg").write_bytes(b"\0" * (17 << 20))
    arguments = ["new", f"--from={tmp_path / source}", "--", str(tmp_path / target)]
    assert main(arguments) == 4
    assert message in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize("name", loader.bundled_names())
def test_landmarks_of_bundled_templates_are_guessed(name: str) -> None:
    page = Page(Site.from_folder(BUNDLED / name / "site"))
    known = loader.load(BUNDLED / name).landmarks
    for guess in guess_landmarks(page):
        assert page.select(known[guess.name]) == [guess.element]


LAYOUTS = {
    "a hero in the header": (
        '<header class="page-head"><nav><a href="#a">A</a></nav><h1>Hello</h1></header>'
        '<div id="a"><h2>Who we are</h2></div>',
        {"header": "nav", "hero": "header"},
    ),
    "words of headings": (
        "<section><h1>Hello</h1></section><section><h2>Our story</h2><p>Once</p></section>"
        "<section><h2>What our customers say</h2><p>Fine</p></section>"
        "<section><h2>Contact</h2><p>Write</p></section><footer>Bye</footer>",
        {"hero": "section", "about": "section", "testimonials": "section", "contact": "section",
         "footer": "footer"},
    ),
    "wrappers with classes": (
        '<div class="wrapper"><div class="header"><nav>Menu</nav></div><div class="banner"><h1>Hi</h1>'
        '</div><div class="our-services"><h2>Things</h2></div><div class="footer">Bye</div></div>',
        {"header": "div", "hero": "div", "features": "div", "footer": "div"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_landmarks_of_other_layouts(name: str) -> None:
    body, expected = LAYOUTS[name]
    page = Page(Site({"index.html": f"<!doctype html><title>T</title>{body}".encode()}))
    found = {guess.name: guess for guess in guess_landmarks(page)}
    assert {name: found[name].element.tag for name in expected} == expected
    for guess in found.values():
        assert page.select(guess.selector) == [guess.element]


def test_written_toml_is_read_back_as_it_was() -> None:
    values = {"a b": 'quote " back \\ tab\t line\n €', "list": [1, "x"], "t": {"k": "v"}, "f": 4.5}
    writer = Writer()
    writer.comment("two\nlines")
    writer.table("one.two", values, "a note")
    writer.entries("many", [{"x": 1}, {"x": todo("this")}])
    assert tomllib.loads(writer.text) == {
        "one": {"two": values}, "many": [{"x": 1}, {"x": "TODO: this"}],
    }  # fmt: skip


def test_the_finished_example_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    """What docs/your-own-template.md makes of the one-page site."""
    assert main(["validate", str(ONE_PAGE / "potters-yard")]) == 0
    assert "sound (no references; no-op 0 at each step)" in capsys.readouterr().out
    template = loader.load(ONE_PAGE / "potters-yard")
    assert set(template.brief) - {"business"} == {action.name for action in ACTIONS}
