"""nova-api: which resource answers at which path."""

from __future__ import annotations

from ... import messaging
from ...http import Api, Client, nova_form
from ...http.api import Guard
from ...observe import Observe, nobody
from ...world import World
from ..database import Database
from . import shows
from .parts import NAME, Parts
from .rest.actions import Actions
from .rest.flavors import Flavors, OneFlavor
from .rest.hosts import Hypervisors, Services, Zones
from .rest.keypairs import Keypairs
from .rest.quotas import Limits, Quotas
from .rest.servers import OfServer, Server, Servers
from .rest.volumes import Attachment, Attachments
from .versions import Version, Versions

_SERVER = "/v2.1/servers/{instance_id}"


class NovaApi:
    """Compute's front door.

    :param rpc: by which it asks nova-scheduler and nova-compute.
    :param http: by which it asks glance, neutron and cinder.
    :param guard: has tokens validated.
    :param timeout: seconds that it waits for the answer to an rpc.call.
    :ivar app: the WSGI application.
    """

    def __init__(
        self,
        world: World,
        database: Database,
        rpc: messaging.Client,
        http: Client,
        observe: Observe = nobody,
        *,
        guard: Guard | None = None,
        timeout: float = 60.0,
    ) -> None:
        self.app = Api(NAME, nova_form, world, observe, guard=guard)
        self.database = database
        self._parts = Parts(world, database, rpc, http, timeout)
        self._route_versions()
        self._route_servers()
        self._route_below_server()
        self._route_flavors()
        self._route_quotas()
        self._route_hosts()

    def _route_versions(self) -> None:
        self.app.route("/", Versions(), is_open=True)
        self.app.route("/v2.1", Version(), is_open=True)

    def _route_servers(self) -> None:
        servers, server = Servers(self._parts), Server(self._parts)
        self.app.route("/v2.1/servers", servers, shows={"POST": shows.BOOT})
        self.app.route("/v2.1/servers/detail", servers, suffix="detail")
        of_server = {"GET": shows.SHOW_SERVER, "PUT": shows.OF_SERVER, "DELETE": shows.DELETE_SERVER}
        self.app.route(_SERVER, server, shows=of_server)

    def _route_below_server(self) -> None:
        part, actions = OfServer(self._parts), Actions(self._parts)
        self._below("metadata", part, "metadata")
        self._below("metadata/{key}", part, "meta")
        self._below("ips", part, "ips")
        self._below("ips/{network}", part, "network")
        self._below("tags", part, "tags")
        self._below("os-interface", part, "interfaces")
        self._below("os-security-groups", part, "security_groups")
        self._below("action", part, "action")
        self._below("os-instance-actions", actions)
        self._below("os-instance-actions/{request_id}", actions, "one")
        volumes = f"{_SERVER}/os-volume_attachments"
        of_volumes = {"GET": shows.OF_SERVER, "POST": shows.ATTACH_VOLUME}
        self.app.route(volumes, Attachments(self._parts), shows=of_volumes)
        of_volume = {"GET": shows.DETACH_VOLUME, "DELETE": shows.DETACH_VOLUME}
        self.app.route(f"{volumes}/{{volume_id}}", Attachment(self._parts), shows=of_volume)

    def _below(self, path: str, resource: object, suffix: str | None = None) -> None:
        told = {"GET": shows.OF_SERVER, "POST": shows.OF_SERVER}
        self.app.route(f"{_SERVER}/{path}", resource, suffix=suffix, shows=told)

    def _route_flavors(self) -> None:
        flavors, flavor = Flavors(self._parts), OneFlavor(self._parts)
        self.app.route("/v2.1/flavors", flavors)
        self.app.route("/v2.1/flavors/detail", flavors, suffix="detail")
        self.app.route("/v2.1/flavors/{flavor_id}", flavor)
        self.app.route("/v2.1/flavors/{flavor_id}/os-extra_specs", flavor, suffix="extra_specs")
        self.app.route("/v2.1/os-keypairs", Keypairs())

    def _route_quotas(self) -> None:
        quotas = Quotas(self._parts)
        self.app.route("/v2.1/os-quota-sets/{project_id}", quotas)
        self.app.route("/v2.1/os-quota-sets/{project_id}/defaults", quotas, suffix="defaults")
        self.app.route("/v2.1/os-quota-sets/{project_id}/detail", quotas, suffix="detail")
        self.app.route("/v2.1/limits", Limits(self._parts))

    def _route_hosts(self) -> None:
        hypervisors, services, zones = Hypervisors(self._parts), Services(self._parts), Zones(self._parts)
        self.app.route("/v2.1/os-hypervisors", hypervisors)
        self.app.route("/v2.1/os-hypervisors/detail", hypervisors, suffix="detail")
        self.app.route("/v2.1/os-hypervisors/{hypervisor_id}", hypervisors, suffix="one")
        self.app.route("/v2.1/os-services", services)
        self.app.route("/v2.1/os-services/{service_id}", services, suffix="one")
        self.app.route("/v2.1/os-availability-zone", zones)
        self.app.route("/v2.1/os-availability-zone/detail", zones, suffix="detail")
