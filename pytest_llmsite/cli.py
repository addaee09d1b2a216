"""`llmsite`: what is done with templates, sites and results outside of a pytest run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .errors import LlmsiteError, unknown_name


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 problems found, 4 usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
        return status
    except LlmsiteError as error:
        print(f"llmsite: {error}", file=sys.stderr)  # noqa: T201
        return 4
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="llmsite", description=__doc__)
    parser.add_argument("--version", action="version", version=f"llmsite {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    validate = commands.add_parser("validate", help="prove a template, bundled or your own")
    validate.add_argument("templates", nargs="+", metavar="TEMPLATE", help="name or folder")
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
    score.set_defaults(run=_score)
    return parser


def _say(line: str = "") -> None:
    print(line)  # noqa: T201


def _validate(options: argparse.Namespace) -> int:
    from .templates import loader
    from .templates.validation import problems

    found = 0
    for name in options.templates:
        template = loader.load(loader.find(name))
        lines = list(problems(template))
        found += len(lines)
        for line in lines:
            _say(f"{template.name}: {line}")
        if not lines:
            references = "reference 10 and " if template.references else "no references; "
            _say(f"{template.name}: sound ({references}no-op 0 at each step)")
    return 1 if found else 0


def _score(options: argparse.Namespace) -> int:
    from .actions.catalogue import ACTIONS
    from .scoring import score_step
    from .site import Site
    from .templates import loader

    template = loader.load(loader.find(options.template))
    action = next((a for a in ACTIONS if a.name == options.action), None)
    if action is None:
        raise unknown_name("action", options.action, [a.name for a in ACTIONS])
    if options.before is not None:
        before = Site.from_folder(options.before)
    else:
        from .engine.performing import reference_state

        earlier = tuple(a.name for a in ACTIONS if a.position < action.position)
        before = reference_state(template, earlier)
    score = score_step(template, action, ACTIONS, before, Site.from_folder(options.site))
    _say(f"{template.name} {action.name}: {score.score:.2f}")
    for finding in score.findings:
        _say(f"  {finding}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
