"""Serves one API of OpenStack, behind the kit's middleware. Runs in OpenStack's virtual environment.

`serve.py NAME --module MODULE --port PORT --folder FOLDER [-- ARGUMENTS OF THE SERVICE]`. NAME stands first, so that
the command line tells which service the process is.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
from typing import Any

_THREADS = 16
_IDLE = 300
"""Seconds for which a connection with no request stays open."""


def main() -> None:
    """Serves until it is ended."""
    parser = argparse.ArgumentParser(
        prog="serve.py", description="serve one API of OpenStack on the loopback interface"
    )
    parser.add_argument("name", help="the component, such as nova-api")
    parser.add_argument("--module", required=True, help="the module whose `application` is served")
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--folder", required=True, help="where the middleware writes what it sees")
    own, given = _split(sys.argv[1:])
    options = parser.parse_args(own)
    sys.argv = [options.name, *given]
    serve(watched(application(options.module), options.name, options.folder), options.port, options.name)


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """The words before `--`, and those behind it."""
    place = words.index("--") if "--" in words else len(words)
    return words[:place], words[place + 1 :]


def application(module: str) -> Any:
    """The WSGI application of a service."""
    return importlib.import_module(module).application


def watched(app: Any, component: str, folder: str) -> Any:
    """The application behind the middleware that tells of each exchange."""
    from pytest_cloudflow.probes.wsgi import Middleware

    return Middleware(app, component=component, folder=folder)


def serve(app: Any, port: int, name: str) -> None:
    """Answers requests, in threads."""
    import waitress

    logging.getLogger("waitress").setLevel(logging.ERROR)
    waitress.serve(
        app,
        host="127.0.0.1",
        port=port,
        threads=_THREADS,
        channel_timeout=_IDLE,
        connection_limit=500,
        ident=name,
    )


if __name__ == "__main__":
    main()
