"""`openstack:CLOUD`: a cloud of `clouds.yaml`, used by openstacksdk and watched by the probes that are configured.

openstacksdk is imported when it is opened, not before: whoever judges a trace needs none of it.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version

from ..errors import UsageError
from ..probes._components import Components
from ..probes.live import Together
from ..probes.live._configured import configured
from ..scenarios import Scenario, Wanted, named
from ..trace import Trace
from ._asked import WHERE, Asked
from ._assumed import window
from ._deployment import CloudOptions, Deployment
from ._live import Live

_TABLE = "[openstack]"
_NOT_HERE = {"expired": "a token holds for too long", "reader": "no user is known who may only look"}
_NAME = re.compile(r"[\w.-]+")
_DEFAULT = ("image",)
"""Of itself a cloud is asked for one server."""


class OpenStackTarget:
    """A cloud, by its name in `clouds.yaml`.

    :raises UsageError: no cloud is named; a scenario is unknown, or not allowed; a probe's table is wrong; openstacksdk
        is not installed.
    """

    NAME = "openstack:"
    FORM = "openstack:CLOUD"
    profile: str | None = "openstack"

    def __init__(self, asked: Asked) -> None:
        self.name, self._cloud, deployment = asked.spec, asked.rest, asked.deployment
        if not _NAME.fullmatch(self._cloud):
            raise UsageError("openstack: names no cloud", WHERE, f"{self.FORM}, with CLOUD of clouds.yaml")
        self._deployment = deployment
        self.scenarios: tuple[Scenario, ...] = _allowed(named(asked.scenarios or _DEFAULT), deployment)
        _know_how(self.scenarios, deployment)
        self._sdk = _sdk()
        self._components = Components()
        self._probes = configured(deployment.probes, self._components)

    def about(self) -> list[str]:
        """What drives it, and what each probe watches and does."""
        told = Together(self._probes).about() or ["no probe is configured: what the client sees is all"]
        return [f"cloudflow: client openstacksdk {self._sdk}", *(f"cloudflow: {line}" for line in told)]

    def open(self, *, tolerate: int, timeout: float | None) -> Trace:  # noqa: ARG002 -- nothing is broken here
        """Logs in, looks for what servers are made from, and begins to watch.

        :raises UsageError: there is no such cloud.
        :raises TargetError: it cannot be reached or used, or a probe cannot watch.
        """
        from ._cloud import OpenStackCloud

        cloud = OpenStackCloud(
            self._cloud, self._deployment.cloud, self._probes, self._components, timeout=window(timeout)
        )
        return Live(cloud, self.scenarios)


def _allowed(scenarios: tuple[Scenario, ...], deployment: Deployment) -> tuple[Scenario, ...]:
    """The scenarios, unless one of them needs a word that was not given.

    :raises UsageError: one does.
    """
    for scenario in scenarios:
        if scenario.needs == "negative" and not deployment.negative:
            raise UsageError(f"scenario {scenario.name} is to be refused", WHERE, "say --cloudflow-negative")
        if scenario.needs == "destructive" and not deployment.destructive:
            raise UsageError(f"scenario {scenario.name} harms the cloud", WHERE, "say --cloudflow-destructive")
    return scenarios


def _know_how(scenarios: tuple[Scenario, ...], deployment: Deployment) -> None:
    """Makes sure that each trouble can be brought about, and that it is known what is to be refused.

    That is before anything is touched.

    :raises UsageError: one cannot, or something is not.
    """
    for scenario in scenarios:
        for wanted in scenario.servers:
            _know_what(scenario.name, wanted, deployment.cloud)
        if scenario.trouble is not None and scenario.trouble not in deployment.cloud.troubles:
            where = f"[openstack.troubles.{scenario.trouble}]"
            raise UsageError("nothing says how to bring that about", where, 'begin = "COMMAND", end = "COMMAND"')


def _know_what(scenario: str, wanted: Wanted, options: CloudOptions) -> None:
    """:raises UsageError: nothing says by what, or with which token, the server is to be asked for."""
    if wanted.too_big and options.huge_flavor is None:
        raise UsageError(f"scenario {scenario} wants a flavor that no host has room for", _TABLE, 'huge_flavor = "…"')
    if wanted.foreign is not None and wanted.foreign not in options.foreign:
        what = f"scenario {scenario} wants another project's {wanted.foreign}"
        raise UsageError(what, _TABLE, f'foreign = {{ {wanted.foreign} = "ID" }}')
    if wanted.token in _NOT_HERE:
        why = _NOT_HERE[wanted.token]
        raise UsageError(f"scenario {scenario} cannot be had on this target: {why}", WHERE, "leave it out")


def _sdk() -> str:
    try:
        return version("openstacksdk")
    except PackageNotFoundError:
        raise UsageError("openstacksdk is not installed", WHERE, "install pytest-cloudflow[openstack]") from None
