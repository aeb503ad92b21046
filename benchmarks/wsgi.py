"""What the middleware costs a service, beside the service alone: `python -m benchmarks.wsgi [--quick]`.

One process, no server between: an API of falcon's (as keystone, glance and nova are of others like it) is called as a
server would call it, alone and behind the middleware, in turns. A look at a server is a request without a body and a
short answer; a boot request has one of some hundred bytes. Who calls is found out by a connection that is kept, as
services keep theirs, and by one that is new each time.
"""

from __future__ import annotations

import argparse
import io
import json
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import falcon

from pytest_cloudflow.probes.wsgi import Middleware

ROUNDS = 7
NEW = 100
"""Connections that are new: each is looked at once."""
BOOT = {"server": {"name": "s", "imageRef": "i", "flavorRef": "f", "networks": [{"uuid": "n"}], "metadata": {"a": "b"}}}
SHOWN = {"server": {"id": "s", "status": "ACTIVE", "addresses": {"n": [{"addr": "10.0.0.1", "version": 4}]}}}
LOOK = {"REQUEST_METHOD": "GET", "PATH_INFO": "/v2.1/servers/s1", "CONTENT_TYPE": "", "CONTENT_LENGTH": ""}
TOKEN = "gAAAAA" + 180 * "x"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Servers:
    """As much as an API does at least: it reads what it is sent, and answers with JSON."""

    def on_get(self, _request: falcon.Request, response: falcon.Response, server_id: str) -> None:
        """A look at a server."""
        response.media = {"server": {**SHOWN["server"], "id": server_id}}

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """A boot request."""
        response.status = falcon.HTTP_202
        response.media = {"server": {"id": request.media["server"]["name"]}}


def main() -> None:
    """Print microseconds and ratios."""
    parser = argparse.ArgumentParser(description="the WSGI middleware, beside an API of falcon's alone")
    parser.add_argument("--requests", type=int, default=3000, metavar="N")
    parser.add_argument("--quick", action="store_true", help="100 requests, one round")
    options = parser.parse_args()
    requests, rounds = (100, 1) if options.quick else (options.requests, ROUNDS)
    print(f"{requests} requests, best of {rounds}, wall time, in one run")
    print(f"{'what':<34}{'alone µs':>10}{'behind µs':>11}{'more µs':>9}{'ratio':>7}")
    with _connections(1) as (kept,), tempfile.TemporaryDirectory() as folder:
        alone = _falcon()
        behind = Middleware(alone, component="nova-api", folder=folder)
        for what, environ in _requests(kept).items():
            _print(what, *_best((alone, behind), environ, requests, rounds))
        with _connections(NEW) as new:
            fresh = iter(new * 2)
            times = _best((alone, behind), lambda: _environ(LOOK, b"", next(fresh)), NEW, 1)
        _print("a look on a connection of its own", *times)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        exchanges = rounds * len(_requests(kept)) * requests + NEW
        print(f"written: {size // exchanges} bytes an exchange")
        behind.close()


def _falcon() -> falcon.App:
    app = falcon.App()
    servers = Servers()
    app.add_route("/v2.1/servers", servers)
    app.add_route("/v2.1/servers/{server_id}", servers)
    return app


@contextmanager
def _connections(number: int) -> Iterator[list[tuple[str, int, int]]]:
    """Connections on this machine, each by its caller's address and port and by the port it was made to."""
    with socket.create_server(("127.0.0.1", 0), backlog=number) as listener, ExitStack() as open_:
        callers = [open_.enter_context(socket.create_connection(listener.getsockname())) for _ in range(number)]
        yield [(*each.getsockname(), listener.getsockname()[1]) for each in callers]


def _requests(kept: tuple[str, int, int]) -> dict[str, Callable[[], dict[str, Any]]]:
    body = json.dumps(BOOT).encode()
    boot = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v2.1/servers", "CONTENT_TYPE": "application/json"}
    boot["CONTENT_LENGTH"] = str(len(body))
    return {
        "a look, who calls is not asked": lambda: _environ(LOOK, b""),
        "a look on a connection kept": lambda: _environ(LOOK, b"", kept),
        "a boot on a connection kept": lambda: _environ(boot, body, kept),
    }


def _environ(shown: dict[str, str], body: bytes, peer: tuple[str, int, int] | None = None) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "8774",
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_X_AUTH_TOKEN": TOKEN, "HTTP_X_OPENSTACK_REQUEST_ID": "req-1",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
        **shown,
    }  # fmt: skip
    if peer is not None:
        environ |= {"REMOTE_ADDR": peer[0], "REMOTE_PORT": str(peer[1]), "SERVER_PORT": str(peer[2])}
    return environ


def _best(
    applications: Iterable[Application], environ: Callable[[], dict[str, Any]], requests: int, rounds: int
) -> list[float]:
    """Seconds for one request to each, the best of all rounds, in turns."""
    found = [[_seconds(each, environ, requests) for each in applications] for _ in range(rounds)]
    return [min(times) for times in zip(*found, strict=True)]


def _seconds(application: Application, environ: Callable[[], dict[str, Any]], requests: int) -> float:
    asked = [environ() for _ in range(requests)]
    began = time.perf_counter()
    for each in asked:
        result = application(each, _start_response)
        for _ in result:
            pass
        if hasattr(result, "close"):
            result.close()
    return (time.perf_counter() - began) / requests


def _start_response(_status: str, _headers: list[tuple[str, str]], _exc_info: object = None) -> Callable[[bytes], None]:
    return _write


def _write(_piece: bytes) -> None:
    """Nothing is sent."""


def _print(what: str, alone: float, behind: float) -> None:
    more = (behind - alone) * 1e6
    print(f"{what:<34}{alone * 1e6:>10.1f}{behind * 1e6:>11.1f}{more:>9.1f}{behind / alone:>7.2f}")


if __name__ == "__main__":
    main()
