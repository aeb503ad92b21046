"""Brings a cloud up: installs what lacks, starts what does not run, seeds what is not there.

Each part begins by asking whether it is done already. So a second `up` is quick, and one that follows an `up` that
failed half-way goes on where that stood.
"""

from __future__ import annotations

from pathlib import Path

from ..packages import KVM, SERVERS, Packages
from ..steps import Say
from ._cloud import Cloud
from ._configuration import write_configuration
from ._environment import PROJECT, Environment, read_release, without
from ._folders import Folders
from ._guest import make_guest
from ._handed_out import hand_out
from ._hypervisor import NAME as HYPERVISOR
from ._hypervisor import Hypervisor
from ._identity import bootstrap, connection, seed_identity
from ._machine import lacks_for_kvm
from ._mariadb import Mariadb
from ._marks import Marks
from ._options import Settled, Wanted, settle
from ._ports import choose_ports
from ._processes import Processes
from ._rabbitmq import Rabbitmq
from ._record import Record, read_record, with_passwords, write_record
from ._resources import seed_resources
from ._schemas import Schemas
from ._services import CINDER_SCHEDULER, CONTROLLER, KEYSTONE, PORTS, accounts, compute, services
from ._start import Starting
from ._tools import Tools
from ._waiting import Waiting

_LISTENERS = {"mariadb": ("mariadb",), "rabbitmq": ("amqp", "management", "erlang"), "epmd": ("epmd",), HYPERVISOR: ()}
"""Ports of the processes that are not OpenStack's."""


def bring_up(folders: Folders, wanted: Wanted, say: Say) -> Cloud:
    """Brings it up as wanted.

    :raises UsageError: what is wanted cannot be.
    :raises TargetError: something did not come up; names the log to look at.
    """
    settled = settle(wanted, read_record(folders), lacks_for_kvm)
    pins = read_release(settled.release)
    folders.make()
    processes = Processes(folders)
    cloud = Cloud(folders, _recorded(folders, settled, processes))
    _install(cloud, pins, say)
    _Up(cloud, pins, processes, say).run()
    hand_out(cloud)
    return cloud


def _recorded(folders: Folders, settled: Settled, processes: Processes) -> Record:
    """The record of the cloud as it shall be, kept before anything is started."""
    before = read_record(folders)
    record = Record(
        release=str(settled.release),
        computes=settled.computes,
        validation_cache=settled.validation_cache,
        ports=choose_ports(PORTS, before.ports if before else {}, _held(processes)),
        passwords=with_passwords(before.passwords if before else {}, accounts()),
    )
    write_record(folders, record)
    return record


def _held(processes: Processes) -> set[str]:
    """The ports that processes of ours have."""
    apis = {service.name: (service.port,) for service in CONTROLLER if service.port}
    return {port for name, ports in {**_LISTENERS, **apis}.items() if processes.runs(name) for port in ports}


def _install(cloud: Cloud, pins: str, say: Say) -> None:
    """Unpacks Debian's packages and makes the virtual environment, where that is not done."""
    folders, marks, kvm = cloud.folders, Marks(cloud.folders), cloud.record.with_kvm
    packages = Packages(folders.packages, folders.output / "packages.out")
    names = SERVERS + (KVM if kvm else ())
    if not marks.has("packages", " ".join(names)):
        packages.unpack(names, say)
        marks.set("packages", " ".join(names))
    pins = pins if kvm else without(pins, "libvirt-python")
    if not marks.has("environment", f"{PROJECT}\n{pins}"):
        Environment(folders).install(pins, packages.for_building(), say)
        marks.set("environment", f"{PROJECT}\n{pins}")


class _Up:
    """Starts and seeds what is installed."""

    def __init__(self, cloud: Cloud, release: str, processes: Processes, say: Say) -> None:
        self._cloud, self._release, self._processes, self._say = cloud, release, processes, say
        self._marks, self._waiting = Marks(cloud.folders), Waiting()
        packages = Packages(cloud.folders.packages, cloud.folders.output / "packages.out")
        self._mariadb, self._rabbitmq = Mariadb(cloud, packages), Rabbitmq(cloud, packages)
        self._hypervisor, self._packages = Hypervisor(cloud, packages), packages
        self._tools = Tools(cloud, packages)
        self._starting = Starting(cloud, self._tools, processes, self._waiting)

    def run(self) -> None:
        """All of it, in order."""
        write_configuration(self._cloud)
        self._rabbitmq.configure()
        self._stop_strangers()
        self._start_servers()
        Schemas(self._tools, self._mariadb).make(self._marks, self._release, self._say)
        self._start_identity()
        self._start_services()
        self._seed()

    def _stop_strangers(self) -> None:
        """Stops compute services of hosts that the cloud no longer has."""
        known = {service.name for service in services(self._cloud.record)} | set(_LISTENERS)
        self._processes.stop(name for name in self._processes.names() if name not in known)

    def _start_servers(self) -> None:
        """The database and the broker, with their accounts."""
        self._mariadb.start(self._processes)
        self._rabbitmq.start(self._processes, self._waiting)
        self._mariadb.wait(self._processes, self._waiting)
        state = repr(sorted(self._cloud.record.passwords.items()))
        if not self._marks.has("accounts", state):
            self._mariadb.grant()
            self._marks.set("accounts", state)
        self._rabbitmq.wait(self._processes, self._waiting)
        self._say("MariaDB and RabbitMQ are up")

    def _start_identity(self) -> None:
        """keystone, and what it tells of the others."""
        state = repr((sorted(self._cloud.ports.items()), sorted(self._cloud.record.passwords.items())))
        if not self._marks.has("keystone", state):
            bootstrap(self._cloud, self._tools)
            self._marks.set("keystone", state)
        self._starting.start(KEYSTONE)
        self._starting.wait(self._rabbitmq, KEYSTONE)
        if not self._marks.has("identity", state):
            seed_identity(self._cloud)
            self._marks.set("identity", state)
        self._say("keystone is up, with its users and its catalogue")

    def _start_services(self) -> None:
        """All others, the compute services last: as they start they ask the others."""
        controller = [service for service in CONTROLLER if service is not KEYSTONE]
        computes = list(map(compute, self._cloud.record.computes))
        self._starting.start(*controller)
        if self._cloud.record.with_kvm:
            self._hypervisor.start(self._processes)
            self._hypervisor.wait(self._processes, self._waiting)
        self._starting.wait(self._rabbitmq, *controller)
        self._say("all APIs answer, all workers consume their queues")
        self._starting.start(*computes)
        self._starting.wait_for_hosts(self._mariadb, computes)
        self._starting.wait(self._rabbitmq, *computes)
        self._say(f"hosts are up: {', '.join(self._cloud.record.computes)}")

    def _seed(self) -> None:
        """What a boot needs, and the wait until volumes can be made."""
        state = ",".join(self._cloud.record.computes)
        if not self._marks.has("resources", state):
            seed_resources(self._cloud, self._guest())
            self._marks.set("resources", state)
        log = self._cloud.folders.logs / f"{CINDER_SCHEDULER.name}.log"
        with connection(self._cloud, "admin") as admin:
            list(admin.network.networks())  # neutron-server reads its policy then, and misleads who asks meanwhile
            storage = admin.block_storage
            self._waiting.until(
                lambda: any(storage.backend_pools()), "cinder-scheduler knows where volumes go", log=log
            )
        self._say("flavor, images, networks and zones are there")

    def _guest(self) -> Path | None:
        """A disk that boots, where a host can boot it."""
        if not self._cloud.record.with_kvm:
            return None
        folders = self._cloud.folders
        return make_guest(folders.state / "guest.qcow2", self._packages, folders.output / "guest.out")
