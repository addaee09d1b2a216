"""`llmsite`: what is done with templates, sites and results outside of a pytest run."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from . import __version__
from .commands.results import add_results_commands
from .commands.templates import add_template_commands
from .errors import InspectorLostError, LlmsiteError
from .report.printable import printable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 problems found, 4 usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # of what it cannot show
    try:
        status: int = options.run(options)
        return status
    except (LlmsiteError, InspectorLostError) as error:
        # It may quote what stands in results, templates and pages.
        told = "\n".join(map(printable, str(error).split("\n")))
        print(f"llmsite: {told}", file=sys.stderr)  # noqa: T201
        return 4
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="llmsite", description=__doc__)
    parser.add_argument("--version", action="version", version=f"llmsite {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_template_commands(commands)
    add_results_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
