"""What is done with templates and sites: new, templates, validate, score."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import unknown_name
from .common import add_browser, add_conftest, an_inspector, say

if TYPE_CHECKING:
    from .common import Commands


def add_template_commands(commands: Commands) -> None:
    """Declare the commands."""
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
    add_conftest(validate)
    add_browser(validate)
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
    add_conftest(score)
    add_browser(score)
    score.set_defaults(run=_score)


def _new(options: argparse.Namespace) -> int:
    from ..templates.drafting.skeleton import create

    for line in create(options.template, options.source):
        say(line)
    return 0


def _templates(options: argparse.Namespace) -> int:
    from ..templates import loader

    for name in loader.bundled_names():
        template = loader.load(loader.find(name))
        say(f"{name}: {template.description}")
        say(f"  {template.complexity}")
    return 0


def _validate(options: argparse.Namespace) -> int:
    from ..conftests import additions_in
    from ..templates import loader
    from ..templates.complexity import measure
    from ..templates.validation import problems

    found = 0
    additions = additions_in(options.conftest)
    for name in options.templates:
        folder = loader.find(name)
        if lines := loader.faults(folder):
            found += len(lines)
            for line in lines:
                say(f"{folder.name}: {line}")
            continue
        template = additions.extended(loader.load(folder))
        with an_inspector(options) as inspector:
            lines = list(problems(template, additions.actions, inspector))
        found += len(lines)
        for line in lines:
            say(f"{template.name}: {line}")
        if not lines:
            references = "reference 10 and " if template.references else "no references; "
            say(f"{template.name}: sound ({references}no-op 0 at each step)")
            say(f"{template.name}: {measure(template.start)}")
    return 1 if found else 0


def _score(options: argparse.Namespace) -> int:
    from ..conftests import additions_in
    from ..findings import evidence_lines
    from ..scoring import score_step
    from ..site import Site
    from ..templates import loader

    additions = additions_in(options.conftest)
    actions = additions.actions
    template = additions.extended(loader.load(loader.find(options.template)))
    action = next((a for a in actions if a.name == options.action), None)
    if action is None:
        raise unknown_name("action", options.action, [a.name for a in actions])
    if options.before is not None:
        before = Site.from_folder(options.before)
    else:
        from ..engine.performing import reference_state

        earlier = tuple(a.name for a in actions if a.position < action.position)
        before = reference_state(template, earlier)
    after = Site.from_folder(options.site)
    with an_inspector(options) as inspector:
        score = score_step(template, action, actions, before, after, (), inspector)
    say(f"{template.name} {action.name}: {score.score:.2f}")
    for finding in score.findings:
        say(f"  {finding}")
    for line in evidence_lines(score.evidence):
        say(line)
    return 0
