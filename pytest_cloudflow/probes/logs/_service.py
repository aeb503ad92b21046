"""Which component a log is of, by the name of its file; and on which host."""

from __future__ import annotations

import re
from pathlib import PurePath

from .._components import Components

_DEVSTACK = {
    "n-api": "nova-api", "n-sch": "nova-scheduler", "n-cond": "nova-conductor", "n-super-cond": "nova-conductor",
    "n-cond-cell1": "nova-conductor", "n-cpu": "nova-compute", "g-api": "glance-api", "q-svc": "neutron-server",
    "c-api": "cinder-api", "c-sch": "cinder-scheduler", "c-vol": "cinder-volume", "placement-api": "placement",
}  # fmt: skip
_NAMES = {"nova-api-wsgi": "nova-api", "nova-super-conductor": "nova-conductor", "neutron-api": "neutron-server"}
_ENDING = re.compile(r"(\.log|\.txt|\.out)?(\.\d+|-\d{8})?(\.gz|\.xz|\.zst|\.bz2)?$")
_PREFIX = re.compile(r"^(screen-|devstack@)")


def service_of(path: PurePath, components: Components) -> tuple[str, str | None] | None:
    """The component, and the host if the name has it; `None` if the name is no service's.

    `nova-compute.log`, `nova-compute-h1.log.2.gz`, `n-cpu.log`, `devstack@n-cpu.service.txt`, `screen-n-cpu.txt`.
    """
    name = _ENDING.sub("", path.name)
    name = _PREFIX.sub("", name).removesuffix(".service")
    known = _DEVSTACK.get(name) or _NAMES.get(name) or components.of(name)
    if known is None:
        return None
    plain = name.replace("_", "-")
    host = plain.removeprefix(f"{known}-") if plain.startswith(f"{known}-") and known == "nova-compute" else None
    return known, host
