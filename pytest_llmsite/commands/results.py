"""What is done with results: export, merge, report, site, compare, aa, rescore."""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..engine.settings import STARTS
from ..errors import LlmsiteError, nearest
from ..findings import taken_off
from .common import add_browser, add_conftest, an_inspector, say

if TYPE_CHECKING:
    from .common import Commands


def add_results_commands(commands: Commands) -> None:
    """Declare the commands."""
    export = commands.add_parser("export", help="results as a tidy table, a row a step")
    export.add_argument("results", nargs="+", type=Path, metavar="RESULTS", help="file or folder")
    export.add_argument("--format", choices=("csv", "jsonl", "parquet"), default="csv")
    export.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    export.set_defaults(run=_export)
    merge = commands.add_parser("merge", help="join results of several machines into one file")
    merge.add_argument("results", nargs="+", type=Path, metavar="RESULTS", help="file or folder")
    merge.add_argument("--output", type=Path, metavar="FILE", required=True)
    merge.set_defaults(run=_merge)
    report = commands.add_parser("report", help="print the summary of results again")
    report.add_argument("results", nargs="+", type=Path, metavar="RESULTS", help="file or folder")
    report.add_argument("--baseline-model", metavar="NAME")
    report.add_argument("--width", type=int, help="columns (default: the terminal's)")
    _add_document(report)
    _add_dir(report, "the pictures of a web page are")
    report.set_defaults(run=_report)
    site = commands.add_parser("site", help="write the website that a step left behind to a folder")
    site.add_argument("results", type=Path, metavar="RESULTS", help="file or folder")
    site.add_argument("step", metavar="STEP", help="as in safari-lodge-sonnet-run1-apply-colours")
    site.add_argument("--output", type=Path, metavar="FOLDER", required=True, help="a new folder")
    site.add_argument("--before", action="store_true", help="the website that the step began with")
    site.add_argument("--start", choices=STARTS, default=STARTS[0], help=f"default {STARTS[0]}")
    _add_dir(site, "sites are kept")
    site.set_defaults(run=_site)
    _comparing_commands(commands)
    rescore = commands.add_parser("rescore", help="score recorded sites anew: no calls")
    rescore.add_argument("results", type=Path, metavar="RESULTS", help="file of results")
    rescore.add_argument("--dir", type=Path, default=Path(".llmsite"), help="where the sites are")
    rescore.add_argument("--output", type=Path, metavar="FILE", required=True)
    rescore.add_argument(
        "--template",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="folder of a template of your own that does not lie here; repeatable",
    )
    add_conftest(rescore)
    add_browser(rescore)
    rescore.set_defaults(run=_rescore)


def _comparing_commands(commands: Commands) -> None:
    compare = commands.add_parser("compare", help="how new results differ from earlier ones")
    compare.add_argument("base", type=Path, metavar="BASE", help="file or folder of results")
    compare.add_argument("new", type=Path, metavar="NEW", help="file or folder of results")
    compare.add_argument(
        "--pair-runs",
        action="store_true",
        help="run r of BASE and run r of NEW belong together (seeded models)",
    )
    compare.add_argument("-v", "--verbose", action="store_true", help="list every line")
    compare.add_argument("--width", type=int, help="columns (default: the terminal's)")
    _add_document(compare)
    compare.set_defaults(run=_compare)
    aa = commands.add_parser("aa", help="how often the regression gate fires on identical models")
    aa.add_argument("results", nargs="+", type=Path, metavar="RESULTS", help="file or folder")
    aa.add_argument("--points", type=float, default=0.0, help="loss that is tolerated (default 0)")
    aa.add_argument("--rounds", type=int, default=1000, metavar="N", help="default 1000")
    aa.add_argument("--seed", type=int, default=0, metavar="N")
    aa.add_argument("--width", type=int, help="columns (default: the terminal's)")
    aa.set_defaults(run=_aa)


def _add_dir(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument(
        "--dir",
        type=Path,
        metavar="FOLDER",
        help=f"where {what} (default: the .llmsite that the results are in)",
    )


def _add_document(parser: argparse.ArgumentParser) -> None:
    document = parser.add_mutually_exclusive_group()
    document.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write a document instead: a web page (.html), Markdown (.md), text (.txt)",
    )
    document.add_argument(
        "--markdown", action="store_true", help="print Markdown, for the summary of a CI job"
    )


def _export(options: argparse.Namespace) -> int:
    from ..results.columns import tidy
    from ..results.combine import combined
    from ..results.export import export

    _keep(options.results, options.output)
    export(tidy(combined(options.results)), options.format, options.output)
    return 0


def _keep(results: Sequence[Path], output: Path | None) -> None:
    if output is not None and output.resolve() in [path.resolve() for path in results]:
        raise LlmsiteError(f"{output}: would be overwritten; name another --output")


def _merge(options: argparse.Namespace) -> int:
    from ..results.combine import combined

    records = combined(options.results)
    _write(options.output, (record.to_json() for record in records))
    say(f"{options.output}: {len(records)} steps")
    return 0


def _report(options: argparse.Namespace) -> int:
    from ..report.terminal import summary
    from ..results.combine import combined

    _keep(options.results, options.output)
    records = combined(options.results)
    if options.output is None and not options.markdown:
        for line in summary(records, **_screen(options), baseline_model=options.baseline_model):
            say(line)
        return 0
    from ..report.dataset import Dataset
    from ..report.documents import kind_of, summary_document
    from ..report.html.steps import Pictures
    from ..results.store import SiteStore

    pieces = summary_document(
        kind_of(options.output) if options.output else "markdown",
        Dataset.from_records(records),
        records,
        pictures=Pictures(
            [SiteStore(_folder_of(options.dir, one)) for one in options.results],
            (options.output or Path()).parent,
        ),
        baseline_model=options.baseline_model,
    )
    return _document(options, pieces)


def _folder_of(given: Path | None, results: Path) -> Path:
    """The `.llmsite` of the results: two levels above a file of its `results`."""
    folder = results.absolute() if results.is_dir() else results.absolute().parent
    return given or (folder.parent if folder.name == "results" else Path(".llmsite"))


def _document(options: argparse.Namespace, pieces: Iterable[str]) -> int:
    """Write a document to --output, or print it."""
    from ..report.documents import write_document

    if options.output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        for piece in pieces:
            say(piece.removesuffix("\n"))
    else:
        write_document(options.output, pieces)
        say(f"{options.output}")
    return 0


def _site(options: argparse.Namespace) -> int:
    from ..results.combine import combined
    from ..results.store import SiteStore

    output: Path = options.output
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise LlmsiteError(f"{output}: exists and is not an empty folder; name a new one")
    every = combined([options.results])
    steps = {record.name: record for record in every if record.start == options.start}
    record = steps.get(options.step)
    if record is None:
        near = nearest(options.step, list(steps))
        hint = f"; did you mean {near!r}?" if near else ""
        raise LlmsiteError(
            f"{options.results}: no {options.start} step {options.step!r} among {len(steps)}{hint}"
        )
    folder = _folder_of(options.dir, options.results)
    try:
        site = SiteStore(folder).get(record.before if options.before else record.after)
    except LlmsiteError as error:
        raise LlmsiteError(f"{error} (--dir names the folder where sites are kept)") from None
    try:
        site.write_to(output)
    except (OSError, ValueError) as error:
        raise LlmsiteError(f"{output}: cannot be written: {error}") from error
    say(f"{output}: {len(site.files)} files, {record.outcome}, score {_points(record.score)}")
    return 0


def _points(score: float | None) -> str:
    return "none" if score is None else f"{score:.2f}"


def _screen(options: argparse.Namespace) -> dict[str, Any]:
    """The columns to use, whether colours are wanted, and whether to draw with ASCII alone."""
    from ..report.screen import draws

    return {
        "width": options.width or shutil.get_terminal_size().columns,
        "colour": sys.stdout.isatty() and "NO_COLOR" not in os.environ,
        "ascii": not draws(sys.stdout.encoding),
    }


def _compare(options: argparse.Namespace) -> int:
    from ..report.compare import compare_lines
    from ..report.dataset import Dataset
    from ..results.combine import combined
    from ..results.comparable import check_pair, identity

    _keep([options.base, options.new], options.output)
    names = str(options.base), str(options.new)
    base, new = combined([options.base]), combined([options.new])
    check_pair(identity(base, names[0]), identity(new, names[1]))
    if options.output is not None or options.markdown:
        from ..report.documents import comparison_document, kind_of

        pieces = comparison_document(
            kind_of(options.output) if options.output else "markdown",
            Dataset.from_records(base),
            Dataset.from_records(new),
            names,
            verbosity=int(options.verbose),
            pair_runs=options.pair_runs,
        )
        return _document(options, pieces)
    for line in compare_lines(
        Dataset.from_records(base),
        Dataset.from_records(new),
        names,
        **_screen(options),
        verbosity=int(options.verbose),
        pair_runs=options.pair_runs,
    ):
        say(line)
    return 0


def _aa(options: argparse.Namespace) -> int:
    from ..report.aa import aa_lines
    from ..report.dataset import Dataset
    from ..results.combine import combined

    if not options.points >= 0 or options.rounds < 1:
        raise LlmsiteError("aa: expected --points of 0 or more and --rounds of 1 or more")
    data = Dataset.from_records(combined(options.results))
    for line in aa_lines(
        data,
        **_screen(options),
        points=options.points,
        rounds=options.rounds,
        seed=options.seed,
    ):
        say(line)
    return 0


def _rescore(options: argparse.Namespace) -> int:
    from ..conftests import additions_in
    from ..results.rescoring import rescored
    from ..results.store import SiteStore, read_records

    _keep([options.results], options.output)
    additions = additions_in(options.conftest)
    store = SiteStore(options.dir)
    records = read_records(options.results)
    with an_inspector(options, store.put_file) as inspector:
        found = rescored(records, store, Path(), additions, options.template, inspector)
        pairs = list(found)
    _write(options.output, (new.to_json() for _, new in pairs))
    changed = [(old, new) for old, new in pairs if old.score != new.score]
    for old, new in changed:
        say(f"{'-'.join(map(str, new.chain))}-{new.action}: {old.score:g} → {new.score:g}")
        before = {_billed(finding) for finding in old.findings}
        for finding in new.findings:
            if _billed(finding) not in before:
                say(
                    f"  now −{taken_off(finding['deduction'])} {finding['rule']}: {finding['message']}"
                )
    say(f"{options.output}: {len(pairs)} steps, {len(changed)} with another score")
    return 0


def _billed(finding: Mapping[str, Any]) -> tuple[str, str, float]:
    return finding["rule"], finding["message"], round(finding["deduction"], 4)


def _write(path: Path, lines: Iterable[str]) -> None:
    from ..files import write_atomically

    try:
        write_atomically(path, "".join(f"{line}\n" for line in lines).encode("ascii"))
    except OSError as error:
        raise LlmsiteError(f"{path}: cannot be written: {error.strerror}") from error
