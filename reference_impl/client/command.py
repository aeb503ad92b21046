"""`python -m reference_impl boot`: a server, from the command line.

The cloud is the one that the environment names (`OS_AUTH_URL`, `OS_USERNAME`, `OS_PASSWORD`, `OS_PROJECT_NAME`, as
every OpenStack client reads them); where it names none, a fresh one in this process, which ends with the command.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .. import http, messaging
from ..http.network import Network
from ..keystone import Credentials, LoginFailed
from ..world import World
from ._client import NAME, BootFailed, Client, NotThere, Server, ServerRequest

TIMEOUT = 300.0
"""Seconds that a server may take."""
LOOK_EVERY = 0.5
"""Seconds between two looks at a server of a cloud elsewhere."""
_VARIABLES = ("OS_AUTH_URL", "OS_USERNAME", "OS_PASSWORD", "OS_PROJECT_NAME")


class NoAccount(Exception):
    """The environment names a cloud, and not how to log in."""


class TooLong(Exception):
    """A server came to no end in time."""


def add_to(commands: Any) -> None:
    """Adds the command to `python -m reference_impl`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "boot", help="boot a server", description="Boots a server and waits until it is active."
    )
    parser.add_argument("--image", metavar="NAME", help="name or id; without it the first volume is booted from")
    parser.add_argument("--flavor", metavar="NAME", required=True, help="name or id")
    parser.add_argument("--network", metavar="NAME", action="append", default=[], help="name or id; may be repeated")
    parser.add_argument("--volume", metavar="NAME", action="append", default=[], help="name or id; may be repeated")
    parser.add_argument("--name", metavar="NAME", default="server", help="of the server (default: %(default)s)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Boots; 0 if the server is active, 1 if it came to no good end, 2 if it could not be asked for."""
    try:
        with _client(os.environ) as (client, pause):
            return _boot(client, pause, options)
    except (BootFailed, TooLong) as failed:
        print(failed, file=sys.stderr)
        return 1
    except (NoAccount, NotThere, LoginFailed, http.HttpError, http.Refused, messaging.MessagingError) as wrong:
        print(wrong, file=sys.stderr)
        return 2


def _boot(client: Client, pause: Callable[[], None], options: argparse.Namespace) -> int:
    request = _request(client, options)
    server_id = client.boot(request)
    print(f"{server_id} {client.show(server_id).status}")
    server = client.wait(server_id, pause)
    print(_line(server))
    return 0 if server.status == "ACTIVE" else 1


def _request(client: Client, options: argparse.Namespace) -> ServerRequest:
    """What was named, by ids."""
    image = options.image and client.find("glance-api", "/v2/images", "images", options.image)
    networks = [client.find("neutron-server", "/v2.0/networks", "networks", each) for each in options.network]
    volumes = [client.find("cinder-api", "/v3/volumes", "volumes", each) for each in options.volume]
    return ServerRequest(
        options.name,
        client.find("nova-api", "/v2.1/flavors", "flavors", options.flavor),
        image or None,
        networks=tuple(networks) if networks else "auto",
        volumes=tuple(volumes),
    )


def _line(server: Server) -> str:
    said = server.fault or ", ".join(server.addresses)
    return f"{server.id} {server.status} {said}"


@contextmanager
def _client(environment: Mapping[str, str]) -> Iterator[tuple[Client, Callable[[], None]]]:
    """A client of the cloud that the environment names, or of one in this process."""
    if "OS_AUTH_URL" in environment:
        yield _elsewhere(environment), _patience()
        return
    from ..deployment import Cloud, seed

    with Cloud() as cloud:
        seed(cloud)
        yield cloud.client(), cloud.run_until_idle


def _elsewhere(environment: Mapping[str, str]) -> Client:
    """Logs in to find out where the services are."""
    missing = [name for name in _VARIABLES if not environment.get(name)]
    if missing:
        raise NoAccount(f"{', '.join(missing)}: not in the environment, where OS_AUTH_URL names a cloud")
    url, username, password, project = (environment[name] for name in _VARIABLES)
    world = World()
    urls = {"keystone": url.rstrip("/").removesuffix("/v3")}
    client = Client(
        http.Client(NAME, Network(urls), world), Credentials(username, password, project, auth_url=url), world
    )
    urls.update(client.log_in().urls())
    return client


def _patience() -> Callable[[], None]:
    """What is done between two looks."""
    until = time.monotonic() + TIMEOUT

    def pause() -> None:
        if time.monotonic() > until:
            raise TooLong(f"the server came to no end in {TIMEOUT:g} s")
        time.sleep(LOOK_EVERY)

    return pause
