"""`python -m reference_impl violations`: what the reference can be made to do wrong."""

from __future__ import annotations

import argparse
from typing import Any

from ._all import VIOLATIONS
from ._page import counts, page


def add_to(commands: Any) -> None:
    """Adds the command to `python -m reference_impl`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "violations",
        help="list what the reference can be made to do wrong",
        description="Lists name, scenario, clause and reason of each violation, and what is done wrong; at the end, "
        "how many cells the kill matrix has (clauses, and reasons for which they may fail) and what covers them.",
    )
    parser.add_argument("--page", action="store_true", help="print the page docs/violations.md instead")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints them, a line each, and how many cells of the matrix there are."""
    if options.page:
        print(page(), end="")
        return 0
    for each in VIOLATIONS:
        print(f"{each.name:<31} {each.scenario:<18} {each.clause:<10} {each.reason:<13} {each.title}")
    print(counts())
    return 0
