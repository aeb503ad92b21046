"""The OpenStack processes of a cloud: what each is called, how it is configured and started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ._folders import Folders
from ._record import Record, runs_libvirt


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One process.

    :param name: what the process and its log are called.
    :param account: its user at RabbitMQ and MariaDB: so that they tell which process it was.
    :param configs: its files, `NAME: TEMPLATE`, in a folder of its own.
    :param module: of an API, the module that has its WSGI application.
    :param port: of an API, the name of its port.
    :param queue: of a worker, the queue that it consumes once it is ready.
    :param host: of a compute service, its host.
    :param environment: by variable; `{folder}` stands for the folder of its configuration, `{packaged}` for what came
        with the packages.
    :param arguments: what its program is given, likewise.
    """

    name: str
    account: str
    configs: Mapping[str, str]
    module: str = ""
    port: str = ""
    queue: str = ""
    host: str = ""
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    arguments: tuple[str, ...] = ()

    @property
    def libvirt(self) -> bool:
        """Whether it boots real servers."""
        return bool(self.host) and runs_libvirt(self.host)

    def folder(self, folders: Folders) -> Path:
        """Where its configuration is."""
        return folders.etc / self.name

    def given(self, folders: Folders) -> list[str]:
        """The arguments that it is started with."""
        return [self._filled(argument, folders) for argument in self.arguments]

    def variables(self, folders: Folders) -> dict[str, str]:
        """What it finds in its environment."""
        return {key: self._filled(value, folders) for key, value in self.environment.items()}

    def _filled(self, text: str, folders: Folders) -> str:
        return text.format(folder=self.folder(folders), packaged=folders.environment / "etc")


def _nova(name: str, account: str, *, host: str = "", queue: str = "") -> Service:
    return Service(
        name=name,
        account=account,
        configs={"nova.conf": "nova.conf.j2"},
        host=host,
        queue=queue,
        arguments=("--config-file", "{folder}/nova.conf"),
    )


def _cinder(name: str, *, module: str = "", port: str = "", queue: str = "") -> Service:
    return Service(
        name=name,
        account=name.replace("-", "_"),
        configs={"cinder.conf": "cinder.conf.j2"},
        module=module,
        port=port,
        queue=queue,
        arguments=("--config-file", "{folder}/cinder.conf"),
    )


KEYSTONE = Service(
    name="keystone",
    account="keystone",
    configs={"keystone.conf": "keystone.conf.j2"},
    module="keystone.wsgi.api",
    port="keystone",
    environment={"OS_KEYSTONE_CONFIG_DIR": "{folder}"},
)
PLACEMENT = Service(
    name="placement",
    account="placement",
    configs={"placement.conf": "placement.conf.j2"},
    module="placement.wsgi.api",
    port="placement",
    environment={"OS_PLACEMENT_CONFIG_DIR": "{folder}"},
)
GLANCE = Service(
    name="glance-api",
    account="glance",
    configs={"glance-api.conf": "glance-api.conf.j2"},
    module="glance.wsgi.api",
    port="glance",
    environment={"OS_GLANCE_CONFIG_DIR": "{folder}"},
)
NEUTRON = Service(
    name="neutron-server",
    account="neutron",
    configs={"neutron.conf": "neutron.conf.j2", "ml2.ini": "ml2.ini.j2"},
    module="neutron.wsgi.api",
    port="neutron",
    environment={"OS_NEUTRON_CONFIG_FILES": "{folder}/neutron.conf;{folder}/ml2.ini"},
)
NOVA_API = Service(
    name="nova-api",
    account="nova_api",
    configs={"nova.conf": "nova.conf.j2"},
    module="nova.wsgi.osapi_compute",
    port="nova",
    environment={"OS_NOVA_CONFIG_DIR": "{folder}", "OS_NOVA_CONFIG_FILES": "{packaged}/nova/api-paste.ini;nova.conf"},
)
NOVA_CONDUCTOR = _nova("nova-conductor", "nova_conductor", queue="conductor")
NOVA_SCHEDULER = _nova("nova-scheduler", "nova_scheduler", queue="scheduler")
CINDER_API = _cinder("cinder-api", module="cinder.wsgi.api", port="cinder")
CINDER_SCHEDULER = _cinder("cinder-scheduler", queue="cinder-scheduler")
CINDER_VOLUME = _cinder("cinder-volume", queue="cinder-volume.controller@files")

CONTROLLER = (
    KEYSTONE, PLACEMENT, GLANCE, NEUTRON, NOVA_CONDUCTOR, NOVA_SCHEDULER, NOVA_API, CINDER_API, CINDER_SCHEDULER,
    CINDER_VOLUME,
)  # fmt: skip
"""All but the compute hosts, in the order in which they are started."""

PORTS = (
    "mariadb", "amqp", "management", "epmd", "erlang", *(service.port for service in CONTROLLER if service.port),
)  # fmt: skip
"""What listens on a port."""


def compute(host: str) -> Service:
    """The compute service of a host. Those of all hosts share one account, as their messages name the host."""
    return _nova(f"nova-compute-{host}", "nova_compute", host=host, queue=f"compute.{host}")


def services(record: Record) -> tuple[Service, ...]:
    """All processes of a cloud that are OpenStack's, in the order in which they are started."""
    return (*CONTROLLER, *map(compute, record.computes))


DATABASES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "keystone": ("keystone",),
    "placement": ("placement",),
    "glance": ("glance",),
    "neutron": ("neutron",),
    "nova_api": ("nova_api", "nova_scheduler", "nova_conductor"),
    "nova_cell0": ("nova_api", "nova_scheduler", "nova_conductor"),
    "nova_cell1": ("nova_api", "nova_scheduler", "nova_conductor"),
    "cinder": ("cinder_api", "cinder_scheduler", "cinder_volume"),
})  # fmt: skip
"""Who uses which database."""

USERS = ("nova", "placement", "glance", "neutron", "cinder")
"""The services' own users at keystone."""

PROBE = "cloudflow_probe"
"""The kit's own account at RabbitMQ and MariaDB."""


def accounts() -> list[str]:
    """Every account of a cloud, `WHERE/ACCOUNT`."""
    databases = sorted({user for users in DATABASES.values() for user in users})
    brokers = [*sorted({service.account for service in CONTROLLER} - {"placement"}), "nova_compute"]
    return [
        *(f"keystone/{user}" for user in ("admin", "demo", *USERS)),
        *(f"mariadb/{user}" for user in (*databases, PROBE)),
        *(f"rabbitmq/{user}" for user in (*brokers, PROBE)),
    ]
