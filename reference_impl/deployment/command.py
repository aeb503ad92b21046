"""`python -m reference_impl serve`: a cloud on loopback ports until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from typing import Any

from ._cloud import Cloud
from ._seed import seed
from ._serving import served


def add_to(commands: Any) -> None:
    """Adds the command to `python -m reference_impl`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "serve",
        help="serve a cloud's APIs on loopback ports",
        description="Serves all APIs of a fresh cloud, prints a clouds.yaml for them, and goes on until interrupted.",
    )
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="keystone's port (default: any free one, as for the others)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serves until SIGINT or SIGTERM; 2 if the port is taken."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    with Cloud(dispatch="threads") as cloud:
        seed(cloud)
        try:
            with served(cloud, {"keystone": options.port}) as running:
                print(running.clouds_yaml(), end="", flush=True)
                over.wait()
        except OSError as error:
            print(f"port {options.port}: {error.strerror}; name another by --port", file=sys.stderr)
            return 2
    return 0
