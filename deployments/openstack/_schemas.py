"""The databases' tables, made by each service's own tool; two at a time, and never again where they are as wanted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ..steps import Say
from ._mariadb import Mariadb
from ._marks import Marks
from ._services import CINDER_API, GLANCE, KEYSTONE, NEUTRON, NOVA_API, PLACEMENT, Service
from ._tools import Tools

_CELL = "{scheme}://{username}:{password}@{hostname}:{port}"
"""nova fills in what the asking process has in its own configuration: so each keeps its own users."""


class Schemas:
    """The tables of all services."""

    def __init__(self, tools: Tools, mariadb: Mariadb) -> None:
        self._tools = tools
        self._mariadb = mariadb

    def make(self, marks: Marks, release: str, say: Say) -> None:
        """Makes them, or mends those of another release.

        :raises TargetError: one of the tools failed.
        """
        made: dict[str, Callable[[], None]] = {
            "nova": self._nova,
            "neutron": self._neutron,
            "keystone": self._keystone,
            "cinder": self._cinder,
            "glance": self._glance,
            "placement": self._placement,
        }
        todo = [name for name in made if not marks.has(f"schema-{name}", release)]
        if not todo:
            return
        say(f"makes the tables of {', '.join(todo)}")
        with ThreadPoolExecutor(max_workers=2) as pool:
            works = {name: pool.submit(made[name]) for name in todo}
            for name, work in works.items():
                work.result()
                marks.set(f"schema-{name}", release)

    def _keystone(self) -> None:
        self._run(KEYSTONE, "keystone-manage", "db_sync")

    def _nova(self) -> None:
        def manage(*words: str) -> None:
            self._run(NOVA_API, "nova-manage", *words)

        manage("api_db", "sync")
        manage("cell_v2", "map_cell0", "--database_connection", f"{_CELL}/nova_cell0?{{query}}")
        if not self._mariadb.query("SELECT 1 FROM nova_api.cell_mappings WHERE name = 'cell1'"):
            where = ("--database_connection", f"{_CELL}/{{path}}?{{query}}", "--transport-url", f"{_CELL}/{{path}}")
            manage("cell_v2", "create_cell", "--name", "cell1", *where)
        manage("db", "sync")

    def _neutron(self) -> None:
        self._run(NEUTRON, "neutron-db-manage", "upgrade", "heads")

    def _cinder(self) -> None:
        self._run(CINDER_API, "cinder-manage", "db", "sync")

    def _glance(self) -> None:
        self._run(GLANCE, "glance-manage", "db_sync")

    def _placement(self) -> None:
        self._run(PLACEMENT, "placement-manage", "db", "sync")

    def _run(self, service: Service, program: str, *words: str) -> None:
        self._tools.run(f"making {service.name}'s tables", service, program, *words)
