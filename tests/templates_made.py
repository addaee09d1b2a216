"""Templates made from the bakery's by one change, to see what is said of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from pytest_llmsite.templates import loader

BAKERY = Path(__file__).parent / "data" / "bakery"


def copy_of(target: Path, source: Path = BAKERY, *, references: bool = False) -> Path:
    """Return a copy of a template, without its references unless asked for."""
    ignored = None if references else shutil.ignore_patterns("reference")
    shutil.copytree(source, target, ignore=ignored)
    return target


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace *old*, which must be there, once by *new*."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def sound_bakery(target: Path) -> Path:
    """Return a copy of the bakery whose brief has no contradiction."""
    folder = copy_of(target)
    change(folder, "brief.toml", 'footer = "3-column-centered"', 'footer = "minimal-single-row"')
    footer = '<nav><a href="#about">About us</a></nav>\n    <p class="small">'
    change(folder, "site/index.html", '<p class="small">', footer)
    assert loader.faults(folder) == []
    return folder
