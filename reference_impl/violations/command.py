"""`python -m reference_impl violations`: what the reference can be made to do wrong."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from ._violation import VIOLATIONS


def add_to(commands: Any) -> None:
    """Adds the command to `python -m reference_impl`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "violations",
        help="list what the reference can be made to do wrong",
        description="Lists name, scenario, clause and reason of each violation, and what is done wrong.",
    )
    parser.set_defaults(run=run)


def run(_options: argparse.Namespace) -> int:
    """Prints them, a line each, and how many there are."""
    for each in VIOLATIONS:
        print(f"{each.name:<28} {each.scenario:<13} {each.clause:<10} {each.reason:<13} {each.title}")
    reasons = Counter(each.reason for each in VIOLATIONS)
    print(f"{len(VIOLATIONS)} violations: {', '.join(f'{count} {reason}' for reason, count in reasons.items())}")
    return 0
