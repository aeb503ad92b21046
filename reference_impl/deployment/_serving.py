"""A cloud on loopback ports, for clients in other processes: `python -m reference_impl serve`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from ..http.serving import serve
from ..keystone import Credentials
from ._cloud import Cloud

CLOUD, ADMIN = "reference", "reference-admin"
"""What it is called in `clouds.yaml`, for its user and for its administrator."""


@dataclass(frozen=True, slots=True)
class Served:
    """Where the services are, by component id, and what its user and its administrator log in with."""

    urls: Mapping[str, str]
    credentials: Credentials
    admin: Credentials

    def clouds_yaml(self) -> str:
        """A `clouds.yaml` for openstacksdk and the `openstack` command. It holds the passwords."""
        return "clouds:\n" + _entry(CLOUD, self.credentials) + _entry(ADMIN, self.admin)


def _entry(name: str, user: Credentials) -> str:
    return (
        f"  {name}:\n"
        "    auth:\n"
        f"      auth_url: {user.auth_url}\n"
        f"      username: {user.username}\n"
        f"      password: {user.password}\n"
        f"      project_name: {user.project_name}\n"
        f"      user_domain_name: {user.domain_name}\n"
        f"      project_domain_name: {user.domain_name}\n"
        f"    region_name: {user.region}\n"
    )


@contextmanager
def served(cloud: Cloud, ports: Mapping[str, int] | None = None) -> Iterator[Served]:
    """Serves a cloud's APIs for as long as the block runs, and has its catalog say where they are.

    :param ports: by component id; a free one where none is named.
    :raises OSError: a port is taken.
    """
    with ExitStack() as stack:
        urls = {
            component: stack.enter_context(serve(app, (ports or {}).get(component, 0))).url
            for component, app in cloud.apps.items()
        }
        cloud.publish(urls)
        yield Served(urls, cloud.credentials, cloud.admin)
