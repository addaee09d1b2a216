"""add-structured-data: JSON-LD that parses, of the type and with the values of the brief."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bundled_sites import HTML, requirements, state, template, unmet
from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.actions.structured_data import instruct, share
from pytest_llmsite.site import Site

ACTION = "add-structured-data"
BRIEF = template().brief[ACTION]
SCRIPT = re.compile(r'(<script type="application/ld\+json">)(.*?)(</script>)', re.DOTALL)


def states() -> tuple[Site, Site]:
    return state("safari-lodge", ACTION)


def data() -> dict[str, Any]:
    found = SCRIPT.search(states()[1].text(HTML))
    assert found is not None
    read: dict[str, Any] = json.loads(found[2])
    return read


def with_text(text: str) -> Site:
    after = states()[1]
    return after.replace(
        {HTML: SCRIPT.sub(lambda m: m[1] + text + m[3], after.text(HTML)).encode()}
    )


def judged(text: str) -> dict[str, float]:
    return unmet(requirements(ACTION, states()[0], with_text(text)))


def changed(**values: Any) -> str:
    return json.dumps({**data(), **values})


@pytest.mark.parametrize("name", ["safari-lodge", "saas-product"])
def test_the_reference_meets_all_and_nothing_was_met_before(name: str) -> None:
    before, after = state(name, ACTION)
    assert unmet(requirements(ACTION, before, after, name=name)) == {}
    start = requirements(ACTION, before, before, name=name)
    assert set(unmet(start)) == set(start)


def test_written_in_another_way() -> None:
    known = data()
    reordered = dict(reversed(known.items()))
    assert judged(json.dumps(known, indent=None, separators=(",", ":"))) == {}
    assert judged(json.dumps(reordered, ensure_ascii=True)) == {}
    assert judged(json.dumps([known])) == {}
    context = known.pop("@context")
    assert judged(json.dumps({"@context": context, "@graph": [known, {"@type": "WebSite"}]})) == {}
    for spelled in ("http://schema.org", "https://schema.org/", {"@vocab": "https://schema.org/"}):
        assert judged(json.dumps({**known, "@context": spelled})) == {}
    assert (
        judged(json.dumps({**known, "@context": context, "@type": [BRIEF["type"], "Place"]})) == {}
    )
    full = f"https://schema.org/{BRIEF['type']}"
    assert judged(json.dumps({**known, "@context": context, "@type": full, "@id": "#us"})) == {}


def test_a_telephone_number_may_be_written_with_blanks() -> None:
    number = data()["telephone"]
    assert judged(changed(telephone=f"{number[:3]} {number[3:7]} {number[7:]}")) == {}
    assert judged(changed(telephone=number[:-1] + "9")) == {"property/telephone": 0}


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "x",}',
        "{'name': 'x'}",
        "{} // note",
        "",
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        "[" * 5000,
    ],
)
def test_what_search_engines_reject_is_worth_nothing(text: str) -> None:
    found = requirements(ACTION, states()[0], with_text(text))
    assert {r.satisfaction for r in found.values()} == {0}
    assert found["parses"].message


def test_wrong_values() -> None:
    assert judged(changed(**{"@type": "Thing"})) == {"type": 0}
    assert judged(changed(**{"@context": "https://example.org"})) == {"type": 0}
    assert judged(changed(name="Another name")) == {"property/name": 0}
    assert judged(changed(url="/")) == {"property/url": 0}
    assert judged(changed(aggregateRating={"ratingValue": 5})) == {"nothing-invented": 0}
    address = {**data()["address"], "postalCode": "0000"}
    assert 0.5 < judged(changed(address=address))["property/address"] < 1


def test_two_descriptions_of_one_business_contradict() -> None:
    assert judged(json.dumps([data(), {**data(), "name": "Another name"}])) == {"type": 0.5}


def test_a_second_broken_script_counts() -> None:
    after = states()[1]
    text = after.text(HTML).replace(
        "</head>", '<script type="application/ld+json">{,}</script></head>'
    )
    found = requirements(ACTION, states()[0], after.replace({HTML: text.encode()}))
    assert unmet(found) == {"parses": 0.5}


def test_the_instruction_holds_the_very_json() -> None:
    words = instruct(template())
    block = words[words.index("{") : words.rindex("}") + 1]
    assert judged(block) == {}


values = st.recursive(
    st.text(max_size=8) | st.integers(-99, 99) | st.booleans(),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.text(max_size=4), inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
)


@given(values, values)
def test_shares_are_shares(found: Any, wanted: Any) -> None:
    assert 0 <= share(found, wanted) <= 1


@given(st.dictionaries(st.sampled_from("abcdef"), st.text(min_size=1, max_size=5), min_size=1))
def test_equal_is_one_and_missing_is_less(wanted: dict[str, str]) -> None:
    assert share(dict(wanted), wanted) == 1
    less = dict(list(wanted.items())[1:])
    assert share(less, wanted) < 1
    assert share(None, wanted) == 0
