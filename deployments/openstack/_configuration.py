"""Writes the configuration of every process, from the templates beside this file."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2

from ._cloud import Cloud
from ._folders import write_private
from ._services import Service, services

TEMPLATES = Path(__file__).parent / "templates"


class Templates:
    """Fills templates in for one cloud."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, template: str, path: Path, service: Service | None = None) -> None:
        """Writes one file, for its owner alone."""
        given = {"cloud": self._cloud, "folders": self._cloud.folders, "service": service}
        text = self._environment.get_template(template).render(given)
        write_private(path, re.sub(r"\n{3,}", "\n\n", text).lstrip("\n"))


def write_configuration(cloud: Cloud) -> None:
    """Writes the configuration of all services, the database and the broker."""
    templates = Templates(cloud)
    for service in services(cloud.record):
        for name, template in service.configs.items():
            templates.write(template, service.folder(cloud.folders) / name, service)
    templates.write("mariadb.cnf.j2", cloud.folders.etc / "mariadb.cnf")
    templates.write("rabbitmq.conf.j2", cloud.folders.etc / "rabbitmq" / "rabbitmq.conf")
    if cloud.record.with_kvm:
        templates.write("libvirtd.conf.j2", cloud.folders.etc / "libvirtd.conf")
        templates.write("qemu.conf.j2", cloud.folders.state / "libvirt" / "etc" / "qemu.conf")
    for folder in _STATE:
        (cloud.folders.state / folder).mkdir(parents=True, exist_ok=True)
    for host in cloud.record.computes:
        (cloud.folders.state / f"nova-compute-{host}" / "instances").mkdir(parents=True, exist_ok=True)


_STATE = (
    "home", "locks", "keystone", "glance/images", "glance/staging", "glance/tasks", "neutron", "cinder/conversion",
    "cinder/coordination", "volumes", "nova-api", "nova-conductor", "nova-scheduler",
)  # fmt: skip
"""Folders that services expect to be there."""
