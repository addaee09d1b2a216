"""Sites: immutable, hashed by content, confined to their folder."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.site import Site

FILES = st.dictionaries(st.sampled_from(["a", "b/c", "b/d.css"]), st.binary(max_size=9))


@given(FILES, FILES)
def test_hash_is_equal_exactly_for_equal_files(
    one: dict[str, bytes], two: dict[str, bytes]
) -> None:
    assert (Site(one).hash == Site(two).hash) == (one == two)
    assert (Site(one) == Site(two)) == (one == two)


def test_a_site_cannot_be_changed() -> None:
    site = Site({"a": b"1"})
    with pytest.raises(TypeError):
        site.files["a"] = b"2"  # type: ignore[index]
    assert site.replace({"a": None, "b": b"2"}).files == {"b": b"2"}
    assert site.files == {"a": b"1"}
    assert pickle.loads(pickle.dumps(site)) == site


def test_round_trip_through_a_folder(tmp_path: Path) -> None:
    site = Site({"index.html": b"x", "css/a.css": b"\xff"})
    site.write_to(tmp_path / "out")
    (tmp_path / "out" / ".hidden").write_text("no")
    (tmp_path / "out" / "link.html").symlink_to("/etc/hostname")
    assert Site.from_folder(tmp_path / "out") == site


@pytest.mark.parametrize("path", ["../x", "/tmp/x", "a/../../x"])
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    with pytest.raises(LlmsiteError, match="outside"):
        Site({path: b"x"}).write_to(tmp_path / "out")
    assert not (tmp_path / "x").exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(LlmsiteError, match="no such folder"):
        Site.from_folder(tmp_path / "none")
