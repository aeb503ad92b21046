"""What a cloud hands to its users: `clouds.yaml`, the kit's `cloudflow.toml`, and the command that judges it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from shlex import quote as quoted
from urllib.parse import quote

from ._cloud import Cloud
from ._folders import write_private
from ._identity import REGION
from ._ports import LOOPBACK
from ._record import runs_libvirt
from ._resources import FLAVOR, GUEST, IMAGE, NETWORKS
from ._services import PROBE

Table = Mapping[str, str | int | float | list[str]]

CLOUDS = {"cloudflow": "demo", "cloudflow-admin": "admin"}
"""Clouds of `clouds.yaml`, and whose they are."""


def clouds_file(cloud: Cloud) -> Path:
    """Where `clouds.yaml` is."""
    return cloud.folders.data / "clouds.yaml"


def settings_file(cloud: Cloud) -> Path:
    """Where `cloudflow.toml` is."""
    return cloud.folders.data / "cloudflow.toml"


def hand_out(cloud: Cloud) -> None:
    """Writes both, for their owner alone: they hold passwords."""
    entries = "".join(_entry(cloud, name, user) for name, user in CLOUDS.items())
    write_private(clouds_file(cloud), f"clouds:\n{entries}")
    write_private(settings_file(cloud), _settings(cloud))


def command(cloud: Cloud, report: str = "openstack.html") -> str:
    """What judges the cloud, as one types it."""
    variable = f"OS_CLIENT_CONFIG_FILE={quoted(str(clouds_file(cloud)))}"
    where = quoted(f"--rootdir={cloud.folders.data}")
    return f"{variable} pytest --cloudflow {where} --cloudflow-target=openstack:cloudflow --cloudflow-report={report}"


def _entry(cloud: Cloud, name: str, user: str) -> str:
    return (
        f"  {name}:\n"
        "    auth:\n"
        f"      auth_url: {cloud.url('keystone')}/v3\n"
        f"      username: {user}\n"
        f"      password: {cloud.password('keystone', user)}\n"
        f"      project_name: {user}\n"
        "      user_domain_id: default\n"
        "      project_domain_id: default\n"
        f"    region_name: {REGION}\n"
        "    volume_api_version: '3.70'\n"  # a number would be 3.7
    )


def _settings(cloud: Cloud) -> str:
    tables = {"openstack": _made_from(cloud), **{f"probes.{name}": keys for name, keys in _probes(cloud).items()}}
    return 'target = "openstack:cloudflow"\n' + "".join(map(_table, tables, tables.values()))


def _made_from(cloud: Cloud) -> Table:
    """What servers are made from, and where: real ones where the cloud can."""
    image, zone = (GUEST, "kvm") if cloud.record.with_kvm else (IMAGE, "fake")
    cache = max(cloud.validation_cache, 0)
    return {
        "image": image,
        "flavor": FLAVOR,
        "networks": list(NETWORKS),
        "availability_zone": zone,
        "validation_cache": cache,
        "max_skew": 0.001,
        "one_machine": True,
    }


def _probes(cloud: Cloud) -> dict[str, Table]:
    """What each probe needs. All of the cloud is its user's own: so they may turn on what they need."""
    amqp = cloud.amqp(PROBE, "amqp") + quote("/", safe="")
    probes: dict[str, Table] = {
        "wsgi": {"folder": str(cloud.folders.traces)},
        "rabbitmq": {"amqp": amqp, "management": cloud.management, "allow_tracing": True, "states": True},
        "logs": {"folder": str(cloud.folders.logs), "all_hosts": True},
        "sql": {"url": _log_of(cloud), "allow_logging": True},
    }
    hosts = cloud.record.computes
    real = [host for host in hosts if runs_libvirt(host)]
    libvirt: Table = {"uri": cloud.libvirt_uri, "host": "".join(real), "all_hosts": len(real) == len(hosts)}
    return {**probes, "libvirt": libvirt} if real else probes


def _log_of(cloud: Cloud) -> str:
    """MariaDB, as the kit's own account reaches it."""
    return f"mysql://{PROBE}:{cloud.password('mariadb', PROBE)}@{LOOPBACK}:{cloud.ports['mariadb']}"


def _table(name: str, keys: Table) -> str:
    """JSON's texts, numbers, truths and lists are TOML's."""
    return f"\n[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
