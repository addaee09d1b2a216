"""Results on disk: read back whole, also after a writer was killed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.results.records import Record, from_json
from pytest_llmsite.results.store import ResultLog, SiteStore, read_records
from pytest_llmsite.site import Site

RECORD = Record(
    session="s", template="t", brief="b", model="m", model_id="i", provider="p", run=1, position=2,
    action="swap-fonts", category="brand", start="chained", outcome="ok", score=9.5, raw=9.5,
    findings=({"rule": "fonts/loaded", "deduction": 0.5, "message": "x"},), repaired=0,
    usage={"input": 3, "output": 4}, cost_usd=0.1, latency_s=1.5, waited_s=0.0, finish_reason="stop",
    request_id="r", attempts=1, message="", before="aa", after="bb", reply="cc", simulated=False,
    selected=True, requirements={"swap-fonts": (0.0, 1.0)}, scorer="1", inspector="static/1",
)  # fmt: skip


@given(st.text(), st.one_of(st.none(), st.floats(-10, 10)))
def test_a_record_survives_json_whatever_text_it_holds(text: str, score: float | None) -> None:
    record = replace(RECORD, message=text, score=score, findings=({"message": text},))
    line = record.to_json()
    assert line.isascii()
    assert "\n" not in line
    read = from_json(line)
    assert read.score == score
    assert read.message == text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    assert from_json(read.to_json()) == read


def test_nan_is_never_written() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        replace(RECORD, score=float("nan")).to_json()


@pytest.mark.parametrize("cut", [1, 40, -2])
def test_a_half_written_line_is_passed_over_and_cut_off(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "r.jsonl"
    line = RECORD.to_json()
    path.write_text(f"{line}\n{line[:cut]}", encoding="ascii")
    assert list(read_records(path)) == [RECORD]
    log = ResultLog(path)
    log.append(replace(RECORD, run=2))
    log.close()
    assert [record.run for record in read_records(path)] == [1, 2]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "not JSON"),
        ("[]", "expected a step record"),
        ('{"schema": 99}', "found schema 99"),
        ('{"schema": 1}', "lacks 'action'"),
    ],
)
def test_what_is_no_record_is_named_with_file_and_line(
    tmp_path: Path, line: str, expected: str
) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(f"{RECORD.to_json()}\n{line}\n{RECORD.to_json()}\n", encoding="utf-8")
    with pytest.raises(LlmsiteError, match=r"r\.jsonl:2: ") as error:
        list(read_records(path))
    assert expected in str(error.value)


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LlmsiteError, match="cannot be read"):
        list(read_records(tmp_path / "none.jsonl"))


def test_sites_are_stored_once_and_checked_when_read(tmp_path: Path) -> None:
    site = Site({"index.html": b"one", "css/a.css": b"same"})
    other = site.replace({"index.html": b"two"})
    store = SiteStore(tmp_path)
    assert store.put(site) == site.hash
    store.put(other)
    store.put(site)
    assert len([p for p in (tmp_path / "objects").rglob("*") if p.is_file()]) == 3
    assert SiteStore(tmp_path).get(site.hash) == site
    names = json.loads((tmp_path / "sites" / f"{site.hash}.json").read_text())
    name = names["index.html"]
    (tmp_path / "objects" / name[:2] / name[2:]).write_bytes(b"altered")
    with pytest.raises(LlmsiteError, match="recorded content"):
        SiteStore(tmp_path).get(site.hash)
    with pytest.raises(LlmsiteError, match="cannot be read back"):
        SiteStore(tmp_path).get("0" * 64)
