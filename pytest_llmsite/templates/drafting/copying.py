"""Which files of a folder belong to a site: the page, and what it names, directly or through others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ...errors import LlmsiteError
from ...site import Site

MAX_FILES = 400
MAX_BYTES = 16 << 20
_PAGES = (".html", ".htm", ".xhtml", ".php")


@dataclass(frozen=True)
class Copied:
    """A site with the page as `index.html`, and the files of the folder that were left out."""

    site: Site
    left_out: tuple[str, ...]


def own_files(source: Path) -> Copied:
    """Return the page in *source* (a folder with an index.html, or one HTML file) and what it needs.

    A file belongs to the site when a file that belongs to it mentions its name. Dot files, symbolic
    links, other pages and `node_modules` never do. Raises LlmsiteError where there is no page, or
    where the site is larger than 400 files or 16 MiB.
    """
    page = source / "index.html" if source.is_dir() else source
    if not page.is_file() or page.suffix.lower() not in _PAGES:
        raise LlmsiteError(
            f"--from={source}: expected a folder with an index.html, or an HTML file"
        )
    everything = Site.from_folder(page.parent)
    candidates = {
        path: content
        for path, content in everything.files.items()
        if path != page.name
        and "node_modules" not in PurePosixPath(path).parts
        and PurePosixPath(path).suffix.lower() not in _PAGES
    }
    kept = {"index.html": everything.files[page.name]}
    pending = [everything.text(page.name)]
    while pending:
        text = pending.pop()
        for path in [p for p in candidates if PurePosixPath(p).name in text]:
            kept[path] = candidates.pop(path)
            if everything.is_text(path) or path.endswith(".svg"):
                pending.append(everything.text(path))
    size = sum(map(len, kept.values()))
    if len(kept) > MAX_FILES or size > MAX_BYTES:
        raise LlmsiteError(
            f"--from={source}: the page needs {len(kept)} files of {size / (1 << 20):.1f} MiB; expected "
            f"at most {MAX_FILES} files and {MAX_BYTES >> 20} MiB: leave out or shrink what is large"
        )
    left_out = [path for path in everything if path not in kept and path != page.name]
    return Copied(Site(kept), tuple(left_out))
