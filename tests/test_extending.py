"""Actions and checks of one's own: what is accepted, and how each mistake is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.extending import NOTHING, Context, OwnAction, OwnCheck, Requirement, extend
from pytest_llmsite.results.combine import check_comparable
from pytest_llmsite.results.records import Record, from_json
from pytest_llmsite.scoring import score_step
from pytest_llmsite.templates.loader import Template, load

BAKERY = Path(__file__).parent / "data" / "bakery"


def note(context: Context) -> Iterable[Requirement]:
    """The page has an element with the briefed id, that says the briefed text."""
    found = context.page.select(f"#{context.brief['id']}")
    there = bool(found) and context.page.text(found[0]) == context.brief["text"]
    yield Requirement("there", "note/there", float(there), 1.0, "there is no note", "add it")


def own(**changes: Any) -> OwnAction:
    action = OwnAction(
        "add-note", "extras", "Add #{id}: {text}", note, {"id": str, "text": str}, about="our own"
    )
    return dataclasses.replace(action, **changes)


def with_table(template: Template, **table: str) -> Template:
    return dataclasses.replace(template, brief={**template.brief, "add-note": table})


def test_nothing_added_is_the_sixteen() -> None:
    assert extend() is NOTHING
    assert NOTHING.actions == ACTIONS
    assert NOTHING.label == ""


def test_an_action_follows_on_the_sixteen_with_its_category() -> None:
    second = own(name="add-second", category="brand", version="3")
    found = extend([own(), second], [OwnCheck("add-note", "more", note)])
    assert [(a.name, a.position) for a in found.actions[16:]] == [
        ("add-note", 17), ("add-second", 18),
    ]  # fmt: skip
    assert found.actions[:16] == ACTIONS
    assert found.categories["extras"] == "our own"
    assert found.categories["brand"] == "colours, fonts, logos and favicon"
    assert found.label == "add-note 1, add-second 3, add-note/more 1"


def test_the_table_may_stand_in_the_brief() -> None:
    template = with_table(load(BAKERY), id="note", text="Closed on Monday")
    found = extend([own()])
    extended = found.extended(template)
    assert found.actions[16].instruction(extended) == "Add #note: Closed on Monday"


def test_the_table_and_the_reference_may_stand_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "bakery.toml").write_text('[add-note]\nid = "note"\ntext = "Closed"\n')
    (tmp_path / "bakery.md").write_text("### NO CHANGES\n")
    plain = load(BAKERY)
    extended = extend([own(folder=tmp_path)]).extended(plain)
    assert extended.brief["add-note"] == {"id": "note", "text": "Closed"}
    assert extended.references["add-note"] == "### NO CHANGES\n"
    assert extended.brief_hash != plain.brief_hash
    assert "add-note" not in plain.brief
    with pytest.raises(LlmsiteError, match=r"stands both in .*brief.toml and in .*bakery.toml"):
        extend([own(folder=tmp_path)]).extended(with_table(plain, id="a", text="b"))


WRONG_ACTIONS: dict[str, tuple[object, str]] = {
    "no action": ("add-note", "expected an OwnAction or a list of them, found 'add-note'"),
    "a name with blanks": (own(name="Add note"), "expected a name like 'add-cookie-banner'"),
    "a taken name": (own(name="add-seo-meta"), "there is an action or table of this name already"),
    "a marker of pytest": (own(category="skip"), "category: expected a word like 'legal'"),
    "no schema": (own(schema={}), "schema: expected what its table in a brief holds"),
    "an unknown allowance": (own(allows={"landmark": ["hero"]}), r"did you mean 'landmarks'\?"),
    "a text for a list": (own(allows={"landmarks": "hero"}), "landmarks: expected a list of texts"),
    "a list for a flag": (own(allows={"free": ["hero"]}), "free: expected True or False"),
    "no folder": (own(folder=Path("nowhere")), "folder: nowhere does not exist"),
}


@pytest.mark.parametrize("name", WRONG_ACTIONS)
def test_a_wrong_action_is_told(name: str) -> None:
    action, message = WRONG_ACTIONS[name]
    with pytest.raises(LlmsiteError, match=message):
        extend([action])


def test_a_wrong_check_is_told() -> None:
    for check, message in [
        (note, "expected an OwnCheck or a list of them"),
        (OwnCheck("add-seo-mta", "length", note), r"did you mean 'add-seo-meta'\?"),
        (OwnCheck("add-seo-meta", "a length", note), "expected a name like 'description-length'"),
    ]:
        with pytest.raises(LlmsiteError, match=message):
            extend([], [check])
    twice = [OwnCheck("add-seo-meta", "length", note)] * 2
    with pytest.raises(LlmsiteError, match="add-seo-meta has a check of this name already"):
        extend([], twice)


@pytest.mark.parametrize(
    "table, message",
    [
        (None, r"brief.toml: \[add-note\]: expected the table of this action \(id, text\)"),
        ({"id": "note"}, r"brief.toml: \[add-note\] text: expected text, found nothing"),
        (
            {"id": "n", "text": "t", "edge": "top"},
            r"\[add-note\] edge: unknown key; known: id, text",
        ),
    ],
)
def test_a_wrong_table_is_told(table: dict[str, str] | None, message: str) -> None:
    template = load(BAKERY) if table is None else with_table(load(BAKERY), **table)
    with pytest.raises(LlmsiteError, match=message):
        extend([own()]).extended(template)


@pytest.mark.parametrize(
    "instruct, message",
    [
        ("Add {words}", "instruct, template 'bakery': .*KeyError: 'words'"),
        (lambda template: "", "instruct: expected a text, found ''"),
        (lambda template: template.nothing, "AttributeError"),
    ],
)
def test_a_wrong_instruction_is_told(instruct: Any, message: str) -> None:
    template = with_table(load(BAKERY), id="note", text="Closed")
    with pytest.raises(LlmsiteError, match=message):
        extend([own(instruct=instruct)]).extended(template)


def _yields(*found: Any) -> Callable[[Context], list[Any]]:
    return lambda context: list(found)


def _fails(context: Context) -> list[Requirement]:
    return [context.brief["nothing"]]


OK = Requirement("key", "note/key", 0.5, 1.0)


@pytest.mark.parametrize(
    "check, message",
    [
        (_fails, r"own check of add-note, template 'bakery': test_extending.py:\d+: KeyError"),
        (_yields(), "it yielded no requirement"),
        (_yields("there"), "expected a Requirement, found 'there'"),
        (_yields(OK, OK), "key 'key' is there twice"),
        (
            _yields(dataclasses.replace(OK, satisfaction=2)),
            "satisfaction: expected 0 to 1, found 2",
        ),
        (_yields(dataclasses.replace(OK, weight=0)), "weight: expected more than 0, found 0"),
    ],
)
def test_a_check_is_held_to_what_requirements_are(check: Any, message: str) -> None:
    additions = extend([own(check=check)])
    template = additions.extended(with_table(load(BAKERY), id="note", text="Closed"))
    with pytest.raises(LlmsiteError, match=message):
        score_step(
            template, additions.actions[16], additions.actions, template.start, template.start
        )


def score_of(html: Callable[[str], str], **changes: Any) -> Any:
    additions = extend([own(**changes)])
    template = additions.extended(with_table(load(BAKERY), id="note", text="Closed on Monday"))
    before = template.start
    after = before.replace({"index.html": html(before.text("index.html")).encode()})
    return score_step(template, additions.actions[16], additions.actions, before, after)


def added(html: str) -> str:
    return html.replace("</main>", '<p id="note">Closed on Monday</p></main>')


def test_own_actions_are_scored_as_the_sixteen_are() -> None:
    assert score_of(lambda html: html).score == 0
    assert score_of(added).score == 10

    def emptied(html: str) -> str:
        return added(html[: html.index("<main")] + "<main></main></body></html>")

    assert score_of(emptied).score < 0
    # Only an action that says that it may change anything gets away with that.
    assert score_of(emptied, allows={"free": True}).score > score_of(emptied).score


def test_a_text_that_nobody_asked_for_is_damage() -> None:
    def invented(html: str) -> str:
        more = "<p>We have won every prize that there is for bread in this country.</p></main>"
        return added(html).replace("</main>", more)

    score = score_of(invented)
    assert [f.rule for f in score.findings] == ["damage/invented-text"]


def test_an_added_check_shares_the_actions_points() -> None:
    additions = extend([], [OwnCheck("add-seo-meta", "note", _yields(OK))])
    action = next(a for a in additions.actions if a.name == "add-seo-meta")
    template = load(BAKERY)
    plain = next(a for a in ACTIONS if a.name == "add-seo-meta")
    start = template.start
    score = score_step(template, action, additions.actions, start, start)
    assert score.score == 0
    assert len(score.findings) == len(
        score_step(template, plain, ACTIONS, start, start).findings
    ) + 1  # fmt: skip


def record(**changes: Any) -> Record:
    values: dict[str, Any] = {field.name: "" for field in dataclasses.fields(Record)}
    values |= {"schema": 1, "score": 1.0, "findings": (), "requirements": {}, "run": 1}
    values |= {"position": 1, "repaired": 0, "attempts": 1, "raw": 1.0, "waited_s": 0.0}
    values |= {"cost_usd": None, "latency_s": None, "usage": {}, "rendering": {}, "outcome": "ok"}
    values |= {"simulated": False, "selected": True}
    return Record(**{**values, **changes})


def test_totals_of_different_sets_of_actions_are_not_mixed() -> None:
    sixteen, more = record(), record(additions="add-note 1")
    check_comparable([sixteen, sixteen])
    check_comparable([more, more])
    with pytest.raises(LlmsiteError, match="the sixteen and the sixteen with add-note 1"):
        check_comparable([sixteen, more])


def test_records_from_before_there_were_additions_are_read() -> None:
    import json

    data = json.loads(record().to_json())
    del data["additions"]
    assert from_json(json.dumps(data)).additions == ""
