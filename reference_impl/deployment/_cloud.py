"""Puts the components of a cloud together: who serves what, and who reaches whom by which way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import NamedTuple, Self

from .. import client, http, messaging
from ..cinder import Cinder
from ..context import Context
from ..glance import SHOW_IMAGE, Glance
from ..http.api import Guard
from ..http.client import App
from ..hypervisor import Watched, connect
from ..keystone import Credentials, Keystone, TokenGuard
from ..messaging import Acknowledge, Bus, Dispatch, Server
from ..neutron import Neutron
from ..nova.api import NovaApi
from ..nova.compute import Compute
from ..nova.conductor import Conductor
from ..nova.database import UNLIMITED, ComputeNode, Quota, open_database
from ..nova.scheduler import Scheduler
from ..observe import Observe, nobody
from ..world import World
from ._doors import Doors
from ._seams import Seams, Taker

COMPONENTS = ("keystone", "nova-api", "glance-api", "neutron-server", "cinder-api")
"""Those with a REST API."""
HOSTS = tuple(ComputeNode(f"h{number}", 32, 65_536, 1_000) for number in (1, 2, 3))
"""The hosts of a cloud of which nobody says what hosts it has."""
NO_LIMITS = Quota(UNLIMITED, UNLIMITED, UNLIMITED)
"""What a project may have for which nobody has set a quota."""
STRAIGHT = Seams()
"""Every component behaves."""
WORKERS = 10
"""Messages that one server of a topic works on at once, at most."""


class Entry(NamedTuple):
    """How a catalog has a service; `path` is where its endpoint begins."""

    type: str
    name: str
    path: str


_PATHS = {
    "keystone": Entry("identity", "keystone", "/v3"),
    "nova-api": Entry("compute", "nova", "/v2.1"),
    "glance-api": Entry("image", "glance", ""),
    "neutron-server": Entry("network", "neutron", ""),
    "cinder-api": Entry("block-storage", "cinder", "/v3/%(project_id)s"),
}


class Cloud:
    """All components in this process, each with nothing but its own ways to the others.

    :param world: time, ids and chance.
    :param observe: is told what happens.
    :param dispatch: `stepped`: one thread, an order that can be had again; `threads`: boots overlap in time.
    :param hosts: what there is to boot servers on.
    :param hypervisor: a libvirt URI or `builtin`; else libvirt's test driver, or the built-in one without libvirt.
    :param database: an SQLAlchemy URL for nova's database.
    :param domain: the end of the services' host names; so two clouds can be told apart.
    :param seams: for a component that is to behave otherwise.
    :raises DriverError: the hypervisor cannot be reached.

    :ivar apps: the services' WSGI applications by component id; what is put there takes the place of a component.
    :ivar doors: the same for clients of this process, by host name.
    :ivar credentials: of a member of the project `demo`.
    :ivar reader: credentials of somebody who may only look at what that project has.
    :ivar admin: credentials of an administrator.
    :ivar endpoints: what serves the topics, by component id: of nova-compute there is one for each host.
    """

    def __init__(
        self,
        world: World | None = None,
        observe: Observe = nobody,
        *,
        dispatch: Dispatch = "stepped",
        hosts: Iterable[ComputeNode] = HOSTS,
        hypervisor: str | None = None,
        database: str = "sqlite://",
        domain: str = "cloud.test",
        seams: Seams = STRAIGHT,
    ) -> None:
        self.world = world or World()
        self.observe = observe
        self._seams = seams
        self._guards: list[TokenGuard] = []
        self.servers: dict[str, list[Server]] = {}
        self.endpoints: dict[str, list[object]] = {}
        self.apps: dict[str, App] = {}
        self.credentials: Credentials
        self.reader: Credentials
        self.admin: Credentials
        self._transport = http.InProcess(self.apps)
        with ExitStack() as stack:
            self.bus = stack.enter_context(Bus(self.world, observe, dispatch=dispatch))
            self.database = open_database(database, observe, now=self.world.now, defaults=NO_LIMITS)
            stack.callback(self.database.close)
            self._make_services()
            self.hypervisors = {host.host: self._make_compute(stack, host, hypervisor) for host in hosts}
            self._stack = stack.pop_all()
        names = {component: f"{_PATHS[component].name}.{domain}" for component in COMPONENTS}
        self.doors = Doors(self.apps, names, self.bus)
        self.publish({component: f"http://{name}" for component, name in names.items()})

    def publish(self, urls: Mapping[str, str]) -> None:
        """Has the catalog say where the services are.

        :param urls: by component id, without a slash at the end.
        """
        for component, url in urls.items():
            entry = _PATHS[component]
            self.keystone.catalog.add(entry.type, entry.name, url + entry.path)
        auth_url = f"{urls['keystone']}/v3"
        self.credentials, self.reader, self.admin = (
            replace(each, auth_url=auth_url) for each in (self.credentials, self.reader, self.admin)
        )
        for guard in self._guards:
            guard.keystone_is_at(auth_url)

    def client(self) -> client.Client:
        """The reference's own client, as the user that a new cloud has; it reaches the services without a network."""
        rest = http.Client(client.NAME, http.InProcess(self.doors.components), self.world, self.observe)
        rest = self._seams.rest(client.NAME, rest)
        return client.Client(rest, self.credentials, self.world, self.doors.get_on)

    def add_account(self, username: str, project_name: str, role_name: str) -> tuple[str, Credentials]:
        """A new user with a role in a project, which is made if it is not there: its id, and how to log in."""
        identity, password = self.keystone.identity, self.world.random.randbytes(16).hex()
        project = identity.projects.named(project_name) or identity.add_project(project_name)
        user, role = identity.add_user(username, password), identity.roles.named(role_name)
        if role is not None:
            identity.assign(user.id, project.id, role.id)
        return project.id, Credentials(username, password, project_name)

    def add_image(self, name: str, data: bytes, project_id: str | None = None) -> str:
        """An image with data, for all to use or of a project's own; its id."""
        owner, visibility = (self.project_id, "public") if project_id is None else (project_id, "private")
        image = self.glance.images.create(owner, name=name, visibility=visibility)
        self.glance.images.upload(image.id, data)
        return str(image.id)

    def add_network(self, name: str, cidr: str, project_id: str | None = None) -> str:
        """A network with a subnet, of the user's project or of another one; its id."""
        network = self.neutron.networks.create(project_id or self.project_id, name)
        self.neutron.subnets.create(network.id, cidr, name=f"{name}-subnet")
        return network.id

    def log_in(self) -> None:
        """Has all services get a token of their own, as they have once they have served a request."""
        for guard in self._guards:
            guard.log_in()

    def pause(self, component: str) -> None:
        """Has nova-scheduler, nova-conductor or all nova-computes take no messages; what is at work is done first."""
        for server in self.servers[component]:
            self.bus.stop(server)

    def resume(self, component: str) -> None:
        """Has them take messages again, first those that came meanwhile."""
        for server in self.servers[component]:
            self.bus.resume(server)

    def run_until_idle(self) -> None:
        """Comes back when all that was asked of the cloud is done."""
        self.bus.run_until_idle()

    def close(self) -> None:
        """Takes the cloud down; nothing of it is left."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _make_services(self) -> None:
        world, observe = self.world, self.observe
        self.keystone = Keystone(world, observe)
        self.apps["keystone"] = self._seams.api("keystone", self.keystone.app)
        self.project_id, self.credentials = self.add_account("demo", "demo", "member")
        _, self.reader = self.add_account("reader", "demo", "reader")
        _, self.admin = self.add_account("admin", "admin", "admin")
        self.glance = Glance(world, observe, guard=self._guard("glance-api", "glance"))
        self.neutron = Neutron(world, observe, guard=self._guard("neutron-server", "neutron"))
        self.cinder = Cinder(world, observe, guard=self._guard("cinder-api", "cinder"), glance=self._has_image)
        self.nova = NovaApi(
            world,
            self._seams.database("nova-api", self.database),
            self._rpc("nova-api"),
            self._rest("nova-api"),
            observe,
            guard=self._guard("nova-api", "nova"),
        )
        apis = {
            "nova-api": self.nova.app,
            "glance-api": self.glance.app,
            "neutron-server": self.neutron.app,
            "cinder-api": self.cinder.app,
        }
        self.apps |= {component: self._seams.api(component, api) for component, api in apis.items()}
        database = self._seams.database
        self._serve(
            "nova-scheduler",
            Scheduler(database("nova-scheduler", self.database), self._rpc("nova-scheduler"), observe),
        )
        self._serve("nova-conductor", Conductor(database("nova-conductor", self.database)))

    def _has_image(self, ctx: Context, image_id: str) -> bool:
        """Cinder asks glance, with the user's token, before it makes a volume with an image on it."""
        asked = self._rest("cinder-api").request(ctx, "GET", "glance-api", f"/v2/images/{image_id}", shows=SHOW_IMAGE)
        return asked.status == 200

    def _make_compute(self, stack: ExitStack, node: ComputeNode, uri: str | None) -> Watched:
        self.database.add_host(node)
        hypervisor = Watched(connect(uri), node.host, self.observe)
        stack.callback(hypervisor.close)
        name = "nova-compute"
        driven = self._seams.hypervisor(name, hypervisor)
        compute = Compute(node.host, self._rpc(name), self._rest(name), driven, self.world.now)
        self._serve(name, compute, node.host, acknowledge="taken")
        return hypervisor

    def _serve(
        self, component: str, endpoint: object, server: str | None = None, acknowledge: Acknowledge = "done"
    ) -> None:
        """Has a component serve its topic, which is called as it is without `nova-`."""
        servers, endpoints = self.servers.setdefault(component, []), self.endpoints.setdefault(component, [])
        taker = self._seams.taker(component, Taker(component, acknowledge))
        if taker is None:
            return
        serving = self._seams.endpoint(component, endpoint)
        served = self.bus.serve(
            taker.component,
            component.removeprefix("nova-"),
            server,
            endpoint=serving,
            workers=WORKERS,
            acknowledge=taker.acknowledge,
            owner=component,
        )
        servers.append(served)
        endpoints.append(serving)

    def _guard(self, component: str, username: str) -> Guard:
        """Asks keystone as the service's own user."""
        _, credentials = self.add_account(username, "service", "service")
        guard = TokenGuard(self._rest(component), credentials, self.world)
        self._guards.append(guard)
        return self._seams.guard(component, guard)

    def _rest(self, component: str) -> http.Client:
        return self._seams.rest(component, http.Client(component, self._transport, self.world, self.observe))

    def _rpc(self, component: str) -> messaging.Client:
        return self._seams.rpc(component, self.bus.client(component))
