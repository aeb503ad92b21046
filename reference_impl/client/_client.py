"""A user's side of a cloud: logs in, boots servers, looks at them, deletes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import http
from ..context import Context
from ..keystone import Credentials, Token, log_in
from ..nova import api as nova
from ..world import World

NAME = "client"
_COMPUTE = "nova-api"
_VERSION = {"OpenStack-API-Version": "compute 2.79"}
_PAGE = 1000
"""Of a list; as many as OpenStack's services give out at once."""
_ENDED = ("ACTIVE", "ERROR")


class NotThere(Exception):
    """Nothing of that name or id is there, or more than one thing is."""


class BootFailed(Exception):
    """The server came to no good end, or the request was refused."""


@dataclass(frozen=True, slots=True)
class ServerRequest:
    """What is asked for, by ids. Without an image the first volume is the root disk.

    `networks` is a list of network ids, or `auto`, or `none`; `ports` are given beside a list.
    """

    name: str
    flavor: str
    image: str | None = None
    networks: tuple[str, ...] | str = "auto"
    ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()

    def body(self) -> dict[str, Any]:
        """The body of POST /servers."""
        server: dict[str, Any] = {"name": self.name, "flavorRef": self.flavor, "networks": self._networks()}
        if self.image is not None:
            server["imageRef"] = self.image
        if disks := self._disks():
            server["block_device_mapping_v2"] = disks
        return {"server": server}

    def _networks(self) -> Any:
        if isinstance(self.networks, str):
            return self.networks
        return [*({"uuid": network} for network in self.networks), *({"port": port} for port in self.ports)]

    def _disks(self) -> list[dict[str, Any]]:
        volumes = [
            {"source_type": "volume", "destination_type": "volume", "uuid": volume, "boot_index": -1}
            for volume in self.volumes
        ]
        if volumes and self.image is None:
            volumes[0]["boot_index"] = 0
        elif volumes:
            root = {"source_type": "image", "destination_type": "local", "uuid": self.image, "boot_index": 0}
            return [root, *volumes]
        return volumes


@dataclass(frozen=True, slots=True)
class Server:
    """What nova-api says of a server; `fault` is its message where the status is `ERROR`."""

    id: str
    status: str
    addresses: tuple[str, ...] = ()
    fault: str | None = None
    body: dict[str, Any] = field(default_factory=dict, compare=False)


def _nothing() -> None:
    """A cloud gets on by itself."""


class Client:
    """A user with a token.

    :param rest: an `http.Client` of component `client`.
    :param get_on: called before it looks at a server: a cloud of one thread gets on with its work then.
    """

    def __init__(
        self, rest: http.Client, credentials: Credentials, world: World, get_on: Callable[[], None] = _nothing
    ) -> None:
        self._rest = rest
        self._get_on = get_on
        self._credentials = credentials
        self._world = world
        self._token: Token | None = None

    def log_in(self) -> Token:
        """Steps 1 and 2; the token is shown with all that follows."""
        self._token = log_in(self._rest, self._credentials, self._world)
        return self._token

    def boot(self, request: ServerRequest) -> str:
        """Asks for a server (step 3); its id.

        :raises BootFailed: the request was refused.
        """
        response = self._ask("POST", "/v2.1/servers", request.body(), shows=nova.BOOT)
        if response.status != 202:
            raise BootFailed(f"the request was refused with {response.status}: {http.message_of(response.json)}")
        return str(response.json["server"]["id"])

    def show(self, server_id: str) -> Server:
        """How a server is now.

        :raises NotThere: it is no more.
        """
        self._get_on()
        response = self._ask("GET", f"/v2.1/servers/{server_id}", shows=nova.SHOW_SERVER)
        if response.status != 200:
            raise NotThere(f"server {server_id}: {response.status} {http.message_of(response.json)}")
        return _server(response.json["server"])

    def wait(self, server_id: str, pause: Callable[[], None]) -> Server:
        """Looks at a server until it is active or in error.

        :param pause: what is done between two looks; it may raise when it has been long enough.
        """
        while (server := self.show(server_id)).status not in _ENDED:
            pause()
        return server

    def delete(self, server_id: str) -> None:
        """Has a server deleted; it goes a little later.

        :raises NotThere: it is no more.
        """
        response = self._ask("DELETE", f"/v2.1/servers/{server_id}", shows=nova.DELETE_SERVER)
        if response.status != 204:
            raise NotThere(f"server {server_id}: {response.status} {http.message_of(response.json)}")

    def create_volume(self, name: str, size: int, image: str | None = None) -> str:
        """A volume of so many GiB, with an image on it if one is named; its id."""
        body = {"volume": {"name": name, "size": size, "imageRef": image}}
        response = self._ask("POST", "/v3/volumes", body, service="cinder-api")
        return str(http.accepted("cinder-api", "a volume", response).json["volume"]["id"])

    def delete_volume(self, volume_id: str) -> None:
        """Deletes a volume that no server has."""
        response = self._ask("DELETE", f"/v3/volumes/{volume_id}", service="cinder-api")
        http.accepted("cinder-api", "to delete the volume", response)

    def find(self, service: str, path: str, key: str, wanted: str) -> str:
        """The id of the one thing of that name or id in a list, as `("glance-api", "/v2/images", "images", "cirros")`.

        :raises NotThere: there is none, or there are more of that name.
        :raises Refused: the service does not list them.
        """
        listed = self._listed(service, path, key)
        found = [each["id"] for each in listed if wanted in (each["id"], each["name"])]
        if len(found) != 1:
            raise NotThere(f"{wanted!r} is the name of {len(found) or 'none'} of the {key}")
        return str(found[0])

    def _listed(self, service: str, path: str, key: str) -> Iterator[dict[str, Any]]:
        """All of a list, a page after the other."""
        query = {"limit": str(_PAGE)}
        while True:
            response = self._ask("GET", path, service=service, query=query)
            page = http.names(http.accepted(service, f"the {key}", response).json, key)
            if not isinstance(page, list):
                raise http.BadAnswer(f"{service} answered GET {path} without {key}")
            yield from page
            if len(page) < _PAGE:
                return
            query["marker"] = page[-1]["id"]

    def _ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        service: str = _COMPUTE,
        shows: http.Shows = http.NOTHING,
        query: Mapping[str, str] | None = None,
    ) -> http.Response:
        token = (self._token or self.log_in()).id
        ctx = Context(self._world.request_id(), token)
        headers = _VERSION if service == _COMPUTE else None
        return self._rest.request(ctx, method, service, path, body, shows=shows, query=query, headers=headers)


def _server(body: dict[str, Any]) -> Server:
    addresses = (port["addr"] for ports in body["addresses"].values() for port in ports)
    fault = body.get("fault")
    return Server(body["id"], body["status"], tuple(addresses), fault["message"] if fault else None, body)
