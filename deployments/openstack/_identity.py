"""Who may log in, and where the services are: projects, users, roles and the catalogue, by keystone's API."""

from __future__ import annotations

import grp
import os
import pwd
from typing import Any, cast

import openstack
from openstack.connection import Connection
from openstack.identity.v3._proxy import Proxy

from ._cloud import Cloud
from ._services import KEYSTONE, USERS
from ._tools import Tools

REGION = "RegionOne"

CATALOGUE = (
    ("compute", "nova", "nova", "/v2.1"),
    ("placement", "placement", "placement", ""),
    ("image", "glance", "glance", ""),
    ("network", "neutron", "neutron", ""),
    ("block-storage", "cinder", "cinder", "/v3"),
)
"""Type, name, port and path of each service but keystone itself."""


def bootstrap(cloud: Cloud, tools: Tools) -> None:
    """Makes keystone's keys, its administrator and its own endpoints, or sets them as they are now."""
    owner = (
        "--keystone-user",
        pwd.getpwuid(os.geteuid()).pw_name,
        "--keystone-group",
        grp.getgrgid(os.getegid()).gr_name,
    )
    for word in ("fernet_setup", "credential_setup"):
        tools.run("making keystone's keys", KEYSTONE, "keystone-manage", word, *owner)
    url = f"{cloud.url('keystone')}/v3"
    urls = {f"OS_BOOTSTRAP_{kind}_URL": url for kind in ("PUBLIC", "INTERNAL", "ADMIN")}
    given = {"OS_BOOTSTRAP_PASSWORD": cloud.password("keystone", "admin"), "OS_BOOTSTRAP_REGION_ID": REGION, **urls}
    tools.run("making keystone's administrator", KEYSTONE, "keystone-manage", "bootstrap", given=given)


def connection(cloud: Cloud, user: str) -> Connection:
    """A connection of the user `admin` or `demo`, whose project is called as they are.

    Other clouds that this machine's user has, in files or in the environment, mean nothing here.
    """
    return openstack.connect(
        load_yaml_config=False,
        load_envvars=False,
        auth_url=f"{cloud.url('keystone')}/v3",
        username=user,
        password=cloud.password("keystone", user),
        project_name=user,
        user_domain_id="default",
        project_domain_id="default",
        region_name=REGION,
    )


def seed_identity(cloud: Cloud) -> None:
    """Makes the projects, users and services that lack, and sets every password and address as it is now."""
    with connection(cloud, "admin") as admin:
        identity = cast(Proxy, admin.identity)
        roles = {name: _found(identity, "role", name) for name in ("admin", "service", "member", "reader")}
        service = _found(identity, "project", "service", domain_id="default")
        for name in USERS:
            _user(cloud, identity, name, service, [roles["admin"], roles["service"]])
        demo = _found(identity, "project", "demo", domain_id="default")
        _user(cloud, identity, "demo", demo, [roles["member"], roles["reader"]])
        for kind, name, port, path in CATALOGUE:
            _publish(identity, kind, name, cloud.url(port) + path)


def _found(identity: Proxy, kind: str, name: str, **values: str) -> Any:
    """The one of that name, made if there is none."""
    return getattr(identity, f"find_{kind}")(name) or getattr(identity, f"create_{kind}")(name=name, **values)


def _user(cloud: Cloud, identity: Proxy, name: str, project: Any, roles: list[Any]) -> None:
    password = cloud.password("keystone", name)
    user = identity.find_user(name)
    if user is None:
        user = identity.create_user(name=name, password=password, domain_id="default", default_project_id=project.id)
    else:
        identity.update_user(user, password=password)
    for role in roles:
        identity.assign_project_role_to_user(project, user, role)


def _publish(identity: Proxy, kind: str, name: str, url: str) -> None:
    """Has the catalogue say where a service is."""
    service = identity.find_service(name) or identity.create_service(type=kind, name=name)
    there = {endpoint.interface: endpoint for endpoint in identity.endpoints(service_id=service.id)}
    for interface in ("public", "internal", "admin"):
        if interface not in there:
            identity.create_endpoint(service_id=service.id, interface=interface, url=url, region_id=REGION)
        elif there[interface].url != url:
            identity.update_endpoint(there[interface], url=url)
