"""Starts the processes of a cloud, and waits until each of them is at work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from ._cloud import Cloud
from ._environment import Environment
from ._mariadb import Mariadb
from ._marks import Marks
from ._ports import answers
from ._processes import Processes
from ._rabbitmq import Rabbitmq
from ._services import NOVA_API, Service
from ._tools import Tools
from ._waiting import Waiting

SERVE = Path(__file__).with_name("serve.py")


class Starting:
    """Starts services; one that runs with another configuration is started anew."""

    def __init__(self, cloud: Cloud, tools: Tools, processes: Processes, waiting: Waiting) -> None:
        self._cloud = cloud
        self._tools = tools
        self._processes = processes
        self._waiting = waiting
        self._marks = Marks(cloud.folders)

    def start(self, *services: Service) -> None:
        """Starts those that do not run as they are configured."""
        self._processes.stop(service.name for service in services if not self._marks.has(*self._mark(service)))
        for service in services:
            self._processes.start(service.name, self._command(service), self._tools.variables(service))
            self._marks.set(*self._mark(service))

    def wait(self, rabbitmq: Rabbitmq, *services: Service) -> None:
        """Until APIs answer on their ports, and workers consume their queues."""
        for service in services:
            if service.port:
                self._wait_for_port(service)
            if service.queue:
                self._wait_for_queue(service, rabbitmq)

    def wait_for_hosts(self, mariadb: Mariadb, computes: Iterable[Service]) -> None:
        """Until nova-scheduler takes each host for one that is up, and nova knows in which cell it is."""
        for service in computes:
            self._until(f"host {service.host} is up", service, partial(_is_up, mariadb, service.host))
        if mariadb.query(_UNMAPPED):
            self._tools.run("finding the hosts", NOVA_API, "nova-manage", "cell_v2", "discover_hosts")

    def _wait_for_port(self, service: Service) -> None:
        port = self._cloud.ports[service.port]
        self._until(f"{service.name} answers on port {port}", service, lambda: answers(port))

    def _wait_for_queue(self, service: Service, rabbitmq: Rabbitmq) -> None:
        what = f"{service.name} consumes {service.queue}"
        self._until(what, service, lambda: rabbitmq.consumed(service.queue))

    def _until(self, what: str, service: Service, holds: Callable[[], bool]) -> None:
        log, printed = self._cloud.folders.logs / f"{service.name}.log", self._processes.output(service.name)
        self._waiting.until(holds, what, log=log, printed=printed, lives=lambda: self._processes.runs(service.name))

    def _command(self, service: Service) -> list[str | Path]:
        given = service.given(self._cloud.folders)
        if not service.module:
            return [self._tools.path(service.name.removesuffix(f"-{service.host}")), *given]
        port = str(self._cloud.ports[service.port])
        where = ["--module", service.module, "--port", port, "--folder", str(self._cloud.folders.traces)]
        return [Environment(self._cloud.folders).python, SERVE, service.name, *where, "--", *given]

    def _mark(self, service: Service) -> tuple[str, str]:
        """That it was started with this command and this configuration."""
        files = [SERVE, *(service.folder(self._cloud.folders) / name for name in service.configs)]
        texts = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
        return f"started-{service.name}", "\n".join([*map(str, self._command(service)), *texts])


_UNMAPPED = """
SELECT host FROM nova_cell1.compute_nodes WHERE deleted = 0
AND host NOT IN (SELECT host FROM nova_api.host_mappings)
"""


_FRESH = 30
"""Seconds since a host was last heard of; after 60 nova-scheduler takes it for down (`service_down_time`)."""


def _is_up(mariadb: Mariadb, host: str) -> bool:
    """Whether nova-compute has told of a host, and of late. The name is one that `--computes` takes: no quotes."""
    heard = "TIMESTAMPDIFF(SECOND, COALESCE(services.last_seen_up, services.created_at), UTC_TIMESTAMP())"
    return bool(
        mariadb.query(
            "SELECT 1 FROM nova_cell1.compute_nodes JOIN nova_cell1.services ON services.host = compute_nodes.host "
            f"WHERE compute_nodes.deleted = 0 AND services.deleted = 0 AND services.`binary` = 'nova-compute' "
            f"AND compute_nodes.host = '{host}' AND {heard} < {_FRESH}"
        )
    )
