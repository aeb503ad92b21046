"""`python -m pytest_cloudflow`: tells the story of a boot, makes traces of captures, cleans up after a run."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from .errors import CloudflowError, UsageError


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line as everything else here does: in one line, with exit code 4."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.prog, f"{self.prog} --help says what there is")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0, or 4 and 9 as the contract has them."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show a letter still shows the rest
    try:
        asked = _parser().parse_args(arguments)
        for line in asked.run(asked):
            print(line)
        sys.stdout.flush()
    except CloudflowError as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m pytest_cloudflow", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    explain = commands.add_parser("explain", help="the story of a boot: its steps, its states, what went wrong first")
    explain.add_argument("trace", metavar="TRACE", help="a file (.gz, .zst), a folder, or - for standard input")
    explain.add_argument(
        "--instance", metavar="ID", help="the boot of this instance or request (the first letters suffice)"
    )
    explain.add_argument("--profile", metavar="NAME", help="which profile judges; default: the one the trace names")
    explain.add_argument("--tolerate", metavar="N", type=_lines, default=0, help="skip up to N broken lines")
    explain.set_defaults(run=_explain)
    convert = commands.add_parser("convert", help="makes a trace of a folder of captures")
    convert.add_argument("folder", metavar="FOLDER", type=Path, help="firehose.jsonl, notifications.jsonl, http/")
    convert.add_argument("-o", "--output", metavar="TRACE", required=True, help=".jsonl, .jsonl.gz or .jsonl.zst")
    convert.set_defaults(run=_convert)
    cleanup = commands.add_parser("cleanup", help="removes what a run that was killed has left on its cloud")
    cleanup.add_argument("ended", metavar="RUN", nargs="?", help="as in the names; none: tells the runs there are")
    cleanup.set_defaults(run=_cleanup)
    return parser


def _explain(asked: argparse.Namespace) -> Sequence[str]:
    from .checker import judge
    from .profiles import load_profile
    from .reports._story import explain
    from .reports._terminal import skipped_lines
    from .trace import open_trace

    with open_trace(asked.trace, tolerate=asked.tolerate) as trace:
        boots = judge(trace, load_profile(asked.profile or trace.header.profile))
        told = list(explain(boots, asked.instance, asked.trace))
        return [*skipped_lines(trace.skipped), *told]


def _lines(text: str) -> int:
    """A number of lines."""
    number = int(text) if text.isdecimal() else -1
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of lines; a whole number, 0 or more")
    return number


def _convert(asked: argparse.Namespace) -> Sequence[str]:
    from .probes.capture import convert

    convert(asked.folder, asked.output)
    return []


def _cleanup(asked: argparse.Namespace) -> Sequence[str]:
    from .targets._ledger import runs

    if asked.ended is None:
        return runs() or ["no run has left anything"]
    from .targets._cleanup import clean

    return clean(asked.ended)


if __name__ == "__main__":
    sys.exit(main())
