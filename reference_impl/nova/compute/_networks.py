"""What nova-compute asks of neutron: a port for each network, steps 22 and 24."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ... import http
from ...context import Context
from ...neutron import CREATE_PORT, DELETE_PORT, LIST_NETWORKS, SHOW_NETWORK, UPDATE_PORT
from ..database import Vif

_SERVICE = "neutron-server"
_OWNER = "compute:nova"


class NoNetwork(Exception):
    """There is no network to be found."""


class Networks:
    """neutron, with the user's token.

    :param host: where the ports are bound.
    """

    def __init__(self, rest: http.Client, host: str) -> None:
        self._rest = rest
        self._host = host

    def choose(self, ctx: Context) -> str:
        """The id of a network where the user has left the choice: the first that the project has and that has a subnet.

        :raises NoNetwork: there is none.
        """
        for each in self._ask(ctx, "GET", "/v2.0/networks", "the networks", shows=LIST_NETWORKS)["networks"]:
            if each["subnets"]:
                return str(each["id"])
        raise NoNetwork("the project has no network that gives addresses")

    def name(self, ctx: Context, network_id: str) -> str:
        """What a network is called: under that name a server shows its addresses."""
        path = f"/v2.0/networks/{network_id}"
        return str(self._ask(ctx, "GET", path, "the network", shows=SHOW_NETWORK)["network"]["name"])

    def create_port(self, ctx: Context, instance_id: str, network_id: str) -> Vif:
        """A new port on a network; the network's name is not known yet.

        :raises Refused: there is no address left, or the network may not be used.
        """
        port = {"network_id": network_id, "admin_state_up": True, **self._binding(instance_id)}
        return _vif(
            self._ask(ctx, "POST", "/v2.0/ports", "a port", {"port": port}, shows=CREATE_PORT)["port"], created=True
        )

    def bind_port(self, ctx: Context, instance_id: str, port_id: str) -> Vif:
        """The port that the user gave; its network's name is not known yet."""
        body = {"port": self._binding(instance_id)}
        made = self._ask(ctx, "PUT", f"/v2.0/ports/{port_id}", "the port", body, shows=UPDATE_PORT)["port"]
        return _vif(made, created=False)

    def clear(self, ctx: Context, instance_id: str, given: Collection[str]) -> None:
        """Has an instance have no ports.

        :param given: those that are the user's: they are free again, the others are deleted.
        """
        query = {"device_id": instance_id}
        for each in self._ask(ctx, "GET", "/v2.0/ports", "the ports", query=query)["ports"]:
            self.release(ctx, _vif(each, created=each["id"] not in given))

    def release(self, ctx: Context, vif: Vif) -> None:
        """Deletes a port that was made for the instance; one that the user gave is free again."""
        if vif.created:
            path = f"/v2.0/ports/{vif.port_id}"
            response = self._rest.request(ctx, "DELETE", _SERVICE, path, shows=DELETE_PORT)
            if response.status != 404:  # somebody else has deleted it: so much the better
                http.accepted(_SERVICE, "to delete the port", response)
            return
        free = {"device_id": "", "device_owner": "", "binding:host_id": ""}
        self._ask(ctx, "PUT", f"/v2.0/ports/{vif.port_id}", "to free the port", {"port": free}, shows=UPDATE_PORT)

    def _binding(self, instance_id: str) -> dict[str, Any]:
        return {"device_id": instance_id, "device_owner": _OWNER, "binding:host_id": self._host}

    def _ask(
        self,
        ctx: Context,
        method: str,
        path: str,
        what: str,
        body: Any = None,
        *,
        shows: http.Shows = http.NOTHING,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        response = self._rest.request(ctx, method, _SERVICE, path, body, shows=shows, query=query)
        answered: dict[str, Any] = http.accepted(_SERVICE, what, response).json
        return answered


def _vif(port: dict[str, Any], *, created: bool) -> Vif:
    addresses = tuple(str(each["ip_address"]) for each in port["fixed_ips"])
    return Vif(port["id"], port["network_id"], "", port["mac_address"], addresses, created)
