"""`llmsite`: what is done with templates, sites and results outside of a pytest run."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__
from .errors import InspectorLostError, LlmsiteError, unknown_name

if TYPE_CHECKING:
    from .inspection import Inspector

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 problems found, 4 usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
        return status
    except (LlmsiteError, InspectorLostError) as error:
        print(f"llmsite: {error}", file=sys.stderr)  # noqa: T201
        return 4
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="llmsite", description=__doc__)
    parser.add_argument("--version", action="version", version=f"llmsite {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    new = commands.add_parser("new", help="make a template's skeleton from a static site")
    new.add_argument("template", type=Path, metavar="TEMPLATE", help="folder to make")
    new.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="PATH",
        required=True,
        help="folder with an index.html, or an HTML file; it stays as it is",
    )
    new.set_defaults(run=_new)
    shown = commands.add_parser("templates", help="the bundled templates and how complex they are")
    shown.set_defaults(run=_templates)
    validate = commands.add_parser("validate", help="prove a template, bundled or your own")
    validate.add_argument("templates", nargs="+", metavar="TEMPLATE", help="name or folder")
    _add_conftest(validate)
    _add_browser(validate)
    validate.set_defaults(run=_validate)
    score = commands.add_parser("score", help="score a folder as one step of a template")
    score.add_argument("site", type=Path, metavar="SITE", help="folder with the edited website")
    score.add_argument("--template", required=True, help="name or folder")
    score.add_argument("--action", required=True, help="which of the actions was carried out")
    score.add_argument(
        "--before",
        type=Path,
        metavar="SITE",
        help="folder with the website before (default: the template's reference state before it)",
    )
    _add_conftest(score)
    _add_browser(score)
    score.set_defaults(run=_score)
    _results_commands(commands)
    return parser


def _results_commands(commands: Commands) -> None:
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
    report.set_defaults(run=_report)
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
    _add_conftest(rescore)
    _add_browser(rescore)
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
    compare.set_defaults(run=_compare)
    aa = commands.add_parser("aa", help="how often the regression gate fires on identical models")
    aa.add_argument("results", nargs="+", type=Path, metavar="RESULTS", help="file or folder")
    aa.add_argument("--points", type=float, default=0.0, help="loss that is tolerated (default 0)")
    aa.add_argument("--rounds", type=int, default=1000, metavar="N", help="default 1000")
    aa.add_argument("--seed", type=int, default=0, metavar="N")
    aa.add_argument("--width", type=int, help="columns (default: the terminal's)")
    aa.set_defaults(run=_aa)


def _add_browser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--browser",
        nargs="?",
        const="",
        metavar="FILE",
        help="look at what a Chromium renders: Playwright's own, the system's, or FILE",
    )


@contextmanager
def _inspector(
    options: argparse.Namespace, keep: Callable[[bytes], str] | None = None
) -> Iterator[Inspector]:
    """Yield the inspector that was asked for; a browser ends with the command."""
    from .session.inspecting import inspector_of

    found = inspector_of(options.browser, keep)
    try:
        yield found
    finally:
        found.close()


def _add_conftest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--conftest",
        type=Path,
        metavar="FILE",
        help="conftest.py with actions and checks of your own (outside of pytest no other is known)",
    )


def _say(line: str = "") -> None:
    print(line)  # noqa: T201


def _new(options: argparse.Namespace) -> int:
    from .templates.drafting.skeleton import create

    for line in create(options.template, options.source):
        _say(line)
    return 0


def _templates(options: argparse.Namespace) -> int:
    from .templates import loader

    for name in loader.bundled_names():
        template = loader.load(loader.find(name))
        _say(f"{name}: {template.description}")
        _say(f"  {template.complexity}")
    return 0


def _validate(options: argparse.Namespace) -> int:
    from .conftests import additions_in
    from .templates import loader
    from .templates.complexity import measure
    from .templates.validation import problems

    found = 0
    additions = additions_in(options.conftest)
    for name in options.templates:
        folder = loader.find(name)
        if lines := loader.faults(folder):
            found += len(lines)
            for line in lines:
                _say(f"{folder.name}: {line}")
            continue
        template = additions.extended(loader.load(folder))
        with _inspector(options) as inspector:
            lines = list(problems(template, additions.actions, inspector))
        found += len(lines)
        for line in lines:
            _say(f"{template.name}: {line}")
        if not lines:
            references = "reference 10 and " if template.references else "no references; "
            _say(f"{template.name}: sound ({references}no-op 0 at each step)")
            _say(f"{template.name}: {measure(template.start)}")
    return 1 if found else 0


def _score(options: argparse.Namespace) -> int:
    from .conftests import additions_in
    from .findings import evidence_lines
    from .scoring import score_step
    from .site import Site
    from .templates import loader

    additions = additions_in(options.conftest)
    actions = additions.actions
    template = additions.extended(loader.load(loader.find(options.template)))
    action = next((a for a in actions if a.name == options.action), None)
    if action is None:
        raise unknown_name("action", options.action, [a.name for a in actions])
    if options.before is not None:
        before = Site.from_folder(options.before)
    else:
        from .engine.performing import reference_state

        earlier = tuple(a.name for a in actions if a.position < action.position)
        before = reference_state(template, earlier)
    after = Site.from_folder(options.site)
    with _inspector(options) as inspector:
        score = score_step(template, action, actions, before, after, (), inspector)
    _say(f"{template.name} {action.name}: {score.score:.2f}")
    for finding in score.findings:
        _say(f"  {finding}")
    for line in evidence_lines(score.evidence):
        _say(line)
    return 0


def _export(options: argparse.Namespace) -> int:
    from .results.columns import tidy
    from .results.combine import combined
    from .results.export import export

    _keep(options.results, options.output)
    export(tidy(combined(options.results)), options.format, options.output)
    return 0


def _keep(results: Sequence[Path], output: Path | None) -> None:
    if output is not None and output.resolve() in [path.resolve() for path in results]:
        raise LlmsiteError(f"{output}: would be overwritten; name another --output")


def _merge(options: argparse.Namespace) -> int:
    from .results.combine import combined

    records = combined(options.results)
    _write(options.output, (record.to_json() for record in records))
    _say(f"{options.output}: {len(records)} steps")
    return 0


def _report(options: argparse.Namespace) -> int:
    from .report.terminal import summary
    from .results.combine import combined

    width, colour = _screen(options)
    records = combined(options.results)
    for line in summary(records, width=width, colour=colour, baseline_model=options.baseline_model):
        _say(line)
    return 0


def _screen(options: argparse.Namespace) -> tuple[int, bool]:
    """The columns to use, and whether colours are wanted."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return options.width or shutil.get_terminal_size().columns, colour


def _compare(options: argparse.Namespace) -> int:
    from .report.compare import compare_lines
    from .report.dataset import Dataset
    from .results.combine import combined
    from .results.comparable import check_pair, identity

    names = str(options.base), str(options.new)
    base, new = combined([options.base]), combined([options.new])
    check_pair(identity(base, names[0]), identity(new, names[1]))
    width, colour = _screen(options)
    for line in compare_lines(
        Dataset.from_records(base),
        Dataset.from_records(new),
        names,
        width=width,
        colour=colour,
        verbosity=int(options.verbose),
        pair_runs=options.pair_runs,
    ):
        _say(line)
    return 0


def _aa(options: argparse.Namespace) -> int:
    from .report.aa import aa_lines
    from .report.dataset import Dataset
    from .results.combine import combined

    if not options.points >= 0 or options.rounds < 1:
        raise LlmsiteError("aa: expected --points of 0 or more and --rounds of 1 or more")
    data = Dataset.from_records(combined(options.results))
    width, colour = _screen(options)
    for line in aa_lines(
        data,
        width=width,
        colour=colour,
        points=options.points,
        rounds=options.rounds,
        seed=options.seed,
    ):
        _say(line)
    return 0


def _rescore(options: argparse.Namespace) -> int:
    from .conftests import additions_in
    from .results.rescoring import rescored
    from .results.store import SiteStore, read_records

    _keep([options.results], options.output)
    additions = additions_in(options.conftest)
    store = SiteStore(options.dir)
    records = read_records(options.results)
    with _inspector(options, store.put_file) as inspector:
        found = rescored(records, store, Path(), additions, options.template, inspector)
        pairs = list(found)
    _write(options.output, (new.to_json() for _, new in pairs))
    changed = [(old, new) for old, new in pairs if old.score != new.score]
    for old, new in changed:
        _say(f"{'-'.join(map(str, new.chain))}-{new.action}: {old.score:g} → {new.score:g}")
        before = {_billed(finding) for finding in old.findings}
        for finding in new.findings:
            if _billed(finding) not in before:
                _say(f"  now −{finding['deduction']:.2g} {finding['rule']}: {finding['message']}")
    _say(f"{options.output}: {len(pairs)} steps, {len(changed)} with another score")
    return 0


def _billed(finding: Mapping[str, Any]) -> tuple[str, str, float]:
    return finding["rule"], finding["message"], round(finding["deduction"], 4)


def _write(path: Path, lines: Iterable[str]) -> None:
    from .files import write_atomically

    try:
        write_atomically(path, "".join(f"{line}\n" for line in lines).encode("ascii"))
    except OSError as error:
        raise LlmsiteError(f"{path}: cannot be written: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main())
