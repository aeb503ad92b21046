"""OpenStack's own tools, run in its virtual environment: keystone-manage, nova-manage and the like."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ..packages import Packages
from ..steps import run_tool
from ._cloud import Cloud
from ._environment import Environment
from ._services import Service

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Tools:
    """Runs programs of the virtual environment, each with the environment that its service has."""

    def __init__(self, cloud: Cloud, packages: Packages) -> None:
        self._cloud = cloud
        self._packages = packages
        self._environment = Environment(cloud.folders)

    def path(self, program: str) -> Path:
        """Where a program is."""
        return self._environment.program(program)

    def variables(self, service: Service) -> dict[str, str]:
        """The environment of a service; of Debian's packages it has the programs last, and the libraries they need."""
        found = self._packages.environment()
        return {
            **found,
            "PATH": f"{self._environment.python.parent}:{found['PATH']}",
            "HOME": str(self._cloud.folders.state / "home"),
            "PYTHONUNBUFFERED": "1",
            **service.variables(self._cloud.folders),
        }

    def run(self, what: str, service: Service, program: str, *words: str, given: Mapping[str, str] = _NOTHING) -> None:
        """Runs one to its end, with the configuration of a service; it logs to a file of its own.

        :param what: what it does, for the error.
        :param given: more that it finds in its environment, such as a password.
        :raises TargetError: it failed.
        """
        folder, output = service.folder(self._cloud.folders), self._cloud.folders.output
        files = [word for name in service.configs for word in ("--config-file", f"{folder}/{name}")]
        log = {"OS_DEFAULT__LOG_FILE": str(output / f"{program}.log")}
        variables = {**self.variables(service), **log, **given}
        run_tool(what, [self.path(program), *files, *words], variables, output / f"{program}.out")
