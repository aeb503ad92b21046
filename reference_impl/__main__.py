"""`python -m reference_impl boot …`, `serve`, and `violations`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .client import command as boot
from .deployment import command as serve
from .violations import command as violations


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what is asked for; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m reference_impl", description="a cloud of every component")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (boot, serve, violations):
        command.add_to(commands)
    options = parser.parse_args(arguments)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())
