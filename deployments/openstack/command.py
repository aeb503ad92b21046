"""`python -m deployments.openstack`: what it takes, and what comes of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pytest_cloudflow.errors import CloudflowError

from ..steps import teller
from . import _run, _status
from ._down import take_down
from ._folders import Folders
from ._handed_out import command
from ._lock import locked
from ._machine import check_machine
from ._options import DATA, RELEASE, Wanted, read_computes
from ._up import bring_up


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what is asked for; the exit code."""
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except CloudflowError as error:
        print(f"openstack: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("openstack: interrupted; `up` goes on where it stood, `down` takes down what runs", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev openstack",
        description="An OpenStack of one machine, from Python and Debian packages, with the kit's probes wired.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    up = commands.add_parser("up", help="bring it up; again at once where it is up", description=_UP)
    _add_up(up)
    up.set_defaults(run=_up)
    down = commands.add_parser("down", help="take it down", description="Ends what `up` started, and nothing else.")
    _add_data(down)
    down.add_argument("--wipe", action="store_true", help="forget all of it too: databases, images, what was installed")
    down.set_defaults(run=_down)
    status = commands.add_parser("status", help="which of its processes run", description="1 if one does not run.")
    _add_data(status)
    status.set_defaults(run=_tell)
    run = commands.add_parser("run", help="up, the conformance suite, down", description=_RUN)
    _add_up(run)
    run.add_argument("--keep", action="store_true", help="leave it up")
    run.add_argument("pytest", nargs="*", metavar="ARGUMENT", help="for pytest, behind --")
    run.set_defaults(run=_judge)
    return parser


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="its folder (default: %(default)s)")


def _add_up(parser: argparse.ArgumentParser) -> None:
    _add_data(parser)
    parser.add_argument("--on-this-machine", action="store_true", help="come up outside a container too")
    parser.add_argument(
        "--release", type=Path, metavar="FILE", help=f"versions, NAME==VERSION (default: {RELEASE.name})"
    )
    parser.add_argument("--computes", metavar="HOSTS", help="such as fake1,fake2,kvm1 (kvm…: libvirt)")
    parser.add_argument(
        "--validation-cache",
        type=int,
        metavar="SECONDS",
        help="for which services may reuse the validation of a token (default: -1, each request shows its own)",
    )


def _folders(options: argparse.Namespace) -> Folders:
    return Folders(options.data.expanduser().absolute())


def _wanted(options: argparse.Namespace) -> Wanted:
    return Wanted(
        release=options.release.absolute() if options.release else None,
        computes=read_computes(options.computes) if options.computes is not None else None,
        validation_cache=options.validation_cache,
    )


def _up(options: argparse.Namespace) -> int:
    check_machine(options.on_this_machine)
    folders, wanted, say = _folders(options), _wanted(options), teller()
    folders.make()
    with locked(folders):
        cloud = bring_up(folders, wanted, say)
    say("the cloud is up; this judges it:")
    print(command(cloud))
    return 0


def _down(options: argparse.Namespace) -> int:
    folders = _folders(options)
    with locked(folders):
        take_down(folders, teller(), wipe=options.wipe)
    return 0


def _tell(options: argparse.Namespace) -> int:
    return _status.tell(_folders(options))


def _judge(options: argparse.Namespace) -> int:
    check_machine(options.on_this_machine)
    folders, wanted, say = _folders(options), _wanted(options), teller()
    folders.make()
    with locked(folders):
        return _run.run(folders, wanted, options.pytest, say, keep=options.keep)


_UP = "Installs what lacks, starts what does not run, seeds what is not there, and prints the command that judges it."
_RUN = "Brings it up, judges it, leaves build/openstack.html and build/openstack.json, and takes it down."
