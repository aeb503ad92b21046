"""Writes a trace of generated boots to the standard output: `python -m benchmarks.generate --boots N`."""

from __future__ import annotations

import argparse
import sys

from .logs import log


def main() -> None:
    """Write the trace that the command line asks for."""
    parser = argparse.ArgumentParser(description="write a trace of conforming boots to the standard output")
    parser.add_argument("--boots", type=int, required=True, metavar="N")
    parser.add_argument("--variants", choices=("few", "many"), default="few")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for piece in log(options.boots, options.variants, options.seed):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
